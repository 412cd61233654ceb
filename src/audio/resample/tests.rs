use super::*;
use std::f64::consts::PI;

/// Every path: symmetrical phases, few and many phases, interpolated ones, none to three halvings, both directions.
const RATIOS: [(u32, u32); 16] = [
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
];

fn resample(input: &[f32], from: u32, to: u32) -> Vec<f32> {
    let mut output = Vec::new();
    Resampler::new(from, to).run(input, |block| output.extend_from_slice(block));
    output
}

fn tone(frequency: f64, rate: u32, seconds: f64) -> Vec<f32> {
    let step = 2.0 * PI * frequency / f64::from(rate);
    (0..(f64::from(rate) * seconds) as usize)
        .map(|i| (step * i as f64).sin() as f32)
        .collect()
}

/// The amplitude at one frequency: a Fourier sum under a Blackman-Harris window, whose side lobes are 92 dB down, over the
/// middle of the signal, where its edges play no part.
fn amplitude(signal: &[f32], frequency: f64, rate: u32) -> f64 {
    let edge = signal.len() / 8;
    let middle = &signal[edge..signal.len() - edge];
    let (mut re, mut im, mut weight) = (0.0, 0.0, 0.0);
    for (i, &sample) in middle.iter().enumerate() {
        let x = 2.0 * PI * (i as f64 + 0.5) / middle.len() as f64;
        let window =
            0.358_75 - 0.488_29 * x.cos() + 0.141_28 * (2.0 * x).cos() - 0.011_68 * (3.0 * x).cos();
        let (sin, cos) = (2.0 * PI * frequency / f64::from(rate) * i as f64).sin_cos();
        re += window * cos * f64::from(sample);
        im += window * sin * f64::from(sample);
        weight += window;
    }
    2.0 * re.hypot(im) / weight
}

fn db(ratio: f64) -> f64 {
    20.0 * ratio.max(1e-12).log10()
}

fn rms(signal: &[f32]) -> f64 {
    let edge = signal.len() / 8;
    let middle = &signal[edge..signal.len() - edge];
    (middle.iter().map(|&s| f64::from(s).powi(2)).sum::<f64>() / middle.len() as f64).sqrt()
}

fn seconds_for(from: u32, to: u32) -> f64 {
    // Enough periods and filter lengths, and no more: the tests also run without optimisation.
    (6000.0 / f64::from(from.min(to))).max(0.1)
}

#[test]
fn the_length_is_the_same_duration_rounded() {
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
    assert_eq!(
        output_frames(usize::MAX, 8_000, 192_000),
        u64::MAX,
        "saturates"
    );
}

#[test]
fn tones_keep_their_level_and_frequency() {
    for (from, to) in RATIOS {
        let nyquist = f64::from(from.min(to)) / 2.0;
        for part in [0.02, 0.1, 0.3, 0.5, 0.7, 0.85, 0.9] {
            let frequency = (nyquist * part).round();
            let output = resample(&tone(frequency, from, seconds_for(from, to)), from, to);
            let level = db(amplitude(&output, frequency, to));
            assert!(
                level.abs() < 0.05,
                "{from} -> {to}: {frequency} Hz at {level:.4} dB"
            );
            // All the energy is at that frequency.
            let rest = db(rms(&output) * 2f64.sqrt());
            assert!(
                (rest - level).abs() < 0.02,
                "{from} -> {to}: {frequency} Hz, in all {rest:.4} dB"
            );
        }
    }
}

#[test]
fn tones_that_do_not_fit_are_filtered_out() {
    let mut worst = f64::MIN;
    // A rate that is hardly lower leaves no tones to try.
    for (from, to) in RATIOS.into_iter().filter(|&(from, to)| from > to + 100) {
        let (top, nyquist) = (f64::from(from) / 2.0, f64::from(to) / 2.0);
        for step in 0..12 {
            let frequency =
                nyquist * 1.002 + (top * 0.999 - nyquist * 1.002) * f64::from(step) / 11.0;
            let output = resample(&tone(frequency, from, seconds_for(from, to)), from, to);
            // Whatever is left, at any frequency.
            let rejection = db(rms(&output) * 2f64.sqrt());
            worst = worst.max(rejection);
            assert!(
                rejection < -95.0,
                "{from} -> {to}: {frequency:.0} Hz leaves {rejection:.1} dB"
            );
        }
    }
    println!("the worst alias is at {worst:.1} dB");
}

