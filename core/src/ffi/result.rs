//! `convai_result`: the outcome of a call that returns no data, or data of any kind.

use super::{
    any_call::Deliverable,
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_RESULT, convai_operation},
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory,
        text::{OwnedBytes, OwnedText},
    },
};
use crate::api::{CallResult, Done, Error};
use std::ffi::c_char;

/// The outcome of a call that returns no data, such as `convai_character_delete`, or the reply to `convai_call`. Read-only;
/// the caller owns it and frees it with `convai_result_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_result {
    /// NULL if the call succeeded. Freed with the result.
    pub error: *const convai_error,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived: usually JSON, and
    /// for `convai_call` any bytes. If the call failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key and
    /// auth tokens replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
    /// The HTTP status of the reply, or 0 if none arrived.
    pub http_status: i32,
    /// Always 0.
    pub reserved: u32,
    /// The content type of the reply as its header states it, such as "application/json", or NULL.
    pub content_type: *const c_char,
    /// The length of `content_type` in bytes, without the NUL.
    pub content_type_len: usize,
}

#[repr(C)]
pub(super) struct ResultOwner {
    view: convai_result,
    _error: EmbeddedError,
    _raw: OwnedBytes,
    _content_type: OwnedText,
}

memory::owned!(ResultOwner => convai_result);

impl ResultOwner {
    pub fn new(result: CallResult<Done>) -> Box<Self> {
        // A reply that did not arrive completely has only its status.
        let http_status = result.value.http_status.or(result.error.as_ref().and_then(|error| error.http_status));
        let error = EmbeddedError::new(result.error);
        let raw = OwnedBytes::new(result.raw_json);
        let content_type = OwnedText::new(result.value.content_type);
        let view = convai_result {
            error: error.pointer(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
            http_status: http_status.unwrap_or_default().into(),
            reserved: 0,
            content_type: content_type.pointer(),
            content_type_len: content_type.len(),
        };
        Box::new(Self { view, _error: error, _raw: raw, _content_type: content_type })
    }
}

impl Deliverable for Done {
    type Owner = ResultOwner;
    const KIND: i32 = CONVAI_KIND_RESULT;

    fn into_owner(result: CallResult<Self>) -> Box<ResultOwner> {
        ResultOwner::new(result)
    }
}

impl FromError for *mut convai_result {
    fn from_error(error: Error) -> Self {
        memory::transfer(ResultOwner::new(error.into()))
    }
}

/// Takes the result out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_RESULT`.
///
/// @return The result, never NULL; the caller owns it and frees it with `convai_result_free`. If the call failed, its
/// `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
/// `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_result(operation: *mut convai_operation) -> *mut convai_result {
    guard::result(|| operation::take::<Done>(operation))
}

/// Frees a result and sets the caller's variable to NULL.
///
/// @param result The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no result at this address (freed already, or not a result).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_result_free(result: *mut *mut convai_result) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<ResultOwner>(result) })
}
