//! A completion queue: calls that have ended, and streamed turns that have new pieces, in the order in which that
//! happened. A client has one of its own, or shares one with other clients.

use super::{Error, Listener, Status};
use crate::{transport::OnEnd, wake::Wake};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// Something that happened to a call.
pub struct Event {
    pub kind: EventKind,
    pub id: usize,
    pub user_data: u64,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EventKind {
    /// The call has ended.
    Done,
    /// Pieces of its reply can be read.
    Pieces,
}

/// Calls are added when they start, under an id that the caller chooses, and are delivered once, after they have ended.
/// A call whose result was taken directly is removed and never delivered. Before its end, a call may have pieces any
/// number of times; while that event waits, further ones are part of it.
#[derive(Default)]
pub struct CompletionQueue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Every call that was added and has been neither delivered nor removed.
    calls: HashMap<usize, Entry>,
    /// The events that wait, in the order in which they happened.
    ready: BTreeMap<u64, (usize, EventKind)>,
    next_event: u64,
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
    /// The numbers of its events that wait.
    pieces: Option<u64>,
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
            state.calls.insert(id, Entry { user_data, pieces: None, end: None });
        }
    }

    /// Marks a call as ended. `next` delivers it from now on; `announce` wakes those who wait for it.
    fn complete(&self, id: usize) {
        self.lock().add_event(id, EventKind::Done);
    }

    /// What a reply calls when it has new pieces.
    pub fn piece_listener(self: &Arc<Self>, id: usize) -> Listener {
        let queue = Arc::clone(self);
        Arc::new(move || {
            if queue.lock().add_event(id, EventKind::Pieces) {
                queue.announce();
            }
        })
    }

    fn announce(&self) {
        self.lock().update_wake();
        self.changed.notify_one();
    }

    /// Removes a call whose result was taken, or which was freed.
    pub fn remove(&self, id: usize) {
        let mut state = self.lock();
        let Some(entry) = state.calls.remove(&id) else { return };
        for event in [entry.pieces, entry.end].into_iter().flatten() {
            state.ready.remove(&event);
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

    /// Delivers the next event, or `None` if there is none within the timeout; without a timeout it waits for ever. Fails with `Closed` if the queue is closed and every call was delivered, or if it has ended.
    pub fn next(&self, timeout: Option<Duration>) -> Result<Option<Event>, Error> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut state = self.lock();
        loop {
            if let Some((id, kind)) = state.ready.pop_first().map(|(_, event)| event) {
                let user_data = state.delivered(id, kind);
                state.update_wake();
                if state.is_exhausted() {
                    // The other waiters have nothing to wait for any more.
                    self.changed.notify_all();
                }
                return Ok(Some(Event { kind, id, user_data }));
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

    /// The handle of a `Wake` that is set while `next` has something to report: an event, or that the queue is closed and every call was delivered.
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
    /// Adds an event of a call, unless it waits already or the call has ended. Returns whether it was added.
    fn add_event(&mut self, id: usize, kind: EventKind) -> bool {
        let number = self.next_event;
        let Some(entry) = self.calls.get_mut(&id).filter(|entry| entry.end.is_none()) else { return false };
        let waiting = match kind {
            EventKind::Done => &mut entry.end,
            EventKind::Pieces => &mut entry.pieces,
        };
        if waiting.is_some() {
            return false;
        }
        *waiting = Some(number);
        self.next_event += 1;
        self.ready.insert(number, (id, kind));
        true
    }

    /// Notes that an event is delivered, and returns the `user_data` of its call.
    fn delivered(&mut self, id: usize, kind: EventKind) -> u64 {
        let entry = match kind {
            EventKind::Done => self.calls.remove(&id),
            EventKind::Pieces => None,
        };
        let user_data = entry.map(|entry| entry.user_data);
        let pieces = || {
            self.calls.get_mut(&id).map(|entry| {
                entry.pieces = None;
                entry.user_data
            })
        };
        user_data.or_else(pieces).unwrap_or_default()
    }

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
        let has_news = !self.ready.is_empty() || self.is_exhausted();
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
        queue.next(NOW).unwrap().map(|event| (event.id, event.user_data))
    }

    #[test]
    fn pieces_are_one_event_until_it_is_delivered_and_come_before_the_end() {
        let queue = Arc::new(CompletionQueue::default());
        let next = || queue.next(NOW).unwrap().map(|event| (event.kind, event.id, event.user_data));
        [1, 2].into_iter().for_each(|id| queue.add(id, id as u64 * 10));
        let news = [1, 2].map(|id| queue.piece_listener(id));
        news[1]();
        (0..3).for_each(|_| news[0]());
        queue.complete(2);
        assert_eq!(next(), Some((EventKind::Pieces, 2, 20)));
        assert_eq!(next(), Some((EventKind::Pieces, 1, 10)));
        assert_eq!(next(), Some((EventKind::Done, 2, 20)));
        news[0]();
        queue.complete(1);
        // Pieces that come late belong to a call that has ended.
        news.iter().for_each(|news| news());
        assert_eq!(next(), Some((EventKind::Pieces, 1, 10)));
        news[0]();
        assert_eq!(next(), Some((EventKind::Done, 1, 10)));
        assert_eq!(next(), None);
        // A result that is taken directly takes both events away.
        queue.add(3, 0);
        queue.piece_listener(3)();
        queue.complete(3);
        queue.remove(3);
        assert_eq!(next(), None);
        queue.close();
        assert!(queue.next(NOW).is_err());
    }

    #[test]
    fn pieces_release_a_waiter() {
        let queue = Arc::new(CompletionQueue::default());
        queue.add(1, 0);
        let waiting = Arc::clone(&queue);
        let waiter = std::thread::spawn(move || waiting.next(None).unwrap().map(|event| event.kind));
        queue.piece_listener(1)();
        assert_eq!(waiter.join().unwrap(), Some(EventKind::Pieces));
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
        queue.add(2, 0);
        queue.piece_listener(2)();
        assert!(is_set(&queue));
        next(&queue);
        assert!(!is_set(&queue));
        queue.remove(2);
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
