//! `convai_response`: what a character answered.

use super::{
    any_call::{AnyResult, Deliverable},
    audio,
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_RESPONSE, convai_operation},
    status::convai_status,
    support::{
        audio_view::AudioView,
        guard::{self, FromError},
        memory,
        text::{OwnedBytes, OwnedLines, OwnedText},
    },
};
use crate::api::{self, CallResult, Error, TurnAudio, TurnResponse};
use std::ffi::c_char;

/// What a character answered, or the reason why it did not. Read-only; the caller owns it and frees it with
/// `convai_response_free`.
///
/// A failed turn keeps what arrived: text and session if only the audio cannot be read, the raw reply, and the fallback
/// line of a conversation.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_response {
    /// NULL if the call succeeded. Freed with the response.
    pub error: *const convai_error,
    /// What the character says. NUL-terminated UTF-8, never NULL; "" if there is no text.
    pub text: *const c_char,
    /// The length of `text` in bytes, without the NUL. Use it, because the text may contain NUL.
    pub text_len: usize,
    /// The id of the session, to be passed with the next turn. NUL-terminated, or NULL if the reply names none.
    pub session_id: *const c_char,
    /// The length of `session_id` in bytes, without the NUL.
    pub session_id_len: usize,
    /// The id of the character that answered, or NULL if the reply does not say.
    pub character_id: *const c_char,
    /// The length of `character_id` in bytes, without the NUL.
    pub character_id_len: usize,
    /// What the service understood; for audio, its transcript. NULL if the reply does not say.
    pub user_query: *const c_char,
    /// The length of `user_query` in bytes, without the NUL.
    pub user_query_len: usize,
    /// The voice as a complete WAV file, or NULL if there is no voice.
    pub wav: *const u8,
    /// The length of `wav` in bytes.
    pub wav_len: usize,
    /// The voice as 16-bit samples with interleaved channels, `frames * channels` in all, or NULL if there is no voice.
    pub pcm: *const i16,
    /// The number of frames (samples per channel).
    pub frames: usize,
    /// The number of channels. The service sends 1 today; rely on this field. 0 without audio.
    pub channels: u32,
    /// The sample rate in Hz. It differs from voice to voice. 0 without audio.
    pub sample_rate: u32,
    /// `CONVAI_AUDIO_NONE`, `_WAV` or `_RAW_PCM`.
    pub audio_form: i32,
    /// 1 if `convai_conversation_interrupt` was called after the turn was said and before its response was taken, also if
    /// the turn had ended by then: the player does not want to hear it, and no playback accepts it. Else 0.
    pub interrupted: i32,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived, with the
    /// audio in base64, or NULL with `CONVAI_OMIT_RAW_JSON`; it need not be valid JSON, because the library overlooks
    /// some mistakes. If the call failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key
    /// or auth token replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
    /// The actions that the character takes, in their order, such as "Jump" and "Wave": the lines of `action_sequence` without
    /// empty ones, and without the white space around each. NULL if there are none.
    pub actions: *const *const c_char,
    /// The number of `actions`.
    pub action_count: usize,
    /// The actions as the service sent them, in lines, or NULL if the reply names none. Of a streamed reply: those of its
    /// pieces, one piece after the other.
    pub action_sequence: *const c_char,
    /// The length of `action_sequence` in bytes, without the NUL.
    pub action_sequence_len: usize,
    /// The result of the classification that the scene of the turn asked for, or NULL if the reply has none. Undocumented:
    /// seen in the Unreal plugin of the service.
    pub tag: *const c_char,
    /// The length of `tag` in bytes, without the NUL.
    pub tag_len: usize,
}

#[repr(C)]
pub(super) struct ResponseOwner {
    view: convai_response,
    _error: EmbeddedError,
    _texts: [OwnedText; 6],
    _actions: OwnedLines,
    _audio: AudioView,
    _raw: OwnedBytes,
}

impl ResponseOwner {
    pub fn new(result: CallResult<TurnResponse>) -> Box<Self> {
        let CallResult { error, value: response, raw_json } = result;
        let (voice, voice_error) = match response.audio.map(TurnAudio::whole).transpose() {
            Ok(voice) => (voice, None),
            Err(error) => (None, Some(error)),
        };
        let error = EmbeddedError::new(error.or(voice_error));
        let raw = OwnedBytes::new(raw_json);
        let form = audio::form(voice.as_deref());
        let audio = AudioView::new(voice);
        let actions = response.action_sequence.as_deref().map(api::actions).map(OwnedLines::new).unwrap_or_default();
        let text = Some(response.text.unwrap_or_default());
        let TurnResponse { session_id, character_id, user_query, action_sequence, tag, .. } = response;
        let texts = [text, session_id, character_id, user_query, action_sequence, tag].map(OwnedText::new);
        let [text, session_id, character_id, user_query, action_sequence, tag] = &texts;
        let view = convai_response {
            error: error.pointer(),
            text: text.pointer(),
            text_len: text.len(),
            session_id: session_id.pointer(),
            session_id_len: session_id.len(),
            character_id: character_id.pointer(),
            character_id_len: character_id.len(),
            user_query: user_query.pointer(),
            user_query_len: user_query.len(),
            wav: audio.wav().0,
            wav_len: audio.wav().1,
            pcm: audio.pcm(),
            frames: audio.frames(),
            channels: audio.channels(),
            sample_rate: audio.sample_rate(),
            audio_form: form,
            interrupted: response.is_interrupted.into(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
            actions: actions.pointer(),
            action_count: actions.len(),
            action_sequence: action_sequence.pointer(),
            action_sequence_len: action_sequence.len(),
            tag: tag.pointer(),
            tag_len: tag.len(),
        };
        Box::new(Self { view, _error: error, _texts: texts, _actions: actions, _audio: audio, _raw: raw })
    }
}

memory::owned!(ResponseOwner => convai_response);

impl Deliverable for TurnResponse {
    type Owner = ResponseOwner;
    const KIND: i32 = CONVAI_KIND_RESPONSE;

    fn into_owner(result: CallResult<Self>) -> Box<ResponseOwner> {
        ResponseOwner::new(result)
    }

    fn typed(result: AnyResult) -> Option<CallResult<Self>> {
        match result {
            AnyResult::Turn(result) => Some(result),
            AnyResult::Endpoint(_) => None,
        }
    }
}

impl FromError for *mut convai_response {
    fn from_error(error: Error) -> Self {
        memory::transfer(ResponseOwner::new(error.into()))
    }
}

/// Takes the response out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_RESPONSE`.
///
/// @return The response, never NULL; the caller owns it and frees it with `convai_response_free`. If the call failed,
/// its `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or
/// FORKED. `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_response(operation: *mut convai_operation) -> *mut convai_response {
    guard::result(|| operation::take::<TurnResponse>(operation))
}

/// Frees a response with its strings, WAV file and samples, and sets the caller's variable to NULL.
///
/// @param response The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no response at this address (freed already, or not a
/// response).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_response_free(response: *mut *mut convai_response) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<ResponseOwner>(response) })
}
