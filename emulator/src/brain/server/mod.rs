//! The brain that a server with a language model has: any that understands OpenAI's chat completions.

mod action_line;
mod chunks;
mod prompt;
mod reading;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::{Request, Uri};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::{Answering, Brain, Failure, Prompt, Reply};
use crate::redact::redact_text;
use crate::upstream::{BaseUrl, HttpClient};
use crate::world::Session;

/// How many replies are written at the same time. Further turns wait.
const MAX_REQUESTS: usize = 4;
/// The name of the model where none is given. Servers with one model ignore it.
const ANY_MODEL: &str = "default";

/// A part of a reply.
#[derive(Debug)]
pub enum Piece {
    Text(String),
    /// The reply is complete.
    End {
        actions: Option<String>,
    },
}

/// A reply that is being written. The request to the server ends when this is dropped.
pub struct Arriving {
    pieces: mpsc::UnboundedReceiver<Result<Piece, Failure>>,
    _reader: JoinSet<()>,
}

impl Arriving {
    /// The next piece. After `End` and after a failure, there are no more.
    pub async fn next(&mut self) -> Result<Piece, Failure> {
        let ended = || Err(Failure { kind: "RuntimeError", cause: "the reply has ended".to_owned() });
        self.pieces.recv().await.unwrap_or_else(ended)
    }

    /// The whole text and the line of actions.
    pub async fn collect(mut self) -> Result<(String, Option<String>), Failure> {
        let mut text = String::new();
        loop {
            match self.next().await? {
                Piece::Text(piece) => text.push_str(&piece),
                Piece::End { actions } => return Ok((text, actions)),
            }
        }
    }
}

/// What all servers together may take.
#[derive(Clone)]
pub struct Limits {
    requests: Arc<Semaphore>,
    /// How long a reply may take, with the time in which it waits for others.
    timeout: Duration,
}

impl Limits {
    pub fn new(timeout_ms: u64) -> Self {
        Self { requests: Arc::new(Semaphore::new(MAX_REQUESTS)), timeout: Duration::from_millis(timeout_ms) }
    }
}

/// A model on a server.
pub struct ServerBrain {
    client: HttpClient,
    limits: Limits,
    url: Result<Uri, String>,
    model: String,
    key: Option<String>,
    name: String,
}

impl ServerBrain {
    pub fn new(client: HttpClient, limits: Limits, base: &BaseUrl, model: Option<&str>, key: Option<String>) -> Self {
        let model = model.unwrap_or(ANY_MODEL).to_owned();
        let name = format!("{model} at {base}");
        Self { client, limits, url: base.join("/chat/completions"), model, key, name }
    }

    fn request(&self, messages: &Value) -> Result<Request<Full<Bytes>>, String> {
        let body = json!({ "model": self.model, "messages": messages, "stream": true });
        let mut request = Request::post(self.url.clone()?)
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream")
            .body(Full::new(Bytes::from(body.to_string())))
            .map_err(|error| error.to_string())?;
        if let Some(key) = &self.key {
            let mut value = HeaderValue::from_str(&format!("Bearer {key}"))
                .map_err(|_| "the key in the environment has characters that a header cannot have".to_owned())?;
            value.set_sensitive(true);
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        Ok(request)
    }
}

impl Brain for ServerBrain {
    fn name(&self) -> &str {
        &self.name
    }

    fn reply<'a>(&'a self, prompt: &'a Prompt<'a>, session: &'a mut Session) -> Answering<'a> {
        let request = self.request(&prompt::messages(prompt, session));
        let (name, key) = (self.name.clone(), self.key.clone());
        let fail = move |kind, cause: String| {
            let mut cause = format!("the brain {name}: {cause}");
            // A server may quote the key that it refuses.
            if let Some(key) = &key {
                redact_text(&mut cause, key);
            }
            Failure { kind, cause }
        };
        let (client, limits, wants_actions) = (self.client.clone(), self.limits.clone(), prompt.actions.is_some());
        Box::pin(async move {
            let request = request.map_err(|cause| fail("ValueError", cause))?;
            let (sender, pieces) = mpsc::unbounded_channel();
            let mut reader = JoinSet::new();
            let started = Instant::now();
            reader.spawn(async move {
                let write = async {
                    let _permit = limits.requests.acquire().await;
                    reading::read(&client, request, wants_actions, &sender).await
                };
                let ended = match timeout(limits.timeout, write).await {
                    Ok(ended) => ended,
                    Err(_) => {
                        let seconds = started.elapsed().as_secs_f64();
                        Err(("TimeoutError", format!("no complete reply after {seconds:.1} seconds")))
                    }
                };
                // Nobody receives it if the turn was cancelled.
                let _ = sender.send(ended.map_err(|(kind, cause)| fail(kind, cause)));
            });
            Ok(Reply::Arriving(Arriving { pieces, _reader: reader }))
        })
    }
}
