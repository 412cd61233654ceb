//! Audio on its own: building and reading WAV files, converting samples, measuring levels. Nothing here needs a client.

use super::{
    error::{HeldError, convai_error},
    guard, memory,
    response::{CONVAI_AUDIO_NONE, CONVAI_AUDIO_RAW_PCM, CONVAI_AUDIO_WAV},
    samples::Samples,
    status::convai_status,
    structs,
};
use crate::{
    api::{AudioForm, Error, ReplyAudio, Status},
    audio::{self, Pcm, SampleFormat},
};
use std::ffi::c_void;

/// `format`: unsigned 8-bit samples, 128 is silence.
pub const CONVAI_PCM_U8: i32 = 1;
/// `format`: signed 16-bit samples.
pub const CONVAI_PCM_S16: i32 = 2;
/// `format`: signed 24-bit samples, packed into 3 bytes, little-endian.
pub const CONVAI_PCM_S24: i32 = 3;
/// `format`: signed 32-bit samples.
pub const CONVAI_PCM_S32: i32 = 4;
/// `format`: 32-bit float samples, -1 to 1. What lies outside is clipped, NaN becomes silence.
pub const CONVAI_PCM_F32: i32 = 5;

/// Samples that the caller holds. Start from `CONVAI_PCM_INIT`. Little-endian, channels interleaved, any alignment.
#[repr(C)]
#[allow(non_camel_case_types)]
#[derive(Clone, Copy)]
pub struct convai_pcm {
    /// `sizeof(convai_pcm)`: set by the INIT macro.
    pub struct_size: u32,
    /// One of `CONVAI_PCM_...`.
    pub format: i32,
    /// The samples. Must not be NULL.
    pub samples: *const c_void,
    /// The samples' size in bytes, or 0 to go by `frames`. Where both are given they must agree.
    pub samples_bytes: usize,
    /// How many frames (samples per channel), or 0 to go by `samples_bytes`.
    pub frames: usize,
    /// How many channels: 1 to 32. They are averaged where one is needed.
    pub channels: u32,
    /// Frames per second: 8,000 to 192,000.
    pub sample_rate: u32,
}

/// A piece of audio, or why there is none. Read-only; free it with `convai_audio_free`.
#[repr(C)]
#[allow(non_camel_case_types)]
pub struct convai_audio {
    /// NULL where the call succeeded. Freed with the audio.
    pub error: *const convai_error,
    /// A complete WAV file, or NULL where the call failed.
    pub wav: *const u8,
    /// The file's length in bytes.
    pub wav_len: usize,
    /// The same as 16-bit samples, channels interleaved: `frames * channels` samples. NULL where the call failed.
    pub pcm: *const i16,
    /// How many frames: samples per channel.
    pub frames: usize,
    /// How many channels.
    pub channels: u32,
    /// Frames per second.
    pub sample_rate: u32,
    /// `CONVAI_AUDIO_WAV`, or `CONVAI_AUDIO_RAW_PCM` where bare samples were read, or `CONVAI_AUDIO_NONE` on failure.
    pub audio_form: i32,
    /// Always 0.
    pub reserved: u32,
}

#[repr(C)]
pub(super) struct AudioOwner {
    view: convai_audio,
    _error: HeldError,
    _samples: Samples,
}

impl AudioOwner {
    fn new(audio: Result<ReplyAudio, Error>) -> Box<Self> {
        let (audio, error) = audio.map_or_else(|error| (None, Some(error)), |audio| (Some(audio), None));
        let error = HeldError::new(error);
        let audio_form = match audio.as_ref().map(|audio| audio.form) {
            None => CONVAI_AUDIO_NONE,
            Some(AudioForm::Wav) => CONVAI_AUDIO_WAV,
            Some(AudioForm::RawPcm) => CONVAI_AUDIO_RAW_PCM,
        };
        let samples = Samples::new(audio);
        let view = convai_audio {
            error: error.pointer(),
            wav: samples.wav().0,
            wav_len: samples.wav().1,
            pcm: samples.pcm(),
            frames: samples.frames(),
            channels: samples.channels(),
            sample_rate: samples.sample_rate(),
            audio_form,
            reserved: 0,
        };
        Box::new(Self { view, _error: error, _samples: samples })
    }
}

// SAFETY: the view is the first field of this box, of the C layout that the pointer promises.
memory::handed_out!(AudioOwner => convai_audio);

impl guard::Fallback for *mut convai_audio {
    fn failed(error: Error) -> Self {
        memory::hand_out(AudioOwner::new(Err(error)))
    }
}

pub(super) fn format_from_c(format: i32, what: &'static str) -> Result<SampleFormat, Error> {
    match format {
        CONVAI_PCM_U8 => Ok(SampleFormat::U8),
        CONVAI_PCM_S16 => Ok(SampleFormat::S16),
        CONVAI_PCM_S24 => Ok(SampleFormat::S24),
        CONVAI_PCM_S32 => Ok(SampleFormat::S32),
        CONVAI_PCM_F32 => Ok(SampleFormat::F32),
        other => Err(Error::new(
            Status::AudioInput,
            format!(
                "the sample format {other} is not known: set one of `CONVAI_PCM_U8`, `_S16`, `_S24`, `_S32` or `_F32`"
            ),
        )
        .about(what)),
    }
}

/// How many bytes so many frames have; refused before any of them is touched where no memory could hold them.
pub(super) fn sample_bytes(frames: usize, frame_bytes: usize) -> Result<usize, Error> {
    frames.checked_mul(frame_bytes).filter(|&bytes| bytes <= structs::LARGEST_INPUT).ok_or_else(|| {
        Error::argument("frames", format!("{frames} frames are more than this library takes at once: check the number"))
    })
}

