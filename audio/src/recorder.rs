//! The recorder, which collects the chunks of a microphone until the player stops speaking.

use super::error::{AudioError, reserve};
use super::level::{Level, Meter};
use super::pcm::{Layout, Pcm};
use super::wav;

/// Collects PCM chunk by chunk.
///
/// [`push`](Recorder::push) is meant for an audio thread, which must not wait. It copies and measures the chunk in a
/// time proportional to its length, and never allocates: all memory is allocated, and written to, by
/// [`new`](Recorder::new).
pub struct Recorder {
    data: Vec<u8>,
    layout: Layout,
    max_bytes: usize,
    last_chunk: Meter,
    clipped: u64,
    number: u32,
}

impl Recorder {
    /// Creates a recorder for at most `max_seconds`, which must fit into a WAV file.
    pub fn new(layout: Layout, max_seconds: f32) -> Result<Self, AudioError> {
        let sample_rate = layout.sample_rate;
        let frames = (f64::from(max_seconds) * f64::from(sample_rate)).round();
        let max_bytes = frames * layout.frame_bytes() as f64;
        // The condition is negated as a whole, so that it also rejects NaN.
        if !(frames >= 1.0 && max_bytes <= wav::MAX_DATA_BYTES as f64) {
            let max = wav::MAX_DATA_BYTES / (layout.frame_bytes() as u64 * u64::from(sample_rate));
            return Err(AudioError::new(format!(
                "a maximum length of {max_seconds} seconds is invalid; pass more than 0 and at most {max} seconds (30 \
                 are usually enough for an utterance)"
            )));
        }
        let max_bytes = max_bytes as usize;
        let mut data = Vec::new();
        reserve(&mut data, max_bytes)?;
        // The system provides the pages of newly allocated memory when they are first written to. Writing to them here
        // keeps the page faults, one for every 4 KiB, out of the audio thread.
        data.resize(max_bytes, 0);
        data.clear();
        Ok(Self { data, layout, max_bytes, last_chunk: Meter::default(), clipped: 0, number: 0 })
    }

    /// Adds a chunk and returns how many of its frames were added. Once the recorder is full these are fewer than the
    /// chunk contains, down to 0. Bytes after the last complete frame are ignored. The level is that of the whole
    /// chunk, with the frames that did not fit.
    pub fn push(&mut self, chunk: &[u8]) -> usize {
        let chunk = &chunk[..chunk.len() - chunk.len() % self.layout.frame_bytes()];
        let added = self.append(chunk);
        self.measure(chunk);
        self.clipped += self.last_chunk.clipped();
        added
    }

    /// Adds frames as `push` does, and does not measure them.
    pub fn append(&mut self, chunk: &[u8]) -> usize {
        // Both lengths are multiples of a frame, so their minimum is too.
        let added = &chunk[..chunk.len().min(self.max_bytes - self.data.len())];
        self.data.extend_from_slice(added);
        added.len() / self.layout.frame_bytes()
    }

    /// Measures the level of a chunk that is not added.
    pub fn measure(&mut self, chunk: &[u8]) {
        self.last_chunk = Meter::default();
        self.last_chunk.add(self.layout.format, chunk);
    }

    pub fn frames(&self) -> usize {
        self.data.len() / self.layout.frame_bytes()
    }

    pub fn is_full(&self) -> bool {
        self.data.len() == self.max_bytes
    }

    /// How many more frames fit.
    pub fn room(&self) -> usize {
        (self.max_bytes - self.data.len()) / self.layout.frame_bytes()
    }

    /// The last frames, or all if there are fewer.
    pub fn last_frames(&self, frames: usize) -> &[u8] {
        &self.data[self.data.len() - self.data.len().min(frames * self.layout.frame_bytes())..]
    }

    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(self.layout.sample_rate)
    }

    /// The level of the last chunk.
    pub fn last_level(&self) -> Level {
        self.last_chunk.level()
    }

    /// How many samples of the recording are clipped: of the chunks that were pushed, with the frames that did not fit.
    pub fn clipped(&self) -> u64 {
        self.clipped
    }

    pub(super) fn add_clipped(&mut self, samples: u64) {
        self.clipped += samples;
    }

    /// The number of the recording, which [`restart`](Self::restart) has set.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Discards the recording, keeps the memory, and begins the recording of this number.
    pub fn restart(&mut self, number: u32) {
        self.clear();
        self.number = number;
    }

    /// The recording, or an error if it is empty.
    pub fn as_pcm(&self) -> Result<Pcm<'_>, AudioError> {
        Pcm::with_layout(&self.data, self.layout)
    }

    /// Discards the recording and keeps the memory.
    pub fn clear(&mut self) {
        self.data.clear();
        self.last_chunk = Meter::default();
        self.clipped = 0;
    }
}

#[cfg(test)]
#[path = "recorder_tests.rs"]
mod tests;
