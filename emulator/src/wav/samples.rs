//! Decodes the samples of a WAV file.

use super::adpcm;
use super::file::{SampleFormat, WavFile};

/// A decoded sample.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// 1.0 is full scale.
    pub amplitude: f64,
    /// Whether the stored value is the highest or the lowest of its format, or beyond 1.0.
    pub full_scale: bool,
}

impl WavFile<'_> {
    /// Calls `visit` with each frame: one sample per channel. An incomplete frame at the end is left out.
    pub fn for_each_frame(&self, mut visit: impl FnMut(&[Sample])) {
        let format = &self.format;
        let channels = usize::from(format.channels);
        if format.sample_format.is_adpcm() {
            let mut left = self.declared_frames.filter(|frames| *frames > 0).unwrap_or(usize::MAX);
            for block in self.data.chunks(format.block) {
                let samples = match format.sample_format {
                    SampleFormat::ImaAdpcm => adpcm::decode_ima(block, channels),
                    _ => adpcm::decode_microsoft(block, channels, &format.coefficients),
                };
                let decoded: Vec<Sample> = samples.into_iter().map(|sample| integer(sample.into(), 16)).collect();
                decoded.chunks_exact(channels).take(left).for_each(&mut visit);
                left = left.saturating_sub(decoded.len() / channels);
            }
            return;
        }
        let bytes = format.block / channels;
        let mut frame = vec![Sample::default(); channels];
        for stored in self.data.chunks_exact(format.block) {
            for (sample, stored) in frame.iter_mut().zip(stored.chunks_exact(bytes)) {
                *sample = self.decode(stored);
            }
            visit(&frame);
        }
    }

    /// Decodes one sample that does not depend on others.
    fn decode(&self, stored: &[u8]) -> Sample {
        match (self.format.sample_format, stored) {
            (SampleFormat::Float, &[a, b, c, d]) => float(f32::from_le_bytes([a, b, c, d]).into()),
            (SampleFormat::Float, stored) => float(f64::from_le_bytes(stored.try_into().unwrap_or_default())),
            (SampleFormat::MuLaw, &[code]) => logarithmic(mu_law(code), mu_law(0)),
            (SampleFormat::ALaw, &[code]) => logarithmic(a_law(code), a_law(0x2a)),
            // The usual format, without the loop of the general case.
            (_, &[low, high]) if self.format.bits == 16 => integer(i16::from_le_bytes([low, high]).into(), 16),
            // Samples of up to eight bits are unsigned.
            (_, &[byte]) => integer((i64::from(byte) - 128) >> (8 - self.format.bits), self.format.bits),
            (_, stored) => {
                // The value is in the upper bits of its bytes.
                let value = stored.iter().rev().fold(0i64, |value, byte| (value << 8) | i64::from(*byte));
                let unused = 64 - 8 * stored.len();
                let value = (value << unused) >> unused;
                let padding = 8 * stored.len() - usize::from(self.format.bits);
                integer(value >> padding, self.format.bits)
            }
        }
    }
}

fn integer(value: i64, bits: u16) -> Sample {
    let full_scale = 1i64 << (bits - 1);
    Sample {
        amplitude: value as f64 / full_scale as f64,
        full_scale: bits > 1 && (value >= full_scale - 1 || value <= -full_scale),
    }
}

/// A value that is not a number counts as silence.
fn float(value: f64) -> Sample {
    if value.is_nan() {
        return Sample::default();
    }
    // An infinite level could not be written as a number.
    Sample { amplitude: value.clamp(-1e9, 1e9), full_scale: value.abs() >= 1.0 }
}

fn logarithmic(value: i16, lowest: i16) -> Sample {
    Sample { amplitude: f64::from(value) / 32_768.0, full_scale: value.abs() >= lowest.abs() }
}

/// ITU-T G.711, mu-law. The bits are stored inverted: a sign, an exponent of three bits and a mantissa of four.
fn mu_law(code: u8) -> i16 {
    const BIAS: i16 = 132;
    let bits = !code;
    let magnitude = (((i16::from(bits & 0x0f) << 3) + BIAS) << ((bits >> 4) & 7)) - BIAS;
    if bits & 0x80 == 0 { magnitude } else { -magnitude }
}

/// ITU-T G.711, A-law. Every second bit is stored inverted.
fn a_law(code: u8) -> i16 {
    let bits = code ^ 0x55;
    let mantissa = (i16::from(bits & 0x0f) << 4) + 8;
    let magnitude = match (bits >> 4) & 7 {
        0 => mantissa,
        exponent => (mantissa + 0x100) << (exponent - 1),
    };
    if bits & 0x80 == 0 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of the tables in G.711.
    #[test]
    fn logarithmic_codes_have_their_standard_values() {
        assert_eq!([0x00, 0x80, 0xff, 0x7f, 0xf0, 0x8f].map(mu_law), [-32_124, 32_124, 0, 0, 120, 16_764]);
        assert_eq!([0x2a, 0xaa, 0xd5, 0x55, 0x80, 0x00].map(a_law), [-32_256, 32_256, 8, -8, 5504, -5504]);
    }
}
