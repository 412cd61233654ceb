//! `convai_utterance`: microphone samples, collected while the player speaks.

use super::{
    audio::{convai_pcm, format_of, read_format},
    error::convai_error,
    playback::{self, convai_playback},
    status::convai_status,
    support::{
        guard,
        handles::{self, Kind},
        structs, time,
    },
};
use crate::api::{Error, Status, Trigger, Utterance, UtteranceOptions};
use std::{ffi::c_void, sync::Arc};

/// Collects samples until the player stops. Opaque; the value is a token and not an address.
#[allow(non_camel_case_types)]
pub struct convai_utterance {
    _opaque: [u8; 0],
}

/// `trigger`: the first chunk begins a recording. Push while the button of push to talk is held, then say the
/// utterance.
pub const CONVAI_TRIGGER_PUSH: i32 = 0;
/// `trigger`: `convai_utterance_begin` begins a recording, which contains the `pre_roll_ms` before it. Push all the
/// time; call it when the button of push to talk is pressed, and say the utterance when the button is released.
pub const CONVAI_TRIGGER_BEGIN: i32 = 1;
/// `trigger`: the player's voice begins a recording, which contains the `pre_roll_ms` before it, and silence ends it.
/// Push all the time, and call `convai_utterance_next` in each frame of the game.
pub const CONVAI_TRIGGER_SPEECH: i32 = 2;

/// `event`: the player has begun to speak.
pub const CONVAI_UTTERANCE_SPEECH_STARTED: i32 = 1;
/// `event`: the player has finished, or the gate was closed, or the microphone has changed.
pub const CONVAI_UTTERANCE_SPEECH_ENDED: i32 = 2;
/// `event`: the recording has reached `max_ms`. If the player speaks on, the next recording continues without a gap.
pub const CONVAI_UTTERANCE_MAX_LENGTH: i32 = 3;

/// What an utterance collects. Start from `CONVAI_UTTERANCE_OPTIONS_INIT`. A field that the trigger does not use must
/// be 0.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Default)]
pub struct convai_utterance_options {
    /// `sizeof(convai_utterance_options)`; the INIT macro sets it.
    pub struct_size: u32,
    /// Required. The format of the chunks: one of `CONVAI_PCM_...`.
    pub format: i32,
    /// Required. The number of channels, which are interleaved: 1 to 32.
    pub channels: u32,
    /// Required. The sample rate in Hz: 8,000 to 192,000.
    pub sample_rate: u32,
    /// The longest recording in milliseconds, with its pre-roll. Default: 30,000. At most 600,000, and at most 256 MiB
    /// of samples.
    pub max_ms: i32,
    /// What begins a recording: one of `CONVAI_TRIGGER_...`. Default: the first chunk.
    pub trigger: i32,
    /// How much of the time before its beginning a recording contains, in milliseconds, so that the first syllable is
    /// not lost. Default: 300. At most 10,000, and 1 keeps next to nothing. Not for `CONVAI_TRIGGER_PUSH`.
    pub pre_roll_ms: i32,
    /// Only for `CONVAI_TRIGGER_SPEECH`, as all fields below: how long speech is heard before it counts, in
    /// milliseconds. The recording contains this time, too. Default: 100. At most 10,000.
    pub speech_ms: i32,
    /// How long silence is heard before it ends a recording, in milliseconds. Default: 600. At most 10,000.
    pub silence_ms: i32,
    /// The score from which a sound counts as speech, above 0 and at most 1. Default: 0.7. A higher one ignores more
    /// noise and misses more quiet speech.
    pub speech_threshold: f32,
    /// The score below which a sound counts as silence, above 0 and at most `speech_threshold`. Default: 0.4.
    pub silence_threshold: f32,
}

structs::versioned!(convai_utterance_options, silence_threshold: f32);

pub(super) fn object(utterance: *mut convai_utterance) -> Result<Arc<Utterance>, Error> {
    handles::get(utterance.addr(), Kind::Utterance)
}

