//! The shapes in which the service reports errors.
//!
//! The HTTP status decides which error a reply is, and the message refines that. The message is searched for in all
//! places where the service is known to put it; if there is none, the beginning of the body is used instead.

use super::{CredentialKind, Error, Status, json_fields::Json, secrets::Secrets};
use crate::transport::ResponseHead;
use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

/// How many characters are kept of a text of the service.
const MAX_CHARACTERS: usize = 500;

/// How many bytes at the beginning of a body are searched for readable text.
const SEARCHED_BYTES: usize = 4 * MAX_CHARACTERS;

/// The fields that may hold the message, in the order in which they are looked for. "text" counts only if it says that
/// the generation failed.
const MESSAGE_FIELDS: [&str; 8] =
    ["ERROR", "API_ERROR", "INTERNAL_ERROR", "error", "message", "msg", "detail", "result"];
const REFERENCE_FIELDS: [&str; 5] = ["Reference ID", "reference_id", "transactionID", "transaction_id", "request_id"];
const PROCESS_FAILURE: &str = "process_failure";

/// What the service says if a character does not exist. It uses the same text if the lookup itself failed.
const NO_SUCH_CHARACTER: [&str; 3] =
    ["could not fetch character details", "one or more database calls failed", "character not found"];

/// What the service may say of an auth token that has expired or was revoked. It documents no reply for that.
const AUTH_TOKEN: [&str; 9] = [
    "auth token",
    "auth_token",
    "auth-token",
    "authtoken",
    "token has expired",
    "token expired",
    "expired token",
    "invalid token",
    "token is invalid",
];

/// Returns the error that a reply reports, if it reports one. `json` is the body, as far as it can be read. The body is
/// a whole reply, or an object of a streamed one.
pub(super) fn check(head: &ResponseHead, body: &[u8], json: &Json<'_>, secrets: &Secrets) -> Result<(), Error> {
    if is_success(head) && !says_error(json) {
        return Ok(());
    }
    Err(refusal(head, body, json, secrets))
}

/// Returns the error that an object of a streamed reply reports, if it reports one. The status of the response came
/// before the error, so the object alone decides.
pub(super) fn check_object(
    head: &ResponseHead,
    object: &[u8],
    json: &Json<'_>,
    secrets: &Secrets,
) -> Result<(), Error> {
    let has_failed = json.text(&["text"]).is_some_and(|text| text.starts_with(PROCESS_FAILURE));
    let has_content = || json.get(&["text", "response", "audio", "sessionID", "session_id"]).is_some();
    let is_error = || json.get(&["error", "detail"]).is_some_and(|value| value.as_text() != Some("")) && !has_content();
    if has_failed || says_error(json) || is_error() { Err(refusal(head, object, json, secrets)) } else { Ok(()) }
}

pub(super) fn is_success(head: &ResponseHead) -> bool {
    (200..300).contains(&head.status)
}

/// The error of a reply that is a refusal.
pub(super) fn refusal(head: &ResponseHead, body: &[u8], json: &Json<'_>, secrets: &Secrets) -> Error {
    let excerpt = Excerpt { secrets };
    let message = excerpt.message(json).or_else(|| match content_encoding(head, excerpt) {
        None => excerpt.beginning(body),
        Some(_) => None,
    });
    let (status, retryable) = if is_success(head) {
        match message.as_deref() {
            Some(message) if message.starts_with(PROCESS_FAILURE) => (Status::ProcessFailure, false),
            // A 2xx status with an error field and no content is a refusal.
            _ => (Status::Refused, false),
        }
    } else {
        status(head.status, message.as_deref().unwrap_or_default())
    };
    let description = describe(status, head, message.as_deref(), excerpt);
    let mut error = unusable(head, status, description).retryable(retryable);
    error.service_message = message;
    error.reference = json.text(&REFERENCE_FIELDS).and_then(|text| excerpt.of(text));
    error.retry_after = retry_after(head);
    error
}

/// The error of a 2xx reply that is JSON and lacks what was asked for: what its message says, or else the problem.
pub(super) fn no_data(head: &ResponseHead, body: &[u8], json: &Json<'_>, problem: &str, secrets: &Secrets) -> Error {
    match (Excerpt { secrets }).message(json) {
        Some(_) => refusal(head, body, json, secrets),
        None => unreadable(head, body, problem, secrets),
    }
}

/// The error of a reply that is not JSON: what its HTTP status says, and else that it is unreadable.
pub(super) fn not_json(head: &ResponseHead, body: &[u8], problem: &str, secrets: &Secrets) -> Error {
    let refused = check(head, body, &Json::Nothing, secrets).err();
    refused.unwrap_or_else(|| unreadable(head, body, problem, secrets))
}

