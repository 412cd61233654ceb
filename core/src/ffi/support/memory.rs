//! Results that the caller owns. The public struct is the first field of a private box, so that a caller that writes
//! into it cannot corrupt the allocator. A registry of the results that are alive refuses a second free, until the
//! memory is in use again.

use super::per_process::PerProcess;
use crate::api::{Error, Status};
use std::{
    any::TypeId,
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// The private owner of a result. Its first field, the view, is the struct that C sees.
///
/// # Safety
/// `Self` is `repr(C)` and begins with `View`.
pub(in crate::ffi) unsafe trait Owned: Sized + 'static {
    type View;
}

/// `owned!(Owner => view)` makes a struct the owner of the view that is its first field.
macro_rules! owned {
    ($owner:ty => $view:ty) => {
        // SAFETY: the assertion below checks that the view is the first field.
        unsafe impl $crate::ffi::support::memory::Owned for $owner {
            type View = $view;
        }
        const _: () = assert!(std::mem::offset_of!($owner, view) == 0);
    };
}
pub(in crate::ffi) use owned;

/// Structs inside a result, and the array of pointers to them that C sees.
pub(in crate::ffi) struct OwnedStructs<T: Owned> {
    pointers: Vec<*const T::View>,
    owners: Vec<Box<T>>,
}

impl<T: Owned> OwnedStructs<T> {
    pub fn new(owners: Vec<Box<T>>) -> Self {
        Self { pointers: owners.iter().map(|owner| std::ptr::from_ref(&**owner).cast()).collect(), owners }
    }

    /// The array, or NULL if there are no structs.
    pub fn pointer(&self) -> *const *const T::View {
        if self.pointers.is_empty() { std::ptr::null() } else { self.pointers.as_ptr() }
    }

    pub fn len(&self) -> usize {
        self.pointers.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.owners.iter().map(|owner| &**owner)
    }
}

#[derive(Default)]
struct Registry(Mutex<BTreeMap<usize, TypeId>>);

static RESULTS: PerProcess<Registry> = PerProcess::new();

/// The number of results that are alive.
pub(in crate::ffi) fn live() -> usize {
    RESULTS.get().0.lock().unwrap_or_else(PoisonError::into_inner).len()
}

/// Transfers a result to the caller, who owns it from now on.
pub(in crate::ffi) fn transfer<T: Owned>(owner: Box<T>) -> *mut T::View {
    let pointer = Box::into_raw(owner);
    let mut results = RESULTS.get().0.lock().unwrap_or_else(PoisonError::into_inner);
    results.insert(pointer.addr(), TypeId::of::<T>());
    pointer.cast()
}

/// Reads a result that the caller owns. Until it is read, a free by another thread waits.
///
/// # Safety
/// `pointer` is NULL, or any address.
pub(in crate::ffi) unsafe fn read<T: Owned, R>(
    pointer: *const T::View,
    what: &str,
    read: impl FnOnce(&T) -> R,
) -> Result<R, Error> {
    let results = RESULTS.get().0.lock().unwrap_or_else(PoisonError::into_inner);
    if results.get(&pointer.addr()) != Some(&TypeId::of::<T>()) {
        let message = format!("`{what}` is not a result of its kind that is still alive");
        return Err(Error::new(Status::BadHandle, message).about(what));
    }
    // SAFETY: the registry holds the pointer under this very type, so `transfer` made it, and it is not freed meanwhile.
    Ok(read(unsafe { &*pointer.cast::<T>() }))
}

/// Frees a result that the caller owns, and sets the caller's variable to NULL.
///
/// # Safety
/// `variable` is NULL or valid.
pub(in crate::ffi) unsafe fn reclaim<T: Owned>(variable: *mut *mut T::View) -> Result<(), Error> {
    if variable.is_null() {
        return Ok(());
    }
    // SAFETY: as above. The variable may be part of a packed struct, so its address may be unaligned.
    let pointer = unsafe { variable.read_unaligned() };
    if pointer.is_null() {
        return Ok(());
    }
    {
        let mut results = RESULTS.get().0.lock().unwrap_or_else(PoisonError::into_inner);
        if results.get(&pointer.addr()) != Some(&TypeId::of::<T>()) {
            return Err(Error::new(Status::BadHandle, "the pointer is not a result of this kind that is still alive"));
        }
        results.remove(&pointer.addr());
    }
    // SAFETY: as above.
    unsafe { variable.write_unaligned(std::ptr::null_mut()) };
    // SAFETY: the registry held the pointer under this very type, so `transfer` made it, and it is freed once.
    drop(unsafe { Box::from_raw(pointer.cast::<T>()) });
    Ok(())
}
