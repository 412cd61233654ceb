//! A completion queue: calls that have ended, in the order in which they ended. A client has one of its own, or shares
//! one with other clients.

use super::{Error, Status};
use crate::{transport::OnEnd, wake::Wake};
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
    lifetime: Lifetime,
    wake: Option<Wake>,
}

#[derive(Default, PartialEq, Eq)]
enum Lifetime {
    #[default]
    Open,
    /// No further submission begins. Calls that were added are still delivered.
    Closed,
    /// Nothing is delivered any more.
    Ended,
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
        state.update_wake();
        drop(state);
        if exhausted {
            self.0.changed.notify_all();
        }
    }
}

/// The place of a call in a queue.
pub struct Delivery {
    pub queue: Arc<CompletionQueue>,
    pub id: usize,
}

impl OnEnd for Delivery {
    fn ended(&self) {
        self.queue.complete(self.id);
    }

    fn unlocked(&self) {
        self.queue.announce();
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
        let mut state = self.lock();
        if state.lifetime != Lifetime::Ended {
            state.calls.insert(id, Entry { user_data, end: None });
        }
    }

    /// Marks a call as ended. `next` delivers it from now on; `announce` wakes those who wait for it.
    fn complete(&self, id: usize) {
        let mut state = self.lock();
        let end = state.next_end;
        let Some(entry) = state.calls.get_mut(&id) else { return };
        entry.end = Some(end);
        state.next_end += 1;
        state.ended.insert(end, id);
    }

    fn announce(&self) {
        self.lock().update_wake();
        self.changed.notify_one();
    }

    /// Removes a call whose result was taken, or which was freed.
    pub fn remove(&self, id: usize) {
        let mut state = self.lock();
        let Some(entry) = state.calls.remove(&id) else { return };
        if let Some(end) = entry.end {
            state.ended.remove(&end);
        }
        state.update_wake();
        drop(state);
        // A waiter on a closed queue may have waited only for this call.
        self.changed.notify_all();
    }

    /// Closes the queue: no further submission begins.
    pub fn close(&self) {
        let mut state = self.lock();
        state.lifetime = Lifetime::Closed;
        state.update_wake();
        drop(state);
        self.changed.notify_all();
    }

    /// Ends the queue: calls that were added are not delivered, and further ones are ignored. Closes the wake handle.
    pub fn end(&self) {
        let mut state = self.lock();
        *state = State { lifetime: Lifetime::Ended, submissions: state.submissions, ..State::default() };
        drop(state);
        self.changed.notify_all();
    }

    /// Delivers the next call that has ended, or `None` if none ends within the timeout; without a timeout it waits for
    /// ever. Fails with `Closed` if the queue is closed and every call was delivered, or if it has ended.
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
                return Err(Error::new(Status::Closed, "the queue is closed: nothing is delivered any more"));
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

    /// The handle of a `Wake` that is set while `next` has something to report: a call that has ended, or that the queue
    /// is closed and every call was delivered.
    pub fn wake_handle(&self) -> Result<isize, Error> {
        let mut state = self.lock();
        if state.lifetime == Lifetime::Ended {
            return Err(Error::new(Status::Closed, "the queue was freed"));
        }
        let wake = match state.wake.take() {
            Some(wake) => wake,
            None => Wake::new()
                .map_err(|error| Error::new(Status::Internal, format!("no wake handle can be made: {error}")))?,
        };
        let handle = wake.handle();
        state.wake = Some(wake);
        state.update_wake();
        Ok(handle)
    }

    /// Closes the wake handle. The queue can still be used.
    pub fn drop_wake_handle(&self) {
        drop(self.lock().wake.take());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// No call can be delivered any more.
    fn is_exhausted(&self) -> bool {
        match self.lifetime {
            Lifetime::Open => false,
            Lifetime::Closed => self.calls.is_empty() && self.submissions == 0,
            Lifetime::Ended => true,
        }
    }

    /// Sets the wake handle exactly while `next` does not have to wait.
    fn update_wake(&mut self) {
        let has_news = !self.ended.is_empty() || self.is_exhausted();
        if let Some(wake) = &mut self.wake {
            wake.set(has_news);
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

    #[test]
    fn a_queue_that_has_ended_releases_its_waiters_and_ignores_calls() {
        let queue = Arc::new(CompletionQueue::default());
        [1, 2].into_iter().for_each(|id| queue.add(id, 0));
        let waiting = Arc::clone(&queue);
        let waiter = std::thread::spawn(move || waiting.next(None).map(|_| ()));
        let submission = queue.submission();
        queue.end();
        assert_eq!(waiter.join().unwrap().unwrap_err().status, Status::Closed);
        queue.add(3, 0);
        [1, 3].into_iter().for_each(|id| queue.complete(id));
        queue.remove(2);
        drop(submission);
        assert_eq!(queue.next(None).map(|_| ()).unwrap_err().status, Status::Closed);
        assert_eq!(queue.wake_handle().unwrap_err().status, Status::Closed);
        assert!(queue.lock().calls.is_empty());
    }

    #[test]
    #[cfg_attr(miri, ignore = "Miri has no non-blocking sockets")]
    fn the_wake_handle_is_set_while_next_has_something_to_report() {
        let queue = Arc::new(CompletionQueue::default());
        let is_set = |queue: &CompletionQueue| queue.lock().wake.as_mut().unwrap().is_set();
        queue.add(1, 0);
        queue.complete(1);
        let handle = queue.wake_handle().unwrap();
        assert!(handle >= 0 && is_set(&queue));
        next(&queue);
        assert!(!is_set(&queue));
        queue.add(2, 0);
        queue.complete(2);
        queue.announce();
        assert_eq!((queue.wake_handle().unwrap(), is_set(&queue)), (handle, true));
        queue.remove(2);
        assert!(!is_set(&queue));
        // After a close it is set once no call can come any more, and stays set.
        queue.add(3, 0);
        let submission = queue.submission();
        queue.close();
        assert!(!is_set(&queue));
        queue.remove(3);
        assert!(!is_set(&queue));
        drop(submission);
        assert!(is_set(&queue));
        assert!(queue.next(NOW).is_err() && is_set(&queue));
        queue.drop_wake_handle();
        assert!(queue.lock().wake.is_none());
    }
}