/// The error for a 2xx reply that is not what the service documents.
pub(super) fn unreadable(head: &ResponseHead, body: &[u8], problem: &str, secrets: &Secrets) -> Error {
    let excerpt = Excerpt { secrets };
    let content_type = head.header("content-type").and_then(|kind| excerpt.of(kind));
    let content_type = content_type.as_deref().unwrap_or("no content type");
    let mut advice = "check that the base URL is the service's";
    let mut problem = Cow::Borrowed(problem);
    if let Some(encoding) = content_encoding(head, excerpt).filter(|_| Json::read(body).is_err()) {
        problem = format!("it is compressed ({encoding}), although that was not requested").into();
        advice = "check the proxies and gateways on the way, and that the base URL is the service's";
    }
    let message = format!(
        "the reply (HTTP {}, {content_type}) cannot be read: {problem}; {advice}; `raw_json` holds what came",
        head.status
    );
    unusable(head, Status::BadReply, message)
}

/// The error for a 2xx reply that can be read, but holds nothing that a turn needs.
pub(super) fn empty_reply(head: &ResponseHead) -> Error {
    let message = "the reply holds neither text nor audio: try again; `raw_json` holds what came";
    unusable(head, Status::EmptyReply, message.into())
}

/// The error for a 2xx reply of which a part cannot be used.
pub(super) fn unusable(head: &ResponseHead, status: Status, message: String) -> Error {
    Error::new(status, message).replied(Some(head.status))
}

/// Whether the body is compressed. The library requests no compression.
pub(super) fn is_compressed(head: &ResponseHead) -> bool {
    let encoding = head.header("content-encoding").map(str::trim).unwrap_or_default();
    !encoding.is_empty() && !encoding.eq_ignore_ascii_case("identity")
}

/// How the body is compressed, if its header says so. The library requests no compression and decompresses nothing.
fn content_encoding(head: &ResponseHead, excerpt: Excerpt<'_>) -> Option<String> {
    let encoding = excerpt.of(head.header("content-encoding")?);
    encoding.filter(|encoding| !encoding.eq_ignore_ascii_case("identity"))
}

/// Whether a reply has an error field at the top level. "result" and "message" do not count: successful replies have
/// them, too.
fn says_error(json: &Json<'_>) -> bool {
    json.get(&["ERROR", "API_ERROR", "INTERNAL_ERROR"]).is_some_and(|value| value.as_text() != Some(""))
        && json.get(&["text", "charID", "character_id", "character_name", "response"]).is_none()
}

/// Prepares texts of the service for error messages. The secrets are redacted before a text is truncated, so that no
/// part of it is left at the cut.
#[derive(Clone, Copy)]
struct Excerpt<'a> {
    secrets: &'a Secrets,
}

