//! A long low-pass filter, applied by FFT (overlap-save), which also resamples by a ratio of small integers.
//!
//! In one period of the ratio `up / down`, `down` input samples come in and `up` output samples go out. The input is
//! deinterleaved into its `down` polyphase components, and each of the `up` output phases filters each component with a
//! branch of its own. Everything therefore runs at one number per period: the filter computes no sample that would be
//! dropped and processes no zero that would have been inserted.
//!
//! The samples are real, so one complex transform carries two segments of the signal: one as the real part and one as
//! the imaginary part. A filter with real taps keeps them separate.

use super::fft::{Complex4, ComplexBlock, Fft, LANES, POINTS, VECTORS};
use super::low_pass::{LowPass, TAPS_PER_TRANSITION};
use std::array::from_fn;
use wide::f32x4;

/// Half the length of the filter, in samples at the lower of the two rates. The stop band begins at the Nyquist
/// frequency of that rate, and the pass band ends at 0.915 of it.
const HALF_WIDTH: f64 = 103.0;

/// The number of vectors of each component that are deinterleaved at a time.
const DEINTERLEAVE_VECTORS: usize = 16;

/// Resamples a signal by `up / down`, block by block. The signal counts as silent before its start.
pub(super) struct FftFilter {
    fft: Fft,
    up: usize,
    down: usize,
    /// Half the length of the filter in periods. This many results at each end of a transform are invalid, because the
    /// convolution is circular.
    overlap: usize,
    /// The transformed branches: for each output phase, one for each component.
    branches: Vec<Box<ComplexBlock>>,
    /// The samples that the next block needs, as far as they have arrived.
    input: Vec<f32>,
    components: Vec<Box<ComplexBlock>>,
    sum: Box<ComplexBlock>,
    output: Vec<f32>,
}

impl FftFilter {
    /// Resamples by `up / down` and keeps the frequencies up to `bandwidth`, a fraction of the input's Nyquist
    /// frequency.
    pub fn new(up: usize, down: usize, bandwidth: f64) -> Self {
        let overlap = overlap(down, bandwidth);
        let mut fft = Fft::new();
        let branches = branches(up, down, bandwidth, &mut fft);
        Self {
            fft,
            up,
            down,
            overlap,
            branches,
            input: vec![0.0; overlap * down],
            components: vec![block(|_| Complex4::ZERO); down],
            sum: block(|_| Complex4::ZERO),
            output: vec![0.0; 2 * (POINTS - 2 * overlap) * up],
        }
    }

    /// The number of periods for which one transform gives valid results.
    fn valid_periods(&self) -> usize {
        POINTS - 2 * self.overlap
    }

    /// The number of input samples from which one block is computed. The next block uses the last ones again.
    fn block_input(&self) -> usize {
        (POINTS + self.valid_periods()) * self.down
    }

    /// Adds samples to the signal, and returns their number.
    pub fn push(&mut self, samples: impl Iterator<Item = f32>) -> usize {
        let before = self.input.len();
        self.input.extend(samples);
        self.input.len() - before
    }

    /// Adds the silence that completes the next block.
    pub fn push_silence(&mut self) {
        self.input.resize(self.block_input().max(self.input.len()), 0.0);
    }

    /// Returns the next block of the output, or `None` if more samples must be added first.
    pub fn next_block(&mut self) -> Option<&[f32]> {
        if self.input.len() < self.block_input() {
            return None;
        }
        let periods = self.valid_periods();
        self.deinterleave();
        self.input.drain(..2 * periods * self.down);
        self.components.iter_mut().for_each(|component| self.fft.transform(component));
        let (a, b) = self.output.split_at_mut(periods * self.up);
        for (phase, branches) in self.branches.chunks_exact(self.down).enumerate() {
            // The products and the transform of their sum, which is the inverse one because of the swaps.
            self.sum.fill(Complex4::ZERO);
            for (component, branch) in self.components.iter().zip(branches) {
                for ((sum, x), h) in self.sum.iter_mut().zip(component.iter()).zip(branch.iter()) {
                    *sum = *sum + (*x * *h).swap_re_im();
                }
            }
            self.fft.transform(&mut self.sum);
            // The outputs of this phase. Its real and imaginary parts are still swapped.
            let valid = &self.sum[self.overlap / LANES..][..periods / LANES];
            let outputs = a.chunks_exact_mut(LANES * self.up).zip(b.chunks_exact_mut(LANES * self.up));
            for ((a, b), vector) in outputs.zip(valid) {
                let (re, im) = (vector.re.to_array(), vector.im.to_array());
                for i in 0..LANES {
                    a[i * self.up + phase] = im[i];
                    b[i * self.up + phase] = re[i];
                }
            }
        }
        Some(&self.output)
    }

