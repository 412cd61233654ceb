use super::*;

#[test]
fn a_sine_has_its_peak_and_rms() {
    let sine = |i: usize| 0.5 * (i as f64 * 0.1).sin();
    let s16: Vec<u8> = (0..62_832).flat_map(|i| ((sine(i) * 32_768.0) as i16).to_le_bytes()).collect();
    let f32: Vec<u8> = (0..62_832).flat_map(|i| (sine(i) as f32).to_le_bytes()).collect();
    for (data, format) in [(s16, SampleFormat::S16), (f32, SampleFormat::F32)] {
        let found = level(&Pcm::new(&data, format, 1, 16_000).unwrap());
        assert!((found.peak - 0.5).abs() < 1e-3, "{found:?}");
        assert!((found.rms - 0.5 / 2f32.sqrt()).abs() < 1e-3, "{found:?}");
        assert!((dbfs(found.peak) + 6.02).abs() < 0.05);
    }
}

#[test]
fn levels_saturate_and_count_nan_as_silence() {
    let loud = |samples: &[f32]| {
        let data: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
        level(&Pcm::new(&data, SampleFormat::F32, 1, 16_000).unwrap())
    };
    let full = Level { peak: 1.0, rms: 1.0 };
    assert_eq!(loud(&[f32::INFINITY; 40]), full);
    assert_eq!(loud(&[-7.0; 3]), full);
    let silent = Level { peak: 0.0, rms: 0.0 };
    assert_eq!(loud(&[f32::NAN; 50]), silent);
    let silence = Pcm::new(&[128; 999], SampleFormat::U8, 3, 8_000).unwrap();
    assert_eq!(level(&silence).peak, 0.0);
    let lowest = Pcm::new(&[0; 999], SampleFormat::U8, 3, 8_000).unwrap();
    assert_eq!(level(&lowest), full);
}

#[test]
fn samples_whose_squares_are_subnormal_numbers_are_silence() {
    let samples = 3.2e-23f32.to_le_bytes().repeat(50);
    assert_eq!(level(&Pcm::new(&samples, SampleFormat::F32, 1, 16_000).unwrap()), Level { peak: 0.0, rms: 0.0 });
}

#[test]
fn decibels_are_never_below_those_of_silence() {
    assert_eq!(dbfs(1.0), 0.0);
    assert_eq!(dbfs(0.0), SILENCE_DBFS);
    assert_eq!(dbfs(1e-9), SILENCE_DBFS);
    assert_eq!(dbfs(-1.0), SILENCE_DBFS);
    assert_eq!(dbfs(f32::NAN), SILENCE_DBFS);
}

#[test]
fn clipped_samples_are_counted_in_every_format() {
    let count = |format, data: &[u8]| {
        let mut meter = Meter::default();
        meter.add(format, data);
        meter.add(format, data);
        meter.clipped()
    };
    assert_eq!(count(SampleFormat::U8, &[0, 1, 2, 128, 254, 255]), 2 * 3);
    let s16 = [i16::MIN, i16::MIN + 1, i16::MIN + 2, 0, i16::MAX - 1, i16::MAX].map(i16::to_le_bytes).concat();
    assert_eq!(count(SampleFormat::S16, &s16), 2 * 3);
    let s24: Vec<u8> = [-0x80_0000, 0, 0x7f_fffe, 0x7f_ffff]
        .iter()
        .flat_map(|sample: &i32| sample.to_le_bytes()[..3].to_vec())
        .collect();
    assert_eq!(count(SampleFormat::S24, &s24), 2 * 2);
    let s32 = [i32::MIN, 0, 0x7fff_0000, i32::MAX].map(i32::to_le_bytes).concat();
    assert_eq!(count(SampleFormat::S32, &s32), 2 * 2);
    let f32s = [-7.0f32, -1.0, -0.999, 0.0, 0.999, 1.0, f32::INFINITY, f32::NAN].map(f32::to_le_bytes).concat();
    assert_eq!(count(SampleFormat::F32, &f32s), 2 * 4);
    // More samples than one block and one lane.
    assert_eq!(count(SampleFormat::U8, &[255; 5_003]), 2 * 5_003);
}
