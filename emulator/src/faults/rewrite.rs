//! Rewrites headers, body and fields of a real response.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::audio::AudioVariant;
use crate::response::{Body, HttpResponse};
use crate::streaming::Event;

/// A field that is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FieldForm {
    Absent,
    Null,
    Empty,
    Number,
}

/// How `text` is changed. `response` renames it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TextForm {
    Absent,
    Null,
    Empty,
    Number,
    Response,
}

/// How `sample_rate` is changed: its form, or a rate that may differ from the one in the WAV header.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "string, null, absent, wrong, or a number")]
pub enum SampleRateFault {
    Form(SampleRateWord),
    Rate(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SampleRateWord {
    String,
    Null,
    Absent,
    Wrong,
}

/// How the response of `/character/get` is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GetForm {
    ResponseWrapper,
    NullBackstory,
    EmptyBackstory,
    OnlyId,
    CamelCase,
}

#[derive(Clone, Debug, Default)]
pub struct Rewrite {
    pub headers: Vec<(String, String)>,
    pub content_type: Option<String>,
    pub audio: Option<AudioVariant>,
    pub sample_rate: Option<SampleRateFault>,
    pub text: Option<TextForm>,
    pub session: Option<FieldForm>,
    pub get: Option<GetForm>,
    pub body_prefix: Option<String>,
    pub body_suffix: Option<String>,
    pub chunked: bool,
}

impl Rewrite {
    pub fn apply(&self, response: &mut HttpResponse) {
        response.headers.extend(self.headers.iter().cloned());
        response.chunked |= self.chunked;
        if let Some(content_type) = &self.content_type {
            response.content_type = content_type.clone();
        }
        let wav = response.wav.clone();
        match (&mut response.body, response.status) {
            (Body::Json(fields @ Value::Object(_)), 200..=299) => {
                if let Some(variant) = &self.audio {
                    variant.apply(fields, wav.as_ref().map(|wav| wav.as_slice()));
                }
                self.apply_to_fields(fields);
            }
            (Body::Stream { events: stream, .. }, _) => {
                stream.events.iter_mut().for_each(|event| self.apply_to_event(event));
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                stream.wrap(&text(&self.body_prefix), &text(&self.body_suffix));
                return;
            }
            _ => {}
        }
        if self.body_prefix.is_some() || self.body_suffix.is_some() {
            let mut body = self.body_prefix.clone().unwrap_or_default().into_bytes();
            body.extend_from_slice(&response.body_bytes());
            body.extend_from_slice(self.body_suffix.as_deref().unwrap_or_default().as_bytes());
            response.body = Body::Raw(body.into());
        }
    }

    /// Changes the fields that an event has. A `sample_rate` is added to audio, because events have none.
    fn apply_to_event(&self, event: &mut Event) {
        let has = |name: &str| event.object.get(name).is_some();
        let (text, session, audio) = (has("text"), has("sessionID"), event.wav.is_some());
        if let (Some(variant), true) = (&self.audio, audio) {
            variant.apply(&mut event.object, event.wav.take().as_deref());
        }
        let as_string = SampleRateFault::Form(SampleRateWord::String);
        let only = Self {
            sample_rate: self.sample_rate.clone().filter(|form| audio && *form != as_string),
            text: self.text.filter(|_| text),
            session: self.session.filter(|_| session),
            ..Self::default()
        };
        only.apply_to_fields(&mut event.object);
    }

    fn apply_to_fields(&self, fields: &mut Value) {
        match &self.sample_rate {
            Some(SampleRateFault::Form(SampleRateWord::String)) => {
                let rate = fields["sample_rate"].to_string();
                fields["sample_rate"] = Value::from(rate);
            }
            Some(SampleRateFault::Form(SampleRateWord::Wrong)) => fields["sample_rate"] = json!("fast"),
            Some(SampleRateFault::Form(SampleRateWord::Null)) => set_form(fields, "sample_rate", FieldForm::Null),
            Some(SampleRateFault::Form(SampleRateWord::Absent)) => set_form(fields, "sample_rate", FieldForm::Absent),
            Some(SampleRateFault::Rate(rate)) if rate.fract() == 0.0 => fields["sample_rate"] = json!(*rate as i64),
            Some(SampleRateFault::Rate(rate)) => fields["sample_rate"] = json!(rate),
            None => {}
        }
        match self.text {
            Some(TextForm::Response) => {
                let text = fields["text"].take();
                fields["response"] = text;
                set_form(fields, "text", FieldForm::Absent);
            }
            Some(TextForm::Absent) => set_form(fields, "text", FieldForm::Absent),
            Some(TextForm::Null) => set_form(fields, "text", FieldForm::Null),
            Some(TextForm::Empty) => set_form(fields, "text", FieldForm::Empty),
            Some(TextForm::Number) => set_form(fields, "text", FieldForm::Number),
            None => {}
        }
        if let Some(form) = self.session {
            set_form(fields, "sessionID", form);
        }
        match self.get {
            Some(GetForm::ResponseWrapper) => *fields = json!({ "response": fields.take() }),
            Some(GetForm::NullBackstory) => set_form(fields, "backstory", FieldForm::Null),
            Some(GetForm::EmptyBackstory) => set_form(fields, "backstory", FieldForm::Empty),
            Some(GetForm::OnlyId) => *fields = json!({ "character_id": fields["character_id"].take() }),
            Some(GetForm::CamelCase) => {
                *fields = json!({
                    "charID": fields["character_id"].take(),
                    "charName": fields["character_name"].take(),
                    "voiceType": fields["voice_type"].take(),
                    "backstory": fields["backstory"].take(),
                });
            }
            None => {}
        }
    }
}

/// Sets one field to another form, or removes it.
fn set_form(fields: &mut Value, name: &str, form: FieldForm) {
    match form {
        FieldForm::Null => fields[name] = Value::Null,
        FieldForm::Empty => fields[name] = json!(""),
        FieldForm::Number => fields[name] = json!(42),
        FieldForm::Absent => {
            if let Some(fields) = fields.as_object_mut() {
                fields.remove(name);
            }
        }
    }
}
