//! What the service generates outside of a conversation: opening lines, a backstory, speech.

use super::replies;
use crate::{
    api::{
        CallOptions, CallResult, Client, DecodedAudio, Error, PendingCall, Status,
        arguments::{checked_id, not_empty},
        audio_field::{self, FieldAudio},
        call_result::FAILED_REPLY_BYTES,
        call_sender::ServiceRequest,
        json_fields::{Json, Limits},
        json_object::JsonObject,
        json_repair,
        secrets::Secrets,
        service_error,
        text_events::{self, TextEvent},
        turn::existing_session,
        turn_fields::NEW_SESSION,
    },
    audio,
    transport::{
        HttpResponse, ResponseHead,
        form::{EncodedBody, Form},
    },
};
use std::sync::Arc;

/// A text of one line or several.
#[derive(Default)]
pub struct GeneratedText {
    pub text: String,
}

impl GeneratedText {
    /// The lines without the white space around them. Blank lines are left out.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines().map(str::trim).filter(|line| !line.is_empty())
    }
}

/// Speech, or `None` if the call failed.
pub type Speech = Option<Arc<DecodedAudio>>;

/// The fields of a JSON reply that may hold the text or the texts.
const TEXT_FIELDS: [&str; 10] =
    ["text", "response", "backstory", "suggestions", "starters", "lines", "conversation", "data", "content", "result"];

/// A reply of texts, which may be long.
const LIMITS: Limits = Limits { depth: 4, items: 4096, values: 16 << 10 };

impl Client {
    /// Lines that a player could say next in a session, or first of all.
    pub fn generate_starters(
        &self,
        character_id: &str,
        session_id: Option<&str>,
        call: &CallOptions,
    ) -> Result<PendingCall<GeneratedText>, Error> {
        let session_id = existing_session(session_id).unwrap_or_else(|| NEW_SESSION.into());
        let form = Form::default().field("charId", checked_id(character_id)?).field("sessionId", session_id);
        self.start_generation("character/generate-starter-conversation", form.url_encoded(), call, read_lines)
    }

    /// A backstory from a few words about a character.
    pub fn generate_backstory(
        &self,
        name: &str,
        input_text: &str,
        call: &CallOptions,
    ) -> Result<PendingCall<GeneratedText>, Error> {
        let form = Form::default()
            .field("inputText", not_empty(input_text, "input_text")?)
            .field("charName", not_empty(name, "name")?);
        self.start_generation("character/generate-backstory", form.url_encoded(), call, read_pieces)
    }

    pub fn generate_speech(
        &self,
        transcript: &str,
        voice: &str,
        call: &CallOptions,
    ) -> Result<PendingCall<Speech>, Error> {
        let fields = JsonObject::of(&[
            ("transcript", not_empty(transcript, "transcript")?),
            ("voice", not_empty(voice, "voice")?),
            ("encoding", "wav"),
        ]);
        let body = EncodedBody::json(fields.into_bytes());
        let request = ServiceRequest { takes_voice_timeout: true, ..ServiceRequest::post(self.url("tts/"), body) };
        self.start_request(request, call, read_speech)
    }

    fn start_generation(
        &self,
        path: &str,
        body: EncodedBody,
        call: &CallOptions,
        read: fn(HttpResponse, &Secrets) -> CallResult<GeneratedText>,
    ) -> Result<PendingCall<GeneratedText>, Error> {
        let request = ServiceRequest {
            accept: Some("text/event-stream"),
            takes_voice_timeout: true,
            ..ServiceRequest::post(self.url(path), body)
        };
        self.start_request(request, call, read)
    }
}

/// Reads suggestions of one line each.
fn read_lines(response: HttpResponse, secrets: &Secrets) -> CallResult<GeneratedText> {
    read_text(response, secrets, "\n")
}

/// Reads the pieces of one text.
fn read_pieces(response: HttpResponse, secrets: &Secrets) -> CallResult<GeneratedText> {
    read_text(response, secrets, "")
}

fn read_text(response: HttpResponse, secrets: &Secrets, joint: &str) -> CallResult<GeneratedText> {
    let mut texts = Vec::new();
    let error = collect_texts(&response, secrets, &mut texts).err();
    let value = GeneratedText { text: texts.join(joint) };
    let is_empty = || value.lines().next().is_none();
    let empty = || {
        service_error::unusable(
            &response.head,
            Status::EmptyReply,
            "the reply holds no text: try again; `raw_json` holds what came".into(),
        )
    };
    match error.or_else(|| is_empty().then(empty)) {
        None => CallResult::success(value, response.body),
        Some(error) => CallResult::partial(value, error, &response.body, secrets),
    }
}

