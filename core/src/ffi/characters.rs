//! `convai_characters`: the list of the account's characters.

use super::{
    any_call::Deliverable,
    call_options::convai_call_options,
    character::{CharacterOwner, convai_character},
    client::{self, convai_client},
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_CHARACTERS, Started, convai_operation},
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory::{self, OwnedStructs},
        text::OwnedBytes,
    },
};
use crate::api::{CallResult, Character, Error};
use std::ffi::c_char;

/// The characters of the account, or the error. Read-only; the caller owns it and frees it with `convai_characters_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_characters {
    /// NULL if the call succeeded. Freed with the list.
    pub error: *const convai_error,
    /// An array of `character_count` pointers, none of which is NULL, in the order of the service; or NULL if there are no
    /// characters. They are freed with the list. Their `error` and `raw_json` are NULL. The service's list has no
    /// backstories: `convai_character_get` reads one.
    pub characters: *const *const convai_character,
    /// How many characters there are.
    pub character_count: usize,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived, with all
    /// fields of the service. If the call failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key
    /// replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct CharactersOwner {
    view: convai_characters,
    _error: EmbeddedError,
    _characters: OwnedStructs<CharacterOwner>,
    _raw: OwnedBytes,
}

memory::owned!(CharactersOwner => convai_characters);

impl CharactersOwner {
    pub fn new(result: CallResult<Vec<Character>>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let entry = |value| CharacterOwner::new(CallResult { error: None, value, raw_json: None });
        let characters = OwnedStructs::new(result.value.into_iter().map(entry).collect());
        let raw = OwnedBytes::new(result.raw_json);
        let view = convai_characters {
            error: error.pointer(),
            characters: characters.pointer(),
            character_count: characters.len(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, _error: error, _characters: characters, _raw: raw })
    }
}

impl Deliverable for Vec<Character> {
    type Owner = CharactersOwner;
    const KIND: i32 = CONVAI_KIND_CHARACTERS;

    fn into_owner(result: CallResult<Self>) -> Box<CharactersOwner> {
        CharactersOwner::new(result)
    }
}

impl FromError for *mut convai_characters {
    fn from_error(error: Error) -> Self {
        memory::transfer(CharactersOwner::new(error.into()))
    }
}

/// Takes the characters out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_CHARACTERS`.
///
/// @return The characters, never NULL; the caller owns them and frees them with `convai_characters_free`. If the call
/// failed, their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE
/// or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_characters(operation: *mut convai_operation) -> *mut convai_characters {
    guard::result(|| operation::take::<Vec<Character>>(operation))
}

/// Frees the characters with all their strings, and sets the caller's variable to NULL.
///
/// @param characters The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such list at this address (freed already, or something
/// else).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_characters_free(characters: *mut *mut convai_characters) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<CharactersOwner>(characters) })
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn list(
    client: *mut convai_client,
    options: *const convai_call_options,
) -> Result<Started<Vec<Character>>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe { operation::begin(&client, options, |call| client.list_characters(call)) }
}

/// Lists the characters of the account (POST /character/list).
///
/// @param client The client.
/// @param options Settings of this call. May be NULL.
///
/// @return The characters, never NULL; the caller owns them and frees them with `convai_characters_free`. If the call
/// failed, their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
/// (BAD_REPLY), and never shorter than what was sent.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_list(
    client: *mut convai_client,
    options: *const convai_call_options,
) -> *mut convai_characters {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { list(client, options) }?.wait())
}

/// Starts `convai_character_list` and returns immediately.
///
/// @param client The client.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_characters` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_list_async(
    client: *mut convai_client,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || list(client, options)?.into_operation()) }
}
