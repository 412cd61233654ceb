//! One turn of a conversation (`getResponse`): what the player says, by text or by audio, and what the character
//! answers.

use super::{
    CallOptions, CallResult, Client, Error, Recording, ReplyStream, Scene, Status, TurnCall, TurnResponse,
    arguments::{checked_id, not_empty},
    audio_field::{self, FieldAudio},
    call_result::FAILED_REPLY_BYTES,
    call_sender::{CallSender, ServiceRequest},
    json_fields::Json,
    json_repair,
    reply_reader::ReplyReader,
    reply_stream::KeptReply,
    secrets::Secrets,
    service_error,
    turn_fields::{NEW_SESSION, TurnFields},
    turn_response::TurnAudio,
};
use crate::{
    audio::{self, CopiedUpload, Pcm, UploadConversion, UploadWav},
    transport::{
        Companion, Computation, HttpResponse, HttpUrl, Method, READ_IN_PLACE_BYTES, Reply, StreamReader, Timeouts,
        form::{EncodedBody, Form},
    },
};
use bytes::Bytes;
use std::sync::Arc;

/// A form with up to this size of texts is encoded on the I/O thread, which takes less time than a change of threads.
const ENCODED_IN_PLACE_BYTES: usize = 32 << 10;

/// What the player says.
pub struct Query(Input);

/// Text or audio: a request holds one of them.
enum Input {
    Text(String),
    /// A WAV file that can be sent as it is.
    Wav(UploadWav),
    /// Samples of which the library has a copy.
    Samples(UploadConversion<Vec<u8>>),
    /// What an utterance has collected, and the sample rate to convert it to.
    Recording(Recording, u32),
}

/// Options of one turn.
#[derive(Clone, Copy, Debug, Default)]
pub struct TurnOptions {
    /// Ask for the answer as audio in addition to the text.
    pub voice: bool,
    /// Send the form as multipart even if it holds no file.
    pub multipart: bool,
    /// Drop the body of a reply that was read.
    pub omit_raw_json: bool,
    /// Ask for the reply in pieces.
    pub stream: bool,
}

/// A turn that was started.
pub struct PendingTurn {
    pub call: TurnCall,
    /// The reply as it accumulates.
    pub reply: Arc<ReplyStream>,
    /// Whether the reply was asked for in pieces.
    pub streams: bool,
}

impl Query {
    pub fn text(text: &str) -> Result<Self, Error> {
        Ok(Self(Input::Text(not_empty(text, "text")?.to_owned())))
    }

    /// A WAV file that the service accepts as it is.
    pub fn wav(bytes: Vec<u8>) -> Result<Self, Error> {
        let wav = audio::check_upload(bytes).map_err(|error| Error::from(error).about("wav"))?;
        Ok(Self(Input::Wav(wav)))
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self.0, Input::Text(_))
    }

    fn held_bytes(&self) -> usize {
        match &self.0 {
            Input::Text(text) => text.len(),
            Input::Wav(wav) => wav.bytes.len(),
            Input::Samples(conversion) => conversion.held_bytes(),
            Input::Recording(recording, _) => usize::try_from(recording.bytes()).unwrap_or(usize::MAX),
        }
    }
}

impl Client {
    /// Copies samples for a turn with these options, which decide the sample rate that is sent.
    pub fn pcm_query(&self, pcm: &Pcm<'_>, call: &CallOptions) -> Result<Query, Error> {
        Ok(Query(match CopiedUpload::new(pcm, self.upload_sample_rate(call)?)? {
            CopiedUpload::Complete(wav) => Input::Wav(wav),
            CopiedUpload::Conversion(conversion) => Input::Samples(conversion),
        }))
    }

    /// Prepares what an utterance has collected. The samples are converted when the turn has been started.
    pub fn recording_query(&self, recording: Recording, call: &CallOptions) -> Result<Query, Error> {
        Ok(Query(Input::Recording(recording, self.upload_sample_rate(call)?)))
    }

    pub fn get_response(
        &self,
        character_id: &str,
        session_id: Option<&str>,
        query: Query,
        turn: TurnOptions,
        call: &CallOptions,
    ) -> Result<PendingTurn, Error> {
        let request = TurnRequest::new(self, character_id, query, turn, call)?;
        let session = existing_session(session_id);
        let new = self.new_call(&Method::POST, &request.url, call);
        let (voice, bytes) = (request.takes_voice_timeout(), request.held_bytes());
        let (reply, streams) = (Arc::clone(&request.reply), turn.stream);
        let keeps = keeps(&reply, &new.secrets);
        let call = self.start(call, new, Some(keeps), voice, bytes, move |sender| async move {
            let prepared = request.prepare(&sender);
            sender.until_deadline(Box::pin(prepared.send(&sender, session))).await
        })?;
        Ok(PendingTurn { call, reply, streams })
    }
}

