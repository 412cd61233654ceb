//! A place for one boxed value, through which threads pass the value to each other without waiting.

use std::{
    marker::PhantomData,
    ptr::null_mut,
    sync::atomic::{AtomicPtr, Ordering},
};

/// Holds a box or nothing. Both operations are wait-free, and neither allocates nor frees.
pub(crate) struct BoxSlot<T> {
    value: AtomicPtr<T>,
    _owns: PhantomData<Box<T>>,
}

// SAFETY: the slot moves the box between threads. It never shares the value.
unsafe impl<T: Send> Sync for BoxSlot<T> {}

impl<T> Default for BoxSlot<T> {
    fn default() -> Self {
        Self { value: AtomicPtr::default(), _owns: PhantomData }
    }
}

impl<T> BoxSlot<T> {
    /// Takes the box out, if there is one.
    pub fn take(&self) -> Option<Box<T>> {
        // Acquire: the thread that put the box there wrote to the value before.
        let taken = self.value.swap(null_mut(), Ordering::Acquire);
        // SAFETY: the pointer came from a box, and the swap took it from everybody else.
        (!taken.is_null()).then(|| unsafe { Box::from_raw(taken) })
    }

    /// Puts a box into an empty slot, or gives it back.
    pub fn put(&self, value: Box<T>) -> Result<(), Box<T>> {
        let value = Box::into_raw(value);
        // Release: see `take`.
        let put = self.value.compare_exchange(null_mut(), value, Ordering::Release, Ordering::Relaxed);
        // SAFETY: the pointer came from a box and was not put into the slot.
        put.map(drop).map_err(|_| unsafe { Box::from_raw(value) })
    }
}

impl<T> Drop for BoxSlot<T> {
    fn drop(&mut self) {
        drop(self.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{sync::Arc, thread};

    #[test]
    fn a_slot_holds_one_box() {
        let slot = BoxSlot::default();
        assert!(slot.take().is_none());
        assert!(slot.put(Box::new(1)).is_ok());
        assert_eq!(*slot.put(Box::new(2)).unwrap_err(), 2);
        assert_eq!(slot.take().as_deref(), Some(&1));
        assert!(slot.take().is_none());
        assert!(slot.put(Box::new(3)).is_ok());
    }

    /// Several threads take the box and put it back: nobody else changes it meanwhile, and it is never lost.
    #[test]
    fn one_thread_at_a_time_has_the_box() {
        let rounds = if cfg!(miri) { 50 } else { 20_000 };
        let slot = Arc::new(BoxSlot::default());
        assert!(slot.put(Box::new(0u64)).is_ok());
        let threads: Vec<_> = (0..3)
            .map(|_| {
                let slot = Arc::clone(&slot);
                thread::spawn(move || {
                    for _ in 0..rounds {
                        let mut value = loop {
                            match slot.take() {
                                Some(value) => break value,
                                None => thread::yield_now(),
                            }
                        };
                        *value += 1;
                        assert!(slot.put(value).is_ok());
                    }
                })
            })
            .collect();
        for one in threads {
            one.join().unwrap();
        }
        assert_eq!(slot.take().as_deref(), Some(&(3 * rounds)));
    }
}
