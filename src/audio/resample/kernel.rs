//! The shape of the filters, designed in `f64`.

use std::array::from_fn;
use std::f64::consts::PI;

/// Beta of the Kaiser window for a stop band 135 dB down.
const BETA: f64 = 13.9;

/// Taps that a transition band as wide as the whole Nyquist band needs with this window. A band
/// half as wide needs twice as many.
pub(super) const TAPS_PER_TRANSITION: f64 = 17.6;

/// A low-pass filter in continuous time; the unit is one input sample.
pub(super) struct LowPass {
    /// The middle of the transition, where the input's Nyquist frequency is 1.
    pub cutoff: f64,
    /// The response lasts from minus to plus this.
    pub half_width: f64,
}

impl LowPass {
    /// The response at a series of times one sample apart, scaled to a sum of one, so that a
    /// constant stays what it is.
    pub fn sample(&self, first: f64, taps: &mut [f64]) {
        // The series of sines is made by turning a vector: `sin` itself would be most of the cost
        // of a table.
        let turn = PI * self.cutoff;
        let (mut sin, mut cos) = (turn * first).sin_cos();
        let (turn_sin, turn_cos) = turn.sin_cos();
        for (k, tap) in taps.iter_mut().enumerate() {
            let time = first + k as f64;
            *tap = if time.abs() < 1e-9 { self.cutoff } else { sin / (PI * time) };
            (sin, cos) = (sin * turn_cos + cos * turn_sin, cos * turn_cos - sin * turn_sin);
        }
        for (n, taps) in taps.chunks_mut(SIDE_BY_SIDE).enumerate() {
            let window = kaiser(from_fn(|i| (first + (n * SIDE_BY_SIDE + i) as f64) / self.half_width));
            taps.iter_mut().zip(window).for_each(|(tap, weight)| *tap *= weight);
        }
        let sum: f64 = taps.iter().sum();
        taps.iter_mut().for_each(|tap| *tap /= sum);
    }
}

/// How many values of the window are computed together: each is a long chain, and a processor has
/// room for several at once.
const SIDE_BY_SIDE: usize = 8;

/// The Kaiser window, not normalised: the taps are scaled as a whole. 0 outside of -1..1.
fn kaiser(places: [f64; SIDE_BY_SIDE]) -> [f64; SIDE_BY_SIDE] {
    // The series of the Bessel function I0: the sum of z^k / k!^2 with z the square of half its
    // argument. These terms are exact to 1e-13 up to BETA.
    let z = places.map(|x| BETA * BETA / 4.0 * (1.0 - x * x).max(0.0));
    let mut sums = [0.0; SIDE_BY_SIDE];
    for factor in SERIES.iter().rev() {
        for (sum, z) in sums.iter_mut().zip(z) {
            *sum = *sum * z + factor;
        }
    }
    from_fn(|i| if places[i].abs() <= 1.0 { sums[i] } else { 0.0 })
}

const SERIES: [f64; 28] = {
    let mut list = [1.0; 28];
    let mut k = 1;
    while k < list.len() {
        list[k] = list[k - 1] / (k * k) as f64;
        k += 1;
    }
    list
};
