//! `convai_pcm`, `convai_audio`, and audio helpers that need no client: build and read WAV files, convert samples,
//! measure levels.

use super::{
    any_call::Deliverable,
    error::{EmbeddedError, convai_error},
    operation::{self, CONVAI_KIND_AUDIO, convai_operation},
    status::convai_status,
    support::{
        audio_view::AudioView,
        guard::{self, FromError},
        memory, structs,
        text::OwnedBytes,
    },
};
use crate::api::{self, AudioForm, CallResult, DecodedAudio, Error, Pcm, SampleFormat, Speech, Status};
use std::{
    ffi::{c_char, c_void},
    sync::Arc,
};

/// `format`: unsigned 8-bit samples; 128 is silence.
pub const CONVAI_PCM_U8: i32 = 1;
/// `format`: signed 16-bit samples.
pub const CONVAI_PCM_S16: i32 = 2;
/// `format`: signed 24-bit samples, packed into 3 bytes.
pub const CONVAI_PCM_S24: i32 = 3;
/// `format`: signed 32-bit samples.
pub const CONVAI_PCM_S32: i32 = 4;
/// `format`: 32-bit float samples from -1 to 1. Values outside are clipped, NaN becomes silence.
pub const CONVAI_PCM_F32: i32 = 5;

/// `audio_form`: there is no audio.
pub const CONVAI_AUDIO_NONE: i32 = 0;
/// `audio_form`: the audio arrived as a WAV file, whose header gives sample rate and channels.
pub const CONVAI_AUDIO_WAV: i32 = 1;
/// `audio_form`: the audio arrived as raw 16-bit samples. The sample rate is the one that the reply states, and `wav`
/// was built from the samples.
pub const CONVAI_AUDIO_RAW_PCM: i32 = 2;

/// Samples that the caller owns. Start from `CONVAI_PCM_INIT`. Little-endian, with interleaved channels, at any
/// alignment.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_pcm {
    /// `sizeof(convai_pcm)`; the INIT macro sets it.
    pub struct_size: u32,
    /// Required. One of `CONVAI_PCM_...`.
    pub format: i32,
    /// Required. The samples.
    pub samples: *const c_void,
    /// The size of the samples in bytes, or 0 if `frames` is set. One of the two is required; if both are set, they
    /// must agree.
    pub samples_bytes: usize,
    /// The number of frames (samples per channel), or 0 if `samples_bytes` is set.
    pub frames: usize,
    /// Required. The number of channels: 1 to 32. A turn averages them to one.
    pub channels: u32,
    /// Required. The sample rate in Hz: 8,000 to 192,000.
    pub sample_rate: u32,
}

/// Audio, or the error. Read-only; the caller owns it and frees it with `convai_audio_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_audio {
    /// NULL if the call succeeded. Freed with the audio.
    pub error: *const convai_error,
    /// A complete WAV file, or NULL if the call failed.
    pub wav: *const u8,
    /// The length of `wav` in bytes.
    pub wav_len: usize,
    /// The same as 16-bit samples with interleaved channels, `frames * channels` in all. NULL if the call failed.
    pub pcm: *const i16,
    /// The number of frames (samples per channel).
    pub frames: usize,
    /// The number of channels.
    pub channels: u32,
    /// The sample rate in Hz.
    pub sample_rate: u32,
    /// `CONVAI_AUDIO_WAV`, `CONVAI_AUDIO_RAW_PCM` if raw samples were read, or `CONVAI_AUDIO_NONE` on failure.
    pub audio_form: i32,
    /// Always 0.
    pub reserved: u32,
    /// The reply of a call of the service that failed: the first 64 KiB, NUL-terminated, which need not be text, with the
    /// API key replaced by "***". NULL if none arrived, and after a success: `wav` is the reply.
    pub raw_json: *const c_char,
    /// The length of `raw_json` in bytes, without the NUL.
    pub raw_json_len: usize,
}

structs::versioned!(convai_pcm, sample_rate: u32);

#[repr(C)]
pub(super) struct AudioOwner {
    view: convai_audio,
    _error: EmbeddedError,
    _audio: AudioView,
    _raw: OwnedBytes,
}

impl AudioOwner {
    fn new(result: CallResult<Speech>) -> Box<Self> {
        let CallResult { error, value: audio, raw_json } = result;
        let error = EmbeddedError::new(error);
        let raw = OwnedBytes::new(raw_json);
        let audio_form = form(audio.as_deref());
        let audio = AudioView::new(audio);
        let view = convai_audio {
            error: error.pointer(),
            wav: audio.wav().0,
            wav_len: audio.wav().1,
            pcm: audio.pcm(),
            frames: audio.frames(),
            channels: audio.channels(),
            sample_rate: audio.sample_rate(),
            audio_form,
            reserved: 0,
            raw_json: raw.pointer(),
            raw_json_len: raw.len(),
        };
        Box::new(Self { view, _error: error, _audio: audio, _raw: raw })
    }

