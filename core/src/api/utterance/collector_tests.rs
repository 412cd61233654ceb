use super::*;
use crate::{
    api::{Trigger, Utterance, UtteranceOptions},
    audio::SampleFormat,
};
use std::thread;

fn utterance(frames: u64) -> Utterance {
    let options = UtteranceOptions::new(SampleFormat::S16, 1, 8_000);
    Utterance::new(&UtteranceOptions { max_length: Some(Duration::from_millis(frames / 8)), ..options }).unwrap()
}

fn chunk(frames: usize, sample: i16) -> Vec<u8> {
    sample.to_le_bytes().repeat(frames)
}

fn said(utterance: &Utterance) -> Recording {
    utterance.say(|recording| recording()).unwrap()
}

fn refused(utterance: &Utterance) -> Status {
    utterance.say(|recording| recording().map(drop)).unwrap_err().status
}

#[test]
fn saying_moves_the_samples_and_begins_a_new_recording() {
    let utterance = utterance(80);
    assert_eq!(refused(&utterance), Status::AudioInput);
    assert_eq!(utterance.push(&chunk(60, 16_384)), Status::Ok);
    assert_eq!(utterance.push(&chunk(30, 8_192)), Status::UtteranceFull);
    assert_eq!((utterance.frames(), utterance.level().peak), (80, 0.25));
    let recording = said(&utterance);
    assert_eq!((utterance.frames(), utterance.level().peak), (0, 0.0));
    assert_eq!(utterance.push(&chunk(5, 1)), Status::Ok);
    assert_eq!(recording.pcm().unwrap().data(), [chunk(60, 16_384), chunk(20, 8_192)].concat());
    assert_eq!((utterance.frames(), recording.bytes()), (5, 160));
}

#[test]
fn without_a_free_buffer_the_recording_is_kept() {
    let utterance = utterance(80);
    utterance.push(&chunk(10, 1));
    let first = said(&utterance);
    utterance.push(&chunk(11, 2));
    assert_eq!(refused(&utterance), Status::Busy);
    assert_eq!(utterance.push(&chunk(1, 2)), Status::Ok);
    drop(first);
    assert_eq!(said(&utterance).pcm().unwrap().data(), chunk(12, 2));
    // The buffers take turns: none is allocated, and none is lost.
    for frames in 1..10 {
        utterance.push(&chunk(frames, 3));
        assert_eq!(said(&utterance).pcm().unwrap().frames(), frames);
    }
}

#[test]
fn a_turn_that_does_not_start_leaves_the_recording_as_it_is() {
    let utterance = utterance(80);
    utterance.push(&chunk(10, 1));
    for _ in 0..3 {
        let failed = utterance.say(|recording| {
            utterance.push(&chunk(2, 2));
            drop(recording()?);
            Err::<(), _>(Error::new(Status::Closed, "closed"))
        });
        assert_eq!(failed.unwrap_err().status, Status::Closed);
    }
    assert_eq!((utterance.frames(), utterance.level().peak > 0.0), (16, true));
    assert_eq!(said(&utterance).pcm().unwrap().data(), [chunk(10, 1), chunk(6, 2)].concat());
}

#[test]
fn a_recording_that_is_never_filled_says_so() {
    let utterance = utterance(80);
    utterance.push(&chunk(10, 1));
    let mut kept = None;
    let _ = utterance.say(|recording| {
        kept = Some(recording()?);
        Err::<(), _>(Error::new(Status::Closed, "closed"))
    });
    assert_eq!(kept.unwrap().pcm().unwrap_err().status, Status::Internal);
    assert_eq!(utterance.frames(), 10);
}

#[test]
fn a_cleared_utterance_begins_a_new_recording() {
    let utterance = utterance(80);
    utterance.push(&chunk(80, 1));
    utterance.clear();
    assert_eq!((utterance.frames(), utterance.level().peak), (0, 0.0));
    assert_eq!(refused(&utterance), Status::AudioInput);
    assert_eq!(utterance.push(&chunk(80, 2)), Status::Ok);
    assert_eq!(said(&utterance).pcm().unwrap().data(), chunk(80, 2));
}

#[test]
fn numbers_of_recordings_wrap_around() {
    let utterance = utterance(80);
    utterance.collector().gauges.set_current(u32::MAX - 1);
    for frames in 1..5 {
        assert_eq!(utterance.push(&chunk(frames, 1)), Status::Ok);
        assert_eq!(utterance.frames(), frames as u64);
        assert_eq!(said(&utterance).pcm().unwrap().frames(), frames);
        utterance.push(&chunk(1, 1));
        utterance.clear();
        assert_eq!(utterance.frames(), 0);
    }
}

