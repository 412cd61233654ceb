//! Who is asking, and whether that is allowed.

use hyper::header::HeaderMap;

use super::Endpoint;
use crate::answer::Answer;
use crate::ids;
use crate::shared::Shared;

/// The id of the user behind the credential, or the documented refusal.
pub fn check(shared: &Shared, endpoint: Endpoint, headers: &HeaderMap) -> Result<String, Answer> {
    let (missing_status, bad_status, plan_refusal) = {
        let settings = shared.settings();
        (settings.missing_key_status, settings.bad_key_status, settings.plan_refusal)
    };
    let key = endpoint.auth_error_key();
    let Some((credential, accepted)) = credential(shared, headers) else {
        return Err(Answer::error(missing_status, key, "api_key not found."));
    };
    if !accepted {
        return Err(Answer::error(bad_status, key, "Invalid API key provided."));
    }
    match plan_refusal {
        Some(status) => Err(Answer::error(status, key, "API usage limit exceeded for current plan.")),
        None => Ok(format!("user-{:012x}", ids::hash(&credential) >> 16)),
    }
}

/// The credential and whether it is good. A key in the request decides; a token counts only where there is no key.
fn credential(shared: &Shared, headers: &HeaderMap) -> Option<(String, bool)> {
    let options = &shared.options;
    if let Some(key) = value(headers, "convai-api-key") {
        let good = match &options.api_key {
            Some(known) => key == *known,
            None => key != "bad-key",
        };
        return Some((key, good));
    }
    let token = value(headers, "api-auth-token")?;
    let good = match (&options.auth_token, &options.api_key) {
        (Some(known), _) => token == *known,
        (None, Some(_)) => false,
        (None, None) => token != "bad-token",
    };
    Some((token, good))
}

/// A header that is empty counts as missing.
fn value(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?;
    let text = String::from_utf8_lossy(value.as_bytes()).trim().to_owned();
    Some(text).filter(|text| !text.is_empty())
}
