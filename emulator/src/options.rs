//! The values an emulator starts with. `POST /_emulator/reset` returns to them.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use crate::config::{BrainServer, CharacterConfig, Config, WorldScope};
use crate::faults::FaultSpec;
use crate::program::{BRAIN_KEY_VARIABLE, CommandLine};
use crate::redact::MIN_SEARCH_LENGTH;
use crate::scripts::Script;
use crate::settings::Settings;
use crate::tape::TapeOptions;

/// The environment variable behind the default of `Options::journal_folder`. It also reaches emulators that a test
/// suite starts indirectly.
const JOURNAL_FOLDER_VARIABLE: &str = "CONVAI_EMULATOR_JOURNAL";

/// The values an emulator starts with.
#[derive(Clone)]
pub struct Options {
    /// The address to listen on. Beyond loopback, an API key is required: if `api_key` is `None`, one is generated.
    pub listen: IpAddr,
    /// 0 asks the system for a free one.
    pub port: u16,
    /// Serve HTTPS. The file holds the certificate of the authority that clients must trust; if it does not exist, it is
    /// generated.
    pub tls: Option<PathBuf>,
    /// The only API key that is accepted, of at least eight characters. `None` accepts every key except `bad-key`.
    pub api_key: Option<String>,
    /// An `API-AUTH-TOKEN` of at least eight characters that is accepted beside those of `/user/connect`.
    pub auth_token: Option<String>,
    /// Record a service, or answer from a recording.
    pub tape: TapeOptions,
    /// The settings at the start, which `/_emulator/settings` can change.
    pub settings: Settings,
    /// Which requests see the same characters and sessions.
    pub worlds: WorldScope,
    /// Characters that exist from the start, beside the public one.
    pub characters: Vec<CharacterConfig>,
    /// The file in which characters and sessions are kept. `None` keeps them in memory.
    pub state: Option<PathBuf>,
    /// Replies to certain turns, in the order in which they are tried. `Config::parse` reads them.
    pub scripts: Vec<Script>,
    /// Faults at the start.
    pub faults: Vec<FaultSpec>,
    /// The fingerprints of recordings whose words are known, and the words. `Config::parse` reads them.
    pub recordings: Vec<(u64, String)>,
    /// The folder to which the paths of scripts in control requests are relative.
    pub folder: PathBuf,
    /// The server that writes the replies of characters without a brain of their own. Without a URL, it is the backstory.
    pub brain: BrainServer,
    /// The key of that server. By default the value of `CONVAI_EMULATOR_BRAIN_KEY`.
    pub brain_key: Option<String>,
    /// How long a reply of a server may take.
    pub brain_timeout_ms: u64,
    /// The program that speaks the replies of characters without one of their own, in place of the voice of the settings.
    pub voice_command: Option<CommandLine>,
    /// The program that writes down what is said in recordings, in place of the ears of the settings.
    pub ears_command: Option<CommandLine>,
    /// How long one of these programs may take.
    pub command_timeout_ms: u64,
    /// A connection is closed when the next bytes of a request do not arrive within this time, in the middle of a request
    /// or between two.
    pub idle_timeout_ms: u64,
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
            listen: Ipv4Addr::LOCALHOST.into(),
            port: 0,
            tls: None,
            api_key: None,
            auth_token: None,
            tape: TapeOptions::Off,
            settings: Settings::default(),
            worlds: WorldScope::Shared,
            characters: Vec::new(),
            state: None,
            scripts: Vec::new(),
            faults: Vec::new(),
            recordings: Vec::new(),
            folder: PathBuf::new(),
            brain: BrainServer::default(),
            brain_key: std::env::var(BRAIN_KEY_VARIABLE).ok().filter(|key| !key.is_empty()),
            brain_timeout_ms: 60_000,
            voice_command: None,
            ears_command: None,
            command_timeout_ms: 60_000,
            idle_timeout_ms: 60_000,
            journal_entries: 1000,
            journal_bytes: 64 * 1024 * 1024,
            journal_folder: std::env::var_os(JOURNAL_FOLDER_VARIABLE)
                .filter(|name| !name.is_empty())
                .map(PathBuf::from),
            body_limit: 64 * 1024 * 1024,
        }
    }
}

impl From<Config> for Options {
    /// The configured values, and the defaults for the others.
    fn from(config: Config) -> Self {
        let default = Self::default();
        let server = config.server;
        let mut settings = default.settings;
        config.settings.apply(&mut settings);
        Self {
            listen: server.listen.unwrap_or(default.listen),
            tls: server.tls,
            port: server.port.unwrap_or(default.port),
            api_key: server.api_key.map(|key| key.0),
            auth_token: server.auth_token.map(|token| token.0),
            tape: TapeOptions::of(server.record, server.upstream, server.replay, server.replay_match),
            settings,
            worlds: server.worlds.unwrap_or(default.worlds),
            characters: config.characters,
            scripts: config.scripts,
            faults: config.faults,
            recordings: config.recordings,
            folder: config.folder,
            brain: BrainServer { url: server.brain_url, model: server.brain_model },
            brain_key: default.brain_key,
            brain_timeout_ms: server.brain_timeout_ms.unwrap_or(default.brain_timeout_ms),
            voice_command: server.voice_command,
            ears_command: server.ears_command,
            command_timeout_ms: server.command_timeout_ms.unwrap_or(default.command_timeout_ms),
            state: server.state,
            idle_timeout_ms: server.idle_timeout_ms.unwrap_or(default.idle_timeout_ms),
            journal_entries: server.journal.unwrap_or(default.journal_entries),
            journal_bytes: default.journal_bytes,
            journal_folder: default.journal_folder,
            body_limit: default.body_limit,
        }
    }
}

impl Options {
    /// Adds an API key if the emulator can be reached from other machines and has none.
    pub(crate) fn require_key(&mut self) -> io::Result<()> {
        if self.api_key.is_none() && !self.listen.is_loopback() {
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).map_err(io::Error::other)?;
            self.api_key = Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect());
        }
        Ok(())
    }

    /// Why these options are invalid.
    pub(crate) fn problem(&self) -> Option<String> {
        if let Some(problem) = self.tape.problem() {
            return Some(problem.to_owned());
        }
        if matches!(self.tape, TapeOptions::Record { .. }) && !self.listen.is_loopback() && self.api_key.is_none() {
            return Some(
                "a recording for other machines needs --api-key: the API key of the service, so that nobody else uses it"
                    .to_owned(),
            );
        }
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
            .field("listen", &self.listen)
            .field("tls", &self.tls)
            .field("port", &self.port)
            .field("api_key", &self.api_key.is_some())
            .field("auth_token", &self.auth_token.is_some())
            .field("tape", &self.tape)
            .field("settings", &self.settings)
            .field("worlds", &self.worlds)
            .field("characters", &self.characters.len())
            .field("state", &self.state)
            .field("scripts", &self.scripts.len())
            .field("brain", &self.brain)
            .field("brain_key", &self.brain_key.is_some())
            .field("brain_timeout_ms", &self.brain_timeout_ms)
            .field("voice_command", &self.voice_command)
            .field("ears_command", &self.ears_command)
            .field("command_timeout_ms", &self.command_timeout_ms)
            .field("idle_timeout_ms", &self.idle_timeout_ms)
            .field("journal_entries", &self.journal_entries)
            .field("journal_bytes", &self.journal_bytes)
            .field("journal_folder", &self.journal_folder)
            .field("body_limit", &self.body_limit)
            .finish()
    }
}
