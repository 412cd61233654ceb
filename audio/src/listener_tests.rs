use super::super::voice_activity::tests::{LevelDetector, THRESHOLDS};
use super::*;
use crate::pcm::SampleFormat;

const RATE: u32 = 16_000;
/// The frames of the detector, in frames of the signal.
const FRAME: usize = 256;
const PRE_ROLL: usize = 4 * FRAME;
const SPEECH: usize = 6 * FRAME;
const SILENCE: usize = 10 * FRAME;

/// Has this many recorders, and keeps what it is told.
struct Log {
    free: usize,
    max_frames: usize,
    events: Vec<(&'static str, Vec<usize>)>,
}

impl Outlet for Log {
    fn recorder(&mut self) -> Option<Box<Recorder>> {
        self.free = self.free.checked_sub(1)?;
        Some(Box::new(Recorder::new(layout(), self.max_frames as f32 / RATE as f32).unwrap()))
    }

    fn began(&mut self) {
        self.events.push(("began", Vec::new()));
    }

    fn ended(&mut self, recording: Box<Recorder>, ending: Ending) {
        let name = if ending == Ending::Silence { "silence" } else { "length" };
        self.events.push((name, numbers(recording.as_pcm().unwrap().data())));
    }
}

impl Log {
    fn new(free: usize, max_frames: usize) -> Self {
        Self { free, max_frames, events: Vec::new() }
    }

    fn names(&self) -> Vec<&str> {
        self.events.iter().map(|event| event.0).collect()
    }
}

fn layout() -> Layout {
    Layout::new(SampleFormat::F32, 1, RATE).unwrap()
}

fn listener() -> Listener {
    let activity = VoiceActivity::with_detector(layout(), THRESHOLDS, Box::new(LevelDetector));
    let pre_roll = Duration::from_secs_f64(PRE_ROLL as f64 / f64::from(RATE));
    Listener::with_activity(layout(), THRESHOLDS, pre_roll, activity).unwrap()
}

/// Frames at two levels: loud ones count as speech. Each frame also carries its number, too quietly to be heard.
fn signal(parts: &[(usize, bool)]) -> Vec<u8> {
    let loud = parts.iter().flat_map(|&(frames, loud)| std::iter::repeat_n(loud, frames));
    let sample = |(number, loud): (usize, bool)| if loud { 0.9 } else { 0.0 } + number as f32 * STEP;
    loud.enumerate().map(sample).flat_map(f32::to_le_bytes).collect()
}

const STEP: f32 = 2e-6;

/// The numbers of the frames.
fn numbers(data: &[u8]) -> Vec<usize> {
    let sample = |bytes: &[u8]| f32::from_le_bytes(bytes.try_into().unwrap());
    let number = |sample: f32| ((sample - if sample > 0.5 { 0.9 } else { 0.0 }) / STEP).round() as usize;
    data.chunks_exact(4).map(|bytes| number(sample(bytes))).collect()
}

/// What is heard when the signal is pushed in chunks of this many frames.
fn heard(signal: &[u8], chunk: usize, free: usize, max_frames: usize) -> (Log, bool) {
    let (mut listener, mut log) = (listener(), Log::new(free, max_frames));
    let mut all = true;
    for chunk in signal.chunks(4 * chunk) {
        all &= listener.push(chunk, &mut log);
    }
    (log, all)
}

/// The frames are consecutive.
fn assert_consecutive(numbers: &[usize]) {
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1));
}

#[test]
fn a_recording_contains_the_pre_roll_the_speech_and_the_silence() {
    let begins = 3_000;
    let ends = begins + 5_000;
    let (log, all) = heard(&signal(&[(begins, false), (5_000, true), (6_000, false)]), 480, 1, 60_000);
    assert!(all);
    assert_eq!(log.names(), ["began", "silence"]);
    let frames = &log.events[1].1;
    assert_consecutive(frames);
    let (first, last) = (frames[0], frames[frames.len() - 1]);
    // Both are rounded to a frame of the detector, and the filter needs 32 frames more than it has heard.
    assert!((begins - PRE_ROLL - FRAME..=begins - PRE_ROLL + FRAME).contains(&first), "{first}");
    assert!((ends + SILENCE..ends + SILENCE + 2 * FRAME).contains(&last), "{last}");
}

#[test]
fn the_length_of_the_chunks_changes_nothing() {
    let parts = [(2_000, false), (3_000, true), (5_000, false), (20_000, true), (6_000, false)];
    let signal = signal(&parts);
    let whole = heard(&signal, usize::MAX / 4, 9, 8_000).0;
    assert_eq!(whole.names()[..3], ["began", "silence", "began"]);
    assert!(whole.names().contains(&"length"));
    for chunk in [1, 100, 255, 256, 441, 4_096] {
        assert_eq!(heard(&signal, chunk, 9, 8_000).0.events, whole.events, "chunks of {chunk}");
    }
}

