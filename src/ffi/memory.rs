//! Results that are handed out and taken back. The public struct is the first field of a private box, so that what a
//! caller changes in it cannot reach the allocator; the list of those that are alive makes a second free harmless.

use super::globals;
use crate::api::{Error, Status};
use std::{
    any::TypeId,
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// A box whose first field is the struct that C sees.
///
/// # Safety
/// `Self` is `repr(C)` and begins with `View`.
pub(super) unsafe trait HandedOut: Sized + 'static {
    type View;
}

/// `handed_out!(Owner => view)`: the owner begins with the view.
macro_rules! handed_out {
    ($owner:ty => $view:ty) => {
        // SAFETY: checked here: the view is the first field.
        unsafe impl $crate::ffi::memory::HandedOut for $owner {
            type View = $view;
        }
        const _: () = assert!(std::mem::offset_of!($owner, view) == 0);
    };
}
pub(super) use handed_out;

#[derive(Default)]
pub(super) struct Registry(Mutex<BTreeMap<usize, TypeId>>);

pub(super) fn live() -> usize {
    globals::get().results.0.lock().unwrap_or_else(PoisonError::into_inner).len()
}

/// Gives a result to the caller.
pub(super) fn hand_out<T: HandedOut>(owner: Box<T>) -> *mut T::View {
    let pointer = Box::into_raw(owner);
    let mut results = globals::get().results.0.lock().unwrap_or_else(PoisonError::into_inner);
    results.insert(pointer.addr(), TypeId::of::<T>());
    pointer.cast()
}

/// Takes a result back and sets the caller's variable to NULL.
///
/// # Safety
/// `variable` is NULL or valid.
pub(super) unsafe fn take_back<T: HandedOut>(variable: *mut *mut T::View) -> Result<(), Error> {
    if variable.is_null() {
        return Ok(());
    }
    // SAFETY: as above. At any address, as a packed struct may hold it.
    let pointer = unsafe { variable.read_unaligned() };
    if pointer.is_null() {
        return Ok(());
    }
    {
        let mut results = globals::get().results.0.lock().unwrap_or_else(PoisonError::into_inner);
        if results.get(&pointer.addr()) != Some(&TypeId::of::<T>()) {
            return Err(Error::new(Status::BadHandle, "what was passed to be freed is not alive, or of another kind"));
        }
        results.remove(&pointer.addr());
    }
    // SAFETY: as above.
    unsafe { variable.write_unaligned(std::ptr::null_mut()) };
    // SAFETY: the pointer is in the list, so it came out of `hand_out` as this very type, and only once.
    drop(unsafe { Box::from_raw(pointer.cast::<T>()) });
    Ok(())
}
