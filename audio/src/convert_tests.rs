use super::*;
use crate::{avx2::f32_to_s16_bytes, sample::saturate};

const FORMATS: [SampleFormat; 5] =
    [SampleFormat::U8, SampleFormat::S16, SampleFormat::S24, SampleFormat::S32, SampleFormat::F32];

fn to_s16(samples: &[f32]) -> Vec<i16> {
    let mut out = vec![0; samples.len()];
    f32_to_s16(samples, &mut out);
    out
}

fn mono(format: SampleFormat, channels: u16, bytes: &[u8]) -> Vec<f32> {
    let mut out = Vec::new();
    for_each_mono_block(format, channels, bytes, &mut |block| out.extend_from_slice(block));
    out
}

/// Encodes a sample in any format, independently of the code under test.
fn encode(format: SampleFormat, value: f64) -> Vec<u8> {
    let int = |full: f64| (value * full).clamp(-full, full - 1.0) as i64;
    match format {
        SampleFormat::U8 => vec![(int(128.0) + 128) as u8],
        SampleFormat::S16 => (int(32_768.0) as i16).to_le_bytes().to_vec(),
        SampleFormat::S24 => int(8_388_608.0).to_le_bytes()[..3].to_vec(),
        SampleFormat::S32 => (int(2_147_483_648.0) as i32).to_le_bytes().to_vec(),
        SampleFormat::F32 => (value as f32).to_le_bytes().to_vec(),
    }
}

#[test]
fn every_16_bit_sample_is_unchanged_after_a_conversion_to_float_and_back() {
    let all: Vec<i16> = (i16::MIN..=i16::MAX).collect();
    let mut floats = vec![0.0; all.len()];
    s16_to_f32(&all, &mut floats);
    assert_eq!(floats[0], -1.0);
    assert!(floats.iter().all(|sample| (-1.0..1.0).contains(sample)));
    assert_eq!(to_s16(&floats), all);
}

#[test]
fn floats_saturate_and_nan_becomes_silence() {
    let input = [
        1.0,
        -1.0,
        2.0,
        -2.0,
        f32::MAX,
        f32::MIN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::NAN,
        -f32::NAN,
        f32::MIN_POSITIVE,
        -0.0,
        0.999_99,
    ];
    let (top, bottom) = (i16::MAX, i16::MIN);
    let expected = [top, bottom, top, bottom, top, bottom, top, bottom, 0, 0, 0, 0, top];
    // A single sample, and enough of them for the vectorised part of the loop.
    for (sample, expected) in input.into_iter().zip(expected) {
        assert_eq!(to_s16(&[sample]), [expected], "{sample}");
        assert_eq!(to_s16(&[sample; 37]), [expected; 37], "{sample}");
        let mut bytes = [0; 74];
        if !sample.is_nan() {
            f32_to_s16_bytes(&[sample; 37], &mut bytes);
            assert_eq!(bytes[70..72], expected.to_le_bytes());
        }
    }
}

#[test]
fn floats_are_rounded_to_nearest_with_ties_to_even() {
    let steps = [0.5, 1.5, 2.5, -0.5, -1.5, 0.49, 0.51, -0.51, 100.4, -100.6, 32_766.5];
    let scaled: Vec<f32> = steps.iter().map(|step| step / 32_768.0).collect();
    assert_eq!(to_s16(&scaled), [0, 2, 2, 0, -2, 0, 1, -1, 100, -101, 32_766]);
}

#[test]
fn rounding_agrees_with_the_standard_library_for_all_kinds_of_bit_patterns() {
    for bits in (0..u32::MAX).step_by(100_003) {
        let sample = f32::from_bits(bits);
        let expected = if sample.is_nan() { 0 } else { (sample * 32_768.0).round_ties_even() as i16 };
        assert_eq!(to_s16(&[sample]), [expected], "{sample:e}");
    }
}

#[test]
fn the_shorter_slice_determines_how_many_samples_are_converted() {
    let mut out = [7; 3];
    f32_to_s16(&[1.0], &mut out);
    assert_eq!(out, [i16::MAX, 7, 7]);
    let mut out = [0.5];
    s16_to_f32(&[i16::MIN, 1, 2], &mut out);
    assert_eq!(out, [-1.0]);
}

