//! What a character answered in one turn.

use super::{DecodedAudio, Error, Status, audio_field};
use crate::audio::{self, AudioForm};
use std::sync::Arc;

#[derive(Default)]
pub struct TurnResponse {
    pub text: Option<String>,
    pub session_id: Option<String>,
    pub character_id: Option<String>,
    /// What the player said, as the service understood it. For audio, its transcript.
    pub user_query: Option<String>,
    /// What the character does, one action in each line.
    pub action_sequence: Option<String>,
    /// The result of a classification.
    pub tag: Option<String>,
    pub audio: Option<TurnAudio>,
    /// The player interrupted the turn, perhaps after it had ended.
    pub is_interrupted: bool,
}

impl TurnResponse {
    /// Whether it holds nothing that a character says or does.
    pub fn is_empty(&self) -> bool {
        let texts = [&self.text, &self.action_sequence, &self.tag];
        self.audio.is_none() && texts.iter().all(|text| text.as_deref().is_none_or(str::is_empty))
    }
}

/// The voice of a response.
pub enum TurnAudio {
    Whole(Arc<DecodedAudio>),
    /// It arrived in pieces.
    Joined(JoinedAudio),
}

/// Audio in segments, which it shares with the reply that it is from.
pub struct JoinedAudio {
    pub format: SoundFormat,
    pub segments: Vec<Arc<[i16]>>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SoundFormat {
    pub sample_rate: u32,
    pub channels: u16,
    /// The form of the first piece.
    pub form: AudioForm,
}

impl TurnAudio {
    /// The audio in one piece. Pieces are joined here, and not while a call ends, which holds up its cancellation.
    pub fn whole(self) -> Result<Arc<DecodedAudio>, Error> {
        let JoinedAudio { format, segments } = match self {
            TurnAudio::Whole(audio) => return Ok(audio),
            TurnAudio::Joined(audio) => audio,
        };
        let segments = segments.iter().map(|segment| &**segment);
        let audio = audio::joined_wav(segments, format.sample_rate, format.channels);
        let audio = audio.map_err(|error| Error::new(Status::ReplyAudio, audio_field::problem(error)))?;
        Ok(Arc::new(DecodedAudio { form: format.form, ..audio }))
    }
}
