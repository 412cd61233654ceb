//! Checks the API key or token of a request.

use hyper::header::HeaderMap;

use crate::endpoint::Endpoint;
use crate::hash::fnv1a;
use crate::response::HttpResponse;
use crate::state::State;

/// Returns the id of the user with this credential, or the documented error response.
pub fn check(state: &State, endpoint: Endpoint, headers: &HeaderMap) -> Result<String, HttpResponse> {
    let (missing_status, bad_status, plan_refusal) = {
        let settings = state.settings();
        (settings.missing_key_status, settings.bad_key_status, settings.plan_refusal)
    };
    let key = endpoint.auth_error_key();
    let Some((credential, accepted)) = find_credential(state, headers) else {
        return Err(HttpResponse::error(missing_status, key, "api_key not found."));
    };
    if !accepted {
        return Err(HttpResponse::error(bad_status, key, "Invalid API key provided."));
    }
    match plan_refusal {
        Some(status) => Err(HttpResponse::error(status, key, "API usage limit exceeded for current plan.")),
        None => Ok(format!("user-{:012x}", fnv1a(&credential) >> 16)),
    }
}

/// The credential of the request, and whether it is accepted. If there is an API key, the token is ignored.
fn find_credential(state: &State, headers: &HeaderMap) -> Option<(String, bool)> {
    let options = &state.options;
    if let Some(key) = non_empty_header(headers, "convai-api-key") {
        let accepted = match &options.api_key {
            Some(known) => key == *known,
            None => key != "bad-key",
        };
        return Some((key, accepted));
    }
    let token = non_empty_header(headers, "api-auth-token")?;
    let accepted = match (&options.auth_token, &options.api_key) {
        (Some(known), _) => token == *known,
        (None, Some(_)) => false,
        (None, None) => token != "bad-token",
    };
    Some((token, accepted))
}

/// The value of a header. An empty value counts as missing.
fn non_empty_header(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    let text = String::from_utf8_lossy(value.as_bytes()).trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}