#[test]
fn every_format_converts_its_extremes_and_its_silence() {
    for format in FORMATS {
        for (value, tolerance) in [(-1.0, 0.0), (0.0, 0.0), (0.5, 0.0), (1.0, 1.0 / 127.0)] {
            let bytes = encode(format, value);
            assert_eq!(bytes.len(), format.bytes());
            let mut out = [9.0];
            samples_to_f32(format, &bytes, &mut out);
            let error = (f64::from(out[0]) - value).abs();
            assert!(error <= tolerance, "{format:?} {value}: {}", out[0]);
        }
    }
}

#[test]
fn packed_24_bit_samples_keep_their_sign() {
    let bytes = [0xFF, 0xFF, 0x7F, 0x00, 0x00, 0x80, 0xFF, 0xFF, 0xFF, 0x01, 0x00, 0x00];
    let steps: Vec<f32> = mono(SampleFormat::S24, 1, &bytes).iter().map(|sample| sample * 8_388_608.0).collect();
    assert_eq!(steps, [8_388_607.0, -8_388_608.0, -1.0, 1.0]);
}

#[test]
fn channels_are_averaged_in_every_format_and_for_every_number_of_channels() {
    for format in FORMATS {
        for channels in [1u16, 2, 3, 4, 5, 6, 7, 8, 32] {
            // More than two blocks, but not a whole number of blocks.
            let frames = 2 * BLOCK_SAMPLES + 37;
            let mut bytes = Vec::new();
            let mut expected = Vec::new();
            for frame in 0..frames {
                let mut sum = 0.0;
                for channel in 0..usize::from(channels) {
                    // Every format represents multiples of 1/64 exactly.
                    let value = ((frame * 7 + channel * 13) % 128) as f64 / 64.0 - 1.0;
                    bytes.extend(encode(format, value));
                    sum += value;
                }
                expected.push((sum / f64::from(channels)) as f32);
            }
            assert_eq!(mono(format, channels, &bytes), expected, "{format:?} x {channels}");
        }
    }
}

#[test]
fn the_mean_of_16_bit_channels_is_the_true_mean_rounded_once() {
    for channels in [2u16, 3, 6, 7, 32] {
        let mut seed = 1u32;
        let samples: Vec<i16> = (0..usize::from(channels) * 5000)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 16) as i16
            })
            .collect();
        let bytes: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
        let means = to_s16(&mono(SampleFormat::S16, channels, &bytes));
        for (frame, mean) in samples.chunks(channels.into()).zip(means) {
            let sum: i64 = frame.iter().map(|&sample| i64::from(sample)).sum();
            let exact = sum as f64 / f64::from(channels);
            assert_eq!(mean, exact.round_ties_even() as i16, "{frame:?}");
        }
    }
}

#[test]
fn a_channel_of_nan_does_not_silence_the_others() {
    let bytes: Vec<u8> =
        [f32::NAN, 0.5, 0.5, f32::NAN, f32::NAN, f32::NAN].iter().flat_map(|s| s.to_le_bytes()).collect();
    assert_eq!(mono(SampleFormat::F32, 2, &bytes), [0.25, 0.25, 0.0]);
}

#[test]
fn saturation_removes_nan_infinities_and_subnormal_numbers() {
    let input = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, 3.0, -0.25, f32::MIN_POSITIVE, -1e-40, 1e-9];
    assert_eq!(input.map(saturate), [0.0, 1.0, -1.0, 1.0, -0.25, 0.0, 0.0, 1e-9]);
}

#[test]
fn samples_are_read_at_any_alignment() {
    for format in FORMATS {
        let bytes: Vec<u8> = (0..100).flat_map(|_| encode(format, 0.25)).collect();
        for shift in 0..4 {
            let mut shifted = vec![0xEE; shift];
            shifted.extend_from_slice(&bytes);
            let out = mono(format, 1, &shifted[shift..]);
            assert_eq!(out, [0.25; 100], "{format:?} + {shift}");
        }
    }
}
