//! Conversion of samples from one format into another.
//!
//! Every conversion goes through `f32`, block by block: the samples are read, mixed and written while the block is in
//! the first-level cache.

use super::avx2::{average_floats, average_s32};
use super::avx2_integers::{average_s16, average_s24};
use super::pcm::SampleFormat;
use super::sample::{BLOCK_SAMPLES, FULL_SCALE_16, average_frames, to_i16};

/// Converts 16-bit samples to floats from -1.0 to just below 1.0. The shorter of the two slices determines how many
/// samples are converted.
#[inline(never)]
pub fn s16_to_f32(input: &[i16], output: &mut [f32]) {
    for (out, &sample) in output.iter_mut().zip(input) {
        *out = f32::from(sample) * (1.0 / FULL_SCALE_16);
    }
}

/// Converts floats to 16-bit samples: saturated, rounded to the nearest (ties to even), NaN as silence. This is the
/// exact inverse of [`s16_to_f32`]. The shorter of the two slices determines how many samples are converted.
#[inline(never)]
pub fn f32_to_s16(input: &[f32], output: &mut [i16]) {
    for (out, &sample) in output.iter_mut().zip(input) {
        *out = to_i16(sample);
    }
}

/// Converts samples of any format and alignment to floats. NaN becomes silence. The conversion is exact except for
/// `S32`, of which 24 bits remain.
pub(super) fn samples_to_f32(format: SampleFormat, bytes: &[u8], output: &mut [f32]) {
    mix::<1>(format, bytes, output);
}

/// Converts interleaved PCM to mono floats and passes them to `sink` block by block. The channels are averaged.
///
/// The sum of 8-bit and 16-bit channels is exact and only the mean is rounded, so it is the true mean to the last bit. So
/// is the sum of 24-bit channels if their number is one of those with a loop of their own.
#[inline(never)]
pub(super) fn for_each_mono_block(format: SampleFormat, channels: u16, bytes: &[u8], sink: &mut dyn FnMut(&[f32])) {
    let frame_bytes = format.bytes() * usize::from(channels);
    let mut mono = [0.0f32; BLOCK_SAMPLES];
    for block in bytes.chunks(BLOCK_SAMPLES * frame_bytes) {
        let mono = &mut mono[..block.len() / frame_bytes];
        // A constant number of channels lets the compiler unroll and vectorise the loop. The other numbers are rare.
        match channels {
            1 => mix::<1>(format, block, mono),
            2 => mix::<2>(format, block, mono),
            4 => mix::<4>(format, block, mono),
            6 => mix::<6>(format, block, mono),
            8 => mix::<8>(format, block, mono),
            _ => mix_any(format, usize::from(channels), block, mono),
        }
        sink(mono);
    }
}

/// The same for 16-bit samples in memory.
#[inline(never)]
pub fn mono_from_s16(samples: &[i16], channels: usize, sink: &mut dyn FnMut(&[f32])) {
    let mut mono = [0.0f32; BLOCK_SAMPLES];
    for block in samples.chunks(BLOCK_SAMPLES * channels) {
        let mono = &mut mono[..block.len() / channels];
        for (out, frame) in mono.iter_mut().zip(block.chunks_exact(channels)) {
            let sum: i32 = frame.iter().map(|sample| i32::from(*sample)).sum();
            *out = sum as f32 * (1.0 / FULL_SCALE_16) / channels as f32;
        }
        sink(mono);
    }
}

fn mix<const CHANNELS: usize>(format: SampleFormat, bytes: &[u8], mono: &mut [f32]) {
    match format {
        SampleFormat::U8 => {
            average_frames::<1, CHANNELS>(bytes, mono, |[byte]| (f32::from(byte) - 128.0) * (1.0 / 128.0))
        }
        SampleFormat::S16 => average_s16::<CHANNELS>(bytes, mono),
        SampleFormat::S24 => average_s24::<CHANNELS>(bytes, mono),
        SampleFormat::S32 => average_s32::<CHANNELS>(bytes, mono),
        SampleFormat::F32 => average_floats::<CHANNELS>(bytes, mono),
    }
}

/// The same for a number of channels that is not known at compile time.
fn mix_any(format: SampleFormat, channels: usize, bytes: &[u8], mono: &mut [f32]) {
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
