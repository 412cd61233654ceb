//! The list of voices. Its names are made up, and its irregularities are those of the documented list: sections with different
//! forms of ids, voices with one language and with many, and voices that are not in production or do not say where they are.

use serde_json::{Map, Value, json};

use super::languages::LANGUAGES;
use crate::ids;

const MALE: &str = "MALE";
const FEMALE: &str = "FEMALE";

/// The voices that the samples of the documentation use: display name, id and gender.
const OF_THE_SAMPLES: [(&str, &str, &str); 4] = [
    ("Male", "MALE", MALE),
    ("Female", "FEMALE", FEMALE),
    ("US Male 1", "US MALE 1", MALE),
    ("US Female 1", "US FEMALE 1", FEMALE),
];

const SECTIONS: [&str; 7] = [
    "Azure Voices",
    "Elevenlabs Voices",
    "GCP Voices",
    "Convai Voices",
    "OpenAI Voices",
    "Convai Voices (New)",
    "Elevenlabs Voices (Experimental)",
];

const NAMES: [(&str, &str); 20] = [
    ("Alwen", FEMALE),
    ("Bertok", MALE),
    ("Calira", FEMALE),
    ("Dorvan", MALE),
    ("Elowis", FEMALE),
    ("Fenrik", MALE),
    ("Galia", FEMALE),
    ("Harlo", MALE),
    ("Iselde", FEMALE),
    ("Jorun", MALE),
    ("Kaelis", FEMALE),
    ("Lundro", MALE),
    ("Merise", FEMALE),
    ("Nolbert", MALE),
    ("Orlath", MALE),
    ("Pernille", FEMALE),
    ("Quorin", MALE),
    ("Rosamel", FEMALE),
    ("Sturmer", MALE),
    ("Tavia", FEMALE),
];

const MANNERS: [&str; 6] = ["Young Casual", "Middle-aged Calm", "Old Wise", "Young Bright", "Deep Narrating", "Soft"];

/// One voice of the list.
pub struct CatalogVoice {
    pub section: &'static str,
    pub name: String,
    /// The id that `voiceType` takes.
    pub value: String,
    pub gender: &'static str,
    pub languages: Vec<&'static str>,
    /// Where the voice is offered. `None` if the list does not say it.
    environments: Option<&'static [&'static str]>,
}

impl CatalogVoice {
    /// The voice with this index in the list.
    fn new(index: usize) -> Self {
        if let Some((name, value, gender)) = OF_THE_SAMPLES.get(index) {
            return Self {
                section: "Convai Voices",
                name: (*name).to_owned(),
                value: (*value).to_owned(),
                gender,
                languages: vec!["en-US"],
                environments: Some(&["PRODUCTION", "DEVELOPMENT"]),
            };
        }
        let number = index - OF_THE_SAMPLES.len();
        let section = SECTIONS[number % SECTIONS.len()];
        let (name, gender) = NAMES[number % NAMES.len()];
        let (language, language_name) = LANGUAGES[number % LANGUAGES.len()];
        let round = number / (NAMES.len() * SECTIONS.len());
        let round = if round == 0 { String::new() } else { format!(" {}", round + 1) };
        let manner = MANNERS[number % MANNERS.len()];
        let multilingual = number % 6 == 4;
        let kind = if multilingual { "Multilingual" } else { language_name };
        Self {
            section,
            name: format!("{name}{round} ({manner} {kind} {})", title_case(gender)),
            value: value(section, name, gender, language, number),
            gender,
            languages: match multilingual {
                true => LANGUAGES.iter().map(|(code, _)| *code).collect(),
                false => vec![language],
            },
            environments: match number % 13 {
                5 => None,
                9 => Some(&["DEVELOPMENT"]),
                _ => Some(&["PRODUCTION", "DEVELOPMENT"]),
            },
        }
    }

    fn to_json(&self) -> Value {
        let mut voice = json!({
            "voice_value": self.value,
            "lang_codes": self.languages,
            "gender": self.gender,
            "sample_link": format!("https://voice-samples.invalid/{}_sampleVoice.wav", self.value.replace(' ', "_")),
        });
        if let Some(environments) = self.environments {
            voice["deployment_env"] = json!(environments);
        }
        json!({ &*self.name: voice })
    }
}

/// The id of a voice, in the form of its section.
fn value(section: &str, name: &str, gender: &str, language: &str, number: usize) -> String {
    match section {
        "Azure Voices" => format!("{name}Neural{number}"),
        "GCP Voices" => format!("W{}{} {number}", language.replace('-', "").to_uppercase(), title_case(gender)),
        "OpenAI Voices" => format!("{}_OpenAi_{}", name.to_lowercase(), ids::voice(number)),
        "Convai Voices (New)" => format!("CONVAI-CLONED-VOICE-{}", ids::voice(number)),
        _ => format!("{name}-{language}-{number}"),
    }
}

fn title_case(gender: &str) -> &'static str {
    if gender == FEMALE { "Female" } else { "Male" }
}

fn list(count: usize) -> impl Iterator<Item = CatalogVoice> {
    (0..count).map(CatalogVoice::new)
}

/// The body of `/tts/get_available_voices` with this many voices: sections, each with a list of single-key objects.
pub fn voices(count: usize) -> Value {
    let mut sections: Map<String, Value> = Map::new();
    for voice in list(count) {
        let section = sections.entry(voice.section).or_insert_with(|| json!([]));
        if let Some(section) = section.as_array_mut() {
            section.push(voice.to_json());
        }
    }
    Value::Object(sections)
}

/// The voice with this id among the first `count`.
pub fn find_voice(count: usize, value: &str) -> Option<CatalogVoice> {
    list(count).find(|voice| voice.value == value)
}

/// Whether one of the first `count` voices has this id.
pub fn has_voice(count: usize, value: &str) -> bool {
    find_voice(count, value).is_some()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_and_ids_are_unique() {
        let mut ids = HashSet::new();
        let mut names = HashSet::new();
        for voice in list(3000) {
            assert!(names.insert((voice.section, voice.name.clone())), "{}", voice.name);
            assert!(ids.insert(voice.value.clone()), "{}", voice.value);
        }
    }

    #[test]
    fn six_hundred_voices_are_as_long_as_the_documented_list() {
        let length = voices(600).to_string().len();
        assert!((170_000..190_000).contains(&length), "{length}");
    }
}
