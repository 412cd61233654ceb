//! The WAV container: reads the header of any WAV file, and writes the header of a 16-bit mono file.
//!
//! Measured against hound 3.5.1 (docs/performance.md has the ratios): writing a file from stereo floats and reading it
//! take a fraction of hound's time. hound does not read a file whose header lacks the length. It serves as the reference
//! in the tests.

use std::ops::Range;

use super::error::AudioError;

/// The size of the header that [`header`] writes. A file from elsewhere may have a longer one.
pub(super) const HEADER_BYTES: usize = 44;

/// The most sample data that the 32-bit lengths of a WAV file can describe.
pub(super) const MAX_DATA_BYTES: u64 = u32::MAX as u64 - (HEADER_BYTES as u64 - 8) - 1;

/// Lengths that a program writes while it does not know the length yet: the largest number of 31 or 32 bits, or
/// slightly less.
const PLACEHOLDER_LENGTHS: [Range<u64>; 2] = [0x7FFF_0000..0x8000_0001, 0xFFFF_0000..0x1_0000_0000];

/// Whether the samples of a WAV file are integers or floats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SampleEncoding {
    Int,
    Float,
}

/// The header of a WAV file, and where its samples are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WavInfo {
    pub encoding: SampleEncoding,
    pub channels: u16,
    pub sample_rate: u32,
    /// The size of a sample in the file: 8, 16, 24, 32 or 64.
    pub bits_per_sample: u16,
    /// The number of those bits that carry the signal, according to the header.
    pub valid_bits: u16,
    /// The byte range of the samples. It contains complete frames only.
    pub data: Range<usize>,
    /// True if the file ends before the length in its header.
    pub truncated: bool,
    /// True if the header gives no length, or a larger one than the file has. The samples then extend to the end of the
    /// file.
    pub(super) open_ended: bool,
}

impl WavInfo {
    pub fn frames(&self) -> usize {
        self.data.len() / self.frame_bytes()
    }

    pub(super) fn frame_bytes(&self) -> usize {
        usize::from(self.channels) * usize::from(self.bits_per_sample / 8)
    }
}

/// Reads the header of a WAV file. The chunks may have any order, number and padding.
pub fn parse(bytes: &[u8]) -> Result<WavInfo, AudioError> {
    check_container(bytes)?;
    let mut format = None;
    let mut data = None;
    let mut at = 12;
    while let Some(chunk) = Chunk::read(bytes, at) {
        match &chunk.id {
            b"fmt " if format.is_none() => format = Some(FormatChunk::read(&bytes[chunk.body.clone()])?),
            b"data" if data.is_none() => data = Some(chunk.clone()),
            _ => {}
        }
        if format.is_some() && data.is_some() {
            break;
        }
        at = chunk.next(bytes);
    }
    let format = format.ok_or_else(|| {
        AudioError::new(
            "the WAV has no 'fmt ' chunk, which describes the samples; the file is damaged, pass a valid WAV file",
        )
    })?;
    let data = data.ok_or_else(|| {
        AudioError::new(
            "the WAV has no 'data' chunk, which holds the samples; the file is damaged or truncated, pass a complete \
             WAV file",
        )
    })?;
    let mut info = WavInfo {
        encoding: format.encoding,
        channels: format.channels,
        sample_rate: format.sample_rate,
        bits_per_sample: format.bits_per_sample,
        valid_bits: format.valid_bits,
        data: data.body.clone(),
        truncated: data.truncated,
        open_ended: data.open_ended,
    };
    info.data.end = info.data.start + info.frames() * info.frame_bytes();
    Ok(info)
}

fn check_container(bytes: &[u8]) -> Result<(), AudioError> {
    let error = |message: &str| Err(AudioError::new(message));
    match bytes.get(..4) {
        Some(b"RIFF") => {}
        Some(b"RIFX") => {
            return error("the WAV is big-endian (RIFX), which is not supported; save it as an ordinary WAV");
        }
        Some(b"RF64" | b"BW64") => {
            return error("the WAV has 64-bit lengths (RF64), which are not supported; save it as an ordinary WAV");
        }
        Some(_) => {
            return error("this is not a WAV: it does not begin with RIFF; pass a complete WAV file");
        }
        None => {
            return error("this is not a WAV: it has fewer than 4 bytes; pass a complete WAV file");
        }
    }
    match bytes.get(8..12) {
        Some(b"WAVE") => Ok(()),
        Some(_) => error("this RIFF file is not a WAV: its form type is not WAVE; pass a complete WAV file"),
        None => error("the WAV is truncated: it ends within its header; pass a complete WAV file"),
    }
}

