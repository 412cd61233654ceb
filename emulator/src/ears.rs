//! What is heard in a recording: its measurements, and its words where they are known.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;

use crate::hearing::{self, Measurement};

/// Larger recordings are measured on a blocking thread, so that they do not delay other connections.
const MAX_INLINE: usize = 128 * 1024;

/// What was heard.
#[derive(Clone, Debug)]
pub struct Heard {
    pub measured: Measurement,
    pub words: Option<String>,
}

/// The error says why the recording cannot be heard.
pub type Hearing<'a> = Pin<Box<dyn Future<Output = Result<Heard, String>> + Send + 'a>>;

/// Listens to recordings.
pub trait Ears: Send + Sync {
    fn hear(&self, wav: Bytes) -> Hearing<'_>;
}

/// Measures every recording, and knows the words of some by their samples.
#[derive(Default)]
pub struct KnownRecordings {
    /// By the fingerprint of the samples.
    words: HashMap<u64, String>,
}

impl KnownRecordings {
    pub fn new(recordings: impl IntoIterator<Item = (u64, String)>) -> Self {
        Self { words: recordings.into_iter().collect() }
    }
}

impl Ears for KnownRecordings {
    fn hear(&self, wav: Bytes) -> Hearing<'_> {
        Box::pin(async move {
            let measured = if wav.len() > MAX_INLINE {
                let measured = tokio::task::spawn_blocking(move || hearing::measure(&wav)).await;
                measured.map_err(|_| "the audio could not be measured".to_owned())?
            } else {
                hearing::measure(&wav)
            }?;
            let words = self.words.get(&measured.fingerprint).cloned();
            Ok(Heard { measured, words })
        })
    }
}
