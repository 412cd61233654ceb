//! Reads a streamed reply while it arrives, and appends what it brings to the reply that accumulates.

use super::{
    CallResult, Error, Status, TurnResponse,
    audio_field::{self, FieldAudio},
    event_stream::{Cut, EventReader},
    json_fields::Json,
    json_repair,
    reply_stream::{Increment, ReplyStream},
    secrets::Secrets,
    service_error,
    turn_fields::{RepeatedText, TurnFields},
    turn_response::SoundFormat,
};
use crate::{
    audio::{AudioForm, JoinedReply},
    transport::{Failure, ResponseHead, StreamReader},
};
use std::sync::Arc;

pub(super) struct ReplyReader {
    events: EventReader,
    objects: Objects,
    /// How much of the stream is kept at most. The rest is read and dropped.
    raw_limit: usize,
}

/// Reads the objects of a stream. What is wrong with one object does not keep the others from being read.
struct Objects {
    reply: Arc<ReplyStream>,
    head: ResponseHead,
    secrets: Secrets,
    joined: JoinedReply,
    /// The form of the first audio.
    form: Option<AudioForm>,
    repeated: RepeatedText,
    /// The error that the service sent in place of the rest of the reply.
    refusal: Option<Error>,
    /// What is wrong with the first object that could not be read.
    broken: Option<String>,
    /// What is wrong with the first audio that could not be read.
    bad_audio: Option<String>,
}

/// What one object holds.
struct Object {
    fields: TurnFields,
    audio: Result<Option<FieldAudio>, String>,
    refusal: Option<Error>,
}

impl ReplyReader {
    pub fn new(reply: Arc<ReplyStream>, head: ResponseHead, secrets: Secrets, raw_limit: usize) -> Self {
        let objects = Objects {
            reply,
            head,
            secrets,
            joined: JoinedReply::default(),
            form: None,
            repeated: RepeatedText::default(),
            refusal: None,
            broken: None,
            bad_audio: None,
        };
        Self { events: EventReader::default(), objects, raw_limit }
    }

    /// Ends the stream. `failure` says why it did not come to its end.
    pub fn finish(self, failure: Option<Failure>) -> CallResult<TurnResponse> {
        let Self { events, mut objects, .. } = self;
        events.finish(&mut |cut| objects.read(cut));
        objects.finish(failure)
    }
}

impl StreamReader for ReplyReader {
    fn push(&mut self, bytes: &[u8]) -> bool {
        let Self { events, objects, raw_limit } = self;
        if let Err(problem) = objects.reply.keep_raw(bytes, *raw_limit) {
            objects.broken.get_or_insert_with(|| problem.into());
        }
        events.push(bytes, &mut |cut| objects.read(cut));
        objects.refusal.is_none()
    }

    fn kept_bytes(&self) -> usize {
        self.events.kept_bytes()
    }
}

impl Objects {
    fn read(&mut self, cut: Cut<'_>) {
        if self.refusal.is_some() {
            return;
        }
        let object = cut.map_err(str::to_owned);
        match object.and_then(|object| json_repair::read(object, |object| self.parse(object))) {
            Ok(Object { refusal: Some(refusal), .. }) => self.refusal = Some(refusal),
            Ok(object) => self.append(object),
            Err(problem) => drop(self.broken.get_or_insert(problem)),
        }
    }

    fn parse(&self, object: &[u8]) -> Result<Object, String> {
        let (rest, audio) = audio_field::split(object);
        let json = Json::read(&rest).or_else(|_| Json::read(object))?;
        Ok(Object {
            refusal: service_error::check_object(&self.head, object, &json, &self.secrets).err(),
            audio: audio_field::read(&json, &rest, audio),
            fields: TurnFields::of(&json),
        })
    }

    fn append(&mut self, object: Object) {
        let Object { fields, audio, .. } = object;
        let audio = audio.unwrap_or_else(|problem| {
            self.bad_audio.get_or_insert(problem);
            None
        });
        let mut text = fields.text.unwrap_or_default();
        if !text.is_empty() && self.repeated.is_repeat(&text, audio.is_some()) {
            text.clear();
        }
        let audio = audio.and_then(|audio| self.decode(audio));
        self.reply.append(Increment {
            text,
            session_id: fields.session_id,
            character_id: fields.character_id,
            user_query: fields.user_query,
            action_sequence: fields.action_sequence,
            tag: fields.tag,
            audio,
        });
    }

    /// The samples of a piece, and their format.
    fn decode(&mut self, audio: FieldAudio) -> Option<(SoundFormat, Vec<i16>)> {
        let form = if audio.bytes.starts_with(b"RIFF") { AudioForm::Wav } else { AudioForm::RawPcm };
        let samples = self.joined.push(&audio.bytes, audio.rate);
        self.form.get_or_insert(form);
        match samples {
            Ok(samples) => self.with_format(samples),
            Err(error) => {
                self.bad_audio.get_or_insert_with(|| audio_field::problem(error));
                None
            }
        }
    }

    fn with_format(&self, samples: Vec<i16>) -> Option<(SoundFormat, Vec<i16>)> {
        let ((sample_rate, channels), form) = self.joined.format().zip(self.form)?;
        (!samples.is_empty()).then_some((SoundFormat { sample_rate, channels, form }, samples))
    }

    fn finish(mut self, failure: Option<Failure>) -> CallResult<TurnResponse> {
        let format = self.with_format(vec![0]).map(|(format, _)| format);
        match std::mem::take(&mut self.joined).finish() {
            Ok(samples) => {
                let audio = format.filter(|_| !samples.is_empty()).map(|format| (format, samples));
                self.reply.append(Increment { audio, ..Increment::default() });
            }
            Err(error) => drop(self.bad_audio.get_or_insert_with(|| audio_field::problem(error))),
        }
        let Self { reply, head, secrets, refusal, broken, bad_audio, .. } = self;
        let unusable = |status, message| service_error::unusable(&head, status, message);
        let problem = || {
            let broken = broken.map(|problem| {
                let message = format!(
                    "a piece of the streamed reply cannot be read: {problem}; the response holds the other pieces, and \
                     `raw_json` what came"
                );
                unusable(Status::BadReply, message)
            });
            broken.or_else(|| bad_audio.map(|problem| unusable(Status::ReplyAudio, problem)))
        };
        let error = refusal.or_else(|| failure.map(Error::from)).or_else(problem);
        let mut result = reply.fill(CallResult { error, ..CallResult::default() }, &secrets);
        if result.error.is_none() {
            if result.value.is_empty() {
                let result = CallResult { error: Some(service_error::empty_reply(&head)), ..result };
                return reply.fill(result, &secrets);
            }
            result.raw_json = Some(reply.take_raw());
        }
        result
    }
}

#[cfg(test)]
#[path = "reply_reader_tests.rs"]
mod tests;
