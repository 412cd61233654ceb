//! The configuration: what `npc.toml` and the command line can say. Both fill a [`Config`], and the command line wins.

mod character;
mod location;
mod server;

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use character::CharacterConfig;
pub use location::ConfigError;
pub use server::{Secret, ServerConfig, WorldScope, is_stop_time};

use crate::settings::SettingsChange;

/// What was given; everything else has its default.
#[derive(Clone, Debug, Default, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "npc.toml"))]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// How the program runs. These values do not change while it runs.
    pub server: ServerConfig,
    /// Settings at the start, and after a reset. `POST /_emulator/settings` changes them.
    pub settings: SettingsChange,
    /// Characters that exist from the start.
    pub character: Vec<CharacterConfig>,
    /// The folder of the file, to which its paths are relative.
    #[serde(skip)]
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
        let mut config: Self = toml::from_str(text)
            .map_err(|error| ConfigError::new(path, text, error.span().unwrap_or_default(), error.message()))?;
        config.folder = path.parent().unwrap_or(Path::new("")).to_owned();
        config.server.state = config.server.state.map(|state| config.folder.join(state));
        match character::check(&config.character) {
            None => Ok(config),
            Some((span, message)) => Err(ConfigError::new(path, text, span, &message)),
        }
    }

    /// These values, and those of `base` where there are none.
    pub fn over(self, base: Self) -> Self {
        Self {
            server: self.server.over(base.server),
            settings: self.settings.over(base.settings),
            character: [base.character, self.character].concat(),
            folder: base.folder,
        }
    }
}
