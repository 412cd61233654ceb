//! The service's many ways of saying no. The HTTP status is the truth; then its words are looked for wherever it puts
//! them; where there are none, the start of the body stands in for them.

use super::{Error, Status, fields::Json};
use crate::transport::Reply;
use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use std::{borrow::Cow, time::Duration};

/// As much of the service's words as is kept.
const KEPT: usize = 500;

/// Where a refusal's words may stand, in the order in which they are looked for. "text" counts only where it says that
/// the generation failed.
const MESSAGE_FIELDS: [&str; 8] =
    ["ERROR", "API_ERROR", "INTERNAL_ERROR", "error", "message", "msg", "detail", "result"];
const REFERENCE_FIELDS: [&str; 5] = ["Reference ID", "reference_id", "transactionID", "transaction_id", "request_id"];
const PROCESS_FAILURE: &str = "process_failure";

/// What the service says where it has no such character: its answers do not tell that from a failed look-up.
const NO_SUCH_CHARACTER: [&str; 3] =
    ["could not fetch character details", "one or more database calls failed", "character not found"];

/// A refusal as an error; a reply with a 2xx status that is no refusal is fine. `json` is the reply's body, as far as it
/// can be read.
pub(super) fn check(reply: &Reply, json: &Json<'_>) -> Result<(), Error> {
    let success = (200..300).contains(&reply.status);
    if success && !says_error(json) {
        return Ok(());
    }
    let message = words(json).or_else(|| if compressed(reply).is_none() { beginning(&reply.body) } else { None });
    let (status, retryable) = if success {
        // A 2xx that holds an error key and nothing else: refused all the same.
        (Status::Refused, false)
    } else {
        status(reply.status, message.as_deref().unwrap_or_default())
    };
    let description = describe(status, reply, message.as_deref());
    Err(Error {
        http_status: Some(reply.status),
        service_message: message,
        reference: json.text(&REFERENCE_FIELDS).and_then(shortened),
        retry_after: retry_after(&reply.headers),
        retryable,
        request_sent: true,
        ..Error::new(status, description)
    })
}

/// A reply with a good status that is not what the service documents.
pub(super) fn unreadable(reply: &Reply, problem: &str) -> Error {
    let kind = reply.headers.get(CONTENT_TYPE).and_then(|kind| shortened(kind.to_str().ok()?));
    let kind = kind.as_deref().unwrap_or("no content type");
    let mut advice = "check that the base URL is the service's";
    let mut problem = Cow::Borrowed(problem);
    if let Some(how) = compressed(reply).filter(|_| Json::read(&reply.body).is_err()) {
        problem = format!("it is compressed ({how}), which was not asked for").into();
        advice = "check the proxies and gateways on the way, and that the base URL is the service's";
    }
    Error {
        http_status: Some(reply.status),
        request_sent: true,
        ..Error::new(
            Status::BadReply,
            format!(
                "the reply (HTTP {}, {kind}) cannot be read: {problem}; {advice}; `raw_json` holds what came",
                reply.status
            ),
        )
    }
}

/// How the reply's body is compressed, where it says so: nothing is asked to be, and nothing is unpacked.
fn compressed(reply: &Reply) -> Option<String> {
    let how = shortened(reply.headers.get(CONTENT_ENCODING)?.to_str().ok()?);
    how.filter(|how| !how.eq_ignore_ascii_case("identity"))
}

/// An error key at the top of a reply. "result" and "message" are said of good things too.
fn says_error(json: &Json<'_>) -> bool {
    json.get(&["ERROR", "API_ERROR", "INTERNAL_ERROR"]).is_some_and(|value| value.as_text() != Some(""))
        && json.get(&["text", "charID", "character_id", "character_name", "response"]).is_none()
}

fn words(json: &Json<'_>) -> Option<String> {
    if let Some(bare) = json.as_text() {
        return shortened(bare);
    }
    let field = MESSAGE_FIELDS.iter().find_map(|name| said(json.get(&[name])?));
    field.or_else(|| json.text(&["text"]).filter(|text| text.starts_with(PROCESS_FAILURE)).and_then(shortened))
}

/// A message may be a text, an object that has one, or a list of such.
fn said(value: &Json<'_>) -> Option<String> {
    match value {
        Json::Text(text) => shortened(text),
        Json::Object(_) => value.text(&["message", "msg", "ERROR", "error", "detail", "code"]).and_then(shortened),
        Json::List(items) => shortened(&items.iter().filter_map(said).collect::<Vec<_>>().join("; ")),
        Json::Nothing => None,
    }
}

