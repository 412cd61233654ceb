//! Sends one request and collects its response, within timeouts and a size limit.

use super::{
    call::{Counters, Phase},
    connection::{self, ConnectionState, Stage},
    counted_body::{CountedBody, SendWindow},
    cpu_pool::{Computation, CpuPool},
    failure::{Failure, FailureKind},
    form::EncodedBody,
    header::HeaderText,
    http_client::{Connections, HttpClient},
    url::HttpUrl,
};
use reqwest::{
    Method,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
};
use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    runtime::Handle,
    time::{Instant, timeout, timeout_at},
};

/// The header by which the entries of a log and those of a service are matched. Sent only while there is a log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How long a cancelled request may take to close its connection. Normally that takes microseconds.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// A buffer of up to this size is allocated for a response at once, if its Content-Length asks for it.
const PREALLOCATED_BYTES: usize = 4 << 20;

/// A body of up to this size is read on the I/O thread, which takes less time than a change of threads.
const READ_IN_PLACE_BYTES: usize = 32 << 10;

/// A POST request.
pub struct HttpRequest {
    pub url: HttpUrl,
    /// The name and value of the header that authenticates the request.
    pub credential: (&'static str, HeaderText),
    pub body: EncodedBody,
}

/// How long a call may take, measured from the moment when it leaves the queue until its reply was read.
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    pub connect: Duration,
    pub total: Duration,
    /// How much of the total time has passed before the request could be sent.
    spent: Duration,
}

impl Timeouts {
    pub fn new(connect: Duration, total: Duration) -> Self {
        Self { connect, total, spent: Duration::ZERO }
    }

    fn left(&self) -> Duration {
        self.total.saturating_sub(self.spent)
    }
}

/// What precedes the body of a response.
pub struct ResponseHead {
    pub status: u16,
    headers: HeaderMap,
}

impl ResponseHead {
    /// A header's value, if the header is present and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// A complete response, whatever its status.
pub struct HttpResponse {
    pub head: ResponseHead,
    pub body: Vec<u8>,
}

impl HttpResponse {
    /// Builds a response, for tests and fuzz targets. `None` if a header is one that no server could have sent.
    pub fn new(status: u16, headers: &[(&str, &[u8])], body: &[u8]) -> Option<Self> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(HeaderName::from_bytes(name.as_bytes()).ok()?, HeaderValue::from_bytes(value).ok()?);
        }
        Some(Self { head: ResponseHead { status, headers: map }, body: body.to_vec() })
    }
}

/// What the work of one call needs to send requests.
#[derive(Clone)]
pub struct CallContext {
    pub(super) http: Arc<HttpClient>,
    pub(super) cpu: Arc<CpuPool>,
    pub(super) counters: Arc<Counters>,
}

impl CallContext {
    /// Starts a computation on another thread.
    pub fn compute<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Computation<T>, Failure> {
        self.cpu.start(compute)
    }

