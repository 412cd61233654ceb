//! From a request to its answer: read, journal, perhaps a fault, else the API.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use hyper::{Request, Response};

use crate::answer::Answer;
use crate::api::{self, Endpoint};
use crate::delivery::{End, ReplyBody, Script, raw_head, respond};
use crate::faults::{Delivery, Plan};
use crate::forms::{Encoding, Form};
use crate::journal::{Entry, Outcome, Ticket};
use crate::server::Connection;
use crate::shared::Shared;
use crate::{clock, control, mask};

type Reply = Result<Response<ReplyBody>, Infallible>;

pub async fn serve(shared: Arc<Shared>, connection: Arc<Connection>, request: Request<Incoming>) -> Reply {
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    if path == "/_emulator" || path.starts_with("/_emulator/") {
        let answer = match read_body(body, shared.options.body_limit).await {
            // A long journal full of recordings takes a while to write down, and nobody else should wait for it.
            Ok(body) => tokio::task::block_in_place(|| control::answer(&shared, &head, &body)),
            Err(_) => too_large(),
        };
        let body = ReplyBody::new(&answer, None);
        return Ok(respond(&answer, body));
    }
    let ticket = Ticket::open(&shared, journal_entry(&head, connection.number));
    // One path with and without the slash at its end, and no redirect: a redirected POST may lose its body.
    let path = path.trim_end_matches('/');
    serve_api(shared, connection, &head, path, body, ticket).await
}

async fn serve_api(
    shared: Arc<Shared>,
    connection: Arc<Connection>,
    head: &Parts,
    path: &str,
    body: Incoming,
    mut ticket: Ticket,
) -> Reply {
    let early = shared.faults().before_body(path);
    if let Some((id, end)) = early {
        ticket.fault(id);
        let script = Script { bytes: Vec::new(), end, ticket };
        return connection.take_over(script).await;
    }
    let body = match read_body(body, shared.options.body_limit).await {
        Ok(body) => body,
        Err(ReadError::TooLarge) => return send(&too_large(), ticket),
        Err(ReadError::ClientGone) => {
            // The ticket is dropped here, which journals the request as aborted. Nobody reads this answer.
            let answer = Answer::error(400, "ERROR", "Bad Request");
            let body = ReplyBody::new(&answer, None);
            return Ok(respond(&answer, body));
        }
    };
    let content_type = header(&head.headers, "content-type");
    let form = Form::read(content_type.as_deref(), &body).await;
    record(&mut ticket, &head.headers, content_type.as_deref(), body, &form).await;

    let character = form.text("charID");
    let plan = shared.faults().pick(path, character.as_deref());
    let endpoint = Endpoint::of(path);
    let Some(plan) = plan else {
        let answer = call(&shared, head, path, endpoint, &form).await;
        return send(&answer, ticket);
    };
    ticket.fault(plan.id);
    tokio::time::sleep(plan.delay).await;
    if plan.delivery == Delivery::Hang {
        let script = Script { bytes: Vec::new(), end: End::Hold, ticket };
        return connection.take_over(script).await;
    }
    let mut answer = match plan.replace(endpoint, character.as_deref(), &shared.ids) {
        Some(answer) => answer,
        None => call(&shared, head, path, endpoint, &form).await,
    };
    plan.reshape(&mut answer);
    deliver(&connection, &plan, &answer, ticket).await
}

/// What the API says, after the set latency.
async fn call(shared: &Arc<Shared>, head: &Parts, path: &str, endpoint: Option<Endpoint>, form: &Form) -> Answer {
    let Some(endpoint) = endpoint else {
        return Answer::error(404, "ERROR", "Not Found")
            .because(format!("there is no {path} here; the emulator has {} and /_emulator/", Endpoint::LIST));
    };
    if head.method != hyper::Method::POST {
        return Answer::error(405, "ERROR", "Method Not Allowed").header("allow", "POST");
    }
    let latency = shared.settings().latency_ms;
    if latency > 0 {
        tokio::time::sleep(Duration::from_millis(latency)).await;
    }
    api::answer(shared, endpoint, &head.headers, form).await
}

fn send(answer: &Answer, ticket: Ticket) -> Reply {
    ticket.status(answer.status);
    let body = ReplyBody::new(answer, Some(ticket));
    Ok(respond(answer, body))
}

