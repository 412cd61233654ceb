//! `convai_utterance`: microphone chunks, collected until the player stops.

use super::{
    audio::{format_from_c, sample_bytes},
    client::time_option,
    error::convai_error,
    guard,
    handle::{self, Kind},
    status::convai_status,
    structs,
};
use crate::api::{Error, Status, Utterance};
use std::{ffi::c_void, sync::Arc};

/// Samples that are collected until the player stops. Opaque; the value is a token and not an address.
#[allow(non_camel_case_types)]
pub struct convai_utterance {
    _opaque: [u8; 0],
}

/// What an utterance collects. Start from `CONVAI_UTTERANCE_OPTIONS_INIT`.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_utterance_options {
    /// `sizeof(convai_utterance_options)`: set by the INIT macro.
    pub struct_size: u32,
    /// One of `CONVAI_PCM_...`: what the chunks are made of.
    pub format: i32,
    /// How many channels the chunks have, interleaved: 1 to 32.
    pub channels: u32,
    /// Frames per second: 8,000 to 192,000.
    pub sample_rate: u32,
    /// The longest utterance, in milliseconds. 0 for 30,000; at most 600,000, and at most 256 MiB of samples.
    pub max_ms: i32,
    /// Must be 0.
    pub reserved: u32,
}

pub(super) fn utterance_object(utterance: *mut convai_utterance) -> Result<Arc<Utterance>, Error> {
    handle::get(utterance.addr(), Kind::Utterance)
}

/// Makes an utterance and takes all the memory that it will need: twice that of its longest recording, so that one can be
/// said while the next is recorded. For long ones that takes milliseconds: make it when a scene loads, and keep it.
///
/// @param options what it collects. Must not be NULL.
/// @param error where a failure is described. May be NULL; free it with `convai_error_free`.
///
/// @return the utterance, to be freed with `convai_utterance_free`, or NULL.
/// Errors: NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT, AUDIO_INPUT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_new(
    options: *const convai_utterance_options,
    error: *mut *mut convai_error,
) -> *mut convai_utterance {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            let options: convai_utterance_options = structs::read_required(options, "options")?;
            if options.reserved != 0 {
                return Err(Error::new(
                    Status::StructSize,
                    "`convai_utterance_options.reserved` must be 0: start from `CONVAI_UTTERANCE_OPTIONS_INIT`",
                ));
            }
            let format = format_from_c(options.format, "options.format")?;
            let utterance = Utterance::new(
                format,
                options.channels,
                options.sample_rate,
                time_option(options.max_ms, "options.max_ms")?,
            )?;
            handle::insert(Arc::new(utterance), Kind::Utterance)
        })
    }
}

/// Adds a chunk of samples. Made for an audio thread: it takes no memory, and waits for nothing but another chunk that is
/// being copied, and for the moment in which the utterance is said or a handle is made or freed elsewhere.
///
/// @param utterance the utterance.
/// @param samples the chunk, in the utterance's format, channels interleaved; any alignment. Must not be NULL.
/// @param frames how many frames it has. 0 is fine and does nothing.
///
/// @return `CONVAI_OK`; UTTERANCE_FULL (what fitted was taken, the rest of the chunk was not: say it, or clear it);
/// NULL_POINTER, INVALID_ARGUMENT, BAD_HANDLE or FORKED.
///
/// Threads: any; chunks of several threads are taken whole, in some order. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_push(
    utterance: *mut convai_utterance,
    samples: *const c_void,
    frames: usize,
) -> convai_status {
    guard::status(|| {
        let utterance = utterance_object(utterance)?;
        let length = sample_bytes(frames, utterance.frame_bytes())?;
        // SAFETY: the caller passes as many frames as it says.
        utterance.push(unsafe { structs::bytes(samples.cast(), length, "samples") }?)
    })
}

/// Tells how loud the last chunk was, for a level meter.
///
/// @param utterance the utterance.
/// @param peak receives the largest sample, from 0 (silence) to 1 (full scale). May be NULL.
/// @param rms receives the root of the mean square, from 0 to 1. May be NULL.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any, also while another thread pushes. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_level(
    utterance: *mut convai_utterance,
    peak: *mut f32,
    rms: *mut f32,
) -> convai_status {
    guard::status(|| {
        let level = utterance_object(utterance)?.level();
        // SAFETY: the pointers are NULL or valid for writing, as the comment above demands.
        unsafe {
            structs::put(peak, level.peak);
            structs::put(rms, level.rms);
        }
        Ok(())
    })
}

/// Tells how much an utterance holds.
///
/// @param utterance the utterance.
/// @param frames receives the number of frames. May be NULL.
/// @param milliseconds receives the same as a time. May be NULL.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any, also while another thread pushes. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_length(
    utterance: *mut convai_utterance,
    frames: *mut u64,
    milliseconds: *mut i32,
) -> convai_status {
    guard::status(|| {
        let utterance = utterance_object(utterance)?;
        let held = utterance.frames();
        // SAFETY: the pointers are NULL or valid for writing, as the comment above demands.
        unsafe {
            structs::put(frames, held);
            structs::put(
                milliseconds,
                i32::try_from(held * 1_000 / u64::from(utterance.sample_rate())).unwrap_or(i32::MAX),
            );
        }
        Ok(())
    })
}

/// Throws away what an utterance holds; its memory is kept for the next one.
///
/// @param utterance the utterance.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_clear(utterance: *mut convai_utterance) -> convai_status {
    guard::status(|| {
        utterance_object(utterance)?.clear();
        Ok(())
    })
}

/// Frees an utterance and sets the caller's variable to NULL.
///
/// @param utterance the address of the variable. NULL, or a variable that holds NULL, is fine and does nothing.
///
/// @return `CONVAI_OK`, BAD_HANDLE (freed before, or not an utterance) or FORKED.
///
/// Threads: any; not while the audio thread still pushes, or that push gets BAD_HANDLE. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_free(utterance: *mut *mut convai_utterance) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { handle::remove::<Utterance, _>(utterance, Kind::Utterance) }.map(drop))
}
