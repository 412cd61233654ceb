//! The thread that converts audio for the playbacks.
//!
//! All playbacks of the process share one thread. It is not one of a client, because a playback takes samples without any
//! client and plays on after the client of a reply is freed. It starts when there is something to convert and ends after a
//! while without work.

use super::{Error, Status};
use crate::{panics, signals, unloading};
use std::{
    panic::AssertUnwindSafe,
    sync::{Condvar, Mutex, MutexGuard, PoisonError, Weak},
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// The thread ends after this time without a playback that plays.
const IDLE_TIMEOUT: Duration = Duration::from_secs(3);

/// What the thread works for: a playback.
pub(super) trait Fed: Send + Sync {
    /// Converts what is due. Returns when the next step is, or `None` if nothing is left to play.
    fn work(&self) -> Option<Duration>;

    fn stop(&self);
}

/// Converts for playbacks on a thread of its own. There is one in a process.
pub struct Feeder {
    state: Mutex<State>,
    /// Notified when there may be work, and when the thread ends.
    changed: Condvar,
}

struct State {
    /// The playbacks that have something to play.
    active: Vec<Weak<dyn Fed>>,
    /// Rises with each call of `wake`, so that none is missed while the thread works.
    wakes: u64,
    is_running: bool,
    is_stopping: bool,
    thread: Option<JoinHandle<()>>,
}

impl Default for Feeder {
    fn default() -> Self {
        Self::new()
    }
}

impl Feeder {
    pub const fn new() -> Self {
        let state = State { active: Vec::new(), wakes: 0, is_running: false, is_stopping: false, thread: None };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Looks after a playback until it has played everything. Starts the thread if it does not run.
    pub(super) fn wake(&'static self, playback: &Weak<dyn Fed>) -> Result<(), Error> {
        if playback.strong_count() == 0 {
            // It was freed, and a reply that it played still arrives.
            return Ok(());
        }
        let mut state = self.lock();
        if !state.active.iter().any(|active| active.ptr_eq(playback)) {
            state.active.push(Weak::clone(playback));
        }
        state.wakes += 1;
        if !state.is_running {
            unloading::prevent();
            let builder = std::thread::Builder::new().name("convai-voice".into());
            let thread = signals::blocked(|| builder.spawn(move || self.serve())).map_err(|error| {
                Error::new(Status::Internal, format!("the operating system could not start a thread: {error}"))
            })?;
            state.is_running = true;
            // One that ended before is past its last use of the state.
            state.thread = Some(thread);
        }
        drop(state);
        self.changed.notify_all();
        Ok(())
    }

    /// Stops all playbacks and ends the thread. Returns whether it has ended by the deadline.
    pub fn shut_down(&self, deadline: Option<Instant>) -> bool {
        let mut state = self.lock();
        let active: Vec<_> = state.active.drain(..).filter_map(|playback| playback.upgrade()).collect();
        state.is_stopping = true;
        drop(state);
        active.iter().for_each(|playback| playback.stop());
        drop(active);
        self.changed.notify_all();
        let mut state = self.lock();
        while state.is_running {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return false;
            }
            state = self.wait(state, left);
        }
        state.is_stopping = false;
        let thread = state.thread.take();
        drop(state);
        // Panics of the thread were caught inside it.
        thread.map(JoinHandle::join);
        true
    }

    fn serve(&self) {
        let mut state = self.lock();
        while !state.is_stopping {
            let (active, wakes) = (state.active.clone(), state.wakes);
            drop(state);
            let mut soonest: Option<Duration> = None;
            let mut done = Vec::new();
            for weak in active {
                // Upgraded for this step alone: the playback may be freed meanwhile, and is then dropped here.
                let next = weak.upgrade().map(|playback| panics::catch(AssertUnwindSafe(|| playback.work())));
                match next {
                    Some(Ok(Some(wait))) => soonest = Some(soonest.map_or(wait, |soonest| soonest.min(wait))),
                    // A panic is a bug of the library. The playback falls silent.
                    None | Some(Ok(None) | Err(_)) => done.push(weak),
                }
            }
            state = self.lock();
            if state.wakes != wakes {
                continue;
            }
            state.active.retain(|active| !done.iter().any(|done| done.ptr_eq(active)));
            let is_idle = state.active.is_empty();
            let before = state.wakes;
            state = self.wait(state, if is_idle { Some(IDLE_TIMEOUT) } else { soonest });
            if is_idle && state.wakes == before {
                break;
            }
        }
        state.is_running = false;
        drop(state);
        self.changed.notify_all();
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>, time: Option<Duration>) -> MutexGuard<'a, State> {
        match time {
            None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            Some(time) => self.changed.wait_timeout(state, time).unwrap_or_else(PoisonError::into_inner).0,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
