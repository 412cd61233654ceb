//! Sends a request and collects its reply, within the times and the size that are allowed.

use super::{
    body::{CountedBody, Flow},
    call::{Counters, Phase},
    failure::{Failure, FailureKind},
    worker::Shared,
};
use bytes::Bytes;
use reqwest::{Method, Url, header::HeaderMap};
use std::{
    pin::Pin,
    sync::{Arc, atomic::Ordering},
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    runtime::Handle,
    time::{Instant, timeout, timeout_at},
};

/// A connection that is to be closed is closed within microseconds; whatever goes wrong, it is not waited for longer.
const CLOSES: Duration = Duration::from_secs(1);

/// A POST request.
pub struct Request {
    pub url: Url,
    /// The content type among them.
    pub headers: HeaderMap,
    /// The body, in pieces that are sent one after the other.
    pub body: Vec<Bytes>,
}

/// How long a request may take, from the moment when it leaves the queue.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    pub connect: Duration,
    pub total: Duration,
}

/// Whatever the server answered, good or bad.
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A worker's line to the network, for one call.
pub struct Line {
    pub(super) shared: Arc<Shared>,
    pub(super) counters: Arc<Counters>,
}

impl Line {
    /// Waits for a free place, sends, and collects the reply. Dropping the future closes the connection.
    pub async fn send(&self, request: Request, times: Times) -> Result<Reply, Failure> {
        // The places are never closed, so there is always one to wait for.
        let _place = self.shared.places.acquire().await;
        self.counters.enter(Phase::Sending);
        crate::panics::injected_at("transport::exchange::send");
        let mut reply = self.within(times, request).await;
        crate::panics::injected_at("transport::exchange::received");
        if let Err(failure) = &mut reply {
            failure.anything_sent = self.counters.anything_sent();
            failure.http_status = self.counters.http_status();
        }
        reply
    }

    async fn within(&self, times: Times, request: Request) -> Result<Reply, Failure> {
        let start = Instant::now();
        let deadline = start + times.total;
        let connected = deadline.min(start + times.connect);
        let mut exchange = std::pin::pin!(self.exchange(request));
        // The HTTP library asks for the body once it is connected: no byte sent means no connection yet.
        if let Ok(reply) = timeout_at(connected, &mut exchange).await {
            return reply;
        }
        if !self.counters.anything_sent() {
            return Err(Failure::new(
                FailureKind::ConnectTimeout,
                format!("no connection within {} ms", (connected - start).as_millis()),
            ));
        }
        timeout_at(deadline, exchange).await.unwrap_or_else(|_| {
            Err(Failure::new(FailureKind::Timeout, format!("no complete reply within {} ms", times.total.as_millis())))
        })
    }

    async fn exchange(&self, request: Request) -> Result<Reply, Failure> {
        let http = self.shared.http()?;
        let proxied = self.shared.proxied();
        let flow = Flow::default();
        let body = CountedBody::new(request.body, flow.clone(), Arc::clone(&self.counters));
        let mut message = reqwest::Request::new(Method::POST, request.url);
        *message.headers_mut() = request.headers;
        *message.body_mut() = Some(reqwest::Body::wrap(body));
        let sent = http.execute(message);
        // A server that answers before it has read everything, and reads no more, keeps no connection either.
        let _rest = Rest(flow.clone());
        let response = Sending { sent: Some(Box::pin(sent)), flow }.await;
        let response = response.map_err(|error| Failure::of(&error, proxied))?;
        self.counters.enter(Phase::Receiving);
        self.counters.http_status.store(response.status().as_u16(), Ordering::Relaxed);
        self.receive(response).await
    }

    async fn receive(&self, mut response: reqwest::Response) -> Result<Reply, Failure> {
        let limit = self.shared.settings.max_reply_bytes;
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
            make_room(&mut body, chunk.len(), declared)?;
            body.extend_from_slice(&chunk);
            self.counters.bytes_received.store(body.len() as u64, Ordering::Relaxed);
        }
        let headers = std::mem::take(response.headers_mut());
        Ok(Reply { status: response.status().as_u16(), headers, body })
    }
}

/// Makes room for a chunk, and for a NUL behind it: as much as is declared where that is little, else twice what has come.
/// A server that declares much and sends nothing gets nothing.
fn make_room(body: &mut Vec<u8>, chunk: usize, declared: u64) -> Result<(), Failure> {
    const LITTLE: usize = 4 << 20;
    let needed = body.len() + chunk + 1;
    if needed <= body.capacity() {
        return Ok(());
    }
    let declared = usize::try_from(declared).unwrap_or(usize::MAX).saturating_add(1);
    let room = declared.min((2 * body.len()).max(LITTLE)).max(needed);
    body.try_reserve_exact(room - body.len()).map_err(|_| {
        Failure::new(FailureKind::TooLarge, format!("there is no memory for a reply of {} bytes and more", body.len()))
    })
}

/// What of the body was not sent when its exchange ended is not sent any more.
struct Rest(Flow);

impl Drop for Rest {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

/// Waits for the reply's head. Dropped before, it sees to it that the connection closes even where the server has stopped
/// reading: the body fails, and the HTTP library closes when it learns of that, but only while somebody still waits.
struct Sending<F: Future + Send + 'static>
where
    F::Output: Send,
{
    sent: Option<Pin<Box<F>>>,
    flow: Flow,
}

impl<F: Future + Send + 'static> Future for Sending<F>
where
    F::Output: Send,
{
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let Some(sent) = &mut self.sent else { return Poll::Pending };
        let polled = sent.as_mut().poll(context);
        if polled.is_ready() {
            self.sent = None;
        }
        polled
    }
}

impl<F: Future + Send + 'static> Drop for Sending<F>
where
    F::Output: Send,
{
    fn drop(&mut self) {
        let Some(sent) = self.sent.take() else { return };
        if self.flow.give_up() {
            if let Ok(runtime) = Handle::try_current() {
                runtime.spawn(timeout(CLOSES, sent));
            }
        }
    }
}
