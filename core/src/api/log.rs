//! The log of a client: what each of its calls did, for diagnosis. It holds no key, no text and no audio.

use super::{CallResult, Status};
use crate::transport::{HeaderText, Method, Observer, Trace, random_128_bits};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A call that has ended.
#[derive(Debug)]
pub struct LogEntry {
    /// What the request's X-Request-ID header says.
    pub request_id: String,
    pub method: Method,
    /// The path of the request's URL, without a query.
    pub path: Arc<str>,
    pub status: Status,
    pub user_data: u64,
    pub trace: Trace,
    /// How many entries before this one were lost because the log was full.
    pub dropped: u64,
}

/// Entries in the order in which the calls ended. The oldest are dropped if nobody reads them.
pub struct Log {
    capacity: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    entries: VecDeque<LogEntry>,
    /// Entries that were dropped since the last one was read.
    dropped: u64,
}

impl Log {
    /// A log that holds `capacity` entries, which is at least 1.
    pub fn new(capacity: usize) -> Self {
        Self { capacity, state: Mutex::default() }
    }

    /// Takes the oldest entry out of the log.
    pub fn next(&self) -> Option<LogEntry> {
        let mut state = self.lock();
        let entry = state.entries.pop_front()?;
        Some(LogEntry { dropped: std::mem::take(&mut state.dropped), ..entry })
    }

    /// Makes an entry of a call when it ends.
    pub(super) fn observer<T>(
        self: &Arc<Self>,
        method: Method,
        path: Arc<str>,
        user_data: u64,
    ) -> Observer<CallResult<T>> {
        let (log, id) = (Arc::clone(self), request_id());
        let request_id = HeaderText::new(&id).expect("a UUID is plain ASCII");
        let ended = Box::new(move |result: &CallResult<T>, trace| {
            let status = result.error.as_ref().map_or(Status::Ok, |error| error.status);
            log.add(LogEntry { request_id: id, method, path, status, user_data, trace, dropped: 0 });
        });
        Observer { request_id, ended }
    }

    fn add(&self, entry: LogEntry) {
        let mut state = self.lock();
        if state.entries.len() >= self.capacity {
            state.entries.pop_front();
            state.dropped += 1;
        }
        state.entries.push_back(entry);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A random UUID (version 4).
fn request_id() -> String {
    let bits = random_128_bits() & !(0xf << 76 | 0x3 << 62) | 0x4 << 76 | 0x2 << 62;
    let hex = format!("{bits:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transport::Connection;
    use std::time::{Duration, SystemTime};

    fn entry(user_data: u64) -> LogEntry {
        let trace = Trace {
            started: SystemTime::UNIX_EPOCH,
            queued: None,
            name: None,
            connect: None,
            tls: None,
            sent: None,
            first_byte: None,
            total: Duration::ZERO,
            connection: Connection::Unknown,
            bytes_sent: 0,
            bytes_received: 0,
            http_status: None,
        };
        let path = "/character/get".into();
        LogEntry {
            request_id: request_id(),
            method: Method::POST,
            path,
            status: Status::Ok,
            user_data,
            trace,
            dropped: 0,
        }
    }

    #[test]
    fn a_full_log_drops_its_oldest_entries_and_counts_them() {
        let log = Log::new(3);
        let next = || log.next().map(|entry| (entry.user_data, entry.dropped));
        (1..=5).for_each(|number| log.add(entry(number)));
        assert_eq!(next(), Some((3, 2)));
        assert_eq!(next(), Some((4, 0)));
        (6..=8).for_each(|number| log.add(entry(number)));
        assert_eq!(next(), Some((6, 1)));
        assert_eq!([next(), next(), next()], [Some((7, 0)), Some((8, 0)), None]);
    }

    #[test]
    fn a_request_id_is_a_random_uuid() {
        let ids: Vec<_> = (0..100).map(|_| request_id()).collect();
        for id in &ids {
            let lengths: Vec<_> = id.split('-').map(str::len).collect();
            assert_eq!(lengths, [8, 4, 4, 4, 12], "{id}");
            assert!(id.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)));
            assert_eq!(id.as_bytes()[14], b'4', "{id}");
            assert!(b"89ab".contains(&id.as_bytes()[19]), "{id}");
        }
        assert_eq!(ids.iter().collect::<std::collections::HashSet<_>>().len(), 100);
    }
}
