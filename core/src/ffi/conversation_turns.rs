//! Turns of a conversation: text, samples, a WAV file or an utterance.

use super::{
    audio::convai_pcm,
    call_options::convai_call_options,
    conversation::{self, convai_conversation},
    error::convai_error,
    get_response::{pcm_query, text_query, turn_options, wav_query},
    operation::{self, Started, convai_operation},
    response::convai_response,
    support::guard,
    utterance::{self, convai_utterance},
};
use crate::api::{CallOptions, Client, Error, Query, TurnResponse};
use std::ffi::c_char;

/// # Safety
/// The pointers are NULL or valid.
unsafe fn say(
    conversation: *mut convai_conversation,
    query: impl FnOnce(&Client, &CallOptions) -> Result<Query, Error>,
    flags: u32,
    options: *const convai_call_options,
) -> Result<Started<TurnResponse>, Error> {
    let object = conversation::object(conversation)?;
    let conversation = object.api();
    let client = conversation.client();
    // SAFETY: as above.
    unsafe {
        operation::begin(client, options, |call| {
            let turn = turn_options(flags)?;
            conversation.say(query(client, call)?, turn, call)
        })
    }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn say_utterance(
    conversation: *mut convai_conversation,
    utterance: *mut convai_utterance,
    flags: u32,
    options: *const convai_call_options,
) -> Result<Started<TurnResponse>, Error> {
    let utterance = utterance::object(utterance)?;
    // SAFETY: as above.
    utterance.say(|recording| unsafe {
        say(conversation, |client, call| client.recording_query(recording()?, call), flags, options)
    })
}

/// Says text to the character and waits for the response.
///
/// @param conversation The conversation.
/// @param text What the player says, as UTF-8. Must not be NULL or empty.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
///
/// @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
/// `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until this turn and all that were said before it have ended, or it is interrupted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_say(
    conversation: *mut convai_conversation,
    text: *const c_char,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { say(conversation, |_, _| text_query(text), flags, options) }?.wait())
}

/// Starts `convai_conversation_say` and returns immediately.
///
/// @param conversation The conversation.
/// @param text What the player says, as UTF-8. Must not be NULL or empty.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation of the conversation's client, whose result `convai_operation_take_response` takes, or NULL if
/// the turn was not started. The caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_say_async(
    conversation: *mut convai_conversation,
    text: *const c_char,
    flags: u32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || say(conversation, |_, _| text_query(text), flags, options)?.into_operation()) }
}

/// Says recorded samples to the character, as `convai_get_response_pcm` does, and waits for the response.
///
/// @param conversation The conversation.
/// @param pcm The samples. They are copied before the function returns. Must not be NULL.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
///
/// @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
/// `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until this turn and all that were said before it have ended, or it is interrupted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_say_pcm(
    conversation: *mut convai_conversation,
    pcm: *const convai_pcm,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { say(conversation, |client, call| pcm_query(client, pcm, call), flags, options) }?.wait())
}

/// Starts `convai_conversation_say_pcm` and returns when the samples were copied: after about 0.1 ms for a second of 48
/// kHz stereo. To hand a long recording over in less time, use a `convai_utterance`.
///
/// @param conversation The conversation.
/// @param pcm The samples. They are copied before the function returns. Must not be NULL.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation of the conversation's client, whose result `convai_operation_take_response` takes, or NULL if
/// the turn was not started. The caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_say_pcm_async(
    conversation: *mut convai_conversation,
    pcm: *const convai_pcm,
    flags: u32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            say(conversation, |client, call| pcm_query(client, pcm, call), flags, options)?.into_operation()
        })
    }
}

/// Says a WAV file to the character, as `convai_get_response_wav` does, and waits for the response.
///
/// @param conversation The conversation.
/// @param wav The bytes of the file. They are copied before the function returns. Must not be NULL.
/// @param wav_len The length of the file in bytes. 0 gives AUDIO_INPUT.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
///
/// @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
/// `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until this turn and all that were said before it have ended, or it is interrupted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_say_wav(
    conversation: *mut convai_conversation,
    wav: *const u8,
    wav_len: usize,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { say(conversation, |_, _| wav_query(wav, wav_len), flags, options) }?.wait())
}

/// Starts `convai_conversation_say_wav` and returns immediately.
///
/// @param conversation The conversation.
/// @param wav The bytes of the file. They are copied before the function returns. Must not be NULL.
/// @param wav_len The length of the file in bytes. 0 gives AUDIO_INPUT.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation of the conversation's client, whose result `convai_operation_take_response` takes, or NULL if
/// the turn was not started. The caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_say_wav_async(
    conversation: *mut convai_conversation,
    wav: *const u8,
    wav_len: usize,
    flags: u32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || say(conversation, |_, _| wav_query(wav, wav_len), flags, options)?.into_operation())
    }
}

/// Says what an utterance has collected to the character, empties the utterance for the next recording, and waits for
/// the response. The samples are not copied: their buffer is handed over, whatever their length, and a second one takes
/// its place. It comes back as soon as the samples are converted, some milliseconds later; until then, saying the
/// utterance again gives BUSY. If the turn cannot be started, the utterance keeps its samples. If the turn fails later,
/// the samples are lost.
///
/// @param conversation The conversation.
/// @param utterance The utterance.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
///
/// @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
/// `error` is set.
///
/// Errors: BAD_HANDLE, BUSY, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT
/// (also if the utterance is empty); any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until this turn and all that were said before it have ended, or it is interrupted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_say_utterance(
    conversation: *mut convai_conversation,
    utterance: *mut convai_utterance,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { say_utterance(conversation, utterance, flags, options) }?.wait())
}

/// Starts `convai_conversation_say_utterance` and returns immediately.
///
/// @param conversation The conversation.
/// @param utterance The utterance.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation of the conversation's client, whose result `convai_operation_take_response` takes, or NULL if
/// the turn was not started. The caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, BUSY, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT
/// (also if the utterance is empty).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_say_utterance_async(
    conversation: *mut convai_conversation,
    utterance: *mut convai_utterance,
    flags: u32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || say_utterance(conversation, utterance, flags, options)?.into_operation()) }
}
