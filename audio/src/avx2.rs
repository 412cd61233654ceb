//! The two loops from float samples to a 16-bit WAV, compiled a second time for processors with AVX2, whose registers
//! are twice as wide as those of baseline x86-64. The results are the same to the last bit.
//!
//! Measured against the same loops without AVX2: docs/performance.md has the ratio. The crate `multiversion` would
//! generate the dispatch with a procedural macro; for two loops, a dispatch of a few lines is simpler.

#![allow(unsafe_code)]

use super::sample::{FULL_SCALE_32, average_frames, not_nan_to_i16};

/// Writes the mean of the floats in each frame to `mono`. NaN becomes silence.
pub(super) fn average_floats<const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) {
    // More than two channels are too rare to justify a second loop for each number of channels.
    #[cfg(target_arch = "x86_64")]
    if CHANNELS <= 2 && is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        return unsafe { average_floats_avx2::<CHANNELS>(bytes, mono) };
    }
    average_floats_portable::<CHANNELS>(bytes, mono);
}

/// Writes the mean of the 32-bit integers in each frame to `mono`, at a full scale of 1.0.
pub(super) fn average_s32<const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        return unsafe { average_s32_avx2::<CHANNELS>(bytes, mono) };
    }
    average_s32_portable::<CHANNELS>(bytes, mono);
}

/// Writes floats as little-endian 16-bit samples, two bytes each. A NaN becomes negative full scale. At this
/// point, only the mean of opposite infinities is NaN.
pub(super) fn f32_to_s16_bytes(input: &[f32], output: &mut [u8]) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        return unsafe { f32_to_s16_bytes_avx2(input, output) };
    }
    f32_to_s16_bytes_portable(input, output);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn average_floats_avx2<const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) {
    average_floats_portable::<CHANNELS>(bytes, mono);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn average_s32_avx2<const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) {
    average_s32_portable::<CHANNELS>(bytes, mono);
}

#[inline(always)]
fn average_s32_portable<const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) {
    average_frames::<4, CHANNELS>(bytes, mono, |b| i32::from_le_bytes(b) as f32 * (1.0 / FULL_SCALE_32));
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn f32_to_s16_bytes_avx2(input: &[f32], output: &mut [u8]) {
    f32_to_s16_bytes_portable(input, output);
}

#[inline(always)]
fn average_floats_portable<const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) {
    average_frames::<4, CHANNELS>(bytes, mono, |b| {
        let sample = f32::from_le_bytes(b);
        if sample.is_nan() { 0.0 } else { sample }
    });
}

#[inline(always)]
fn f32_to_s16_bytes_portable(input: &[f32], output: &mut [u8]) {
    for (out, &sample) in output.chunks_exact_mut(2).zip(input) {
        out.copy_from_slice(&not_nan_to_i16(sample).to_le_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All kinds of floats, including NaN, infinities and subnormal numbers, at lengths that do not fill a register.
    #[test]
    fn avx2_gives_the_same_bits_as_the_portable_loops() {
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
            assert_same_means::<1>(&bytes[..length * 4]);
            assert_same_means::<2>(&bytes[..length / 2 * 8]);
            assert_same_means::<6>(&bytes[..length / 6 * 24]);
            let samples = |write: fn(&[f32], &mut [u8])| {
                let mut output = vec![0; 2 * length];
                write(&floats[..length], &mut output);
                output
            };
            assert_eq!(samples(f32_to_s16_bytes), samples(f32_to_s16_bytes_portable));
        }
    }

    fn assert_same_means<const CHANNELS: usize>(bytes: &[u8]) {
        let means = |average: fn(&[u8], &mut [f32])| {
            let mut mono = vec![0.0; bytes.len() / 4 / CHANNELS];
            average(bytes, &mut mono);
            // The sum of opposite infinities is NaN. Its bits may differ.
            mono.iter().map(|mean| if mean.is_nan() { u32::MAX } else { mean.to_bits() }).collect::<Vec<_>>()
        };
        assert_eq!(means(average_floats::<CHANNELS>), means(average_floats_portable::<CHANNELS>));
    }
}
