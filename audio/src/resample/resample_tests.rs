use super::*;
use std::f64::consts::PI;

/// Every path: one filter and both filters, one polyphase component and several, one output phase and several, few and
/// many branches of the short filter, interpolation between branches, both directions.
const RATIOS: [(u32, u32); 18] = [
    (48_000, 16_000),
    (44_100, 16_000),
    (48_000, 44_100),
    (44_100, 48_000),
    (48_000, 24_000),
    (11_025, 16_000),
    (192_000, 8_000),
    (44_101, 16_000),
    (16_000, 44_101),
    (192_000, 191_999),
    (8_000, 192_000),
    (16_000, 48_000),
    (24_000, 16_000),
    (16_000, 24_000),
    (8_000, 16_000),
    (96_000, 44_100),
    (48_000, 22_050),
    (32_000, 24_000),
];

fn resample(input: &[f32], from: u32, to: u32) -> Vec<f32> {
    let mut output = Vec::new();
    let mut resampler = Resampler::new(from, to);
    // The sizes of the chunks do not change the output.
    let (first, rest) = input.split_at(input.len() / 3);
    resampler.push(first.iter().copied(), |block| output.extend_from_slice(block));
    resampler.push(rest.iter().copied(), |block| output.extend_from_slice(block));
    resampler.finish(|block| output.extend_from_slice(block));
    output
}

fn tone(frequency: f64, rate: u32, seconds: f64) -> Vec<f32> {
    let step = 2.0 * PI * frequency / f64::from(rate);
    (0..(f64::from(rate) * seconds) as usize).map(|i| (step * i as f64).sin() as f32).collect()
}

/// The middle of a signal, which its edges do not affect, under a Blackman-Harris window, whose side lobes are at -92
/// dB.
fn windowed(signal: &[f32]) -> Vec<(f64, f64)> {
    let edge = signal.len() / 8;
    let middle = &signal[edge..signal.len() - edge];
    let weight = |(i, &sample): (usize, &f32)| {
        let x = 2.0 * PI * (i as f64 + 0.5) / middle.len() as f64;
        let window = 0.358_75 - 0.488_29 * x.cos() + 0.141_28 * (2.0 * x).cos() - 0.011_68 * (3.0 * x).cos();
        (window, f64::from(sample))
    };
    middle.iter().enumerate().map(weight).collect()
}

/// The amplitude at one frequency, from the Fourier sum.
fn amplitude(signal: &[f32], frequency: f64, rate: u32) -> f64 {
    let (mut re, mut im, mut weight) = (0.0, 0.0, 0.0);
    for (i, (window, sample)) in windowed(signal).into_iter().enumerate() {
        let (sin, cos) = (2.0 * PI * frequency / f64::from(rate) * i as f64).sin_cos();
        re += window * cos * sample;
        im += window * sin * sample;
        weight += window;
    }
    2.0 * re.hypot(im) / weight
}

/// The amplitude of a tone with the energy of the signal at all frequencies.
fn total_amplitude(signal: &[f32]) -> f64 {
    let list = windowed(signal);
    let energy: f64 = list.iter().map(|(window, sample)| window * sample * sample).sum();
    let weight: f64 = list.iter().map(|(window, _)| window).sum();
    (2.0 * energy / weight).sqrt()
}

fn db(ratio: f64) -> f64 {
    20.0 * ratio.max(1e-12).log10()
}

fn seconds_for(from: u32, to: u32) -> f64 {
    // Just enough periods and filter lengths, because the tests also run without optimisation.
    2500.0 / f64::from(from.min(to))
}

#[test]
fn the_output_has_the_same_duration_rounded_to_frames() {
    for (frames, from, to, expected) in [
        (48_000, 48_000, 16_000, 16_000),
        (1, 48_000, 16_000, 1),
        (2, 48_000, 16_000, 1),
        (4, 48_000, 16_000, 1),
        (5, 48_000, 16_000, 2),
        (44_100, 44_100, 48_000, 48_000),
        (1000, 44_101, 16_000, 363),
    ] {
        assert_eq!(output_frames(frames, from, to), expected);
        let output = resample(&vec![0.1; frames], from, to);
        assert_eq!(output.len() as u64, expected);
    }
    assert_eq!(output_frames(usize::MAX, 8_000, 192_000), u64::MAX, "saturates");
}

#[test]
fn tones_keep_their_level_and_frequency() {
    for (from, to) in RATIOS {
        let nyquist = f64::from(from.min(to)) / 2.0;
        for part in [0.02, 0.3, 0.7, 0.91] {
            let frequency = (nyquist * part).round();
            let output = resample(&tone(frequency, from, seconds_for(from, to)), from, to);
            let level = db(amplitude(&output, frequency, to));
            assert!(level.abs() < 0.002, "{from} -> {to}: {frequency} Hz at {level:.4} dB");
            // All energy is at that frequency.
            let total = db(total_amplitude(&output));
            assert!((total - level).abs() < 0.002, "{from} -> {to}: {frequency} Hz, in total {total:.4} dB");
        }
    }
}

