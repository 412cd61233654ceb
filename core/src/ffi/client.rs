//! `convai_client`: talks to the service, and ends everything that it started.

use super::{
    error::convai_error,
    queue::{self, convai_queue},
    status::convai_status,
    support::{
        feeder, guard,
        handles::{self, Kind},
        per_process::PerProcess,
        structs,
        text::optional_text,
        time,
    },
};
use crate::api::{Client, ClientOptions, Credential, Error, Status, SystemAuthorities};
use std::{
    ffi::c_char,
    sync::Arc,
    time::{Duration, Instant},
};

/// How long `convai_client_free` waits for the threads of the client.
const FREE_TIMEOUT: Duration = Duration::from_secs(2);

/// Read by the first client that uses https, for all.
static SYSTEM_AUTHORITIES: PerProcess<SystemAuthorities> = PerProcess::new();

/// A client: an API key or an auth token, the address of a service, and the connections to it. Opaque; the value is a token and not an
/// address.
#[allow(non_camel_case_types)]
pub struct convai_client {
    _opaque: [u8; 0],
}

/// The settings of a client. Start from `CONVAI_CLIENT_OPTIONS_INIT` and set `api_key` or `auth_token`; any other
/// field that is 0 or NULL takes its default. All strings are NUL-terminated UTF-8 and are copied.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_client_options {
    /// `sizeof(convai_client_options)`; the INIT macro sets it.
    pub struct_size: u32,
    /// How many entries the client's log holds; read them with `convai_client_next_log`. Default: 0, which turns the log
    /// off. With a log, each request has a header X-Request-ID.
    pub log_capacity: u32,
    /// The API key. Required, unless `auth_token` is set. White space at its ends is removed. The key is sent in the
    /// header `convai-api-key`, and is redacted in everything that a failed call returns.
    pub api_key: *const c_char,
    /// The address of the service. Default: "https://api.convai.com", also for "". A path and a trailing slash are
    /// allowed; a user name, a password, a query and a fragment are not. A host name with other letters than ASCII must
    /// be written in Punycode.
    pub base_url: *const c_char,
    /// The proxy. NULL or "" takes the proxy settings of the system (environment variables; on Windows and macOS also
    /// the system settings), except for a `base_url` on a loopback address, which is reached directly. "direct" uses no
    /// proxy. Anything else is the URL of a proxy, "http://[user:password@]host:port".
    pub proxy: *const c_char,
    /// Further certificate authorities to trust, as PEM text, such as that of a company's TLS-inspecting proxy; or
    /// NULL. An empty text gives OPTIONS. The authorities of Mozilla and of the operating system are always trusted.
    /// Verification cannot be turned off.
    pub ca_pem: *const c_char,
    /// The value of the User-Agent header. NULL for the library's own; "" sends an empty one.
    pub user_agent: *const c_char,
    /// The timeout for connecting in milliseconds; name lookup, proxy and TLS handshake included. Reading the
    /// certificates of the operating system, once in a process, counts for `timeout_ms` alone. Default: 10,000.
    pub connect_timeout_ms: i32,
    /// The timeout of a call without audio in milliseconds, from leaving the queue until the reply is read or, if it is
    /// streamed, until its first byte arrives. The conversion of samples takes place while the call is queued; what is left of it then counts, too. Default:
    /// 30,000.
    pub timeout_ms: i32,
    /// The timeout in milliseconds of a call that asks for a voice, sends audio or generates something
    /// (`convai_generate_backstory`), measured as for `timeout_ms`. Default: 60,000. The `timeout_ms` of a call's options replaces either.
    pub voice_timeout_ms: i32,
    /// How many requests run at once; further ones wait in a queue. A streamed reply counts until its end, which is
    /// seconds. Default: 64.
    pub max_in_flight: u32,
    /// How many more calls may wait; one more fails with QUEUE_FULL. Default: 1,024. See also `max_queued_bytes`.
    pub max_queued: u32,
    /// The sample rate in Hz to which PCM is resampled before it is sent, from 8,000 to 192,000. Default: the rate of
    /// the input.
    pub upload_sample_rate: u32,
    /// The largest reply that is accepted, in bytes. Default: 67,108,864 (64 MiB).
    pub max_response_bytes: u64,
    /// How many bytes of text and audio the calls that have not finished may hold together; a call that exceeds it fails
    /// with QUEUE_FULL. Default: 268,435,456 (256 MiB).
    pub max_queued_bytes: u64,
    /// A completion queue that the client shares with others, which may be freed before the client. NULL gives the
    /// client a queue of its own, which `convai_client_next` reads.
    pub queue: *mut convai_queue,
    /// How long a streamed reply may pause, in milliseconds. Default: 30,000. The `idle_timeout_ms` of a call's options
    /// replaces it.
    pub idle_timeout_ms: i32,
    /// Always 0.
    pub reserved: u32,
    /// An auth token, which your server created with `convai_token_create`, in place of the API key: set exactly one of
    /// the two; "" counts as NULL. White space at its ends is removed. The token is sent in the header `api-auth-token`,
    /// and is redacted as the key is. The page of the service about Unity says that its SDK sends the token in the header
    /// of the key: a server that wants that takes the token as `api_key`.
    pub auth_token: *const c_char,
}

