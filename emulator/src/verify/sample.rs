//! The samples of the service's documentation, as the files in the folder `contract` have them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The files, in the order in which their samples are sent.
const FILES: [(&str, &str); 4] = [
    ("characters.toml", include_str!("../../contract/characters.toml")),
    ("turns.toml", include_str!("../../contract/turns.toml")),
    ("account.toml", include_str!("../../contract/account.toml")),
    ("narrative.toml", include_str!("../../contract/narrative.toml")),
];

/// One request, and what is believed of its reply. `${name}` stands for a value that an earlier reply had.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// The page that has it, or the client that sends it.
    pub page: String,
    /// What it shows.
    pub shows: String,
    /// The plan that it needs. A refusal is then no difference.
    pub plan: Option<String>,
    #[serde(default = "post")]
    pub method: String,
    pub path: String,
    #[serde(default)]
    pub key: Key,
    /// The body, in one of these forms. Without any, it is empty.
    pub json: Option<String>,
    pub form: Option<Vec<(String, String)>>,
    pub multipart: Option<Vec<(String, String)>>,
    pub raw_form: Option<String>,
    /// Adds a recording to a multipart form, with this content type or with an empty one.
    pub recording: Option<String>,
    #[serde(default = "ok")]
    pub status: u16,
    /// What is believed of the fields of the reply: see [`super::belief`].
    #[serde(default)]
    pub reply: BTreeMap<String, String>,
    /// The name of beliefs that several samples share.
    pub reply_of: Option<String>,
    /// Whether further fields say nothing here, because another sample checks them.
    #[serde(default)]
    pub further: bool,
    /// The reply is an event stream.
    pub events: Option<Events>,
    /// The reply is an audio file.
    #[serde(default)]
    pub audio: bool,
    /// Values of the reply for later samples: the name of the value, and the field.
    #[serde(default)]
    pub keep: BTreeMap<String, String>,
    /// What the request makes, to be deleted at the end: `character ${id}`, `token ${token}`, `section ${character} ${id}` or
    /// `trigger ${character} ${id}`.
    #[serde(default)]
    pub made: Vec<String>,
    /// What the request deletes of that.
    #[serde(default)]
    pub deleted: Vec<String>,
}

/// Which credential a request carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Key {
    /// The key of the user.
    #[default]
    Own,
    /// A key that no account has.
    Bad,
    None,
    /// The token that an earlier sample made.
    Token,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Events {
    /// Each event is a JSON object.
    Json,
    /// Each event is plain text.
    Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "sample")]
    samples: Vec<Sample>,
    /// Beliefs that several samples share.
    #[serde(default)]
    replies: BTreeMap<String, BTreeMap<String, String>>,
}

fn post() -> String {
    "POST".to_owned()
}

fn ok() -> u16 {
    200
}

/// All samples in their order. The error names the file that is wrong.
pub fn all() -> Result<Vec<Sample>, String> {
    let mut samples = Vec::new();
    let mut shared = BTreeMap::new();
    for (name, text) in FILES {
        let file: File = toml::from_str(text).map_err(|error| format!("{name}: {error}"))?;
        samples.extend(file.samples);
        shared.extend(file.replies);
    }
    for sample in &mut samples {
        if let Some(name) = &sample.reply_of {
            let beliefs = shared.get(name).ok_or_else(|| format!("no reply is called {name}"))?;
            for (field, belief) in beliefs {
                sample.reply.entry(field.clone()).or_insert_with(|| belief.clone());
            }
        }
    }
    Ok(samples)
}

/// The values that samples refer to.
pub type Values = BTreeMap<String, String>;

/// A text with the values in it, each as `escape` writes it. The error is the name of a value that is not known.
pub fn fill(text: &str, values: &Values, escape: impl Fn(&str) -> String) -> Result<String, String> {
    let mut pieces = text.split("${");
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once('}').unwrap_or((piece, ""));
        let value = values.get(name).ok_or_else(|| name.to_owned())?;
        filled += &escape(value);
        filled += rest;
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::endpoint::Endpoint;

    #[test]
    fn every_endpoint_of_the_emulator_has_a_sample() {
        let samples = all().expect("samples");
        for path in Endpoint::paths().split(", ") {
            assert!(samples.iter().any(|sample| sample.path.trim_end_matches('/') == path), "{path} has no sample");
        }
        for sample in &samples {
            let endpoint = Endpoint::from_path(sample.path.trim_end_matches('/'));
            assert!(endpoint.is_some_and(|endpoint| endpoint.method() == sample.method.as_str()), "{}", sample.path);
        }
    }

    #[test]
    fn each_sample_has_a_title_of_its_own() {
        let samples = all().expect("samples");
        let titles: BTreeSet<_> = samples.iter().map(|sample| (&sample.page, &sample.shows)).collect();
        assert_eq!(titles.len(), samples.len());
    }

    #[test]
    fn a_text_is_filled_with_values() {
        let values = Values::from([("a".to_owned(), "1\"".to_owned())]);
        assert_eq!(fill("x ${a}, ${a}.", &values, str::to_owned).as_deref(), Ok("x 1\", 1\"."));
        assert_eq!(fill("{\"${b}\"}", &values, str::to_owned), Err("b".to_owned()));
    }
}
