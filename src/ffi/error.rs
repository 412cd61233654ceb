//! `convai_error`: why a call failed.

use super::{guard, memory, status::convai_status, text::OwnedText};
use crate::api;
use std::{borrow::Cow, ffi::c_char, ptr::NonNull};

/// Why a call failed. All fields are read-only and live until the error, or the result that it is part of, is freed.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_error {
    /// One of `CONVAI_ERROR_...`.
    pub status: convai_status,
    /// The HTTP status of the answer, or 0 where none came.
    pub http_status: i32,
    /// 1 where the same call may succeed if it is made again later, else 0. Nothing is retried for you, except on a kept
    /// connection that turns out to be dead before a byte was sent: an answer costs quota, and a second "create" makes a
    /// second character.
    pub retryable: i32,
    /// 1 where some of the request may have left this machine, so that the service may have acted on it; else 0.
    pub request_sent: i32,
    /// How many milliseconds the service asks to wait before trying again, or -1 where it does not say.
    pub retry_after_ms: i32,
    /// What happened and what to do, in English, with the service's own message where it gave one. NUL-terminated UTF-8,
    /// never NULL. Names of this header stand in backticks, so that a wrapper can replace them by its own. The library puts
    /// neither the API key nor what the player said into it.
    pub message: *const c_char,
    /// The message's length in bytes, without the NUL.
    pub message_len: usize,
    /// The service's own words, or NULL where it gave none.
    pub service_message: *const c_char,
    /// The length in bytes, without the NUL.
    pub service_message_len: usize,
    /// The service's reference id for its support, or NULL where it gave none.
    pub reference: *const c_char,
    /// The length in bytes, without the NUL.
    pub reference_len: usize,
    /// The argument at fault in its C spelling, such as "text", "options.timeout_ms" or "spec.language_codes[2]", or NULL
    /// where no argument is at fault.
    pub argument: *const c_char,
    /// The length in bytes, without the NUL.
    pub argument_len: usize,
}

/// The texts that a `convai_error` points into.
#[repr(C)]
pub(super) struct ErrorOwner {
    view: convai_error,
    _message: OwnedText,
    _service_message: OwnedText,
    _reference: OwnedText,
    _argument: OwnedText,
}

impl ErrorOwner {
    pub fn new(error: api::Error) -> Box<Self> {
        let message = OwnedText::new(Some(error.message.into_owned()));
        let service_message = OwnedText::new(error.service_message);
        let reference = OwnedText::new(error.reference);
        let argument = OwnedText::new(error.argument.map(Cow::into_owned));
        Box::new(Self {
            view: convai_error {
                status: error.status as i32,
                http_status: error.http_status.map_or(0, i32::from),
                retryable: i32::from(error.retryable),
                request_sent: i32::from(error.request_sent),
                retry_after_ms: error
                    .retry_after
                    .map_or(-1, |wait| i32::try_from(wait.as_millis()).unwrap_or(i32::MAX)),
                message: message.pointer(),
                message_len: message.len(),
                service_message: service_message.pointer(),
                service_message_len: service_message.len(),
                reference: reference.pointer(),
                reference_len: reference.len(),
                argument: argument.pointer(),
                argument_len: argument.len(),
            },
            _message: message,
            _service_message: service_message,
            _reference: reference,
            _argument: argument,
        })
    }
}

/// The error inside a result. Kept by its address: a box that moves with the result would take back the right to point
/// into it.
pub(super) struct HeldError(Option<NonNull<ErrorOwner>>);

impl HeldError {
    pub fn new(error: Option<api::Error>) -> Self {
        Self(error.map(|error| NonNull::from(Box::leak(ErrorOwner::new(error)))))
    }

    /// What a result's `error` field holds.
    pub fn pointer(&self) -> *const convai_error {
        self.0.map_or(std::ptr::null(), |owner| owner.as_ptr().cast_const().cast())
    }
}

impl Drop for HeldError {
    fn drop(&mut self) {
        if let Some(owner) = self.0.take() {
            // SAFETY: leaked in `new`, and taken back once.
            drop(unsafe { Box::from_raw(owner.as_ptr()) });
        }
    }
}

// SAFETY: the view is the first field of this box, of the C layout that the pointer promises.
memory::handed_out!(ErrorOwner => convai_error);

/// Frees an error that a function gave through its `error` parameter, and sets the caller's variable to NULL.
///
/// @param error the address of the variable. NULL, or a variable that holds NULL, is fine and does nothing.
///
/// An error that is part of a result (`response->error`) is freed with the result and must not be passed here.
///
/// @return `CONVAI_OK`, or `CONVAI_ERROR_BAD_HANDLE` where the pointer is not an error that is still alive.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_error_free(error: *mut *mut convai_error) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::take_back::<ErrorOwner>(error) })
}
