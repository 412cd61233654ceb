//! The loops that the samples of an engine's microphone pass through, floats to 16 bits, compiled a second time for
//! processors with AVX2, whose registers have twice the width. The results are the same to the last bit.

use super::convert::{mix_each, real_to_i16};

#[inline(always)]
fn mix_floats_anywhere<const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) {
    mix_each::<4, CHANNELS>(bytes, mono, |b| {
        let sample = f32::from_le_bytes(b);
        if sample.is_nan() { 0.0 } else { sample }
    });
}

#[inline(always)]
fn f32_to_s16_bytes_anywhere(input: &[f32], output: &mut [u8]) {
    for (out, &sample) in output.chunks_exact_mut(2).zip(input) {
        out.copy_from_slice(&real_to_i16(sample).to_le_bytes());
    }
}

/// The mean of the floats in each frame; NaN becomes silence. More than two channels are too rare for two loops each.
pub(super) fn mix_floats<const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = avx2::found().filter(|_| CHANNELS <= 2) {
        return avx2.mix_floats::<CHANNELS>(bytes, mono);
    }
    mix_floats_anywhere::<CHANNELS>(bytes, mono);
}

/// Floats as 16-bit samples into the little-endian bytes of a WAV, two for each. Whoever reads or filters samples has
/// dealt with NaN already; one that is left, as the mean of opposite infinities is, clamps as one of them.
pub(super) fn f32_to_s16_bytes(input: &[f32], output: &mut [u8]) {
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = avx2::found() {
        return avx2.f32_to_s16_bytes(input, output);
    }
    f32_to_s16_bytes_anywhere(input, output);
}

/// SAFETY: an `Avx2` exists only where the processor has these instructions.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod avx2 {
    pub struct Avx2(());

    pub fn found() -> Option<Avx2> {
        is_x86_feature_detected!("avx2").then_some(Avx2(()))
    }

    impl Avx2 {
        pub fn mix_floats<const CHANNELS: usize>(self, bytes: &[u8], mono: &mut [f32]) {
            unsafe { mix_floats::<CHANNELS>(bytes, mono) }
        }

        pub fn f32_to_s16_bytes(self, input: &[f32], output: &mut [u8]) {
            unsafe { f32_to_s16_bytes(input, output) }
        }
    }

    #[target_feature(enable = "avx2")]
    fn mix_floats<const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) {
        super::mix_floats_anywhere::<CHANNELS>(bytes, mono);
    }

    #[target_feature(enable = "avx2")]
    fn f32_to_s16_bytes(input: &[f32], output: &mut [u8]) {
        super::f32_to_s16_bytes_anywhere(input, output);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every kind of float, NaN, infinities and the smallest among them, at lengths that fill no register.
    #[test]
    fn the_width_of_the_registers_changes_nothing() {
        let floats: Vec<f32> = (0..4_099u32)
            .map(|i| match i % 5 {
                0 => f32::from_bits(i.wrapping_mul(0x9e37_79b9)),
                1 => [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.0, 1.0, -1.0, f32::MIN_POSITIVE / 2.0]
                    [i as usize % 7],
                _ => (i as f32 * 0.37).sin() * 1.1,
            })
            .collect();
        let bytes: Vec<u8> = floats.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        for length in [0, 1, 7, 15, 16, 17, 33, 100, floats.len()] {
            same_means::<1>(&bytes[..length * 4]);
            same_means::<2>(&bytes[..length / 2 * 8]);
            same_means::<6>(&bytes[..length / 6 * 24]);
            let samples = |write: fn(&[f32], &mut [u8])| {
                let mut output = vec![0; 2 * length];
                write(&floats[..length], &mut output);
                output
            };
            assert_eq!(samples(f32_to_s16_bytes), samples(f32_to_s16_bytes_anywhere));
        }
    }

    fn same_means<const CHANNELS: usize>(bytes: &[u8]) {
        let means = |mix: fn(&[u8], &mut [f32])| {
            let mut mono = vec![0.0; bytes.len() / 4 / CHANNELS];
            mix(bytes, &mut mono);
            // The sum of opposite infinities is NaN, and one NaN is as good as another.
            mono.iter().map(|mean| if mean.is_nan() { u32::MAX } else { mean.to_bits() }).collect::<Vec<_>>()
        };
        assert_eq!(means(mix_floats::<CHANNELS>), means(mix_floats_anywhere::<CHANNELS>));
    }
}
