use super::*;
use std::thread;

fn utterance(frames: u64) -> Utterance {
    Utterance::new(SampleFormat::S16, 1, 8_000, Some(Duration::from_millis(frames / 8))).unwrap()
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
    utterance.current.store(u32::MAX - 1, Ordering::Relaxed);
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
