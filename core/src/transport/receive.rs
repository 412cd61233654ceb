//! Receives a response: collects its body, or passes a stream of events on while it arrives.

use super::{
    call_context::CallContext,
    counted_body::AbortBody,
    cpu_pool::Computation,
    failure::{Failure, FailureKind},
    http_client::Connections,
};
use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::time::{Instant, timeout_at};

/// A buffer of up to this size is allocated for a response at once, if its Content-Length asks for it.
const PREALLOCATED_BYTES: usize = 4 << 20;

/// A body, or a part of a stream, of up to this size is read on the I/O thread, which takes less time than a change of
/// threads.
pub const READ_IN_PLACE_BYTES: usize = 32 << 10;

/// How a stream of events may begin, whatever its content type says: a gateway may change that.
const STREAM_BEGINNINGS: [&[u8]; 5] = [b"data:", b"event:", b"id:", b"retry:", b":"];

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What precedes the body of a response.
pub struct ResponseHead {
    pub status: u16,
    headers: HeaderMap,
}

impl ResponseHead {
    /// A header's value, if the header is present and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A complete response, whatever its status.
pub struct HttpResponse {
    pub head: ResponseHead,
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// Builds a response, for tests and fuzz targets. `None` if a header is one that no server could have sent.
    pub fn new(status: u16, headers: &[(&str, &[u8])], body: &[u8]) -> Option<Self> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value).ok()?);
        }
        Some(Self { head: ResponseHead { status, headers: map }, body: body.to_vec() })
    }
}

/// The form in which a response is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Whole,
    /// As a stream of events, if the server sends one.
    Stream,
}

pub(super) enum Received {
    Whole(HttpResponse),
    Stream(OpenStream),
}

/// A stream of events whose first bytes have arrived.
pub(super) struct OpenStream {
    pub head: ResponseHead,
    pub events: Events,
}

/// The body of a stream. Dropping it closes the connection.
pub(super) struct Events {
    first: Vec<u8>,
    body: reqwest::Response,
    _abort_body: AbortBody,
    _connections: Arc<Connections>,
}

/// Reads a stream of events, chunk by chunk.
pub trait StreamReader: Send + 'static {
    /// Reads what arrived next. Returns whether it wants more.
    fn push(&mut self, bytes: &[u8]) -> bool;

    /// How many bytes it keeps that are still to be read, because more has to come first.
    fn kept_bytes(&self) -> usize;
}

/// A response to a request that asks for a stream.
pub enum Reply<T, R> {
    /// The server has sent no stream. This is what was read of its response.
    Whole(T),
    /// The reader of the stream, and why the stream did not come to its end.
    Stream { reader: R, failure: Option<Failure> },
}

impl CallContext {
    /// Reads a response, on another thread if it is long.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        response: HttpResponse,
        read: impl FnOnce(HttpResponse) -> T + Send + 'static,
        deadline: Instant,
        total: Duration,
    ) -> Result<T, Failure> {
        if response.body.len() <= READ_IN_PLACE_BYTES {
            return Ok(read(response));
        }
        let reading = self.cpu.start(move || read(response))?;
        timeout_at(deadline, reading).await.map_err(|_| {
            Failure::new(
                FailureKind::Timeout,
                format!("the reply arrived, but was not read within {} ms", total.as_millis()),
            )
        })
    }

    /// Collects the body of a response; of a stream only so much as shows that it is one.
    pub(super) async fn receive(
        &self,
        mut response: reqwest::Response,
        wanted: Wanted,
        connections: Arc<Connections>,
        abort_body: AbortBody,
    ) -> Result<Received, Failure> {
        let declared = response.content_length().unwrap_or(0);
        self.counters.bytes_to_receive.store(declared, Ordering::Relaxed);
        self.check_size(declared)?;
        let mut is_stream = if wanted == Wanted::Stream { None } else { Some(false) };
        let mut body = Vec::new();
        while let Some(chunk) = next_chunk(&mut response).await? {
            self.count(body.len() as u64, Some(&chunk))?;
            reserve(&mut body, chunk.len(), declared)?;
            body.extend_from_slice(&chunk);
            is_stream = is_stream.or_else(|| begins_stream(&response, &body));
            if is_stream == Some(true) {
                let head = take_head(&mut response);
                let (_abort_body, _connections) = (abort_body, connections);
                let events = Events { first: body, body: response, _abort_body, _connections };
                return Ok(Received::Stream(OpenStream { head, events }));
            }
        }
        Ok(Received::Whole(HttpResponse { head: take_head(&mut response), body }))
    }

    /// Passes a stream to its reader until it ends, fails, or the reader has enough. While the reader works on another
    /// thread, further chunks are received.
    pub(super) async fn read_stream<R: StreamReader>(
        &self,
        mut stream: Events,
        idle: Duration,
        reader: R,
    ) -> Result<(R, Option<Failure>), Failure> {
        let mut received = stream.first.len() as u64;
        // What has arrived and was not read yet, by a reader that is either at hand or reading on another thread.
        let mut waiting = vec![Bytes::from(std::mem::take(&mut stream.first))];
        let mut at_hand = Some(reader);
        let mut reading = None;
        let mut has_ended = false;
        let mut failure = None;
        let mut pause_ends = Instant::now() + idle;
        loop {
            if let Some(mut reader) = at_hand.take() {
                let chunks = std::mem::take(&mut waiting);
                let length: usize = chunks.iter().map(Bytes::len).sum();
                if length == 0 && has_ended {
                    return Ok((reader, failure));
                } else if length == 0 || reader.kept_bytes() + length <= READ_IN_PLACE_BYTES {
                    if !push_all(&mut reader, &chunks) {
                        return Ok((reader, None));
                    }
                    at_hand = Some(reader);
                    if has_ended {
                        continue;
                    }
                } else {
                    reading = Some(self.cpu.start(move || {
                        let wants_more = push_all(&mut reader, &chunks);
                        (reader, wants_more)
                    })?);
                }
            }
            tokio::select! {
                biased;
                (reader, wants_more) = computed(&mut reading) => {
                    reading = None;
                    if !wants_more {
                        return Ok((reader, None));
                    }
                    at_hand = Some(reader);
                }
                chunk = timeout_at(pause_ends, next_chunk(&mut stream.body)), if !has_ended => {
                    let chunk = chunk.unwrap_or_else(|_| Err(paused(idle)));
                    pause_ends = Instant::now() + idle;
                    match chunk.and_then(|chunk| self.count(received, chunk.as_deref()).map(|()| chunk)) {
                        Ok(Some(chunk)) => {
                            received += chunk.len() as u64;
                            waiting.push(chunk);
                        }
                        Ok(None) => has_ended = true,
                        Err(reason) => (has_ended, failure) = (true, Some(reason)),
                    }
                }
            }
        }
    }

    /// Counts a chunk that follows `before` bytes. Fails if the response is too large with it.
    fn count(&self, before: u64, chunk: Option<&[u8]>) -> Result<(), Failure> {
        let received = before + chunk.map_or(0, <[u8]>::len) as u64;
        self.check_size(received)?;
        self.counters.bytes_received.store(received, Ordering::Relaxed);
        Ok(())
    }

    fn check_size(&self, bytes: u64) -> Result<(), Failure> {
        let limit = self.http.settings.max_response_bytes;
        if bytes <= limit {
            return Ok(());
        }
        Err(Failure::new(FailureKind::TooLarge, format!("the reply has more than {limit} bytes")))
    }
}

