//! Why a call failed.

use super::Status;
use crate::{
    audio::AudioError,
    transport::{Failure, FailureKind, SubmitError, TlsProblem},
};
use std::{
    borrow::Cow,
    fmt,
    ops::{Deref, DerefMut},
    time::Duration,
};

/// Why a call failed. It is as small as a pointer, so that a result is as cheap to return as its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Box<ErrorFields>);

/// What happened, what to do, and what the service said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorFields {
    pub status: Status,
    /// What happened and what to do. The secrets are redacted. The library adds nothing that the player said, but the
    /// service's message may quote it.
    pub message: Cow<'static, str>,
    /// The argument at fault, such as "text" or "options.base_url", if an argument is at fault.
    pub argument: Option<Box<str>>,
    pub http_status: Option<u16>,
    pub service_message: Option<String>,
    pub reference: Option<String>,
    pub retry_after: Option<Duration>,
    pub retryable: bool,
    pub request_sent: bool,
}

impl Error {
    pub fn new(status: Status, message: impl Into<Cow<'static, str>>) -> Self {
        Self::of(status, message.into())
    }

    #[cold]
    #[inline(never)]
    fn of(status: Status, message: Cow<'static, str>) -> Self {
        Self(Box::new(ErrorFields {
            status,
            message,
            argument: None,
            http_status: None,
            service_message: None,
            reference: None,
            retry_after: None,
            retryable: false,
            request_sent: false,
        }))
    }

    pub fn into_fields(self) -> ErrorFields {
        *self.0
    }

    /// An argument that is missing, empty or out of range.
    pub fn argument(name: impl Into<Box<str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Status::InvalidArgument, message).about(name)
    }

    pub fn null(name: &str) -> Self {
        Self::new(Status::NullPointer, format!("`{name}` must not be NULL")).about(name)
    }

    /// Names the argument at fault.
    pub fn about(mut self, name: impl Into<Box<str>>) -> Self {
        self.argument = Some(name.into());
        self
    }

    /// An invalid client option.
    pub(super) fn option(name: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Status::Options, message).about(name)
    }

    /// A panic inside the library.
    pub fn panicked(location: &str) -> Self {
        Self::new(
            Status::Panic,
            format!("the library panicked at {location} and contained the panic: please report this"),
        )
    }

    /// The error of a request that was sent, and that the service answered with this status.
    pub(super) fn replied(mut self, http_status: Option<u16>) -> Self {
        self.http_status = http_status;
        self.request_sent = true;
        self
    }

    pub(super) fn retryable(mut self, retryable: bool) -> Self {
        self.retryable = retryable;
        self
    }
}

impl Deref for Error {
    type Target = ErrorFields;

    fn deref(&self) -> &ErrorFields {
        &self.0
    }
}

impl DerefMut for Error {
    fn deref_mut(&mut self) -> &mut ErrorFields {
        &mut self.0
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<AudioError> for Error {
    fn from(error: AudioError) -> Self {
        Self::new(if error.out_of_memory { Status::Internal } else { Status::AudioInput }, error.message)
    }
}

impl From<SubmitError> for Error {
    fn from(error: SubmitError) -> Self {
        match error {
            SubmitError::Closed => Self::new(Status::Closed, "the client was closed: make a new one"),
            SubmitError::QueueFull => Self::new(
                Status::QueueFull,
                "too many requests of this client are waiting: let some finish, or raise `max_in_flight` or `max_queued`",
            )
            .retryable(true),
            SubmitError::NoThread(error) => {
                Self::new(Status::Internal, format!("the operating system could not start a thread for the client: {error}"))
            }
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        use FailureKind as Kind;
        let (status, advice, retryable) = match failure.kind {
            Kind::Name => (Status::NameNotResolved, "check the base URL and the connection to the Internet", true),
            Kind::Connect => {
                (Status::Connect, "check the base URL, the network, the firewall and the system's proxy settings", true)
            }
            Kind::Tls(problem) => (Status::Tls, tls_advice(problem), false),
            Kind::Proxy => (Status::Proxy, "check the proxy option, or the system's proxy settings", false),
            Kind::UnsupportedProxy => (
                Status::Proxy,
                "the system's proxy settings name a SOCKS proxy, which is not supported: set `proxy` to an HTTP proxy, or to \"direct\" for none",
                false,
            ),
            Kind::ConnectTimeout => (Status::Timeout, "check the network, or raise the connect timeout", true),
            Kind::Timeout => (Status::Timeout, "try again, or raise the timeout", true),
            Kind::Deadline => (Status::Timeout, "try again, or raise `deadline_ms`", true),
            Kind::Lost => (Status::ConnectionLost, "the connection was lost in the middle: try again", true),
            Kind::NotHttp => (
                Status::BadReply,
                "the answer is not HTTP: check that the base URL is the service's, and whether it has to begin with https",
                false,
            ),
            Kind::HeadTooLarge => (
                Status::BadReply,
                "the reply's head is too large, or has more than 100 headers: check that the base URL is the service's, and the proxies and gateways on the way",
                false,
            ),
            Kind::TooLarge => (Status::ReplyTooLarge, "raise `max_response_bytes` if such replies are expected", false),
            Kind::Setup => (Status::Internal, "the connection could not be set up", false),
            Kind::NoThread => (Status::Internal, "the operating system could not start a thread for the client", true),
            Kind::Other => (Status::Network, "the network failed: try again", true),
        };
        let mut error = Self::new(status, format!("{advice} ({})", failure.detail)).retryable(retryable);
        error.http_status = failure.http_status;
        error.request_sent = failure.anything_sent;
        error
    }
}

fn tls_advice(problem: TlsProblem) -> &'static str {
    match problem {
        TlsProblem::Time => {
            "the server's certificate is not valid today: check this computer's clock; if it is right, the server needs a new certificate"
        }
        TlsProblem::Name => "the server's certificate is for another name: check the base URL",
        TlsProblem::Untrusted => {
            "the server's certificate is not trusted: check the base URL and, behind a proxy that inspects TLS, add its certificate with `ca_pem`"
        }
        TlsProblem::Outdated => {
            "the server offers no safe version of TLS: check the base URL, or update the server or the proxy in between"
        }
        TlsProblem::NotTls => {
            "the server does not speak TLS: check the base URL's port, and whether it has to begin with http"
        }
        TlsProblem::Other => "no secure connection: check the base URL, the firewall and the system's proxy settings",
    }
}