structs::versioned!(convai_client_options, auth_token: *const c_char);

/// The object behind the handle.
pub(super) fn object(client: *mut convai_client) -> Result<Arc<Client>, Error> {
    handles::get(client.addr(), Kind::Client)
}

/// # Safety
/// Every string is NULL or NUL-terminated.
unsafe fn read_options(options: &convai_client_options) -> Result<ClientOptions, Error> {
    // SAFETY: as above.
    let text = |pointer, name| unsafe { optional_text(pointer, name) }.map(|text| text.map(str::to_owned));
    Ok(ClientOptions {
        api_key: text(options.api_key, "options.api_key")?,
        auth_token: text(options.auth_token, "options.auth_token")?,
        base_url: text(options.base_url, "options.base_url")?,
        proxy: text(options.proxy, "options.proxy")?,
        ca_pem: text(options.ca_pem, "options.ca_pem")?,
        system_authorities: SYSTEM_AUTHORITIES.get().clone(),
        user_agent: text(options.user_agent, "options.user_agent")?,
        connect_timeout: time::option(options.connect_timeout_ms, "options.connect_timeout_ms")?,
        timeout: time::option(options.timeout_ms, "options.timeout_ms")?,
        voice_timeout: time::option(options.voice_timeout_ms, "options.voice_timeout_ms")?,
        idle_timeout: time::option(options.idle_timeout_ms, "options.idle_timeout_ms")?,
        max_in_flight: options.max_in_flight,
        max_queued: options.max_queued,
        upload_sample_rate: options.upload_sample_rate,
        max_response_bytes: options.max_response_bytes,
        log_capacity: options.log_capacity,
        max_queued_bytes: options.max_queued_bytes,
        queue: match options.queue.is_null() {
            true => None,
            false => Some(queue::object(options.queue).map_err(|error| error.about("options.queue"))?),
        },
    })
}

/// Creates a client. It sends nothing and starts no thread before its first request.
///
/// @param options The settings. Must not be NULL.
/// @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
///
/// @return The client, which the caller frees with `convai_client_free`, or NULL on failure.
///
/// Errors: NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, API_KEY, OPTIONS, INVALID_ARGUMENT; BAD_HANDLE or FORKED (`queue`).
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
            let client = Client::new(read_options(&options)?)?;
            handles::insert(Arc::new(client), Kind::Client)
        })
    }
}

/// Replaces the API key or the auth token of a client, for example a token that expires by one that your server created
/// in the meantime. Set exactly one of the two.
///
/// The new credential is for the calls that start from now on. A call keeps the credential with which it started, also
/// while it is in the queue; so does a turn that waits in a conversation for the turns before it. Nothing is cancelled,
/// and the connections are kept. A turn that fails with AUTHENTICATION because its token expired while it waited can be
/// said again.
///
/// @param client The client. If it is closed, this has no effect.
/// @param api_key The new API key, as `api_key` of `convai_client_options`. NULL or "" to set an auth token.
/// @param auth_token The new auth token, as `auth_token` of `convai_client_options`. NULL or "" to set an API key.
/// @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
///
/// @return `CONVAI_OK`; API_KEY (neither or both are set, or the one that is set holds invalid characters; the client
/// keeps its credential), INVALID_UTF8, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_set_credentials(
    client: *mut convai_client,
    api_key: *const c_char,
    auth_token: *const c_char,
    error: *mut *mut convai_error,
) -> convai_status {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::described_status(error, || {
            let client = object(client)?;
            let (key, token) = (optional_text(api_key, "api_key")?, optional_text(auth_token, "auth_token")?);
            client.set_credential(Credential::new(key, token, "")?);
            Ok(())
        })
    }
}

