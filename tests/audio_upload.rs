//! The WAV file that arrives at the service, for every sample format and several numbers of channels. Without resampling it
//! is compared sample by sample. With resampling the level, frequency, delay and aliases of tones are measured.

mod support;

use base64::{Engine, engine::general_purpose::STANDARD};
use convai_emulator::Emulator;
use std::{cell::Cell, fs, io::Cursor, path::PathBuf};
use support::{
    Folder, Program, emulator, journal_with_audio,
    waveform::{self, FORMATS, Noise, Tone, decibels},
};

/// More than one block of any inner loop, and not a multiple of one.
const FRAMES: usize = 4099;

/// Samples, their format, and the file that holds them.
struct Recording {
    name: String,
    format: i32,
    sample_bytes: usize,
    channels: usize,
    rate: u32,
    /// 0 keeps the rate.
    target: u32,
    data: Vec<u8>,
    path: PathBuf,
}

impl Recording {
    fn line(&self) -> String {
        format!("{} {} {} {} {}\n", self.format, self.channels, self.rate, self.target, self.path.display())
    }

    fn frames(&self) -> usize {
        self.data.len() / (self.sample_bytes * self.channels)
    }
}

/// The recordings of a test.
struct Recordings {
    folder: Folder,
    recordings: Vec<Recording>,
}

impl Recordings {
    fn new() -> Self {
        Self { folder: Folder::new("recordings"), recordings: Vec::new() }
    }

    fn record(&mut self, format: usize, channels: usize, rate: u32, target: u32, name: &str, data: Vec<u8>) {
        let (format_name, format, sample_bytes) = FORMATS[format];
        let name = format!("{format_name}, {channels} channels, {rate} Hz to {target} Hz, {name}");
        let path = self.folder.file(&format!("{}.pcm", self.recordings.len()), &data);
        self.recordings.push(Recording { name, format, sample_bytes, channels, rate, target, data, path });
    }

    /// Uploads all recordings, and calls `check` with each of them and the samples that arrived.
    fn send(&self, check: impl Fn(&Recording, &[i16])) {
        let emulator = emulator();
        let lines: String = self.recordings.iter().map(Recording::line).collect();
        Program::c("audio_upload").against(&emulator).input(lines).passes();
        let files = arrived(&emulator);
        assert_eq!(files.len(), self.recordings.len());
        for (recording, file) in self.recordings.iter().zip(&files) {
            let rate = if recording.target == 0 { recording.rate } else { recording.target };
            let samples = read(&recording.name, file, rate);
            check(recording, &samples);
            let built = fs::read(recording.path.with_extension("pcm.wav")).expect("the program has written the file");
            assert!(built == *file, "{}: convai_audio_build_wav makes what a turn sends", recording.name);
        }
    }
}

/// The uploaded files in order. The form field has the sample rate of the file.
fn arrived(emulator: &Emulator) -> Vec<Vec<u8>> {
    let journal = journal_with_audio(emulator);
    let lines = journal.as_array().expect("a list").iter();
    lines
        .map(|line| {
            let file = &line["files"][0];
            assert_eq!(line["values"]["sample_rate"], file["wav"]["sample_rate"].to_string(), "{line}");
            STANDARD.decode(file["base64"].as_str().expect("a string")).expect("base64")
        })
        .collect()
}

/// The samples of a WAV file with a 44-byte header, as an independent reader reads them.
fn read(name: &str, file: &[u8], rate: u32) -> Vec<i16> {
    let reader = hound::WavReader::new(Cursor::new(file)).expect("a WAV");
    let spec = reader.spec();
    assert_eq!((spec.channels, spec.bits_per_sample, spec.sample_rate), (1, 16, rate), "{name}");
    assert_eq!(spec.sample_format, hound::SampleFormat::Int, "{name}");
    let samples: Vec<i16> = reader.into_samples().collect::<Result<_, _>>().expect("samples");
    assert_eq!(file.len(), 44 + 2 * samples.len(), "{name}");
    samples
}

