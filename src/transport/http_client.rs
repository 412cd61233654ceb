//! The HTTP client of a worker: its settings, its connection pool and the limits that all its requests share.

use super::{
    failure::{Failure, FailureKind},
    header::HeaderText,
    resolver::Resolver,
    tls::{self, Authorities},
    url::HttpUrl,
};
use std::{sync::OnceLock, time::Duration};
use tokio::sync::Semaphore;

/// Idle connections are closed after this time: servers and load balancers keep them longer, so a pooled connection is
/// rarely found dead.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// How a worker is set up.
pub struct Settings {
    pub proxy: ProxyChoice,
    pub authorities: Authorities,
    pub user_agent: HeaderText,
    pub max_in_flight: usize,
    pub max_queued: usize,
    pub max_response_bytes: u64,
}

/// Which proxy requests go through.
#[derive(Clone)]
pub enum ProxyChoice {
    /// The one of the host's settings, if any.
    Host,
    /// None.
    Direct,
    /// This one.
    Through(Proxy),
}

/// A proxy that all requests go through.
#[derive(Clone)]
pub struct Proxy(Box<reqwest::Proxy>);

impl Proxy {
    /// `None` where the URL is not one of a proxy.
    pub fn new(url: HttpUrl) -> Option<Self> {
        reqwest::Proxy::all(url.into_url()).ok().map(|proxy| Self(Box::new(proxy)))
    }
}

/// The connection pool, and a permit for each request that may run at once.
pub(super) struct HttpClient {
    pub settings: Settings,
    pub permits: Semaphore,
    pub resolver: Resolver,
    pool: OnceLock<Result<reqwest::Client, String>>,
}

impl HttpClient {
    pub fn new(settings: Settings) -> Self {
        Self {
            permits: Semaphore::new(settings.max_in_flight.min(Semaphore::MAX_PERMITS)),
            settings,
            resolver: Resolver::default(),
            pool: OnceLock::new(),
        }
    }

    /// Whether requests can go through the configured proxy alone.
    pub fn is_proxied(&self) -> bool {
        matches!(self.settings.proxy, ProxyChoice::Through(_))
    }

    /// The connection pool. The first request builds it on the worker's thread, because that reads the certificates of
    /// the operating system.
    pub fn pool(&self) -> Result<&reqwest::Client, Failure> {
        let built = self.pool.get_or_init(|| self.build());
        built.as_ref().map_err(|reason| Failure::new(FailureKind::Setup, reason.clone()))
    }

    fn build(&self) -> Result<reqwest::Client, String> {
        let tls = tls::client_config(&self.settings.authorities).map_err(|error| error.to_string())?;
        let builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .dns_resolver(self.resolver.clone())
            .http1_only()
            // A redirect would send the API key to another host.
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .pool_max_idle_per_host(self.settings.max_in_flight)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .user_agent(self.settings.user_agent.clone().into_value());
        let builder = match &self.settings.proxy {
            ProxyChoice::Host => builder,
            ProxyChoice::Direct => builder.no_proxy(),
            ProxyChoice::Through(proxy) => builder.no_proxy().proxy((*proxy.0).clone()),
        };
        builder.build().map_err(|error| error.to_string())
    }
}
