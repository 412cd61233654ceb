//! Ears by a command: any program that reads a WAV file from standard input and writes the words to standard output.

use super::{Listening, MAX_WORDS, Recognizer, Recognizing, written};
use crate::program::{CommandLine, Programs};
use crate::wav::{Pcm, encode_wav};

/// The environment variable with the language of the character.
const LANGUAGE: &str = "CONVAI_EMULATOR_LANGUAGE";

pub struct CommandRecognizer {
    command: CommandLine,
    programs: Programs,
}

impl CommandRecognizer {
    pub fn new(command: CommandLine, programs: Programs) -> Self {
        Self { command, programs }
    }
}

impl Recognizer for CommandRecognizer {
    fn name(&self) -> String {
        format!("the ears command {}", self.command.name())
    }

    fn recognize<'a>(&'a self, recording: Pcm, listening: &'a Listening<'a>) -> Recognizing<'a> {
        Box::pin(async move {
            let mut command = self.command.command();
            command.env(LANGUAGE, listening.language.replace('\0', ""));
            written(self.programs.run(&mut command, encode_wav(&recording), MAX_WORDS).await?)
        })
    }
}
