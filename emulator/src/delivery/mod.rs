//! Sends a response: complete and correct, or damaged in the way that a fault asks for.

mod body;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};

use crate::clock::Clock;
use crate::connection::{Connection, End, RawResponse};
use crate::journal::{EntryGuard, Outcome};
use crate::response::{Body, Completion, HttpResponse};
use body::PacedBody;

/// What a handler returns to the HTTP server.
pub type ServerResponse = Result<hyper::Response<PacedBody>, Infallible>;

/// How a response is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    /// Complete and correct.
    #[default]
    Complete,
    /// Never answer.
    Hang,
    /// The body in pieces, with a pause before each piece after the first.
    Drip {
        piece: usize,
        every: Duration,
    },
    CutBeforeResponse(End),
    CutAfterHeaders(End),
    CutMidBody {
        bytes: usize,
        end: End,
    },
    /// Declare a length that differs from the real one by this much.
    WrongLength(i64),
    /// Declare one chunk with the whole body, and send only the first bytes of it.
    CutChunked {
        bytes: usize,
        end: End,
    },
    /// Declare a length, send no body, and keep the connection open.
    DeclaredOnly(u64),
    /// Send the pieces of a stream, each at its time, and not the end of the body.
    Unfinished(End),
}

/// Sends a response that belongs to no journal entry.
pub fn send_unrecorded(response: &HttpResponse) -> ServerResponse {
    Ok(to_hyper(response, PacedBody::new(response, None)))
}

/// Sends a complete response, which is no stream, and records it in the request's journal entry.
pub fn send(response: &HttpResponse, entry: EntryGuard) -> ServerResponse {
    entry.set_response(response);
    Ok(to_hyper(response, PacedBody::new(response, Some(entry))))
}

/// Sends nothing, and keeps the connection open until the client closes it.
pub async fn hang(connection: &Connection, entry: EntryGuard) -> ServerResponse {
    connection.take_over(RawResponse { bytes: Vec::new(), pieces: None, end: End::Hold, entry }).await
}

/// Sends a response as `delivery` says.
pub async fn deliver(
    clock: &Arc<Clock>,
    connection: &Connection,
    delivery: &Delivery,
    mut response: HttpResponse,
    entry: EntryGuard,
) -> ServerResponse {
    if matches!(response.body, Body::Live(_)) {
        return Ok(relay(response, entry));
    }
    let (completion, writing) = match &mut response.body {
        Body::Stream { completion, .. } => (completion.take(), None),
        Body::Writing(writing) => (None, writing.take()),
        _ => (None, None),
    };
    if let Some(writing) = writing {
        entry.set_response(&response);
        let body = PacedBody::new(&response, Some(entry)).writing(writing);
        return Ok(to_hyper(&response, body));
    }
    let response = &response;
    let streams = matches!(response.body, Body::Stream { .. });
    let (bytes, end) = match delivery {
        Delivery::Complete if streams || matches!(response.body, Body::Timed { .. }) => {
            return stream(clock, response, completion, entry);
        }
        Delivery::Unfinished(end) if streams => {
            // The turn is not completed, and the next one does not wait until the client closes.
            drop(completion);
            return break_off(clock, connection, response, *end, entry).await;
        }
        Delivery::Complete | Delivery::Unfinished(_) => return send(response, entry),
        Delivery::Drip { piece, every } => {
            entry.set_response(response);
            let body = PacedBody::new(response, Some(entry)).dripping(*piece, *every, clock.clone(), completion);
            return Ok(to_hyper(response, body));
        }
        Delivery::Hang => return hang(connection, entry).await,
        Delivery::CutBeforeResponse(end) => (Vec::new(), *end),
        Delivery::CutAfterHeaders(end) => (with_length(response, response.body_bytes().len() as u64, 0), *end),
        Delivery::CutMidBody { bytes, end } => {
            let length = response.body_bytes().len();
            (with_length(response, length as u64, (*bytes).min(length)), *end)
        }
        Delivery::WrongLength(difference) => {
            let length = response.body_bytes().len();
            let declared = (length as u64).saturating_add_signed(*difference);
            (with_length(response, declared, length), End::Fin)
        }
        Delivery::CutChunked { bytes, end } => (cut_chunk(response, *bytes), *end),
        Delivery::DeclaredOnly(length) => (with_length(response, *length, 0), End::Hold),
    };
    if !bytes.is_empty() {
        entry.set_response(response);
    }
    connection.take_over(RawResponse { bytes, pieces: None, end, entry }).await
}

/// Passes on what another server sends.
fn relay(mut response: HttpResponse, entry: EntryGuard) -> hyper::Response<PacedBody> {
    entry.set_response(&response);
    match std::mem::replace(&mut response.body, Body::Raw(Bytes::new())) {
        Body::Live(pieces) => to_hyper(&response, PacedBody::live(&response, pieces, entry)),
        _ => to_hyper(&response, PacedBody::new(&response, Some(entry))),
    }
}

/// Sends the events of a stream.
fn stream(
    clock: &Arc<Clock>,
    response: &HttpResponse,
    completion: Option<Completion>,
    entry: EntryGuard,
) -> ServerResponse {
    entry.set_response(response);
    let body = PacedBody::new(response, Some(entry)).streaming(clock.clone(), completion);
    Ok(to_hyper(response, body))
}

/// Sends the events of a stream, and then `end` instead of the end of the body.
async fn break_off(
    clock: &Arc<Clock>,
    connection: &Connection,
    response: &HttpResponse,
    end: End,
    entry: EntryGuard,
) -> ServerResponse {
    entry.set_response(response);
    let pieces = PacedBody::new(response, None).streaming(clock.clone(), None).boxed_unsync();
    let bytes = raw_head(response, "transfer-encoding: chunked");
    connection.take_over(RawResponse { bytes, pieces: Some(pieces), end, entry }).await
}

fn to_hyper(response: &HttpResponse, mut body: PacedBody) -> hyper::Response<PacedBody> {
    body.finish_if_empty(Outcome::Answered);
    let mut converted = hyper::Response::new(body);
    *converted.status_mut() = StatusCode::from_u16(response.status).unwrap_or(StatusCode::OK);
    let headers = converted.headers_mut();
    let content_type = ("content-type".to_owned(), response.content_type.clone());
    let content_type = Some(&content_type).filter(|(_, value)| !value.is_empty());
    for (name, value) in content_type.into_iter().chain(&response.headers) {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    converted
}

/// Headers that declare `declared` bytes, followed by the first `sent` bytes of the body.
fn with_length(response: &HttpResponse, declared: u64, sent: usize) -> Vec<u8> {
    let mut raw = raw_head(response, &format!("content-length: {declared}"));
    raw.extend_from_slice(&response.body_bytes()[..sent]);
    raw
}

/// The header of a chunk that holds the whole body, followed by the first `sent` bytes of it.
fn cut_chunk(response: &HttpResponse, sent: usize) -> Vec<u8> {
    let body = response.body_bytes();
    let mut raw = raw_head(response, "transfer-encoding: chunked");
    raw.extend_from_slice(format!("{:x}\r\n", body.len()).as_bytes());
    raw.extend_from_slice(&body[..sent.min(body.len())]);
    raw
}

/// The status line and the headers as bytes.
fn raw_head(response: &HttpResponse, framing: &str) -> Vec<u8> {
    let reason =
        StatusCode::from_u16(response.status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Unknown");
    let mut head =
        format!("HTTP/1.1 {} {reason}\r\ncontent-type: {}\r\n{framing}\r\n", response.status, response.content_type);
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}
