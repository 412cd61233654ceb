//! Writes 16-bit mono WAV files, and reads the WAV files of speech programs.

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

struct Chunk<'a> {
    name: &'a [u8],
    /// The declared size. `body` is shorter if the file ends early.
    size: usize,
    body: &'a [u8],
}

/// The chunks of a WAV file. A chunk with an odd size is followed by one byte of padding.
fn chunks(wav: &[u8]) -> Option<Vec<Chunk<'_>>> {
    if wav.get(..4)? != b"RIFF" || wav.get(8..12)? != b"WAVE" {
        return None;
    }
    let mut rest = &wav[12..];
    let mut chunks = Vec::new();
    while rest.len() >= 8 {
        let (header, after) = rest.split_at(8);
        let size = u32::from_le_bytes(header[4..8].try_into().ok()?) as usize;
        chunks.push(Chunk { name: &header[..4], size, body: &after[..size.min(after.len())] });
        rest = after.get(size.saturating_add(size % 2)..).unwrap_or_default();
    }
    Some(chunks)
}

/// Reads 16-bit PCM and averages its channels. A data size beyond the end of the file means "up to the end": a program
/// that writes to a pipe does not know the size in advance.
pub fn decode_wav(wav: &[u8]) -> Option<Pcm> {
    let mut format = None;
    for chunk in chunks(wav)? {
        match chunk.name {
            b"fmt " => format = Some(read_format(chunk.body)?),
            b"data" => {
                let (channels, rate) = format?;
                let samples = mono(chunk.body, channels);
                return Some(Pcm { samples, rate });
            }
            _ => {}
        }
    }
    None
}

/// The same file with only its `fmt ` and `data` chunks. `None` if one of them is missing or incomplete.
pub fn without_other_chunks(wav: &[u8]) -> Option<Vec<u8>> {
    let mut stripped = b"RIFF\0\0\0\0WAVE".to_vec();
    let chunks = chunks(wav)?;
    for wanted in [b"fmt ", b"data"] {
        let chunk = chunks.iter().find(|chunk| chunk.name == wanted)?;
        if chunk.body.len() != chunk.size {
            return None;
        }
        stripped.extend_from_slice(chunk.name);
        stripped.extend_from_slice(&(chunk.size as u32).to_le_bytes());
        stripped.extend_from_slice(chunk.body);
    }
    let size = (stripped.len() - 8) as u32;
    stripped[4..8].copy_from_slice(&size.to_le_bytes());
    Some(stripped)
}

/// The number of channels and the sample rate of a 16-bit format.
fn read_format(fmt: &[u8]) -> Option<(usize, u32)> {
    let u16_at = |at: usize| Some(u16::from_le_bytes(fmt.get(at..at + 2)?.try_into().ok()?));
    let rate = u32::from_le_bytes(fmt.get(4..8)?.try_into().ok()?);
    let channels = u16_at(2)? as usize;
    (u16_at(14)? == 16 && channels > 0 && rate > 0).then_some((channels, rate))
}

fn mono(data: &[u8], channels: usize) -> Vec<i16> {
    data.chunks_exact(2 * channels)
        .map(|frame| {
            let sum: i32 =
                frame.chunks_exact(2).map(|sample| i32::from(i16::from_le_bytes([sample[0], sample[1]]))).sum();
            (sum / channels as i32) as i16
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_file_is_read_back() {
        let pcm = Pcm { samples: vec![0, 1, -1, i16::MAX, i16::MIN], rate: 22_050 };
        let read = decode_wav(&encode_wav(&pcm)).expect("a WAV");
        assert_eq!((read.samples, read.rate), (pcm.samples, pcm.rate));
    }

    #[test]
    fn a_data_size_beyond_the_end_means_up_to_the_end() {
        let mut wav = encode_wav(&Pcm { samples: vec![5; 10], rate: 8000 });
        wav[40..44].copy_from_slice(&0x7fff_f000u32.to_le_bytes());
        assert_eq!(decode_wav(&wav).map(|pcm| pcm.samples.len()), Some(10));
        assert!(decode_wav(&wav[..20]).is_none());
    }
}
