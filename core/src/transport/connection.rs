//! What the library knows about the connection of one request: how far it is, and whether it is new.
//!
//! The HTTP library connects inside its own futures. A task-local value tells the resolver and the connector which request
//! they work for.

use super::timeline::{Mark, Timeline};
use crate::sockets::{self, Ends};
use http::Extensions;
use hyper_util::client::legacy::connect::{Connection, HttpInfo};
use std::{
    collections::HashMap,
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
    task::{Context, Poll},
};
use tokio::task;
use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    static CURRENT: Arc<ConnectionState>;
}

/// How far the connection of a request is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum Stage {
    /// The request waits for an idle connection, or for the start of a new one.
    NotStarted,
    /// The host name is looked up.
    Lookup,
    /// The connection is established: TCP, proxy and TLS.
    Connecting,
    Connected,
}

/// The connection of one request, as the I/O thread sees it.
#[derive(Default)]
pub(super) struct ConnectionState {
    stage: AtomicU8,
    reused: AtomicBool,
    /// The connection that was established for the request.
    own: Mutex<Option<Ends>>,
    /// The task that serves the connection that the request is written to.
    task: Mutex<Option<task::Id>>,
    /// Only if the call has an observer.
    timeline: Option<Arc<Timeline>>,
}

impl ConnectionState {
    pub fn new(timeline: Option<Arc<Timeline>>) -> Self {
        Self { timeline, ..Self::default() }
    }

    /// Forgets the request before.
    pub fn begin(&self) {
        self.enter(Stage::NotStarted);
        lock(&self.own).take();
        lock(&self.task).take();
        self.reused.store(false, Ordering::Relaxed);
    }

    pub fn enter(&self, stage: Stage) {
        self.stage.store(stage as u8, Ordering::Relaxed);
    }

    /// A connection is started: the first one, or another one because an idle connection was dead.
    fn connecting(&self) {
        self.enter(Stage::Connecting);
        self.timeline.iter().for_each(|timeline| timeline.connecting());
    }

    /// The host name has an address.
    pub fn resolved(&self) {
        self.enter(Stage::Connecting);
        self.mark(Mark::Resolved);
    }

    pub fn tls_begins(&self) {
        self.mark(Mark::TlsBegins);
    }

    fn connected(&self, connection: &impl Connection) {
        self.enter(Stage::Connected);
        self.mark(Mark::Connected);
        let mut extensions = Extensions::new();
        connection.connected().get_extras(&mut extensions);
        *lock(&self.own) = ends(&extensions);
    }

    /// The response has arrived over a connection with these properties. Another connection may have become free after
    /// the request's own was established.
    pub fn answered(&self, extensions: &Extensions) {
        let (own, used) = (lock(&self.own), ends(extensions));
        if own.is_some() && used.is_some() && *own != used {
            self.reused.store(true, Ordering::Relaxed);
        }
    }

    fn mark(&self, mark: Mark) {
        self.timeline.iter().for_each(|timeline| timeline.mark(mark));
    }

    pub fn stage(&self) -> Stage {
        match self.stage.load(Ordering::Relaxed) {
            0 => Stage::NotStarted,
            1 => Stage::Lookup,
            2 => Stage::Connecting,
            _ => Stage::Connected,
        }
    }

    /// The request is about to be written. Unless its own connection is established by then, it goes over a connection
    /// that another request has established. Runs in the task that serves the connection.
    pub fn begin_sending(&self) {
        *lock(&self.task) = task::try_id();
        self.reused.store(self.stage() != Stage::Connected, Ordering::Relaxed);
    }

    /// Whether the request was written to a connection that is older than the request.
    pub fn is_reused(&self) -> bool {
        self.reused.load(Ordering::Relaxed)
    }
}

/// Polls `exchange` as the request that `state` belongs to.
pub(super) async fn observed<F: Future>(state: Arc<ConnectionState>, exchange: F) -> F::Output {
    CURRENT.scope(state, exchange).await
}

/// Notes something about the request that the current task works for. If the request got another connection meanwhile,
/// its own is established in a task that works for no request.
pub(super) fn current(note: impl FnOnce(&ConnectionState)) {
    let _ = CURRENT.try_with(|state| note(state));
}

fn ends(extensions: &Extensions) -> Option<Ends> {
    extensions.get().map(|info: &HttpInfo| Ends { local: info.local_addr(), remote: info.remote_addr() })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The connections that have answered a request, by the tasks that serve them. The HTTP library does not tell which
/// connection it takes for a request before that one answers, but the request's body learns which task asks for it.
#[derive(Default)]
pub(super) struct KnownConnections(Mutex<HashMap<task::Id, Ends>>);

/// How many connections are remembered. Most of them are closed by then.
const MOST_KNOWN: usize = 1024;

impl KnownConnections {
    /// A request was answered.
    pub fn remember(&self, state: &ConnectionState, extensions: &Extensions) {
        let (Some(task), Some(ends)) = (*lock(&state.task), ends(extensions)) else { return };
        let mut known = lock(&self.0);
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(task, ends);
    }

    /// The connection that a request was written to, if it is known.
    fn of(&self, state: &ConnectionState) -> Option<Ends> {
        let task = (*lock(&state.task))?;
        lock(&self.0).get(&task).copied().or(*lock(&state.own))
    }

    /// Ends the connection that a request was written to, although the server does not read.
    pub fn shut_down(&self, state: &ConnectionState) {
        self.of(state).into_iter().for_each(sockets::shut_down);
    }
}

/// A layer around the connector of the HTTP library that notes when a connection is established.
#[derive(Clone)]
pub(super) struct ObserveConnections;

impl<S> Layer<S> for ObserveConnections {
    type Service = Observed<S>;

    fn layer(&self, connector: S) -> Observed<S> {
        Observed(connector)
    }
}

#[derive(Clone)]
pub(super) struct Observed<S>(S);

impl<S, Target> Service<Target> for Observed<S>
where
    S: Service<Target>,
    S::Response: Connection,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, target: Target) -> Self::Future {
        current(ConnectionState::connecting);
        let connecting = self.0.call(target);
        Box::pin(async move {
            let connection = connecting.await?;
            current(|state| state.connected(&connection));
            Ok(connection)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::ready;

    /// A connection of the HTTP library, of which only the address matters here: it has none.
    struct Established;

    impl Connection for Established {
        fn connected(&self) -> hyper_util::client::legacy::connect::Connected {
            hyper_util::client::legacy::connect::Connected::new()
        }
    }

    #[derive(Clone)]
    struct Connector;

    impl Service<()> for Connector {
        type Response = Established;
        type Error = ();
        type Future = std::future::Ready<Result<Established, ()>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ()>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, (): ()) -> Self::Future {
            ready(Ok(Established))
        }
    }

    fn run<F: Future>(future: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
    }

    #[test]
    fn a_connection_counts_for_the_request_that_waits_for_it() {
        let state = Arc::new(ConnectionState::default());
        let connecting = || ObserveConnections.layer(Connector).call(());
        // The request waits for it.
        run(observed(Arc::clone(&state), async { drop(connecting().await) }));
        assert_eq!(state.stage(), Stage::Connected);
        state.begin_sending();
        assert!(!state.is_reused());
        // The request has begun it and no longer waits for it.
        state.begin();
        let mut abandoned = None;
        run(observed(Arc::clone(&state), async { abandoned = Some(connecting()) }));
        drop(run(abandoned.expect("it was begun")));
        assert_eq!(state.stage(), Stage::Connecting);
        state.begin_sending();
        assert!(state.is_reused());
    }
}
