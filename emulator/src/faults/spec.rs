//! A fault as its JSON or TOML writes it.

use std::collections::BTreeMap;
use std::num::{NonZeroU64, NonZeroUsize};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::audio::AudioVariant;
use super::replace::ErrorShape;
use super::rewrite::{FieldForm, GetForm, SampleRateFault, TextForm};
use crate::partial::present;
use crate::settings::{Status, VoiceRate};

/// Which requests are disturbed, and how.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(title = "A fault of convai-emulator"))]
#[serde(deny_unknown_fields, default)]
pub struct FaultSpec {
    /// Only requests with this path. `*`: all.
    pub path: Option<String>,
    /// Only requests with this `charID`.
    pub character: Option<String>,
    /// Let the first N matching requests pass.
    pub skip: Option<u64>,
    /// Apply the fault to N requests. By default 1, and with `probability` 0; 0 means until it is removed.
    pub count: Option<u64>,
    /// Apply the fault with this probability, from 0 to 1.
    pub probability: Option<f64>,
    /// The same seed gives the same failures.
    pub seed: Option<u64>,

    /// Wait before the response.
    pub delay_ms: Option<u64>,
    /// Add these headers.
    pub headers: Option<BTreeMap<String, String>>,
    /// Send this content type.
    pub content_type: Option<String>,
    /// Add text before the body.
    pub body_prefix: Option<String>,
    /// Add text after the body.
    pub body_suffix: Option<String>,

    /// Answer with this status.
    pub status: Option<Status>,
    /// The body of the answer.
    pub body: Option<String>,
    /// The body of the answer as JSON.
    #[serde(deserialize_with = "present")]
    pub json: Option<Value>,
    /// Answer with an error body of this shape.
    pub error_shape: Option<ErrorShape>,
    /// The message of `error_shape`.
    pub message: Option<String>,
    /// Answer with the error page of a web server.
    pub html_502: bool,
    /// Answer with the content type of JSON and a body that is not JSON.
    pub not_json: bool,
    /// Answer with JSON that has an unexpected type in each field.
    pub wrong_types: bool,
    /// Answer with this many nested arrays.
    pub deep_json: Option<usize>,
    /// Answer with JSON that is not UTF-8.
    pub invalid_utf8: bool,
    /// Answer with this many bytes of JSON.
    pub huge: Option<u64>,
    /// Redirect to this URL.
    pub redirect: Option<String>,
    /// Answer with an empty body.
    pub empty_body: bool,

    /// Change the field `audio`.
    pub audio: Option<AudioVariant>,
    /// Change the field `sample_rate`.
    pub sample_rate: Option<SampleRateFault>,
    /// Change the field `text`.
    pub text: Option<TextForm>,
    /// Change the field `sessionID`.
    pub session: Option<FieldForm>,
    /// Change the fields of `/character/get`.
    pub get: Option<GetForm>,

    /// Never answer.
    pub hang: bool,
    /// Send the body in chunked transfer coding.
    pub chunked: bool,
    /// Send the body in pieces of this many bytes.
    pub drip: Option<NonZeroUsize>,
    /// The pause between the pieces of `drip`.
    pub every_ms: Option<u64>,
    /// Close the connection here.
    pub cut: Option<CutPlace>,
    /// How many bytes of the body are sent before the cut.
    pub bytes: Option<usize>,
    /// How the connection is closed.
    pub how: Option<How>,
    /// Declare a content length that is too large by this, or too small.
    pub wrong_length: Option<i64>,
    /// Close the connection in the middle of a chunk.
    pub cut_chunked: bool,
    /// Declare this content length, and send no body.
    pub declared_only: Option<NonZeroU64>,

    /// Disturb a stream in its middle. Turns without `stream=True` are not matched.
    pub stream: Option<StreamFault>,
    /// How many pieces of the stream are sent undisturbed. By default 1.
    pub pieces: Option<usize>,
    /// The sample rate of the audio after these pieces.
    pub rate: Option<StreamRate>,
}

/// What happens in the middle of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StreamFault {
    /// The connection is closed.
    Cut,
    /// Nothing more is sent, and the connection stays open.
    Stall,
    /// One event has only the first half of its JSON. The others follow.
    BrokenJson,
    /// An error object follows, and then the end.
    Error,
    /// The audio that follows has another sample rate.
    Rate,
}

/// A sample rate in Hz, 4000 to 192000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(try_from = "i64")]
pub struct StreamRate(u32);

impl StreamRate {
    pub fn hz(self) -> u32 {
        self.0
    }
}

impl TryFrom<i64> for StreamRate {
    type Error = &'static str;

    fn try_from(rate: i64) -> Result<Self, Self::Error> {
        match VoiceRate::try_from(rate) {
            Ok(rate) if rate.hz() > 0 => Ok(Self(rate.hz())),
            _ => Err("the rate must be between 4000 and 192000 Hz"),
        }
    }
}

/// Where a connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CutPlace {
    BeforeBody,
    BeforeAnswer,
    AfterHeaders,
    MidBody,
}

/// How a connection is closed: normally, or with a reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum How {
    Fin,
    Rst,
}

/// What a fault does, by the keys that say so.
pub struct Keys {
    pub replace: Vec<&'static str>,
    pub rewrite: Vec<&'static str>,
    pub deliver: Vec<&'static str>,
    /// Those that change a response before it is sent.
    pub dress: Vec<&'static str>,
}

/// The keys of a list that are given.
fn given(keys: &[(&'static str, bool)]) -> Vec<&'static str> {
    keys.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect()
}

impl FaultSpec {
    pub fn keys(&self) -> Keys {
        Keys {
            replace: given(&[
                ("error_shape", self.error_shape.is_some() && self.stream != Some(StreamFault::Error)),
                ("html_502", self.html_502),
                ("not_json", self.not_json),
                ("wrong_types", self.wrong_types),
                ("deep_json", self.deep_json.is_some()),
                ("invalid_utf8", self.invalid_utf8),
                ("huge", self.huge.is_some()),
                ("redirect", self.redirect.is_some()),
                ("empty_body", self.empty_body),
                ("body", self.body.is_some()),
                ("json", self.json.is_some()),
            ]),
            rewrite: given(&[
                ("audio", self.audio.is_some()),
                ("sample_rate", self.sample_rate.is_some()),
                ("text", self.text.is_some()),
                ("session", self.session.is_some()),
                ("get", self.get.is_some()),
            ]),
            deliver: given(&[
                ("hang", self.hang),
                ("chunked", self.chunked),
                ("drip", self.drip.is_some()),
                ("cut", self.cut.is_some()),
                ("wrong_length", self.wrong_length.is_some()),
                ("cut_chunked", self.cut_chunked),
                ("declared_only", self.declared_only.is_some()),
                ("stream", self.stream.is_some()),
            ]),
            dress: given(&[
                ("headers", self.headers.is_some()),
                ("content_type", self.content_type.is_some()),
                ("body_prefix", self.body_prefix.is_some()),
                ("body_suffix", self.body_suffix.is_some()),
            ]),
        }
    }

    /// The fault as JSON, without the keys that were not given.
    pub fn to_json(&self) -> Value {
        let mut json = serde_json::to_value(self).unwrap_or_default();
        if let Some(fields) = json.as_object_mut() {
            fields.retain(|_, value| !value.is_null() && *value != Value::Bool(false));
        }
        json
    }
}
