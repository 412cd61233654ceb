use super::*;

fn refusal(data: &[u8], format: SampleFormat, channels: u32, rate: u32) -> String {
    Pcm::new(data, format, channels, rate).unwrap_err().message
}

#[test]
fn good_pcm_tells_what_it_is() {
    let data = [0; 48];
    let pcm = Pcm::new(&data, SampleFormat::S24, 2, 44_100).unwrap();
    assert_eq!((pcm.frames(), pcm.channels()), (8, 2));
    assert_eq!((pcm.format(), pcm.sample_rate()), (SampleFormat::S24, 44_100));
    assert_eq!(pcm.data(), data);
    assert!(!format!("{pcm:?}").contains("[0"), "no samples in logs");
}

#[test]
fn bad_pcm_is_refused_with_a_cure() {
    let s16 = SampleFormat::S16;
    assert!(refusal(&[], s16, 1, 16_000).contains("no frames; record or pass at least one"));
    assert!(refusal(&[0; 4], s16, 0, 16_000).contains("0 channels; pass the number"));
    assert!(refusal(&[0; 66], s16, 33, 16_000).contains("33 channels"));
    assert!(refusal(&[0; 4], s16, u32::MAX, 16_000).contains("4294967295 channels"));
    assert!(refusal(&[0; 6], s16, 2, 16_000).contains("6 bytes of audio do not divide into frames of 4 bytes"));
    assert!(refusal(&[0; 4], s16, 1, 7_999).contains("the sample rate of 7999 Hz is out of range; use 8000 to 192000"));
    assert!(refusal(&[0; 4], s16, 1, 192_001).contains("192001"));
    assert!(refusal(&[0; 4], s16, 1, 0).contains("0 Hz"));
}

#[test]
fn limits_themselves_are_allowed() {
    for rate in [MIN_SAMPLE_RATE, MAX_SAMPLE_RATE] {
        let data = [128; 32];
        let pcm = Pcm::new(&data, SampleFormat::U8, MAX_CHANNELS.into(), rate).unwrap();
        assert_eq!(pcm.frames(), 1);
    }
}

#[test]
fn a_sine_has_its_level() {
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
fn levels_saturate_and_skip_nan() {
    let loud = |samples: &[f32]| {
        let data: Vec<u8> = samples.iter().flat_map(|s| s.to_le_bytes()).collect();
        level(&Pcm::new(&data, SampleFormat::F32, 1, 16_000).unwrap())
    };
    let full = Level { peak: 1.0, rms: 1.0 };
    assert_eq!(loud(&[f32::INFINITY; 40]), full);
    assert_eq!(loud(&[-7.0; 3]), full);
    let none = Level { peak: 0.0, rms: 0.0 };
    assert_eq!(loud(&[f32::NAN; 50]), none);
    // The squares of these are too small to be told apart.
    assert_eq!(loud(&[3.2e-23; 50]), none);
    let silence = Pcm::new(&[128; 999], SampleFormat::U8, 3, 8_000).unwrap();
    assert_eq!(level(&silence).peak, 0.0);
    let lowest = Pcm::new(&[0; 999], SampleFormat::U8, 3, 8_000).unwrap();
    assert_eq!(level(&lowest), full);
}

#[test]
fn decibels_have_a_floor() {
    assert_eq!(dbfs(1.0), 0.0);
    assert_eq!(dbfs(0.0), SILENCE_DBFS);
    assert_eq!(dbfs(1e-9), SILENCE_DBFS);
    assert_eq!(dbfs(-1.0), SILENCE_DBFS);
    assert_eq!(dbfs(f32::NAN), SILENCE_DBFS);
}
