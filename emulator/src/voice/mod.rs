//! Speaks a reply: with `espeak-ng` if it is installed, else with a built-in synthesizer. The result is always a 16-bit
//! mono WAV file.

mod builtin;
mod espeak;
mod resample;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use tokio::sync::Semaphore;

use crate::hash::{fnv1a, splitmix64};
use crate::settings::{Settings, VoiceEngine};
use crate::wav::{Pcm, encode_wav};
use crate::world::Character;
use resample::resample;

/// How many clips are cached. A test suite asks for the same few replies many times.
const MAX_CACHED_CLIPS: usize = 64;
/// Larger clips are not cached.
const MAX_CACHED_BYTES: usize = 1024 * 1024;
/// How many `espeak-ng` processes may run at the same time.
const MAX_PROCESSES: usize = 4;

/// What determines how a reply sounds.
#[derive(Clone, Debug)]
pub struct Speaker {
    /// The character's id and voice type.
    pub id: String,
    pub female: bool,
    pub language: String,
}

impl Speaker {
    pub fn for_character(character: &Character) -> Self {
        let voice = character.voice.to_uppercase();
        Self {
            id: format!("{}\n{}", character.id, character.voice),
            female: voice.contains("FEMALE") || voice.contains("WOMAN"),
            language: character.languages.first().cloned().unwrap_or_default(),
        }
    }

    /// A number that is the same whenever this character speaks with this voice type.
    pub fn seed(&self) -> u64 {
        splitmix64(fnv1a(&self.id))
    }
}

/// A spoken reply.
#[derive(Clone)]
pub struct Clip {
    pub wav: Arc<Vec<u8>>,
    pub rate: u32,
}

/// Speaks texts, and caches the clips.
pub struct TextToSpeech {
    cache: Mutex<VecDeque<(u64, Clip)>>,
    processes: Semaphore,
}

impl Default for TextToSpeech {
    fn default() -> Self {
        Self { cache: Mutex::new(VecDeque::new()), processes: Semaphore::new(MAX_PROCESSES) }
    }
}

/// Whether `espeak-ng` starts. It is tried once per process.
pub fn espeak_installed() -> bool {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    *INSTALLED.get_or_init(espeak::starts)
}

impl TextToSpeech {
    pub async fn speak(&self, text: &str, speaker: &Speaker, settings: &Settings) -> Clip {
        let (engine, rate) = (settings.voice, settings.voice_rate.hz());
        let key = fnv1a(&format!("{text}\n{}\n{}\n{}\n{rate}", speaker.id, speaker.language, engine.name()));
        if let Some(clip) = self.cached(key) {
            return clip;
        }
        let spoken = match engine {
            VoiceEngine::Builtin => None,
            VoiceEngine::Auto | VoiceEngine::Espeak => self.speak_with_espeak(text, speaker).await,
        };
        let mut pcm = match spoken {
            Some(pcm) => pcm,
            None => self.speak_with_builtin(text, speaker, rate).await,
        };
        if rate != 0 && rate != pcm.rate {
            pcm = resample(&pcm, rate);
        }
        let clip = Clip { rate: pcm.rate, wav: Arc::new(encode_wav(&pcm)) };
        self.cache_clip(key, &clip);
        clip
    }

    /// `None` if espeak-ng is missing or fails. The built-in voice then speaks instead.
    async fn speak_with_espeak(&self, text: &str, speaker: &Speaker) -> Option<Pcm> {
        // The first call starts a process, which may block for a while.
        let installed = tokio::task::spawn_blocking(espeak_installed).await;
        if !installed.unwrap_or(false) {
            return None;
        }
        let _permit = self.processes.acquire().await.ok()?;
        espeak::speak(text, speaker).await
    }

    /// Synthesis is CPU-bound, so it runs on a blocking thread and does not delay other connections.
    async fn speak_with_builtin(&self, text: &str, speaker: &Speaker, rate: u32) -> Pcm {
        let (text, speaker) = (text.to_owned(), speaker.clone());
        let spoken = tokio::task::spawn_blocking(move || builtin::speak(&text, &speaker, rate)).await;
        spoken.unwrap_or(Pcm { samples: Vec::new(), rate: builtin::DEFAULT_RATE })
    }

    fn cached(&self, key: u64) -> Option<Clip> {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let found = cache.iter().find(|(known, _)| *known == key);
        found.map(|(_, clip)| clip.clone())
    }

    fn cache_clip(&self, key: u64, clip: &Clip) {
        if clip.wav.len() > MAX_CACHED_BYTES {
            return;
        }
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= MAX_CACHED_CLIPS {
            cache.pop_front();
        }
        cache.push_back((key, clip.clone()));
    }
}
