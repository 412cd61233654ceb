//! Speech by the program `espeak-ng`, which reads text from standard input and writes a WAV file to standard output.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;

use super::{Speaker, Speaking, Voice, espeak_installed};
use crate::program::Programs;
use crate::wav::{Pcm, decode_wav};

const PROGRAM: &str = "espeak-ng";
/// A process that takes longer, with the time in which it waits for others, is killed, and the built-in voice speaks instead.
const TIMEOUT: Duration = Duration::from_secs(30);
/// A longer voice is not taken.
const MAX_WAV: usize = 32 * 1024 * 1024;
/// The rest of a longer text is not spoken.
const MAX_CHARACTERS: usize = 1500;

pub fn starts() -> bool {
    std::process::Command::new(PROGRAM)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Cannot speak if espeak-ng is missing or fails.
pub struct EspeakVoice {
    programs: Programs,
}

impl EspeakVoice {
    pub fn new(programs: &Programs) -> Self {
        Self { programs: programs.within(TIMEOUT) }
    }
}

impl Voice for EspeakVoice {
    fn speak<'a>(&'a self, text: &'a str, speaker: &'a Speaker, _rate: u32) -> Speaking<'a> {
        Box::pin(async move {
            // The first call starts a process, which may block for a while.
            let installed = tokio::task::spawn_blocking(espeak_installed).await;
            if !installed.unwrap_or(false) {
                return Ok(None);
            }
            Ok(self.spoken(text, speaker).await)
        })
    }
}

impl EspeakVoice {
    async fn spoken(&self, text: &str, speaker: &Speaker) -> Option<Pcm> {
        let text: String = text.chars().take(MAX_CHARACTERS).collect();
        // A client may set any text as the language. If espeak-ng does not know it, the reply is spoken in English.
        for voice in [language(&speaker.language), "en".to_owned()] {
            let wav = self.programs.run(&mut command(&voice, speaker), text.clone().into_bytes(), MAX_WAV).await;
            let pcm = wav.ok().and_then(|wav| decode_wav(&wav)).filter(|pcm| !pcm.samples.is_empty());
            if pcm.is_some() {
                return pcm;
            }
        }
        None
    }
}

fn command(voice: &str, speaker: &Speaker) -> Command {
    let seed = speaker.seed();
    let variant = match (speaker.female, seed % 4) {
        (true, n) => format!("f{}", n + 1),
        (false, n) => format!("m{}", n + 1),
    };
    let pitch = 35 + (seed >> 8) % 30;
    let mut command = Command::new(PROGRAM);
    command.args(["--stdin", "--stdout", "-s", "165", "-p"]).arg(pitch.to_string());
    command.arg("-v").arg(format!("{voice}+{variant}"));
    command
}

/// The language code in the spelling of espeak-ng. Text that is no language code becomes English, so that it cannot be
/// read as an option.
fn language(code: &str) -> String {
    let code = code.to_ascii_lowercase();
    let valid = (2..=11).contains(&code.len())
        && code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && code.starts_with(|c: char| c.is_ascii_alphabetic());
    let main = code.split('-').next().unwrap_or_default();
    match (valid, main) {
        (false, _) => "en".to_owned(),
        (true, "en") if matches!(code.as_str(), "en-us" | "en-gb") => code,
        (true, "zh") => "cmn".to_owned(),
        (true, main) => main.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn invalid_language_codes_become_english() {
        assert_eq!(language("en-US"), "en-us");
        assert_eq!(language("de-DE"), "de");
        assert_eq!(language("zh-HK"), "cmn");
        assert_eq!(language("--help"), "en");
        assert_eq!(language("../x"), "en");
        assert_eq!(language(""), "en");
    }
}
