//! A client's options, checked; and how a request of its is made and sent.

use super::{Answer, Error, Status, key::Key};
use crate::{
    audio,
    transport::{Authorities, Call, Line, ProxyChoice, Reply, Request, Settings, Times, Worker, form::Encoded},
};
use bytes::Bytes;
use reqwest::{
    Url,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use std::{
    future::Future,
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

const DEFAULT_BASE_URL: &str = "https://api.convai.com";
const DEFAULT_USER_AGENT: &str = concat!("convai-native/", env!("CARGO_PKG_VERSION"));
const KEY_HEADER: HeaderName = HeaderName::from_static("convai-api-key");

/// How a client is set up, as the caller says it. `None` and 0 mean the default.
#[derive(Default)]
pub struct ClientOptions {
    pub api_key: String,
    pub base_url: Option<String>,
    pub proxy: Option<String>,
    pub ca_pem: Option<String>,
    pub user_agent: Option<String>,
    pub connect_timeout: Option<Duration>,
    pub timeout: Option<Duration>,
    pub voice_timeout: Option<Duration>,
    pub max_in_flight: u32,
    pub max_queued: u32,
    pub upload_sample_rate: u32,
    pub max_response_bytes: u64,
}

/// Settings of one call. `None` and 0 mean the client's.
#[derive(Clone, Copy, Debug, Default)]
pub struct CallOptions {
    pub timeout: Option<Duration>,
    pub connect_timeout: Option<Duration>,
    pub upload_sample_rate: u32,
    pub response_level: Option<i32>,
}

/// Somebody who talks to the service.
pub struct Client(Arc<Inner>);

pub(super) struct Inner {
    worker: Worker,
    base_url: Url,
    /// Where turns go, put together once.
    turns: Url,
    key: Key,
    connect_timeout: Duration,
    timeout: Duration,
    voice_timeout: Duration,
    upload_sample_rate: u32,
}

/// A request's way to the service, for the work that runs on the worker's thread.
pub(super) struct Sender {
    line: Line,
    key: Key,
    times: Times,
}

impl Sender {
    pub async fn send(&self, url: Url, body: Encoded) -> Result<Reply, Error> {
        let content_type = HeaderValue::try_from(body.content_type)
            .map_err(|error| Error::new(Status::Internal, format!("a content type cannot be sent: {error}")))?;
        // With room for those that the HTTP library adds.
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(KEY_HEADER, self.key.header());
        headers.insert(CONTENT_TYPE, content_type);
        let request = Request { url, headers, body: body.parts };
        Ok(self.line.send(request, self.times).await?)
    }
}

impl Client {
    pub fn new(options: ClientOptions) -> Result<Self, Error> {
        let key = Key::new(&options.api_key)?;
        // The key may have been put where something else belongs.
        Self::with(key.clone(), options).map_err(|error| key.kept_out_of_error(error))
    }

    fn with(key: Key, options: ClientOptions) -> Result<Self, Error> {
        let base_url = base_url(options.base_url.as_deref())?;
        let settings = Settings {
            proxy: proxy(options.proxy.as_deref(), &base_url)?,
            authorities: authorities(options.ca_pem.as_deref())?,
            user_agent: Some(user_agent(options.user_agent)?),
            max_in_flight: or(options.max_in_flight, 64) as usize,
            max_queued: or(options.max_queued, 1024) as usize,
            max_reply_bytes: if options.max_response_bytes == 0 { 64 << 20 } else { options.max_response_bytes },
        };
        Ok(Self(Arc::new(Inner {
            worker: Worker::new(settings),
            turns: url(&base_url, "character/getResponse"),
            base_url,
            key,
            connect_timeout: options.connect_timeout.unwrap_or(Duration::from_secs(10)),
            timeout: options.timeout.unwrap_or(Duration::from_secs(30)),
            voice_timeout: options.voice_timeout.unwrap_or(Duration::from_secs(60)),
            upload_sample_rate: sample_rate(options.upload_sample_rate)?,
        })))
    }

    /// Ends every call as cancelled.
    pub fn cancel_all(&self) {
        self.0.worker.cancel_all();
    }

    /// Ends everything and waits for the threads.
    pub fn close(&self, deadline: Option<Instant>) -> Result<(), Error> {
        if self.0.worker.close(deadline) {
            return Ok(());
        }
        Err(Error::new(Status::Timeout, "a thread of the client still ends: close again to wait on"))
    }

    /// The rate that a call's audio is resampled to; 0 keeps its own.
    pub fn upload_rate(&self, call: &CallOptions) -> u32 {
        if call.upload_sample_rate == 0 { self.0.upload_sample_rate } else { call.upload_sample_rate }
    }

    pub(super) fn share(&self) -> Self {
        Self(Arc::clone(&self.0))
    }

    /// Where turns go.
    pub(super) fn turns(&self) -> Url {
        self.0.turns.clone()
    }

    /// Starts work that sends requests. `voice` decides which of the client's timeouts applies.
    pub(super) fn start<T, F>(
        &self,
        call: &CallOptions,
        voice: bool,
        work: impl FnOnce(Sender) -> F + Send + 'static,
    ) -> Result<Arc<Call<Answer<T>>>, Error>
    where
        T: Default + Send + 'static,
        F: Future<Output = Answer<T>> + Send + 'static,
    {
        let times = Times {
            connect: call.connect_timeout.unwrap_or(self.0.connect_timeout),
            total: call.timeout.unwrap_or(if voice { self.0.voice_timeout } else { self.0.timeout }),
        };
        let key = self.0.key.clone();
        // Whatever a call ends with comes by here.
        let work = move |line| async move {
            let sender = Sender { line, key: key.clone(), times };
            key.kept_out_of(work(sender).await)
        };
        Ok(self.0.worker.start(work)?)
    }

    /// Starts a JSON request, and reads its reply with `read`.
    pub(super) fn start_json<T: Default + Send + 'static>(
        &self,
        path: &str,
        fields: &serde_json::Map<String, serde_json::Value>,
        call: &CallOptions,
        read: fn(Reply) -> Answer<T>,
    ) -> Result<Arc<Call<Answer<T>>>, Error> {
        let url = url(&self.0.base_url, path);
        let json = serde_json::to_vec(fields)
            .map_err(|error| Error::new(Status::Internal, format!("a request cannot be written: {error}")))?;
        let body = Encoded { content_type: "application/json".into(), parts: vec![Bytes::from(json)] };
        self.start(call, false, move |sender| async move {
            match sender.send(url, body).await {
                Ok(reply) => read(reply),
                Err(error) => error.into(),
            }
        })
    }
}

fn or(value: u32, default: u32) -> u32 {
    if value == 0 { default } else { value }
}

/// A URL, or what is wrong with it.
fn parsed(text: &str) -> Result<Url, String> {
    // The tables for other letters are left out of the library: see Cargo.toml. What stands in for them panics in a debug
    // build where they come with capital ones, so they do not get there.
    if written_host(text).unwrap_or(text).contains(|letter: char| !letter.is_ascii() || letter == '%') {
        return Err("its host is not ASCII; write the host's name in Punycode, like xn--bcher-kva.example".into());
    }
    Url::parse(text).map_err(|error| error.to_string())
}

/// The host and port of a web address, as they are written. Other kinds of URL are divided up in other ways.
fn written_host(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    if !["http", "https"].iter().any(|web| scheme.eq_ignore_ascii_case(web)) {
        return None;
    }
    let authority = rest.trim_start_matches(['/', '\\', '\t', '\r', '\n']).split(['/', '\\', '?', '#']).next()?;
    authority.rsplit('@').next()
}

/// Where a path of the service is.
fn url(base: &Url, path: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{path}", base.path().trim_end_matches('/')));
    url
}

fn base_url(base_url: Option<&str>) -> Result<Url, Error> {
    // Empty is what an unset environment variable becomes in many programs.
    let text = base_url.map(str::trim).filter(|text| !text.is_empty()).unwrap_or(DEFAULT_BASE_URL);
    let fix = "it must look like \"https://api.convai.com\", with or without a path";
    let invalid = |message: String| Error::option("options.base_url", message);
    // The text is not repeated: it may hold a password.
    let url = parsed(text).map_err(|error| invalid(format!("the base URL is invalid ({error}): {fix}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid(format!("the base URL has the scheme \"{}\": {fix}", url.scheme())));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(invalid(format!("the base URL has no host: {fix}")));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(invalid(
            "the base URL has a user name or a password: remove them, the service takes the API key alone".into(),
        ));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(invalid(format!("the base URL has a query or a fragment: {fix}")));
    }
    Ok(url)
}

