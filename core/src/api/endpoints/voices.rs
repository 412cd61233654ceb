//! The voices that a character can have.

use super::replies::{Entry, named, read_list};
use crate::api::{CallOptions, Client, Error, PendingCall, call_sender::ServiceRequest, json_fields::Json};
use std::sync::Arc;

/// A voice of the service. A field is `None` if the reply omits it, or if it is null or "NULL".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    pub name: Option<String>,
    /// What a character takes as its voice.
    pub value: Option<String>,
    /// The section of the list, such as "Azure Voices". The voices of one section share it.
    pub section: Arc<str>,
    pub gender: Option<String>,
    pub sample_url: Option<String>,
    pub language_codes: Vec<String>,
    pub environments: Vec<String>,
}

impl Client {
    pub fn list_voices(&self, call: &CallOptions) -> Result<PendingCall<Vec<Voice>>, Error> {
        self.start_request(ServiceRequest::get(self.url("tts/get_available_voices")), call, read_list)
    }
}

impl Entry for Voice {
    const MISSING: &str = "it holds no list of voices";

    fn read(list: &Arc<str>, entry: &Json<'_>) -> Option<Self> {
        let (key, fields) = named(entry);
        let voice = Self {
            name: fields.owned(&["voice_name", "display_name", "name"]).or_else(|| key.map(str::to_owned)),
            value: fields.owned(&["voice_value", "voice_type", "value"]),
            section: Arc::clone(list),
            gender: fields.owned(&["gender"]),
            sample_url: fields.owned(&["sample_link", "sample_url"]),
            language_codes: fields.texts(&["lang_codes", "language_codes", "lang_code", "language_code"]),
            environments: fields.texts(&["deployment_env", "environments"]),
        };
        (voice.name.is_some() || voice.value.is_some()).then_some(voice)
    }

    fn more_texts(&self) -> usize {
        self.language_codes.len() + self.environments.len()
    }
}