/// Ends everything that a client does: operations that have not finished are cancelled, connections are closed, threads
/// are joined. After `CONVAI_OK` no thread of this client runs.
///
/// Later calls of the client fail with CLOSED. Operations keep their results: they can still be delivered, taken and
/// freed. A blocking call on another thread returns with CANCELLED. A second close, also at the same time, waits for
/// the same end.
///
/// @param client The client.
/// @param timeout_ms How long to wait for the threads, in milliseconds. 0 does not wait, a negative number waits
/// without limit. Threads normally end within a few milliseconds, also while audio is converted; only a host name
/// lookup or a file of certificates that hangs in the operating system, and a reply of many megabytes that is being
/// read, take longer.
///
/// @return `CONVAI_OK`, TIMEOUT (a thread has not ended yet; it uses no memory of the host program; call again to wait
/// longer), BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: for at most `timeout_ms`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_close(client: *mut convai_client, timeout_ms: i32) -> convai_status {
    guard::status(|| {
        let closed = object(client)?.close(time::deadline(time::wait(timeout_ms)));
        handles::collect();
        closed
    })
}

/// Closes the idle connections of a client, so that the next request opens a new one. Call it when the network of the
/// machine changes, for instance from Wi-Fi to a cable, or after sleep: connections of the old network are dead, and a
/// request that is sent over one of them ends only with its timeout.
///
/// Calls in flight are not affected; idle connections are closed when the last of them ends. The host name is looked up
/// again, and the proxy settings of the system are read again. A client also notices dead connections by itself: after
/// a request over an older connection has timed out, it resets its connections.
///
/// @param client The client. If it is closed, this does nothing.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_reset_connections(client: *mut convai_client) -> convai_status {
    guard::status(|| {
        object(client)?.reset_connections();
        Ok(())
    })
}

/// Closes a client as `convai_client_close` does with a timeout of two seconds, frees it, and sets the caller's
/// variable to NULL.
///
/// Its operations and conversations remain valid until they are freed. The client's own completion queue and the
/// handle of `convai_client_wake_handle` end with it: to receive operations that were not delivered yet, call
/// `convai_client_close` and drain the queue first. A `convai_queue` still delivers them.
///
/// @param client The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, BAD_HANDLE (freed already, or not a client), FORKED, or TIMEOUT (the client is freed, but a
/// thread has not ended yet).
///
/// Threads: any. Blocks: normally a few milliseconds, at most two seconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_client_free(client: *mut *mut convai_client) -> convai_status {
    guard::status(|| {
        // SAFETY: the caller passes NULL or the address of its variable.
        let Some(client) = (unsafe { handles::remove::<Client, _>(client, Kind::Client) })? else { return Ok(()) };
        let closed = client.close(time::deadline(Some(FREE_TIMEOUT)));
        if !client.shares_queue() {
            client.completions().drop_wake_handle();
        }
        closed
    })
}

/// Closes every client of this process as `convai_client_close` does, and stops every playback: for an editor's reload
/// hook, for leaving play mode, or for an atexit handler. Clients and playbacks must still be freed. New ones can be
/// created afterwards. May be called again, and without any client. A client that another thread creates meanwhile may be missed.
///
/// @param timeout_ms How long to wait for all clients together, in milliseconds. 0 does not wait, a negative number
/// waits without limit.
///
/// @return `CONVAI_OK`, or TIMEOUT if a thread has not ended yet.
///
/// Threads: any. Blocks: for at most `timeout_ms`.
#[unsafe(no_mangle)]
pub extern "C" fn convai_shutdown(timeout_ms: i32) -> convai_status {
    guard::status(|| {
        let deadline: Option<Instant> = time::deadline(time::wait(timeout_ms));
        let clients = handles::all::<Client>(Kind::Client);
        // All are cancelled before the first is waited for, so that they end at the same time.
        clients.iter().for_each(|client| client.cancel_all());
        // Every client is closed, even if one before it timed out.
        let closed: Vec<_> = clients.iter().map(|client| client.close(deadline)).collect();
        let voice_ended = feeder::shut_down(deadline);
        handles::collect();
        closed.into_iter().collect::<Result<(), Error>>()?;
        // A thread may still read for a client that was freed.
        match SYSTEM_AUTHORITIES.get().wait(deadline) {
            true if voice_ended => Ok(()),
            true => Err(Error::new(Status::Timeout, "the thread of the playbacks is still converting")),
            false => Err(Error::new(Status::Timeout, "the certificates of the operating system are still being read")),
        }
    })
}
