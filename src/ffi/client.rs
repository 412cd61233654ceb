//! `convai_client`: who talks to the service, and the end of everything that it started.

use super::{
    error::convai_error,
    finished::Finished,
    guard,
    handle::{self, Kind},
    operation::convai_operation,
    status::{CONVAI_OK, CONVAI_PENDING, convai_status},
    structs,
    text::optional_text,
};
use crate::api::{Client, ClientOptions, Error, Status};
use std::{
    ffi::c_char,
    sync::Arc,
    time::{Duration, Instant},
};

/// A client: an API key, a service address, and the connections to it. Opaque; the value is a token and not an address.
#[allow(non_camel_case_types)]
pub struct convai_client {
    _opaque: [u8; 0],
}

/// How a client is set up. Start from `CONVAI_CLIENT_OPTIONS_INIT`, set `api_key`, and leave the rest zero for the
/// defaults. All strings are NUL-terminated UTF-8 and are copied: they need not outlive the call.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_client_options {
    /// `sizeof(convai_client_options)`: set by the INIT macro.
    pub struct_size: u32,
    /// Must be 0.
    pub reserved: u32,
    /// The API key. Required. White space at its ends is trimmed. It is sent in one request header and shows nowhere else.
    pub api_key: *const c_char,
    /// Where the service is. NULL or "" for "https://api.convai.com". With or without a path or a trailing slash; user names,
    /// passwords, queries and fragments are refused, and host names in other letters than ASCII: write them in Punycode.
    pub base_url: *const c_char,
    /// NULL or "": the host's proxy settings (environment variables, and the system's on Windows and macOS), but none for a
    /// `base_url` on this very machine. "direct": no proxy. Else a proxy's URL, "http://[user:password@]host:port".
    pub proxy: *const c_char,
    /// NULL, or further certificate authorities to trust, as PEM text: a company's TLS-inspecting proxy, for instance.
    /// Mozilla's and the operating system's are always trusted. Verification cannot be turned off.
    pub ca_pem: *const c_char,
    /// NULL, or what is sent as User-Agent.
    pub user_agent: *const c_char,
    /// Longest time for connecting, TLS handshake included, in milliseconds. 0 for 10,000.
    pub connect_timeout_ms: i32,
    /// Longest time for a call without voice, in milliseconds, from leaving the queue to the end of the reply. 0 for 30,000.
    pub timeout_ms: i32,
    /// The same for a call that asks for voice or sends audio. 0 for 60,000.
    pub voice_timeout_ms: i32,
    /// How many requests run at once; more wait in a queue. 0 for 64.
    pub max_in_flight: u32,
    /// How many requests may wait in the queue. 0 for 1,024.
    pub max_queued: u32,
    /// The sample rate in Hz to which audio is resampled before it is sent, from 8,000 to 192,000. 0 keeps the input's.
    pub upload_sample_rate: u32,
    /// The largest reply that is accepted, in bytes. 0 for 67,108,864 (64 MiB).
    pub max_response_bytes: u64,
}

/// Settings of one call. Start from `CONVAI_CALL_OPTIONS_INIT`; zero takes the client's setting.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_call_options {
    /// `sizeof(convai_call_options)`: set by the INIT macro.
    pub struct_size: u32,
    /// Longest time for the call, in milliseconds, from leaving the queue to the end of the reply. 0: the client's.
    pub timeout_ms: i32,
    /// Longest time for connecting, in milliseconds. 0: the client's.
    pub connect_timeout_ms: i32,
    /// The sample rate in Hz to which PCM is resampled before it is sent. 0: the client's.
    pub upload_sample_rate: u32,
    /// The service's "responseLevel" (its documents' sample sends 5), for get-response calls only. 0 sends none.
    pub response_level: i32,
    /// Must be 0.
    pub reserved: u32,
    /// Carried along and given back by `convai_client_next` and `convai_operation_poll`: an index, or a pointer cast to
    /// `uint64_t`. The library never looks at it.
    pub user_data: u64,
}

/// `kind` of an event: the operation has finished.
pub const CONVAI_EVENT_DONE: i32 = 1;

/// Something that happened to an operation. Start from `CONVAI_EVENT_INIT`; a newer library may report kinds that a program
/// does not know, which it ignores.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_event {
    /// `sizeof(convai_event)`: set by the INIT macro.
    pub struct_size: u32,
    /// One of `CONVAI_EVENT_...`, or 0 where there is no event.
    pub kind: i32,
    /// The operation: the same handle that the `_async` function returned, not a second one. NULL where there is no event.
    pub operation: *mut convai_operation,
    /// The operation's `user_data`.
    pub user_data: u64,
}

