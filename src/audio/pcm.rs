//! PCM as a caller holds it, checked once, and how loud it is.

use super::convert::{BLOCK_SAMPLES, samples_to_f32, saturate};
use super::error::AudioError;

pub const MIN_SAMPLE_RATE: u32 = 8_000;
pub const MAX_SAMPLE_RATE: u32 = 192_000;
pub const MAX_CHANNELS: u16 = 32;

/// How one sample lies in memory. All are little endian; `U8` has its silence at 128; `S24` is
/// three packed bytes.
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

/// How interleaved samples are to be read: everything about [`Pcm`] except the samples.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Layout {
    pub format: SampleFormat,
    pub channels: u16,
    pub sample_rate: u32,
}

impl Layout {
    pub fn new(format: SampleFormat, channels: u32, sample_rate: u32) -> Result<Self, AudioError> {
        if channels == 0 || channels > u32::from(MAX_CHANNELS) {
            return Err(AudioError::new(format!(
                "the audio is said to have {channels} channels; pass the number of interleaved channels, 1 to {MAX_CHANNELS}"
            )));
        }
        check_rate(sample_rate, "the sample rate")?;
        Ok(Self { format, channels: channels as u16, sample_rate })
    }

    /// The size of one frame: one sample of each channel.
    pub fn frame_bytes(self) -> usize {
        self.format.bytes() * usize::from(self.channels)
    }

    /// The whole frames in `data`, or an error if there is a part of one.
    pub fn frames_in(self, data: &[u8]) -> Result<usize, AudioError> {
        let frame = self.frame_bytes();
        if !data.len().is_multiple_of(frame) {
            return Err(AudioError::new(format!(
                "{} bytes of audio do not divide into frames of {frame} bytes ({} {:?} samples each); check the format and \
                 the channels, and that the length is given in frames, not in samples",
                data.len(),
                self.channels,
                self.format,
            )));
        }
        Ok(data.len() / frame)
    }
}

pub(super) fn check_rate(rate: u32, what: &str) -> Result<(), AudioError> {
    if (MIN_SAMPLE_RATE..=MAX_SAMPLE_RATE).contains(&rate) {
        return Ok(());
    }
    Err(AudioError::new(format!("{what} of {rate} Hz is out of range; use {MIN_SAMPLE_RATE} to {MAX_SAMPLE_RATE} Hz")))
}

/// Interleaved PCM as the caller holds it, at any alignment. There is always at least one frame.
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
                "the audio has no frames; record or pass at least one (is the microphone running, and is its \
                 permission granted?)",
            ));
        }
        Ok(Self { data, layout })
    }

    pub fn data(&self) -> &'a [u8] {
        self.data
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

/// The samples are left out: what a player said does not belong in a log.
impl std::fmt::Debug for Pcm<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pcm").field("frames", &self.frames()).field("layout", &self.layout).finish()
    }
}

/// How loud PCM is, over all channels: linear, 1.0 is full scale.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Level {
    pub peak: f32,
    pub rms: f32,
}

/// What [`dbfs`] gives for silence, whose true value is minus infinity.
pub const SILENCE_DBFS: f32 = -120.0;

/// A linear level in decibels relative to full scale, never below [`SILENCE_DBFS`].
pub fn dbfs(linear: f32) -> f32 {
    // `max` also turns the NaN of a negative input into the floor.
    (20.0 * linear.log10()).max(SILENCE_DBFS)
}

/// The peak and RMS of PCM. Samples beyond full scale count as full scale, NaN as silence.
pub fn level(pcm: &Pcm) -> Level {
    let mut meter = Meter::default();
    meter.add(pcm.format(), pcm.data());
    meter.level()
}

/// A level that grows with each chunk.
#[derive(Clone, Copy, Default)]
pub(super) struct Meter {
    peak: f32,
    squares: f64,
    samples: u64,
}

impl Meter {
    /// Counts the samples of `data` in, whatever their channel.
    pub fn add(&mut self, format: SampleFormat, data: &[u8]) {
        let mut block = [0.0f32; BLOCK_SAMPLES];
        for bytes in data.chunks(BLOCK_SAMPLES * format.bytes()) {
            let samples = &mut block[..bytes.len() / format.bytes()];
            samples_to_f32(format, bytes, samples);
            let (peak, squares) = measure(samples);
            self.peak = self.peak.max(peak);
            self.squares += f64::from(squares);
            self.samples += samples.len() as u64;
        }
    }

    pub fn level(&self) -> Level {
        Level { peak: self.peak, rms: (self.squares / self.samples.max(1) as f64).sqrt() as f32 }
    }
}

/// Peak and sum of squares of one block, saturated at full scale. Sixteen independent lanes,
/// because a float sum or maximum in source order may not be reordered and so would not vectorise.
fn measure(samples: &[f32]) -> (f32, f32) {
    const LANES: usize = 16;
    let mut peaks = [0.0f32; LANES];
    let mut squares = [0.0f32; LANES];
    let mut lanes = |chunk: &[f32]| {
        for ((peak, square), sample) in peaks.iter_mut().zip(&mut squares).zip(chunk) {
            let size = saturate(*sample).abs();
            *square += size * size;
            *peak = if size > *peak { size } else { *peak };
        }
    };
    let chunks = samples.chunks_exact(LANES);
    let rest = chunks.remainder();
    chunks.for_each(&mut lanes);
    lanes(rest);
    (peaks.into_iter().fold(0.0, f32::max), squares.iter().sum())
}

#[cfg(test)]
#[path = "pcm_tests.rs"]
mod tests;
