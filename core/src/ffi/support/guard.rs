//! Wraps every entry point: contains panics, and turns an error into what the function's C type can express.

use crate::{
    api::{Error, Status},
    panics,
};
use std::panic::AssertUnwindSafe;

/// A return type that can carry an error.
pub(in crate::ffi) trait FromError {
    fn from_error(error: Error) -> Self;
}

/// For functions that return a result struct.
pub(in crate::ffi) fn result<T: FromError>(body: impl FnOnce() -> Result<T, Error>) -> T {
    contain(body).unwrap_or_else(T::from_error)
}

/// For functions that return a status.
pub(in crate::ffi) fn status(body: impl FnOnce() -> Result<(), Error>) -> i32 {
    one_of_statuses(|| body().map(|()| Status::Ok))
}

/// For functions that return one of several statuses on success.
pub(in crate::ffi) fn one_of_statuses(body: impl FnOnce() -> Result<Status, Error>) -> i32 {
    contain(body).unwrap_or_else(|error| error.status) as i32
}

/// For functions that an audio thread calls. Neither locks, allocates nor frees, and uses no thread-local.
pub(in crate::ffi) fn audio(body: impl FnOnce() -> Result<Status, Status>) -> i32 {
    let body = AssertUnwindSafe(|| {
        panics::injected(&body);
        body()
    });
    let outcome = panics::catch_in_audio(body).unwrap_or(Err(Status::Panic));
    let (Ok(status) | Err(status)) = outcome;
    status as i32
}

/// The same for functions that return a number.
pub(in crate::ffi) fn audio_value<T>(fallback: T, body: impl FnOnce() -> T) -> T {
    let body = AssertUnwindSafe(|| {
        panics::injected(&body);
        body()
    });
    panics::catch_in_audio(body).unwrap_or(fallback)
}

/// For functions whose C type cannot express an error.
pub(in crate::ffi) fn value<T>(fallback: T, body: impl FnOnce() -> Result<T, Error>) -> T {
    contain(body).unwrap_or(fallback)
}

/// For functions that return a new handle, and describe a failure through their last parameter.
///
/// # Safety
/// `error` is NULL or valid for writing.
pub(in crate::ffi) unsafe fn handle<H, E>(error: *mut *mut E, body: impl FnOnce() -> Result<*mut H, Error>) -> *mut H
where
    *mut E: FromError,
{
    let (handle, failure) = match contain(body) {
        Ok(handle) => (handle, None),
        Err(failure) => (std::ptr::null_mut(), Some(failure)),
    };
    // SAFETY: as above.
    unsafe { describe(error, failure) };
    handle
}

/// For functions that return a status, and describe a failure through their last parameter.
///
/// # Safety
/// `error` is NULL or valid for writing.
pub(in crate::ffi) unsafe fn described_status<E>(error: *mut *mut E, body: impl FnOnce() -> Result<(), Error>) -> i32
where
    *mut E: FromError,
{
    let failure = contain(body).err();
    let status = failure.as_ref().map_or(Status::Ok, |failure| failure.status);
    // SAFETY: as above.
    unsafe { describe(error, failure) };
    status as i32
}

/// # Safety
/// `error` is NULL or valid for writing.
unsafe fn describe<E>(error: *mut *mut E, failure: Option<Error>)
where
    *mut E: FromError,
{
    if !error.is_null() {
        // SAFETY: as above.
        unsafe { error.write_unaligned(failure.map_or(std::ptr::null_mut(), FromError::from_error)) };
    }
}

fn contain<T>(body: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let body = AssertUnwindSafe(|| {
        panics::injected(&body);
        body()
    });
    panics::catch(body).unwrap_or_else(|location| Err(Error::panicked(&location)))
}
