//! Characters: create, update, get, find, clone, delete.

use super::{
    client::{convai_call_options, convai_client},
    error::{HeldError, convai_error},
    guard, memory,
    operation::{self, Pending, convai_operation},
    result::convai_result,
    status::convai_status,
    structs,
    text::{OwnedBytes, OwnedList, OwnedText, optional_text, required_text, text_list},
};
use crate::api::{Answer, Character, CharacterSpec, Error};
use std::ffi::c_char;

/// What a character is made of, for `convai_character_create` and `convai_character_update`. Start from
/// `CONVAI_CHARACTER_SPEC_INIT`. A NULL field is not sent: an update leaves it as it is. All strings are copied.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_character_spec {
    /// `sizeof(convai_character_spec)`: set by the INIT macro.
    pub struct_size: u32,
    /// How many strings `language_codes` holds. 0 leaves the languages as they are.
    pub language_code_count: u32,
    /// The character's name. Required to create; never empty.
    pub name: *const c_char,
    /// A voice of the service's voice list, such as "US MALE 1". Required to create; never empty.
    pub voice_type: *const c_char,
    /// Who the character is, in prose. Required to create; never empty.
    pub backstory: *const c_char,
    /// The actions that the character can do, separated by commas. Optional; "" takes them away.
    pub actions: *const c_char,
    /// The languages of the character, such as "en-US". For an update only: the service has no such field for create.
    pub language_codes: *const *const c_char,
}

/// A character, or why there is none. Read-only; free it with `convai_character_free`.
///
/// Strings are NUL-terminated UTF-8, each followed by its length in bytes without the NUL. What the service did not give
/// is NULL with length 0. Create and clone give the `id` alone.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_character {
    /// NULL where the call succeeded. Freed with the character.
    pub error: *const convai_error,
    /// The character's id: what every other call asks for.
    pub id: *const c_char,
    pub id_len: usize,
    /// The character's name.
    pub name: *const c_char,
    pub name_len: usize,
    /// The id of the user who made it.
    pub user_id: *const c_char,
    pub user_id_len: usize,
    /// Its voice.
    pub voice_type: *const c_char,
    pub voice_type_len: usize,
    /// When it was made, in the service's own form.
    pub timestamp: *const c_char,
    pub timestamp_len: usize,
    /// Who the character is, in prose.
    pub backstory: *const c_char,
    pub backstory_len: usize,
    /// The languages that it speaks: an array of `language_code_count` NUL-terminated strings, or NULL.
    pub language_codes: *const *const c_char,
    pub language_code_count: usize,
    /// The reply as it came, NUL-terminated, or NULL where none came: fields of the service that have no place here can
    /// be read from it. Where the call failed it may be anything, UTF-8 or not, and is cut after 64 KiB.
    pub raw_json: *const c_char,
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct CharacterOwner {
    view: convai_character,
    _error: HeldError,
    _texts: [OwnedText; 6],
    _language_codes: OwnedList,
    _raw: OwnedBytes,
}

impl CharacterOwner {
    pub fn new(answer: Answer<Character>) -> Box<Self> {
        let error = HeldError::new(answer.error);
        let raw = OwnedBytes::new(answer.raw);
        let character = answer.value;
        let texts = [
            character.id,
            character.name,
            character.user_id,
            character.voice_type,
            character.timestamp,
            character.backstory,
        ]
        .map(OwnedText::new);
        let [id, name, user_id, voice_type, timestamp, backstory] = &texts;
        let languages = OwnedList::new(character.language_codes);
        let view = convai_character {
            error: error.pointer(),
            id: id.pointer(),
            id_len: id.len(),
            name: name.pointer(),
            name_len: name.len(),
            user_id: user_id.pointer(),
            user_id_len: user_id.len(),
            voice_type: voice_type.pointer(),
            voice_type_len: voice_type.len(),
            timestamp: timestamp.pointer(),
            timestamp_len: timestamp.len(),
            backstory: backstory.pointer(),
            backstory_len: backstory.len(),
            language_codes: languages.pointer(),
            language_code_count: languages.len(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, _error: error, _texts: texts, _language_codes: languages, _raw: raw })
    }
}

// SAFETY: the view is the first field of this box, of the C layout that the pointer promises.
memory::handed_out!(CharacterOwner => convai_character);

impl guard::Fallback for *mut convai_character {
    fn failed(error: Error) -> Self {
        memory::hand_out(CharacterOwner::new(error.into()))
    }
}

