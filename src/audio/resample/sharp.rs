//! The filter that keeps what both rates can carry and nothing else, at a ratio of small numbers.
//!
//! It is long, and so done by Fourier transforms (overlap-save). The input is dealt out to as many
//! streams as an output steps over; each stream has its own filter for each phase of the output.
//! All of them run at the rate of the groups, in which both are whole: no sample that is dropped is
//! computed, and no zero that is stuffed is filtered. Two stretches of the signal travel together,
//! one as the real part and one as the imaginary part, which a filter of real taps keeps apart.

use super::fourier::{Fourier, POINTS, QUADS, Quad, Signal};
use super::kernel::{LowPass, TAPS_PER_TRANSITION};
use super::lanes::{LANES, Lanes};
use std::array::from_fn;
use std::borrow::Cow;

/// How far the filter looks to either side, in samples at the lower of the two rates. The stop band
/// begins at that rate's Nyquist frequency, and the pass band ends at 0.915 of it.
const REACH: f64 = 103.0;

/// Quads of a stream that are dealt at a time.
const PART: usize = 16;

pub(super) struct Sharp {
    fourier: Fourier,
    /// Input samples in a group.
    step: usize,
    /// Output samples in a group.
    phases: usize,
    /// How many groups the filter looks to either side: that many results at either end of a
    /// transform are of no use.
    reach: usize,
    /// For each phase, one for each stream, transformed.
    filters: Vec<Box<Signal>>,
    streams: Vec<Box<Signal>>,
    sum: Box<Signal>,
    output: Vec<f32>,
}

impl Sharp {
    /// For `phases` output samples in the time of `step` input samples, of which only the band of
    /// another rate is kept: `keep` is that rate in terms of the input's, and 1 keeps all.
    pub fn new(step: usize, phases: usize, keep: f64) -> Self {
        let half_width = REACH / keep;
        let cutoff = keep * (1.0 - TAPS_PER_TRANSITION / (2.0 * REACH) / 2.0);
        let low_pass = LowPass { cutoff, half_width };
        let reach = reach(step, keep);
        let mut fourier = Fourier::new();
        let mut filters = Vec::new();
        let mut taps = vec![0.0; 2 * reach * step];
        for phase in 0..phases {
            // The taps for an output this far behind the first sample of its group.
            let behind = phase as f64 * step as f64 / phases as f64;
            // Tap i is for the input i samples before the last sample of the farthest group ahead.
            let first = behind - (reach * step) as f64 + 1.0;
            low_pass.sample(first, &mut taps);
            for stream in 0..step {
                let of_stream = taps.iter().skip(step - 1 - stream).step_by(step);
                let mut response = [0.0; POINTS];
                for (i, &tap) in of_stream.enumerate() {
                    // The way back makes everything POINTS times too large.
                    response[(i + POINTS + 1 - reach) % POINTS] = (tap / POINTS as f64) as f32;
                }
                let mut filter =
                    signal(|i| Quad { re: Lanes::load(from_fn(|lane| response[i * LANES + lane])), im: Lanes::ZERO });
                fourier.transform(&mut filter);
                filters.push(filter);
            }
        }
        Self {
            fourier,
            step,
            phases,
            reach,
            filters,
            streams: vec![signal(|_| Quad::ZERO); step],
            sum: signal(|_| Quad::ZERO),
            output: vec![0.0; 2 * (POINTS - 2 * reach) * phases],
        }
    }

    /// How many groups one transform is good for.
    fn groups(&self) -> usize {
        POINTS - 2 * self.reach
    }

    /// What a transform needs for its first good group to be this one.
    fn stretch<'a>(&self, input: &'a [f32], group: usize) -> Cow<'a, [f32]> {
        let length = POINTS * self.step;
        let (start, lead) = (group * self.step, self.reach * self.step);
        if start >= lead && input.len() >= start - lead + length {
            return Cow::Borrowed(&input[start - lead..][..length]);
        }
        let mut padded = vec![0.0; length];
        let silent = lead.saturating_sub(start);
        let rest = input.get(start.saturating_sub(lead)..).unwrap_or_default();
        for (to, from) in padded[silent..].iter_mut().zip(rest) {
            *to = *from;
        }
        Cow::Owned(padded)
    }

    /// The output, from block to block, of the whole signal, which is silent before and after.
    pub fn block(&mut self, input: &[f32], number: usize) -> &[f32] {
        let groups = self.groups();
        let [a, b] = [0, 1].map(|i| self.stretch(input, (2 * number + i) * groups));
        // Part by part, so that all streams find the samples of a part in the cache.
        for part in (0..QUADS).step_by(PART) {
            let samples = part * LANES * self.step..(part + PART) * LANES * self.step;
            for (number, stream) in self.streams.iter_mut().enumerate() {
                deal(number, self.step, [&a[samples.clone()], &b[samples.clone()]], &mut stream[part..][..PART]);
            }
        }
        self.streams.iter_mut().for_each(|stream| self.fourier.transform(stream));
        let (a, b) = self.output.split_at_mut(groups * self.phases);
        for (phase, filters) in self.filters.chunks_exact(self.step).enumerate() {
            self.sum.fill(Quad::ZERO);
            for (stream, filter) in self.streams.iter().zip(filters) {
                for ((sum, x), h) in self.sum.iter_mut().zip(stream.iter()).zip(filter.iter()) {
                    *sum = *sum + (*x * *h).exchanged();
                }
            }
            self.fourier.transform(&mut self.sum);
            let good = &self.sum[self.reach / LANES..][..groups / LANES];
            let outputs = a.chunks_exact_mut(LANES * self.phases).zip(b.chunks_exact_mut(LANES * self.phases));
            for ((a, b), quad) in outputs.zip(good) {
                let (re, im) = (quad.re.store(), quad.im.store());
                for i in 0..LANES {
                    a[i * self.phases + phase] = im[i];
                    b[i * self.phases + phase] = re[i];
                }
            }
        }
        &self.output
    }
}

fn signal(quad: impl FnMut(usize) -> Quad) -> Box<Signal> {
    Box::new(std::array::from_fn(quad))
}

/// How many groups the filter looks to either side. Whole quads, so that what is of use begins
/// with one.
fn reach(step: usize, keep: f64) -> usize {
    ((REACH / keep / step as f64).ceil() as usize + 1).next_multiple_of(LANES)
}

/// What an input sample costs at a ratio, in any unit; infinite where the filter is too long.
pub(super) fn cost((step, phases): (usize, usize), keep: f64) -> f64 {
    let groups = POINTS.saturating_sub(2 * reach(step, keep));
    // Products with a filter take about a fifth of the time of a transform.
    ((step + phases) as f64 + (step * phases) as f64 / 5.0) / (groups * step) as f64
}

/// One stream of two stretches: every `step`-th sample.
#[inline(always)]
fn deal(number: usize, step: usize, [a, b]: [&[f32]; 2], stream: &mut [Quad]) {
    let pick = |samples: &[f32]| Lanes::load(from_fn(|i| samples[i * step + number]));
    let stretches = a.chunks_exact(LANES * step).zip(b.chunks_exact(LANES * step));
    for (quad, (a, b)) in stream.iter_mut().zip(stretches) {
        *quad = Quad { re: pick(a), im: pick(b) };
    }
}
