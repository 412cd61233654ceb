//! The audio of an upload: a WAV file with one channel of 16-bit samples.

use super::avx2::f32_to_s16_bytes;
use super::convert::for_each_mono_block;
use super::error::{AudioError, reserve};
use super::pcm::{Layout, Pcm, SampleFormat, check_rate};
use super::resample::{self, Resampler};
use super::sample::{BLOCK_SAMPLES, saturate};
use super::wav::{self, SampleEncoding};

/// A WAV file that the service accepts, together with its sample rate, which the request states too.
#[derive(PartialEq, Eq)]
pub struct UploadWav {
    pub bytes: Vec<u8>,
    pub sample_rate: u32,
}

/// Omits the samples: the player's voice must not appear in logs.
impl std::fmt::Debug for UploadWav {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UploadWav").field("len", &self.bytes.len()).field("sample_rate", &self.sample_rate).finish()
    }
}

/// The number of frames that one step of an [`UploadConversion`] converts. A step takes about a millisecond.
const STEP_FRAMES: usize = 32 * BLOCK_SAMPLES;

/// Larger frames are mixed while they are copied. Most of the time of a large copy goes into memory that the process
/// has not used before, and the mean of a frame takes four bytes.
const COPIED_FRAME_BYTES: usize = 6;

/// PCM on its way to an [`UploadWav`]. The conversion runs in steps, so that it can be abandoned between two of them.
pub struct UploadConversion<D> {
    input: Input<D>,
    frames: usize,
    from: u32,
    to: u32,
    /// The number of frames that were converted.
    done: usize,
    output: Option<Box<Output>>,
}

enum Input<D> {
    Samples(D, Layout),
    /// The mean of each frame.
    Mixed(Vec<f32>),
}

impl<D: AsRef<[u8]>> UploadConversion<D> {
    /// Prepares the conversion of samples. Reads none of them. A `target_rate` of 0 keeps the rate of the input.
    pub fn new(samples: D, layout: Layout, target_rate: u32) -> Result<Self, AudioError> {
        let frames = layout.frames_in(samples.as_ref())?;
        let from = layout.sample_rate;
        let to = if target_rate == 0 { from } else { target_rate };
        check_rate(to, "the target sample rate")?;
        wav::checked_data_bytes(resample::output_frames(frames, from, to))?;
        Ok(Self { input: Input::Samples(samples, layout), frames, from, to, done: 0, output: None })
    }

    /// The size in bytes of the samples or of the file, whichever is larger: they follow each other.
    pub fn held_bytes(&self) -> usize {
        let samples = match &self.input {
            Input::Samples(samples, _) => samples.as_ref().len(),
            Input::Mixed(mono) => size_of_val(mono.as_slice()),
        };
        let frames = usize::try_from(resample::output_frames(self.frames, self.from, self.to)).unwrap_or(usize::MAX);
        samples.max(frames.saturating_mul(size_of::<i16>()))
    }

    /// Converts the next samples. Returns the file after the last of them.
    pub fn step(&mut self) -> Result<Option<UploadWav>, AudioError> {
        let output = match &mut self.output {
            Some(output) => output,
            None => self.output.insert(Box::new(Output::new(self.frames, self.from, self.to)?)),
        };
        let end = self.frames.min(self.done + STEP_FRAMES);
        match &self.input {
            Input::Samples(samples, layout) => {
                let frame_bytes = layout.frame_bytes();
                output.convert(*layout, &samples.as_ref()[self.done * frame_bytes..end * frame_bytes]);
            }
            Input::Mixed(mono) => output.write(&mono[self.done..end]),
        }
        self.done = end;
        if end < self.frames {
            return Ok(None);
        }
        // The samples are no longer needed.
        self.input = Input::Mixed(Vec::new());
        Ok(self.output.take().map(|output| output.finish()))
    }

    /// Converts all samples.
    fn run(mut self) -> Result<UploadWav, AudioError> {
        loop {
            if let Some(wav) = self.step()? {
                return Ok(wav);
            }
        }
    }
}

/// An upload from samples that the caller keeps: either the file, or a conversion that owns a copy of the samples.
pub enum CopiedUpload {
    Complete(UploadWav),
    Conversion(UploadConversion<Vec<u8>>),
}

