//! Sample formats into one another: the innermost loops of the room.
//!
//! Everything passes through `f32`, block by block so that the steps meet in the first-level cache:
//! read, mix, write. The shapes of these loops are deliberate. `x as i16` saturates, which LLVM
//! turns into four scalar conversions and compares; a clamp and [`round_to_i16`] stay in vector
//! registers on every target, as do `from_le_bytes` over `chunks_exact`, which also makes alignment
//! a non-question.

use super::{pcm::SampleFormat, wide::mix_floats};

/// Samples in one block: 8 KiB of `f32`, so that a block of input and what is made of it lie in a
/// 32 KiB cache together.
pub(super) const BLOCK_SAMPLES: usize = 2048;

const FULL_SCALE_16: f32 = 32_768.0;
const FULL_SCALE_32: f32 = 2_147_483_648.0;

/// 16-bit samples as floats, -1.0 to just under 1.0. Converts as many as fit in both.
pub fn s16_to_f32(input: &[i16], output: &mut [f32]) {
    for (out, &sample) in output.iter_mut().zip(input) {
        *out = f32::from(sample) * (1.0 / FULL_SCALE_16);
    }
}

/// Floats as 16-bit samples: saturated, rounded to the nearest (ties to even), NaN as silence.
/// Exactly undoes [`s16_to_f32`]. Converts as many as fit in both.
pub fn f32_to_s16(input: &[f32], output: &mut [i16]) {
    for (out, &sample) in output.iter_mut().zip(input) {
        *out = to_i16(sample);
    }
}

/// A sample within full scale; NaN is silence. So is what lies 300 dB below: numbers near the end of
/// the range of floats, in which a sound that fades out ends, take a hundred times as long to add.
#[inline(always)]
pub(super) fn saturate(sample: f32) -> f32 {
    let sample = if sample.abs() > 1e-15 { sample } else { 0.0 };
    sample.clamp(-1.0, 1.0)
}

#[inline(always)]
fn to_i16(sample: f32) -> i16 {
    real_to_i16(if sample.is_nan() { 0.0 } else { sample })
}

#[inline(always)]
pub(super) fn real_to_i16(sample: f32) -> i16 {
    let scaled = sample * FULL_SCALE_16;
    // Written out, each of these is one instruction; `clamp` is two, because it has to let a NaN
    // through.
    let scaled = if scaled > -FULL_SCALE_16 { scaled } else { -FULL_SCALE_16 };
    let scaled = if scaled < FULL_SCALE_16 - 1.0 { scaled } else { FULL_SCALE_16 - 1.0 };
    round_to_i16(scaled)
}

/// Rounds a float that is known to be in the range of `i16`. Adding 1.5 * 2^23 leaves no mantissa
/// bits for a fraction, so the adder rounds (to nearest, ties to even) and the integer stands in
/// the low bits.
#[inline(always)]
fn round_to_i16(in_range: f32) -> i16 {
    const MAGIC: f32 = 12_582_912.0;
    let integer = (in_range + MAGIC).to_bits() as i32 - MAGIC.to_bits() as i32;
    // Never clamps anything. It tells the compiler that one packing instruction, which saturates,
    // will do.
    integer.clamp(i16::MIN.into(), i16::MAX.into()) as i16
}

/// Reads samples of any format and any alignment; NaN becomes silence. Exact for all but `S32`,
/// which keeps 24 bits.
pub(super) fn samples_to_f32(format: SampleFormat, bytes: &[u8], output: &mut [f32]) {
    mix::<1>(format, bytes, output);
}

/// Interleaved PCM as mono floats, handed to `sink` block by block. Channels are averaged.
///
/// 8- and 16-bit channels are summed exactly and the mean is rounded once, so that it is the true
/// mean to the last bit.
pub(super) fn for_each_mono_block(format: SampleFormat, channels: u16, bytes: &[u8], mut sink: impl FnMut(&[f32])) {
    let frame_bytes = format.bytes() * usize::from(channels);
    let mut mono = [0.0f32; BLOCK_SAMPLES];
    for block in bytes.chunks(BLOCK_SAMPLES * frame_bytes) {
        let mono = &mut mono[..block.len() / frame_bytes];
        // A known number of channels lets the compiler unroll and vectorise; the other ones are
        // rare.
        match channels {
            1 => mix::<1>(format, block, mono),
            2 => mix::<2>(format, block, mono),
            4 => mix::<4>(format, block, mono),
            6 => mix::<6>(format, block, mono),
            8 => mix::<8>(format, block, mono),
            _ => mix_many(format, usize::from(channels), block, mono),
        }
        sink(mono);
    }
}

fn mix<const CHANNELS: usize>(format: SampleFormat, bytes: &[u8], mono: &mut [f32]) {
    match format {
        SampleFormat::U8 => mix_each::<1, CHANNELS>(bytes, mono, |[byte]| (f32::from(byte) - 128.0) * (1.0 / 128.0)),
        SampleFormat::S16 => {
            mix_each::<2, CHANNELS>(bytes, mono, |b| f32::from(i16::from_le_bytes(b)) * (1.0 / FULL_SCALE_16))
        }
        SampleFormat::S24 => mix_each::<3, CHANNELS>(bytes, mono, |[low, mid, high]| {
            i32::from_le_bytes([0, low, mid, high]) as f32 * (1.0 / FULL_SCALE_32)
        }),
        SampleFormat::S32 => {
            mix_each::<4, CHANNELS>(bytes, mono, |b| i32::from_le_bytes(b) as f32 * (1.0 / FULL_SCALE_32))
        }
        SampleFormat::F32 => mix_floats::<CHANNELS>(bytes, mono),
    }
}

/// The mean of the `CHANNELS` samples of `SIZE` bytes in each frame.
#[inline(always)]
pub(super) fn mix_each<const SIZE: usize, const CHANNELS: usize>(
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
        // Divided, not multiplied by a rounded reciprocal: a mean that ends in one half must stay
        // one.
        *out = sum / CHANNELS as f32;
    }
}

fn mix_many(format: SampleFormat, channels: usize, bytes: &[u8], mono: &mut [f32]) {
    let mut samples = [0.0f32; BLOCK_SAMPLES];
    let frames = BLOCK_SAMPLES / channels;
    let blocks = bytes.chunks(frames * channels * format.bytes());
    for (block, mono) in blocks.zip(mono.chunks_mut(frames)) {
        let samples = &mut samples[..mono.len() * channels];
        samples_to_f32(format, block, samples);
        for (out, frame) in mono.iter_mut().zip(samples.chunks_exact(channels)) {
            *out = frame.iter().sum::<f32>() / channels as f32;
        }
    }
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
