//! Speech of synthetic voices and of people, and what is heard beside it.

use convai::api::read_audio;
use std::{f32::consts::TAU, fs, process::Command};

pub const RATE: usize = 16_000;

/// The level of speech, as its root mean square while somebody speaks: -20 dBFS.
const SPEECH_LEVEL: f32 = 0.1;

/// Voices of espeak-ng, with a sentence each.
const VOICES: [(&str, &str); 12] = [
    ("en-us", "Good evening. What is your name?"),
    ("en-gb+f2", "Where can I buy a map of the old harbour?"),
    ("en-us+f3", "Hello there!"),
    ("en-gb+m3", "Tell me what you saw last night."),
    ("de", "Guten Abend, wie geht es Ihnen?"),
    ("de+f2", "Ich suche den Weg zum Hafen."),
    ("fr", "Bonjour, comment vous appelez-vous ?"),
    ("fr+f3", "Je cherche le chemin du port."),
    ("es", "Buenas noches, ¿cómo te llamas?"),
    ("it", "Dove posso comprare una mappa?"),
    ("pl", "Dobry wieczór, jak masz na imię?"),
    ("pt-br+f2", "Boa noite, qual é o seu nome?"),
];

/// The folders of the Debian packages alsa-utils and pocketsphinx-testdata, and the recordings in them.
pub const ALSA: &str = "/usr/share/sounds/alsa";
const ALSA_NAMES: [&str; 8] =
    ["Front_Center", "Front_Left", "Front_Right", "Rear_Center", "Rear_Left", "Rear_Right", "Side_Left", "Side_Right"];
pub const SPHINX: &str = "/usr/share/pocketsphinx/test/data";
const SPHINX_NAMES: [&str; 14] = [
    "cards/001.wav",
    "cards/002.wav",
    "cards/003.wav",
    "cards/004.wav",
    "cards/005.wav",
    "goforward.raw",
    "numbers.raw",
    "something.raw",
    "tidigits/dhd.2934z.raw",
    "librivox/sense_and_sensibility_01_austen_64kb-0870.wav",
    "librivox/sense_and_sensibility_01_austen_64kb-0880.wav",
    "librivox/sense_and_sensibility_01_austen_64kb-0890.wav",
    "librivox/sense_and_sensibility_01_austen_64kb-0920.wav",
    "librivox/sense_and_sensibility_01_austen_64kb-0930.wav",
];

/// Somebody speaks: the samples at 16 kHz, and where the first and the last sound is.
pub struct Speech {
    pub name: String,
    pub samples: Vec<f32>,
    pub first: usize,
    pub last: usize,
}

pub fn of_espeak() -> Vec<Speech> {
    VOICES
        .iter()
        .map(|(voice, text)| {
            let output = Command::new("espeak-ng").args(["-v", voice, "-s", "150", "--stdout", text]).output();
            let output = output.expect("espeak-ng is installed");
            assert!(output.status.success(), "espeak-ng -v {voice}: {}", String::from_utf8_lossy(&output.stderr));
            Speech::new(voice, &output.stdout, None)
        })
        .collect()
}

pub fn of_people() -> Vec<Speech> {
    let alsa = ALSA_NAMES.iter().map(|name| format!("{ALSA}/{name}.wav"));
    let sphinx = SPHINX_NAMES.iter().map(|name| format!("{SPHINX}/{name}"));
    alsa.chain(sphinx)
        .map(|path| {
            let file = fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
            let raw_rate = path.ends_with(".raw").then_some(RATE as u32);
            Speech::new(&path, &file, raw_rate)
        })
        .collect()
}

impl Speech {
    fn new(name: &str, file: &[u8], raw_rate: Option<u32>) -> Self {
        let audio = read_audio(file.to_vec(), raw_rate).unwrap_or_else(|error| panic!("{name}: {error}"));
        let samples: Vec<f32> =
            audio.to_samples().chunks(audio.channels.into()).map(|frame| f32::from(frame[0])).collect();
        let mut samples = to_16_khz(&samples, audio.sample_rate as usize);
        // Parts of 10 ms that are at most 30 dB below the loudest one are speech.
        let part = RATE / 100;
        let levels: Vec<f32> = samples.chunks(part).map(rms).collect();
        let threshold = levels.iter().copied().fold(0.0, f32::max) * 0.032;
        let first = levels.iter().position(|&level| level > threshold).expect("the recording is not silent");
        let last = levels.iter().rposition(|&level| level > threshold).expect("the recording is not silent");
        let (first, last) = (first * part, ((last + 1) * part).min(samples.len()));
        let gain = SPEECH_LEVEL / rms(&samples[first..last]);
        samples.iter_mut().for_each(|sample| *sample *= gain);
        Self { name: name.into(), samples, first, last }
    }
}

