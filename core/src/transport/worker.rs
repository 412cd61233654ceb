//! The I/O thread of a client. It starts with the first request, runs every request of the client, and is joined when
//! the client closes. No request runs on a caller's thread: callers submit and wait. What takes more than a fraction of
//! a millisecond runs on the threads of `cpu_pool`, so that every other call still ends in time.

use super::{
    call::{Call, Companion, Outcome, Stop},
    call_context::CallContext,
    cpu_pool::{self, CpuPool},
    http_client::{HttpClient, Settings},
    timeline::Observer,
};
use crate::{panics, signals, unloading};
use std::{
    collections::BTreeMap,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak},
    task::{Context, Poll},
    thread::JoinHandle,
    time::Instant,
};
use tokio::{runtime::Runtime, sync::mpsc};

/// Why a call was not accepted.
#[derive(Debug)]
pub enum SubmitError {
    Closed,
    QueueFull,
    /// The operating system could not start a thread.
    NoThread(std::io::Error),
}

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Cancels a call of any result type.
trait Cancel: Send + Sync {
    fn cancel(&self);
}

impl<T: Outcome> Cancel for Call<T> {
    fn cancel(&self) {
        Call::cancel(self);
    }
}

pub struct Worker(Arc<Shared>);

struct Shared {
    http: Arc<HttpClient>,
    cpu: Arc<CpuPool>,
    state: Mutex<State>,
    stopped: Condvar,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct State {
    closed: bool,
    /// Sends jobs to the thread. Dropping it ends the thread.
    jobs: Option<mpsc::UnboundedSender<Job>>,
    running: bool,
    calls: BTreeMap<u64, Weak<dyn Cancel>>,
    next_call: u64,
}

impl Worker {
    /// Starts no thread yet.
    pub fn new(settings: Settings) -> Self {
        Self(Arc::new(Shared {
            http: Arc::new(HttpClient::new(settings)),
            cpu: Arc::default(),
            state: Mutex::default(),
            stopped: Condvar::new(),
            thread: Mutex::default(),
        }))
    }

    /// Starts `work` on the I/O thread and returns at once. A call that is not accepted is not observed.
    pub fn submit<T, W, F>(
        &self,
        observer: Option<Observer<T>>,
        companion: Option<Box<dyn Companion<T>>>,
        work: W,
    ) -> Result<Arc<Call<T>>, SubmitError>
    where
        T: Outcome,
        W: FnOnce(CallContext) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let shared = &self.0;
        let settings = &shared.http.settings;
        let call = Arc::new(Call::new(observer, companion));
        let mut state = shared.lock();
        if state.closed {
            return Err(SubmitError::Closed);
        }
        if state.calls.len() >= settings.max_in_flight.saturating_add(settings.max_queued) {
            return Err(SubmitError::QueueFull);
        }
        if state.jobs.is_none() {
            state.jobs = Some(Shared::start_thread(shared).map_err(SubmitError::NoThread)?);
            state.running = true;
        }
        let id = state.next_call;
        state.next_call += 1;
        let weak: Weak<Call<T>> = Arc::downgrade(&call);
        state.calls.insert(id, weak);
        let job = run(Registration { shared: Arc::clone(shared), id }, Arc::clone(&call), work);
        if let Some(jobs) = &state.jobs {
            // The thread removes the sender before it drops the receiver, so this cannot fail.
            let _ = jobs.send(Box::pin(job));
        }
        Ok(call)
    }

    /// Cancels every call. New calls are still accepted.
    pub fn cancel_all(&self) {
        // The newest first: a call that waits for an older one must be cancelled first, or it would be sent after the
        // older one is cancelled and before it is itself.
        let calls: Vec<_> = self.0.lock().calls.values().rev().filter_map(Weak::upgrade).collect();
        calls.iter().for_each(|call| call.cancel());
    }

    /// Closes the idle connections. Requests in flight keep theirs.
    pub fn reset_connections(&self) {
        self.0.http.reset();
    }

    /// Accepts no further calls, cancels every call, closes the connections, and waits for the threads until the
    /// deadline; `None` means no deadline. Returns whether all threads have ended.
    pub fn close(&self, deadline: Option<Instant>) -> bool {
        self.stop();
        self.0.join_thread(deadline) && self.0.http.join_threads(deadline)
    }

    fn stop(&self) {
        {
            let mut state = self.0.lock();
            state.closed = true;
            state.jobs = None;
        }
        self.cancel_all();
    }
}

