//! The audio of a result: the WAV file, and its samples as 16-bit values that C can index.

use crate::api::{DecodedAudio, SampleStorage};

/// Owns the audio that the fields of a result point into.
#[derive(Default)]
pub(in crate::ffi) struct AudioView {
    audio: Option<DecodedAudio>,
}

impl AudioView {
    pub fn new(audio: Option<DecodedAudio>) -> Self {
        let audio = audio.map(|mut audio| {
            // C gets a pointer to the samples inside the file, unless the file's header leaves them at an odd address.
            if let SampleStorage::InWav(range) = &audio.samples {
                let data = &audio.wav[range.clone()];
                if !data.as_ptr().cast::<i16>().is_aligned() || cfg!(target_endian = "big") {
                    let samples = data.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
                    audio.samples = SampleStorage::Converted(samples.collect());
                }
            }
            audio
        });
        Self { audio }
    }

    pub fn wav(&self) -> (*const u8, usize) {
        self.audio.as_ref().map_or((std::ptr::null(), 0), |audio| (audio.wav.as_ptr(), audio.wav.len()))
    }

    pub fn pcm(&self) -> *const i16 {
        match &self.audio {
            None => std::ptr::null(),
            Some(DecodedAudio { samples: SampleStorage::Converted(samples), .. }) => samples.as_ptr(),
            Some(DecodedAudio { samples: SampleStorage::InWav(range), wav, .. }) => wav[range.clone()].as_ptr().cast(),
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
