//! What every entry point goes through: a panic is contained, and a failure becomes what the function's C type can say.

use super::{
    error::{ErrorOwner, convai_error},
    memory,
    status::{CONVAI_OK, convai_status},
};
use crate::{
    api::{Error, Status},
    panics,
};
use std::panic::AssertUnwindSafe;

/// A result type that can carry an error out.
pub(super) trait Fallback {
    fn failed(error: Error) -> Self;
}

/// For functions that return a result struct.
pub(super) fn result<T: Fallback>(body: impl FnOnce() -> Result<T, Error>) -> T {
    contain(body).unwrap_or_else(T::failed)
}

/// For functions that return a status.
pub(super) fn status(body: impl FnOnce() -> Result<(), Error>) -> convai_status {
    value_or_status(|| body().map(|()| CONVAI_OK))
}

/// For functions that return one of several statuses.
pub(super) fn value_or_status(body: impl FnOnce() -> Result<convai_status, Error>) -> convai_status {
    contain(body).unwrap_or_else(|error| error.status as convai_status)
}

/// For functions whose C type has no room for an error.
pub(super) fn value<T>(fallback: T, body: impl FnOnce() -> Result<T, Error>) -> T {
    contain(body).unwrap_or(fallback)
}

/// For functions that return a new handle, and describe a failure through their last parameter.
///
/// # Safety
/// `error` is NULL or valid for writing.
pub(super) unsafe fn handle<H>(error: *mut *mut convai_error, body: impl FnOnce() -> Result<*mut H, Error>) -> *mut H {
    let (handle, failure) = match contain(body) {
        Ok(handle) => (handle, std::ptr::null_mut()),
        Err(failure) if error.is_null() => {
            drop(failure);
            return std::ptr::null_mut();
        }
        Err(failure) => (std::ptr::null_mut(), memory::hand_out(ErrorOwner::new(failure))),
    };
    if !error.is_null() {
        // SAFETY: as above.
        unsafe { error.write_unaligned(failure) };
    }
    handle
}

fn contain<T>(body: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let guarded = AssertUnwindSafe(|| {
        panics::injected::<T, _>(&body);
        body()
    });
    panics::catch(guarded).unwrap_or_else(|place| {
        Err(Error::new(
            Status::Panic,
            format!("the library failed inside and contained it ({place}): please report this"),
        ))
    })
}
