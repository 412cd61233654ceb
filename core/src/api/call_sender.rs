//! What a call sends, and how: the requests of one call, on the I/O thread.

use super::{CallResult, Error, secrets::Secrets};
use crate::transport::{
    CallContext, Computation, Deadline, HttpRequest, HttpResponse, HttpUrl, Method, Reply, ResponseHead, StreamReader,
    Timeouts, Work, form::EncodedBody,
};
use bytes::Bytes;
use std::future::Future;

/// What a call sends to the service.
pub(super) struct ServiceRequest {
    pub method: Method,
    pub url: HttpUrl,
    pub body: Option<EncodedBody>,
    /// The content type that the reply should have.
    pub accept: Option<&'static str>,
    /// Whether the timeout for voice applies: the service takes longer to generate something.
    pub takes_voice_timeout: bool,
}

impl ServiceRequest {
    /// A request without a body.
    pub fn new(method: Method, url: HttpUrl) -> Self {
        Self { method, url, body: None, accept: None, takes_voice_timeout: false }
    }

    pub fn get(url: HttpUrl) -> Self {
        Self::new(Method::GET, url)
    }

    /// A request whose body is empty.
    pub fn post_nothing(url: HttpUrl) -> Self {
        Self::new(Method::POST, url)
    }

    pub fn post(url: HttpUrl, body: EncodedBody) -> Self {
        Self { body: Some(body), ..Self::new(Method::POST, url) }
    }

    /// The size of the body in bytes.
    pub fn bytes(&self) -> usize {
        self.body.iter().flat_map(|body| &body.parts).map(Bytes::len).sum()
    }
}

/// Sends the requests of one call, on the I/O thread.
pub(super) struct CallSender {
    context: CallContext,
    secrets: Secrets,
    timeouts: Timeouts,
    deadline: Option<Deadline>,
}

impl CallSender {
    pub fn new(context: CallContext, secrets: Secrets, timeouts: Timeouts, deadline: Option<Deadline>) -> Self {
        Self { context, secrets, timeouts, deadline }
    }

    /// Runs the work of the call. If the call's deadline expires first, the work is dropped and the result is an error.
    pub async fn until_deadline<T: Default>(&self, work: Work<'_, CallResult<T>>) -> CallResult<T> {
        self.context.until(self.deadline, work).await.unwrap_or_else(|missed| Error::from(missed).into())
    }

    /// Waits for something that lets the call enter the queue.
    pub async fn hold_back(&self, wait: impl Future<Output = ()>) {
        self.context.hold_back(wait).await;
    }

    /// Starts a computation on another thread.
    pub fn compute<T: Send + 'static>(
        &self,
        compute: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Computation<T>, Error> {
        Ok(self.context.compute(compute)?)
    }

    /// Starts a long computation on another thread. `step` runs again and again until it returns the value.
    pub fn compute_in_steps<T: Send + 'static>(
        &self,
        step: impl FnMut() -> Option<T> + Send + 'static,
    ) -> Result<Computation<T>, Error> {
        Ok(self.context.compute_in_steps(step)?)
    }

    pub fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The timeouts of the call.
    pub fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// Waits for a computation that the request needs. The time that this takes is taken off the timeout.
    pub async fn prepare<T>(&self, timeouts: &mut Timeouts, computation: Computation<T>) -> Result<T, Error> {
        Ok(self.context.prepare(timeouts, computation).await?)
    }

    /// Sends a request and reads its reply with `read`, on another thread if the reply is long.
    pub async fn send<T: Default + Send + 'static>(
        &self,
        timeouts: Timeouts,
        request: ServiceRequest,
        read: impl FnOnce(HttpResponse, &Secrets) -> CallResult<T> + Send + 'static,
    ) -> CallResult<T> {
        let request = self.authenticated(request);
        let secrets = self.secrets.clone();
        let read = move |response| read(response, &secrets);
        let outcome = self.context.send(request, timeouts, read).await;
        outcome.unwrap_or_else(|failure| Error::from(failure).into())
    }

    /// Sends a request that asks for a stream, which the reader that `open` makes reads. A reply that is no stream is
    /// read with `read`, as by `send`.
    pub async fn stream<T: Default + Send + 'static, R: StreamReader>(
        &self,
        timeouts: Timeouts,
        request: ServiceRequest,
        open: impl FnOnce(ResponseHead, &Secrets) -> R,
        read: impl FnOnce(HttpResponse, &Secrets) -> CallResult<T> + Send + 'static,
    ) -> Result<Reply<CallResult<T>, R>, Error> {
        let request = self.authenticated(request);
        let secrets = self.secrets.clone();
        let read = move |response| read(response, &secrets);
        Ok(self.context.stream(request, timeouts, |head| open(head, &self.secrets), read).await?)
    }

    fn authenticated(&self, request: ServiceRequest) -> HttpRequest {
        let ServiceRequest { method, url, body, accept, .. } = request;
        HttpRequest { method, url, credential: self.secrets.credential().header(), accept, body }
    }
}
