//! The languages that a character can speak.

use super::replies::{Entry, named, read_list};
use crate::api::{CallOptions, Client, Error, PendingCall, call_sender::ServiceRequest, json_fields::Json};
use std::sync::Arc;

/// A language of the service. A field is `None` if the reply omits it, or if it is null or "NULL".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    pub code: Option<String>,
    pub name: Option<String>,
}

impl Client {
    pub fn list_languages(&self, call: &CallOptions) -> Result<PendingCall<Vec<Language>>, Error> {
        self.start_request(ServiceRequest::get(self.url("tts/get_available_languages")), call, read_list)
    }
}

impl Entry for Language {
    const MISSING: &str = "it holds no list of languages";

    fn read(_list: &Arc<str>, entry: &Json<'_>) -> Option<Self> {
        let (key, fields) = named(entry);
        let code = fields.owned(&["lang_code", "language_code", "code"]);
        let name = fields.owned(&["lang_name", "language_name", "name"]);
        let code = code.or_else(|| key.map(str::to_owned));
        (code.is_some() || name.is_some()).then_some(Self { code, name })
    }
}
