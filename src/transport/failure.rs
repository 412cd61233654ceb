//! Why no reply came.

use super::names::NameError;
use rustls::{AlertDescription, CertificateError};
use std::{error::Error, fmt, io};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailureKind {
    /// The host's name has no address.
    Name,
    /// Refused or unreachable.
    Connect,
    Tls(TlsProblem),
    Proxy,
    /// No connection within the time for connecting.
    ConnectTimeout,
    /// No complete reply within the time for the whole.
    Timeout,
    /// Connected, and lost in the middle.
    Lost,
    /// What came is not HTTP.
    NotHttp,
    /// The reply is larger than the limit.
    TooLarge,
    /// This machine could not even try.
    Setup,
    Other,
}

/// What is wrong with a server's TLS, as far as it makes a difference to what can be done about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TlsProblem {
    /// The certificate's time is over, or has not come.
    Time,
    /// The certificate is another host's.
    Name,
    /// Nobody who is trusted vouches for the certificate.
    Untrusted,
    /// The server has nothing to offer that is safe.
    Outdated,
    /// What came is not TLS.
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
    /// What the layers below say, for a person.
    pub detail: String,
    /// Some of the request may have left this machine.
    pub anything_sent: bool,
    /// The HTTP status, where that much came.
    pub http_status: Option<u16>,
}

impl Failure {
    pub(super) fn new(kind: FailureKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), anything_sent: false, http_status: None }
    }

    /// Tells the HTTP library's failures apart. `proxied`: the only way leads through a proxy that the caller named.
    pub(super) fn of(error: &reqwest::Error, proxied: bool) -> Self {
        let mut seen = Seen::default();
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(layer) = cause {
            seen.look(layer);
            cause = layer.source();
        }
        Self::new(seen.kind(error, proxied), seen.detail)
    }
}

/// What the chain of causes holds.
#[derive(Default)]
struct Seen {
    detail: String,
    name: bool,
    tls: Option<TlsProblem>,
    tunnel: bool,
    parse: bool,
    lost: bool,
}

impl Seen {
    fn look(&mut self, layer: &(dyn Error + 'static)) {
        if let Some(name) = layer.downcast_ref::<NameError>() {
            self.name = true;
            self.say(name);
        } else if let Some(tls) = layer.downcast_ref::<rustls::Error>() {
            self.tls = Some(TlsProblem::of(tls));
            self.say(tls);
        } else if let Some(io) = layer.downcast_ref::<io::Error>() {
            self.lost |= lost(io.kind());
            match io.get_ref() {
                Some(inner) => self.look(inner),
                None => self.say(io),
            }
        } else if let Some(http) = layer.downcast_ref::<hyper::Error>() {
            self.parse |= http.is_parse();
            self.lost |=
                http.is_incomplete_message() || http.is_closed() || http.is_canceled() || http.is_body_write_aborted();
            self.say(http);
        } else if !layer.is::<reqwest::Error>() {
            self.tunnel |= layer.to_string().starts_with("tunnel error");
            self.say(layer);
        }
    }

    /// The deepest cause says most.
    fn say(&mut self, layer: &dyn fmt::Display) {
        self.detail = layer.to_string();
    }

    fn kind(&self, error: &reqwest::Error, proxied: bool) -> FailureKind {
        if self.tunnel || (proxied && error.is_connect() && self.tls.is_none()) {
            FailureKind::Proxy
        } else if self.name {
            FailureKind::Name
        } else if let Some(problem) = self.tls {
            FailureKind::Tls(problem)
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

fn lost(kind: io::ErrorKind) -> bool {
    use io::ErrorKind::*;
    matches!(kind, ConnectionReset | ConnectionAborted | BrokenPipe | UnexpectedEof | NotConnected)
}
