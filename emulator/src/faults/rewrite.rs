//! Rewrites headers, body and fields of a real response.

use serde_json::{Value, json};

use super::audio::AudioVariant;
use crate::response::{Body, HttpResponse};

/// The names are those of the fault's JSON keys, which `parse` has checked.
#[derive(Clone, Debug, Default)]
pub struct Rewrite {
    pub headers: Vec<(String, String)>,
    pub content_type: Option<String>,
    pub audio: Option<AudioVariant>,
    pub sample_rate: Option<&'static str>,
    /// A number for `sample_rate` that may differ from the rate in the WAV header.
    pub sample_rate_number: Option<Value>,
    pub text: Option<&'static str>,
    pub session: Option<&'static str>,
    pub get: Option<&'static str>,
    pub body_prefix: Option<String>,
    pub body_suffix: Option<String>,
    pub chunked: bool,
}

impl Rewrite {
    /// Whether it changes fields, so that it needs a real response.
    pub fn changes_fields(&self) -> bool {
        self.audio.is_some()
            || self.sample_rate.is_some()
            || self.sample_rate_number.is_some()
            || self.text.is_some()
            || self.session.is_some()
            || self.get.is_some()
    }

    pub fn is_empty(&self) -> bool {
        !self.changes_fields()
            && self.headers.is_empty()
            && self.content_type.is_none()
            && self.body_prefix.is_none()
            && self.body_suffix.is_none()
            && !self.chunked
    }

    pub fn apply(&self, response: &mut HttpResponse) {
        response.headers.extend(self.headers.iter().cloned());
        response.chunked |= self.chunked;
        if let Some(content_type) = &self.content_type {
            response.content_type = content_type.clone();
        }
        let wav = response.wav.clone();
        if let (Body::Json(fields @ Value::Object(_)), 200..=299) = (&mut response.body, response.status) {
            if let Some(variant) = &self.audio {
                variant.apply(fields, wav.as_ref().map(|wav| wav.as_slice()));
            }
            self.apply_to_fields(fields);
        }
        if self.body_prefix.is_some() || self.body_suffix.is_some() {
            let mut body = self.body_prefix.clone().unwrap_or_default().into_bytes();
            body.extend_from_slice(&response.body_bytes());
            body.extend_from_slice(self.body_suffix.as_deref().unwrap_or_default().as_bytes());
            response.body = Body::Raw(body.into());
        }
    }

    fn apply_to_fields(&self, fields: &mut Value) {
        match self.sample_rate {
            Some("string") => {
                let rate = fields["sample_rate"].to_string();
                fields["sample_rate"] = Value::from(rate);
            }
            Some("wrong") => fields["sample_rate"] = json!("fast"),
            Some(form) => set_form(fields, "sample_rate", form),
            None => {}
        }
        if let Some(rate) = &self.sample_rate_number {
            fields["sample_rate"] = rate.clone();
        }
        match self.text {
            Some("response") => {
                let text = fields["text"].take();
                fields["response"] = text;
                set_form(fields, "text", "absent");
            }
            Some(form) => set_form(fields, "text", form),
            None => {}
        }
        if let Some(form) = self.session {
            set_form(fields, "sessionID", form);
        }
        match self.get {
            Some("response_wrapper") => *fields = json!({ "response": fields.take() }),
            Some("null_backstory") => set_form(fields, "backstory", "null"),
            Some("empty_backstory") => set_form(fields, "backstory", "empty"),
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
}

/// Sets one field to `null`, `empty` or `number`, or removes it if the form is `absent`.
fn set_form(fields: &mut Value, name: &str, form: &str) {
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
