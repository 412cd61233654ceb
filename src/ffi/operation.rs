//! `convai_operation`: a request on its way. Start, poll or wait, take, free.

use super::{
    character::{CharacterOwner, convai_character},
    client::{ClientObject, client_object, convai_call_options, convai_client, time_option, wait_time},
    finished::{Finished, Starting},
    guard,
    handle::{self, Kind},
    memory::{self, HandedOut},
    response::{ResponseOwner, convai_response},
    result::{ResultOwner, convai_result},
    status::{CONVAI_OK, CONVAI_PENDING, convai_status},
    structs,
};
use crate::{
    api::{Answer, CallOptions, Character, Error, Response, Status},
    transport::{Call, Phase, Taken},
};
use std::sync::Arc;

/// A request on its way, or its result that waits to be taken. Opaque; the value is a token and not an address.
#[allow(non_camel_case_types)]
pub struct convai_operation {
    _opaque: [u8; 0],
}

/// `state`: waits for its turn: in the client's queue, or behind an earlier turn of its conversation.
pub const CONVAI_STATE_QUEUED: i32 = 0;
/// `state`: connects, or sends.
pub const CONVAI_STATE_SENDING: i32 = 1;
/// `state`: everything is sent; the service thinks.
pub const CONVAI_STATE_WAITING: i32 = 2;
/// `state`: the reply comes in.
pub const CONVAI_STATE_RECEIVING: i32 = 3;
/// `state`: finished: answered, failed, timed out or cancelled.
pub const CONVAI_STATE_DONE: i32 = 4;

/// `kind`: take it with `convai_operation_take_result`.
pub const CONVAI_KIND_RESULT: i32 = 1;
/// `kind`: take it with `convai_operation_take_character`.
pub const CONVAI_KIND_CHARACTER: i32 = 2;
/// `kind`: take it with `convai_operation_take_response`.
pub const CONVAI_KIND_RESPONSE: i32 = 3;

/// How far an operation is. Start from `CONVAI_PROGRESS_INIT`.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_progress {
    /// `sizeof(convai_progress)`: set by the INIT macro.
    pub struct_size: u32,
    /// One of `CONVAI_STATE_...`.
    pub state: i32,
    /// One of `CONVAI_KIND_...`: which take function fits.
    pub kind: i32,
    /// Always 0.
    pub reserved: u32,
    /// Bytes of the request's body that were handed to the connection.
    pub bytes_sent: u64,
    /// How many bytes the body has; 0 before it is known.
    pub bytes_to_send: u64,
    /// Bytes of the reply's body that came in.
    pub bytes_received: u64,
    /// How many the reply says it has; 0 where it does not say.
    pub bytes_to_receive: u64,
    /// What the call's options carried.
    pub user_data: u64,
}

/// What stands behind the token.
pub(super) struct OperationObject {
    call: AnyCall,
    user_data: u64,
    finished: Arc<Finished>,
}

enum AnyCall {
    Result(Arc<Call<Answer<()>>>),
    Character(Arc<Call<Answer<Character>>>),
    Response(Arc<Call<Answer<Response>>>),
}

/// Does the same to whichever call it is.
macro_rules! each {
    ($any:expr, $call:ident => $body:expr) => {
        match $any {
            AnyCall::Result($call) => $body,
            AnyCall::Character($call) => $body,
            AnyCall::Response($call) => $body,
        }
    };
}

impl Drop for OperationObject {
    /// Freed before it finished, or with its result never taken: cancelled, and not handed out any more.
    fn drop(&mut self) {
        each!(&self.call, call => call.cancel());
    }
}

/// A kind of answer: how it is kept in an operation, and how it goes out to C.
pub(super) trait Takeable: Default + Send + 'static {
    type Owner: HandedOut;
    fn own(answer: Answer<Self>) -> Box<Self::Owner>;
    fn wrap(call: Arc<Call<Answer<Self>>>) -> AnyCallOf;
    fn unwrap(operation: &OperationObject) -> Option<&Arc<Call<Answer<Self>>>>;
}

/// Keeps `AnyCall` private to this file.
pub(super) struct AnyCallOf(AnyCall);

macro_rules! takeable {
    ($value:ty, $variant:ident, $owner:ty) => {
        impl Takeable for $value {
            type Owner = $owner;
            fn own(answer: Answer<Self>) -> Box<$owner> {
                <$owner>::new(answer)
            }
            fn wrap(call: Arc<Call<Answer<Self>>>) -> AnyCallOf {
                AnyCallOf(AnyCall::$variant(call))
            }
            fn unwrap(operation: &OperationObject) -> Option<&Arc<Call<Answer<Self>>>> {
                match &operation.call {
                    AnyCall::$variant(call) => Some(call),
                    _ => None,
                }
            }
        }
    };
}
takeable!((), Result, ResultOwner);
takeable!(Character, Character, CharacterOwner);
takeable!(Response, Response, ResponseOwner);

