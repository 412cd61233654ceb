//! The cassette: the exchanges of a client with a service, in a text file that people can read, review and commit.
//!
//! The file is JSON lines. The first line is the [`Header`], and each other line is an [`Exchange`]. Lines are appended, so
//! that a process that is killed loses nothing that was on disk, and version control shows one changed line for each changed
//! exchange. A body of JSON stands in the line byte by byte as it was sent. Recordings and voices are files in a folder
//! beside the cassette; a field with base64 names its file.

mod audio;
mod reader;
mod secrets;
mod writer;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

pub use reader::{Cassette, CassetteError, Recorded};
pub use secrets::Secrets;
pub use writer::Writer;

/// The version of the format, which the first line names.
pub const VERSION: u32 = 1;

/// The first line.
#[derive(Serialize, Deserialize)]
pub struct Header {
    /// The version of the format.
    pub convai_cassette: u32,
    /// The service that answered.
    #[serde(default)]
    pub upstream: String,
    /// When the recording began, in UTC.
    #[serde(default)]
    pub recorded: String,
}

/// One request and its response.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// Counts from 1 in the order in which the requests arrived.
    pub number: u64,
    /// When the request arrived, from the beginning of the recording.
    pub at_ms: u64,
    pub request: Request,
    pub response: Response,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    pub method: String,
    pub path: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub query: String,
    pub headers: Headers,
    /// The fields of a form, in the order in which they were sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub form: Vec<(String, String)>,
    /// The files of a form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FormFile>,
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    pub body: Body,
}

/// A file of a form. Its bytes are in the folder of the cassette.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormFile {
    pub name: String,
    pub filename: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    pub file: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Response {
    pub status: u16,
    /// How long the client waited for the first byte of the response.
    pub after_ms: u64,
    pub headers: Headers,
    /// The pieces of a stream: when each arrived after the head of the response, and how many bytes it has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<(u64, usize)>,
    /// The body ended before its end was announced.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    #[serde(default, skip_serializing_if = "Body::is_empty")]
    pub body: Body,
}

/// Names are in lower case.
pub type Headers = BTreeMap<String, String>;

/// A body, in one of these forms. None of them is an empty body.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// JSON on one line, byte by byte.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Box<RawValue>>,
    /// Any other text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Bytes that are no text, in a file of the cassette's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Body {
    fn is_empty(&self) -> bool {
        self.json.is_none() && self.text.is_none() && self.file.is_none()
    }
}

/// The folder beside a cassette that has its audio: `tavern.audio` for `tavern.jsonl`.
pub fn audio_folder(cassette: &Path) -> PathBuf {
    cassette.with_extension("audio")
}
