//! The body that the HTTP server sends: at once, in paced pieces, event by event, or generated while it is sent.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use tokio::sync::mpsc;
use tokio::task::{block_in_place, yield_now};

use crate::clock::Clock;
use crate::journal::{EntryGuard, Outcome, PassedOn};
use crate::response::{Body, Completing, Completion, HttpResponse, WritingItem, WritingStream};
use crate::streaming::Frame as Event;

/// Filler is generated in pieces of this size.
const FILLER_PIECE: usize = 64 * 1024;

/// A body with an optional pause before its pieces. It finishes the journal entry with its last piece.
pub struct PacedBody {
    source: Source,
    max_piece: usize,
    pace: Option<Pace>,
    /// What the next piece waits for.
    pause: Option<Completing>,
    chunked: bool,
    /// What the last piece waits for.
    completion: Option<Completion>,
    /// The connection closes after the last piece, and the end of the body is not sent.
    cut: bool,
    /// Why the connection closes now.
    failure: Option<io::Error>,
    entry: Option<EntryGuard>,
    /// What another server has sent, for the journal.
    passed_on: PassedOn,
    /// Where the pieces come from instead, if they are written while they are sent.
    writing: Option<WritingStream>,
}

/// The clock of a paced body.
struct Pace {
    clock: Arc<Clock>,
    /// When the body began, on the clock.
    started: Duration,
    /// The pause between the pieces of a body without times of its own.
    every: Duration,
}

/// Where the bytes come from.
enum Source {
    Bytes(Bytes),
    Filler { head: Bytes, remaining: u64, tail: Bytes },
    Events(VecDeque<Event>),
    Live(mpsc::Receiver<io::Result<Bytes>>),
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
            // Much audio takes a while. `block_in_place` keeps other connections going.
            Body::Stream { ref events, .. } => Self::Events(block_in_place(|| events.frames())),
            Body::Timed { ref pieces, .. } => {
                Self::Events(pieces.iter().map(|(at, bytes)| Event { at: *at, bytes: bytes.clone() }).collect())
            }
            _ => Self::Bytes(response.body_bytes()),
        }
    }

    /// The same bytes without times of their own.
    fn joined(self) -> Self {
        match self {
            Self::Events(events) => {
                let pieces: Vec<Bytes> = events.into_iter().map(|event| event.bytes).collect();
                Self::Bytes(pieces.concat().into())
            }
            other => other,
        }
    }

    /// The time of the next piece, if it has one.
    fn time(&self) -> Option<Duration> {
        match self {
            Self::Events(events) => events.front().map(|event| event.at),
            _ => None,
        }
    }

    fn is_last_piece(&self, max_piece: usize) -> bool {
        match self {
            Self::Bytes(bytes) => bytes.len() <= max_piece,
            Self::Events(events) => events.len() <= 1,
            Self::Filler { head, remaining, .. } => head.is_empty() && *remaining == 0,
            Self::Live(_) => false,
        }
    }

    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Filler { head, remaining, tail } => (head.len() + tail.len()) as u64 + remaining,
            Self::Events(events) => events.iter().map(|event| event.bytes.len() as u64).sum(),
            Self::Live(_) => 0,
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
            Self::Events(events) => events.pop_front().map(|event| event.bytes).unwrap_or_default(),
            Self::Live(_) => Bytes::new(),
        }
    }
}

impl PacedBody {
    pub fn new(response: &HttpResponse, entry: Option<EntryGuard>) -> Self {
        Self {
            source: Source::new(response),
            max_piece: usize::MAX,
            pace: None,
            pause: None,
            chunked: response.chunked,
            completion: None,
            cut: matches!(response.body, Body::Timed { cut: true, .. }),
            failure: None,
            entry,
            passed_on: PassedOn::new(response),
            writing: None,
        }
    }

    /// Sends what another server sends.
    pub fn live(response: &HttpResponse, pieces: mpsc::Receiver<io::Result<Bytes>>, entry: EntryGuard) -> Self {
        Self { source: Source::Live(pieces), chunked: true, ..Self::new(response, Some(entry)) }
    }

    /// Sends `piece` bytes at a time, with a pause of `every` between pieces.
    pub fn dripping(
        mut self,
        piece: usize,
        every: Duration,
        clock: Arc<Clock>,
        completion: Option<Completion>,
    ) -> Self {
        self.source = self.source.joined();
        self.max_piece = piece.max(1);
        self.completion = completion;
        self.paced(clock, every)
    }

    /// Sends each event of a stream at its time.
    pub fn streaming(mut self, clock: Arc<Clock>, completion: Option<Completion>) -> Self {
        self.completion = completion;
        self.paced(clock, Duration::ZERO)
    }

    /// Sends each frame of a stream when it is written.
    pub fn writing(mut self, stream: WritingStream) -> Self {
        self.writing = Some(stream);
        self
    }

    fn paced(mut self, clock: Arc<Clock>, every: Duration) -> Self {
        self.pace = Some(Pace { started: clock.passed(), clock, every });
        self.pause_before_next(Duration::ZERO);
        self
    }

