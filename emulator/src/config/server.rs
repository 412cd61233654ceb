//! The `[server]` table: how the program runs.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::partial::partial;
use crate::program::CommandLine;
use crate::tape::ReplayMatch;
use crate::upstream::BaseUrl;

/// Which requests see the same characters, sessions, scripts, faults and settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WorldScope {
    /// All requests.
    #[default]
    Shared,
    /// Those with the same API key.
    PerKey,
}

impl WorldScope {
    pub const NAMES: [&str; 2] = ["shared", "per-key"];

    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "shared" => Some(Self::Shared),
            "per-key" => Some(Self::PerKey),
            _ => None,
        }
    }
}

/// A credential. `Debug` omits it, so that a failed assertion does not print a key into a CI log.
#[derive(Clone, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

partial! {
    /// Each key is an option of the command line without its dashes. An option that is given there wins.
    pub struct ServerConfig {
        /// Listen on this address, such as 0.0.0.0 for all; the default is 127.0.0.1. Beyond loopback, an API key is
        /// required.
        pub listen: IpAddr,
        /// Serve HTTPS. The file holds the certificate of the authority that clients must trust; if it does not exist, it is
        /// generated.
        pub tls: PathBuf,
        /// Listen on this port; 0 asks the system for a free one.
        pub port: u16,
        /// Close a connection when the next bytes of a request do not arrive within this many milliseconds.
        pub idle_timeout_ms: u64,
        /// Accept only this API key, of at least eight characters.
        pub api_key: Secret,
        /// Also accept this `API-AUTH-TOKEN`, of at least eight characters, beside those of `/user/connect`.
        pub auth_token: Secret,
        /// Which requests see the same characters and sessions: all of them, or those with the same API key.
        pub worlds: WorldScope,
        /// Let a server with a language model write the replies: where it understands OpenAI's API, such as
        /// `http://127.0.0.1:8080/v1`. Its key is the value of the environment variable `CONVAI_EMULATOR_BRAIN_KEY`.
        pub brain_url: BaseUrl,
        /// The model of that server.
        pub brain_model: String,
        /// How long a reply of a server may take, in milliseconds; the default is 60000.
        pub brain_timeout_ms: u64,
        /// A program that speaks replies, and its arguments: the text is its input, and a WAV file its output.
        pub voice_command: CommandLine,
        /// A program that writes down what is said in recordings, and its arguments: a WAV file of 16,000 Hz is its input, and the
        /// words are its output.
        pub ears_command: CommandLine,
        /// How long one of these programs may take, in milliseconds; the default is 60000.
        pub command_timeout_ms: u64,
        /// Keep characters and sessions in this file.
        pub state: PathBuf,
        /// Pass requests on to `upstream`, and record the exchanges in this new file.
        pub record: PathBuf,
        /// The service that is recorded, such as https://api.convai.com.
        pub upstream: BaseUrl,
        /// Answer from the recording in this file.
        pub replay: PathBuf,
        /// What answers a request that was not recorded: an error, or the nearest recorded one.
        pub replay_match: ReplayMatch,
        /// Keep the newest N requests in the journal.
        pub journal: usize,
        /// Exit after this many seconds.
        #[serde(deserialize_with = "seconds")]
        pub stop_after: f64,
        /// Exit when standard input is closed.
        pub until_stdin_closes: bool,
        /// Exit when the parent process has exited.
        pub exit_with_parent: bool,
    }
}

/// Whether the program can wait this long before it exits.
pub fn is_stop_time(seconds: f64) -> bool {
    (0.0..=1e9).contains(&seconds)
}

fn seconds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let seconds = f64::deserialize(deserializer)?;
    let error = || serde::de::Error::custom("stop_after must be a number of seconds between 0 and 1000000000");
    if is_stop_time(seconds) { Ok(Some(seconds)) } else { Err(error()) }
}
