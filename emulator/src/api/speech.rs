//! Text to speech: the bytes of an audio file.

use super::fields::{json_object, text};
use super::leniency::Leniency;
use crate::catalog::{self, CatalogVoice};
use crate::mp3;
use crate::request_body::RequestBody;
use crate::response::HttpResponse;
use crate::state::State;
use crate::voice::Speaker;
use crate::world::World;

// The texts of an older page; the current one has no errors.
const NO_TRANSCRIPT: &str = "No transcript found in the request";
const NO_VOICE: &str = "No voice found in the request";
const WRONG_ENCODING: &str = "Incorrect encoding for the mentioned voice.";

/// How long a character of the transcript is spoken, in milliseconds.
const MS_PER_CHARACTER: usize = 60;

pub async fn speak(state: &State, world: &World, body: &RequestBody, leniency: &mut Leniency) -> HttpResponse {
    let result = |status, text: &str| HttpResponse::error(status, "result", text);
    let fields = match json_object(body, leniency) {
        Ok(fields) => fields,
        Err(cause) => return HttpResponse::error(400, "ERROR", "Bad Request").with_note(cause),
    };
    let Some(transcript) = text(fields, "transcript") else {
        return result(200, NO_TRANSCRIPT).with_note("transcript is required and must be a string that is not empty");
    };
    let Some(voice) = text(fields, "voice") else {
        return result(200, NO_VOICE).with_note("voice is required and must be a string that is not empty");
    };
    let settings = world.settings().clone();
    let listed = catalog::find_voice(settings.voice_count.get(), voice);
    if settings.check_voices && listed.is_none() {
        return HttpResponse::error(400, "ERROR", "The voice is not available.")
            .with_note(format!("voice is {voice}, which is no voice_value of /tts/get_available_voices"));
    }
    let response = match text(fields, "encoding").unwrap_or("wav").to_ascii_lowercase().as_str() {
        "wav" => match state.voice.speak(transcript, &speaker(voice, listed.as_ref()), &settings).await {
            Ok(clip) => HttpResponse::raw(200, "audio/wav", clip.wav.as_ref().clone()),
            Err(cause) => HttpResponse::error(500, "ERROR", "Internal Server Error").with_note(cause),
        },
        // As on the older page, only the voices of one section have this encoding.
        "mp3" if listed.is_some_and(|listed| listed.section == "GCP Voices") => {
            HttpResponse::raw(200, "audio/mpeg", mp3::silence(MS_PER_CHARACTER * transcript.chars().count()))
        }
        other => return result(400, WRONG_ENCODING).with_note(format!("the voice {voice} has no encoding {other}")),
    };
    match text(fields, "filename").filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || "._- ".contains(c)))
    {
        Some(name) => response.with_header("content-disposition", &format!("attachment; filename=\"{name}\"")),
        None => response,
    }
}

/// Who speaks: the voice of the list, or what the id of another voice says.
fn speaker(voice: &str, listed: Option<&CatalogVoice>) -> Speaker {
    let upper = voice.to_uppercase();
    Speaker {
        id: voice.to_owned(),
        character: String::new(),
        voice: voice.to_owned(),
        female: listed.map_or(upper.contains("FEMALE") || upper.contains("WOMAN"), |listed| listed.gender == "FEMALE"),
        language: listed
            .and_then(|listed| listed.languages.first())
            .map_or_else(String::new, |code| (*code).to_owned()),
    }
}
