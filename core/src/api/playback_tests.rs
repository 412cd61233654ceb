use super::*;
use crate::{
    api::{TurnResponse, reply_stream::Increment, turn_response::SoundFormat},
    audio::{AudioForm, SampleFormat},
};
use std::thread;

static FEEDER: Feeder = Feeder::new();

const RATE: u32 = 48_000;

fn options() -> PlaybackOptions {
    PlaybackOptions { sample_rate: RATE, latency: None, start_buffer: None, max_buffered: None, without_device: false }
}

fn samples(frames: usize) -> Vec<u8> {
    [0, 64].repeat(frames)
}

fn pcm(data: &[u8], rate: u32) -> Pcm<'_> {
    Pcm::new(data, SampleFormat::S16, 1, rate).unwrap()
}

fn tag(user_data: u64) -> VoiceTag {
    VoiceTag { operation: 0, user_data }
}

/// Reads until the state is this one.
fn read_until(playback: &Playback, phase: PlaybackPhase) -> usize {
    let mut voice = 0;
    let mut out = [0.0; 96];
    while playback.state().phase != phase {
        voice += playback.read_f32(&mut out, 1);
        thread::yield_now();
    }
    voice
}

#[test]
fn voices_are_heard_one_after_the_other_and_named() {
    let playback = Playback::new(&FEEDER, &options()).unwrap();
    assert_eq!(playback.state().phase, PlaybackPhase::Empty);
    let (first, second) = (samples(960), samples(480));
    playback.add_pcm(&pcm(&first, 24_000), 7, AddMode::Queue).unwrap();
    playback.add_pcm(&pcm(&second, RATE), 8, AddMode::Queue).unwrap();
    assert_eq!(playback.state().buffered_ms, 50);
    read_until(&playback, PlaybackPhase::Speaking);
    let state = playback.state();
    assert_eq!((state.tag, state.sample_rate), (tag(7), 24_000));
    read_until(&playback, PlaybackPhase::Ended);
    let state = playback.state();
    assert_eq!((state.tag, state.heard.frames, state.buffered_ms), (tag(8), 480, 0));
    assert!(state.played_ms >= 50);
}

#[test]
fn a_stop_empties_the_queue_at_once() {
    let playback = Playback::new(&FEEDER, &options()).unwrap();
    playback.add_pcm(&pcm(&samples(9_600), RATE), 1, AddMode::Queue).unwrap();
    read_until(&playback, PlaybackPhase::Speaking);
    playback.fade_out(0);
    let state = playback.state();
    assert_eq!((state.phase, state.buffered_ms, state.tag), (PlaybackPhase::Empty, 0, VoiceTag::default()));
}

#[test]
fn the_buffer_is_bounded() {
    let playback =
        Playback::new(&FEEDER, &PlaybackOptions { max_buffered: Some(Duration::from_millis(100)), ..options() })
            .unwrap();
    let data = samples(2_880);
    playback.add_pcm(&pcm(&data, RATE), 1, AddMode::Queue).unwrap();
    let error = playback.add_pcm(&pcm(&data, RATE), 2, AddMode::Queue).unwrap_err();
    assert_eq!(error.status, Status::QueueFull);
    playback.add_pcm(&pcm(&data, RATE), 3, AddMode::Replace).unwrap();
    assert_eq!(playback.state().buffered_ms, 60);
}

#[test]
fn time_passes_without_a_device_and_not_in_a_pause() {
    let playback = Playback::new(&FEEDER, &PlaybackOptions { without_device: true, ..options() }).unwrap();
    playback.pause(true).unwrap();
    let begin = Instant::now();
    playback.add_pcm(&pcm(&samples(4_800), RATE), 5, AddMode::Queue).unwrap();
    thread::sleep(Duration::from_millis(if cfg!(miri) { 1 } else { 150 }));
    assert_eq!((playback.state().phase, playback.state().played_ms), (PlaybackPhase::Buffering, 0));
    let mut out = [1.0; 10];
    assert_eq!((playback.read_f32(&mut out, 1), out), (0, [0.0; 10]));
    let paused = begin.elapsed();
    playback.pause(false).unwrap();
    while playback.state().phase != PlaybackPhase::Ended {
        thread::sleep(Duration::from_millis(1));
    }
    assert!(begin.elapsed() - paused >= Duration::from_millis(99), "a voice takes as long as it is");
    assert_eq!(playback.state().heard.frames, 4_800);
    assert_eq!(playback.state().underruns, 0);
}

#[test]
fn a_host_that_pushes_gets_what_it_lacks_and_no_silence() {
    let playback = Playback::new(&FEEDER, &options()).unwrap();
    let ahead = Duration::from_millis(20);
    let mut out = vec![0.0; 4_000];
    let mut pull =
        |queued: usize| playback.read_ahead(&mut out, 2, queued, ahead, |playback, out| playback.read_f32(out, 2));
    assert_eq!(pull(0), 0, "an idle playback gives no silence");
    playback.add_pcm(&pcm(&samples(2_400), RATE), 1, AddMode::Queue).unwrap();
    let first = loop {
        match pull(100) {
            0 => thread::yield_now(),
            frames => break frames,
        }
    };
    assert_eq!((first, pull(960), pull(1_000), pull(900)), (860, 0, 0, 60));
}

