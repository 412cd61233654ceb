//! `convai_status`: the status codes of `api::Status`, as C sees them.

use super::support::guard;
use crate::api::Status;
use std::ffi::{CStr, c_char};

/// How a call ended. 0 is success, 1 means "not finished yet". Errors come in groups of a hundred: 1xx the call was not
/// accepted and nothing was sent, 2xx no complete reply arrived, 3xx the service refused the request, 4xx the reply
/// cannot be used, 5xx the library failed. A later version may add codes to a group: treat an unknown code like its
/// group. The number of a retired code is never used again.
#[allow(non_camel_case_types)]
pub type convai_status = i32;

/// Success.
pub const CONVAI_OK: i32 = 0;
/// Not finished, or no event, within the given time. Not an error.
pub const CONVAI_PENDING: i32 = 1;

/// An argument is missing, empty, out of range, too large, misaligned, or overlaps another. If there is an error, its
/// `argument` names it.
pub const CONVAI_ERROR_INVALID_ARGUMENT: i32 = 100;
/// A pointer that must not be NULL is NULL.
pub const CONVAI_ERROR_NULL_POINTER: i32 = 101;
/// A string is not valid UTF-8. The message gives the byte offset.
pub const CONVAI_ERROR_INVALID_UTF8: i32 = 102;
/// A handle or the address of a result is not valid: NULL, freed already, of another kind, or never returned by this
/// library.
pub const CONVAI_ERROR_BAD_HANDLE: i32 = 103;
/// `struct_size` is not set, a reserved field is not 0, or a field is set that this version of the library does not
/// know.
pub const CONVAI_ERROR_STRUCT_SIZE: i32 = 104;
/// The API key or the auth token is empty or holds invalid characters, or both are set.
pub const CONVAI_ERROR_API_KEY: i32 = 105;
/// The base URL, the proxy, `ca_pem` or the user agent is invalid. A number that is out of range gives
/// INVALID_ARGUMENT.
pub const CONVAI_ERROR_OPTIONS: i32 = 106;
/// The audio is empty, invalid or unsupported: format, channels, sample rate or length. The message says which.
pub const CONVAI_ERROR_AUDIO_INPUT: i32 = 107;
/// The operation has not finished, so there is no result to take yet.
pub const CONVAI_ERROR_NOT_READY: i32 = 108;
/// The operation's result was taken already.
pub const CONVAI_ERROR_ALREADY_TAKEN: i32 = 109;
/// The operation holds a result of another kind, and nothing was taken. Or the utterance has another trigger.
pub const CONVAI_ERROR_WRONG_KIND: i32 = 110;
/// The client has `max_in_flight` + `max_queued` calls that have not finished, turns that wait in a conversation
/// included; or these calls and the new one hold more than `max_queued_bytes`. Or a playback holds `max_buffered_ms` of
/// audio. Try again later.
pub const CONVAI_ERROR_QUEUE_FULL: i32 = 111;
/// The client was closed.
pub const CONVAI_ERROR_CLOSED: i32 = 112;
/// The handle belongs to the parent process. Create a new client after `fork()`.
pub const CONVAI_ERROR_FORKED: i32 = 113;
/// The utterance is full (`max_ms`).
pub const CONVAI_ERROR_UTTERANCE_FULL: i32 = 114;
/// The buffer is too small. Nothing was written to it; the function's `length` parameter receives the length that is
/// needed, without the NUL.
pub const CONVAI_ERROR_BUFFER_TOO_SMALL: i32 = 115;
/// Not available on this operating system.
pub const CONVAI_ERROR_UNSUPPORTED: i32 = 116;
/// Another thread pushes into the utterance, or the samples that it said before are still being converted. Nothing was
/// lost: try again.
pub const CONVAI_ERROR_BUSY: i32 = 117;

