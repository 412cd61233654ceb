//! What the journal keeps of a response: its text, and its voice while there is room.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::{Bytes, BytesMut};
use serde_json::Value;

use crate::redact::redact_text;
use crate::response::{Body, HttpResponse};
use crate::streaming::EventStream;
use crate::wav::{Pcm, WavFile, decode_wav, encode_wav};

/// How many characters of a text are kept.
const MAX_TEXT: usize = 4000;
/// A longer body is no error message.
const MAX_ERROR_BODY: usize = 64 * 1024;
/// A longer reply of another server is not read.
const MAX_RAW: usize = 8 * 1024 * 1024;
/// The pieces of a longer streamed voice are not joined.
const MAX_STREAMED_VOICE: usize = 8 * 1024 * 1024;

/// The part of a response that the journal keeps.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    /// The text of the character, or the body of an error.
    pub text: Option<String>,
    /// What the reply says was said: the words, or the measurements of a recording.
    pub heard: Option<String>,
    /// The session that the reply names.
    pub session: Option<String>,
    /// The voice as a WAV file.
    pub voice: Option<Arc<Vec<u8>>>,
}

impl Reply {
    /// Credentials are redacted: a reply can quote its request.
    pub fn of(response: &HttpResponse, credentials: &[String]) -> Self {
        let reply = match &response.body {
            Body::Json(value) if response.status < 400 => Self::of_fields(value),
            Body::Json(value) => Self { text: Some(value.to_string()), ..Self::default() },
            Body::Raw(bytes) if response.status >= 400 => Self { text: Some(error_text(bytes)), ..Self::default() },
            Body::Raw(bytes) => Self::of_raw(&response.content_type, bytes),
            Body::Timed { .. } => Self::of_raw(&response.content_type, &response.body_bytes()),
            Body::Stream { events, .. } => {
                Self { text: Some(streamed_text(events)), voice: streamed_voice(events), ..Self::default() }
            }
            // The others have no text yet.
            Body::Filler(_) | Body::Live(_) | Body::Writing(_) => Self::default(),
        };
        let shown = |text: Option<String>| text.map(|text| start(&text, credentials));
        let voice = response.wav.clone().or(reply.voice);
        Self { text: shown(reply.text), heard: shown(reply.heard), session: shown(reply.session), voice }
    }

    fn of_fields(fields: &Value) -> Self {
        let text = |name: &str| fields[name].as_str().map(str::to_owned);
        Self { text: text("text"), heard: text("userQuery"), session: text("sessionID"), voice: None }
    }

    /// A reply that another server gave.
    fn of_raw(content_type: &str, bytes: &Bytes) -> Self {
        if content_type.starts_with("text/event-stream") && bytes.len() <= MAX_RAW {
            return Self::of_events(&String::from_utf8_lossy(bytes));
        }
        if bytes.len() > MAX_RAW || !bytes.starts_with(b"{") {
            return Self::default();
        }
        let fields: Value = serde_json::from_slice(bytes).unwrap_or_default();
        let voice = fields["audio"].as_str().and_then(|audio| STANDARD.decode(audio).ok());
        Self { voice: voice.filter(|voice| WavFile::read(voice).is_ok()).map(Arc::new), ..Self::of_fields(&fields) }
    }

    /// A stream that another server sent: objects with a text, or texts, in the data of its events.
    fn of_events(events: &str) -> Self {
        let mut reply = Self::default();
        for event in events.replace("\r\n", "\n").split("\n\n") {
            let lines = event.lines().filter_map(|line| line.strip_prefix("data:"));
            let data: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
            let data = data.join("\n");
            let text = reply.text.get_or_insert_default();
            // An event may have several objects.
            for object in serde_json::Deserializer::from_str(&data).into_iter::<Value>().map_while(Result::ok) {
                text.push_str(object["text"].as_str().unwrap_or_default());
                reply.session = reply.session.take().or_else(|| object["sessionID"].as_str().map(str::to_owned));
            }
            if !data.starts_with(['{', '[']) {
                text.push_str(&data);
            }
        }
        reply
    }

    /// Adds to the text of a reply that is being written.
    pub fn add_text(&mut self, text: &str, credentials: &[String]) {
        let known = self.text.take().unwrap_or_default();
        self.text = Some(start(&format!("{known}{text}"), credentials));
    }

    pub fn voice_bytes(&self) -> usize {
        self.voice.as_ref().map_or(0, |voice| voice.len())
    }
}

/// What another server has sent so far.
pub struct PassedOn {
    status: u16,
    content_type: String,
    bytes: BytesMut,
}

impl PassedOn {
    pub fn new(response: &HttpResponse) -> Self {
        Self { status: response.status, content_type: response.content_type.clone(), bytes: BytesMut::new() }
    }

    /// What is longer than a reply is not kept.
    pub fn add(&mut self, piece: &Bytes) {
        if self.bytes.len() <= MAX_RAW {
            self.bytes.extend_from_slice(piece);
        }
    }

    /// `None` if nothing was sent.
    pub fn reply(&self, credentials: &[String]) -> Option<Reply> {
        let bytes = Bytes::copy_from_slice(&self.bytes);
        (!bytes.is_empty()).then(|| Reply::of(&HttpResponse::raw(self.status, &self.content_type, bytes), credentials))
    }
}

/// The beginning of a text. A credential is redacted before the text is cut, so that no part of it remains at the end.
fn start(text: &str, credentials: &[String]) -> String {
    let mut start: String = text.chars().take(2 * MAX_TEXT).collect();
    credentials.iter().for_each(|credential| redact_text(&mut start, credential));
    start.chars().take(MAX_TEXT).collect()
}

