//! Why no complete response arrived.

use super::lookup::ResolveError;
use rustls::{AlertDescription, CertificateError};
use std::{error::Error, fmt, io};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailureKind {
    /// The host name has no address.
    Name,
    /// The server refused the connection or is unreachable.
    Connect,
    Tls(TlsProblem),
    Proxy,
    /// The proxy of the system's settings is of a kind that is not supported.
    UnsupportedProxy,
    /// No connection within the connect timeout.
    ConnectTimeout,
    /// No complete response within the total timeout.
    Timeout,
    /// The deadline of the call expired.
    Deadline,
    /// The connection was lost in the middle.
    Lost,
    /// The answer is not HTTP.
    NotHttp,
    /// The head of the response is larger than the HTTP library accepts.
    HeadTooLarge,
    /// The response is larger than the limit.
    TooLarge,
    /// The connection could not be set up on this machine.
    Setup,
    /// The operating system could not start a thread.
    NoThread,
    Other,
}

/// What is wrong with a server's TLS, grouped by the advice to give.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TlsProblem {
    /// The certificate has expired or is not valid yet.
    Time,
    /// The certificate is for another host.
    Name,
    /// The certificate is not signed by a trusted authority.
    Untrusted,
    /// The server offers no safe protocol version or cipher suite.
    Outdated,
    /// The answer is not TLS.
    NotTls,
    Other,
}

impl TlsProblem {
    fn of(error: &rustls::Error) -> Self {
        use AlertDescription as Alert;
        use CertificateError as Bad;
        match error {
            rustls::Error::InvalidCertificate(bad) => match bad {
                Bad::Expired | Bad::ExpiredContext { .. } | Bad::NotValidYet | Bad::NotValidYetContext { .. } => {
                    Self::Time
                }
                Bad::NotValidForName | Bad::NotValidForNameContext { .. } => Self::Name,
                _ => Self::Untrusted,
            },
            rustls::Error::PeerIncompatible(_)
            | rustls::Error::AlertReceived(
                Alert::ProtocolVersion | Alert::HandshakeFailure | Alert::InsufficientSecurity,
            ) => Self::Outdated,
            rustls::Error::InvalidMessage(_) => Self::NotTls,
            _ => Self::Other,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Failure {
    pub kind: FailureKind,
    /// The innermost error, for a person to read.
    pub detail: String,
    /// Whether some of the request may have left this machine.
    pub anything_sent: bool,
    /// The HTTP status, if the response had begun.
    pub http_status: Option<u16>,
}

impl Failure {
    pub(super) fn new(kind: FailureKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), anything_sent: false, http_status: None }
    }

    /// Classifies an error of the HTTP library. `proxied`: all requests go through a proxy.
    pub(super) fn of(error: &reqwest::Error, proxied: bool) -> Self {
        let mut causes = Causes::default();
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(layer) = cause {
            causes.inspect(layer);
            cause = layer.source();
        }
        Self::new(causes.kind(error, proxied), causes.detail)
    }
}

/// What was found in an error's chain of causes.
#[derive(Default)]
struct Causes {
    detail: String,
    name: bool,
    tls: Option<TlsProblem>,
    tunnel: bool,
    parse: bool,
    large_head: bool,
    lost: bool,
}

impl Causes {
    fn inspect(&mut self, layer: &(dyn Error + 'static)) {
        if let Some(name) = layer.downcast_ref::<ResolveError>() {
            self.name = true;
            self.describe(name);
        } else if let Some(tls) = layer.downcast_ref::<rustls::Error>() {
            self.tls = Some(TlsProblem::of(tls));
            self.describe(tls);
        } else if let Some(io) = layer.downcast_ref::<io::Error>() {
            self.lost |= is_connection_lost(io.kind());
            match io.get_ref() {
                Some(inner) => self.inspect(inner),
                None => self.describe(io),
            }
        } else if let Some(http) = layer.downcast_ref::<hyper::Error>() {
            self.parse |= http.is_parse();
            // The method `is_parse_too_large` exists only together with hyper's server.
            self.large_head |= http.is_parse() && http.to_string() == "message head is too large";
            self.lost |=
                http.is_incomplete_message() || http.is_closed() || http.is_canceled() || http.is_body_write_aborted();
            self.describe(http);
        } else if !layer.is::<reqwest::Error>() {
            self.tunnel |= layer.to_string().starts_with("tunnel error");
            self.describe(layer);
        }
    }

    /// Keeps the innermost cause, which is the most specific.
    fn describe(&mut self, layer: &dyn fmt::Display) {
        self.detail = layer.to_string();
    }

    fn kind(&self, error: &reqwest::Error, proxied: bool) -> FailureKind {
        if self.tunnel || (proxied && error.is_connect() && self.tls.is_none()) {
            FailureKind::Proxy
        } else if self.name {
            FailureKind::Name
        } else if let Some(problem) = self.tls {
            FailureKind::Tls(problem)
        } else if self.large_head {
            FailureKind::HeadTooLarge
        } else if self.parse {
            FailureKind::NotHttp
        } else if error.is_connect() {
            FailureKind::Connect
        } else if self.lost || error.is_body() || error.is_decode() {
            FailureKind::Lost
        } else {
            FailureKind::Other
        }
    }
}

fn is_connection_lost(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::*;
    matches!(kind, ConnectionReset | ConnectionAborted | BrokenPipe | UnexpectedEof | NotConnected)
}