/// The network failed in a way that no code below describes.
pub const CONVAI_ERROR_NETWORK: i32 = 200;
/// The host name cannot be resolved.
pub const CONVAI_ERROR_NAME_NOT_RESOLVED: i32 = 201;
/// No connection could be made: the server, or a proxy of the system's settings, refused it or is unreachable.
pub const CONVAI_ERROR_CONNECT: i32 = 202;
/// The TLS handshake failed, usually because the certificate is not trusted.
pub const CONVAI_ERROR_TLS: i32 = 203;
/// The proxy refused the connection or requires a password, or the proxy of the option `proxy` cannot be reached. If a
/// proxy of the system's settings cannot be reached, the code is CONNECT.
pub const CONVAI_ERROR_PROXY: i32 = 204;
/// A timeout expired: of a call, of its connection, or of closing a client; or the service gave up waiting for the
/// request (408). Waiting for an operation in vain gives `CONVAI_PENDING` instead.
pub const CONVAI_ERROR_TIMEOUT: i32 = 205;
/// The connection was lost while the request was being sent or the reply was arriving.
pub const CONVAI_ERROR_CONNECTION_LOST: i32 = 206;
/// The operation was cancelled: by the caller, by an interruption, or because the client was closed.
pub const CONVAI_ERROR_CANCELLED: i32 = 207;

/// The service refused the request with an HTTP status that no other code describes.
pub const CONVAI_ERROR_REFUSED: i32 = 300;
/// The service rejected the API key or the auth token, which may have expired or been revoked, or the plan does not cover
/// the call.
pub const CONVAI_ERROR_AUTHENTICATION: i32 = 301;
/// The character does not exist, or the service failed to look it up: its replies do not tell the two apart.
pub const CONVAI_ERROR_NOT_FOUND: i32 = 302;
/// Too many requests, or the plan's quota is used up.
pub const CONVAI_ERROR_RATE_LIMITED: i32 = 303;
/// The service could not generate an answer ("process_failure"): the character id is unknown, or the generation failed.
pub const CONVAI_ERROR_PROCESS_FAILURE: i32 = 304;
/// The service failed (5xx).
pub const CONVAI_ERROR_SERVER: i32 = 305;
/// The service says that the request is invalid (400 or 422).
pub const CONVAI_ERROR_BAD_REQUEST: i32 = 306;
/// The service answered with a redirect. It is never followed, because that would send the API key to another host:
/// correct the base URL.
pub const CONVAI_ERROR_REDIRECT: i32 = 307;

/// The reply is not what the service documents: not HTTP, not JSON (an HTML page, compressed data), or without a field
/// that must be there.
pub const CONVAI_ERROR_BAD_REPLY: i32 = 400;
/// The reply holds neither text nor audio, and no actions.
pub const CONVAI_ERROR_EMPTY_REPLY: i32 = 401;
/// The reply's audio cannot be read. Its text and session are available.
pub const CONVAI_ERROR_REPLY_AUDIO: i32 = 402;
/// The reply is larger than `max_response_bytes`, or there is no memory for it.
pub const CONVAI_ERROR_REPLY_TOO_LARGE: i32 = 403;

/// The library could not get memory, a thread, a file descriptor or a handle, or it failed in a way that should be
/// impossible. The message says which. Please report the latter.
pub const CONVAI_ERROR_INTERNAL: i32 = 500;
/// The library panicked and contained the panic. Please report it.
pub const CONVAI_ERROR_PANIC: i32 = 501;

/// Checks that each constant has the number of its status, and makes the table of their names.
macro_rules! names {
    ($($constant:ident: $status:ident),* $(,)?) => {
        $(const _: () = assert!($constant == Status::$status as i32);)*

        fn name(status: Status) -> &'static CStr {
            let name = match status { $(Status::$status => concat!(stringify!($constant), "\0"),)* };
            CStr::from_bytes_with_nul(name.as_bytes()).unwrap_or_default()
        }
    };
}

