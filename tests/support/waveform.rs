//! Generates and measures audio signals for the tests, in `f64`, independently of the library.

use std::f64::consts::TAU;

pub const FORMATS: [(&str, i32, usize); 5] = [("U8", 1, 1), ("S16", 2, 2), ("S24", 3, 3), ("S32", 4, 4), ("F32", 5, 4)];

/// Pseudo-random numbers, the same in every run.
pub struct Noise(pub u64);

impl Noise {
    pub fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 32) as u32
    }
}

/// The bytes of a sample with a value from -1 to 1.
pub fn encode(format: i32, value: f64) -> Vec<u8> {
    let integer = |scale: f64| (value * scale).round().clamp(-scale, scale - 1.0) as i64;
    match format {
        1 => vec![(integer(128.0) + 128) as u8],
        2 => (integer(32_768.0) as i16).to_le_bytes().to_vec(),
        3 => (integer(8_388_608.0) as i32).to_le_bytes()[..3].to_vec(),
        4 => (integer(2_147_483_648.0) as i32).to_le_bytes().to_vec(),
        _ => (value as f32).to_le_bytes().to_vec(),
    }
}

/// The value of a sample, where -1 and 1 are full scale. NaN is silence.
pub fn decode(format: i32, bytes: &[u8]) -> f64 {
    match format {
        1 => (f64::from(bytes[0]) - 128.0) / 128.0,
        2 => f64::from(i16::from_le_bytes([bytes[0], bytes[1]])) / 32_768.0,
        3 => f64::from(i32::from_le_bytes([0, bytes[0], bytes[1], bytes[2]])) / 2_147_483_648.0,
        4 => f64::from(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])) / 2_147_483_648.0,
        _ => {
            let value = f64::from(f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
            if value.is_nan() { 0.0 } else { value }
        }
    }
}

/// A tone: frequency in Hz, amplitude, phase in radians.
#[derive(Clone, Copy, Debug)]
pub struct Tone(pub f64, pub f64, pub f64);

impl Tone {
    pub fn at(&self, seconds: f64) -> f64 {
        self.1 * (TAU * self.0 * seconds + self.2).sin()
    }
}

/// The least-squares fit of a tone with this frequency to the samples, and the RMS of the rest. The ends, where the filter
/// overlaps the silence outside, are ignored.
pub fn fit(samples: &[i16], rate: u32, frequency: f64) -> (Tone, f64) {
    let (first, last) = (samples.len() / 10, samples.len() * 9 / 10);
    let points: Vec<_> = (first..last)
        .map(|i| {
            let angle = TAU * frequency * i as f64 / f64::from(rate);
            (angle.sin(), angle.cos(), f64::from(samples[i]) / 32_768.0)
        })
        .collect();
    let sum = |f: fn(&(f64, f64, f64)) -> f64| points.iter().map(f).sum::<f64>();
    let (ss, cc, sc) = (sum(|p| p.0 * p.0), sum(|p| p.1 * p.1), sum(|p| p.0 * p.1));
    let (sx, cx) = (sum(|p| p.0 * p.2), sum(|p| p.1 * p.2));
    let determinant = ss * cc - sc * sc;
    let (a, b) = ((sx * cc - cx * sc) / determinant, (cx * ss - sx * sc) / determinant);
    let left: f64 = points.iter().map(|(sin, cos, x)| (x - a * sin - b * cos).powi(2)).sum();
    (Tone(frequency, a.hypot(b), b.atan2(a)), (left / points.len() as f64).sqrt())
}

/// The RMS of the samples, without the ends.
pub fn rms(samples: &[i16]) -> f64 {
    let middle = &samples[samples.len() / 10..samples.len() * 9 / 10];
    (middle.iter().map(|&s| (f64::from(s) / 32_768.0).powi(2)).sum::<f64>() / middle.len() as f64).sqrt()
}

pub fn decibels(ratio: f64) -> f64 {
    20.0 * ratio.log10()
}
