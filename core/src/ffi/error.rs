//! `convai_error`: why a call failed.

use super::{
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory,
        text::OwnedText,
    },
};
use crate::api::Error;
use std::{ffi::c_char, ptr::NonNull};

/// Why a call failed. Read-only. It lives until it is freed, or until the result that contains it is freed.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_error {
    /// One of `CONVAI_ERROR_...`.
    pub status: convai_status,
    /// The HTTP status of the reply, also of one that did not arrive completely, or 0 if none began to arrive.
    pub http_status: i32,
    /// 1 if the same call may succeed when it is repeated later, else 0. The library itself repeats a request only if
    /// an idle keep-alive connection turns out to be dead before a byte was sent: a turn costs quota, and a second
    /// "create" makes a second character.
    pub retryable: i32,
    /// 1 if some of the request may have left this machine, so that the service may have acted on it; else 0.
    pub request_sent: i32,
    /// How many milliseconds the service asks to wait before the call is repeated, or -1 if it does not say. A date in
    /// its reply is converted; 0 means that it is past.
    pub retry_after_ms: i32,
    /// What happened and what to do, in English, with `service_message` included. NUL-terminated UTF-8, never NULL.
    /// Identifiers of this header stand in backticks, so that a wrapper can replace them by its own names. The API key
    /// and auth tokens are redacted. The library adds nothing that a player said, but the service's message may quote it.
    pub message: *const c_char,
    /// The length of `message` in bytes, without the NUL.
    pub message_len: usize,
    /// The service's own message, or the readable beginning of a reply without one, or NULL. At most 500 characters;
    /// control characters are replaced by U+FFFD.
    pub service_message: *const c_char,
    /// The length of `service_message` in bytes, without the NUL.
    pub service_message_len: usize,
    /// The id of the request at the service, for its support, or NULL if the reply has none.
    pub reference: *const c_char,
    /// The length of `reference` in bytes, without the NUL.
    pub reference_len: usize,
    /// The argument at fault in its C spelling, such as "text", "options.timeout_ms" or "spec.language_codes[2]", or
    /// NULL if no argument is at fault.
    pub argument: *const c_char,
    /// The length of `argument` in bytes, without the NUL.
    pub argument_len: usize,
}

/// The strings that a `convai_error` points into.
#[repr(C)]
pub(super) struct ErrorOwner {
    view: convai_error,
    _message: OwnedText,
    _service_message: OwnedText,
    _reference: OwnedText,
    _argument: OwnedText,
}

memory::owned!(ErrorOwner => convai_error);

impl ErrorOwner {
    pub fn new(error: Error) -> Box<Self> {
        let error = error.into_fields();
        let message = OwnedText::new(Some(error.message.into_owned()));
        let service_message = OwnedText::new(error.service_message);
        let reference = OwnedText::new(error.reference);
        let argument = OwnedText::new(error.argument.map(String::from));
        let retry_after = |wait: std::time::Duration| i32::try_from(wait.as_millis()).unwrap_or(i32::MAX);
        Box::new(Self {
            view: convai_error {
                status: error.status as i32,
                http_status: error.http_status.map_or(0, i32::from),
                retryable: i32::from(error.retryable),
                request_sent: i32::from(error.request_sent),
                retry_after_ms: error.retry_after.map_or(-1, retry_after),
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

impl FromError for *mut convai_error {
    fn from_error(error: Error) -> Self {
        memory::transfer(ErrorOwner::new(error))
    }
}

/// The error inside a result. It is held by address, because moving a box would invalidate the pointers into it.
pub(super) struct EmbeddedError(Option<NonNull<ErrorOwner>>);

impl EmbeddedError {
    pub fn new(error: Option<Error>) -> Self {
        Self(error.map(|error| NonNull::from(Box::leak(ErrorOwner::new(error)))))
    }

    /// Refuses the result as the argument `what`, if it is that of a failed call.
    pub fn check_none(&self, what: &str) -> Result<(), Error> {
        if self.0.is_none() {
            return Ok(());
        }
        Err(Error::argument(what, format!("`{what}` is the result of a call that failed: check its `error` first")))
    }

    /// The value of the result's `error` field.
    pub fn pointer(&self) -> *const convai_error {
        self.0.map_or(std::ptr::null(), |owner| owner.as_ptr().cast_const().cast())
    }
}

impl Drop for EmbeddedError {
    fn drop(&mut self) {
        if let Some(owner) = self.0.take() {
            // SAFETY: `new` leaked the box, and it is freed once.
            drop(unsafe { Box::from_raw(owner.as_ptr()) });
        }
    }
}

/// Frees an error that a function returned through its `error` parameter, and sets the caller's variable to NULL.
///
/// An error that is part of a result (`response->error`) is freed with the result; passing it here gives BAD_HANDLE.
///
/// @param error The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no error at this address (freed already, or not an error).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_error_free(error: *mut *mut convai_error) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<ErrorOwner>(error) })
}
