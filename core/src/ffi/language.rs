//! `convai_language`, `convai_languages`: the languages that a character can speak.

use super::{
    any_call::Deliverable,
    call_options::convai_call_options,
    client::{self, convai_client},
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_LANGUAGES, Started, convai_operation},
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory::{self, OwnedStructs},
        text::{OwnedBytes, OwnedText},
    },
};
use crate::api::{CallResult, Error, KnownValue, Language, check_known};
use std::ffi::c_char;

const KNOWN: &str = "spec.known_languages";

/// A language, inside a `convai_languages`. Strings are NUL-terminated UTF-8, or NULL with length 0 if the service did
/// not send them.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_language {
    /// The code of the language, such as "en-US", as `convai_character_spec.language_codes` takes it.
    pub code: *const c_char,
    /// The length of `code` in bytes, without the NUL.
    pub code_len: usize,
    /// The name of the language, such as "English (US)".
    pub name: *const c_char,
    /// The length of `name` in bytes, without the NUL.
    pub name_len: usize,
}

#[repr(C)]
struct LanguageOwner {
    view: convai_language,
    texts: [OwnedText; 2],
}

memory::owned!(LanguageOwner => convai_language);

impl LanguageOwner {
    fn new(language: Language) -> Box<Self> {
        let texts = [language.code, language.name].map(OwnedText::new);
        let [code, name] = &texts;
        let view =
            convai_language { code: code.pointer(), code_len: code.len(), name: name.pointer(), name_len: name.len() };
        Box::new(Self { view, texts })
    }
}

/// The languages of the service, or the error. Read-only; the caller owns it and frees it with `convai_languages_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_languages {
    /// NULL if the call succeeded. Freed with the list.
    pub error: *const convai_error,
    /// An array of `language_count` pointers, none of which is NULL, in the order of the service; or NULL if there are no
    /// languages.
    pub languages: *const *const convai_language,
    /// How many languages there are.
    pub language_count: usize,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
    /// failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct LanguagesOwner {
    view: convai_languages,
    error: EmbeddedError,
    languages: OwnedStructs<LanguageOwner>,
    _raw: OwnedBytes,
}

memory::owned!(LanguagesOwner => convai_languages);

impl LanguagesOwner {
    pub fn new(result: CallResult<Vec<Language>>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let languages = OwnedStructs::new(result.value.into_iter().map(LanguageOwner::new).collect());
        let raw = OwnedBytes::new(result.raw_json);
        let view = convai_languages {
            error: error.pointer(),
            languages: languages.pointer(),
            language_count: languages.len(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, error, languages, _raw: raw })
    }
}

/// Checks the languages of a character, if there is a list to check them with.
///
/// # Safety
/// `known` is NULL or any address.
pub(super) unsafe fn check(known: *const convai_languages, codes: &[String]) -> Result<(), Error> {
    if known.is_null() {
        return Ok(());
    }
    // SAFETY: as above.
    unsafe {
        memory::read(known, KNOWN, |list: &LanguagesOwner| {
            list.error.check_none(KNOWN)?;
            codes.iter().enumerate().try_for_each(|(index, code)| {
                let mut values = list.languages.iter().filter_map(|LanguageOwner { texts: [code, name], .. }| {
                    Some(KnownValue { value: code.get()?, name: name.get() })
                });
                check_known(&format!("spec.language_codes[{index}]"), code, KNOWN, &mut values)
            })
        })
    }?
}

impl Deliverable for Vec<Language> {
    type Owner = LanguagesOwner;
    const KIND: i32 = CONVAI_KIND_LANGUAGES;

    fn into_owner(result: CallResult<Self>) -> Box<LanguagesOwner> {
        LanguagesOwner::new(result)
    }
}

impl FromError for *mut convai_languages {
    fn from_error(error: Error) -> Self {
        memory::transfer(LanguagesOwner::new(error.into()))
    }
}

/// Takes the languages out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_LANGUAGES`.
///
/// @return The languages, never NULL; the caller owns them and frees them with `convai_languages_free`. If the call
/// failed, their `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE
/// or FORKED. `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_languages(operation: *mut convai_operation) -> *mut convai_languages {
    guard::result(|| operation::take::<Vec<Language>>(operation))
}

/// Frees the languages with all their strings, and sets the caller's variable to NULL.
///
/// @param languages The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such list at this address (freed already, or something
/// else).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_languages_free(languages: *mut *mut convai_languages) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<LanguagesOwner>(languages) })
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn list(
    client: *mut convai_client,
    options: *const convai_call_options,
) -> Result<Started<Vec<Language>>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe { operation::begin(&client, options, |call| client.list_languages(call)) }
}

/// Lists the languages that characters can speak (GET /tts/get_available_languages).
///
/// @param client The client.
/// @param options Settings of this call. May be NULL.
///
/// @return The languages, never NULL; the caller owns them and frees them with `convai_languages_free`. If the call
/// failed, their `error` is set. A list that was cut, or that takes more memory than the library allows, is an error
/// (BAD_REPLY), and never shorter than what was sent.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_language_list(
    client: *mut convai_client,
    options: *const convai_call_options,
) -> *mut convai_languages {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { list(client, options) }?.wait())
}

/// Starts `convai_language_list` and returns immediately.
///
/// @param client The client.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_languages` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_language_list_async(
    client: *mut convai_client,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || list(client, options)?.into_operation()) }
}
