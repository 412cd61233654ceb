//! A response before it is sent.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::streaming::EventStream;

pub enum Body {
    /// Kept as a value, so that a fault can still rewrite its fields.
    Json(Value),
    Raw(Bytes),
    /// A JSON object of this many bytes, generated while it is sent.
    Filler(u64),
    /// Events, each of which is sent at its time.
    Stream {
        events: Box<EventStream>,
        completion: Option<Completion>,
    },
    /// What another server sends, as it arrives.
    Live(mpsc::Receiver<io::Result<Bytes>>),
    /// Pieces, each of which is sent at its time. With `cut`, the connection closes instead of the end of the body.
    Timed {
        pieces: Vec<(Duration, Bytes)>,
        cut: bool,
    },
    /// Events that are written while they are sent. It is `None` when the stream has been taken out.
    Writing(Option<WritingStream>),
}

/// A change of what the journal records.
pub type RemarksChange = Box<dyn FnOnce(&mut Remarks) + Send>;

/// What the writer of a stream sends.
pub enum WritingItem {
    Frame(Bytes),
    /// The frame that ends the stream.
    Last(Bytes),
    Remarks(RemarksChange),
    /// The next part of the reply's text, for the journal.
    Text(String),
    /// The connection is closed instead of the end of the stream.
    Broken(io::Error),
}

/// A stream that is written while it is sent. Its writer is stopped when this is dropped.
pub struct WritingStream {
    pub items: mpsc::Receiver<WritingItem>,
    _writer: JoinSet<()>,
}

impl WritingStream {
    pub fn new(items: mpsc::Receiver<WritingItem>, writer: JoinSet<()>) -> Self {
        Self { items, _writer: writer }
    }
}

/// What is still to be done when a response has been sent except for its last piece, which waits for it. If the response does
/// not get that far, it is dropped.
pub type Completion = Box<dyn FnOnce() -> Completing + Send + Sync>;

/// Ends when the last piece may be sent. After an error the connection is closed instead.
pub type Completing = Pin<Box<dyn Future<Output = io::Result<()>> + Send>>;

/// What took part in a turn, and how long that took.
#[derive(Clone, Debug)]
pub struct Part {
    pub name: String,
    pub time: Duration,
}

/// The words in a recording.
#[derive(Clone, Debug)]
pub struct HeardWords {
    pub text: String,
    /// What guessed them. `None` if they are known.
    pub guess: Option<Part>,
}

/// What the journal records of a response besides its status.
#[derive(Clone, Debug, Default)]
pub struct Remarks {
    /// The session to which a turn belongs.
    pub session: Option<String>,
    /// The number of the script that answered a turn.
    pub script: Option<usize>,
    /// The words that were heard in the recording of a turn.
    pub heard: Option<HeardWords>,
    /// What wrote the reply of a turn.
    pub brain: Option<Part>,
    /// What was tolerated although the documentation asks for something else.
    pub tolerated: Vec<String>,
    /// The cause of an error.
    pub note: Option<String>,
}

/// The name distinguishes it from `hyper::Response`, into which `delivery` converts it.
pub struct HttpResponse {
    pub status: u16,
    pub content_type: String,
    pub headers: Vec<(String, String)>,
    pub body: Body,
    /// The WAV file behind the `audio` field, for faults that encode it differently.
    pub wav: Option<Arc<Vec<u8>>>,
    pub remarks: Box<Remarks>,
    /// Use chunked transfer coding although the length is known, as for event streams.
    pub chunked: bool,
}

impl HttpResponse {
    pub fn json(status: u16, value: Value) -> Self {
        Self {
            status,
            content_type: "application/json".to_owned(),
            headers: Vec::new(),
            body: Body::Json(value),
            wav: None,
            remarks: Box::default(),
            chunked: false,
        }
    }

    pub fn raw(status: u16, content_type: &str, bytes: impl Into<Bytes>) -> Self {
        Self { content_type: content_type.to_owned(), body: Body::Raw(bytes.into()), ..Self::json(status, Value::Null) }
    }

    /// Events that are sent one by one.
    pub fn stream(events: EventStream, completion: Completion) -> Self {
        Self {
            content_type: "text/event-stream".to_owned(),
            body: Body::Stream { events: Box::new(events), completion: Some(completion) },
            chunked: true,
            ..Self::json(200, Value::Null)
        }
    }

    /// Events that are sent as they are written.
    pub fn writing(stream: WritingStream) -> Self {
        Self {
            content_type: "text/event-stream".to_owned(),
            body: Body::Writing(Some(stream)),
            chunked: true,
            ..Self::json(200, Value::Null)
        }
    }

    /// An error body with a single key, such as `{"ERROR": "..."}`.
    pub fn error(status: u16, key: &str, message: &str) -> Self {
        Self::json(status, json!({ key: message }))
    }

    /// Adds the cause of an error as the header `x-emulator-note`. The documented error texts seldom name it.
    pub fn with_note(mut self, cause: impl Into<String>) -> Self {
        let cause = cause.into();
        let note = header_text(&cause);
        self.remarks.note = Some(cause);
        self.with_header("x-emulator-note", &note)
    }

    /// Adds what was tolerated as the header `x-emulator-tolerated`.
    pub fn with_tolerated(mut self, tolerated: Vec<String>) -> Self {
        let list = header_text(&tolerated.join("; "));
        self.remarks.tolerated = tolerated;
        self.with_header("x-emulator-tolerated", &list)
    }

    /// Prepares the response of another server for a fault: waits until it has arrived, and reads its JSON, whose fields a
    /// fault can change.
    pub async fn settle(&mut self) {
        if let Body::Live(pieces) = &mut self.body {
            let mut bytes = BytesMut::new();
            while let Some(Ok(piece)) = pieces.recv().await {
                bytes.extend_from_slice(&piece);
            }
            self.body = Body::Raw(bytes.freeze());
        }
        let Body::Raw(bytes) = &self.body else { return };
        if let Some(value) = serde_json::from_slice::<Value>(bytes).ok().filter(Value::is_object) {
            self.wav = value["audio"].as_str().and_then(|audio| STANDARD.decode(audio).ok()).map(Arc::new);
            self.body = Body::Json(value);
        }
    }

    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The bytes of the body; empty for those that exist only while they are sent.
    pub fn body_bytes(&self) -> Bytes {
        match &self.body {
            Body::Json(value) => Bytes::from(value.to_string()),
            Body::Raw(bytes) => bytes.clone(),
            Body::Filler(_) | Body::Live(_) | Body::Writing(_) => Bytes::new(),
            Body::Timed { pieces, .. } => {
                pieces.iter().map(|(_, piece)| piece.clone()).collect::<Vec<_>>().concat().into()
            }
            Body::Stream { events, .. } => events.bytes(),
        }
    }
}

/// The text as a header can carry it.
fn header_text(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' }).take(300).collect()
}
