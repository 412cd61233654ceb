//! The audio of a result: the WAV file, and its samples as 16-bit values that C can index.

use crate::api::{DecodedAudio, SampleStorage};
use std::sync::Arc;

/// Owns the audio that the fields of a result point into.
#[derive(Default)]
pub(in crate::ffi) struct AudioView {
    audio: Option<Arc<DecodedAudio>>,
    /// The samples, if C cannot index them inside the file.
    copied: Option<Vec<i16>>,
}

impl AudioView {
    pub fn new(audio: Option<Arc<DecodedAudio>>) -> Self {
        // C gets a pointer to the samples inside the file, unless the file's header leaves them at an odd address.
        let is_indexed = |audio: &&Arc<DecodedAudio>| match &audio.samples {
            SampleStorage::Converted(_) => true,
            SampleStorage::InWav(range) => {
                audio.wav[range.clone()].as_ptr().cast::<i16>().is_aligned() && cfg!(target_endian = "little")
            }
        };
        let copied = audio.as_ref().filter(|audio| !is_indexed(audio)).map(|audio| audio.to_samples());
        Self { audio, copied }
    }

    pub fn wav(&self) -> (*const u8, usize) {
        self.audio.as_ref().map_or((std::ptr::null(), 0), |audio| (audio.wav.as_ptr(), audio.wav.len()))
    }

    pub fn pcm(&self) -> *const i16 {
        match (&self.copied, self.audio.as_deref()) {
            (_, None) => std::ptr::null(),
            (Some(samples), _) | (_, Some(DecodedAudio { samples: SampleStorage::Converted(samples), .. })) => {
                samples.as_ptr()
            }
            (_, Some(DecodedAudio { samples: SampleStorage::InWav(range), wav, .. })) => {
                wav[range.clone()].as_ptr().cast()
            }
        }
    }

    pub fn frames(&self) -> usize {
        self.audio.as_ref().map_or(0, |audio| audio.frames)
    }

    pub fn channels(&self) -> u32 {
        self.audio.as_ref().map_or(0, |audio| audio.channels.into())
    }

    pub fn sample_rate(&self) -> u32 {
        self.audio.as_ref().map_or(0, |audio| audio.sample_rate)
    }
}
