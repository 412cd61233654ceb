//! Sends an answer: properly through the HTTP server, or badly over the raw connection.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use socket2::SockRef;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

use crate::answer::{Answer, Body};
use crate::journal::{Outcome, Ticket};

/// Filler goes out in pieces of this size.
const FILLER_PIECE: usize = 64 * 1024;
/// How long a connection that was shut politely waits for the client to close its side.
const LINGER: Duration = Duration::from_secs(2);
/// Gives what was written time to leave before a reset throws the rest away.
const BEFORE_RESET: Duration = Duration::from_millis(50);

/// A body in pieces: all at once, dripping, or made while it is sent.
pub struct ReplyBody {
    source: Source,
    piece: usize,
    every: Option<Duration>,
    pause: Option<Pin<Box<Sleep>>>,
    chunked: bool,
    ticket: Option<Ticket>,
}

enum Source {
    Bytes(Bytes),
    Filler { head: Bytes, left: u64, tail: Bytes },
}

impl Source {
    fn of(body: &Answer) -> Self {
        match body.body {
            Body::Filler(bytes) => {
                let (head, tail) = (&b"{\"text\":\""[..], &b"\"}"[..]);
                Self::Filler {
                    left: bytes.saturating_sub((head.len() + tail.len()) as u64),
                    head: Bytes::from_static(head),
                    tail: Bytes::from_static(tail),
                }
            }
            _ => Self::Bytes(body.bytes()),
        }
    }

    fn left(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Filler { head, left, tail } => (head.len() + tail.len()) as u64 + left,
        }
    }

    fn next(&mut self, most: usize) -> Bytes {
        match self {
            Self::Bytes(bytes) => bytes.split_to(most.min(bytes.len())),
            Self::Filler { head, .. } if !head.is_empty() => head.split_to(head.len()),
            Self::Filler { left, .. } if *left > 0 => {
                static FILLER: [u8; FILLER_PIECE] = [b'a'; FILLER_PIECE];
                let length = (*left).min(FILLER_PIECE as u64) as usize;
                *left -= length as u64;
                Bytes::from_static(&FILLER[..length])
            }
            Self::Filler { tail, .. } => tail.split_to(tail.len()),
        }
    }
}

impl ReplyBody {
    pub fn new(answer: &Answer, ticket: Option<Ticket>) -> Self {
        Self {
            source: Source::of(answer),
            piece: usize::MAX,
            every: None,
            pause: None,
            chunked: answer.chunked,
            ticket,
        }
    }

    /// Sends `piece` bytes at a time, one piece per `every`.
    pub fn dripping(mut self, piece: usize, every: Duration) -> Self {
        self.piece = piece.max(1);
        self.every = Some(every);
        self
    }
}

impl HttpBody for ReplyBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = &mut *self;
        if let Some(pause) = &mut this.pause {
            ready!(pause.as_mut().poll(context));
            this.pause = None;
        }
        let piece = this.source.next(this.piece);
        let over = this.source.left() == 0;
        if let Some(ticket) = this.ticket.as_mut().filter(|_| over) {
            ticket.finish(Outcome::Answered);
        }
        if piece.is_empty() {
            return Poll::Ready(None);
        }
        this.pause = this.every.filter(|_| !over).map(|every| Box::pin(sleep(every)));
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        // An empty body is never polled by the HTTP server, so its ticket is finished in `respond`.
        !self.chunked && self.source.left() == 0
    }

    fn size_hint(&self) -> SizeHint {
        if self.chunked { SizeHint::default() } else { SizeHint::with_exact(self.source.left()) }
    }
}

/// The answer as the HTTP server sends it.
pub fn respond(answer: &Answer, mut body: ReplyBody) -> Response<ReplyBody> {
    if body.is_end_stream() {
        if let Some(ticket) = &mut body.ticket {
            ticket.finish(Outcome::Answered);
        }
    }
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    let content_type = ("content-type".to_owned(), answer.content_type.clone());
    for (name, value) in std::iter::once(&content_type).chain(&answer.headers) {
        let name = HeaderName::from_bytes(name.as_bytes());
        let value = HeaderValue::from_bytes(value.as_bytes());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    response
}

/// How a raw connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Close politely: the client reads an end of file.
    Fin,
    /// Reset: the client reads an error.
    Rst,
    /// Send nothing more and stay open until the client goes.
    Hold,
}

/// Bytes that go over the connection as they are, and then its end.
pub struct Script {
    pub bytes: Vec<u8>,
    pub end: End,
    pub ticket: Ticket,
}

impl Script {
    pub async fn run(mut self, mut stream: TcpStream) {
        if stream.write_all(&self.bytes).await.is_err() {
            return;
        }
        match self.end {
            End::Fin => {
                self.ticket.finish(Outcome::Cut);
                let _ = stream.shutdown().await;
                // Closing with unread bytes would turn the end of file into a reset.
                let _ = tokio::time::timeout(LINGER, drain(&mut stream)).await;
            }
            End::Rst => {
                self.ticket.finish(Outcome::Cut);
                if !self.bytes.is_empty() {
                    sleep(BEFORE_RESET).await;
                }
                let _ = SockRef::from(&stream).set_linger(Some(Duration::ZERO));
            }
            End::Hold => drain(&mut stream).await,
        }
    }
}

async fn drain(stream: &mut TcpStream) {
    let mut sink = [0; 16 * 1024];
    while let Ok(1..) = stream.read(&mut sink).await {}
}

/// The head of an answer, written by hand.
pub fn raw_head(answer: &Answer, framing: &str) -> Vec<u8> {
    let reason =
        StatusCode::from_u16(answer.status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Unknown");
    let mut head =
        format!("HTTP/1.1 {} {reason}\r\ncontent-type: {}\r\n{framing}\r\n", answer.status, answer.content_type);
    for (name, value) in &answer.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}
