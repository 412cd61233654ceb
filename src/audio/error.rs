//! The one error of this room: a sentence for the developer who reads the log.

use std::fmt;

/// Audio that cannot be used. The message says what is wrong and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioError {
    pub message: String,
}

impl AudioError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }
}

impl fmt::Display for AudioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for AudioError {}

/// Memory for `count` more items, or an error that can be handed on: a host should not be aborted
/// because somebody recorded for an hour.
pub(super) fn reserve<T>(list: &mut Vec<T>, count: usize) -> Result<(), AudioError> {
    list.try_reserve_exact(count).map_err(|_| {
        let bytes = count.saturating_mul(size_of::<T>());
        AudioError::new(format!(
            "there is not enough memory for {bytes} bytes of audio; send or record a shorter utterance"
        ))
    })
}
