//! Which proxy the requests of a client go through.

use super::{
    failure::{Failure, FailureKind},
    url::HttpUrl,
};
use hyper_util::client::proxy::matcher::Matcher;

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
pub struct Proxy(Box<Route>);

impl Proxy {
    /// `None` if the URL is not that of a proxy.
    pub fn new(url: HttpUrl) -> Option<Self> {
        let name = url.origin();
        let proxy = reqwest::Proxy::all(url.into_url()).ok()?;
        Some(Self(Box::new(Route { proxy, name })))
    }
}

/// The proxy between the client and the server.
#[derive(Clone)]
pub(super) struct Route {
    pub proxy: reqwest::Proxy,
    /// Its URL, without the password.
    pub name: String,
}

impl Route {
    /// The proxy on the way to a server. `None` means a direct connection.
    pub fn to(server: &HttpUrl, choice: &ProxyChoice) -> Result<Option<Self>, Failure> {
        match choice {
            ProxyChoice::System => Self::of_the_system(server),
            ProxyChoice::Direct => Ok(None),
            ProxyChoice::Through(proxy) => Ok(Some((*proxy.0).clone())),
        }
    }

    /// Whether the connection to the proxy itself uses TLS.
    pub fn uses_tls(&self) -> bool {
        self.name.starts_with("https:")
    }

    /// Reads the settings of the system. The HTTP library would read them too, but without the `socks` feature it would
    /// take a SOCKS proxy for a server.
    fn of_the_system(server: &HttpUrl) -> Result<Option<Self>, Failure> {
        let Ok(server) = server.as_str().parse() else { return Ok(None) };
        let Some(found) = Matcher::from_system().intercept(&server) else { return Ok(None) };
        let name = found.uri().to_string().trim_end_matches('/').to_owned();
        if !matches!(found.uri().scheme_str(), Some("http" | "https")) {
            return Err(Failure::new(FailureKind::UnsupportedProxy, name));
        }
        let failed = |error: reqwest::Error| Failure::new(FailureKind::Proxy, error.to_string());
        let mut proxy = reqwest::Proxy::all(&name).map_err(failed)?;
        if let Some(credentials) = found.basic_auth() {
            proxy = proxy.custom_http_auth(credentials.clone());
        }
        Ok(Some(Self { proxy, name }))
    }
}
