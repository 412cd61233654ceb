//! `convai_utterance`: microphone samples, collected until the player stops.

use super::{
    audio::read_format,
    error::convai_error,
    status::convai_status,
    support::{
        guard,
        handles::{self, Kind},
        structs, time,
    },
};
use crate::api::{Error, Status, Utterance};
use std::{ffi::c_void, sync::Arc};

/// Collects samples until the player stops. Opaque; the value is a token and not an address.
#[allow(non_camel_case_types)]
pub struct convai_utterance {
    _opaque: [u8; 0],
}

/// The samples that an utterance collects. Start from `CONVAI_UTTERANCE_OPTIONS_INIT`.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_utterance_options {
    /// `sizeof(convai_utterance_options)`; the INIT macro sets it.
    pub struct_size: u32,
    /// Required. The format of the chunks: one of `CONVAI_PCM_...`.
    pub format: i32,
    /// Required. The number of channels, which are interleaved: 1 to 32.
    pub channels: u32,
    /// Required. The sample rate in Hz: 8,000 to 192,000.
    pub sample_rate: u32,
    /// The longest recording in milliseconds. Default: 30,000. At most 600,000, and at most 256 MiB of samples.
    pub max_ms: i32,
    /// Must be 0.
    pub reserved: u32,
}

structs::versioned!(convai_utterance_options, reserved: u32);

pub(super) fn object(utterance: *mut convai_utterance) -> Result<Arc<Utterance>, Error> {
    handles::get(utterance.addr(), Kind::Utterance)
}

/// Creates an utterance and allocates all the memory that it will need: twice that of its longest recording, so that
/// one recording can be said while the next is made. That takes milliseconds for a long one: create it when a scene
/// loads.
///
/// @param options The samples to collect. Must not be NULL.
/// @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
///
/// @return The utterance, which the caller frees with `convai_utterance_free`, or NULL on failure.
///
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
                    "`options.reserved` must be 0: start from `CONVAI_UTTERANCE_OPTIONS_INIT`",
                ));
            }
            let format = read_format(options.format, "options.format")?;
            let utterance = Utterance::new(
                format,
                options.channels,
                options.sample_rate,
                time::option(options.max_ms, "options.max_ms")?,
            )
            .map_err(|error| if error.argument.is_none() { error.about("options") } else { error })?;
            handles::insert(Arc::new(utterance), Kind::Utterance)
        })
    }
}

/// Adds a chunk of samples. Made for an audio thread: whatever it returns, it allocates nothing, frees nothing and waits
/// for nothing. It takes the time to copy and measure the chunk.
///
/// @param utterance The utterance.
/// @param samples The chunk, in the format of the utterance, with interleaved channels, at any alignment. May be NULL
/// if `frames` is 0.
/// @param frames The number of frames of the chunk. 0 does nothing.
///
/// @return `CONVAI_OK`; UTTERANCE_FULL (the frames that fit were added, the rest was dropped: say the utterance or
/// clear it); BUSY (another thread pushes at this moment, and nothing was added); NULL_POINTER, INVALID_ARGUMENT,
/// BAD_HANDLE or FORKED.
///
/// Threads: any, one at a time. Another thread may say, clear or free the utterance meanwhile. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_push(
    utterance: *mut convai_utterance,
    samples: *const c_void,
    frames: usize,
) -> convai_status {
    guard::audio(|| {
        handles::with(utterance.addr(), Kind::Utterance, |utterance: &Utterance| {
            // SAFETY: the caller passes as many frames as it says.
            let chunk = unsafe { structs::frames(samples.cast(), frames, utterance.frame_bytes()) }?;
            Ok(utterance.push(chunk))
        })?
    })
}

/// Measures how loud the last chunk was, over all channels, for a level meter. Frames that did not fit are measured,
/// too. The level is 0 before the first chunk, and after the utterance was said or cleared.
///
/// @param utterance The utterance.
/// @param peak Receives the largest absolute sample value, from 0 (silence) to 1 (full scale). May be NULL.
/// @param rms Receives the root mean square, from 0 to 1. May be NULL.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any, also an audio thread, and while another thread pushes. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_level(
    utterance: *mut convai_utterance,
    peak: *mut f32,
    rms: *mut f32,
) -> convai_status {
    guard::audio(|| {
        let level = handles::with(utterance.addr(), Kind::Utterance, Utterance::level)?;
        // SAFETY: the pointers are NULL or valid for writing, as the comment above demands.
        unsafe {
            structs::write_value(peak, level.peak);
            structs::write_value(rms, level.rms);
        }
        Ok(Status::Ok)
    })
}

/// Returns the length of the recording; 0 after the utterance was said or cleared.
///
/// @param utterance The utterance.
/// @param frames Receives the number of frames. May be NULL.
/// @param milliseconds Receives the length in milliseconds, rounded down. May be NULL.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any, also an audio thread, and while another thread pushes. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_length(
    utterance: *mut convai_utterance,
    frames: *mut u64,
    milliseconds: *mut i32,
) -> convai_status {
    guard::audio(|| {
        let length = |utterance: &Utterance| (utterance.frames(), utterance.sample_rate());
        let (held, rate) = handles::with(utterance.addr(), Kind::Utterance, length)?;
        // SAFETY: the pointers are NULL or valid for writing, as the comment above demands.
        unsafe {
            structs::write_value(frames, held);
            structs::write_value(milliseconds, i32::try_from(held * 1_000 / u64::from(rate)).unwrap_or(i32::MAX));
        }
        Ok(Status::Ok)
    })
}

/// Discards the recording. The memory is kept for the next one.
///
/// @param utterance The utterance.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_clear(utterance: *mut convai_utterance) -> convai_status {
    guard::status(|| {
        object(utterance)?.clear();
        Ok(())
    })
}

/// Frees an utterance and sets the caller's variable to NULL.
///
/// @param utterance The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, BAD_HANDLE (freed already, or not an utterance) or FORKED.
///
/// Threads: any. A push of the audio thread that comes later gets BAD_HANDLE. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_free(utterance: *mut *mut convai_utterance) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { handles::remove::<Utterance, _>(utterance, Kind::Utterance) }.map(drop))
}
