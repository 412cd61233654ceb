//! `convai_operation`: a call that runs in the background. Start it, poll or wait, take its result, free it.

use super::{
    any_call::{AnyCall, AnyResult, Begun, Deliverable},
    call_options::{self, convai_call_options},
    status::convai_status,
    support::{
        guard,
        handles::{self, Kind},
        memory::{self, Owned},
        structs, time,
    },
};
use crate::api::{
    CallOptions, Client, CompletionQueue, Delivery, Error, Phase, ReplyStream, Status, Submission, Taken,
};
use std::{marker::PhantomData, sync::Arc};

/// A call that runs, or whose result waits to be taken. Opaque; the value is a token and not an address.
#[allow(non_camel_case_types)]
pub struct convai_operation {
    _opaque: [u8; 0],
}

/// `state`: waits in the client's queue, for an earlier turn of its conversation, or until its samples are converted.
pub const CONVAI_STATE_QUEUED: i32 = 0;
/// `state`: resolves the host name, connects or sends.
pub const CONVAI_STATE_SENDING: i32 = 1;
/// `state`: everything is sent; no reply yet.
pub const CONVAI_STATE_WAITING: i32 = 2;
/// `state`: the reply is arriving.
pub const CONVAI_STATE_RECEIVING: i32 = 3;
/// `state`: finished: answered, failed, timed out or cancelled.
pub const CONVAI_STATE_DONE: i32 = 4;

/// `kind`: take the result with `convai_operation_take_result`.
pub const CONVAI_KIND_RESULT: i32 = 1;
/// `kind`: take the result with `convai_operation_take_character`.
pub const CONVAI_KIND_CHARACTER: i32 = 2;
/// `kind`: take the result with `convai_operation_take_response`.
pub const CONVAI_KIND_RESPONSE: i32 = 3;
/// `kind`: take the result with `convai_operation_take_characters`.
pub const CONVAI_KIND_CHARACTERS: i32 = 4;
/// `kind`: take the result with `convai_operation_take_voices`.
pub const CONVAI_KIND_VOICES: i32 = 5;
/// `kind`: take the result with `convai_operation_take_languages`.
pub const CONVAI_KIND_LANGUAGES: i32 = 6;
/// `kind`: take the result with `convai_operation_take_token`.
pub const CONVAI_KIND_TOKEN: i32 = 7;
/// `kind`: take the result with `convai_operation_take_chats`.
pub const CONVAI_KIND_CHATS: i32 = 8;
/// `kind`: take the result with `convai_operation_take_chat`.
pub const CONVAI_KIND_CHAT: i32 = 9;
/// `kind`: take the result with `convai_operation_take_usage`.
pub const CONVAI_KIND_USAGE: i32 = 10;
/// `kind`: take the result with `convai_operation_take_generated_text`.
pub const CONVAI_KIND_GENERATED_TEXT: i32 = 11;
/// `kind`: take the result with `convai_operation_take_audio`.
pub const CONVAI_KIND_AUDIO: i32 = 12;
/// `kind`: take the result with `convai_operation_take_sections`.
pub const CONVAI_KIND_SECTIONS: i32 = 13;
/// `kind`: take the result with `convai_operation_take_triggers`.
pub const CONVAI_KIND_TRIGGERS: i32 = 14;

/// The progress of an operation. Start from `CONVAI_PROGRESS_INIT`.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_progress {
    /// `sizeof(convai_progress)`; the INIT macro sets it.
    pub struct_size: u32,
    /// One of `CONVAI_STATE_...`.
    pub state: i32,
    /// One of `CONVAI_KIND_...`: which function takes the result.
    pub kind: i32,
    /// Always 0.
    pub reserved: u32,
    /// How many bytes of the request's body were passed to the connection.
    pub bytes_sent: u64,
    /// The size of the request's body in bytes; 0 until sending begins.
    pub bytes_to_send: u64,
    /// How many bytes of the reply's body have arrived.
    pub bytes_received: u64,
    /// The size of the reply's body in bytes; 0 if the service does not say.
    pub bytes_to_receive: u64,
    /// The `user_data` of the call's options.
    pub user_data: u64,
}

structs::versioned!(convai_progress, user_data: u64);

/// The object behind the handle.
struct OperationObject {
    call: AnyCall,
    kind: i32,
    user_data: u64,
    completions: Arc<CompletionQueue>,
}

impl Drop for OperationObject {
    /// An operation that is freed before it has finished is cancelled.
    fn drop(&mut self) {
        self.call.cancel();
    }
}

fn object(operation: *mut convai_operation) -> Result<Arc<OperationObject>, Error> {
    handles::get(operation.addr(), Kind::Operation)
}

