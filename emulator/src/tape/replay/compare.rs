//! Compares a request with a recorded one: by its decoded fields and the samples of its recordings. The order of form fields,
//! the boundary of a multipart form, and the encoding of a form do not matter.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use bytes::Bytes;
use hyper::http::request::Parts;
use serde_json::Value;

use super::super::cassette::Recorded;
use super::Progress;
use super::sessions::is_session_field;
use crate::hash::splitmix64;
use crate::hearing;
use crate::redact::is_credential;
use crate::request_body::{Encoding, RequestBody};

/// Values in messages are cut after so many characters.
const SHOWN: usize = 60;

/// What a request asks for.
pub struct Asked {
    /// The method and the path.
    pub place: String,
    /// The fields by their names: those of the URL, of a form, of JSON at any depth, and the files. A repeated field has
    /// several values, in their order.
    fields: BTreeMap<String, Vec<String>>,
    /// The credentials by the names of their headers.
    pub credentials: BTreeMap<String, String>,
    /// The session that the request names.
    pub session: Option<String>,
}

/// Something in which two requests differ.
pub struct Difference {
    /// From nearly 0, for texts that are nearly equal, to 1.
    pub weight: f64,
    message: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Asked {
    pub fn new(head: &Parts, bytes: &Bytes, body: &RequestBody) -> Self {
        let mut asked = Self::at(head.method.as_str(), head.uri.path(), head.uri.query().unwrap_or_default());
        for (name, value) in head.headers.iter().filter(|(name, _)| is_credential(name.as_str())) {
            let value = String::from_utf8_lossy(value.as_bytes()).trim().to_owned();
            asked.credentials.insert(name.as_str().to_owned(), value);
        }
        match body.encoding {
            Encoding::UrlEncoded | Encoding::Multipart if body.problem.is_none() => {
                asked.encoded_as("a form");
                for field in &body.fields {
                    asked.add(&field.name, Value::from(String::from_utf8_lossy(&field.bytes)));
                }
                for file in &body.files {
                    asked.add_file(&file.name, &file.bytes);
                }
            }
            _ => asked.add_body(bytes),
        }
        asked
    }

    pub fn recorded(recorded: &Recorded) -> Self {
        let request = &recorded.exchange.request;
        let mut asked = Self::at(&request.method, &request.path, &request.query);
        asked.credentials = request
            .headers
            .iter()
            .filter(|(name, _)| is_credential(name))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if !request.form.is_empty() || !request.files.is_empty() {
            asked.encoded_as("a form");
        }
        for (name, value) in &request.form {
            asked.add(name, Value::from(value.as_str()));
        }
        for (file, bytes) in request.files.iter().zip(&recorded.files) {
            asked.add_file(&file.name, bytes);
        }
        asked.add_body(&recorded.request_body);
        asked
    }

    fn at(method: &str, path: &str, query: &str) -> Self {
        let place = format!("{method} {}", path.trim_end_matches('/'));
        let mut asked = Self { place, fields: BTreeMap::new(), credentials: BTreeMap::new(), session: None };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            asked.add(&name, Value::from(value));
        }
        asked
    }

