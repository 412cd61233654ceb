//! Microphone chunks, collected until the player stops speaking.

use super::error::{AudioError, reserve};
use super::pcm::{Layout, Level, Meter, Pcm, SampleFormat};
use super::wav;

/// Collects raw PCM chunk by chunk.
///
/// All memory is taken, and touched, at creation, because [`push`](Recorder::push) is made for a
/// thread that must not wait: it copies and measures, never allocates, and takes time in proportion
/// to the chunk.
pub struct Recorder {
    data: Vec<u8>,
    layout: Layout,
    limit: usize,
    last: Meter,
}

impl Recorder {
    /// A recorder for at most `max_seconds`, which must fit in a WAV.
    pub fn new(format: SampleFormat, channels: u32, sample_rate: u32, max_seconds: f32) -> Result<Self, AudioError> {
        let layout = Layout::new(format, channels, sample_rate)?;
        let frames = (f64::from(max_seconds) * f64::from(sample_rate)).round();
        let limit = frames * layout.frame_bytes() as f64;
        // Written so that NaN, too, is refused.
        if !(frames >= 1.0 && limit <= wav::MAX_DATA_BYTES as f64) {
            let most = wav::MAX_DATA_BYTES / (layout.frame_bytes() as u64 * u64::from(sample_rate));
            return Err(AudioError::new(format!(
                "a limit of {max_seconds} seconds cannot be used; ask for more than 0 and at most {most} seconds \
                 (30 is plenty for an utterance)"
            )));
        }
        let limit = limit as usize;
        let mut data = Vec::new();
        reserve(&mut data, limit)?;
        // Fresh memory is only promised by the system until it is written to. Writing now keeps
        // that cost, a page fault for every 4 KiB, out of the audio thread.
        data.resize(limit, 0);
        data.clear();
        Ok(Self { data, layout, limit, last: Meter::default() })
    }

    /// Adds a chunk of whole frames and says how many of them were taken: fewer than offered, down
    /// to 0, once the limit is reached. A chunk that ends within a frame is refused whole.
    pub fn push(&mut self, bytes: &[u8]) -> Result<usize, AudioError> {
        self.layout.frames_in(bytes)?;
        // Both are whole frames, so what is taken is too.
        let taken = &bytes[..bytes.len().min(self.limit - self.data.len())];
        self.data.extend_from_slice(taken);
        self.last = Meter::default();
        self.last.add(self.layout.format, taken);
        Ok(taken.len() / self.layout.frame_bytes())
    }

    /// Adds what another recorder of the same kind holds, as far as it fits.
    pub fn append(&mut self, later: &Recorder) {
        debug_assert_eq!(self.layout, later.layout);
        let taken = &later.data[..later.data.len().min(self.limit - self.data.len())];
        self.data.extend_from_slice(taken);
        self.last = later.last;
    }

    pub fn frames(&self) -> usize {
        self.data.len() / self.layout.frame_bytes()
    }

    pub fn is_full(&self) -> bool {
        self.data.len() == self.limit
    }

    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(self.layout.sample_rate)
    }

    /// The level of what the last push took, for a meter on the screen.
    pub fn last_level(&self) -> Level {
        self.last.level()
    }

    /// What was recorded; an error if that is nothing.
    pub fn as_pcm(&self) -> Result<Pcm<'_>, AudioError> {
        Pcm::with_layout(&self.data, self.layout)
    }

    /// Starts over. The memory stays.
    pub fn clear(&mut self) {
        self.data.clear();
        self.last = Meter::default();
    }
}

#[cfg(test)]
#[path = "utterance_tests.rs"]
mod tests;
