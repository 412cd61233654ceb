//! What the service sends: usually a complete WAV, sometimes bare samples.

use std::ops::Range;

use super::convert::{BLOCK_SAMPLES, f32_to_s16, mix_each, samples_to_f32};
use super::error::{AudioError, reserve};
use super::magic::not_raw_pcm;
use super::pcm::{SampleFormat, check_rate};
use super::wav::{self, Encoding, WavInfo};

/// Which of the two forms a reply had.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Wav,
    /// 16-bit little-endian mono samples without a header; the rate is what the service said beside
    /// them.
    RawPcm,
}

/// Where the 16-bit samples of a reply are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Samples {
    /// They lie in the file itself, little endian, at this byte range. It begins at an even offset.
    InWav(Range<usize>),
    /// The file holds another kind of sample; these are converted. Several channels stay
    /// interleaved.
    Converted(Vec<i16>),
}

/// A reply that can be played.
pub struct Audio {
    /// Always a complete WAV. It is what the service sent, except that lengths which its header
    /// left open or gave wrongly are filled in, and that a header is put before raw samples.
    pub wav: Vec<u8>,
    pub samples: Samples,
    /// Samples per channel. A WAV without any is not an error: it plays as nothing.
    pub frames: usize,
    pub channels: u16,
    pub sample_rate: u32,
    pub form: Form,
}

/// Reads what the service sent. A header is trusted where it and `rate_hint` differ; the hint is
/// needed only for raw samples, of which an odd last byte (half a sample, so the reply was cut) is
/// dropped.
pub fn read_reply(bytes: Vec<u8>, rate_hint: Option<u32>) -> Result<Audio, AudioError> {
    if bytes.starts_with(b"RIFF") { read_wav(bytes) } else { read_raw(&bytes, rate_hint) }
}

fn read_wav(mut file: Vec<u8>) -> Result<Audio, AudioError> {
    let info = wav::parse(&file)?;
    wav::repair(&mut file, &info);
    let is_plain = info.encoding == Encoding::Int && info.bits == 16;
    // At an odd offset (a chunk before it lacks its padding) a caller could not point at the
    // samples as 16-bit numbers.
    let samples = if is_plain && info.data.start % 2 == 0 {
        Samples::InWav(info.data.clone())
    } else {
        Samples::Converted(to_s16(&info, &file[info.data.clone()])?)
    };
    Ok(Audio {
        wav: file,
        samples,
        frames: info.frames(),
        channels: info.channels,
        sample_rate: info.sample_rate,
        form: Form::Wav,
    })
}

/// All samples of a WAV as 16-bit ones, in the order of the file.
fn to_s16(info: &WavInfo, data: &[u8]) -> Result<Vec<i16>, AudioError> {
    let sample_bytes = usize::from(info.bits / 8);
    let mut samples = Vec::new();
    reserve(&mut samples, data.len() / sample_bytes)?;
    samples.resize(data.len() / sample_bytes, 0);
    let mut block = [0.0; BLOCK_SAMPLES];
    let blocks = data.chunks(BLOCK_SAMPLES * sample_bytes);
    for (bytes, out) in blocks.zip(samples.chunks_mut(BLOCK_SAMPLES)) {
        let block = &mut block[..out.len()];
        match (info.encoding, info.bits) {
            (Encoding::Int, 8) => samples_to_f32(SampleFormat::U8, bytes, block),
            (Encoding::Int, 16) => samples_to_f32(SampleFormat::S16, bytes, block),
            (Encoding::Int, 24) => samples_to_f32(SampleFormat::S24, bytes, block),
            (Encoding::Int, _) => samples_to_f32(SampleFormat::S32, bytes, block),
            (Encoding::Float, 64) => mix_each::<8, 1>(bytes, block, |b| f64::from_le_bytes(b) as f32),
            (Encoding::Float, _) => samples_to_f32(SampleFormat::F32, bytes, block),
        }
        f32_to_s16(block, out);
    }
    Ok(samples)
}

fn read_raw(bytes: &[u8], rate_hint: Option<u32>) -> Result<Audio, AudioError> {
    let refuse = |message: String| Err(AudioError::new(message));
    if let Some(name) = not_raw_pcm(bytes) {
        return refuse(format!("the audio is {name}, not a WAV; convert it, or choose a voice whose audio is WAV"));
    }
    let samples = &bytes[..bytes.len() / 2 * 2];
    if samples.is_empty() {
        return refuse("the audio is empty".into());
    }
    let Some(sample_rate) = rate_hint else {
        return refuse("the audio has no WAV header, and no sample rate was given for raw samples".into());
    };
    check_rate(sample_rate, "the audio is raw samples, and its sample rate")?;
    let frames = samples.len() / 2;
    let data_bytes = wav::checked_data_bytes(frames as u64)?;
    let mut file = Vec::new();
    reserve(&mut file, wav::HEADER_BYTES + samples.len())?;
    file.extend_from_slice(&wav::header(sample_rate, data_bytes));
    file.extend_from_slice(samples);
    Ok(Audio {
        samples: Samples::InWav(wav::HEADER_BYTES..file.len()),
        wav: file,
        frames,
        channels: 1,
        sample_rate,
        form: Form::RawPcm,
    })
}

#[cfg(test)]
#[path = "reply_tests.rs"]
mod tests;
