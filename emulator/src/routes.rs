//! Handles one request: read it, record it, apply a fault if one matches, else call the API.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::Request;
use hyper::body::Incoming;
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use tokio::time::timeout;

use crate::connection::{Connection, RawResponse};
use crate::delivery::{Delivery, ServerResponse, deliver, hang, send, send_unrecorded};
use crate::endpoint::Endpoint;
use crate::journal::{Entry, EntryGuard, Outcome, Reply};
use crate::options::Options;
use crate::request_body::{Encoding, RequestBody, parse_bool};
use crate::response::{HttpResponse, Remarks};
use crate::state::State;
use crate::tape::Tape;
use crate::world::World;
use crate::{api, control, cors, redact};

pub async fn serve(state: Arc<State>, connection: Arc<Connection>, request: Request<Incoming>) -> ServerResponse {
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    if path == "/_emulator" || path.starts_with("/_emulator/") {
        let response = match read_bytes(body, &state.options).await {
            Ok(body) => control::handle(&state, connection.peer, &head, &body).await,
            Err(error) => error.response(),
        };
        return send_unrecorded(&response);
    }
    let user = api::user(&head.headers).unwrap_or_default();
    let world = state.worlds.of(&user);
    let clock = &world.as_ref().unwrap_or(state.worlds.shared()).clock;
    let entry = Entry { user, time: clock.timestamp(), ..new_entry(&head, connection.number) };
    let entry = EntryGuard::open(&state.journal, clock, entry, credentials(&head.headers));
    let Some(world) = world else {
        return send(&no_world(), entry);
    };
    // A trailing slash is ignored rather than redirected: a client may drop the body of a redirected POST.
    let path = path.trim_end_matches('/');
    serve_api(state, world, connection, &head, path, body, entry).await
}

async fn serve_api(
    state: Arc<State>,
    world: Arc<World>,
    connection: Arc<Connection>,
    head: &Parts,
    path: &str,
    body: Incoming,
    mut entry: EntryGuard,
) -> ServerResponse {
    if let Some(response) = cors::preflight(head) {
        return send(&response, entry);
    }
    let early_cut = world.faults().match_before_body(path);
    if let Some((id, end)) = early_cut {
        entry.set_fault(id);
        let response = RawResponse { bytes: Vec::new(), pieces: None, end, entry };
        return connection.take_over(response).await;
    }
    let bytes = match read_bytes(body, &state.options).await {
        Ok(bytes) => bytes,
        // Dropping the entry unfinished records the request as aborted. Nobody reads the response.
        Err(ReadError::ClientClosed) => return send_unrecorded(&ReadError::ClientClosed.response()),
        Err(error) => return send(&cors::allow(head, error.response()), entry),
    };
    let content_type = header(&head.headers, "content-type");
    let body = RequestBody::decode(content_type.as_deref(), &bytes).await;
    record(&mut entry, &head.headers, content_type.as_deref(), bytes.clone(), &body).await;

    let character = ["charID", "charId", "character_id"].into_iter().find_map(|name| body.text(name));
    let endpoint = Endpoint::from_path(path);
    let streamed = endpoint.is_some_and(Endpoint::always_streams)
        || body.text("stream").as_deref().and_then(parse_bool) == Some(true);
    let effect = world.faults().match_request(path, character.as_deref(), streamed);
    let Some(effect) = effect else {
        let response = respond(&state, &world, head, endpoint, &bytes, &body, false).await;
        return deliver(&world.clock, &connection, &Delivery::Complete, cors::allow(head, response), entry).await;
    };
    entry.set_fault(effect.id);
    world.clock.sleep(effect.delay).await;
    if effect.delivery == Delivery::Hang {
        // Before the API is called: a request that is never answered does no work there.
        return hang(&connection, entry).await;
    }
    let mut response = match effect.replacement_response(endpoint, character.as_deref()) {
        Some(response) => response,
        None => respond(&state, &world, head, endpoint, &bytes, &body, true).await,
    };
    if !matches!(state.tape, Tape::Off) {
        response.settle().await;
    }
    effect.rewrite.apply(&mut response);
    effect.disturb_stream(&mut response);
    deliver(&world.clock, &connection, &effect.delivery, cors::allow(head, response), entry).await
}

/// The response of the API, or of a service or a recording that takes its place. `disturbed` says whether a fault changes it.
async fn respond(
    state: &State,
    world: &Arc<World>,
    head: &Parts,
    endpoint: Option<Endpoint>,
    bytes: &Bytes,
    body: &RequestBody,
    disturbed: bool,
) -> HttpResponse {
    if let Tape::Replay(_) = &state.tape {
        world.clock.sleep(world.next_latency()).await;
    }
    let mut response = match state.tape.respond(head, bytes, body).await {
        Some(response) => response,
        None => call_api(state, world, head, endpoint, body, disturbed).await,
    };
    // A note can quote what the request sent.
    for credential in credentials(&head.headers) {
        let remarks = &mut *response.remarks;
        let texts = remarks.note.iter_mut().chain(&mut remarks.tolerated).chain(&mut remarks.session);
        texts.for_each(|text| redact::redact_text(text, &credential));
    }
    response
}

