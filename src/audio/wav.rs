//! The WAV container: reading the header of any file that may come, writing the one kind that is
//! sent.

use std::ops::Range;

use super::error::AudioError;

/// The size of the header that [`header`] writes. What is read may have another.
pub(super) const HEADER_BYTES: usize = 44;

/// The most sample data that the 32-bit lengths of a WAV can describe.
pub(super) const MAX_DATA_BYTES: u64 = u32::MAX as u64 - (HEADER_BYTES as u64 - 8) - 1;

/// Lengths from here on are what programs write that do not know the length yet: 0xFFFFFFFF, or
/// close below 2 GiB or 4 GiB.
const STREAMED_LENGTHS: [Range<u64>; 2] = [0x7FFF_0000..0x8000_0001, 0xFFFF_0000..0x1_0000_0000];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    Int,
    Float,
}

/// What the header of a WAV says, and where its samples lie.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WavInfo {
    pub encoding: Encoding,
    pub channels: u16,
    pub sample_rate: u32,
    /// The bits that a sample takes up in the file: 8, 16, 24, 32 or 64, even if fewer of them are
    /// used.
    pub bits: u16,
    /// Those of them that the header says are used.
    pub used_bits: u16,
    /// The samples in the file: whole frames only.
    pub data: Range<usize>,
    /// The file ends before the length that its header gives.
    pub cut_short: bool,
    /// The header gives no usable length, or a longer one than there is: the samples go on until
    /// the end of the file.
    pub(super) open_ended: bool,
}

impl WavInfo {
    pub fn frames(&self) -> usize {
        self.data.len() / self.frame_bytes()
    }

    fn frame_bytes(&self) -> usize {
        usize::from(self.channels) * usize::from(self.bits / 8)
    }
}

/// Finds format and samples in a WAV by walking its chunks, whatever their order, number and
/// padding.
pub fn parse(bytes: &[u8]) -> Result<WavInfo, AudioError> {
    check_container(bytes)?;
    let mut format = None;
    let mut data = None;
    let mut at = 12;
    while let Some(chunk) = Chunk::read(bytes, at) {
        match &chunk.id {
            b"fmt " if format.is_none() => format = Some(Format::read(&bytes[chunk.body.clone()])?),
            b"data" if data.is_none() => data = Some(chunk.clone()),
            _ => {}
        }
        if format.is_some() && data.is_some() {
            break;
        }
        at = chunk.next(bytes);
    }
    let format = format
        .ok_or_else(|| AudioError::new("the WAV has no 'fmt ' chunk, so its samples cannot be read; it is damaged"))?;
    let data = data.ok_or_else(|| {
        AudioError::new("the WAV has no 'data' chunk, so there are no samples; it is damaged or was cut off")
    })?;
    let mut info = WavInfo {
        encoding: format.encoding,
        channels: format.channels,
        sample_rate: format.sample_rate,
        bits: format.bits,
        used_bits: format.used_bits,
        data: data.body.clone(),
        cut_short: data.cut_short,
        open_ended: data.open_ended,
    };
    info.data.end = info.data.start + info.frames() * info.frame_bytes();
    Ok(info)
}

fn check_container(bytes: &[u8]) -> Result<(), AudioError> {
    let refuse = |message: &str| Err(AudioError::new(message));
    match bytes.get(..4) {
        Some(b"RIFF") => {}
        Some(b"RIFX") => {
            return refuse("the WAV is big-endian (RIFX), which is not supported; save it as an ordinary WAV");
        }
        Some(b"RF64" | b"BW64") => {
            return refuse("the WAV is of the 64-bit kind (RF64), which is not supported; save it as an ordinary WAV");
        }
        Some(_) => {
            return refuse("this is not a WAV: it does not begin with RIFF; pass a complete WAV file");
        }
        None => {
            return refuse("this is not a WAV: it has fewer than 4 bytes; pass a complete WAV file");
        }
    }
    match bytes.get(8..12) {
        Some(b"WAVE") => Ok(()),
        Some(_) => refuse("this RIFF file is not a WAV: its form is not WAVE; pass a complete WAV file"),
        None => refuse("the WAV is cut off within its header; pass a complete WAV file"),
    }
}

#[derive(Clone)]
struct Chunk {
    id: [u8; 4],
    /// As much of the chunk as there is.
    body: Range<usize>,
    cut_short: bool,
    open_ended: bool,
}

impl Chunk {
    /// The chunk at an offset; `None` where there is no room for another header.
    fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let id = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        let start = at + 8;
        let length = u64::from(u32_at(bytes, at + 4)?);
        let there_is = (bytes.len() - start) as u64;
        // A program that writes to a pipe cannot go back to fill in the length. Nothing stands
        // there then, or the greatest number. A zero is meant, though, where the length of the
        // whole file was filled in.
        let streamed = match length {
            0 => &id == b"data" && u32_at(bytes, 4).map(u64::from) != Some(bytes.len() as u64 - 8),
            _ => length > there_is && STREAMED_LENGTHS.iter().any(|range| range.contains(&length)),
        };
        let open_ended = streamed || length > there_is;
        let length = if open_ended { there_is } else { length };
        Some(Self { id, body: start..start + length as usize, cut_short: open_ended && !streamed, open_ended })
    }

    /// Where the next chunk begins. Chunks of odd length are followed by a byte of padding, which
    /// some programs forget.
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

