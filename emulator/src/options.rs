//! The values an emulator starts with. `POST /_emulator/reset` returns to them.

use std::fmt;
use std::path::PathBuf;

use crate::redact::MIN_SEARCH_LENGTH;

/// The environment variable behind the default of `Options::journal_folder`. It also reaches emulators that a test
/// suite starts indirectly.
const JOURNAL_FOLDER_VARIABLE: &str = "CONVAI_EMULATOR_JOURNAL";

/// Which voice speaks the replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoiceEngine {
    /// `espeak-ng` if it is installed, else the built-in voice.
    Auto,
    /// The built-in synthesizer: fast, and the same on every machine.
    Builtin,
    /// `espeak-ng`. The emulator does not start if it is not installed.
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

/// The values an emulator starts with.
#[derive(Clone)]
pub struct Options {
    /// Port on 127.0.0.1; 0 asks the system for a free one.
    pub port: u16,
    /// The only API key that is accepted, of at least eight characters. `None` accepts every key except `bad-key`.
    pub api_key: Option<String>,
    /// The only `API-AUTH-TOKEN` that is accepted, of at least eight characters. `None` accepts every token except
    /// `bad-token`; if `api_key` is set, `None` refuses every token.
    pub auth_token: Option<String>,
    pub voice: VoiceEngine,
    /// Sample rate of spoken replies in Hz; 0 keeps the voice's own rate (22,050 for espeak-ng, 24,000 built in).
    pub voice_rate: u32,
    /// How long each of the six endpoints waits before it answers.
    pub latency_ms: u64,
    /// A connection is closed when the next bytes of a request do not arrive within this time, in the middle of a request
    /// or between two.
    pub idle_timeout_ms: u64,
    /// Reply with exactly the text that was received.
    pub echo: bool,
    /// How many requests the journal keeps.
    pub journal_entries: usize,
    /// How many bytes of request bodies the journal keeps, over all requests.
    pub journal_bytes: usize,
    /// The folder in which each emulator also writes its journal to a file of its own: one line for each request, as
    /// soon as the request has been read. By default the value of `CONVAI_EMULATOR_JOURNAL`.
    pub journal_folder: Option<PathBuf>,
    /// The largest request body that is accepted. A larger one is answered with 413.
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
            idle_timeout_ms: 60_000,
            echo: false,
            journal_entries: 1000,
            journal_bytes: 64 * 1024 * 1024,
            journal_folder: std::env::var_os(JOURNAL_FOLDER_VARIABLE)
                .filter(|name| !name.is_empty())
                .map(PathBuf::from),
            body_limit: 64 * 1024 * 1024,
        }
    }
}

impl Options {
    /// Why these options are invalid.
    pub(crate) fn problem(&self) -> Option<String> {
        let credentials = [("API key", &self.api_key), ("API-AUTH-TOKEN", &self.auth_token)];
        for (name, value) in credentials {
            if value.as_ref().is_some_and(|value| value.len() < MIN_SEARCH_LENGTH) {
                return Some(format!(
                    "the {name} is shorter than {MIN_SEARCH_LENGTH} characters, so it cannot be masked in the bodies \
                    that the journal records; choose a longer one"
                ));
            }
        }
        None
    }
}

impl fmt::Debug for Options {
    /// Omits the credentials, so that a failed assertion does not print a key into a CI log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("port", &self.port)
            .field("api_key", &self.api_key.is_some())
            .field("auth_token", &self.auth_token.is_some())
            .field("voice", &self.voice)
            .field("voice_rate", &self.voice_rate)
            .field("latency_ms", &self.latency_ms)
            .field("idle_timeout_ms", &self.idle_timeout_ms)
            .field("echo", &self.echo)
            .field("journal_entries", &self.journal_entries)
            .field("journal_bytes", &self.journal_bytes)
            .field("journal_folder", &self.journal_folder)
            .field("body_limit", &self.body_limit)
            .finish()
    }
}
