//! What is heard in a recording: its measurements, and its words. The words of listed recordings are known; others are
//! guessed by a program.

mod command;
mod pocketsphinx;
mod vocabulary;

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Instant;

use bytes::Bytes;

use crate::hearing::{self, Measurement};
use crate::options::Options;
use crate::program::Programs;
use crate::response::{HeardWords, Part};
use crate::settings::EarsEngine;
use crate::wav::{Pcm, decode_wav, resample};
use command::CommandRecognizer;
use pocketsphinx::Pocketsphinx;

/// Larger recordings are measured on a blocking thread, so that they do not delay other connections.
const MAX_INLINE: usize = 128 * 1024;
/// The sample rate that recognizers expect.
const RATE: u32 = 16_000;
/// Longer words are no transcript of a turn.
const MAX_WORDS: usize = 64 * 1024;

pub use pocketsphinx::installed as pocketsphinx_installed;

/// What was heard.
#[derive(Clone, Debug)]
pub struct Heard {
    pub measured: Measurement,
    pub words: Option<HeardWords>,
}

/// What is known about a recording before it is heard.
pub struct Listening<'a> {
    pub engine: EarsEngine,
    /// The language of the character, as a code such as `en-US`. Empty if it has none.
    pub language: &'a str,
    /// Texts whose words are likely: what the character knows, and what scripts wait for.
    pub texts: &'a [String],
}

/// Why a recording is not heard.
#[derive(Debug)]
pub enum Deaf {
    /// The recording is invalid.
    Recording(String),
    /// The recognizer failed.
    Recognizer(String),
}

/// What a recognizer guesses; `None` if it made out nothing.
type Recognizing<'a> = Pin<Box<dyn Future<Output = Result<Option<String>, String>> + Send + 'a>>;

/// Writes down what is said.
trait Recognizer: Send + Sync {
    /// How messages call it.
    fn name(&self) -> String;

    /// The recording has 16,000 samples per second. The error is the end of a sentence that begins with the name.
    fn recognize<'a>(&'a self, recording: Pcm, listening: &'a Listening<'a>) -> Recognizing<'a>;
}

/// Listens to recordings.
pub struct Ears {
    /// The words of listed recordings, by the fingerprints of their samples.
    listed: HashMap<u64, String>,
    /// In place of pocketsphinx.
    command: Option<Box<dyn Recognizer>>,
    pocketsphinx: Pocketsphinx,
}

impl Ears {
    pub fn new(options: &Options, programs: &Programs) -> Self {
        let command = options.ears_command.clone();
        Self {
            listed: options.recordings.iter().cloned().collect(),
            command: command.map(|command| Box::new(CommandRecognizer::new(command, programs.clone())) as _),
            pocketsphinx: Pocketsphinx::new(programs.clone()),
        }
    }

    pub async fn hear(&self, wav: Bytes, listening: &Listening<'_>) -> Result<Heard, Deaf> {
        let measured = measure(&wav).await.map_err(Deaf::Recording)?;
        if let Some(text) = self.listed.get(&measured.fingerprint) {
            return Ok(Heard { measured, words: Some(HeardWords { text: text.clone(), guess: None }) });
        }
        let words = match self.recognizer(listening.engine).await {
            Some(recognizer) if !measured.is_silent() => guess(recognizer, wav, listening).await?,
            _ => None,
        };
        Ok(Heard { measured, words })
    }

    /// What guesses words, if something does.
    async fn recognizer(&self, engine: EarsEngine) -> Option<&dyn Recognizer> {
        if let Some(command) = &self.command {
            return Some(command.as_ref());
        }
        match engine {
            EarsEngine::Listed => None,
            EarsEngine::Pocketsphinx => Some(&self.pocketsphinx),
            EarsEngine::Auto => {
                // The first call starts a process, which may block for a while.
                let installed = tokio::task::spawn_blocking(pocketsphinx_installed).await;
                installed.unwrap_or(false).then_some(&self.pocketsphinx as _)
            }
        }
    }
}

async fn measure(wav: &Bytes) -> Result<Measurement, String> {
    if wav.len() <= MAX_INLINE {
        return hearing::measure(wav);
    }
    let wav = wav.clone();
    let measured = tokio::task::spawn_blocking(move || hearing::measure(&wav)).await;
    measured.map_err(|_| "the audio could not be measured".to_owned())?
}

async fn guess(recognizer: &dyn Recognizer, wav: Bytes, listening: &Listening<'_>) -> Result<Option<HeardWords>, Deaf> {
    let began = Instant::now();
    let by = recognizer.name();
    let failed = |problem: String| Deaf::Recognizer(format!("{by}: {problem}"));
    let decoded = tokio::task::spawn_blocking(move || decode_wav(&wav).map(|pcm| resample(&pcm, RATE))).await;
    let recording = decoded.ok().flatten().ok_or_else(|| failed("the recording cannot be decoded".to_owned()))?;
    let text = recognizer.recognize(recording, listening).await.map_err(failed)?;
    Ok(text.map(|text| HeardWords { text, guess: Some(Part { name: by.clone(), time: began.elapsed() }) }))
}

/// The words that a program wrote, in one line. `None` if there are none.
fn written(output: Vec<u8>) -> Result<Option<String>, String> {
    let text = String::from_utf8(output).map_err(|_| "what it wrote is not UTF-8".to_owned())?;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Some(line).filter(|line| !line.is_empty()))
}