/// A request that was started: to be waited for here, or to be handed out as an operation.
pub(super) struct Pending<T: Takeable> {
    pub client: Arc<ClientObject>,
    pub call: Arc<Call<Answer<T>>>,
    pub user_data: u64,
    pub starting: Starting,
}

impl<T: Takeable> Pending<T> {
    /// The blocking form: the very same call, waited for and taken.
    pub fn wait(self) -> Result<*mut <T::Owner as HandedOut>::View, Error> {
        // Nothing will be handed out.
        drop(self.starting);
        self.call.wait(None);
        match self.call.take() {
            Taken::Value(answer) => Ok(memory::hand_out(T::own(answer))),
            Taken::NotReady | Taken::Before => Err(Error::new(Status::Internal, "a call ended without a result")),
        }
    }

    /// The non-blocking form: an operation that will turn up in the client's finished ones.
    pub fn start(self) -> Result<*mut convai_operation, Error> {
        let finished = Arc::clone(&self.client.finished);
        let AnyCallOf(call) = T::wrap(Arc::clone(&self.call));
        let operation = OperationObject { call, user_data: self.user_data, finished: Arc::clone(&finished) };
        let token: *mut convai_operation = handle::insert(Arc::new(operation), Kind::Operation)?;
        let (address, user_data) = (token.addr(), self.user_data);
        finished.expect(address, user_data);
        self.call.on_end(move || finished.push(address));
        Ok(token)
    }
}

/// Starts a call for the blocking and the non-blocking form alike.
///
/// # Safety
/// `options` is NULL or valid.
pub(super) unsafe fn begin<T: Takeable>(
    client: *mut convai_client,
    options: *const convai_call_options,
    start: impl FnOnce(&ClientObject, CallOptions) -> Result<Arc<Call<Answer<T>>>, Error>,
) -> Result<Pending<T>, Error> {
    let client = client_object(client)?;
    // SAFETY: as above.
    let (options, user_data) = unsafe { call_options(options) }?;
    let starting = client.finished.starting();
    let call = start(&client, options)?;
    Ok(Pending { client, call, user_data, starting })
}

/// # Safety
/// NULL or valid.
pub(super) unsafe fn call_options(options: *const convai_call_options) -> Result<(CallOptions, u64), Error> {
    // SAFETY: as above.
    let Some(options) = (unsafe { structs::read::<convai_call_options>(options) })? else {
        return Ok((CallOptions::default(), 0));
    };
    if options.reserved != 0 {
        return Err(Error::new(
            Status::StructSize,
            "`convai_call_options.reserved` must be 0: start from `CONVAI_CALL_OPTIONS_INIT`",
        ));
    }
    let call = CallOptions {
        timeout: time_option(options.timeout_ms, "options.timeout_ms")?,
        connect_timeout: time_option(options.connect_timeout_ms, "options.connect_timeout_ms")?,
        upload_sample_rate: options.upload_sample_rate,
        response_level: (options.response_level != 0).then_some(options.response_level),
    };
    Ok((call, options.user_data))
}

fn operation_object(operation: *mut convai_operation) -> Result<Arc<OperationObject>, Error> {
    handle::get(operation.addr(), Kind::Operation)
}

/// Looks how far an operation is.
///
/// @param operation the operation.
/// @param progress receives state, kind, byte counts and `user_data`; its `struct_size` must be set. May be NULL.
///
/// @return `CONVAI_OK` where the operation has finished, `CONVAI_PENDING` where it has not, BAD_HANDLE, FORKED or
/// STRUCT_SIZE.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_poll(
    operation: *mut convai_operation,
    progress: *mut convai_progress,
) -> convai_status {
    guard::value_or_status(|| {
        let operation = operation_object(operation)?;
        let seen = each!(&operation.call, call => call.progress());
        // SAFETY: the pointer is NULL or valid, as the comment above demands.
        unsafe {
            structs::write(
                progress,
                &convai_progress {
                    struct_size: 0,
                    state: match seen.phase {
                        Phase::Queued => CONVAI_STATE_QUEUED,
                        Phase::Sending => CONVAI_STATE_SENDING,
                        Phase::Waiting => CONVAI_STATE_WAITING,
                        Phase::Receiving => CONVAI_STATE_RECEIVING,
                        Phase::Done => CONVAI_STATE_DONE,
                    },
                    kind: match operation.call {
                        AnyCall::Result(_) => CONVAI_KIND_RESULT,
                        AnyCall::Character(_) => CONVAI_KIND_CHARACTER,
                        AnyCall::Response(_) => CONVAI_KIND_RESPONSE,
                    },
                    reserved: 0,
                    bytes_sent: seen.bytes_sent,
                    bytes_to_send: seen.bytes_to_send,
                    bytes_received: seen.bytes_received,
                    bytes_to_receive: seen.bytes_to_receive,
                    user_data: operation.user_data,
                },
            )?;
        }
        Ok(if seen.phase == Phase::Done { CONVAI_OK } else { CONVAI_PENDING })
    })
}