    /// Starts a long computation on another thread. `step` runs again and again until it returns the value.
    pub fn compute_in_steps<T: Send + 'static>(
        &self,
        step: impl FnMut() -> Option<T> + Send + 'static,
    ) -> Result<Computation<T>, Failure> {
        self.cpu.start_steps(step)
    }

    /// Waits for a computation that the request needs. The time that this takes is taken off the timeout.
    pub async fn prepare<T>(&self, timeouts: &mut Timeouts, computation: Computation<T>) -> Result<T, Failure> {
        let start = Instant::now();
        self.counters.preparing.store(true, Ordering::Relaxed);
        let computed = timeout(timeouts.left(), computation).await;
        self.counters.preparing.store(false, Ordering::Relaxed);
        timeouts.spent += start.elapsed();
        computed.map_err(|_| {
            let total = timeouts.total.as_millis();
            Failure::new(FailureKind::Timeout, format!("the request was not prepared within {total} ms"))
        })
    }

    /// Waits for a permit, sends the request, collects the response and reads it with `read`. Dropping the future
    /// closes the connection.
    pub async fn send<T: Send + 'static>(
        &self,
        request: HttpRequest,
        timeouts: Timeouts,
        read: impl FnOnce(HttpResponse) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        // Boxed, so that the code is not repeated for every type of result.
        let exchange: Pin<Box<dyn Future<Output = _> + Send + '_>> = Box::pin(self.exchange(request, timeouts));
        let (response, deadline) = exchange.await;
        let mut outcome = match response {
            Ok(response) => self.read(response, read, deadline, timeouts.total).await,
            Err(failure) => Err(failure),
        };
        if let Err(failure) = &mut outcome {
            failure.anything_sent = self.counters.anything_sent();
            failure.http_status = self.counters.http_status();
        }
        outcome
    }

    /// Waits for a permit, sends the request and collects the response. Also returns the deadline of the timeout.
    async fn exchange(&self, request: HttpRequest, timeouts: Timeouts) -> (Result<HttpResponse, Failure>, Instant) {
        // The semaphore is never closed, so this always gives a permit.
        let _permit = self.http.permits.acquire().await;
        self.counters.enter(Phase::Sending);
        crate::panics::injected_at("transport::request::send");
        let deadline = Instant::now() + timeouts.left();
        let response = self.send_within(timeouts, request).await;
        crate::panics::injected_at("transport::request::received");
        (response, deadline)
    }

    /// Reads a response, on another thread if it is long.
    async fn read<T: Send + 'static>(
        &self,
        response: HttpResponse,
        read: impl FnOnce(HttpResponse) -> T + Send + 'static,
        deadline: Instant,
        total: Duration,
    ) -> Result<T, Failure> {
        if response.body.len() <= READ_IN_PLACE_BYTES {
            return Ok(read(response));
        }
        let reading = self.cpu.start(move || read(response))?;
        timeout_at(deadline, reading).await.map_err(|_| {
            Failure::new(
                FailureKind::Timeout,
                format!("the reply arrived, but was not read within {} ms", total.as_millis()),
            )
        })
    }

    async fn send_within(&self, timeouts: Timeouts, request: HttpRequest) -> Result<HttpResponse, Failure> {
        let deadline = Instant::now() + timeouts.left();
        self.counters.connection.begin();
        let connections = timeout_at(deadline, self.http.connections()).await;
        let connections = connections.map_err(|_| {
            let what = "the certificate authorities of the operating system were not read";
            timed_out(FailureKind::Timeout, what, timeouts.total, None)
        })??;
        // Reading the authorities does not count as connecting.
        let connect_deadline = deadline.min(Instant::now() + timeouts.connect);
        let exchange = self.send_and_receive(Arc::clone(&connections), request);
        let mut exchange = pin!(connection::observed(Arc::clone(&self.counters.connection), exchange));
        // An idle connection takes the request at once. The timer for connecting is not set for it, because setting it
        // costs a system call.
        if let Some(response) = poll_twice(&mut exchange).await {
            return response;
        }
        // The HTTP library asks for the body once it is connected, so while no byte is sent, there is no connection.
        if !self.counters.anything_sent() {
            if let Ok(response) = timeout_at(connect_deadline, &mut exchange).await {
                return response;
            }
            if !self.counters.anything_sent() {
                return Err(self.not_connected(&connections, &timeouts));
            }
        }
        let received = timeout_at(deadline, exchange).await;
        received.unwrap_or_else(|_| Err(self.not_answered(&connections, timeouts.total)))
    }

    /// The failure of a request that has no connection in time. The detail says what took the time.
    fn not_connected(&self, used: &Arc<Connections>, timeouts: &Timeouts) -> Failure {
        // The address that was preferred may be dead by now.
        self.http.discard(used);
        let what = match self.counters.connection.stage() {
            Stage::Lookup => "the lookup of the host name did not end",
            _ => "no connection",
        };
        match timeouts.connect < timeouts.total {
            true => timed_out(FailureKind::ConnectTimeout, what, timeouts.connect, Some(used)),
            false => timed_out(FailureKind::Timeout, what, timeouts.total, Some(used)),
        }
    }

    fn not_answered(&self, used: &Arc<Connections>, within: Duration) -> Failure {
        if self.counters.connection.is_reused() {
            // The server may have lost the connection without a word, and the other idle ones with it.
            self.http.discard(used);
        }
        timed_out(FailureKind::Timeout, "no complete reply", within, Some(used))
    }

    async fn send_and_receive(
        &self,
        connections: Arc<Connections>,
        request: HttpRequest,
    ) -> Result<HttpResponse, Failure> {
        let window = SendWindow::default();
        let head = connections.pool.execute(self.message(request, &window));
        // A server may answer before it has read the whole body. What is unsent when this future ends is never sent.
        let _abort_body = AbortBody(window.clone());
        let state = Arc::clone(&self.counters.connection);
        let head = AwaitHead { head: Some(Box::pin(head)), window, state, connections: Arc::clone(&connections) };
        let response = head.await;
        let response = response.map_err(|error| Failure::of(&error, connections.route.is_some()))?;
        self.counters.enter(Phase::Receiving);
        self.counters.connection.answered(response.extensions());
        connections.known.remember(&self.counters.connection, response.extensions());
        self.counters.http_status.store(response.status().as_u16(), Ordering::Relaxed);
        self.receive(response).await
    }

    fn message(&self, request: HttpRequest, window: &SendWindow) -> reqwest::Request {
        let HttpRequest { url, credential: (name, value), body } = request;
        // Room for the headers that the HTTP library adds.
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(HeaderName::from_static(name), value.into_value());
        headers.insert(CONTENT_TYPE, body.content_type.into_value());
        if let Some(timeline) = self.counters.timeline() {
            headers.insert(REQUEST_ID, timeline.request_id.clone().into_value());
        }
        let body = CountedBody::new(body.parts, window.clone(), Arc::clone(&self.counters));
        let mut message = reqwest::Request::new(Method::POST, url.into_url());
        *message.headers_mut() = headers;
        *message.body_mut() = Some(reqwest::Body::wrap(body));
        message
    }

    async fn receive(&self, mut response: reqwest::Response) -> Result<HttpResponse, Failure> {
        let limit = self.http.settings.max_response_bytes;
        let declared = response.content_length().unwrap_or(0);
        self.counters.bytes_to_receive.store(declared, Ordering::Relaxed);
        let too_large = || Failure::new(FailureKind::TooLarge, format!("the reply has more than {limit} bytes"));
        if declared > limit {
            return Err(too_large());
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| Failure::of(&error, false))? {
            if (body.len() + chunk.len()) as u64 > limit {
                return Err(too_large());
            }
            reserve(&mut body, chunk.len(), declared)?;
            body.extend_from_slice(&chunk);
            self.counters.bytes_received.store(body.len() as u64, Ordering::Relaxed);
        }
        let headers = std::mem::take(response.headers_mut());
        Ok(HttpResponse { head: ResponseHead { status: response.status().as_u16(), headers }, body })
    }
}

