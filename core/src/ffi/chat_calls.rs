//! The calls about the history of a character: list, read, delete.

use super::{
    call_options::convai_call_options,
    chat::{convai_chat, convai_chats},
    client::{self, convai_client},
    error::convai_error,
    operation::{self, Started, convai_operation},
    result::convai_result,
    support::{
        guard,
        text::{required_text, text_list},
    },
};
use crate::api::{Chat, ChatSummary, Done, Error};
use std::ffi::c_char;

/// # Safety
/// The pointers are NULL or valid.
unsafe fn list(
    client: *mut convai_client,
    character_id: *const c_char,
    limit: i32,
    options: *const convai_call_options,
) -> Result<Started<Vec<ChatSummary>>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            client.list_chats(required_text(character_id, "character_id")?, limit, call)
        })
    }
}

/// Lists the sessions of a character (POST /character/chatHistory/list).
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param limit How many sessions to list at most. 0 lists all.
/// @param options Settings of this call. May be NULL.
///
/// @return The sessions, never NULL; the caller owns them and frees them with `convai_chats_free`. If the call failed,
/// their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
/// (BAD_REPLY), and never shorter than what was sent.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_chat_list(
    client: *mut convai_client,
    character_id: *const c_char,
    limit: i32,
    options: *const convai_call_options,
) -> *mut convai_chats {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { list(client, character_id, limit, options) }?.wait())
}

/// Starts `convai_chat_list` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param limit How many sessions to list at most. 0 lists all.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
/// May be NULL.
///
/// @return An operation, whose result `convai_operation_take_chats` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_chat_list_async(
    client: *mut convai_client,
    character_id: *const c_char,
    limit: i32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || list(client, character_id, limit, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn get(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<Chat>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            let character_id = required_text(character_id, "character_id")?;
            client.get_chat(character_id, required_text(session_id, "session_id")?, call)
        })
    }
}

/// Reads what was said in a session (POST /character/chatHistory/details).
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The id of the session. Must not be NULL, empty or `CONVAI_NEW_SESSION`.
/// @param options Settings of this call. May be NULL.
///
/// @return The messages, never NULL; the caller owns them and frees them with `convai_chat_free`. If the call failed,
/// their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
/// (BAD_REPLY), and never shorter than what was sent.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_chat_get(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_chat {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { get(client, character_id, session_id, options) }?.wait())
}

/// Starts `convai_chat_get` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The id of the session. Must not be NULL, empty or `CONVAI_NEW_SESSION`.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
/// May be NULL.
///
/// @return An operation, whose result `convai_operation_take_chat` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_chat_get_async(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || get(client, character_id, session_id, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn delete(
    client: *mut convai_client,
    character_id: *const c_char,
    session_ids: *const *const c_char,
    session_count: u32,
    options: *const convai_call_options,
) -> Result<Started<Done>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            let character_id = required_text(character_id, "character_id")?;
            client.delete_chats(character_id, &text_list(session_ids, session_count, "session_ids")?, call)
        })
    }
}

/// Deletes sessions of a character (POST /character/chatHistory/delete). The service documents no way back.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_ids The ids of the sessions: `session_count` strings, none of which may be NULL, empty or
/// `CONVAI_NEW_SESSION`. Must not be NULL.
/// @param session_count How many ids there are; at least 1.
/// @param options Settings of this call. May be NULL.
///
/// @return A result, never NULL; the caller owns it and frees it with `convai_result_free`. If the call failed, its
/// `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_chat_delete(
    client: *mut convai_client,
    character_id: *const c_char,
    session_ids: *const *const c_char,
    session_count: u32,
    options: *const convai_call_options,
) -> *mut convai_result {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { delete(client, character_id, session_ids, session_count, options) }?.wait())
}

/// Starts `convai_chat_delete` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_ids The ids of the sessions: `session_count` strings, none of which may be NULL, empty or
/// `CONVAI_NEW_SESSION`. Must not be NULL.
/// @param session_count How many ids there are; at least 1.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
/// May be NULL.
///
/// @return An operation, whose result `convai_operation_take_result` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_chat_delete_async(
    client: *mut convai_client,
    character_id: *const c_char,
    session_ids: *const *const c_char,
    session_count: u32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || delete(client, character_id, session_ids, session_count, options)?.into_operation())
    }
}
