//! The HTTP client: its settings, its connections and the limits that all its requests share.

use super::{
    connection::ObserveConnections,
    failure::{Failure, FailureKind},
    header::HeaderText,
    lookup::Lookups,
    proxy::{ProxyChoice, Route},
    resolver::{Resolver, Server},
    tls::{self, Authorities},
    url::HttpUrl,
};
use std::{
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
    time::Duration,
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
}

/// A pool of connections, and the way to the server.
pub(super) struct Connections {
    pub route: Option<Route>,
    pool: OnceLock<Result<reqwest::Client, String>>,
}

impl HttpClient {
    pub fn new(settings: Settings) -> Self {
        Self {
            permits: Semaphore::new(settings.max_in_flight.min(Semaphore::MAX_PERMITS)),
            settings,
            lookups: Lookups::default(),
            connections: Mutex::default(),
        }
    }

    /// The connections for a new request. The first request reads the proxy settings of the system.
    pub fn connections(&self) -> Result<Arc<Connections>, Failure> {
        let mut current = self.lock();
        if let Some(connections) = &*current {
            return Ok(Arc::clone(connections));
        }
        let route = Route::to(&self.settings.base_url, &self.settings.proxy)?;
        Ok(Arc::clone(current.insert(Arc::new(Connections { route, pool: OnceLock::new() }))))
    }

    /// Closes the idle connections: new requests get new ones. Requests in flight keep theirs.
    ///
    /// The HTTP library cannot empty its pool, so the pool is replaced.
    pub fn reset(&self) {
        self.lock().take();
        self.lookups.distrust_running();
    }

    /// The same, unless these connections were replaced already.
    pub fn discard(&self, connections: &Arc<Connections>) {
        self.lock().take_if(|current| Arc::ptr_eq(current, connections));
    }

    fn lock(&self) -> MutexGuard<'_, Option<Arc<Connections>>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The connection pool. The first request builds it on the I/O thread, because building it reads the certificates
    /// of the operating system.
    pub fn pool<'a>(&self, connections: &'a Connections) -> Result<&'a reqwest::Client, Failure> {
        let built = connections.pool.get_or_init(|| self.build(connections));
        built.as_ref().map_err(|reason| Failure::new(FailureKind::Setup, reason.clone()))
    }

    fn build(&self, connections: &Connections) -> Result<reqwest::Client, String> {
        let tls = tls::client_config(&self.settings.authorities).map_err(|error| error.to_string())?;
        let server = match &connections.route {
            Some(_) => None,
            None => self.settings.base_url.host_and_port().map(|(host, port)| Server { host, port }),
        };
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
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
        let builder = match &connections.route {
            Some(route) => builder.proxy(route.proxy.clone()),
            None => builder,
        };
        builder.build().map_err(|error| error.to_string())
    }
}