/// Random samples, the ends of the range, and values whose mean over two channels is a tie. Floats also have values outside
/// the range, NaN and infinities.
fn anything(format: usize, channels: usize, seed: u64) -> Vec<u8> {
    let (_, format, _) = FORMATS[format];
    let mut noise = Noise(seed);
    let special = [-1.0, 1.0, 0.0, 1.0 / 32_768.0, -1.0 / 32_768.0, 0.5 / 32_768.0, 1.5 / 32_768.0, -2.5 / 32_768.0];
    let outside = [1.5, -1.5, 1e30, -1e30, f64::NAN, f64::INFINITY, -0.0, 1e-40];
    let mut data = Vec::new();
    for frame in 0..FRAMES {
        for _ in 0..channels {
            let value = match (frame % 8, noise.next()) {
                (0, pick) => special[pick as usize % special.len()],
                (1, pick) if format == 5 => outside[pick as usize % outside.len()],
                (_, any) => f64::from(any) / 2_147_483_648.0 - 1.0,
            };
            data.extend(waveform::encode(format, value));
        }
    }
    data
}

#[test]
fn without_resampling_every_sample_is_the_mean_of_its_frame() {
    let mut recordings = Recordings::new();
    for format in 0..FORMATS.len() {
        for channels in [1, 2, 6, 3, 5, 8, 32] {
            let rate = [8_000, 16_000, 22_050, 44_100, 192_000][format];
            let data = anything(format, channels, (format * 100 + channels) as u64);
            recordings.record(format, channels, rate, 0, "anything", data);
        }
    }
    recordings.send(|recording, samples| {
        assert_eq!(samples.len(), recording.frames(), "{}", recording.name);
        // 8 and 16 bits are exact. The wider formats are summed with 24 bits, which may round a near tie differently.
        let slack = if recording.format <= 2 { 0.0 } else { 1.0 / 64.0 };
        let frames = recording.data.chunks(recording.sample_bytes * recording.channels);
        for (index, (frame, &sample)) in frames.zip(samples).enumerate() {
            let sum: f64 =
                frame.chunks(recording.sample_bytes).map(|bytes| waveform::decode(recording.format, bytes)).sum();
            let exact = (sum / recording.channels as f64 * 32_768.0).clamp(-32_768.0, 32_767.0);
            let off = (f64::from(sample) - exact).abs();
            assert!(off <= 0.5 + slack, "{}, frame {index}: {sample} for {exact}", recording.name);
            if slack == 0.0 {
                assert_eq!(f64::from(sample), exact.round_ties_even(), "{}, frame {index}", recording.name);
            }
        }
    });
}

#[test]
fn sixteen_bit_mono_is_sent_untouched() {
    let mut recordings = Recordings::new();
    let all: Vec<u8> = (i16::MIN..=i16::MAX).flat_map(i16::to_le_bytes).collect();
    recordings.record(1, 1, 16_000, 0, "every sample", all.clone());
    recordings.record(1, 1, 16_000, 16_000, "every sample, and the rate asked for that it has", all);
    recordings.record(1, 1, 48_000, 0, "a single sample", vec![1, 2]);
    recordings.send(|recording, samples| {
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        assert!(bytes == recording.data, "{}", recording.name);
    });
}

/// Half a second of tones. Each channel has another share of the amplitude, and the mean of the channels is the full tone.
fn tones(format: usize, channels: usize, rate: u32, tones: &[Tone]) -> Vec<u8> {
    let mut data = Vec::new();
    for frame in 0..rate as usize / 2 {
        let sum: f64 = tones.iter().map(|tone| tone.at(frame as f64 / f64::from(rate))).sum();
        for channel in 0..channels {
            let share = if channels == 1 { 1.0 } else { 2.0 * channel as f64 / (channels - 1) as f64 };
            data.extend(waveform::encode(FORMATS[format].1, sum * share));
        }
    }
    data
}

/// Ratios below and above 1, extreme ones, and rates without a large common factor.
const RATES: [(u32, u32); 10] = [
    (44_100, 16_000),
    (48_000, 16_000),
    (16_000, 48_000),
    (22_050, 24_000),
    (192_000, 8_000),
    (8_000, 192_000),
    (96_000, 44_100),
    (11_025, 16_000),
    (44_101, 16_001),
    (16_000, 15_999),
];

