//! The built-in voice: one syllable per group of letters, sung on the vowel's formants, at a pitch of its own for
//! each character. It says nothing that can be understood, but it has the length and the melody of the sentence.

use std::f32::consts::{PI, TAU};
use std::sync::OnceLock;

use super::Speaker;
use super::wav::Pcm;
use crate::ids::scramble;

const RATE: u32 = 24_000;
/// Longer replies fall silent here.
const LONGEST_SECONDS: u32 = 12;
const HARMONICS: usize = 14;
const LOUDNESS: f32 = 0.28;
/// Steps of one turn of a tone.
const TURN: usize = 1024;

/// The first two resonances of each vowel in Hz.
const VOWELS: [(char, f32, f32); 6] = [
    ('a', 760.0, 1250.0),
    ('e', 480.0, 1900.0),
    ('i', 310.0, 2250.0),
    ('o', 500.0, 900.0),
    ('u', 340.0, 780.0),
    ('y', 320.0, 1700.0),
];

/// A piece of the melody.
enum Sound {
    Syllable { vowel: usize, seconds: f32, hiss: bool },
    Pause(f32),
}

pub fn speak(text: &str, speaker: &Speaker, rate: u32) -> Pcm {
    let rate = if rate == 0 { RATE } else { rate };
    let mut singer = Singer::new(speaker, rate);
    let sounds = sounds(text);
    let question = text.trim_end().ends_with('?');
    let count = sounds.len().max(1) as f32;
    for (index, sound) in sounds.iter().enumerate() {
        // The voice sinks over a statement and rises at the end of a question.
        let position = index as f32 / count;
        let melody = match question && position > 0.75 {
            true => 1.0 + 0.8 * (position - 0.75),
            false => 1.06 - 0.12 * position,
        };
        match sound {
            Sound::Syllable { vowel, seconds, hiss } => singer.sing(*vowel, *seconds, melody, *hiss),
            Sound::Pause(seconds) => singer.rest(*seconds),
        }
        if singer.samples.len() >= (LONGEST_SECONDS * rate) as usize {
            break;
        }
    }
    singer.rest(0.08);
    Pcm { samples: singer.samples, rate }
}

/// Cuts a text into syllables and pauses.
fn sounds(text: &str) -> Vec<Sound> {
    let mut sounds = vec![Sound::Pause(0.05)];
    let mut group: Vec<char> = Vec::new();
    for character in text.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            // A consonant after a vowel begins the next syllable.
            let vowel_seen = group.iter().any(|c| vowel_of(*c).is_some());
            let closes = vowel_seen && vowel_of(character).is_none();
            if closes || group.len() >= 4 {
                flush(&mut sounds, &mut group);
            }
            group.push(character);
            continue;
        }
        flush(&mut sounds, &mut group);
        sounds.push(Sound::Pause(match character {
            '.' | '!' | '?' | '。' | '！' | '？' => 0.22,
            ',' | ';' | ':' | '、' | '，' => 0.12,
            _ => 0.035,
        }));
    }
    flush(&mut sounds, &mut group);
    sounds
}

fn flush(sounds: &mut Vec<Sound>, group: &mut Vec<char>) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else {
        return;
    };
    let vowel = group.iter().find_map(|c| vowel_of(*c));
    let seconds = 0.085 + 0.018 * group.len() as f32;
    // A lone consonant at the end of a word only lengthens what came before, as a short breath.
    match vowel {
        None if first.is_ascii_alphabetic() => sounds.push(Sound::Pause(0.03)),
        _ => sounds.push(Sound::Syllable {
            vowel: vowel.unwrap_or(*last as usize % 5),
            seconds,
            hiss: matches!(first, 's' | 'f' | 'h' | 'c' | 'z' | 'x' | 't' | 'k' | 'p'),
        }),
    }
    group.clear();
}

/// The place in `VOWELS`, with accents taken off.
fn vowel_of(letter: char) -> Option<usize> {
    let plain = match letter {
        'à'..='æ' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' | 'ø' => 'o',
        'ù'..='ü' => 'u',
        'ý' | 'ÿ' => 'y',
        other => other,
    };
    VOWELS.iter().position(|(vowel, ..)| *vowel == plain)
}

struct Singer {
    samples: Vec<i16>,
    rate: f32,
    pitch: f32,
    /// Runs on from one syllable to the next, so that nothing jumps.
    phase: f32,
    noise: u64,
}

impl Singer {
    fn new(speaker: &Speaker, rate: u32) -> Self {
        let seed = speaker.seed();
        let spread = (seed % 1000) as f32 / 1000.0;
        let pitch = match speaker.female {
            true => 175.0 + 65.0 * spread,
            false => 90.0 + 50.0 * spread,
        };
        Self { samples: Vec::new(), rate: rate as f32, pitch, phase: 0.0, noise: seed | 1 }
    }

