//! The settings that npc.toml can give and that `/_emulator/settings` shows and changes while the emulator runs.

use serde::{Deserialize, Serialize};

use crate::latency::Latency;
use crate::partial::{partial, present};
use crate::streaming::{StreamAudio, StreamPace, StreamPieces, StreamShapes};

/// Which voice speaks the replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum VoiceEngine {
    /// `espeak-ng` if it is installed, else the built-in voice.
    Auto,
    /// The built-in synthesizer: fast, and the same on every machine.
    Builtin,
    /// `espeak-ng`. The emulator does not start if it is not installed.
    Espeak,
}

impl VoiceEngine {
    pub const NAMES: [&str; 3] = ["auto", "builtin", "espeak"];

    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "auto" => Some(Self::Auto),
            "builtin" => Some(Self::Builtin),
            "espeak" => Some(Self::Espeak),
            _ => None,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Builtin => "builtin",
            Self::Espeak => "espeak",
        }
    }
}

/// How the words in recordings are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum EarsEngine {
    /// Only those of the listed recordings: fast, and the same on every machine.
    Listed,
    /// Also a guess by `pocketsphinx` if it is installed.
    Auto,
    /// Also a guess by `pocketsphinx`. The emulator does not start if it is not installed.
    Pocketsphinx,
}

impl EarsEngine {
    pub const NAMES: [&str; 3] = ["listed", "auto", "pocketsphinx"];

    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "listed" => Some(Self::Listed),
            "auto" => Some(Self::Auto),
            "pocketsphinx" => Some(Self::Pocketsphinx),
            _ => None,
        }
    }
}

/// The form of `sample_rate` in replies with a voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SampleRateForm {
    Number,
    String,
    Null,
    Absent,
}

/// How a session id that the emulator did not issue is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum UnknownSession {
    /// Start a session with that id.
    Accept,
    /// Start a session with a new id.
    New,
    /// Answer 404 with a `process_failure`.
    Refuse,
}

/// What answers a turn that no script fits, in a world that has scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Unmatched {
    /// The character answers from its backstory.
    Brain,
    /// The turn fails with 404 and a `process_failure` that names the nearest script.
    Fail,
}

impl Unmatched {
    pub const NAMES: [&str; 2] = ["brain", "fail"];

    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "brain" => Some(Self::Brain),
            "fail" => Some(Self::Fail),
            _ => None,
        }
    }
}

/// The sample rate of spoken replies in Hz; 0 keeps the voice's own rate (22,050 for espeak-ng, 24,000 built in).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(try_from = "i64")]
pub struct VoiceRate(u32);

impl VoiceRate {
    /// `None` if the rate is neither 0 nor between 4000 and 192000.
    pub fn new(rate: u32) -> Option<Self> {
        (rate == 0 || (4_000..=192_000).contains(&rate)).then_some(Self(rate))
    }

    pub fn hz(self) -> u32 {
        self.0
    }
}

impl TryFrom<i64> for VoiceRate {
    type Error = &'static str;

    fn try_from(rate: i64) -> Result<Self, Self::Error> {
        let rate = u32::try_from(rate).ok().and_then(Self::new);
        rate.ok_or("the rate must be 0, or between 4000 and 192000 Hz")
    }
}

/// How many voices the list of voices has, 1 to 100000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(try_from = "i64")]
pub struct VoiceCount(u32);

impl VoiceCount {
    pub fn get(self) -> usize {
        self.0 as usize
    }
}

impl TryFrom<i64> for VoiceCount {
    type Error = &'static str;

    fn try_from(count: i64) -> Result<Self, Self::Error> {
        match count {
            1..=100_000 => Ok(Self(count as u32)),
            _ => Err("the number of voices must be from 1 to 100000"),
        }
    }
}

/// How long a token is valid, in milliseconds: 1 to 31536000000, which is a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(try_from = "i64")]
pub struct TokenLifetime(i64);

impl TokenLifetime {
    /// `None` if the time is out of range.
    pub fn new(ms: i64) -> Option<Self> {
        (1..=31_536_000_000).contains(&ms).then_some(Self(ms))
    }

    pub fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<i64> for TokenLifetime {
    type Error = &'static str;

    fn try_from(ms: i64) -> Result<Self, Self::Error> {
        Self::new(ms).ok_or("the lifetime of tokens must be from 1 to 31536000000 milliseconds")
    }
}

/// An HTTP status from 200 to 599.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(try_from = "i64")]
pub struct Status(u16);

impl Status {
    pub fn code(self) -> u16 {
        self.0
    }
}

impl TryFrom<i64> for Status {
    type Error = &'static str;

    fn try_from(status: i64) -> Result<Self, Self::Error> {
        match status {
            200..=599 => Ok(Self(status as u16)),
            _ => Err("a status must be a number from 200 to 599"),
        }
    }
}

/// `null`, or the status with which every request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct PlanRefusal(pub Option<Status>);

/// The current settings.
#[derive(Clone, Debug, Serialize)]
pub struct Settings {
    pub voice: VoiceEngine,
    pub voice_rate: VoiceRate,
    pub ears: EarsEngine,
    pub latency_ms: Latency,
    pub seed: u64,
    pub echo: bool,
    pub unmatched: Unmatched,
    pub unknown_session: UnknownSession,
    pub sample_rate: SampleRateForm,
    /// `None`: as documented for each endpoint.
    pub missing_key_status: Option<Status>,
    pub bad_key_status: Status,
    pub plan_refusal: PlanRefusal,
    pub token_lifetime_ms: TokenLifetime,
    pub loose: bool,
    pub check_voices: bool,
    pub voice_count: VoiceCount,
    pub ignore_stream: bool,
    pub stream_pace: StreamPace,
    pub stream_pieces: StreamPieces,
    pub stream_audio: StreamAudio,
    pub stream_shapes: StreamShapes,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            voice: VoiceEngine::Auto,
            voice_rate: VoiceRate(0),
            ears: EarsEngine::Listed,
            latency_ms: Latency::default(),
            seed: 0,
            echo: false,
            unmatched: Unmatched::Brain,
            unknown_session: UnknownSession::Accept,
            sample_rate: SampleRateForm::Number,
            missing_key_status: None,
            bad_key_status: Status(401),
            plan_refusal: PlanRefusal(None),
            token_lifetime_ms: TokenLifetime(3_600_000),
            loose: false,
            check_voices: false,
            voice_count: VoiceCount(40),
            ignore_stream: false,
            stream_pace: StreamPace::default(),
            stream_pieces: StreamPieces::default(),
            stream_audio: StreamAudio::default(),
            stream_shapes: StreamShapes::default(),
        }
    }
}

