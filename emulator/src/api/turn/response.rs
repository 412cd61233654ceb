//! Builds the response of `getResponse` as one JSON object.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::actions;
use super::scene::Scene;
use crate::brain::UserQuery;
use crate::response::HttpResponse;
use crate::scripts::Sound;
use crate::settings::{SampleRateForm, Settings};
use crate::state::State;
use crate::voice::{Clip, Speaker};

/// The voice of a reply.
pub enum Voicing {
    Silent,
    Spoken(Speaker),
    /// A file of a script.
    Recorded(Sound),
}

/// Adds the fields that the service sends only when the request asks for them, and the actions that a script or a
/// brain chose. Without these, they are the ones that the player's sentence names.
pub fn add_requested_fields(fields: &mut Value, scene: &Scene, query: &UserQuery, chosen: Option<Vec<String>>) {
    let sentence = query.text();
    if let Some(sequence) = chosen.or_else(|| scene.chosen(Some(&sentence))) {
        fields["actionSequence"] = Value::from(actions::text(&sequence));
        fields["response"] = fields["text"].clone();
    }
    if !scene.labels.is_empty() {
        fields["tag"] = Value::from(actions::first_label(&sentence, &scene.labels).unwrap_or("None"));
    }
}

/// The whole reply as one JSON object, with its voice.
pub fn json(mut fields: Value, clip: Option<Clip>, sample_rate: SampleRateForm) -> HttpResponse {
    let Some(clip) = clip else {
        return HttpResponse::json(200, fields);
    };
    add_clip(&mut fields, &clip, sample_rate);
    let mut response = HttpResponse::json(200, fields);
    response.wav = Some(clip.wav);
    response
}

/// The spoken reply. A stream divides the same clip. The error says why the voice failed.
pub async fn voice_of(state: &State, text: &str, voice: Voicing, settings: &Settings) -> Result<Option<Clip>, String> {
    match voice {
        Voicing::Silent => Ok(None),
        Voicing::Spoken(speaker) => state.voice.speak(text, &speaker, settings).await.map(Some),
        Voicing::Recorded(sound) => Ok(Some(Clip { wav: sound.wav, rate: sound.rate })),
    }
}

fn add_clip(fields: &mut Value, clip: &Clip, form: SampleRateForm) {
    fields["audio"] = Value::from(STANDARD.encode(clip.wav.as_slice()));
    match form {
        SampleRateForm::Number => fields["sample_rate"] = Value::from(clip.rate),
        SampleRateForm::String => fields["sample_rate"] = Value::from(clip.rate.to_string()),
        SampleRateForm::Null => fields["sample_rate"] = Value::Null,
        SampleRateForm::Absent => {
            if let Some(fields) = fields.as_object_mut() {
                fields.remove("sample_rate");
            }
        }
    }
}
