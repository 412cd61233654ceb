//! `stream=True`: the reply as an event stream, one sentence per event.
//!
//! No schema of the events is published. A client that is known to work reads `text`, `sessionID` and `audio` from
//! JSON objects behind `data:`, and that is what is sent here.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::interaction::show_rate;
use crate::answer::Answer;
use crate::brain::sentences;
use crate::settings::Settings;
use crate::shared::Shared;
use crate::voice::Speaker;

pub async fn events(shared: &Arc<Shared>, fields: &Value, speaker: Option<&Speaker>, settings: &Settings) -> Answer {
    let text = fields["text"].as_str().unwrap_or_default();
    let mut events = Vec::new();
    for sentence in sentences(text) {
        let mut event = json!({
            "charID": fields["charID"],
            "sessionID": fields["sessionID"],
            "text": sentence,
        });
        if let Some(speaker) = speaker {
            let clip = shared.voices.speak(&sentence, speaker, settings).await;
            event["audio"] = Value::from(STANDARD.encode(clip.wav.as_slice()));
            show_rate(&mut event, clip.rate, settings.sample_rate);
        }
        events.push(event.to_string());
    }
    let body = if settings.rough_stream {
        rough(&events)
    } else {
        events.iter().map(|event| format!("data: {event}\n\n")).collect()
    };
    let mut answer = Answer::raw(200, "text/event-stream", body);
    answer.chunked = true;
    answer
}

/// Two objects glued into one event, Windows line ends, and no empty line after the last event.
fn rough(events: &[String]) -> String {
    let pairs: Vec<String> = events.chunks(2).map(|pair| format!("data: {}", pair.join("\n"))).collect();
    pairs.join("\r\n\r\n")
}