/// Collects the texts of a reply: of events, of JSON, or the reply itself.
fn collect_texts(response: &HttpResponse, secrets: &Secrets, texts: &mut Vec<String>) -> Result<(), Error> {
    let HttpResponse { head, body } = response;
    if !service_error::is_success(head) {
        return Err(replies::refusal(response, secrets));
    }
    let whole = String::from_utf8_lossy(body);
    let whole = whole.trim_start_matches('\u{feff}');
    if let Some(events) = text_events::events(whole) {
        return events.into_iter().try_for_each(|event| add_event(event, response, secrets, texts));
    }
    match whole.trim_start().bytes().next() {
        Some(b'<') => Err(service_error::unreadable(head, body, "it is HTML", secrets)),
        Some(b'{' | b'[' | b'"') => {
            let read = json_repair::read(body, |body| {
                let json = Json::read_within(body, LIMITS)?;
                let mut texts = Vec::new();
                add_texts(&json, &mut texts);
                Ok(service_error::check(head, body, &json, secrets).map(|()| texts))
            });
            *texts = read.map_err(|problem| service_error::not_json(head, body, &problem, secrets))??;
            Ok(())
        }
        _ if service_error::is_compressed(head) => Err(service_error::unreadable(head, body, "it is no text", secrets)),
        _ => {
            texts.push(whole.to_owned());
            Ok(())
        }
    }
}

/// An event usually is a text. Its data may also be an object, which has a text or reports an error.
fn add_event(
    event: TextEvent,
    response: &HttpResponse,
    secrets: &Secrets,
    texts: &mut Vec<String>,
) -> Result<(), Error> {
    let data = event.text.as_bytes();
    let json = Json::read(data).ok().filter(Json::is_object);
    if event.name.eq_ignore_ascii_case("error") {
        let json = json.unwrap_or_else(|| Json::Text(event.text.as_str().into()));
        return Err(service_error::refusal(&response.head, data, &json, secrets));
    }
    match json {
        None => texts.push(event.text),
        Some(json) => {
            service_error::check_object(&response.head, data, &json, secrets)?;
            add_texts(&json, texts);
        }
    }
    Ok(())
}

/// Adds the texts of a JSON value: a text, a list, or an object with a field of one of these.
fn add_texts(json: &Json<'_>, texts: &mut Vec<String>) {
    match json {
        Json::Text(text) => texts.push(text.clone().into_owned()),
        Json::List(items) => items.iter().for_each(|item| add_texts(item, texts)),
        Json::Object(_) => json.get(&TEXT_FIELDS).into_iter().for_each(|inner| add_texts(inner, texts)),
        Json::Flag(_) | Json::Nothing => {}
    }
}

/// Reads audio. The first bytes decide what the reply is: the service has also reported a mistake as JSON with status 200.
fn read_speech(response: HttpResponse, secrets: &Secrets) -> CallResult<Speech> {
    let HttpResponse { head, body } = response;
    if !service_error::is_success(&head) || !body.starts_with(b"RIFF") {
        let response = HttpResponse { head, body };
        return match other_speech(&response, secrets) {
            // The raw reply would be the same audio again.
            Ok(audio) => CallResult { value: Some(Arc::new(audio)), ..CallResult::default() },
            Err(error) => CallResult::failure(error, &response.body, secrets),
        };
    }
    // Of audio that cannot be read, the beginning is enough.
    let start = beginning(&body);
    match audio::read_reply(body, None) {
        Ok(audio) => CallResult { value: Some(Arc::new(audio)), ..CallResult::default() },
        Err(problem) => CallResult::failure(unusable_speech(&head, &problem.message), &start, secrets),
    }
}

/// Reads a reply that is no WAV file: JSON with the audio in base64, as a turn has it, or else an error.
fn other_speech(response: &HttpResponse, secrets: &Secrets) -> Result<DecodedAudio, Error> {
    let HttpResponse { head, body } = response;
    if !service_error::is_success(head) {
        return Err(replies::refusal(response, secrets));
    }
    if !begins_text(body) && !service_error::is_compressed(head) {
        // Raw samples need a sample rate, so this gives an error, which names the format if it is known.
        let read = audio::read_reply(beginning(body), None);
        return read.map_err(|problem| unusable_speech(head, &problem.message));
    }
    let (rest, cut) = audio_field::split(body);
    let json = Json::read(&rest).or_else(|_| Json::read(body));
    let json = json.map_err(|problem| service_error::not_json(head, body, &problem, secrets))?;
    match audio_field::read(&json, &rest, cut) {
        Ok(Some(FieldAudio { bytes, rate })) => {
            audio::read_reply(bytes, rate).map_err(|problem| unusable_speech(head, &problem.message))
        }
        Ok(None) => Err(service_error::no_data(head, body, &json, "it holds no audio", secrets)),
        Err(_) => Err(unusable_speech(head, "its audio is not base64")),
    }
}

fn beginning(body: &[u8]) -> Vec<u8> {
    body[..body.len().min(FAILED_REPLY_BYTES)].to_vec()
}

fn unusable_speech(head: &ResponseHead, problem: &str) -> Error {
    let message = format!("the speech cannot be read: {problem}; `convai_call` returns the reply as it is");
    service_error::unusable(head, Status::ReplyAudio, message)
}

/// Whether a reply is JSON, HTML or nothing. No audio begins like that.
fn begins_text(body: &[u8]) -> bool {
    let start = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
    matches!(start.first(), None | Some(b'{' | b'[' | b'"' | b'<'))
}
