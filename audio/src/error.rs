//! The error of this module: a message for the developer who uses the library.

use std::fmt;

/// Describes why audio cannot be used. The message states the problem and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AudioError {
    pub message: String,
    /// True if the audio is valid but memory for it could not be allocated.
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

/// Reserves memory for `count` more items. A failed allocation becomes an error, because a long recording must not
/// abort the host program.
pub(super) fn reserve<T>(list: &mut Vec<T>, count: usize) -> Result<(), AudioError> {
    list.try_reserve_exact(count).map_err(|_| {
        let bytes = count.saturating_mul(size_of::<T>());
        AudioError {
            message: format!("there is not enough memory for {bytes} bytes of audio; use a shorter recording"),
            out_of_memory: true,
        }
    })
}
