use super::*;
use crate::{
    api::{PlaybackOptions, Utterance, UtteranceOptions, feeder::Feeder, utterance::Kind},
    audio::{Layout, SampleFormat, VoiceActivity, VoiceDetector, VoiceThresholds},
};
use std::{thread, time::Duration};

/// The detector's frames, in frames of the signal.
const FRAME: usize = 256;

/// Takes the level of a frame for its score.
struct LevelDetector;

impl VoiceDetector for LevelDetector {
    fn score(&mut self, frame: &[f32; FRAME]) -> f32 {
        frame.iter().copied().fold(0.0, f32::max)
    }

    fn reset(&mut self) {}
}

/// An utterance that hears loud samples, with short times.
fn utterance(max_frames: usize) -> Utterance {
    let layout = Layout::new(SampleFormat::S16, 1, 16_000).unwrap();
    let thresholds = VoiceThresholds {
        speech: 0.7,
        speech_time: Duration::from_millis(32),
        silence: 0.4,
        silence_time: Duration::from_millis(48),
    };
    let activity = VoiceActivity::with_detector(layout, thresholds, Box::new(LevelDetector));
    let listener = Listener::with_activity(layout, thresholds, Duration::from_millis(16), activity).unwrap();
    let recorder = || Recorder::new(layout, max_frames as f32 / 16_000.0).map(Box::new);
    Utterance { layout, kind: Kind::HandsFree(HandsFree::new(recorder, listener, layout).unwrap()) }
}

fn chunk(frames: usize, sample: i16) -> Vec<u8> {
    sample.to_le_bytes().repeat(frames)
}

const LOUD: i16 = 30_000;

/// Speaks for this many frames, and is silent for long enough.
fn speak(utterance: &Utterance, frames: usize, sample: i16) -> [Status; 2] {
    [utterance.push(&chunk(frames, sample)), utterance.push(&chunk(8 * FRAME, 0))]
}

fn next(utterance: &Utterance) -> Option<(UtteranceEvent, Option<Arc<Utterance>>)> {
    utterance.next(Ok).unwrap()
}

fn events(utterance: &Utterance) -> Vec<UtteranceEvent> {
    std::iter::from_fn(|| next(utterance)).map(|event| event.0).collect()
}

fn said(utterance: &Utterance) -> Vec<i16> {
    let recording = utterance.say(|recording| recording()).unwrap();
    let data = recording.pcm().unwrap().data().to_vec();
    data.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
}

use UtteranceEvent::{MaxLength, SpeechEnded, SpeechStarted};

#[test]
fn what_was_heard_is_delivered_and_said() {
    let utterance = utterance(100_000);
    assert!(next(&utterance).is_none());
    assert_eq!(utterance.push(&chunk(20 * FRAME, LOUD)), Status::Ok);
    assert!(matches!(next(&utterance), Some((SpeechStarted, None))));
    assert!(next(&utterance).is_none());
    assert!(utterance.frames() > 19 * FRAME as u64 && utterance.level().peak > 0.9);
    utterance.push(&chunk(8 * FRAME, 0));
    let Some((SpeechEnded, Some(ended))) = next(&utterance) else { panic!("speech has ended") };
    assert_eq!((utterance.frames(), utterance.level().peak), (0, 0.0));
    let frames = ended.frames();
    let samples = said(&ended);
    assert_eq!(samples.len() as u64, frames);
    assert_eq!(samples.iter().filter(|&&sample| sample == LOUD).count(), 20 * FRAME);
    // It is empty now, and takes nothing.
    assert_eq!((ended.frames(), ended.push(&chunk(1, 1))), (0, Status::UtteranceFull));
    assert_eq!(ended.say(|recording| recording().map(drop)).unwrap_err().status, Status::AudioInput);
}

#[test]
fn a_turn_that_does_not_start_leaves_what_was_heard() {
    let utterance = utterance(100_000);
    speak(&utterance, 20 * FRAME, LOUD);
    next(&utterance);
    let ended = next(&utterance).unwrap().1.unwrap();
    let frames = ended.frames();
    let failed = ended.say(|recording| {
        drop(recording()?);
        Err::<(), _>(Error::new(Status::Closed, "closed"))
    });
    assert_eq!((failed.unwrap_err().status, ended.frames()), (Status::Closed, frames));
    assert_eq!(said(&ended).len() as u64, frames);
}

#[test]
fn a_recording_that_cannot_be_given_stays() {
    let utterance = utterance(100_000);
    speak(&utterance, 20 * FRAME, LOUD);
    next(&utterance);
    for _ in 0..3 {
        let refused = utterance.next(|_| Err::<(), _>(Error::new(Status::Internal, "full")));
        assert_eq!(refused.unwrap_err().status, Status::Internal);
    }
    assert!(next(&utterance).unwrap().1.unwrap().frames() > 0);
}

