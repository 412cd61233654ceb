//! The log of a client: what each of its calls did and how long its phases took.

use super::{
    client::{self, convai_client},
    status::convai_status,
    support::{guard, memory, structs, text::OwnedText},
};
use crate::api::{Connection, Error, LogEntry, Status};
use std::{
    ffi::c_char,
    time::{Duration, SystemTime},
};

/// `connection`: the call ended before it sent anything.
pub const CONVAI_CONNECTION_UNKNOWN: i32 = 0;
/// `connection`: one that was made for this call.
pub const CONVAI_CONNECTION_NEW: i32 = 1;
/// `connection`: one that existed already, or became free while the call was connecting.
pub const CONVAI_CONNECTION_REUSED: i32 = 2;

/// What one call did. Read-only; the caller owns it and frees it with `convai_log_entry_free`. It holds no API key, no
/// auth token, no text and no audio.
///
/// The times are those of `curl --write-out`: microseconds from the start of the call until the phase had ended, so
/// that each includes the ones before it. -1 means that the call did not get there or that it had no such phase: a
/// call on a reused connection resolves no name and does not connect.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_log_entry {
    /// The value of the request's X-Request-ID header: a random UUID. NUL-terminated, never NULL.
    pub request_id: *const c_char,
    /// The length of `request_id` in bytes, without the NUL.
    pub request_id_len: usize,
    /// The HTTP method. NUL-terminated, never NULL.
    pub method: *const c_char,
    /// The length of `method` in bytes, without the NUL.
    pub method_len: usize,
    /// The path of the request's URL, without host and query. API key and auth token are redacted. NUL-terminated, never NULL.
    pub path: *const c_char,
    /// The length of `path` in bytes, without the NUL.
    pub path_len: usize,
    /// How the call ended: `CONVAI_OK` or one of `CONVAI_ERROR_...`.
    pub status: convai_status,
    /// The HTTP status of the reply, or 0 if none began to arrive.
    pub http_status: i32,
    /// One of `CONVAI_CONNECTION_...`.
    pub connection: i32,
    /// Always 0.
    pub reserved: u32,
    /// The `user_data` of the call's options.
    pub user_data: u64,
    /// How many entries were dropped between the last one that was read and this one, because the log was full.
    pub dropped: u64,
    /// How many bytes of the request's body were passed to the connection.
    pub bytes_sent: u64,
    /// How many bytes of the reply's body arrived.
    pub bytes_received: u64,
    /// When the call started: milliseconds since 1970-01-01 00:00 UTC, by the clock of the system.
    pub started_unix_ms: i64,
    /// Until the call left the queue.
    pub queued_us: i64,
    /// Until the host name, or that of the proxy, was resolved. An address needs no lookup.
    pub name_us: i64,
    /// Until the TCP connection was made, or the tunnel through a proxy.
    pub connect_us: i64,
    /// Until the TLS handshake was done. There is none for `http://`.
    pub tls_us: i64,
    /// Until the last byte of the request's body was passed to the connection.
    pub sent_us: i64,
    /// Until the head of the reply arrived. A service that answers before it has read everything may do so before
    /// `sent_us`.
    pub first_byte_us: i64,
    /// Until the call ended. Never -1.
    pub total_us: i64,
}

#[repr(C)]
pub(super) struct LogEntryOwner {
    view: convai_log_entry,
    _texts: [OwnedText; 3],
}

memory::owned!(LogEntryOwner => convai_log_entry);

impl LogEntryOwner {
    fn new(entry: LogEntry) -> Box<Self> {
        let trace = entry.trace;
        let texts =
            [entry.request_id, entry.method.to_string(), entry.path.to_string()].map(|text| OwnedText::new(Some(text)));
        let [request_id, method, path] = &texts;
        let since_1970 = trace.started.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let view = convai_log_entry {
            request_id: request_id.pointer(),
            request_id_len: request_id.len(),
            method: method.pointer(),
            method_len: method.len(),
            path: path.pointer(),
            path_len: path.len(),
            status: entry.status as i32,
            http_status: trace.http_status.map_or(0, i32::from),
            connection: connection(trace.connection),
            reserved: 0,
            user_data: entry.user_data,
            dropped: entry.dropped,
            bytes_sent: trace.bytes_sent,
            bytes_received: trace.bytes_received,
            started_unix_ms: i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX),
            queued_us: microseconds(trace.queued),
            name_us: microseconds(trace.name),
            connect_us: microseconds(trace.connect),
            tls_us: microseconds(trace.tls),
            sent_us: microseconds(trace.sent),
            first_byte_us: microseconds(trace.first_byte),
            total_us: microseconds(Some(trace.total)),
        };
        Box::new(Self { view, _texts: texts })
    }
}

fn connection(connection: Connection) -> i32 {
    match connection {
        Connection::Unknown => CONVAI_CONNECTION_UNKNOWN,
        Connection::New => CONVAI_CONNECTION_NEW,
        Connection::Reused => CONVAI_CONNECTION_REUSED,
    }
}

fn microseconds(time: Option<Duration>) -> i64 {
    time.map_or(-1, |time| i64::try_from(time.as_micros()).unwrap_or(i64::MAX))
}

/// Takes the oldest entry out of a client's log. The log has one entry for each call that has ended, in the order in
/// which they ended: answered, failed, timed out or cancelled, blocking or not. The entry is there when the call's end
/// can be seen. A call that was not accepted (because an argument is invalid, the queue is full or the client is
/// closed) has none.
///
/// A full log drops its oldest entry for each new one; the next entry that is read says how many were `dropped`. The
/// log can be read after the client is closed, and ends when it is freed.
///
/// @param client A client with `options.log_capacity`.
/// @param entry Receives the entry, or NULL if there is none. The caller owns it and frees it with
/// `convai_log_entry_free`. Must not be NULL.
///
/// @return `CONVAI_OK` (there is an entry), `CONVAI_PENDING` (the log is empty), INVALID_ARGUMENT (the client has no
/// log), NULL_POINTER, BAD_HANDLE or FORKED.
///
/// Threads: any; each entry is given to one caller. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_next_log(
    client: *mut convai_client,
    entry: *mut *mut convai_log_entry,
) -> convai_status {
    guard::one_of_statuses(|| {
        if entry.is_null() {
            return Err(Error::null("entry"));
        }
        // SAFETY: not NULL, and valid for writing, as the comment above demands.
        unsafe { structs::write_value(entry, std::ptr::null_mut()) };
        let client = client::object(client)?;
        let log = client.log().ok_or_else(|| Error::argument("client", "the client has no log"))?;
        let Some(next) = log.next() else { return Ok(Status::Pending) };
        // SAFETY: as above.
        unsafe { structs::write_value(entry, memory::transfer(LogEntryOwner::new(next))) };
        Ok(Status::Ok)
    })
}

/// Frees an entry of the log, and sets the caller's variable to NULL.
///
/// @param entry The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no entry at this address (freed already, or not an entry).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_log_entry_free(entry: *mut *mut convai_log_entry) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<LogEntryOwner>(entry) })
}