#[test]
fn a_buffer_whose_utterance_was_freed_is_freed_with_the_recording() {
    let utterance = utterance(80);
    utterance.push(&chunk(10, 1));
    let recording = said(&utterance);
    drop(utterance);
    assert_eq!(recording.pcm().unwrap().frames(), 10);
}

/// Counted samples are pushed while another thread says and clears: what is said continues where the previous recording
/// ended, and no push is refused.
#[test]
fn each_sample_is_in_one_recording_and_in_order() {
    let chunks: u16 = if cfg!(miri) { 100 } else { 20_000 };
    let utterance = utterance(80_000);
    let pushed = thread::scope(|scope| {
        let pusher = scope.spawn(|| {
            for number in 0..chunks {
                let samples: Vec<u8> = (0..4).flat_map(|_| number.to_le_bytes()).collect();
                while utterance.frames() > 70_000 {
                    thread::yield_now();
                }
                assert_eq!(utterance.push(&samples), Status::Ok);
            }
        });
        let mut next = 0;
        let mut say = || {
            let Ok(recording) = utterance.say(|recording| recording()) else { return };
            let pcm = recording.pcm().unwrap();
            for frame in pcm.data().chunks_exact(8) {
                let numbers: Vec<_> =
                    frame.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
                assert_eq!(numbers, [next; 4]);
                next += 1;
            }
        };
        while !pusher.is_finished() {
            say();
        }
        // Only the end of the thread orders its last push before the next reading.
        pusher.join().unwrap();
        while utterance.frames() > 0 {
            say();
        }
        next
    });
    assert_eq!(pushed, chunks);
}

/// Keeps 40 frames from before.
fn with_pre_roll() -> Utterance {
    Utterance::new(&UtteranceOptions {
        max_length: Some(Duration::from_millis(20)),
        trigger: Trigger::Begin,
        pre_roll: Some(Duration::from_millis(5)),
        ..UtteranceOptions::new(SampleFormat::S16, 1, 8_000)
    })
    .unwrap()
}

#[test]
fn a_recording_that_was_begun_contains_the_pre_roll() {
    let utterance = with_pre_roll();
    for sample in 0..10 {
        assert_eq!(utterance.push(&chunk(7, sample)), Status::Ok);
    }
    assert_eq!((utterance.frames(), refused(&utterance)), (0, Status::AudioInput));
    assert!(utterance.level().peak > 0.0, "the level is measured before a recording");
    utterance.begin().unwrap();
    assert_eq!(refused(&utterance), Status::AudioInput);
    utterance.push(&chunk(20, 100));
    assert_eq!(utterance.frames(), 60);
    utterance.push(&chunk(20, 101));
    let pre_roll = (4..10).flat_map(|sample| chunk(if sample == 4 { 5 } else { 7 }, sample)).collect();
    assert_eq!(said(&utterance).pcm().unwrap().data(), [pre_roll, chunk(20, 100), chunk(20, 101)].concat());
    // What is pushed from now on is the pre-roll of the next recording, and nothing is in two of them.
    utterance.push(&chunk(3, 102));
    assert_eq!(utterance.frames(), 0);
    utterance.begin().unwrap();
    utterance.push(&chunk(1, 103));
    assert_eq!(said(&utterance).pcm().unwrap().data(), [chunk(3, 102), chunk(1, 103)].concat());
}

#[test]
fn a_recording_that_was_begun_ends_when_it_is_cleared_or_begun_again() {
    let utterance = with_pre_roll();
    utterance.push(&chunk(10, 1));
    utterance.begin().unwrap();
    utterance.push(&chunk(10, 2));
    utterance.clear();
    assert_eq!((utterance.push(&chunk(5, 3)), utterance.frames()), (Status::Ok, 0));
    utterance.begin().unwrap();
    utterance.push(&chunk(1, 4));
    assert_eq!(utterance.frames(), 6);
    utterance.begin().unwrap();
    utterance.push(&chunk(2, 5));
    assert_eq!(said(&utterance).pcm().unwrap().data(), chunk(2, 5));
}

#[test]
fn a_recording_that_was_begun_becomes_full_with_its_pre_roll() {
    let utterance = with_pre_roll();
    utterance.push(&chunk(1_000, 1));
    utterance.begin().unwrap();
    assert_eq!(utterance.push(&chunk(120, 2)), Status::Ok);
    assert_eq!(utterance.push(&chunk(1, 3)), Status::UtteranceFull);
    assert_eq!(utterance.frames(), 160);
}

#[test]
fn clipped_samples_are_counted_until_the_recording_is_said() {
    let utterance = utterance(80);
    utterance.push(&chunk(10, i16::MAX));
    utterance.push(&chunk(10, 5));
    utterance.push(&chunk(1, i16::MIN));
    assert_eq!(utterance.clipped(), 11);
    drop(said(&utterance));
    assert_eq!(utterance.clipped(), 0);
}
