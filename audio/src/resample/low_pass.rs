//! The design of the low-pass filters in `f64`: a sinc function under a Kaiser window.

use std::array::from_fn;
use std::f64::consts::PI;

/// The beta of the Kaiser window for a stop band at -135 dB.
const BETA: f64 = 13.9;

/// The number of taps for a transition band as wide as the Nyquist band, with this window. A transition band of half
/// the width needs twice as many.
pub(crate) const TAPS_PER_TRANSITION: f64 = 17.6;

/// A low-pass filter in continuous time, in units of one input sample.
pub(crate) struct LowPass {
    /// The middle of the transition band, as a fraction of the input's Nyquist frequency.
    pub cutoff: f64,
    /// The impulse response extends from `-half_width` to `half_width`.
    pub half_width: f64,
}

impl LowPass {
    /// Samples the impulse response at times that begin at `first` and are one input sample apart. The taps are scaled
    /// to a sum of 1, so that a constant signal is unchanged.
    pub fn sample(&self, first: f64, taps: &mut [f64]) {
        // The sines come from a rotation by a constant angle, because calls of `sin` would dominate the cost of a
        // table.
        let angle = PI * self.cutoff;
        let (mut sin, mut cos) = (angle * first).sin_cos();
        let (step_sin, step_cos) = angle.sin_cos();
        for (k, tap) in taps.iter_mut().enumerate() {
            let time = first + k as f64;
            *tap = if time.abs() < 1e-9 { self.cutoff } else { sin / (PI * time) };
            (sin, cos) = (sin * step_cos + cos * step_sin, cos * step_cos - sin * step_sin);
        }
        for (n, taps) in taps.chunks_mut(PARALLEL).enumerate() {
            let window = kaiser(from_fn(|i| (first + (n * PARALLEL + i) as f64) / self.half_width));
            taps.iter_mut().zip(window).for_each(|(tap, weight)| *tap *= weight);
        }
        let sum: f64 = taps.iter().sum();
        taps.iter_mut().for_each(|tap| *tap /= sum);
    }
}

/// How many values of the window are computed together. Each value is a long chain of dependent operations, and a
/// processor executes several chains in parallel.
const PARALLEL: usize = 8;

/// The Kaiser window at positions from -1 to 1, and 0 outside. It is not normalised, because the taps are scaled later.
fn kaiser(positions: [f64; PARALLEL]) -> [f64; PARALLEL] {
    // The power series of the Bessel function I0: the sum of z^k / k!^2, where z is the square of half its argument.
    // The coefficients below suffice for a precision of 1e-13 up to BETA.
    let z = positions.map(|x| BETA * BETA / 4.0 * (1.0 - x * x).max(0.0));
    let mut sums = [0.0; PARALLEL];
    for coefficient in I0_COEFFICIENTS.iter().rev() {
        for (sum, z) in sums.iter_mut().zip(z) {
            *sum = *sum * z + coefficient;
        }
    }
    from_fn(|i| if positions[i].abs() <= 1.0 { sums[i] } else { 0.0 })
}

/// 1 / k!^2
const I0_COEFFICIENTS: [f64; 28] = {
    let mut list = [1.0; 28];
    let mut k = 1;
    while k < list.len() {
        list[k] = list[k - 1] / (k * k) as f64;
        k += 1;
    }
    list
};