    fn rest(&mut self, seconds: f32) {
        let length = self.samples.len() + (seconds * self.rate) as usize;
        self.samples.resize(length, 0);
    }

    fn sing(&mut self, vowel: usize, seconds: f32, melody: f32, hiss: bool) {
        let pitch = self.pitch * melody;
        let turn = self.turn(vowel, pitch);
        let length = (seconds * self.rate) as usize;
        let attack = 0.018 * self.rate;
        let release = 0.045 * self.rate;
        let breath = if hiss { 0.03 * self.rate } else { 0.0 };
        for index in 0..length {
            let at = index as f32;
            let rise = (at / attack).min(1.0);
            let fall = ((length - index) as f32 / release).min(1.0);
            // A slight bend makes the syllable sound spoken rather than played.
            let bend = 1.0 + 0.03 * (PI * at / length as f32).sin();
            self.phase = (self.phase + pitch * bend / self.rate).fract();
            let tone = turn[(self.phase * TURN as f32) as usize % TURN];
            let noise = if at < breath { 0.12 * self.hiss() * (PI * at / breath).sin() } else { 0.0 };
            let value = LOUDNESS * smooth(fall) * (tone * smooth(rise) + noise);
            self.samples.push((value.clamp(-1.0, 1.0) * 32_767.0) as i16);
        }
    }

    /// One turn of the vowel at that pitch: its harmonics are summed once here, and not again for every sample.
    fn turn(&self, vowel: usize, pitch: f32) -> Vec<f32> {
        let table = sines();
        let mut turn = vec![0.0; TURN];
        for (index, strength) in self.strengths(vowel, pitch).iter().enumerate() {
            for (step, value) in turn.iter_mut().enumerate() {
                *value += strength * table[step * (index + 1) % TURN];
            }
        }
        turn
    }

    /// How strong each harmonic is: the nearer to a resonance of the vowel, the stronger. They sum to one.
    fn strengths(&self, vowel: usize, pitch: f32) -> [f32; HARMONICS] {
        let (_, first, second) = VOWELS[vowel % VOWELS.len()];
        let near = |frequency: f32, centre: f32, width: f32| {
            let distance = (frequency - centre) / width;
            1.0 / (1.0 + distance * distance)
        };
        let mut strengths = [0.0; HARMONICS];
        for (index, strength) in strengths.iter_mut().enumerate() {
            let frequency = pitch * (index + 1) as f32;
            if frequency < 0.45 * self.rate {
                *strength =
                    0.05 / (index + 1) as f32 + near(frequency, first, 110.0) + 0.5 * near(frequency, second, 160.0);
            }
        }
        let sum: f32 = strengths.iter().sum();
        strengths.map(|strength| strength / sum.max(f32::EPSILON))
    }

    fn hiss(&mut self) -> f32 {
        self.noise = self.noise.wrapping_add(1);
        (scramble(self.noise) >> 40) as f32 / (1u64 << 23) as f32 - 1.0
    }
}

/// A raised cosine: no corner at either end, so no click.
fn smooth(level: f32) -> f32 {
    0.5 - 0.5 * (PI * level).cos()
}

/// One turn of a sine.
fn sines() -> &'static [f32; TURN] {
    static TABLE: OnceLock<[f32; TURN]> = OnceLock::new();
    TABLE.get_or_init(|| std::array::from_fn(|step| (TAU * step as f32 / TURN as f32).sin()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speaker(id: &str, female: bool) -> Speaker {
        Speaker { id: id.to_owned(), female, language: String::new() }
    }

    #[test]
    fn the_same_words_sound_the_same_and_other_characters_do_not() {
        let text = "What is your name?";
        let first = speak(text, &speaker("a", false), 0);
        assert_eq!(first.samples, speak(text, &speaker("a", false), 0).samples);
        assert_ne!(first.samples, speak(text, &speaker("b", false), 0).samples);
        assert_eq!(first.rate, RATE);
    }

    #[test]
    fn it_is_audible_not_clipped_and_has_no_clicks() {
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
    fn any_text_and_any_rate_give_sound() {
        for text in ["", "???", "お名前は何ですか", "привет", "1234"] {
            let pcm = speak(text, &speaker("a", false), 8_000);
            assert!(!pcm.samples.is_empty(), "{text}");
        }
        let long = speak(&"word ".repeat(5000), &speaker("a", false), 0);
        assert!(long.samples.len() < (LONGEST_SECONDS as usize + 1) * RATE as usize);
    }
}
