//! Parses a fault from its JSON. The error says what is invalid, and what is accepted.

use std::time::Duration;

use serde_json::{Map, Value};

use super::audio::AudioVariant;
use super::replace::{ERROR_SHAPES, Replacement};
use super::rewrite::Rewrite;
use super::{Effect, Matcher};
use crate::connection::End;
use crate::delivery::Delivery;

// The keys of a fault, by what they do.

/// Select requests.
const MATCH: [&str; 6] = ["path", "character", "count", "skip", "probability", "seed"];
/// Can be combined with each other and with all of the following.
const ANY: [&str; 5] = ["delay_ms", "headers", "content_type", "body_prefix", "body_suffix"];
/// Replace the response. Only one of these can be given, but `status` can be combined with some of the others.
const REPLACE: [&str; 10] = [
    "status",
    "error_shape",
    "html_502",
    "not_json",
    "wrong_types",
    "deep_json",
    "redirect",
    "invalid_utf8",
    "huge",
    "empty_body",
];
/// Rewrite fields of the real response.
const REWRITE: [&str; 5] = ["audio", "sample_rate", "text", "session", "get"];
/// Decide how the response is sent. Only one of these can be given.
const DELIVER: [&str; 7] = ["hang", "drip", "cut", "wrong_length", "cut_chunked", "declared_only", "chunked"];
/// Parameters of other keys.
const PARAMETER: [&str; 6] = ["body", "json", "message", "every_ms", "bytes", "how"];

type Fields = Map<String, Value>;

pub fn fault(source: &Value) -> Result<(Matcher, Effect), String> {
    let fields = source.as_object().ok_or("a fault must be a JSON object")?;
    check_keys(fields)?;
    let matcher = matcher(fields)?;
    let replacement = replacement(fields)?;
    let (delivery, before_body) = delivery(fields)?;
    let rewrite = rewrite(fields)?;
    if replacement.is_some() && rewrite.changes_fields() {
        return Err(
            "audio, sample_rate, text, session and get rewrite the real response; they cannot be combined with a \
            key that replaces it"
                .to_owned(),
        );
    }
    if before_body.is_some() && matcher.character.is_some() {
        return Err("before_body cannot be combined with character, because the character id is in the body".to_owned());
    }
    let unchanged = delivery == Delivery::Complete && rewrite.body_prefix.is_none() && rewrite.body_suffix.is_none();
    if matches!(replacement, Some(Replacement::Huge(_))) && !unchanged {
        return Err("huge is generated while it is sent; it cannot be combined with drip, cut, wrong_length, \
            cut_chunked, declared_only, hang, body_prefix or body_suffix"
            .to_owned());
    }
    let effect = Effect {
        id: 0,
        hit: 0,
        delay: Duration::from_millis(number(fields, "delay_ms")?.unwrap_or(0)),
        replacement,
        rewrite,
        delivery,
        before_body,
    };
    let no_effect = effect.delay.is_zero()
        && effect.replacement.is_none()
        && effect.rewrite.is_empty()
        && effect.delivery == Delivery::Complete
        && before_body.is_none();
    if no_effect {
        return Err(format!("this fault does nothing; add one of: {}", effect_keys()));
    }
    Ok((matcher, effect))
}

fn effect_keys() -> String {
    let keys = [&ANY[..], &REPLACE[..], &REWRITE[..], &DELIVER[..]].concat();
    keys.join(", ")
}

fn check_keys(fields: &Fields) -> Result<(), String> {
    let known = [&MATCH[..], &ANY[..], &REPLACE[..], &REWRITE[..], &DELIVER[..], &PARAMETER[..]].concat();
    match fields.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("unknown fault key {key}; known keys: {}", known.join(", "))),
        None => Ok(()),
    }
}

