//! Threads for functions of the operating system that cannot be cancelled and may hang: they can only be waited for.

use std::{
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// How often `wait` checks whether the threads have ended.
const POLL: Duration = Duration::from_millis(1);

#[derive(Default)]
pub(super) struct SystemThreads(Vec<JoinHandle<()>>);

impl SystemThreads {
    pub fn add(&mut self, thread: JoinHandle<()>) {
        self.0.retain(|thread| !thread.is_finished());
        self.0.push(thread);
    }

    /// Joins the threads that have ended. Returns whether no thread is left. The lock around the threads stays locked
    /// meanwhile, so that a second thread that waits at the same time does not return before the threads are gone.
    pub fn join_finished(&mut self) -> bool {
        let (finished, running): (Vec<_>, Vec<_>) = self.0.drain(..).partition(JoinHandle::is_finished);
        self.0 = running;
        finished.into_iter().for_each(|thread| drop(thread.join()));
        self.0.is_empty()
    }
}

/// Calls `join_finished` until it returns true, or until the deadline; `None` means no deadline. Returns its last result.
pub(super) fn wait(deadline: Option<Instant>, mut join_finished: impl FnMut() -> bool) -> bool {
    while !join_finished() {
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return false;
        }
        std::thread::sleep(POLL);
    }
    true
}
