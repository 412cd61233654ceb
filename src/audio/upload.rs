//! What is sent to the service: one channel, 16 bits, in a WAV.

use super::convert::{BLOCK_SAMPLES, for_each_mono_block, saturate};
use super::error::{AudioError, reserve};
use super::pcm::{Pcm, SampleFormat, check_rate};
use super::resample::{self, Resampler};
use super::wav::{self, Encoding, WavInfo};
use super::wide::f32_to_s16_bytes;

/// An upload that owns its samples and so no longer needs the caller's buffer.
pub struct Prepared(Stage);

enum Stage {
    Finished(Vec<u8>),
    /// Mono floats that are still at the caller's sample rate.
    Mono {
        samples: Vec<f32>,
        from: u32,
        to: u32,
    },
}

/// The first half of making an upload: the channels are mixed, and where the rate stays as it is
/// the WAV is finished.
///
/// Meant for the caller's thread, where it takes the place of the copy that would have to be made
/// there anyway. `target_rate` 0 keeps the rate of the input.
pub fn prepare(pcm: &Pcm, target_rate: u32) -> Result<Prepared, AudioError> {
    let from = pcm.sample_rate();
    let to = if target_rate == 0 { from } else { target_rate };
    check_rate(to, "the target sample rate")?;
    let bytes = wav::checked_data_bytes(resample::output_frames(pcm.frames(), from, to))?;
    if from == to {
        return finished(pcm, bytes).map(|wav| Prepared(Stage::Finished(wav)));
    }
    let mut samples = Vec::new();
    reserve(&mut samples, pcm.frames())?;
    for_each_mono_block(pcm.format(), pcm.channels(), pcm.data(), |mono| {
        // An infinity would spoil everything within the reach of the filter, not only itself.
        samples.extend(mono.iter().copied().map(saturate));
    });
    Ok(Prepared(Stage::Mono { samples, from, to }))
}

fn finished(pcm: &Pcm, data_bytes: u32) -> Result<Vec<u8>, AudioError> {
    let mut wav = begin(pcm.sample_rate(), data_bytes)?;
    if pcm.format() == SampleFormat::S16 && pcm.channels() == 1 {
        wav.extend_from_slice(pcm.data());
    } else {
        for_each_mono_block(pcm.format(), pcm.channels(), pcm.data(), |mono| append(mono, &mut wav));
    }
    Ok(wav)
}

/// A file with its header, and room for the rest.
fn begin(sample_rate: u32, data_bytes: u32) -> Result<Vec<u8>, AudioError> {
    let mut wav = Vec::new();
    reserve(&mut wav, wav::HEADER_BYTES + data_bytes as usize)?;
    wav.extend_from_slice(&wav::header(sample_rate, data_bytes));
    Ok(wav)
}

/// Grows the file block by block: the zeros that its new bytes begin as are in the cache still when they are written.
fn append(mono: &[f32], wav: &mut Vec<u8>) {
    for block in mono.chunks(BLOCK_SAMPLES) {
        let end = wav.len();
        wav.resize(end + 2 * block.len(), 0);
        f32_to_s16_bytes(block, &mut wav[end..]);
    }
}

impl Prepared {
    /// The second half: resamples if the rate changes, which may take milliseconds, and gives the
    /// WAV.
    pub fn into_wav(self) -> Result<Vec<u8>, AudioError> {
        match self.0 {
            Stage::Finished(wav) => Ok(wav),
            Stage::Mono { samples, from, to } => {
                let data_bytes = wav::checked_data_bytes(resample::output_frames(samples.len(), from, to))?;
                let mut wav = begin(to, data_bytes)?;
                Resampler::new(from, to).run(&samples, |block| append(block, &mut wav));
                Ok(wav)
            }
        }
    }
}

/// PCM as a 16-bit mono WAV, both halves at once.
pub fn wav_from_pcm(pcm: &Pcm, target_rate: u32) -> Result<Vec<u8>, AudioError> {
    prepare(pcm, target_rate)?.into_wav()
}

/// Looks over a finished WAV that is to be sent as it is: the service takes integer PCM of one
/// channel and at least 16 bits. Whatever else it is could be sent as PCM instead, which converts,
/// and the errors say so.
pub fn check_upload(wav: &[u8]) -> Result<WavInfo, AudioError> {
    let info = wav::parse(wav)?;
    let refuse = |what: String, cure: &str| Err(AudioError::new(format!("{what}; {cure}")));
    let convert = "send its samples as PCM instead of as a WAV, and they are converted";
    if info.encoding == Encoding::Float {
        return refuse(
            format!("the WAV holds {}-bit floating point samples, and the service takes integers", info.bits),
            convert,
        );
    }
    if info.channels != 1 {
        return refuse(format!("the WAV has {} channels, and the service takes one", info.channels), convert);
    }
    // Twelve bits that stand in sixteen are fewer than the service asks for.
    if info.used_bits < 16 {
        return refuse(
            format!("the WAV has {} bits per sample, and the service takes 16 or more", info.used_bits),
            convert,
        );
    }
    check_rate(info.sample_rate, "the WAV's sample rate")?;
    if info.cut_short {
        return refuse(
            "the WAV ends before the length that its header gives".into(),
            "read the whole file, and close it after writing before it is sent",
        );
    }
    if info.frames() == 0 {
        return refuse("the WAV has a header but no samples".into(), "record something before sending it");
    }
    Ok(info)
}

#[cfg(test)]
#[path = "upload_tests.rs"]
mod tests;
