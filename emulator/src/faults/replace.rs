//! Responses that replace the real one.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Effect;
use crate::endpoint::Endpoint;
use crate::ids;
use crate::response::{Body, HttpResponse};

/// The error bodies that are known from this API and from the proxies in front of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum ErrorShape {
    #[serde(rename = "API_ERROR")]
    ApiError,
    #[serde(rename = "ERROR")]
    UpperError,
    #[serde(rename = "ERROR_REFERENCE")]
    ErrorReference,
    #[serde(rename = "INTERNAL_ERROR")]
    InternalError,
    #[serde(rename = "process_failure")]
    ProcessFailure,
    #[serde(rename = "error")]
    LowerError,
    #[serde(rename = "msg")]
    Msg,
    #[serde(rename = "message")]
    Message,
    #[serde(rename = "string")]
    String,
    #[serde(rename = "result")]
    Result,
    #[serde(rename = "transaction")]
    Transaction,
    #[serde(rename = "detail")]
    Detail,
    #[serde(rename = "detail_list")]
    DetailList,
    #[serde(rename = "error_object")]
    ErrorObject,
}

/// Deeper nesting is not generated.
const MAX_DEPTH: usize = 5_000_000;

#[derive(Clone, Debug)]
pub enum Replacement {
    /// Without a body, the response is an error body with the status's reason phrase.
    Status {
        status: u16,
        body: Option<Vec<u8>>,
    },
    Error {
        shape: ErrorShape,
        status: u16,
        message: Option<String>,
    },
    Html502,
    NotJson(u16),
    WrongTypes,
    DeepJson(usize),
    Redirect {
        status: u16,
        location: String,
    },
    InvalidUtf8,
    Huge(u64),
}

impl Effect {
    /// The response that replaces the real one, if the fault has one.
    pub fn replacement_response(&self, endpoint: Option<Endpoint>, character: Option<&str>) -> Option<HttpResponse> {
        let response = match self.replacement.as_ref()? {
            Replacement::Status { status, body: Some(body) } => {
                HttpResponse::raw(*status, "application/json", body.clone())
            }
            Replacement::Status { status, body: None } => {
                let key = endpoint.map_or("ERROR", Endpoint::auth_error_key);
                HttpResponse::error(*status, key, default_message(*status))
            }
            Replacement::Error { shape, status, message } => {
                let message = message.as_deref().unwrap_or(default_message(*status));
                HttpResponse::json(*status, error_body(*shape, message, character, &self.reference()))
            }
            Replacement::Html502 => HttpResponse::raw(502, "text/html", HTML_502),
            Replacement::NotJson(status) => {
                HttpResponse::raw(*status, "application/json", "This body is plain text, not JSON.")
            }
            Replacement::WrongTypes => HttpResponse::json(200, wrong_types()),
            Replacement::DeepJson(depth) => HttpResponse::raw(200, "application/json", deep_json(*depth)),
            Replacement::Redirect { status, location } => {
                HttpResponse::raw(*status, "text/plain", "redirected").with_header("location", location)
            }
            Replacement::InvalidUtf8 => {
                let body = b"{\"charID\":\"c\",\"text\":\"broken \xff\xfe\xc3 text\",\"sessionID\":\"s\"}";
                HttpResponse::raw(200, "application/json", &body[..])
            }
            Replacement::Huge(bytes) => {
                let mut response = HttpResponse::json(200, Value::Null);
                response.body = Body::Filler(*bytes);
                response
            }
        };
        Some(response)
    }

    /// The id under which a service's support would look up this request.
    pub(super) fn reference(&self) -> String {
        ids::reference(self.id, self.hit)
    }
}

fn default_message(status: u16) -> &'static str {
    match status {
        429 => "API rate limit exceeded. Please try again later.",
        _ => hyper::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Unknown"),
    }
}

pub fn error_body(shape: ErrorShape, message: &str, character: Option<&str>, reference: &str) -> Value {
    match shape {
        ErrorShape::ErrorReference => json!({ "ERROR": message, "Reference ID": reference }),
        ErrorShape::ProcessFailure => json!({
            "charID": character.unwrap_or_default(),
            "text": format!("process_failure, error: {message}"),
        }),
        ErrorShape::String => json!(message),
        ErrorShape::Transaction => {
            json!({ "status": "error", "message": message, "transactionID": reference })
        }
        ErrorShape::DetailList => {
            json!({ "detail": [{ "type": "value_error", "loc": ["body", "charID"], "msg": message }] })
        }
        ErrorShape::ErrorObject => {
            json!({ "error": { "code": "emulated", "message": message, "details": {} } })
        }
        ErrorShape::ApiError => json!({ "API_ERROR": message }),
        ErrorShape::UpperError => json!({ "ERROR": message }),
        ErrorShape::InternalError => json!({ "INTERNAL_ERROR": message }),
        ErrorShape::LowerError => json!({ "error": message }),
        ErrorShape::Msg => json!({ "msg": message }),
        ErrorShape::Message => json!({ "message": message }),
        ErrorShape::Result => json!({ "result": message }),
        ErrorShape::Detail => json!({ "detail": message }),
    }
}

/// The fields of the endpoints that answer an object, each with a type that no client expects.
fn wrong_types() -> Value {
    json!({
        "charID": 42, "text": ["a", "list"], "audio": { "an": "object" }, "sample_rate": [true], "sessionID": {},
        "userQuery": 1.5, "STATUS": false, "character_name": null, "character_id": [], "user_id": {},
        "voice_type": 7, "timestamp": 1.5, "backstory": ["b"], "language_codes": "en", "language_code": 3,
        "characters": { "an": 1 }, "apiAuthToken": 42, "expirationTime": [], "status": 1, "usage": "all", "usage_v2": [7],
        "section_id": 1.5, "message": {},
    })
}

fn deep_json(depth: usize) -> String {
    let depth = depth.min(MAX_DEPTH);
    format!("{{\"text\":{}{}}}", "[".repeat(depth), "]".repeat(depth))
}

const HTML_502: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n";
