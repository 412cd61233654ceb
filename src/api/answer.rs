//! What every call ends with.

use super::{Error, Status};
use crate::transport::{Outcome, Stop};

/// The most that is kept of a reply which is not what it should be.
const KEPT_OF_BAD_REPLY: usize = 64 * 1024;

/// How a call ended: a value, an error, or both (a reply whose text is good and whose audio is not), and the reply as it
/// came.
#[derive(Default)]
pub struct Answer<T> {
    pub error: Option<Error>,
    pub value: T,
    pub raw: Option<Vec<u8>>,
}

impl<T> Answer<T> {
    pub fn good(value: T, raw: Vec<u8>) -> Self {
        Self { error: None, value, raw: Some(raw) }
    }
}

impl<T> Answer<T> {
    /// A reply that is not what was hoped for, and what could be read of it: its beginning is kept.
    pub fn partly(value: T, error: Error, mut raw: Vec<u8>) -> Self {
        raw.truncate(KEPT_OF_BAD_REPLY);
        raw.shrink_to_fit();
        Self { error: Some(error), value, raw: Some(raw) }
    }

    /// The reply may have been longer than what is kept of it.
    pub(super) fn is_cut(&self) -> bool {
        self.raw.as_ref().is_some_and(|raw| raw.len() >= KEPT_OF_BAD_REPLY)
    }
}

impl<T: Default> Answer<T> {
    /// A reply of which nothing could be read.
    pub fn bad(error: Error, raw: Vec<u8>) -> Self {
        Self::partly(T::default(), error, raw)
    }
}

impl<T: Default> From<Error> for Answer<T> {
    fn from(error: Error) -> Self {
        Self { error: Some(error), ..Self::default() }
    }
}

impl<T: Default + Send + 'static> Outcome for Answer<T> {
    fn stopped(stop: Stop, anything_sent: bool) -> Self {
        let error = match stop {
            Stop::Cancelled => Error::new(Status::Cancelled, "the request was cancelled").retryable(true),
            Stop::Panicked(place) => Error::new(
                Status::Panic,
                format!("the library failed inside and contained it ({place}): please report this"),
            ),
        };
        Error { request_sent: anything_sent, ..error }.into()
    }
}
