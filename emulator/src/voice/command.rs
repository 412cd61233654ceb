//! A voice by command: any program that reads text from standard input and writes a WAV file to standard output.

use super::{Speaker, Speaking, Voice};
use crate::program::{CommandLine, Programs};
use crate::wav::{WavFile, decode_wav};

/// The environment variables that say who speaks: the id of the character, its `voiceType`, and the code of its language.
const CHARACTER: &str = "CONVAI_EMULATOR_CHARACTER";
const VOICE: &str = "CONVAI_EMULATOR_VOICE";
const LANGUAGE: &str = "CONVAI_EMULATOR_LANGUAGE";
/// A longer voice is refused: it is 12 minutes of two channels at 48,000 Hz.
const MAX_WAV: usize = 128 * 1024 * 1024;

pub struct CommandVoice {
    command: CommandLine,
    programs: Programs,
}

impl CommandVoice {
    pub fn new(command: CommandLine, programs: Programs) -> Self {
        Self { command, programs }
    }
}

impl Voice for CommandVoice {
    fn speak<'a>(&'a self, text: &'a str, speaker: &'a Speaker, _rate: u32) -> Speaking<'a> {
        Box::pin(async move {
            let failed = |problem: String| format!("the voice command {}: {problem}", self.command.name());
            let mut command = self.command.command();
            // An environment variable cannot contain this character.
            let value = |text: &str| text.replace('\0', "");
            command
                .env(CHARACTER, value(&speaker.character))
                .env(VOICE, value(&speaker.voice))
                .env(LANGUAGE, value(&speaker.language));
            let wav = self.programs.run(&mut command, text.as_bytes().to_vec(), MAX_WAV).await.map_err(failed)?;
            let decoded = tokio::task::spawn_blocking(move || match WavFile::read(&wav) {
                Ok(_) => Ok(decode_wav(&wav)),
                Err(problem) => Err(format!("it wrote {} bytes that are no WAV file: {problem}", wav.len())),
            });
            decoded.await.map_err(|_| failed("its WAV file cannot be decoded".to_owned()))?.map_err(failed)
        })
    }
}
