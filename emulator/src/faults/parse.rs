//! Reads a fault from its JSON, and says what is wrong with one that cannot be read.

use std::time::Duration;

use serde_json::{Map, Value};

use super::replace::{Replacement, SHAPES};
use super::reshape::Reshape;
use super::sound::AudioForm;
use super::{Delivery, Matcher, Plan};
use crate::delivery::End;

const MATCH: [&str; 6] = ["path", "character", "count", "skip", "probability", "seed"];
const ANY: [&str; 4] = ["delay_ms", "headers", "body_prefix", "body_suffix"];
/// At most one of these takes the place of the answer. `status` also goes with some of the others.
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
const RESHAPE: [&str; 6] = ["audio", "sample_rate", "text", "session", "get", "content_type"];
/// At most one of these decides how the answer is sent.
const DELIVER: [&str; 7] = ["hang", "drip", "cut", "wrong_length", "cut_chunked", "declared_only", "chunked"];
/// Details of the others.
const DETAIL: [&str; 6] = ["body", "json", "message", "every_ms", "bytes", "how"];

type Fields = Map<String, Value>;

pub fn fault(source: &Value) -> Result<(Matcher, Plan), String> {
    let fields = source.as_object().ok_or("a fault has to be a JSON object")?;
    known_keys(fields)?;
    let matcher = matcher(fields)?;
    let replacement = replacement(fields)?;
    let (delivery, before_body) = delivery(fields)?;
    let reshape = reshape(fields)?;
    if replacement.is_some() && reshape.touches_fields() {
        return Err("audio, sample_rate, text, session and get reshape the real answer: they do not go together with \
            what takes its place"
            .to_owned());
    }
    if before_body.is_some() && matcher.character.is_some() {
        return Err("before_body cannot go with character: the id is in the body".to_owned());
    }
    let whole = delivery == Delivery::Whole && reshape.prefix.is_none() && reshape.suffix.is_none();
    if matches!(replacement, Some(Replacement::Huge(_))) && !whole {
        return Err("huge is made while it is sent: it goes with none of drip, cut, wrong_length, cut_chunked, \
            declared_only, hang, body_prefix, body_suffix"
            .to_owned());
    }
    let plan = Plan {
        id: 0,
        delay: Duration::from_millis(number(fields, "delay_ms")?.unwrap_or(0)),
        replacement,
        reshape,
        delivery,
        before_body,
    };
    let idle = plan.delay.is_zero()
        && plan.replacement.is_none()
        && plan.reshape.is_empty()
        && plan.delivery == Delivery::Whole
        && before_body.is_none();
    if idle {
        return Err(format!("this fault does nothing; give one of: {}", effects()));
    }
    Ok((matcher, plan))
}

fn effects() -> String {
    let effects = [&ANY[..], &REPLACE[..], &RESHAPE[..], &DELIVER[..]].concat();
    effects.join(", ")
}

fn known_keys(fields: &Fields) -> Result<(), String> {
    let known = [&MATCH[..], &ANY[..], &REPLACE[..], &RESHAPE[..], &DELIVER[..], &DETAIL[..]].concat();
    match fields.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("there is no fault key {key}; known keys: {}", known.join(", "))),
        None => Ok(()),
    }
}

fn matcher(fields: &Fields) -> Result<Matcher, String> {
    let probability = match fields.get("probability") {
        None => None,
        Some(value) => Some(
            value.as_f64().filter(|p| (0.0..=1.0).contains(p)).ok_or("probability has to be a number from 0 to 1")?,
        ),
    };
    let path = text(fields, "path")?.filter(|path| *path != "*").map(|path| path.trim_end_matches('/').to_owned());
    Ok(Matcher {
        path,
        character: text(fields, "character")?.map(str::to_owned),
        skip: number(fields, "skip")?.unwrap_or(0),
        // Something that happens now and then is meant to go on until it is cleared.
        count: number(fields, "count")?.unwrap_or(if probability.is_some() { 0 } else { 1 }),
        probability,
        seed: number(fields, "seed")?.unwrap_or(0),
    })
}

fn replacement(fields: &Fields) -> Result<Option<Replacement>, String> {
    let status = match number(fields, "status")? {
        None => None,
        Some(status @ 200..=599) => Some(status as u16),
        Some(_) => return Err("status has to be from 200 to 599".to_owned()),
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
            let shape = SHAPES
                .iter()
                .find(|shape| **shape == name)
                .ok_or_else(|| format!("error_shape has to be one of: {}", SHAPES.join(", ")))?;
            let message = text(fields, "message")?.map(str::to_owned);
            Replacement::Shape { shape, status: status.unwrap_or(500), message }
        }
        ["html_502"] => Replacement::Html502,
        ["not_json"] => Replacement::NotJson(status.unwrap_or(200)),
        ["wrong_types"] => Replacement::WrongTypes,
        ["deep_json"] => Replacement::Deep(needed(fields, "deep_json")? as usize),
        ["redirect"] => Replacement::Redirect {
            status: status.unwrap_or(302),
            location: text(fields, "redirect")?.unwrap_or_default().to_owned(),
        },
        ["invalid_utf8"] => Replacement::InvalidUtf8,
        ["huge"] => Replacement::Huge(needed(fields, "huge")?),
        ["empty_body"] => Replacement::Status { status: status.unwrap_or(200), body: Some(Vec::new()) },
        _ => return Err(format!("only one of these at a time: {}", given.join(", "))),
    };
    Ok(Some(replacement))
}

