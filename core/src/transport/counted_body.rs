//! The request body as a counted stream. Its chunks are slices of the buffers that the body was built in, not copies.
//!
//! The HTTP library buffers what the body yields, and writes its buffer out before it closes a connection. If the
//! server does not read, that never ends; and while the buffer is full, the library does not poll the body, so the body
//! cannot report an error. Therefore the body yields only a few chunks ahead of what is written, and its last chunk
//! only when all others are written. Until then it can still fail, which closes the connection at once.

use super::call::{Counters, Phase};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
    task::{Context, Poll, Waker},
};
use tokio::task;

/// The size of a chunk in bytes: small enough for smooth progress, large enough that its overhead is small.
const CHUNK: usize = 64 * 1024;

/// How many chunks may be unwritten: less than fills the buffer of the HTTP library.
const MAX_UNWRITTEN: usize = 4;

/// State shared by the body, its chunks and the sender of the request: how much is unwritten, and whether to abort.
#[derive(Clone, Default)]
pub(super) struct SendWindow(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Chunks that the body has yielded and the connection has not written yet.
    unwritten: usize,
    /// The connection has begun to read the body, and has not received its last chunk.
    sending: bool,
    aborted: bool,
    waker: Option<Waker>,
}

impl SendWindow {
    /// Makes the body fail. Returns whether the connection is in the middle of it and will see the failure.
    pub fn abort(&self) -> bool {
        let mut state = self.lock();
        state.aborted = true;
        let (sending, waker) = (state.sending, state.waker.take());
        drop(state);
        waker.into_iter().for_each(Waker::wake);
        sending
    }

    /// Whether the connection has chunks that it has not written.
    pub fn is_unwritten(&self) -> bool {
        self.lock().unwritten > 0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The request was aborted while its body was being sent.
#[derive(Debug)]
pub(super) struct BodyAborted;

impl fmt::Display for BodyAborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request was aborted")
    }
}

impl std::error::Error for BodyAborted {}

/// A chunk of the body. The connection drops it when it is written.
struct Chunk {
    bytes: Bytes,
    window: SendWindow,
}

impl AsRef<[u8]> for Chunk {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Chunk {
    fn drop(&mut self) {
        let mut state = self.window.lock();
        state.unwritten -= 1;
        let waker = state.waker.take();
        drop(state);
        waker.into_iter().for_each(Waker::wake);
    }
}

pub(super) struct CountedBody<C: AsRef<Counters>> {
    parts: VecDeque<Bytes>,
    left: u64,
    /// The connection has asked for the first chunk.
    begun: bool,
    /// The task that made a body without bytes.
    made_empty_in: Option<task::Id>,
    window: SendWindow,
    counters: C,
}

impl<C: AsRef<Counters>> CountedBody<C> {
    pub fn new(parts: Vec<Bytes>, window: SendWindow, counters: C) -> Self {
        let left = parts.iter().map(|part| part.len() as u64).sum();
        counters.as_ref().bytes_to_send.store(left, Ordering::Relaxed);
        let parts = parts.into_iter().filter(|part| !part.is_empty()).collect();
        let made_empty_in = task::try_id().filter(|_| left == 0);
        Self { parts, left, begun: false, made_empty_in, window, counters }
    }

    /// The next chunk, which lies within one part.
    fn chunk(&mut self) -> Bytes {
        let Some(part) = self.parts.front_mut() else { return Bytes::new() };
        let chunk = part.split_to(part.len().min(CHUNK));
        if part.is_empty() {
            self.parts.pop_front();
        }
        chunk
    }

    /// All that is left, as one chunk. The few bytes behind a file are joined with its end, so that they need no
    /// separate packet.
    fn rest(&mut self) -> Bytes {
        match self.parts.len() {
            1 => self.chunk(),
            _ => Bytes::from(self.parts.drain(..).collect::<Vec<_>>().concat()),
        }
    }
}

impl<C: AsRef<Counters>> Drop for CountedBody<C> {
    /// A connection never asks a body without bytes for a chunk. It drops the body in its own task when it has taken the
    /// request; a request that no connection takes is dropped by the task that made it.
    fn drop(&mut self) {
        let Some(maker) = self.made_empty_in else { return };
        if task::try_id().is_some_and(|dropper| dropper != maker) {
            let counters = self.counters.as_ref();
            counters.connection.begin_sending();
            counters.taken.store(true, Ordering::Relaxed);
            counters.enter(Phase::Waiting);
        }
    }
}

impl<C: AsRef<Counters> + Unpin> Body for CountedBody<C> {
    type Data = Bytes;
    type Error = BodyAborted;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyAborted>>> {
        let this = &mut *self;
        if !std::mem::replace(&mut this.begun, true) {
            this.counters.as_ref().connection.begin_sending();
        }
        let mut state = this.window.lock();
        if state.aborted {
            return Poll::Ready(Some(Err(BodyAborted)));
        }
        if this.left == 0 {
            return Poll::Ready(None);
        }
        let last = this.left <= CHUNK as u64;
        state.sending = true;
        if state.unwritten >= if last { 1 } else { MAX_UNWRITTEN } {
            state.waker = Some(context.waker().clone());
            return Poll::Pending;
        }
        state.unwritten += 1;
        state.sending = !last;
        drop(state);
        let bytes = if last { this.rest() } else { this.chunk() };
        let length = bytes.len() as u64;
        this.left -= length;
        let counters = this.counters.as_ref();
        counters.bytes_sent.fetch_add(length, Ordering::Relaxed);
        if last {
            counters.enter(Phase::Waiting);
        }
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_owner(Chunk { bytes, window: this.window.clone() })))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// Aborts the body when it is dropped.
pub(super) struct AbortBody(pub SendWindow);

impl Drop for AbortBody {
    fn drop(&mut self) {
        self.0.abort();
    }
}
