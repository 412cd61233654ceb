//! Speaks a reply: with a program that was given, with `espeak-ng` if it is installed, else with a built-in synthesizer. The
//! result is always a 16-bit mono WAV file.

mod builtin;
mod command;
mod espeak;

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::hash::{fnv1a, splitmix64};
use crate::options::Options;
use crate::program::{CommandLine, Programs};
use crate::settings::{Settings, VoiceEngine};
use crate::wav::{Pcm, encode_wav, resample};
use crate::world::Character;
use command::CommandVoice;

/// How many clips are cached. A test suite asks for the same few replies many times.
const MAX_CACHED_CLIPS: usize = 64;
/// Larger clips are not cached.
const MAX_CACHED_BYTES: usize = 1024 * 1024;

/// What determines how a reply sounds.
#[derive(Clone, Debug, Default)]
pub struct Speaker {
    /// The character's id and voice type, or the name of a voice without a character.
    pub id: String,
    /// The character's id. Empty for a voice without a character.
    pub character: String,
    /// The voice type.
    pub voice: String,
    pub female: bool,
    pub language: String,
}

impl Speaker {
    pub fn for_character(character: &Character) -> Self {
        let voice = character.voice.to_uppercase();
        Self {
            id: format!("{}\n{}", character.id, character.voice),
            character: character.id.clone(),
            voice: character.voice.clone(),
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

/// What a voice speaks. It is `None` if the voice cannot speak the text; another voice then speaks. The error says why the
/// voice failed; the turn then fails.
pub type Speaking<'a> = Pin<Box<dyn Future<Output = Result<Option<Pcm>, String>> + Send + 'a>>;

/// Speaks texts.
pub trait Voice: Send + Sync {
    /// `rate` is the sample rate that the caller wants, or 0 for the voice's own. A voice may ignore it.
    fn speak<'a>(&'a self, text: &'a str, speaker: &'a Speaker, rate: u32) -> Speaking<'a>;
}

/// A voice, and the settings with which it speaks.
type Choice = (&'static [VoiceEngine], Box<dyn Voice>);

/// Lets the voice speak that the settings choose, and caches the clips.
pub struct TextToSpeech {
    cache: Mutex<VecDeque<(u64, Clip)>>,
    /// The preferred voice first. The others speak where it cannot.
    voices: Vec<Choice>,
    /// In place of these.
    command: Option<CommandVoice>,
    /// In place of all others, by the id of the character.
    own: HashMap<String, CommandVoice>,
}

/// Whether `espeak-ng` starts. It is tried once per process.
pub fn espeak_installed() -> bool {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    *INSTALLED.get_or_init(espeak::starts)
}

impl TextToSpeech {
    pub fn new(options: &Options, programs: &Programs) -> Self {
        use VoiceEngine::{Auto, Builtin, Espeak};
        let voice = |command: &CommandLine| CommandVoice::new(command.clone(), programs.clone());
        let own = options.characters.iter().filter_map(|character| {
            let command = character.voice_command.as_ref()?;
            Some((character.id.clone(), voice(command)))
        });
        Self {
            own: own.collect(),
            command: options.voice_command.as_ref().map(voice),
            ..Self::of(vec![
                (&[Auto, Espeak], Box::new(espeak::EspeakVoice::new(programs))),
                (&[Auto, Espeak, Builtin], Box::new(builtin::BuiltinVoice)),
            ])
        }
    }

    fn of(voices: Vec<Choice>) -> Self {
        Self { cache: Mutex::default(), voices, command: None, own: HashMap::new() }
    }

    /// The error says why the voice failed.
    pub async fn speak(&self, text: &str, speaker: &Speaker, settings: &Settings) -> Result<Clip, String> {
        let (engine, rate) = (settings.voice, settings.voice_rate.hz());
        let key = fnv1a(&format!("{text}\n{}\n{}\n{}\n{rate}", speaker.id, speaker.language, engine.name()));
        if let Some(clip) = self.cached(key) {
            return Ok(clip);
        }
        let mut pcm = self.spoken(text, speaker, engine, rate).await?;
        if rate != 0 && rate != pcm.rate {
            pcm = resample(&pcm, rate);
        }
        let clip = Clip { rate: pcm.rate, wav: Arc::new(encode_wav(&pcm)) };
        self.cache_clip(key, &clip);
        Ok(clip)
    }

    /// What the first voice speaks that can. Without one, nothing is heard.
    async fn spoken(&self, text: &str, speaker: &Speaker, engine: VoiceEngine, rate: u32) -> Result<Pcm, String> {
        let command = self.own.get(&speaker.character).or(self.command.as_ref()).map(|voice| voice as &dyn Voice);
        let chosen = self.voices.iter().filter(|(engines, _)| command.is_none() && engines.contains(&engine));
        for voice in command.into_iter().chain(chosen.map(|(_, voice)| voice.as_ref())) {
            if let Some(pcm) = voice.speak(text, speaker, rate).await? {
                return Ok(pcm);
            }
        }
        Ok(Pcm { samples: Vec::new(), rate: builtin::DEFAULT_RATE })
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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::settings::VoiceRate;

    /// Speaks one sample of this value, or cannot speak. It counts the calls.
    struct FakeVoice {
        sample: Option<i16>,
        calls: Arc<AtomicUsize>,
    }

    impl Voice for FakeVoice {
        fn speak<'a>(&'a self, _text: &'a str, _speaker: &'a Speaker, _rate: u32) -> Speaking<'a> {
            self.calls.fetch_add(1, Ordering::Relaxed);
            let spoken = self.sample.map(|sample| Pcm { samples: vec![sample], rate: 8000 });
            Box::pin(async move { Ok(spoken) })
        }
    }

    /// A voice that cannot speak is preferred with the setting `auto`.
    fn speech() -> (TextToSpeech, [Arc<AtomicUsize>; 2]) {
        use VoiceEngine::{Auto, Builtin};
        let calls = [Arc::<AtomicUsize>::default(), Arc::default()];
        let silent = FakeVoice { sample: None, calls: calls[0].clone() };
        let other = FakeVoice { sample: Some(7), calls: calls[1].clone() };
        (TextToSpeech::of(vec![(&[Auto], Box::new(silent)), (&[Auto, Builtin], Box::new(other))]), calls)
    }

    fn speaker() -> Speaker {
        Speaker { id: "someone".to_owned(), ..Speaker::default() }
    }

    fn counts(calls: &[Arc<AtomicUsize>; 2]) -> [usize; 2] {
        [calls[0].load(Ordering::Relaxed), calls[1].load(Ordering::Relaxed)]
    }

    #[tokio::test]
    async fn another_voice_speaks_where_the_preferred_one_cannot() {
        let (speech, calls) = speech();
        let settings = |voice| Settings { voice, ..Settings::default() };
        let clip = speech.speak("hi", &speaker(), &settings(VoiceEngine::Auto)).await.expect("a clip");
        assert_eq!((clip.rate, counts(&calls)), (8000, [1, 1]));
        speech.speak("hi", &speaker(), &settings(VoiceEngine::Builtin)).await.expect("a clip");
        assert_eq!(counts(&calls), [1, 2], "the setting names another voice");
        speech.speak("hi", &speaker(), &settings(VoiceEngine::Builtin)).await.expect("a clip");
        assert_eq!(counts(&calls), [1, 2], "the clip is cached");
    }

    #[tokio::test]
    async fn a_clip_has_the_rate_of_the_settings_whatever_the_voice_speaks() {
        let (speech, _) = speech();
        let voice_rate = VoiceRate::try_from(16_000).expect("a rate");
        let clip =
            speech.speak("hi", &speaker(), &Settings { voice_rate, ..Settings::default() }).await.expect("a clip");
        assert_eq!(clip.rate, 16_000);
    }
}
