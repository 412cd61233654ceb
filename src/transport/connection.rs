//! What the library knows about the connection of one request: how far it is, and whether it is new.
//!
//! The HTTP library connects inside its own futures. A task-local value tells the resolver and the connector which request
//! they work for.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU8, Ordering},
    },
    task::{Context, Poll},
};
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
#[derive(Debug, Default)]
pub(super) struct ConnectionState {
    stage: AtomicU8,
    reused: AtomicBool,
}

impl ConnectionState {
    /// Forgets the request before.
    pub fn begin(&self) {
        self.enter(Stage::NotStarted);
        self.reused.store(false, Ordering::Relaxed);
    }

    pub fn enter(&self, stage: Stage) {
        self.stage.store(stage as u8, Ordering::Relaxed);
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
    /// that another request has established.
    pub fn begin_sending(&self) {
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

/// Notes the stage of the request that the current task works for, if it works for one.
pub(super) fn enter(stage: Stage) {
    let _ = CURRENT.try_with(|state| state.enter(stage));
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
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, target: Target) -> Self::Future {
        // The request may get an idle connection meanwhile. Its own connection is then established in the background,
        // outside of the task-local scope.
        let state = CURRENT.try_with(Arc::clone).ok();
        let connecting = self.0.call(target);
        Box::pin(async move {
            let enter = |stage| state.iter().for_each(|state| state.enter(stage));
            enter(Stage::Connecting);
            let connected = connecting.await;
            if connected.is_ok() {
                enter(Stage::Connected);
            }
            connected
        })
    }
}
