//! Get response: what a player says, by text or by audio, and what the character answers.

use super::{
    Answer, CallOptions, Client, Error, ReplyAudio, Status,
    characters::{identifier, not_empty},
    client::{Sender, sample_rate},
    fields::Json,
    refusal, voice,
};
use crate::{
    audio::{self, Pcm, Prepared},
    transport::{
        Call, Reply,
        form::{Encoded, Form},
    },
};
use bytes::Bytes;
use reqwest::Url;
use std::sync::Arc;

/// What starts a new session.
const NEW_SESSION: &str = "-1";

/// What the player says. Text and audio exclude each other, and one of them must be there: so it is one value.
pub struct Query(Said);

enum Said {
    Text(String),
    /// Ready to be sent.
    Wav(Vec<u8>),
    /// Mixed and copied, but not resampled yet: that is done on the worker's thread.
    Pcm(Prepared),
}

/// How a turn is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct TurnOptions {
    /// Ask for the answer's voice.
    pub voice: bool,
    /// Send text as multipart too.
    pub multipart: bool,
}

/// What a character answered.
#[derive(Default)]
pub struct Response {
    pub text: Option<String>,
    pub session_id: Option<String>,
    pub character_id: Option<String>,
    /// What the service understood: of audio, the transcript.
    pub user_query: Option<String>,
    pub audio: Option<ReplyAudio>,
}

impl Query {
    pub fn text(text: &str) -> Result<Self, Error> {
        Ok(Self(Said::Text(not_empty(text, "text")?.to_owned())))
    }

    /// Samples in any usual form, resampled to `upload_rate` where that is not 0.
    pub fn pcm(pcm: &Pcm<'_>, upload_rate: u32) -> Result<Self, Error> {
        Ok(Self(Said::Pcm(audio::prepare(pcm, sample_rate(upload_rate)?)?)))
    }

    /// A WAV file that the service takes as it is.
    pub fn wav(wav: Vec<u8>) -> Result<Self, Error> {
        audio::check_upload(&wav)?;
        Ok(Self(Said::Wav(wav)))
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.0, Said::Text(_))
    }
}

impl Client {
    pub fn get_response(
        &self,
        character_id: &str,
        session_id: Option<&str>,
        query: Query,
        turn: TurnOptions,
        call: &CallOptions,
    ) -> Result<Arc<Call<Answer<Response>>>, Error> {
        let request = TurnRequest::new(self, character_id, query, turn, call)?;
        let session = session(session_id);
        self.start(
            call,
            request.takes_long(),
            move |sender| async move { request.send(&sender, session.as_deref()).await },
        )
    }
}

/// A session id as the caller gives it: nothing, blank or "-1" start a new one.
pub(super) fn session(session_id: Option<&str>) -> Option<String> {
    session_id.map(str::trim).filter(|id| !id.is_empty() && *id != NEW_SESSION).map(str::to_owned)
}

/// A turn that is ready to be sent once its session is known.
pub(super) struct TurnRequest {
    url: Url,
    character_id: String,
    query: Query,
    turn: TurnOptions,
    response_level: Option<i32>,
}

impl TurnRequest {
    pub fn new(
        client: &Client,
        character_id: &str,
        query: Query,
        turn: TurnOptions,
        call: &CallOptions,
    ) -> Result<Self, Error> {
        Ok(Self {
            url: client.turns(),
            character_id: identifier(character_id)?.to_owned(),
            query,
            turn,
            response_level: call.response_level,
        })
    }

    /// Voice takes the service longer, in either direction.
    pub fn takes_long(&self) -> bool {
        self.turn.voice || !self.query.is_text()
    }

    pub async fn send(self, sender: &Sender, session_id: Option<&str>) -> Answer<Response> {
        let url = self.url.clone();
        let body = match self.into_body(session_id) {
            Ok(body) => body,
            Err(error) => return error.into(),
        };
        match sender.send(url, body).await {
            Ok(reply) => read_response(reply),
            Err(error) => error.into(),
        }
    }

    fn into_body(self, session_id: Option<&str>) -> Result<Encoded, Error> {
        let form = Form::default()
            .field("charID", self.character_id)
            .field("sessionID", session_id.unwrap_or(NEW_SESSION))
            .field("voiceResponse", if self.turn.voice { "True" } else { "False" });
        let form = match self.response_level {
            Some(level) => form.field("responseLevel", level.to_string()),
            None => form,
        };
        let wav = match self.query.0 {
            Said::Text(text) => {
                let form = form.field("userText", text);
                return Ok(if self.turn.multipart { form.multipart() } else { form.url_encoded() });
            }
            Said::Wav(wav) => wav,
            Said::Pcm(prepared) => prepared.into_wav()?,
        };
        let rate = audio::parse(&wav)?.sample_rate;
        let form = form.field("sample_rate", rate.to_string()).file("file", "audio.wav", "audio/wav", Bytes::from(wav));
        Ok(form.multipart())
    }
}

pub(crate) fn read_response(reply: Reply) -> Answer<Response> {
    let (rest, voice) = voice::part(&reply.body);
    // Read whole again, so that the problem is described as it came.
    let json = Json::read(&rest).or_else(|_| Json::read(&reply.body));
    if let Err(error) = refusal::check(&reply, json.as_ref().unwrap_or(&Json::Nothing)) {
        return Answer::bad(error, reply.body);
    }
    let json = match json {
        Ok(json) => json,
        Err(problem) => return Answer::bad(refusal::unreadable(&reply, &problem), reply.body),
    };
    let (audio, broken) = match voice::read(&json, &rest, voice) {
        Ok(audio) => (audio, None),
        Err(problem) => (None, Some(reply_error(&reply, Status::ReplyAudio, problem))),
    };
    let response = Response {
        text: json.text(&["text"]).or_else(|| json.text(&["response"])).map(str::to_owned),
        session_id: json
            .owned(&["sessionID", "session_id"])
            .filter(|id| !id.is_empty() && id != NEW_SESSION && !id.contains('\0')),
        character_id: json.owned(&["charID", "character_id"]),
        user_query: json.owned(&["userQuery", "user_query"]),
        audio,
    };
    let nothing = response.audio.is_none() && response.text.as_deref().is_none_or(str::is_empty);
    let error = match broken {
        None if !json.is_object() => Some(refusal::unreadable(&reply, "it is no JSON object")),
        None if nothing => Some(reply_error(
            &reply,
            Status::EmptyReply,
            "the reply holds neither text nor audio: try again; `raw_json` holds what came".into(),
        )),
        broken => broken,
    };
    match error {
        None => Answer::good(response, reply.body),
        Some(error) => Answer::partly(response, error, reply.body),
    }
}

fn reply_error(reply: &Reply, status: Status, message: String) -> Error {
    Error { http_status: Some(reply.status), request_sent: true, ..Error::new(status, message) }
}
