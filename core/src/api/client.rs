//! Checks a client's options and starts its calls.

use super::{
    AnyValue, CallOptions, CallResult, CompletionQueue, EndpointCall, Error, Log, PendingCall, Status,
    byte_budget::ByteBudget,
    call_sender::{CallSender, ServiceRequest},
    credential::Credential,
    json_object::JsonObject,
    secrets::Secrets,
};
use crate::{
    audio,
    transport::{
        Authorities, Call, Companion, HeaderText, HttpResponse, HttpUrl, Method, Observer, Proxy, ProxyChoice,
        Settings, SystemAuthorities, Timeouts, Worker, form::EncodedBody,
    },
};
use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

const DEFAULT_BASE_URL: &str = "https://api.convai.com";
const DEFAULT_USER_AGENT: &str = concat!("convai-native/", env!("CARGO_PKG_VERSION"));
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_VOICE_TIMEOUT: Duration = Duration::from_secs(60);
/// The service may think between two sentences.
const DEFAULT_IDLE_TIMEOUT: Duration = Duration::from_secs(30);
const DEFAULT_MAX_IN_FLIGHT: u32 = 64;
const DEFAULT_MAX_QUEUED: u32 = 1024;
const DEFAULT_MAX_RESPONSE_BYTES: u64 = 64 << 20;
const DEFAULT_MAX_QUEUED_BYTES: u64 = 256 << 20;

/// The settings of a client. `None` and 0 mean the default.
#[derive(Default)]
pub struct ClientOptions {
    /// Exactly one of the two.
    pub api_key: Option<String>,
    pub auth_token: Option<String>,
    pub base_url: Option<String>,
    pub proxy: Option<String>,
    pub ca_pem: Option<String>,
    /// Shared by the clients of a process, so that the system's authorities are read once.
    pub system_authorities: SystemAuthorities,
    pub user_agent: Option<String>,
    pub connect_timeout: Option<Duration>,
    pub timeout: Option<Duration>,
    pub voice_timeout: Option<Duration>,
    pub idle_timeout: Option<Duration>,
    pub max_in_flight: u32,
    pub max_queued: u32,
    pub upload_sample_rate: u32,
    pub max_response_bytes: u64,
    /// How many entries the log holds. 0: there is no log.
    pub log_capacity: u32,
    pub max_queued_bytes: u64,
    /// A queue that several clients share. `None` gives the client one of its own.
    pub queue: Option<Arc<CompletionQueue>>,
}

/// Talks to the service. All clones are the same client.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    worker: Worker,
    completions: Arc<CompletionQueue>,
    log: Option<Arc<Log>>,
    shares_queue: bool,
    bytes: Arc<ByteBudget>,
    base_url: HttpUrl,
    /// The endpoint of turns, built once.
    turn_url: HttpUrl,
    /// Those of the calls that start from now on. A call keeps the ones that it started with.
    secrets: Mutex<Secrets>,
    connect_timeout: Duration,
    timeout: Duration,
    voice_timeout: Duration,
    idle_timeout: Duration,
    upload_sample_rate: u32,
}

/// A call before its start: its secrets, and what makes its entry in the log.
pub(super) struct NewCall<T> {
    pub secrets: Secrets,
    observer: Option<Observer<CallResult<T>>>,
}

/// Reads the reply of an endpoint.
type AnyReader = Box<dyn FnOnce(HttpResponse, &Secrets) -> CallResult<AnyValue> + Send>;

impl Client {
    pub fn new(options: ClientOptions) -> Result<Self, Error> {
        let credential = Credential::new(options.api_key.as_deref(), options.auth_token.as_deref(), "options.")?;
        let secrets = Secrets::new(credential);
        // A caller may have put the key into another option by mistake.
        Self::with_secrets(secrets.clone(), options).map_err(|error| secrets.redact_error(error))
    }

    fn with_secrets(secrets: Secrets, options: ClientOptions) -> Result<Self, Error> {
        let base_url = base_url(options.base_url.as_deref())?;
        let settings = Settings {
            base_url: base_url.clone(),
            proxy: proxy(options.proxy.as_deref(), &base_url)?,
            authorities: authorities(options.ca_pem.as_deref())?,
            system_authorities: options.system_authorities,
            user_agent: user_agent(options.user_agent.as_deref())?,
            max_in_flight: or_default(options.max_in_flight, DEFAULT_MAX_IN_FLIGHT) as usize,
            max_queued: or_default(options.max_queued, DEFAULT_MAX_QUEUED) as usize,
            max_response_bytes: or_default(options.max_response_bytes, DEFAULT_MAX_RESPONSE_BYTES),
        };
        Ok(Self(Arc::new(Inner {
            worker: Worker::new(settings),
            shares_queue: options.queue.is_some(),
            completions: options.queue.unwrap_or_default(),
            bytes: ByteBudget::new(or_default(options.max_queued_bytes, DEFAULT_MAX_QUEUED_BYTES)),
            log: (options.log_capacity > 0).then(|| Arc::new(Log::new(options.log_capacity as usize))),
            turn_url: base_url.join("character/getResponse"),
            base_url,
            secrets: Mutex::new(secrets),
            connect_timeout: options.connect_timeout.unwrap_or(DEFAULT_CONNECT_TIMEOUT),
            timeout: options.timeout.unwrap_or(DEFAULT_TIMEOUT),
            voice_timeout: options.voice_timeout.unwrap_or(DEFAULT_VOICE_TIMEOUT),
            idle_timeout: options.idle_timeout.unwrap_or(DEFAULT_IDLE_TIMEOUT),
            upload_sample_rate: checked_sample_rate(options.upload_sample_rate)?,
        })))
    }