#[test]
fn speech_beyond_the_maximum_length_continues_in_the_next_recording() {
    let (log, all) = heard(&signal(&[(2_000, false), (20_000, true), (4_000, false)]), 480, 9, 8_000);
    assert!(all);
    assert_eq!(log.names(), ["began", "length", "began", "length", "began", "silence"]);
    let frames: Vec<usize> = log.events.iter().flat_map(|event| event.1.clone()).collect();
    assert_consecutive(&frames);
    assert!(frames.len() > 20_000 && log.events[1].1.len() == 8_000 && log.events[3].1.len() == 8_000);
}

#[test]
fn the_pre_roll_does_not_reach_into_the_speech_before() {
    let parts = [(2_000, false), (3_000, true), (SILENCE + 600, false), (3_000, true), (4_000, false)];
    let (log, _) = heard(&signal(&parts), 480, 9, 60_000);
    assert_eq!(log.names(), ["began", "silence", "began", "silence"]);
    let (first_speech_ends, second) = (2_000 + 3_000, &log.events[3].1);
    assert_consecutive(second);
    assert!(second[0] >= first_speech_ends, "{} is before {first_speech_ends}", second[0]);
    // The silence belongs to both recordings: it may hold the soft beginning of a word.
    assert!(second[0] < *log.events[1].1.last().unwrap());
}

#[test]
fn a_short_sound_is_no_speech() {
    let parts: Vec<_> = (0..10).flat_map(|_| [(2_000, false), (SPEECH - 3 * FRAME, true)]).collect();
    assert_eq!(heard(&signal(&parts), 480, 9, 60_000).0.names(), Vec::<&str>::new());
}

#[test]
fn without_a_free_recorder_speech_is_reported_as_lost() {
    let signal = signal(&[(2_000, false), (3_000, true), (6_000, false)]);
    let (log, all) = heard(&signal, 480, 0, 60_000);
    assert_eq!((log.names(), all), (Vec::new(), false));
}

#[test]
fn a_recorder_that_becomes_free_takes_the_rest_of_the_speech() {
    let (mut listener, mut log) = (listener(), Log::new(0, 60_000));
    let signal = signal(&[(2_000, false), (20_000, true), (6_000, false)]);
    let (before, after) = signal.split_at(4 * 15_000);
    assert!(!listener.push(before, &mut log));
    log.free = 1;
    assert!(listener.push(after, &mut log));
    assert_eq!(log.names(), ["began", "silence"]);
    let frames = &log.events[1].1;
    assert_consecutive(frames);
    // With what the ring still holds.
    assert!((15_000 - PRE_ROLL - SPEECH - 2 * FRAME..15_000 - PRE_ROLL).contains(&frames[0]), "{}", frames[0]);
}

#[test]
fn ending_delivers_what_was_recorded_and_forgets_the_rest() {
    let (mut listener, mut log) = (listener(), Log::new(9, 60_000));
    listener.push(&signal(&[(2_000, false), (4_000, true)]), &mut log);
    listener.end(&mut log);
    listener.end(&mut log);
    assert_eq!(log.names(), ["began", "silence"]);
    assert_eq!(log.events[1].1.last(), Some(&5_999));
    // The next recording begins with its own signal.
    listener.push(&signal(&[(3_000, true), (4_000, false)]), &mut log);
    assert_eq!(log.names()[2..], ["began", "silence"]);
    assert_eq!(log.events[3].1.first(), Some(&0));
}

#[test]
fn a_discarded_recording_is_not_delivered_and_its_recorder_is_used_again() {
    let (mut listener, mut log) = (listener(), Log::new(1, 60_000));
    for _ in 0..3 {
        listener.push(&signal(&[(2_000, false), (4_000, true)]), &mut log);
        assert!(listener.recording().is_some());
        listener.discard();
        assert!(listener.recording().is_none());
    }
    listener.push(&signal(&[(2_000, false), (4_000, true), (4_000, false)]), &mut log);
    assert_eq!(log.names(), ["began", "began", "began", "began", "silence"]);
    assert_eq!(log.events[4].1.len(), *log.events[4].1.last().unwrap() + 1 - log.events[4].1[0]);
}

#[test]
fn level_and_clipping_are_measured() {
    let (mut listener, mut log) = (listener(), Log::new(1, 60_000));
    listener.push(&signal(&[(8_000, true)]), &mut log);
    assert!((listener.last_level().peak - 0.916).abs() < 0.001);
    assert_eq!(listener.recording().unwrap().clipped(), 0);
    let clipped = 1.5f32.to_le_bytes().repeat(70);
    listener.push(&clipped, &mut log);
    listener.push(&clipped, &mut log);
    assert_eq!((listener.last_level().peak, listener.recording().unwrap().clipped()), (1.0, 140));
}
