//! Global state that a forked child starts anew, because at the moment of the fork the parent's may be locked by a thread
//! that does not exist in the child.

use super::fork;
use std::sync::atomic::{AtomicPtr, Ordering};

/// A global value that is created when it is first used, once in each process.
pub(in crate::ffi) struct PerProcess<T: 'static> {
    current: AtomicPtr<Instance<T>>,
}

struct Instance<T> {
    epoch: u32,
    value: T,
}

impl<T: Default> PerProcess<T> {
    pub const fn new() -> Self {
        Self { current: AtomicPtr::new(std::ptr::null_mut()) }
    }

    /// The value of this process, created if this is its first use.
    pub fn get(&'static self) -> &'static T {
        // Before the first value exists, so that no fork is missed.
        fork::watch();
        let current = self.current.load(Ordering::Acquire);
        Self::of_this_process(current).unwrap_or_else(|| self.replace(current))
    }

    /// The value of this process, if it was used already. Nothing but loads.
    pub fn existing(&'static self) -> Option<&'static T> {
        Self::of_this_process(self.current.load(Ordering::Acquire))
    }

    fn of_this_process(current: *mut Instance<T>) -> Option<&'static T> {
        // SAFETY: NULL, or an instance that was leaked below and is never freed.
        let instance = unsafe { current.as_ref() }?;
        (instance.epoch == fork::epoch()).then_some(&instance.value)
    }

    /// Replaces an instance of the parent process, or none.
    #[cold]
    fn replace(&'static self, old: *mut Instance<T>) -> &'static T {
        let new = Box::into_raw(Box::new(Instance { epoch: fork::epoch(), value: T::default() }));
        match self.current.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire) {
            // SAFETY: leaked above. The old instance is leaked, too: a thread of the parent may have locked it.
            Ok(_) => unsafe { &(*new).value },
            Err(other) => {
                // SAFETY: no other thread has seen this instance.
                drop(unsafe { Box::from_raw(new) });
                // SAFETY: another thread of this process installed it in the same way.
                unsafe { &(*other).value }
            }
        }
    }
}