/// # Safety
/// NULL, or a struct whose strings are NULL or NUL-terminated.
unsafe fn spec_from_c(spec: *const convai_character_spec) -> Result<CharacterSpec, Error> {
    // SAFETY: as above.
    unsafe {
        let spec: convai_character_spec = structs::read_required(spec, "spec")?;
        let text = |pointer, what| optional_text(pointer, what).map(|text| text.map(str::to_owned));
        Ok(CharacterSpec {
            name: text(spec.name, "spec.name")?,
            voice_type: text(spec.voice_type, "spec.voice_type")?,
            backstory: text(spec.backstory, "spec.backstory")?,
            actions: text(spec.actions, "spec.actions")?,
            language_codes: text_list(spec.language_codes, spec.language_code_count, "spec.language_codes")?,
        })
    }
}

/// Frees a character and sets the caller's variable to NULL.
///
/// @param character the address of the variable. NULL, or a variable that holds NULL, is fine and does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE where the pointer is not a character that is still alive.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_free(character: *mut *mut convai_character) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::take_back::<CharacterOwner>(character) })
}

/// # Safety
/// The pointers are what the comments of the two functions below demand.
unsafe fn create(
    client: *mut convai_client,
    spec: *const convai_character_spec,
    options: *const convai_call_options,
) -> Result<Pending<Character>, Error> {
    // SAFETY: as above.
    unsafe { operation::begin(client, options, |client, call| client.api.create_character(&spec_from_c(spec)?, &call)) }
}

/// Makes a character (POST /character/create).
///
/// Never repeated for you: a second "create" makes a second character.
///
/// @param client the client.
/// @param spec what the character is made of; name, voice_type and backstory are required. Must not be NULL.
/// @param options settings of this call. May be NULL.
///
/// @return a character with `id` set; never NULL. Where the call failed, its `error` is set. Free it with `convai_character_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the reply is there, the time is up, or the client is closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_create(
    client: *mut convai_client,
    spec: *const convai_character_spec,
    options: *const convai_call_options,
) -> *mut convai_character {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { create(client, spec, options) }?.wait())
}

/// Starts `convai_character_create` and returns at once.
///
/// @param client the client.
/// @param spec what the character is made of; name, voice_type and backstory are required. Must not be NULL.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation, whose result is taken with `convai_operation_take_character`, or NULL where nothing was started.
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
    unsafe { guard::handle(error, || create(client, spec, options)?.start()) }
}

/// # Safety
/// The pointers are what the comments of the two functions below demand.
unsafe fn update(
    client: *mut convai_client,
    character_id: *const c_char,
    spec: *const convai_character_spec,
    options: *const convai_call_options,
) -> Result<Pending<()>, Error> {
    // SAFETY: as above.
    unsafe {
        operation::begin(client, options, |client, call| {
            client.api.update_character(required_text(character_id, "character_id")?, &spec_from_c(spec)?, &call)
        })
    }
}

/// Changes a character (POST /character/update). Only the fields of `spec` that are not NULL are sent and changed.
///
/// @param client the client.
/// @param character_id the character. Must not be NULL or empty.
/// @param spec what changes. At least one field must be set. Must not be NULL.
/// @param options settings of this call. May be NULL.
///
/// @return a result; never NULL. Where the call failed, its `error` is set. Free it with `convai_result_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT (among others where there is nothing to change); any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the reply is there, the time is up, or the client is closed.
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

/// Starts `convai_character_update` and returns at once.
///
/// @param client the client.
/// @param character_id the character. Must not be NULL or empty.
/// @param spec what changes. At least one field must be set. Must not be NULL.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation, whose result is taken with `convai_operation_take_result`, or NULL where nothing was started.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT (among others where there is nothing to change).
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
    unsafe { guard::handle(error, || update(client, character_id, spec, options)?.start()) }
}

/// # Safety
/// The pointers are what the comments of the two functions below demand.
unsafe fn get(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> Result<Pending<Character>, Error> {
    // SAFETY: as above.
    unsafe {
        operation::begin(client, options, |client, call| {
            client.api.get_character(required_text(character_id, "character_id")?, &call)
        })
    }
}

/// Reads a character by its id (POST /character/get): one of your own, or a public one.
///
/// @param client the client.
/// @param character_id the character. Must not be NULL or empty.
/// @param options settings of this call. May be NULL.
///
/// @return the character; never NULL. Where the call failed, its `error` is set. Free it with `convai_character_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the reply is there, the time is up, or the client is closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_get(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_character {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { get(client, character_id, options) }?.wait())
}