#[derive(Clone)]
struct Chunk {
    id: [u8; 4],
    /// The part of the chunk's body that the file contains.
    body: Range<usize>,
    truncated: bool,
    open_ended: bool,
}

impl Chunk {
    /// Reads the chunk at an offset. Returns `None` if the file ends before the end of the chunk's header.
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let id = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        let start = at + 8;
        let length = u64::from(u32_at(bytes, at + 4)?);
        let available = (bytes.len() - start) as u64;
        // A program that writes to a pipe cannot return to the header and fill in the length. The header then contains
        // zero or a placeholder. A length of zero is genuine, however, if the length of the whole file is correct.
        let placeholder = match length {
            0 => &id == b"data" && u32_at(bytes, 4).map(u64::from) != Some(bytes.len() as u64 - 8),
            _ => length > available && PLACEHOLDER_LENGTHS.iter().any(|range| range.contains(&length)),
        };
        let open_ended = placeholder || length > available;
        let length = if open_ended { available } else { length };
        Some(Self { id, body: start..start + length as usize, truncated: open_ended && !placeholder, open_ended })
    }

    /// The offset of the next chunk. A byte of padding follows a chunk of odd length, but some programs omit it.
    fn next(&self, bytes: &[u8]) -> usize {
        let end = self.body.end;
        if self.body.len().is_multiple_of(2) || (is_known_chunk(bytes, end) && !is_known_chunk(bytes, end + 1)) {
            end
        } else {
            end + 1
        }
    }
}

