//! `convai_result`: the outcome of a call that gives nothing but success.

use super::{
    error::{HeldError, convai_error},
    guard, memory,
    status::convai_status,
    text::OwnedBytes,
};
use crate::api::{Answer, Error};
use std::ffi::c_char;

/// The outcome of `convai_character_update` and `convai_character_delete`. Read-only; free it with `convai_result_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_result {
    /// NULL where the call succeeded. Freed with the result.
    pub error: *const convai_error,
    /// The reply as it came, NUL-terminated, or NULL where none came. Usually JSON; where the call failed it may be
    /// anything, UTF-8 or not, and is cut after 64 KiB.
    pub raw_json: *const c_char,
    /// The length in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct ResultOwner {
    view: convai_result,
    _error: HeldError,
    _raw: OwnedBytes,
}

impl ResultOwner {
    pub fn new(answer: Answer<()>) -> Box<Self> {
        let error = HeldError::new(answer.error);
        let raw = OwnedBytes::new(answer.raw);
        Box::new(Self {
            view: convai_result { error: error.pointer(), raw_json: raw.pointer(), raw_json_len: raw.len() },
            _error: error,
            _raw: raw,
        })
    }
}

// SAFETY: the view is the first field of this box, of the C layout that the pointer promises.
memory::handed_out!(ResultOwner => convai_result);

impl guard::Fallback for *mut convai_result {
    fn failed(error: Error) -> Self {
        memory::hand_out(ResultOwner::new(error.into()))
    }
}

/// Frees a result and sets the caller's variable to NULL.
///
/// @param result the address of the variable. NULL, or a variable that holds NULL, is fine and does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE where the pointer is not a result that is still alive.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_result_free(result: *mut *mut convai_result) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::take_back::<ResultOwner>(result) })
}
