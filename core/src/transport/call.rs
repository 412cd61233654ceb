//! State shared by the waiting thread and the I/O thread: progress, and exactly one outcome.

use super::{
    connection::ConnectionState,
    timeline::{Connection, Ended, Mark, Observer, Timeline, Trace},
};
use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU8, AtomicU16, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// How far a request is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Phase {
    /// Waits in the queue.
    Queued,
    /// Connects or sends.
    Sending,
    /// Everything is sent; no response yet.
    Waiting,
    /// The response's body arrives.
    Receiving,
    /// Ended: answered, failed, timed out or cancelled.
    Done,
}

/// A snapshot of how far a request is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    pub phase: Phase,
    pub bytes_sent: u64,
    pub bytes_to_send: u64,
    pub bytes_received: u64,
    pub bytes_to_receive: u64,
}

/// The counters behind `Progress` and the state of the connection, written by the I/O thread.
#[derive(Default)]
pub(super) struct Counters {
    phase: AtomicU8,
    /// The call does not wait in the queue yet, because it has to wait for another one.
    pub held_back: AtomicBool,
    /// The call has left its queue, and waits for a computation that its request needs.
    pub preparing: AtomicBool,
    /// When the call left the queue.
    pub dequeued: OnceLock<Instant>,
    /// A connection has taken a request without a body.
    pub taken: AtomicBool,
    pub bytes_sent: AtomicU64,
    pub bytes_to_send: AtomicU64,
    pub bytes_received: AtomicU64,
    pub bytes_to_receive: AtomicU64,
    /// The response's status, or 0 before the response has begun.
    pub http_status: AtomicU16,
    /// Only if the call has an observer.
    timeline: Option<Arc<Timeline>>,
    pub connection: Arc<ConnectionState>,
}

impl Counters {
    fn new(timeline: Option<Arc<Timeline>>) -> Self {
        let connection = Arc::new(ConnectionState::new(timeline.clone()));
        Self { timeline, connection, ..Self::default() }
    }

    /// No phase is followed by an earlier one, even if a server answers before it has read everything.
    pub fn enter(&self, phase: Phase) {
        self.phase.fetch_max(phase as u8, Ordering::Relaxed);
        if phase == Phase::Sending {
            // A call that sends a second request left the queue with its first one.
            let _ = self.dequeued.set(Instant::now());
        }
        if let Some(timeline) = &self.timeline {
            match phase {
                Phase::Sending => timeline.mark(Mark::Dequeued),
                Phase::Waiting => timeline.mark(Mark::Sent),
                Phase::Receiving => timeline.mark(Mark::FirstByte),
                Phase::Queued | Phase::Done => {}
            }
        }
    }

    pub fn timeline(&self) -> Option<&Timeline> {
        self.timeline.as_deref()
    }

    fn trace(&self) -> Option<Trace> {
        let connection = match self.connection.is_reused() {
            _ if !self.anything_sent() => Connection::Unknown,
            true => Connection::Reused,
            false => Connection::New,
        };
        Some(Trace {
            bytes_sent: self.bytes_sent.load(Ordering::Relaxed),
            bytes_received: self.bytes_received.load(Ordering::Relaxed),
            http_status: self.http_status(),
            ..self.timeline()?.trace(connection)
        })
    }

    /// Whether some of the request may have left this machine.
    pub fn anything_sent(&self) -> bool {
        self.bytes_sent.load(Ordering::Relaxed) > 0 || self.taken.load(Ordering::Relaxed)
    }

    pub fn http_status(&self) -> Option<u16> {
        Some(self.http_status.load(Ordering::Relaxed)).filter(|status| *status != 0)
    }

    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Relaxed) {
            0 => Phase::Queued,
            1 => Phase::Sending,
            2 => Phase::Waiting,
            _ => Phase::Receiving,
        }
    }
}

/// Why a call ended without a reply or failure.
#[derive(Clone, Debug)]
pub enum Stop {
    Cancelled,
    /// The work panicked, at this source location.
    Panicked(String),
}

/// What a call ends with.
pub trait Outcome: Send + 'static {
    /// The outcome of a call that was stopped.
    fn stopped(stop: Stop, anything_sent: bool) -> Self;
}

/// What happens when a call ends. Neither function may use the call.
pub trait OnEnd: Send + 'static {
    /// Runs before any waiter sees the end.
    fn ended(&self);

    /// Runs after that, when the call is not locked: a thread that is woken here takes the outcome without waiting.
    fn unlocked(&self);
}

/// Keeps what the work of a call has achieved so far, for the case that the work is stopped.
pub trait Companion<T>: Send + Sync {
    /// Completes the outcome of the call. Runs once, while the call is locked.
    fn complete(&self, outcome: T) -> T;

    /// Runs after that, when the call is not locked.
    fn unlocked(&self);
}

/// The result of taking a call's outcome.
pub enum Taken<T> {
    Value(T),
    NotReady,
    AlreadyTaken,
}

impl<T> Taken<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Taken<U> {
        match self {
            Self::Value(value) => Taken::Value(change(value)),
            Self::NotReady => Taken::NotReady,
            Self::AlreadyTaken => Taken::AlreadyTaken,
        }
    }
}

/// The call has not ended.
const RUNNING: u8 = 0;
/// The call has ended, and its hook is running.
const ENDING: u8 = 1;
/// The call has ended and its hook has run.
const DONE: u8 = 2;