partial! {
    /// Settings that are given; the others keep their values.
    pub struct SettingsChange {
        /// Which voice speaks the replies.
        pub voice: VoiceEngine,
        /// The sample rate of spoken replies in Hz, 4000 to 192000; 0 keeps the voice's own rate.
        pub voice_rate: VoiceRate,
        /// How the words in recordings are known.
        pub ears: EarsEngine,
        /// How long each endpoint waits before it answers, in milliseconds.
        pub latency_ms: Latency,
        /// The seed of the latency.
        pub seed: u64,
        /// Reply with exactly the text that was received.
        pub echo: bool,
        /// What answers a turn that no script fits.
        pub unmatched: Unmatched,
        /// How a session id that the emulator did not issue is treated.
        pub unknown_session: UnknownSession,
        /// The form of `sample_rate` in replies with a voice.
        pub sample_rate: SampleRateForm,
        /// Sets both `missing_key_status` and `bad_key_status`.
        pub auth_status: Status,
        /// The status for a request without an API key.
        pub missing_key_status: Status,
        /// The status for a request with an invalid API key.
        pub bad_key_status: Status,
        /// Refuse every request with this status, as not included in the user's plan.
        #[serde(deserialize_with = "present")]
        pub plan_refusal: PlanRefusal,
        /// How long a token of `/user/connect` is valid, in milliseconds.
        pub token_lifetime_ms: TokenLifetime,
        /// Tolerate what the documentation does not allow, such as a missing `sessionID`.
        pub loose: bool,
        /// Refuse a `voiceType` that is not in the list of voices.
        pub check_voices: bool,
        /// How many voices the list of voices has, 1 to 100000. 600 are as long as the documented list, about 180 KB.
        pub voice_count: VoiceCount,
        /// Answer a turn with `stream=True` as any other.
        pub ignore_stream: bool,
        /// How fast a stream sends its words.
        pub stream_pace: StreamPace,
        /// What an event of a stream has of the text.
        pub stream_pieces: StreamPieces,
        /// The form of `audio` in the events of a stream.
        pub stream_audio: StreamAudio,
        /// Shapes of a stream beyond the plain one, which can be combined.
        pub stream_shapes: StreamShapes,
    }
}

impl SettingsChange {
    pub fn apply(self, settings: &mut Settings) {
        let Self {
            voice,
            voice_rate,
            ears,
            latency_ms,
            seed,
            echo,
            unmatched,
            unknown_session,
            sample_rate,
            auth_status,
            missing_key_status,
            bad_key_status,
            plan_refusal,
            token_lifetime_ms,
            loose,
            check_voices,
            voice_count,
            ignore_stream,
            stream_pace,
            stream_pieces,
            stream_audio,
            stream_shapes,
        } = self;
        set(&mut settings.voice, voice);
        set(&mut settings.voice_rate, voice_rate);
        set(&mut settings.ears, ears);
        set(&mut settings.latency_ms, latency_ms);
        set(&mut settings.seed, seed);
        set(&mut settings.echo, echo);
        set(&mut settings.unmatched, unmatched);
        set(&mut settings.unknown_session, unknown_session);
        set(&mut settings.sample_rate, sample_rate);
        set(&mut settings.missing_key_status, missing_key_status.or(auth_status).map(Some));
        set(&mut settings.bad_key_status, bad_key_status.or(auth_status));
        set(&mut settings.plan_refusal, plan_refusal);
        set(&mut settings.token_lifetime_ms, token_lifetime_ms);
        set(&mut settings.loose, loose);
        set(&mut settings.check_voices, check_voices);
        set(&mut settings.voice_count, voice_count);
        set(&mut settings.ignore_stream, ignore_stream);
        set(&mut settings.stream_pace, stream_pace);
        set(&mut settings.stream_pieces, stream_pieces);
        set(&mut settings.stream_audio, stream_audio);
        set(&mut settings.stream_shapes, stream_shapes);
    }
}

fn set<T>(target: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *target = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_that_is_given_changes_and_the_others_stay() {
        let change: SettingsChange =
            serde_json::from_str(r#"{"auth_status":403,"plan_refusal":429}"#).expect("a change");
        let mut settings = Settings { echo: true, ..Settings::default() };
        change.apply(&mut settings);
        assert_eq!((settings.missing_key_status, settings.bad_key_status), (Some(Status(403)), Status(403)));
        assert_eq!((settings.plan_refusal, settings.echo), (PlanRefusal(Some(Status(429))), true));
        let change: SettingsChange = serde_json::from_str(r#"{"plan_refusal":null}"#).expect("a change");
        change.apply(&mut settings);
        assert_eq!(settings.plan_refusal, PlanRefusal(None));
    }
}
