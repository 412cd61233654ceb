//! Host names to addresses. The system's look-up cannot be cancelled and may hang, so it runs on a thread of its own;
//! requests for one name share one look-up, and one that nobody waits for any more holds up nothing but itself.

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

type Addresses = Result<Vec<SocketAddr>, NameError>;

/// A name that has no address.
#[derive(Clone, Debug)]
pub(super) struct NameError {
    pub host: String,
    reason: String,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be resolved: {}", self.host, self.reason)
    }
}

impl std::error::Error for NameError {}

#[derive(Clone, Default)]
pub(super) struct Names(Arc<Mutex<LookUps>>);

#[derive(Default)]
struct LookUps {
    waiting: HashMap<String, Vec<oneshot::Sender<Addresses>>>,
    threads: Vec<JoinHandle<()>>,
}

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let answer = self.ask(name.as_str());
        Box::pin(async move {
            let addresses = answer.await.map_err(|_| "the look-up was given up")??;
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

impl Names {
    /// Joins a look-up of this name that is under way, or starts one.
    fn ask(&self, host: &str) -> oneshot::Receiver<Addresses> {
        let (sender, receiver) = oneshot::channel();
        let mut look_ups = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(waiting) = look_ups.waiting.get_mut(host) {
            waiting.push(sender);
            return receiver;
        }
        let (names, owned) = (self.clone(), host.to_owned());
        let builder = std::thread::Builder::new().name("convai-names".into());
        let started = signals::blocked(|| {
            builder.spawn(move || {
                let looked_up = panics::catch(|| {
                    panics::injected_at("transport::names::look_up");
                    look_up(&owned)
                });
                let panicked = |place| Err(NameError { host: owned.clone(), reason: format!("a bug at {place}") });
                names.answer(&owned, &looked_up.unwrap_or_else(panicked));
            })
        });
        match started {
            Ok(thread) => {
                look_ups.threads.retain(|thread| !thread.is_finished());
                look_ups.threads.push(thread);
                look_ups.waiting.insert(host.to_owned(), vec![sender]);
            }
            Err(error) => {
                let failed = NameError { host: host.to_owned(), reason: format!("no thread for the look-up: {error}") };
                // The receiver is right here.
                let _ = sender.send(Err(failed));
            }
        }
        receiver
    }

    fn answer(&self, host: &str, addresses: &Addresses) {
        let waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner).waiting.remove(host);
        for sender in waiting.into_iter().flatten() {
            // Whoever was cancelled meanwhile does not mind.
            let _ = sender.send(addresses.clone());
        }
    }

    /// Joins the look-ups that have finished; true where none is under way any more.
    pub fn join_finished(&self) -> bool {
        let mut look_ups = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (finished, running): (Vec<_>, Vec<_>) = look_ups.threads.drain(..).partition(JoinHandle::is_finished);
        look_ups.threads = running;
        // Still locked, so that whoever closes at the same time does not find them gone before they are.
        finished.into_iter().for_each(|thread| drop(thread.join()));
        look_ups.threads.is_empty()
    }
}

fn look_up(host: &str) -> Addresses {
    let failed = |reason: String| NameError { host: host.to_owned(), reason };
    // The port is set by whoever connects.
    let addresses: Vec<_> = (host, 0).to_socket_addrs().map_err(|error| failed(error.to_string()))?.collect();
    if addresses.is_empty() { Err(failed("the name has no address".into())) } else { Ok(addresses) }
}
