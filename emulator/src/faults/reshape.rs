//! Changes to the fields of a real answer.

use serde_json::{Value, json};

use super::Plan;
use super::sound::AudioForm;
use crate::answer::{Answer, Body};

#[derive(Clone, Debug, Default)]
pub struct Reshape {
    pub headers: Vec<(String, String)>,
    pub content_type: Option<String>,
    pub audio: Option<AudioForm>,
    pub sample_rate: Option<&'static str>,
    pub other_rate: Option<Value>,
    pub text: Option<&'static str>,
    pub session: Option<&'static str>,
    pub get: Option<&'static str>,
    pub prefix: Option<String>,
    pub suffix: Option<String>,
    pub chunked: bool,
}

impl Reshape {
    /// Whether it needs the fields of a real answer.
    pub fn touches_fields(&self) -> bool {
        self.audio.is_some()
            || self.sample_rate.is_some()
            || self.other_rate.is_some()
            || self.text.is_some()
            || self.session.is_some()
            || self.get.is_some()
    }

    pub fn is_empty(&self) -> bool {
        !self.touches_fields()
            && self.headers.is_empty()
            && self.content_type.is_none()
            && self.prefix.is_none()
            && self.suffix.is_none()
            && !self.chunked
    }
}

impl Plan {
    pub fn reshape(&self, answer: &mut Answer) {
        let reshape = &self.reshape;
        answer.headers.extend(reshape.headers.iter().cloned());
        answer.chunked |= reshape.chunked;
        if let Some(content_type) = &reshape.content_type {
            answer.content_type = content_type.clone();
        }
        let wav = answer.wav.clone();
        if let (Body::Json(fields @ Value::Object(_)), 200..=299) = (&mut answer.body, answer.status) {
            if let Some(form) = &reshape.audio {
                form.apply(fields, wav.as_ref().map(|wav| wav.as_slice()));
            }
            reshape_fields(reshape, fields);
        }
        if reshape.prefix.is_some() || reshape.suffix.is_some() {
            let mut body = reshape.prefix.clone().unwrap_or_default().into_bytes();
            body.extend_from_slice(&answer.bytes());
            body.extend_from_slice(reshape.suffix.as_deref().unwrap_or_default().as_bytes());
            answer.body = Body::Raw(body.into());
        }
    }
}

fn reshape_fields(reshape: &Reshape, fields: &mut Value) {
    match reshape.sample_rate {
        Some("string") => {
            let rate = fields["sample_rate"].to_string();
            fields["sample_rate"] = Value::from(rate);
        }
        Some("wrong") => fields["sample_rate"] = json!("fast"),
        Some(form) => change(fields, "sample_rate", form),
        None => {}
    }
    if let Some(rate) = &reshape.other_rate {
        fields["sample_rate"] = rate.clone();
    }
    match reshape.text {
        Some("response") => {
            let text = fields["text"].take();
            fields["response"] = text;
            change(fields, "text", "absent");
        }
        Some(form) => change(fields, "text", form),
        None => {}
    }
    if let Some(form) = reshape.session {
        change(fields, "sessionID", form);
    }
    match reshape.get {
        Some("response_wrapper") => *fields = json!({ "response": fields.take() }),
        Some("null_backstory") => change(fields, "backstory", "null"),
        Some("empty_backstory") => change(fields, "backstory", "empty"),
        Some("only_id") => *fields = json!({ "character_id": fields["character_id"].take() }),
        Some("camel_case") => {
            *fields = json!({
                "charID": fields["character_id"].take(),
                "charName": fields["character_name"].take(),
                "voiceType": fields["voice_type"].take(),
                "backstory": fields["backstory"].take(),
            });
        }
        _ => {}
    }
}

fn change(fields: &mut Value, name: &str, form: &str) {
    match form {
        "null" => fields[name] = Value::Null,
        "empty" => fields[name] = json!(""),
        "number" => fields[name] = json!(42),
        _ => {
            if let Some(fields) = fields.as_object_mut() {
                fields.remove(name);
            }
        }
    }
}
