//! `convai_character_spec`: the fields of a character that a call creates or updates.

use super::{
    language::{self, convai_languages},
    support::{
        structs,
        text::{optional_text, text_list},
    },
    voice::{self, convai_voices},
};
use crate::api::{CharacterSpec, Error};
use std::ffi::c_char;

/// The fields of a character to create or to update. Start from `CONVAI_CHARACTER_SPEC_INIT`. A field that is NULL is
/// not sent: an update leaves it as it is. All strings are NUL-terminated UTF-8 and are copied.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_character_spec {
    /// `sizeof(convai_character_spec)`; the INIT macro sets it.
    pub struct_size: u32,
    /// How many strings `language_codes` holds. 0 leaves the languages as they are.
    pub language_code_count: u32,
    /// The character's name. Required to create. Must not be empty.
    pub name: *const c_char,
    /// A voice of the service's voice list, such as "US MALE 1". Required to create. Must not be empty.
    pub voice_type: *const c_char,
    /// Who the character is, in prose. Required to create. Must not be empty.
    pub backstory: *const c_char,
    /// The actions that the character can do, separated by commas. Optional; "" removes them.
    pub actions: *const c_char,
    /// `language_code_count` languages, such as "en-US". Only for an update: create refuses them with INVALID_ARGUMENT.
    pub language_codes: *const *const c_char,
    /// The voices that the service has, from `convai_voice_list`: a `voice_type` that is none of them is refused with
    /// INVALID_ARGUMENT before anything is sent, and the message names the one that was probably meant. NULL does not
    /// check: the service changes its voices. A pointer to anything else gives BAD_HANDLE. Only used during the call.
    pub known_voices: *const convai_voices,
    /// The languages that the service has, from `convai_language_list`. Checks `language_codes` in the same way.
    pub known_languages: *const convai_languages,
}

structs::versioned!(convai_character_spec, known_languages: *const convai_languages);

/// # Safety
/// NULL, or a struct whose strings are NULL or NUL-terminated.
pub(super) unsafe fn read_spec(spec: *const convai_character_spec) -> Result<CharacterSpec, Error> {
    // SAFETY: as above.
    unsafe {
        let spec: convai_character_spec = structs::read_required(spec, "spec")?;
        let text = |pointer, name| optional_text(pointer, name).map(|text| text.map(str::to_owned));
        let read = CharacterSpec {
            name: text(spec.name, "spec.name")?,
            voice_type: text(spec.voice_type, "spec.voice_type")?,
            backstory: text(spec.backstory, "spec.backstory")?,
            actions: text(spec.actions, "spec.actions")?,
            language_codes: text_list(spec.language_codes, spec.language_code_count, "spec.language_codes")?,
        };
        voice::check(spec.known_voices, read.voice_type.as_deref())?;
        language::check(spec.known_languages, &read.language_codes)?;
        Ok(read)
    }
}
