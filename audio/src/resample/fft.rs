//! The fast Fourier transform of 1024 complex numbers, computed on vectors of four.
//!
//! Measured against rustfft 6.4: faster than its code for SSE, and slower than its code for AVX (docs/performance.md has
//! the ratios). rustfft would enlarge the library.

use std::array::from_fn;
use std::f64::consts::TAU;
use std::ops::{Add, Mul, Sub};
use wide::f32x4;

/// The size of every transform. It is a power of four, about five times as long as the long filter, and two blocks and
/// the twiddle factors fit into a cache of 32 KiB.
pub(super) const POINTS: usize = 1024;

/// The number of lanes of a vector.
pub(super) const LANES: usize = 4;

/// The number of vectors in a block.
pub(super) const VECTORS: usize = POINTS / LANES;
const QUARTER: usize = VECTORS / 4;

/// Four complex numbers.
#[derive(Clone, Copy)]
pub(super) struct Complex4 {
    pub re: f32x4,
    pub im: f32x4,
}

/// The input or output of a transform. Number n is in lane `n % LANES` of vector `n / LANES`.
pub(super) type ComplexBlock = [Complex4; VECTORS];

impl Add for Complex4 {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Sub for Complex4 {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }
}

impl Mul for Complex4 {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }
}

impl Complex4 {
    pub const ZERO: Self = Self { re: f32x4::ZERO, im: f32x4::ZERO };

    /// Swaps the real and imaginary parts. A forward transform between two swaps is the inverse transform, scaled by
    /// [`POINTS`].
    #[inline(always)]
    pub fn swap_re_im(self) -> Self {
        Self { re: self.im, im: self.re }
    }

    /// Copies the first number into all lanes.
    #[inline(always)]
    fn splat_first(self) -> Self {
        Self { re: f32x4::splat(self.re.to_array()[0]), im: f32x4::splat(self.im.to_array()[0]) }
    }

    #[inline(always)]
    fn transpose(rows: [Self; LANES]) -> [Self; LANES] {
        let (re, im) = (f32x4::transpose(rows.map(|row| row.re)), f32x4::transpose(rows.map(|row| row.im)));
        from_fn(|i| Self { re: re[i], im: im[i] })
    }
}

/// The radix-4 butterfly, in each lane: the transform of four numbers.
#[inline(always)]
fn butterfly([a, b, c, d]: [Complex4; 4]) -> [Complex4; 4] {
    let (even_sum, even_difference) = (a + c, a - c);
    let (odd_sum, odd_difference) = (b + d, b - d);
    // A multiplication by -i makes `im` of the difference the real part, and `-re` the imaginary part.
    let Complex4 { re: minus_im, im: re } = odd_difference;
    [
        even_sum + odd_sum,
        Complex4 { re: even_difference.re + re, im: even_difference.im - minus_im },
        even_sum - odd_sum,
        Complex4 { re: even_difference.re - re, im: even_difference.im + minus_im },
    ]
}

/// A forward transform, with its tables and its scratch memory.
pub(super) struct Fft {
    /// The twiddle factors exp(-2 pi i m k / POINTS) for m = 1, 2 and 3, four values of k in each vector.
    twiddles: Vec<[Complex4; 3]>,
    scratch: Box<ComplexBlock>,
}

impl Fft {
    pub fn new() -> Self {
        let twiddle = |exponent: usize| (-TAU * exponent as f64 / POINTS as f64).sin_cos();
        let twiddles = (0..QUARTER).map(|vector| {
            [1, 2, 3].map(|m| {
                let lanes: [_; LANES] = from_fn(|lane| twiddle(m * (vector * LANES + lane)));
                let (re, im) = (lanes.map(|(_, cos)| cos as f32), lanes.map(|(sin, _)| sin as f32));
                Complex4 { re: f32x4::new(re), im: f32x4::new(im) }
            })
        });
        Self { twiddles: twiddles.collect(), scratch: Box::new([Complex4::ZERO; VECTORS]) }
    }

    /// Transforms a block in place, by Stockham's algorithm: each of the five radix-4 passes reads from four quarters
    /// of its input and writes four adjacent runs, which sorts the result on the way. The runs become four times as
    /// long with each pass.
    pub fn transform(&mut self, data: &mut Box<ComplexBlock>) {
        first_pass(&self.twiddles, data, &mut self.scratch);
        pass::<1>(&self.twiddles, &self.scratch, data);
        pass::<4>(&self.twiddles, data, &mut self.scratch);
        pass::<16>(&self.twiddles, &self.scratch, data);
        pass::<64>(&self.twiddles, data, &mut self.scratch);
        std::mem::swap(data, &mut self.scratch);
    }
}

/// The pass with runs of one number. Each lane has its own twiddle factor, and the four results of a lane are adjacent
/// in the output.
fn first_pass(twiddles: &[[Complex4; 3]], from: &ComplexBlock, to: &mut ComplexBlock) {
    let quarters = quarters(from);
    for (i, (to, twiddles)) in to.chunks_exact_mut(4).zip(twiddles).enumerate() {
        let [a, b, c, d] = butterfly(quarters.map(|quarter| quarter[i]));
        to.copy_from_slice(&Complex4::transpose([a, b * twiddles[0], c * twiddles[1], d * twiddles[2]]));
    }
}

/// A pass with runs of `RUN` vectors. All numbers of a run have the same twiddle factor.
fn pass<const RUN: usize>(twiddles: &[[Complex4; 3]], from: &ComplexBlock, to: &mut ComplexBlock) {
    let quarters = quarters(from);
    let twiddles = twiddles.iter().step_by(RUN);
    for ((start, to), twiddles) in (0..QUARTER).step_by(RUN).zip(to.chunks_exact_mut(4 * RUN)).zip(twiddles) {
        let twiddles = twiddles.map(Complex4::splat_first);
        for i in 0..RUN {
            let [a, b, c, d] = butterfly(quarters.map(|quarter| quarter[start + i]));
            to[i] = a;
            to[RUN + i] = b * twiddles[0];
            to[2 * RUN + i] = c * twiddles[1];
            to[3 * RUN + i] = d * twiddles[2];
        }
    }
}

fn quarters(block: &ComplexBlock) -> [&[Complex4; QUARTER]; 4] {
    from_fn(|i| block[i * QUARTER..][..QUARTER].try_into().expect("the length is QUARTER"))
}

#[cfg(test)]
#[path = "fft_tests.rs"]
mod tests;
