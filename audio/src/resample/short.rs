//! A short filter to a low rate, for the detection of speech. It needs the input up to 2 ms after an output and no block
//! of it, allocates nothing after its creation, and is less exact than the filters of a conversion.

use super::{gcd, low_pass::LowPass};
use crate::sample::BLOCK_SAMPLES;

/// Half the length of the filter, in samples at the lower of the two rates.
const HALF_WIDTH: f64 = 32.0;
/// The middle of the transition band, as a fraction of the Nyquist frequency of the lower rate.
const CUTOFF: f64 = 0.95;
/// The number of taps is a multiple of this, so that a loop over lanes needs no remainder.
const LANES: usize = 16;
/// The largest number of positions between two input samples that have a branch each: enough for 44,100 to 16,000 Hz.
/// Ratios with more positions use the nearest branch, which leaves an error of about -45 dB.
const MAX_BRANCHES: usize = 160;

/// Resamples one endless signal, which counts as silent before its start.
pub(crate) struct ShortFilter {
    up: usize,
    down: usize,
    taps: usize,
    steps: usize,
    /// The taps of each position, and those of the position of the next input sample.
    branches: Vec<f32>,
    /// The input that later outputs still need, in the first `held` places.
    window: Vec<f32>,
    held: usize,
    /// Where the next output is: its first sample in the window, and its distance from there in units of `1 / up`.
    at: usize,
    phase: usize,
}

impl ShortFilter {
    pub fn new(from: u32, to: u32) -> Self {
        let (from, to) = (from as usize, to as usize);
        let divisor = gcd(from, to);
        let (up, down) = (to / divisor, from / divisor);
        let bandwidth = (to as f64 / from as f64).min(1.0);
        let low_pass = LowPass { cutoff: CUTOFF * bandwidth, half_width: HALF_WIDTH / bandwidth };
        let taps = ((2.0 * low_pass.half_width).ceil() as usize).next_multiple_of(LANES);
        let steps = up.min(MAX_BRANCHES);
        let mut branch = vec![0.0; taps];
        let mut branches = Vec::with_capacity((steps + 1) * taps);
        for step in 0..=steps {
            low_pass.sample(1.0 - (taps / 2) as f64 - step as f64 / steps as f64, &mut branch);
            branches.extend(branch.iter().map(|&tap| tap as f32));
        }
        let mut filter =
            Self { up, down, taps, steps, branches, window: vec![0.0; taps + BLOCK_SAMPLES], held: 0, at: 0, phase: 0 };
        filter.reset();
        filter
    }

    /// Begins a new signal.
    pub fn reset(&mut self) {
        // Silence before the signal centres the first output on the first sample.
        self.held = self.taps / 2 - 1;
        self.window[..self.held].fill(0.0);
        (self.at, self.phase) = (0, 0);
    }

    /// How many more input samples complete this many outputs, of which there is at least one.
    pub fn samples_for(&self, outputs: usize) -> usize {
        let last = self.at + (self.phase + (outputs - 1) * self.down) / self.up;
        (last + self.taps).saturating_sub(self.held)
    }

    /// Adds samples to the signal. `sink` receives the outputs that they complete, in order.
    pub fn push(&mut self, samples: &[f32], mut sink: impl FnMut(f32)) {
        for block in samples.chunks(BLOCK_SAMPLES) {
            self.window[self.held..][..block.len()].copy_from_slice(block);
            self.held += block.len();
            while self.at + self.taps <= self.held {
                sink(self.output());
                self.phase += self.down;
                self.at += self.phase / self.up;
                self.phase %= self.up;
            }
            // The loop has left fewer samples than there are taps, so that the next block has room.
            let used = self.at.min(self.held);
            self.window.copy_within(used..self.held, 0);
            self.held -= used;
            self.at -= used;
        }
    }

    fn output(&self) -> f32 {
        let branch = (self.phase * self.steps + self.up / 2) / self.up;
        let taps = &self.branches[branch * self.taps..][..self.taps];
        let window = &self.window[self.at..][..self.taps];
        let mut sums = [0.0; LANES];
        for (taps, window) in taps.chunks_exact(LANES).zip(window.chunks_exact(LANES)) {
            for ((sum, tap), sample) in sums.iter_mut().zip(taps).zip(window) {
                *sum += tap * sample;
            }
        }
        sums.iter().sum()
    }
}

#[cfg(test)]
#[path = "short_tests.rs"]
mod tests;
