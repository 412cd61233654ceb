//! Encodes the `audio` field in every variant that a client may receive.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::mp3;
use crate::wav::{Pcm, chunk, decode_wav, fmt_chunk, riff, with_odd_chunk};

/// How the `audio` field is encoded. `BrokenBase64` and the variants after it also apply to a reply without a voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AudioVariant {
    RawPcm,
    ListChunk,
    OddChunk,
    Extensible,
    UnknownSizes,
    WrongSizes,
    NoDataChunk,
    ZeroSamples,
    Truncated,
    #[serde(rename = "bits_8")]
    Bits8,
    #[serde(rename = "bits_24")]
    Bits24,
    #[serde(rename = "bits_32")]
    Bits32,
    Float,
    Stereo,
    Mp3,
    #[serde(rename = "base64_unpadded")]
    Unpadded,
    #[serde(rename = "base64_url_safe")]
    UrlSafe,
    #[serde(rename = "base64_line_breaks")]
    LineBreaks,
    DataUrl,
    BrokenBase64,
    EmptyString,
    Null,
    Absent,
    Number,
}

impl AudioVariant {
    pub fn apply(self, fields: &mut Value, wav: Option<&[u8]>) {
        match self {
            Self::EmptyString => fields["audio"] = json!(""),
            Self::Null => fields["audio"] = Value::Null,
            Self::Number => fields["audio"] = json!(42),
            Self::BrokenBase64 => fields["audio"] = json!("UklGR*this is not base64*"),
            Self::Absent => {
                if let Some(fields) = fields.as_object_mut() {
                    fields.remove("audio");
                }
            }
            _ => {
                if let Some((wav, pcm)) = wav.and_then(|wav| Some((wav, decode_wav(wav)?))) {
                    fields["audio"] = Value::from(self.encode(wav, &pcm));
                }
            }
        }
    }

    /// The text of the `audio` field.
    fn encode(self, wav: &[u8], pcm: &Pcm) -> String {
        let plain = STANDARD.encode(wav);
        match self {
            Self::Unpadded => STANDARD_NO_PAD.encode(wav),
            Self::UrlSafe => URL_SAFE.encode(wav),
            Self::LineBreaks => {
                let lines: Vec<&str> =
                    (0..plain.len()).step_by(76).map(|at| &plain[at..plain.len().min(at + 76)]).collect();
                lines.join("\r\n")
            }
            Self::DataUrl => format!("data:audio/wav;base64,{plain}"),
            _ => STANDARD.encode(self.file_bytes(wav, pcm)),
        }
    }

    /// The file behind the base64 text.
    fn file_bytes(self, wav: &[u8], pcm: &Pcm) -> Vec<u8> {
        let data = sample_bytes(pcm);
        let fmt = fmt_chunk(1, 1, pcm.rate, 16);
        let converted = |format, bits, convert: fn(i16) -> Vec<u8>| {
            let data: Vec<u8> = pcm.samples.iter().flat_map(|sample| convert(*sample)).collect();
            riff(&[&fmt_chunk(format, 1, pcm.rate, bits), &chunk(b"data", &data)])
        };
        match self {
            Self::RawPcm => data,
            Self::ListChunk => {
                let list = chunk(b"LIST", b"INFOISFT\x0a\0\0\0emulator\0\0");
                riff(&[&fmt, &list, &chunk(b"data", &data)])
            }
            Self::OddChunk => with_odd_chunk(&fmt[8..], &data),
            Self::Extensible => riff(&[&extensible(pcm.rate), &chunk(b"data", &data)]),
            Self::UnknownSizes => with_sizes(wav, u32::MAX, u32::MAX),
            Self::WrongSizes => with_sizes(wav, 1, wav.len() as u32 * 2),
            Self::NoDataChunk => riff(&[&fmt]),
            Self::ZeroSamples => riff(&[&fmt, &chunk(b"data", &[])]),
            Self::Truncated => wav[..wav.len() / 2].to_vec(),
            Self::Bits8 => converted(1, 8, |sample| vec![((sample >> 8) + 128) as u8]),
            Self::Bits24 => converted(1, 24, |sample| (i32::from(sample) << 8).to_le_bytes()[..3].to_vec()),
            Self::Bits32 => converted(1, 32, |sample| (i32::from(sample) << 16).to_le_bytes().to_vec()),
            Self::Float => converted(3, 32, |sample| (f32::from(sample) / 32_768.0).to_le_bytes().to_vec()),
            Self::Stereo => {
                let doubled: Vec<u8> = pcm
                    .samples
                    .iter()
                    .flat_map(|sample| [sample.to_le_bytes(), sample.to_le_bytes()].concat())
                    .collect();
                riff(&[&fmt_chunk(1, 2, pcm.rate, 16), &chunk(b"data", &doubled)])
            }
            Self::Mp3 => mp3::silence(100),
            _ => wav.to_vec(),
        }
    }
}

fn sample_bytes(pcm: &Pcm) -> Vec<u8> {
    pcm.samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

/// A `fmt ` chunk of 40 bytes (WAVE_FORMAT_EXTENSIBLE) with the sub-format PCM.
fn extensible(rate: u32) -> Vec<u8> {
    let mut fmt = fmt_chunk(0xfffe, 1, rate, 16)[8..].to_vec();
    fmt.extend_from_slice(&22u16.to_le_bytes());
    fmt.extend_from_slice(&16u16.to_le_bytes());
    fmt.extend_from_slice(&4u32.to_le_bytes());
    fmt.extend_from_slice(b"\x01\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
    chunk(b"fmt ", &fmt)
}

/// The same file with other sizes in its 44-byte header.
fn with_sizes(wav: &[u8], riff: u32, data: u32) -> Vec<u8> {
    let mut wav = wav.to_vec();
    if wav.len() >= 44 {
        wav[4..8].copy_from_slice(&riff.to_le_bytes());
        wav[40..44].copy_from_slice(&data.to_le_bytes());
    }
    wav
}
