//! `convai_generated_text`: opening lines and a backstory; and the calls that generate them, and speech.

use super::{
    any_call::Deliverable,
    audio::convai_audio,
    call_options::convai_call_options,
    client::{self, convai_client},
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_GENERATED_TEXT, Started, convai_operation},
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory,
        text::{OwnedBytes, OwnedLines, OwnedText, optional_text, required_text},
    },
};
use crate::api::{CallResult, Error, GeneratedText, Speech};
use std::ffi::c_char;

/// A generated text, or the error. Read-only; the caller owns it and frees it with `convai_generated_text_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_generated_text {
    /// NULL if the call succeeded. Freed with the text.
    pub error: *const convai_error,
    /// The whole text. Never NULL; empty if nothing came. After an error, what came before it.
    pub text: *const c_char,
    /// The length of `text` in bytes, without the NUL.
    pub text_len: usize,
    /// The lines of the text, without the white space around them: an array of `line_count` NUL-terminated strings, or NULL
    /// if there are none. Blank lines are left out. Each line of `convai_generate_starters` is one suggestion.
    pub lines: *const *const c_char,
    /// How many lines there are.
    pub line_count: usize,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
    /// failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct GeneratedTextOwner {
    view: convai_generated_text,
    _error: EmbeddedError,
    _text: OwnedText,
    _lines: OwnedLines,
    _raw: OwnedBytes,
}

memory::owned!(GeneratedTextOwner => convai_generated_text);

impl GeneratedTextOwner {
    fn new(result: CallResult<GeneratedText>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let lines = OwnedLines::new(result.value.lines());
        let text = OwnedText::new(Some(result.value.text));
        let raw = OwnedBytes::new(result.raw_json);
        let view = convai_generated_text {
            error: error.pointer(),
            text: text.pointer(),
            text_len: text.len(),
            lines: lines.pointer(),
            line_count: lines.len(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, _error: error, _text: text, _lines: lines, _raw: raw })
    }
}

impl Deliverable for GeneratedText {
    type Owner = GeneratedTextOwner;
    const KIND: i32 = CONVAI_KIND_GENERATED_TEXT;

    fn into_owner(result: CallResult<Self>) -> Box<GeneratedTextOwner> {
        GeneratedTextOwner::new(result)
    }
}

impl FromError for *mut convai_generated_text {
    fn from_error(error: Error) -> Self {
        memory::transfer(GeneratedTextOwner::new(error.into()))
    }
}

/// Takes the generated text out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_GENERATED_TEXT`.
///
/// @return The generated text, never NULL; the caller owns it and frees it with `convai_generated_text_free`. If the
/// call failed, its `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND,
/// BAD_HANDLE or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_generated_text(
    operation: *mut convai_operation,
) -> *mut convai_generated_text {
    guard::result(|| operation::take::<GeneratedText>(operation))
}

/// Frees the generated text with all strings, and sets the caller's variable to NULL.
///
/// @param text The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
/// else).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_generated_text_free(text: *mut *mut convai_generated_text) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<GeneratedTextOwner>(text) })
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn starters(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<GeneratedText>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            let character_id = required_text(character_id, "character_id")?;
            client.generate_starters(character_id, optional_text(session_id, "session_id")?, call)
        })
    }
}

/// Asks for lines that the player could say next (POST /character/generate-starter-conversation). The timeout for voice
/// applies (`voice_timeout_ms`).
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL asks for opening
/// lines.
/// @param options Settings of this call. May be NULL.
///
/// @return The lines, never NULL; the caller owns them and frees them with `convai_generated_text_free`. If the call
/// failed, their `error` is set. A reply without text is EMPTY_REPLY.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_generate_starters(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_generated_text {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { starters(client, character_id, session_id, options) }?.wait())
}

/// Starts `convai_generate_starters` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The session to continue, from the last response. `CONVAI_NEW_SESSION` or NULL asks for opening
/// lines.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
/// May be NULL.
///
/// @return An operation, whose result `convai_operation_take_generated_text` takes, or NULL if the call was not started.
/// The caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_generate_starters_async(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || starters(client, character_id, session_id, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn backstory(
    client: *mut convai_client,
    name: *const c_char,
    input_text: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<GeneratedText>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            let name = required_text(name, "name")?;
            client.generate_backstory(name, required_text(input_text, "input_text")?, call)
        })
    }
}

/// Writes a backstory from a few words about a character (POST /character/generate-backstory). It changes no character:
/// pass it to `convai_character_create` or `convai_character_update`. The timeout for voice applies
/// (`voice_timeout_ms`).
///
/// @param client The client.
/// @param name The name of the character. Must not be NULL or empty.
/// @param input_text What the backstory is to be about. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
///
/// @return The backstory, never NULL; the caller owns it and frees it with `convai_generated_text_free`. If the call
/// failed, its `error` is set. A reply without text is EMPTY_REPLY.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_generate_backstory(
    client: *mut convai_client,
    name: *const c_char,
    input_text: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_generated_text {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { backstory(client, name, input_text, options) }?.wait())
}

/// Starts `convai_generate_backstory` and returns immediately.
///
/// @param client The client.
/// @param name The name of the character. Must not be NULL or empty.
/// @param input_text What the backstory is to be about. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
/// May be NULL.
///
/// @return An operation, whose result `convai_operation_take_generated_text` takes, or NULL if the call was not started.
/// The caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_generate_backstory_async(
    client: *mut convai_client,
    name: *const c_char,
    input_text: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || backstory(client, name, input_text, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn speech(
    client: *mut convai_client,
    transcript: *const c_char,
    voice: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<Speech>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            let transcript = required_text(transcript, "transcript")?;
            client.generate_speech(transcript, required_text(voice, "voice")?, call)
        })
    }
}

/// Speaks a text (POST /tts/). The reply is a WAV file; `convai_call` gives other formats, such as MP3
/// ("encoding":"mp3"), as they are. The service documents that the voices of its realtime products are not supported.
/// The timeout for voice applies (`voice_timeout_ms`).
///
/// @param client The client.
/// @param transcript The text to speak, as UTF-8. Must not be NULL or empty.
/// @param voice A voice of the service's voice list, such as "US MALE 1". Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
///
/// @return The audio, never NULL; the caller owns it and frees it with `convai_audio_free`. If the call failed, its
/// `error` is set. A reply that is no WAV file is REPLY_AUDIO; a message of the service in place of audio is REFUSED,
/// also with HTTP 200.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_generate_speech(
    client: *mut convai_client,
    transcript: *const c_char,
    voice: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_audio {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { speech(client, transcript, voice, options) }?.wait())
}

/// Starts `convai_generate_speech` and returns immediately.
///
/// @param client The client.
/// @param transcript The text to speak, as UTF-8. Must not be NULL or empty.
/// @param voice A voice of the service's voice list, such as "US MALE 1". Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
/// May be NULL.
///
/// @return An operation, whose result `convai_operation_take_audio` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_generate_speech_async(
    client: *mut convai_client,
    transcript: *const c_char,
    voice: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || speech(client, transcript, voice, options)?.into_operation()) }
}
