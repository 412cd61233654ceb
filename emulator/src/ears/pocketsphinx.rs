//! Ears by pocketsphinx, as Debian and Ubuntu package it with its English model.
//!
//! Among all 130,000 words of the model's dictionary it mishears many. So it only listens for the words that the character
//! and the scripts have, and for those that most sentences consist of.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{self, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::process::Command;

use super::{Listening, MAX_WORDS, RATE, Recognizer, Recognizing, vocabulary, written};
use crate::program::Programs;
use crate::wav::Pcm;

const PROGRAM: &str = "pocketsphinx_continuous";
/// The dictionary of the model, where the package has it.
const DICTIONARY: &str = "/usr/share/pocketsphinx/model/en-us/cmudict-en-us.dict";
/// The silence before and after a recording, in samples. Without it, the first and the last word are often lost.
const SILENCE: usize = RATE as usize / 2;

/// Whether the program starts and its model is there. It is tried once per process. It reads recordings from
/// `/dev/stdin`, which Windows does not have.
pub fn installed() -> bool {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    *INSTALLED.get_or_init(|| {
        let mut command = process::Command::new(PROGRAM);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        cfg!(unix) && Path::new(DICTIONARY).exists() && command.status().is_ok()
    })
}

pub struct Pocketsphinx {
    programs: Programs,
}

impl Pocketsphinx {
    pub fn new(programs: Programs) -> Self {
        Self { programs }
    }
}

impl Recognizer for Pocketsphinx {
    fn name(&self) -> String {
        "pocketsphinx".to_owned()
    }

    fn recognize<'a>(&'a self, recording: Pcm, listening: &'a Listening<'a>) -> Recognizing<'a> {
        Box::pin(async move {
            if !is_english(listening.language) {
                return Ok(None);
            }
            let texts = listening.texts.to_vec();
            let dictionary = tokio::task::spawn_blocking(move || TemporaryDictionary::with_words_of(&texts)).await;
            let dictionary = dictionary.map_err(|_| "its dictionary was not written".to_owned())?;
            let dictionary = dictionary.map_err(|error| format!("its dictionary cannot be written: {error}"))?;
            let mut command = Command::new(PROGRAM);
            command.args(["-infile", "/dev/stdin", "-logfn", "/dev/null", "-dict"]).arg(&dictionary.0);
            written(self.programs.run(&mut command, samples(&recording), MAX_WORDS).await?)
        })
    }
}

/// Whether the model knows the language. A character without a language speaks English.
fn is_english(language: &str) -> bool {
    let code = language.split(['-', '_']).next().unwrap_or_default();
    code.is_empty() || code.eq_ignore_ascii_case("en")
}

/// The samples without a header, as the program reads them from a pipe.
fn samples(recording: &Pcm) -> Vec<u8> {
    let mut bytes = vec![0; 2 * SILENCE];
    bytes.extend(recording.samples.iter().flat_map(|sample| sample.to_le_bytes()));
    bytes.resize(bytes.len() + 2 * SILENCE, 0);
    bytes
}

/// A file that is removed when this is dropped.
struct TemporaryDictionary(PathBuf);

impl TemporaryDictionary {
    /// The part of the model's dictionary with the words of these texts, and common words.
    fn with_words_of(texts: &[String]) -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let all = fs::read_to_string(DICTIONARY)?;
        let part = vocabulary::part_of(&all, texts);
        let name = format!("convai-emulator-{}-{}.dict", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        // Others can write to this folder, too: the file must be new.
        let mut file = File::create_new(&path)?;
        let file_to_remove = Self(path);
        file.write_all(part.as_bytes())?;
        Ok(file_to_remove)
    }
}

impl Drop for TemporaryDictionary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_english_is_recognized() {
        for (language, english) in [("", true), ("en-US", true), ("en", true), ("de-DE", false), ("end", false)] {
            assert_eq!(is_english(language), english, "{language}");
        }
    }
}