fn is_known_chunk(bytes: &[u8], at: usize) -> bool {
    const KNOWN: [&[u8; 4]; 8] = [b"fmt ", b"data", b"LIST", b"fact", b"bext", b"cue ", b"JUNK", b"PEAK"];
    KNOWN.iter().any(|id| bytes[at.min(bytes.len())..].starts_with(*id))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The contents of the 'fmt ' chunk.
struct FormatChunk {
    encoding: SampleEncoding,
    channels: u16,
    sample_rate: u32,
    bits_per_sample: u16,
    valid_bits: u16,
}

impl FormatChunk {
    const PCM: u16 = 1;
    const IEEE_FLOAT: u16 = 3;
    const EXTENSIBLE: u16 = 0xFFFE;

    fn read(body: &[u8]) -> Result<Self, AudioError> {
        let too_short =
            || AudioError::new("the WAV's 'fmt ' chunk is too short; the file is damaged, pass a valid WAV file");
        let mut tag = u16_at(body, 0).ok_or_else(too_short)?;
        let channels = u16_at(body, 2).ok_or_else(too_short)?;
        let sample_rate = u32_at(body, 4).ok_or_else(too_short)?;
        let frame_bytes = u16_at(body, 12).ok_or_else(too_short)?;
        let valid_bits = u16_at(body, 14).ok_or_else(too_short)?;
        if tag == Self::EXTENSIBLE {
            // The actual tag is the beginning of the GUID after the channel mask.
            tag = u16_at(body, 24).ok_or_else(too_short)?;
        }
        if channels == 0 || sample_rate == 0 {
            return Err(AudioError::new(format!(
                "the WAV's header gives {channels} channels at {sample_rate} Hz; the file is damaged, pass a valid WAV \
                 file"
            )));
        }
        let bits_per_sample = container_bits(channels, frame_bytes, valid_bits);
        let encoding = match (tag, bits_per_sample) {
            (Self::PCM, 8 | 16 | 24 | 32) => SampleEncoding::Int,
            (Self::IEEE_FLOAT, 32 | 64) => SampleEncoding::Float,
            (Self::PCM | Self::IEEE_FLOAT, _) => {
                return Err(AudioError::new(format!(
                    "the WAV has {valid_bits} bits per sample, which is not supported; save it with 16 bits per sample"
                )));
            }
            _ => {
                return Err(AudioError::new(format!(
                    "the WAV contains {}, which is not supported; save it as uncompressed 16-bit PCM",
                    codec_name(tag)
                )));
            }
        };
        Ok(Self { encoding, channels, sample_rate, bits_per_sample, valid_bits })
    }
}

/// The number of bits that a sample occupies. If fewer are valid, they are the most significant ones, so the sample can
/// be read as if all bits were valid.
fn container_bits(channels: u16, frame_bytes: u16, valid_bits: u16) -> u16 {
    let from_frame = u32::from(frame_bytes / channels) * 8;
    let divides = frame_bytes.is_multiple_of(channels);
    // A frame that is too small for the valid bits is an error in the header, and the valid bits determine the size.
    if divides && from_frame <= 64 && from_frame >= u32::from(valid_bits) && valid_bits > 0 {
        from_frame as u16
    } else {
        valid_bits.div_ceil(8).saturating_mul(8)
    }
}

fn codec_name(tag: u16) -> String {
    let name = match tag {
        0x0002 => "Microsoft ADPCM",
        0x0006 => "A-law",
        0x0007 => "mu-law",
        0x0011 => "IMA ADPCM",
        0x0031 => "GSM 6.10",
        0x0050 => "MPEG audio",
        0x0055 => "MP3",
        0x00FF | 0x1600 | 0x1610 => "AAC",
        0x0161 | 0x0162 => "Windows Media audio",
        0x674F..=0x6771 => "Ogg Vorbis",
        _ => return format!("audio of the unknown codec 0x{tag:04X}"),
    };
    format!("{name} audio")
}

/// The length of the sample data in a 16-bit mono WAV file, or an error if no WAV file can hold that many frames.
pub(super) fn checked_data_bytes(frames: u64) -> Result<u32, AudioError> {
    match frames.checked_mul(2) {
        Some(bytes) if bytes <= MAX_DATA_BYTES => Ok(bytes as u32),
        _ => Err(AudioError::new(format!(
            "{frames} frames are more than a WAV can hold; send a shorter utterance (30 seconds are usually enough)"
        ))),
    }
}

/// The header of a 16-bit WAV file with `data_bytes` of samples.
pub(super) fn header(sample_rate: u32, channels: u16, data_bytes: u32) -> [u8; HEADER_BYTES] {
    const BITS: u16 = 16;
    let frame_bytes = channels.wrapping_mul(BITS / 8);
    let mut header = [0; HEADER_BYTES];
    let mut at = 0;
    let mut write = |field: &[u8]| {
        header[at..at + field.len()].copy_from_slice(field);
        at += field.len();
    };
    write(b"RIFF");
    write(&(data_bytes + (HEADER_BYTES as u32 - 8)).to_le_bytes());
    write(b"WAVEfmt ");
    write(&16u32.to_le_bytes());
    write(&FormatChunk::PCM.to_le_bytes());
    write(&channels.to_le_bytes());
    write(&sample_rate.to_le_bytes());
    write(&sample_rate.wrapping_mul(frame_bytes.into()).to_le_bytes());
    write(&frame_bytes.to_le_bytes());
    write(&BITS.to_le_bytes());
    write(b"data");
    write(&data_bytes.to_le_bytes());
    header
}

/// Writes the actual lengths into the header of an open-ended file, so that every player can play it.
pub(super) fn fill_in_lengths(file: &mut Vec<u8>, info: &WavInfo) {
    if !info.open_ended || info.data.end - 8 > u32::MAX as usize {
        return;
    }
    // The file may end with an incomplete frame.
    file.truncate(info.data.end);
    let riff = (info.data.end - 8) as u32;
    let data = info.data.len() as u32;
    file[4..8].copy_from_slice(&riff.to_le_bytes());
    file[info.data.start - 4..info.data.start].copy_from_slice(&data.to_le_bytes());
}

#[cfg(test)]
#[path = "wav_tests.rs"]
mod tests;
