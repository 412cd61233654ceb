//! Finds the format and the samples in a WAV file.

/// How samples are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleFormat {
    Pcm,
    Float,
    ALaw,
    MuLaw,
    ImaAdpcm,
    MsAdpcm,
}

/// The contents of the `fmt ` chunk.
#[derive(Clone, Debug)]
pub struct Format {
    pub sample_format: SampleFormat,
    pub channels: u16,
    pub rate: u32,
    /// Bits of a stored sample.
    pub bits: u16,
    /// Bytes of a frame; for ADPCM, of a block.
    pub(super) block: usize,
    /// The prediction coefficients of Microsoft ADPCM.
    pub(super) coefficients: Vec<[i32; 2]>,
}

/// A WAV file whose format is known and consistent.
pub struct WavFile<'a> {
    pub format: Format,
    /// The `fmt ` chunk without its header.
    pub fmt: &'a [u8],
    /// The bytes of the samples.
    pub data: &'a [u8],
    /// The number of frames that the `fact` chunk declares. The last block of ADPCM is usually not full.
    pub(super) declared_frames: Option<usize>,
}

impl SampleFormat {
    pub fn name(self) -> &'static str {
        match self {
            Self::Pcm => "pcm",
            Self::Float => "float",
            Self::ALaw => "A-law",
            Self::MuLaw => "mu-law",
            Self::ImaAdpcm => "IMA ADPCM",
            Self::MsAdpcm => "Microsoft ADPCM",
        }
    }

    fn from_tag(tag: u16) -> Option<Self> {
        match tag {
            1 => Some(Self::Pcm),
            2 => Some(Self::MsAdpcm),
            3 => Some(Self::Float),
            6 => Some(Self::ALaw),
            7 => Some(Self::MuLaw),
            0x11 => Some(Self::ImaAdpcm),
            _ => None,
        }
    }

    pub(super) fn is_adpcm(self) -> bool {
        matches!(self, Self::ImaAdpcm | Self::MsAdpcm)
    }
}

impl<'a> WavFile<'a> {
    /// The error says why the file is invalid.
    pub fn read(wav: &'a [u8]) -> Result<Self, String> {
        let magic = (wav.get(..4).unwrap_or_default(), wav.get(8..12).unwrap_or_default());
        if !matches!(magic, (b"RIFF" | b"RF64" | b"BW64", b"WAVE")) {
            return Err("it does not begin with RIFF and WAVE".to_owned());
        }
        let mut rest = &wav[12..];
        let mut fmt = None;
        let mut declared_frames = None;
        while let Some((chunk, after)) = Chunk::split(rest) {
            match chunk.name {
                b"fmt " => fmt = Some((Format::read(chunk.body)?, chunk.body)),
                b"fact" => declared_frames = u32_at(chunk.body, 0).map(|frames| frames as usize),
                b"data" => {
                    let (format, fmt) = fmt.ok_or("the fmt chunk is missing, or comes after the data chunk")?;
                    let data = samples_of(&chunk, &rest[8..])?;
                    return Ok(Self { format, fmt, data, declared_frames });
                }
                _ => {}
            }
            rest = after;
        }
        Err(if fmt.is_some() { "the data chunk is missing" } else { "the fmt chunk is missing" }.to_owned())
    }
}

/// The bytes of the samples. `rest` is what follows the header of the data chunk.
///
/// A program that writes to a pipe does not know the size in advance. It writes 0, or a size near the greatest that is
/// possible, and the samples reach to the end of the file.
fn samples_of<'a>(data: &Chunk<'a>, rest: &'a [u8]) -> Result<&'a [u8], String> {
    const STREAMED: usize = 0x7fff_0000;
    match data.size {
        0 if !consists_of_chunks(rest) => Ok(rest),
        STREAMED.. => Ok(rest),
        size if data.body.len() < size => Err(format!("it ends after {} of {size} bytes of samples", data.body.len())),
        _ => Ok(data.body),
    }
}

