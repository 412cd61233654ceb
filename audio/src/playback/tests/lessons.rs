//! What other players got wrong. The first of the twelve, that the callback does not wait, is tested through the C ABI.

use super::*;

/// A step that is audible as a click is much larger than one of a tone or of a ramp.
const CLICK: f32 = 0.05;

#[test]
fn lesson_2_an_underrun_is_not_the_end() {
    let (mut bench, stream) = (Bench::new(0), Stream::new(RATE));
    let voice = tone(200.0, RATE, 20_000);
    bench.add(stream.clone());
    stream.push(&voice[..9_900]);
    let before = bench.hear(12_000);
    assert_eq!(bench.shared.last_ended(), 0);
    assert_eq!(bench.shared.underruns(), 0, "whether more follows is not known yet");
    stream.push(&voice[9_900..]);
    stream.end();
    let after = bench.hear(12_000);
    assert_eq!(bench.shared.last_ended(), 1);
    assert_eq!(bench.shared.underruns(), 1);
    assert_same(&before[..9_900], &voice[..9_900]);
    let resumed = after.iter().position(|sample| *sample != 0.0).unwrap();
    // After the ramp come the samples that were missing, from the one on at which it stopped.
    assert_same(&after[resumed + 1_000..][..7_000], &voice[10_900..][..7_000]);
}

#[test]
fn lesson_3_the_end_is_known_with_the_last_sample() {
    for frames in [1, 255, 256, 257, 480, 4_096, 50_000] {
        let (mut bench, stream) = (Bench::new(0), Stream::new(RATE));
        bench.add(stream.clone());
        stream.push(&vec![0.25; frames]);
        stream.end();
        bench.feed();
        let (mut voice, mut reads) = (0, 0);
        while bench.shared.last_ended() == 0 {
            voice += bench.read(100).1;
            bench.feed();
            reads += 1;
        }
        assert_eq!((voice, reads), (frames, frames.div_ceil(100)));
        assert_eq!(bench.shared.underruns(), 0);
    }
}

#[test]
fn lesson_4_a_shortfall_is_filled_with_silence() {
    let mut bench = Bench::new(0);
    bench.play(&vec![0.0; 100]);
    bench.feed();
    let mut out = [7i16; 600];
    assert_eq!(bench.reader.read_s16(&mut out, 2), 100);
    assert!(out.iter().all(|sample| *sample == 0));
    assert_eq!(bench.reader.read_s16(&mut out, 2), 0);
}

#[test]
fn lesson_5_an_underrun_and_the_restart_have_ramps() {
    for cut in [4_860, 4_830, 4_800] {
        let (mut bench, stream) = (Bench::new(0), Stream::new(RATE));
        let voice = tone(200.0, RATE, 14_400);
        bench.add(stream.clone());
        stream.push(&voice[..cut]);
        let mut heard = bench.hear(7_200);
        stream.push(&voice[cut..]);
        heard.extend(bench.hear(14_400));
        assert!(heard[cut - 1].abs() > 0.3 || cut == 4_800);
        assert!(largest_step(&heard) < CLICK, "{}", largest_step(&heard));
    }
}

#[test]
fn lesson_5_a_voice_continues_when_a_little_is_buffered() {
    let (mut bench, stream) = (Bench::new(0), Stream::new(RATE));
    bench.add(stream.clone());
    stream.push(&[0.5; 4_800]);
    bench.hear(9_600);
    // 60 ms.
    stream.push(&[0.5; 2_879]);
    bench.feed();
    assert_eq!(bench.read(480).1, 0);
    stream.push(&[0.5; 1]);
    bench.feed();
    assert_eq!(bench.read(480).1, 480);
}

#[test]
fn lesson_5_a_short_rest_of_a_voice_does_not_wait_for_ever() {
    let (mut bench, stream) = (Bench::new(0), Stream::new(RATE));
    bench.add(stream.clone());
    stream.push(&[0.5; 4_800]);
    bench.hear(9_600);
    stream.push(&[0.5; 100]);
    let heard = bench.hear(48_000);
    assert!(heard.iter().any(|sample| *sample != 0.0));
}

