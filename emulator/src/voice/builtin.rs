//! The built-in voice: a small formant synthesizer that turns text into syllables without meaning (babble).
//!
//! The result has the length and the intonation of the sentence. Each character has its own pitch. The same text gives
//! the same samples on every machine.

use std::f32::consts::{PI, TAU};
use std::sync::OnceLock;

use super::{Speaker, Speaking, Voice};
use crate::hash::splitmix64;
use crate::wav::Pcm;

pub const DEFAULT_RATE: u32 = 24_000;
/// Longer replies are cut off.
const MAX_SECONDS: u32 = 12;
const HARMONICS: usize = 14;
const VOLUME: f32 = 0.28;
/// Samples in a wavetable, which holds one period.
const TABLE_LENGTH: usize = 1024;

/// The first two formants of each vowel in Hz.
const VOWELS: [(char, f32, f32); 6] = [
    ('a', 760.0, 1250.0),
    ('e', 480.0, 1900.0),
    ('i', 310.0, 2250.0),
    ('o', 500.0, 900.0),
    ('u', 340.0, 780.0),
    ('y', 320.0, 1700.0),
];

enum Sound {
    /// `vowel` is an index into `VOWELS`. `breath` adds noise at the start, as for an unvoiced consonant.
    Syllable {
        vowel: usize,
        seconds: f32,
        breath: bool,
    },
    Pause(f32),
}

/// Speaks every text.
pub struct BuiltinVoice;

impl Voice for BuiltinVoice {
    /// Synthesis is CPU-bound, so it runs on a blocking thread and does not delay other connections.
    fn speak<'a>(&'a self, text: &'a str, speaker: &'a Speaker, rate: u32) -> Speaking<'a> {
        let (text, speaker) = (text.to_owned(), speaker.clone());
        Box::pin(async move { Ok(tokio::task::spawn_blocking(move || speak(&text, &speaker, rate)).await.ok()) })
    }
}

/// Speaks the text. A rate of 0 means `DEFAULT_RATE`.
fn speak(text: &str, speaker: &Speaker, rate: u32) -> Pcm {
    let rate = if rate == 0 { DEFAULT_RATE } else { rate };
    let mut synthesizer = Synthesizer::new(speaker, rate);
    let sounds = sounds(text);
    let question = text.trim_end().ends_with('?');
    let count = sounds.len().max(1) as f32;
    for (index, sound) in sounds.iter().enumerate() {
        // The pitch falls over a statement, and rises at the end of a question.
        let position = index as f32 / count;
        let intonation = match question && position > 0.75 {
            true => 1.0 + 0.8 * (position - 0.75),
            false => 1.06 - 0.12 * position,
        };
        match sound {
            Sound::Syllable { vowel, seconds, breath } => {
                synthesizer.add_syllable(*vowel, *seconds, intonation, *breath);
            }
            Sound::Pause(seconds) => synthesizer.add_silence(*seconds),
        }
        if synthesizer.samples.len() >= (MAX_SECONDS * rate) as usize {
            break;
        }
    }
    synthesizer.add_silence(0.08);
    Pcm { samples: synthesizer.samples, rate }
}

/// Splits a text into syllables and pauses.
fn sounds(text: &str) -> Vec<Sound> {
    let mut sounds = vec![Sound::Pause(0.05)];
    let mut letters: Vec<char> = Vec::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            // A consonant after a vowel starts the next syllable.
            let has_vowel = letters.iter().any(|c| vowel_index(*c).is_some());
            let starts_syllable = has_vowel && vowel_index(character).is_none();
            if starts_syllable || letters.len() >= 4 {
                push_syllable(&mut sounds, &mut letters);
            }
            letters.push(character);
            continue;
        }
        push_syllable(&mut sounds, &mut letters);
        sounds.push(Sound::Pause(match character {
            '.' | '!' | '?' | '。' | '！' | '？' => 0.22,
            ',' | ';' | ':' | '、' | '，' => 0.12,
            _ => 0.035,
        }));
    }
    push_syllable(&mut sounds, &mut letters);
    sounds
}