/// Linear interpolation behind a moving average: enough to bring recordings to one rate for this purpose.
fn to_16_khz(samples: &[f32], rate: usize) -> Vec<f32> {
    let width = (rate / RATE).max(1);
    let mean = |at: usize| {
        let around = &samples[at.min(samples.len())..(at + width).min(samples.len())];
        around.iter().sum::<f32>() / width as f32
    };
    let outputs = samples.len() * RATE / rate;
    let output = |i: usize| {
        let at = i as f64 * rate as f64 / RATE as f64;
        let fraction = at.fract() as f32;
        mean(at as usize) * (1.0 - fraction) + mean(at as usize + 1) * fraction
    };
    (0..outputs).map(output).collect()
}

pub fn rms(samples: &[f32]) -> f32 {
    (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32).sqrt()
}

/// What is heard all the time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Background {
    Silence,
    /// Pink noise this many decibels below speech.
    Noise(u32),
    /// Four to eight clicks a second, such as those of a keyboard, as loud as speech.
    Clicks,
    /// Chords with a melody and a beat, 10 dB below speech.
    Music,
}

impl Background {
    pub const ALL: [Self; 5] = [Self::Silence, Self::Noise(20), Self::Noise(10), Self::Clicks, Self::Music];

    pub fn name(self) -> String {
        match self {
            Self::Silence => "silence".into(),
            Self::Noise(decibels) => format!("noise-{decibels}"),
            Self::Clicks => "clicks".into(),
            Self::Music => "music".into(),
        }
    }

    pub fn samples(self, count: usize, seed: u32) -> Vec<f32> {
        let mut random = Random(seed.wrapping_mul(2_654_435_761).max(1));
        match self {
            Self::Silence => (0..count).map(|_| random.sample() * 3e-5).collect(),
            Self::Noise(decibels) => {
                let mut noise = pink(count, &mut random);
                let gain = SPEECH_LEVEL * 10f32.powf(-(decibels as f32) / 20.0) / rms(&noise);
                noise.iter_mut().for_each(|sample| *sample *= gain);
                noise
            }
            Self::Clicks => clicks(count, &mut random),
            Self::Music => {
                let mut music = music(count, &mut random);
                let gain = SPEECH_LEVEL * 10f32.powf(-0.5) / rms(&music);
                music.iter_mut().for_each(|sample| *sample *= gain);
                music
            }
        }
    }
}

/// A xorshift generator: the same numbers on every machine.
struct Random(u32);

impl Random {
    fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }

    /// From -1 to 1.
    fn sample(&mut self) -> f32 {
        self.next() as f32 / u32::MAX as f32 * 2.0 - 1.0
    }
}

/// The sum of white noise that is held for 1, 2, 4, ... samples has a spectrum close to that of pink noise.
fn pink(count: usize, random: &mut Random) -> Vec<f32> {
    let mut held = [0.0f32; 12];
    let sample = |i: usize| {
        for (octave, value) in held.iter_mut().enumerate() {
            if i.is_multiple_of(1 << octave) {
                *value = random.sample();
            }
        }
        held.iter().sum()
    };
    (0..count).map(sample).collect()
}

fn clicks(count: usize, random: &mut Random) -> Vec<f32> {
    let mut samples: Vec<f32> = (0..count).map(|_| random.sample() * 3e-5).collect();
    let mut at = RATE / 10;
    while at < count {
        for i in 0..(RATE / 50).min(count - at) {
            samples[at + i] += random.sample() * 0.4 * (-(i as f32) / 60.0).exp();
        }
        at += RATE / 8 + random.next() as usize % (RATE / 8);
    }
    samples
}

fn music(count: usize, random: &mut Random) -> Vec<f32> {
    const CHORDS: [[f32; 3]; 4] =
        [[261.6, 329.6, 392.0], [220.0, 261.6, 329.6], [174.6, 220.0, 261.6], [196.0, 246.9, 293.7]];
    let tone = |frequency: f32, time: f32| {
        (1..6)
            .map(|harmonic| (TAU * frequency * harmonic as f32 * time).sin() / (harmonic * harmonic) as f32)
            .sum::<f32>()
    };
    let sample = |i: usize| {
        let time = i as f32 / RATE as f32;
        let chord = CHORDS[i / (2 * RATE) % 4];
        let note = i / (RATE / 4);
        let in_note = (i % (RATE / 4)) as f32 / RATE as f32;
        let melody = 2.0 * chord[note * 7 % 3] * if note.is_multiple_of(5) { 1.5 } else { 1.0 };
        let beat = (i % (RATE / 2)) as f32 / RATE as f32;
        chord.iter().map(|&frequency| 0.3 * tone(frequency, time)).sum::<f32>()
            + 0.6 * tone(melody, time) * (-6.0 * in_note).exp()
            + (TAU * 60.0 * beat).sin() * (-20.0 * beat).exp()
            + 0.3 * random.sample() * (-60.0 * (in_note * 2.0 % 0.25)).exp()
    };
    (0..count).map(sample).collect()
}
