//! The level of PCM: how loud it is.

use super::convert::samples_to_f32;
use super::pcm::{Pcm, SampleFormat};
use super::sample::{BLOCK_SAMPLES, full_scale, saturate};

/// Peak and RMS over all channels. Both are linear, and 1.0 is full scale.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Level {
    pub peak: f32,
    pub rms: f32,
}

/// The value of [`dbfs`] for silence, whose true value is minus infinity.
pub const SILENCE_DBFS: f32 = -120.0;

/// Converts a linear level to decibels relative to full scale. The result is never below [`SILENCE_DBFS`].
pub fn dbfs(linear: f32) -> f32 {
    // The logarithm of a negative number is NaN, which `max` replaces by the minimum.
    (20.0 * linear.log10()).max(SILENCE_DBFS)
}

/// Measures PCM. Samples beyond full scale count as full scale, and NaN counts as silence.
pub fn level(pcm: &Pcm) -> Level {
    let mut meter = Meter::default();
    meter.add(pcm.format(), pcm.data());
    meter.level()
}

/// Measures a level chunk by chunk, and counts clipped samples.
#[derive(Clone, Copy, Default)]
pub(super) struct Meter {
    peak: f32,
    sum_of_squares: f64,
    samples: u64,
    clipped: u64,
}

impl Meter {
    /// Adds the samples of all channels in `data`.
    #[inline(never)]
    pub fn add(&mut self, format: SampleFormat, data: &[u8]) {
        let mut block = [0.0f32; BLOCK_SAMPLES];
        for bytes in data.chunks(BLOCK_SAMPLES * format.bytes()) {
            let samples = &mut block[..bytes.len() / format.bytes()];
            samples_to_f32(format, bytes, samples);
            let (peak, sum_of_squares, clipped) = measure(samples, largest(format));
            self.peak = self.peak.max(peak);
            self.sum_of_squares += f64::from(sum_of_squares);
            self.clipped += u64::from(clipped);
            self.samples += samples.len() as u64;
        }
    }

    pub fn level(&self) -> Level {
        Level { peak: self.peak, rms: (self.sum_of_squares / self.samples.max(1) as f64).sqrt() as f32 }
    }

    /// How many samples had the largest value of their format, or a larger one.
    pub fn clipped(&self) -> u64 {
        self.clipped
    }
}

/// The largest sample of a format.
fn largest(format: SampleFormat) -> f32 {
    match format {
        SampleFormat::U8 | SampleFormat::S16 | SampleFormat::S24 => 1.0 - 1.0 / full_scale(format.bytes()),
        // As 24 bits, which remain of them, the largest 32-bit integers are 1.0.
        SampleFormat::S32 | SampleFormat::F32 => 1.0,
    }
}

/// Returns the peak and the sum of squares of one block, saturated at full scale, and how many samples reach `largest`.
///
/// The compiler may not reorder a sum of floats and therefore does not vectorise it. Sixteen independent lanes avoid
/// this.
fn measure(samples: &[f32], largest: f32) -> (f32, f32, u32) {
    const LANES: usize = 16;
    let mut peaks = [0.0f32; LANES];
    let mut squares = [0.0f32; LANES];
    let mut clipped = [0u32; LANES];
    let mut add = |chunk: &[f32]| {
        for (((peak, square), clipped), sample) in peaks.iter_mut().zip(&mut squares).zip(&mut clipped).zip(chunk) {
            let magnitude = saturate(*sample).abs();
            *square += magnitude * magnitude;
            *peak = if magnitude > *peak { magnitude } else { *peak };
            *clipped += u32::from(magnitude >= largest);
        }
    };
    let chunks = samples.chunks_exact(LANES);
    let remainder = chunks.remainder();
    chunks.for_each(&mut add);
    add(remainder);
    (peaks.into_iter().fold(0.0, f32::max), squares.iter().sum(), clipped.iter().sum())
}

#[cfg(test)]
#[path = "level_tests.rs"]
mod tests;