/// Turns the collected letters into a sound, and removes them.
fn push_syllable(sounds: &mut Vec<Sound>, letters: &mut Vec<char>) {
    let (Some(first), Some(last)) = (letters.first(), letters.last()) else {
        return;
    };
    let vowel = letters.iter().find_map(|c| vowel_index(*c));
    let seconds = 0.085 + 0.018 * letters.len() as f32;
    match vowel {
        // Consonants alone, usually at the end of a word, become a short pause.
        None if first.is_ascii_alphabetic() => sounds.push(Sound::Pause(0.03)),
        // Digits and letters of other scripts get a vowel that depends on the last character.
        _ => sounds.push(Sound::Syllable {
            vowel: vowel.unwrap_or(*last as usize % 5),
            seconds,
            breath: matches!(first, 's' | 'f' | 'h' | 'c' | 'z' | 'x' | 't' | 'k' | 'p'),
        }),
    }
    letters.clear();
}

/// The index of the letter in `VOWELS`, ignoring accents.
fn vowel_index(letter: char) -> Option<usize> {
    let base = match letter {
        'à'..='æ' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    };
    VOWELS.iter().position(|(vowel, ..)| *vowel == base)
}

struct Synthesizer {
    samples: Vec<i16>,
    rate: f32,
    pitch: f32,
    /// Position in the wavetable, from 0 to 1. It continues from one syllable to the next, which avoids clicks.
    phase: f32,
    noise_counter: u64,
}

impl Synthesizer {
    fn new(speaker: &Speaker, rate: u32) -> Self {
        let seed = speaker.seed();
        let spread = (seed % 1000) as f32 / 1000.0;
        let pitch = match speaker.female {
            true => 175.0 + 65.0 * spread,
            false => 90.0 + 50.0 * spread,
        };
        Self { samples: Vec::new(), rate: rate as f32, pitch, phase: 0.0, noise_counter: seed | 1 }
    }

    fn add_silence(&mut self, seconds: f32) {
        let length = self.samples.len() + (seconds * self.rate) as usize;
        self.samples.resize(length, 0);
    }

    fn add_syllable(&mut self, vowel: usize, seconds: f32, intonation: f32, breath: bool) {
        let pitch = self.pitch * intonation;
        let table = self.wavetable(vowel, pitch);
        let length = (seconds * self.rate) as usize;
        let attack = 0.018 * self.rate;
        let release = 0.045 * self.rate;
        let breath_length = if breath { 0.03 * self.rate } else { 0.0 };
        for index in 0..length {
            let at = index as f32;
            let rise = (at / attack).min(1.0);
            let fall = ((length - index) as f32 / release).min(1.0);
            // A slight change of pitch within the syllable sounds more like speech than a constant tone.
            let bend = 1.0 + 0.03 * (PI * at / length as f32).sin();
            self.phase = (self.phase + pitch * bend / self.rate).fract();
            let tone = table[(self.phase * TABLE_LENGTH as f32) as usize % TABLE_LENGTH];
            let noise = if at < breath_length { 0.12 * self.noise() * (PI * at / breath_length).sin() } else { 0.0 };
            let value = VOLUME * raised_cosine(fall) * (tone * raised_cosine(rise) + noise);
            self.samples.push((value.clamp(-1.0, 1.0) * 32_767.0) as i16);
        }
    }

    /// One period of the vowel at this pitch. Summing the harmonics once per syllable is cheaper than once per sample.
    fn wavetable(&self, vowel: usize, pitch: f32) -> Vec<f32> {
        let sine = sine_table();
        let mut table = vec![0.0; TABLE_LENGTH];
        for (index, amplitude) in self.harmonic_amplitudes(vowel, pitch).iter().enumerate() {
            for (step, value) in table.iter_mut().enumerate() {
                *value += amplitude * sine[step * (index + 1) % TABLE_LENGTH];
            }
        }
        table
    }

