//! A filter that converts between two rates, sampled at the positions that an output can have between two inputs.

use super::{low_pass::LowPass, reduce};
use std::array::from_fn;
use wide::f32x4;

/// The number of lanes of a vector, and the vectors that are summed side by side.
const LANES: usize = 4;
const SUMS: usize = 4;

/// A table of the filter. Outputs are `down / up` inputs apart, so that they have `up` positions between two inputs; if these are
/// too many for the table, it has fewer branches than that.
pub(crate) struct Branches {
    pub up: usize,
    pub down: usize,
    /// The inputs of an output.
    pub taps: usize,
    /// The number of branches, besides the last one, which belongs to the position of the next input.
    steps: usize,
    branches: Vec<f32x4>,
}

impl Branches {
    /// `most` is the largest number of branches.
    pub fn new(from: u32, to: u32, low_pass: &LowPass, most: usize) -> Self {
        let (up, down) = reduce(to as usize, from as usize);
        let taps = (2 * low_pass.half_width.ceil() as usize).next_multiple_of(LANES * SUMS);
        let steps = up.min(most);
        let mut sampled = vec![0.0; taps];
        let mut branches = Vec::with_capacity((steps + 1) * taps / LANES);
        for step in 0..=steps {
            low_pass.sample(1.0 - (taps / 2) as f64 - step as f64 / steps as f64, &mut sampled);
            branches.extend(sampled.chunks_exact(LANES).map(|taps| f32x4::new(from_fn(|lane| taps[lane] as f32))));
        }
        Self { up, down, taps, steps, branches }
    }

    /// The inputs before the one that an output is at.
    pub fn lead(&self) -> usize {
        self.taps / 2 - 1
    }

    /// The output that is `phase / up` inputs after the first one behind the lead, by the nearest branch.
    pub fn nearest(&self, phase: usize, window: &[f32]) -> f32 {
        self.output((phase * self.steps + self.up / 2) / self.up, window)
    }

    /// The same between the two nearest branches.
    pub fn interpolated(&self, phase: usize, window: &[f32]) -> f32 {
        let position = phase * self.steps;
        let (step, rest) = (position / self.up, position % self.up);
        let low = self.output(step, window);
        if rest == 0 {
            return low;
        }
        low + (self.output(step + 1, window) - low) * (rest as f32 / self.up as f32)
    }

    fn output(&self, step: usize, window: &[f32]) -> f32 {
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