names! {
    CONVAI_OK: Ok,
    CONVAI_PENDING: Pending,
    CONVAI_ERROR_INVALID_ARGUMENT: InvalidArgument,
    CONVAI_ERROR_NULL_POINTER: NullPointer,
    CONVAI_ERROR_INVALID_UTF8: InvalidUtf8,
    CONVAI_ERROR_BAD_HANDLE: BadHandle,
    CONVAI_ERROR_STRUCT_SIZE: StructSize,
    CONVAI_ERROR_API_KEY: ApiKey,
    CONVAI_ERROR_OPTIONS: Options,
    CONVAI_ERROR_AUDIO_INPUT: AudioInput,
    CONVAI_ERROR_NOT_READY: NotReady,
    CONVAI_ERROR_ALREADY_TAKEN: AlreadyTaken,
    CONVAI_ERROR_WRONG_KIND: WrongKind,
    CONVAI_ERROR_QUEUE_FULL: QueueFull,
    CONVAI_ERROR_CLOSED: Closed,
    CONVAI_ERROR_FORKED: Forked,
    CONVAI_ERROR_UTTERANCE_FULL: UtteranceFull,
    CONVAI_ERROR_BUFFER_TOO_SMALL: BufferTooSmall,
    CONVAI_ERROR_UNSUPPORTED: Unsupported,
    CONVAI_ERROR_BUSY: Busy,
    CONVAI_ERROR_NETWORK: Network,
    CONVAI_ERROR_NAME_NOT_RESOLVED: NameNotResolved,
    CONVAI_ERROR_CONNECT: Connect,
    CONVAI_ERROR_TLS: Tls,
    CONVAI_ERROR_PROXY: Proxy,
    CONVAI_ERROR_TIMEOUT: Timeout,
    CONVAI_ERROR_CONNECTION_LOST: ConnectionLost,
    CONVAI_ERROR_CANCELLED: Cancelled,
    CONVAI_ERROR_REFUSED: Refused,
    CONVAI_ERROR_AUTHENTICATION: Authentication,
    CONVAI_ERROR_NOT_FOUND: NotFound,
    CONVAI_ERROR_RATE_LIMITED: RateLimited,
    CONVAI_ERROR_PROCESS_FAILURE: ProcessFailure,
    CONVAI_ERROR_SERVER: Server,
    CONVAI_ERROR_BAD_REQUEST: BadRequest,
    CONVAI_ERROR_REDIRECT: Redirect,
    CONVAI_ERROR_BAD_REPLY: BadReply,
    CONVAI_ERROR_EMPTY_REPLY: EmptyReply,
    CONVAI_ERROR_REPLY_AUDIO: ReplyAudio,
    CONVAI_ERROR_REPLY_TOO_LARGE: ReplyTooLarge,
    CONVAI_ERROR_INTERNAL: Internal,
    CONVAI_ERROR_PANIC: Panic,
}

/// Returns the name of a status code, such as "CONVAI_ERROR_TIMEOUT".
///
/// @param status Any number.
///
/// @return A NUL-terminated string that lives as long as the library and must not be freed. A code that this version of
/// the library does not know gives "CONVAI_ERROR_UNKNOWN", which is not a constant.
///
/// Errors: none. Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub extern "C" fn convai_status_name(status: convai_status) -> *const c_char {
    let unknown = c"CONVAI_ERROR_UNKNOWN";
    guard::value(unknown.as_ptr(), || Ok(Status::from_code(status).map_or(unknown, name).as_ptr()))
}

/// Returns a sentence about a status code that says what it means and what to do, for functions that return only a
/// status. A `convai_error` has a more specific message.
///
/// @param status Any number.
///
/// @return A NUL-terminated English sentence that lives as long as the library and must not be freed.
///
/// Errors: none. Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub extern "C" fn convai_status_text(status: convai_status) -> *const c_char {
    let unknown = c"This version of the library does not know the status code: a newer one may.";
    guard::value(unknown.as_ptr(), || Ok(Status::from_code(status).map_or(unknown, Status::text).as_ptr()))
}