fn matcher(fields: &Fields) -> Result<Matcher, String> {
    let probability = match fields.get("probability") {
        None => None,
        Some(value) => {
            Some(value.as_f64().filter(|p| (0.0..=1.0).contains(p)).ok_or("probability must be a number from 0 to 1")?)
        }
    };
    let path = text(fields, "path")?.filter(|path| *path != "*").map(|path| path.trim_end_matches('/').to_owned());
    Ok(Matcher {
        path,
        character: text(fields, "character")?.map(str::to_owned),
        skip: number(fields, "skip")?.unwrap_or(0),
        // A fault with a probability stays active until it is cleared, unless a count is given.
        count: number(fields, "count")?.unwrap_or(if probability.is_some() { 0 } else { 1 }),
        probability,
        seed: number(fields, "seed")?.unwrap_or(0),
    })
}

fn replacement(fields: &Fields) -> Result<Option<Replacement>, String> {
    let status = match number(fields, "status")? {
        None => None,
        Some(status @ 200..=599) => Some(status as u16),
        Some(_) => return Err("status must be a number from 200 to 599".to_owned()),
    };
    let given: Vec<&str> = REPLACE[1..].iter().copied().filter(|key| is_on(fields, key)).collect();
    let replacement = match given[..] {
        [] => match status {
            Some(status) => Replacement::Status { status, body: body(fields)? },
            None if fields.contains_key("body") || fields.contains_key("json") => {
                Replacement::Status { status: 200, body: body(fields)? }
            }
            None => return Ok(None),
        },
        ["error_shape"] => {
            let name = text(fields, "error_shape")?.unwrap_or_default();
            let shape = ERROR_SHAPES
                .iter()
                .find(|shape| **shape == name)
                .ok_or_else(|| format!("error_shape must be one of: {}", ERROR_SHAPES.join(", ")))?;
            let message = text(fields, "message")?.map(str::to_owned);
            Replacement::Error { shape, status: status.unwrap_or(500), message }
        }
        ["html_502"] => Replacement::Html502,
        ["not_json"] => Replacement::NotJson(status.unwrap_or(200)),
        ["wrong_types"] => Replacement::WrongTypes,
        ["deep_json"] => Replacement::DeepJson(required_number(fields, "deep_json")? as usize),
        ["redirect"] => Replacement::Redirect {
            status: status.unwrap_or(302),
            location: text(fields, "redirect")?.unwrap_or_default().to_owned(),
        },
        ["invalid_utf8"] => Replacement::InvalidUtf8,
        ["huge"] => Replacement::Huge(required_number(fields, "huge")?),
        ["empty_body"] => Replacement::Status { status: status.unwrap_or(200), body: Some(Vec::new()) },
        _ => return Err(format!("only one of these keys can be given: {}", given.join(", "))),
    };
    Ok(Some(replacement))
}

/// The body of a replaced response. `None` if the fault gives none.
fn body(fields: &Fields) -> Result<Option<Vec<u8>>, String> {
    match (text(fields, "body")?, fields.get("json")) {
        (Some(_), Some(_)) => Err("body and json cannot both be given".to_owned()),
        (Some(text), None) => Ok(Some(text.as_bytes().to_vec())),
        (None, Some(json)) => Ok(Some(json.to_string().into_bytes())),
        (None, None) => Ok(None),
    }
}

