//! Fault injection: which requests a fault matches, and what it does to them.
//!
//! A fault works in three stages, each of which is optional. It replaces the response (the API then does no work), or
//! it rewrites fields of the real response, or disturbs its stream. Then it decides how the response is delivered.

mod audio;
mod check;
mod parse;
mod replace;
mod rewrite;
mod spec;
mod stream;

use std::time::Duration;

use serde_json::{Value, json};

use crate::connection::End;
use crate::delivery::Delivery;
use crate::hash::splitmix64;
pub use check::{FaultError, check};
use replace::Replacement;
use rewrite::Rewrite;
pub use spec::FaultSpec;
use stream::StreamEffect;

/// Used-up faults stay in the list until it has this many entries.
const MAX_LISTED: usize = 256;

/// What a fault does to a request that it matches.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// The id of the fault.
    pub id: u64,
    /// How many requests the fault has met, with this one.
    pub hit: u64,
    pub delay: Duration,
    pub replacement: Option<Replacement>,
    pub rewrite: Rewrite,
    pub delivery: Delivery,
    /// Cut the connection before the request body is read. The other effects then do not apply.
    pub before_body: Option<End>,
    stream: Option<StreamEffect>,
}

/// Which requests a fault matches.
#[derive(Clone, Debug)]
struct Matcher {
    /// Without a trailing slash. `None` matches every path.
    path: Option<String>,
    character: Option<String>,
    /// Only turns with `stream=True`.
    only_streams: bool,
    /// How many matching requests pass undisturbed first.
    skip: u64,
    /// How many requests are disturbed. 0 means all.
    count: u64,
    probability: Option<f64>,
    seed: u64,
}

struct Fault {
    matcher: Matcher,
    effect: Effect,
    /// The JSON from which the fault was parsed, for the list.
    source: Value,
    /// Requests with the right path and character, disturbed or not.
    seen: u64,
    /// Requests that were disturbed.
    hits: u64,
}

impl Fault {
    fn is_used_up(&self) -> bool {
        self.matcher.count > 0 && self.hits >= self.matcher.count
    }

    /// Whether the fault disturbs this request. Counts the request.
    fn matches(&mut self, path: &str, character: Option<&str>, streamed: bool) -> bool {
        let matcher = &self.matcher;
        let path_matches = matcher.path.as_deref().is_none_or(|wanted| wanted == path);
        let character_matches = matcher.character.is_none() || matcher.character.as_deref() == character;
        if self.is_used_up() || !path_matches || !character_matches || (matcher.only_streams && !streamed) {
            return false;
        }
        self.seen += 1;
        if self.seen <= matcher.skip {
            return false;
        }
        if let Some(probability) = matcher.probability {
            // The upper 53 bits as a number from 0 to 1.
            let random = splitmix64(matcher.seed.wrapping_add(self.seen)) >> 11;
            if random as f64 / (1u64 << 53) as f64 >= probability {
                return false;
            }
        }
        self.hits += 1;
        true
    }
}

/// All faults, in the order in which they were added. The first one that matches a request is used alone.
#[derive(Default)]
pub struct Faults {
    list: Vec<Fault>,
    last_id: u64,
}

impl Faults {
    /// The faults of a configuration, which have been checked.
    pub fn with(specs: &[FaultSpec]) -> Self {
        let mut faults = Self::default();
        for spec in specs {
            let _ = faults.add(spec);
        }
        faults
    }

    /// Adds a fault. Returns its id; or which key is invalid, and why.
    pub fn add(&mut self, spec: &FaultSpec) -> Result<u64, FaultError> {
        let (matcher, mut effect) = parse::fault(spec)?;
        self.last_id += 1;
        effect.id = self.last_id;
        if self.list.len() >= MAX_LISTED {
            self.list.retain(|fault| !fault.is_used_up());
        }
        self.list.push(Fault { matcher, effect, source: spec.to_json(), seen: 0, hits: 0 });
        Ok(self.last_id)
    }

    /// Removes the fault with this id. Returns whether there was one.
    pub fn remove(&mut self, id: u64) -> bool {
        let before = self.list.len();
        self.list.retain(|fault| fault.effect.id != id);
        self.list.len() < before
    }

    pub fn clear(&mut self) {
        self.list.clear();
    }

    pub fn to_json(&self) -> Value {
        self.list
            .iter()
            .map(|fault| {
                json!({
                    "id": fault.effect.id,
                    "fault": fault.source,
                    "seen": fault.seen,
                    "hits": fault.hits,
                    "remaining": match fault.matcher.count {
                        0 => Value::Null,
                        count => Value::from(count - fault.hits),
                    },
                })
            })
            .collect()
    }

    /// The first matching fault that cuts the connection before the request body is read: its id, and how it cuts.
    pub fn match_before_body(&mut self, path: &str) -> Option<(u64, End)> {
        let mut early = self.list.iter_mut().filter(|fault| fault.effect.before_body.is_some());
        let effect = early.find_map(|fault| fault.matches(path, None, false).then_some(&fault.effect))?;
        Some((effect.id, effect.before_body?))
    }

    /// The effect of the first matching fault on a request whose body has been read.
    pub fn match_request(&mut self, path: &str, character: Option<&str>, streamed: bool) -> Option<Effect> {
        let mut late = self.list.iter_mut().filter(|fault| fault.effect.before_body.is_none());
        late.find_map(|fault| {
            fault.matches(path, character, streamed).then(|| Effect { hit: fault.hits, ..fault.effect.clone() })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_schema_is_that_of_the_types() {
        crate::json_input::check_schema("fault.schema.json", schemars::schema_for!(FaultSpec).as_value());
    }
}