impl Excerpt<'_> {
    /// A text, truncated and printable, or `None` if it is blank.
    fn of(self, text: &str) -> Option<String> {
        // A NUL would end the text early for a C program, and an escape sequence could control the terminal that shows
        // it.
        let printable = |character: char| if character.is_control() { '\u{fffd}' } else { character };
        let text: String = self.secrets.redact(text.trim()).chars().map(printable).collect();
        match text.char_indices().nth(MAX_CHARACTERS) {
            None => (!text.is_empty()).then_some(text),
            Some((end, _)) => Some(format!("{}…", &text[..end])),
        }
    }

    /// The message of an error reply.
    fn message(self, json: &Json<'_>) -> Option<String> {
        if let Some(text) = json.as_text() {
            return self.of(text);
        }
        let field = MESSAGE_FIELDS.iter().find_map(|name| self.message_in(json.get(&[name])?));
        let failure = || json.text(&["text"]).filter(|text| text.starts_with(PROCESS_FAILURE));
        field.or_else(|| self.of(failure()?))
    }

    /// A message may be a text, an object that has one, or a list of such.
    fn message_in(self, value: &Json<'_>) -> Option<String> {
        match value {
            Json::Text(text) => self.of(text),
            Json::Object(_) => self.of(value.text(&["message", "msg", "ERROR", "error", "detail", "code"])?),
            Json::List(items) => {
                self.of(&items.iter().filter_map(|item| self.message_in(item)).collect::<Vec<_>>().join("; "))
            }
            Json::Nothing | Json::Flag(_) => None,
        }
    }

    /// The readable text at the beginning of a body that is not JSON: an HTML page of a gateway, for instance.
    fn beginning(self, body: &[u8]) -> Option<String> {
        let start = self.secrets.redact_prefix(body, SEARCHED_BYTES);
        let start = String::from_utf8_lossy(&start);
        let readable = if start.trim_start().starts_with('<') { without_tags(&start).into() } else { start };
        self.of(&readable.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

fn without_tags(html: &str) -> String {
    let mut in_tag = false;
    html.chars()
        .filter_map(|character| match character {
            '<' => {
                in_tag = true;
                Some(' ')
            }
            '>' => {
                in_tag = false;
                None
            }
            _ => (!in_tag).then_some(character),
        })
        .collect()
}

/// What an HTTP status means, and whether the same call may succeed later.
fn status(http: u16, message: &str) -> (Status, bool) {
    let says = |words: &[&str]| {
        let message = message.to_ascii_lowercase();
        words.iter().any(|word| message.contains(word))
    };
    match http {
        401 | 403 => (Status::Authentication, false),
        400 if says(&["api key", "api_key", "apikey"]) => (Status::Authentication, false),
        400 | 404 if says(&AUTH_TOKEN) => (Status::Authentication, false),
        400 | 404 if says(&NO_SUCH_CHARACTER) => (Status::NotFound, false),
        404 if message.starts_with(PROCESS_FAILURE) => (Status::ProcessFailure, false),
        404 => (Status::NotFound, false),
        402 => (Status::RateLimited, false),
        429 => (Status::RateLimited, !says(&["usage limit", "quota"])),
        400 | 422 => (Status::BadRequest, false),
        407 => (Status::Proxy, false),
        408 => (Status::Timeout, true),
        300..400 => (Status::Redirect, false),
        500..600 => (Status::Server, matches!(http, 500 | 502 | 503 | 504)),
        _ => (Status::Refused, false),
    }
}

fn describe(status: Status, head: &ResponseHead, message: Option<&str>, excerpt: Excerpt<'_>) -> String {
    let http = head.status;
    let said = match (message, content_encoding(head, excerpt)) {
        (Some(message), _) => format!(": {message}"),
        (None, Some(encoding)) => format!(" (its message is compressed: {encoding})"),
        (None, None) => String::new(),
    };
    match status {
        Status::Redirect => {
            let to = head.header("location").and_then(|to| excerpt.of(to)).map(|to| format!(" to {to}"));
            format!(
                "HTTP {http}: the service redirects{}, which is never followed: correct the base URL",
                to.unwrap_or_default()
            )
        }
        Status::Authentication => {
            let reason = match excerpt.secrets.credential().kind() {
                CredentialKind::ApiKey if excerpt.secrets.passed_token().is_none() => {
                    "the service does not accept the API key, or the plan does not cover this call"
                }
                CredentialKind::ApiKey => {
                    "the auth token may have expired or been revoked, or the service does not accept the API key, or the \
                     plan does not cover this call"
                }
                CredentialKind::AuthToken => {
                    "the service does not accept the auth token, which may have expired or been revoked: set a new one; \
                     or the plan does not cover this call"
                }
            };
            format!("HTTP {http}: {reason}{said}")
        }
        Status::NotFound => format!(
            "HTTP {http}: the service does not know what the call names, such as the character, or failed to look it up: \
             check the id or the name{said}"
        ),
        Status::RateLimited => {
            format!("HTTP {http}: too many requests, or the plan's quota is used up: wait, or check the usage{said}")
        }
        Status::ProcessFailure => {
            format!(
                "HTTP {http}: the service could not generate an answer: check the character's id, else try again{said}"
            )
        }
        Status::Server => format!("HTTP {http}: the service failed: try again later{said}"),
        Status::Proxy => {
            format!("HTTP {http}: the proxy requires a user name and a password: add them to the proxy's URL{said}")
        }
        Status::Timeout => format!("HTTP {http}: the service did not receive the request in time: try again{said}"),
        _ => format!("HTTP {http}: the service refused the request: check the ids and values that were sent{said}"),
    }
}

/// The wait that the Retry-After header asks for: seconds, or a date. A date counts from the Date header, because the
/// clock of this machine may be wrong; it is used only if there is no such header.
fn retry_after(head: &ResponseHead) -> Option<Duration> {
    let value = head.header("retry-after")?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    let now = head.header("date").and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    // A date in the past means that the call can be repeated at once.
    Some(until.duration_since(now.unwrap_or_else(SystemTime::now)).unwrap_or_default())
}

#[cfg(test)]
#[path = "service_error_tests.rs"]
mod tests;