/// # Safety
/// NULL, or a struct that tells the truth about its samples; what is returned must not outlive them.
pub(super) unsafe fn pcm_from_c<'a>(pcm: *const convai_pcm) -> Result<Pcm<'a>, Error> {
    // SAFETY: as above.
    let pcm: convai_pcm = unsafe { structs::read_required(pcm, "pcm") }?;
    let format = format_from_c(pcm.format, "pcm.format")?;
    let frame_bytes = (pcm.channels as usize).saturating_mul(format.bytes());
    let length = match (pcm.samples_bytes, pcm.frames) {
        (length, 0) => length,
        (length, frames) => {
            let computed = sample_bytes(frames, frame_bytes)?;
            if length != 0 && length != computed {
                return Err(Error::new(
                    Status::AudioInput,
                    format!(
                        "`pcm.samples_bytes` is {length}, but {frames} frames of {} channels have {computed} bytes: correct one, or set one of the two to 0",
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

/// Builds a 16-bit mono WAV file from samples in any usual form, exactly as a turn would send them: channels averaged,
/// rounded, clipped, and resampled where asked for.
///
/// @param pcm the samples. Must not be NULL.
/// @param sample_rate the rate in Hz that the file shall have, 8,000 to 192,000, or 0 to keep the samples'.
///
/// @return the audio; never NULL. Free it with `convai_audio_free`.
/// Errors: NULL_POINTER, STRUCT_SIZE, AUDIO_INPUT, INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no; takes some milliseconds for a long recording that is resampled.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_audio_build_wav(pcm: *const convai_pcm, sample_rate: u32) -> *mut convai_audio {
    guard::result(|| {
        // SAFETY: NULL or valid, as the comment above demands.
        let wav = audio::wav_from_pcm(&unsafe { pcm_from_c(pcm) }?, sample_rate)?;
        Ok(memory::hand_out(AudioOwner::new(Ok(audio::read_reply(wav, None)?))))
    })
}

/// Reads a WAV file of any usual kind (8 to 32-bit integer or float samples, any channels, extra chunks, the extensible
/// header, a length that was never filled in), or bare 16-bit mono samples.
///
/// @param wav the bytes, copied. Must not be NULL.
/// @param wav_len how many.
/// @param raw_sample_rate the rate in Hz of bare samples. 0: only a WAV file is accepted.
///
/// @return the audio; never NULL. Free it with `convai_audio_free`.
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
        let audio = audio::read_reply(bytes, (raw_sample_rate != 0).then_some(raw_sample_rate))?;
        Ok(memory::hand_out(AudioOwner::new(Ok(audio))))
    })
}

/// Frees audio and sets the caller's variable to NULL.
///
/// @param audio the address of the variable. NULL, or a variable that holds NULL, is fine and does nothing.
///
/// @return `CONVAI_OK`, or BAD_HANDLE where the pointer is not audio that is still alive.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_audio_free(audio: *mut *mut convai_audio) -> convai_status {
    // SAFETY: the caller passes NULL or the address of its variable.
    guard::status(|| unsafe { memory::take_back::<AudioOwner>(audio) })
}

/// Converts 16-bit samples to float samples from -1 to 1, as engines play them.
///
/// @param input the samples, aligned as C demands. May be NULL where `samples` is 0.
/// @param output receives as many. Must not overlap the input. May be NULL where `samples` is 0.
/// @param samples how many: frames times channels.
///
/// @return `CONVAI_OK`, NULL_POINTER or INVALID_ARGUMENT. Converting back gives the very same samples.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_audio_s16_to_f32(input: *const i16, output: *mut f32, samples: usize) -> convai_status {
    guard::status(|| {
        structs::check_apart(input, output.cast_const(), samples)?;
        // SAFETY: NULL or as long as the caller says, and apart from each other.
        let (input, output) =
            unsafe { (structs::slice(input, samples, "input")?, structs::slice_mut(output, samples, "output")?) };
        audio::s16_to_f32(input, output);
        Ok(())
    })
}

/// Converts float samples to 16-bit samples: rounded, clipped to full scale, NaN to silence.
///
/// @param input the samples, aligned as C demands. May be NULL where `samples` is 0.
/// @param output receives as many. Must not overlap the input. May be NULL where `samples` is 0.
/// @param samples how many: frames times channels.
///
/// @return `CONVAI_OK`, NULL_POINTER or INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_audio_f32_to_s16(input: *const f32, output: *mut i16, samples: usize) -> convai_status {
    guard::status(|| {
        structs::check_apart(input, output.cast_const(), samples)?;
        // SAFETY: NULL or as long as the caller says, and apart from each other.
        let (input, output) =
            unsafe { (structs::slice(input, samples, "input")?, structs::slice_mut(output, samples, "output")?) };
        audio::f32_to_s16(input, output);
        Ok(())
    })
}

/// Measures how loud samples are.
///
/// @param pcm the samples. Must not be NULL.
/// @param peak receives the largest sample, from 0 (silence) to 1 (full scale). May be NULL.
/// @param rms receives the root of the mean square, from 0 to 1. May be NULL.
///
/// @return `CONVAI_OK`, NULL_POINTER, STRUCT_SIZE, AUDIO_INPUT or INVALID_ARGUMENT.
///
/// Threads: any. Blocks: no.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn convai_audio_level(pcm: *const convai_pcm, peak: *mut f32, rms: *mut f32) -> convai_status {
    guard::status(|| {
        // SAFETY: the pointers are NULL or valid, as the comment above demands.
        unsafe {
            let level = audio::level(&pcm_from_c(pcm)?);
            structs::put(peak, level.peak);
            structs::put(rms, level.rms);
        }
        Ok(())
    })
}