fn proxy(proxy: Option<&str>, base_url: &Url) -> Result<ProxyChoice, Error> {
    let text = match proxy.map(str::trim).filter(|text| !text.is_empty()) {
        // The host's proxy is for the world outside: it cannot reach an emulator on this machine.
        None if is_loopback(base_url) => return Ok(ProxyChoice::Direct),
        None => return Ok(ProxyChoice::Host),
        Some("direct") => return Ok(ProxyChoice::Direct),
        Some(text) => text,
    };
    let invalid = |message: String| Error::option("options.proxy", message);
    let fix = "it must look like \"http://host:port\" or \"http://user:password@host:port\", or be \"direct\" for none";
    let url = parsed(text).map_err(|error| invalid(format!("the proxy's URL is invalid ({error}): {fix}")))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err(invalid(format!("the proxy's URL cannot be used: {fix}")));
    }
    let proxy = reqwest::Proxy::all(url).map_err(|_| invalid(format!("the proxy's URL cannot be used: {fix}")))?;
    Ok(ProxyChoice::Through(Box::new(proxy)))
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn authorities(pem: Option<&str>) -> Result<Authorities, Error> {
    pem.map_or(Ok(Authorities::default()), Authorities::from_pem)
        .map_err(|problem| Error::option("options.ca_pem", format!("`options.ca_pem` {problem}")))
}

fn user_agent(user_agent: Option<String>) -> Result<String, Error> {
    let user_agent = user_agent.unwrap_or_else(|| DEFAULT_USER_AGENT.into());
    HeaderValue::from_str(&user_agent).map(|_| user_agent).map_err(|_| {
        Error::option(
            "options.user_agent",
            "`options.user_agent` holds a line break or another character that a header cannot hold: remove it",
        )
    })
}

/// A rate to resample to, or 0.
pub(super) fn sample_rate(rate: u32) -> Result<u32, Error> {
    let range = audio::MIN_SAMPLE_RATE..=audio::MAX_SAMPLE_RATE;
    if rate == 0 || range.contains(&rate) {
        return Ok(rate);
    }
    Err(Error::argument(
        "options.upload_sample_rate",
        format!(
            "`options.upload_sample_rate` is {rate}: set 0 to keep the input's, or {} to {} Hz",
            range.start(),
            range.end()
        ),
    ))
}
