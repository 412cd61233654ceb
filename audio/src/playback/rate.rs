//! Conversion of a voice to the rate of the device while it arrives.
//!
//! This is a polyphase filter of its own and not the resampler for uploads, because it keeps less inside. The other one
//! works in blocks: from 24 to 48 kHz it holds back up to 77 ms of a voice until more arrives, and a reply arrives sentence
//! by sentence. This one holds back half a filter, 2.7 ms. It takes more processor time for each sample, which does not
//! matter at the pace of speech.

use crate::resample::{Branches, LowPass, TAPS_PER_TRANSITION, output_frames};
use std::sync::Arc;

/// Half the length of the filter, in samples at the lower of the two rates. The stop band begins at the Nyquist frequency of
/// that rate, and the pass band ends at 0.86 of it.
const HALF_WIDTH: f64 = 64.0;

/// The largest number of phases that have a branch each. A ratio with more phases interpolates between this many.
const MAX_BRANCHES: usize = 256;

/// The filter of a ratio. Voices share it.
pub(super) struct Filter {
    from: u32,
    to: u32,
    branches: Branches,
}

impl Filter {
    pub fn new(from: u32, to: u32) -> Self {
        let bandwidth = (f64::from(to) / f64::from(from)).min(1.0);
        let low_pass = LowPass {
            cutoff: bandwidth * (1.0 - TAPS_PER_TRANSITION / (2.0 * HALF_WIDTH) / 2.0),
            half_width: HALF_WIDTH / bandwidth,
        };
        Self { from, to, branches: Branches::new(from, to, &low_pass, MAX_BRANCHES) }
    }

    pub fn converts(&self, from: u32, to: u32) -> bool {
        (self.from, self.to) == (from, to)
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
        let window = vec![0.0; filter.as_ref().map_or(0, |filter| filter.branches.lead())];
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
            let silence = vec![0.0; filter.branches.taps + filter.branches.down.div_ceil(filter.branches.up)];
            self.run(&silence, total, output);
        }
    }

    fn run(&mut self, samples: &[f32], total: u64, output: &mut Vec<f32>) {
        let Some(filter) = &self.filter else { return output.extend_from_slice(samples) };
        let branches = &filter.branches;
        self.window.extend_from_slice(samples);
        let mut at = self.phase / branches.up;
        self.phase %= branches.up;
        while let Some(window) = self.window.get(at..at + branches.taps) {
            if self.returned == total {
                break;
            }
            output.push(branches.interpolated(self.phase, window));
            self.returned += 1;
            self.phase += branches.down;
            at += self.phase / branches.up;
            self.phase %= branches.up;
        }
        // A step can lead beyond what has arrived.
        let used = at.min(self.window.len());
        self.phase += (at - used) * branches.up;
        self.window.drain(..used);
    }
}
