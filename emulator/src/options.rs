//! What an emulator is started with. Everything here is also what `POST /_emulator/reset` goes back to.

use std::fmt;
use std::path::PathBuf;

/// Names the folder of `Options::journal_folder`, for emulators that somebody else starts.
const JOURNAL_FOLDER: &str = "CONVAI_EMULATOR_JOURNAL";

/// Which voice speaks the replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceEngine {
    /// `espeak-ng` where it is installed, else the built-in voice.
    Auto,
    /// The built-in babble: fast, and the same on every machine.
    Builtin,
    /// `espeak-ng`. Starting fails where it is not installed.
    Espeak,
}

impl VoiceEngine {
    pub const NAMES: [&str; 3] = ["auto", "builtin", "espeak"];

    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "builtin" => Some(Self::Builtin),
            "espeak" => Some(Self::Espeak),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Builtin => "builtin",
            Self::Espeak => "espeak",
        }
    }
}

/// The start values of an emulator.
#[derive(Clone)]
pub struct Options {
    /// Port on 127.0.0.1; 0 asks the system for a free one.
    pub port: u16,
    /// The only API key that is accepted. `None` accepts every key except `bad-key`.
    pub api_key: Option<String>,
    /// The only `API-AUTH-TOKEN` that is accepted. `None` accepts every token except `bad-token`, unless `api_key`
    /// is given: then every token is refused.
    pub auth_token: Option<String>,
    pub voice: VoiceEngine,
    /// Sample rate of the replies in Hz; 0 keeps the voice's own (22,050 for espeak-ng, 24,000 built in).
    pub voice_rate: u32,
    /// How long each of the six endpoints waits before it answers.
    pub latency_ms: u64,
    /// Answer with exactly the text that was received.
    pub echo: bool,
    /// How many requests the journal keeps.
    pub journal_entries: usize,
    /// How many bytes of request bodies the journal keeps, over all requests.
    pub journal_bytes: usize,
    /// Where each emulator also writes its journal to a file of its own, a line as soon as a request has been read. By
    /// default what `CONVAI_EMULATOR_JOURNAL` says.
    pub journal_folder: Option<PathBuf>,
    /// The largest request body that is read; beyond it the answer is 413.
    pub body_limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            api_key: None,
            auth_token: None,
            voice: VoiceEngine::Auto,
            voice_rate: 0,
            latency_ms: 0,
            echo: false,
            journal_entries: 1000,
            journal_bytes: 64 * 1024 * 1024,
            journal_folder: std::env::var_os(JOURNAL_FOLDER).filter(|name| !name.is_empty()).map(PathBuf::from),
            body_limit: 64 * 1024 * 1024,
        }
    }
}

impl fmt::Debug for Options {
    /// Leaves the credentials out: a failed assertion in a CI log is no place for a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("port", &self.port)
            .field("api_key", &self.api_key.is_some())
            .field("auth_token", &self.auth_token.is_some())
            .field("voice", &self.voice)
            .field("voice_rate", &self.voice_rate)
            .field("latency_ms", &self.latency_ms)
            .field("echo", &self.echo)
            .field("journal_entries", &self.journal_entries)
            .field("journal_bytes", &self.journal_bytes)
            .field("journal_folder", &self.journal_folder)
            .field("body_limit", &self.body_limit)
            .finish()
    }
}
