//! `convai_playback_read_*`: the calls of an audio callback, and of a host that pushes.

use super::{
    playback::convai_playback,
    support::{
        guard,
        handles::{self, Kind},
        structs,
    },
};
use crate::api::Playback;
use std::time::Duration;

/// Reads the next samples at the sample rate of the device, for an audio callback: it allocates nothing, frees nothing,
/// makes no system call, takes no lock and waits for nothing. It overwrites all of `out`: with silence where there is no
/// voice, and if the handle is NULL, was freed, belongs to the parent process, or is being read by another thread at this
/// moment.
///
/// @param playback The playback.
/// @param out Receives `frames * channels` interleaved samples from -1 to 1. All channels of a frame get the same sample:
/// a voice is mono, and the host program places it. NULL, a misaligned buffer and one of more than 1 GiB are not written
/// to, and give 0.
/// @param frames The number of frames (samples per channel). 0 does nothing.
/// @param channels The number of channels of `out`. 0 does nothing.
///
/// @return How many of the frames are voice, fades included. They can be anywhere in `out`. Fewer than `frames`, or 0, are
/// no end: `convai_playback_poll` tells.
///
/// Errors: none. Threads: any, one at a time. Other threads may call every other function meanwhile, also
/// `convai_playback_free`. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_read_f32(
    playback: *mut convai_playback,
    out: *mut f32,
    frames: usize,
    channels: u32,
) -> usize {
    // SAFETY: the caller passes a buffer of this size, as the comment above demands.
    unsafe { read(playback, out, frames, channels, |playback, out| playback.read_f32(out, channels as usize)) }
}

/// Reads the next samples in 16 bits. In all else as `convai_playback_read_f32`.
///
/// @param playback The playback.
/// @param out Receives `frames * channels` interleaved samples. NULL, a misaligned buffer and one of more than 1 GiB are
/// not written to, and give 0.
/// @param frames The number of frames (samples per channel). 0 does nothing.
/// @param channels The number of channels of `out`. 0 does nothing.
///
/// @return How many of the frames are voice, fades included.
///
/// Errors: none. Threads: any, one at a time, as `convai_playback_read_f32`. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_read_s16(
    playback: *mut convai_playback,
    out: *mut i16,
    frames: usize,
    channels: u32,
) -> usize {
    // SAFETY: the caller passes a buffer of this size, as the comment above demands.
    unsafe { read(playback, out, frames, channels, |playback, out| playback.read_s16(out, channels as usize)) }
}

/// Reads for a host program without an audio callback, which pushes samples into a queue of the audio interface, as with
/// SDL. It reads what that queue lacks to hold `ahead_ms`; call it in each frame of the game, and push what it returns. It
/// ends with the voice, so that the next voice does not wait behind silence. The state takes the queue for latency, up to
/// 1,000 ms.
///
/// @param playback The playback.
/// @param out Receives the interleaved samples from -1 to 1, `channels` for each frame. NULL, a misaligned buffer and one
/// of more than 1 GiB are not written to, and give 0.
/// @param capacity The size of `out` in frames. At most so many frames are read: it should hold `ahead_ms`.
/// @param channels The number of channels.
/// @param queued How many frames the queue holds now, at the sample rate of the device.
/// @param ahead_ms The length in milliseconds that the queue is to have. It has to outlast the longest frame of the
/// game; 100 is usual. A negative number counts as 0.
///
/// @return How many frames to push, from the beginning of `out`; 0 if there is no voice, or the handle is NULL or was
/// freed. What follows them in `out` has no meaning.
///
/// Errors: none. Threads: any, one at a time, as `convai_playback_read_f32`. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_read_ahead_f32(
    playback: *mut convai_playback,
    out: *mut f32,
    capacity: usize,
    channels: u32,
    queued: usize,
    ahead_ms: i32,
) -> usize {
    // SAFETY: the caller passes a buffer of this size, as the comment above demands.
    unsafe { read_ahead(playback, out, capacity, channels, queued, ahead_ms, Playback::read_f32) }
}

/// Reads for a host program without an audio callback, in 16 bits. In all else as `convai_playback_read_ahead_f32`.
///
/// @param playback The playback.
/// @param out Receives the interleaved samples, `channels` for each frame. NULL, a misaligned buffer and one of more than
/// 1 GiB are not written to, and give 0.
/// @param capacity The size of `out` in frames.
/// @param channels The number of channels.
/// @param queued How many frames the queue holds now, at the sample rate of the device.
/// @param ahead_ms The length in milliseconds that the queue is to have. A negative number counts as 0.
///
/// @return How many frames to push, from the beginning of `out`. What follows them in `out` has no meaning.
///
/// Errors: none. Threads: any, one at a time, as `convai_playback_read_f32`. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_read_ahead_s16(
    playback: *mut convai_playback,
    out: *mut i16,
    capacity: usize,
    channels: u32,
    queued: usize,
    ahead_ms: i32,
) -> usize {
    // SAFETY: the caller passes a buffer of this size, as the comment above demands.
    unsafe { read_ahead(playback, out, capacity, channels, queued, ahead_ms, Playback::read_s16) }
}

/// # Safety NULL, or a buffer of this size.
unsafe fn read<T: Default + Copy>(
    playback: *mut convai_playback,
    out: *mut T,
    frames: usize,
    channels: u32,
    read: impl FnOnce(&Playback, &mut [T]) -> usize,
) -> usize {
    // SAFETY: as above.
    let Some(out) = (unsafe { structs::audio_buffer(out, frames, channels) }) else { return 0 };
    // Whatever happens below, the buffer is filled.
    out.fill(T::default());
    guard::audio_value(0, || {
        handles::with(playback.addr(), Kind::Playback, |playback| read(playback, out)).unwrap_or(0)
    })
}

/// # Safety NULL, or a buffer of this size.
unsafe fn read_ahead<T: Default + Copy + PartialEq>(
    playback: *mut convai_playback,
    out: *mut T,
    capacity: usize,
    channels: u32,
    queued: usize,
    ahead_ms: i32,
    read: fn(&Playback, &mut [T], usize) -> usize,
) -> usize {
    // SAFETY: as above.
    let Some(out) = (unsafe { structs::audio_buffer(out, capacity, channels) }).filter(|out| !out.is_empty()) else {
        return 0;
    };
    let (channels, ahead) = (channels as usize, Duration::from_millis(u64::try_from(ahead_ms).unwrap_or(0)));
    let body = |playback: &Playback| {
        playback.read_ahead(out, channels, queued, ahead, |playback, out| read(playback, out, channels))
    };
    guard::audio_value(0, || handles::with(playback.addr(), Kind::Playback, body).unwrap_or(0))
}
