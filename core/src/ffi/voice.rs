//! `convai_voice`, `convai_voices`: the voices that a character can have.

use super::{
    any_call::Deliverable,
    call_options::convai_call_options,
    client::{self, convai_client},
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_VOICES, Started, convai_operation},
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory::{self, OwnedStructs},
        text::{OwnedBytes, OwnedList, OwnedText},
    },
};
use crate::api::{CallResult, Error, KnownValue, Voice, check_known};
use std::{ffi::c_char, sync::Arc};

const KNOWN: &str = "spec.known_voices";

/// A voice, inside a `convai_voices`. Strings are NUL-terminated UTF-8, each followed by its length in bytes without the
/// NUL. A field that the service did not send is NULL with length 0.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_voice {
    /// The name to show to a person.
    pub name: *const c_char,
    /// The length of `name` in bytes, without the NUL.
    pub name_len: usize,
    /// The service's name of the voice ("voice_value"), as `convai_character_spec.voice_type` takes it.
    pub value: *const c_char,
    /// The length of `value` in bytes, without the NUL.
    pub value_len: usize,
    /// The section of the service's list, such as "Azure Voices". Sources spell some sections in several ways.
    pub section: *const c_char,
    /// The length of `section` in bytes, without the NUL.
    pub section_len: usize,
    /// "MALE" or "FEMALE", as the service sends it.
    pub gender: *const c_char,
    /// The length of `gender` in bytes, without the NUL.
    pub gender_len: usize,
    /// The address of a sample to listen to.
    pub sample_url: *const c_char,
    /// The length of `sample_url` in bytes, without the NUL.
    pub sample_url_len: usize,
    /// The languages that it speaks: an array of `language_code_count` NUL-terminated strings, such as "en-US", or NULL if
    /// there are none.
    pub language_codes: *const *const c_char,
    /// How many strings `language_codes` holds.
    pub language_code_count: usize,
    /// Where the service offers it ("deployment_env"): an array of `environment_count` NUL-terminated strings, such as
    /// "PRODUCTION", or NULL if there are none.
    pub environments: *const *const c_char,
    /// How many strings `environments` holds.
    pub environment_count: usize,
}

#[repr(C)]
struct VoiceOwner {
    view: convai_voice,
    texts: [OwnedText; 4],
    _lists: [OwnedList; 2],
}

memory::owned!(VoiceOwner => convai_voice);

impl VoiceOwner {
    /// `section` outlives the voice.
    fn new(voice: Voice, section: &OwnedText) -> Box<Self> {
        let texts = [voice.name, voice.value, voice.gender, voice.sample_url].map(OwnedText::new);
        let [name, value, gender, sample_url] = &texts;
        let lists = [voice.language_codes, voice.environments].map(OwnedList::new);
        let [languages, environments] = &lists;
        let view = convai_voice {
            name: name.pointer(),
            name_len: name.len(),
            value: value.pointer(),
            value_len: value.len(),
            section: section.pointer(),
            section_len: section.len(),
            gender: gender.pointer(),
            gender_len: gender.len(),
            sample_url: sample_url.pointer(),
            sample_url_len: sample_url.len(),
            language_codes: languages.pointer(),
            language_code_count: languages.len(),
            environments: environments.pointer(),
            environment_count: environments.len(),
        };
        Box::new(Self { view, texts, _lists: lists })
    }
}

/// The voices of the service, or the error. Read-only; the caller owns it and frees it with `convai_voices_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_voices {
    /// NULL if the call succeeded. Freed with the list.
    pub error: *const convai_error,
    /// An array of `voice_count` pointers, none of which is NULL, in the order of the service; or NULL if there are no
    /// voices.
    pub voices: *const *const convai_voice,
    /// How many voices there are.
    pub voice_count: usize,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
    /// failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct VoicesOwner {
    view: convai_voices,
    error: EmbeddedError,
    voices: OwnedStructs<VoiceOwner>,
    _sections: Vec<OwnedText>,
    _raw: OwnedBytes,
}

