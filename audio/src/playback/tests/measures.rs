//! Level, mouth, volume, pauses, latency and changes of the device.

use super::*;

#[test]
fn a_pause_keeps_the_place_and_fades() {
    let mut bench = Bench::new(0);
    let voice = vec![0.5; 48_000];
    bench.play(&voice);
    let mut heard = bench.hear(4_800);
    bench.shared.pause(true);
    heard.extend(bench.hear(9_600));
    let (_, paused_at) = bench.shared.last_read();
    assert_eq!(paused_at, 4_800 + 240, "5 ms fade out");
    assert!(!bench.shared.is_speaking());
    assert!(heard[6_000..].iter().all(|sample| *sample == 0.0));
    bench.shared.pause(false);
    heard.extend(bench.hear(60_000));
    assert!(largest_step(&heard[1..]) < 0.01 || heard[0] == 0.5);
    assert_eq!(bench.shared.last_read(), (1, 48_000));
    assert_eq!(bench.shared.played_ms(), 1_000, "nothing is skipped and nothing is heard twice");
    assert_eq!(bench.shared.underruns(), 0);
}

#[test]
fn a_read_of_no_frames_changes_nothing() {
    let mut bench = Bench::new(0);
    bench.play(&[0.5; 9_600]);
    bench.hear(4_800);
    assert_eq!(bench.read(0).1, 0);
    assert!(bench.shared.is_speaking());
    assert_eq!(bench.shared.last_read(), (1, 4_800));
}

#[test]
fn the_volume_changes_in_a_ramp_and_not_the_mouth() {
    let mut bench = Bench::new(0);
    bench.play(&vec![0.5; 96_000]);
    bench.hear(9_600);
    let mouth = bench.shared.heard().mouth;
    bench.shared.set_volume(0.5);
    let heard = bench.hear(9_600);
    assert!(largest_step(&heard) < 0.01);
    assert_eq!(heard[9_599], 0.25);
    let now = bench.shared.heard();
    assert_eq!(now.level.rms, 0.25);
    assert!((now.mouth - mouth).abs() < 0.05);
    bench.shared.set_volume(4.0);
    assert_eq!(bench.hear(9_600)[9_599], 1.0, "limited to full scale");
    bench.shared.set_volume(0.0);
    assert_eq!(bench.hear(9_600)[9_599], 0.0);
}

#[test]
fn the_first_frame_has_the_volume_that_was_set_before_it() {
    let mut bench = Bench::new(0);
    bench.shared.set_volume(0.25);
    bench.play(&[0.5; 4_800]);
    let heard = bench.hear(4_800);
    assert!(heard.iter().all(|sample| *sample <= 0.125), "nothing is louder than the volume");
    assert_eq!(heard[2_400], 0.125);
}

#[test]
fn what_is_heard_is_late_by_the_latency() {
    let mut bench = Bench::new(0);
    bench.shared.set_device(Device { rate: RATE, latency_ms: 100 });
    let voice: Vec<_> = (0..48_000).map(|i| if i < 24_000 { 0.1 } else { 0.8 }).collect();
    bench.play(&voice);
    bench.hear(26_400);
    let heard = bench.shared.heard();
    assert_eq!((heard.voice, heard.frames), (1, 26_400 - 4_800));
    assert!((heard.level.peak - 0.1).abs() < 1e-6);
    bench.hear(4_800);
    assert!((bench.shared.heard().level.peak - 0.8).abs() < 1e-6);
    // What a host has in a queue of its own comes on top.
    bench.shared.set_queued(100);
    assert!((bench.shared.heard().level.peak - 0.1).abs() < 1e-6);
}

#[test]
fn another_rate_of_the_device_continues_the_voice() {
    // How many frames are read before the feed knows of the change.
    for (rate, before) in [(44_100, 0), (96_000, 0), (16_000, 0), (44_100, 4_800)] {
        let mut bench = Bench::new(0);
        // The change comes where the tone is loudest, 50.25 periods after its beginning.
        bench.add(pcm(&tone(100.5, 24_000, 48_000), 24_000));
        let mut heard = bench.hear(24_000);
        bench.shared.set_device(Device { rate, latency_ms: 0 });
        bench.shared.cut_off(5);
        heard.extend(bench.read(before).0);
        heard.extend(bench.hear(2 * rate as usize));
        assert!(largest_step(&heard) < 0.05, "{rate}: {}", largest_step(&heard));
        assert_eq!(bench.shared.last_ended(), 1);
        assert_eq!(bench.shared.last_read(), (1, 48_000));
        // Half a second at the first rate, 1.5 seconds at the other, and what faded out twice.
        let played = bench.shared.played_ms();
        assert!((1_999..=2_020).contains(&played), "{rate}: {played}");
    }
}