impl convai_event {
    const NONE: Self = Self { struct_size: 0, kind: 0, operation: std::ptr::null_mut(), user_data: 0 };
}

/// As C has it.
#[allow(non_camel_case_types)]
pub type intptr_t = isize;

/// What stands behind the token.
pub(super) struct ClientObject {
    pub api: Client,
    pub finished: Arc<Finished>,
}

pub(super) fn client_object(client: *mut convai_client) -> Result<Arc<ClientObject>, Error> {
    handle::get(client.addr(), Kind::Client)
}

/// Makes a client.
///
/// Nothing is sent yet, and no thread is started: that happens with the first request.
///
/// @param options the settings. Must not be NULL.
/// @param error where a failure is described. May be NULL. Set to NULL on success; else the caller frees the error with
///   `convai_error_free`.
///
/// @return the client, to be freed with `convai_client_free`, or NULL.
/// Errors: NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, API_KEY, OPTIONS, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_new(
    options: *const convai_client_options,
    error: *mut *mut convai_error,
) -> *mut convai_client {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            let options: convai_client_options = structs::read_required(options, "options")?;
            let options = options_from_c(&options)?;
            let object = ClientObject { api: Client::new(options)?, finished: Arc::default() };
            handle::insert(Arc::new(object), Kind::Client)
        })
    }
}

/// # Safety
/// Every string is NULL or NUL-terminated.
unsafe fn options_from_c(options: &convai_client_options) -> Result<ClientOptions, Error> {
    if options.reserved != 0 {
        return Err(Error::new(
            Status::StructSize,
            "`convai_client_options.reserved` must be 0: start from `CONVAI_CLIENT_OPTIONS_INIT`",
        ));
    }
    let text = |pointer, what| unsafe { optional_text(pointer, what) }.map(|text| text.map(str::to_owned));
    Ok(ClientOptions {
        api_key: text(options.api_key, "options.api_key")?.unwrap_or_default(),
        base_url: text(options.base_url, "options.base_url")?,
        proxy: text(options.proxy, "options.proxy")?,
        ca_pem: text(options.ca_pem, "options.ca_pem")?,
        user_agent: text(options.user_agent, "options.user_agent")?,
        connect_timeout: time_option(options.connect_timeout_ms, "options.connect_timeout_ms")?,
        timeout: time_option(options.timeout_ms, "options.timeout_ms")?,
        voice_timeout: time_option(options.voice_timeout_ms, "options.voice_timeout_ms")?,
        max_in_flight: options.max_in_flight,
        max_queued: options.max_queued,
        upload_sample_rate: options.upload_sample_rate,
        max_response_bytes: options.max_response_bytes,
    })
}

/// A time in an options struct: 0 means the default, a negative number is refused.
pub(super) fn time_option(milliseconds: i32, what: &'static str) -> Result<Option<Duration>, Error> {
    let time = u64::try_from(milliseconds).map_err(|_| {
        Error::argument(what, format!("`{what}` is {milliseconds}: set a number of milliseconds, or 0 for the default"))
    })?;
    Ok((time != 0).then(|| Duration::from_millis(time)))
}

/// Ends everything that the client does: every operation ends (those that have not finished as cancelled), its
/// connections are closed and its threads are joined. A fence: after `CONVAI_OK` no thread of this client runs.
///
/// Operations that ended can still be drained, taken and freed; new requests get CLOSED. A blocking call that another
/// thread is in returns as cancelled. Closing again is fine and waits for the same end.
///
/// @param client the client.
/// @param timeout_ms how long to wait for the threads. Normally they end within a millisecond; only a look-up of a host
///   name that is stuck in the operating system takes longer. 0 does not wait.
///
/// @return `CONVAI_OK`, TIMEOUT (a thread still ends; it touches nothing of the host; close again to wait on),
/// BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: for `timeout_ms` at the most.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_close(client: *mut convai_client, timeout_ms: i32) -> convai_status {
    guard::status(|| {
        let client = client_object(client)?;
        close(&client, deadline(wait_time(timeout_ms)))
    })
}

fn close(client: &ClientObject, deadline: Option<Instant>) -> Result<(), Error> {
    let closed = client.api.close(deadline);
    client.finished.close();
    closed
}

/// Closes a client (`convai_client_close` with two seconds), frees it, and sets the caller's variable to NULL.
///
/// Its operations and conversations stay valid until they are freed themselves, but nothing runs any more.
///
/// @param client the address of the variable. NULL, or a variable that holds NULL, is fine and does nothing.
///
/// @return `CONVAI_OK`, BAD_HANDLE (freed before, or not a client), FORKED, or TIMEOUT (freed, but a thread still ends).
///
/// Threads: any. Blocks: normally under a millisecond, two seconds at the most.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_free(client: *mut *mut convai_client) -> convai_status {
    guard::status(|| {
        // SAFETY: the caller passes NULL or the address of its variable.
        let Some(object) = (unsafe { handle::remove::<ClientObject, _>(client, Kind::Client) })? else { return Ok(()) };
        let closed = close(&object, deadline(Some(Duration::from_secs(2))));
        object.finished.drop_wake_fd();
        closed
    })
}