/// A host program that does not poll keeps the first recordings and loses what comes later, until it polls again.
#[test]
fn what_is_not_taken_stays_and_later_speech_is_refused() {
    let utterance = utterance(100_000);
    for number in 0..RECORDERS as i16 {
        assert_eq!(speak(&utterance, 20 * FRAME, LOUD + number), [Status::Ok; 2]);
    }
    for _ in 0..50 {
        assert_eq!(speak(&utterance, 20 * FRAME, LOUD + 99)[0], Status::UtteranceFull);
        // Silence needs no recorder.
        assert_eq!(utterance.push(&chunk(FRAME, 0)), Status::Ok);
    }
    let mut ended = Vec::new();
    for number in 0..RECORDERS as i16 {
        assert!(matches!(next(&utterance), Some((SpeechStarted, None))));
        let recording = next(&utterance).unwrap().1.unwrap();
        assert!(recording.frames() > 0);
        ended.push((number, recording));
    }
    assert!(next(&utterance).is_none());
    // Taken, but not said: the recorders are still in use.
    assert_eq!(speak(&utterance, 20 * FRAME, LOUD)[0], Status::UtteranceFull);
    for (number, recording) in ended {
        assert!(said(&recording).contains(&(LOUD + number)));
        assert_eq!(speak(&utterance, 20 * FRAME, LOUD), [Status::Ok; 2]);
        assert_eq!(events(&utterance), [SpeechStarted, SpeechEnded]);
    }
}

#[test]
fn a_recording_goes_back_when_it_is_freed_or_cleared() {
    let utterance = utterance(100_000);
    for round in 0..5 * RECORDERS {
        assert_eq!(speak(&utterance, 20 * FRAME, LOUD), [Status::Ok; 2], "round {round}");
        next(&utterance);
        let ended = next(&utterance).unwrap().1.unwrap();
        if round % 2 == 0 {
            ended.clear();
            assert_eq!(ended.frames(), 0);
        }
    }
}

#[test]
fn a_recording_outlives_its_utterance() {
    let utterance = utterance(100_000);
    speak(&utterance, 20 * FRAME, LOUD);
    next(&utterance);
    let ended = next(&utterance).unwrap().1.unwrap();
    drop(utterance);
    assert!(said(&ended).contains(&LOUD));
}

#[test]
fn a_long_speech_is_cut_at_the_maximum_length() {
    let utterance = utterance(20 * FRAME);
    assert_eq!(utterance.push(&chunk(30 * FRAME, LOUD)), Status::Ok);
    assert_eq!(events(&utterance), [SpeechStarted, MaxLength, SpeechStarted]);
}

#[test]
fn clearing_discards_everything_that_was_heard() {
    let utterance = utterance(100_000);
    for _ in 0..20 {
        speak(&utterance, 20 * FRAME, LOUD);
        utterance.push(&chunk(20 * FRAME, LOUD));
        utterance.clear();
        assert_eq!((utterance.frames(), utterance.level().peak, utterance.clipped()), (0, 0.0, 0));
        assert!(next(&utterance).is_none());
    }
    // The speech that went on is not continued.
    utterance.push(&chunk(8 * FRAME, 0));
    assert!(next(&utterance).is_none());
    speak(&utterance, 20 * FRAME, LOUD);
    assert_eq!(events(&utterance), [SpeechStarted, SpeechEnded]);
}

#[test]
fn a_closed_gate_ends_a_recording_and_hears_nothing() {
    let utterance = utterance(100_000);
    utterance.push(&chunk(20 * FRAME, LOUD));
    utterance.set_gate(true).unwrap();
    assert_eq!(utterance.push(&chunk(20 * FRAME, LOUD)), Status::Ok);
    assert!(utterance.level().peak > 0.9, "the level is measured behind the gate");
    assert!(matches!(next(&utterance), Some((SpeechStarted, None))));
    let ended = next(&utterance).unwrap().1.unwrap();
    assert!(ended.frames() <= 20 * FRAME as u64);
    assert!(next(&utterance).is_none());
    utterance.set_gate(false).unwrap();
    speak(&utterance, 20 * FRAME, LOUD);
    next(&utterance);
    let samples = said(&next(&utterance).unwrap().1.unwrap());
    assert_eq!(samples[0], LOUD, "nothing from behind the gate is in the pre-roll");
    assert_eq!(samples.iter().filter(|&&sample| sample == LOUD).count(), 20 * FRAME);
}

static FEEDER: Feeder = Feeder::new();

fn playback() -> Arc<Playback> {
    let options = PlaybackOptions {
        sample_rate: 16_000,
        latency: Some(Duration::from_millis(100)),
        start_buffer: None,
        max_buffered: None,
        without_device: false,
    };
    Playback::new(&FEEDER, &options).unwrap()
}