fn rewrite(fields: &Fields) -> Result<Rewrite, String> {
    let mut headers = Vec::new();
    if let Some(value) = fields.get("headers") {
        let object = value.as_object().ok_or("headers must be an object of strings")?;
        for (name, value) in object {
            let value = value.as_str().ok_or("headers must be an object of strings")?;
            headers.push((name.clone(), value.to_owned()));
        }
    }
    let one_of = |key: &'static str, allowed: &'static [&'static str]| -> Result<Option<&'static str>, String> {
        let Some(name) = text(fields, key)? else {
            return Ok(None);
        };
        let found = allowed.iter().find(|allowed| **allowed == name);
        found.copied().map(Some).ok_or_else(|| format!("{key} must be one of: {}", allowed.join(", ")))
    };
    let audio = match text(fields, "audio")? {
        None => None,
        Some(name) => {
            Some(AudioVariant::parse(name).ok_or_else(|| format!("audio must be one of: {}", AudioVariant::names()))?)
        }
    };
    // A number sets a rate that differs from the one in the WAV header.
    let (sample_rate, sample_rate_number) = match fields.get("sample_rate") {
        Some(Value::Number(rate)) => (None, Some(Value::Number(rate.clone()))),
        _ => (one_of("sample_rate", &["string", "null", "absent", "wrong"])?, None),
    };
    Ok(Rewrite {
        headers,
        audio,
        sample_rate,
        sample_rate_number,
        text: one_of("text", &["absent", "null", "empty", "response", "number"])?,
        session: one_of("session", &["absent", "null", "empty", "number"])?,
        get: one_of("get", &["response_wrapper", "null_backstory", "empty_backstory", "only_id", "camel_case"])?,
        content_type: text(fields, "content_type")?.map(str::to_owned),
        body_prefix: text(fields, "body_prefix")?.map(str::to_owned),
        body_suffix: text(fields, "body_suffix")?.map(str::to_owned),
        chunked: is_on(fields, "chunked"),
    })
}

/// How the response is sent, and how the connection is cut if that happens before the request body is read.
fn delivery(fields: &Fields) -> Result<(Delivery, Option<End>), String> {
    let given: Vec<&str> = DELIVER.iter().copied().filter(|key| is_on(fields, key)).collect();
    let end = match text(fields, "how")? {
        None | Some("fin") => End::Fin,
        Some("rst") => End::Rst,
        Some(_) => return Err("how must be fin or rst".to_owned()),
    };
    let bytes = number(fields, "bytes")?.map(|bytes| bytes as usize);
    let delivery = match given[..] {
        [] | ["chunked"] => Delivery::Complete,
        ["hang"] => Delivery::Hang,
        ["drip"] => Delivery::Drip {
            piece: required_number(fields, "drip")?.max(1) as usize,
            every: Duration::from_millis(number(fields, "every_ms")?.unwrap_or(10)),
        },
        ["cut"] => match text(fields, "cut")?.unwrap_or_default() {
            "before_body" => return Ok((Delivery::Complete, Some(end))),
            "before_answer" => Delivery::CutBeforeResponse(end),
            "after_headers" => Delivery::CutAfterHeaders(end),
            "mid_body" => Delivery::CutMidBody { bytes: bytes.unwrap_or(10), end },
            _ => {
                return Err("cut must be before_body, before_answer, after_headers or mid_body".to_owned());
            }
        },
        ["wrong_length"] => Delivery::WrongLength(
            fields["wrong_length"].as_i64().ok_or("wrong_length must be a whole number, positive or negative")?,
        ),
        ["cut_chunked"] => Delivery::CutChunked { bytes: bytes.unwrap_or(10), end },
        ["declared_only"] => Delivery::DeclaredOnly(required_number(fields, "declared_only")?),
        _ => return Err(format!("only one of these keys can be given: {}", given.join(", "))),
    };
    Ok((delivery, None))
}

/// Whether the key is present, and neither `false` nor `null`.
fn is_on(fields: &Fields, key: &str) -> bool {
    !matches!(fields.get(key), None | Some(Value::Null | Value::Bool(false)))
}

fn text<'a>(fields: &'a Fields, key: &str) -> Result<Option<&'a str>, String> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("{key} must be a string")),
    }
}

fn number(fields: &Fields, key: &str) -> Result<Option<u64>, String> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_u64().map(Some).ok_or_else(|| format!("{key} must be a whole number, 0 or more")),
    }
}

fn required_number(fields: &Fields, key: &str) -> Result<u64, String> {
    number(fields, key)?.ok_or_else(|| format!("{key} must be a number"))
}
