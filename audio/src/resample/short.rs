//! A short filter to a low rate, for the detection of speech. It needs the input up to 2 ms after an output and no block
//! of it, allocates nothing after its creation, and is less exact than the filters of a conversion.

use super::{branches::Branches, low_pass::LowPass};
use crate::sample::BLOCK_SAMPLES;

/// Half the length of the filter, in samples at the lower of the two rates.
const HALF_WIDTH: f64 = 32.0;
/// The middle of the transition band, as a fraction of the Nyquist frequency of the lower rate.
const CUTOFF: f64 = 0.95;
/// The largest number of positions between two input samples that have a branch each: enough for 44,100 to 16,000 Hz.
/// Ratios with more positions use the nearest branch, which leaves an error of about -45 dB.
const MAX_BRANCHES: usize = 160;

/// Resamples one endless signal, which counts as silent before its start.
pub(crate) struct ShortFilter {
    branches: Branches,
    /// The input that later outputs still need, in the first `held` places.
    window: Vec<f32>,
    held: usize,
    /// Where the next output is: its first sample in the window, and its distance from there in units of `1 / up`.
    at: usize,
    phase: usize,
}

impl ShortFilter {
    pub fn new(from: u32, to: u32) -> Self {
        let bandwidth = (f64::from(to) / f64::from(from)).min(1.0);
        let low_pass = LowPass { cutoff: CUTOFF * bandwidth, half_width: HALF_WIDTH / bandwidth };
        let branches = Branches::new(from, to, &low_pass, MAX_BRANCHES);
        let window = vec![0.0; branches.taps + BLOCK_SAMPLES];
        let mut filter = Self { branches, window, held: 0, at: 0, phase: 0 };
        filter.reset();
        filter
    }

    /// Begins a new signal.
    pub fn reset(&mut self) {
        // Silence before the signal centres the first output on the first sample.
        self.held = self.branches.lead();
        self.window[..self.held].fill(0.0);
        (self.at, self.phase) = (0, 0);
    }

    /// How many more input samples complete this many outputs, of which there is at least one.
    pub fn samples_for(&self, outputs: usize) -> usize {
        let last = self.at + (self.phase + (outputs - 1) * self.branches.down) / self.branches.up;
        (last + self.branches.taps).saturating_sub(self.held)
    }

    /// Adds samples to the signal. `sink` receives the outputs that they complete, in order.
    pub fn push(&mut self, samples: &[f32], mut sink: impl FnMut(f32)) {
        let branches = &self.branches;
        for block in samples.chunks(BLOCK_SAMPLES) {
            self.window[self.held..][..block.len()].copy_from_slice(block);
            self.held += block.len();
            while self.at + branches.taps <= self.held {
                sink(branches.nearest(self.phase, &self.window[self.at..][..branches.taps]));
                self.phase += branches.down;
                self.at += self.phase / branches.up;
                self.phase %= branches.up;
            }
            // The loop has left fewer samples than there are taps, so that the next block has room.
            let used = self.at.min(self.held);
            self.window.copy_within(used..self.held, 0);
            self.held -= used;
            self.at -= used;
        }
    }
}

#[cfg(test)]
#[path = "short_tests.rs"]
mod tests;