#[test]
fn lesson_6_a_voice_that_replaces_another_begins_without_a_click() {
    let mut bench = Bench::new(0);
    bench.play(&vec![0.9; 48_000]);
    let mut heard = bench.hear(4_801);
    bench.stop(10);
    bench.play(&vec![-0.9; 9_600]);
    heard.extend(bench.hear(19_200));
    assert!(largest_step(&heard[1..]) < CLICK, "{}", largest_step(&heard[1..]));
    let second: Vec<_> = heard.iter().filter(|sample| **sample < -0.89).collect();
    assert!((9_000..=9_600).contains(&second.len()), "{}", second.len());
    assert_eq!(bench.shared.last_ended(), 2);
}

#[test]
fn lesson_6_a_voice_is_not_faded_where_nothing_is_missing() {
    let voice = tone(300.0, RATE, 30_001);
    let (mut bench, stream) = (Bench::new(0), Stream::new(RATE));
    bench.add(stream.clone());
    let mut heard = Vec::new();
    for piece in voice.chunks(7_001) {
        stream.push(piece);
        heard.extend(bench.hear(6_000));
    }
    stream.end();
    heard.extend(bench.hear(6_001));
    assert_same(&heard[..30_001], &voice);
}

#[test]
fn lesson_7_a_stop_fades_to_nothing_and_the_next_voice_is_whole() {
    for (fade_ms, reads) in [(1, 1), (5, 3), (20, 7), (200, 40)] {
        let mut bench = Bench::new(0);
        bench.play(&vec![0.8; 48_000]);
        let mut heard = bench.hear(4_800);
        bench.stop(fade_ms);
        let faded = bench.hear(480 * (reads + 20));
        heard.extend(&faded);
        let frames = (fade_ms * RATE / 1_000) as usize;
        assert!(largest_step(&heard[1..]) < CLICK);
        assert!(faded[..frames - 1].iter().all(|sample| *sample > 0.0));
        assert!(faded[frames + 1_000..].iter().all(|sample| *sample == 0.0));
        assert!(!bench.shared.is_speaking());
        assert_eq!(bench.shared.last_ended(), 0, "a voice that was stopped has not ended");
        let voice = tone(400.0, RATE, 9_600);
        bench.play(&voice);
        let next = bench.hear(10_000);
        // After silence a voice begins with its first sample.
        assert_same(&next[..9_600], &voice);
        assert_eq!(bench.shared.last_ended(), 2);
    }
}

#[test]
fn lesson_7_stops_in_a_fade_before_a_voice_and_while_paused() {
    let mut bench = Bench::new(0);
    bench.play(&vec![0.8; 48_000]);
    let mut heard = bench.hear(4_800);
    bench.stop(100);
    heard.extend(bench.hear(960));
    bench.stop(10);
    bench.stop(10);
    let voice = bench.play(&vec![0.4; 4_800]);
    heard.extend(bench.hear(14_400));
    assert!(largest_step(&heard[1..]) < CLICK);
    assert_eq!(bench.shared.last_ended(), voice);
    // Before the audio thread has read anything of it, and while it is paused.
    bench.play(&vec![0.8; 4_800]);
    bench.feed();
    bench.stop(100);
    assert_eq!(bench.read(4_800).1, 0);
    bench.shared.pause(true);
    bench.play(&vec![0.8; 4_800]);
    bench.hear(960);
    bench.stop(100);
    bench.shared.pause(false);
    let last = bench.play(&vec![0.3; 480]);
    let heard = bench.hear(4_800);
    assert!(heard.iter().all(|sample| *sample < 0.31));
    assert_eq!(bench.shared.last_ended(), last);
}

#[test]
fn lesson_8_time_is_counted_in_frames_of_the_device() {
    let mut bench = Bench::new(0);
    bench.add(pcm(&tone(300.0, 24_000, 24_000), 24_000));
    let mut voice = 0;
    for frames in [1, 7, 441, 480, 1_024].into_iter().cycle().take(60) {
        bench.feed();
        voice += bench.read(frames).1;
        assert_eq!(bench.shared.played_ms(), voice as u64 * 1_000 / u64::from(RATE));
        let (_, frames) = bench.shared.last_read();
        assert_eq!(frames, voice as u64 / 2);
    }
    bench.hear(48_000);
    assert_eq!(bench.shared.played_ms(), 1_000);
    assert_eq!(bench.shared.last_read(), (1, 24_000));
}

