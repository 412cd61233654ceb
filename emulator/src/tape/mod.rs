//! Records the exchanges of a client with a service on a cassette, and answers from a cassette.

mod cassette;
mod record;
mod replay;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use hyper::http::request::Parts;
use serde::{Deserialize, Serialize};

use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::upstream::BaseUrl;
use record::Recorder;
use replay::Player;

/// Which recorded request answers a request that was not recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ReplayMatch {
    /// None: the request gets an error that says what differs.
    #[default]
    Strict,
    /// The nearest one with the same path.
    Nearest,
}

impl ReplayMatch {
    pub const NAMES: [&str; 2] = ["strict", "nearest"];

    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "strict" => Some(Self::Strict),
            "nearest" => Some(Self::Nearest),
            _ => None,
        }
    }
}

/// What answers in place of the emulator.
#[derive(Clone, Debug, Default)]
pub enum TapeOptions {
    /// Nothing: the emulator answers.
    #[default]
    Off,
    /// The service at this address. What it answers is recorded in a new file.
    Record { file: PathBuf, upstream: BaseUrl },
    /// A recording.
    Replay { file: PathBuf, matching: ReplayMatch },
    /// Options that contradict each other, and why.
    Invalid(&'static str),
}

impl TapeOptions {
    /// The choice that options of the command line make.
    pub(crate) fn of(
        record: Option<PathBuf>,
        upstream: Option<BaseUrl>,
        replay: Option<PathBuf>,
        matching: Option<ReplayMatch>,
    ) -> Self {
        match (record, upstream, replay, matching) {
            (None, None, None, None) => Self::Off,
            (Some(file), Some(upstream), None, None) => Self::Record { file, upstream },
            (None, None, Some(file), matching) => Self::Replay { file, matching: matching.unwrap_or_default() },
            (Some(_), _, Some(_), _) => Self::Invalid("--record and --replay exclude each other; choose one"),
            (Some(_), None, ..) => Self::Invalid("--record needs --upstream: the URL of the service to record"),
            (None, Some(_), ..) => Self::Invalid("--upstream needs --record: the file for the recording"),
            (.., Some(_)) => Self::Invalid("--replay-match needs --replay: the file with the recording"),
        }
    }

    pub(crate) fn problem(&self) -> Option<&'static str> {
        match self {
            Self::Invalid(problem) => Some(problem),
            _ => None,
        }
    }
}

pub enum Tape {
    Off,
    Record(Arc<Recorder>),
    Replay(Player),
}

impl Tape {
    pub fn open(options: &TapeOptions, now: String) -> io::Result<Self> {
        Ok(match options {
            TapeOptions::Off | TapeOptions::Invalid(_) => Self::Off,
            TapeOptions::Record { file, upstream } => Self::Record(Arc::new(Recorder::create(file, upstream, now)?)),
            TapeOptions::Replay { file, matching } => Self::Replay(
                Player::open(file, *matching).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?,
            ),
        })
    }

    /// The response of the service or of the recording. `None` if the emulator answers.
    pub async fn respond(&self, head: &Parts, bytes: &Bytes, body: &RequestBody) -> Option<HttpResponse> {
        match self {
            Self::Off => None,
            Self::Record(recorder) => Some(recorder.forward(head, bytes, body).await),
            Self::Replay(player) => Some(player.answer(head, bytes, body)),
        }
    }

    /// Begins a recording anew, after a reset.
    pub fn rewind(&self) {
        if let Self::Replay(player) = self {
            player.rewind();
        }
    }
}