    /// Adds a field. The text of a form field that is JSON, such as a list of objects, is compared as JSON.
    fn add(&mut self, name: &str, value: Value) {
        if let Some(text) = value.as_str().filter(|_| is_session_field(name)) {
            self.session = Some(text.to_owned());
        }
        let value = match value.as_str().filter(|text| text.starts_with(['[', '{'])).map(serde_json::from_str) {
            Some(Ok(json)) => json,
            _ => value,
        };
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                for (key, field) in fields {
                    let name = if name.is_empty() { key } else { format!("{name}.{key}") };
                    self.add(&name, field);
                }
            }
            Value::Array(items) if !items.is_empty() => {
                for (index, item) in items.into_iter().enumerate() {
                    self.add(&format!("{name}[{index}]"), item);
                }
            }
            value => self.fields.entry(name.to_owned()).or_default().push(value.to_string()),
        }
    }

    /// Adds a file. A recording is compared by its samples, because its header may differ.
    fn add_file(&mut self, name: &str, bytes: &[u8]) {
        let value = match hearing::measure(bytes) {
            Ok(measured) => format!(
                "a recording of {:.3} s at {} Hz with the samples {:016x}",
                measured.seconds(),
                measured.format.rate,
                measured.fingerprint
            ),
            Err(_) => format!("a file of {} bytes with the content {:016x}", bytes.len(), hash(bytes)),
        };
        self.fields.entry(format!("{name} (file)")).or_default().push(value);
    }

    /// Adds a body that is no form.
    fn add_body(&mut self, bytes: &[u8]) {
        match serde_json::from_slice(bytes) {
            _ if bytes.is_empty() => {}
            // A call without fields is sent with an empty object or with nothing.
            Ok(Value::Object(fields)) if fields.is_empty() => {}
            Ok(Value::Object(fields)) => {
                self.encoded_as("JSON");
                self.add("", Value::Object(fields));
            }
            _ => match std::str::from_utf8(bytes) {
                Ok(text) => self.add("the body", Value::from(text)),
                Err(_) => self.add_file("the body", bytes),
            },
        }
    }

    fn encoded_as(&mut self, encoding: &str) {
        self.fields.insert("the encoding of the body".to_owned(), vec![encoding.to_owned()]);
    }

    /// In what this request differs from a recorded one.
    pub fn differences(&self, recorded: &Self, progress: &Progress) -> Vec<Difference> {
        let mut found = Vec::new();
        if self.place != recorded.place {
            found.push(Difference { weight: 100.0, message: format!("the path is {}", recorded.place) });
        }
        let names: BTreeSet<&String> = self.fields.keys().chain(recorded.fields.keys()).collect();
        for name in names {
            match (self.fields.get(name), recorded.fields.get(name)) {
                (Some(sent), Some(known)) if self.agree(name, sent, known, recorded, progress) => {}
                (Some(sent), Some(known)) => {
                    let (sent, known) = (sent.join(", "), known.join(", "));
                    let message = format!("{name} is {}, and was {}", shown(&sent), shown(&known));
                    found.push(Difference { weight: 1.0 - 0.9 * similarity(&sent, &known), message });
                }
                (Some(sent), None) => {
                    let message = format!("{name} was not sent, and is {}", shown(&sent.join(", ")));
                    found.push(Difference { weight: 1.0, message });
                }
                (None, Some(known)) => {
                    let message = format!("{name} is missing, and was {}", shown(&known.join(", ")));
                    found.push(Difference { weight: 1.0, message });
                }
                (None, None) => {}
            }
        }
        self.compare_credentials(recorded, progress, &mut found);
        found
    }

    fn agree(&self, name: &str, sent: &[String], known: &[String], recorded: &Self, progress: &Progress) -> bool {
        if sent == known && !is_session_field(name) {
            return true;
        }
        if is_session_field(name) {
            let ids = |values: &[String]| values.first().and_then(|value| serde_json::from_str::<String>(value).ok());
            return match (ids(sent), ids(known)) {
                (Some(sent), Some(known)) => progress.sessions.agree(&sent, &known),
                _ => sent == known,
            };
        }
        // A client that repeats its key in the body.
        let masked = |value: &String| {
            self.credentials.iter().fold(value.clone(), |value, (header, secret)| {
                let mask = recorded.credentials.get(header);
                mask.filter(|_| !secret.is_empty()).map_or(value.clone(), |mask| value.replace(secret, mask))
            })
        };
        sent.len() == known.len() && sent.iter().map(masked).eq(known.iter().cloned())
    }

    /// The recorded credentials are masks. Where the cassette has several for a header, a credential of the client may stand
    /// for any of them at first, and keeps it. Else any credential fits.
    fn compare_credentials(&self, recorded: &Self, progress: &Progress, found: &mut Vec<Difference>) {
        let names: BTreeSet<&String> = self.credentials.keys().chain(recorded.credentials.keys()).collect();
        for name in names {
            let message = match (self.credentials.get(name), recorded.credentials.get(name)) {
                (Some(sent), Some(mask)) => {
                    let taken = || progress.credentials.values().any(|known| known == mask);
                    let fits = || progress.credentials.get(sent).map_or(!taken(), |known| known == mask);
                    if sent == mask || !progress.several_masks.contains(name) || fits() {
                        continue;
                    }
                    format!("the header {name} has another value than before, and had {mask}")
                }
                (Some(_), None) => format!("the header {name} was not sent"),
                _ => format!("the header {name} is missing"),
            };
            found.push(Difference { weight: 0.5, message });
        }
    }
}

/// A value as messages have it.
fn shown(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

/// The share of words that two texts have in common, from 0 to 1.
fn similarity(a: &str, b: &str) -> f64 {
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let (a, b) = (words(a), words(b));
    let common = a.intersection(&b).count();
    common as f64 / a.union(&b).count().max(1) as f64
}

fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(splitmix64(bytes.len() as u64), |hash, byte| splitmix64(hash ^ u64::from(*byte)))
}