/// Reads the options.
fn read_options(options: &convai_utterance_options) -> Result<UtteranceOptions, Error> {
    let format = read_format(options.format, "options.format")?;
    let trigger = match options.trigger {
        CONVAI_TRIGGER_PUSH => Trigger::Push,
        CONVAI_TRIGGER_BEGIN => Trigger::Begin,
        CONVAI_TRIGGER_SPEECH => Trigger::Speech,
        other => {
            return Err(Error::argument(
                "options.trigger",
                format!(
                    "`options.trigger` is {other}: set one of `CONVAI_TRIGGER_PUSH`, `_BEGIN` and `_SPEECH`, which are 0, 1 \
                     and 2"
                ),
            ));
        }
    };
    Ok(UtteranceOptions {
        max_length: time::option(options.max_ms, "options.max_ms")?,
        trigger,
        pre_roll: time::option(options.pre_roll_ms, "options.pre_roll_ms")?,
        speech_time: time::option(options.speech_ms, "options.speech_ms")?,
        silence_time: time::option(options.silence_ms, "options.silence_ms")?,
        speech_threshold: options.speech_threshold,
        silence_threshold: options.silence_threshold,
        ..UtteranceOptions::new(format, options.channels, options.sample_rate)
    })
}

/// Creates an utterance and allocates all the memory that it will need: twice that of its longest recording, so that
/// one recording can be said while the next is made, or three times for `CONVAI_TRIGGER_SPEECH`, so that one more can
/// wait. That takes milliseconds for a long one: create it when a scene loads.
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
            let options = read_options(&structs::read_required(options, "options")?)?;
            let utterance = Utterance::new(&options)
                .map_err(|error| if error.argument.is_none() { error.about("options") } else { error })?;
            handles::insert(Arc::new(utterance), Kind::Utterance)
        })
    }
}

/// Adds a chunk of samples. Made for an audio thread: whatever it returns, it allocates nothing, frees nothing and waits
/// for nothing. It takes the time to copy and measure the chunk. With `CONVAI_TRIGGER_SPEECH` it also detects speech,
/// which takes about a millisecond for each second of samples.
///
/// UTTERANCE_FULL means that the recording has reached `max_ms`: say the utterance, or clear it. With
/// `CONVAI_TRIGGER_SPEECH` it means that the player speaks while each of the three buffers holds a recording that was not
/// taken with `convai_utterance_next`, or neither said nor freed: do so. The recording begins as soon as a buffer is free,
/// and lacks what is older than its pre-roll. An utterance that `convai_utterance_next` delivered takes no samples.
///
/// @param utterance The utterance.
/// @param samples The chunk, in the format of the utterance, with interleaved channels, at any alignment. May be NULL
/// if `frames` is 0.
/// @param frames The number of frames of the chunk. 0 does nothing.
///
/// @return `CONVAI_OK`; UTTERANCE_FULL (the frames that fit were added, and the rest was dropped); BUSY (another thread
/// pushes at this moment, and nothing was added); NULL_POINTER, INVALID_ARGUMENT, BAD_HANDLE or FORKED.
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

/// Adds a chunk of samples as `convai_utterance_push` does, and checks that its format, channels and sample rate are
/// those of the utterance. Use it where the microphone can change while it runs: a headset that is plugged in often has
/// another sample rate.
///
/// If they differ, nothing is added and nothing is lost: the recording can still be said. With `CONVAI_TRIGGER_SPEECH`
/// it ends, and `convai_utterance_next` delivers it. Create another utterance for the changed microphone.
///
/// @param utterance The utterance.
/// @param pcm The chunk. Must not be NULL. A chunk of 0 frames adds nothing.
///
/// @return `CONVAI_OK`; AUDIO_INPUT (the format, the number of channels or the sample rate is not that of the
/// utterance); UTTERANCE_FULL and BUSY, as `convai_utterance_push` returns them; NULL_POINTER, STRUCT_SIZE,
/// INVALID_ARGUMENT, BAD_HANDLE or FORKED.
///
/// Threads: any, one at a time, also an audio thread: whatever it returns, it allocates nothing, frees nothing and waits
/// for nothing. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_push_pcm(
    utterance: *mut convai_utterance,
    pcm: *const convai_pcm,
) -> convai_status {
    guard::audio(|| {
        // SAFETY: NULL or valid, as the comment above demands.
        let pcm = unsafe { structs::read_on_audio_thread(pcm) }?;
        handles::with(utterance.addr(), Kind::Utterance, |utterance: &Utterance| {
            let same =
                format_of(pcm.format).is_some_and(|format| utterance.takes(format, pcm.channels, pcm.sample_rate));
            if !same {
                utterance.break_off();
                return Err(Status::AudioInput);
            }
            // SAFETY: the caller passes as many samples as it says.
            Ok(utterance.push(unsafe { chunk(&pcm, utterance.frame_bytes()) }?))
        })?
    })
}

