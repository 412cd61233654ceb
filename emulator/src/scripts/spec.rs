//! A script as npc.toml and `POST /_emulator/scripts` write it.

use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::phrase::{Pattern, folded};
use super::{Script, Sound};
use crate::hearing;

/// A reply to the turns that it matches. The first script that fits a turn is used. A script without conditions fits
/// every turn.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScriptSpec {
    /// Only turns with the character of this id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub character: Option<String>,
    /// Only this text. Case, and punctuation at both ends, do not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Only texts that match this regular expression. Case does not matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_matches: Option<Pattern>,
    /// Only the turn with this number in its session, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<NonZeroU64>,
    /// Only recordings in which this was heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heard: Option<HeardSpec>,
    /// Only recordings with the same samples as this WAV file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<PathBuf>,
    /// How many turns the script answers. Without it, all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<NonZeroU64>,
    /// The text of the reply.
    pub reply: String,
    /// The actions of the reply, as `actionSequence`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actions: Option<Vec<String>>,
    /// The WAV file that is sent if the turn asks for a voice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply_audio: Option<PathBuf>,
    /// How long the reply is delayed, beside the latency.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub delay_ms: u64,
}

fn is_zero(ms: &u64) -> bool {
    *ms == 0
}

/// What was heard: words, or how the recording sounds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "a text, or a table with silent, clipped, min_seconds or max_seconds")]
pub enum HeardSpec {
    /// These words, compared as `text` is. The emulator knows the words of the recordings in `[[recording]]`, and guesses
    /// others if it has ears.
    Words(String),
    Sound(SoundSpec),
}

impl HeardSpec {
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Words(words) => Some(words),
            Self::Sound(_) => None,
        }
    }
}

/// Conditions on a recording. All that are given must hold.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct SoundSpec {
    /// Whether the recording is silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub silent: Option<bool>,
    /// Whether parts of the recording are clipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clipped: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_seconds: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_seconds: Option<f64>,
}

/// A recording whose words are known, so that no ears are needed.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RecordingSpec {
    /// A WAV file.
    pub audio: PathBuf,
    /// What is said in it: the `userQuery` of a turn with the same samples.
    pub words: String,
}

/// Which key of a table is wrong, and why.
pub type SpecError = (&'static str, String);

impl ScriptSpec {
    /// Reads the files of the script, which are relative to `folder`, and checks that its conditions can hold together.
    pub fn prepare(self, folder: &Path) -> Result<Script, SpecError> {
        if self.text.is_some() && self.text_matches.is_some() {
            return Err(("text_matches", "text and text_matches cannot both be given; leave out one".to_owned()));
        }
        let has_text = self.text.is_some() || self.text_matches.is_some();
        if has_text && (self.heard.is_some() || self.audio.is_some()) {
            let key = if self.heard.is_some() { "heard" } else { "audio" };
            return Err((key, format!("a turn is a text or a recording, so {key} and text cannot both be given")));
        }
        if self.text.as_deref().is_some_and(|text| folded(text).is_empty()) {
            return Err(("text", "the text has no letters or digits; use text_matches".to_owned()));
        }
        let samples = match &self.audio {
            None => None,
            Some(path) => Some(fingerprint(folder, path).map_err(|message| ("audio", message))?),
        };
        let sound = match &self.reply_audio {
            None => None,
            Some(path) => Some(read_sound(folder, path).map_err(|message| ("reply_audio", message))?),
        };
        Ok(Script {
            folded: self.text.as_deref().map(folded),
            samples,
            sound,
            delay: Duration::from_millis(self.delay_ms),
            hits: 0,
            spec: self,
        })
    }
}

impl RecordingSpec {
    /// The fingerprint of the samples.
    pub fn fingerprint(&self, folder: &Path) -> Result<u64, SpecError> {
        fingerprint(folder, &self.audio).map_err(|message| ("audio", message))
    }
}

fn fingerprint(folder: &Path, path: &Path) -> Result<u64, String> {
    let wav = read(folder, path)?;
    hearing::measure(&wav).map(|measured| measured.fingerprint).map_err(|problem| invalid(path, &problem))
}

fn read_sound(folder: &Path, path: &Path) -> Result<Sound, String> {
    let wav = read(folder, path)?;
    let measured = hearing::measure(&wav).map_err(|problem| invalid(path, &problem))?;
    Ok(Sound { wav: Arc::new(wav), rate: measured.format.rate })
}

fn read(folder: &Path, path: &Path) -> Result<Vec<u8>, String> {
    fs::read(folder.join(path)).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

fn invalid(path: &Path, problem: &str) -> String {
    format!("{} is not a valid WAV file: {problem}", path.display())
}
