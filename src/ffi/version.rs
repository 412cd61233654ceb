//! What the library says about itself, and the check that every wrapper makes first.

use super::{
    audio::*, character::*, client::*, error::*, guard, handle, operation::*, response::*, result::*, utterance::*,
};
use crate::ffi::text::optional_text;
use std::ffi::c_char;

/// The version of the binary interface that this header describes. It is raised only when something is removed or its
/// layout changes; additions do not raise it. Compare it with `convai_abi_version()` before anything else.
pub const CONVAI_ABI_VERSION: u32 = 1;

/// Gives the version of the binary interface of the library that was loaded.
///
/// Equal to `CONVAI_ABI_VERSION` where header and library belong together; anything else means that the program was
/// built for another library: stop using it.
///
/// Threads: any. Blocks: no. Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn convai_abi_version() -> u32 {
    CONVAI_ABI_VERSION
}

/// Gives the version of the library, for instance "0.1.0".
///
/// The string is NUL-terminated, lives as long as the library, and must not be freed.
///
/// Threads: any. Blocks: no. Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn convai_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// Gives the size in bytes that the loaded library has for a public struct: how a binding that declares the structs
/// itself (C#, Python) finds out at start-up that it does not fit.
///
/// @param name the struct's name, such as "convai_response". May be NULL.
///
/// @return 0 for NULL or a name that is not known. A newer library may have larger result structs (`convai_response`,
/// `convai_character`, `convai_result`, `convai_audio`, `convai_error`): fields are only ever added at the end.
///
/// Threads: any. Blocks: no. Errors: none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_struct_size(name: *const c_char) -> usize {
    guard::value(0, || {
        // SAFETY: the caller passes NULL or a NUL-terminated string, as the comment above demands.
        Ok(match unsafe { optional_text(name, "name") }?.unwrap_or_default() {
            "convai_client_options" => size_of::<convai_client_options>(),
            "convai_call_options" => size_of::<convai_call_options>(),
            "convai_character_spec" => size_of::<convai_character_spec>(),
            "convai_pcm" => size_of::<convai_pcm>(),
            "convai_utterance_options" => size_of::<convai_utterance_options>(),
            "convai_event" => size_of::<convai_event>(),
            "convai_progress" => size_of::<convai_progress>(),
            "convai_error" => size_of::<convai_error>(),
            "convai_result" => size_of::<convai_result>(),
            "convai_character" => size_of::<convai_character>(),
            "convai_response" => size_of::<convai_response>(),
            "convai_audio" => size_of::<convai_audio>(),
            _ => 0,
        })
    })
}

/// Counts what the library has handed out and not got back: clients, operations, conversations, utterances, results
/// and errors. A program that has freed everything sees 0: assert it at the end of your tests, as leak checkers do not see
/// what the library still knows of.
///
/// Threads: any. Blocks: no. Errors: none.
#[unsafe(no_mangle)]
pub extern "C" fn convai_live_objects() -> u64 {
    guard::value(u64::MAX, || Ok(handle::live() as u64))
}
