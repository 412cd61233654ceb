//! The brain of a character.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, IntoDeserializer, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::upstream::BaseUrl;

/// A server with a language model.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct BrainServer {
    /// Where the server understands OpenAI's API, such as `http://127.0.0.1:8080/v1`. Default: that of `brain_url`.
    pub url: Option<BaseUrl>,
    /// The model that answers. Default: that of `brain_model`.
    pub model: Option<String>,
}

/// What writes the replies of a character.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(untagged))]
pub enum BrainChoice {
    /// Sentences of its backstory.
    #[cfg_attr(test, schemars(with = "BackstoryName"))]
    Backstory,
    /// A language model on a server.
    Server(BrainServer),
}

/// The name of the brain without a model.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
enum BackstoryName {
    Backstory,
}

impl<'de> Deserialize<'de> for BrainChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Choice;

        impl<'de> Visitor<'de> for Choice {
            type Value = BrainChoice;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("\"backstory\", or a table with url and model")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<BrainChoice, E> {
                match BackstoryName::deserialize(name.into_deserializer()) {
                    Ok(BackstoryName::Backstory) => Ok(BrainChoice::Backstory),
                    Err::<_, E>(_) => Err(E::invalid_value(Unexpected::Str(name), &self)),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<BrainChoice, A::Error> {
                BrainServer::deserialize(MapAccessDeserializer::new(map)).map(BrainChoice::Server)
            }
        }

        deserializer.deserialize_any(Choice)
    }
}
