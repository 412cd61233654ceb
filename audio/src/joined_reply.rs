//! The audio of a reply that arrives in pieces: each is a WAV file or raw samples, and together they are one signal.
//!
//! The first samples decide the sample rate and the channels. Later samples of the same rate and channels are passed on
//! unchanged, so a join sounds as it would without one. Other samples are converted: the channels by their mean, the
//! rate by one resampler for all pieces in a row that have it.

use super::error::{AudioError, reserve};
use super::pcm::{MAX_CHANNELS, check_rate};
use super::reply::{AudioForm, DecodedAudio, SampleStorage, check_raw, raw_rate, to_s16};
use super::resample::Resampler;
use super::sample::{FULL_SCALE_16, to_i16};
use super::wav::{self, SampleEncoding, WavInfo};

/// Joins the pieces of one reply.
#[derive(Default)]
pub struct JoinedReply {
    /// The sample rate and the channels of the result.
    format: Option<(u32, u16)>,
    /// The format of raw samples: that of the last header, or 16-bit mono.
    raw: Option<RawFormat>,
    /// The beginning of a frame, which ends in the next piece of raw samples.
    partial_frame: Vec<u8>,
    /// Converts pieces whose rate is not that of the result.
    resampling: Option<Resampling>,
}

struct RawFormat {
    info: WavInfo,
    has_header: bool,
}

impl JoinedReply {
    /// The sample rate and the channels of the result, as soon as there are samples.
    pub fn format(&self) -> Option<(u32, u16)> {
        self.format
    }

    /// Adds a piece, and returns the samples that are complete with it. Several channels are interleaved. The filter of
    /// a resampler holds some samples back until [`JoinedReply::finish`] or the next change of the rate.
    ///
    /// `rate_hint` is for raw samples if no header came before them. A piece that cannot be read leaves out its
    /// samples only.
    #[inline(never)]
    pub fn push(&mut self, piece: &[u8], rate_hint: Option<u32>) -> Result<Vec<i16>, AudioError> {
        if piece.starts_with(b"RIFF") {
            return self.push_wav(piece);
        }
        if self.raw.as_ref().is_none_or(|raw| !raw.has_header && rate_hint.is_some()) {
            if self.raw.is_none() {
                check_raw(piece)?;
            }
            self.raw = Some(RawFormat { info: raw_info(raw_rate(rate_hint)?), has_header: false });
        }
        let mut data = std::mem::take(&mut self.partial_frame);
        reserve(&mut data, piece.len())?;
        data.extend_from_slice(piece);
        let info = self.raw.as_ref().expect("set above").info.clone();
        self.partial_frame = data.split_off(data.len() - data.len() % info.frame_bytes());
        self.convert(&info, &data)
    }

    fn push_wav(&mut self, file: &[u8]) -> Result<Vec<i16>, AudioError> {
        self.partial_frame.clear();
        let info = wav::parse(file)?;
        if info.open_ended {
            self.partial_frame.extend_from_slice(&file[info.data.end..]);
        }
        self.raw = Some(RawFormat { info: info.clone(), has_header: true });
        self.convert(&info, &file[info.data.clone()])
    }

    /// Ends the reply, and returns the last samples.
    #[inline(never)]
    pub fn finish(mut self) -> Result<Vec<i16>, AudioError> {
        let mut output = Vec::new();
        self.end_resampling(&mut output)?;
        Ok(output)
    }

    /// Converts complete frames to the format of the result.
    fn convert(&mut self, info: &WavInfo, data: &[u8]) -> Result<Vec<i16>, AudioError> {
        if data.is_empty() {
            return Ok(Vec::new());
        }
        if info.channels > MAX_CHANNELS {
            return Err(AudioError::new(format!(
                "the audio has {} channels, and pieces of at most {MAX_CHANNELS} can be joined",
                info.channels
            )));
        }
        let samples = to_s16(info, data)?;
        let (rate, channels) = *self.format.get_or_insert((info.sample_rate, info.channels));
        let samples = if info.channels == channels { samples } else { remix(&samples, info.channels, channels)? };
        let mut output = Vec::new();
        if self.resampling.as_ref().is_some_and(|resampling| resampling.from != info.sample_rate) {
            self.end_resampling(&mut output)?;
        }
        if info.sample_rate != rate {
            if self.resampling.is_none() {
                self.resampling = Some(Resampling::new(info.sample_rate, rate, channels)?);
            }
            let resampling = self.resampling.as_mut().expect("set above");
            resampling.run(Some(&samples), &mut output)?;
            return Ok(output);
        }
        if output.is_empty() {
            return Ok(samples);
        }
        reserve(&mut output, samples.len())?;
        output.extend_from_slice(&samples);
        Ok(output)
    }