/// A call that was started: the blocking function waits for it, the non-blocking one makes an operation of it.
pub(super) struct Started<T: Deliverable> {
    call: StartedCall,
    _value: PhantomData<T>,
}

struct StartedCall {
    call: AnyCall,
    streams: bool,
    kind: i32,
    user_data: u64,
    completions: Arc<CompletionQueue>,
    submission: Submission,
}

/// Starts a call of a client. Every call begins here: blocking or not, of a client or of a conversation.
///
/// # Safety
/// `options` is NULL or valid.
pub(super) unsafe fn begin<T: Deliverable, C: Into<Begun<T>>>(
    client: &Client,
    options: *const convai_call_options,
    start: impl FnOnce(&CallOptions) -> Result<C, Error>,
) -> Result<Started<T>, Error> {
    let mut start = Some(start);
    let mut start_any = |options: &CallOptions| {
        let start = start.take().ok_or_else(|| not_taken(Status::Internal))?;
        Ok(start(options)?.into().erased())
    };
    // SAFETY: as above.
    let call = unsafe { begin_any(client, options, T::KIND, &mut start_any) }?;
    Ok(Started { call, _value: PhantomData })
}

/// The same for a call of any kind.
///
/// # Safety
/// `options` is NULL or valid.
unsafe fn begin_any(
    client: &Client,
    options: *const convai_call_options,
    kind: i32,
    start: &mut dyn FnMut(&CallOptions) -> Result<Begun<()>, Error>,
) -> Result<StartedCall, Error> {
    // SAFETY: as above.
    let (options, user_data) = unsafe { call_options::read(options, kind == CONVAI_KIND_RESPONSE) }?;
    let completions = Arc::clone(client.completions());
    let submission = completions.submission();
    let Begun { call, streams, .. } = start(&options)?;
    Ok(StartedCall { call, streams, kind, user_data, completions, submission })
}

impl<T: Deliverable> Started<T> {
    /// Waits for the call and returns its result.
    pub fn wait(self) -> Result<*mut <T::Owner as Owned>::View, Error> {
        delivered::<T>(self.call.wait()?)
    }

    /// Makes an operation, which enters the completion queue when the call ends.
    pub fn into_operation(self) -> Result<*mut convai_operation, Error> {
        self.call.into_operation()
    }
}

/// What every call does, whatever its result is.
impl StartedCall {
    fn wait(self) -> Result<AnyResult, Error> {
        // The call never enters the completion queue.
        drop(self.submission);
        self.call.wait(None);
        match self.call.take() {
            Taken::Value(result) => Ok(result),
            Taken::NotReady | Taken::AlreadyTaken => Err(not_taken(Status::Internal)),
        }
    }

    fn into_operation(self) -> Result<*mut convai_operation, Error> {
        let Self { call, streams, kind, user_data, completions, submission: _submission } = self;
        let object = OperationObject { call: call.clone(), kind, user_data, completions: Arc::clone(&completions) };
        let handle: *mut convai_operation = handles::insert(Arc::new(object), Kind::Operation)?;
        let id = handle.addr();
        completions.add(id, user_data);
        if let Some(reply) = call.reply() {
            reply.set_operation(id);
        }
        if let Some(reply) = call.reply().filter(|_| streams) {
            reply.on_pieces(completions.piece_listener(id));
        }
        call.on_end(Delivery { queue: completions, id });
        Ok(handle)
    }
}

/// Takes the result out of an operation, once.
pub(super) fn take<T: Deliverable>(operation: *mut convai_operation) -> Result<*mut <T::Owner as Owned>::View, Error> {
    delivered::<T>(taken(operation, T::KIND)?)
}

/// Takes a result of this kind out of an operation.
fn taken(operation: *mut convai_operation, kind: i32) -> Result<AnyResult, Error> {
    let object = object(operation)?;
    if object.kind != kind {
        return Err(not_taken(Status::WrongKind));
    }
    match object.call.take() {
        Taken::Value(result) => {
            object.completions.remove(operation.addr());
            Ok(result)
        }
        Taken::NotReady => Err(not_taken(Status::NotReady)),
        Taken::AlreadyTaken => Err(not_taken(Status::AlreadyTaken)),
    }
}

/// Transfers a result to the caller.
fn delivered<T: Deliverable>(result: AnyResult) -> Result<*mut <T::Owner as Owned>::View, Error> {
    let result = T::typed(result).ok_or_else(|| not_taken(Status::Internal))?;
    Ok(memory::transfer(T::into_owner(result)))
}

