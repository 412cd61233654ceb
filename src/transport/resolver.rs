//! Host name lookup.
//!
//! The lookup of the operating system cannot be cancelled and may hang, so each one runs on a separate thread. Requests
//! for the same name share one lookup. A lookup that no request waits for any more delays only the close of its client.

use super::connection::{self, Stage};
use crate::{panics, signals};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    collections::HashMap,
    fmt,
    net::{SocketAddr, ToSocketAddrs},
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
};
use tokio::sync::oneshot;

type Addresses = Result<Vec<SocketAddr>, ResolveError>;

/// Why a host name could not be resolved.
#[derive(Clone, Debug)]
pub(super) struct ResolveError {
    pub host: String,
    reason: String,
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be resolved: {}", self.host, self.reason)
    }
}

impl std::error::Error for ResolveError {}

#[derive(Clone, Default)]
pub(super) struct Resolver(Arc<Mutex<Lookups>>);

#[derive(Default)]
struct Lookups {
    waiters: HashMap<String, Vec<oneshot::Sender<Addresses>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let addresses = self.lookup(name.as_str());
        Box::pin(async move {
            connection::enter(Stage::Lookup);
            let addresses = addresses.await.map_err(|_| "the lookup was abandoned")??;
            connection::enter(Stage::Connecting);
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

impl Resolver {
    /// Waits for a running lookup of this name, or starts one.
    fn lookup(&self, host: &str) -> oneshot::Receiver<Addresses> {
        let (sender, receiver) = oneshot::channel();
        let mut lookups = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waiters) = lookups.waiters.get_mut(host) {
            waiters.push(sender);
            return receiver;
        }
        let (resolver, owned) = (self.clone(), host.to_owned());
        let builder = std::thread::Builder::new().name("convai-resolver".into());
        let started = signals::blocked(|| {
            builder.spawn(move || {
                let looked_up = panics::catch(|| {
                    panics::injected_at("transport::resolver::look_up");
                    look_up(&owned)
                });
                let panicked =
                    |location| Err(ResolveError { host: owned.clone(), reason: format!("a bug at {location}") });
                resolver.answer(&owned, &looked_up.unwrap_or_else(panicked));
            })
        });
        match started {
            Ok(thread) => {
                lookups.threads.retain(|thread| !thread.is_finished());
                lookups.threads.push(thread);
                lookups.waiters.insert(host.to_owned(), vec![sender]);
            }
            Err(error) => {
                let failed =
                    ResolveError { host: host.to_owned(), reason: format!("no thread for the lookup: {error}") };
                // The receiver is still held here, so this cannot fail.
                let _ = sender.send(Err(failed));
            }
        }
        receiver
    }

    fn answer(&self, host: &str, addresses: &Addresses) {
        let waiters = self.0.lock().unwrap_or_else(PoisonError::into_inner).waiters.remove(host);
        for sender in waiters.into_iter().flatten() {
            // The receiver of a cancelled request is gone.
            let _ = sender.send(addresses.clone());
        }
    }

    /// Joins the threads of lookups that have finished. Returns whether no lookup runs any more.
    pub fn join_finished(&self) -> bool {
        let mut lookups = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (finished, running): (Vec<_>, Vec<_>) = lookups.threads.drain(..).partition(JoinHandle::is_finished);
        lookups.threads = running;
        // Still locked, so that a second thread that closes at the same time does not return before the threads are
        // gone.
        finished.into_iter().for_each(|thread| drop(thread.join()));
        lookups.threads.is_empty()
    }
}

fn look_up(host: &str) -> Addresses {
    let failed = |reason: String| ResolveError { host: host.to_owned(), reason };
    // The HTTP library sets the port.
    let addresses: Vec<_> = (host, 0).to_socket_addrs().map_err(|error| failed(error.to_string()))?.collect();
    if addresses.is_empty() { Err(failed("the name has no address".into())) } else { Ok(addresses) }
}
