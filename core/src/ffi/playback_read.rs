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

/// Reads the next samples, for an audio callback: it allocates nothing, frees nothing, takes no lock and waits for
/// nothing. It always fills all of `out`: with silence where there is no voice, and if the handle is NULL, was freed,
/// belongs to the parent process, or is being read by another thread at this moment.
///
/// @param playback The playback.
/// @param out Receives `frames * channels` samples from -1 to 1. All channels of a frame get the same sample: a voice
/// is mono, and the host program places it. NULL, and a misaligned buffer, are not written to.
/// @param frames The number of frames.
/// @param channels The number of channels of the device.
///
/// @return How many frames are voice. Fewer than `frames` are no end: `convai_playback_poll` tells.
///
/// Errors: none. Threads: any, one at a time. Another thread may call every other function, also the one that frees
/// it. Blocks: no.
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
/// @param out Receives `frames * channels` samples. NULL, and a misaligned buffer, are not written to.
/// @param frames The number of frames.
/// @param channels The number of channels of the device.
///
/// @return How many frames are voice.
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

/// Reads what a host lacks that pushes samples into a queue of its own, as with SDL and with procedural sounds, until
/// the queue holds `ahead_ms`. Call it in each frame of the game. It ends where the voice does, so that the next one
/// does not queue behind silence. The queue counts as latency in the state.
///
/// @param playback The playback.
/// @param out Receives the samples from -1 to 1, `channels` for each frame. NULL, and a misaligned buffer, are not
/// written to.
/// @param capacity The size of `out` in frames.
/// @param channels The number of channels.
/// @param queued The frames that the queue of the host holds now.
/// @param ahead_ms The length in milliseconds that the queue is to have. It has to outlast the longest frame of the
/// game; 100 is usual. A negative number counts as 0.
///
/// @return How many frames to push. The rest of `out` is not written to.
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

/// Reads what a host lacks that pushes samples, in 16 bits. In all else as `convai_playback_read_ahead_f32`.
///
/// @param playback The playback.
/// @param out Receives the samples, `channels` for each frame. NULL, and a misaligned buffer, are not written to.
/// @param capacity The size of `out` in frames.
/// @param channels The number of channels.
/// @param queued The frames that the queue of the host holds now.
/// @param ahead_ms The length in milliseconds that the queue is to have. A negative number counts as 0.
///
/// @return How many frames to push. The rest of `out` is not written to.
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