impl CopiedUpload {
    /// Reads the samples once. What takes longer than a copy is left to the conversion.
    pub fn new(pcm: &Pcm, target_rate: u32) -> Result<Self, AudioError> {
        let borrowed = UploadConversion::new(pcm.data(), pcm.layout(), target_rate)?;
        let is_copied = pcm.layout().frame_bytes() <= COPIED_FRAME_BYTES;
        if borrowed.from == borrowed.to && (is_wav_data(pcm.layout()) || !is_copied) {
            return borrowed.run().map(Self::Complete);
        }
        let UploadConversion { frames, from, to, .. } = borrowed;
        let input = if is_copied {
            let mut samples = Vec::new();
            reserve(&mut samples, pcm.data().len())?;
            samples.extend_from_slice(pcm.data());
            Input::Samples(samples, pcm.layout())
        } else {
            let mut mono = Vec::new();
            reserve(&mut mono, frames)?;
            for_each_mono_block(pcm.format(), pcm.channels(), pcm.data(), &mut |block| mono.extend_from_slice(block));
            Input::Mixed(mono)
        };
        Ok(Self::Conversion(UploadConversion { input, frames, from, to, done: 0, output: None }))
    }
}

/// Converts PCM to a 16-bit mono WAV file in one call.
pub fn wav_from_pcm(pcm: &Pcm, target_rate: u32) -> Result<UploadWav, AudioError> {
    UploadConversion::new(pcm.data(), pcm.layout(), target_rate)?.run()
}

/// Whether samples are stored in a WAV file as they are.
fn is_wav_data(layout: Layout) -> bool {
    layout.format == SampleFormat::S16 && layout.channels == 1
}

/// The file while it is written.
struct Output {
    wav: UploadWav,
    resampler: Option<Resampler>,
}

impl Output {
    #[inline(never)]
    fn new(frames: usize, from: u32, to: u32) -> Result<Self, AudioError> {
        let data_bytes = wav::checked_data_bytes(resample::output_frames(frames, from, to))?;
        let mut bytes = Vec::new();
        reserve(&mut bytes, wav::HEADER_BYTES + data_bytes as usize)?;
        bytes.extend_from_slice(&wav::header(to, 1, data_bytes));
        let resampler = (from != to).then(|| Resampler::new(from, to));
        Ok(Self { wav: UploadWav { bytes, sample_rate: to }, resampler })
    }

    #[inline(never)]
    fn convert(&mut self, layout: Layout, samples: &[u8]) {
        if self.resampler.is_none() && is_wav_data(layout) {
            return self.wav.bytes.extend_from_slice(samples);
        }
        for_each_mono_block(layout.format, layout.channels, samples, &mut |mono| self.write(mono));
    }

    #[inline(never)]
    fn write(&mut self, mono: &[f32]) {
        let file = &mut self.wav.bytes;
        match &mut self.resampler {
            None => append(mono, file),
            // The filter would spread an infinite sample over its whole length.
            Some(resampler) => resampler.push(mono.iter().copied().map(saturate), |block| append(block, file)),
        }
    }

    #[inline(never)]
    fn finish(mut self) -> UploadWav {
        if let Some(resampler) = &mut self.resampler {
            resampler.finish(|block| append(block, &mut self.wav.bytes));
        }
        self.wav
    }
}

/// Appends samples to the file. `resize` first writes zeros; block by block, these are still in the cache when the
/// samples replace them.
fn append(mono: &[f32], file: &mut Vec<u8>) {
    for block in mono.chunks(BLOCK_SAMPLES) {
        let end = file.len();
        file.resize(end + 2 * block.len(), 0);
        f32_to_s16_bytes(block, &mut file[end..]);
    }
}

/// Checks a WAV file that is to be sent unchanged. The service accepts one channel of integer PCM with at least 16
/// bits. A file of any other kind can be sent as PCM, which is converted, and the error message says so.
pub fn check_upload(bytes: Vec<u8>) -> Result<UploadWav, AudioError> {
    const CONVERT: &str = "send its samples as PCM instead of as a WAV file, and the library converts them";
    let info = wav::parse(&bytes)?;
    let error = |problem: String, cure: &str| Err(AudioError::new(format!("{problem}; {cure}")));
    if info.encoding == SampleEncoding::Float {
        let bits = info.bits_per_sample;
        return error(
            format!("the WAV contains {bits}-bit floating-point samples, but the service accepts only integers"),
            CONVERT,
        );
    }
    if info.channels != 1 {
        return error(format!("the WAV has {} channels, but the service accepts only one", info.channels), CONVERT);
    }
    // Samples of 12 valid bits in 16 have less precision than the service requires.
    if info.valid_bits < 16 {
        return error(
            format!("the WAV has {} bits per sample, but the service requires at least 16", info.valid_bits),
            CONVERT,
        );
    }
    check_rate(info.sample_rate, "the WAV's sample rate")?;
    if info.truncated {
        return error(
            "the WAV is truncated: it ends before the length in its header".into(),
            "read the whole file, after the program that writes it has closed it",
        );
    }
    if info.frames() == 0 {
        return error("the WAV has a header but no samples".into(), "record something before you send it");
    }
    Ok(UploadWav { bytes, sample_rate: info.sample_rate })
}

#[cfg(test)]
#[path = "upload_tests.rs"]
mod tests;
