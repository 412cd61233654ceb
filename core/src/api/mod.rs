//! The Convai REST API in safe Rust: requests, replies, and what their failures mean. Knows nothing of C.
//!
//! - `client`: checks a client's options and starts its calls
//! - `call_result`: the options and the result of one call
//! - `call_sender`: sends the requests of one call
//! - `pending_call`: calls that were started
//! - `endpoints`: the calls that are not turns
//! - `arguments`: checks of arguments that several calls take
//! - `turn`: one turn of a conversation, by text or by audio
//! - `scene`: what surrounds a character in a turn
//! - `turn_fields`: the fields of a character's answer
//! - `conversation`: turns in order, in one session, with interruption
//! - `utterance`: microphone samples, collected for a turn
//! - `voice_queue`: the voices of a playback
//! - `reply_voice`: the audio of a reply, for a playback
//! - `playback`: what the host program hears
//! - `feeder`: the thread that converts audio for the playbacks
//! - `completion_queue`: calls that have ended or have new pieces, in that order; of one client or of several
//! - `log`: what each call did, for diagnosis
//! - `byte_budget`: a limit on the bytes that the unfinished calls of a client hold
//! - `credential`: the API key or auth token, which is sent in one header
//! - `secrets`: the secrets of a call, redacted in all that it returns if it fails
//! - `audio_field`: the audio in a reply
//! - `expiry`: when a token expires
//! - `event_stream`: the JSON objects in a streamed reply
//! - `text_events`: the texts in a streamed reply
//! - `json_fields`: lenient access to the fields of a reply
//! - `known_values`: checks an argument against a list of the service
//! - `json_object`: writes the JSON of a request
//! - `json_repair`: mistakes in JSON that cost a reply only a character or a number
//! - `service_error`: the shapes in which the service reports errors
//! - `reply_reader`: reads a streamed reply while it arrives
//! - `reply_sound`: the audio of a reply as it accumulates
//! - `reply_stream`: the reply to one turn as it accumulates
//! - `error`, `status`: why a call failed
//!
//! The types of `transport` and `audio` that the C API needs are re-exported here.

mod arguments;
mod audio_field;
mod byte_budget;
mod call_result;
mod call_sender;
mod client;
mod completion_queue;
mod conversation;
mod credential;
mod endpoints;
mod error;
mod event_stream;
mod expiry;
mod feeder;
mod json_fields;
mod json_object;
mod json_repair;
mod known_values;
mod log;
mod pending_call;
mod playback;
mod reply_reader;
mod reply_sound;
mod reply_stream;
mod reply_voice;
mod scene;
mod secrets;
mod service_error;
mod status;
mod text_events;
mod turn;
mod turn_fields;
mod turn_response;
mod utterance;
mod voice_queue;

pub use call_result::{CallOptions, CallResult};
pub use client::{Client, ClientOptions};
pub use completion_queue::{CompletionQueue, Delivery, Event, EventKind, Submission};
pub use conversation::Conversation;
pub use credential::{Credential, CredentialKind};
pub use endpoints::{
    Character, CharacterSpec, Chat, ChatMessage, ChatSummary, Decision, Done, FieldContent, GeneratedText, Language,
    NarrativeTrigger, Request, RequestField, Section, Speech, Token, Usage, UsageMetric, Voice,
};
pub use error::Error;
pub use feeder::Feeder;
pub use known_values::{KnownValue, check_known};
pub use log::{Log, LogEntry};
pub use pending_call::{AnyValue, EndpointCall, PendingCall, TurnCall};
pub use playback::{AddMode, Playback, PlaybackOptions, PlaybackPhase, PlaybackState};
pub use reply_stream::{AudioNews, Listener, NextPiece, Piece, ReplyStream};
pub use scene::{Scene, SceneItem, SceneSpec};
pub use status::Status;
pub use turn::{PendingTurn, Query, TurnOptions};
pub use turn_fields::actions;
pub use turn_response::{TurnAudio, TurnResponse};
pub use utterance::{Recording, Trigger, Utterance, UtteranceEvent, UtteranceOptions};
pub use voice_queue::VoiceTag;

pub use crate::{
    audio::{
        AudioForm, DecodedAudio, Level, Pcm, SampleFormat, SampleStorage, f32_to_s16, level, read_reply as read_audio,
        s16_to_f32, wav_from_pcm,
    },
    transport::{Call, Connection, Deadline, Phase, Progress, SystemAuthorities, Taken, Trace},
};

/// Reads replies without a network, for the fuzz targets.
#[cfg(fuzzing)]
pub mod readers {
    pub use super::{
        endpoints::{read_character, read_done, read_extended_token, read_id, read_new_token, read_revoked_token},
        event_stream::{Cut, EventReader},
        secrets::Secrets,
        turn::read_response,
    };
    pub use crate::transport::HttpResponse;
}
