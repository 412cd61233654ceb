use super::*;
use std::f64::consts::TAU;

fn tone(rate: u32, frequency: f64, frames: usize) -> Vec<f32> {
    (0..frames).map(|i| (TAU * frequency * i as f64 / f64::from(rate)).sin() as f32).collect()
}

fn resampled(from: u32, to: u32, input: &[f32], chunk: usize) -> Vec<f32> {
    let mut filter = ShortFilter::new(from, to);
    let mut output = Vec::new();
    for chunk in input.chunks(chunk) {
        filter.push(chunk, |sample| output.push(sample));
    }
    output
}

/// The largest error against the same tone at the other rate, without the start.
fn error(from: u32, to: u32, frequency: f64) -> f32 {
    let output = resampled(from, to, &tone(from, frequency, from as usize / 4), 1_000);
    let expected = tone(to, frequency, output.len());
    let pairs = output.iter().zip(&expected).skip(to as usize / 100);
    pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn a_tone_keeps_its_level_frequency_and_position() {
    for from in [8_000, 16_000, 24_000, 44_100, 48_000, 96_000, 192_000] {
        for frequency in [200.0, 1_000.0, 3_000.0] {
            let error = error(from, 16_000, frequency);
            assert!(error < 0.002, "{from} Hz, a tone of {frequency} Hz: {error}");
        }
    }
    // The nearest of the branches.
    for from in [11_025, 22_050, 44_101] {
        assert!(error(from, 16_000, 3_000.0) < 0.01, "{from} Hz");
    }
}

#[test]
fn what_the_rate_cannot_represent_is_removed() {
    for (from, frequency) in [(44_100, 12_000.0), (48_000, 10_000.0), (192_000, 50_000.0)] {
        let output = resampled(from, 16_000, &tone(from, frequency, from as usize / 4), 777);
        let peak = output.iter().skip(160).fold(0.0, |peak: f32, sample| peak.max(sample.abs()));
        assert!(peak < 0.001, "{from} Hz, a tone of {frequency} Hz: {peak}");
    }
}

#[test]
fn the_length_of_the_chunks_changes_nothing() {
    for from in [8_000, 44_100, 192_000] {
        let input = tone(from, 440.0, 9_000);
        let whole = resampled(from, 16_000, &input, usize::MAX);
        for chunk in [1, 7, 480, 2_048, 2_049] {
            assert_eq!(resampled(from, 16_000, &input, chunk), whole, "{from} Hz in chunks of {chunk}");
        }
    }
}

#[test]
fn it_says_how_many_samples_complete_the_next_outputs() {
    for from in [8_000, 44_100, 44_101, 48_000, 192_000] {
        let mut filter = ShortFilter::new(from, 16_000);
        for outputs in [1, 256, 3, 256, 256] {
            let needed = filter.samples_for(outputs);
            let mut count = 0;
            filter.push(&vec![0.5; needed - 1], |_| count += 1);
            assert!(count < outputs, "{from} Hz");
            filter.push(&[0.5], |_| count += 1);
            assert!(count >= outputs, "{from} Hz");
        }
    }
}

#[test]
fn a_reset_begins_a_new_signal() {
    let input = tone(44_100, 440.0, 1_000);
    let mut filter = ShortFilter::new(44_100, 16_000);
    let mut outputs = [Vec::new(), Vec::new()];
    for output in &mut outputs {
        filter.push(&input, |sample| output.push(sample));
        filter.reset();
    }
    assert_eq!(outputs[0], outputs[1]);
}
