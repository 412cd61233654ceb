//! The audio room: what a microphone gives becomes the 16-bit mono WAV that the service wants, and
//! what the service sends becomes 16-bit samples that a game engine can play. It knows no network
//! and no C.
//!
//! A turn with voice passes through here three times:
//! 1. [`Recorder`] collects the microphone's chunks while the player speaks (or the caller has a
//!    whole [`Pcm`]);
//! 2. [`prepare`] and [`Prepared::into_wav`] mix, resample and write the upload; a file that is a
//!    WAV already is looked over by [`check_upload`] instead;
//! 3. [`read_reply`] makes samples of the answer.
//!
//! # Scale, rounding, saturation
//! One full scale for all formats: -1.0 is the most negative integer sample, so that every integer
//! format maps to floats by a power of two and 16-bit samples survive the way to `f32` and back
//! unchanged. The other way saturates (1.0, which has no 16-bit sample of its own, becomes 32767),
//! rounds to the nearest sample with ties to even, and makes silence of NaN. Several channels are
//! averaged, never picked from.

mod convert;
mod error;
mod magic;
mod pcm;
mod reply;
mod resample;
mod upload;
mod utterance;
mod wav;
mod wide;

pub use convert::{f32_to_s16, s16_to_f32};
pub use error::AudioError;
pub use pcm::{Level, MAX_CHANNELS, MAX_SAMPLE_RATE, MIN_SAMPLE_RATE, Pcm, SILENCE_DBFS, SampleFormat, dbfs, level};
pub use reply::{Audio, Form, Samples, read_reply};
pub use upload::{Prepared, check_upload, prepare, wav_from_pcm};
pub use utterance::Recorder;
pub use wav::{Encoding, WavInfo, parse};
