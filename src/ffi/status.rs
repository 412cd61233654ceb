//! The status codes as C sees them. Their meaning is kept in `api::Status`; a test holds the two lists together.

use super::guard;
use crate::api::Status;
use std::ffi::c_char;

/// How a call ended. 0 is success, 1 means "not yet"; errors come in groups of a hundred:
/// 1xx the caller's mistake (nothing was sent), 2xx no reply of the service came, 3xx the service refused, 4xx the reply
/// cannot be read, 5xx the library itself. New codes may be added to a group: treat an unknown one like its group. Retired numbers
/// are never used again.
#[allow(non_camel_case_types)]
pub type convai_status = i32;

/// Success.
pub const CONVAI_OK: i32 = 0;
/// Not finished yet, or nothing there yet. Not an error.
pub const CONVAI_PENDING: i32 = 1;

/// An argument is missing, empty or out of its range; the message names it.
pub const CONVAI_ERROR_INVALID_ARGUMENT: i32 = 100;
/// A pointer is NULL where it must not be.
pub const CONVAI_ERROR_NULL_POINTER: i32 = 101;
/// A string is not valid UTF-8; the message gives the byte offset.
pub const CONVAI_ERROR_INVALID_UTF8: i32 = 102;
/// A handle is NULL, was freed already, is of another kind, or never was one.
pub const CONVAI_ERROR_BAD_HANDLE: i32 = 103;
/// `struct_size` is smaller than the first version of the struct, or fields that this library does not know are not zero.
pub const CONVAI_ERROR_STRUCT_SIZE: i32 = 104;
/// The API key is empty or holds characters that no key has.
pub const CONVAI_ERROR_API_KEY: i32 = 105;
/// A client option is unusable: base URL, proxy, certificates, user agent.
pub const CONVAI_ERROR_OPTIONS: i32 = 106;
/// The audio to send cannot be sent: the message says what is wrong with it.
pub const CONVAI_ERROR_AUDIO_INPUT: i32 = 107;
/// The operation has not finished: there is nothing to take yet.
pub const CONVAI_ERROR_NOT_READY: i32 = 108;
/// The operation's result was taken before.
pub const CONVAI_ERROR_ALREADY_TAKEN: i32 = 109;
/// The operation holds a result of another kind. Nothing was taken.
pub const CONVAI_ERROR_WRONG_KIND: i32 = 110;
/// Too many requests of this client wait already (`max_queued`).
pub const CONVAI_ERROR_QUEUE_FULL: i32 = 111;
/// The client was closed.
pub const CONVAI_ERROR_CLOSED: i32 = 112;
/// The handle belongs to the process that forked this one. Make a new client here.
pub const CONVAI_ERROR_FORKED: i32 = 113;
/// The utterance holds as much as it was made for.
pub const CONVAI_ERROR_UTTERANCE_FULL: i32 = 114;
/// The caller's buffer is too small. Nothing was written to it.
pub const CONVAI_ERROR_BUFFER_TOO_SMALL: i32 = 115;
/// Not available on this operating system.
pub const CONVAI_ERROR_UNSUPPORTED: i32 = 116;

/// The network failed in another way than the codes below name.
pub const CONVAI_ERROR_NETWORK: i32 = 200;
/// The host's name cannot be resolved.
pub const CONVAI_ERROR_NAME_NOT_RESOLVED: i32 = 201;
/// No connection: refused or unreachable.
pub const CONVAI_ERROR_CONNECT: i32 = 202;
/// The TLS handshake failed, most often because the certificate is not trusted.
pub const CONVAI_ERROR_TLS: i32 = 203;
/// The proxy refused, or the one that `proxy` names cannot be reached (one of the host's settings gives CONNECT).
pub const CONVAI_ERROR_PROXY: i32 = 204;
/// The time that was given ran out.
pub const CONVAI_ERROR_TIMEOUT: i32 = 205;
/// The connection was lost while the request was on its way or the reply came.
pub const CONVAI_ERROR_CONNECTION_LOST: i32 = 206;
/// Cancelled by the caller, by an interruption or by closing the client.
pub const CONVAI_ERROR_CANCELLED: i32 = 207;

/// The service refused with an HTTP status that no other code stands for.
pub const CONVAI_ERROR_REFUSED: i32 = 300;
/// The service did not accept the API key, or the plan does not cover the call.
pub const CONVAI_ERROR_AUTHENTICATION: i32 = 301;
/// The service has no such character (or failed to look it up: its answers do not tell the two apart).
pub const CONVAI_ERROR_NOT_FOUND: i32 = 302;
/// Too many requests, or the plan's quota is used up.
pub const CONVAI_ERROR_RATE_LIMITED: i32 = 303;
/// The service could not make an answer ("process_failure"): an unknown character id, or the generation failed.
pub const CONVAI_ERROR_PROCESS_FAILURE: i32 = 304;
/// The service failed (5xx).
pub const CONVAI_ERROR_SERVER: i32 = 305;
/// The service calls the request wrong (400 or 422).
pub const CONVAI_ERROR_BAD_REQUEST: i32 = 306;
/// The answer was a redirect. It is never followed, as it would carry the API key elsewhere: correct the base URL.
pub const CONVAI_ERROR_REDIRECT: i32 = 307;

/// The reply is not what the service documents: HTML, broken JSON, or a field is missing.
pub const CONVAI_ERROR_BAD_REPLY: i32 = 400;
/// The reply holds neither text nor audio.
pub const CONVAI_ERROR_EMPTY_REPLY: i32 = 401;
/// The reply's audio cannot be read. Its text and session are there all the same.
pub const CONVAI_ERROR_REPLY_AUDIO: i32 = 402;
/// The reply is larger than `max_response_bytes`.
pub const CONVAI_ERROR_REPLY_TOO_LARGE: i32 = 403;

/// The library failed in a way that should not be possible.
pub const CONVAI_ERROR_INTERNAL: i32 = 500;
/// The library panicked and contained it. Please report it.
pub const CONVAI_ERROR_PANIC: i32 = 501;

/// Gives the name of a status code, such as "CONVAI_ERROR_TIMEOUT".
///
/// @param status any number.
///
/// The string is NUL-terminated, lives as long as the library, and must not be freed. A code that this library does not
/// know gives "CONVAI_ERROR_UNKNOWN".
///
/// Threads: any. Blocks: no. Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn convai_status_name(status: convai_status) -> *const c_char {
    guard::value(c"CONVAI_ERROR_UNKNOWN".as_ptr(), || {
        Ok(Status::from_code(status).map_or(c"CONVAI_ERROR_UNKNOWN", Status::name).as_ptr())
    })
}

/// Gives a sentence about a status code that says what it means and what to do. For functions that return nothing but a
/// status; where there is a `convai_error`, its message says more.
///
/// @param status any number.
///
/// The string is NUL-terminated, lives as long as the library, and must not be freed.
///
/// Threads: any. Blocks: no. Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn convai_status_text(status: convai_status) -> *const c_char {
    let unknown = c"This library does not know the status code: it may come from a newer one.";
    guard::value(unknown.as_ptr(), || Ok(Status::from_code(status).map_or(unknown, Status::text).as_ptr()))
}
