//! Host name lookups in the operating system.
//!
//! Such a lookup cannot be cancelled and may hang, so each one runs on a separate thread. Requests for the same name
//! share one lookup. If it hangs, for instance because it began on a network that is gone, a second and a third one
//! start beside it, and the first address that any of them finds counts. A lookup that no request waits for any more
//! delays only the close of its client.

use super::system_threads::{self, SystemThreads};
use crate::{panics, signals};
use std::{
    collections::HashMap,
    fmt, io,
    net::{SocketAddr, ToSocketAddrs},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::Duration,
};
use tokio::{
    sync::oneshot,
    time::{Instant, sleep_until},
};

/// How many lookups of one name may run at once.
const MAX_LOOKUPS: usize = 3;

/// How long the newest lookup of a name may take before another one starts beside it, by the number of lookups that run.
/// A lookup normally takes milliseconds; the second delay is longer, so that the lookups are spread over a change of the
/// network that takes some seconds.
const DELAYS: [Duration; MAX_LOOKUPS - 1] = [Duration::from_secs(1), Duration::from_secs(4)];

pub(super) type Addresses = Result<Vec<SocketAddr>, ResolveError>;

/// Why a host name could not be resolved.
#[derive(Clone, Debug)]
pub(super) struct ResolveError {
    host: String,
    reason: String,
}

impl ResolveError {
    fn new(host: &str, reason: impl Into<String>) -> Self {
        Self { host: host.to_owned(), reason: reason.into() }
    }
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be resolved: {}", self.host, self.reason)
    }
}

impl std::error::Error for ResolveError {}

/// The lookups of a client.
#[derive(Clone, Default)]
pub(super) struct Lookups(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    hosts: HashMap<String, Host>,
    threads: SystemThreads,
}

/// The lookups of one name.
#[derive(Default)]
struct Host {
    waiters: Vec<oneshot::Sender<Addresses>>,
    /// The numbers of the lookups that run.
    running: Vec<u64>,
    next_number: u64,
    /// When the next lookup may start; `None` means at once.
    next_start: Option<Instant>,
}

impl Host {
    /// Whether another lookup has to start.
    fn is_due(&self) -> bool {
        self.running.is_empty()
            || (self.running.len() < MAX_LOOKUPS && self.next_start.is_none_or(|start| start <= Instant::now()))
    }

    /// When another lookup has to start, unless one ends before.
    fn due_at(&self) -> Option<Instant> {
        self.next_start.filter(|_| self.running.len() < MAX_LOOKUPS)
    }

    fn answer(&mut self, addresses: &Addresses) {
        for waiter in self.waiters.drain(..) {
            // The receiver of a cancelled request is gone.
            let _ = waiter.send(addresses.clone());
        }
    }
}

impl Lookups {
    /// Looks up a name: joins a lookup that runs, or starts one.
    pub async fn look_up(&self, host: &str) -> Addresses {
        let (sender, mut receiver) = oneshot::channel();
        self.lock().hosts.entry(host.to_owned()).or_default().waiters.push(sender);
        let abandoned = |_| Err(ResolveError::new(host, "the lookup was abandoned"));
        loop {
            let Some(due) = self.start_if_due(host) else { return receiver.await.unwrap_or_else(abandoned) };
            tokio::select! {
                biased;
                addresses = &mut receiver => return addresses.unwrap_or_else(abandoned),
                () = sleep_until(due) => {}
            }
        }
    }

    /// Starts another lookup if it is time. Returns when to ask again; `None` means that no further lookup is allowed.
    fn start_if_due(&self, name: &str) -> Option<Instant> {
        let mut state = self.lock();
        let State { hosts, threads } = &mut *state;
        // The waiter was answered meanwhile.
        let host = hosts.get_mut(name)?;
        if host.is_due() {
            let number = host.next_number;
            match self.start(name, number) {
                Ok(thread) => {
                    threads.add(thread);
                    host.next_number += 1;
                    host.running.push(number);
                }
                Err(error) if host.running.is_empty() => {
                    host.answer(&Err(ResolveError::new(name, format!("no thread for the lookup: {error}"))));
                }
                // The lookups that run may still succeed.
                Err(_) => {}
            }
            let delay = DELAYS.get(host.running.len().saturating_sub(1));
            host.next_start = delay.map(|delay| Instant::now() + *delay);
        }
        host.due_at()
    }

    fn start(&self, host: &str, number: u64) -> io::Result<JoinHandle<()>> {
        let (lookups, host) = (self.clone(), host.to_owned());
        let builder = std::thread::Builder::new().name("convai-resolver".into());
        signals::blocked(|| {
            builder.spawn(move || {
                let looked_up = panics::catch(|| {
                    panics::injected_at("transport::lookup::look_up");
                    look_up(&host)
                });
                let panicked = |location| Err(ResolveError::new(&host, format!("a bug at {location}")));
                lookups.end(&host, number, &looked_up.unwrap_or_else(panicked));
            })
        })
    }

    /// A lookup has ended. A failure counts only if no later lookup runs: that one began when the network was newer.
    fn end(&self, name: &str, number: u64, addresses: &Addresses) {
        let mut state = self.lock();
        let Some(host) = state.hosts.get_mut(name) else { return };
        host.running.retain(|running| *running != number);
        // The system answers again, so the next request need not wait for the lookups that hang.
        host.next_start = None;
        if addresses.is_ok() || host.running.iter().all(|running| *running < number) {
            host.answer(addresses);
        }
        if host.running.is_empty() && host.waiters.is_empty() {
            state.hosts.remove(name);
        }
    }

    /// The network has changed: the next request does not wait for lookups that began before.
    pub fn distrust_running(&self) {
        self.lock().hosts.values_mut().for_each(|host| host.next_start = None);
    }

    /// Joins the threads of the lookups until the deadline; `None` means no deadline. Returns whether all have ended.
    pub fn wait(&self, deadline: Option<std::time::Instant>) -> bool {
        system_threads::wait(deadline, || self.lock().threads.join_finished())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn look_up(host: &str) -> Addresses {
    // The HTTP library sets the port.
    let found = (host, 0).to_socket_addrs().map_err(|error| ResolveError::new(host, error.to_string()))?;
    let addresses: Vec<_> = found.collect();
    if addresses.is_empty() { Err(ResolveError::new(host, "the name has no address")) } else { Ok(addresses) }
}
