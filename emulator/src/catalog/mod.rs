//! The voices and languages that the service offers. The voices are made up; the languages are those of the documentation.

mod languages;
mod voices;

pub use languages::languages;
pub use voices::{CatalogVoice, find_voice, has_voice, voices};