fn body(fields: &Fields) -> Result<Option<Vec<u8>>, String> {
    match (text(fields, "body")?, fields.get("json")) {
        (Some(_), Some(_)) => Err("give body or json, not both".to_owned()),
        (Some(text), None) => Ok(Some(text.as_bytes().to_vec())),
        (None, Some(json)) => Ok(Some(json.to_string().into_bytes())),
        (None, None) => Ok(None),
    }
}

fn reshape(fields: &Fields) -> Result<Reshape, String> {
    let mut headers = Vec::new();
    if let Some(value) = fields.get("headers") {
        let object = value.as_object().ok_or("headers has to be an object of strings")?;
        for (name, value) in object {
            let value = value.as_str().ok_or("headers has to be an object of strings")?;
            headers.push((name.clone(), value.to_owned()));
        }
    }
    let one_of = |key: &'static str, allowed: &'static [&'static str]| -> Result<Option<&'static str>, String> {
        let Some(name) = text(fields, key)? else {
            return Ok(None);
        };
        let found = allowed.iter().find(|allowed| **allowed == name);
        found.copied().map(Some).ok_or_else(|| format!("{key} has to be one of: {}", allowed.join(", ")))
    };
    let audio = match text(fields, "audio")? {
        None => None,
        Some(name) => {
            Some(AudioForm::parse(name).ok_or_else(|| format!("audio has to be one of: {}", AudioForm::names()))?)
        }
    };
    // A rate may also be a number, to differ from the one in the WAV header.
    let (sample_rate, other_rate) = match fields.get("sample_rate") {
        Some(Value::Number(rate)) => (None, Some(Value::Number(rate.clone()))),
        _ => (one_of("sample_rate", &["string", "null", "absent", "wrong"])?, None),
    };
    Ok(Reshape {
        headers,
        audio,
        sample_rate,
        other_rate,
        text: one_of("text", &["absent", "null", "empty", "response", "number"])?,
        session: one_of("session", &["absent", "null", "empty", "number"])?,
        get: one_of("get", &["response_wrapper", "null_backstory", "empty_backstory", "only_id", "camel_case"])?,
        content_type: text(fields, "content_type")?.map(str::to_owned),
        prefix: text(fields, "body_prefix")?.map(str::to_owned),
        suffix: text(fields, "body_suffix")?.map(str::to_owned),
        chunked: is_on(fields, "chunked"),
    })
}

fn delivery(fields: &Fields) -> Result<(Delivery, Option<End>), String> {
    let given: Vec<&str> = DELIVER.iter().copied().filter(|key| is_on(fields, key)).collect();
    let end = match text(fields, "how")? {
        None | Some("fin") => End::Fin,
        Some("rst") => End::Rst,
        Some(_) => return Err("how has to be fin or rst".to_owned()),
    };
    let bytes = number(fields, "bytes")?.map(|bytes| bytes as usize);
    let delivery = match given[..] {
        [] | ["chunked"] => Delivery::Whole,
        ["hang"] => Delivery::Hang,
        ["drip"] => Delivery::Drip {
            piece: needed(fields, "drip")?.max(1) as usize,
            every: Duration::from_millis(number(fields, "every_ms")?.unwrap_or(10)),
        },
        ["cut"] => match text(fields, "cut")?.unwrap_or_default() {
            "before_body" => return Ok((Delivery::Whole, Some(end))),
            "before_answer" => Delivery::CutBeforeAnswer(end),
            "after_headers" => Delivery::CutAfterHeaders(end),
            "mid_body" => Delivery::CutMidBody { bytes: bytes.unwrap_or(10), end },
            _ => {
                return Err("cut has to be before_body, before_answer, after_headers or mid_body".to_owned());
            }
        },
        ["wrong_length"] => Delivery::WrongLength(
            fields["wrong_length"].as_i64().ok_or("wrong_length has to be a number, above or below 0")?,
        ),
        ["cut_chunked"] => Delivery::CutChunked { bytes: bytes.unwrap_or(10), end },
        ["declared_only"] => Delivery::DeclaredOnly(needed(fields, "declared_only")?),
        _ => return Err(format!("only one of these at a time: {}", given.join(", "))),
    };
    Ok((delivery, None))
}

/// Present, and neither `false` nor `null`.
fn is_on(fields: &Fields, key: &str) -> bool {
    !matches!(fields.get(key), None | Some(Value::Null | Value::Bool(false)))
}

fn text<'a>(fields: &'a Fields, key: &str) -> Result<Option<&'a str>, String> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("{key} has to be a string")),
    }
}

fn number(fields: &Fields, key: &str) -> Result<Option<u64>, String> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            value.as_u64().map(Some).ok_or_else(|| format!("{key} has to be a whole number that is not negative"))
        }
    }
}

fn needed(fields: &Fields, key: &str) -> Result<u64, String> {
    number(fields, key)?.ok_or_else(|| format!("{key} has to be a number"))
}
