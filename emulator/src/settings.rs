//! The settings that `/_emulator/settings` shows and changes while the emulator runs.

use serde_json::{Map, Value, json};

use crate::options::{Options, VoiceEngine};

/// The form of `sample_rate` in replies with a voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleRateForm {
    Number,
    String,
    Null,
    Absent,
}

/// How a session id that the emulator did not issue is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownSession {
    /// Start a session with that id.
    Accept,
    /// Start a session with a new id.
    New,
    /// Answer 404 with a `process_failure`.
    Refuse,
}

#[derive(Clone, Debug)]
pub struct Settings {
    pub latency_ms: u64,
    pub missing_key_status: u16,
    pub bad_key_status: u16,
    pub sample_rate: SampleRateForm,
    pub unknown_session: UnknownSession,
    pub voice: VoiceEngine,
    pub voice_rate: u32,
    /// If set, every request is refused with this status, as not included in the user's plan.
    pub plan_refusal: Option<u16>,
    pub echo: bool,
    /// Refuse audio that is not mono or has less than 16 bits, instead of adding a warning to the reply.
    pub strict_audio: bool,
    /// Send event streams with several objects per event and without the last empty line.
    pub rough_stream: bool,
}

const SAMPLE_RATE_FORMS: [(&str, SampleRateForm); 4] = [
    ("number", SampleRateForm::Number),
    ("string", SampleRateForm::String),
    ("null", SampleRateForm::Null),
    ("absent", SampleRateForm::Absent),
];

const UNKNOWN_SESSION_POLICIES: [(&str, UnknownSession); 3] =
    [("accept", UnknownSession::Accept), ("new", UnknownSession::New), ("refuse", UnknownSession::Refuse)];

const KEYS: &str = "latency_ms, auth_status, missing_key_status, bad_key_status, sample_rate, unknown_session, \
    voice, voice_rate, plan_refusal, echo, strict_audio, rough_stream";

impl Settings {
    pub fn from_options(options: &Options) -> Self {
        Self {
            latency_ms: options.latency_ms,
            missing_key_status: 401,
            bad_key_status: 401,
            sample_rate: SampleRateForm::Number,
            unknown_session: UnknownSession::Accept,
            voice: options.voice,
            voice_rate: options.voice_rate,
            plan_refusal: None,
            echo: options.echo,
            strict_audio: false,
            rough_stream: false,
        }
    }

    pub fn to_json(&self) -> Value {
        json!({
            "latency_ms": self.latency_ms,
            "missing_key_status": self.missing_key_status,
            "bad_key_status": self.bad_key_status,
            "sample_rate": name_of(&SAMPLE_RATE_FORMS, self.sample_rate),
            "unknown_session": name_of(&UNKNOWN_SESSION_POLICIES, self.unknown_session),
            "voice": self.voice.name(),
            "voice_rate": self.voice_rate,
            "plan_refusal": self.plan_refusal,
            "echo": self.echo,
            "strict_audio": self.strict_audio,
            "rough_stream": self.rough_stream,
        })
    }

    /// Changes the given settings. If one of them is invalid, none is changed.
    pub fn change(&mut self, changes: &Value) -> Result<(), String> {
        let changes: &Map<String, Value> = changes.as_object().ok_or("settings must be a JSON object")?;
        let mut next = self.clone();
        for (key, value) in changes {
            next.set(key, value).map_err(|expected| match expected {
                Some(expected) => format!("{key} must be {expected}"),
                None => format!("unknown setting {key}; the settings are: {KEYS}"),
            })?;
        }
        *self = next;
        Ok(())
    }

    /// The error says what the setting accepts; it is `None` for an unknown key.
    fn set(&mut self, key: &str, value: &Value) -> Result<(), Option<&'static str>> {
        match key {
            "latency_ms" => self.latency_ms = value.as_u64().ok_or("a whole number of milliseconds, 0 or more")?,
            "auth_status" => {
                self.missing_key_status = status(value)?;
                self.bad_key_status = self.missing_key_status;
            }
            "missing_key_status" => self.missing_key_status = status(value)?,
            "bad_key_status" => self.bad_key_status = status(value)?,
            "sample_rate" => {
                self.sample_rate = value_of(&SAMPLE_RATE_FORMS, value).ok_or("number, string, null or absent")?;
            }
            "unknown_session" => {
                self.unknown_session = value_of(&UNKNOWN_SESSION_POLICIES, value).ok_or("accept, new or refuse")?;
            }
            "voice" => {
                self.voice = value.as_str().and_then(VoiceEngine::parse).ok_or("auto, builtin or espeak")?;
            }
            "voice_rate" => {
                self.voice_rate = value
                    .as_u64()
                    .filter(|rate| *rate == 0 || (4_000..=192_000).contains(rate))
                    .ok_or("0, or a rate between 4000 and 192000 Hz")? as u32;
            }
            "plan_refusal" => {
                self.plan_refusal = if value.is_null() { None } else { Some(status(value)?) };
            }
            "echo" => self.echo = flag(value)?,
            "strict_audio" => self.strict_audio = flag(value)?,
            "rough_stream" => self.rough_stream = flag(value)?,
            _ => return Err(None),
        }
        Ok(())
    }
}

fn status(value: &Value) -> Result<u16, &'static str> {
    value
        .as_u64()
        .filter(|status| (200..=599).contains(status))
        .map(|status| status as u16)
        .ok_or("a status between 200 and 599")
}

fn flag(value: &Value) -> Result<bool, &'static str> {
    value.as_bool().ok_or("true or false")
}

fn name_of<T: PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, known)| *known == value).map_or("", |(name, _)| name)
}

fn value_of<T: Copy>(table: &[(&str, T)], name: &Value) -> Option<T> {
    let name = name.as_str()?;
    table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}
