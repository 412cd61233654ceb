//! The calls about the narrative design of a character: its sections, its triggers, and where a session is.

use super::{
    call_options::convai_call_options,
    client::{self, convai_client},
    error::convai_error,
    narrative::{convai_sections, convai_triggers},
    operation::{self, Started, convai_operation},
    support::{guard, text::required_text},
};
use crate::api::{Error, NarrativeTrigger, Section};
use std::ffi::c_char;

/// # Safety
/// The pointers are NULL or valid.
unsafe fn list_sections(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<Vec<Section>>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            client.list_sections(required_text(character_id, "character_id")?, call)
        })
    }
}

/// Lists the sections of a character's story (POST /character/narrative/list-sections).
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
///
/// @return The sections, never NULL; the caller owns them and frees them with `convai_sections_free`. If the call
/// failed, their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
/// (BAD_REPLY), and never shorter than what was sent.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_section_list(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_sections {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { list_sections(client, character_id, options) }?.wait())
}

/// Starts `convai_section_list` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
/// May be NULL.
///
/// @return An operation, whose result `convai_operation_take_sections` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_section_list_async(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || list_sections(client, character_id, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn current_section(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<Vec<Section>>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            let character_id = required_text(character_id, "character_id")?;
            client.current_section(character_id, required_text(session_id, "session_id")?, call)
        })
    }
}

/// Reads which section of the story a session is in (POST /character/narrative/get-current-section). Undocumented: seen
/// in the service's Unity package.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The id of the session. Must not be NULL, empty or `CONVAI_NEW_SESSION`.
/// @param options Settings of this call. May be NULL.
///
/// @return The section as a list of one, or an empty list if the session is in none; never NULL; the caller owns them
/// and frees them with `convai_sections_free`. If the call failed, their `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_section_current(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_sections {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { current_section(client, character_id, session_id, options) }?.wait())
}

/// Starts `convai_section_current` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param session_id The id of the session. Must not be NULL, empty or `CONVAI_NEW_SESSION`.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
/// May be NULL.
///
/// @return An operation, whose result `convai_operation_take_sections` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_section_current_async(
    client: *mut convai_client,
    character_id: *const c_char,
    session_id: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || current_section(client, character_id, session_id, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn list_triggers(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<Vec<NarrativeTrigger>>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            client.list_triggers(required_text(character_id, "character_id")?, call)
        })
    }
}

/// Lists the triggers of a character's story (POST /character/narrative/list-triggers).
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
///
/// @return The triggers, never NULL; the caller owns them and frees them with `convai_triggers_free`. If the call
/// failed, their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
/// (BAD_REPLY), and never shorter than what was sent.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_trigger_list(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_triggers {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { list_triggers(client, character_id, options) }?.wait())
}

/// Starts `convai_trigger_list` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
/// May be NULL.
///
/// @return An operation, whose result `convai_operation_take_triggers` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_trigger_list_async(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || list_triggers(client, character_id, options)?.into_operation()) }
}
