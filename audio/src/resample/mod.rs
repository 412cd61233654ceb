//! Conversion between any two sample rates, in linear phase: a tone keeps its level, its frequency and its position in
//! time.
//!
//! A long low-pass filter ([`fft_filter`]) removes what the lower of the two rates cannot represent, and changes the
//! rate by a ratio of small integers. If that is the requested ratio, nothing else is needed. Otherwise its output has
//! an intermediate rate at which the signal is oversampled, and a short filter ([`polyphase`]) converts that to any
//! rate.
//!
//! The signal passes through in blocks that stay in the cache. Nothing of the length of the whole signal is allocated.
//!
//! Measured against rubato 5.0.1 (docs/performance.md has the ratios): the conversion of stereo floats to a WAV file takes
//! less time than rubato's FFT resampler takes for mono floats alone.

mod branches;
mod fft;
mod fft_filter;
mod low_pass;
mod polyphase;
mod short;

pub(super) use branches::Branches;
pub(super) use low_pass::{LowPass, TAPS_PER_TRANSITION};

use fft_filter::FftFilter;
use polyphase::Polyphase;

pub(super) use short::ShortFilter;

/// The number of output frames: the nearest number for the same duration, and at least 1.
pub(super) fn output_frames(frames: usize, from: u32, to: u32) -> u64 {
    let (from, to) = (u128::from(from), u128::from(to));
    let rounded = (frames as u128 * to + from / 2) / from;
    rounded.clamp(1, u128::from(u64::MAX)) as u64
}

/// The largest number of transformed filters, each of 8 KiB, that justifies their memory. A ratio of `up` to `down`
/// needs `up * down` of them.
const MAX_FILTERS: usize = 24;

/// Resamples one signal, which counts as silent before its start and after its end.
pub(super) struct Resampler {
    fft_filter: FftFilter,
    polyphase: Option<Polyphase>,
    from: u32,
    to: u32,
    /// The number of samples that have been added.
    input_frames: usize,
    /// The number of output frames so far.
    output_frames: u64,
}

impl Resampler {
    /// Prepares for a signal of any length.
    pub fn new(from: u32, to: u32) -> Self {
        let bandwidth = (f64::from(to) / f64::from(from)).min(1.0);
        let (up, down) = reduce(to as usize, from as usize);
        if up * down <= MAX_FILTERS {
            return Self::with_filters(from, to, FftFilter::new(up, down, bandwidth), None);
        }
        let (up, down) = intermediate_ratio(bandwidth);
        let fft_filter = FftFilter::new(up, down, bandwidth);
        let (up, down) = reduce(to as usize * down, from as usize * up);
        Self::with_filters(from, to, fft_filter, Some(Polyphase::new(up, down)))
    }

    fn with_filters(from: u32, to: u32, fft_filter: FftFilter, polyphase: Option<Polyphase>) -> Self {
        Self { fft_filter, polyphase, from, to, input_frames: 0, output_frames: 0 }
    }

    /// Adds samples to the signal. `sink` receives the output that they complete, in order. The filters need some of the
    /// input that follows a position, so this is always less than the output for the whole signal.
    pub fn push(&mut self, samples: impl Iterator<Item = f32>, sink: impl FnMut(&[f32])) {
        self.input_frames += self.fft_filter.push(samples);
        self.run(u64::MAX, sink);
    }

    /// Ends the signal. `sink` receives the rest of the output.
    pub fn finish(&mut self, mut sink: impl FnMut(&[f32])) {
        let frames = output_frames(self.input_frames, self.from, self.to);
        while self.output_frames < frames {
            self.fft_filter.push_silence();
            self.run(frames, &mut sink);
        }
    }

    /// The most output frames that `frames` more samples and the end of the signal can complete.
    pub fn max_output(&self, frames: usize) -> u64 {
        output_frames(self.input_frames.saturating_add(frames), self.from, self.to).saturating_sub(self.output_frames)
    }

    /// Passes on the output that is ready, up to `limit` output frames of the signal.
    fn run(&mut self, limit: u64, mut sink: impl FnMut(&[f32])) {
        while let Some(block) = self.fft_filter.next_block() {
            let output = match &mut self.polyphase {
                Some(polyphase) => polyphase.push(block),
                None => block,
            };
            let left = limit - self.output_frames;
            let output = &output[..output.len().min(usize::try_from(left).unwrap_or(usize::MAX))];
            sink(output);
            self.output_frames += output.len() as u64;
        }
    }
}

/// Chooses the ratio to the intermediate rate, as `(up, down)`: the cheapest one after which the signal is sufficiently
/// oversampled for the short filter. Half of [`MAX_FILTERS`] gives enough choice and takes less time to set up.
fn intermediate_ratio(bandwidth: f64) -> (usize, usize) {
    const MAX: usize = MAX_FILTERS / 2;
    let ratios = (1..=MAX).flat_map(|down| (1..=MAX / down).map(move |up| (up, down)));
    let oversampled = ratios.filter(|&(up, down)| bandwidth * down as f64 <= polyphase::MAX_BANDWIDTH * up as f64);
    let cost = |(up, down)| fft_filter::cost(up, down, bandwidth);
    oversampled.min_by(|&a, &b| cost(a).total_cmp(&cost(b))).expect("2 to 1 always qualifies")
}

/// Reduces a ratio to its lowest terms.
pub(super) fn reduce(a: usize, b: usize) -> (usize, usize) {
    let divisor = gcd(a, b);
    (a / divisor, b / divisor)
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
#[path = "resample_tests.rs"]
mod tests;
