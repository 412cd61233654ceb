//! The completion queue of a client: its calls that have ended, in the order in which they ended.

use super::{Error, Status};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// A call that has ended.
pub struct Completed {
    pub id: usize,
    pub user_data: u64,
}

/// Calls are added when they start, under an id that the caller chooses, and are delivered once, after they have ended.
/// A call whose result was taken directly is removed and never delivered.
#[derive(Default)]
pub struct CompletionQueue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Every call that was added and has been neither delivered nor removed.
    calls: HashMap<usize, Entry>,
    /// The ids of those that have ended, in the order in which they ended.
    ended: BTreeMap<u64, usize>,
    next_end: u64,
    /// Calls that are being submitted and may still be added.
    submissions: usize,
    closed: bool,
    #[cfg(unix)]
    wake: Option<wake::Wake>,
}

struct Entry {
    user_data: u64,
    end: Option<u64>,
}

/// A call that is being submitted. Until this is dropped, even a closed queue may receive another call.
pub struct Submission(Arc<CompletionQueue>);

impl Drop for Submission {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.submissions -= 1;
        let exhausted = state.is_exhausted();
        drop(state);
        if exhausted {
            self.0.changed.notify_all();
        }
    }
}

impl CompletionQueue {
    /// Announces that a call is about to be submitted.
    pub fn submission(self: &Arc<Self>) -> Submission {
        self.lock().submissions += 1;
        Submission(Arc::clone(self))
    }

    /// Adds a call that was started and will end once.
    pub fn add(&self, id: usize, user_data: u64) {
        self.lock().calls.insert(id, Entry { user_data, end: None });
    }

    /// Marks a call as ended.
    pub fn complete(&self, id: usize) {
        let mut state = self.lock();
        let end = state.next_end;
        let Some(entry) = state.calls.get_mut(&id) else { return };
        entry.end = Some(end);
        state.next_end += 1;
        state.ended.insert(end, id);
        state.update_wake();
        drop(state);
        self.changed.notify_one();
    }

    /// Removes a call whose result was taken, or which was freed.
    pub fn remove(&self, id: usize) {
        let mut state = self.lock();
        let Some(entry) = state.calls.remove(&id) else { return };
        if let Some(end) = entry.end {
            state.ended.remove(&end);
            state.update_wake();
        }
        drop(state);
        // A waiter on a closed queue may have waited only for this call.
        self.changed.notify_all();
    }