#[test]
fn a_start_buffer_is_filled_before_a_voice_begins() {
    let (mut bench, stream) = (Bench::new(100), Stream::new(RATE));
    bench.add(stream.clone());
    stream.push(&[0.5; 4_799]);
    bench.feed();
    assert_eq!(bench.read(480).1, 0);
    stream.push(&[0.5]);
    bench.feed();
    assert_eq!(bench.read(480).1, 480);
    // A voice that is shorter than the buffer is complete.
    let mut bench = Bench::new(100);
    bench.play(&[0.5; 48]);
    bench.feed();
    assert_eq!(bench.read(480).1, 48);
}

#[test]
fn a_voice_whose_end_is_marked_waits_for_its_last_samples() {
    let (mut samples, heard) = rtrb::RingBuffer::new(RATE as usize);
    let (mut marks, places) = rtrb::RingBuffer::new(MARKS);
    let shared = Arc::new(Shared::new(Device { rate: RATE, latency_ms: 0 }));
    let mut reader = Reader::new(heard, places, Arc::clone(&shared), 100);
    let mut push = |count| (0..count).for_each(|_| samples.push(0.5).unwrap());
    let mut mark = |at, kind| marks.push(Mark { at, cut: 0, kind }).unwrap();
    let mut read = || reader.read_f32(&mut [0.0; 480], 1);
    mark(0, MarkKind::Start { voice: 1, first: 0, step: 1.0 });
    push(960);
    mark(1_000, MarkKind::End { voice: 1, frames: 1_000 });
    assert_eq!(read(), 0, "the end is known, and 40 samples in front of it are on their way");
    push(40);
    assert_eq!([read(), read(), read()], [480, 480, 40]);
    assert_eq!((shared.underruns(), shared.last_ended()), (0, 1));
}

#[test]
fn a_voice_that_begins_after_another_is_not_dry_before_its_first_sample() {
    let (mut samples, heard) = rtrb::RingBuffer::new(RATE as usize);
    let (mut marks, places) = rtrb::RingBuffer::new(MARKS);
    let shared = Arc::new(Shared::new(Device { rate: RATE, latency_ms: 0 }));
    let mut reader = Reader::new(heard, places, Arc::clone(&shared), 0);
    let mut push = |count| (0..count).for_each(|_| samples.push(0.5).unwrap());
    let mut mark = |at, kind| marks.push(Mark { at, cut: 0, kind }).unwrap();
    let mut out = [0.0; 480];
    mark(0, MarkKind::Start { voice: 1, first: 0, step: 1.0 });
    push(240);
    mark(240, MarkKind::End { voice: 1, frames: 240 });
    mark(240, MarkKind::Start { voice: 2, first: 0, step: 1.0 });
    assert_eq!(reader.read_f32(&mut out, 1), 240, "the second voice is known, and its samples are on their way");
    push(240);
    mark(480, MarkKind::End { voice: 2, frames: 240 });
    assert_eq!(reader.read_f32(&mut out, 1), 240);
    assert_eq!((shared.underruns(), shared.last_ended()), (0, 2));
    assert!(out[0] >= 0.5, "it begins with its first sample, without a ramp: {}", out[0]);
}

#[test]
fn tones_keep_their_level_and_images_are_removed() {
    for (from, to) in [(24_000, 48_000), (22_050, 48_000), (16_000, 44_100), (48_000, 16_000), (44_100, 48_000)] {
        for (frequency, expected) in [(0.05, 1.0), (0.4, 1.0), (0.8, 1.0), (1.02, 0.0)] {
            let nyquist = from.min(to) as f32 / 2.0;
            if expected == 0.0 && from < to {
                continue;
            }
            let mut converter = rate::Converter::new(Some(Arc::new(rate::Filter::new(from, to))));
            let mut out = Vec::new();
            converter.push(&tone(nyquist * frequency, from, from as usize / 2), &mut out);
            converter.finish(&mut out);
            assert_eq!(out.len(), to as usize / 2);
            let middle = &out[out.len() / 4..out.len() * 3 / 4];
            let rms = (middle.iter().map(|sample| sample * sample).sum::<f32>() / middle.len() as f32).sqrt();
            let level = rms / 0.5 * 2f32.sqrt();
            assert!((level - expected).abs() < 0.002, "{from} -> {to} at {frequency}: {level}");
        }
    }
}

#[test]
fn a_mouth_opens_with_the_voice_and_closes_after_it() {
    let mut mouth = mouth::Mouth::new();
    assert_eq!(mouth.step(0.0), 0.0);
    let opening: Vec<_> = (0..20).map(|_| mouth.step(0.2)).collect();
    assert!(opening.windows(2).all(|pair| pair[0] <= pair[1]) && opening[19] > 0.95 && opening[0] < 0.5);
    let softer = (0..20).map(|_| mouth.step(0.05)).last().unwrap();
    assert!(softer > 0.3 && softer < 0.7);
    assert_eq!((0..100).map(|_| mouth.step(0.0)).last(), Some(0.0));
}