fn error_text(body: &Bytes) -> String {
    String::from_utf8_lossy(&body[..body.len().min(MAX_ERROR_BODY)]).into_owned()
}

/// The texts of the events, joined. An event is a JSON object with a text, or a text.
fn streamed_text(stream: &EventStream) -> String {
    let texts = stream.events.iter().filter_map(|event| match &event.object {
        Value::String(text) => Some(text.as_str()),
        object => object["text"].as_str(),
    });
    texts.collect()
}

/// The voice of the events, joined.
fn streamed_voice(stream: &EventStream) -> Option<Arc<Vec<u8>>> {
    let pieces: Vec<&Vec<u8>> = stream.events.iter().filter_map(|event| event.wav.as_ref()).collect();
    if pieces.is_empty() || pieces.iter().map(|piece| piece.len()).sum::<usize>() > MAX_STREAMED_VOICE {
        return None;
    }
    let mut joined = Pcm { samples: Vec::new(), rate: 0 };
    for piece in pieces {
        let mut pcm = decode_wav(piece)?;
        joined.rate = pcm.rate;
        joined.samples.append(&mut pcm.samples);
    }
    Some(Arc::new(encode_wav(&joined)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;
    use crate::streaming::{Event, StreamAudio, StreamShapes};

    #[test]
    fn the_text_of_a_turn_and_the_body_of_an_error_are_kept_in_part() {
        let text = |response: &HttpResponse| Reply::of(response, &[]).text;
        assert_eq!(text(&HttpResponse::json(200, json!({ "text": "Hello." }))).as_deref(), Some("Hello."));
        assert_eq!(text(&HttpResponse::json(200, json!({ "charID": "a" }))), None);
        assert_eq!(text(&HttpResponse::error(404, "ERROR", "No.")).as_deref(), Some(r#"{"ERROR":"No."}"#));
        assert_eq!(text(&HttpResponse::raw(502, "text/html", "<h1>Bad</h1>")).as_deref(), Some("<h1>Bad</h1>"));
        assert_eq!(text(&HttpResponse::raw(200, "audio/wav", "RIFF")), None);
        let wav = encode_wav(&Pcm { samples: vec![1, 2], rate: 8000 });
        let recorded = json!({ "text": "Hi.", "sessionID": "a", "audio": STANDARD.encode(&wav) }).to_string();
        let reply = Reply::of(&HttpResponse::raw(200, "", recorded), &[]);
        assert_eq!((reply.text.as_deref(), reply.session.as_deref()), (Some("Hi."), Some("a")));
        assert_eq!(reply.voice.as_deref(), Some(&wav), "what another server answers");
        let long = text(&HttpResponse::json(200, json!({ "text": "ä".repeat(5000) })));
        assert_eq!(long.map(|long| long.chars().count()), Some(MAX_TEXT));
    }

    #[test]
    fn no_part_of_a_credential_remains_where_a_text_is_cut() {
        let credential = "0123456789abcdef".to_owned();
        let said = format!("{}{credential}", "x".repeat(MAX_TEXT - 8));
        let reply = Reply::of(&HttpResponse::json(200, json!({ "text": said, "userQuery": said })), &[credential]);
        for text in [reply.text, reply.heard] {
            assert!(text.is_some_and(|text| text.ends_with("x********") && text.len() == MAX_TEXT));
        }
    }

    #[test]
    fn a_stream_of_another_server_is_read() {
        let text = |stream: &str| {
            let response = HttpResponse::raw(200, "text/event-stream", stream.to_owned());
            let reply = Reply::of(&response, &[]);
            (reply.text.unwrap_or_default(), reply.session.unwrap_or_default())
        };
        let glued = "data: {\"text\":\"I\",\"sessionID\":\"a\"}\r\ndata: {\"text\":\" am\"}\r\n\r\n: wait\r\n\r\n";
        let spread = "data: {\"text\":\ndata:\" Pell.\"}\n\ndata: {\"actionSequence\":\"\"}\n\ndata: [DONE]\n\n";
        assert_eq!(text(&format!("{glued}{spread}")), ("I am Pell.".to_owned(), "a".to_owned()));
        assert_eq!(text("data: Hello\n\ndata:  there\n\n").0, "Hello there");
        assert_eq!(text("data: {\"text\":\"I\"}\n\ndata: {\"te").0, "I", "it was cut");
    }

    #[test]
    fn a_reply_that_is_written_grows_and_is_redacted() {
        let mut reply = Reply::default();
        for piece in ["My key is 0123", "456789."] {
            reply.add_text(piece, &["0123456789".to_owned()]);
        }
        assert_eq!(reply.text.as_deref(), Some("My key is **********."));
    }

    #[test]
    fn the_pieces_of_a_stream_are_joined() {
        let event = |text: &str, samples: &[i16]| {
            let wav = encode_wav(&Pcm { samples: samples.to_vec(), rate: 8000 });
            Event::new(Duration::ZERO, json!({ "text": text }), (!samples.is_empty()).then_some(wav))
        };
        let events = vec![event("I", &[1, 2]), event(" am", &[]), event(" Pell.", &[3])];
        let stream = EventStream::new(events, StreamShapes::default(), StreamAudio::default());
        let response = HttpResponse::stream(stream, Box::new(|| Box::pin(async { Ok(()) })));
        let reply = Reply::of(&response, &[]);
        assert_eq!(reply.text.as_deref(), Some("I am Pell."));
        let voice = reply.voice.as_deref().and_then(|voice| decode_wav(voice)).expect("a voice");
        assert_eq!((voice.samples, voice.rate), (vec![1, 2, 3], 8000));
    }
}
