//! The version of the library, and the checks that a wrapper makes when it loads the library.

use super::{
    audio::*,
    call_options::*,
    character::*,
    character_spec::*,
    characters::*,
    chat::*,
    client::*,
    error::*,
    field::*,
    generated_text::*,
    language::*,
    log::*,
    narrative::*,
    operation::*,
    piece::*,
    playback::*,
    queue::*,
    request::*,
    response::*,
    result::*,
    scene::*,
    support::{guard, handles, memory, text::optional_text},
    token::*,
    usage::*,
    utterance::*,
    voice::*,
};
use std::ffi::c_char;

/// The version of the ABI that this header describes. It is raised only when something is removed or its layout
/// changes, not by additions. Compare it with `convai_abi_version()` before any other call.
pub const CONVAI_ABI_VERSION: u32 = 1;

/// Returns the ABI version of the loaded library.
///
/// @return `CONVAI_ABI_VERSION` if the layouts of this header and of the library agree. The library may still be older
/// than the header, with fewer functions and fields: `convai_struct_size` tells. With any other number, call nothing
/// else.
///
/// Errors: none. Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub extern "C" fn convai_abi_version() -> u32 {
    CONVAI_ABI_VERSION
}

/// Returns the version of the loaded library.
///
/// @return A NUL-terminated string such as "0.1.0" that lives as long as the library and must not be freed.
///
/// Errors: none. Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub extern "C" fn convai_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// Returns the size of a public struct in the loaded library. A binding that declares the structs itself, as C# and
/// Python do, checks them with this function when it loads the library.
///
/// @param name The name of the struct, such as "convai_response". May be NULL.
///
/// @return The size in bytes, or 0 for NULL and for an unknown name. A newer library may have larger structs: fields
/// are only added at the end.
///
/// Errors: none. Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_struct_size(name: *const c_char) -> usize {
    guard::value(0, || {
        // SAFETY: the caller passes NULL or a NUL-terminated string, as the comment above demands.
        Ok(match unsafe { optional_text(name, "name") }?.unwrap_or_default() {
            "convai_client_options" => size_of::<convai_client_options>(),
            "convai_call_options" => size_of::<convai_call_options>(),
            "convai_scene" => size_of::<convai_scene>(),
            "convai_scene_item" => size_of::<convai_scene_item>(),
            "convai_field" => size_of::<convai_field>(),
            "convai_character_spec" => size_of::<convai_character_spec>(),
            "convai_pcm" => size_of::<convai_pcm>(),
            "convai_utterance_options" => size_of::<convai_utterance_options>(),
            "convai_playback_options" => size_of::<convai_playback_options>(),
            "convai_playback_state" => size_of::<convai_playback_state>(),
            "convai_event" => size_of::<convai_event>(),
            "convai_progress" => size_of::<convai_progress>(),
            "convai_error" => size_of::<convai_error>(),
            "convai_result" => size_of::<convai_result>(),
            "convai_character" => size_of::<convai_character>(),
            "convai_characters" => size_of::<convai_characters>(),
            "convai_voice" => size_of::<convai_voice>(),
            "convai_voices" => size_of::<convai_voices>(),
            "convai_language" => size_of::<convai_language>(),
            "convai_languages" => size_of::<convai_languages>(),
            "convai_token" => size_of::<convai_token>(),
            "convai_response" => size_of::<convai_response>(),
            "convai_piece" => size_of::<convai_piece>(),
            "convai_audio" => size_of::<convai_audio>(),
            "convai_request" => size_of::<convai_request>(),
            "convai_chat_summary" => size_of::<convai_chat_summary>(),
            "convai_chats" => size_of::<convai_chats>(),
            "convai_chat_message" => size_of::<convai_chat_message>(),
            "convai_chat" => size_of::<convai_chat>(),
            "convai_usage_metric" => size_of::<convai_usage_metric>(),
            "convai_usage" => size_of::<convai_usage>(),
            "convai_generated_text" => size_of::<convai_generated_text>(),
            "convai_decision" => size_of::<convai_decision>(),
            "convai_section" => size_of::<convai_section>(),
            "convai_sections" => size_of::<convai_sections>(),
            "convai_trigger" => size_of::<convai_trigger>(),
            "convai_triggers" => size_of::<convai_triggers>(),
            "convai_log_entry" => size_of::<convai_log_entry>(),
            _ => 0,
        })
    })
}

/// Counts the objects that the caller owns and has not freed: clients, operations, conversations, utterances,
/// playbacks, results and errors. Assert that it is 0 at the end of your tests: leak checkers do not report objects that
/// the library can still reach.
///
/// @return The number of objects.
///
/// Errors: none. Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub extern "C" fn convai_live_objects() -> u64 {
    guard::value(u64::MAX, || Ok((handles::live() + memory::live()) as u64))
}