    fn of(audio: DecodedAudio) -> Box<Self> {
        Self::new(CallResult { value: Some(Arc::new(audio)), ..CallResult::default() })
    }
}

memory::owned!(AudioOwner => convai_audio);

/// The value of an `audio_form` field.
pub(super) fn form(audio: Option<&DecodedAudio>) -> i32 {
    match audio.map(|audio| audio.form) {
        None => CONVAI_AUDIO_NONE,
        Some(AudioForm::Wav) => CONVAI_AUDIO_WAV,
        Some(AudioForm::RawPcm) => CONVAI_AUDIO_RAW_PCM,
    }
}

impl Deliverable for Speech {
    type Owner = AudioOwner;
    const KIND: i32 = CONVAI_KIND_AUDIO;

    fn into_owner(result: CallResult<Self>) -> Box<AudioOwner> {
        AudioOwner::new(result)
    }
}

impl FromError for *mut convai_audio {
    fn from_error(error: Error) -> Self {
        memory::transfer(AudioOwner::new(error.into()))
    }
}

/// The sample format of this number, if there is one.
pub(super) fn format_of(format: i32) -> Option<SampleFormat> {
    match format {
        CONVAI_PCM_U8 => Some(SampleFormat::U8),
        CONVAI_PCM_S16 => Some(SampleFormat::S16),
        CONVAI_PCM_S24 => Some(SampleFormat::S24),
        CONVAI_PCM_S32 => Some(SampleFormat::S32),
        CONVAI_PCM_F32 => Some(SampleFormat::F32),
        _ => None,
    }
}

pub(super) fn read_format(format: i32, name: &'static str) -> Result<SampleFormat, Error> {
    format_of(format).ok_or_else(|| {
        Error::new(
            Status::AudioInput,
            format!(
                "`{name}` is {format}, which is not a sample format: set one of `CONVAI_PCM_U8`, `_S16`, `_S24`, `_S32` or `_F32`"
            ),
        )
        .about(name)
    })
}

/// The size of a number of frames in bytes. A number that no buffer can have is refused before any access.
pub(super) fn frame_bytes(frames: usize, bytes_per_frame: usize) -> Result<usize, Error> {
    frames.checked_mul(bytes_per_frame).filter(|&bytes| bytes <= structs::LARGEST_INPUT).ok_or_else(|| {
        Error::argument("frames", format!("{frames} frames are more than a call accepts: check the number"))
    })
}

/// # Safety
/// NULL, or a struct that describes its samples correctly. The result must not outlive them.
pub(super) unsafe fn read_pcm<'a>(pcm: *const convai_pcm) -> Result<Pcm<'a>, Error> {
    // SAFETY: as above.
    let pcm: convai_pcm = unsafe { structs::read_required(pcm, "pcm") }?;
    let format = read_format(pcm.format, "pcm.format")?;
    let bytes_per_frame = (pcm.channels as usize).saturating_mul(format.bytes());
    let length = match (pcm.samples_bytes, pcm.frames) {
        (length, 0) => length,
        (length, frames) => {
            let computed = frame_bytes(frames, bytes_per_frame)?;
            if length != 0 && length != computed {
                return Err(Error::new(
                    Status::AudioInput,
                    format!(
                        "`pcm.samples_bytes` is {length}, but {frames} frames of {} channels have {computed} bytes: correct one of the two, or set it to 0",
                        pcm.channels
                    ),
                )
                .about("pcm.samples_bytes"));
            }
            computed
        }
    };
    // SAFETY: as above.
    let data = unsafe { structs::bytes(pcm.samples.cast(), length, "pcm.samples") }?;
    Pcm::new(data, format, pcm.channels, pcm.sample_rate).map_err(|error| Error::from(error).about("pcm"))
}

/// Builds a 16-bit mono WAV file from samples, exactly as a turn sends them: channels averaged, values rounded and
/// clipped, and resampled on request.
///
/// @param pcm The samples. Must not be NULL.
/// @param sample_rate The sample rate of the file in Hz, 8,000 to 192,000, or 0 to keep that of the samples.
///
/// @return The audio, never NULL; the caller owns it and frees it with `convai_audio_free`. Its `error` is set on
/// failure.
///
/// Errors: NULL_POINTER, STRUCT_SIZE, AUDIO_INPUT, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no; resampling a long recording takes milliseconds.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_audio_build_wav(pcm: *const convai_pcm, sample_rate: u32) -> *mut convai_audio {
    guard::result(|| {
        // SAFETY: NULL or valid, as the comment above demands.
        let wav = api::wav_from_pcm(&unsafe { read_pcm(pcm) }?, sample_rate)?;
        Ok(memory::transfer(AudioOwner::of(api::read_audio(wav.bytes, None)?)))
    })
}

