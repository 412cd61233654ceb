//! `convai_result`: the outcome of a call that returns nothing but success.

use super::{
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_RESULT, Deliverable, convai_operation},
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory,
        text::OwnedBytes,
    },
};
use crate::api::{CallResult, Error};
use std::ffi::c_char;

/// The outcome of `convai_character_update` and `convai_character_delete`. Read-only; the caller owns it and frees it
/// with `convai_result_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_result {
    /// NULL where the call succeeded. Freed with the result.
    pub error: *const convai_error,
    /// The reply as it arrived, NUL-terminated, or NULL where none arrived. Usually JSON. Where the call failed it may
    /// be anything, also invalid UTF-8, and is truncated to 64 KiB.
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct ResultOwner {
    view: convai_result,
    _error: EmbeddedError,
    _raw: OwnedBytes,
}

memory::owned!(ResultOwner => convai_result);

impl ResultOwner {
    pub fn new(result: CallResult<()>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let raw = OwnedBytes::new(result.raw_json);
        Box::new(Self {
            view: convai_result { error: error.pointer(), raw_json: raw.pointer(), raw_json_len: raw.len() },
            _error: error,
            _raw: raw,
        })
    }
}

impl Deliverable for () {
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
/// @return The result, never NULL; the caller owns it and frees it with `convai_result_free`. Its `error` is set where
/// the call failed. It is also set, and nothing is taken, with NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or
/// FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_result(operation: *mut convai_operation) -> *mut convai_result {
    guard::result(|| operation::take::<()>(operation))
}

/// Frees a result and sets the caller's variable to NULL.
///
/// @param result The address of the caller's variable. Does nothing where it is NULL or the variable holds NULL.
///
/// @return `CONVAI_OK`, or BAD_HANDLE where the pointer is not a result that is still alive.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_result_free(result: *mut *mut convai_result) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<ResultOwner>(result) })
}
