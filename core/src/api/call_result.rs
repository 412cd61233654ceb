//! The options and the result of one call.

use super::{Error, Scene, Status, secrets::Secrets};
use crate::transport::{Deadline, Outcome, Stop};
use std::time::Duration;

/// How much is kept of the reply to a failed call, in bytes.
pub(super) const FAILED_REPLY_BYTES: usize = 64 * 1024;

/// Settings of one call. `None` and 0 take the client's setting.
#[derive(Clone, Debug, Default)]
pub struct CallOptions {
    pub timeout: Option<Duration>,
    pub connect_timeout: Option<Duration>,
    /// How long a streamed reply may pause.
    pub idle_timeout: Option<Duration>,
    pub upload_sample_rate: u32,
    pub response_level: Option<i32>,
    /// A value of the program, for the log.
    pub user_data: u64,
    /// When the call ends at the latest. `None` is never.
    pub deadline: Option<Deadline>,
    /// The scene of a turn. `None` takes the conversation's.
    pub scene: Option<Scene>,
}

/// How a call ended: with a value, with an error, or with both (a reply whose text can be read and whose audio cannot).
#[derive(Default)]
pub struct CallResult<T> {
    pub error: Option<Error>,
    pub value: T,
    /// The body of the reply as it arrived. If the call failed, only its beginning, with the secrets redacted.
    pub raw_json: Option<Vec<u8>>,
}

impl<T> CallResult<T> {
    pub fn success(value: T, raw_json: Vec<u8>) -> Self {
        Self { error: None, value, raw_json: Some(raw_json) }
    }

    /// A reply that was read in part. The secrets are redacted before the reply is truncated, so that no part of it is
    /// left at the cut.
    pub(super) fn partial(value: T, error: Error, raw: &[u8], secrets: &Secrets) -> Self {
        let kept = secrets.redact_prefix(raw, FAILED_REPLY_BYTES).into_owned();
        Self { error: Some(error), value, raw_json: Some(kept) }
    }
}

impl<T> CallResult<T> {
    /// Redacts the secrets in the error. The reply of a successful call is the caller's data and stays as it is; that
    /// of a failed call was redacted when it was truncated.
    pub(super) fn redacted(mut self, secrets: &Secrets) -> Self {
        self.error = self.error.map(|error| secrets.redact_error(error));
        self
    }
}

impl<T: Default> CallResult<T> {
    /// A reply that could not be read.
    pub(super) fn failure(error: Error, raw: &[u8], secrets: &Secrets) -> Self {
        Self::partial(T::default(), error, raw, secrets)
    }
}

impl<T: Default> From<Error> for CallResult<T> {
    fn from(error: Error) -> Self {
        Self { error: Some(error), ..Self::default() }
    }
}

impl<T: Default + Send + 'static> Outcome for CallResult<T> {
    fn stopped(stop: Stop, anything_sent: bool) -> Self {
        let mut error = match stop {
            Stop::Cancelled => Error::new(Status::Cancelled, "the request was cancelled").retryable(true),
            Stop::Panicked(location) => Error::panicked(&location),
        };
        error.request_sent = anything_sent;
        error.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets() -> Secrets {
        Secrets::of_key("0123456789ab")
    }

    #[test]
    fn a_failure_is_redacted_in_all_its_texts_and_a_success_in_none() {
        let mut error = Error::new(Status::Refused, "refused: no 0123456789ab");
        error.service_message = Some("no 0123456789ab".into());
        error.reference = Some("0123456789ab".into());
        let raw = b"{\"ERROR\":\"no 0123456789ab\"}";
        let result: CallResult<()> = CallResult::failure(error, raw, &secrets()).redacted(&secrets());
        let error = result.error.expect("an error");
        assert_eq!(error.message, "refused: no ***");
        assert_eq!(error.service_message.as_deref(), Some("no ***"));
        assert_eq!(error.reference.as_deref(), Some("***"));
        assert_eq!(result.raw_json.as_deref(), Some(b"{\"ERROR\":\"no ***\"}".as_slice()));
        let success = CallResult::success((), b"0123456789ab".into()).redacted(&secrets());
        assert_eq!(success.raw_json.as_deref(), Some(b"0123456789ab".as_slice()));
    }

    #[test]
    fn a_reply_that_is_truncated_within_the_key_is_masked() {
        let mut reply = vec![b'x'; 64 * 1024 - 6];
        reply.extend_from_slice(b"0123456789ab");
        let result = CallResult::<()>::failure(Error::new(Status::Refused, "no"), &reply, &secrets());
        assert!(result.raw_json.expect("a reply").ends_with(b"x***"));
    }
}
