//! A short polyphase filter, which converts an oversampled signal to any rate.

use super::low_pass::{LowPass, TAPS_PER_TRANSITION};
use std::array::from_fn;
use wide::f32x4;

/// The number of lanes of a vector.
const LANES: usize = 4;
const TAPS: usize = 24;

/// The taps of one phase.
type Branch = [f32x4; TAPS / LANES];

/// The largest bandwidth of the input, as a fraction of its Nyquist frequency. The first image of the signal begins as
/// far above the Nyquist frequency as the signal ends below it, and the transition band lies between the two.
pub(super) const MAX_BANDWIDTH: f64 = 1.0 - TAPS_PER_TRANSITION / TAPS as f64 / 2.0;

/// The largest number of phases that have a branch each. A ratio with more phases interpolates linearly between this
/// many branches, and the error of the interpolation is below the stop band.
const MAX_BRANCHES: usize = 1024;

/// One branch in the fixed-point positions between branches: 32 integer and 32 fractional bits. Taking the fraction of
/// a float is slower.
const ONE_BRANCH: u64 = 1 << 32;

/// Resamples a stream by `up / down`.
pub(super) struct Polyphase {
    up: usize,
    down: usize,
    /// One branch for each of the `up` phases or for each of [`MAX_BRANCHES`] steps between two samples, and one more
    /// for the position of the next sample.
    branches: Vec<Branch>,
    /// The input that later outputs still need. The next output uses the first [`TAPS`] of these samples.
    window: Vec<f32>,
    /// The position of the next output after its input sample, in units of `1 / up` samples.
    phase: usize,
    output: Vec<f32>,
}

impl Polyphase {
    /// Resamples by `up / down`, which must be in lowest terms.
    pub fn new(up: usize, down: usize) -> Self {
        let low_pass = LowPass { cutoff: 1.0, half_width: TAPS as f64 / 2.0 };
        let lead = TAPS / 2 - 1;
        let steps = up.min(MAX_BRANCHES);
        let mut taps = [0.0; TAPS];
        let branches = (0..=steps).map(|step| {
            low_pass.sample(-(lead as f64) - step as f64 / steps as f64, &mut taps);
            from_fn(|vector| f32x4::new(from_fn(|lane| taps[vector * LANES + lane] as f32)))
        });
        Self {
            up,
            down,
            branches: branches.collect(),
            // Silence before the signal centres the first window on the first sample.
            window: vec![0.0; lead],
            phase: 0,
            output: Vec::new(),
        }
    }

    /// Adds a block of input and returns the output that can be computed from the input so far.
    pub fn push(&mut self, block: &[f32]) -> &[f32] {
        self.window.extend_from_slice(block);
        self.output.clear();
        let used = if self.up <= MAX_BRANCHES { self.run(at_branches) } else { self.run(between_branches) };
        self.window.drain(..used);
        &self.output
    }

    /// Computes as many outputs as the window allows and returns the number of input samples that are no longer needed.
    /// `LANES` outputs are computed together: `filter` returns the partial sums of each, and a transposition lets the
    /// sums of all of them be completed by vector additions.
    #[inline(always)]
    fn run(&mut self, filter: impl Fn(&[Branch], [u64; LANES], [&Window; LANES]) -> [f32x4; LANES]) -> usize {
        let (whole_step, phase_step) = (self.down / self.up, self.down % self.up);
        let branches_per_phase = (self.branches.len() - 1) as u64 * ONE_BRANCH / self.up as u64;
        let span = (LANES * self.down).div_ceil(self.up) + TAPS;
        let (mut at, mut phase) = (0, self.phase);
        while at + span <= self.window.len() {
            let mut positions = [0; LANES];
            let windows = from_fn(|i| {
                let window = self.window[at..].first_chunk().expect("the span contains it");
                positions[i] = phase as u64 * branches_per_phase;
                phase += phase_step;
                let carry = phase >= self.up;
                at += whole_step + usize::from(carry);
                phase -= if carry { self.up } else { 0 };
                window
            });
            let [a, b, c, d] = f32x4::transpose(filter(&self.branches, positions, windows));
            self.output.extend_from_slice(&((a + b) + (c + d)).to_array());
        }
        self.phase = phase;
        at
    }
}

type Window = [f32; TAPS];

/// Filters at positions that fall on a branch.
#[inline(always)]
fn at_branches(branches: &[Branch], positions: [u64; LANES], windows: [&Window; LANES]) -> [f32x4; LANES] {
    partial_sums(positions.map(|position| &branches[(position / ONE_BRANCH) as usize]), windows)
}

/// Filters at any position, by linear interpolation between the results of the two nearest branches.
#[inline(always)]
fn between_branches(branches: &[Branch], positions: [u64; LANES], windows: [&Window; LANES]) -> [f32x4; LANES] {
    let low = partial_sums(positions.map(|position| &branches[(position / ONE_BRANCH) as usize]), windows);
    let high = partial_sums(positions.map(|position| &branches[(position / ONE_BRANCH) as usize + 1]), windows);
    from_fn(|i| {
        let fraction = (positions[i] % ONE_BRANCH) as f32 * (1.0 / ONE_BRANCH as f32);
        low[i] + (high[i] - low[i]) * f32x4::splat(fraction)
    })
}

/// The dot product of each window with its branch, as one partial sum per lane. The windows are interleaved because
/// each addition depends on the one before it in the same window.
#[inline(always)]
fn partial_sums(branches: [&Branch; LANES], windows: [&Window; LANES]) -> [f32x4; LANES] {
    let mut sums = [f32x4::ZERO; LANES];
    for vector in 0..TAPS / LANES {
        for ((sum, branch), window) in sums.iter_mut().zip(branches).zip(windows) {
            *sum += branch[vector] * f32x4::new(from_fn(|lane| window[vector * LANES + lane]));
        }
    }
    sums
}