memory::owned!(VoicesOwner => convai_voices);

impl VoicesOwner {
    pub fn new(result: CallResult<Vec<Voice>>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let (voices, sections) = owners(result.value);
        let raw = OwnedBytes::new(result.raw_json);
        let view = convai_voices {
            error: error.pointer(),
            voices: voices.pointer(),
            voice_count: voices.len(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, error, voices, _sections: sections, _raw: raw })
    }
}

/// Checks a voice of a character, if there is a list to check it with.
///
/// # Safety
/// `known` is NULL or any address.
pub(super) unsafe fn check(known: *const convai_voices, voice: Option<&str>) -> Result<(), Error> {
    if known.is_null() {
        return Ok(());
    }
    // SAFETY: as above.
    unsafe {
        memory::read(known, KNOWN, |list: &VoicesOwner| {
            list.error.check_none(KNOWN)?;
            let mut values = list.voices.iter().filter_map(|VoiceOwner { texts: [name, value, ..], .. }| {
                Some(KnownValue { value: value.get()?, name: name.get() })
            });
            voice.map_or(Ok(()), |voice| check_known("spec.voice_type", voice, KNOWN, &mut values))
        })
    }?
}

/// The voices, and the names of their sections. The voices of a section stand together, and share its name.
fn owners(voices: Vec<Voice>) -> (OwnedStructs<VoiceOwner>, Vec<OwnedText>) {
    let (mut owners, mut sections) = (Vec::with_capacity(voices.len()), Vec::new());
    let mut section = Arc::from("");
    let mut text = OwnedText::default();
    for voice in voices {
        if !Arc::ptr_eq(&section, &voice.section) {
            section = Arc::clone(&voice.section);
            let name = (!section.is_empty()).then(|| section.to_string());
            sections.push(std::mem::replace(&mut text, OwnedText::new(name)));
        }
        owners.push(VoiceOwner::new(voice, &text));
    }
    sections.push(text);
    (OwnedStructs::new(owners), sections)
}

impl Deliverable for Vec<Voice> {
    type Owner = VoicesOwner;
    const KIND: i32 = CONVAI_KIND_VOICES;

    fn into_owner(result: CallResult<Self>) -> Box<VoicesOwner> {
        VoicesOwner::new(result)
    }
}

impl FromError for *mut convai_voices {
    fn from_error(error: Error) -> Self {
        memory::transfer(VoicesOwner::new(error.into()))
    }
}

/// Takes the voices out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_VOICES`.
///
/// @return The voices, never NULL; the caller owns them and frees them with `convai_voices_free`. If the call
/// failed, their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE
/// or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_voices(operation: *mut convai_operation) -> *mut convai_voices {
    guard::result(|| operation::take::<Vec<Voice>>(operation))
}

/// Frees the voices with all their strings, and sets the caller's variable to NULL.
///
/// @param voices The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such list at this address (freed already, or something
/// else).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_voices_free(voices: *mut *mut convai_voices) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<VoicesOwner>(voices) })
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn list(client: *mut convai_client, options: *const convai_call_options) -> Result<Started<Vec<Voice>>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe { operation::begin(&client, options, |call| client.list_voices(call)) }
}

/// Lists the voices that characters can have (GET /tts/get_available_voices). The service changes the list from time to time;
/// its documents show one of about 180 KB.
///
/// @param client The client.
/// @param options Settings of this call. May be NULL.
///
/// @return The voices, never NULL; the caller owns them and frees them with `convai_voices_free`. If the call
/// failed, their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
/// (BAD_REPLY), and never shorter than what was sent.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_voice_list(
    client: *mut convai_client,
    options: *const convai_call_options,
) -> *mut convai_voices {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { list(client, options) }?.wait())
}

/// Starts `convai_voice_list` and returns immediately.
///
/// @param client The client.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_voices` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_voice_list_async(
    client: *mut convai_client,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || list(client, options)?.into_operation()) }
}
