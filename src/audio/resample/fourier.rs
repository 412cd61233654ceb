//! The Fourier transform, of one size, on four complex numbers at a time.

use super::lanes::{LANES, Lanes};
use std::array::from_fn;
use std::f64::consts::TAU;
use std::ops::{Add, Mul, Sub};

/// The size of all transforms: a power of four of which the sharp filter takes up a fifth, and two
/// signals and the turns fit in a 32 KiB cache.
pub(super) const POINTS: usize = 1024;

pub(super) const QUADS: usize = POINTS / LANES;
const QUARTER: usize = QUADS / 4;

/// Four complex numbers.
#[derive(Clone, Copy)]
pub(super) struct Quad {
    pub re: Lanes,
    pub im: Lanes,
}

/// What is transformed, and what becomes of it: number n is lane `n % LANES` of quad `n / LANES`.
pub(super) type Signal = [Quad; QUADS];

impl Add for Quad {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Sub for Quad {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self { re: self.re - other.re, im: self.im - other.im }
    }
}

impl Mul for Quad {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }
}

impl Quad {
    pub const ZERO: Self = Self { re: Lanes::ZERO, im: Lanes::ZERO };

    /// Real and imaginary parts exchanged: done before and after a transform, it makes that the
    /// way back, and [`POINTS`] times too large.
    #[inline(always)]
    pub fn exchanged(self) -> Self {
        Self { re: self.im, im: self.re }
    }

    #[inline(always)]
    fn first_everywhere(self) -> Self {
        Self { re: self.re.first_everywhere(), im: self.im.first_everywhere() }
    }

    #[inline(always)]
    fn transpose(rows: [Self; LANES]) -> [Self; LANES] {
        let (re, im) = (Lanes::transpose(rows.map(|row| row.re)), Lanes::transpose(rows.map(|row| row.im)));
        from_fn(|i| Self { re: re[i], im: im[i] })
    }
}

/// The transform of four numbers, in each lane.
#[inline(always)]
fn butterfly([a, b, c, d]: [Quad; 4]) -> [Quad; 4] {
    let (even, even_turned) = (a + c, a - c);
    let (odd, difference) = (b + d, b - d);
    // Turned back by a quarter of a circle: re becomes im, and im becomes minus re.
    let Quad { re: minus_im, im: re } = difference;
    [
        even + odd,
        Quad { re: even_turned.re + re, im: even_turned.im - minus_im },
        even - odd,
        Quad { re: even_turned.re - re, im: even_turned.im + minus_im },
    ]
}

pub(super) struct Fourier {
    /// The numbers that turn back by k, 2k and 3k parts of a circle.
    turns: Vec<[Quad; 3]>,
    scratch: Box<Signal>,
}

impl Fourier {
    pub fn new() -> Self {
        let turn = |parts: usize| (-TAU * parts as f64 / POINTS as f64).sin_cos();
        let turns = (0..QUARTER).map(|quad| {
            [1, 2, 3].map(|times| {
                let lanes: [_; LANES] = from_fn(|lane| turn(times * (quad * LANES + lane)));
                let (re, im) = (lanes.map(|(_, cos)| cos as f32), lanes.map(|(sin, _)| sin as f32));
                Quad { re: Lanes::load(re), im: Lanes::load(im) }
            })
        });
        Self { turns: turns.collect(), scratch: Box::new([Quad::ZERO; QUADS]) }
    }

    /// Each pass reads four quarters and writes four neighbouring runs, which sorts the numbers on
    /// the way (after Stockham): the runs are four times as long with each pass, and quarters in
    /// the last.
    pub fn transform(&mut self, data: &mut Box<Signal>) {
        first_pass(&self.turns, data, &mut self.scratch);
        pass::<1>(&self.turns, &self.scratch, data);
        pass::<4>(&self.turns, data, &mut self.scratch);
        pass::<16>(&self.turns, &self.scratch, data);
        pass::<64>(&self.turns, data, &mut self.scratch);
        std::mem::swap(data, &mut self.scratch);
    }
}

/// The pass whose runs are one number long, so that every lane is turned by its own angle, and the
/// four results for a lane are neighbours.
fn first_pass(turns: &[[Quad; 3]], from: &Signal, to: &mut Signal) {
    let quarters = quarters(from);
    for (i, (to, turns)) in to.chunks_exact_mut(4).zip(turns).enumerate() {
        let [a, b, c, d] = butterfly(quarters.map(|quarter| quarter[i]));
        to.copy_from_slice(&Quad::transpose([a, b * turns[0], c * turns[1], d * turns[2]]));
    }
}

/// A pass whose runs are `RUN` quads long, and turned by one angle each.
fn pass<const RUN: usize>(turns: &[[Quad; 3]], from: &Signal, to: &mut Signal) {
    let quarters = quarters(from);
    let turns = turns.iter().step_by(RUN);
    for ((start, to), turns) in (0..QUARTER).step_by(RUN).zip(to.chunks_exact_mut(4 * RUN)).zip(turns) {
        let turns = turns.map(Quad::first_everywhere);
        for i in 0..RUN {
            let [a, b, c, d] = butterfly(quarters.map(|quarter| quarter[start + i]));
            to[i] = a;
            to[RUN + i] = b * turns[0];
            to[2 * RUN + i] = c * turns[1];
            to[3 * RUN + i] = d * turns[2];
        }
    }
}

fn quarters(signal: &Signal) -> [&[Quad; QUARTER]; 4] {
    from_fn(|i| signal[i * QUARTER..][..QUARTER].try_into().expect("a quarter"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(signal: &Signal) -> Vec<(f64, f64)> {
        let quads = signal.iter().map(|quad| (quad.re.store(), quad.im.store()));
        quads.flat_map(|(re, im)| from_fn::<_, LANES, _>(|i| (re[i].into(), im[i].into()))).collect()
    }

    fn difference(a: &[(f64, f64)], b: &[(f64, f64)]) -> f64 {
        let energy = |of: &mut dyn Iterator<Item = (f64, f64)>| of.map(|(re, im)| re * re + im * im).sum::<f64>();
        energy(&mut a.iter().zip(b).map(|(a, b)| (a.0 - b.0, a.1 - b.1))) / energy(&mut a.iter().copied())
    }

    #[test]
    fn it_is_what_the_definition_says_and_can_be_undone() {
        let mut seed = 1u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) as f32 / 8_388_608.0 - 1.0
        };
        let mut random = || Lanes::load(from_fn(|_| noise()));
        let mut signal: Box<Signal> = Box::new(from_fn(|_| Quad { re: random(), im: random() }));
        let original = numbers(&signal);

        let mut fourier = Fourier::new();
        fourier.transform(&mut signal);
        let circle: Vec<_> = (0..POINTS).map(|k| (TAU * k as f64 / POINTS as f64).sin_cos()).collect();
        let by_definition = (0..POINTS).map(|k| {
            original.iter().enumerate().fold((0.0, 0.0), |sum, (n, &(re, im))| {
                let (sin, cos) = circle[k * n % POINTS];
                (sum.0 + re * cos + im * sin, sum.1 + im * cos - re * sin)
            })
        });
        let error = difference(&by_definition.collect::<Vec<_>>(), &numbers(&signal));
        assert!(error < 1e-13, "{error:e}");

        signal.iter_mut().for_each(|quad| *quad = quad.exchanged());
        fourier.transform(&mut signal);
        let scale = POINTS as f64;
        let back: Vec<_> = numbers(&signal).into_iter().map(|(im, re)| (re / scale, im / scale)).collect();
        let error = difference(&original, &back);
        assert!(error < 1e-13, "{error:e}");
    }
}
