//! `convai_playback`: what the player hears.

use super::{
    audio::{convai_pcm, read_pcm},
    error::convai_error,
    operation::{self, convai_operation},
    status::convai_status,
    support::{
        feeder, guard,
        handles::{self, Kind},
        structs, time,
    },
};
use crate::api::{AddMode, Error, Playback, PlaybackOptions, PlaybackPhase, PlaybackState, Status};
use std::sync::Arc;

/// `mode`: the voice is heard after those that are in the queue.
pub const CONVAI_PLAYBACK_QUEUE: i32 = 0;
/// `mode`: what is heard fades out in 10 ms, the queue is emptied, and then the voice is heard.
pub const CONVAI_PLAYBACK_REPLACE: i32 = 1;

/// `state`: nothing was added, or everything was stopped or interrupted.
pub const CONVAI_PLAYBACK_EMPTY: i32 = 0;
/// `state`: there is a voice that does not sound: nothing of it has arrived, the rest of it has not arrived (a gap, and no
/// end), the audio callback has not read it yet, or the playback is paused.
pub const CONVAI_PLAYBACK_BUFFERING: i32 = 1;
/// `state`: the last read returned voice; without a device, a voice plays.
pub const CONVAI_PLAYBACK_SPEAKING: i32 = 2;
/// `state`: the last frame of the last voice was read. It sounds `latency_ms` later.
pub const CONVAI_PLAYBACK_ENDED: i32 = 3;

/// What the player hears: a queue of voices, and the audio callback that reads them. Opaque; the value is a token and
/// not an address.
#[allow(non_camel_case_types)]
pub struct convai_playback {
    _opaque: [u8; 0],
}

/// How a playback is made. Start from `CONVAI_PLAYBACK_OPTIONS_INIT`.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_playback_options {
    /// `sizeof(convai_playback_options)`; the INIT macro sets it.
    pub struct_size: u32,
    /// Required. The sample rate of the device in Hz: 8,000 to 192,000.
    pub sample_rate: u32,
    /// The time from a read until its samples are heard, in milliseconds: at most 1,000. The state tells what is heard
    /// and not what was read, so `operation`, `frames`, the level and `mouth` follow later by this time. Default: 0.
    pub latency_ms: i32,
    /// A voice begins when so many milliseconds of it have arrived, or all of it: at most 500. A voice that arrives more
    /// slowly begins 250 ms later than that after its first samples. A longer buffer hides the gaps of a slow network. Default: 0, which begins with the
    /// first frame.
    pub start_buffer_ms: i32,
    /// How much audio the playback holds at most, in milliseconds: at most 3,600,000. The turns of a conversation are
    /// never refused. Default: 300,000.
    pub max_buffered_ms: i32,
    /// 1: there is no audio device, as on a server. A voice plays by the clock and ends when its time has passed, and
    /// reads return silence. 0: a voice plays while the host program reads.
    pub without_device: u32,
}

/// What is heard now. Start from `CONVAI_PLAYBACK_STATE_INIT`.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_playback_state {
    /// `sizeof(convai_playback_state)`; the INIT macro sets it.
    pub struct_size: u32,
    /// `CONVAI_PLAYBACK_EMPTY`, `_BUFFERING`, `_SPEAKING` or `_ENDED`.
    pub state: i32,
    /// 1 while the playback is paused, else 0.
    pub paused: i32,
    /// How often a voice had a gap, because the rest of it had not arrived, since the playback was created. A gap is
    /// counted when the voice continues.
    pub underruns: u32,
    /// The length of all voice that was read since the playback was created, in milliseconds.
    pub played_ms: u64,
    /// The length of what is in the queue and was not read, in milliseconds, as far as it has arrived.
    pub buffered_ms: u64,
    /// The operation whose reply is heard. NULL for samples, and if nothing is heard. It stays after the end of the last
    /// voice. It is there to be compared: it is not owned, must not be freed, and may have been freed already.
    pub operation: *mut convai_operation,
    /// The `user_data` of the voice that is heard: that of the call's options, or of `convai_playback_add_pcm`.
    pub user_data: u64,
    /// How many frames of that voice were heard, at its own sample rate. For captions in time with the sound, show the
    /// `text` of a piece when this has reached its `first_frame`.
    pub frames: u64,
    /// The sample rate of that voice in Hz, or 0 if there is none.
    pub sample_rate: u32,
    /// The level of what is heard, from 0 (silence) to 1 (full scale): the root mean square over 20 ms, volume and fades
    /// included.
    pub rms: f32,
    /// The largest absolute sample value over 20 ms, from 0 to 1.
    pub peak: f32,
    /// How far a mouth is open, from 0 to 1: the amplitude of the voice, smoothed, relative to its loudest part. The
    /// volume does not change it.
    pub mouth: f32,
}

