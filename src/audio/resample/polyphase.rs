//! Output samples at any rational step through an input that has room to spare above its band.

use super::kernel::{LowPass, TAPS_PER_TRANSITION};
use super::lanes::{LANES, Lanes};
use std::array::from_fn;

const TAPS: usize = 24;
type Row = [Lanes; TAPS / LANES];

/// The part of the input's Nyquist band that may be in use. The first image begins as far above
/// that band as this ends below it, and in between the filter has to fall.
pub(super) const MAX_BAND: f64 = 1.0 - TAPS_PER_TRANSITION / TAPS as f64 / 2.0;

/// Ratios that need more phases than this share a table of as many, between which a straight line
/// misses the true output by less than the stop band lets through.
const MAX_PHASES: usize = 1024;

/// Places between rows are integers: fractions of floats are slow to take.
const ONE_ROW: u64 = 1 << 32;

pub(super) struct Polyphase {
    /// The input samples in the time of `phases` output samples.
    step: usize,
    phases: usize,
    /// The taps for each phase, or for each of [`MAX_PHASES`], and where the next sample begins.
    rows: Vec<Row>,
    /// The input that is still needed. Its first sample is the first that the next output looks at.
    window: Vec<f32>,
    /// How far, in 1/phases of a sample, the next output lies behind a sample.
    phase: usize,
    output: Vec<f32>,
}

impl Polyphase {
    /// For `phases` outputs in the time of `step` input samples, which have no common divisor.
    pub fn new(step: usize, phases: usize) -> Self {
        let low_pass = LowPass { cutoff: 1.0, half_width: TAPS as f64 / 2.0 };
        let lead = TAPS / 2 - 1;
        let units = phases.min(MAX_PHASES);
        let mut row = [0.0; TAPS];
        let rows = (0..=units).map(|unit| {
            low_pass.sample(-(lead as f64) - unit as f64 / units as f64, &mut row);
            from_fn(|quad| Lanes::load(from_fn(|lane| row[quad * LANES + lane] as f32)))
        });
        Self {
            step,
            phases,
            rows: rows.collect(),
            // Silence before the first sample, so that the middle of the first window is the first
            // sample.
            window: vec![0.0; lead],
            phase: 0,
            output: Vec::new(),
        }
    }

    /// Takes a block and gives what can be computed by now.
    pub fn push(&mut self, block: &[f32]) -> &[f32] {
        self.window.extend_from_slice(block);
        self.output.clear();
        let used = if self.phases <= MAX_PHASES { self.run(on_a_row) } else { self.run(between_rows) };
        self.window.drain(..used);
        &self.output
    }

    /// As many outputs as the window allows, a few at a time: each comes as a number of parts, whose
    /// sums are then taken together. Gives the number of samples that are used up.
    #[inline(always)]
    fn run(&mut self, outputs: impl Fn(&[Row], [u64; LANES], [&Window; LANES]) -> [Lanes; LANES]) -> usize {
        let (whole, part) = (self.step / self.phases, self.step % self.phases);
        let rows_per_phase = (self.rows.len() - 1) as u64 * ONE_ROW / self.phases as u64;
        let span = (LANES * self.step).div_ceil(self.phases) + TAPS;
        let (mut at, mut phase) = (0, self.phase);
        while at + span <= self.window.len() {
            let mut places = [0; LANES];
            let windows = from_fn(|i| {
                let window = self.window[at..].first_chunk().expect("it is within the span");
                places[i] = phase as u64 * rows_per_phase;
                phase += part;
                let carry = phase >= self.phases;
                at += whole + usize::from(carry);
                phase -= if carry { self.phases } else { 0 };
                window
            });
            let [a, b, c, d] = Lanes::transpose(outputs(&self.rows, places, windows));
            self.output.extend_from_slice(&((a + b) + (c + d)).store());
        }
        self.phase = phase;
        at
    }
}

type Window = [f32; TAPS];

#[inline(always)]
fn on_a_row(rows: &[Row], places: [u64; LANES], windows: [&Window; LANES]) -> [Lanes; LANES] {
    products(places.map(|place| &rows[(place / ONE_ROW) as usize]), windows)
}

#[inline(always)]
fn between_rows(rows: &[Row], places: [u64; LANES], windows: [&Window; LANES]) -> [Lanes; LANES] {
    let low = products(places.map(|place| &rows[(place / ONE_ROW) as usize]), windows);
    let high = products(places.map(|place| &rows[(place / ONE_ROW) as usize + 1]), windows);
    from_fn(|i| {
        let between = (places[i] % ONE_ROW) as f32 * (1.0 / ONE_ROW as f32);
        low[i] + (high[i] - low[i]) * Lanes::load([between; LANES])
    })
}

/// The products of each window with its row. Side by side, because an addition has to wait for the
/// one before it.
#[inline(always)]
fn products(rows: [&Row; LANES], windows: [&Window; LANES]) -> [Lanes; LANES] {
    let mut sums = [Lanes::ZERO; LANES];
    for quad in 0..TAPS / LANES {
        for ((sum, row), window) in sums.iter_mut().zip(rows).zip(windows) {
            *sum = *sum + row[quad] * Lanes::load(from_fn(|lane| window[quad * LANES + lane]));
        }
    }
    sums
}
