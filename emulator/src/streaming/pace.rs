//! Which pieces of a text a stream sends, and how fast.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The pace of speech where no voice speaks.
const SPEECH: u32 = 165;

/// What an event of a stream has of the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StreamPieces {
    /// One word.
    #[default]
    Words,
    /// One sentence, when its first word is due.
    Sentences,
}

/// `"speech"`, or a number of words per minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "\"speech\" or a number of words per minute")]
pub enum StreamPace {
    /// As fast as the voice speaks them, or without a voice, 165 words per minute.
    Spoken(Speech),
    /// This many words per minute; 0 sends everything at once.
    WordsPerMinute(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Speech {
    Speech,
}

impl Default for StreamPace {
    fn default() -> Self {
        Self::Spoken(Speech::Speech)
    }
}

impl StreamPace {
    /// How long a sentence takes. `voice` is the length of its audio.
    pub fn duration(self, words: usize, voice: Option<Duration>) -> Duration {
        let at = |per_minute: u32| Duration::from_secs(60).saturating_mul(words as u32) / per_minute;
        match (self, voice) {
            (Self::WordsPerMinute(0), _) => Duration::ZERO,
            (Self::WordsPerMinute(per_minute), _) => at(per_minute),
            (Self::Spoken(_), Some(voice)) => voice,
            (Self::Spoken(_), None) => at(SPEECH),
        }
    }
}