/// Sends the answer the way the fault wants it.
async fn deliver(connection: &Connection, plan: &Plan, answer: &Answer, ticket: Ticket) -> Reply {
    let (bytes, end) = match &plan.delivery {
        Delivery::Whole | Delivery::Hang => return send(answer, ticket),
        Delivery::Drip { piece, every } => {
            ticket.status(answer.status);
            let body = ReplyBody::new(answer, Some(ticket)).dripping(*piece, *every);
            return Ok(respond(answer, body));
        }
        Delivery::CutBeforeAnswer(end) => (Vec::new(), *end),
        Delivery::CutAfterHeaders(end) => (with_length(answer, answer.bytes().len() as u64, 0), *end),
        Delivery::CutMidBody { bytes, end } => {
            let whole = answer.bytes().len();
            (with_length(answer, whole as u64, (*bytes).min(whole)), *end)
        }
        Delivery::WrongLength(by) => {
            let whole = answer.bytes().len();
            let declared = (whole as u64).saturating_add_signed(*by);
            (with_length(answer, declared, whole), End::Fin)
        }
        Delivery::CutChunked { bytes, end } => (chunked_cut(answer, *bytes), *end),
        Delivery::DeclaredOnly(length) => (with_length(answer, *length, 0), End::Hold),
    };
    if !bytes.is_empty() {
        ticket.status(answer.status);
    }
    let script = Script { bytes, end, ticket };
    connection.take_over(script).await
}

/// A head that declares `declared` bytes, followed by the first `sent` bytes of the body.
fn with_length(answer: &Answer, declared: u64, sent: usize) -> Vec<u8> {
    let mut raw = raw_head(answer, &format!("content-length: {declared}"));
    raw.extend_from_slice(&answer.bytes()[..sent]);
    raw
}

/// A chunk that promises the whole body and ends in its middle.
fn chunked_cut(answer: &Answer, bytes: usize) -> Vec<u8> {
    let body = answer.bytes();
    let mut raw = raw_head(answer, "transfer-encoding: chunked");
    raw.extend_from_slice(format!("{:x}\r\n", body.len()).as_bytes());
    raw.extend_from_slice(&body[..bytes.min(body.len())]);
    raw
}

fn too_large() -> Answer {
    Answer::error(413, "ERROR", "Request Entity Too Large")
}

enum ReadError {
    TooLarge,
    ClientGone,
}

async fn read_body(mut body: Incoming, limit: usize) -> Result<Bytes, ReadError> {
    let mut whole = BytesMut::new();
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| ReadError::ClientGone)?;
        if let Ok(data) = frame.into_data() {
            if whole.len() + data.len() > limit {
                return Err(ReadError::TooLarge);
            }
            whole.extend_from_slice(&data);
        }
    }
    Ok(whole.freeze())
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

fn journal_entry(head: &Parts, connection: u64) -> Entry {
    let mut path = head.uri.path().as_bytes().to_vec();
    let mut query = head.uri.query().unwrap_or_default().as_bytes().to_vec();
    let mut key_leaked = false;
    for secret in secrets(&head.headers) {
        key_leaked |= mask::blank_out(&mut path, &secret);
        key_leaked |= mask::blank_out(&mut query, &secret);
    }
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            let shown = if mask::is_secret(name.as_str()) { mask::masked(&value) } else { value };
            (name.as_str().to_owned(), shown)
        })
        .collect();
    Entry {
        seq: 0,
        connection,
        method: head.method.to_string(),
        path: String::from_utf8_lossy(&path).into_owned(),
        query: String::from_utf8_lossy(&query).into_owned(),
        version: format!("{:?}", head.version),
        headers,
        content_type: header(&head.headers, "content-type"),
        key_leaked,
        time: clock::timestamp(),
        body: Bytes::new(),
        form: Form::default(),
        status: None,
        fault: None,
        outcome: Outcome::Open,
        elapsed_ms: None,
    }
}

fn secrets(headers: &HeaderMap) -> Vec<String> {
    headers
        .iter()
        .filter(|(name, _)| mask::is_secret(name.as_str()))
        .map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect()
}

/// Writes the body into the journal, with a leaked key blanked out.
async fn record(ticket: &mut Ticket, headers: &HeaderMap, content_type: Option<&str>, body: Bytes, form: &Form) {
    let mut blanked: Option<Vec<u8>> = None;
    for secret in secrets(headers) {
        let mut copy = blanked.clone().unwrap_or_else(|| body.to_vec());
        if mask::blank_out(&mut copy, &secret) {
            blanked = Some(copy);
        }
    }
    match blanked {
        None => ticket.body(body, form.clone(), false),
        Some(copy) => {
            let body = Bytes::from(copy);
            let form =
                if form.encoding == Encoding::Other { form.clone() } else { Form::read(content_type, &body).await };
            ticket.body(body, form, true);
        }
    }
}
