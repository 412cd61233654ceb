//! Turns (`getResponse`): send text, samples or a WAV file to a character.

use super::{
    audio::{self, convai_pcm},
    call_options::convai_call_options,
    client::{self, convai_client},
    error::convai_error,
    operation::{self, Started, convai_operation},
    response::convai_response,
    support::{
        guard, structs,
        text::{optional_text, required_text},
    },
};
use crate::api::{CallOptions, Client, Error, Query, TurnOptions, TurnResponse};
use std::ffi::c_char;

/// `flags` of a turn: respond in text only. Bits that no flag names give INVALID_ARGUMENT.
pub const CONVAI_TEXT: u32 = 0;
/// `flags` of a turn: respond in text and in the character's voice.
pub const CONVAI_VOICE: u32 = 1;
/// `flags` of a turn: send text as multipart/form-data instead of application/x-www-form-urlencoded. The service
/// accepts both; some gateways do not. Audio is always sent as multipart.
pub const CONVAI_MULTIPART: u32 = 2;
/// `flags` of a turn: if the turn succeeds, its `raw_json` is NULL. That saves memory: the raw reply of a voice holds the
/// audio once more, in base64.
pub const CONVAI_OMIT_RAW_JSON: u32 = 4;
/// `flags` of a turn: ask the service for the reply in pieces, as it is made. `convai_operation_next_piece` reads them
/// from an operation; the response is the same as without the flag, with the pieces joined. A blocking turn returns the
/// whole response.
///
/// This is built from weak evidence. The service's documentation has one row about the parameter (`stream`, in
/// interaction-api.md of Conv-AI/Convai-Documentation), and no schema; what a stream looks like is known from one public
/// client of 2023. The library therefore accepts many forms, and also a service that ignores the flag. Without the flag,
/// a turn uses the form that is documented.
///
/// `timeout_ms` ends with the first byte of a streamed reply; then `idle_timeout_ms` bounds each pause, and
/// `deadline_ms` the whole. A turn that fails or is cancelled midway keeps its text and audio in the response, beside
/// the error.
pub const CONVAI_STREAM: u32 = 8;

/// Reads the flags of a turn.
pub(super) fn turn_options(flags: u32) -> Result<TurnOptions, Error> {
    let unknown = flags & !(CONVAI_VOICE | CONVAI_MULTIPART | CONVAI_OMIT_RAW_JSON | CONVAI_STREAM);
    if unknown != 0 {
        return Err(Error::argument(
            "flags",
            format!(
                "`flags` has unknown bits ({unknown:#x}): combine `CONVAI_VOICE`, `CONVAI_MULTIPART`, \
                 `CONVAI_OMIT_RAW_JSON` and `CONVAI_STREAM`, or pass `CONVAI_TEXT`"
            ),
        ));
    }
    Ok(TurnOptions {
        voice: flags & CONVAI_VOICE != 0,
        multipart: flags & CONVAI_MULTIPART != 0,
        omit_raw_json: flags & CONVAI_OMIT_RAW_JSON != 0,
        stream: flags & CONVAI_STREAM != 0,
    })
}

/// Reads the text of a turn.
///
/// # Safety
/// NULL or NUL-terminated.
pub(super) unsafe fn text_query(text: *const c_char) -> Result<Query, Error> {
    // SAFETY: as above.
    Query::text(unsafe { required_text(text, "text") }?)
}

/// Reads and copies the samples of a turn.
///
/// # Safety
/// NULL, or a struct that describes its samples correctly.
pub(super) unsafe fn pcm_query(client: &Client, pcm: *const convai_pcm, call: &CallOptions) -> Result<Query, Error> {
    // SAFETY: as above.
    client.pcm_query(&unsafe { audio::read_pcm(pcm) }?, call)
}

/// Checks and copies the WAV file of a turn.
///
/// # Safety
/// NULL, or readable for `wav_len` bytes.
pub(super) unsafe fn wav_query(wav: *const u8, wav_len: usize) -> Result<Query, Error> {
    // SAFETY: as above.
    Query::wav(unsafe { structs::copy(wav, wav_len, "wav") }?)
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn get_response(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    query: impl FnOnce(&Client, &CallOptions) -> Result<Query, Error>,
    flags: u32,
    options: *const convai_call_options,
) -> Result<Started<TurnResponse>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            let character_id = required_text(character_id, "character_id")?;
            let session_id = optional_text(session_id, "session_id")?;
            let turn = turn_options(flags)?;
            client.get_response(character_id, session_id, query(&client, call)?, turn, call)
        })
    }
}