/// The samples of a chunk, for an audio thread.
///
/// # Safety
/// `pcm` describes its samples correctly. The result must not outlive them.
unsafe fn chunk<'a>(pcm: &convai_pcm, frame_bytes: usize) -> Result<&'a [u8], Status> {
    let frames = match (pcm.samples_bytes, pcm.frames) {
        (bytes, 0) if bytes % frame_bytes == 0 => bytes / frame_bytes,
        (bytes, frames) if bytes == 0 || frames.checked_mul(frame_bytes) == Some(bytes) => frames,
        _ => return Err(Status::InvalidArgument),
    };
    // SAFETY: as above.
    unsafe { structs::frames(pcm.samples.cast(), frames, frame_bytes) }
}

/// Begins a recording: the player has pressed the button of push to talk. The recording contains the `pre_roll_ms`
/// before the next chunk. If a recording was begun already, it is discarded, and the new one has no pre-roll. It ends
/// when the utterance is said or cleared.
///
/// @param utterance The utterance, which was created with `CONVAI_TRIGGER_BEGIN`.
///
/// @return `CONVAI_OK`, WRONG_KIND (another trigger), BAD_HANDLE or FORKED.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_begin(utterance: *mut convai_utterance) -> convai_status {
    guard::status(|| object(utterance)?.begin())
}

/// Delivers the next event of an utterance that listens. Call it in each frame of the game until it returns
/// `CONVAI_PENDING`.
///
/// The utterance has three buffers: one records, and two hold recordings that wait here or were taken and neither said
/// nor freed. A host program that does not call this function loses nothing that was recorded, but what the player says
/// while all three are in use: see `convai_utterance_push`.
///
/// @param utterance The utterance, which was created with `CONVAI_TRIGGER_SPEECH`.
/// @param event Receives `CONVAI_UTTERANCE_SPEECH_STARTED`, `CONVAI_UTTERANCE_SPEECH_ENDED`,
/// `CONVAI_UTTERANCE_MAX_LENGTH`, or 0 without an event. Must not be NULL.
/// @param ended Receives a new utterance that holds the recording, if the event is one of the last two, else NULL. Say
/// it with `convai_conversation_say_utterance`, in any order and to any character. The caller owns it and frees it with
/// `convai_utterance_free`, also after it was said. It outlives the utterance that listens. Its buffer goes back when it was
/// said or freed. Must not be NULL.
///
/// @return `CONVAI_OK` (there is an event), `CONVAI_PENDING` (there is none), NULL_POINTER, WRONG_KIND (another
/// trigger), BAD_HANDLE, FORKED, or INTERNAL (too many objects are alive; the event stays).
///
/// Threads: any; each event is delivered to one caller. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_next(
    utterance: *mut convai_utterance,
    event: *mut i32,
    ended: *mut *mut convai_utterance,
) -> convai_status {
    guard::one_of_statuses(|| {
        if event.is_null() || ended.is_null() {
            return Err(Error::null(if event.is_null() { "event" } else { "ended" }));
        }
        let write = |code, handle| {
            // SAFETY: not NULL, and valid for writing.
            unsafe {
                structs::write_value(event, code);
                structs::write_value(ended, handle);
            }
        };
        write(0, std::ptr::null_mut());
        match object(utterance)?.next(|ended| handles::insert(ended, Kind::Utterance))? {
            None => Ok(Status::Pending),
            Some((event, ended)) => {
                write(event as i32, ended.unwrap_or(std::ptr::null_mut()));
                Ok(Status::Ok)
            }
        }
    })
}

