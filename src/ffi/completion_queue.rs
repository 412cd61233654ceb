//! The completion queue of a client: operations that have finished, delivered to a thread of the host program.

use super::{
    client::{self, convai_client},
    operation::convai_operation,
    status::convai_status,
    support::{guard, structs, time},
};
use crate::api::{Error, Status};

/// `kind` of an event: the operation has finished.
pub const CONVAI_EVENT_DONE: i32 = 1;

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

/// Delivers the next operation that has finished, in the order in which they finished. A game loop drains the queue
/// once a frame with a timeout of 0; a worker thread waits.
///
/// Every operation that an `_async` function returned is delivered once, unless its result was taken or it was freed
/// before. A thread that waits here may receive the event before the `_async` function has returned on the thread that
/// started the operation: recognize the operation by its `user_data`.
///
/// @param client The client that the operations belong to.
/// @param timeout_ms How long to wait, in milliseconds. 0 does not wait, a negative number waits without limit.
/// @param event Receives the event; its `struct_size` must be set. Without an event, its `kind` is 0 and its
/// `operation` is NULL. Must not be NULL.
///
/// @return `CONVAI_OK` (there is an event), `CONVAI_PENDING` (nothing finished in that time), CLOSED (the client was
/// closed and everything was delivered), NULL_POINTER, STRUCT_SIZE, BAD_HANDLE or FORKED.
///
/// Threads: any; each event is delivered to one caller. Blocks: for at most `timeout_ms`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_next(
    client: *mut convai_client,
    timeout_ms: i32,
    event: *mut convai_event,
) -> convai_status {
    guard::one_of_statuses(|| {
        if event.is_null() {
            return Err(Error::null("event"));
        }
        // SAFETY: not NULL, and valid for the size that it states, as the comment above demands.
        unsafe { structs::write(event, &convai_event::NONE) }?;
        let client = client::object(client)?;
        let Some(completed) = client.completions().next(time::wait(timeout_ms))? else { return Ok(Status::Pending) };
        let done = convai_event {
            kind: CONVAI_EVENT_DONE,
            operation: std::ptr::without_provenance_mut(completed.id),
            user_data: completed.user_data,
            ..convai_event::NONE
        };
        // SAFETY: as above.
        unsafe { structs::write(event, &done) }?;
        Ok(Status::Ok)
    })
}

/// Returns a file descriptor that is readable while a finished operation waits for `convai_client_next`, for `select`,
/// `poll`, `epoll`, `kqueue`, or an event loop such as asyncio's.
///
/// Every call returns the same descriptor. It belongs to the client, and `convai_client_free` closes it: remove it from
/// the event loop before. Closing the client makes it readable only if an operation waits: wake your event loop
/// yourself before you close. Do not read from it and do not close it. When it is readable, call `convai_client_next`
/// until that returns `CONVAI_PENDING`.
///
/// @param client The client.
/// @param handle Receives the descriptor. Must not be NULL.
///
/// @return `CONVAI_OK`, UNSUPPORTED (on Windows), NULL_POINTER, BAD_HANDLE, FORKED, or INTERNAL (the process has no
/// file descriptors left).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_wake_handle(client: *mut convai_client, handle: *mut intptr_t) -> convai_status {
    guard::status(|| {
        if handle.is_null() {
            return Err(Error::null("handle"));
        }
        let descriptor = client::object(client)?.completions().wake_handle()?;
        // SAFETY: not NULL, and valid for writing, as the comment above demands.
        unsafe { structs::write_value(handle, descriptor) };
        Ok(())
    })
}