/// The error of an operation whose result cannot be taken.
#[cold]
fn not_taken(status: Status) -> Error {
    let message = match status {
        Status::WrongKind => "the operation holds a result of another kind: ask `convai_operation_poll` for its kind",
        Status::NotReady => {
            "the operation has not finished: wait for it, or take its result when `convai_operation_poll` returns `CONVAI_OK`"
        }
        Status::AlreadyTaken => "the operation's result was taken already",
        _ => "a call ended without a result: please report this",
    };
    Error::new(status, message)
}

pub(super) fn user_data(operation: *mut convai_operation) -> Result<u64, Error> {
    Ok(object(operation)?.user_data)
}

/// The reply of a turn, as it accumulates.
pub(super) fn reply(operation: *mut convai_operation) -> Result<Arc<ReplyStream>, Error> {
    object(operation)?.call.reply().cloned().ok_or_else(|| {
        Error::new(
            Status::WrongKind,
            "the operation is no turn, so its reply has no pieces: ask `convai_operation_poll` for its kind",
        )
    })
}

fn state(phase: Phase) -> i32 {
    match phase {
        Phase::Queued => CONVAI_STATE_QUEUED,
        Phase::Sending => CONVAI_STATE_SENDING,
        Phase::Waiting => CONVAI_STATE_WAITING,
        Phase::Receiving => CONVAI_STATE_RECEIVING,
        Phase::Done => CONVAI_STATE_DONE,
    }
}

/// Reports the progress of an operation.
///
/// @param operation The operation.
/// @param progress Receives state, kind, byte counts and `user_data`; its `struct_size` must be set. May be NULL.
///
/// @return `CONVAI_OK` if the operation has finished, `CONVAI_PENDING` if it has not, or BAD_HANDLE, FORKED or
/// STRUCT_SIZE.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_poll(
    operation: *mut convai_operation,
    progress: *mut convai_progress,
) -> convai_status {
    guard::one_of_statuses(|| {
        let object = object(operation)?;
        let now = object.call.progress();
        let value = convai_progress {
            struct_size: 0,
            state: state(now.phase),
            kind: object.kind,
            reserved: 0,
            bytes_sent: now.bytes_sent,
            bytes_to_send: now.bytes_to_send,
            bytes_received: now.bytes_received,
            bytes_to_receive: now.bytes_to_receive,
            user_data: object.user_data,
        };
        // SAFETY: the pointer is NULL or valid, as the comment above demands.
        unsafe { structs::write(progress, &value) }?;
        Ok(if now.phase == Phase::Done { Status::Ok } else { Status::Pending })
    })
}

/// Waits until an operation has finished.
///
/// @param operation The operation.
/// @param timeout_ms How long to wait, in milliseconds. 0 does not wait, a negative number waits without limit. Every
/// operation ends: its own timeout begins when it leaves the queue, and its deadline, if it has one, when it starts.
///
/// @return `CONVAI_OK` if the operation has finished, `CONVAI_PENDING` if it has not finished in that time, or
/// BAD_HANDLE or FORKED. If another thread frees the operation meanwhile, it is cancelled and the wait returns
/// `CONVAI_OK`.
///
/// Threads: any. Blocks: for at most `timeout_ms`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_wait(operation: *mut convai_operation, timeout_ms: i32) -> convai_status {
    guard::one_of_statuses(|| {
        let done = object(operation)?.call.wait(time::wait(timeout_ms));
        Ok(if done { Status::Ok } else { Status::Pending })
    })
}

/// Cancels an operation, whatever its state. Threads that wait for it return at once, and its connection is closed. It
/// is delivered by `convai_client_next` like any other, and its result holds the error CANCELLED. An operation that has
/// finished is not changed.
///
/// The service may have acted on a cancelled request: see `request_sent` of the error.
///
/// @param operation The operation.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_cancel(operation: *mut convai_operation) -> convai_status {
    guard::status(|| {
        object(operation)?.call.cancel();
        Ok(())
    })
}

/// Frees an operation and sets the caller's variable to NULL. An operation that has not finished is cancelled first. A
/// result that was not taken is freed with it.
///
/// @param operation The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, BAD_HANDLE (freed already, or not an operation) or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_free(operation: *mut *mut convai_operation) -> convai_status {
    guard::status(|| {
        // SAFETY: the caller passes NULL or the address of its variable, which may be unaligned.
        let id = if operation.is_null() { 0 } else { unsafe { operation.read_unaligned() }.addr() };
        // SAFETY: as above.
        if let Some(object) = unsafe { handles::remove::<OperationObject, _>(operation, Kind::Operation) }? {
            object.completions.remove(id);
            // Cancelled now, even if another thread still uses the object.
            object.call.cancel();
        }
        Ok(())
    })
}
