//! The one thread of a client. It starts with the first request, runs every request of the client, and is joined when
//! the client is closed. Callers never run any of it on their own threads: they submit and wait.

use super::{
    call::{Call, Outcome, Stop},
    exchange::Line,
    failure::{Failure, FailureKind},
    names::Names,
    trust::{self, Authorities},
};
use crate::{panics, signals};
use std::{
    collections::BTreeMap,
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak},
    task::{Context, Poll},
    thread::JoinHandle,
    time::{Duration, Instant},
};
use tokio::{
    runtime::Runtime,
    sync::{Semaphore, mpsc},
};

/// How a worker is set up.
pub struct Settings {
    pub proxy: ProxyChoice,
    pub authorities: Authorities,
    pub user_agent: Option<String>,
    pub max_in_flight: usize,
    pub max_queued: usize,
    pub max_reply_bytes: u64,
}

/// Which way requests take.
#[derive(Clone)]
pub enum ProxyChoice {
    /// As the host's settings say.
    Host,
    Direct,
    Through(Box<reqwest::Proxy>),
}

/// Why a request was not taken on.
#[derive(Debug)]
pub enum Refusal {
    Closed,
    QueueFull,
    /// The operating system gave no thread.
    NoThread(std::io::Error),
}

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Something that can be ended from outside, whatever it would give.
trait Cancel: Send + Sync {
    fn cancel(&self);
}

impl<T: Outcome> Cancel for Call<T> {
    fn cancel(&self) {
        Call::cancel(self);
    }
}

pub struct Worker(Arc<Shared>);

pub(super) struct Shared {
    pub settings: Settings,
    /// As many as may run at once.
    pub places: Semaphore,
    http: OnceLock<Result<reqwest::Client, String>>,
    names: Names,
    state: Mutex<State>,
    stopped: Condvar,
    thread: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct State {
    closed: bool,
    /// Where jobs go; dropping it ends the thread.
    jobs: Option<mpsc::UnboundedSender<Job>>,
    running: bool,
    calls: BTreeMap<u64, Weak<dyn Cancel>>,
    next_call: u64,
}

impl Worker {
    /// Nothing is started yet.
    pub fn new(settings: Settings) -> Self {
        Self(Arc::new(Shared {
            places: Semaphore::new(settings.max_in_flight.min(Semaphore::MAX_PERMITS)),
            settings,
            http: OnceLock::new(),
            names: Names::default(),
            state: Mutex::default(),
            stopped: Condvar::new(),
            thread: Mutex::default(),
        }))
    }

    /// Starts `work` on the worker's thread and returns at once.
    pub fn start<T, W, F>(&self, work: W) -> Result<Arc<Call<T>>, Refusal>
    where
        T: Outcome,
        W: FnOnce(Line) -> F + Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let shared = &self.0;
        let call = Arc::new(Call::new());
        let mut state = shared.lock();
        if state.closed {
            return Err(Refusal::Closed);
        }
        if state.calls.len() >= shared.settings.max_in_flight.saturating_add(shared.settings.max_queued) {
            return Err(Refusal::QueueFull);
        }
        if state.jobs.is_none() {
            state.jobs = Some(Shared::start_thread(shared).map_err(Refusal::NoThread)?);
            state.running = true;
        }
        let id = state.next_call;
        state.next_call += 1;
        let weak: Weak<Call<T>> = Arc::downgrade(&call);
        state.calls.insert(id, weak);
        let job = run(Registered { shared: Arc::clone(shared), id }, Arc::clone(&call), work);
        if let Some(jobs) = &state.jobs {
            // It cannot fail: the thread takes the sender away before it drops the receiver, and what waits in there.
            let _ = jobs.send(Box::pin(job));
        }
        Ok(call)
    }

    /// Ends every call as cancelled. Takes on new ones as before.
    pub fn cancel_all(&self) {
        // The last first: one that waits for another must not go out between the other's end and its own.
        let calls: Vec<_> = self.0.lock().calls.values().rev().filter_map(Weak::upgrade).collect();
        calls.iter().for_each(|call| call.cancel());
    }