    /// Closes the queue: no further submission begins.
    pub fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// Delivers the next call that has ended, or `None` if none ends within the timeout; without a timeout it waits for
    /// ever. Fails with `Closed` if the queue is closed and every call was delivered.
    pub fn next(&self, timeout: Option<Duration>) -> Result<Option<Completed>, Error> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut state = self.lock();
        loop {
            if let Some((_, id)) = state.ended.pop_first() {
                let user_data = state.calls.remove(&id).map_or(0, |entry| entry.user_data);
                state.update_wake();
                if state.is_exhausted() {
                    // The other waiters have nothing to wait for any more.
                    self.changed.notify_all();
                }
                return Ok(Some(Completed { id, user_data }));
            }
            if state.is_exhausted() {
                return Err(Error::new(Status::Closed, "the client was closed, and all its operations were delivered"));
            }
            state = match deadline {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(deadline) => {
                    let left = deadline.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Ok(None);
                    }
                    self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }

    /// A file descriptor that is readable while a call that has ended waits to be delivered.
    #[cfg(unix)]
    pub fn wake_handle(&self) -> Result<isize, Error> {
        let mut state = self.lock();
        if state.wake.is_none() {
            state.wake = Some(wake::Wake::new()?);
            state.update_wake();
        }
        Ok(state.wake.as_ref().map_or(-1, wake::Wake::fd) as isize)
    }

    #[cfg(not(unix))]
    pub fn wake_handle(&self) -> Result<isize, Error> {
        Err(Error::new(
            Status::Unsupported,
            "there is no wake handle on this system: wait for the next operation on a thread",
        ))
    }

    /// Closes the file descriptor. The queue can still be used.
    pub fn drop_wake_handle(&self) {
        #[cfg(unix)]
        drop(self.lock().wake.take());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Closed, and no call is left.
    fn is_exhausted(&self) -> bool {
        self.closed && self.calls.is_empty() && self.submissions == 0
    }

    /// Makes the descriptor readable exactly while a call that has ended waits to be delivered.
    #[cfg(unix)]
    fn update_wake(&mut self) {
        let waiting = !self.ended.is_empty();
        if let Some(wake) = &mut self.wake {
            wake.set(waiting);
        }
    }

    #[cfg(not(unix))]
    fn update_wake(&mut self) {}
}

#[cfg(unix)]
mod wake {
    use super::super::{Error, Status};
    use std::{
        io::{Read, Write},
        os::{fd::AsRawFd, unix::net::UnixStream},
    };

    /// A pair of sockets that holds one byte or none. It never blocks, even if the program reads the byte, which is
    /// forbidden.
    pub struct Wake {
        reader: UnixStream,
        writer: UnixStream,
        readable: bool,
    }

    impl Wake {
        pub fn new() -> Result<Self, Error> {
            let pair = UnixStream::pair().and_then(|(reader, writer)| {
                reader.set_nonblocking(true)?;
                writer.set_nonblocking(true)?;
                Ok(Self { reader, writer, readable: false })
            });
            pair.map_err(|error| Error::new(Status::Internal, format!("no wake handle can be made: {error}")))
        }

        pub fn fd(&self) -> i32 {
            self.reader.as_raw_fd()
        }

        pub fn set(&mut self, readable: bool) {
            if readable == self.readable {
                return;
            }
            // A write cannot fail, because the pair is empty. A read fails only if the program took the byte; then the
            // pair is already empty.
            let _ = if readable { self.writer.write(&[1]) } else { self.reader.read(&mut [0]) };
            self.readable = readable;
        }

        /// What `poll` would report.
        #[cfg(test)]
        pub fn is_readable(&mut self) -> bool {
            let has_byte = self.reader.read(&mut [0]).is_ok();
            has_byte && self.writer.write(&[1]).is_ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Option<Duration> = Some(Duration::ZERO);

    fn next(queue: &CompletionQueue) -> Option<(usize, u64)> {
        queue.next(NOW).unwrap().map(|completed| (completed.id, completed.user_data))
    }

    #[test]
    fn calls_are_delivered_once_and_in_the_order_of_their_ends() {
        let queue = CompletionQueue::default();
        (1..=4).for_each(|id| queue.add(id, id as u64 * 10));
        assert_eq!(next(&queue), None);
        [3, 1, 4].into_iter().for_each(|id| queue.complete(id));
        // A call that was removed is not delivered.
        queue.remove(1);
        assert_eq!(next(&queue), Some((3, 30)));
        assert_eq!(next(&queue), Some((4, 40)));
        assert_eq!(next(&queue), None);
        // Unknown ids are ignored: an end that comes late, or twice.
        [1, 3, 9].into_iter().for_each(|id| queue.complete(id));
        assert_eq!(next(&queue), None);
    }

    #[test]
    fn a_closed_queue_ends_when_no_call_can_come_any_more() {
        let queue = Arc::new(CompletionQueue::default());
        queue.add(1, 0);
        let submission = queue.submission();
        queue.close();
        queue.complete(1);
        assert_eq!(next(&queue), Some((1, 0)));
        assert_eq!(next(&queue), None);
        // A waiter without a timeout learns of the end.
        let waiting = Arc::clone(&queue);
        let waiter = std::thread::spawn(move || waiting.next(None).map(|_| ()));
        drop(submission);
        assert_eq!(waiter.join().unwrap().unwrap_err().status, Status::Closed);
    }

    #[cfg(unix)]
    #[test]
    #[cfg_attr(miri, ignore = "Miri has no non-blocking sockets")]
    fn the_wake_handle_is_readable_while_a_call_waits() {
        let queue = CompletionQueue::default();
        let readable = |queue: &CompletionQueue| queue.lock().wake.as_mut().unwrap().is_readable();
        queue.add(1, 0);
        queue.complete(1);
        let handle = queue.wake_handle().unwrap();
        assert!(handle >= 0 && readable(&queue));
        next(&queue);
        assert!(!readable(&queue));
        queue.add(2, 0);
        queue.complete(2);
        assert_eq!((queue.wake_handle().unwrap(), readable(&queue)), (handle, true));
        queue.remove(2);
        assert!(!readable(&queue));
        queue.drop_wake_handle();
        assert!(queue.lock().wake.is_none());
    }
}