/// Starts `convai_character_get` and returns at once.
///
/// @param client the client.
/// @param character_id the character. Must not be NULL or empty.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation, whose result is taken with `convai_operation_take_character`, or NULL where nothing was started.
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
    unsafe { guard::handle(error, || get(client, character_id, options)?.start()) }
}

/// # Safety
/// The pointers are what the comments of the two functions below demand.
unsafe fn find(
    client: *mut convai_client,
    name: *const c_char,
    options: *const convai_call_options,
) -> Result<Pending<Character>, Error> {
    // SAFETY: as above.
    unsafe {
        operation::begin(client, options, |client, call| client.api.find_character(required_text(name, "name")?, &call))
    }
}

/// Reads a character by its name (POST /character/get with the name).
///
/// @param client the client.
/// @param name the name. Must not be NULL or empty.
/// @param options settings of this call. May be NULL.
///
/// @return the character; never NULL. Where the call failed, its `error` is set. Free it with `convai_character_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the reply is there, the time is up, or the client is closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_find(
    client: *mut convai_client,
    name: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_character {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { find(client, name, options) }?.wait())
}

/// Starts `convai_character_find` and returns at once.
///
/// @param client the client.
/// @param name the name. Must not be NULL or empty.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation, whose result is taken with `convai_operation_take_character`, or NULL where nothing was started.
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
    unsafe { guard::handle(error, || find(client, name, options)?.start()) }
}

/// # Safety
/// The pointers are what the comments of the two functions below demand.
unsafe fn clone(
    client: *mut convai_client,
    character_id: *const c_char,
    with_knowledge_bank: i32,
    options: *const convai_call_options,
) -> Result<Pending<Character>, Error> {
    // SAFETY: as above.
    unsafe {
        operation::begin(client, options, |client, call| {
            client.api.clone_character(required_text(character_id, "character_id")?, with_knowledge_bank != 0, &call)
        })
    }
}

/// Copies a character (POST /user/clone_character).
///
/// Never repeated for you: a second "clone" makes a second copy.
///
/// @param client the client.
/// @param character_id the character to copy. Must not be NULL or empty.
/// @param with_knowledge_bank 1 to copy its knowledge bank as well, else 0.
/// @param options settings of this call. May be NULL.
///
/// @return a character with the copy's `id` set; never NULL. Where the call failed, its `error` is set. Free it with `convai_character_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the reply is there, the time is up, or the client is closed.
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

/// Starts `convai_character_clone` and returns at once.
///
/// @param client the client.
/// @param character_id the character to copy. Must not be NULL or empty.
/// @param with_knowledge_bank 1 to copy its knowledge bank as well, else 0.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation, whose result is taken with `convai_operation_take_character`, or NULL where nothing was started.
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
    unsafe { guard::handle(error, || clone(client, character_id, with_knowledge_bank, options)?.start()) }
}

/// # Safety
/// The pointers are what the comments of the two functions below demand.
unsafe fn delete(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> Result<Pending<()>, Error> {
    // SAFETY: as above.
    unsafe {
        operation::begin(client, options, |client, call| {
            client.api.delete_character(required_text(character_id, "character_id")?, &call)
        })
    }
}

/// Deletes a character at the service (POST /character/delete). This cannot be undone, and is never repeated for you. To
/// free a `convai_character` use `convai_character_free`.
///
/// @param client the client.
/// @param character_id the character. Must not be NULL or empty.
/// @param options settings of this call. May be NULL.
///
/// @return a result; never NULL. Where the call failed, its `error` is set. Free it with `convai_result_free`.
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the reply is there, the time is up, or the client is closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_delete(
    client: *mut convai_client,
    character_id: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_result {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { delete(client, character_id, options) }?.wait())
}

/// Starts `convai_character_delete` and returns at once.
///
/// @param client the client.
/// @param character_id the character. Must not be NULL or empty.
/// @param options settings of this call. May be NULL.
/// @param error where a failure to start is described. May be NULL; free it with `convai_error_free`.
///
/// @return an operation, whose result is taken with `convai_operation_take_result`, or NULL where nothing was started.
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
    unsafe { guard::handle(error, || delete(client, character_id, options)?.start()) }
}
