//! The HTTP client: its settings, its connections and the limits that all its requests share.

use super::{
    connection::{KnownConnections, ObserveConnections},
    failure::{Failure, FailureKind},
    header::HeaderText,
    lookup::Lookups,
    proxy::{ProxyChoice, Route},
    resolver::{Resolver, Server},
    system_authorities::{Loaded, SystemAuthorities},
    tls::{self, Authorities},
    url::HttpUrl,
};
use rustls::{ClientConfig, RootCertStore};
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// Idle connections are closed after this time: servers and load balancers keep them longer, so a pooled connection is
/// rarely found dead.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The settings of the HTTP client.
pub struct Settings {
    /// The server that all requests are sent to.
    pub base_url: HttpUrl,
    pub proxy: ProxyChoice,
    pub authorities: Authorities,
    pub system_authorities: SystemAuthorities,
    pub user_agent: HeaderText,
    pub max_in_flight: usize,
    pub max_queued: usize,
    pub max_response_bytes: u64,
}

/// The connections of a client, and a permit for each request that may run at once.
pub(super) struct HttpClient {
    pub settings: Settings,
    pub permits: Semaphore,
    pub lookups: Lookups,
    connections: Mutex<Option<Arc<Connections>>>,
    /// Kept when the connections are replaced: it holds the TLS sessions that can be resumed.
    tls: Mutex<Option<Tls>>,
    /// A thread may read the authorities of the system for this client.
    asked_for_authorities: AtomicBool,
}

/// A pool of connections, and the way to the server.
pub(super) struct Connections {
    pub pool: reqwest::Client,
    pub route: Option<Route>,
    pub known: Arc<KnownConnections>,
    /// `None` if no connection uses TLS.
    tls: Option<Tls>,
}

impl Connections {
    pub fn uses_tls(&self) -> bool {
        self.tls.is_some()
    }
}

/// The TLS settings of a client, and the authorities of the system in them.
#[derive(Clone)]
struct Tls {
    config: ClientConfig,
    system: Loaded,
}

impl HttpClient {
    pub fn new(settings: Settings) -> Self {
        Self {
            permits: Semaphore::new(settings.max_in_flight.min(Semaphore::MAX_PERMITS)),
            settings,
            lookups: Lookups::default(),
            connections: Mutex::default(),
            tls: Mutex::default(),
            asked_for_authorities: AtomicBool::new(false),
        }
    }

    /// The connections for a request. The first request reads the proxy settings of the system, and, if it needs TLS,
    /// waits for the authorities of the system.
    pub async fn connections(&self) -> Result<Arc<Connections>, Failure> {
        let current = lock(&self.connections).clone();
        let complete = |connections: &Arc<Connections>| connections.tls.iter().all(|tls| tls.system.complete);
        if let Some(current) = current.filter(complete) {
            return Ok(current);
        }
        let route = Route::to(&self.settings.base_url, &self.settings.proxy)?;
        let uses_tls = self.settings.base_url.is_https() || route.as_ref().is_some_and(Route::uses_tls);
        let tls = if uses_tls { Some(self.load_tls().await.map_err(setup_failure)?) } else { None };
        let mut current = lock(&self.connections);
        let same_authorities = |connections: &&Arc<Connections>| match (&connections.tls, &tls) {
            (Some(old), Some(new)) => Arc::ptr_eq(&old.system.roots, &new.system.roots),
            (old, new) => old.is_none() && new.is_none(),
        };
        // Another request built them meanwhile, or nothing more could be read this time.
        if let Some(connections) = current.as_ref().filter(same_authorities) {
            return Ok(Arc::clone(connections));
        }
        let connections = Arc::new(self.connect(route, tls).map_err(setup_failure)?);
        *current = Some(Arc::clone(&connections));
        Ok(connections)
    }

    /// The TLS settings. Tries again to read the authorities of the system if that failed before.
    async fn load_tls(&self) -> Result<Tls, rustls::Error> {
        let known = lock(&self.tls).clone();
        if let Some(known) = known.filter(|known| known.system.complete) {
            return Ok(known);
        }
        self.asked_for_authorities.store(true, Ordering::Relaxed);
        let system = self.settings.system_authorities.load().await;
        let mut tls = lock(&self.tls);
        let more = |known: &Tls| system.complete || system.roots.len() > known.system.roots.len();
        let nothing_new = |known: &&Tls| known.system.complete || !more(known);
        if let Some(known) = tls.as_ref().filter(nothing_new) {
            return Ok(known.clone());
        }
        let config = tls::client_config(&system.roots, &self.settings.authorities)?;
        Ok(tls.insert(Tls { config, system }).clone())
    }

    /// Closes the idle connections: new requests get new ones. Requests in flight keep theirs.
    ///
    /// The HTTP library cannot empty its pool, so the pool is replaced.
    pub fn reset(&self) {
        lock(&self.connections).take();
        self.lookups.distrust_running();
    }

    /// The same, unless these connections were replaced already.
    pub fn discard(&self, connections: &Arc<Connections>) {
        lock(&self.connections).take_if(|current| Arc::ptr_eq(current, connections));
    }

    /// Joins the threads that work for this client in the operating system, until the deadline; `None` means no
    /// deadline. What hangs there cannot be ended, only waited for. Returns whether all have ended.
    pub fn join_threads(&self, deadline: Option<Instant>) -> bool {
        let waits_for_authorities = self.asked_for_authorities.load(Ordering::Relaxed);
        self.lookups.wait(deadline) && (!waits_for_authorities || self.settings.system_authorities.wait(deadline))
    }

    fn connect(&self, route: Option<Route>, tls: Option<Tls>) -> Result<Connections, String> {
        // Without a server that is reached by TLS, nothing is verified, and nothing has to be trusted.
        let config = match &tls {
            Some(tls) => Ok(tls.config.clone()),
            None => tls::client_config(&Arc::new(RootCertStore::empty()), &Authorities::default()),
        };
        let server = match &route {
            Some(_) => None,
            None => self.settings.base_url.host_and_port().map(|(host, port)| Server { host, port }),
        };
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(config.map_err(|error| error.to_string())?)
            .dns_resolver(Resolver::new(self.lookups.clone(), server))
            .connector_layer(ObserveConnections)
            .http1_only()
            // RFC 9112 requires that a client reads a header that is folded over several lines.
            .http1_allow_obsolete_multiline_headers_in_responses(true)
            // A redirect would send the API key to another host.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .pool_max_idle_per_host(self.settings.max_in_flight)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .user_agent(self.settings.user_agent.clone().into_value())
            // The library reads the settings of the system itself.
            .no_proxy();
        let builder = match &route {
            Some(route) => builder.proxy(route.proxy.clone()),
            None => builder,
        };
        let pool = builder.build().map_err(|error| error.to_string())?;
        Ok(Connections { pool, route, known: Arc::default(), tls })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn setup_failure(error: impl ToString) -> Failure {
    Failure::new(FailureKind::Setup, error.to_string())
}
