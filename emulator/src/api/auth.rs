//! Checks the API key or token of a request.

use hyper::header::HeaderMap;

use crate::endpoint::Endpoint;
use crate::hash::fnv1a;
use crate::options::Options;
use crate::response::HttpResponse;
use crate::settings::{Settings, Status};

/// A credential of a request. If there is an API key, the token is ignored.
enum Credential {
    Key(String),
    Token(String),
}

/// The id of the user who sends this request: a function of the credential. `None` without one.
pub fn user(headers: &HeaderMap) -> Option<String> {
    let (Credential::Key(text) | Credential::Token(text)) = find_credential(headers)?;
    Some(format!("user-{:012x}", fnv1a(&text) >> 16))
}

/// Returns the documented error response if the credential is missing or not accepted.
pub fn check(
    options: &Options,
    settings: &Settings,
    endpoint: Endpoint,
    headers: &HeaderMap,
) -> Result<(), HttpResponse> {
    let error = |status: u16, text: &str| HttpResponse::error(status, endpoint.auth_error_key(), text);
    let Some(credential) = find_credential(headers) else {
        let (status, text) = endpoint.missing_key();
        return Err(error(settings.missing_key_status.map_or(status, Status::code), text));
    };
    if !is_accepted(options, &credential) {
        return Err(error(settings.bad_key_status.code(), "Invalid API key provided."));
    }
    match settings.plan_refusal.0 {
        Some(status) => Err(error(status.code(), "API usage limit exceeded for current plan.")),
        None => Ok(()),
    }
}

fn find_credential(headers: &HeaderMap) -> Option<Credential> {
    let key = non_empty_header(headers, "convai-api-key").map(Credential::Key);
    key.or_else(|| non_empty_header(headers, "api-auth-token").map(Credential::Token))
}

fn is_accepted(options: &Options, credential: &Credential) -> bool {
    match (credential, &options.api_key, &options.auth_token) {
        (Credential::Key(key), Some(known), _) => key == known,
        (Credential::Key(key), None, _) => key != "bad-key",
        (Credential::Token(token), _, Some(known)) => token == known,
        (Credential::Token(_), Some(_), None) => false,
        (Credential::Token(token), None, None) => token != "bad-token",
    }
}

/// The value of a header. An empty value counts as missing.
fn non_empty_header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    let text = String::from_utf8_lossy(value.as_bytes()).trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}
