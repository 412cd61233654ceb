//! What a playback plays: a source of mono samples that may still grow.

use crate::{AudioError, Pcm, convert::for_each_mono_block, pcm::Layout};

/// What there is of a voice from some frame on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Supply {
    /// The number of frames that were passed on.
    pub frames: usize,
    /// Whether nothing will follow them.
    pub ended: bool,
}

/// A voice at its own rate. It can be read again from any frame, because the device may change its rate.
pub trait Voice: Send + Sync {
    /// The sample rate, as soon as it is known.
    fn rate(&self) -> Option<u32>;

    /// How many frames are there so far.
    fn frames(&self) -> u64;

    /// Passes on at most `most` frames from `first` on, as mono blocks.
    fn read(&self, first: u64, most: usize, sink: &mut dyn FnMut(&[f32])) -> Supply;
}

/// A copy of samples that are complete.
pub struct PcmVoice {
    data: Vec<u8>,
    layout: Layout,
}

impl PcmVoice {
    pub fn new(pcm: &Pcm) -> Result<Self, AudioError> {
        let mut data = Vec::new();
        crate::error::reserve(&mut data, pcm.data().len())?;
        data.extend_from_slice(pcm.data());
        Ok(Self { data, layout: pcm.layout() })
    }
}

impl Voice for PcmVoice {
    fn rate(&self) -> Option<u32> {
        Some(self.layout.sample_rate)
    }

    fn frames(&self) -> u64 {
        (self.data.len() / self.layout.frame_bytes()) as u64
    }

    fn read(&self, first: u64, most: usize, sink: &mut dyn FnMut(&[f32])) -> Supply {
        let frame_bytes = self.layout.frame_bytes();
        let all = self.frames();
        let first = first.min(all);
        let last = all.min(first.saturating_add(most as u64));
        let bytes = &self.data[first as usize * frame_bytes..last as usize * frame_bytes];
        for_each_mono_block(self.layout.format, self.layout.channels, bytes, sink);
        Supply { frames: (last - first) as usize, ended: last == all }
    }
}
