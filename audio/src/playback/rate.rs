//! Conversion of a voice to the rate of the device while it arrives.
//!
//! This is a polyphase filter of its own and not the resampler for uploads, because it keeps less inside. The other one
//! works in blocks: from 24 to 48 kHz it holds back up to 77 ms of a voice until more arrives, and a reply arrives sentence
//! by sentence. This one holds back half a filter, 2.7 ms. It takes more processor time for each sample, which does not
//! matter at the pace of speech.

use crate::resample::{LowPass, TAPS_PER_TRANSITION, output_frames, reduce};
use std::{array::from_fn, sync::Arc};
use wide::f32x4;

/// Half the length of the filter, in samples at the lower of the two rates. The stop band begins at the Nyquist frequency of
/// that rate, and the pass band ends at 0.86 of it.
const HALF_WIDTH: f64 = 64.0;

/// The largest number of phases that have a branch each. A ratio with more phases interpolates between this many.
const MAX_BRANCHES: usize = 256;

/// The number of lanes of a vector, and the vectors that are summed side by side.
const LANES: usize = 4;
const SUMS: usize = 4;

/// The filter of a ratio. Voices share it.
pub(super) struct Filter {
    from: u32,
    to: u32,
    up: usize,
    down: usize,
    taps: usize,
    steps: usize,
    branches: Vec<f32x4>,
}

impl Filter {
    pub fn new(from: u32, to: u32) -> Self {
        let (up, down) = reduce(to as usize, from as usize);
        let bandwidth = (f64::from(to) / f64::from(from)).min(1.0);
        let half = (HALF_WIDTH / bandwidth).ceil() as usize;
        let taps = (2 * half).next_multiple_of(LANES * SUMS);
        let low_pass = LowPass {
            cutoff: bandwidth * (1.0 - TAPS_PER_TRANSITION / (2.0 * HALF_WIDTH) / 2.0),
            half_width: HALF_WIDTH / bandwidth,
        };
        let lead = taps / 2 - 1;
        let steps = up.min(MAX_BRANCHES);
        let mut sampled = vec![0.0; taps];
        let mut branches = Vec::with_capacity((steps + 1) * taps / LANES);
        for step in 0..=steps {
            low_pass.sample(-(lead as f64) - step as f64 / steps as f64, &mut sampled);
            branches.extend(sampled.chunks_exact(LANES).map(|taps| f32x4::new(from_fn(|lane| taps[lane] as f32))));
        }
        Self { from, to, up, down, taps, steps, branches }
    }

    pub fn converts(&self, from: u32, to: u32) -> bool {
        (self.from, self.to) == (from, to)
    }

    /// The samples before the one that an output is at.
    fn lead(&self) -> usize {
        self.taps / 2 - 1
    }

    /// The output after the first sample of the window by `phase / up`.
    fn output(&self, phase: usize, window: &[f32]) -> f32 {
        let position = phase * self.steps;
        let (step, rest) = (position / self.up, position % self.up);
        let low = self.filter(step, window);
        if rest == 0 {
            return low;
        }
        low + (self.filter(step + 1, window) - low) * (rest as f32 / self.up as f32)
    }

    fn filter(&self, step: usize, window: &[f32]) -> f32 {
        let vectors = self.taps / LANES;
        let branch = &self.branches[step * vectors..][..vectors];
        let mut sums = [f32x4::ZERO; SUMS];
        for (taps, samples) in branch.chunks_exact(SUMS).zip(window.chunks_exact(LANES * SUMS)) {
            for (i, sum) in sums.iter_mut().enumerate() {
                *sum += taps[i] * f32x4::new(from_fn(|lane| samples[i * LANES + lane]));
            }
        }
        ((sums[0] + sums[1]) + (sums[2] + sums[3])).reduce_add()
    }
}

/// Converts one voice from its first to its last sample. It is silent before and after.
pub(super) struct Converter {
    /// Nothing to do for equal rates.
    filter: Option<Arc<Filter>>,
    window: Vec<f32>,
    /// The position of the next output after the first sample of the window, in units of `1 / up` samples.
    phase: usize,
    pushed: u64,
    returned: u64,
}

impl Converter {
    pub fn new(filter: Option<Arc<Filter>>) -> Self {
        let window = vec![0.0; filter.as_ref().map_or(0, |filter| filter.lead())];
        Self { filter, window, phase: 0, pushed: 0, returned: 0 }
    }

    /// Adds samples, and appends the output that they complete.
    pub fn push(&mut self, samples: &[f32], output: &mut Vec<f32>) {
        self.pushed += samples.len() as u64;
        self.run(samples, u64::MAX, output);
    }

    /// Appends the rest of the output. Nothing may be pushed after this.
    pub fn finish(&mut self, output: &mut Vec<f32>) {
        let Some(filter) = &self.filter else { return };
        if self.pushed > 0 {
            let total = output_frames(usize::try_from(self.pushed).unwrap_or(usize::MAX), filter.from, filter.to);
            let silence = vec![0.0; filter.taps + filter.down.div_ceil(filter.up)];
            self.run(&silence, total, output);
        }
    }

    fn run(&mut self, samples: &[f32], total: u64, output: &mut Vec<f32>) {
        let Some(filter) = &self.filter else { return output.extend_from_slice(samples) };
        self.window.extend_from_slice(samples);
        let mut at = self.phase / filter.up;
        self.phase %= filter.up;
        while let Some(window) = self.window.get(at..at + filter.taps) {
            if self.returned == total {
                break;
            }
            output.push(filter.output(self.phase, window));
            self.returned += 1;
            self.phase += filter.down;
            at += self.phase / filter.up;
            self.phase %= filter.up;
        }
        // A step can lead beyond what has arrived.
        let used = at.min(self.window.len());
        self.phase += (at - used) * filter.up;
        self.window.drain(..used);
    }
}
