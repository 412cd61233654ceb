//! How long the emulator waits before a response: always the same time, or a seeded distribution.

use serde::{Deserialize, Serialize};

use crate::hash::splitmix64;

/// Milliseconds: a number, `{ min, max }` (uniform), or `{ median, p95 }` (log-normal, like most networks).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "a number of milliseconds, { min, max } or { median, p95 }")]
pub enum Latency {
    /// Always the same.
    Fixed(u64),
    /// Every value from `min` to `max` is equally likely.
    Uniform(Uniform),
    /// Half of the requests wait longer than `median`, and one in twenty longer than `p95`.
    LogNormal(LogNormal),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, try_from = "UniformFields")]
pub struct Uniform {
    min: u64,
    max: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, try_from = "LogNormalFields")]
pub struct LogNormal {
    median: u64,
    p95: u64,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct UniformFields {
    min: u64,
    max: u64,
}

#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct LogNormalFields {
    median: u64,
    p95: u64,
}

impl TryFrom<UniformFields> for Uniform {
    type Error = &'static str;

    fn try_from(UniformFields { min, max }: UniformFields) -> Result<Self, Self::Error> {
        if min > max { Err("min is greater than max") } else { Ok(Self { min, max }) }
    }
}

impl TryFrom<LogNormalFields> for LogNormal {
    type Error = &'static str;

    fn try_from(LogNormalFields { median, p95 }: LogNormalFields) -> Result<Self, Self::Error> {
        if median == 0 || median > p95 {
            return Err("median must be at least 1 and at most p95");
        }
        Ok(Self { median, p95 })
    }
}

impl Default for Latency {
    fn default() -> Self {
        Self::Fixed(0)
    }
}

impl Latency {
    /// The wait of the request with this number, in milliseconds. The same seed and number give the same wait.
    pub fn sample(&self, seed: u64, number: u64) -> u64 {
        let bits = |n: u64| splitmix64(splitmix64(seed) ^ n.wrapping_mul(2));
        match self {
            Self::Fixed(ms) => *ms,
            Self::Uniform(Uniform { min, max }) => {
                let span = u128::from(max - min) + 1;
                min + ((u128::from(bits(number)) * span) >> 64) as u64
            }
            Self::LogNormal(LogNormal { median, p95 }) => {
                // Box-Muller: two uniform numbers give one of the normal distribution.
                let first = 1.0 - unit(bits(number));
                let second = unit(splitmix64(bits(number) ^ 1));
                let normal = (-2.0 * first.ln()).sqrt() * (std::f64::consts::TAU * second).cos();
                // 1.645 standard deviations above the median lies the 95th percentile.
                let sigma = (*p95 as f64 / *median as f64).ln() / 1.645;
                (*median as f64 * (sigma * normal).exp()).round() as u64
            }
        }
    }

    /// The waits that `--latency-ms` can say: `N`, or `MIN..MAX`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once("..") {
            None => text.parse().ok().map(Self::Fixed),
            Some((min, max)) => {
                let fields = UniformFields { min: min.parse().ok()?, max: max.parse().ok()? };
                Uniform::try_from(fields).ok().map(Self::Uniform)
            }
        }
    }
}

/// The upper 53 bits as a number from 0 to 1, without 1.
fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples(json: &str, seed: u64) -> Vec<u64> {
        let latency: Latency = serde_json::from_str(json).expect("a latency");
        (0..2000).map(|number| latency.sample(seed, number)).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_waits() {
        for json in ["7", r#"{"min":10,"max":20}"#, r#"{"median":200,"p95":900}"#] {
            assert_eq!(samples(json, 1), samples(json, 1));
        }
        assert_ne!(samples(r#"{"min":10,"max":20}"#, 1), samples(r#"{"min":10,"max":20}"#, 2));
    }

    #[test]
    fn the_waits_follow_the_distribution() {
        let uniform = samples(r#"{"min":10,"max":20}"#, 3);
        assert!((10..=20).all(|value| (100..300).contains(&uniform.iter().filter(|ms| **ms == value).count())));
        let log_normal = samples(r#"{"median":200,"p95":900}"#, 3);
        let above = |limit: u64| log_normal.iter().filter(|ms| **ms > limit).count();
        assert!((900..1100).contains(&above(200)), "{}", above(200));
        assert!((60..140).contains(&above(900)), "{}", above(900));
    }

    #[test]
    fn contradictory_distributions_are_refused() {
        for wrong in [r#"{"min":2,"max":1}"#, r#"{"median":9,"p95":1}"#, r#"{"min":1}"#, "-1", "\"1\""] {
            assert!(serde_json::from_str::<Latency>(wrong).is_err(), "{wrong}");
        }
        assert_eq!(Latency::parse("5"), Some(Latency::Fixed(5)));
        assert_eq!(Latency::parse("9..5"), None);
        assert!(matches!(Latency::parse("5..9"), Some(Latency::Uniform(_))));
    }
}
