//! The shape of the filters, designed in `f64`, and the products that apply them.

use std::f64::consts::PI;

/// Beta of the Kaiser window for a stop band 100 dB down.
const BETA: f64 = 10.06;

/// Taps that a transition band as wide as the whole Nyquist band would need with this window. A
/// band half as wide needs twice as many.
pub(super) const TAPS_PER_TRANSITION: f64 = 12.8;

/// Taps of the sharp filter per sample at the lower of the two rates. The stop band begins at that
/// rate's Nyquist frequency, and 0.05 dB are lost at 0.905 of it.
const SHARP_TAPS: f64 = 120.0;

/// The sharp filter for one ratio of rates.
pub(super) struct Sharp {
    filter: LowPass,
    taps: usize,
}

impl Sharp {
    /// For `phases` output samples in the time of `step` input samples.
    pub fn new(step: u64, phases: u64) -> Self {
        // The lower Nyquist frequency, in terms of the input's.
        let band = (phases as f64 / step as f64).min(1.0);
        let taps = ((SHARP_TAPS / band).ceil() as usize).next_multiple_of(LANES);
        let filter = LowPass { cutoff: band - TAPS_PER_TRANSITION / taps as f64 / 2.0, half_width: taps as f64 / 2.0 };
        Self { filter, taps }
    }

    /// The input samples that an output looks at: a multiple of [`LANES`].
    pub fn taps(&self) -> usize {
        self.taps
    }

    /// How many of them come before the one that the output falls on.
    pub fn lead(&self) -> usize {
        self.taps / 2 - 1
    }

    /// The taps for an output that lies this part of a sample behind an input sample.
    pub fn row(&self, behind: f64, row: &mut [f64]) {
        self.filter.sample(-(self.lead() as f64) - behind, row);
    }
}

/// A low-pass filter in continuous time; the unit is one input sample.
pub(super) struct LowPass {
    /// The middle of the transition, where the input's Nyquist frequency is 1.
    pub cutoff: f64,
    /// The response lasts from minus to plus this.
    pub half_width: f64,
}

impl LowPass {
    /// The response at a series of times one sample apart.
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
        for (k, tap) in taps.iter_mut().enumerate() {
            *tap *= kaiser((first + k as f64) / self.half_width);
        }
    }
}

/// The Kaiser window, not normalised: the taps are scaled as a whole. 0 outside of -1..1.
fn kaiser(x: f64) -> f64 {
    // The series of the Bessel function I0: the sum of (z/4)^k / k!^2 with z the square of its
    // argument. Twenty-two terms are exact to 1e-13 up to BETA. Without a branch, so that it runs
    // on several taps at once.
    let z = BETA * BETA / 4.0 * (1.0 - x * x).max(0.0);
    let mut sum = 1.0;
    for k in (1..=22).rev() {
        sum = 1.0 + sum * z * const { reciprocal_squares() }[k];
    }
    if x.abs() <= 1.0 { sum } else { 0.0 }
}

const fn reciprocal_squares() -> [f64; 23] {
    let mut list = [0.0; 23];
    let mut k = 1;
    while k < list.len() {
        list[k] = 1.0 / (k * k) as f64;
        k += 1;
    }
    list
}

/// Taps as they are used: in `f32`, and with a sum of one, so that a constant stays what it is in
/// every phase.
pub(super) fn normalise(taps: &[f64]) -> impl Iterator<Item = f32> {
    let sum: f64 = taps.iter().sum();
    taps.iter().map(move |tap| (tap / sum) as f32)
}

/// Products are summed in this many lanes, because float sums may not be reordered by the compiler.
pub(super) const LANES: usize = 8;

/// Four windows of the input with one row of taps, whose length is a multiple of [`LANES`]. Four at
/// a time, because the row is then read only once for all of them.
#[inline(always)]
pub(super) fn dot_4(windows: [&[f32]; 4], taps: &[f32]) -> [f32; 4] {
    let mut sums = [[0.0f32; LANES]; 4];
    let [a, b, c, d] = windows.map(|window| window[..taps.len()].chunks_exact(LANES));
    for ((((taps, a), b), c), d) in taps.chunks_exact(LANES).zip(a).zip(b).zip(c).zip(d) {
        for lane in 0..LANES {
            sums[0][lane] += a[lane] * taps[lane];
            sums[1][lane] += b[lane] * taps[lane];
            sums[2][lane] += c[lane] * taps[lane];
            sums[3][lane] += d[lane] * taps[lane];
        }
    }
    totals(&sums)
}

/// One window with two rows of taps.
#[inline(always)]
pub(super) fn dot_2(window: &[f32], rows: [&[f32]; 2]) -> [f32; 2] {
    let mut sums = [[0.0f32; LANES]; 2];
    let window = window[..rows[0].len()].chunks_exact(LANES);
    let [a, b] = rows.map(|row| row.chunks_exact(LANES));
    for ((x, a), b) in window.zip(a).zip(b) {
        for lane in 0..LANES {
            sums[0][lane] += x[lane] * a[lane];
            sums[1][lane] += x[lane] * b[lane];
        }
    }
    totals(&sums)
}

/// The sum of the lanes of each product. Never inlined: seen together with the loops above, it
/// makes the compiler gather a lane of all products into one register at every step, which is four
/// times slower than the products themselves.
#[inline(never)]
fn totals<const PRODUCTS: usize>(sums: &[[f32; LANES]; PRODUCTS]) -> [f32; PRODUCTS] {
    sums.map(|lanes| {
        let half: [f32; 4] = std::array::from_fn(|i| lanes[i] + lanes[i + 4]);
        (half[0] + half[2]) + (half[1] + half[3])
    })
}

/// Outputs that [`add_folded`] computes together: as many sums as fill half the registers of SSE2,
/// with none waiting for the one before it.
pub(super) const FOLD_LANES: usize = 32;

/// Adds symmetrical taps, from the farthest to the nearest, for outputs in a row: sum i reads the
/// input at i and upwards in `before`, and at i and upwards in `after` in the opposite order.
///
/// A function of its own, and with sums of its own until the end, because only then are they kept
/// in registers.
#[inline(never)]
pub(super) fn add_folded(sums: &mut [f32; FOLD_LANES], before: &[f32], after: &[f32], taps: &[f32]) {
    let span = taps.len() + FOLD_LANES - 1;
    let before = before[..span].windows(FOLD_LANES);
    let after = after[..span].windows(FOLD_LANES).rev();
    let mut products = [0.0f32; FOLD_LANES];
    for ((tap, before), after) in taps.iter().zip(before).zip(after) {
        for lane in 0..FOLD_LANES {
            products[lane] += (before[lane] + after[lane]) * tap;
        }
    }
    for (sum, product) in sums.iter_mut().zip(products) {
        *sum += product;
    }
}
