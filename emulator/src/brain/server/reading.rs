//! Sends a request for a reply, and reads the reply while it arrives.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::header::CONTENT_TYPE;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedSender;

use super::super::Failure;
use super::Piece;
use super::action_line::ActionLine;
use super::chunks::Chunks;
use crate::upstream::{HttpClient, ResponseBody};

/// A longer reply fails.
const MAX_TEXT: usize = 64 * 1024;
/// A longer body that is no event stream fails.
const MAX_BODY: usize = 1024 * 1024;
/// How much of an error message is quoted.
const MAX_QUOTE: usize = 300;

/// The kind of the error, and its cause.
type Problem = (&'static str, String);

/// Reads a reply. Returns its end, after its pieces have been sent to the receiver.
pub async fn read(
    client: &HttpClient,
    request: Request<Full<Bytes>>,
    wants_actions: bool,
    sender: &UnboundedSender<Result<Piece, Failure>>,
) -> Result<Piece, Problem> {
    let response = client.send(request).await.map_err(|error| ("ConnectionError", error.to_string()))?;
    let (head, body) = response.into_parts();
    if !head.status.is_success() {
        let bytes = collect(body).await.unwrap_or_default();
        return Err(("RuntimeError", format!("status {}: {}", head.status.as_u16(), quote(&bytes))));
    }
    let content_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut reply = ReplyText { sender, filter: ActionLine::new(wants_actions), length: 0, has_text: false };
    if content_type.starts_with("application/json") {
        // The server does not stream.
        let bytes = collect(body).await.map_err(|cause| ("ConnectionError", cause))?;
        let value: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        match value.pointer("/choices/0/message/content").and_then(Value::as_str) {
            Some(text) => reply.add(text)?,
            None => return Err(("RuntimeError", format!("no reply in its response: {}", quote(&bytes)))),
        }
    } else {
        read_events(body, &mut reply).await?;
    }
    reply.end()
}

async fn read_events(mut body: ResponseBody, reply: &mut ReplyText<'_>) -> Result<(), Problem> {
    let mut chunks = Chunks::default();
    // Whether a chunk said that the reply is complete.
    let mut finished = false;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| ("ConnectionError", error.to_string()))?;
        let Ok(data) = frame.into_data() else { continue };
        for event in chunks.add(&data).map_err(|cause| ("RuntimeError", cause))? {
            if event == "[DONE]" {
                return Ok(());
            }
            let chunk: Value = serde_json::from_str(&event)
                .map_err(|_| ("RuntimeError", format!("a chunk is not JSON: {}", quote(event.as_bytes()))))?;
            if chunk.get("error").is_some_and(|error| !error.is_null()) {
                return Err(("RuntimeError", quote(event.as_bytes())));
            }
            if let Some(text) = chunk.pointer("/choices/0/delta/content").and_then(Value::as_str) {
                reply.add(text)?;
            }
            finished |= chunk.pointer("/choices/0/finish_reason").is_some_and(Value::is_string);
        }
    }
    match finished {
        true => Ok(()),
        false => Err(("ConnectionError", "the stream ended before the reply was complete".to_owned())),
    }
}

/// What has arrived of a reply.
struct ReplyText<'a> {
    sender: &'a UnboundedSender<Result<Piece, Failure>>,
    filter: ActionLine,
    length: usize,
    has_text: bool,
}

impl ReplyText<'_> {
    fn add(&mut self, text: &str) -> Result<(), Problem> {
        self.length += text.len();
        if self.length > MAX_TEXT {
            return Err(("RuntimeError", format!("the reply is longer than {} KiB", MAX_TEXT / 1024)));
        }
        let text = self.filter.add(text);
        self.send(text);
        Ok(())
    }

    /// A reply needs a text or actions.
    fn end(mut self) -> Result<Piece, Problem> {
        let (text, actions) = self.filter.end();
        self.send(text);
        match self.has_text || actions.is_some() {
            true => Ok(Piece::End { actions }),
            false => Err(("RuntimeError", "the reply is empty".to_owned())),
        }
    }

    fn send(&mut self, text: String) {
        // White space before the first word is left out.
        let text = if self.has_text { text } else { text.trim_start().to_owned() };
        if !text.is_empty() {
            self.has_text = true;
            // Nobody receives it if the turn was cancelled.
            let _ = self.sender.send(Ok(Piece::Text(text)));
        }
    }
}

async fn collect(mut body: ResponseBody) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| error.to_string())?;
        if let Ok(data) = frame.into_data() {
            bytes.extend_from_slice(&data);
        }
        if bytes.len() > MAX_BODY {
            return Err(format!("the response is longer than {} KiB", MAX_BODY / 1024));
        }
    }
    Ok(bytes)
}

/// The beginning of a text, on one line.
fn quote(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(MAX_QUOTE).collect()
}
