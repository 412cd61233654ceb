//! `convai_token`: an auth token, and the calls that create, extend and revoke one.

use super::{
    any_call::Deliverable,
    call_options::convai_call_options,
    client::{self, convai_client},
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_TOKEN, Started, convai_operation},
    result::convai_result,
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory,
        text::{OwnedBytes, OwnedText, required_text},
    },
};
use crate::api::{CallResult, Done, Error, Token};
use std::ffi::c_char;

/// An auth token, or the error. Read-only; the caller owns it and frees it with `convai_token_free`.
///
/// Strings are NUL-terminated UTF-8, each followed by its length in bytes without the NUL. A field that the service did
/// not send is NULL with length 0.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_token {
    /// NULL if the call succeeded. Freed with the token.
    pub error: *const convai_error,
    /// The token, for `auth_token` of `convai_client_options` and for `convai_client_set_credentials`. After
    /// `convai_token_extend` it is the token that the reply names, or else the one that was extended.
    pub token: *const c_char,
    /// The length of `token` in bytes, without the NUL.
    pub token_len: usize,
    /// When the token expires, as the service wrote it: a date, or a number of seconds from now.
    pub expires: *const c_char,
    /// The length of `expires` in bytes, without the NUL.
    pub expires_len: usize,
    /// When the token expires, in milliseconds since 1970 in UTC; -1 if the service did not say it, or not in a form
    /// that the library reads. Those are ISO 8601 with or without a fraction and a zone, dates as in HTTP, and seconds
    /// or milliseconds since 1970, also as text. A number below 100,000,000 counts in seconds from now, by the clock of
    /// this machine.
    pub expires_at_ms: i64,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived, with the
    /// token. If the call failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key and the
    /// tokens replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct TokenOwner {
    view: convai_token,
    _error: EmbeddedError,
    _texts: [OwnedText; 2],
    _raw: OwnedBytes,
}

memory::owned!(TokenOwner => convai_token);

impl TokenOwner {
    pub fn new(result: CallResult<Token>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let raw = OwnedBytes::new(result.raw_json);
        let Token { token, expires, expires_at_ms } = result.value;
        let texts = [token, expires].map(OwnedText::new);
        let [token, expires] = &texts;
        let view = convai_token {
            error: error.pointer(),
            token: token.pointer(),
            token_len: token.len(),
            expires: expires.pointer(),
            expires_len: expires.len(),
            expires_at_ms: expires_at_ms.unwrap_or(-1),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, _error: error, _texts: texts, _raw: raw })
    }
}

impl Deliverable for Token {
    type Owner = TokenOwner;
    const KIND: i32 = CONVAI_KIND_TOKEN;

    fn into_owner(result: CallResult<Self>) -> Box<TokenOwner> {
        TokenOwner::new(result)
    }
}

impl FromError for *mut convai_token {
    fn from_error(error: Error) -> Self {
        memory::transfer(TokenOwner::new(error.into()))
    }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn create(client: *mut convai_client, options: *const convai_call_options) -> Result<Started<Token>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe { operation::begin(&client, options, |call| client.create_token(call)) }
}

/// Creates an auth token (POST /user/connect), which a client takes in place of the API key. A program of yours that has
/// the key creates tokens, and hands each player one: the key is then not part of the game. A token that was created
/// before remains valid.
///
/// Documented: the call takes the API key, and a token is valid for an hour; an older page says 24 hours. The token is a
/// UUID on one page and a JSON Web Token on another: take it as it is.
///
/// @param client The client. It has an API key.
/// @param options Settings of this call. May be NULL.
///
/// @return A token with `token` set, never NULL; the caller owns it and frees it with `convai_token_free`. If the call
/// failed, its `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_token_create(
    client: *mut convai_client,
    options: *const convai_call_options,
) -> *mut convai_token {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { create(client, options) }?.wait())
}

/// Starts `convai_token_create` and returns immediately.
///
/// @param client The client. It has an API key.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_token` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_token_create_async(
    client: *mut convai_client,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || create(client, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn extend(
    client: *mut convai_client,
    token: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<Token>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe { operation::begin(&client, options, |call| client.extend_token(required_text(token, "token")?, call)) }
}

/// Moves the expiry of an auth token (POST /user/extend-token), usually to 24 hours from now. The token stays the same.
///
/// Documented: one page asks for the API key, another sends no credential but the token. The library sends the
/// credential of the client, so a client that was made with a token can extend it if the service allows that.
///
/// @param client The client.
/// @param token The token. White space at its ends is removed. It is redacted as the API key is. Must not be NULL or
/// empty, or hold a space, a line break or another character than visible ASCII.
/// @param options Settings of this call. May be NULL.
///
/// @return The token with its new expiry, never NULL; the caller owns it and frees it with `convai_token_free`. If the
/// call failed, its `error` is set: AUTHENTICATION if the service refuses the token because it has expired or was
/// revoked.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_token_extend(
    client: *mut convai_client,
    token: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_token {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { extend(client, token, options) }?.wait())
}

/// Starts `convai_token_extend` and returns immediately.
///
/// @param client The client.
/// @param token The token, as for `convai_token_extend`. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_token` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_token_extend_async(
    client: *mut convai_client,
    token: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || extend(client, token, options)?.into_operation()) }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn revoke(
    client: *mut convai_client,
    token: *const c_char,
    options: *const convai_call_options,
) -> Result<Started<Done>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe { operation::begin(&client, options, |call| client.revoke_token(required_text(token, "token")?, call)) }
}

/// Revokes an auth token before it expires (POST /user/revoke-token): calls that are sent with it fail from then on.
///
/// Documented: one page asks for the API key, another sends no credential but the token. The library sends the
/// credential of the client.
///
/// @param client The client.
/// @param token The token, as for `convai_token_extend`. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
///
/// @return A result, never NULL; the caller owns it and frees it with `convai_result_free`. If the call failed, its
/// `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_token_revoke(
    client: *mut convai_client,
    token: *const c_char,
    options: *const convai_call_options,
) -> *mut convai_result {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { revoke(client, token, options) }?.wait())
}

/// Starts `convai_token_revoke` and returns immediately.
///
/// @param client The client.
/// @param token The token, as for `convai_token_extend`. Must not be NULL or empty.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with
/// `convai_error_free`. May be NULL.
///
/// @return An operation, whose result `convai_operation_take_result` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_token_revoke_async(
    client: *mut convai_client,
    token: *const c_char,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || revoke(client, token, options)?.into_operation()) }
}

/// Takes the token out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_TOKEN`.
///
/// @return The token, never NULL; the caller owns it and frees it with `convai_token_free`. If the call failed, its
/// `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
/// `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_token(operation: *mut convai_operation) -> *mut convai_token {
    guard::result(|| operation::take::<Token>(operation))
}

/// Frees a token and sets the caller's variable to NULL. It stays valid at the service: see `convai_token_revoke`.
///
/// @param token The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no token at this address (freed already, or not a token).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_token_free(token: *mut *mut convai_token) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<TokenOwner>(token) })
}
