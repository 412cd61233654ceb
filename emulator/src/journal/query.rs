//! Selects journal entries, as the parameters of `GET /_emulator/journal` ask.

use std::time::Duration;

use super::{Detail, Entry, Outcome};
use crate::request_body::parse_bool;

/// The longest time that a request may wait for an entry.
const MAX_WAIT: Duration = Duration::from_secs(600);

const NAMES: &str = "path, session, status, problem, outcome, since, last, wait_ms, audio, raw";

/// Which entries are shown, and how.
#[derive(Debug, Default)]
pub struct Query {
    pub detail: Detail,
    /// Only requests of this user.
    pub user: Option<String>,
    /// Only the newest of the selected entries.
    pub last: Option<usize>,
    /// How long to wait until an entry is selected.
    pub wait: Option<Duration>,
    path: Option<String>,
    session: Option<String>,
    status: Option<u16>,
    problem: Option<Problem>,
    outcome: Option<Outcome>,
    since: u64,
}

/// What a selected entry's problem has to be.
#[derive(Debug)]
enum Problem {
    Any,
    None,
    Containing(String),
}

impl Query {
    /// Parses a query string. The error says what is wrong with it.
    pub fn parse(query: &str) -> Result<Self, String> {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            parsed.set(&name, &value).map_err(|expected| match expected {
                Some(expected) => format!("{name} must be {expected}, and is: {value}"),
                None => format!("unknown parameter {name}; the parameters are: {NAMES}"),
            })?;
        }
        Ok(parsed)
    }

    /// The error says what the parameter accepts; it is `None` for an unknown name.
    fn set(&mut self, name: &str, value: &str) -> Result<(), Option<&'static str>> {
        let flag = || parse_bool(value).ok_or("1 or 0");
        match name {
            "audio" => self.detail.audio = flag()?,
            "raw" => self.detail.raw = flag()?,
            "path" => self.path = Some(value.trim_end_matches('/').to_owned()),
            "session" => self.session = Some(value.to_owned()),
            "status" => self.status = Some(value.parse().map_err(|_| "a status such as 200")?),
            "problem" => {
                self.problem = Some(match parse_bool(value) {
                    Some(true) => Problem::Any,
                    Some(false) => Problem::None,
                    None => Problem::Containing(value.to_lowercase()),
                });
            }
            "outcome" => self.outcome = Some(Outcome::parse(value).ok_or("open, answered, cut or aborted")?),
            "since" => self.since = value.parse().map_err(|_| "the seq of an entry")?,
            "last" => self.last = Some(value.parse().map_err(|_| "a number of entries")?),
            "wait_ms" => {
                let wait = value.parse().map_err(|_| "a number of milliseconds")?;
                self.wait = Some(Duration::from_millis(wait).min(MAX_WAIT));
            }
            _ => return Err(None),
        }
        Ok(())
    }

    /// Whether the entry is selected. A query that waits does not select requests that are still open, unless it asks for
    /// them: a test that waits for a turn wants to see its status.
    pub fn selects(&self, entry: &Entry) -> bool {
        let path = entry.path.trim_end_matches('/');
        let open_unwanted = self.wait.is_some() && self.outcome.is_none() && entry.outcome == Outcome::Open;
        entry.seq > self.since
            && !open_unwanted
            && self.user.as_deref().is_none_or(|wanted| wanted == entry.user)
            && self.path.as_deref().is_none_or(|wanted| wanted == path)
            && self.session.as_deref().is_none_or(|wanted| entry.belongs_to_session(wanted))
            && self.status.is_none_or(|wanted| entry.status == Some(wanted))
            && self.outcome.is_none_or(|wanted| entry.outcome == wanted)
            && self.problem.as_ref().is_none_or(|wanted| wanted.describes(entry))
    }
}

impl Problem {
    fn describes(&self, entry: &Entry) -> bool {
        let mut problems = entry.problems();
        match self {
            Self::Any => problems.next().is_some(),
            Self::None => problems.next().is_none(),
            Self::Containing(text) => problems.any(|problem| problem.to_lowercase().contains(text)),
        }
    }
}
