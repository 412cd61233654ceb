//! The request's body as a counted stream: pieces of the buffers that it was built in, never a copy.

use super::call::Counters;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    sync::atomic::Ordering,
    task::{Context, Poll},
};

/// As much as is handed to the connection at a time: small enough that progress moves, large enough to cost nothing.
const PIECE: usize = 64 * 1024;

pub(super) struct CountedBody<C> {
    parts: VecDeque<Bytes>,
    left: u64,
    counters: C,
}

impl<C: AsRef<Counters>> CountedBody<C> {
    pub fn new(parts: Vec<Bytes>, counters: C) -> Self {
        let left = parts.iter().map(|part| part.len() as u64).sum();
        counters.as_ref().bytes_to_send.store(left, Ordering::Relaxed);
        Self { parts: parts.into_iter().filter(|part| !part.is_empty()).collect(), left, counters }
    }
}

impl<C: AsRef<Counters> + Unpin> Body for CountedBody<C> {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(part) = self.parts.front_mut() else { return Poll::Ready(None) };
        let piece = part.split_to(part.len().min(PIECE));
        if part.is_empty() {
            self.parts.pop_front();
        }
        self.left -= piece.len() as u64;
        let counters = self.counters.as_ref();
        counters.bytes_sent.fetch_add(piece.len() as u64, Ordering::Relaxed);
        if self.left == 0 {
            counters.enter(super::Phase::Waiting);
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.parts.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
