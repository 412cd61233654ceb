//! What the work of one call needs of its client, and its timeouts.

use super::{
    call::Counters,
    cpu_pool::{Computation, CpuPool},
    failure::{Failure, FailureKind},
    http_client::HttpClient,
};
use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::time::{Instant, timeout};

/// How long a call may take, measured from the moment when it leaves the queue until its reply was read.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    pub connect: Duration,
    /// Ends for a stream with the first byte of its body.
    pub total: Duration,
    /// How long a stream may pause.
    pub idle: Duration,
    /// How much of the total time has passed before the request could be sent.
    spent: Duration,
}

impl Timeouts {
    pub fn new(connect: Duration, total: Duration, idle: Duration) -> Self {
        Self { connect, total, idle, spent: Duration::ZERO }
    }

    pub(super) fn left(&self) -> Duration {
        self.total.saturating_sub(self.spent)
    }
}

/// What the work of one call needs to send requests.
#[derive(Clone)]
pub struct CallContext {
    pub(super) http: Arc<HttpClient>,
    pub(super) cpu: Arc<CpuPool>,
    pub(super) counters: Arc<Counters>,
}

impl CallContext {
    /// Starts a computation on another thread.
    pub fn compute<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Computation<T>, Failure> {
        self.cpu.start(compute)
    }

    /// Starts a long computation on another thread. `step` runs again and again until it returns the value.
    pub fn compute_in_steps<T: Send + 'static>(
        &self,
        step: impl FnMut() -> Option<T> + Send + 'static,
    ) -> Result<Computation<T>, Failure> {
        self.cpu.start_steps(step)
    }

    /// Waits for a computation that the request needs. The time that this takes is taken off the timeout.
    pub async fn prepare<T>(&self, timeouts: &mut Timeouts, computation: Computation<T>) -> Result<T, Failure> {
        let start = Instant::now();
        self.counters.preparing.store(true, Ordering::Relaxed);
        let computed = timeout(timeouts.left(), computation).await;
        self.counters.preparing.store(false, Ordering::Relaxed);
        timeouts.spent += start.elapsed();
        computed.map_err(|_| {
            let total = timeouts.total.as_millis();
            Failure::new(FailureKind::Timeout, format!("the request was not prepared within {total} ms"))
        })
    }
}