impl Drop for Worker {
    /// Does not wait for the thread: this may run on it.
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start_thread(shared: &Arc<Self>) -> std::io::Result<mpsc::UnboundedSender<Job>> {
        unloading::prevent();
        let runtime = new_runtime()?;
        let (sender, jobs) = mpsc::unbounded_channel();
        let owned = Arc::clone(shared);
        let builder = std::thread::Builder::new().name("convai".into());
        let thread = signals::blocked(|| builder.spawn(move || owned.serve(runtime, jobs)))?;
        *shared.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(sender)
    }

    /// The I/O thread: runs jobs until the sender is dropped. Dropping the runtime drops the jobs that still run, and
    /// with them their connections. Then it joins the threads of the CPU pool, which end after the step that they are in.
    fn serve(&self, runtime: Runtime, mut jobs: mpsc::UnboundedReceiver<Job>) {
        let mut next = Some(runtime);
        while let Some(runtime) = next.take() {
            let jobs = &mut jobs;
            let served = panics::catch(std::panic::AssertUnwindSafe(move || {
                runtime.block_on(async {
                    while let Some(job) = jobs.recv().await {
                        panics::injected_at("transport::worker::serve");
                        tokio::spawn(job);
                    }
                });
            }));
            if served.is_err() {
                // A bug in the library. The jobs that ran have ended with their runtime; waiting jobs continue in a new
                // runtime.
                next = new_runtime().ok();
            }
        }
        let mut state = self.lock();
        state.jobs = None;
        state.running = false;
        drop(state);
        self.stopped.notify_all();
    }

    fn join_thread(&self, deadline: Option<Instant>) -> bool {
        let mut state = self.lock();
        while state.running {
            state = match deadline {
                None => self.stopped.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return false;
                    }
                    self.stopped.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        drop(state);
        // Locked while joining, so that a second thread that closes at the same time also waits until the thread has
        // ended.
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take() {
            // Panics of the thread were caught inside it.
            let _ = thread.join();
        }
        true
    }
}

fn new_runtime() -> std::io::Result<Runtime> {
    cpu_pool::configure(tokio::runtime::Builder::new_current_thread().enable_io().enable_time()).build()
}

/// A call's entry in `State::calls`. Dropping it removes the entry.
struct Registration {
    shared: Arc<Shared>,
    id: u64,
}

impl Drop for Registration {
    fn drop(&mut self) {
        self.shared.lock().calls.remove(&self.id);
    }
}

/// Ends a call whose job is dropped before it is done.
struct EndWithJob<T: Outcome>(Arc<Call<T>>);

impl<T: Outcome> Drop for EndWithJob<T> {
    fn drop(&mut self) {
        if let Some(location) = panics::unwinding_from() {
            // A panic of the I/O thread itself ends every call that it runs.
            self.0.end(|| T::stopped(Stop::Panicked(location), self.0.counters.anything_sent()));
        }
        self.0.cancel();
    }
}

/// Runs a call on the I/O thread, from its start to its end.
fn run<T, W, F>(registration: Registration, call: Arc<Call<T>>, work: W) -> impl Future<Output = ()> + Send
where
    T: Outcome,
    W: FnOnce(CallContext) -> F + Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let ends = EndWithJob(call);
    let Shared { http, cpu, .. } = &*registration.shared;
    let context = CallContext { http: Arc::clone(http), cpu: Arc::clone(cpu), counters: Arc::clone(&ends.0.counters) };
    async move {
        let call = &ends.0;
        let outcome = {
            let mut work = pin!(async move { work(context).await });
            tokio::select! {
                biased;
                () = call.stopping.notified() => None,
                outcome = poll_fn(|context| poll_caught(work.as_mut(), context)) => Some(outcome),
            }
        };
        // The entry is removed before a waiting thread sees the end and starts its next call.
        drop(registration);
        if let Some(outcome) = outcome {
            call.end(|| {
                outcome.unwrap_or_else(|location| T::stopped(Stop::Panicked(location), call.counters.anything_sent()))
            });
        }
    }
}

/// Polls a future. If it panics, the output is the panic's source location as an error.
fn poll_caught<F: Future>(future: Pin<&mut F>, context: &mut Context<'_>) -> Poll<Result<F::Output, String>> {
    let polled = panics::catch(std::panic::AssertUnwindSafe(|| future.poll(context)));
    polled.map_or_else(|location| Poll::Ready(Err(location)), |poll| poll.map(Ok))
}