#[test]
fn lesson_8_the_end_of_a_voice_is_seen_after_the_time_that_it_took() {
    for _ in 0..20 {
        let mut bench = Bench::new(0);
        bench.play(&[0.5; 480]);
        bench.feed();
        let shared = Arc::clone(&bench.shared);
        let watcher = std::thread::spawn(move || {
            while shared.last_ended() == 0 {
                std::hint::spin_loop();
            }
            shared.played_ms()
        });
        // The voice ends near the beginning of a long read.
        bench.read(1_000_000);
        assert_eq!(watcher.join().unwrap(), 10);
    }
}

#[test]
fn lesson_9_pieces_sound_as_the_whole_does() {
    for rate in [24_000, 22_050, 44_100, 16_000, 96_000] {
        let voice = tone(440.0, rate, rate as usize / 2);
        let mut whole = Bench::new(0);
        whole.add(pcm(&voice, rate));
        let whole = whole.hear(24_000);
        let (mut bench, stream) = (Bench::new(0), Stream::new(rate));
        bench.add(stream.clone());
        for piece in voice.chunks(997) {
            stream.push(piece);
            bench.feed();
        }
        stream.end();
        assert_same(&bench.hear(24_000), &whole);
        assert!(largest_step(&whole) < CLICK);
    }
}

#[test]
fn lesson_9_the_rest_of_a_sentence_does_not_wait_for_the_next_one() {
    let (mut bench, stream) = (Bench::new(0), Stream::new(24_000));
    bench.add(stream.clone());
    stream.push(&vec![0.5; 24_000]);
    let mut voice = 0;
    for _ in 0..110 {
        bench.feed();
        voice += bench.read(480).1;
    }
    // All but half a filter, which is 64 of its 24,000 samples.
    assert_eq!(voice, 48_000 - 2 * 64);
}

#[test]
fn lesson_10_two_threads_pass_on_every_sample_in_order() {
    let frames = if cfg!(miri) { 1_500 } else { 400_000 };
    let voice: Vec<f32> = (0..frames).map(|i| i as f32 / frames as f32).collect();
    let Bench { mut feed, mut reader, shared, .. } = Bench::new(0);
    let source = pcm(&voice, RATE);
    let feeder = std::thread::spawn(move || {
        while !matches!(feed.run(|done| (done == 0).then(|| (1, Arc::clone(&source)))), Next::Voice) {
            std::thread::yield_now();
        }
        feed
    });
    // A read of one block: a voice begins with a block, and not within it.
    let (mut heard, mut out) = (Vec::new(), [0.0; 256]);
    while shared.last_ended() == 0 {
        let count = reader.read_f32(&mut out, 1);
        heard.extend_from_slice(&out[..count]);
    }
    let feed = feeder.join().unwrap();
    assert_eq!(heard.len(), voice.len());
    if shared.underruns() == 0 {
        assert_same(&heard, &voice);
    }
    drop(feed);
}

#[test]
fn lesson_11_a_short_read_at_the_wrap_of_the_ring_is_not_an_end() {
    let mut bench = Bench::new(0);
    let voice = tone(250.0, RATE, 200_000);
    bench.play(&voice);
    let mut heard = Vec::new();
    for frames in [997, 480, 1, 1_023].into_iter().cycle() {
        bench.feed();
        let (out, voice) = bench.read(frames);
        heard.extend_from_slice(&out[..voice]);
        if bench.shared.last_ended() == 1 {
            break;
        }
    }
    assert_same(&heard, &voice);
    assert_eq!(bench.shared.underruns(), 0);
}

#[test]
fn lesson_12_the_meter_comes_with_the_samples() {
    let mut bench = Bench::new(0);
    bench.play(&tone(500.0, RATE, 48_000));
    bench.hear(24_000);
    let heard = bench.shared.heard();
    assert!((heard.level.peak - 0.5).abs() < 0.01 && (heard.level.rms - 0.3536).abs() < 0.01, "{heard:?}");
    assert_eq!((heard.voice, heard.frames), (1, 24_000));
    assert!(heard.mouth > 0.9 && heard.mouth <= 1.0);
    bench.stop(10);
    bench.hear(24_000);
    assert_eq!(bench.shared.heard().level.rms, 0.0);
    assert_eq!(bench.shared.heard().mouth, 0.0);
}
