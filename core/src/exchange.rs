//! A value that one thread writes to without ever waiting, while another thread may exchange it for a fresh one.

use std::{
    marker::PhantomData,
    sync::atomic::{AtomicPtr, AtomicU32, Ordering},
    thread,
    time::Duration,
};

/// How often `replace` looks for the end of a write before it lets other threads run, and before it sleeps.
const SPINS: u32 = 64;
const YIELDS: u32 = 128;
const SLEEP: Duration = Duration::from_micros(50);

/// Owns a value. [`write`](Self::write) borrows it for one thread at a time and is wait-free: the thread of an audio
/// callback calls it. [`replace`](Self::replace) takes it out, and is the side that waits.
pub(crate) struct Exchange<T> {
    current: AtomicPtr<T>,
    /// Odd while a thread writes. Each write raises it twice.
    writes: AtomicU32,
    _owns: PhantomData<Box<T>>,
}

// SAFETY: `write` gives one thread at a time a mutable borrow, and `replace` moves the value between threads. The value
// is never shared.
unsafe impl<T: Send> Sync for Exchange<T> {}

impl<T> Exchange<T> {
    pub fn new(value: Box<T>) -> Self {
        Self { current: AtomicPtr::new(Box::into_raw(value)), writes: AtomicU32::new(0), _owns: PhantomData }
    }

    /// Runs `write` with the current value. Returns `None` if another thread does so now.
    pub fn write<R>(&self, write: impl FnOnce(&mut T) -> R) -> Option<R> {
        let before = self.writes.load(Ordering::Relaxed);
        // SeqCst, as are the load below and both accesses in `replace`: in their single order, either this increment
        // comes before the check of `replace`, which then waits for this write, or the load below comes after the swap
        // of `replace`, and this write goes to the new value. Acquire, too: this write sees the one before it.
        if before % 2 == 1
            || self
                .writes
                .compare_exchange(before, before.wrapping_add(1), Ordering::SeqCst, Ordering::Relaxed)
                .is_err()
        {
            return None;
        }
        // Raises the counter again at the end, also if `write` panics.
        let _claim = Claim(&self.writes);
        let current = self.current.load(Ordering::SeqCst);
        // SAFETY: the pointer came from a box. The claim excludes other writers, and `replace` waits for its end before
        // it gives the box away.
        Some(write(unsafe { &mut *current }))
    }

    /// Puts a new value in the place of the current one and returns that. Waits until no thread writes to it, which is
    /// at most the rest of one write.
    pub fn replace(&self, new: Box<T>) -> Box<T> {
        let old = self.current.swap(Box::into_raw(new), Ordering::SeqCst);
        let writes = self.writes.load(Ordering::SeqCst);
        if writes % 2 == 1 {
            // Later writes go to the new value, so the end of this one is enough.
            let mut looks = 0;
            while self.writes.load(Ordering::Acquire) == writes {
                match looks {
                    0..SPINS => std::hint::spin_loop(),
                    SPINS..YIELDS => thread::yield_now(),
                    _ => thread::sleep(SLEEP),
                }
                looks += 1;
            }
        }
        // SAFETY: the pointer came from a box and has just been removed. Both loads acquire what the last write to it
        // released.
        unsafe { Box::from_raw(old) }
    }
}

impl<T> Drop for Exchange<T> {
    fn drop(&mut self) {
        // SAFETY: the pointer came from a box, and no other thread uses it any more.
        drop(unsafe { Box::from_raw(*self.current.get_mut()) });
    }
}

/// The right to write. Its end releases the write.
struct Claim<'a>(&'a AtomicU32);

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Release);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Barrier};

    #[test]
    fn only_one_thread_writes_at_a_time() {
        let exchange = Exchange::new(Box::new(0));
        let nested = exchange.write(|value| {
            *value = 1;
            exchange.write(|_| ())
        });
        assert_eq!(nested, Some(None));
        assert_eq!(exchange.write(|value| *value), Some(1));
    }

    #[test]
    fn a_panic_ends_the_write() {
        let exchange = Exchange::new(Box::new(0));
        let write = || exchange.write(|_| std::panic::resume_unwind(Box::new(())));
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(write)).is_err());
        assert_eq!(exchange.write(|value| *value), Some(0));
        assert_eq!(*exchange.replace(Box::new(1)), 0);
    }

    /// A writer counts into the value, and two other threads take it away again and again: no count is lost.
    #[test]
    fn nothing_that_was_written_is_lost_when_the_value_is_replaced() {
        let rounds: u64 = if cfg!(miri) { 60 } else { 100_000 };
        let exchange = Arc::new(Exchange::new(Box::new(vec![0u64; 4])));
        let begin = Arc::new(Barrier::new(3));
        let takers: Vec<_> = (0..2)
            .map(|_| {
                let (exchange, begin) = (Arc::clone(&exchange), Arc::clone(&begin));
                thread::spawn(move || {
                    begin.wait();
                    let take = |_| {
                        let taken = exchange.replace(Box::new(vec![0; 4]));
                        assert!(taken.iter().all(|count| *count == taken[0]), "a write was cut in two");
                        taken[0]
                    };
                    (0..rounds / 4).map(take).sum::<u64>()
                })
            })
            .collect();
        begin.wait();
        for _ in 0..rounds {
            assert_eq!(exchange.write(|counts| counts.iter_mut().for_each(|count| *count += 1)), Some(()));
        }
        let taken: u64 = takers.into_iter().map(|taker| taker.join().unwrap()).sum();
        assert_eq!(taken + exchange.replace(Box::default())[0], rounds);
    }
}