#[test]
fn tones_above_the_output_band_are_removed() {
    let mut worst = f64::MIN;
    // There are no tones between two rates that are almost equal.
    for (from, to) in RATIOS.into_iter().filter(|&(from, to)| from > to + 100) {
        let (top, nyquist) = (f64::from(from) / 2.0, f64::from(to) / 2.0);
        for step in 0..8 {
            let frequency = nyquist * 1.001 + (top * 0.999 - nyquist * 1.001) * f64::from(step) / 7.0;
            let output = resample(&tone(frequency, from, seconds_for(from, to)), from, to);
            // What remains at any frequency.
            let rejection = db(total_amplitude(&output));
            worst = worst.max(rejection);
            assert!(rejection < -126.0, "{from} -> {to}: {frequency:.0} Hz leaves {rejection:.1} dB");
        }
    }
    println!("the worst alias is at {worst:.1} dB");
}

/// After the subtraction of the exact tone, every error remains: level, delay, images and noise.
#[test]
fn no_distortion_or_noise_is_added_to_a_tone() {
    let mut worst = f64::MIN;
    for (from, to) in RATIOS {
        for part in [0.1, 0.4, 0.9] {
            let frequency = f64::from(from.min(to)) / 2.0 * part;
            let output = resample(&tone(frequency, from, seconds_for(from, to)), from, to);
            // The exact tone has the same position in time as in the input.
            let step = 2.0 * PI * frequency / f64::from(to);
            let error: Vec<f32> = output
                .iter()
                .enumerate()
                .map(|(i, &sample)| (f64::from(sample) - (step * i as f64).sin()) as f32)
                .collect();
            let noise = db(total_amplitude(&error));
            worst = worst.max(noise);
            assert!(noise < -120.0, "{from} -> {to}: {frequency:.0} Hz with {noise:.1} dB");
        }
    }
    println!("the worst error is at {worst:.1} dB");
}

#[test]
fn an_impulse_keeps_its_position_and_is_symmetric() {
    // With the other ratios, an output coincides with an input only after seconds. Other tests check their delay.
    let coinciding = RATIOS.into_iter().filter(|&(from, to)| gcd(from as usize, to as usize) > 10);
    for (from, to) in coinciding {
        let (up, down) = reduce(to as usize, from as usize);
        // A position where an output coincides with an input.
        let at = (from as usize / 20).next_multiple_of(down);
        let mut input = vec![0.0; at * 2];
        input[at] = 1.0;
        let output = resample(&input, from, to);
        let (peak, _) = output.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap();
        assert_eq!(peak, at / down * up, "{from} -> {to}");
        // Linear phase: both sides are the same.
        for distance in 1..40 {
            let difference = output[peak - distance] - output[peak + distance];
            assert!(difference.abs() < 1e-6, "{from} -> {to}: {distance}: {difference}");
        }
    }
}

#[test]
fn a_constant_signal_is_unchanged() {
    for (from, to) in RATIOS {
        let output = resample(&vec![0.75; from as usize / 20], from, to);
        let edge = output.len() / 4;
        for sample in &output[edge..3 * edge] {
            assert!((sample - 0.75).abs() < 2e-6, "{from} -> {to}: {sample}");
        }
    }
}

#[test]
fn every_length_gives_complete_output() {
    for (from, to) in [(48_000, 16_000), (44_100, 48_000), (44_101, 16_000), (192_000, 8_000)] {
        let long = resample(&tone(700.0, from, 0.3), from, to);
        for frames in [0, 1, 2, 3, 31, 999, 2447, 2448, 2449, 4095, 4096, 8193] {
            let output = resample(&tone(700.0, from, 0.3)[..frames], from, to);
            assert_eq!(output.len() as u64, output_frames(frames, from, to));
            // Far from the end, the output does not depend on the length of the signal.
            let same = output.len().saturating_sub(from.max(to).div_ceil(from) as usize * 210);
            for (sample, expected) in output[..same].iter().zip(&long) {
                assert!((sample - expected).abs() < 2e-6, "{from} -> {to}, {frames}: {sample} for {expected}");
            }
        }
    }
}

#[test]
fn every_rate_converts_to_every_other_rate() {
    let rates = [8_000, 11_025, 12_345, 16_000, 22_050, 24_000, 44_100, 48_000];
    for from in rates {
        for to in rates.into_iter().filter(|&to| to != from) {
            let output = resample(&tone(1000.0, from, 0.06), from, to);
            let level = db(amplitude(&output, 1000.0, to));
            assert!(level.abs() < 0.002, "{from} -> {to}: {level:.4} dB");
        }
    }
}

#[test]
fn the_output_before_the_end_is_that_of_the_whole_signal_and_never_too_long() {
    for (from, to) in RATIOS {
        let input = tone(440.0, from, 0.3);
        let mut output = Vec::new();
        let mut resampler = Resampler::new(from, to);
        for (number, chunk) in input.chunks(97).enumerate() {
            resampler.push(chunk.iter().copied(), |block| output.extend_from_slice(block));
            let whole = output_frames(97 * number + chunk.len(), from, to);
            assert!(output.len() as u64 <= whole, "{from} -> {to}: {} of {whole} frames", output.len());
        }
        resampler.finish(|block| output.extend_from_slice(block));
        assert!(output == resample(&input, from, to), "{from} -> {to}");
    }
}
