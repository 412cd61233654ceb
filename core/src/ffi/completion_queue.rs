//! The completion queue of a client: operations that have finished or have new pieces, delivered to a thread of the host
//! program.

use super::{
    client::{self, convai_client},
    queue::{self, convai_event, intptr_t},
    status::convai_status,
    support::guard,
};
use crate::api::{Client, CompletionQueue, Error};
use std::sync::Arc;

/// A client that has a queue of its own.
struct WithOwnQueue(Arc<Client>);

impl AsRef<CompletionQueue> for WithOwnQueue {
    fn as_ref(&self) -> &CompletionQueue {
        self.0.completions()
    }
}

fn own_queue(client: *mut convai_client) -> Result<WithOwnQueue, Error> {
    let client = client::object(client)?;
    if client.shares_queue() {
        return Err(Error::argument(
            "client",
            "the client shares a queue with others: call `convai_queue_next` and `convai_queue_wake_handle`",
        ));
    }
    Ok(WithOwnQueue(client))
}

/// Delivers the next event: an operation that has finished, or new pieces of a reply, in the order in which that
/// happened. A game loop drains the queue
/// once a frame with a timeout of 0; a worker thread waits.
///
/// Every operation that an `_async` function returned is delivered once with `CONVAI_EVENT_DONE`, unless its result was
/// taken or it was freed before. A turn with `CONVAI_STREAM` is also delivered with `CONVAI_EVENT_PIECES`, any number of
/// times before that. A thread that waits here may receive the event before the `_async` function has returned on the thread that
/// started the operation: recognize the operation by its `user_data`.
///
/// @param client The client that the operations belong to. It must not share a `convai_queue`.
/// @param timeout_ms How long to wait, in milliseconds. 0 does not wait, a negative number waits without limit.
/// @param event Receives the event; its `struct_size` must be set. Without an event, its `kind` is 0 and its
/// `operation` is NULL. Must not be NULL.
///
/// @return `CONVAI_OK` (there is an event), `CONVAI_PENDING` (nothing happened in that time), CLOSED (the client was
/// closed and everything was delivered), INVALID_ARGUMENT (the client's options name a `queue`), NULL_POINTER,
/// STRUCT_SIZE, BAD_HANDLE or FORKED.
///
/// Threads: any; each event is delivered to one caller. Blocks: for at most `timeout_ms`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_next(
    client: *mut convai_client,
    timeout_ms: i32,
    event: *mut convai_event,
) -> convai_status {
    // SAFETY: the pointer is NULL or valid, as the comment above demands.
    guard::one_of_statuses(|| unsafe { queue::next(|| own_queue(client), timeout_ms, event) })
}

/// Returns a handle with which an event loop waits for `convai_client_next`. On Linux and macOS it is a file
/// descriptor, for `select`, `poll`, `epoll`, `kqueue`, or an event loop such as asyncio's. On Windows it is the HANDLE
/// of a manual-reset event, for `WaitForMultipleObjects` and the like.
///
/// It is readable (on Windows: signaled) while an event waits to be delivered. When it is, call
/// `convai_client_next` until that returns `CONVAI_PENDING` or CLOSED. Once the client was closed and everything was
/// delivered, it stays readable, and `convai_client_next` returns CLOSED: then remove it from the event loop.
///
/// Every call returns the same handle. It belongs to the client, and `convai_client_free` closes it: remove it from the
/// event loop before. Do not read from it, reset it or close it.
///
/// @param client The client. It must not share a `convai_queue`.
/// @param handle Receives the handle. Must not be NULL.
///
/// @return `CONVAI_OK`, INVALID_ARGUMENT (the client's options name a `queue`), NULL_POINTER, BAD_HANDLE, FORKED, or
/// INTERNAL (the process has no file descriptors left).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_wake_handle(client: *mut convai_client, handle: *mut intptr_t) -> convai_status {
    // SAFETY: the pointer is NULL or valid, as the comment above demands.
    guard::status(|| unsafe { queue::wake_handle(|| own_queue(client), handle) })
}