    /// Takes on nothing any more, ends every call, closes the connections, and waits for the threads. True where none
    /// is left.
    pub fn close(&self, deadline: Option<Instant>) -> bool {
        self.stop();
        self.0.join_thread(deadline) && self.0.join_look_ups(deadline)
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
    /// Without waiting: this may run on the worker's own thread.
    fn drop(&mut self) {
        self.stop();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start_thread(shared: &Arc<Self>) -> std::io::Result<mpsc::UnboundedSender<Job>> {
        let runtime = new_runtime()?;
        let (sender, jobs) = mpsc::unbounded_channel();
        let owned = Arc::clone(shared);
        let builder = std::thread::Builder::new().name("convai".into());
        let thread = signals::blocked(|| builder.spawn(move || owned.serve(runtime, jobs)))?;
        *shared.thread.lock().unwrap_or_else(PoisonError::into_inner) = Some(thread);
        Ok(sender)
    }

    /// The thread: runs jobs until nobody can send any more. Dropping the runtime drops what still runs, and with it the
    /// connections.
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
                runtime.shutdown_background();
            }));
            if served.is_err() {
                // A bug: what ran has ended with its runtime, what waits runs in another.
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
        // Held while joining, so that whoever closes at the same time waits for the same end.
        let mut thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(thread) = thread.take() {
            // Its panics were caught inside.
            let _ = thread.join();
        }
        true
    }

    /// A look-up that hangs in the operating system cannot be ended, only waited for.
    fn join_look_ups(&self, deadline: Option<Instant>) -> bool {
        while !self.names.join_finished() {
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return false;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        true
    }

    pub fn proxied(&self) -> bool {
        matches!(self.settings.proxy, ProxyChoice::Through(_))
    }

    /// The HTTP client, made on the worker's thread when it is first needed.
    pub fn http(&self) -> Result<&reqwest::Client, Failure> {
        let made = self.http.get_or_init(|| self.make_http());
        made.as_ref().map_err(|reason| Failure::new(FailureKind::Setup, reason.clone()))
    }

    fn make_http(&self) -> Result<reqwest::Client, String> {
        let tls = trust::client_config(&self.settings.authorities).map_err(|error| error.to_string())?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(self.names.clone())
            .http1_only()
            // A redirect would carry the API key to another host.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .pool_max_idle_per_host(self.settings.max_in_flight)
            // Below what servers and balancers grant, so that a connection is rarely found dead.
            .pool_idle_timeout(Duration::from_secs(30));
        builder = match &self.settings.proxy {
            ProxyChoice::Host => builder,
            ProxyChoice::Direct => builder.no_proxy(),
            ProxyChoice::Through(proxy) => builder.no_proxy().proxy(reqwest::Proxy::clone(proxy)),
        };
        if let Some(user_agent) = &self.settings.user_agent {
            builder = builder.user_agent(user_agent);
        }
        builder.build().map_err(|error| error.to_string())
    }
}

fn new_runtime() -> std::io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()
}

/// A call's place in the worker's list, for as long as its job lives.
struct Registered {
    shared: Arc<Shared>,
    id: u64,
}

impl Drop for Registered {
    fn drop(&mut self) {
        self.shared.lock().calls.remove(&self.id);
    }
}

/// Ends a call whose job is dropped unfinished.
struct EndsWithJob<T: Outcome>(Arc<Call<T>>);

impl<T: Outcome> Drop for EndsWithJob<T> {
    fn drop(&mut self) {
        if let Some(place) = panics::under_way() {
            // A bug in the thread itself ends whatever that has in hand.
            self.0.end(|| T::stopped(Stop::Panicked(place), self.0.counters.anything_sent()));
        }
        self.0.cancel();
    }
}

/// A call's whole life on the worker's thread.
fn run<T, W, F>(registered: Registered, call: Arc<Call<T>>, work: W) -> impl Future<Output = ()> + Send
where
    T: Outcome,
    W: FnOnce(Line) -> F + Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let ends = EndsWithJob(call);
    let line = Line { shared: Arc::clone(&registered.shared), counters: Arc::clone(&ends.0.counters) };
    async move {
        let call = &ends.0;
        let outcome = {
            let mut work = pin!(async move { work(line).await });
            tokio::select! {
                biased;
                () = call.stopping.notified() => None,
                outcome = poll_fn(|context| contained(work.as_mut(), context)) => Some(outcome),
            }
        };
        // The place in the list is free before anyone learns of the end, and may start the next request.
        drop(registered);
        if let Some(outcome) = outcome {
            call.end(|| {
                outcome.unwrap_or_else(|place| T::stopped(Stop::Panicked(place), call.counters.anything_sent()))
            });
        }
    }
}

/// Polls a future; its panic becomes its outcome.
fn contained<F: Future>(future: Pin<&mut F>, context: &mut Context<'_>) -> Poll<Result<F::Output, String>> {
    let polled = panics::catch(std::panic::AssertUnwindSafe(|| future.poll(context)));
    polled.map_or_else(|place| Poll::Ready(Err(place)), |poll| poll.map(Ok))
}
