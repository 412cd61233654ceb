//! How the audio of a stream is divided among its events.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use crate::wav::{WavFile, with_odd_chunk, with_unknown_sizes};

/// The form of `audio` in the events of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StreamAudio {
    /// Each piece is a WAV file.
    #[default]
    Wav,
    /// The first piece is a WAV file, and the others are samples without a header.
    WavThenSamples,
    /// Each piece is a WAV file that declares the length 0xFFFFFFFF.
    UnknownSizes,
    /// Each piece is a WAV file with a chunk of odd length before the samples.
    OddChunk,
}

impl StreamAudio {
    /// The base64 text of a piece.
    pub(super) fn encode(self, wav: &[u8], first: bool) -> String {
        let Ok(file) = WavFile::read(wav) else {
            return STANDARD.encode(wav);
        };
        match self {
            Self::WavThenSamples if !first => STANDARD.encode(file.data),
            Self::Wav | Self::WavThenSamples => STANDARD.encode(wav),
            Self::UnknownSizes => STANDARD.encode(with_unknown_sizes(file.fmt, file.data)),
            Self::OddChunk => STANDARD.encode(with_odd_chunk(file.fmt, file.data)),
        }
    }
}