/// Reads a WAV file (8 to 32-bit integer samples or float samples, any number of channels, also with extra chunks, an
/// extensible header, or a length that was never filled in), or raw 16-bit mono samples in little-endian order, whose
/// odd last byte is dropped. Other formats, such as MP3 and Ogg, give AUDIO_INPUT.
///
/// @param wav The bytes, which are copied. Must not be NULL.
/// @param wav_len The number of bytes.
/// @param raw_sample_rate The sample rate of raw samples in Hz. With 0 only a WAV file is accepted.
///
/// @return The audio, never NULL; the caller owns it and frees it with `convai_audio_free`. Its `error` is set on
/// failure.
///
/// Errors: NULL_POINTER, INVALID_ARGUMENT, AUDIO_INPUT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_audio_read_wav(
    wav: *const u8,
    wav_len: usize,
    raw_sample_rate: u32,
) -> *mut convai_audio {
    guard::result(|| {
        // SAFETY: NULL or readable, as the comment above demands.
        let bytes = unsafe { structs::copy(wav, wav_len, "wav") }?;
        let audio = api::read_audio(bytes, (raw_sample_rate != 0).then_some(raw_sample_rate))
            .map_err(|error| Error::from(error).about("wav"))?;
        Ok(memory::transfer(AudioOwner::of(audio)))
    })
}

/// Takes the audio out of a finished operation, once. The operation must still be freed.
///
/// @param operation An operation of kind `CONVAI_KIND_AUDIO`.
///
/// @return The audio, never NULL; the caller owns it and frees it with `convai_audio_free`. If the call failed, its
/// `error` is set. If nothing can be taken, the `error` is NOT_READY, ALREADY_TAKEN, WRONG_KIND, BAD_HANDLE or FORKED.
/// `convai_client_next` does not deliver an operation whose result was taken.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_operation_take_audio(operation: *mut convai_operation) -> *mut convai_audio {
    guard::result(|| operation::take::<Speech>(operation))
}

/// Frees audio and sets the caller's variable to NULL.
///
/// @param audio The address of the caller's variable. NULL, or a variable that holds NULL, does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE if the library holds no audio at this address (freed already, or not audio).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_audio_free(audio: *mut *mut convai_audio) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::reclaim::<AudioOwner>(audio) })
}

/// Converts 16-bit samples to float samples, the format of most audio engines: -32768 becomes -1, 32767 becomes
/// 32767/32768. Converting back gives the same samples.
///
/// @param input The samples, aligned for their type. May be NULL if `samples` is 0.
/// @param output Receives as many samples, aligned for their type. Must not overlap `input`. May be NULL if `samples`
/// is 0.
/// @param samples The number of samples: frames times channels.
///
/// @return `CONVAI_OK`, NULL_POINTER, or INVALID_ARGUMENT (misaligned, overlapping, or more than 1 GiB).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_audio_s16_to_f32(input: *const i16, output: *mut f32, samples: usize) -> convai_status {
    guard::status(|| {
        structs::check_disjoint(input, output.cast_const(), samples)?;
        // SAFETY: NULL or as long as the caller says, and disjoint.
        let (input, output) =
            unsafe { (structs::slice(input, samples, "input")?, structs::slice_mut(output, samples, "output")?) };
        api::s16_to_f32(input, output);
        Ok(())
    })
}

/// Converts float samples to 16-bit samples. Values are rounded and clipped to full scale; NaN becomes silence.
///
/// @param input The samples, aligned for their type. May be NULL if `samples` is 0.
/// @param output Receives as many samples, aligned for their type. Must not overlap `input`. May be NULL if `samples`
/// is 0.
/// @param samples The number of samples: frames times channels.
///
/// @return `CONVAI_OK`, NULL_POINTER, or INVALID_ARGUMENT (misaligned, overlapping, or more than 1 GiB).
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_audio_f32_to_s16(input: *const f32, output: *mut i16, samples: usize) -> convai_status {
    guard::status(|| {
        structs::check_disjoint(input, output.cast_const(), samples)?;
        // SAFETY: NULL or as long as the caller says, and disjoint.
        let (input, output) =
            unsafe { (structs::slice(input, samples, "input")?, structs::slice_mut(output, samples, "output")?) };
        api::f32_to_s16(input, output);
        Ok(())
    })
}

/// Measures how loud samples are.
///
/// @param pcm The samples. Must not be NULL.
/// @param peak Receives the largest absolute sample value, from 0 (silence) to 1 (full scale). May be NULL.
/// @param rms Receives the root mean square, from 0 to 1. May be NULL.
///
/// @return `CONVAI_OK`, NULL_POINTER, STRUCT_SIZE, AUDIO_INPUT or INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_audio_level(pcm: *const convai_pcm, peak: *mut f32, rms: *mut f32) -> convai_status {
    guard::status(|| {
        // SAFETY: the pointers are NULL or valid, as the comment above demands.
        unsafe {
            let level = api::level(&read_pcm(pcm)?);
            structs::write_value(peak, level.peak);
            structs::write_value(rms, level.rms);
        }
        Ok(())
    })
}