/// A request that ends exactly once.
pub struct Call<T> {
    state: Mutex<State<T>>,
    /// How far the call has come: `RUNNING`, `ENDING` or `DONE`. It is set while `state` is locked and read without the
    /// lock, so that looking at a running call never waits.
    stage: AtomicU8,
    ended: Condvar,
    pub(super) counters: Arc<Counters>,
    /// Makes the I/O thread drop the request, which closes its connection.
    pub(super) stopping: Notify,
    observer: Mutex<Option<Ended<T>>>,
    companion: Option<Box<dyn Companion<T>>>,
}

enum State<T> {
    Running { hook: Option<Box<dyn OnEnd>>, has_waiters: bool },
    Ended(Option<T>),
}

impl<T: Outcome> Call<T> {
    pub(super) fn new(observer: Option<Observer<T>>, companion: Option<Box<dyn Companion<T>>>) -> Self {
        let (timeline, observer) =
            observer.map(|observer| (Arc::new(Timeline::new(observer.request_id)), observer.ended)).unzip();
        Self {
            state: Mutex::new(State::Running { hook: None, has_waiters: false }),
            stage: AtomicU8::new(RUNNING),
            ended: Condvar::new(),
            counters: Arc::new(Counters::new(timeline)),
            stopping: Notify::new(),
            observer: Mutex::new(observer),
            companion,
        }
    }

    /// Ends the call, unless it has ended already.
    pub(super) fn end(&self, with: impl FnOnce() -> T) {
        let mut state = self.lock();
        let State::Running { hook, has_waiters } = &mut *state else { return };
        let (hook, has_waiters) = (hook.take(), *has_waiters);
        let mut outcome = with();
        // The companion and the hook publish the end, for instance to a reader of pieces and in a completion queue. Who sees
        // that must not see a running call.
        self.stage.store(ENDING, Ordering::Release);
        if let Some(companion) = &self.companion {
            outcome = companion.complete(outcome);
        }
        self.observe(&outcome);
        *state = State::Ended(Some(outcome));
        if let Some(hook) = &hook {
            hook.ended();
        }
        // Release: a thread that sees the end sees what came before it, too.
        self.stage.store(DONE, Ordering::Release);
        drop(state);
        if let Some(hook) = hook {
            hook.unlocked();
        }
        // A notification is a system call even if nobody waits.
        if has_waiters {
            self.ended.notify_all();
        }
        if let Some(companion) = &self.companion {
            companion.unlocked();
        }
    }

    fn observe(&self, outcome: &T) {
        let observer = self.observer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let (Some(observer), Some(trace)) = (observer, self.counters.trace()) {
            observer(outcome, trace);
        }
    }

    /// Ends the call as cancelled. Waiting threads are released at once; the I/O thread closes the connection.
    pub fn cancel(&self) {
        self.end(|| T::stopped(Stop::Cancelled, self.counters.anything_sent()));
        // If the I/O thread does not wait for it yet, the notification is stored.
        self.stopping.notify_one();
    }

    /// Runs `hook` once when the call ends, on the thread that ends it. If the call has ended already, the hook runs at
    /// once.
    pub fn on_end(&self, hook: impl OnEnd) {
        let mut state = self.lock();
        match &mut *state {
            State::Running { hook: slot, .. } => *slot = Some(Box::new(hook)),
            State::Ended(_) => {
                drop(state);
                hook.ended();
                hook.unlocked();
            }
        }
    }

    /// Waits for the end, without limit if `timeout` is `None`. Returns whether the call has ended.
    pub fn wait(&self, timeout: Option<Duration>) -> bool {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut state = self.lock();
        while let State::Running { has_waiters, .. } = &mut *state {
            *has_waiters = true;
            state = match deadline {
                None => self.ended.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return false;
                    }
                    self.ended.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        true
    }

    pub fn take(&self) -> Taken<T> {
        match &mut *self.lock() {
            State::Running { .. } => Taken::NotReady,
            State::Ended(value) => value.take().map_or(Taken::AlreadyTaken, Taken::Value),
        }
    }

    pub fn is_done(&self) -> bool {
        match self.stage.load(Ordering::Acquire) {
            RUNNING => false,
            DONE => true,
            // The lock is free when the hook has run.
            _ => {
                drop(self.lock());
                true
            }
        }
    }

    pub fn progress(&self) -> Progress {
        let counters = &self.counters;
        let phase = if self.is_done() { Phase::Done } else { counters.phase() };
        Progress {
            phase,
            bytes_sent: counters.bytes_sent.load(Ordering::Relaxed),
            bytes_to_send: counters.bytes_to_send.load(Ordering::Relaxed),
            bytes_received: counters.bytes_received.load(Ordering::Relaxed),
            bytes_to_receive: counters.bytes_to_receive.load(Ordering::Relaxed),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, OnEnd, Outcome, Stop};
    use std::{
        sync::{Arc, mpsc},
        thread,
        time::Duration,
    };

    struct Nothing;

    impl Outcome for Nothing {
        fn stopped(_: Stop, _: bool) -> Self {
            Nothing
        }
    }

    struct Tells(mpsc::Sender<()>);

    impl OnEnd for Tells {
        fn ended(&self) {
            self.0.send(()).unwrap();
            thread::sleep(Duration::from_millis(50));
        }

        fn unlocked(&self) {}
    }

    // The hook puts the operation into a completion queue: the host program may look at it before the hook has returned.
    #[test]
    fn a_call_is_done_for_whoever_its_hook_tells() {
        let call = Arc::new(Call::<Nothing>::new(None, None));
        let (told, tell) = mpsc::channel();
        call.on_end(Tells(told));
        assert!(!call.is_done());
        let ending = thread::spawn({
            let call = Arc::clone(&call);
            move || call.cancel()
        });
        tell.recv().unwrap();
        assert!(call.is_done());
        ending.join().unwrap();
        assert!(call.is_done());
    }
}
