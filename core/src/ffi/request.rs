//! `convai_request`: a request to any path of the service.

use super::{
    call_options::convai_call_options,
    client::{self, convai_client},
    error::convai_error,
    field::convai_field,
    get_response::CONVAI_MULTIPART,
    operation::{self, Started, convai_operation},
    result::convai_result,
    support::{
        guard, structs,
        text::{optional_text, required_text},
    },
};
use crate::api::{Done, Error, FieldContent, Request, RequestField};
use std::ffi::c_char;

/// A request to a path of the service, for what this library has no function for. Start from `CONVAI_REQUEST_INIT`.
/// Everything is copied before the function returns. The body is JSON, a form, or nothing.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_request {
    /// `sizeof(convai_request)`; the INIT macro sets it.
    pub struct_size: u32,
    /// 0, or `CONVAI_MULTIPART` to send the fields as multipart/form-data also if none of them is a file.
    pub flags: u32,
    /// "GET", "POST", "PUT", "PATCH" or "DELETE". NULL is POST. GET and DELETE have no body.
    pub method: *const c_char,
    /// The path, relative to `base_url`, such as "character/list"; it may have a query. Required. So that the API key stays
    /// with the service, a path is refused that has a scheme, an empty part ("//"), a part "." or "..", a backslash, a
    /// fragment or a control character, percent-encoded or not.
    pub path: *const c_char,
    /// The body as JSON, which is checked and sent as it is; or NULL.
    pub json: *const c_char,
    /// The fields of a form: `field_count` pointers. The body is application/x-www-form-urlencoded, or multipart/form-data
    /// if a field is a file: the texts first, then the files. NULL if `field_count` is 0.
    pub fields: *const *const convai_field,
    /// How many fields there are. Must be 0 if `json` is set.
    pub field_count: u32,
    /// Always 0.
    pub reserved: u32,
}

structs::versioned!(convai_request, reserved: u32);

/// Reads a field that holds a text or a file.
///
/// # Safety
/// The pointers of the field are NULL or valid as long as what is returned.
unsafe fn read_field<'a>(field: convai_field, what: &str) -> Result<RequestField<'a>, Error> {
    let part = |part: &str| format!("{what}.{part}");
    // SAFETY: as above.
    unsafe {
        let name = required_text(field.name, &part("name"))?;
        let value = optional_text(field.value, &part("value"))?;
        let is_file = !field.file.is_null() || field.file_len != 0;
        let content = match (value, is_file) {
            (Some(_), true) => {
                let message = format!("`{what}` has both a `value` and a `file`: set one of them");
                return Err(Error::argument(part("file"), message));
            }
            (Some(text), false) => FieldContent::Text(text),
            (None, true) => FieldContent::File {
                bytes: structs::bytes(field.file, field.file_len, &part("file"))?,
                name: optional_text(field.file_name, &part("file_name"))?,
                content_type: optional_text(field.content_type, &part("content_type"))?,
            },
            (None, false) => {
                let message = format!("`{what}` has neither a `value` nor a `file`: set one of them");
                return Err(Error::argument(part("value"), message));
            }
        };
        Ok(RequestField { name, content })
    }
}

/// # Safety
/// NULL, or a struct whose pointers are NULL or valid as long as what is returned.
unsafe fn read<'a>(request: *const convai_request) -> Result<Request<'a>, Error> {
    // SAFETY: as above.
    unsafe {
        let request: convai_request = structs::read_required(request, "request")?;
        let unknown = request.flags & !CONVAI_MULTIPART;
        if unknown != 0 {
            let message = format!("`request.flags` has unknown bits ({unknown:#x}): pass 0 or `CONVAI_MULTIPART`");
            return Err(Error::argument("request.flags", message));
        }
        Ok(Request {
            method: optional_text(request.method, "request.method")?,
            path: required_text(request.path, "request.path")?,
            json: optional_text(request.json, "request.json")?,
            fields: structs::read_list(request.fields, request.field_count, "request.fields", |field, what| {
                read_field(field, what)
            })?,
            multipart: request.flags & CONVAI_MULTIPART != 0,
        })
    }
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn start(
    client: *mut convai_client,
    request: *const convai_request,
    options: *const convai_call_options,
) -> Result<Started<Done>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe { operation::begin(&client, options, |call| client.request(&read(request)?, call)) }
}

/// Sends a request to any path of the service, also to one that this library does not know. Connections, timeouts,
/// cancellation, limits, errors and the log are those of every other call; the API key is sent in its header.
///
/// @param client The client.
/// @param request The request. Must not be NULL.
/// @param options Settings of this call. May be NULL.
///
/// @return A result, never NULL; the caller owns it and frees it with `convai_result_free`. If the call failed, its
/// `error` is set. Its `raw_json` is the body of the reply, byte for byte, whatever its content type is; `http_status`
/// and `content_type` say how it came. A reply outside of 2xx is an error, and so is JSON with an error field.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT; any 2xx,
/// 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_call(
    client: *mut convai_client,
    request: *const convai_request,
    options: *const convai_call_options,
) -> *mut convai_result {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { start(client, request, options) }?.wait())
}

/// Starts `convai_call` and returns immediately.
///
/// @param client The client.
/// @param request The request. Must not be NULL.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
/// May be NULL.
///
/// @return An operation, whose result `convai_operation_take_result` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, NULL_POINTER, STRUCT_SIZE, INVALID_UTF8, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_call_async(
    client: *mut convai_client,
    request: *const convai_request,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || start(client, request, options)?.into_operation()) }
}