    /// Lets the next piece wait for its time, or for `pause`, and the last one also for the completion.
    fn pause_before_next(&mut self, pause: Duration) {
        let Some(Pace { clock, started, .. }) = &self.pace else { return };
        let (clock, due) = (clock.clone(), self.source.time().map(|at| *started + at));
        let last = self.source.is_last_piece(self.max_piece);
        let completion = if last { self.completion.take() } else { None };
        self.pause = Some(Box::pin(async move {
            clock.sleep(due.map_or(pause, |due| due.saturating_sub(clock.passed()))).await;
            // The HTTP server flushes what it has while it waits. Without this, pieces with the same time leave together.
            yield_now().await;
            match completion {
                Some(completion) => completion().await,
                None => Ok(()),
            }
        }));
    }

    /// Closes the connection, after what was sent before has been flushed: the HTTP server flushes while it waits.
    fn fail(&mut self, error: io::Error, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(entry) = &mut self.entry {
            entry.set_passed_on(&self.passed_on);
            entry.set_note(format!("the response is not complete: {error}"));
            entry.finish(Outcome::Cut);
        }
        self.failure = Some(error);
        context.waker().wake_by_ref();
        Poll::Pending
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

fn poll_writing(
    writing: &mut WritingStream,
    mut entry: Option<&mut EntryGuard>,
    context: &mut Context<'_>,
) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
    loop {
        let piece = match ready!(writing.items.poll_recv(context)) {
            None => None,
            Some(WritingItem::Remarks(change)) => {
                if let Some(entry) = &entry {
                    entry.change_remarks(change);
                }
                continue;
            }
            Some(WritingItem::Text(text)) => {
                if let Some(entry) = &entry {
                    entry.add_text(&text);
                }
                continue;
            }
            Some(WritingItem::Frame(bytes)) => Some(Ok(Frame::data(bytes))),
            Some(WritingItem::Last(bytes)) => {
                if let Some(entry) = &mut entry {
                    entry.finish(Outcome::Answered);
                }
                Some(Ok(Frame::data(bytes)))
            }
            Some(WritingItem::Broken(error)) => Some(Err(not_stored(entry, error))),
        };
        return Poll::Ready(piece);
    }
}

/// Records that a turn was answered but not stored.
fn not_stored(entry: Option<&mut EntryGuard>, error: io::Error) -> io::Error {
    if let Some(entry) = entry {
        entry.set_note(format!("the state cannot be written: {error}; check the disk of the emulator"));
        entry.finish(Outcome::Cut);
    }
    error
}

impl HttpBody for PacedBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let this = &mut *self;
        if let Some(error) = this.failure.take() {
            return Poll::Ready(Some(Err(error)));
        }
        if let Source::Live(pieces) = &mut this.source {
            return match ready!(pieces.poll_recv(context)) {
                Some(Ok(piece)) => {
                    this.passed_on.add(&piece);
                    Poll::Ready(Some(Ok(Frame::data(piece))))
                }
                Some(Err(error)) => this.fail(error, context),
                None => {
                    this.entry.iter().for_each(|entry| entry.set_passed_on(&this.passed_on));
                    this.entry.iter_mut().for_each(|entry| entry.finish(Outcome::Answered));
                    Poll::Ready(None)
                }
            };
        }
        if let Some(writing) = &mut this.writing {
            return poll_writing(writing, this.entry.as_mut(), context);
        }
        if let Some(pause) = &mut this.pause {
            let ended = ready!(pause.as_mut().poll(context));
            this.pause = None;
            if let Err(error) = ended {
                return Poll::Ready(Some(Err(not_stored(this.entry.as_mut(), error))));
            }
        }
        let piece = this.source.next(this.max_piece);
        let complete = this.source.len() == 0;
        if let Some(entry) = this.entry.as_mut().filter(|_| complete) {
            entry.finish(if this.cut { Outcome::Cut } else { Outcome::Answered });
        }
        if piece.is_empty() && this.cut {
            return this.fail(io::Error::new(io::ErrorKind::UnexpectedEof, "the recording of it ends here"), context);
        }
        if piece.is_empty() {
            return Poll::Ready(None);
        }
        if let Some(Pace { every, .. }) = this.pace.as_ref().filter(|_| !complete) {
            this.pause_before_next(*every);
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

#[cfg(test)]
mod tests {
    use std::future;

    use serde_json::json;

    use super::*;
    use crate::streaming::{Event as Piece, EventStream, StreamAudio, StreamShapes};

    /// The HTTP server flushes what it has when a body is not ready.
    #[tokio::test(flavor = "multi_thread")]
    async fn a_body_is_not_ready_between_events_of_the_same_time() {
        let pieces = (0..3).map(|number| Piece::new(Duration::ZERO, json!({ "text": number.to_string() }), None));
        let events = EventStream::new(pieces.collect(), StreamShapes::default(), StreamAudio::Wav);
        let response = HttpResponse::stream(events, Box::new(|| Box::pin(future::ready(Ok(())))));
        let body = PacedBody::new(&response, None).streaming(Arc::new(Clock::new()), None);
        let mut body = Box::pin(body);
        let mut polls = Vec::new();
        while polls.last() != Some(&"end") {
            let poll = future::poll_fn(|context| {
                Poll::Ready(match body.as_mut().poll_frame(context) {
                    Poll::Pending => "not ready",
                    Poll::Ready(Some(_)) => "event",
                    Poll::Ready(None) => "end",
                })
            });
            polls.push(poll.await);
            yield_now().await;
        }
        polls.dedup();
        assert_eq!(polls, ["not ready", "event", "not ready", "event", "not ready", "event", "end"]);
    }
}
