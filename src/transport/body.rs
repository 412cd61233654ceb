//! The request's body as a counted stream: pieces of the buffers that it was built in, not copies.
//!
//! It keeps the HTTP library on a short lead. That library writes out what it holds before it closes a connection, which
//! takes for ever where the server does not read; and with its hands full it does not ask for more, so it cannot be told.
//! Therefore it is given only a few pieces at a time, and the last one when all others are written: until then the body can
//! still fail, which closes the connection at once.

use super::call::Counters;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
    task::{Context, Poll, Waker},
};

/// As much as is handed to the connection at a time: small enough that progress moves, large enough to cost nothing.
const PIECE: usize = 64 * 1024;

/// Below what makes the HTTP library stop asking for more.
const PIECES_AT_ONCE: usize = 4;

/// What the body, its pieces and whoever gives the request up share.
#[derive(Clone, Default)]
pub(super) struct Flow(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Pieces that were handed to the connection, and are not written yet.
    unwritten: usize,
    /// The connection has asked for the body, and was not given the last of it.
    sending: bool,
    given_up: bool,
    asking: Option<Waker>,
}

impl Flow {
    /// Makes the body fail. True where the connection is in the middle of it, and learns of that.
    pub fn give_up(&self) -> bool {
        let mut state = self.lock();
        state.given_up = true;
        let (sending, asking) = (state.sending, state.asking.take());
        drop(state);
        asking.into_iter().for_each(Waker::wake);
        sending
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The request was given up while its body was being sent.
#[derive(Debug)]
pub(super) struct GivenUp;

impl fmt::Display for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request was given up")
    }
}

impl std::error::Error for GivenUp {}

/// Dropped by the connection when it is written.
struct Piece {
    bytes: Bytes,
    flow: Flow,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        let mut state = self.flow.lock();
        state.unwritten -= 1;
        let asking = state.asking.take();
        drop(state);
        asking.into_iter().for_each(Waker::wake);
    }
}

pub(super) struct CountedBody<C> {
    parts: VecDeque<Bytes>,
    left: u64,
    flow: Flow,
    counters: C,
}

impl<C: AsRef<Counters>> CountedBody<C> {
    pub fn new(parts: Vec<Bytes>, flow: Flow, counters: C) -> Self {
        let left = parts.iter().map(|part| part.len() as u64).sum();
        counters.as_ref().bytes_to_send.store(left, Ordering::Relaxed);
        Self { parts: parts.into_iter().filter(|part| !part.is_empty()).collect(), left, flow, counters }
    }

    /// The next piece, within a part.
    fn piece(&mut self) -> Bytes {
        let Some(part) = self.parts.front_mut() else { return Bytes::new() };
        let piece = part.split_to(part.len().min(PIECE));
        if part.is_empty() {
            self.parts.pop_front();
        }
        piece
    }

    /// All that is left, as one: the few bytes behind a file are worth a copy of its end, but not a packet of their own.
    fn rest(&mut self) -> Bytes {
        match self.parts.len() {
            1 => self.piece(),
            _ => Bytes::from(self.parts.drain(..).collect::<Vec<_>>().concat()),
        }
    }
}

impl<C: AsRef<Counters> + Unpin> Body for CountedBody<C> {
    type Data = Bytes;
    type Error = GivenUp;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, GivenUp>>> {
        let this = &mut *self;
        let mut state = this.flow.lock();
        if state.given_up {
            return Poll::Ready(Some(Err(GivenUp)));
        }
        if this.left == 0 {
            return Poll::Ready(None);
        }
        let last = this.left <= PIECE as u64;
        state.sending = true;
        if state.unwritten >= if last { 1 } else { PIECES_AT_ONCE } {
            state.asking = Some(context.waker().clone());
            return Poll::Pending;
        }
        state.unwritten += 1;
        state.sending = !last;
        drop(state);
        let bytes = if last { this.rest() } else { this.piece() };
        let length = bytes.len() as u64;
        this.left -= length;
        let counters = this.counters.as_ref();
        counters.bytes_sent.fetch_add(length, Ordering::Relaxed);
        if last {
            counters.enter(super::Phase::Waiting);
        }
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_owner(Piece { bytes, flow: this.flow.clone() })))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
