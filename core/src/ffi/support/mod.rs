//! Helpers of the C API files. They do not depend on those files.
//!
//! - `guard`: contains panics and turns errors into what a function can return
//! - `handles`, `slots`: the table behind the handles
//! - `memory`: results that the caller owns
//! - `structs`, `text`, `time`: arguments and outputs
//! - `audio_view`: the audio of a result
//! - `feeder`: the thread of the playbacks
//! - `per_process`, `fork`: global state, which a forked child starts anew

pub(super) mod audio_view;
pub(super) mod feeder;
mod fork;
pub(super) mod guard;
pub(super) mod handles;
pub(super) mod memory;
pub(super) mod per_process;
mod slots;
pub(super) mod structs;
pub(super) mod text;
pub(super) mod time;