/// The start of a body that is no JSON with a message: an HTML page of a gateway, for instance.
fn beginning(body: &[u8]) -> Option<String> {
    // A little more than is kept, so that a cut is seen as one.
    let start = String::from_utf8_lossy(&body[..body.len().min(4 * KEPT)]);
    let readable: Cow<'_, str> = if start.trim_start().starts_with('<') { without_tags(&start).into() } else { start };
    shortened(&readable.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn without_tags(html: &str) -> String {
    let mut inside = false;
    html.chars()
        .filter_map(|character| match character {
            '<' => {
                inside = true;
                Some(' ')
            }
            '>' => {
                inside = false;
                None
            }
            _ => (!inside).then_some(character),
        })
        .collect()
}

/// What a message can hold of a text of the service's; nothing where that is blank.
fn shortened(text: &str) -> Option<String> {
    // A NUL would end the text early for a C program, and an escape could steer the terminal that shows it.
    let printable = |character: char| if character.is_control() { '\u{fffd}' } else { character };
    let text: String = text.trim().chars().map(printable).collect();
    match text.char_indices().nth(KEPT) {
        None => (!text.is_empty()).then_some(text),
        Some((end, _)) => Some(format!("{}…", &text[..end])),
    }
}

/// What a refusal means, and whether the same call may succeed later.
fn status(http: u16, message: &str) -> (Status, bool) {
    let says = |words: &[&str]| {
        let message = message.to_ascii_lowercase();
        words.iter().any(|word| message.contains(word))
    };
    match http {
        401 | 403 => (Status::Authentication, false),
        400 if says(&["api key", "api_key", "apikey"]) => (Status::Authentication, false),
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

fn describe(status: Status, reply: &Reply, message: Option<&str>) -> String {
    let http = reply.status;
    let said = match (message, compressed(reply)) {
        (Some(message), _) => format!(": {message}"),
        (None, Some(how)) => format!(" (its words are compressed: {how})"),
        (None, None) => String::new(),
    };
    match status {
        Status::Redirect => {
            let to =
                reply.headers.get(LOCATION).and_then(|to| shortened(to.to_str().ok()?)).map(|to| format!(" to {to}"));
            format!(
                "HTTP {http}: the service redirects{}, which is never followed: correct the base URL",
                to.unwrap_or_default()
            )
        }
        Status::Authentication => {
            format!("HTTP {http}: the service does not accept the API key, or the plan does not cover this call{said}")
        }
        Status::NotFound => format!(
            "HTTP {http}: no such character, or the service failed to look it up: check the id or the name{said}"
        ),
        Status::RateLimited => {
            format!("HTTP {http}: too many requests, or the plan's quota is used up: wait, or check the usage{said}")
        }
        Status::ProcessFailure => {
            format!("HTTP {http}: the service could not make an answer: check the character's id, else try again{said}")
        }
        Status::Server => format!("HTTP {http}: the service failed: try again later{said}"),
        Status::Proxy => {
            format!("HTTP {http}: the proxy wants a user name and a password: add them to the proxy's URL{said}")
        }
        Status::Timeout => format!("HTTP {http}: the service did not get the request in time: try again{said}"),
        _ => format!("HTTP {http}: the service refused the request: check the ids and values that were sent{said}"),
    }
}

/// The header's seconds. Its other form, a date, is rare, and of no use without a right clock.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(reply: &Reply) -> Result<(), Error> {
        check(reply, &Json::read(&reply.body).unwrap_or_default())
    }

    fn refused(http: u16, body: &str) -> Error {
        look(&Reply { status: http, headers: HeaderMap::new(), body: body.into() }).unwrap_err()
    }

    #[test]
    fn every_known_shape_gives_its_words() {
        for (body, words) in [
            (r#"{"API_ERROR": "Invalid API key provided."}"#, "Invalid API key provided."),
            (r#"{"ERROR": "no", "Reference ID": "r-1"}"#, "no"),
            (r#"{"INTERNAL_ERROR": "no"}"#, "no"),
            (r#"{"charID": "x", "text": "process_failure, error: KeyError()"}"#, "process_failure, error: KeyError()"),
            (r#"{"error": "no"}"#, "no"),
            (r#"{"error": {"code": 7, "message": "no", "details": []}}"#, "no"),
            (r#"{"msg": "no"}"#, "no"),
            (r#""Forbidden""#, "Forbidden"),
            (r#"{"result": "no"}"#, "no"),
            (r#"{"status": "error", "message": "no", "transactionID": "t"}"#, "no"),
            (r#"{"detail": "no"}"#, "no"),
            (
                r#"{"detail": [{"type": "missing", "loc": ["body"], "msg": "Field required"}, {"msg": "b"}]}"#,
                "Field required; b",
            ),
            ("<html><head><title>502 Bad Gateway</title></head></html>", "502 Bad Gateway"),
            (r#"{"API_ERROR": "Invalid API key provided.}"#, r#"{"API_ERROR": "Invalid API key provided.}"#),
        ] {
            assert_eq!(refused(500, body).service_message.as_deref(), Some(words), "{body}");
        }
        assert_eq!(refused(500, "").service_message, None);
        assert_eq!(refused(500, r#"{"ERROR": "no", "Reference ID": "r-1"}"#).reference.as_deref(), Some("r-1"));
        assert_eq!(refused(500, r#"{"message": "no", "transactionID": "t"}"#).reference.as_deref(), Some("t"));
    }

    #[test]
    fn blank_words_are_none() {
        for body in [r#"{"ERROR": {"message": ""}}"#, r#"{"ERROR": [" ", {"msg": "\n"}], "Reference ID": " "}"#] {
            let error = refused(500, body);
            assert_eq!(error.service_message.as_deref(), Some(body), "the body stands in for them");
            assert_eq!(error.reference, None, "{body}");
        }
        assert_eq!(refused(500, "\u{a0}").service_message, None);
    }

    #[test]
    fn a_server_cannot_make_a_message_long() {
        let mut headers = HeaderMap::new();
        for name in [CONTENT_TYPE, LOCATION] {
            headers.insert(name, "x".repeat(100_000).parse().unwrap());
        }
        let reply = Reply { status: 302, headers, body: "y".repeat(100_000).into() };
        for error in [look(&reply).unwrap_err(), unreadable(&reply, "it is broken")] {
            assert!(error.message.len() < 2_500, "{} bytes", error.message.len());
        }
    }

    #[test]
    fn the_status_decides_the_kind_and_the_words_refine_it() {
        for (http, body, status) in [
            (401, "{}", Status::Authentication),
            (403, "\"Forbidden\"", Status::Authentication),
            (400, r#"{"ERROR": "API key not found"}"#, Status::Authentication),
            (400, r#"{"ERROR": "Could not fetch character details from all_characters table."}"#, Status::NotFound),
            (400, r#"{"ERROR": "INTERNAL SERVER ERROR, one or more database calls failed!"}"#, Status::NotFound),
            (400, r#"{"ERROR": "Expecting only one"}"#, Status::BadRequest),
            (404, r#"{"text": "process_failure, error: x"}"#, Status::ProcessFailure),
            (404, "<html>not here</html>", Status::NotFound),
            (408, "", Status::Timeout),
            (429, "{}", Status::RateLimited),
            (302, "", Status::Redirect),
            (503, "", Status::Server),
            (418, "", Status::Refused),
        ] {
            let error = refused(http, body);
            assert_eq!((error.status, error.http_status), (status, Some(http)), "{body}");
        }
    }

    #[test]
    fn what_is_compressed_is_not_taken_for_words() {
        let reply = |body: &str, how: &'static str| Reply {
            status: 500,
            headers: HeaderMap::from_iter([(CONTENT_ENCODING, how.parse().unwrap())]),
            body: body.into(),
        };
        let error = look(&reply("\u{1f}x", "gzip")).unwrap_err();
        assert_eq!(error.service_message, None);
        assert_eq!(error.message, "HTTP 500: the service failed: try again later (its words are compressed: gzip)");
        assert!(unreadable(&reply("\u{1f}x", "gzip"), "p").message.contains("it is compressed (gzip)"));
        // Said, and not done.
        assert_eq!(look(&reply(r#"{"ERROR": "no"}"#, "gzip")).unwrap_err().service_message.as_deref(), Some("no"));
        assert!(unreadable(&reply("{}", "gzip"), "p").message.contains(" p; check that the base URL"));
        assert_eq!(look(&reply("words", "identity")).unwrap_err().service_message.as_deref(), Some("words"));
    }

    #[test]
    fn a_good_status_is_fine_whatever_its_marker_says() {
        for body in [r#"{"STATUS": "SUCCESS"}"#, r#"{"status": "success"}"#, "", "not json", r#"{"result": "done"}"#] {
            let reply = Reply { status: 200, headers: HeaderMap::new(), body: body.into() };
            assert!(look(&reply).is_ok(), "{body}");
        }
        assert_eq!(refused(200, r#"{"ERROR": "no"}"#).status, Status::Refused);
    }
}
