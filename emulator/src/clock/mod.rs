//! The clock of a world. It gives timestamps and delays responses, and a test can stop it and move it.

mod date;

use std::future;
use std::ops::{Add, Sub};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// A clock can be moved by at most a hundred years at once.
const MAX_ADVANCE_MS: u64 = 100 * 366 * 86_400_000;

/// Runs with the time of the machine until a test changes it.
pub struct Clock {
    started: Instant,
    /// Those who wait for the clock are the receivers. A change wakes them.
    hands: watch::Sender<Hands>,
}

/// What a test has done to the clock.
#[derive(Clone, Copy, Default)]
struct Hands {
    /// How far the clock is ahead of the machine while it runs.
    lead: Moment,
    /// Where the clock stands, if it is frozen.
    frozen: Option<Moment>,
}

/// A point in time, or the difference between two, in microseconds.
#[derive(Clone, Copy, Debug, Default)]
struct Moment {
    /// The time that has passed since the start. It only increases, so delays are measured with it.
    passed: i64,
    /// The UTC time since 1970.
    utc: i64,
}

impl Add for Moment {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { passed: self.passed.saturating_add(other.passed), utc: self.utc.saturating_add(other.utc) }
    }
}

impl Sub for Moment {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { passed: self.passed.saturating_sub(other.passed), utc: self.utc.saturating_sub(other.utc) }
    }
}

/// A change of the clock, as `POST /_emulator/clock` takes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockChange {
    /// Lets this time pass at once.
    advance_ms: Option<Advance>,
    /// Stops the clock, or lets it run again from where it stands.
    freeze: Option<bool>,
    /// Sets the timestamps. No time passes.
    time: Option<UtcTime>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "u64")]
struct Advance(i64);

impl TryFrom<u64> for Advance {
    type Error = &'static str;

    fn try_from(ms: u64) -> Result<Self, Self::Error> {
        if ms > MAX_ADVANCE_MS {
            Err("the clock can be moved by at most 100 years")
        } else {
            Ok(Self(ms as i64 * 1000))
        }
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
struct UtcTime(i64);

impl TryFrom<String> for UtcTime {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        date::parse(&text).map(Self).ok_or("the time must be a UTC time such as 2026-01-02T03:04:05")
    }
}

/// The state of the clock, as `GET /_emulator/clock` shows it.
#[derive(Debug, Serialize)]
pub struct ClockState {
    pub time: String,
    pub frozen: bool,
    /// How many responses wait for the clock.
    pub waiting: usize,
}

impl Clock {
    pub fn new() -> Self {
        Self { started: Instant::now(), hands: watch::Sender::new(Hands::default()) }
    }

    /// The current UTC time as the service writes it.
    pub fn timestamp(&self) -> String {
        date::format(self.now(*self.hands.borrow()).utc)
    }

    /// The current UTC time in microseconds since 1970.
    pub fn utc(&self) -> i64 {
        self.now(*self.hands.borrow()).utc
    }

    /// A time in microseconds since 1970 with its zone, as in `2026-01-02T03:04:05Z`, or also with milliseconds.
    pub fn iso(utc: i64, milliseconds: bool) -> String {
        let text = date::format(utc);
        format!("{}Z", &text[..if milliseconds { text.len() - 3 } else { text.len() - 7 }])
    }

    /// The time since the clock was created.
    pub fn passed(&self) -> Duration {
        duration(self.now(*self.hands.borrow()).passed)
    }

    /// Waits until this time has passed on the clock.
    pub async fn sleep(&self, wait: Duration) {
        if wait.is_zero() {
            return;
        }
        // The end comes first: who sees this wait in `waiting` and then moves the clock, moves it for this wait.
        let end = micros(self.passed() + wait);
        let mut hands = self.hands.subscribe();
        loop {
            let current = *hands.borrow_and_update();
            let left = duration(end.saturating_sub(self.now(current).passed));
            if left.is_zero() {
                return;
            }
            let elapsed = async {
                match current.frozen {
                    Some(_) => future::pending().await,
                    None => tokio::time::sleep(left).await,
                }
            };
            tokio::select! {
                () = elapsed => {}
                _ = hands.changed() => {}
            }
        }
    }

    pub fn change(&self, change: &ClockChange) {
        self.hands.send_modify(|hands| {
            match (change.freeze, hands.frozen) {
                (Some(true), None) => hands.frozen = Some(self.now(*hands)),
                (Some(false), Some(frozen)) => *hands = Hands { lead: frozen - self.real(), frozen: None },
                _ => {}
            }
            let now = self.now(*hands);
            let advance = change.advance_ms.map_or(0, |Advance(micros)| micros);
            let set = change.time.map_or(0, |UtcTime(utc)| utc.saturating_sub(now.utc));
            let by = Moment { passed: advance, utc: advance.saturating_add(set) };
            match &mut hands.frozen {
                Some(frozen) => *frozen = *frozen + by,
                None => hands.lead = hands.lead + by,
            }
        });
    }

