//! Checks the API key or token of a request.

use hyper::header::HeaderMap;

use super::leniency::Leniency;
use super::tokens;
use crate::endpoint::Endpoint;
use crate::hash::fnv1a;
use crate::options::Options;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::settings::Status;
use crate::token;
use crate::world::World;

/// A credential of a request. If there is an API key, the token is ignored.
enum Credential {
    Key(String),
    Token {
        token: String,
        /// It is in the header of the API key, where some clients send it.
        as_key: bool,
    },
}

/// The id of the user who sends this request: a function of the API key, also where a token stands for it. `None` without a
/// credential.
pub fn user(headers: &HeaderMap) -> Option<String> {
    let text = match find_credential(headers)? {
        Credential::Key(text) => text,
        Credential::Token { token, .. } => match token::user(&token) {
            Some(user) => return Some(user),
            None => token,
        },
    };
    Some(format!("user-{:012x}", fnv1a(&text) >> 16))
}

/// Returns the documented error response if the credential is missing or not accepted.
pub fn check(
    options: &Options,
    world: &World,
    endpoint: Endpoint,
    headers: &HeaderMap,
    body: &RequestBody,
    leniency: &mut Leniency,
) -> Result<(), HttpResponse> {
    let settings = world.settings().clone();
    let error = |status: u16, text: &str| HttpResponse::error(status, endpoint.auth_error_key(), text);
    let Some(credential) = find_credential(headers) else {
        if matches!(endpoint, Endpoint::ExtendToken | Endpoint::RevokeToken) && tokens::names_valid_token(world, body) {
            leniency.tolerate("there is no API key, and the token in the body is taken for it");
            return Ok(());
        }
        let (status, text) = endpoint.missing_key();
        return Err(error(settings.missing_key_status.map_or(status, Status::code), text));
    };
    let bad_key = || error(settings.bad_key_status.code(), "Invalid API key provided.");
    match &credential {
        Credential::Key(key) if !accepts_key(options, key) => return Err(bad_key()),
        Credential::Key(_) => {}
        Credential::Token { token, .. } if options.auth_token.as_ref() == Some(token) => {}
        Credential::Token { token, as_key } => {
            tokens::check(world, token).map_err(|problem| bad_key().with_note(problem.text()))?;
            if *as_key {
                leniency.tolerate("the header CONVAI-API-KEY has a token");
            }
        }
    }
    if endpoint == Endpoint::Connect && matches!(credential, Credential::Token { .. }) {
        leniency
            .violation("a token asks for a token, which needs the API key")
            .map_err(|cause| bad_key().with_note(cause))?;
    }
    match settings.plan_refusal.0 {
        Some(status) => Err(error(status.code(), "API usage limit exceeded for current plan.")),
        None => Ok(()),
    }
}

fn find_credential(headers: &HeaderMap) -> Option<Credential> {
    match non_empty_header(headers, "convai-api-key") {
        Some(token) if token::user(&token).is_some() => Some(Credential::Token { token, as_key: true }),
        Some(key) => Some(Credential::Key(key)),
        None => {
            let token = non_empty_header(headers, "api-auth-token")?;
            Some(Credential::Token { token, as_key: false })
        }
    }
}

fn accepts_key(options: &Options, key: &str) -> bool {
    match &options.api_key {
        Some(known) => key == known,
        None => key != "bad-key",
    }
}

/// The value of a header. An empty value counts as missing.
fn non_empty_header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    let text = String::from_utf8_lossy(value.as_bytes()).trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}
