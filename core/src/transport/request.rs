//! Sends one request within its timeouts. `receive` takes the response.

use super::{
    call::Phase,
    call_context::{CallContext, Timeouts},
    connection::{self, ConnectionState, Stage},
    counted_body::{AbortBody, CountedBody, SendWindow},
    failure::{Failure, FailureKind},
    form::EncodedBody,
    header::HeaderText,
    http_client::Connections,
    receive::{HttpResponse, OpenStream, Received, Reply, ResponseHead, StreamReader, Wanted},
    url::HttpUrl,
};
pub use reqwest::Method;
use reqwest::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use std::{
    future::poll_fn,
    pin::{Pin, pin},
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    runtime::Handle,
    sync::{AcquireError, SemaphorePermit},
    time::{Instant, timeout, timeout_at},
};

/// The header by which the entries of a log and those of a service are matched. Sent only while there is a log.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// How long a cancelled request may take to close its connection. Normally that takes microseconds.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

pub struct HttpRequest {
    pub method: Method,
    pub url: HttpUrl,
    /// The name and value of the header that authenticates the request.
    pub credential: (&'static str, HeaderText),
    /// The content type that the response should have. `None` accepts any.
    pub accept: Option<&'static str>,
    pub body: Option<EncodedBody>,
}

/// What came of a request, when its timeout ends, and its permit.
type Exchange<'a> = (Result<Received, Failure>, Instant, Result<SemaphorePermit<'a>, AcquireError>);

impl CallContext {
    /// Waits for a permit, sends the request, collects the response and reads it with `read`. Dropping the future
    /// closes the connection.
    pub async fn send<T: Send + 'static>(
        &self,
        request: HttpRequest,
        timeouts: Timeouts,
        read: impl FnOnce(HttpResponse) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (received, deadline, permit) = self.exchange(request, timeouts, Wanted::Whole).await;
        drop(permit);
        let outcome = match received {
            Ok(Received::Whole(response)) => self.read(response, read, deadline, timeouts.total).await,
            Ok(Received::Stream(_)) => unreachable!("no stream was wanted"),
            Err(failure) => Err(failure),
        };
        outcome.map_err(|failure| self.described(failure))
    }

    /// Sends a request that asks for a stream of events, and passes what arrives to a reader, on another thread if it is
    /// much. A response that is no stream is collected and read with `read`, as by `send`.
    pub async fn stream<T: Send + 'static, R: StreamReader>(
        &self,
        request: HttpRequest,
        timeouts: Timeouts,
        reader: impl FnOnce(ResponseHead) -> R,
        read: impl FnOnce(HttpResponse) -> T + Send + 'static,
    ) -> Result<Reply<T, R>, Failure> {
        // A stream keeps its permit until it ends.
        let (received, deadline, permit) = self.exchange(request, timeouts, Wanted::Stream).await;
        let outcome = match received {
            Ok(Received::Whole(response)) => {
                drop(permit);
                self.read(response, read, deadline, timeouts.total).await.map(Reply::Whole)
            }
            Ok(Received::Stream(stream)) => {
                let OpenStream { head, events } = stream;
                self.read_stream(events, timeouts.idle, reader(head)).await.map(|(reader, failure)| Reply::Stream {
                    reader,
                    failure: failure.map(|failure| self.described(failure)),
                })
            }
            Err(failure) => Err(failure),
        };
        outcome.map_err(|failure| self.described(failure))
    }

    /// Adds how far the request had come.
    fn described(&self, failure: Failure) -> Failure {
        Failure { anything_sent: self.counters.anything_sent(), http_status: self.counters.http_status(), ..failure }
    }

    /// Waits for a permit, sends the request, and receives the response or the beginning of a stream. Also returns the
    /// deadline of the timeout, and the permit. Boxed, so that the code is not repeated for every type of result.
    fn exchange(
        &self,
        request: HttpRequest,
        timeouts: Timeouts,
        wanted: Wanted,
    ) -> Pin<Box<dyn Future<Output = Exchange<'_>> + Send + '_>> {
        Box::pin(async move {
            // The semaphore is never closed, so this always gives a permit.
            let permit = self.http.permits.acquire().await;
            self.counters.enter(Phase::Sending);
            crate::panics::injected_at("transport::request::send");
            let deadline = Instant::now() + timeouts.left();
            let received = self.send_within(timeouts, request, wanted).await;
            crate::panics::injected_at("transport::request::received");
            (received, deadline, permit)
        })
    }

    async fn send_within(&self, timeouts: Timeouts, request: HttpRequest, wanted: Wanted) -> Result<Received, Failure> {
        let deadline = Instant::now() + timeouts.left();
        self.counters.connection.begin();
        let connections = timeout_at(deadline, self.http.connections()).await;
        let connections = connections.map_err(|_| {
            let what = "the certificate authorities of the operating system were not read";
            timed_out(FailureKind::Timeout, what, timeouts.total, None)
        })??;
        // Reading the authorities does not count as connecting.
        let connect_deadline = deadline.min(Instant::now() + timeouts.connect);
        let exchange = self.send_and_receive(Arc::clone(&connections), request, wanted);
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
        wanted: Wanted,
    ) -> Result<Received, Failure> {
        let window = SendWindow::default();
        let head = connections.pool.execute(self.message(request, &window));
        // A server may answer before it has read the whole body. What is unsent when the response ends is never sent.
        let abort_body = AbortBody(window.clone());
        let state = Arc::clone(&self.counters.connection);
        let head = AwaitHead { head: Some(Box::pin(head)), window, state, connections: Arc::clone(&connections) };
        let response = head.await;
        let response = response.map_err(|error| Failure::of(&error, connections.route.is_some()))?;
        self.counters.enter(Phase::Receiving);
        self.counters.connection.answered(response.extensions());
        connections.known.remember(&self.counters.connection, response.extensions());
        self.counters.http_status.store(response.status().as_u16(), Ordering::Relaxed);
        self.receive(response, wanted, connections, abort_body).await
    }

    fn message(&self, request: HttpRequest, window: &SendWindow) -> reqwest::Request {
        let HttpRequest { method, url, credential: (name, value), accept, body } = request;
        // Room for the headers that the HTTP library adds.
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(HeaderName::from_static(name), value.into_value());
        if let Some(accept) = accept {
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
        }
        let parts = match body {
            Some(body) => {
                headers.insert(CONTENT_TYPE, body.content_type.into_value());
                body.parts
            }
            None => {
                if ![Method::GET, Method::HEAD].contains(&method) {
                    // Some servers refuse a request of another method that states no length.
                    headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
                }
                Vec::new()
            }
        };
        if let Some(timeline) = self.counters.timeline() {
            headers.insert(REQUEST_ID, timeline.request_id.clone().into_value());
        }
        let body = CountedBody::new(parts, window.clone(), Arc::clone(&self.counters));
        let mut message = reqwest::Request::new(method, url.into_url());
        *message.headers_mut() = headers;
        *message.body_mut() = Some(reqwest::Body::wrap(body));
        message
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
