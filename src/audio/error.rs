//! The one error of this room: a sentence for the developer who reads the log.

use std::fmt;

/// Audio that cannot be used. The message says what is wrong and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioError {
    pub message: String,
    /// Nothing is wrong with the audio, but there is no memory for it.
    pub out_of_memory: bool,
}

impl AudioError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), out_of_memory: false }
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
        AudioError {
            message: format!("there is no memory for {bytes} bytes of audio; shorter audio needs less"),
            out_of_memory: true,
        }
    })
}
