//! Scripted replies: which script answers a turn, and which turns none answered.

mod matching;
mod phrase;
mod spec;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::hearing::Measurement;
pub use matching::TurnInput;
use spec::HeardSpec;
pub use spec::{RecordingSpec, ScriptSpec};

/// How many unmatched turns are listed.
const MAX_UNMATCHED: usize = 100;
/// How much of an unmatched text is listed.
const MAX_SHOWN: usize = 200;

/// What the user said.
#[derive(Clone, Copy)]
pub enum Said<'a> {
    Text(&'a str),
    Recording { measured: &'a Measurement, words: Option<&'a str> },
}

/// A voice reply from a file.
#[derive(Clone)]
pub struct Sound {
    pub wav: Arc<Vec<u8>>,
    pub rate: u32,
}

/// A script whose files have been read.
#[derive(Clone)]
pub struct Script {
    spec: ScriptSpec,
    /// The text as it is compared.
    folded: Option<String>,
    /// The fingerprint of the samples that a recording must have.
    samples: Option<u64>,
    sound: Option<Sound>,
    delay: Duration,
    hits: u64,
}

/// What a script answers.
pub struct Line {
    /// The number of the script, from 1.
    pub script: usize,
    pub text: String,
    pub actions: Option<Vec<String>>,
    pub sound: Option<Sound>,
    pub delay: Duration,
}

/// The scripts of a world, in their order.
#[derive(Clone, Default)]
pub struct Scripts {
    list: Vec<Script>,
    /// The oldest first.
    unmatched: VecDeque<Value>,
}

impl Scripts {
    /// Adds a script after the others. Returns its number.
    pub fn add(&mut self, script: Script) -> usize {
        self.list.push(script);
        self.list.len()
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// What the scripts wait for in turns with this character, as far as they say it in words.
    pub fn phrases(&self, character: &str) -> Vec<String> {
        let scripts = self.list.iter().map(|script| &script.spec);
        let own = scripts.filter(|spec| spec.character.as_deref().is_none_or(|id| id == character));
        let said = own.flat_map(|spec| [spec.text.as_deref(), spec.heard.as_ref().and_then(HeardSpec::words)]);
        said.flatten().map(str::to_owned).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The answer of the first script that fits, which is counted.
    pub fn answer(&mut self, input: &TurnInput) -> Option<Line> {
        let index = self.list.iter().position(|script| script.fits(input))?;
        let script = &mut self.list[index];
        script.hits += 1;
        Some(Line {
            script: index + 1,
            text: script.spec.reply.clone(),
            actions: script.spec.actions.clone(),
            sound: script.sound.clone(),
            delay: script.delay,
        })
    }

    /// Lists a turn that no script answered. Returns the nearest script as a sentence.
    pub fn add_unmatched(&mut self, input: &TurnInput, session: &str, time: String) -> String {
        let (nearest, sentence) = self.nearest(input);
        let said = match input.said {
            Said::Text(text) => text.chars().take(MAX_SHOWN).collect(),
            Said::Recording { words, .. } => words.unwrap_or("(a recording)").to_owned(),
        };
        if self.unmatched.len() >= MAX_UNMATCHED {
            self.unmatched.pop_front();
        }
        self.unmatched.push_back(json!({
            "time": time,
            "character": input.character,
            "session": session,
            "turn": input.turn,
            "said": said,
            "nearest": nearest,
        }));
        sentence
    }

    fn nearest(&self, input: &TurnInput) -> (Value, String) {
        let scored = self.list.iter().enumerate().map(|(index, script)| (index, script.nearness(input)));
        // Of equally near scripts, the first.
        let best = scored.reduce(|best, next| if next.1.0 > best.1.0 { next } else { best });
        match best {
            None => (Value::Null, "there are no scripts".to_owned()),
            Some((index, (_, differences))) => {
                let number = index + 1;
                let sentence = format!("the nearest is script {number}, which expects: {}", differences.join("; "));
                (json!({ "script": number, "expects": differences }), sentence)
            }
        }
    }

    /// All scripts with their numbers and hits.
    pub fn to_json(&self) -> Value {
        self.shown(|_| true)
    }

    /// The scripts that answered no turn.
    pub fn unused(&self) -> Value {
        self.shown(|script| script.hits == 0)
    }

    /// The newest turns that no script answered.
    pub fn unmatched(&self) -> Value {
        self.unmatched.iter().cloned().collect()
    }

    fn shown(&self, wanted: impl Fn(&Script) -> bool) -> Value {
        let numbered = self.list.iter().enumerate().filter(|(_, script)| wanted(script));
        numbered
            .map(|(index, script)| json!({ "number": index + 1, "script": script.spec, "hits": script.hits }))
            .collect()
    }
}