/// Closes every client of this process, as `convai_client_close` does: for an editor's reload hook, for leaving play
/// mode, or for an atexit handler. The clients must still be freed. New ones can be made afterwards. May be called
/// again, and without any client.
///
/// @param timeout_ms how long to wait, for all clients together.
///
/// @return `CONVAI_OK`, or TIMEOUT where a thread still ends.
///
/// Threads: any. Blocks: for `timeout_ms` at the most.
#[unsafe(no_mangle)]
pub extern "C" fn convai_shutdown(timeout_ms: i32) -> convai_status {
    guard::status(|| {
        let deadline = deadline(wait_time(timeout_ms));
        let clients = handle::all::<ClientObject>(Kind::Client);
        // All are told before any is waited for, so that they end side by side.
        clients.iter().for_each(|client| client.api.cancel_all());
        // Each is closed, also after one that was late.
        let closed: Vec<_> = clients.iter().map(|client| close(client, deadline)).collect();
        closed.into_iter().collect()
    })
}

/// Hands out an operation that has finished, in the order in which they ended: what a game loop drains once a frame with
/// a timeout of 0, and what a worker thread waits on.
///
/// Each operation that a `convai_start_...` or `convai_conversation_start_...` function returned is handed out once,
/// unless its result was taken or it was freed before.
///
/// @param client the client that the operations belong to.
/// @param timeout_ms how long to wait: 0 does not, a negative number waits without end.
/// @param event receives what happened; its `struct_size` must be set. Must not be NULL.
///
/// @return `CONVAI_OK` (an operation was handed out), `CONVAI_PENDING` (nothing finished in that time), CLOSED (the
/// client was closed and everything was handed out), NULL_POINTER, STRUCT_SIZE, BAD_HANDLE or FORKED.
///
/// Threads: any; each operation goes to one caller. Blocks: for `timeout_ms` at the most.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_next(
    client: *mut convai_client,
    timeout_ms: i32,
    event: *mut convai_event,
) -> convai_status {
    guard::value_or_status(|| {
        if event.is_null() {
            return Err(Error::null("event"));
        }
        // SAFETY: not NULL, and valid for reading and writing, as the comment above demands.
        unsafe { structs::write(event, &convai_event::NONE)? };
        let client = client_object(client)?;
        let Some(finished) = client.finished.next(wait_time(timeout_ms))? else { return Ok(CONVAI_PENDING) };
        let done = convai_event {
            kind: CONVAI_EVENT_DONE,
            operation: std::ptr::without_provenance_mut(finished.token),
            user_data: finished.user_data,
            ..convai_event::NONE
        };
        // SAFETY: as above.
        unsafe { structs::write(event, &done)? };
        Ok(CONVAI_OK)
    })
}

/// When a wait ends; `None` where it has no limit.
fn deadline(wait: Option<Duration>) -> Option<Instant> {
    wait.and_then(|wait| Instant::now().checked_add(wait))
}

/// The time that a caller gave, where a negative number means without end.
pub(super) fn wait_time(timeout_ms: i32) -> Option<Duration> {
    u64::try_from(timeout_ms).ok().map(Duration::from_millis)
}

/// Gives a file descriptor that is readable while a finished operation waits to be handed out by `convai_client_next`:
/// for `select`, `poll`, `epoll`, `kqueue` or an event loop such as asyncio's.
///
/// The descriptor belongs to the client, and is closed by `convai_client_free`: take it out of the event loop before. Do
/// not read from it and do not close it: drain with `convai_client_next` until it returns `CONVAI_PENDING`.
///
/// @param client the client.
/// @param handle receives the descriptor. Must not be NULL.
///
/// @return `CONVAI_OK`, UNSUPPORTED (on Windows), NULL_POINTER, BAD_HANDLE, FORKED, or INTERNAL (the process has no
/// descriptors left).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_wake_handle(client: *mut convai_client, handle: *mut intptr_t) -> convai_status {
    guard::status(|| {
        if handle.is_null() {
            return Err(Error::null("handle"));
        }
        let client = client_object(client)?;
        let descriptor = client.finished.wake_fd()?;
        // SAFETY: valid for writing, as the comment above demands.
        unsafe { structs::put(handle, descriptor as intptr_t) };
        Ok(())
    })
}
