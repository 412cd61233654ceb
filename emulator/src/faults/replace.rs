//! Answers that take the place of the real one.

use serde_json::{Value, json};

use super::Plan;
use crate::answer::{Answer, Body};
use crate::api::Endpoint;
use crate::ids::Ids;

/// The forms in which errors of this API and of what stands before it have been seen.
pub const SHAPES: [&str; 14] = [
    "API_ERROR",
    "ERROR",
    "ERROR_REFERENCE",
    "INTERNAL_ERROR",
    "process_failure",
    "error",
    "msg",
    "message",
    "string",
    "result",
    "transaction",
    "detail",
    "detail_list",
    "error_object",
];

#[derive(Clone, Debug)]
pub enum Replacement {
    /// `None` asks for an error body with the reason phrase.
    Status {
        status: u16,
        body: Option<Vec<u8>>,
    },
    Shape {
        shape: &'static str,
        status: u16,
        message: Option<String>,
    },
    Html502,
    NotJson(u16),
    WrongTypes,
    Deep(usize),
    Redirect {
        status: u16,
        location: String,
    },
    InvalidUtf8,
    Huge(u64),
}

impl Plan {
    /// The answer in place of the real one, if this fault has one.
    pub fn replace(&self, endpoint: Option<Endpoint>, character: Option<&str>, ids: &Ids) -> Option<Answer> {
        let answer = match self.replacement.as_ref()? {
            Replacement::Status { status, body: Some(body) } => Answer::raw(*status, "application/json", body.clone()),
            Replacement::Status { status, body: None } => {
                let key = endpoint.map_or("ERROR", Endpoint::auth_error_key);
                Answer::error(*status, key, reason(*status))
            }
            Replacement::Shape { shape, status, message } => {
                let message = message.as_deref().unwrap_or(reason(*status));
                Answer::json(*status, error_body(shape, message, character, ids))
            }
            Replacement::Html502 => Answer::raw(502, "text/html", HTML_502),
            Replacement::NotJson(status) => {
                Answer::raw(*status, "application/json", "All is well, but this is no JSON.")
            }
            Replacement::WrongTypes => Answer::json(200, wrong_types()),
            Replacement::Deep(depth) => Answer::raw(200, "application/json", deep(*depth)),
            Replacement::Redirect { status, location } => {
                Answer::raw(*status, "text/plain", "elsewhere").header("location", location)
            }
            Replacement::InvalidUtf8 => {
                let body = b"{\"charID\":\"c\",\"text\":\"broken \xff\xfe\xc3 text\",\"sessionID\":\"s\"}";
                Answer::raw(200, "application/json", &body[..])
            }
            Replacement::Huge(bytes) => {
                let mut answer = Answer::json(200, Value::Null);
                answer.body = Body::Filler(*bytes);
                answer
            }
        };
        Some(answer)
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        429 => "API rate limit exceeded. Please try again later.",
        _ => hyper::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Unknown"),
    }
}

fn error_body(shape: &str, message: &str, character: Option<&str>, ids: &Ids) -> Value {
    match shape {
        "ERROR_REFERENCE" => json!({ "ERROR": message, "Reference ID": ids.reference() }),
        "process_failure" => json!({
            "charID": character.unwrap_or_default(),
            "text": format!("process_failure, error: {message}"),
        }),
        "string" => json!(message),
        "transaction" => {
            json!({ "status": "error", "message": message, "transactionID": ids.reference() })
        }
        "detail_list" => {
            json!({ "detail": [{ "type": "value_error", "loc": ["body", "charID"], "msg": message }] })
        }
        "error_object" => {
            json!({ "error": { "code": "emulated", "message": message, "details": {} } })
        }
        key => json!({ key: message }),
    }
}

/// Each field of every endpoint's answer, with a type that nobody expects.
fn wrong_types() -> Value {
    json!({
        "charID": 42, "text": ["a", "list"], "audio": { "an": "object" }, "sample_rate": [true], "sessionID": {},
        "userQuery": 1.5, "STATUS": false, "character_name": null, "character_id": [], "user_id": {},
        "voice_type": 7, "timestamp": 1.5, "backstory": ["b"], "language_codes": "en", "language_code": 3,
    })
}

fn deep(depth: usize) -> String {
    let depth = depth.min(5_000_000);
    format!("{{\"text\":{}{}}}", "[".repeat(depth), "]".repeat(depth))
}

const HTML_502: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
