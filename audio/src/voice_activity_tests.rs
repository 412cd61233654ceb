use super::*;
use crate::pcm::SampleFormat;

pub(crate) const THRESHOLDS: VoiceThresholds = VoiceThresholds {
    speech: 0.7,
    speech_time: Duration::from_millis(96),
    silence: 0.4,
    silence_time: Duration::from_millis(160),
};

/// Takes the level of a frame for its score.
pub(crate) struct LevelDetector;

impl VoiceDetector for LevelDetector {
    fn score(&mut self, frame: &[f32; FRAME]) -> f32 {
        frame.iter().copied().fold(0.0, f32::max)
    }

    fn reset(&mut self) {}
}

fn layout(sample_rate: u32) -> Layout {
    Layout::new(SampleFormat::F32, 1, sample_rate).unwrap()
}

fn by_level(sample_rate: u32) -> VoiceActivity {
    VoiceActivity::with_detector(layout(sample_rate), THRESHOLDS, Box::new(LevelDetector))
}

/// Pushes this many of the detector's frames at a level, and returns the changes and the frame in which each happened.
fn push(activity: &mut VoiceActivity, frames: usize, level: f32) -> Vec<(usize, VoiceChange)> {
    let mut changes = Vec::new();
    for frame in 1..=frames {
        let data = level.to_le_bytes().repeat(activity.frames_to_next_score());
        changes.extend(activity.push(&data).map(|change| (frame, change)));
    }
    changes
}

#[test]
fn speech_begins_when_the_score_was_high_for_long_enough() {
    let mut activity = by_level(16_000);
    assert_eq!(push(&mut activity, 40, 0.69), []);
    // The filter lets the last high frame reach into the next one, so there are five.
    assert_eq!(push(&mut activity, 4, 0.9), []);
    // A break begins the count anew.
    assert_eq!(push(&mut activity, 2, 0.5), []);
    assert!(!activity.is_speech());
    assert_eq!(push(&mut activity, 8, 0.9), [(6, VoiceChange::Started)]);
    assert!(activity.is_speech());
    assert_eq!(activity.frames_of_speech(), 8 * FRAME);
}

#[test]
fn speech_ends_when_the_score_was_low_for_long_enough() {
    let mut activity = by_level(16_000);
    push(&mut activity, 20, 0.9);
    // Neither speech nor silence.
    assert_eq!(push(&mut activity, 100, 0.5), []);
    assert_eq!(push(&mut activity, 8, 0.1), []);
    assert_eq!(push(&mut activity, 2, 0.45), []);
    let ended = push(&mut activity, 20, 0.1);
    assert_eq!(ended.len(), 1);
    // The first low frame still holds the end of the filter's response.
    assert!(matches!(ended[0], (10 | 11, VoiceChange::Ended)), "{ended:?}");
    assert_eq!((activity.is_speech(), activity.frames_of_speech()), (false, 0));
}

#[test]
fn every_rate_and_channel_count_is_heard_alike() {
    for rate in [8_000, 22_050, 44_100, 48_000, 192_000] {
        let mut activity = by_level(rate);
        assert_eq!(push(&mut activity, 10, 0.9), [(6, VoiceChange::Started)], "{rate} Hz");
        let frames = activity.frames_of_speech();
        assert_eq!(frames, (10 * FRAME * rate as usize).div_ceil(RATE as usize), "{rate} Hz");
    }
    let layout = Layout::new(SampleFormat::S16, 6, 48_000).unwrap();
    let mut activity = VoiceActivity::with_detector(layout, THRESHOLDS, Box::new(LevelDetector));
    let mut changes = Vec::new();
    for _ in 0..10 {
        let data = 30_000i16.to_le_bytes().repeat(6 * activity.frames_to_next_score());
        changes.extend(activity.push(&data));
    }
    assert_eq!(changes, [VoiceChange::Started]);
}

#[test]
fn a_reset_forgets_everything() {
    let mut activity = by_level(44_100);
    let needed = activity.frames_to_next_score();
    push(&mut activity, 20, 0.9);
    activity.push(&0.9f32.to_le_bytes().repeat(100));
    activity.reset();
    assert_eq!((activity.is_speech(), activity.frames_to_next_score()), (false, needed));
    assert_eq!(push(&mut activity, 5, 0.9), []);
}

#[test]
fn times_are_rounded_to_the_frames_of_the_detector() {
    let frames = |milliseconds| frames_in(Duration::from_millis(milliseconds));
    assert_eq!([1, 8, 23, 24, 100, 600].map(frames), [1, 1, 1, 2, 6, 38]);
}

/// The detector of the library takes neither silence nor a tone nor full scale for speech, and survives everything.
#[test]
#[cfg_attr(miri, ignore = "the detector takes minutes")]
fn what_is_no_speech_is_not_taken_for_it() {
    type Signal = fn(f32) -> f32;
    let signals: [(&str, Signal); 5] = [
        ("silence", |_| 0.0),
        ("a tone", |time| 0.5 * (2.0 * std::f32::consts::PI * 440.0 * time).sin()),
        ("a constant", |_| 1.0),
        ("beyond full scale", |_| 1e30),
        ("no numbers", |_| f32::NAN),
    ];
    for (name, signal) in signals {
        let mut activity = VoiceActivity::new(layout(48_000), THRESHOLDS);
        let mut at = 0;
        for _ in 0..200 {
            let frames = activity.frames_to_next_score();
            let data: Vec<u8> = (at..at + frames).flat_map(|i| signal(i as f32 / 48_000.0).to_le_bytes()).collect();
            at += frames;
            assert_eq!(activity.push(&data), None, "{name}");
        }
    }
}