    /// The amplitude of each harmonic: higher near a formant of the vowel. The amplitudes add up to 1.
    fn harmonic_amplitudes(&self, vowel: usize, pitch: f32) -> [f32; HARMONICS] {
        let (_, first, second) = VOWELS[vowel % VOWELS.len()];
        let resonance = |frequency: f32, formant: f32, width: f32| {
            let distance = (frequency - formant) / width;
            1.0 / (1.0 + distance * distance)
        };
        let mut amplitudes = [0.0; HARMONICS];
        for (index, amplitude) in amplitudes.iter_mut().enumerate() {
            let frequency = pitch * (index + 1) as f32;
            // Harmonics near the Nyquist frequency are left out.
            if frequency < 0.45 * self.rate {
                *amplitude = 0.05 / (index + 1) as f32
                    + resonance(frequency, first, 110.0)
                    + 0.5 * resonance(frequency, second, 160.0);
            }
        }
        let sum: f32 = amplitudes.iter().sum();
        amplitudes.map(|amplitude| amplitude / sum.max(f32::EPSILON))
    }

    /// White noise from -1 to 1.
    fn noise(&mut self) -> f32 {
        self.noise_counter = self.noise_counter.wrapping_add(1);
        (splitmix64(self.noise_counter) >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }
}

/// A smooth transition from 0 to 1, which avoids clicks.
fn raised_cosine(level: f32) -> f32 {
    0.5 - 0.5 * (PI * level).cos()
}

/// One period of a sine.
fn sine_table() -> &'static [f32; TABLE_LENGTH] {
    static TABLE: OnceLock<[f32; TABLE_LENGTH]> = OnceLock::new();
    TABLE.get_or_init(|| std::array::from_fn(|step| (TAU * step as f32 / TABLE_LENGTH as f32).sin()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker(id: &str, female: bool) -> Speaker {
        Speaker { id: id.to_owned(), female, ..Speaker::default() }
    }

    #[test]
    fn a_text_gives_the_same_samples_for_one_character_and_others_for_another() {
        let text = "What is your name?";
        let first = speak(text, &speaker("a", false), 0);
        assert_eq!(first.samples, speak(text, &speaker("a", false), 0).samples);
        assert_ne!(first.samples, speak(text, &speaker("b", false), 0).samples);
        assert_eq!(first.rate, DEFAULT_RATE);
    }

    #[test]
    fn the_voice_is_audible_without_clipping_or_clicks() {
        let pcm = speak("I keep the lamps of Harbour Street, and I like fog.", &speaker("a", true), 0);
        let seconds = pcm.samples.len() as f32 / pcm.rate as f32;
        assert!((1.5..6.0).contains(&seconds), "{seconds}");
        let peak = pcm.samples.iter().map(|s| i32::from(*s).abs()).max();
        assert!(peak.is_some_and(|peak| (1500..16_000).contains(&peak)), "{peak:?}");
        let jump = pcm.samples.windows(2).map(|w| (i32::from(w[1]) - i32::from(w[0])).abs()).max();
        assert!(jump.is_some_and(|jump| jump < 6_000), "{jump:?}");
        assert_eq!(pcm.samples.last(), Some(&0));
    }

    #[test]
    fn any_text_and_any_rate_give_samples() {
        for text in ["", "???", "お名前は何ですか", "привет", "1234"] {
            let pcm = speak(text, &speaker("a", false), 8_000);
            assert!(!pcm.samples.is_empty(), "{text}");
        }
        let long = speak(&"word ".repeat(5000), &speaker("a", false), 0);
        assert!(long.samples.len() < (MAX_SECONDS as usize + 1) * DEFAULT_RATE as usize);
    }
}