#[test]
fn resampling_keeps_level_frequency_and_time() {
    let mut recordings = Recordings::new();
    for format in 0..FORMATS.len() {
        for channels in [1, 2, 6] {
            recordings.record(format, channels, 44_100, 16_000, "440 Hz", tones(format, channels, 44_100, &[KEPT]));
        }
    }
    for (from, to) in RATES {
        recordings.record(4, 1, from, to, "440 Hz", tones(4, 1, from, &[KEPT]));
        recordings.record(4, 2, from, to, "440 Hz", tones(4, 2, from, &[KEPT]));
    }
    recordings.send(|recording, samples| {
        let name = &recording.name;
        let exact = recording.frames() as f64 * f64::from(recording.target) / f64::from(recording.rate);
        assert!((samples.len() as f64 - exact).abs() <= 0.5, "{name}: {} frames for {exact}", samples.len());
        let (found, left) = waveform::fit(samples, recording.target, KEPT.0);
        let level = decibels(found.1 / KEPT.1);
        assert!(level.abs() < 0.01, "{name}: the level is off by {level:.4} dB");
        // The rest contains frequency errors, echoes and aliases, and the rounding of input and output, which for 8 bits
        // is 43 dB below a tone at half scale.
        let limit = if recording.format == 1 { -40.0 } else { -88.0 };
        let left = decibels(left / KEPT.1);
        assert!(left < limit, "{name}: {left:.1} dB are left beside the tone");
        let late = (found.2 - KEPT.2) / (std::f64::consts::TAU * KEPT.0) * f64::from(recording.rate);
        assert!(late.abs() < 0.02, "{name}: {late:.3} samples late");
    });
}

const KEPT: Tone = Tone(440.0, 0.4, 0.3);

/// Up to 0.91 of the lower Nyquist frequency.
#[test]
fn resampling_keeps_high_tones() {
    let mut recordings = Recordings::new();
    for (from, to) in RATES {
        for part in [0.5, 0.91] {
            let tone = Tone((f64::from(from.min(to)) / 2.0 * part).round(), 0.4, 0.0);
            recordings.record(4, 1, from, to, &format!("{}", tone.0), tones(4, 1, from, &[tone]));
        }
    }
    recordings.send(|recording, samples| {
        let frequency: f64 = recording.name.rsplit(' ').next().expect("it is there").parse().expect("a number");
        let (found, left) = waveform::fit(samples, recording.target, frequency);
        let (level, left) = (decibels(found.1 / 0.4), decibels(left / 0.4));
        assert!(level.abs() < 0.005, "{}: the level is off by {level:.4} dB", recording.name);
        assert!(left < -88.0, "{}: an alias or an image at {left:.1} dB", recording.name);
    });
}

/// Tones above the lower Nyquist frequency are removed down to the rounding noise of 16 bits.
#[test]
fn resampling_leaves_no_aliases() {
    let mut recordings = Recordings::new();
    let mut record = |format: usize, channels: usize, from: u32, to: u32, frequency: f64| {
        let data = tones(format, channels, from, &[Tone(frequency, 0.5, 0.0)]);
        recordings.record(format, channels, from, to, &format!("{frequency} Hz"), data);
    };
    for format in 0..FORMATS.len() {
        for channels in [1, 2, 6] {
            record(format, channels, 44_100, 16_000, 11_000.0);
        }
    }
    for (from, to) in RATES.into_iter().filter(|(from, to)| f64::from(*from) > 1.05 * f64::from(*to)) {
        let (top, limit) = (f64::from(from) / 2.0, f64::from(to) / 2.0);
        for part in [0.01, 0.1, 0.33, 0.6, 0.95] {
            record(4, 1, from, to, (limit + part * (top - limit)).round());
        }
    }
    let worst = Cell::new(f64::NEG_INFINITY);
    recordings.send(|recording, samples| {
        let left = decibels(waveform::rms(samples) / (0.5 / 2f64.sqrt()));
        // The input with 8 bits contains rounding noise of its own, so only the level of the alias is measured.
        let (left, limit) = if recording.format == 1 { (alias(recording, samples), -60.0) } else { (left, -88.0) };
        assert!(left < limit, "{}: {left:.1} dB", recording.name);
        if recording.format != 1 {
            worst.set(worst.get().max(left));
        }
    });
    println!("the strongest alias: {:.1} dB", worst.get());
}

/// The level of the frequency that an alias of the 11 kHz tone has.
fn alias(recording: &Recording, samples: &[i16]) -> f64 {
    decibels(waveform::fit(samples, recording.target, f64::from(recording.target) - 11_000.0).0.1 / 0.5)
}