    fn end_resampling(&mut self, output: &mut Vec<i16>) -> Result<(), AudioError> {
        self.resampling.take().map_or(Ok(()), |mut resampling| resampling.run(None, output))
    }
}

/// 16-bit mono samples.
fn raw_info(sample_rate: u32) -> WavInfo {
    WavInfo {
        encoding: SampleEncoding::Int,
        channels: 1,
        sample_rate,
        bits_per_sample: 16,
        valid_bits: 16,
        data: 0..0,
        truncated: false,
        open_ended: true,
    }
}

/// Converts frames to another number of channels, each of which gets the mean.
fn remix(samples: &[i16], from: u16, to: u16) -> Result<Vec<i16>, AudioError> {
    let frames = samples.chunks_exact(from.into());
    let mut output = Vec::new();
    reserve(&mut output, frames.len() * usize::from(to))?;
    for frame in frames {
        let mean = f64::from(frame.iter().copied().map(i32::from).sum::<i32>()) / f64::from(from);
        output.extend(std::iter::repeat_n(mean.round_ties_even() as i16, to.into()));
    }
    Ok(output)
}

/// Converts pieces of one sample rate in a row.
struct Resampling {
    from: u32,
    channels: Vec<Resampler>,
}

impl Resampling {
    fn new(from: u32, to: u32, channels: u16) -> Result<Self, AudioError> {
        for rate in [from, to] {
            check_rate(rate, "the sample rate changes within the reply, and a rate")?;
        }
        Ok(Self { from, channels: (0..channels).map(|_| Resampler::new(from, to)).collect() })
    }

    /// Appends the output for some samples, or at the end of the signal the rest of the output.
    fn run(&mut self, samples: Option<&[i16]>, output: &mut Vec<i16>) -> Result<(), AudioError> {
        let count = self.channels.len();
        let frames = self.channels[0].max_output(samples.map_or(0, <[i16]>::len) / count);
        reserve(output, usize::try_from(frames).unwrap_or(usize::MAX).saturating_mul(count))?;
        let start = output.len();
        for (channel, resampler) in self.channels.iter_mut().enumerate() {
            let mut at = start + channel;
            let sink = |block: &[f32]| {
                for &sample in block {
                    if at >= output.len() {
                        output.resize(output.len() + count, 0);
                    }
                    output[at] = to_i16(sample);
                    at += count;
                }
            };
            match samples {
                None => resampler.finish(sink),
                Some(samples) => {
                    let samples = samples.iter().skip(channel).step_by(count);
                    resampler.push(samples.map(|&sample| f32::from(sample) / FULL_SCALE_16), sink);
                }
            }
        }
        Ok(())
    }
}

/// A WAV file of the samples of a joined reply.
pub fn joined_wav<'a>(
    pieces: impl Iterator<Item = &'a [i16]> + Clone,
    sample_rate: u32,
    channels: u16,
) -> Result<DecodedAudio, AudioError> {
    let samples: usize = pieces.clone().map(<[i16]>::len).sum();
    let data_bytes = wav::checked_data_bytes(samples as u64)?;
    let mut file = Vec::new();
    reserve(&mut file, wav::HEADER_BYTES + data_bytes as usize)?;
    file.extend_from_slice(&wav::header(sample_rate, channels, data_bytes));
    pieces.for_each(|piece| append(piece, &mut file));
    Ok(DecodedAudio {
        samples: SampleStorage::InWav(wav::HEADER_BYTES..file.len()),
        wav: file,
        frames: samples / usize::from(channels),
        channels,
        sample_rate,
        form: AudioForm::Wav,
    })
}

#[inline(never)]
fn append(piece: &[i16], file: &mut Vec<u8>) {
    file.extend(piece.iter().flat_map(|sample| sample.to_le_bytes()));
}

#[cfg(test)]
#[path = "joined_reply_tests.rs"]
mod tests;
