//! The audio of an upload: a WAV file with one channel of 16-bit samples.

use super::avx2::f32_to_s16_bytes;
use super::convert::for_each_mono_block;
use super::error::{AudioError, reserve};
use super::pcm::{Pcm, SampleFormat, check_rate};
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

/// PCM on its way to an [`UploadWav`]. It owns its samples, so the caller's buffer is no longer needed.
///
/// A conversion has two halves because the caller's thread has to copy the samples in any case, but should not wait for
/// the resampler. [`prepare`] makes the copy and mixes the channels meanwhile. [`into_wav`](Self::into_wav) does the
/// rest, on another thread.
pub struct PreparedUpload(Stage);

enum Stage {
    /// The rate does not change, so the file is complete.
    Complete(UploadWav),
    /// Mono floats at the rate `from`.
    Mono { samples: Vec<f32>, from: u32, to: u32 },
}

/// Mixes the channels of `pcm`. If the sample rate does not change, this also writes the WAV file. A `target_rate` of 0
/// keeps the rate of the input.
pub fn prepare(pcm: &Pcm, target_rate: u32) -> Result<PreparedUpload, AudioError> {
    let from = pcm.sample_rate();
    let to = if target_rate == 0 { from } else { target_rate };
    check_rate(to, "the target sample rate")?;
    let data_bytes = wav::checked_data_bytes(resample::output_frames(pcm.frames(), from, to))?;
    if from == to {
        return write_mixed(pcm, data_bytes).map(|wav| PreparedUpload(Stage::Complete(wav)));
    }
    let mut samples = Vec::new();
    reserve(&mut samples, pcm.frames())?;
    for_each_mono_block(pcm.format(), pcm.channels(), pcm.data(), |mono| {
        // The filter would spread an infinite sample over its whole length.
        samples.extend(mono.iter().copied().map(saturate));
    });
    Ok(PreparedUpload(Stage::Mono { samples, from, to }))
}

impl PreparedUpload {
    /// How many bytes of samples it holds.
    pub fn held_bytes(&self) -> usize {
        match &self.0 {
            Stage::Complete(wav) => wav.bytes.len(),
            Stage::Mono { samples, .. } => size_of_val(samples.as_slice()),
        }
    }

    /// Returns the WAV file. If the sample rate changes, this resamples, which can take milliseconds.
    pub fn into_wav(self) -> Result<UploadWav, AudioError> {
        match self.0 {
            Stage::Complete(wav) => Ok(wav),
            Stage::Mono { samples, from, to } => {
                let data_bytes = wav::checked_data_bytes(resample::output_frames(samples.len(), from, to))?;
                let mut wav = with_header(to, data_bytes)?;
                Resampler::new(from, to).run(&samples, |block| append(block, &mut wav.bytes));
                Ok(wav)
            }
        }
    }
}

/// Converts PCM to a 16-bit mono WAV file in one call.
pub fn wav_from_pcm(pcm: &Pcm, target_rate: u32) -> Result<UploadWav, AudioError> {
    prepare(pcm, target_rate)?.into_wav()
}

fn write_mixed(pcm: &Pcm, data_bytes: u32) -> Result<UploadWav, AudioError> {
    let mut wav = with_header(pcm.sample_rate(), data_bytes)?;
    if pcm.format() == SampleFormat::S16 && pcm.channels() == 1 {
        wav.bytes.extend_from_slice(pcm.data());
    } else {
        for_each_mono_block(pcm.format(), pcm.channels(), pcm.data(), |mono| append(mono, &mut wav.bytes));
    }
    Ok(wav)
}

/// A file that consists of a header, with memory reserved for `data_bytes` of samples.
fn with_header(sample_rate: u32, data_bytes: u32) -> Result<UploadWav, AudioError> {
    let mut bytes = Vec::new();
    reserve(&mut bytes, wav::HEADER_BYTES + data_bytes as usize)?;
    bytes.extend_from_slice(&wav::header(sample_rate, data_bytes));
    Ok(UploadWav { bytes, sample_rate })
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
