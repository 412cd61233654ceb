//! What `/_emulator/settings` shows and changes.

use serde_json::{Map, Value, json};

use crate::options::{Options, VoiceEngine};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleRate {
    Number,
    String,
    Null,
    Absent,
}

/// What to do with a session id that was never handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnknownSession {
    /// Begin to remember under that id.
    Accept,
    /// Begin a session with a new id.
    New,
    /// Answer 404 with a `process_failure`.
    Refuse,
}

#[derive(Clone, Debug)]
pub struct Settings {
    pub latency_ms: u64,
    pub missing_key_status: u16,
    pub bad_key_status: u16,
    pub sample_rate: SampleRate,
    pub unknown_session: UnknownSession,
    pub voice: VoiceEngine,
    pub voice_rate: u32,
    /// The status of a plan refusal; `None` lets everybody in.
    pub plan_refusal: Option<u16>,
    pub echo: bool,
    /// Refuse audio that is not one channel of at least 16 bits, instead of warning about it in the reply.
    pub strict_audio: bool,
    /// Event streams with several objects per event and without the last empty line.
    pub rough_stream: bool,
}

const RATES: [(&str, SampleRate); 4] = [
    ("number", SampleRate::Number),
    ("string", SampleRate::String),
    ("null", SampleRate::Null),
    ("absent", SampleRate::Absent),
];

const POLICIES: [(&str, UnknownSession); 3] =
    [("accept", UnknownSession::Accept), ("new", UnknownSession::New), ("refuse", UnknownSession::Refuse)];

const KEYS: &str = "latency_ms, auth_status, missing_key_status, bad_key_status, sample_rate, unknown_session, \
    voice, voice_rate, plan_refusal, echo, strict_audio, rough_stream";

impl Settings {
    pub fn from_options(options: &Options) -> Self {
        Self {
            latency_ms: options.latency_ms,
            missing_key_status: 401,
            bad_key_status: 401,
            sample_rate: SampleRate::Number,
            unknown_session: UnknownSession::Accept,
            voice: options.voice,
            voice_rate: options.voice_rate,
            plan_refusal: None,
            echo: options.echo,
            strict_audio: false,
            rough_stream: false,
        }
    }

    pub fn show(&self) -> Value {
        json!({
            "latency_ms": self.latency_ms,
            "missing_key_status": self.missing_key_status,
            "bad_key_status": self.bad_key_status,
            "sample_rate": name_of(&RATES, self.sample_rate),
            "unknown_session": name_of(&POLICIES, self.unknown_session),
            "voice": self.voice.name(),
            "voice_rate": self.voice_rate,
            "plan_refusal": self.plan_refusal,
            "echo": self.echo,
            "strict_audio": self.strict_audio,
            "rough_stream": self.rough_stream,
        })
    }

    /// Changes the named settings, all of them or none.
    pub fn change(&mut self, changes: &Value) -> Result<(), String> {
        let changes: &Map<String, Value> = changes.as_object().ok_or("the settings have to be a JSON object")?;
        let mut next = self.clone();
        for (key, value) in changes {
            next.set(key, value).map_err(|wanted| match wanted {
                Some(wanted) => format!("{key} has to be {wanted}"),
                None => format!("there is no setting {key}; there are: {KEYS}"),
            })?;
        }
        *self = next;
        Ok(())
    }

    /// The error is what would have been accepted, or `None` where there is no such key.
    fn set(&mut self, key: &str, value: &Value) -> Result<(), Option<&'static str>> {
        match key {
            "latency_ms" => self.latency_ms = value.as_u64().ok_or("a number of milliseconds")?,
            "auth_status" => {
                self.missing_key_status = status(value)?;
                self.bad_key_status = self.missing_key_status;
            }
            "missing_key_status" => self.missing_key_status = status(value)?,
            "bad_key_status" => self.bad_key_status = status(value)?,
            "sample_rate" => {
                self.sample_rate = value_of(&RATES, value).ok_or("number, string, null or absent")?;
            }
            "unknown_session" => {
                self.unknown_session = value_of(&POLICIES, value).ok_or("accept, new or refuse")?;
            }
            "voice" => {
                self.voice = value.as_str().and_then(VoiceEngine::parse).ok_or("auto, builtin or espeak")?;
            }
            "voice_rate" => {
                self.voice_rate = value
                    .as_u64()
                    .filter(|rate| *rate == 0 || (4_000..=192_000).contains(rate))
                    .ok_or("0 or a rate from 4000 to 192000 Hz")? as u32;
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
        .ok_or("a status from 200 to 599")
}

fn flag(value: &Value) -> Result<bool, &'static str> {
    value.as_bool().ok_or("true or false")
}

fn name_of<T: PartialEq>(table: &[(&'static str, T)], wanted: T) -> &'static str {
    table.iter().find(|(_, value)| *value == wanted).map_or("", |(name, _)| name)
}

fn value_of<T: Copy>(table: &[(&str, T)], name: &Value) -> Option<T> {
    let name = name.as_str()?;
    table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}