/// What keeps the reply of a turn, whatever ends it.
pub(super) fn keeps(reply: &Arc<ReplyStream>, secrets: &Secrets) -> Box<dyn Companion<CallResult<TurnResponse>>> {
    Box::new(KeptReply { reply: Arc::clone(reply), secrets: secrets.clone() })
}

/// Returns the id of an existing session. It is `None` for a missing or blank id and for "-1", which start a new
/// session.
pub(super) fn existing_session(session_id: Option<&str>) -> Option<String> {
    session_id.map(str::trim).filter(|id| !id.is_empty() && *id != NEW_SESSION).map(str::to_owned)
}

/// A turn that can be sent once its session is known.
pub(super) struct TurnRequest {
    url: HttpUrl,
    character_id: String,
    query: Query,
    turn: TurnOptions,
    response_level: Option<i32>,
    scene: Option<Scene>,
    reply: Arc<ReplyStream>,
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
            url: client.turn_url(),
            character_id: checked_id(character_id)?.to_owned(),
            query,
            turn,
            response_level: call.response_level,
            scene: call.scene.clone(),
            reply: Arc::default(),
        })
    }

    pub fn reply(&self) -> &Arc<ReplyStream> {
        &self.reply
    }

    pub fn url(&self) -> &HttpUrl {
        &self.url
    }

    /// Sets the scene of a turn whose options have none.
    pub fn set_default_scene(&mut self, scene: Option<&Scene>) {
        if self.scene.is_none() {
            self.scene = scene.cloned();
        }
    }

    /// Whether the timeout for voice applies: the service takes longer to understand audio and to generate it.
    pub fn takes_voice_timeout(&self) -> bool {
        self.turn.voice || !self.query.is_text()
    }

    /// How many bytes of text or audio the turn holds, and of the scene that it is sent with.
    pub fn held_bytes(&self) -> usize {
        self.query.held_bytes().saturating_add(scene_bytes(self.scene.as_ref()))
    }

    /// Starts the conversion of samples, so that it runs while the turn waits in a queue.
    pub fn prepare(self, sender: &CallSender) -> PreparedTurn {
        let Self { url, character_id, query, turn, response_level, scene, reply } = self;
        let content = match query.0 {
            Input::Text(text) => Ok(Content::Text(text)),
            Input::Wav(wav) => Ok(Content::Wav(wav)),
            Input::Samples(mut conversion) => {
                let step = move || conversion.step().map_err(Error::from).transpose();
                sender.compute_in_steps(step).map(Content::Converting)
            }
            Input::Recording(recording, rate) => {
                sender.compute_in_steps(recording_steps(recording, rate)).map(Content::Converting)
            }
        };
        PreparedTurn { url, character_id, content, turn, response_level, scene, reply }
    }
}

fn scene_bytes(scene: Option<&Scene>) -> usize {
    scene.map_or(0, Scene::held_bytes)
}

/// The steps in which a recording is converted. The first one waits for its samples, which follow the start of the turn.
fn recording_steps(recording: Recording, rate: u32) -> impl FnMut() -> Option<Result<UploadWav, Error>> {
    let mut recording = Some(recording);
    let mut conversion = None;
    move || {
        let mut step = || {
            if let Some(recording) = recording.take() {
                let layout = recording.pcm()?.layout();
                conversion = Some(UploadConversion::new(recording, layout, rate)?);
            }
            conversion.as_mut().map_or(Ok(None), |conversion| Ok(conversion.step()?))
        };
        step().transpose()
    }
}

/// A turn that is being prepared, and can be sent once its session is known.
pub(super) struct PreparedTurn {
    url: HttpUrl,
    character_id: String,
    content: Result<Content, Error>,
    turn: TurnOptions,
    response_level: Option<i32>,
    scene: Option<Scene>,
    reply: Arc<ReplyStream>,
}

enum Content {
    Text(String),
    Wav(UploadWav),
    Converting(Computation<Result<UploadWav, Error>>),
}

impl PreparedTurn {
    pub async fn send(self, sender: &CallSender, session_id: Option<String>) -> CallResult<TurnResponse> {
        let Self { url, character_id, content, turn, response_level, scene, reply } = self;
        let form = Form::default()
            .field("charID", character_id)
            .field("sessionID", session_id.unwrap_or_else(|| NEW_SESSION.into()))
            .field("voiceResponse", if turn.voice { "True" } else { "False" });
        let form = if turn.stream { form.field("stream", "True") } else { form };
        let form = match response_level {
            Some(level) => form.field("responseLevel", level.to_string()),
            None => form,
        };
        let mut timeouts = sender.timeouts();
        let body = match encode(form, content, scene, turn.multipart, sender, &mut timeouts).await {
            Ok(body) => body,
            Err(error) => return error.into(),
        };
        let request = ServiceRequest::post(url, body);
        let mut result = match turn.stream {
            // In a box, because it is larger than all else of a turn, and most turns do not stream.
            true => Box::pin(stream(sender, timeouts, request, reply, turn.omit_raw_json)).await,
            false => sender.send(timeouts, request, read_response).await,
        };
        if turn.omit_raw_json && result.error.is_none() {
            result.raw_json = None;
        }
        result
    }
}

