//! The audio of a reply: usually a complete WAV file, sometimes raw samples without a header.

use std::ops::Range;

use super::convert::{f32_to_s16, samples_to_f32};
use super::error::{AudioError, reserve};
use super::pcm::{SampleFormat, check_rate};
use super::sample::{BLOCK_SAMPLES, average_frames};
use super::sniff::not_raw_pcm;
use super::wav::{self, SampleEncoding, WavInfo};

/// The form in which the service sent the audio.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AudioForm {
    Wav,
    /// 16-bit little-endian mono samples without a header. The reply states the sample rate beside them.
    RawPcm,
}

/// Where the 16-bit samples of decoded audio are stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SampleStorage {
    /// In the WAV file itself, little-endian, at this byte range. The range begins at an even offset.
    InWav(Range<usize>),
    /// In a buffer of their own, because the file contains samples of another format. Several channels are interleaved.
    Converted(Vec<i16>),
}

/// Audio that can be played: a WAV file and its samples as 16 bits.
pub struct DecodedAudio {
    /// A complete WAV file. It is the file that the service sent, except that missing or wrong lengths in its header
    /// are corrected, and that raw samples get a header.
    pub wav: Vec<u8>,
    pub samples: SampleStorage,
    /// The number of samples per channel. A WAV file without samples is valid and silent.
    pub frames: usize,
    pub channels: u16,
    pub sample_rate: u32,
    pub form: AudioForm,
}

impl DecodedAudio {
    /// A copy of the samples.
    #[inline(never)]
    pub fn to_samples(&self) -> Vec<i16> {
        match &self.samples {
            SampleStorage::Converted(samples) => samples.clone(),
            SampleStorage::InWav(range) => {
                self.wav[range.clone()].chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect()
            }
        }
    }
}

/// Decodes the audio of a reply.
///
/// If the audio is a WAV file, its header determines the sample rate and `rate_hint` is ignored. Raw samples require
/// the hint. An odd last byte of raw samples is half a sample, left by a truncated reply, and is dropped.
#[inline(never)]
pub fn read_reply(bytes: Vec<u8>, rate_hint: Option<u32>) -> Result<DecodedAudio, AudioError> {
    if bytes.starts_with(b"RIFF") { read_wav(bytes) } else { read_raw(&bytes, rate_hint) }
}

fn read_wav(mut file: Vec<u8>) -> Result<DecodedAudio, AudioError> {
    let info = wav::parse(&file)?;
    wav::fill_in_lengths(&mut file, &info);
    let is_s16 = info.encoding == SampleEncoding::Int && info.bits_per_sample == 16;
    // A chunk without its padding can leave the samples at an odd offset, where they cannot be accessed as `i16`.
    let samples = if is_s16 && info.data.start % 2 == 0 {
        SampleStorage::InWav(info.data.clone())
    } else {
        SampleStorage::Converted(to_s16(&info, &file[info.data.clone()])?)
    };
    Ok(DecodedAudio {
        wav: file,
        samples,
        frames: info.frames(),
        channels: info.channels,
        sample_rate: info.sample_rate,
        form: AudioForm::Wav,
    })
}

/// Converts all samples of a WAV file to 16 bits, in the order of the file.
pub(super) fn to_s16(info: &WavInfo, data: &[u8]) -> Result<Vec<i16>, AudioError> {
    let sample_bytes = usize::from(info.bits_per_sample / 8);
    let mut samples = Vec::new();
    reserve(&mut samples, data.len() / sample_bytes)?;
    samples.resize(data.len() / sample_bytes, 0);
    let mut block = [0.0; BLOCK_SAMPLES];
    let blocks = data.chunks(BLOCK_SAMPLES * sample_bytes);
    for (bytes, out) in blocks.zip(samples.chunks_mut(BLOCK_SAMPLES)) {
        let block = &mut block[..out.len()];
        match (info.encoding, info.bits_per_sample) {
            (SampleEncoding::Int, 8) => samples_to_f32(SampleFormat::U8, bytes, block),
            (SampleEncoding::Int, 16) => samples_to_f32(SampleFormat::S16, bytes, block),
            (SampleEncoding::Int, 24) => samples_to_f32(SampleFormat::S24, bytes, block),
            (SampleEncoding::Int, _) => samples_to_f32(SampleFormat::S32, bytes, block),
            (SampleEncoding::Float, 64) => average_frames::<8, 1>(bytes, block, |b| f64::from_le_bytes(b) as f32),
            (SampleEncoding::Float, _) => samples_to_f32(SampleFormat::F32, bytes, block),
        }
        f32_to_s16(block, out);
    }
    Ok(samples)
}

fn read_raw(bytes: &[u8], rate_hint: Option<u32>) -> Result<DecodedAudio, AudioError> {
    check_raw(bytes)?;
    let samples = &bytes[..bytes.len() / 2 * 2];
    if samples.is_empty() {
        return Err(AudioError::new("the audio is empty; at least one 16-bit sample is required"));
    }
    let sample_rate = raw_rate(rate_hint)?;
    let frames = samples.len() / 2;
    let data_bytes = wav::checked_data_bytes(frames as u64)?;
    let mut file = Vec::new();
    reserve(&mut file, wav::HEADER_BYTES + samples.len())?;
    file.extend_from_slice(&wav::header(sample_rate, 1, data_bytes));
    file.extend_from_slice(samples);
    Ok(DecodedAudio {
        samples: SampleStorage::InWav(wav::HEADER_BYTES..file.len()),
        wav: file,
        frames,
        channels: 1,
        sample_rate,
        form: AudioForm::RawPcm,
    })
}

/// Checks that audio without a WAV header can be raw samples.
pub(super) fn check_raw(bytes: &[u8]) -> Result<(), AudioError> {
    match not_raw_pcm(bytes) {
        None => Ok(()),
        Some(name) => Err(AudioError::new(format!(
            "the audio is {name}, not a WAV file; convert it, or choose a voice whose audio is WAV"
        ))),
    }
}

/// The sample rate of raw samples, which only the caller can know.
pub(super) fn raw_rate(rate_hint: Option<u32>) -> Result<u32, AudioError> {
    let Some(sample_rate) = rate_hint else {
        return Err(AudioError::new(
            "the audio has no WAV header and no sample rate was given; raw samples require a sample rate",
        ));
    };
    check_rate(sample_rate, "the audio consists of raw samples, and their sample rate")?;
    Ok(sample_rate)
}

#[cfg(test)]
#[path = "reply_tests.rs"]
mod tests;