    /// Returns the timestamps to those of the machine, and lets the clock run. No time passes.
    pub fn reset(&self) {
        self.hands.send_modify(|hands| {
            let passed = self.now(*hands).passed.saturating_sub(self.real().passed);
            *hands = Hands { lead: Moment { passed, utc: 0 }, frozen: None };
        });
    }

    pub fn state(&self) -> ClockState {
        let hands = *self.hands.borrow();
        ClockState {
            time: date::format(self.now(hands).utc),
            frozen: hands.frozen.is_some(),
            waiting: self.hands.receiver_count(),
        }
    }

    fn now(&self, hands: Hands) -> Moment {
        hands.frozen.unwrap_or_else(|| self.real() + hands.lead)
    }

    /// The time of the machine.
    fn real(&self) -> Moment {
        let utc = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment { passed: micros(self.started.elapsed()), utc: micros(utc) }
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

/// A negative time becomes zero.
fn duration(micros: i64) -> Duration {
    Duration::from_micros(u64::try_from(micros).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(json: &str) -> ClockChange {
        serde_json::from_str(json).expect(json)
    }

    #[test]
    fn a_frozen_clock_moves_only_when_it_is_moved() {
        let clock = Clock::new();
        clock.change(&change(r#"{"freeze":true,"time":"2026-01-02T03:04:05"}"#));
        assert_eq!(clock.timestamp(), "2026-01-02T03:04:05.000000");
        let passed = clock.passed();
        std::thread::sleep(Duration::from_millis(5));
        assert_eq!((clock.passed(), clock.timestamp().as_str()), (passed, "2026-01-02T03:04:05.000000"));
        clock.change(&change(r#"{"advance_ms":1500}"#));
        assert_eq!(clock.timestamp(), "2026-01-02T03:04:06.500000");
        assert_eq!(clock.passed(), passed + Duration::from_millis(1500));
        // It runs on from where it stood.
        clock.change(&change(r#"{"freeze":false}"#));
        std::thread::sleep(Duration::from_millis(2));
        assert!(clock.timestamp().as_str() > "2026-01-02T03:04:06.500000", "{}", clock.timestamp());
        assert!(clock.passed() > passed + Duration::from_millis(1500));
    }

    #[test]
    fn a_new_time_lets_no_time_pass() {
        let clock = Clock::new();
        clock.change(&change(r#"{"freeze":true}"#));
        let passed = clock.passed();
        for time in ["2000-01-01T00:00:00", "2100-01-01T00:00:00"] {
            clock.change(&change(&format!(r#"{{"time":"{time}"}}"#)));
            assert_eq!(clock.timestamp(), format!("{time}.000000"));
            assert_eq!(clock.passed(), passed);
        }
        clock.reset();
        assert!(!clock.state().frozen && clock.state().time.as_str() < "2100", "{:?}", clock.state());
        assert!(clock.passed() >= passed);
    }

    #[tokio::test]
    async fn a_wait_ends_when_the_clock_is_moved_past_it() {
        let clock = Clock::new();
        clock.change(&change(r#"{"freeze":true}"#));
        let (first, second) = (Duration::from_secs(60), Duration::from_secs(120));
        let moves = async {
            while clock.state().waiting < 2 {
                tokio::task::yield_now().await;
            }
            clock.change(&change(r#"{"advance_ms":60000}"#));
            while clock.state().waiting > 1 {
                tokio::task::yield_now().await;
            }
            let passed = clock.passed();
            clock.change(&change(r#"{"advance_ms":59999}"#));
            for _ in 0..100 {
                tokio::task::yield_now().await;
            }
            assert_eq!(clock.state().waiting, 1, "{passed:?}");
            clock.change(&change(r#"{"advance_ms":1}"#));
        };
        tokio::join!(clock.sleep(first), clock.sleep(second), moves);
        assert_eq!(clock.state().waiting, 0);
    }

    #[test]
    fn an_invalid_change_is_refused() {
        for wrong in [
            r#"{"advance_ms":-1}"#,
            r#"{"advance_ms":9999999999999999}"#,
            r#"{"time":"tomorrow"}"#,
            r#"{"freeze":1}"#,
            r#"{"advance":1}"#,
        ] {
            assert!(serde_json::from_str::<ClockChange>(wrong).is_err(), "{wrong}");
        }
    }
}
