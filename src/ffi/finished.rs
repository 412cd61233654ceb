//! The operations of one client that have ended and wait to be handed out, in the order in which they did.

use crate::api::{Error, Status};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// An operation that is handed out.
pub(super) struct Ended {
    pub token: usize,
    pub user_data: u64,
}

#[derive(Default)]
pub(super) struct Finished {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Every operation that was started and neither handed out nor forgotten.
    known: HashMap<usize, Known>,
    /// Those of them that have ended, by the order of their end.
    ended: BTreeMap<u64, usize>,
    ends: u64,
    /// Requests that are being started, and may become known yet.
    starting: usize,
    closed: bool,
    #[cfg(unix)]
    wake: Option<wake::Wake>,
}

struct Known {
    user_data: u64,
    end: Option<u64>,
}

/// A request that is being started: until it is dropped, more may come even from a closed client.
pub(super) struct Starting(Arc<Finished>);

impl Drop for Starting {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.starting -= 1;
        let over = state.is_over();
        drop(state);
        if over {
            self.0.changed.notify_all();
        }
    }
}

impl Finished {
    /// A request is about to be started.
    pub fn starting(self: &Arc<Self>) -> Starting {
        self.lock().starting += 1;
        Starting(Arc::clone(self))
    }

    /// An operation was started, and will end once.
    pub fn expect(&self, token: usize, user_data: u64) {
        self.lock().known.insert(token, Known { user_data, end: None });
    }

    /// An operation has ended.
    pub fn push(&self, token: usize) {
        let mut state = self.lock();
        let end = state.ends;
        let Some(known) = state.known.get_mut(&token) else { return };
        known.end = Some(end);
        state.ends += 1;
        state.ended.insert(end, token);
        state.signal();
        drop(state);
        self.changed.notify_one();
    }

    /// An operation was taken or freed: it is not handed out any more.
    pub fn forget(&self, token: usize) {
        let mut state = self.lock();
        let Some(known) = state.known.remove(&token) else { return };
        if let Some(end) = known.end {
            state.ended.remove(&end);
            state.signal();
        }
        drop(state);
        // One that waits on a closed client may have waited for this one alone.
        self.changed.notify_all();
    }

    /// Nothing new will be started.
    pub fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    /// The next one that ended, or `None` where none does in that time.
    pub fn next(&self, timeout: Option<Duration>) -> Result<Option<Ended>, Error> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut state = self.lock();
        loop {
            if let Some((_, token)) = state.ended.pop_first() {
                let user_data = state.known.remove(&token).map_or(0, |known| known.user_data);
                state.signal();
                if state.is_over() {
                    // The others that wait here wait for nothing now.
                    self.changed.notify_all();
                }
                return Ok(Some(Ended { token, user_data }));
            }
            if state.is_over() {
                return Err(Error::new(
                    Status::Closed,
                    "the client was closed, and everything that it started was handed out",
                ));
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

    #[cfg(unix)]
    pub fn wake_fd(&self) -> Result<i32, Error> {
        let mut state = self.lock();
        if state.wake.is_none() {
            state.wake = Some(wake::Wake::new()?);
            state.signal();
        }
        Ok(state.wake.as_ref().map_or(-1, wake::Wake::fd))
    }

    /// Nobody can ask for it any more; operations may live on.
    pub fn drop_wake_fd(&self) {
        #[cfg(unix)]
        drop(self.lock().wake.take());
    }

    #[cfg(not(unix))]
    pub fn wake_fd(&self) -> Result<i32, Error> {
        Err(Error::new(
            Status::Unsupported,
            "there is no wake descriptor on this system: wait in `convai_client_next` on a thread",
        ))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Closed, and everything was handed out.
    fn is_over(&self) -> bool {
        self.closed && self.known.is_empty() && self.starting == 0
    }

    /// Makes the descriptor readable exactly while something waits.
    #[cfg(unix)]
    fn signal(&mut self) {
        let waiting = !self.ended.is_empty();
        if let Some(wake) = &mut self.wake {
            wake.set(waiting);
        }
    }

    #[cfg(not(unix))]
    fn signal(&mut self) {}
}

#[cfg(unix)]
mod wake {
    use crate::api::{Error, Status};
    use std::{
        io::{Read, Write},
        os::{fd::AsRawFd, unix::net::UnixStream},
    };

    /// A pair that holds one byte or none. Never blocks, not even where a host reads the byte against the rules.
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
            pair.map_err(|error| Error::new(Status::Internal, format!("no wake descriptor can be made: {error}")))
        }

        pub fn fd(&self) -> i32 {
            self.reader.as_raw_fd()
        }

        pub fn set(&mut self, readable: bool) {
            if readable == self.readable {
                return;
            }
            // Neither fails: it is empty when it is written to; and where it is empty when it is read, that is the aim.
            let _ = if readable { self.writer.write(&[1]) } else { self.reader.read(&mut [0]) };
            self.readable = readable;
        }

        /// As `poll` would see it.
        #[cfg(test)]
        pub fn is_readable(&mut self) -> bool {
            let there = self.reader.read(&mut [0]).is_ok();
            there && self.writer.write(&[1]).is_ok()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Option<Duration> = Some(Duration::ZERO);

    fn next(finished: &Finished) -> Option<(usize, u64)> {
        finished.next(NOW).unwrap().map(|ended| (ended.token, ended.user_data))
    }

    #[test]
    fn handed_out_in_the_order_of_their_ends_and_once() {
        let finished = Finished::default();
        (1..=4).for_each(|token| finished.expect(token, token as u64 * 10));
        assert_eq!(next(&finished), None);
        [3, 1, 4].into_iter().for_each(|token| finished.push(token));
        // One that is taken by hand is not handed out.
        finished.forget(1);
        assert_eq!(next(&finished), Some((3, 30)));
        assert_eq!(next(&finished), Some((4, 40)));
        assert_eq!(next(&finished), None);
        // Nobody knows these: an end that comes late, and one that comes twice.
        [1, 3, 9].into_iter().for_each(|token| finished.push(token));
        assert_eq!(next(&finished), None);
    }

    #[test]
    fn over_when_it_is_closed_and_nothing_can_come_any_more() {
        let finished = Arc::new(Finished::default());
        finished.expect(1, 0);
        let starting = finished.starting();
        finished.close();
        finished.push(1);
        assert_eq!(next(&finished), Some((1, 0)));
        assert_eq!(next(&finished), None);
        // Whoever waits without end learns of it.
        let waiting = Arc::clone(&finished);
        let waiter = std::thread::spawn(move || waiting.next(None).map(|_| ()));
        drop(starting);
        assert_eq!(waiter.join().unwrap().unwrap_err().status, Status::Closed);
    }

    #[cfg(unix)]
    #[test]
    #[cfg_attr(miri, ignore = "Miri has no non-blocking sockets")]
    fn the_wake_descriptor_is_readable_while_something_waits() {
        let finished = Finished::default();
        let readable = |finished: &Finished| finished.lock().wake.as_mut().unwrap().is_readable();
        finished.expect(1, 0);
        finished.push(1);
        let fd = finished.wake_fd().unwrap();
        assert!(fd >= 0 && readable(&finished));
        next(&finished);
        assert!(!readable(&finished));
        finished.expect(2, 0);
        finished.push(2);
        assert_eq!((finished.wake_fd().unwrap(), readable(&finished)), (fd, true));
        finished.forget(2);
        assert!(!readable(&finished));
        finished.drop_wake_fd();
        assert!(finished.lock().wake.is_none());
    }
}
