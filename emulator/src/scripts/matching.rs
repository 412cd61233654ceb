//! Whether a script fits a turn, and how they differ.

use super::phrase::{folded, similarity};
use super::spec::{HeardSpec, SoundSpec};
use super::{Said, Script};
use crate::hearing::Measurement;

/// A turn to which scripts are compared.
pub struct TurnInput<'a> {
    pub character: &'a str,
    /// The number of this turn in its session, from 1.
    pub turn: u64,
    pub said: Said<'a>,
    /// The text or the words, as scripts compare them.
    pub folded: String,
}

impl<'a> TurnInput<'a> {
    pub fn new(character: &'a str, turn: u64, said: Said<'a>) -> Self {
        let folded = match said {
            Said::Text(text) => folded(text),
            Said::Recording { words, .. } => words.map(folded).unwrap_or_default(),
        };
        Self { character, turn, said, folded }
    }
}

impl Script {
    /// Whether all conditions hold, also that of `times`.
    pub fn fits(&self, input: &TurnInput) -> bool {
        !self.is_used_up() && self.conditions(input).iter().all(|condition| condition.holds)
    }

    pub fn is_used_up(&self) -> bool {
        self.spec.times.is_some_and(|times| self.hits >= times.get())
    }

    /// How near the script is to fitting, from 0 to 1, and what keeps it from it. Conditions on the text count by
    /// similarity.
    pub fn nearness(&self, input: &TurnInput) -> (f64, Vec<String>) {
        let conditions = self.conditions(input);
        let total: f64 = conditions.iter().map(|condition| condition.nearness).sum();
        let mut differences: Vec<String> = conditions
            .iter()
            .filter(|condition| !condition.holds)
            .map(|condition| condition.expected.clone())
            .collect();
        if self.is_used_up() {
            differences.push(format!("times is {} and the script has answered as often", self.hits));
        }
        (total / conditions.len().max(1) as f64, differences)
    }

    fn conditions(&self, input: &TurnInput) -> Vec<Condition> {
        let spec = &self.spec;
        let mut conditions = Vec::new();
        if let Some(character) = &spec.character {
            conditions.push(Condition::new(character == input.character, || format!("the character is {character}")));
        }
        if let Some(turn) = spec.turn {
            let number = input.turn;
            conditions
                .push(Condition::new(turn.get() == number, || format!("the turn is {turn}, and this is {number}")));
        }
        if let Some(text) = &self.folded {
            let is_text = matches!(input.said, Said::Text(_));
            let expected = || format!("the text is \"{}\"", spec.text.as_deref().unwrap_or_default());
            let nearness = if is_text { similarity(text, &input.folded) } else { 0.0 };
            conditions.push(Condition { nearness, ..Condition::new(is_text && *text == input.folded, expected) });
        }
        if let Some(pattern) = &spec.text_matches {
            let holds = matches!(input.said, Said::Text(text) if pattern.matches(text));
            conditions.push(Condition::new(holds, || format!("the text matches \"{pattern}\"")));
        }
        if let Some(heard) = &spec.heard {
            conditions.push(heard_condition(heard, input));
        }
        if let Some(samples) = self.samples {
            let holds = recording(input).is_some_and(|measured| measured.fingerprint == samples);
            let path = spec.audio.as_deref().unwrap_or("".as_ref()).display();
            conditions.push(Condition::new(holds, || format!("the samples are those of {path}")));
        }
        conditions
    }
}

fn recording<'a>(input: &TurnInput<'a>) -> Option<&'a Measurement> {
    match input.said {
        Said::Text(_) => None,
        Said::Recording { measured, .. } => Some(measured),
    }
}

fn heard_condition(heard: &HeardSpec, input: &TurnInput) -> Condition {
    match heard {
        HeardSpec::Words(words) => {
            let known = matches!(input.said, Said::Recording { words: Some(_), .. });
            let nearness = if known { similarity(&folded(words), &input.folded) } else { 0.0 };
            let expected = || match known {
                true => format!("the words heard are \"{words}\""),
                false => {
                    format!(
                        "the words heard are \"{words}\", and neither a [[recording]] nor --ears says what this turn's \
                         words are"
                    )
                }
            };
            Condition { nearness, ..Condition::new(known && folded(words) == input.folded, expected) }
        }
        HeardSpec::Sound(sound) => {
            let holds = recording(input).is_some_and(|measured| sound.fits(measured));
            Condition::new(holds, || format!("the recording is {sound:?}"))
        }
    }
}

impl SoundSpec {
    fn fits(&self, measured: &Measurement) -> bool {
        self.silent.is_none_or(|silent| silent == measured.is_silent())
            && self.clipped.is_none_or(|clipped| clipped == (measured.clipped > 0))
            && self.min_seconds.is_none_or(|seconds| measured.seconds() >= seconds)
            && self.max_seconds.is_none_or(|seconds| measured.seconds() <= seconds)
    }
}

struct Condition {
    holds: bool,
    /// 1 if it holds, and less if it does not.
    nearness: f64,
    /// What the script expects.
    expected: String,
}

impl Condition {
    fn new(holds: bool, expected: impl FnOnce() -> String) -> Self {
        let expected = if holds { String::new() } else { expected() };
        Self { holds, nearness: if holds { 1.0 } else { 0.0 }, expected }
    }
}
