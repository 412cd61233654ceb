//! The voice of a reply: `espeak-ng` where it is installed, else a built-in babble. Always 16-bit mono WAV.

mod babble;
mod espeak;
pub mod wav;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::sync::Semaphore;

use crate::ids;
use crate::options::VoiceEngine;
use crate::settings::Settings;
use crate::world::Character;
use wav::{Pcm, encode_wav, resample};

/// Clips that are kept: a test suite asks for the same few replies again and again.
const CACHE: usize = 64;
/// Longer clips are made anew each time.
const CACHED_BYTES: usize = 1024 * 1024;
/// Speech programs that run at the same time.
const PROCESSES: usize = 4;

/// Whose voice it is.
#[derive(Clone, Debug)]
pub struct Speaker {
    pub id: String,
    pub female: bool,
    pub language: String,
}

impl Speaker {
    pub fn of(character: &Character) -> Self {
        let voice = character.voice.to_uppercase();
        Self {
            id: format!("{}\n{}", character.id, character.voice),
            female: voice.contains("FEMALE") || voice.contains("WOMAN"),
            language: character.languages.first().cloned().unwrap_or_default(),
        }
    }

    /// A number that is always the same for one character with one voice.
    pub fn seed(&self) -> u64 {
        ids::scramble(ids::hash(&self.id))
    }
}

#[derive(Clone)]
pub struct Clip {
    pub wav: Arc<Vec<u8>>,
    pub rate: u32,
}

pub struct Voices {
    cache: Mutex<VecDeque<(u64, Clip)>>,
    processes: Semaphore,
}

impl Default for Voices {
    fn default() -> Self {
        Self { cache: Mutex::new(VecDeque::new()), processes: Semaphore::new(PROCESSES) }
    }
}

/// Whether `espeak-ng` starts. Asked once per process.
pub fn espeak_installed() -> bool {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    *INSTALLED.get_or_init(espeak::answers)
}

impl Voices {
    pub async fn speak(&self, text: &str, speaker: &Speaker, settings: &Settings) -> Clip {
        let engine = settings.voice;
        let key = ids::hash(&format!(
            "{text}\n{}\n{}\n{}\n{}",
            speaker.id,
            speaker.language,
            engine.name(),
            settings.voice_rate
        ));
        if let Some(clip) = self.cached(key) {
            return clip;
        }
        let spoken = match engine {
            VoiceEngine::Builtin => None,
            VoiceEngine::Auto | VoiceEngine::Espeak => self.with_espeak(text, speaker).await,
        };
        let mut pcm = match spoken {
            Some(pcm) => pcm,
            None => self.with_babble(text, speaker, settings.voice_rate).await,
        };
        if settings.voice_rate != 0 && settings.voice_rate != pcm.rate {
            pcm = resample(&pcm, settings.voice_rate);
        }
        let clip = Clip { rate: pcm.rate, wav: Arc::new(encode_wav(&pcm)) };
        self.keep(key, &clip);
        clip
    }

    /// `None` where espeak-ng is missing or fails: the reply then has the built-in voice.
    async fn with_espeak(&self, text: &str, speaker: &Speaker) -> Option<Pcm> {
        // The first call starts a program, which may take a while on a cold disk.
        let installed = tokio::task::spawn_blocking(espeak_installed).await;
        if !installed.unwrap_or(false) {
            return None;
        }
        let _turn = self.processes.acquire().await.ok()?;
        espeak::speak(text, speaker).await
    }

    /// Singing is arithmetic: it takes a thread that may be busy, so that other connections do not wait.
    async fn with_babble(&self, text: &str, speaker: &Speaker, rate: u32) -> Pcm {
        let (text, speaker) = (text.to_owned(), speaker.clone());
        let sung = tokio::task::spawn_blocking(move || babble::speak(&text, &speaker, rate)).await;
        sung.unwrap_or(Pcm { samples: Vec::new(), rate: 24_000 })
    }

    fn cached(&self, key: u64) -> Option<Clip> {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let found = cache.iter().find(|(known, _)| *known == key);
        found.map(|(_, clip)| clip.clone())
    }

    fn keep(&self, key: u64, clip: &Clip) {
        if clip.wav.len() > CACHED_BYTES {
            return;
        }
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= CACHE {
            cache.pop_front();
        }
        cache.push_back((key, clip.clone()));
    }
}