structs::versioned!(convai_playback_options, without_device: u32);
structs::versioned!(convai_playback_state, mouth: f32);

pub(super) fn object(playback: *mut convai_playback) -> Result<Arc<Playback>, Error> {
    handles::get(playback.addr(), Kind::Playback)
}

/// Creates a playback and allocates all the memory that its audio thread needs, about 200 KB. It opens no audio device:
/// that is the host program's, whose audio callback reads.
///
/// @param options The device. Must not be NULL.
/// @param error Receives the error on failure, else NULL. The caller frees it with `convai_error_free`. May be NULL.
///
/// @return The playback, which the caller frees with `convai_playback_free`, or NULL on failure.
///
/// Errors: NULL_POINTER, STRUCT_SIZE, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_new(
    options: *const convai_playback_options,
    error: *mut *mut convai_error,
) -> *mut convai_playback {
    // SAFETY: the pointers are NULL or valid, as the comment above demands.
    unsafe {
        guard::handle(error, || {
            let options: convai_playback_options = structs::read_required(options, "options")?;
            let options = PlaybackOptions {
                sample_rate: options.sample_rate,
                latency: time::option(options.latency_ms, "options.latency_ms")?,
                start_buffer: time::option(options.start_buffer_ms, "options.start_buffer_ms")?,
                max_buffered: time::option(options.max_buffered_ms, "options.max_buffered_ms")?,
                without_device: switch(options.without_device as i32, "options.without_device")?,
            };
            handles::insert(Playback::new(feeder::get(), &options)?, Kind::Playback)
        })
    }
}

/// Frees a playback and sets the caller's variable to NULL. What it plays breaks off. For a fade, call
/// `convai_playback_stop`, let the callback read for the time of the fade, and then free the playback.
///
/// @param playback The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, BAD_HANDLE (freed already, or not a playback) or FORKED.
///
/// Threads: any, also while the audio thread reads: that read ends as usual, and later ones return silence. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_free(playback: *mut *mut convai_playback) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { handles::remove::<Playback, _>(playback, Kind::Playback) }.map(drop))
}

/// Adds samples as a voice. They are copied before the function returns. A thread of the library converts them to the
/// sample rate of the device. Several channels are averaged.
///
/// @param playback The playback.
/// @param pcm The samples. Must not be NULL. No frames give AUDIO_INPUT.
/// @param user_data Any number, which `convai_playback_poll` returns while these samples are heard.
/// @param mode `CONVAI_PLAYBACK_QUEUE` or `CONVAI_PLAYBACK_REPLACE`.
///
/// @return `CONVAI_OK`, NULL_POINTER, STRUCT_SIZE, AUDIO_INPUT, INVALID_ARGUMENT, QUEUE_FULL (the playback would hold more
/// than `max_buffered_ms`; nothing was added or replaced), BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_add_pcm(
    playback: *mut convai_playback,
    pcm: *const convai_pcm,
    user_data: u64,
    mode: i32,
) -> convai_status {
    guard::status(|| {
        let playback = object(playback)?;
        // SAFETY: the pointer is NULL or valid, as the comment above demands.
        let pcm = unsafe { read_pcm(pcm) }?;
        playback.add_pcm(&pcm, user_data, read_mode(mode)?)
    })
}

/// Adds the reply of a turn as a voice: what has arrived is heard, and the rest while it arrives. The turn may be running
/// or finished, and its response taken or not. A reply without audio ends as soon as it is its turn.
///
/// The operation may be freed before the reply is heard. Freeing one that has not finished cancels the turn, as always;
/// what had arrived is heard. Do not add the turns of a conversation that has this playback by
/// `convai_conversation_set_playback`: they would be heard twice.
///
/// @param playback The playback.
/// @param operation An operation of kind `CONVAI_KIND_RESPONSE`. `convai_playback_poll` returns it, and its `user_data`,
/// while it is heard.
/// @param mode `CONVAI_PLAYBACK_QUEUE` or `CONVAI_PLAYBACK_REPLACE`.
///
/// @return `CONVAI_OK`, INVALID_ARGUMENT, WRONG_KIND, CANCELLED (`convai_conversation_interrupt` was called since the turn
/// was said: nobody wants to hear it), QUEUE_FULL (the playback holds more than `max_buffered_ms` already; nothing was
/// added), BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_add_operation(
    playback: *mut convai_playback,
    operation: *mut convai_operation,
    mode: i32,
) -> convai_status {
    guard::status(|| {
        let playback = object(playback)?;
        let (reply, user_data) = (operation::reply(operation)?, operation::user_data(operation)?);
        playback.add_reply(&reply, user_data, read_mode(mode)?)
    })
}

