//! The audio of a reply as it accumulates, in segments that pieces, playback and the final result share.

use super::{
    DecodedAudio,
    turn_response::{JoinedAudio, SoundFormat, TurnAudio},
};
use std::sync::Arc;

/// The audio, at the sample rate and with the channels of its first piece.
#[derive(Default)]
pub(super) struct Sound {
    pub format: Option<SoundFormat>,
    pub segments: Vec<Arc<[i16]>>,
    pub frames: u64,
    /// The audio of a turn that did not stream. It becomes a segment when somebody asks for it.
    pub whole: Option<Arc<DecodedAudio>>,
}

impl Sound {
    pub fn add(&mut self, format: SoundFormat, samples: Arc<[i16]>) {
        let format = *self.format.get_or_insert(format);
        self.frames += (samples.len() / usize::from(format.channels.max(1))) as u64;
        self.segments.push(samples);
    }

    pub fn set_whole(&mut self, audio: &Arc<DecodedAudio>) {
        let DecodedAudio { sample_rate, channels, form, frames, .. } = **audio;
        self.format = Some(SoundFormat { sample_rate, channels, form });
        self.frames = frames as u64;
        self.whole = Some(Arc::clone(audio));
    }

    pub fn joined(&self) -> Option<TurnAudio> {
        let segments = self.segments.clone();
        self.format.map(|format| TurnAudio::Joined(JoinedAudio { format, segments }))
    }

    /// Makes a segment of the whole audio.
    pub fn unpack(&mut self) {
        if let Some(whole) = self.whole.take() {
            self.segments.push(whole.to_samples().into());
        }
    }
}
