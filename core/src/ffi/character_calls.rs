//! Calls about characters: create, update, get, find, clone, delete.

use super::{
    call_options::convai_call_options,
    character::convai_character,
    character_spec::{convai_character_spec, read_spec},
    client::{self, convai_client},
    error::convai_error,
    operation::{self, Started, convai_operation},
    result::convai_result,
    support::{guard, text::required_text},
};
use crate::api::{Character, Done, Error};
use std::ffi::c_char;

/// # Safety
/// The pointers are NULL or valid.
unsafe fn create(
    client: *mut convai_client,
    spec: *const convai_character_spec,
    options: *const convai_call_options,
) -> Result<Started<Character>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe { operation::begin(&client, options, |call| client.create_character(&read_spec(spec)?, call)) }
}

/// Creates a character (POST /character/create). The call is never repeated by the library: a second "create" makes a
/// second character. If the reply names no id (BAD_REPLY), the service may have created the character nevertheless.
///
/// @param client The client.
/// @param spec The fields of the character; name, voice_type and backstory are required. Must not be NULL.
/// @param options Settings of this call. May be NULL.
///
/// @return A character with `id` set, never NULL; the caller owns it and frees it with `convai_character_free`. If the
/// call failed, its `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_create(
    client: *mut convai_client,
    spec: *const convai_character_spec,
    options: *const convai_call_options,
) -> *mut convai_character {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { create(client, spec, options) }?.wait())
}

/// Starts `convai_character_create` and returns immediately.
///
/// @param client The client.
/// @param spec The fields of the character; name, voice_type and backstory are required. Must not be NULL.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_character` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_create_async(
    client: *mut convai_client,
    spec: *const convai_character_spec,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || create(client, spec, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn update(
    client: *mut convai_client,
    character_id: *const c_char,
    spec: *const convai_character_spec,
    options: *const convai_call_options,
) -> Result<Started<Done>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            client.update_character(required_text(character_id, "character_id")?, &read_spec(spec)?, call)
        })
    }
}

/// Changes a character (POST /character/update). Only the fields of `spec` that are not NULL are sent and changed.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param spec The fields to change; at least one must be set. Must not be NULL.
/// @param options Settings of this call. May be NULL.
///
/// @return A result, never NULL; the caller owns it and frees it with `convai_result_free`. If the call failed, its
/// `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT (also if
/// there is nothing to change); any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_update(
    client: *mut convai_client,
    character_id: *const c_char,
    spec: *const convai_character_spec,
    options: *const convai_call_options,
) -> *mut convai_result {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { update(client, character_id, spec, options) }?.wait())
}

/// Starts `convai_character_update` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param spec The fields to change; at least one must be set. Must not be NULL.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_result` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT (also if
/// there is nothing to change).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_update_async(
    client: *mut convai_client,
    character_id: *const c_char,
    spec: *const convai_character_spec,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || update(client, character_id, spec, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn get(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<Character>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            client.get_character(required_text(character_id, "character_id")?, call)
        })
    }
}

/// Reads a character by its id (POST /character/get): one of the account, or a public one.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
///
/// @return The character, never NULL; the caller owns it and frees it with `convai_character_free`. If the call failed,
/// its `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_get(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_character {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { get(client, character_id, options) }?.wait())
}

/// Starts `convai_character_get` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_character` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_get_async(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || get(client, character_id, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn find(
    client: *mut convai_client,
    name: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<Character>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe { operation::begin(&client, options, |call| client.find_character(required_text(name, "name")?, call)) }
}

/// Reads a character by its name (POST /character/get with the name). The service's documents do not say which one it
/// returns if several have the name.
///
/// @param client The client.
/// @param name The name. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
///
/// @return The character, never NULL; the caller owns it and frees it with `convai_character_free`. If the call failed,
/// its `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_find(
    client: *mut convai_client,
    name: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_character {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { find(client, name, options) }?.wait())
}

/// Starts `convai_character_find` and returns immediately.
///
/// @param client The client.
/// @param name The name. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_character` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_find_async(
    client: *mut convai_client,
    name: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || find(client, name, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn clone(
    client: *mut convai_client,
    character_id: *const c_char,
    with_knowledge_bank: i32,
    options: *const convai_call_options,
) -> Result<Started<Character>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            client.clone_character(required_text(character_id, "character_id")?, with_knowledge_bank != 0, call)
        })
    }
}

/// Copies a character (POST /user/clone_character). The call is never repeated by the library: a second "clone" makes a
/// second copy. If the reply names no id (BAD_REPLY), the service may have made the copy nevertheless.
///
/// @param client The client.
/// @param character_id The id of the character to copy. Must not be NULL or empty.
/// @param with_knowledge_bank 0 copies the character without its knowledge bank, any other value copies both.
/// @param options Settings of this call. May be NULL.
///
/// @return A character with the `id` of the copy, never NULL; the caller owns it and frees it with
/// `convai_character_free`. If the call failed, its `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_clone(
    client: *mut convai_client,
    character_id: *const c_char,
    with_knowledge_bank: i32,
    options: *const convai_call_options,
) -> *mut convai_character {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { clone(client, character_id, with_knowledge_bank, options) }?.wait())
}

/// Starts `convai_character_clone` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character to copy. Must not be NULL or empty.
/// @param with_knowledge_bank 0 copies the character without its knowledge bank, any other value copies both.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_character` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_clone_async(
    client: *mut convai_client,
    character_id: *const c_char,
    with_knowledge_bank: i32,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || clone(client, character_id, with_knowledge_bank, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn delete(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<Done>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe {
        operation::begin(&client, options, |call| {
            client.delete_character(required_text(character_id, "character_id")?, call)
        })
    }
}

/// Deletes a character at the service (POST /character/delete). This cannot be undone, and the library never repeats
/// it. To free a `convai_character` use `convai_character_free`.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
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
pub unsafe extern "C" fn convai_character_delete(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_result {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { delete(client, character_id, options) }?.wait())
}

/// Starts `convai_character_delete` and returns immediately.
///
/// @param client The client.
/// @param character_id The id of the character. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_result` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_delete_async(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || delete(client, character_id, options)?.into_operation()) }
}
