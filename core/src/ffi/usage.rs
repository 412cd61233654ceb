//! `convai_usage`: the account, its plan, and how much of the plan is used.

use super::{
    any_call::Deliverable,
    call_options::convai_call_options,
    client::{self, convai_client},
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_USAGE, Started, convai_operation},
    status::convai_status,
    support::{
        guard::{self, FromError},
        memory::{self, OwnedStructs},
        text::{OwnedBytes, OwnedText},
    },
};
use crate::api::{CallResult, Error, Usage, UsageMetric};
use std::ffi::c_char;

/// Something that the plan limits, inside a `convai_usage`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_usage_metric {
    /// What is counted, such as "interactions" or "core-api"; or NULL. A metric with several limits stands in the list
    /// several times.
    pub id: *const c_char,
    /// The length of `id` in bytes, without the NUL.
    pub id_len: usize,
    /// How much the plan allows, or -1 if the service does not say.
    pub limit: f64,
    /// How much of it is used, or -1 if the service does not say.
    pub used: f64,
}

#[repr(C)]
struct UsageMetricOwner {
    view: convai_usage_metric,
    _id: OwnedText,
}

memory::owned!(UsageMetricOwner => convai_usage_metric);

impl UsageMetricOwner {
    fn new(metric: UsageMetric) -> Box<Self> {
        let id = OwnedText::new(metric.id);
        let view = convai_usage_metric {
            id: id.pointer(),
            id_len: id.len(),
            limit: metric.limit.unwrap_or(-1.0),
            used: metric.used.unwrap_or(-1.0),
        };
        Box::new(Self { view, _id: id })
    }
}

/// The account and its plan, or the error. Read-only; the caller owns it and frees it with `convai_usage_free`. A string
/// that the service did not send is NULL with length 0.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_usage {
    /// NULL if the call succeeded. Freed with the usage.
    pub error: *const convai_error,
    /// The name of the account.
    pub user_name: *const c_char,
    /// The length of `user_name` in bytes, without the NUL.
    pub user_name_len: usize,
    /// The e-mail address of the account.
    pub email: *const c_char,
    /// The length of `email` in bytes, without the NUL.
    pub email_len: usize,
    /// The name of the plan.
    pub plan_name: *const c_char,
    /// The length of `plan_name` in bytes, without the NUL.
    pub plan_name_len: usize,
    /// When the plan ends, in the format of the service.
    pub expires: *const c_char,
    /// The length of `expires` in bytes, without the NUL.
    pub expires_len: usize,
    /// An array of `metric_count` pointers, none of which is NULL; or NULL if there are none.
    pub metrics: *const *const convai_usage_metric,
    /// How many metrics there are.
    pub metric_count: usize,
    /// The reply, NUL-terminated, or NULL if none arrived. If the call succeeded it is exactly what arrived. If the call
    /// failed it is the first 64 KiB, which need not be JSON or UTF-8, with the API key replaced by "***".
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

#[repr(C)]
pub(super) struct UsageOwner {
    view: convai_usage,
    _error: EmbeddedError,
    _texts: [OwnedText; 4],
    _metrics: OwnedStructs<UsageMetricOwner>,
    _raw: OwnedBytes,
}

memory::owned!(UsageOwner => convai_usage);

impl UsageOwner {
    fn new(result: CallResult<Usage>) -> Box<Self> {
        let error = EmbeddedError::new(result.error);
        let raw = OwnedBytes::new(result.raw_json);
        let usage = result.value;
        let texts = [usage.user_name, usage.email, usage.plan_name, usage.expires].map(OwnedText::new);
        let [user_name, email, plan_name, expires] = &texts;
        let metrics = OwnedStructs::new(usage.metrics.into_iter().map(UsageMetricOwner::new).collect());
        let view = convai_usage {
            error: error.pointer(),
            user_name: user_name.pointer(),
            user_name_len: user_name.len(),
            email: email.pointer(),
            email_len: email.len(),
            plan_name: plan_name.pointer(),
            plan_name_len: plan_name.len(),
            expires: expires.pointer(),
            expires_len: expires.len(),
            metrics: metrics.pointer(),
            metric_count: metrics.len(),
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, _error: error, _texts: texts, _metrics: metrics, _raw: raw })
    }
}

impl Deliverable for Usage {
    type Owner = UsageOwner;
    const KIND: i32 = CONVAI_KIND_USAGE;

    fn into_owner(result: CallResult<Self>) -> Box<UsageOwner> {
        UsageOwner::new(result)
    }
}

impl FromError for *mut convai_usage {
    fn from_error(error: Error) -> Self {
        memory::transfer(UsageOwner::new(error.into()))
    }
}

/// Takes the usage out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_USAGE`.
///
/// @return The usage, never NULL; the caller owns it and frees it with `convai_usage_free`. If the call failed, its
/// `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
/// `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_usage(operation: *mut convai_operation) -> *mut convai_usage {
    guard::result(|| operation::take::<Usage>(operation))
}

/// Frees the usage with all strings, and sets the caller's variable to NULL.
///
/// @param usage The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no such result at this address (freed already, or something
/// else).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_usage_free(usage: *mut *mut convai_usage) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<UsageOwner>(usage) })
}

/// # Safety
/// The pointers are NULL or valid.
unsafe fn get(client: *mut convai_client, options: *const convai_call_options) -> Result<Started<Usage>, Error> {
    let client = client::object(client)?;
    // SAFETY: as above.
    unsafe { operation::begin(&client, options, |call| client.usage(call)) }
}

/// Reads the plan of the account and how much of it is used (POST /user/user-api-usage). It also tells whether the API
/// key is valid. Undocumented: seen in the service's Unreal plugin.
///
/// @param client The client.
/// @param options Settings of this call. May be NULL.
///
/// @return The usage, never NULL; the caller owns it and frees it with `convai_usage_free`. If the call failed, its
/// `error` is set.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT; any 2xx, 3xx, 4xx and 5xx.
///
/// Threads: any. Blocks: until the call has left the queue and has ended: with a reply, by its timeout, or because the
/// client was closed.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_usage_get(
    client: *mut convai_client,
    options: *const convai_call_options,
) -> *mut convai_usage {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    guard::result(|| unsafe { get(client, options) }?.wait())
}

/// Starts `convai_usage_get` and returns immediately.
///
/// @param client The client.
/// @param options Settings of this call. May be NULL.
/// @param error Receives the error if the call was not started, else NULL. The caller frees it with `convai_error_free`.
/// May be NULL.
///
/// @return An operation, whose result `convai_operation_take_usage` takes, or NULL if the call was not started. The
/// caller frees it with `convai_operation_free`.
///
/// Errors: BAD_HANDLE, CLOSED, FORKED, QUEUE_FULL, STRUCT_SIZE, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_usage_get_async(
    client: *mut convai_client,
    options: *const convai_call_options,
    error: *mut *mut convai_error,
) -> *mut convai_operation {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe { guard::handle(error, || get(client, options)?.into_operation()) }
}
