//! The configuration: what `npc.toml` and the command line can say. Both fill a [`Config`], and the command line wins.

mod brain;
mod character;
mod location;
mod server;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

pub use brain::{BrainChoice, BrainServer};
pub use character::CharacterConfig;
pub use location::ConfigError;
pub use server::{Secret, ServerConfig, WorldScope, is_stop_time};

use crate::faults::{self, FaultSpec};
use crate::program::CommandLine;
use crate::scripts::{RecordingSpec, Script, ScriptSpec};
use crate::settings::SettingsChange;
use location::key_span;

/// The content of npc.toml.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "npc.toml of convai-emulator"))]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct ConfigFile {
    /// How the program runs. These values do not change while it runs.
    server: ServerConfig,
    /// Settings at the start, and after a reset. `POST /_emulator/settings` changes them.
    settings: SettingsChange,
    /// Characters that exist from the start.
    #[cfg_attr(test, schemars(with = "Vec<CharacterConfig>"))]
    character: Vec<Spanned<CharacterConfig>>,
    /// Replies to certain turns. The first one that fits is used.
    #[cfg_attr(test, schemars(with = "Vec<ScriptSpec>"))]
    script: Vec<Spanned<ScriptSpec>>,
    /// Faults at the start, and after a reset. `POST /_emulator/faults` adds others.
    #[cfg_attr(test, schemars(with = "Vec<FaultSpec>"))]
    fault: Vec<Spanned<FaultSpec>>,
    /// Recordings whose words are known.
    #[cfg_attr(test, schemars(with = "Vec<RecordingSpec>"))]
    recording: Vec<Spanned<RecordingSpec>>,
}

/// What was given, checked and with its files read; everything else has its default.
#[derive(Clone, Default)]
pub struct Config {
    pub server: ServerConfig,
    pub settings: SettingsChange,
    pub characters: Vec<CharacterConfig>,
    pub scripts: Vec<Script>,
    pub faults: Vec<FaultSpec>,
    /// The fingerprints of recordings, and their words.
    pub recordings: Vec<(u64, String)>,
    /// The folder of the file, to which its paths are relative.
    pub folder: PathBuf,
}

impl Config {
    /// Reads and checks a file. The error names the line and the column.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path)
            .map_err(|error| ConfigError::without_place(path, format!("the file cannot be read: {error}")))?;
        Self::parse(path, &text)
    }

    /// Checks the text of a file. `path` is its name in errors, and the files that it names are looked up beside it.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let file: ConfigFile = toml::from_str(text)
            .map_err(|error| ConfigError::new(path, text, error.span().unwrap_or_default(), error.message()))?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        character::check(&file.character)
            .map_err(|(table, key, message)| ConfigError::new(path, text, key_span(text, table, key), &message))?;
        let error =
            |span, (key, message): (&str, String)| ConfigError::new(path, text, key_span(text, span, key), &message);
        let mut scripts = Vec::new();
        for script in file.script {
            let span = script.span();
            scripts.push(script.into_inner().prepare(&folder).map_err(|wrong| error(span, wrong))?);
        }
        let mut faults = Vec::new();
        for fault in file.fault {
            faults::check(fault.as_ref()).map_err(|wrong| error(fault.span(), wrong))?;
            faults.push(fault.into_inner());
        }
        let mut recordings = Vec::new();
        for recording in file.recording {
            let span = recording.span();
            let recording = recording.into_inner();
            let fingerprint = recording.fingerprint(&folder).map_err(|wrong| error(span, wrong))?;
            recordings.push((fingerprint, recording.words));
        }
        let in_folder = |command: Option<CommandLine>| command.map(|command| command.in_folder(&folder));
        let characters = file.character.into_iter().map(Spanned::into_inner);
        let characters = characters
            .map(|character| CharacterConfig { voice_command: in_folder(character.voice_command), ..character })
            .collect();
        let beside = |file: Option<PathBuf>| file.map(|file| folder.join(file));
        let server = ServerConfig {
            state: beside(file.server.state),
            tls: beside(file.server.tls),
            record: beside(file.server.record),
            replay: beside(file.server.replay),
            voice_command: in_folder(file.server.voice_command),
            ears_command: in_folder(file.server.ears_command),
            ..file.server
        };
        Ok(Self { server, settings: file.settings, characters, scripts, faults, recordings, folder })
    }

    /// These values, and those of `base` where there are none.
    pub fn over(self, base: Self) -> Self {
        Self {
            server: self.server.over(base.server),
            settings: self.settings.over(base.settings),
            characters: [base.characters, self.characters].concat(),
            scripts: [base.scripts, self.scripts].concat(),
            faults: [base.faults, self.faults].concat(),
            recordings: [base.recordings, self.recordings].concat(),
            folder: base.folder,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ConfigFile;

    /// Editors complete and check npc.toml with the committed schema. `UPDATE_SCHEMA=1` writes it.
    #[test]
    fn the_committed_schema_is_that_of_the_types() {
        crate::json_input::check_schema("npc.schema.json", schemars::schema_for!(ConfigFile).as_value());
    }
}
