use super::*;

fn error(data: &[u8], format: SampleFormat, channels: u32, rate: u32) -> String {
    Pcm::new(data, format, channels, rate).unwrap_err().message
}

#[test]
fn valid_pcm_reports_its_format_and_length() {
    let data = [0; 48];
    let pcm = Pcm::new(&data, SampleFormat::S24, 2, 44_100).unwrap();
    assert_eq!((pcm.frames(), pcm.channels()), (8, 2));
    assert_eq!((pcm.format(), pcm.sample_rate()), (SampleFormat::S24, 44_100));
    assert_eq!(pcm.data(), data);
    assert!(!format!("{pcm:?}").contains("[0"), "the samples must not be in logs");
}

#[test]
fn an_error_states_the_problem_and_what_to_do() {
    let s16 = SampleFormat::S16;
    assert!(error(&[], s16, 1, 16_000).contains("no frames; pass at least one frame"));
    assert!(error(&[0; 4], s16, 0, 16_000).contains("0 channels is not supported; pass the number"));
    assert!(error(&[0; 66], s16, 33, 16_000).contains("33 channels"));
    assert!(error(&[0; 4], s16, u32::MAX, 16_000).contains("4294967295 channels"));
    assert!(error(&[0; 6], s16, 2, 16_000).contains("6 bytes of audio do not divide into frames of 4 bytes"));
    assert!(error(&[0; 4], s16, 1, 7_999).contains("the sample rate of 7999 Hz is out of range; use 8000 to 192000"));
    assert!(error(&[0; 4], s16, 1, 192_001).contains("192001"));
    assert!(error(&[0; 4], s16, 1, 0).contains("0 Hz"));
}

#[test]
fn the_limits_are_valid() {
    for rate in [MIN_SAMPLE_RATE, MAX_SAMPLE_RATE] {
        let data = [128; 32];
        let pcm = Pcm::new(&data, SampleFormat::U8, MAX_CHANNELS.into(), rate).unwrap();
        assert_eq!(pcm.frames(), 1);
    }
}
