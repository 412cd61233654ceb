//! Reads the fields of requests.

use serde_json::{Map, Value};

use super::check_charset;
use super::leniency::Leniency;
use crate::request_body::{Encoding, RequestBody, parse_bool, split_list};

pub type Fields = Map<String, Value>;

/// The JSON object of a request, or the error.
pub fn json_object<'a>(body: &'a RequestBody, leniency: &mut Leniency) -> Result<&'a Fields, String> {
    if body.encoding != Encoding::Json {
        return Err(format!("the content type must be application/json, but the body is {}", body.encoding.name()));
    }
    if let Some(problem) = &body.problem {
        return Err(problem.clone());
    }
    check_charset(body, leniency)?;
    body.json.as_ref().and_then(Value::as_object).ok_or_else(|| "the JSON body must be an object".to_owned())
}

/// For an endpoint that takes no body. An empty JSON object is as good as none.
pub fn ignore_body(body: &RequestBody, leniency: &mut Leniency) {
    let empty = matches!(body.encoding, Encoding::Empty | Encoding::Json) && body.fields.is_empty();
    if !empty || body.problem.is_some() {
        leniency.tolerate("the body is ignored");
    }
}

/// A string that is not empty.
pub fn text<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

pub fn required_text<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, String> {
    text(fields, name).ok_or_else(|| format!("{name} is required and must be a string that is not empty"))
}

pub fn is_boolean(value: &Value) -> bool {
    match value {
        Value::Bool(_) => true,
        Value::String(text) => parse_bool(text).is_some(),
        Value::Number(number) => matches!(number.as_u64(), Some(0 | 1)),
        _ => false,
    }
}

/// Reads an array of strings, or one string with commas.
pub fn list(value: Option<&Value>, name: &str) -> Result<Option<Vec<String>>, String> {
    let error = || format!("{name} must be a string or a list of strings");
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(split_list(text))),
        Some(Value::Array(items)) => {
            let texts = items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(error));
            texts.collect::<Result<_, _>>().map(Some)
        }
        Some(_) => Err(error()),
    }
}
