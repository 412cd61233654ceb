//! `convai_queue`: a completion queue that several clients share, and the events that any completion queue delivers.

use super::{
    error::convai_error,
    operation::convai_operation,
    status::convai_status,
    support::{
        guard,
        handles::{self, Kind},
        structs, time,
    },
};
use crate::api::{CompletionQueue, Error, EventKind, Status};
use std::sync::Arc;

/// A completion queue that several clients share. Opaque; the value is a token and not an address.
#[allow(non_camel_case_types)]
pub struct convai_queue {
    _opaque: [u8; 0],
}

/// `kind` of an event: the operation has finished.
pub const CONVAI_EVENT_DONE: i32 = 1;
/// `kind` of an event: pieces of the reply to a turn with `CONVAI_STREAM` can be read. Read them with
/// `convai_operation_next_piece` until it returns `CONVAI_PENDING`: then the next piece is announced again. No event of
/// this kind follows the one that tells the end of the operation, and none comes for other operations.
pub const CONVAI_EVENT_PIECES: i32 = 2;

/// What happened to an operation. Start from `CONVAI_EVENT_INIT`. A later version of the library may deliver further
/// kinds: ignore an unknown one.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_event {
    /// `sizeof(convai_event)`; the INIT macro sets it.
    pub struct_size: u32,
    /// One of `CONVAI_EVENT_...`, or 0 if there is no event.
    pub kind: i32,
    /// The handle that the `_async` function returned; not a second one. NULL if there is no event.
    pub operation: *mut convai_operation,
    /// The `user_data` of the operation's call options.
    pub user_data: u64,
}

structs::versioned!(convai_event, user_data: u64);

impl convai_event {
    const NONE: Self = Self { struct_size: 0, kind: 0, operation: std::ptr::null_mut(), user_data: 0 };
}

/// As in C.
#[allow(non_camel_case_types)]
pub type intptr_t = isize;

/// The object behind the handle.
pub(super) fn object(queue: *mut convai_queue) -> Result<Arc<CompletionQueue>, Error> {
    handles::get(queue.addr(), Kind::Queue)
}

/// Writes the next event of a queue into `event`, which is empty if there is none.
///
/// # Safety
/// `event` is NULL or valid.
pub(super) unsafe fn next<Q: AsRef<CompletionQueue>>(
    queue: impl FnOnce() -> Result<Q, Error>,
    timeout_ms: i32,
    event: *mut convai_event,
) -> Result<Status, Error> {
    if event.is_null() {
        return Err(Error::null("event"));
    }
    // SAFETY: not NULL, and valid for the size that it states.
    unsafe { structs::write(event, &convai_event::NONE) }?;
    let Some(next) = queue()?.as_ref().next(time::wait(timeout_ms))? else { return Ok(Status::Pending) };
    let value = convai_event {
        kind: match next.kind {
            EventKind::Done => CONVAI_EVENT_DONE,
            EventKind::Pieces => CONVAI_EVENT_PIECES,
        },
        operation: std::ptr::without_provenance_mut(next.id),
        user_data: next.user_data,
        ..convai_event::NONE
    };
    // SAFETY: as above.
    unsafe { structs::write(event, &value) }?;
    Ok(Status::Ok)
}

/// Writes the wake handle of a queue.
///
/// # Safety
/// `handle` is NULL or valid for writing.
pub(super) unsafe fn wake_handle<Q: AsRef<CompletionQueue>>(
    queue: impl FnOnce() -> Result<Q, Error>,
    handle: *mut intptr_t,
) -> Result<(), Error> {
    if handle.is_null() {
        return Err(Error::null("handle"));
    }
    let value = queue()?.as_ref().wake_handle()?;
    // SAFETY: not NULL, and valid for writing.
    unsafe { structs::write_value(handle, value) };
    Ok(())
}

/// Creates a completion queue for several clients, so that one thread or one event loop receives the operations of all
/// of them. Set it as `queue` in the options of each client. A client without one has a queue of its own.
///
/// No client closes the queue: a client that is closed ends only its own operations, which are delivered as cancelled.
///
/// @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
///
/// @return The queue, which the caller frees with `convai_queue_free`, or NULL on failure.
///
/// Errors: INTERNAL (too many objects are alive).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_queue_new(error: *mut *mut convai_error) -> *mut convai_queue {
    // SAFETY: the pointer is NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || handles::insert(Arc::new(CompletionQueue::default()), Kind::Queue)) }
}

/// Delivers the next event of any client of the queue, as `convai_client_next` does for the queue of one client.
///
/// @param queue The queue.
/// @param timeout_ms How long to wait, in milliseconds. 0 does not wait, a negative number waits without limit.
/// @param event Receives the event; its `struct_size` must be set. Without an event, its `kind` is 0 and its
/// `operation` is NULL. Must not be NULL.
///
/// @return `CONVAI_OK` (there is an event), `CONVAI_PENDING` (nothing happened in that time), CLOSED (another thread
/// freed the queue during the wait), NULL_POINTER, STRUCT_SIZE, BAD_HANDLE or FORKED.
///
/// Threads: any; each event is delivered to one caller. Blocks: for at most `timeout_ms`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_queue_next(
    queue: *mut convai_queue,
    timeout_ms: i32,
    event: *mut convai_event,
) -> convai_status {
    // SAFETY: the pointer is NULL or valid, as the comment above demands.
    guard::one_of_statuses(|| unsafe { next(|| object(queue), timeout_ms, event) })
}

/// Returns a handle with which an event loop waits for `convai_queue_next`: on Linux and macOS a file descriptor that
/// is readable while an event waits, on Windows the HANDLE of a manual-reset event that is signaled
/// meanwhile. It is used like that of `convai_client_wake_handle`. It belongs to the queue, and `convai_queue_free`
/// closes it: remove it from the event loop before.
///
/// @param queue The queue.
/// @param handle Receives the handle. Must not be NULL.
///
/// @return `CONVAI_OK`, CLOSED (another thread freed the queue during the call), NULL_POINTER, BAD_HANDLE, FORKED, or
/// INTERNAL (the process has no file descriptors left).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_queue_wake_handle(queue: *mut convai_queue, handle: *mut intptr_t) -> convai_status {
    // SAFETY: the pointer is NULL or valid, as the comment above demands.
    guard::status(|| unsafe { wake_handle(|| object(queue), handle) })
}

/// Frees a queue and sets the caller's variable to NULL. Waits for the queue on other threads return CLOSED at once,
/// also if operations have finished that were not delivered yet.
///
/// The clients of the queue can still be used. Their operations are not delivered any more: wait for them with
/// `convai_operation_wait` or poll them, and free them as always.
///
/// @param queue The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, BAD_HANDLE (freed already, or not a queue) or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_queue_free(queue: *mut *mut convai_queue) -> convai_status {
    guard::status(|| {
        // SAFETY: the caller passes NULL or the address of its variable.
        if let Some(queue) = unsafe { handles::remove::<CompletionQueue, _>(queue, Kind::Queue) }? {
            queue.end();
        }
        Ok(())
    })
}
