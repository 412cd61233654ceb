//! The HTTP client: its settings, its connection pool and the limits that all its requests share.

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

/// The settings of the HTTP client.
pub struct Settings {
    pub proxy: ProxyChoice,
    pub authorities: Authorities,
    pub user_agent: HeaderText,
    pub max_in_flight: usize,
    pub max_queued: usize,
    pub max_response_bytes: u64,
}

#[derive(Clone)]
pub enum ProxyChoice {
    /// The proxy of the system's settings, if any.
    System,
    /// No proxy, even if the system's settings name one.
    Direct,
    /// This proxy, whatever the system's settings name.
    Through(Proxy),
}

/// A proxy that all requests go through.
#[derive(Clone)]
pub struct Proxy(Box<reqwest::Proxy>);

impl Proxy {
    /// `None` if the URL is not that of a proxy.
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

    /// Whether all requests go through a proxy that the caller named.
    pub fn is_proxied(&self) -> bool {
        matches!(self.settings.proxy, ProxyChoice::Through(_))
    }

    /// The connection pool. The first request builds it on the I/O thread, because building it reads the certificates
    /// of the operating system.
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
            ProxyChoice::System => builder,
            ProxyChoice::Direct => builder.no_proxy(),
            ProxyChoice::Through(proxy) => builder.no_proxy().proxy((*proxy.0).clone()),
        };
        builder.build().map_err(|error| error.to_string())
    }
}