struct Format {
    encoding: Encoding,
    channels: u16,
    sample_rate: u32,
    bits: u16,
    used_bits: u16,
}

impl Format {
    const PCM: u16 = 1;
    const IEEE_FLOAT: u16 = 3;
    const EXTENSIBLE: u16 = 0xFFFE;

    fn read(body: &[u8]) -> Result<Self, AudioError> {
        let short = || AudioError::new("the WAV's 'fmt ' chunk is too short; it is damaged");
        let mut tag = u16_at(body, 0).ok_or_else(short)?;
        let channels = u16_at(body, 2).ok_or_else(short)?;
        let sample_rate = u32_at(body, 4).ok_or_else(short)?;
        let frame_bytes = u16_at(body, 12).ok_or_else(short)?;
        let used_bits = u16_at(body, 14).ok_or_else(short)?;
        if tag == Self::EXTENSIBLE {
            // The true tag opens the GUID that stands behind the channel mask.
            tag = u16_at(body, 24).ok_or_else(short)?;
        }
        if channels == 0 || sample_rate == 0 {
            return Err(AudioError::new(format!(
                "the WAV's header gives {channels} channels at {sample_rate} Hz; it is damaged"
            )));
        }
        let bits = container_bits(channels, frame_bytes, used_bits);
        let encoding = match (tag, bits) {
            (Self::PCM, 8 | 16 | 24 | 32) => Encoding::Int,
            (Self::IEEE_FLOAT, 32 | 64) => Encoding::Float,
            (Self::PCM | Self::IEEE_FLOAT, _) => {
                return Err(AudioError::new(format!(
                    "the WAV has {used_bits} bits per sample, which cannot be read; save it with 16"
                )));
            }
            _ => {
                return Err(AudioError::new(format!(
                    "the WAV holds {}, not plain samples; save it as uncompressed 16-bit PCM",
                    codec_name(tag)
                )));
            }
        };
        Ok(Self { encoding, channels, sample_rate, bits, used_bits })
    }
}

/// The bits that a sample takes up. Fewer may be used, and then they stand at the top, so that the
/// container can be read as if all of it were in use.
fn container_bits(channels: u16, frame_bytes: u16, used_bits: u16) -> u16 {
    let by_frame = u32::from(frame_bytes / channels) * 8;
    let divides = frame_bytes.is_multiple_of(channels);
    // A frame size that cannot hold the bits is a mistake in the header.
    if divides && by_frame <= 64 && by_frame >= u32::from(used_bits) && used_bits > 0 {
        by_frame as u16
    } else {
        used_bits.div_ceil(8).saturating_mul(8)
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

/// The length of the data of a 16-bit mono WAV, if it fits in one.
pub(super) fn checked_data_bytes(frames: u64) -> Result<u32, AudioError> {
    match frames.checked_mul(2) {
        Some(bytes) if bytes <= MAX_DATA_BYTES => Ok(bytes as u32),
        _ => Err(AudioError::new(format!(
            "{frames} frames are more than a WAV can hold; send a shorter utterance (30 seconds are plenty)"
        ))),
    }
}

/// The header of a 16-bit mono WAV with this much data.
pub(super) fn header(sample_rate: u32, data_bytes: u32) -> [u8; HEADER_BYTES] {
    const CHANNELS: u16 = 1;
    const BITS: u16 = 16;
    const FRAME_BYTES: u16 = CHANNELS * BITS / 8;
    let mut header = [0; HEADER_BYTES];
    let mut at = 0;
    let mut put = |field: &[u8]| {
        header[at..at + field.len()].copy_from_slice(field);
        at += field.len();
    };
    put(b"RIFF");
    put(&(data_bytes + (HEADER_BYTES as u32 - 8)).to_le_bytes());
    put(b"WAVEfmt ");
    put(&16u32.to_le_bytes());
    put(&Format::PCM.to_le_bytes());
    put(&CHANNELS.to_le_bytes());
    put(&sample_rate.to_le_bytes());
    put(&(sample_rate * u32::from(FRAME_BYTES)).to_le_bytes());
    put(&FRAME_BYTES.to_le_bytes());
    put(&BITS.to_le_bytes());
    put(b"data");
    put(&data_bytes.to_le_bytes());
    header
}

/// Writes the true lengths over those of a header that left them open, so that every player can
/// play the file.
pub(super) fn repair(file: &mut Vec<u8>, info: &WavInfo) {
    if !info.open_ended || info.data.end - 8 > u32::MAX as usize {
        return;
    }
    // Part of a frame may stand at the end.
    file.truncate(info.data.end);
    let riff = (info.data.end - 8) as u32;
    let data = info.data.len() as u32;
    file[4..8].copy_from_slice(&riff.to_le_bytes());
    file[info.data.start - 4..info.data.start].copy_from_slice(&data.to_le_bytes());
}

#[cfg(test)]
#[path = "wav_tests.rs"]
mod tests;
