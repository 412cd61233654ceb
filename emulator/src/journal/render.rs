//! A journal line as JSON. Made for substring searches as much as for parsers: no spaces, one name per fact.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::{Entry, Outcome};
use crate::forms::FilePart;
use crate::hearing;

/// What is shown only when asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Detail {
    pub audio: bool,
    pub raw: bool,
}

pub fn summary(entry: &Entry, detail: Detail) -> Value {
    let form = &entry.form;
    let fields: Vec<Value> = form
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
    let files: Vec<Value> = form.files.iter().map(|file| show_file(file, detail)).collect();
    let aborted = entry.outcome == Outcome::Aborted;
    let mut shown = json!({
        "seq": entry.seq,
        "connection": entry.connection,
        "time": entry.time,
        "method": entry.method,
        "path": entry.path,
        "query": entry.query,
        "version": entry.version,
        "content_type": entry.content_type,
        "encoding": form.encoding.name(),
        "problem": form.problem,
        "headers": headers(entry),
        "key_leaked": entry.key_leaked,
        "body_length": entry.body.len(),
        "values": values(entry),
        "fields": fields,
        "files": files,
        "json": form.json,
        "status": entry.status,
        "fault": entry.fault,
        "outcome": match entry.outcome {
            Outcome::Open => "open",
            Outcome::Answered => "answered",
            Outcome::Cut => "cut",
            Outcome::Aborted => "aborted",
        },
        "aborted": aborted,
        "aborted_after_ms": entry.elapsed_ms.filter(|_| aborted),
        "elapsed_ms": entry.elapsed_ms,
    });
    if detail.raw {
        shown["raw"] = Value::from(STANDARD.encode(&entry.body));
    }
    shown
}

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

/// The fields once more as one object of strings; of several with one name, the first.
fn values(entry: &Entry) -> Map<String, Value> {
    let mut shown = Map::new();
    for field in &entry.form.fields {
        shown.entry(field.name.clone()).or_insert_with(|| Value::from(String::from_utf8_lossy(&field.bytes)));
    }
    shown
}

fn show_file(file: &FilePart, detail: Detail) -> Value {
    let facts = file.facts.get_or_init(|| {
        let wav = match hearing::listen(&file.bytes) {
            Ok(heard) => heard.facts(),
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
    });
    let mut shown = facts.clone();
    if detail.audio {
        shown["base64"] = Value::from(STANDARD.encode(&file.bytes));
    }
    shown
}

/// The CRC of zip and PNG, which every language has at hand.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn crc_of_the_usual_check_string() {
        assert_eq!(super::crc32(b"123456789"), 0xcbf4_3926);
    }
}