    /// The queue that receives the calls of this client that have ended.
    pub fn completions(&self) -> &Arc<CompletionQueue> {
        &self.0.completions
    }

    /// The log of this client, if it has one.
    pub fn log(&self) -> Option<&Log> {
        self.0.log.as_deref()
    }

    /// Whether the queue receives the calls of other clients, too.
    pub fn shares_queue(&self) -> bool {
        self.0.shares_queue
    }

    /// Cancels every call.
    pub fn cancel_all(&self) {
        self.0.worker.cancel_all();
    }

    /// Closes the idle connections. Calls in flight are not affected.
    pub fn reset_connections(&self) {
        self.0.worker.reset_connections();
    }

    /// Cancels every call, closes the connections and the client's own completion queue, and waits for the client's
    /// threads until the deadline; `None` means no deadline.
    pub fn close(&self, deadline: Option<Instant>) -> Result<(), Error> {
        let ended = self.0.worker.close(deadline);
        if !self.0.shares_queue {
            self.0.completions.close();
        }
        if ended {
            return Ok(());
        }
        Err(Error::new(Status::Timeout, "a thread of the client has not ended yet: close again to wait on"))
    }

    /// The sample rate that a call's audio is resampled to; 0 keeps the input's.
    pub(super) fn upload_sample_rate(&self, call: &CallOptions) -> Result<u32, Error> {
        checked_sample_rate(or_default(call.upload_sample_rate, self.0.upload_sample_rate))
    }

    /// Replaces the credential for the calls that start from now on.
    pub fn set_credential(&self, credential: Credential) {
        *self.secrets() = Secrets::new(credential);
    }

    fn secrets(&self) -> MutexGuard<'_, Secrets> {
        self.0.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn turn_url(&self) -> HttpUrl {
        self.0.turn_url.clone()
    }

    /// A call that keeps the credential that the client has now. A base URL may hold a secret by mistake, which the log
    /// must not show.
    pub(super) fn new_call<T>(&self, method: &Method, url: &HttpUrl, call: &CallOptions) -> NewCall<T> {
        let secrets = self.secrets().clone();
        let entry = |log: &Arc<Log>| log.observer(method.clone(), secrets.redact(url.path()).into(), call.user_data);
        NewCall { observer: self.0.log.as_ref().map(entry), secrets }
    }

    /// Starts a call that holds this many bytes until it ends. `voice` decides which of the client's timeouts applies.
    pub(super) fn start<T, F>(
        &self,
        call: &CallOptions,
        new: NewCall<T>,
        companion: Option<Box<dyn Companion<CallResult<T>>>>,
        voice: bool,
        bytes: usize,
        work: impl FnOnce(CallSender) -> F + Send + 'static,
    ) -> Result<Arc<Call<CallResult<T>>>, Error>
    where
        T: Default + Send + 'static,
        F: Future<Output = CallResult<T>> + Send + 'static,
    {
        let timeouts = Timeouts::new(
            call.connect_timeout.unwrap_or(self.0.connect_timeout),
            call.timeout.unwrap_or(if voice { self.0.voice_timeout } else { self.0.timeout }),
            call.idle_timeout.unwrap_or(self.0.idle_timeout),
        );
        let held = self.0.bytes.take(bytes as u64)?;
        let NewCall { secrets, observer } = new;
        let deadline = call.deadline;
        let work = move |context| async move {
            let _held = held;
            let sender = CallSender::new(context, secrets.clone(), timeouts, deadline);
            work(sender).await.redacted(&secrets)
        };
        Ok(self.0.worker.submit(observer, companion, work)?)
    }

