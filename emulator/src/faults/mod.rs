//! Misbehaviour on demand: which request it meets, and what becomes of the answer.
//!
//! A fault works on an answer in three stages, each of which it may leave out: it replaces the answer (then the API
//! does no work), or it reshapes the fields of the real one; and then it decides how the bytes are delivered.

mod parse;
mod replace;
mod reshape;
mod sound;

use std::time::Duration;

use serde_json::{Value, json};

use crate::delivery::End;
use crate::ids::scramble;
pub use replace::Replacement;
pub use reshape::Reshape;

/// Faults that are used up stay listed, until there are more than this.
const LISTED: usize = 256;

/// What happens to a request that a fault meets.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub id: u64,
    pub delay: Duration,
    pub replacement: Option<Replacement>,
    pub reshape: Reshape,
    pub delivery: Delivery,
    /// Cut before the request body is read. Comes before everything else.
    pub before_body: Option<End>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Delivery {
    #[default]
    Whole,
    /// Never answer.
    Hang,
    Drip {
        piece: usize,
        every: Duration,
    },
    CutBeforeAnswer(End),
    CutAfterHeaders(End),
    CutMidBody {
        bytes: usize,
        end: End,
    },
    /// Declare that many bytes more (or fewer) than are sent.
    WrongLength(i64),
    CutChunked {
        bytes: usize,
        end: End,
    },
    /// Declare a length, send no body, stay open.
    DeclaredOnly(u64),
}

/// Which requests a fault meets.
#[derive(Clone, Debug)]
struct Matcher {
    /// Without a slash at its end; `None` is every path.
    path: Option<String>,
    character: Option<String>,
    /// Requests that are let through first.
    skip: u64,
    /// Requests that are met; 0 is all of them.
    count: u64,
    probability: Option<f64>,
    seed: u64,
}

struct Fault {
    matcher: Matcher,
    plan: Plan,
    /// The JSON that it was made from, for the list.
    source: Value,
    /// Requests that matched, met or not.
    seen: u64,
    hits: u64,
}

impl Fault {
    fn is_used_up(&self) -> bool {
        self.matcher.count > 0 && self.hits >= self.matcher.count
    }

    /// Whether this request is met, counting it.
    fn meets(&mut self, path: &str, character: Option<&str>) -> bool {
        let matcher = &self.matcher;
        let path_fits = matcher.path.as_deref().is_none_or(|wanted| wanted == path);
        let character_fits = matcher.character.is_none() || matcher.character.as_deref() == character;
        if self.is_used_up() || !path_fits || !character_fits {
            return false;
        }
        self.seen += 1;
        if self.seen <= matcher.skip {
            return false;
        }
        if let Some(probability) = matcher.probability {
            let roll = scramble(matcher.seed.wrapping_add(self.seen)) >> 11;
            if roll as f64 / (1u64 << 53) as f64 >= probability {
                return false;
            }
        }
        self.hits += 1;
        true
    }
}

/// All faults, in the order in which they were posted: the first that meets a request decides.
#[derive(Default)]
pub struct Faults {
    list: Vec<Fault>,
    last_id: u64,
}

impl Faults {
    pub fn add(&mut self, source: &Value) -> Result<u64, String> {
        let (matcher, mut plan) = parse::fault(source)?;
        self.last_id += 1;
        plan.id = self.last_id;
        if self.list.len() >= LISTED {
            self.list.retain(|fault| !fault.is_used_up());
        }
        self.list.push(Fault { matcher, plan, source: source.clone(), seen: 0, hits: 0 });
        Ok(self.last_id)
    }

    pub fn clear(&mut self) {
        self.list.clear();
    }

    pub fn list(&self) -> Value {
        self.list
            .iter()
            .map(|fault| {
                json!({
                    "id": fault.plan.id,
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

    /// A cut before the request body is read, with the id of its fault.
    pub fn before_body(&mut self, path: &str) -> Option<(u64, End)> {
        let early = self.list.iter_mut().filter(|fault| fault.plan.before_body.is_some());
        let plan = early.into_iter().find_map(|fault| fault.meets(path, None).then_some(&fault.plan))?;
        Some((plan.id, plan.before_body?))
    }

    /// What is to happen to this request, if it is not left alone.
    pub fn pick(&mut self, path: &str, character: Option<&str>) -> Option<Plan> {
        let late = self.list.iter_mut().filter(|fault| fault.plan.before_body.is_none());
        late.into_iter().find_map(|fault| fault.meets(path, character).then(|| fault.plan.clone()))
    }
}