#[test]
fn what_a_playback_says_is_not_heard_nor_what_the_room_answers() {
    let (utterance, playback) = (utterance(100_000), playback());
    utterance.set_playback(Some(&playback)).unwrap();
    assert_eq!(speak(&utterance, 20 * FRAME, LOUD), [Status::Ok; 2]);
    assert_eq!(events(&utterance), [SpeechStarted, SpeechEnded]);
    playback.shared().set_speaking(true);
    speak(&utterance, 20 * FRAME, LOUD);
    assert_eq!(events(&utterance), []);
    playback.shared().set_speaking(false);
    // The latency of 100 ms and 200 ms of the room have not passed, in chunks of 10 ms.
    for _ in 0..50 {
        utterance.push(&chunk(160, LOUD));
        if let Some((event, _)) = next(&utterance) {
            assert_eq!(event, SpeechStarted);
            break;
        }
    }
    // The silence of the last `speak` was shorter than that, so the rest of it was still closed.
    assert!(utterance.frames() > 0);
    utterance.clear();
    playback.shared().set_speaking(true);
    utterance.set_playback(None).unwrap();
    utterance.push(&chunk(8_000, 0));
    speak(&utterance, 20 * FRAME, LOUD);
    assert_eq!(events(&utterance), [SpeechStarted, SpeechEnded]);
}

#[test]
fn a_freed_playback_leaves_the_gate_open() {
    let (utterance, playback) = (utterance(100_000), playback());
    utterance.set_playback(Some(&playback)).unwrap();
    playback.shared().set_speaking(true);
    drop(playback);
    speak(&utterance, 20 * FRAME, LOUD);
    assert_eq!(events(&utterance), [SpeechStarted, SpeechEnded]);
}

#[test]
fn a_changed_microphone_ends_a_recording() {
    let utterance = utterance(100_000);
    utterance.push(&chunk(20 * FRAME, LOUD));
    assert!(!utterance.takes(SampleFormat::S16, 1, 48_000) && utterance.takes(SampleFormat::S16, 1, 16_000));
    utterance.break_off();
    assert_eq!(events(&utterance), [SpeechStarted, SpeechEnded]);
}

#[test]
fn clipped_samples_of_a_recording_are_counted() {
    let utterance = utterance(100_000);
    utterance.push(&chunk(20 * FRAME, LOUD));
    utterance.push(&chunk(33, i16::MAX));
    assert_eq!(utterance.clipped(), 33);
    utterance.push(&chunk(8 * FRAME, 0));
    next(&utterance);
    assert_eq!((next(&utterance).unwrap().1.unwrap().clipped(), utterance.clipped()), (33, 0));
}

#[test]
fn calls_of_another_trigger_are_refused() {
    let listens = utterance(100_000);
    assert_eq!(listens.begin().unwrap_err().status, Status::WrongKind);
    assert_eq!(listens.say(|recording| recording().map(drop)).unwrap_err().status, Status::AudioInput);
    let collects = Utterance::new(&UtteranceOptions::new(SampleFormat::S16, 1, 16_000)).unwrap();
    assert_eq!(collects.begin().unwrap_err().status, Status::WrongKind);
    assert_eq!(collects.set_gate(true).unwrap_err().status, Status::WrongKind);
    assert_eq!(collects.next(Ok).err().unwrap().status, Status::WrongKind);
}

/// One thread pushes, one takes what was heard, one clears and moves the gate.
#[test]
fn several_threads_use_it_at_once() {
    let rounds = if cfg!(miri) { 3 } else { 300 };
    let utterance = utterance(30 * FRAME);
    thread::scope(|scope| {
        let pusher = scope.spawn(|| {
            for _ in 0..rounds {
                for status in speak(&utterance, 20 * FRAME, LOUD) {
                    assert!(matches!(status, Status::Ok | Status::UtteranceFull));
                }
            }
        });
        scope.spawn(|| {
            for round in 0..rounds {
                utterance.set_gate(round % 8 == 0).unwrap();
                if round % 5 == 0 {
                    utterance.clear();
                }
                thread::yield_now();
            }
            utterance.set_gate(false).unwrap();
        });
        while !pusher.is_finished() {
            if let Some((_, Some(ended))) = next(&utterance)
                && ended.frames() > 0
            {
                assert!(!said(&ended).is_empty());
            }
        }
        pusher.join().unwrap();
    });
    // No recorder was lost.
    utterance.clear();
    utterance.push(&chunk(8 * FRAME, 0));
    for _ in 0..RECORDERS {
        assert_eq!(speak(&utterance, 20 * FRAME, LOUD), [Status::Ok; 2]);
    }
    assert_eq!(events(&utterance).len(), 2 * RECORDERS);
}
