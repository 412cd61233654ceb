//! `convai_character`: the fields that the service returns for a character.

use super::{
    any_call::Deliverable,
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_CHARACTER, convai_operation},
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory,
        text::{OwnedBytes, OwnedList, OwnedText},
    },
};
use crate::api::{CallResult, Character, Error};
use std::ffi::c_char;

/// A character, or the error. Read-only; the caller owns it and frees it with
/// `convai_character_free`.
///
/// Strings are NUL-terminated UTF-8, each followed by its length in bytes without the NUL. A field that the service did
/// not send is NULL with length 0. After create and clone only `id` is set.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_character {
    /// NULL if the call succeeded. Freed with the character.
    pub error: *const convai_error,
    /// The character's id, which the other calls take as `character_id`, or NULL if the reply names none.
    pub id: *const c_char,
    /// The length of `id` in bytes, without the NUL.
    pub id_len: usize,
    /// The character's name.
    pub name: *const c_char,
    /// The length of `name` in bytes, without the NUL.
    pub name_len: usize,
    /// The id of the user who created it.
    pub user_id: *const c_char,
    /// The length of `user_id` in bytes, without the NUL.
    pub user_id_len: usize,
    /// The name of its voice, such as "US MALE 1".
    pub voice_type: *const c_char,
    /// The length of `voice_type` in bytes, without the NUL.
    pub voice_type_len: usize,
    /// When it was created, in the format of the service.
    pub timestamp: *const c_char,
    /// The length of `timestamp` in bytes, without the NUL.
    pub timestamp_len: usize,
    /// Who the character is, in prose.
    pub backstory: *const c_char,
    /// The length of `backstory` in bytes, without the NUL.
    pub backstory_len: usize,
    /// The languages that it speaks: an array of `language_code_count` NUL-terminated strings, or NULL if there are
    /// none.
    pub language_codes: *const *const c_char,
    /// How many strings `language_codes` holds.
    pub language_code_count: usize,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived, with all
    /// fields of the service, also those that this struct does not have. If the call failed it is the first 64 KiB,
    /// which need not be JSON or UTF-8, with the API key or auth token replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct CharacterOwner {
    view: convai_character,
    _error: EmbeddedError,
    _texts: [OwnedText; 6],
    _language_codes: OwnedList,
    _raw: OwnedBytes,
}

impl CharacterOwner {
    pub fn new(result: CallResult<Character>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let raw = OwnedBytes::new(result.raw_json);
        let character = result.value;
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

memory::owned!(CharacterOwner => convai_character);

impl Deliverable for Character {
    type Owner = CharacterOwner;
    const KIND: i32 = CONVAI_KIND_CHARACTER;

    fn into_owner(result: CallResult<Self>) -> Box<CharacterOwner> {
        CharacterOwner::new(result)
    }
}

impl FromError for *mut convai_character {
    fn from_error(error: Error) -> Self {
        memory::transfer(CharacterOwner::new(error.into()))
    }
}

/// Takes the character out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_CHARACTER`.
///
/// @return The character, never NULL; the caller owns it and frees it with `convai_character_free`. If the call failed,
/// its `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or
/// FORKED. `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_character(operation: *mut convai_operation) -> *mut convai_character {
    guard::result(|| operation::take::<Character>(operation))
}

/// Frees a character and sets the caller's variable to NULL. To delete a character at the service use
/// `convai_character_delete`.
///
/// @param character The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no character at this address (freed already, or not a
/// character).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_free(character: *mut *mut convai_character) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<CharacterOwner>(character) })
}
