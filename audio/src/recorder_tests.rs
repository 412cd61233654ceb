use super::*;
use crate::level::level;
use crate::pcm::SampleFormat;

fn recorder(frames: f32) -> Recorder {
    Recorder::new(Layout::new(SampleFormat::S16, 2, 8_000).unwrap(), frames / 8_000.0).unwrap()
}

fn chunk(frames: usize, sample: i16) -> Vec<u8> {
    sample.to_le_bytes().repeat(2 * frames)
}

#[test]
fn chunks_are_collected_in_order() {
    let mut recorder = recorder(100.0);
    assert_eq!(recorder.push(&chunk(10, 1)), 10);
    assert_eq!(recorder.push(&[]), 0);
    assert_eq!(recorder.push(&chunk(5, -2)), 5);
    assert_eq!((recorder.frames(), recorder.is_full()), (15, false));
    assert!((recorder.seconds() - 15.0 / 8_000.0).abs() < 1e-12);
    let pcm = recorder.as_pcm().unwrap();
    assert_eq!(pcm.data(), [chunk(10, 1), chunk(5, -2)].concat());
    assert_eq!((pcm.channels(), pcm.sample_rate()), (2, 8_000));
}

#[test]
fn a_full_recorder_adds_only_what_fits() {
    let mut recorder = recorder(16.0);
    assert_eq!(recorder.push(&chunk(10, 1)), 10);
    assert_eq!(recorder.push(&chunk(10, 2)), 6);
    assert!(recorder.is_full());
    assert_eq!(recorder.push(&chunk(10, 3)), 0);
    assert_eq!(recorder.frames(), 16);
    recorder.clear();
    assert_eq!(recorder.push(&chunk(1, 1)), 1);
}

#[test]
fn bytes_after_the_last_complete_frame_are_ignored() {
    let mut recorder = recorder(16.0);
    assert_eq!(recorder.push(&chunk(3, 1)[..11]), 2);
    assert_eq!(recorder.as_pcm().unwrap().data(), chunk(2, 1));
}

#[test]
fn memory_is_allocated_once() {
    let mut recorder = Recorder::new(Layout::new(SampleFormat::S24, 3, 48_000).unwrap(), 0.25).unwrap();
    let (address, capacity) = (recorder.data.as_ptr(), recorder.data.capacity());
    for _ in 0..3 {
        while !recorder.is_full() {
            recorder.push(&[1; 9 * 700]);
        }
        assert_eq!(recorder.frames(), 12_000);
        assert_eq!((recorder.data.as_ptr(), recorder.data.capacity()), (address, capacity));
        recorder.clear();
    }
}

#[test]
fn the_level_is_that_of_the_last_chunk() {
    let mut recorder = recorder(100.0);
    recorder.push(&chunk(30, 16_384));
    recorder.push(&chunk(30, -8_192));
    assert_eq!(recorder.last_level(), Level { peak: 0.25, rms: 0.25 });
    assert_eq!(level(&recorder.as_pcm().unwrap()).peak, 0.5);
    recorder.clear();
    assert_eq!(recorder.last_level(), Level { peak: 0.0, rms: 0.0 });
}

#[test]
fn an_empty_recording_is_not_valid_pcm() {
    assert!(recorder(10.0).as_pcm().unwrap_err().message.contains("no frames"));
}

#[test]
fn invalid_maximum_lengths_are_rejected() {
    for seconds in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e9] {
        let layout = Layout::new(SampleFormat::F32, 2, 48_000).unwrap();
        let error = Recorder::new(layout, seconds).err().unwrap();
        assert!(error.message.contains("pass more than 0 and at most 11184 seconds"), "{error}");
    }
}

#[test]
fn the_level_includes_what_did_not_fit() {
    let mut recorder = recorder(2.0);
    recorder.push(&[chunk(2, 8_192), chunk(2, -16_384)].concat());
    assert_eq!((recorder.frames(), recorder.last_level().peak), (2, 0.5));
    recorder.push(&chunk(1, 8_192));
    assert_eq!((recorder.frames(), recorder.last_level()), (2, Level { peak: 0.25, rms: 0.25 }));
}
