//! A program with its arguments, as the command line and npc.toml name it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tokio::process::Command;

/// The environment variable with the key of the brain, which programs do not get. A key is no argument, because other
/// programs can read those.
pub const BRAIN_KEY_VARIABLE: &str = "CONVAI_EMULATOR_BRAIN_KEY";

/// A program and its arguments. No shell reads them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(with = "Vec<String>"))]
pub struct CommandLine {
    program: String,
    arguments: Vec<String>,
    /// Where it runs. Empty: in the folder of the emulator.
    folder: PathBuf,
}

impl CommandLine {
    /// Splits a text at its spaces, except between double quotes. Nothing else has a meaning: backslashes and apostrophes stay
    /// as they are, because paths of Windows have them.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut words: Vec<String> = Vec::new();
        let (mut word, mut quoted) = (None::<String>, false);
        for c in text.chars() {
            match c {
                '"' => {
                    quoted = !quoted;
                    word.get_or_insert_default();
                }
                ' ' | '\t' if !quoted => words.extend(word.take()),
                c => word.get_or_insert_default().push(c),
            }
        }
        if quoted {
            return Err(format!("{text} has a double quote without its counterpart"));
        }
        words.extend(word);
        Self::try_from(words)
    }

    /// The same program, which runs in this folder. A relative path of the program begins there too.
    pub fn in_folder(self, folder: &Path) -> Self {
        // A relative folder would be looked up from itself.
        Self { folder: std::path::absolute(folder).unwrap_or_default(), ..self }
    }

    /// The name of the program for messages.
    pub fn name(&self) -> String {
        let path = Path::new(&self.program);
        path.file_stem().map_or_else(|| self.program.clone(), |name| name.to_string_lossy().into_owned())
    }

    /// The process to start.
    pub fn command(&self) -> Command {
        let path = Path::new(&self.program);
        // A bare name is searched for in PATH, also where the folder has a file of that name.
        let is_name = path.components().count() == 1 && !self.program.contains(['/', '\\']);
        let mut command = if is_name { Command::new(path) } else { Command::new(self.folder.join(path)) };
        command.args(&self.arguments).env_remove(BRAIN_KEY_VARIABLE);
        if !self.folder.as_os_str().is_empty() {
            command.current_dir(&self.folder);
        }
        command
    }
}

impl TryFrom<Vec<String>> for CommandLine {
    type Error = String;

    fn try_from(words: Vec<String>) -> Result<Self, String> {
        let mut words = words.into_iter();
        match words.next().filter(|program| !program.trim().is_empty()) {
            None => Err("the command is empty; give a program and its arguments".to_owned()),
            Some(program) => Ok(Self { program, arguments: words.collect(), folder: PathBuf::new() }),
        }
    }
}

impl From<CommandLine> for Vec<String> {
    fn from(command: CommandLine) -> Self {
        [vec![command.program], command.arguments].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        CommandLine::parse(text).expect("a command").into()
    }

    #[test]
    fn a_command_is_split_at_spaces_outside_of_double_quotes() {
        assert_eq!(words("piper --model  a.onnx "), ["piper", "--model", "a.onnx"]);
        assert_eq!(words(r#""my voice" "" -x"y z""#), ["my voice", "", "-xy z"]);
        let windows = r#""C:\Program Files\O'Brien's\piper.exe" C:\voices\it's.onnx"#;
        assert_eq!(words(windows), [r"C:\Program Files\O'Brien's\piper.exe", r"C:\voices\it's.onnx"]);
        assert_eq!(words("say $HOME `x` *;|"), ["say", "$HOME", "`x`", "*;|"]);
    }

    #[test]
    fn a_command_without_a_program_is_refused() {
        for text in ["", "  ", "\"\"", "piper \"x"] {
            assert!(CommandLine::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_path_is_relative_to_the_folder_and_a_name_is_not() {
        let program = |text: &str| {
            let command = CommandLine::parse(text).expect("a command").in_folder(Path::new("game"));
            PathBuf::from(command.command().as_std().get_program())
        };
        assert_eq!(program("piper"), Path::new("piper"));
        let game = std::path::absolute("game").expect("a path");
        assert_eq!(program("tools/speak"), game.join("tools/speak"));
        assert_eq!(program("./speak"), game.join("./speak"));
    }
}
