//! The sharp filter: output samples at any rational step through the input.

use super::kernel::{Sharp, dot_2, dot_4, normalise};

/// Ratios that need more phases than this share a table of [`SHARED_PHASES`], between which taps
/// are interpolated.
const MAX_PHASES: u64 = 1024;
/// A straight line between neighbours then misses the true taps by less than the stop band lets
/// through.
const SHARED_PHASES: u64 = 512;

pub(super) struct Polyphase {
    /// The input samples in the time of `phases` output samples.
    step: u64,
    phases: u64,
    /// One row of taps for each phase; one more than [`SHARED_PHASES`] where taps are interpolated.
    rows: Vec<f32>,
    taps: usize,
    /// The input that is still needed. Its first sample is the first that the next output looks at.
    window: Vec<f32>,
    /// How far, in 1/phases of a sample, the next output lies behind a sample. Moves only where
    /// taps are interpolated.
    phase: u64,
    output: Vec<f32>,
}

impl Polyphase {
    /// For `phases` outputs in the time of `step` input samples, which have no common divisor.
    pub fn new(step: u64, phases: u64) -> Self {
        let sharp = Sharp::new(step, phases);
        let taps = sharp.taps();
        let (unit, count) = if phases > MAX_PHASES { (SHARED_PHASES, SHARED_PHASES + 1) } else { (phases, phases) };
        let mut rows = vec![0.0; count as usize * taps];
        let mut row = vec![0.0; taps];
        for phase in 0..=unit as usize / 2 {
            sharp.row(phase as f64 / unit as f64, &mut row);
            let taps_of = |phase: usize| phase * taps..(phase + 1) * taps;
            for (tap, exact) in rows[taps_of(phase)].iter_mut().zip(normalise(&row)) {
                *tap = exact;
            }
            // As far before the next sample as this phase lies behind one: the same taps in
            // reverse.
            let mirrored = unit as usize - phase;
            if mirrored > phase && mirrored < count as usize {
                rows.copy_within(taps_of(phase), mirrored * taps);
                rows[taps_of(mirrored)].reverse();
            }
        }
        Self {
            step,
            phases,
            rows,
            taps,
            // Silence before the first sample, so that the middle of the first window is the first
            // sample.
            window: vec![0.0; sharp.lead()],
            phase: 0,
            output: Vec::new(),
        }
    }

    /// Takes a block and gives what can be computed by now.
    pub fn push(&mut self, block: &[f32]) -> &[f32] {
        self.window.extend_from_slice(block);
        self.output.clear();
        let used = if self.phases > MAX_PHASES { self.interpolate() } else { self.rounds() };
        self.window.drain(..used);
        &self.output
    }

    /// As many rounds as the window allows, of four outputs in each phase: they share a row of
    /// taps. Gives the number of samples that are used up.
    fn rounds(&mut self) -> usize {
        let (step, phases) = (self.step as usize, self.phases as usize);
        let rounds = self.window.len().saturating_sub(self.taps) / (4 * step);
        self.output.resize(rounds * 4 * phases, 0.0);
        for (round, output) in self.output.chunks_exact_mut(4 * phases).enumerate() {
            let window = &self.window[round * 4 * step..];
            for number in 0..phases {
                let (at, phase) = (number * step / phases, number * step % phases);
                let row = &self.rows[phase * self.taps..][..self.taps];
                let windows = [0, 1, 2, 3].map(|i| &window[at + i * step..]);
                let sums = dot_4(windows, row);
                for (i, sum) in sums.into_iter().enumerate() {
                    output[number + i * phases] = sum;
                }
            }
        }
        rounds * 4 * step
    }

    /// One output after the other, each between two rows of the table.
    fn interpolate(&mut self) -> usize {
        let mut at = 0;
        while at + self.taps <= self.window.len() {
            let place = self.phase as f64 * (SHARED_PHASES as f64 / self.phases as f64);
            let row = place as usize;
            let between = (place - row as f64) as f32;
            let rows = [row, row + 1].map(|row| &self.rows[row * self.taps..][..self.taps]);
            let [low, high] = dot_2(&self.window[at..], rows);
            self.output.push(low + (high - low) * between);
            self.phase += self.step;
            at += (self.phase / self.phases) as usize;
            self.phase %= self.phases;
        }
        at
    }
}
