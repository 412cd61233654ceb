//! A `[[character]]` of npc.toml.

use std::collections::HashSet;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::brain::BrainChoice;
use crate::program::CommandLine;

/// A character that exists from the start. Requests can change and delete it; a reset restores it.
#[derive(Clone, Debug, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CharacterConfig {
    /// The id that the game's scenes use. Any text.
    pub id: String,
    pub name: String,
    /// As `voiceType` of `/character/create`.
    #[serde(default = "default_voice")]
    pub voice: String,
    #[serde(default)]
    pub backstory: String,
    #[serde(default)]
    pub actions: Vec<String>,
    /// Language codes such as `en-US`. The first one is spoken.
    #[serde(default)]
    pub languages: Vec<String>,
    /// A public character can be talked to, read and cloned, but not changed or deleted.
    #[serde(default)]
    pub public: bool,
    /// What writes its replies: `"backstory"`, or a server with a language model. Default: that of all characters.
    #[serde(default)]
    pub brain: Option<BrainChoice>,
    /// A program that speaks its replies, and its arguments. Default: the voice of all characters.
    #[serde(default)]
    pub voice_command: Option<CommandLine>,
}

fn default_voice() -> String {
    "MALE".to_owned()
}

/// The span of the first character that is invalid, the key, and why it is.
pub fn check(characters: &[Spanned<CharacterConfig>]) -> Result<(), (Range<usize>, &'static str, String)> {
    let mut ids = HashSet::new();
    for character in characters {
        let id = &character.as_ref().id;
        let wrong = |key, message: String| Err((character.span(), key, message));
        if id.trim().is_empty() {
            return wrong("id", "the id is empty".to_owned());
        }
        if id.chars().any(char::is_control) {
            return wrong("id", "the id contains a control character, which requests cannot carry reliably".to_owned());
        }
        if !ids.insert(id) {
            return wrong("id", format!("another character has the id {id} already"));
        }
        if character.as_ref().name.trim().is_empty() {
            return wrong("name", "the name is empty".to_owned());
        }
    }
    Ok(())
}