/// Sends a turn that asks for its reply in pieces, and collects them.
async fn stream(
    sender: &CallSender,
    timeouts: Timeouts,
    request: ServiceRequest,
    reply: Arc<ReplyStream>,
    omit_raw_json: bool,
) -> CallResult<TurnResponse> {
    let open = |head, secrets: &Secrets| {
        // Enough for the result of a turn that fails.
        let failed_bytes = FAILED_REPLY_BYTES + secrets.longest();
        ReplyReader::new(reply, head, secrets.clone(), if omit_raw_json { failed_bytes } else { usize::MAX })
    };
    match sender.stream(timeouts, request, open, read_response).await {
        Ok(Reply::Whole(result)) => result,
        Ok(Reply::Stream { reader, failure }) => {
            let is_long = reader.kept_bytes() > READ_IN_PLACE_BYTES;
            let finish = move || reader.finish(failure);
            if !is_long {
                return finish();
            }
            match sender.compute(finish) {
                Ok(finishing) => finishing.await,
                Err(error) => error.into(),
            }
        }
        Err(error) => error.into(),
    }
}

/// Completes the form of a turn.
async fn encode(
    form: Form<'static>,
    content: Result<Content, Error>,
    scene: Option<Scene>,
    multipart: bool,
    sender: &CallSender,
    timeouts: &mut Timeouts,
) -> Result<EncodedBody, Error> {
    let mut text_bytes = scene_bytes(scene.as_ref());
    let form = match scene {
        Some(scene) => form.shared(scene.fields()),
        None => form,
    };
    let (form, multipart) = match content? {
        Content::Text(text) => {
            text_bytes = text_bytes.saturating_add(text.len());
            (form.field("userText", text), multipart)
        }
        Content::Wav(wav) => (with_file(form, wav), true),
        Content::Converting(conversion) => (with_file(form, sender.prepare(timeouts, conversion).await??), true),
    };
    let encode = move || if multipart { form.multipart() } else { form.url_encoded() };
    match text_bytes > ENCODED_IN_PLACE_BYTES {
        true => sender.prepare(timeouts, sender.compute(encode)?).await,
        false => Ok(encode()),
    }
}

fn with_file(form: Form<'static>, wav: UploadWav) -> Form<'static> {
    let form = form.field("sample_rate", wav.sample_rate.to_string());
    form.file("file", "audio.wav", "audio/wav", Bytes::from(wav.bytes))
}

pub fn read_response(response: HttpResponse, secrets: &Secrets) -> CallResult<TurnResponse> {
    match json_repair::read(&response.body, |body| read_turn(&response, body, secrets)) {
        Ok((value, None)) => CallResult::success(value, response.body),
        Ok((value, Some(error))) => CallResult::partial(value, error, &response.body, secrets),
        Err(problem) => {
            let error = service_error::not_json(&response.head, &response.body, &problem, secrets);
            CallResult::failure(error, &response.body, secrets)
        }
    }
}

/// Reads the body of a reply, and what is wrong with it. Fails if it is not JSON.
fn read_turn(response: &HttpResponse, body: &[u8], secrets: &Secrets) -> Result<(TurnResponse, Option<Error>), String> {
    let HttpResponse { head, body: received } = response;
    let (rest, audio) = audio_field::split(body);
    // If the reply without its audio cannot be read, the whole body is read again, so that the error gives the position
    // in the original.
    let json = Json::read(&rest).or_else(|_| Json::read(body))?;
    if let Err(error) = service_error::check(head, received, &json, secrets) {
        return Ok((TurnResponse::default(), Some(error)));
    }
    let audio = audio_field::read(&json, &rest, audio).and_then(|audio| audio.map(FieldAudio::decode).transpose());
    let (audio, audio_error) = match audio {
        Ok(audio) => (audio, None),
        Err(problem) => (None, Some(service_error::unusable(head, Status::ReplyAudio, problem))),
    };
    let TurnFields { text, session_id, character_id, user_query, action_sequence, tag } = TurnFields::of(&json);
    let audio = audio.map(|audio| TurnAudio::Whole(Arc::new(audio)));
    let value =
        TurnResponse { text, session_id, character_id, user_query, action_sequence, tag, audio, is_interrupted: false };
    let error = match audio_error {
        None if !json.is_object() => {
            Some(service_error::unreadable(head, received, "it is not a JSON object", secrets))
        }
        None if value.is_empty() => Some(service_error::empty_reply(head)),
        audio_error => audio_error,
    };
    Ok((value, error))
}
