//! PCM that a caller holds: its format, and the checks that it must pass.

use super::error::AudioError;
use std::time::Duration;

pub const MIN_SAMPLE_RATE: u32 = 8_000;
pub const MAX_SAMPLE_RATE: u32 = 192_000;
pub const MAX_CHANNELS: u16 = 32;

/// The format of one sample in memory. All formats are little-endian. `U8` is unsigned with silence at 128, `S24` is
/// packed into three bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SampleFormat {
    U8,
    S16,
    S24,
    S32,
    F32,
}

impl SampleFormat {
    /// The size of one sample of one channel.
    pub const fn bytes(self) -> usize {
        match self {
            SampleFormat::U8 => 1,
            SampleFormat::S16 => 2,
            SampleFormat::S24 => 3,
            SampleFormat::S32 | SampleFormat::F32 => 4,
        }
    }
}

/// Describes interleaved samples: everything about a [`Pcm`] except the samples themselves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    pub(super) format: SampleFormat,
    pub(super) channels: u16,
    pub(super) sample_rate: u32,
}

impl Layout {
    pub fn new(format: SampleFormat, channels: u32, sample_rate: u32) -> Result<Self, AudioError> {
        if channels == 0 || channels > u32::from(MAX_CHANNELS) {
            return Err(AudioError::new(format!(
                "audio of {channels} channels is not supported; pass the number of interleaved channels, 1 to \
                 {MAX_CHANNELS}"
            )));
        }
        check_rate(sample_rate, "the sample rate")?;
        Ok(Self { format, channels: channels as u16, sample_rate })
    }

    pub fn is(self, format: SampleFormat, channels: u32, sample_rate: u32) -> bool {
        self.format == format && u32::from(self.channels) == channels && self.sample_rate == sample_rate
    }

    pub fn sample_rate(self) -> u32 {
        self.sample_rate
    }

    /// The size of one frame, which holds one sample of each channel.
    pub fn frame_bytes(self) -> usize {
        self.format.bytes() * usize::from(self.channels)
    }

    /// The number of frames that last this long, rounded up.
    pub fn frames_of(self, time: Duration) -> usize {
        (time.as_nanos() * u128::from(self.sample_rate)).div_ceil(1_000_000_000) as usize
    }

    /// Returns the number of frames in `data`, or an error if the last frame is incomplete.
    pub fn frames_in(self, data: &[u8]) -> Result<usize, AudioError> {
        let frame = self.frame_bytes();
        if !data.len().is_multiple_of(frame) {
            return Err(AudioError::new(format!(
                "{} bytes of audio do not divide into frames of {frame} bytes ({} {:?} samples each); check the sample \
                 format and the number of channels, and pass the length in frames, not in samples",
                data.len(),
                self.channels,
                self.format,
            )));
        }
        Ok(data.len() / frame)
    }
}

/// Checks that a sample rate is supported. `what` names the rate in the error message.
pub fn check_rate(rate: u32, what: &str) -> Result<(), AudioError> {
    if (MIN_SAMPLE_RATE..=MAX_SAMPLE_RATE).contains(&rate) {
        return Ok(());
    }
    Err(AudioError::new(format!("{what} of {rate} Hz is out of range; use {MIN_SAMPLE_RATE} to {MAX_SAMPLE_RATE} Hz")))
}

/// Valid interleaved PCM, borrowed from the caller: at least one frame, every frame complete, at any alignment.
#[derive(Clone, Copy)]
pub struct Pcm<'a> {
    data: &'a [u8],
    layout: Layout,
}

impl<'a> Pcm<'a> {
    pub fn new(data: &'a [u8], format: SampleFormat, channels: u32, sample_rate: u32) -> Result<Self, AudioError> {
        Self::with_layout(data, Layout::new(format, channels, sample_rate)?)
    }

    pub(super) fn with_layout(data: &'a [u8], layout: Layout) -> Result<Self, AudioError> {
        if layout.frames_in(data)? == 0 {
            return Err(AudioError::new(
                "the audio has no frames; pass at least one frame, and check that the microphone is running and that \
                 recording is permitted",
            ));
        }
        Ok(Self { data, layout })
    }

    pub fn data(&self) -> &'a [u8] {
        self.data
    }

    pub fn layout(&self) -> Layout {
        self.layout
    }

    pub fn format(&self) -> SampleFormat {
        self.layout.format
    }

    pub fn channels(&self) -> u16 {
        self.layout.channels
    }

    pub fn sample_rate(&self) -> u32 {
        self.layout.sample_rate
    }

    pub fn frames(&self) -> usize {
        self.data.len() / self.layout.frame_bytes()
    }
}

/// Omits the samples: the player's voice must not appear in logs.
impl std::fmt::Debug for Pcm<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pcm").field("frames", &self.frames()).field("layout", &self.layout).finish()
    }
}

#[cfg(test)]
#[path = "pcm_tests.rs"]
mod tests;
