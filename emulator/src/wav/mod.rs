//! Writes and cuts WAV files, and reads those that people send and that speech programs write.
//!
//! The reader is the project's own. hound 3.5 reads neither 64-bit floats, mu-law, A-law nor ADPCM; symphonia 0.6 reads
//! them, but takes a streamed data size of 0 for no data, loses up to 1,151 frames at the end of a streamed file, and brings
//! seventeen crates.

mod adpcm;
mod file;
mod layout;
mod resample;
mod samples;
mod slice;

pub use file::{Format, SampleFormat, WavFile};
pub use layout::{chunk, riff, with_odd_chunk, with_unknown_sizes};
pub use resample::resample;
pub use samples::Sample;
pub use slice::{Slice, slices};

/// One channel of 16-bit samples.
#[derive(Clone, Debug)]
pub struct Pcm {
    pub samples: Vec<i16>,
    pub rate: u32,
}

/// Writes a WAV file: a header of 44 bytes, then the samples.
pub fn encode_wav(pcm: &Pcm) -> Vec<u8> {
    let data = pcm.samples.len() as u32 * 2;
    let mut wav = Vec::with_capacity(44 + data as usize);
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&(36 + data).to_le_bytes());
    wav.extend_from_slice(b"WAVE");
    wav.extend_from_slice(&fmt_chunk(1, 1, pcm.rate, 16));
    wav.extend_from_slice(b"data");
    wav.extend_from_slice(&data.to_le_bytes());
    wav.extend(pcm.samples.iter().flat_map(|sample| sample.to_le_bytes()));
    wav
}

/// A `fmt ` chunk of 16 bytes, with its chunk header.
pub fn fmt_chunk(format: u16, channels: u16, rate: u32, bits: u16) -> Vec<u8> {
    let frame = channels * (bits / 8);
    let mut chunk = b"fmt \x10\0\0\0".to_vec();
    chunk.extend_from_slice(&format.to_le_bytes());
    chunk.extend_from_slice(&channels.to_le_bytes());
    chunk.extend_from_slice(&rate.to_le_bytes());
    chunk.extend_from_slice(&(rate * u32::from(frame)).to_le_bytes());
    chunk.extend_from_slice(&frame.to_le_bytes());
    chunk.extend_from_slice(&bits.to_le_bytes());
    chunk
}

/// Reads a WAV file and averages its channels.
pub fn decode_wav(wav: &[u8]) -> Option<Pcm> {
    let file = WavFile::read(wav).ok()?;
    let mut samples = Vec::new();
    file.for_each_frame(|frame| {
        let average = frame.iter().map(|sample| sample.amplitude).sum::<f64>() / frame.len() as f64;
        samples.push((average * 32_768.0).clamp(-32_768.0, 32_767.0) as i16);
    });
    Some(Pcm { samples, rate: file.format.rate })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn a_written_file_is_read_back() {
        let pcm = Pcm { samples: vec![0, 1, -1, i16::MAX, i16::MIN], rate: 22_050 };
        let read = decode_wav(&encode_wav(&pcm)).expect("a WAV");
        assert_eq!((read.samples, read.rate), (pcm.samples, pcm.rate));
    }

    #[test]
    fn the_file_of_a_program_that_writes_to_a_pipe_is_read_to_its_end() {
        for size in [0x7fff_f000u32, u32::MAX, 0] {
            let mut wav = encode_wav(&Pcm { samples: vec![5; 10], rate: 8000 });
            wav[40..44].copy_from_slice(&size.to_le_bytes());
            assert_eq!(decode_wav(&wav).map(|pcm| pcm.samples.len()), Some(10), "{size:#x}");
            assert!(decode_wav(&wav[..20]).is_none());
        }
    }

    /// Interleaved samples in units of 1/32,768.
    fn samples(wav: &[u8]) -> Vec<f64> {
        let file = WavFile::read(wav).expect("a WAV");
        let mut samples = Vec::new();
        file.for_each_frame(|frame| samples.extend(frame.iter().map(|sample| sample.amplitude * 32_768.0)));
        samples
    }

    /// The level of the difference below the level of the original, in decibels.
    fn signal_to_noise(original: &[f64], decoded: &[f64]) -> f64 {
        let power = |samples: &mut dyn Iterator<Item = f64>| samples.map(|sample| sample * sample).sum::<f64>();
        let noise = power(&mut original.iter().zip(decoded).map(|(a, b)| a - b)).max(f64::MIN_POSITIVE);
        10.0 * (power(&mut original.iter().copied()) / noise).log10()
    }

    /// The recordings in `tests/recordings` were written by sox and ffmpeg. Each holds the same tone.
    #[test]
    fn recordings_of_other_programs_are_decoded() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
        let read = |name: &str| fs::read(folder.join(name)).expect("a recording");
        let originals = [samples(&read("mono.wav")), samples(&read("stereo.wav"))];
        assert_eq!(originals.each_ref().map(Vec::len), [400, 800]);
        for (name, format, bits, frames, channels, decibels) in [
            ("streamed.wav", SampleFormat::Pcm, 16, 400, 1, 200.0),
            ("float64.wav", SampleFormat::Float, 64, 400, 1, 200.0),
            ("extensible24-stereo.wav", SampleFormat::Pcm, 24, 400, 2, 200.0),
            ("mu-law.wav", SampleFormat::MuLaw, 8, 400, 1, 36.0),
            ("a-law.wav", SampleFormat::ALaw, 8, 400, 1, 36.0),
            ("ima-adpcm-mono.wav", SampleFormat::ImaAdpcm, 4, 400, 1, 24.0),
            ("ima-adpcm-stereo.wav", SampleFormat::ImaAdpcm, 4, 400, 2, 24.0),
            ("ms-adpcm-mono.wav", SampleFormat::MsAdpcm, 4, 500, 1, 19.0),
            ("ms-adpcm-stereo.wav", SampleFormat::MsAdpcm, 4, 488, 2, 19.0),
        ] {
            let wav = read(name);
            let file = WavFile::read(&wav).unwrap_or_else(|problem| panic!("{name}: {problem}"));
            assert_eq!((file.format.sample_format, file.format.bits), (format, bits), "{name}");
            assert_eq!((file.format.rate, file.format.channels), (8000, channels), "{name}");
            let original = &originals[usize::from(channels) - 1];
            let decoded = samples(&wav);
            // The last block of `ms-adpcm-*.wav` is padded.
            assert_eq!(decoded.len(), frames * usize::from(channels), "{name}");
            let ratio = signal_to_noise(original, &decoded);
            assert!(ratio >= decibels, "{name}: {ratio} dB");
        }
    }
}