async fn next_chunk(response: &mut reqwest::Response) -> Result<Option<Bytes>, Failure> {
    response.chunk().await.map_err(|error| Failure::of(&error, false))
}

fn take_head(response: &mut reqwest::Response) -> ResponseHead {
    ResponseHead { status: response.status().as_u16(), headers: std::mem::take(response.headers_mut()) }
}

fn push_all<R: StreamReader>(reader: &mut R, chunks: &[Bytes]) -> bool {
    chunks.iter().all(|chunk| reader.push(chunk))
}

async fn computed<T>(computation: &mut Option<Computation<T>>) -> T {
    match computation {
        Some(computation) => computation.await,
        None => std::future::pending().await,
    }
}

fn paused(idle: Duration) -> Failure {
    Failure::new(FailureKind::Timeout, format!("no more of the reply within {} ms", idle.as_millis()))
}

/// Whether a response is a stream of events, by its content type or the beginning of its body. `None` if more of the
/// body is needed to tell. An error is never a stream.
fn begins_stream(response: &reqwest::Response, body: &[u8]) -> Option<bool> {
    if body.is_empty() {
        return None;
    }
    if !response.status().is_success() {
        return Some(false);
    }
    let content_type = response.headers().get(CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    const EVENT_STREAM: &[u8] = b"text/event-stream";
    if content_type.get(..EVENT_STREAM.len()).is_some_and(|start| start.eq_ignore_ascii_case(EVENT_STREAM)) {
        return Some(true);
    }
    text_begins_stream(body)
}

fn text_begins_stream(body: &[u8]) -> Option<bool> {
    if BYTE_ORDER_MARK.starts_with(body) {
        return None;
    }
    let start = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body).trim_ascii_start();
    if STREAM_BEGINNINGS.iter().any(|beginning| start.starts_with(beginning)) {
        return Some(true);
    }
    let may_become_stream = STREAM_BEGINNINGS.iter().any(|beginning| beginning.starts_with(start));
    if may_become_stream { None } else { Some(false) }
}

/// Makes room for a chunk, and for a NUL behind it. The full Content-Length is never preallocated: the buffer grows to
/// it, or to twice what has arrived.
fn reserve(body: &mut Vec<u8>, chunk: usize, declared: u64) -> Result<(), Failure> {
    let needed = body.len() + chunk + 1;
    if needed <= body.capacity() {
        return Ok(());
    }
    let declared = usize::try_from(declared).unwrap_or(usize::MAX).saturating_add(1);
    let capacity = declared.min((2 * body.len()).max(PREALLOCATED_BYTES)).max(needed);
    body.try_reserve_exact(capacity - body.len()).map_err(|_| {
        Failure::new(FailureKind::TooLarge, format!("there is no memory for a reply of {} bytes and more", body.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The network decides where chunks end.
    #[test]
    fn no_part_of_the_beginning_of_a_stream_is_taken_for_something_else() {
        for beginning in ["data:", "\u{feff}data:", "\u{feff}\r\nevent:", " retry:", ":"] {
            let (last, rest) = beginning.as_bytes().split_last().expect("a beginning");
            for end in 1..=rest.len() {
                assert_eq!(text_begins_stream(&rest[..end]), None, "{beginning:?}, {end} bytes");
            }
            assert_eq!(text_begins_stream(&[rest, &[*last]].concat()), Some(true), "{beginning:?}");
        }
        assert_eq!(text_begins_stream(b"\xef\xbb{"), Some(false));
        assert_eq!(text_begins_stream("\u{feff}{".as_bytes()), Some(false));
    }
}