#[test]
fn no_images_are_made() {
    let mut worst = f64::MIN;
    for (from, to) in RATIOS.into_iter().filter(|(from, to)| from < to) {
        for part in [0.1, 0.5, 0.9] {
            let frequency = f64::from(from) / 2.0 * part;
            let output = resample(&tone(frequency, from, seconds_for(from, to)), from, to);
            let nyquist = f64::from(to) / 2.0;
            let images = (1..4).flat_map(|n| {
                [-1.0, 1.0].map(|side| f64::from(from) * f64::from(n) + side * frequency)
            });
            for image in images.filter(|&image| image < nyquist) {
                let level = db(amplitude(&output, image, to));
                worst = worst.max(level);
                assert!(
                    level < -90.0,
                    "{from} -> {to}: {frequency:.0} Hz has an image at {image:.0} Hz, {level:.1} dB"
                );
            }
        }
    }
    println!("the worst image is at {worst:.1} dB");
}

/// The tone is taken away from the output by least squares; the rest, as one figure, is all that was made wrong.
#[test]
fn nothing_is_added_to_a_tone() {
    for (from, to) in RATIOS {
        let frequency = f64::from(from.min(to)) * 0.2;
        let output = resample(&tone(frequency, from, seconds_for(from, to)), from, to);
        let edge = output.len() / 4;
        // At the same time as in the input: the delay is compensated.
        let step = 2.0 * PI * frequency / f64::from(to);
        let error = output
            .iter()
            .enumerate()
            .skip(edge)
            .take(2 * edge)
            .map(|(i, &sample)| (f64::from(sample) - (step * i as f64).sin()).powi(2));
        let noise = db((error.sum::<f64>() / (2 * edge) as f64).sqrt());
        assert!(noise < -95.0, "{from} -> {to}: {noise:.1} dB");
    }
}

#[test]
fn an_impulse_stays_at_its_time() {
    for (from, to) in RATIOS {
        let (step, phases) = (
            from / gcd(from.into(), to.into()) as u32,
            to / gcd(from.into(), to.into()) as u32,
        );
        // A place where an output falls on an input.
        let at = (from / 10).next_multiple_of(step) as usize;
        let mut input = vec![0.0; at * 2];
        input[at] = 1.0;
        let output = resample(&input, from, to);
        let (peak, _) = output
            .iter()
            .enumerate()
            .max_by(|a, b| a.1.total_cmp(b.1))
            .unwrap();
        assert_eq!(peak, at / step as usize * phases as usize, "{from} -> {to}");
        // Linear phase: the same on both sides.
        for distance in 1..40 {
            let difference = output[peak - distance] - output[peak + distance];
            assert!(
                difference.abs() < 1e-5,
                "{from} -> {to}: {distance}: {difference}"
            );
        }
    }
}

#[test]
fn a_constant_stays_the_same_constant() {
    for (from, to) in RATIOS {
        let output = resample(&vec![0.75; from as usize / 5], from, to);
        let edge = output.len() / 4;
        for sample in &output[edge..3 * edge] {
            assert!((sample - 0.75).abs() < 2e-6, "{from} -> {to}: {sample}");
        }
    }
}

#[test]
fn lengths_around_a_block_and_odd_ones_are_whole() {
    for (from, to) in [
        (48_000, 16_000),
        (44_100, 48_000),
        (44_101, 16_000),
        (192_000, 8_000),
    ] {
        let long = resample(&tone(700.0, from, 0.3), from, to);
        for frames in [1, 2, 3, 31, 999, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 1] {
            let output = resample(&tone(700.0, from, 0.3)[..frames], from, to);
            assert_eq!(output.len() as u64, output_frames(frames, from, to));
            // Well before the end it does not matter how long the signal is.
            let same = output.len().saturating_sub(output.len().min(200));
            assert_eq!(output[..same], long[..same], "{from} -> {to}, {frames}");
        }
    }
}

#[test]
fn every_rate_becomes_every_other() {
    let rates = [
        8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400,
        192_000, 12_345,
    ];
    for from in rates {
        for to in rates.into_iter().filter(|&to| to != from) {
            let output = resample(&tone(1000.0, from, 0.1), from, to);
            let level = db(amplitude(&output, 1000.0, to));
            assert!(level.abs() < 0.05, "{from} -> {to}: {level:.3} dB");
        }
    }
}
