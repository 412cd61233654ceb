//! Every second sample, with what would fold onto the part that matters filtered out first.

use super::kernel::{FOLD_LANES, LowPass, TAPS_PER_TRANSITION, add_folded};

/// Halves a sample rate by a half-band filter: every second tap is zero but for the middle one, and
/// the rest are symmetrical, so that a tap costs a quarter of what it costs in general.
pub(super) struct Halver {
    /// The taps at the odd distances from the middle, the farthest first.
    taps: Vec<f32>,
    even: Vec<f32>,
    odd: Vec<f32>,
    output: Vec<f32>,
}

const MIDDLE_TAP: f32 = 0.5;

impl Halver {
    /// `keep` is the part of the input's Nyquist band, below one half, that has to come out clean.
    /// Above it, aliases may remain; a later stage removes them.
    pub fn new(keep: f64) -> Self {
        let transition = 1.0 - 2.0 * keep;
        // Half the length, and every second tap of that.
        let count = (TAPS_PER_TRANSITION / transition / 4.0).ceil() as usize;
        let filter = LowPass { cutoff: 0.5, half_width: 2.0 * count as f64 };
        // From -2 * count to 2 * count: the odd distances lie at odd positions.
        let mut all = vec![0.0; 4 * count + 1];
        filter.sample(-2.0 * count as f64, &mut all);
        let mut side: Vec<f64> = all[..2 * count].iter().skip(1).step_by(2).copied().collect();
        // The middle tap is half of the whole, and exactly so: this also makes the zeros exact.
        let sum: f64 = side.iter().sum();
        side.iter_mut().for_each(|tap| *tap *= 0.25 / sum);
        Self {
            taps: side.iter().map(|&tap| tap as f32).collect(),
            even: Vec::new(),
            // Silence before the first sample, as far back as the filter looks.
            odd: vec![0.0; count],
            output: Vec::new(),
        }
    }

    /// Takes a block and gives what can be computed by now. Output n lies at the time of input 2n.
    pub fn push(&mut self, block: &[f32]) -> &[f32] {
        let pairs = block.chunks_exact(2);
        // Only the last block of a signal can have an odd length, and what follows it is silence.
        let rest = pairs.remainder();
        self.even.extend(pairs.clone().map(|pair| pair[0]));
        self.odd.extend(pairs.map(|pair| pair[1]));
        if let [last] = rest {
            self.even.push(*last);
            self.odd.push(0.0);
        }
        self.output.clear();
        let count = self.taps.len();
        let ready = (self.odd.len() + 1).saturating_sub(2 * count).min(self.even.len());
        let ready = ready / FOLD_LANES * FOLD_LANES;
        self.output.resize(ready, 0.0);
        for (from, out) in (0..ready).step_by(FOLD_LANES).zip(self.output.chunks_exact_mut(FOLD_LANES)) {
            let mut sums = [0.0; FOLD_LANES];
            for (sum, middle) in sums.iter_mut().zip(&self.even[from..]) {
                *sum = middle * MIDDLE_TAP;
            }
            add_folded(&mut sums, &self.odd[from..], &self.odd[from + count..], &self.taps);
            out.copy_from_slice(&sums);
        }
        self.even.drain(..ready);
        self.odd.drain(..ready);
        &self.output
    }
}
