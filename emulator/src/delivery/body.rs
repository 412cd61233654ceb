//! The body that the HTTP server sends: at once, in paced pieces, or generated while it is sent.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use crate::clock::Clock;
use crate::journal::{EntryGuard, Outcome};
use crate::response::{Body, HttpResponse};

/// Filler is generated in pieces of this size.
const FILLER_PIECE: usize = 64 * 1024;

/// A body with an optional pause between its pieces. It finishes the journal entry with its last piece.
pub struct PacedBody {
    source: Source,
    max_piece: usize,
    every: Option<(Duration, Arc<Clock>)>,
    pause: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    chunked: bool,
    entry: Option<EntryGuard>,
}

/// Where the bytes come from.
enum Source {
    Bytes(Bytes),
    Filler { head: Bytes, remaining: u64, tail: Bytes },
}

impl Source {
    fn new(response: &HttpResponse) -> Self {
        match response.body {
            Body::Filler(length) => {
                let (head, tail) = (&b"{\"text\":\""[..], &b"\"}"[..]);
                Self::Filler {
                    remaining: length.saturating_sub((head.len() + tail.len()) as u64),
                    head: Bytes::from_static(head),
                    tail: Bytes::from_static(tail),
                }
            }
            _ => Self::Bytes(response.body_bytes()),
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Filler { head, remaining, tail } => (head.len() + tail.len()) as u64 + remaining,
        }
    }

    fn next(&mut self, max_piece: usize) -> Bytes {
        match self {
            Self::Bytes(bytes) => bytes.split_to(max_piece.min(bytes.len())),
            Self::Filler { head, .. } if !head.is_empty() => head.split_to(head.len()),
            Self::Filler { remaining, .. } if *remaining > 0 => {
                static FILLER: [u8; FILLER_PIECE] = [b'a'; FILLER_PIECE];
                let length = (*remaining).min(FILLER_PIECE as u64) as usize;
                *remaining -= length as u64;
                Bytes::from_static(&FILLER[..length])
            }
            Self::Filler { tail, .. } => tail.split_to(tail.len()),
        }
    }
}

impl PacedBody {
    pub fn new(response: &HttpResponse, entry: Option<EntryGuard>) -> Self {
        Self {
            source: Source::new(response),
            max_piece: usize::MAX,
            every: None,
            pause: None,
            chunked: response.chunked,
            entry,
        }
    }

    /// Sends `piece` bytes at a time, with a pause of `every` between pieces.
    pub fn dripping(mut self, piece: usize, every: Duration, clock: Arc<Clock>) -> Self {
        self.max_piece = piece.max(1);
        self.every = Some((every, clock));
        self
    }

    /// Finishes the entry of a body without bytes. The HTTP server never polls such a body.
    pub fn finish_if_empty(&mut self, outcome: Outcome) {
        if self.is_end_stream() {
            if let Some(entry) = &mut self.entry {
                entry.finish(outcome);
            }
        }
    }
}

impl HttpBody for PacedBody {
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
        let piece = this.source.next(this.max_piece);
        let complete = this.source.len() == 0;
        if let Some(entry) = this.entry.as_mut().filter(|_| complete) {
            entry.finish(Outcome::Answered);
        }
        if piece.is_empty() {
            return Poll::Ready(None);
        }
        if let Some((every, clock)) = this.every.clone().filter(|_| !complete) {
            this.pause = Some(Box::pin(async move { clock.sleep(every).await }));
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        !self.chunked && self.source.len() == 0
    }

    fn size_hint(&self) -> SizeHint {
        if self.chunked { SizeHint::default() } else { SizeHint::with_exact(self.source.len()) }
    }
}