/// The response of the API, after the configured latency. `disturbed` says whether a fault changes it.
async fn call_api(
    state: &State,
    world: &Arc<World>,
    head: &Parts,
    endpoint: Option<Endpoint>,
    body: &RequestBody,
    disturbed: bool,
) -> HttpResponse {
    let Some(endpoint) = endpoint else {
        return HttpResponse::error(404, "ERROR", "Not Found").with_note(format!(
            "unknown path {}; the emulator serves {} and /_emulator/",
            head.uri.path(),
            Endpoint::paths()
        ));
    };
    let method = endpoint.method();
    if head.method != method {
        return HttpResponse::error(405, "ERROR", "Method Not Allowed").with_header("allow", method.as_str());
    }
    world.clock.sleep(world.next_latency()).await;
    api::handle(state, world, endpoint, &head.headers, body, disturbed).await
}

fn no_world() -> HttpResponse {
    HttpResponse::error(503, "ERROR", "Service Unavailable")
        .with_note("there are too many API keys for a world per key, or the state cannot be read; restart the emulator")
}

/// Why a request body was not read.
enum ReadError {
    TooLarge,
    TooSlow,
    ClientClosed,
}

impl ReadError {
    fn response(&self) -> HttpResponse {
        match self {
            Self::TooLarge => HttpResponse::error(413, "ERROR", "Request Entity Too Large"),
            Self::TooSlow => HttpResponse::error(408, "ERROR", "Request Timeout")
                .with_note("the rest of the request body did not arrive in time"),
            Self::ClientClosed => HttpResponse::error(400, "ERROR", "Bad Request"),
        }
    }
}

async fn read_bytes(mut body: Incoming, options: &Options) -> Result<Bytes, ReadError> {
    let idle_timeout = Duration::from_millis(options.idle_timeout_ms);
    let mut bytes = BytesMut::new();
    while let Some(frame) = timeout(idle_timeout, body.frame()).await.map_err(|_| ReadError::TooSlow)? {
        let frame = frame.map_err(|_| ReadError::ClientClosed)?;
        if let Ok(data) = frame.into_data() {
            if bytes.len() + data.len() > options.body_limit {
                return Err(ReadError::TooLarge);
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes.freeze())
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The journal entry of a request whose body has not been read yet, without its user and its time. Credentials are
/// redacted.
fn new_entry(head: &Parts, connection: u64) -> Entry {
    let mut path = head.uri.path().as_bytes().to_vec();
    let mut query = head.uri.query().unwrap_or_default().as_bytes().to_vec();
    let mut key_leaked = false;
    for credential in credentials(&head.headers) {
        key_leaked |= redact::redact_bytes(&mut path, &credential);
        key_leaked |= redact::redact_bytes(&mut query, &credential);
    }
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            let shown = if redact::is_credential(name.as_str()) { redact::redact_header(&value) } else { value };
            (name.as_str().to_owned(), shown)
        })
        .collect();
    Entry {
        seq: 0,
        user: String::new(),
        connection,
        method: head.method.to_string(),
        path: String::from_utf8_lossy(&path).into_owned(),
        query: String::from_utf8_lossy(&query).into_owned(),
        version: format!("{:?}", head.version),
        headers,
        content_type: header(&head.headers, "content-type"),
        key_leaked,
        time: String::new(),
        raw_body: Bytes::new(),
        body: RequestBody::default(),
        status: None,
        remarks: Remarks::default(),
        fault: None,
        outcome: Outcome::Open,
        elapsed_ms: None,
        reply: Reply::default(),
        changed: 0,
    }
}

fn credentials(headers: &HeaderMap) -> Vec<String> {
    headers
        .iter()
        .filter(|(name, _)| redact::is_credential(name.as_str()))
        .map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).into_owned())
        .collect()
}

/// Records the body, with leaked credentials redacted.
async fn record(
    entry: &mut EntryGuard,
    headers: &HeaderMap,
    content_type: Option<&str>,
    bytes: Bytes,
    body: &RequestBody,
) {
    let mut redacted: Option<Vec<u8>> = None;
    let mut redact = |credential: &str| {
        let mut copy = redacted.clone().unwrap_or_else(|| bytes.to_vec());
        let found = redact::redact_bytes(&mut copy, credential);
        if found {
            redacted = Some(copy);
        }
        found
    };
    // The requests that extend or revoke a token name it, so that it has not leaked.
    if let Some(token) = body.text("apiAuthToken") {
        redact(&token);
    }
    let leaked = credentials(headers).iter().filter(|credential| redact(credential)).count() > 0;
    match redacted {
        None => entry.set_body(bytes, body.clone(), false),
        Some(copy) => {
            let bytes = Bytes::from(copy);
            let body = match body.encoding {
                Encoding::Other => body.clone(),
                _ => RequestBody::decode(content_type, &bytes).await,
            };
            entry.set_body(bytes, body, leaked);
        }
    }
}