struct Chunk<'a> {
    name: &'a [u8],
    /// The declared size. `body` is shorter if the file ends early.
    size: usize,
    body: &'a [u8],
}

impl<'a> Chunk<'a> {
    /// The first chunk, and what follows it. A chunk with an odd size is followed by one byte of padding.
    fn split(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (header, after) = bytes.split_at_checked(8)?;
        let size = u32_at(header, 4)? as usize;
        let chunk = Self { name: &header[..4], size, body: &after[..size.min(after.len())] };
        Some((chunk, after.get(size.saturating_add(size % 2)..).unwrap_or_default()))
    }
}

/// Whether the bytes are nothing but chunks with plausible names.
fn consists_of_chunks(mut bytes: &[u8]) -> bool {
    while let Some((chunk, after)) = Chunk::split(bytes) {
        if chunk.body.len() != chunk.size || !chunk.name.iter().all(|byte| (b' '..=b'~').contains(byte)) {
            return false;
        }
        bytes = after;
    }
    bytes.is_empty()
}

impl Format {
    fn read(fmt: &[u8]) -> Result<Self, String> {
        /// The tag of a format that is named by a GUID instead. The GUID begins with the tag.
        const EXTENSIBLE: u16 = 0xfffe;
        let field = |at| u16_at(fmt, at).ok_or("the fmt chunk is too short");
        let mut tag = field(0)?;
        if tag == EXTENSIBLE {
            tag = field(24)?;
        }
        let sample_format = SampleFormat::from_tag(tag).ok_or_else(|| format!("its sample format {tag} is unknown"))?;
        let format = Self {
            sample_format,
            channels: field(2)?,
            rate: u32_at(fmt, 4).ok_or("the fmt chunk is too short")?,
            bits: field(14)?,
            block: usize::from(field(12)?),
            coefficients: coefficients(fmt),
        };
        format.check()?;
        Ok(format)
    }

    fn check(&self) -> Result<(), String> {
        let Self { channels, rate, bits, block, .. } = *self;
        if channels == 0 || rate == 0 {
            return Err("the number of channels or the sample rate is 0".to_owned());
        }
        let bits_allowed = match self.sample_format {
            SampleFormat::Pcm => (1..=32).contains(&bits),
            SampleFormat::Float => bits == 32 || bits == 64,
            SampleFormat::ALaw | SampleFormat::MuLaw => bits == 8,
            SampleFormat::ImaAdpcm | SampleFormat::MsAdpcm => bits == 4,
        };
        if !bits_allowed {
            return Err(format!("{bits} bits per sample are not possible with {}", self.sample_format.name()));
        }
        let channels = usize::from(channels);
        let smallest = match self.sample_format {
            SampleFormat::ImaAdpcm => 4 * channels,
            SampleFormat::MsAdpcm => 7 * channels,
            _ => {
                let frame = channels * usize::from(bits.div_ceil(8));
                if block != frame {
                    return Err(format!("the block alignment is {block} bytes, but a frame has {frame} bytes"));
                }
                frame
            }
        };
        if block < smallest {
            return Err(format!("the block alignment is {block} bytes, but must be at least {smallest}"));
        }
        Ok(())
    }
}

/// The coefficients in the `fmt ` chunk of Microsoft ADPCM. Other formats have none.
fn coefficients(fmt: &[u8]) -> Vec<[i32; 2]> {
    let pair = |at| Some([i16_at(fmt, at)?, i16_at(fmt, at + 2)?].map(i32::from));
    let count = u16_at(fmt, 20).unwrap_or(0).min(256);
    (0..usize::from(count)).map_while(|index| pair(22 + 4 * index)).collect()
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub(super) fn i16_at(bytes: &[u8], at: usize) -> Option<i16> {
    u16_at(bytes, at).map(u16::cast_signed)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}