/// Says text to a character and waits for the response (POST /character/getResponse).
///
/// The library never repeats a turn, because an answer costs quota and advances the session. If a turn fails, continue
/// with the session id of the last turn that succeeded.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
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
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_text(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    text: *const c_char,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| {
        unsafe { get_response(client, character_id, session_id, |_, _| text_query(text), flags, options) }?.wait()
    })
}

/// Starts `convai_get_response_text` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
/// @param text What the player says, as UTF-8. Must not be NULL or empty.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_response` takes, or NULL if the turn was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_text_async(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    text: *const c_char,
    flags: u32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            get_response(client, character_id, session_id, |_, _| text_query(text), flags, options)?.into_operation()
        })
    }
}

/// Says recorded samples to a character and waits for the response (POST /character/getResponse with a file).
///
/// The samples are mixed to one channel, converted to 16 bits with rounding and saturation, resampled if
/// `upload_sample_rate` of the call or of the client is set, and sent as a WAV file.
///
/// The calling thread reads the samples once, which takes about 0.1 ms for a second of 48 kHz stereo; the library's threads
/// do the rest. Collect long recordings in a `convai_utterance`, which is handed over without reading its samples.
///
/// The library never repeats a turn, because an answer costs quota and advances the session. If a turn fails, continue
/// with the session id of the last turn that succeeded.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
/// @param pcm The samples. They are copied before the function returns. Must not be NULL.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
///
/// @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
/// `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT,
/// AUDIO_INPUT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_pcm(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    pcm: *const convai_pcm,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| {
        unsafe {
            get_response(client, character_id, session_id, |client, call| pcm_query(client, pcm, call), flags, options)
        }?
        .wait()
    })
}

/// Starts `convai_get_response_pcm` and returns when the samples were copied: after about 0.1 ms for a second of 48 kHz
/// stereo. To hand a long recording over in less time, use a `convai_utterance`.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
/// @param pcm The samples. They are copied before the function returns. Must not be NULL.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_response` takes, or NULL if the turn was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT,
/// AUDIO_INPUT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_pcm_async(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    pcm: *const convai_pcm,
    flags: u32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            get_response(client, character_id, session_id, |client, call| pcm_query(client, pcm, call), flags, options)?
                .into_operation()
        })
    }
}

/// Says a WAV file to a character and waits for the response (POST /character/getResponse with a file).
///
/// The file is checked and sent as it is. It must have one channel of integer samples with 16 bits or more. To send
/// another kind of file, read it with `convai_audio_read_wav` and send its samples with the `_pcm` function.
///
/// The library never repeats a turn, because an answer costs quota and advances the session. If a turn fails, continue
/// with the session id of the last turn that succeeded.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
/// @param wav The bytes of the file. They are copied before the function returns. Must not be NULL.
/// @param wav_len The length of the file in bytes. 0 gives AUDIO_INPUT.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
///
/// @return A response, never NULL; the caller owns it and frees it with `convai_response_free`. If the turn failed, its
/// `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT,
/// AUDIO_INPUT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_wav(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    wav: *const u8,
    wav_len: usize,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| {
        unsafe { get_response(client, character_id, session_id, |_, _| wav_query(wav, wav_len), flags, options) }?
            .wait()
    })
}

/// Starts `convai_get_response_wav` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL starts a new one.
/// @param wav The bytes of the file. They are copied before the function returns. Must not be NULL.
/// @param wav_len The length of the file in bytes. 0 gives AUDIO_INPUT.
/// @param flags `CONVAI_TEXT` or `CONVAI_VOICE`, optionally with `CONVAI_MULTIPART`, `CONVAI_OMIT_RAW_JSON` and
/// `CONVAI_STREAM`.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_response` takes, or NULL if the turn was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT,
/// AUDIO_INPUT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_get_response_wav_async(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    wav: *const u8,
    wav_len: usize,
    flags: u32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            get_response(client, character_id, session_id, |_, _| wav_query(wav, wav_len), flags, options)?
                .into_operation()
        })
    }
}
