//! An answer before it is sent: a status, headers, and a body that may still be reshaped by a fault.

use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub enum Body {
    Json(Value),
    Raw(Bytes),
    /// That many bytes of filler inside a JSON string, made while they are sent.
    Filler(u64),
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub headers: Vec<(String, String)>,
    pub body: Body,
    /// The voice behind the `audio` field, for faults that pack it differently.
    pub wav: Option<Arc<Vec<u8>>>,
    /// Sent chunked even though the length is known, as event streams are.
    pub chunked: bool,
}

impl Answer {
    pub fn json(status: u16, value: Value) -> Self {
        Self {
            status,
            content_type: "application/json".to_owned(),
            headers: Vec::new(),
            body: Body::Json(value),
            wav: None,
            chunked: false,
        }
    }

    pub fn raw(status: u16, content_type: &str, bytes: impl Into<Bytes>) -> Self {
        Self { content_type: content_type.to_owned(), body: Body::Raw(bytes.into()), ..Self::json(status, Value::Null) }
    }

    /// An error in one of the shapes that have a single key, such as `{"ERROR": "..."}`.
    pub fn error(status: u16, key: &str, message: &str) -> Self {
        Self::json(status, json!({ key: message }))
    }

    /// Says in a header why a documented error was given: the documented texts seldom tell.
    pub fn because(self, reason: impl AsRef<str>) -> Self {
        let reason: String = reason
            .as_ref()
            .chars()
            .map(|c| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' })
            .take(300)
            .collect();
        self.header("x-emulator-note", &reason)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The body as it goes over the wire, except for filler.
    pub fn bytes(&self) -> Bytes {
        match &self.body {
            Body::Json(value) => Bytes::from(value.to_string()),
            Body::Raw(bytes) => bytes.clone(),
            Body::Filler(_) => Bytes::new(),
        }
    }
}
