//! The mean of many channels of 16-bit and 24-bit samples, in AVX2 registers. The results are the same as those of the
//! portable loop to the last bit.
//!
//! With six channels this takes little longer than a copy of the samples (benches/RESULTS-FULL.md, long recordings).

#![allow(unsafe_code)]

use super::sample::average_integers;

/// The mean of each frame of 16-bit samples, at a full scale of 1.0.
pub(super) fn average_s16<const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) {
    let done = averaged_by_avx2::<2, CHANNELS>(bytes, mono);
    average_integers::<2, CHANNELS>(&bytes[done * 2 * CHANNELS..], &mut mono[done..], |sample| {
        i16::from_le_bytes(sample).into()
    });
}

/// The same for 24-bit samples.
pub(super) fn average_s24<const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) {
    let done = averaged_by_avx2::<3, CHANNELS>(bytes, mono);
    average_integers::<3, CHANNELS>(&bytes[done * 3 * CHANNELS..], &mut mono[done..], |[low, mid, high]| {
        i32::from_le_bytes([0, low, mid, high]) >> 8
    });
}

/// Writes the means of the first frames, if the processor has AVX2, and returns their number. With fewer than four
/// channels the portable loop is as fast.
fn averaged_by_avx2<const SIZE: usize, const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if CHANNELS >= 4 && is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        return unsafe { x86_64::average::<SIZE, CHANNELS>(bytes, mono) };
    }
    let _ = (bytes, mono);
    0
}

#[cfg(target_arch = "x86_64")]
mod x86_64 {
    use super::super::sample::full_scale;
    use std::arch::x86_64::*;

    /// How many frames are averaged together. Their sums fill a register.
    const FRAMES: usize = 8;

    /// Samples of 16 or 24 bits are loaded in groups of 16 bytes, of which 12 are used if they are 24-bit samples. A
    /// register holds a group of one frame in its lower half, and that of the next frame in its upper half.
    #[target_feature(enable = "avx2")]
    pub(super) fn average<const SIZE: usize, const CHANNELS: usize>(bytes: &[u8], mono: &mut [f32]) -> usize {
        let frame_bytes = SIZE * CHANNELS;
        let in_group = if SIZE == 2 { 8 } else { 4 };
        let groups = CHANNELS.div_ceil(in_group);
        let group_bytes = in_group * SIZE;
        let all = selection::<SIZE>(in_group);
        let last = selection::<SIZE>(CHANNELS - (groups - 1) * in_group);
        let scale = _mm256_set1_ps(1.0 / full_scale(SIZE));
        let channels = _mm256_set1_ps(CHANNELS as f32);
        let order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
        // A load may reach beyond its frame, but not beyond the samples.
        let reach = (FRAMES - 1) * frame_bytes + (groups - 1) * group_bytes + 16;
        let mut done = 0;
        while done + FRAMES <= mono.len() && done * frame_bytes + reach <= bytes.len() {
            let block = &bytes[done * frame_bytes..][..reach];
            // Four partial sums for each of two frames.
            let sums_of = |frame: usize| {
                let mut sums = _mm256_setzero_si256();
                for group in 0..groups {
                    let at = frame * frame_bytes + group * group_bytes;
                    // SAFETY: both loads are within the block, of which `reach` is the end of the last one.
                    let pair = unsafe {
                        let one = _mm_loadu_si128(block.as_ptr().add(at).cast());
                        let next = _mm_loadu_si128(block.as_ptr().add(at + frame_bytes).cast());
                        _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(one), next)
                    };
                    let selected = if group + 1 == groups { last } else { all };
                    sums = _mm256_add_epi32(sums, partial_sums::<SIZE>(pair, selected));
                }
                sums
            };
            let sums =
                _mm256_hadd_epi32(_mm256_hadd_epi32(sums_of(0), sums_of(2)), _mm256_hadd_epi32(sums_of(4), sums_of(6)));
            // The additions leave the frames in the order 0, 2, 4, 6, 1, 3, 5, 7.
            let sums = _mm256_cvtepi32_ps(_mm256_permutevar8x32_epi32(sums, order));
            let means = _mm256_div_ps(_mm256_mul_ps(sums, scale), channels);
            let out = &mut mono[done..done + FRAMES];
            // SAFETY: the slice has the length of the register.
            unsafe { _mm256_storeu_ps(out.as_mut_ptr(), means) };
            done += FRAMES;
        }
        done
    }

    /// What `partial_sums` needs to add the first samples of a group only: factors of 1 and 0 for 16-bit samples, and for
    /// 24-bit samples the positions of their bytes, of which -1 gives 0.
    #[target_feature(enable = "avx2")]
    fn selection<const SIZE: usize>(samples: usize) -> __m256i {
        let mut selection = [0i8; 32];
        for (at, byte) in selection.iter_mut().enumerate() {
            let at = at % 16;
            *byte = match SIZE {
                2 => (at % 2 == 0 && at / 2 < samples).into(),
                _ if at % 4 == 0 || at / 4 >= samples => -1,
                _ => (at / 4 * 3 + at % 4 - 1) as i8,
            };
        }
        // SAFETY: the array has the length of the register.
        unsafe { _mm256_loadu_si256(selection.as_ptr().cast()) }
    }

    /// Adds the samples of each half so that four sums are left.
    #[target_feature(enable = "avx2")]
    fn partial_sums<const SIZE: usize>(samples: __m256i, selection: __m256i) -> __m256i {
        match SIZE {
            2 => _mm256_madd_epi16(samples, selection),
            _ => _mm256_srai_epi32::<8>(_mm256_shuffle_epi8(samples, selection)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At lengths around those of a register, with the ends of the range.
    fn check<const CHANNELS: usize>() {
        let bytes: Vec<u8> = (0..200 * 3 * CHANNELS as u32)
            .map(|i| {
                if i % 5 == 0 {
                    [0x00, 0x7F, 0x80, 0xFF][i as usize % 4]
                } else {
                    (i.wrapping_mul(0x9e37_79b9) >> 24) as u8
                }
            })
            .collect();
        for frames in (0..40).chain([199, 200]) {
            let (mut fast, mut portable) = (vec![0.0; frames], vec![0.0; frames]);
            let s16 = &bytes[..frames * 2 * CHANNELS];
            average_s16::<CHANNELS>(s16, &mut fast);
            average_integers::<2, CHANNELS>(s16, &mut portable, |sample| i16::from_le_bytes(sample).into());
            assert_eq!(fast, portable, "16 bits, {CHANNELS} channels, {frames} frames");
            let s24 = &bytes[..frames * 3 * CHANNELS];
            average_s24::<CHANNELS>(s24, &mut fast);
            average_integers::<3, CHANNELS>(s24, &mut portable, |[low, mid, high]| {
                i32::from_le_bytes([0, low, mid, high]) >> 8
            });
            assert_eq!(fast, portable, "24 bits, {CHANNELS} channels, {frames} frames");
        }
    }

    #[test]
    fn avx2_gives_the_same_bits_as_the_portable_loop() {
        check::<1>();
        check::<2>();
        check::<4>();
        check::<5>();
        check::<6>();
        check::<7>();
        check::<8>();
        check::<12>();
        check::<32>();
    }
}