/// Closes or opens the gate of an utterance that listens. While it is closed, nothing is taken for speech. A recording in
/// progress ends, and `convai_utterance_next` delivers it. Close the gate while the character's voice is heard through
/// loudspeakers: there is no echo cancellation, so the microphone would take the character for the player. With headphones
/// leave it open, so that the player can interrupt the character.
///
/// @param utterance The utterance, which was created with `CONVAI_TRIGGER_SPEECH`.
/// @param closed 1 closes the gate, 0 opens it.
///
/// @return `CONVAI_OK`, INVALID_ARGUMENT (another number), WRONG_KIND (another trigger), BAD_HANDLE or FORKED.
///
/// Threads: any. It takes effect with the next push. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_set_gate(utterance: *mut convai_utterance, closed: i32) -> convai_status {
    guard::status(|| {
        let utterance = object(utterance)?;
        match closed {
            0 | 1 => utterance.set_gate(closed == 1),
            _ => Err(Error::argument("closed", "`closed` must be 0 or 1")),
        }
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

/// Returns the length of the recording; 0 after the utterance was said or cleared, and with `CONVAI_TRIGGER_SPEECH`
/// between recordings.
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

/// Closes the gate of an utterance that listens while a playback is heard, so that the microphone does not take the
/// character for the player. The gate closes with the first read that returns voice. It opens when the playback's latency and
/// another 200 ms, in which the room answers, have passed after the last such read. `convai_utterance_set_gate` works beside
/// it: the gate is open where neither closes it. For loudspeakers; with headphones do not call this, so that the player can
/// interrupt.
///
/// @param utterance The utterance, which was created with `CONVAI_TRIGGER_SPEECH`.
/// @param playback The playback, which may be freed before the utterance and then closes no gate. NULL connects none.
///
/// @return `CONVAI_OK`, WRONG_KIND (another trigger), BAD_HANDLE or FORKED.
///
/// Threads: any. It takes effect with the next push. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_set_playback(
    utterance: *mut convai_utterance,
    playback: *mut convai_playback,
) -> convai_status {
    guard::status(|| {
        let utterance = object(utterance)?;
        let playback = if playback.is_null() { None } else { Some(playback::object(playback)?) };
        utterance.set_playback(playback.as_deref())
    })
}

/// Counts the clipped samples of the recording, of all channels: those with the largest value that their format has. If
/// there are many, the microphone's gain is too high, and the player is hard to understand. The pre-roll is not counted.
///
/// @param utterance The utterance.
/// @param samples Receives the number of clipped samples; 0 after the utterance was said or cleared. May be NULL.
///
/// @return `CONVAI_OK`, BAD_HANDLE or FORKED.
///
/// Threads: any, also an audio thread, and while another thread pushes. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_clipped(
    utterance: *mut convai_utterance,
    samples: *mut u64,
) -> convai_status {
    guard::audio(|| {
        let clipped = handles::with(utterance.addr(), Kind::Utterance, Utterance::clipped)?;
        // SAFETY: the pointer is NULL or valid for writing, as the comment above demands.
        unsafe { structs::write_value(samples, clipped) };
        Ok(Status::Ok)
    })
}

/// Discards the recording. The memory is kept for the next one. With `CONVAI_TRIGGER_SPEECH` it also discards the events
/// that `convai_utterance_next` has not delivered, and what was heard so far: a player who speaks is noticed anew.
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
/// Threads: any, also while the audio thread pushes: that push ends as usual, and later ones return BAD_HANDLE. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_utterance_free(utterance: *mut *mut convai_utterance) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { handles::remove::<Utterance, _>(utterance, Kind::Utterance) }.map(drop))
}
