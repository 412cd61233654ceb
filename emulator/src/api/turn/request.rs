//! Reads and validates a `getResponse` request.

use bytes::Bytes;

use super::super::check_charset;
use super::super::leniency::Leniency;
use super::scene::{self, Scene};
use crate::request_body::{Encoding, RequestBody, parse_bool};
use crate::response::HttpResponse;

const CHARACTER_REQUIRED: &str = "charID is a required field";
const ONE_INPUT: &str = "Expecting only one; either an audio file or user's query as a string";

/// A request that passed all checks that need no character.
pub struct TurnRequest {
    pub character: String,
    /// `-1` starts a session.
    pub session: String,
    pub input: TurnInput,
    pub voice: bool,
    pub stream: bool,
    /// The rate that the request declares for its recording.
    pub sample_rate: Option<String>,
    pub scene: Scene,
}

pub enum TurnInput {
    Text(String),
    Audio(Bytes),
}

/// The error is the response to send.
pub fn parse(body: &RequestBody, leniency: &mut Leniency) -> Result<TurnRequest, HttpResponse> {
    if !matches!(body.encoding, Encoding::UrlEncoded | Encoding::Multipart) {
        return Err(bad_request(CHARACTER_REQUIRED)
            .with_note(format!("the body must be form data, but it is {}", body.encoding.name())));
    }
    if let Some(problem) = &body.problem {
        return Err(bad_request(CHARACTER_REQUIRED).with_note(problem));
    }
    let text = |name: &str| body.text(name).filter(|text| !text.is_empty());
    let character = text("charID").ok_or_else(|| bad_request(CHARACTER_REQUIRED))?;
    let input = match (text("userText"), body.file("file")) {
        (Some(text), None) => TurnInput::Text(text),
        (None, Some(file)) => TurnInput::Audio(file.bytes.clone()),
        (Some(_), Some(_)) => return Err(bad_request(ONE_INPUT)),
        (None, None) if text("file").is_some() => {
            return Err(bad_request(ONE_INPUT).with_note("the part named file has no file name, so it is a text field"));
        }
        (None, None) => return Err(bad_request(ONE_INPUT)),
    };
    check_charset(body, leniency).map_err(|cause| bad_request("The body must be UTF-8").with_note(cause))?;
    for name in ["sessionID", "voiceResponse"] {
        if text(name).is_none() {
            let refusal = |cause| bad_request(&format!("{name} is a required field")).with_note(cause);
            leniency.violation(format!("{name} is missing")).map_err(refusal)?;
        }
    }
    let flag = |name: &str| match text(name) {
        None => Ok(false),
        Some(value) => parse_bool(&value).ok_or_else(|| bad_request(&format!("{name} must be a boolean"))),
    };
    let scene = scene::parse(body, leniency)
        .map_err(|(field, cause)| bad_request(&format!("{field} is not valid")).with_note(cause))?;
    Ok(TurnRequest {
        character,
        session: text("sessionID").unwrap_or_else(|| "-1".to_owned()),
        input,
        voice: flag("voiceResponse")?,
        stream: flag("stream")?,
        sample_rate: text("sample_rate"),
        scene,
    })
}

pub fn bad_request(text: &str) -> HttpResponse {
    HttpResponse::error(400, "ERROR", text)
}
