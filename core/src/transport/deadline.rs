//! The total deadline of a call: it runs from the start of the call, and includes the time before the request is sent.

use super::{
    call::Phase,
    call_context::CallContext,
    connection::Stage,
    failure::{Failure, FailureKind},
};
use std::{
    pin::Pin,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

/// What a call does until its deadline. In a box, because the future of a call is moved several times, and each function that
/// awaits another one would double its size.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// When a call ends, whatever it does.
#[derive(Clone, Copy, Debug)]
pub struct Deadline {
    at: Instant,
    after: Duration,
}

impl Deadline {
    /// A deadline for a call that starts now.
    pub fn after(after: Duration) -> Self {
        Self { at: Instant::now() + after, after }
    }
}

impl CallContext {
    /// Runs the work of a call until the deadline. Dropping the work closes its connection.
    pub async fn until<T>(&self, deadline: Option<Deadline>, work: Work<'_, T>) -> Result<T, Failure> {
        let Some(deadline) = deadline else { return Ok(work.await) };
        tokio::select! {
            // The deadline first: after it, nothing is sent.
            biased;
            () = tokio::time::sleep_until(deadline.at.into()) => Err(self.missed(deadline)),
            output = work => Ok(output),
        }
    }

    /// Runs what a call does before it enters the client's queue.
    pub async fn hold_back<F: Future>(&self, work: F) -> F::Output {
        self.counters.held_back.store(true, Ordering::Relaxed);
        let output = work.await;
        self.counters.held_back.store(false, Ordering::Relaxed);
        output
    }

    /// The failure of a call whose deadline has expired. The detail says where the time went.
    fn missed(&self, deadline: Deadline) -> Failure {
        let counters = &self.counters;
        if counters.anything_sent() && counters.connection.is_reused() {
            // As after a timeout: the connection may be dead.
            self.http.reset();
        }
        let stage = match counters.phase() {
            Phase::Queued if counters.held_back.load(Ordering::Relaxed) => "behind earlier turns of its conversation",
            Phase::Queued if counters.preparing.load(Ordering::Relaxed) => "preparing the request",
            Phase::Queued => "in the client's queue",
            Phase::Sending if counters.anything_sent() => "sending the request",
            Phase::Sending if counters.connection.stage() == Stage::Lookup => "looking up the host name",
            Phase::Sending => "connecting",
            Phase::Waiting => "waiting for the reply",
            Phase::Receiving | Phase::Done => "receiving the reply",
        };
        let after = deadline.after.as_millis();
        let mut detail = format!("the deadline of {after} ms expired while the call was {stage}");
        if let Some(dequeued) = counters.dequeued.get() {
            let queued = deadline.after.saturating_sub(deadline.at.saturating_duration_since(*dequeued));
            detail += &format!("; it left the queue after {} ms", queued.as_millis());
        }
        Failure {
            anything_sent: counters.anything_sent(),
            http_status: counters.http_status(),
            ..Failure::new(FailureKind::Deadline, detail)
        }
    }
}
