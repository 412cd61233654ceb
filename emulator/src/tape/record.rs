//! Passes requests on to a service, and records what it answers.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Full};
use hyper::body::Body as _;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::cassette::{Exchange, FormFile, Headers, Request, Response, Writer};
use crate::redact::is_credential;
use crate::request_body::{Encoding, RequestBody};
use crate::response::{Body, HttpResponse};
use crate::upstream::{BaseUrl, HttpClient, ResponseBody};

/// How long the service may take to begin its response, and between two pieces of it.
const PATIENCE: Duration = Duration::from_secs(300);

/// Headers that belong to one connection. They are neither passed on nor recorded.
const CONNECTION_HEADERS: [&str; 10] = [
    "connection",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

/// Passes requests on with the client's own key.
pub struct Recorder {
    upstream: BaseUrl,
    client: HttpClient,
    cassette: Writer,
}

/// An exchange whose response has not arrived completely.
struct Open {
    recorder: Arc<Recorder>,
    exchange: Exchange,
    /// What the body of the response has so far.
    body: BytesMut,
}

impl Recorder {
    pub fn create(file: &Path, upstream: &BaseUrl, now: String) -> io::Result<Self> {
        let cassette = Writer::create(file, &upstream.to_string(), now)?;
        Ok(Self { upstream: upstream.clone(), client: HttpClient::default(), cassette })
    }

    pub async fn forward(self: &Arc<Self>, head: &Parts, bytes: &Bytes, body: &RequestBody) -> HttpResponse {
        let (number, at_ms) = self.cassette.next_number();
        let began = Instant::now();
        let request = match self.request(head, bytes) {
            Ok(request) => request,
            Err(problem) => return self.failure(400, &problem),
        };
        let response = match timeout(PATIENCE, self.client.send(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return self.failure(502, &error.to_string()),
            Err(_) => return self.failure(504, "it has not answered in time"),
        };
        let after_ms = began.elapsed().as_millis() as u64;
        let (answer, rest) = response.into_parts();
        let recorder = self.clone();
        let (head, bytes, body) = (head.clone(), bytes.clone(), body.clone());
        let status = answer.status.as_u16();
        let headers = answer.headers.clone();
        // Files are written to the disk.
        let exchange = spawn_blocking(move || -> io::Result<Exchange> {
            let request = recorder.recorded_request(number, &head, &bytes, &body)?;
            let headers = recorder.recorded_headers(&headers);
            let response =
                Response { status, after_ms, headers, pieces: Vec::new(), cut: false, body: Default::default() };
            Ok(Exchange { number, at_ms, request, response })
        });
        let exchange = match exchange.await.map_err(io::Error::other).and_then(|exchange| exchange) {
            Ok(exchange) => exchange,
            Err(error) => return unwritable(&error),
        };
        let open = Open { recorder: self.clone(), exchange, body: BytesMut::new() };
        let whole = rest.size_hint().exact().is_some();
        let body = if whole { open.receive_whole(rest).await } else { Ok(open.relay(rest)) };
        let mut response = match body {
            Ok(body) => HttpResponse { body, chunked: !whole, ..HttpResponse::raw(status, "", Bytes::new()) },
            Err(error) => return error,
        };
        for (name, value) in &answer.headers {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            match name.as_str() {
                "content-type" => response.content_type = value,
                name if CONNECTION_HEADERS.contains(&name) => {}
                name => response.headers.push((name.to_owned(), value)),
            }
        }
        response
    }

    /// The request as the service gets it.
    fn request(&self, head: &Parts, bytes: &Bytes) -> Result<hyper::Request<Full<Bytes>>, String> {
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = hyper::Request::new(Full::new(bytes.clone()));
        *request.method_mut() = head.method.clone();
        *request.uri_mut() = self.upstream.join(path)?;
        *request.headers_mut() = passed_on(&head.headers);
        Ok(request)
    }

    fn recorded_request(&self, number: u64, head: &Parts, bytes: &Bytes, body: &RequestBody) -> io::Result<Request> {
        let mut request = Request {
            method: head.method.to_string(),
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers: self.recorded_headers(&passed_on(&head.headers)),
            form: Vec::new(),
            files: Vec::new(),
            body: Default::default(),
        };
        let fields: Option<Vec<_>> = body
            .fields
            .iter()
            .map(|field| Some((field.name.clone(), String::from_utf8(field.bytes.to_vec()).ok()?)))
            .collect();
        let is_form = matches!(body.encoding, Encoding::UrlEncoded | Encoding::Multipart) && body.problem.is_none();
        match fields.filter(|_| is_form) {
            Some(fields) => {
                fields.iter().for_each(|(name, value)| self.cassette.secrets().learn_field(name, value));
                request.form = fields;
                for (index, file) in body.files.iter().enumerate() {
                    let stored =
                        self.cassette.store_file(&format!("{number:04}-request-{}", index + 1), &file.bytes)?;
                    request.files.push(FormFile {
                        name: file.name.clone(),
                        filename: file.filename.clone(),
                        content_type: file.content_type.clone(),
                        file: stored,
                    });
                }
            }
            None => request.body = self.cassette.body(&format!("{number:04}-request"), bytes)?,
        }
        Ok(request)
    }

    /// The headers with credentials masked, and without the boundary of a multipart form.
    fn recorded_headers(&self, headers: &HeaderMap) -> Headers {
        let mut recorded = Headers::new();
        let mut secrets = self.cassette.secrets();
        for (name, value) in headers.iter().filter(|(name, _)| !CONNECTION_HEADERS.contains(&name.as_str())) {
            let name = name.as_str();
            let value = String::from_utf8_lossy(value.as_bytes());
            let shown = match name {
                "date" => continue,
                "set-cookie" => "masked".to_owned(),
                "content-type" if value.starts_with("multipart/") => "multipart/form-data".to_owned(),
                _ if is_credential(name) => secrets.mask_of_header(name, &value),
                _ => value.into_owned(),
            };
            let joined = recorded.entry(name.to_owned()).or_default();
            *joined = if joined.is_empty() { shown } else { format!("{joined}, {shown}") };
        }
        recorded
    }

    /// An error of the emulator's own. It is not recorded, because the service has not answered.
    fn failure(&self, status: u16, problem: &str) -> HttpResponse {
        let message =
            format!("No answer from {}: {problem}. Check the address after --upstream and the network.", self.upstream);
        HttpResponse::error(status, "ERROR", &message).with_note(message)
    }
}

/// The headers of a request that concern the service. It must not compress what people are to read.
fn passed_on(headers: &HeaderMap) -> HeaderMap {
    let mut passed: HeaderMap<HeaderValue> = HeaderMap::new();
    let named: Vec<HeaderName> = headers
        .get_all("connection")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|name| name.trim().parse().ok())
        .collect();
    for (name, value) in headers {
        let skipped = CONNECTION_HEADERS.contains(&name.as_str()) || named.contains(name);
        if !skipped && !matches!(name.as_str(), "accept-encoding" | "proxy-authorization") {
            passed.append(name, value.clone());
        }
    }
    passed
}

fn unwritable(error: &io::Error) -> HttpResponse {
    let message = format!("The service has answered, but the cassette cannot be written: {error}. Check the disk.");
    HttpResponse::error(500, "ERROR", &message).with_note(message)
}

impl Open {
    /// Receives a body of a known length. It is recorded before the client gets it.
    async fn receive_whole(mut self, mut body: ResponseBody) -> Result<Body, HttpResponse> {
        while let Some(piece) = next_piece(&mut body).await {
            match piece {
                Ok(piece) => self.body.extend_from_slice(&piece),
                Err(error) => {
                    let failure = self.recorder.failure(502, &error.to_string());
                    self.exchange.response.cut = true;
                    return Err(self.close().await.map_or_else(|error| unwritable(&error), |_| failure));
                }
            }
        }
        self.close().await.map(Body::Raw).map_err(|error| unwritable(&error))
    }

    /// Passes each piece on as it arrives. The client gets the end of the body when the exchange is recorded. A client that
    /// hangs up ends the request.
    fn relay(mut self, mut body: ResponseBody) -> Body {
        let (send, pieces) = mpsc::channel(1);
        tokio::spawn(async move {
            let began = Instant::now();
            let mut problem = None;
            loop {
                let piece = tokio::select! {
                    piece = next_piece(&mut body) => piece,
                    () = send.closed() => Some(Err(io::Error::other("the client has closed the connection"))),
                };
                match piece {
                    Some(Ok(piece)) => {
                        self.exchange.response.pieces.push((began.elapsed().as_millis() as u64, piece.len()));
                        self.body.extend_from_slice(&piece);
                        if send.send(Ok(piece)).await.is_err() {
                            continue;
                        }
                    }
                    Some(Err(error)) => {
                        self.exchange.response.cut = true;
                        problem = Some(error);
                        break;
                    }
                    None => break,
                }
            }
            if let Some(error) = self.close().await.err().or(problem) {
                let _ = send.send(Err(error)).await;
            }
        });
        Body::Live(pieces)
    }

    /// Writes the exchange. Returns the body of the response.
    async fn close(mut self) -> io::Result<Bytes> {
        let body = self.body.freeze();
        let returned = body.clone();
        let written = spawn_blocking(move || {
            let cassette = &self.recorder.cassette;
            self.exchange.response.body = cassette.body(&format!("{:04}-reply", self.exchange.number), &body)?;
            cassette.write(&self.exchange)
        });
        written.await.map_err(io::Error::other)??;
        Ok(returned)
    }
}

/// The next piece of a body that is no trailer.
async fn next_piece(body: &mut ResponseBody) -> Option<io::Result<Bytes>> {
    loop {
        let frame = match timeout(PATIENCE, body.frame()).await {
            Ok(frame) => frame?,
            Err(_) => {
                return Some(Err(io::Error::new(io::ErrorKind::TimedOut, "the next piece has not arrived in time")));
            }
        };
        match frame.map(|frame| frame.into_data()) {
            Ok(Ok(data)) => return Some(Ok(data)),
            Ok(Err(_)) => {}
            Err(error) => return Some(Err(io::Error::other(error))),
        }
    }
}
