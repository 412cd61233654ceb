//! The certificate authorities of the operating system, read once in a process for each setting.
//!
//! Reading them opens some hundred files, or the key store of the system, and may hang, for instance on a network
//! drive. It cannot be cancelled, so it runs on a separate thread.

use super::system_threads::{self, SystemThreads};
use crate::{panics, signals};
use rustls::RootCertStore;
use rustls_native_certs::{CertificateResult, ErrorKind};
use std::{
    collections::HashMap,
    env,
    ffi::OsString,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::Instant,
};
use tokio::sync::oneshot;

/// The environment variables that replace the operating system's own store.
const VARIABLES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// The authorities that all clients of a process share. All clones are the same.
#[derive(Clone, Default)]
pub struct SystemAuthorities(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// By the values of `VARIABLES`.
    loads: HashMap<Variables, Load>,
    threads: SystemThreads,
}

type Variables = [Option<OsString>; VARIABLES.len()];

enum Load {
    Running(Vec<oneshot::Sender<Loaded>>),
    Complete(Loaded),
}

/// What was read: the authorities of the system and those of Mozilla.
#[derive(Clone)]
pub(super) struct Loaded {
    pub roots: Arc<RootCertStore>,
    /// Whether nothing failed that may succeed later.
    pub complete: bool,
}

impl Loaded {
    /// Without the authorities of the system.
    fn failed() -> Self {
        Self { roots: Arc::new(mozilla()), complete: false }
    }
}

impl SystemAuthorities {
    /// Reads the authorities, or waits for the thread that does. If something could not be read, the next call tries
    /// again.
    pub(super) async fn load(&self) -> Loaded {
        match self.begin() {
            Ok(loaded) => loaded,
            // The sender is dropped only with the state.
            Err(receiver) => receiver.await.unwrap_or_else(|_| Loaded::failed()),
        }
    }

    fn begin(&self) -> Result<Loaded, oneshot::Receiver<Loaded>> {
        let variables = VARIABLES.map(env::var_os);
        let (sender, receiver) = oneshot::channel();
        let mut state = self.lock();
        match state.loads.get_mut(&variables) {
            Some(Load::Complete(loaded)) => return Ok(loaded.clone()),
            Some(Load::Running(waiters)) => waiters.push(sender),
            None => {
                let Ok(thread) = self.start(variables.clone()) else { return Ok(Loaded::failed()) };
                state.threads.add(thread);
                state.loads.insert(variables, Load::Running(vec![sender]));
            }
        }
        Err(receiver)
    }

    fn start(&self, variables: Variables) -> io::Result<JoinHandle<()>> {
        let authorities = self.clone();
        let builder = std::thread::Builder::new().name("convai-trust".into());
        signals::blocked(|| {
            builder.spawn(move || {
                let loaded = panics::catch(|| {
                    panics::injected_at("transport::system_authorities::read");
                    read()
                });
                authorities.end(variables, loaded.unwrap_or_else(|_| Loaded::failed()));
            })
        })
    }

    fn end(&self, variables: Variables, loaded: Loaded) {
        let mut state = self.lock();
        let running = match loaded.complete {
            true => state.loads.insert(variables, Load::Complete(loaded.clone())),
            false => state.loads.remove(&variables),
        };
        if let Some(Load::Running(waiters)) = running {
            for waiter in waiters {
                // The receiver of a cancelled request is gone.
                let _ = waiter.send(loaded.clone());
            }
        }
    }

    /// Joins the threads until the deadline; `None` means no deadline. Returns whether all have ended.
    pub fn wait(&self, deadline: Option<Instant>) -> bool {
        system_threads::wait(deadline, || self.lock().threads.join_finished())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn mozilla() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

fn read() -> Loaded {
    let CertificateResult { certs, errors, .. } = rustls_native_certs::load_native_certs();
    let mut roots = mozilla();
    // Certificates of the system that cannot be parsed are skipped: the caller cannot fix them.
    roots.add_parsable_certificates(certs);
    let complete = errors.iter().all(|error| match &error.kind {
        ErrorKind::Io { inner, .. } => is_lasting(inner.kind()),
        ErrorKind::Pem(_) => true,
        _ => false,
    });
    Loaded { roots: Arc::new(roots), complete }
}

/// Whether a file that cannot be read is a part of the machine's setup. Anything else may be over soon: no free file
/// descriptors, no memory, a network drive without a connection.
fn is_lasting(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::*;
    matches!(kind, NotFound | PermissionDenied | InvalidData | InvalidInput | IsADirectory | NotADirectory)
}
