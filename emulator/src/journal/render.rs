//! A journal entry as JSON. The output contains no spaces outside of strings, so that a test without a JSON parser can
//! search it for substrings.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::{Entry, Outcome};
use crate::hearing;
use crate::request_body::FilePart;
use crate::response::{HeardWords, Part};

/// What is shown only on request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Detail {
    /// Uploaded files as base64.
    pub audio: bool,
    /// The whole body as base64.
    pub raw: bool,
}

impl Entry {
    pub fn to_json(&self, detail: Detail) -> Value {
        let body = &self.body;
        let fields: Vec<Value> = body
            .fields
            .iter()
            .map(|field| {
                json!({
                    "name": field.name,
                    "text": String::from_utf8_lossy(&field.bytes),
                    "base64": STANDARD.encode(&field.bytes),
                    "length": field.bytes.len(),
                })
            })
            .collect();
        let files: Vec<Value> = body.files.iter().map(|file| file_to_json(file, detail)).collect();
        let aborted = self.outcome == Outcome::Aborted;
        let mut shown = json!({
            "seq": self.seq,
            "connection": self.connection,
            "time": self.time,
            "method": self.method,
            "path": self.path,
            "query": self.query,
            "version": self.version,
            "content_type": self.content_type,
            "encoding": body.encoding.name(),
            "problem": body.problem,
            "headers": headers(self),
            "key_leaked": self.key_leaked,
            "body_length": self.raw_body.len(),
            "values": values(self),
            "fields": fields,
            "files": files,
            "json": body.json,
            "status": self.status,
            "session": self.remarks.session,
            "script": self.remarks.script,
            "heard": self.remarks.heard.as_ref().map(heard),
            "brain": self.remarks.brain.as_ref().map(part),
            "note": self.remarks.note,
            "tolerated": self.remarks.tolerated,
            "fault": self.fault,
            "outcome": self.outcome.name(),
            "aborted": aborted,
            "aborted_after_ms": self.elapsed_ms.filter(|_| aborted),
            "elapsed_ms": self.elapsed_ms,
            "reply": self.reply.text,
        });
        if detail.raw {
            shown["raw"] = Value::from(STANDARD.encode(&self.raw_body));
        }
        shown
    }
}

impl Outcome {
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Open, Self::Answered, Self::Cut, Self::Aborted].into_iter().find(|outcome| outcome.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Answered => "answered",
            Self::Cut => "cut",
            Self::Aborted => "aborted",
        }
    }
}

fn part(part: &Part) -> Value {
    json!({ "name": part.name, "ms": ms(part) })
}

fn heard(words: &HeardWords) -> Value {
    let guess = words.guess.as_ref();
    json!({ "words": words.text, "guessed_by": guess.map(|guess| &guess.name), "ms": guess.map(ms) })
}

fn ms(part: &Part) -> u64 {
    part.time.as_millis() as u64
}

/// The headers as an object. The values of a repeated header are joined with commas.
fn headers(entry: &Entry) -> Map<String, Value> {
    let mut shown: Map<String, Value> = Map::new();
    for (name, value) in &entry.headers {
        let joined = match shown.get(name).and_then(Value::as_str) {
            Some(first) => format!("{first}, {value}"),
            None => value.clone(),
        };
        shown.insert(name.clone(), Value::from(joined));
    }
    shown
}

/// The fields as an object of strings. Of several fields with one name, the first is shown.
fn values(entry: &Entry) -> Map<String, Value> {
    let mut shown = Map::new();
    for field in &entry.body.fields {
        shown.entry(field.name.clone()).or_insert_with(|| Value::from(String::from_utf8_lossy(&field.bytes)));
    }
    shown
}

fn file_to_json(file: &FilePart, detail: Detail) -> Value {
    let mut shown = describe(file).clone();
    if detail.audio {
        shown["base64"] = Value::from(STANDARD.encode(&file.bytes));
    }
    shown
}

/// The measurements of a file, computed when they are first shown.
pub(super) fn describe(file: &FilePart) -> &Value {
    file.description.get_or_init(|| {
        let wav = match hearing::measure(&file.bytes) {
            Ok(measurement) => measurement.to_json(),
            Err(problem) => json!({ "problem": problem }),
        };
        json!({
            "name": file.name,
            "filename": file.filename,
            "content_type": file.content_type,
            "length": file.bytes.len(),
            "crc32": format!("{:08x}", crc32(&file.bytes)),
            "wav": wav,
        })
    })
}

/// The CRC-32 of zip and PNG, which most standard libraries can compute for comparison.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn crc32_of_the_standard_check_string() {
        assert_eq!(super::crc32(b"123456789"), 0xcbf4_3926);
    }
}