    /// Starts a call that sends JSON, and reads its reply with `read`.
    pub(super) fn start_json<T: Default + Send + 'static>(
        &self,
        path: &str,
        fields: JsonObject,
        call: &CallOptions,
        read: fn(HttpResponse, &Secrets) -> CallResult<T>,
    ) -> Result<PendingCall<T>, Error> {
        self.start_request(self.json_request(path, fields), call, read)
    }

    pub(super) fn json_request(&self, path: &str, fields: JsonObject) -> ServiceRequest {
        ServiceRequest::post(self.url(path), EncodedBody::json(fields.into_bytes()))
    }

    /// Starts a call that sends one request, and reads its reply with `read`.
    pub(super) fn start_request<T: Default + Send + 'static>(
        &self,
        request: ServiceRequest,
        call: &CallOptions,
        read: fn(HttpResponse, &Secrets) -> CallResult<T>,
    ) -> Result<PendingCall<T>, Error> {
        let new = self.new_call(&request.method, &request.url, call);
        self.start_new(new, request, call, read)
    }

    /// Starts a call that sends one request, and reads its reply with `read`.
    pub(super) fn start_new<T: Default + Send + 'static>(
        &self,
        new: NewCall<AnyValue>,
        request: ServiceRequest,
        call: &CallOptions,
        read: fn(HttpResponse, &Secrets) -> CallResult<T>,
    ) -> Result<PendingCall<T>, Error> {
        let read = Box::new(move |response, secrets: &Secrets| read(response, secrets).erased());
        Ok(PendingCall::new(self.start_any(new, request, call, read)?))
    }

    /// Starts a call of an endpoint, whatever the type of its value.
    fn start_any(
        &self,
        new: NewCall<AnyValue>,
        request: ServiceRequest,
        call: &CallOptions,
        read: AnyReader,
    ) -> Result<EndpointCall, Error> {
        self.start(call, new, None, request.takes_voice_timeout, request.bytes(), move |sender| async move {
            sender.until_deadline(Box::pin(sender.send(sender.timeouts(), request, read))).await
        })
    }

    /// The address of a path of the service.
    pub(super) fn url(&self, path: &str) -> HttpUrl {
        self.0.base_url.join(path)
    }
}

fn or_default<T: Default + PartialEq>(value: T, default: T) -> T {
    if value == T::default() { default } else { value }
}

fn base_url(text: Option<&str>) -> Result<HttpUrl, Error> {
    // Many programs pass an unset environment variable as an empty string.
    let text = text.map(str::trim).filter(|text| !text.is_empty()).unwrap_or(DEFAULT_BASE_URL);
    let hint = "it must look like \"https://api.convai.com\", with or without a path";
    let invalid = |message: String| Error::option("options.base_url", message);
    let url = HttpUrl::parse(text).map_err(|error| invalid(format!("the base URL is invalid: {error}; {hint}")))?;
    if url.has_credentials() {
        return Err(invalid(
            "the base URL has a user name or a password: remove them, the service uses only the API key or the auth token".into(),
        ));
    }
    if url.has_query_or_fragment() {
        return Err(invalid(format!("the base URL has a query or a fragment: {hint}")));
    }
    Ok(url)
}

fn proxy(text: Option<&str>, base_url: &HttpUrl) -> Result<ProxyChoice, Error> {
    let text = match text.map(str::trim).filter(|text| !text.is_empty()) {
        // The system's proxy cannot reach an emulator on this machine.
        None if base_url.is_loopback() => return Ok(ProxyChoice::Direct),
        None => return Ok(ProxyChoice::System),
        Some("direct") => return Ok(ProxyChoice::Direct),
        Some(text) => text,
    };
    let hint =
        "it must look like \"http://host:port\" or \"http://user:password@host:port\", or be \"direct\" for no proxy";
    let invalid =
        |problem: &str| Error::option("options.proxy", format!("the proxy's URL is invalid: {problem}; {hint}"));
    let url = HttpUrl::parse(text).map_err(|error| invalid(&error))?;
    Proxy::new(url).map(ProxyChoice::Through).ok_or_else(|| invalid("it is not the URL of a proxy"))
}

fn authorities(pem: Option<&str>) -> Result<Authorities, Error> {
    pem.map_or(Ok(Authorities::default()), Authorities::from_pem)
        .map_err(|problem| Error::option("options.ca_pem", format!("`options.ca_pem` {problem}")))
}

fn user_agent(text: Option<&str>) -> Result<HeaderText, Error> {
    HeaderText::new(text.unwrap_or(DEFAULT_USER_AGENT)).ok_or_else(|| {
        Error::option(
            "options.user_agent",
            "`options.user_agent` holds a line break or another character that a header cannot carry: remove it",
        )
    })
}

/// Checks the sample rate to resample to; 0 keeps the input's.
fn checked_sample_rate(rate: u32) -> Result<u32, Error> {
    let range = audio::MIN_SAMPLE_RATE..=audio::MAX_SAMPLE_RATE;
    if rate == 0 || range.contains(&rate) {
        return Ok(rate);
    }
    Err(Error::argument(
        "options.upload_sample_rate",
        format!(
            "`options.upload_sample_rate` is {rate}: set 0 to keep the input's rate, or {} to {} Hz",
            range.start(),
            range.end()
        ),
    ))
}
