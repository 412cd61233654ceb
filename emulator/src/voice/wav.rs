//! 16-bit mono WAV, written plainly and read from what speech programs write.

/// One channel of 16-bit samples.
#[derive(Clone, Debug)]
pub struct Pcm {
    pub samples: Vec<i16>,
    pub rate: u32,
}

/// The 44-byte header and the samples.
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

/// A plain `fmt ` chunk with its header.
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
    /// As declared; `body` is shorter where the file ends before.
    size: usize,
    body: &'a [u8],
}

/// The chunks of a RIFF WAVE file. Those of odd length have a byte of padding after them.
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

/// Reads 16-bit PCM with any number of channels and keeps their average. A program that writes to a pipe cannot know
/// the length in advance, so a data size beyond the end means "up to the end".
pub fn decode_wav(wav: &[u8]) -> Option<Pcm> {
    let mut layout = None;
    for chunk in chunks(wav)? {
        match chunk.name {
            b"fmt " => layout = Some(read_layout(chunk.body)?),
            b"data" => {
                let (channels, rate) = layout?;
                let samples = mono(chunk.body, channels);
                return Some(Pcm { samples, rate });
            }
            _ => {}
        }
    }
    None
}

/// The same file with nothing but its `fmt ` and `data` chunks; `None` where one of them is missing or cut short.
pub fn only_sound(wav: &[u8]) -> Option<Vec<u8>> {
    let mut plain = b"RIFF\0\0\0\0WAVE".to_vec();
    let chunks = chunks(wav)?;
    for wanted in [b"fmt ", b"data"] {
        let chunk = chunks.iter().find(|chunk| chunk.name == wanted)?;
        if chunk.body.len() != chunk.size {
            return None;
        }
        plain.extend_from_slice(chunk.name);
        plain.extend_from_slice(&(chunk.size as u32).to_le_bytes());
        plain.extend_from_slice(chunk.body);
    }
    let size = (plain.len() - 8) as u32;
    plain[4..8].copy_from_slice(&size.to_le_bytes());
    Some(plain)
}

fn read_layout(fmt: &[u8]) -> Option<(usize, u32)> {
    let word = |at: usize| Some(u16::from_le_bytes(fmt.get(at..at + 2)?.try_into().ok()?));
    let rate = u32::from_le_bytes(fmt.get(4..8)?.try_into().ok()?);
    let channels = word(2)? as usize;
    (word(14)? == 16 && channels > 0 && rate > 0).then_some((channels, rate))
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

/// Linear interpolation: good enough for a voice that stands in for another.
pub fn resample(pcm: &Pcm, rate: u32) -> Pcm {
    let Some(last) = pcm.samples.len().checked_sub(1) else {
        return Pcm { samples: Vec::new(), rate };
    };
    let step = f64::from(pcm.rate) / f64::from(rate);
    let length = (pcm.samples.len() as f64 / step).round() as usize;
    let samples = (0..length)
        .map(|index| {
            let at = index as f64 * step;
            let first = (at as usize).min(last);
            let second = (first + 1).min(last);
            let (a, b) = (f64::from(pcm.samples[first]), f64::from(pcm.samples[second]));
            (a + (b - a) * (at - first as f64)).round() as i16
        })
        .collect();
    Pcm { samples, rate }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let pcm = Pcm { samples: vec![0, 1, -1, i16::MAX, i16::MIN], rate: 22_050 };
        let read = decode_wav(&encode_wav(&pcm)).expect("a WAV");
        assert_eq!((read.samples, read.rate), (pcm.samples, pcm.rate));
    }

    #[test]
    fn a_pipe_has_no_length() {
        let mut wav = encode_wav(&Pcm { samples: vec![5; 10], rate: 8000 });
        wav[40..44].copy_from_slice(&0x7fff_f000u32.to_le_bytes());
        assert_eq!(decode_wav(&wav).map(|pcm| pcm.samples.len()), Some(10));
        assert!(decode_wav(&wav[..20]).is_none());
    }

    #[test]
    fn half_the_rate_is_half_the_samples() {
        let pcm = Pcm { samples: (0..1000).collect(), rate: 16_000 };
        assert_eq!(resample(&pcm, 8_000).samples.len(), 500);
        assert_eq!(resample(&pcm, 48_000).samples.len(), 3000);
    }
}