/// Stops: what is heard fades out, and all voices are dropped, with what of them has not arrived yet. The state is
/// `CONVAI_PLAYBACK_EMPTY` at once, while the next reads return the fade. It cancels no turn, and voices that are added
/// later are heard.
///
/// @param playback The playback.
/// @param fade_ms The length of the fade in milliseconds: 1 to 10,000, or 0 for one of 10 ms.
///
/// @return `CONVAI_OK`, INVALID_ARGUMENT (`fade_ms` is negative or larger), BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_stop(playback: *mut convai_playback, fade_ms: i32) -> convai_status {
    guard::status(|| {
        object(playback)?.fade_out(Playback::fade_ms(fade_ms)?);
        Ok(())
    })
}

/// Pauses or continues. What is heard fades out in 5 ms, and later continues from there with a ramp of 5 ms. The state is
/// `CONVAI_PLAYBACK_BUFFERING` meanwhile, and reads return silence. Time does not pass in a pause, also without a device.
///
/// @param playback The playback.
/// @param paused 1 to pause, 0 to continue. Pausing twice does nothing more.
///
/// @return `CONVAI_OK`, INVALID_ARGUMENT (another number), BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_pause(playback: *mut convai_playback, paused: i32) -> convai_status {
    guard::status(|| object(playback)?.pause(switch(paused, "paused")?))
}

/// Sets the volume. It changes within 10 ms, without a click.
///
/// @param playback The playback.
/// @param gain The factor for each sample, from 0 (silence) to 8. It is 1 at first. The result is limited to full
/// scale.
///
/// @return `CONVAI_OK`, INVALID_ARGUMENT (out of range, or not a number), BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_set_volume(playback: *mut convai_playback, gain: f32) -> convai_status {
    guard::status(|| object(playback)?.set_volume(gain))
}

/// Tells that the device has changed: another sample rate, another latency, or both. At another rate the voice fades out
/// in 10 ms and continues from there; reads that follow are at the new rate.
///
/// @param playback The playback.
/// @param sample_rate The sample rate of the device in Hz: 8,000 to 192,000.
/// @param latency_ms The time from a read until its samples are heard, in milliseconds: 0 to 1,000.
///
/// @return `CONVAI_OK`, INVALID_ARGUMENT, BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_set_device(
    playback: *mut convai_playback,
    sample_rate: u32,
    latency_ms: i32,
) -> convai_status {
    guard::status(|| {
        let latency = time::option(latency_ms, "latency_ms")?.unwrap_or_default();
        object(playback)?.set_device(sample_rate, latency)
    })
}

/// Tells what is heard now, for animation, captions and the logic of the game. Call it in each frame of the game.
///
/// @param playback The playback.
/// @param state Receives the state. Start from `CONVAI_PLAYBACK_STATE_INIT`; it can be used again for the next call. Must
/// not be NULL.
///
/// @return `CONVAI_OK`, NULL_POINTER, STRUCT_SIZE, BAD_HANDLE or FORKED.
///
/// Threads: any but the audio thread, because it takes a lock. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_playback_poll(
    playback: *mut convai_playback,
    state: *mut convai_playback_state,
) -> convai_status {
    guard::status(|| {
        let playback = object(playback)?;
        if state.is_null() {
            return Err(Error::null("state"));
        }
        // SAFETY: the pointer is valid, as the comment above demands.
        unsafe { structs::write(state, &view(&playback.state())) }
    })
}

fn view(state: &PlaybackState) -> convai_playback_state {
    convai_playback_state {
        struct_size: 0,
        state: match state.phase {
            PlaybackPhase::Empty => CONVAI_PLAYBACK_EMPTY,
            PlaybackPhase::Buffering => CONVAI_PLAYBACK_BUFFERING,
            PlaybackPhase::Speaking => CONVAI_PLAYBACK_SPEAKING,
            PlaybackPhase::Ended => CONVAI_PLAYBACK_ENDED,
        },
        paused: state.is_paused.into(),
        underruns: state.underruns,
        played_ms: state.played_ms,
        buffered_ms: state.buffered_ms,
        operation: std::ptr::without_provenance_mut(state.tag.operation),
        user_data: state.tag.user_data,
        frames: state.heard.frames,
        sample_rate: state.sample_rate,
        rms: state.heard.level.rms,
        peak: state.heard.level.peak,
        mouth: state.heard.mouth,
    }
}

fn read_mode(mode: i32) -> Result<AddMode, Error> {
    match mode {
        CONVAI_PLAYBACK_QUEUE => Ok(AddMode::Queue),
        CONVAI_PLAYBACK_REPLACE => Ok(AddMode::Replace),
        other => Err(Error::argument(
            "mode",
            format!("`mode` is {other}: pass `CONVAI_PLAYBACK_QUEUE` or `CONVAI_PLAYBACK_REPLACE`"),
        )),
    }
}

fn switch(value: i32, name: &'static str) -> Result<bool, Error> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(Error::new(Status::InvalidArgument, format!("`{name}` is {other}: set 0 or 1")).about(name)),
    }
}
