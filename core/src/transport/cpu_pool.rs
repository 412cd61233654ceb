//! The threads of a client that compute, so that the I/O thread does not: there are at most two, started when they are
//! needed, and they end after a while without work.
//!
//! A computation in steps, such as a long conversion, is one of a queue that a single thread works off. So a reply is
//! read at once on the other thread, however many conversions wait. New computations get their first step before the
//! older ones continue: a short conversion does not wait for a long one.
//!
//! The threads are those of the runtime for blocking tasks. They block signals as the I/O thread does, which starts
//! them, and they are joined when it drops the runtime.

use super::failure::{Failure, FailureKind};
use crate::panics;
use std::{
    collections::VecDeque,
    future::Future,
    panic::AssertUnwindSafe,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
    time::Duration,
};
use tokio::{runtime::Builder, sync::oneshot, task::spawn_blocking};

const THREADS: usize = 2;

/// A thread ends after this time without work.
const IDLE_TIMEOUT: Duration = Duration::from_secs(3);

/// Sets the number and the name of the threads of a runtime.
pub(super) fn configure(runtime: &mut Builder) -> &mut Builder {
    runtime.max_blocking_threads(THREADS).thread_keep_alive(IDLE_TIMEOUT).thread_name("convai-cpu")
}

/// Runs computations. Its methods must be called on the I/O thread.
#[derive(Default)]
pub(super) struct CpuPool {
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    /// Computations that have not begun.
    new: VecDeque<Box<dyn Steps>>,
    /// Computations after their first step. The first of them runs to its end before the next one continues.
    begun: VecDeque<Box<dyn Steps>>,
    /// Whether a thread works the queue off.
    is_served: bool,
}

/// The result of a computation that runs on another thread. Dropping it abandons the computation: no further step
/// begins.
pub struct Computation<T>(oneshot::Receiver<Result<T, String>>);

impl<T> Future for Computation<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        Pin::new(&mut self.0).poll(context).map(|result| match result {
            Ok(Ok(value)) => value,
            Ok(Err(location)) => panics::resume(location),
            Err(_) => panic!("a computation ended without a result"),
        })
    }
}

impl CpuPool {
    /// Starts a computation of one step.
    pub fn start<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Computation<T>, Failure> {
        let (sender, receiver) = oneshot::channel();
        spawn(move || {
            if !sender.is_closed() {
                // If the computation was abandoned meanwhile, its value is dropped here.
                let _ = sender.send(panics::catch(AssertUnwindSafe(|| {
                    panics::injected_at("transport::cpu_pool::compute");
                    compute()
                })));
            }
        })?;
        Ok(Computation(receiver))
    }

    /// Starts a computation of many steps. The last step returns the value.
    pub fn start_steps<T: Send + 'static>(
        self: &Arc<Self>,
        step: impl FnMut() -> Option<T> + Send + 'static,
    ) -> Result<Computation<T>, Failure> {
        let (sender, receiver) = oneshot::channel();
        self.lock().new.push_back(Box::new(StepwiseComputation { step, result: Some(sender) }));
        let pool = Arc::clone(self);
        spawn(move || pool.serve())?;
        Ok(Computation(receiver))
    }

    /// Works the queue off, unless another thread does so already.
    fn serve(&self) {
        let mut queue = self.lock();
        if queue.is_served {
            return;
        }
        queue.is_served = true;
        while let Some((mut computation, is_new)) = queue.next() {
            let abandoned = queue.take_abandoned();
            drop(queue);
            drop(abandoned);
            let has_ended = computation.run_step();
            // What the computation owns is freed before the next one continues.
            let rest = (!has_ended).then_some(computation);
            queue = self.lock();
            match rest {
                Some(computation) if is_new => queue.begun.push_back(computation),
                Some(computation) => queue.begun.push_front(computation),
                None => {}
            }
        }
        queue.is_served = false;
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    /// The computation whose step comes next, and whether it is its first step.
    fn next(&mut self) -> Option<(Box<dyn Steps>, bool)> {
        let new = self.new.pop_front().map(|computation| (computation, true));
        new.or_else(|| self.begun.pop_front().map(|computation| (computation, false)))
    }

    /// Removes the abandoned computations, so that what they own is freed soon.
    fn take_abandoned(&mut self) -> VecDeque<Box<dyn Steps>> {
        if !self.begun.iter().any(|computation| computation.is_abandoned()) {
            return VecDeque::new();
        }
        let (abandoned, rest) = self.begun.drain(..).partition(|computation| computation.is_abandoned());
        self.begun = rest;
        abandoned
    }
}

/// Runs a task on one of the threads. If all are busy, the task waits.
fn spawn(task: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
    // The runtime panics if no thread runs and none can be started.
    let spawned = panics::catch(AssertUnwindSafe(|| spawn_blocking(task)));
    spawned.map(drop).map_err(|_| Failure::new(FailureKind::NoThread, "no thread for a computation"))
}

/// A computation of any result type.
trait Steps: Send {
    /// Runs the next step. Returns whether the computation has ended: with a value, by a panic, or because it was
    /// abandoned.
    fn run_step(&mut self) -> bool;

    fn is_abandoned(&self) -> bool;
}

struct StepwiseComputation<T, S> {
    step: S,
    result: Option<oneshot::Sender<Result<T, String>>>,
}

impl<T: Send, S: FnMut() -> Option<T> + Send> Steps for StepwiseComputation<T, S> {
    fn run_step(&mut self) -> bool {
        if self.is_abandoned() {
            return true;
        }
        let outcome = panics::catch(AssertUnwindSafe(|| {
            panics::injected_at("transport::cpu_pool::compute_in_steps");
            (self.step)()
        }));
        let Some(outcome) = outcome.transpose() else { return false };
        if let Some(result) = self.result.take() {
            // If the computation was abandoned meanwhile, its value is dropped here.
            let _ = result.send(outcome);
        }
        true
    }

    fn is_abandoned(&self) -> bool {
        self.result.as_ref().is_none_or(oneshot::Sender::is_closed)
    }
}

#[cfg(test)]
#[path = "cpu_pool_tests.rs"]
mod tests;