    /// Splits the two segments of a block into their polyphase components. This goes part by part, so that the samples
    /// of a part are still in the cache for every component.
    fn deinterleave(&mut self) {
        let length = POINTS * self.down;
        let segments = [&self.input[..length], &self.input[self.valid_periods() * self.down..][..length]];
        for start in (0..VECTORS).step_by(DEINTERLEAVE_VECTORS) {
            let samples = start * LANES * self.down..(start + DEINTERLEAVE_VECTORS) * LANES * self.down;
            let part = segments.map(|segment| &segment[samples.clone()]);
            for (number, component) in self.components.iter_mut().enumerate() {
                deinterleave_part(number, self.down, part, &mut component[start..][..DEINTERLEAVE_VECTORS]);
            }
        }
    }
}

fn block(vector: impl FnMut(usize) -> Complex4) -> Box<ComplexBlock> {
    Box::new(std::array::from_fn(vector))
}

/// Half the length of the filter in periods. It is a multiple of the vector length, so that the valid results begin
/// with a whole vector.
fn overlap(down: usize, bandwidth: f64) -> usize {
    ((HALF_WIDTH / bandwidth / down as f64).ceil() as usize + 1).next_multiple_of(LANES)
}

/// Designs the filter and transforms its branches.
fn branches(up: usize, down: usize, bandwidth: f64, fft: &mut Fft) -> Vec<Box<ComplexBlock>> {
    let low_pass = LowPass {
        cutoff: bandwidth * (1.0 - TAPS_PER_TRANSITION / (2.0 * HALF_WIDTH) / 2.0),
        half_width: HALF_WIDTH / bandwidth,
    };
    let overlap = overlap(down, bandwidth);
    let mut taps = vec![0.0; 2 * overlap * down];
    let mut branches = Vec::new();
    for phase in 0..up {
        // The output is this far after the first input sample of its period. Tap i applies to the input sample that is
        // i before the last one of the latest period within the filter.
        let delay = phase as f64 * down as f64 / up as f64;
        low_pass.sample(delay - (overlap * down) as f64 + 1.0, &mut taps);
        for component in 0..down {
            let component_taps = taps.iter().skip(down - 1 - component).step_by(down);
            let mut response = [0.0; POINTS];
            for (i, &tap) in component_taps.enumerate() {
                // The inverse transform scales by POINTS.
                response[(i + POINTS + 1 - overlap) % POINTS] = (tap / POINTS as f64) as f32;
            }
            let mut branch = block(|vector| Complex4 {
                re: f32x4::new(from_fn(|lane| response[vector * LANES + lane])),
                im: f32x4::ZERO,
            });
            fft.transform(&mut branch);
            branches.push(branch);
        }
    }
    branches
}

/// The cost of a ratio for each input sample, in arbitrary units. It is infinite if the filter is too long for the
/// transform.
pub(super) fn cost(up: usize, down: usize, bandwidth: f64) -> f64 {
    let valid_periods = POINTS.saturating_sub(2 * overlap(down, bandwidth));
    // A multiplication by a branch takes about a fifth of the time of a transform.
    ((up + down) as f64 + (up * down) as f64 / 5.0) / (valid_periods * down) as f64
}

/// Writes component `number` of two segments: every `down`-th sample of each.
#[inline(always)]
fn deinterleave_part(number: usize, down: usize, [a, b]: [&[f32]; 2], component: &mut [Complex4]) {
    let pick = |samples: &[f32]| f32x4::new(from_fn(|i| samples[i * down + number]));
    let vectors = a.chunks_exact(LANES * down).zip(b.chunks_exact(LANES * down));
    for (vector, (a, b)) in component.iter_mut().zip(vectors) {
        *vector = Complex4 { re: pick(a), im: pick(b) };
    }
}