#[test]
fn a_reply_is_heard_while_it_arrives_and_after_it_was_dropped() {
    let playback = Playback::new(&FEEDER, &options()).unwrap();
    let reply = Arc::new(ReplyStream::default());
    reply.set_operation(77);
    playback.add_reply(&reply, 5, AddMode::Queue).unwrap();
    playback.add_pcm(&pcm(&samples(480), RATE), 6, AddMode::Queue).unwrap();
    assert_eq!(playback.state().phase, PlaybackPhase::Buffering);
    let append = |frames: usize| {
        let format = SoundFormat { sample_rate: 24_000, channels: 1, form: AudioForm::RawPcm };
        reply.append(Increment { audio: Some((format, vec![1_000; frames])), ..Increment::default() });
    };
    append(4_800);
    read_until(&playback, PlaybackPhase::Speaking);
    let state = playback.state();
    assert_eq!((state.tag, state.sample_rate), (VoiceTag { operation: 77, user_data: 5 }, 24_000));
    // It runs dry and waits: the samples behind it are not heard yet.
    read_until(&playback, PlaybackPhase::Buffering);
    assert_eq!(playback.state().tag.user_data, 5);
    append(4_800);
    read_until(&playback, PlaybackPhase::Speaking);
    append(2_400);
    reply.end(&TurnResponse::default());
    reply.tell_end();
    let weak = Arc::downgrade(&reply);
    drop(reply);
    read_until(&playback, PlaybackPhase::Ended);
    let state = playback.state();
    assert_eq!(state.tag, tag(6));
    assert!(state.played_ms >= 510 && state.underruns >= 1, "{state:?}");
    assert_eq!(weak.strong_count(), 0, "what was heard is freed");
}

#[test]
fn a_reply_without_audio_ends_and_one_that_outlives_the_playback_wakes_nothing() {
    let playback = Playback::new(&FEEDER, &options()).unwrap();
    let (silent, late) = (Arc::new(ReplyStream::default()), Arc::new(ReplyStream::default()));
    playback.add_reply(&silent, 1, AddMode::Queue).unwrap();
    playback.follow(&late, 2).unwrap();
    silent.end(&TurnResponse { text: Some("Hi".into()), ..TurnResponse::default() });
    silent.tell_end();
    drop(playback);
    late.end(&TurnResponse::default());
    late.tell_end();
}

#[test]
fn interrupted_replies_fall_silent_and_others_play_on() {
    let playback = Playback::new(&FEEDER, &options()).unwrap();
    let replies = [(); 4].map(|()| Arc::new(ReplyStream::default()));
    for reply in &replies {
        let format = SoundFormat { sample_rate: 24_000, channels: 1, form: AudioForm::RawPcm };
        reply.append(Increment { audio: Some((format, vec![1_000; 4_800])), ..Increment::default() });
    }
    for (user_data, reply) in (1..).zip(&replies[..3]) {
        playback.follow(reply, user_data).unwrap();
    }
    read_until(&playback, PlaybackPhase::Speaking);
    replies[0].interrupt();
    replies[2].interrupt();
    playback.drop_interrupted();
    assert_eq!(playback.state().buffered_ms, 200);
    replies[1].end(&TurnResponse::default());
    replies[1].tell_end();
    read_until(&playback, PlaybackPhase::Ended);
    assert_eq!((playback.state().tag.user_data, playback.state().heard.frames), (2, 4_800));
    assert_eq!(playback.add_reply(&replies[0], 9, AddMode::Queue).unwrap_err().status, Status::Cancelled);
    // An interruption is no end.
    playback.follow(&replies[3], 4).unwrap();
    replies[3].interrupt();
    playback.drop_interrupted();
    assert_eq!(playback.state().phase, PlaybackPhase::Empty);
}

#[test]
fn values_out_of_range_are_refused() {
    let refused =
        |options: PlaybackOptions| Playback::new(&FEEDER, &options).err().map(|error| error.into_fields().argument);
    let named = |name: &str| Some(Some(Box::from(name)));
    assert_eq!(refused(PlaybackOptions { sample_rate: 7_999, ..options() }), named("options.sample_rate"));
    let second = Some(Duration::from_millis(1_001));
    assert_eq!(refused(PlaybackOptions { latency: second, ..options() }), named("options.latency_ms"));
    assert_eq!(refused(PlaybackOptions { start_buffer: second, ..options() }), named("options.start_buffer_ms"));
    let hours = Some(Duration::from_secs(3_601));
    assert_eq!(refused(PlaybackOptions { max_buffered: hours, ..options() }), named("options.max_buffered_ms"));
    let playback = Playback::new(&FEEDER, &options()).unwrap();
    for gain in [-0.1, 8.1, f32::NAN, f32::INFINITY] {
        assert_eq!(playback.set_volume(gain).unwrap_err().status, Status::InvalidArgument);
    }
    assert!(Playback::fade_ms(-1).is_err() && Playback::fade_ms(10_001).is_err() && Playback::fade_ms(0) == Ok(0));
    assert_eq!(playback.set_device(1, Duration::ZERO).unwrap_err().argument.as_deref(), Some("sample_rate"));
}
