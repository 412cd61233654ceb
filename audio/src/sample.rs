//! The arithmetic of one sample and of one frame, which the loops of all conversions share.
//!
//! These functions compile to vector instructions when a loop inlines them. LLVM compiles `x as i16`, which saturates,
//! to four scalar conversions and comparisons. A clamp followed by [`round_to_i16`] stays in vector registers on every
//! target. So does `from_le_bytes` over `chunks_exact`, which also reads samples at any alignment.
//!
//! Measured against the crate dasp_sample 0.11, which truncates instead of rounding: docs/performance.md has the ratio.

/// Samples in one block. A block of `f32` is 8 KiB, so a block of input and its output fit together into a
/// first-level cache of 32 KiB.
pub(super) const BLOCK_SAMPLES: usize = 2048;

/// The full scale of integer samples of this many bytes.
pub(super) const fn full_scale(sample_bytes: usize) -> f32 {
    (1u64 << (8 * sample_bytes - 1)) as f32
}

pub(super) const FULL_SCALE_16: f32 = 32_768.0;
pub(super) const FULL_SCALE_32: f32 = 2_147_483_648.0;

/// Limits a sample to full scale. NaN becomes silence, and so do samples below -300 dB: a sound that fades out ends in
/// subnormal numbers, and an addition of those can take a hundred times as long.
#[inline(always)]
pub(super) fn saturate(sample: f32) -> f32 {
    let sample = if sample.abs() > 1e-15 { sample } else { 0.0 };
    sample.clamp(-1.0, 1.0)
}

/// Converts a float to a 16-bit sample: saturated, rounded to the nearest (ties to even), NaN as silence.
#[inline(always)]
pub(super) fn to_i16(sample: f32) -> i16 {
    not_nan_to_i16(if sample.is_nan() { 0.0 } else { sample })
}

/// The same for a sample that is not NaN.
#[inline(always)]
pub(super) fn not_nan_to_i16(sample: f32) -> i16 {
    let scaled = sample * FULL_SCALE_16;
    // Each comparison compiles to one instruction. `clamp` compiles to two, because it must preserve NaN.
    let scaled = if scaled > -FULL_SCALE_16 { scaled } else { -FULL_SCALE_16 };
    let scaled = if scaled < FULL_SCALE_16 - 1.0 { scaled } else { FULL_SCALE_16 - 1.0 };
    round_to_i16(scaled)
}

/// Rounds a float that is within the range of `i16`. The addition of 1.5 * 2^23 leaves no mantissa bits for a fraction,
/// so it rounds to the nearest integer (ties to even), and the low bits of the sum hold that integer.
#[inline(always)]
fn round_to_i16(in_range: f32) -> i16 {
    const ROUNDING: f32 = 12_582_912.0;
    let integer = (in_range + ROUNDING).to_bits() as i32 - ROUNDING.to_bits() as i32;
    // This never changes the value. It lets the compiler use one saturating pack instruction.
    integer.clamp(i16::MIN.into(), i16::MAX.into()) as i16
}

/// Writes the mean of each frame's `CHANNELS` samples to `mono`. `read` converts a sample of `SIZE` bytes.
#[inline(always)]
pub(super) fn average_frames<const SIZE: usize, const CHANNELS: usize>(
    bytes: &[u8],
    mono: &mut [f32],
    read: impl Fn([u8; SIZE]) -> f32,
) {
    let sample = |frame: &[u8], channel: usize| read(std::array::from_fn(|i| frame[channel * SIZE + i]));
    for (out, frame) in mono.iter_mut().zip(bytes.chunks_exact(SIZE * CHANNELS)) {
        let mut sum = sample(frame, 0);
        for channel in 1..CHANNELS {
            sum += sample(frame, channel);
        }
        // A division, because a multiplication by the rounded reciprocal could move a mean off an exact tie.
        *out = sum / CHANNELS as f32;
    }
}

/// The same for integers, at a full scale of 1.0. Their sum is exact, and only the mean is rounded.
#[inline(always)]
pub(super) fn average_integers<const SIZE: usize, const CHANNELS: usize>(
    bytes: &[u8],
    mono: &mut [f32],
    read: impl Fn([u8; SIZE]) -> i32,
) {
    let sample = |frame: &[u8], channel: usize| read(std::array::from_fn(|i| frame[channel * SIZE + i]));
    for (out, frame) in mono.iter_mut().zip(bytes.chunks_exact(SIZE * CHANNELS)) {
        let sum: i32 = (0..CHANNELS).map(|channel| sample(frame, channel)).sum();
        *out = sum as f32 * (1.0 / full_scale(SIZE)) / CHANNELS as f32;
    }
}
