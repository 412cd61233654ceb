//! When a call passed each phase, for a log.

use super::header::HeaderText;
use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant, SystemTime},
};

/// Is told how a call ended, before any waiter sees the end.
pub struct Observer<T> {
    /// The value of the request's X-Request-ID header.
    pub request_id: HeaderText,
    /// Runs on the thread that ends the call. It must not use the call.
    pub ended: Ended<T>,
}

pub type Ended<T> = Box<dyn FnOnce(&T, Trace) + Send>;

/// What a call did. Each duration is from the call's start until a phase was passed: `None` if the call did not pass
/// it, or if it is unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub started: SystemTime,
    pub queued: Option<Duration>,
    pub name: Option<Duration>,
    pub connect: Option<Duration>,
    pub tls: Option<Duration>,
    pub sent: Option<Duration>,
    pub first_byte: Option<Duration>,
    pub total: Duration,
    pub connection: Connection,
    pub bytes_sent: u64,
    pub bytes_received: u64,
    /// The response's status, if the response had begun.
    pub http_status: Option<u16>,
}

/// Whether a connection was made for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    Unknown,
    New,
    Reused,
}

/// A moment in a call.
#[derive(Clone, Copy)]
pub(super) enum Mark {
    /// The call has left the queue.
    Dequeued,
    /// The host name is resolved.
    Resolved,
    /// The TLS handshake begins.
    TlsBegins,
    /// The call's own new connection is ready.
    Connected,
    /// The request's body is passed to the connection.
    Sent,
    /// The response's head has arrived.
    FirstByte,
}

const MARKS: usize = 6;

/// A moment that has not come yet.
const UNSET: u64 = u64::MAX;

/// The moments of one call, written by the I/O thread.
pub(super) struct Timeline {
    pub request_id: HeaderText,
    started: SystemTime,
    start: Instant,
    /// Nanoseconds since `start`.
    marks: [AtomicU64; MARKS],
}

impl Timeline {
    pub fn new(request_id: HeaderText) -> Self {
        Self {
            request_id,
            started: SystemTime::now(),
            start: Instant::now(),
            marks: [const { AtomicU64::new(UNSET) }; MARKS],
        }
    }

    pub fn mark(&self, mark: Mark) {
        let now = u64::try_from(self.start.elapsed().as_nanos()).unwrap_or(UNSET);
        self.marks[mark as usize].store(now, Ordering::Relaxed);
    }

    /// The call begins to connect, for the first time or because an idle connection was dead.
    pub fn connecting(&self) {
        for mark in [Mark::Resolved, Mark::TlsBegins, Mark::Connected] {
            self.marks[mark as usize].store(UNSET, Ordering::Relaxed);
        }
    }

    fn at(&self, mark: Mark) -> Option<Duration> {
        match self.marks[mark as usize].load(Ordering::Relaxed) {
            UNSET => None,
            nanoseconds => Some(Duration::from_nanos(nanoseconds)),
        }
    }

    /// The times that are known now, of a call on this connection.
    pub fn trace(&self, connection: Connection) -> Trace {
        // How far the call had come with a connection that it did not use is of no interest.
        let connecting = |mark| self.at(mark).filter(|_| connection != Connection::Reused);
        let (tls_begins, connected) = (connecting(Mark::TlsBegins), connecting(Mark::Connected));
        Trace {
            started: self.started,
            queued: self.at(Mark::Dequeued),
            name: connecting(Mark::Resolved),
            connect: tls_begins.or(connected),
            tls: tls_begins.and(connected),
            sent: self.at(Mark::Sent),
            first_byte: self.at(Mark::FirstByte),
            total: self.start.elapsed(),
            connection,
            bytes_sent: 0,
            bytes_received: 0,
            http_status: None,
        }
    }
}
