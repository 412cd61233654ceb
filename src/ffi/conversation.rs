//! `convai_conversation`: a character and a session, and turns that go out one after the other.

use super::{
    audio::convai_pcm,
    client::{ClientObject, client_object, convai_call_options, convai_client},
    error::convai_error,
    guard,
    handle::{self, Kind},
    operation::{Pending, call_options, convai_operation},
    response::{convai_response, pcm_query, text_query, turn_options, wav_query},
    status::convai_status,
    text::{copy_out, optional_text, required_text},
    utterance::{convai_utterance, utterance_object},
};
use crate::api::{Conversation, Error, Query, Response};
use std::{ffi::c_char, sync::Arc};

/// A character and a session. Opaque; the value is a token and not an address.
#[allow(non_camel_case_types)]
pub struct convai_conversation {
    _opaque: [u8; 0],
}

/// What stands behind the token.
pub(super) struct ConversationObject {
    client: Arc<ClientObject>,
    api: Conversation,
}

impl Drop for ConversationObject {
    fn drop(&mut self) {
        self.api.interrupt();
    }
}

fn conversation_object(conversation: *mut convai_conversation) -> Result<Arc<ConversationObject>, Error> {
    handle::get(conversation.addr(), Kind::Conversation)
}

/// Makes a conversation with a character. Nothing is sent yet.
///
/// Its first turn starts a session, the others go on in the one that the service returned; a failed turn keeps it. Turns
/// of one conversation go out one after the other in the order in which they were said; different conversations run
/// side by side.
///
/// @param client the client. It may be freed before the conversation; turns then end as closed.
/// @param character_id who is spoken to. Must not be NULL or empty.
/// @param session_id a session from a saved game, to go on with; `CONVAI_NEW_SESSION` or NULL starts one.
/// @param error where a failure is described. May be NULL; free it with `convai_error_free`.
///
/// @return the conversation, to be freed with `convai_conversation_free`, or NULL.
/// Errors: BAD_HANDLE, FORKED, NULL_POINTER, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_new(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    error: *mut *mut convai_error,
) -> *mut convai_conversation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            let client = client_object(client)?;
            let character_id = required_text(character_id, "character_id")?;
            let api = client.api.conversation(character_id, optional_text(session_id, "session_id")?)?;
            handle::insert(Arc::new(ConversationObject { client, api }), Kind::Conversation)
        })
    }
}

/// Frees a conversation and sets the caller's variable to NULL. Its turns that have not finished are cancelled, as by
/// `convai_conversation_interrupt`; their operations must still be freed.
///
/// @param conversation the address of the variable. NULL, or a variable that holds NULL, is fine and does nothing.
///
/// @return `CONVAI_OK`, BAD_HANDLE (freed before, or not a conversation) or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_free(conversation: *mut *mut convai_conversation) -> convai_status {
    guard::status(|| {
        // SAFETY: the caller passes NULL or the address of its variable.
        if let Some(object) = unsafe { handle::remove::<ConversationObject, _>(conversation, Kind::Conversation) }? {
            // Now, although another thread may still be in a call on it.
            object.api.interrupt();
        }
        Ok(())
    })
}

/// Cancels the turn that is under way and drops those that wait: the player interrupts, or walks away. The session is
/// kept. Each of the turns ends as CANCELLED.
///
/// @param conversation the conversation.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_interrupt(conversation: *mut convai_conversation) -> convai_status {
    guard::status(|| {
        conversation_object(conversation)?.api.interrupt();
        Ok(())
    })
}

/// Forgets the session: the next turn that is said starts a new one. A turn that is under way goes on, in the old one.
///
/// @param conversation the conversation.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_reset(conversation: *mut convai_conversation) -> convai_status {
    guard::status(|| {
        conversation_object(conversation)?.api.reset();
        Ok(())
    })
}

/// Gives a line that the character says where a turn fails, such as "Sorry, I can't chat right now.": it becomes the
/// `text` of the response, whose `error` is set all the same. Not for cancelled turns, and not for the caller's mistakes.
///
/// @param conversation the conversation.
/// @param text the line, copied. NULL takes it away.
///
/// @return `CONVAI_OK`, INVALID_UTF8, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_set_fallback(
    conversation: *mut convai_conversation,
    text: *const c_char,
) -> convai_status {
    guard::status(|| {
        // SAFETY: NULL or NUL-terminated, as the comment above demands.
        let text = unsafe { optional_text(text, "text") }?;
        conversation_object(conversation)?.api.set_fallback(text);
        Ok(())
    })
}

/// Gives the session's id, for a saved game: pass it to `convai_conversation_new` when the game is loaded.
///
/// @param conversation the conversation.
/// @param buffer receives the id, NUL-terminated. May be NULL where `capacity` is 0.
/// @param capacity the buffer's size in bytes. 64 is enough for the ids that the service gives today.
/// @param length receives the id's length in bytes without the NUL, 0 where there is no session yet. May be NULL.
///
/// @return `CONVAI_OK`, BUFFER_TOO_SMALL (only `length` was written), NULL_POINTER, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_session_id(
    conversation: *mut convai_conversation,
    buffer: *mut c_char,
    capacity: usize,
    length: *mut usize,
) -> convai_status {
    guard::status(|| {
        let session = conversation_object(conversation)?.api.session_id().unwrap_or_default();
        // SAFETY: the pointers are NULL or valid, as the comment above demands.
        unsafe { copy_out(&session, buffer, capacity, length) }
    })
}