/// Waits for an operation to finish.
///
/// @param operation the operation.
/// @param timeout_ms how long: 0 does not wait, a negative number waits without end (every operation ends: its own timeout
///   sees to that).
///
/// @return `CONVAI_OK` where it has finished, `CONVAI_PENDING` where it has not in that time, BAD_HANDLE or FORKED.
/// Freeing the operation on another thread meanwhile cancels it, and the wait returns `CONVAI_OK`.
///
/// Threads: any. Blocks: for `timeout_ms` at the most.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_wait(operation: *mut convai_operation, timeout_ms: i32) -> convai_status {
    guard::value_or_status(|| {
        let operation = operation_object(operation)?;
        let done = each!(&operation.call, call => call.wait(wait_time(timeout_ms)));
        Ok(if done { CONVAI_OK } else { CONVAI_PENDING })
    })
}

/// Ends an operation as cancelled, in whatever phase it is: who waits for it is released at once, and its connection is
/// closed. Its result can be taken (with CANCELLED as the error), and it is handed out by `convai_client_next` like any
/// other. Where it has finished before, nothing changes.
///
/// A cancelled request may have reached the service all the same: see `request_sent` of the error.
///
/// @param operation the operation.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_cancel(operation: *mut convai_operation) -> convai_status {
    guard::status(|| {
        let operation = operation_object(operation)?;
        each!(&operation.call, call => call.cancel());
        Ok(())
    })
}

/// Takes the result out of an operation, once.
fn take<T: Takeable>(operation: *mut convai_operation) -> Result<*mut <T::Owner as HandedOut>::View, Error> {
    let object = operation_object(operation)?;
    let call = T::unwrap(&object).ok_or_else(|| {
        Error::new(
            Status::WrongKind,
            "the operation holds a result of another kind: ask `convai_operation_poll` for its kind",
        )
    })?;
    match call.take() {
        Taken::Value(answer) => {
            object.finished.forget(operation.addr());
            Ok(memory::hand_out(T::own(answer)))
        }
        Taken::NotReady => Err(Error::new(
            Status::NotReady,
            "the operation has not finished: wait for it, or take it when `convai_operation_poll` returns `CONVAI_OK`",
        )),
        Taken::Before => Err(Error::new(Status::AlreadyTaken, "the operation's result was taken before")),
    }
}

/// Takes the response of a finished operation. The operation must still be freed.
///
/// @param operation an operation of kind `CONVAI_KIND_RESPONSE`.
///
/// @return the response, to be freed with `convai_response_free`; never NULL. Its `error` is set where the call failed,
/// and also (nothing is taken then) with NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_response(operation: *mut convai_operation) -> *mut convai_response {
    guard::result(|| take::<Response>(operation))
}

/// Takes the character of a finished operation. The operation must still be freed.
///
/// @param operation an operation of kind `CONVAI_KIND_CHARACTER`.
///
/// @return the character, to be freed with `convai_character_free`; never NULL. Its `error` is set where the call failed,
/// and also (nothing is taken then) with NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_character(operation: *mut convai_operation) -> *mut convai_character {
    guard::result(|| take::<Character>(operation))
}

/// Takes the result of a finished operation. The operation must still be freed.
///
/// @param operation an operation of kind `CONVAI_KIND_RESULT`.
///
/// @return the result, to be freed with `convai_result_free`; never NULL. Its `error` is set where the call failed, and
/// also (nothing is taken then) with NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_result(operation: *mut convai_operation) -> *mut convai_result {
    guard::result(|| take::<()>(operation))
}

/// Frees an operation and sets the caller's variable to NULL. One that has not finished is cancelled first; a result that
/// was not taken is freed with it.
///
/// @param operation the address of the variable. NULL, or a variable that holds NULL, is fine and does nothing.
///
/// @return `CONVAI_OK`, BAD_HANDLE (freed before, or not an operation) or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_free(operation: *mut *mut convai_operation) -> convai_status {
    guard::status(|| {
        // SAFETY: the caller passes NULL or the address of its variable.
        let token = unsafe { operation.as_ref() }.map_or(0, |operation| operation.addr());
        // SAFETY: as above.
        if let Some(object) = unsafe { handle::remove::<OperationObject, _>(operation, Kind::Operation) }? {
            object.finished.forget(token);
            // Ends it now, although another thread may still be in a call on it.
            each!(&object.call, call => call.cancel());
        }
        Ok(())
    })
}
