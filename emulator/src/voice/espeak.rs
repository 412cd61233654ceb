//! Speech by the program `espeak-ng`, which reads text from standard input and writes a WAV file to standard output.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::Semaphore;

use super::{Speaker, Speaking, Voice, espeak_installed};
use crate::wav::{Pcm, decode_wav};

const PROGRAM: &str = "espeak-ng";
/// A process that takes longer is killed, and the built-in voice speaks instead.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How many processes may run at the same time.
const MAX_PROCESSES: usize = 4;
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
    processes: Semaphore,
}

impl Default for EspeakVoice {
    fn default() -> Self {
        Self { processes: Semaphore::new(MAX_PROCESSES) }
    }
}

impl Voice for EspeakVoice {
    fn speak<'a>(&'a self, text: &'a str, speaker: &'a Speaker, _rate: u32) -> Speaking<'a> {
        Box::pin(async move {
            // The first call starts a process, which may block for a while.
            let installed = tokio::task::spawn_blocking(espeak_installed).await;
            if !installed.unwrap_or(false) {
                return None;
            }
            let _permit = self.processes.acquire().await.ok()?;
            speak(text, speaker).await
        })
    }
}

async fn speak(text: &str, speaker: &Speaker) -> Option<Pcm> {
    let text: String = text.chars().take(MAX_CHARACTERS).collect();
    // A client may set any text as the language. If espeak-ng does not know it, the reply is spoken in English.
    for voice in [language(&speaker.language), "en".to_owned()] {
        let spoken = tokio::time::timeout(TIMEOUT, run(&text, &voice, speaker)).await;
        match spoken {
            Ok(Some(pcm)) if !pcm.samples.is_empty() => return Some(pcm),
            Ok(_) => {}
            Err(_) => return None,
        }
    }
    None
}

async fn run(text: &str, voice: &str, speaker: &Speaker) -> Option<Pcm> {
    let seed = speaker.seed();
    let variant = match (speaker.female, seed % 4) {
        (true, n) => format!("f{}", n + 1),
        (false, n) => format!("m{}", n + 1),
    };
    let pitch = 35 + (seed >> 8) % 30;
    let mut child = Command::new(PROGRAM)
        .args(["--stdin", "--stdout", "-s", "165", "-p"])
        .arg(pitch.to_string())
        .arg("-v")
        .arg(format!("{voice}+{variant}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take()?;
    let text = text.to_owned();
    // Write and read at the same time. Otherwise both pipes can fill up, and both processes would wait.
    let write = async move {
        let _ = stdin.write_all(text.as_bytes()).await;
        drop(stdin);
    };
    let ((), output) = tokio::join!(write, child.wait_with_output());
    let output = output.ok().filter(|output| output.status.success())?;
    decode_wav(&output.stdout)
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
