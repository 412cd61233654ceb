//! Conversion between the audio of a host program and the audio of the service: PCM of any usual format becomes the
//! 16-bit mono WAV file of an upload, and the audio of a reply becomes 16-bit samples. This crate knows neither the
//! network nor C.
//!
//! A turn with voice uses it three times:
//!
//! 1. [`Recorder`] collects the chunks of a microphone while the player speaks. [`PreRoll`] keeps what came before, and
//!    [`VoiceActivity`] finds out when that is. A caller that already has all samples passes them as a [`Pcm`].
//! 2. [`CopiedUpload`] copies them, and [`UploadConversion`] mixes the channels, resamples the result and writes the
//!    WAV file, step by step. A WAV file that the caller has already is checked by [`check_upload`].
//! 3. [`read_reply`] decodes the audio of the reply. [`JoinedReply`] does so for a reply that arrives in pieces.
//!
//! # Full scale, rounding and saturation
//!
//! All sample formats share one scale, in which -1.0 is the most negative integer sample. Every integer format converts
//! to `f32` by a power of two, so 16-bit samples are unchanged after a conversion to `f32` and back. The conversion
//! from floats to 16 bits rounds to the nearest sample (ties to even) and saturates: 1.0, which has no 16-bit
//! counterpart, becomes 32767. NaN becomes silence. Several channels are averaged.
//!
//! # Optimisation
//!
//! This crate is optimised for speed, and the library that calls it for size. A function keeps the optimisation of its
//! crate unless it is generic or inlined into another crate. So what loops over samples is neither: the functions at the
//! border of the crate are `#[inline(never)]`.
//!
//! # Dependencies between the files
//!
//! A file imports only from files in the lines above its own:
//!
//! 1. `error`
//! 2. `pcm`, `sample`, `sniff`, `wav`
//! 3. `avx2`, `avx2_integers`, then `convert`, then `level`; `resample`
//! 4. `upload`, `reply`, `recorder`, `pre_roll`, `voice_activity`, `playback`
//! 5. `joined_reply`, `listener`

#![deny(unsafe_code)]

mod avx2;
mod avx2_integers;
mod convert;
mod error;
mod joined_reply;
mod level;
mod listener;
mod pcm;
mod playback;
mod pre_roll;
mod recorder;
mod reply;
mod resample;
mod sample;
mod sniff;
mod upload;
mod voice_activity;
mod wav;

pub use convert::{f32_to_s16, mono_from_s16, s16_to_f32};
pub use error::AudioError;
pub use joined_reply::{JoinedReply, joined_wav};
pub use level::{Level, SILENCE_DBFS, dbfs, level};
pub use listener::{Ending, Listener, Outlet};
pub use pcm::{Layout, MAX_CHANNELS, MAX_SAMPLE_RATE, MIN_SAMPLE_RATE, Pcm, SampleFormat, check_rate};
pub use playback::{
    Device, Feed as PlaybackFeed, Heard, Next as FeedNext, PcmVoice, Reader as PlaybackReader,
    Shared as PlaybackShared, Supply, Voice, VoiceId, new as new_playback,
};
pub use pre_roll::PreRoll;
pub use recorder::Recorder;
pub use reply::{AudioForm, DecodedAudio, SampleStorage, read_reply};
pub use upload::{CopiedUpload, UploadConversion, UploadWav, check_upload, wav_from_pcm};
pub use voice_activity::{VoiceActivity, VoiceChange, VoiceDetector, VoiceThresholds};
pub use wav::{SampleEncoding, WavInfo, parse as parse_wav};