/// # Safety
/// The pointers are NULL or valid; `query` reads what its caller was given.
unsafe fn say(
    conversation: *mut convai_conversation,
    query: impl FnOnce(u32) -> Result<Query, Error>,
    flags: u32,
    options: *const convai_call_options,
) -> Result<Pending<Response>, Error> {
    let object = conversation_object(conversation)?;
    // SAFETY: as above.
    let (options, user_data) = unsafe { call_options(options) }?;
    let turn = turn_options(flags)?;
    let query = query(object.client.api.upload_rate(&options))?;
    let starting = object.client.finished.starting();
    let call = object.api.say(query, turn, &options)?;
    Ok(Pending { client: Arc::clone(&object.client), call, user_data, starting })
}

/// # Safety
/// As for `say`.
unsafe fn say_utterance(
    conversation: *mut convai_conversation,
    utterance: *mut convai_utterance,
    flags: u32,
    options: *const convai_call_options,
) -> Result<Pending<Response>, Error> {
    // SAFETY: as above.
    utterance_object(utterance)?.say(|pcm| unsafe { say(conversation, |rate| Query::pcm(&pcm, rate), flags, options) })
}

/// Says text to the character, and waits for the answer.
///
/// @param conversation the conversation.
/// @param text what the player says, UTF-8. Must not be NULL or empty.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
///
/// @return a response; never NULL. Where the turn failed, its `error` is set. Free it with `convai_response_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx, 3xx, 4xx
/// and 5xx.
///
/// Threads: any. Blocks: until the answers to this turn and to those said before it are there, or it is interrupted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_say(
    conversation: *mut convai_conversation,
    text: *const c_char,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { say(conversation, |_| text_query(text), flags, options) }?.wait())
}

/// Starts `convai_conversation_say` and returns at once.
///
/// @param conversation the conversation.
/// @param text what the player says, UTF-8. Must not be NULL or empty.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation of the conversation's client, whose result is taken with `convai_operation_take_response`, or
/// NULL where nothing was started.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, INVALID_UTF8, INVALID_ARGUMENT, STRUCT_SIZE.
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
    unsafe { guard::handle(error, || say(conversation, |_| text_query(text), flags, options)?.start()) }
}

/// Says recorded samples to the character, as `convai_get_response_pcm` does, and waits for the answer.
///
/// @param conversation the conversation.
/// @param pcm the samples. Copied before the function returns. Must not be NULL.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
///
/// @return a response; never NULL. Where the turn failed, its `error` is set. Free it with `convai_response_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT; any 2xx, 3xx, 4xx
/// and 5xx.
///
/// Threads: any. Blocks: until the answers to this turn and to those said before it are there, or it is interrupted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_say_pcm(
    conversation: *mut convai_conversation,
    pcm: *const convai_pcm,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { say(conversation, |rate| pcm_query(pcm, rate), flags, options) }?.wait())
}

/// Starts `convai_conversation_say_pcm` and returns at once.
///
/// @param conversation the conversation.
/// @param pcm the samples. Copied before the function returns. Must not be NULL.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation of the conversation's client, whose result is taken with `convai_operation_take_response`, or
/// NULL where nothing was started.
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
    unsafe { guard::handle(error, || say(conversation, |rate| pcm_query(pcm, rate), flags, options)?.start()) }
}

/// Says a ready WAV file to the character, as `convai_get_response_wav` does, and waits for the answer.
///
/// @param conversation the conversation.
/// @param wav the file's bytes. Copied before the function returns. Must not be NULL.
/// @param wav_len how many bytes.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
///
/// @return a response; never NULL. Where the turn failed, its `error` is set. Free it with `convai_response_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT; any 2xx, 3xx, 4xx
/// and 5xx.
///
/// Threads: any. Blocks: until the answers to this turn and to those said before it are there, or it is interrupted.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_conversation_say_wav(
    conversation: *mut convai_conversation,
    wav: *const u8,
    wav_len: usize,
    flags: u32,
    options: *const convai_call_options,
) -> *mut convai_response {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { say(conversation, |_| wav_query(wav, wav_len), flags, options) }?.wait())
}

/// Starts `convai_conversation_say_wav` and returns at once.
///
/// @param conversation the conversation.
/// @param wav the file's bytes. Copied before the function returns. Must not be NULL.
/// @param wav_len how many bytes.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation of the conversation's client, whose result is taken with `convai_operation_take_response`, or
/// NULL where nothing was started.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, INVALID_ARGUMENT, AUDIO_INPUT, STRUCT_SIZE.
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
    unsafe { guard::handle(error, || say(conversation, |_| wav_query(wav, wav_len), flags, options)?.start()) }
}

/// Says what an utterance has collected to the character, empties the utterance for the next one, and waits for the answer.
/// Where the turn cannot be started, the utterance keeps its audio.
///
/// @param conversation the conversation.
/// @param utterance the utterance.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
///
/// @return a response; never NULL. Where the turn failed, its `error` is set. Free it with `convai_response_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT (among others where the utterance is empty); any 2xx, 3xx, 4xx
/// and 5xx.
///
/// Threads: any. Blocks: until the answers to this turn and to those said before it are there, or it is interrupted.
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

/// Starts `convai_conversation_say_utterance` and returns at once.
///
/// @param conversation the conversation.
/// @param utterance the utterance.
/// @param flags `CONVAI_TEXT`, or `CONVAI_VOICE`, with `CONVAI_MULTIPART` where wanted.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation of the conversation's client, whose result is taken with `convai_operation_take_response`, or
/// NULL where nothing was started.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, INVALID_ARGUMENT, AUDIO_INPUT (among others where the utterance is empty), STRUCT_SIZE.
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
    unsafe { guard::handle(error, || say_utterance(conversation, utterance, flags, options)?.start()) }
}