fn timed_out(kind: FailureKind, what: &str, within: Duration, used: Option<&Connections>) -> Failure {
    let route = used.and_then(|connections| connections.route.as_ref());
    let proxy = route.map(|route| format!("; the proxy is {}", route.name)).unwrap_or_default();
    Failure::new(kind, format!("{what} within {} ms{proxy}", within.as_millis()))
}

/// Polls a future, lets the other tasks of this thread run, and polls it again. `None` if it is not ready by then.
async fn poll_twice<F: Future + Unpin>(mut future: F) -> Option<F::Output> {
    let mut others_ran = false;
    poll_fn(|context| match Pin::new(&mut future).poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if others_ran => Poll::Ready(None),
        Poll::Pending => {
            others_ran = true;
            context.waker().wake_by_ref();
            Poll::Pending
        }
    })
    .await
}

/// Makes room for a chunk, and for a NUL behind it. The full Content-Length is never preallocated: the buffer grows to
/// it, or to twice what has arrived.
fn reserve(body: &mut Vec<u8>, chunk: usize, declared: u64) -> Result<(), Failure> {
    let needed = body.len() + chunk + 1;
    if needed <= body.capacity() {
        return Ok(());
    }
    let declared = usize::try_from(declared).unwrap_or(usize::MAX).saturating_add(1);
    let capacity = declared.min((2 * body.len()).max(PREALLOCATED_BYTES)).max(needed);
    body.try_reserve_exact(capacity - body.len()).map_err(|_| {
        Failure::new(FailureKind::TooLarge, format!("there is no memory for a reply of {} bytes and more", body.len()))
    })
}

/// Aborts the body when it is dropped.
struct AbortBody(SendWindow);

impl Drop for AbortBody {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits for the response's head.
///
/// Dropping it closes the connection, even if the server has stopped reading. While the body is not complete, it fails,
/// and the HTTP library closes the connection when it learns of that. It only learns of it while its future is polled,
/// so the future is polled on for a short time in the background. If the body is complete, its end may still be in a
/// buffer of the HTTP or the TLS library, which would write it out first: then the connection is shut down beneath them.
struct AwaitHead<F: Future + Send + 'static>
where
    F::Output: Send,
{
    head: Option<Pin<Box<F>>>,
    window: SendWindow,
    state: Arc<ConnectionState>,
    connections: Arc<Connections>,
}

impl<F: Future + Send + 'static> Future for AwaitHead<F>
where
    F::Output: Send,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let Some(head) = &mut self.head else { return Poll::Pending };
        let polled = head.as_mut().poll(context);
        if polled.is_ready() {
            self.head = None;
        }
        polled
    }
}

impl<F: Future + Send + 'static> Drop for AwaitHead<F>
where
    F::Output: Send,
{
    fn drop(&mut self) {
        let Some(head) = self.head.take() else { return };
        if self.window.abort() {
            if let Ok(runtime) = Handle::try_current() {
                runtime.spawn(timeout(CLOSE_TIMEOUT, head));
            }
        } else if self.window.is_unwritten() || self.connections.uses_tls() {
            self.connections.known.shut_down(&self.state);
        }
    }
}
