//! Four floats in a register, added and multiplied lane by lane.
//!
//! On x86-64 by name, since the compiler, left alone with arrays of four, takes many of them apart
//! again. Elsewhere as arrays, with the same results to the last bit.

use std::ops::{Add, Mul, Sub};

pub(super) const LANES: usize = 4;

/// SAFETY: SSE2, which has all of these, is a part of x86-64; pointers are made from arrays.
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)]
mod native {
    use std::arch::x86_64::*;

    pub type Register = __m128;
    pub const ZERO: Register = unsafe { std::mem::zeroed() };

    #[inline(always)]
    pub fn load(v: [f32; 4]) -> Register {
        unsafe { _mm_loadu_ps(v.as_ptr()) }
    }

    #[inline(always)]
    pub fn store(v: Register) -> [f32; 4] {
        let mut floats = [0.0; 4];
        unsafe { _mm_storeu_ps(floats.as_mut_ptr(), v) };
        floats
    }

    #[inline(always)]
    pub fn add(a: Register, b: Register) -> Register {
        unsafe { _mm_add_ps(a, b) }
    }

    #[inline(always)]
    pub fn sub(a: Register, b: Register) -> Register {
        unsafe { _mm_sub_ps(a, b) }
    }

    #[inline(always)]
    pub fn mul(a: Register, b: Register) -> Register {
        unsafe { _mm_mul_ps(a, b) }
    }

    #[inline(always)]
    pub fn first_everywhere(v: Register) -> Register {
        unsafe { _mm_shuffle_ps::<0>(v, v) }
    }

    #[inline(always)]
    pub fn transpose([a, b, c, d]: [Register; 4]) -> [Register; 4] {
        unsafe {
            let (ab, cd) = (_mm_unpacklo_ps(a, b), _mm_unpacklo_ps(c, d));
            let (ab_high, cd_high) = (_mm_unpackhi_ps(a, b), _mm_unpackhi_ps(c, d));
            [
                _mm_movelh_ps(ab, cd),
                _mm_movehl_ps(cd, ab),
                _mm_movelh_ps(ab_high, cd_high),
                _mm_movehl_ps(cd_high, ab_high),
            ]
        }
    }
}

#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable {
    use std::array::from_fn;

    pub type Register = [f32; 4];
    pub const ZERO: Register = [0.0; 4];

    #[inline(always)]
    pub fn load(v: [f32; 4]) -> Register {
        v
    }

    #[inline(always)]
    pub fn store(v: Register) -> [f32; 4] {
        v
    }

    #[inline(always)]
    pub fn add(a: Register, b: Register) -> Register {
        from_fn(|i| a[i] + b[i])
    }

    #[inline(always)]
    pub fn sub(a: Register, b: Register) -> Register {
        from_fn(|i| a[i] - b[i])
    }

    #[inline(always)]
    pub fn mul(a: Register, b: Register) -> Register {
        from_fn(|i| a[i] * b[i])
    }

    #[inline(always)]
    pub fn first_everywhere(v: Register) -> Register {
        [v[0]; 4]
    }

    #[inline(always)]
    pub fn transpose(rows: [Register; 4]) -> [Register; 4] {
        from_fn(|i| rows.map(|row| row[i]))
    }
}

#[cfg(not(target_arch = "x86_64"))]
use portable as native;

#[derive(Clone, Copy)]
pub(super) struct Lanes(native::Register);

impl Lanes {
    pub const ZERO: Self = Self(native::ZERO);

    #[inline(always)]
    pub fn load(floats: [f32; LANES]) -> Self {
        Self(native::load(floats))
    }

    #[inline(always)]
    pub fn store(self) -> [f32; LANES] {
        native::store(self.0)
    }

    #[inline(always)]
    pub fn first_everywhere(self) -> Self {
        Self(native::first_everywhere(self.0))
    }

    /// Lane i of number j becomes lane j of number i.
    #[inline(always)]
    pub fn transpose(rows: [Self; LANES]) -> [Self; LANES] {
        native::transpose(rows.map(|row| row.0)).map(Self)
    }
}

impl Add for Lanes {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(native::add(self.0, other.0))
    }
}

impl Sub for Lanes {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(native::sub(self.0, other.0))
    }
}

impl Mul for Lanes {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(native::mul(self.0, other.0))
    }
}

#[cfg(test)]
mod tests {
    use super::{native, portable};

    /// Both ways give the same, to the last bit.
    #[test]
    fn the_instructions_do_what_the_arrays_do() {
        let rows: [[f32; 4]; 4] = [
            [0.1, -2.5, 3.0e7, 1.0 / 3.0],
            [7.7, -0.3, 1e-9, 2.0 / 3.0],
            [-1.0, 0.0, 5.5, -123.456],
            [f32::MAX, 1e-30, -8.25, 0.7],
        ];
        for a in rows {
            assert_eq!(native::store(native::load(a)), portable::store(portable::load(a)));
            assert_eq!(native::store(native::first_everywhere(native::load(a))), portable::first_everywhere(a));
            for b in rows {
                let (x, y) = (native::load(a), native::load(b));
                assert_eq!(native::store(native::add(x, y)), portable::add(a, b));
                assert_eq!(native::store(native::sub(x, y)), portable::sub(a, b));
                assert_eq!(native::store(native::mul(x, y)), portable::mul(a, b));
            }
        }
        assert_eq!(native::transpose(rows.map(native::load)).map(native::store), portable::transpose(rows));
        assert_eq!(native::store(native::ZERO), portable::ZERO);
    }
}
