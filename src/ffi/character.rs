//! `convai_character`: what the service tells about a character.

use super::{
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_CHARACTER, Deliverable, convai_operation},
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory,
        text::{OwnedBytes, OwnedList, OwnedText},
    },
};
use crate::api::{CallResult, Character, Error};
use std::ffi::c_char;

/// A character, or the reason why there is none. Read-only; the caller owns it and frees it with
/// `convai_character_free`.
///
/// Strings are NUL-terminated UTF-8, each followed by its length in bytes without the NUL. A field that the service did
/// not send is NULL with length 0. Create and clone return the `id` alone.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_character {
    /// NULL where the call succeeded. Freed with the character.
    pub error: *const convai_error,
    /// The character's id, which every other call takes.
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
    /// Its voice.
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
    /// The languages that it speaks: an array of `language_code_count` NUL-terminated strings, or NULL where there are
    /// none.
    pub language_codes: *const *const c_char,
    /// How many strings `language_codes` holds.
    pub language_code_count: usize,
    /// The reply as it arrived, NUL-terminated, or NULL where none arrived. It holds all fields of the service, also
    /// those that this struct does not have. Where the call failed it may be anything, also invalid UTF-8, and is
    /// truncated to 64 KiB.
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
/// @return The character, never NULL; the caller owns it and frees it with `convai_character_free`. Its `error` is set
/// where the call failed. It is also set, and nothing is taken, with NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE
/// or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_character(operation: *mut convai_operation) -> *mut convai_character {
    guard::result(|| operation::take::<Character>(operation))
}

/// Frees a character and sets the caller's variable to NULL. To delete a character at the service use
/// `convai_character_delete`.
///
/// @param character The address of the caller's variable. Does nothing where it is NULL or the variable holds NULL.
///
/// @return `CONVAI_OK`, or BAD_HANDLE where the pointer is not a character that is still alive.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_character_free(character: *mut *mut convai_character) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<CharacterOwner>(character) })
}
