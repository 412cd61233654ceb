//! Maps the sessions of a client to those of the cassette.
//!
//! The first conversation gets the recorded ids, so that it is replayed byte by byte. When it is played again, its session gets
//! another id, and the two do not mix. An id that the client has from elsewhere stands for the recorded one in whose place it
//! is sent.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use crate::ids;

/// The sessions that were issued or met.
#[derive(Default)]
pub struct Sessions {
    /// All ids of the cassette.
    known: BTreeSet<String>,
    /// The recorded id of each id that the client has.
    recorded: BTreeMap<String, String>,
    /// How often each recorded session was started.
    starts: BTreeMap<String, u64>,
}

/// Whether a field names a session, however it is spelled, or is an item of a list of sessions.
pub fn is_session_field(name: &str) -> bool {
    let name = name.split('[').next().unwrap_or_default();
    let name: String = name.to_ascii_lowercase().chars().filter(|c| *c != '_').collect();
    matches!(name.as_str(), "sessionid" | "sessionids")
}

/// Whether a request with this session starts a new one.
pub fn starts_new(session: Option<&str>) -> bool {
    session.is_none_or(|session| matches!(session.trim(), "" | "-1"))
}

impl Sessions {
    pub fn new(known: BTreeSet<String>) -> Self {
        Self { known, ..Self::default() }
    }

    /// Whether the client's id may stand for the recorded one.
    pub fn agree(&self, sent: &str, recorded: &str) -> bool {
        match (starts_new(Some(sent)), starts_new(Some(recorded))) {
            (true, true) => true,
            (false, false) => match self.recorded.get(sent) {
                Some(known) => known == recorded,
                // An id of the cassette that was not issued here, for example because only a part is replayed.
                None if self.known.contains(sent) => sent == recorded,
                None => true,
            },
            _ => false,
        }
    }

    /// The id that the client has or gets for the recorded session.
    pub fn given(&mut self, sent: Option<&str>, recorded: &str) -> String {
        let given = match sent {
            Some(sent) if !starts_new(Some(sent)) => sent.to_owned(),
            _ => {
                let starts = self.starts.entry(recorded.to_owned()).or_default();
                *starts += 1;
                if *starts == 1 { recorded.to_owned() } else { ids::session(recorded, *starts) }
            }
        };
        self.recorded.insert(given.clone(), recorded.to_owned());
        given
    }
}

/// The session that a reply names: the first one, in JSON or in the events of a stream.
pub fn in_reply(body: &Bytes) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    ["\"sessionID\"", "\"sessionId\"", "\"session_id\""].into_iter().find_map(|name| {
        let value = text.split(name).nth(1)?.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
        let (id, _) = value.split_once('"')?;
        Some(id.to_owned()).filter(|id| !starts_new(Some(id)))
    })
}

/// The reply with another session.
pub fn replace(body: &Bytes, recorded: &str, given: &str) -> Bytes {
    match std::str::from_utf8(body) {
        Ok(text) if recorded != given => text.replace(&format!("\"{recorded}\""), &format!("\"{given}\"")).into(),
        _ => body.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_conversation_has_the_recorded_id_and_the_next_another() {
        let mut sessions = Sessions::default();
        assert_eq!(sessions.given(Some("-1"), "recorded"), "recorded");
        let second = sessions.given(None, "recorded");
        assert!(second != "recorded" && second.len() == 32, "{second}");
        assert!(sessions.agree(&second, "recorded") && sessions.agree("recorded", "recorded"));
        assert!(!sessions.agree(&second, "another") && !sessions.agree("-1", "recorded"));
        assert_eq!(sessions.given(Some(&second), "recorded"), second);
    }

    #[test]
    fn an_id_from_elsewhere_stands_for_one_recorded_id() {
        let mut sessions = Sessions::default();
        assert!(sessions.agree("saved", "one") && sessions.agree("saved", "two"));
        sessions.given(Some("saved"), "one");
        assert!(sessions.agree("saved", "one") && !sessions.agree("saved", "two"));
    }

    #[test]
    fn the_session_of_a_reply_is_found_and_replaced() {
        for body in [
            "{\"sessionID\": \"abc\"}",
            "data: {\"text\":\"a\",\"sessionID\":\"abc\"}\n\ndata: {\"sessionID\":\"abc\"}",
        ] {
            let body = Bytes::from_static(body.as_bytes());
            assert_eq!(in_reply(&body).as_deref(), Some("abc"));
            let replaced = replace(&body, "abc", "def");
            assert_eq!(in_reply(&replaced).as_deref(), Some("def"));
            assert!(!replaced.windows(3).any(|window| window == b"abc"));
        }
        assert_eq!(in_reply(&Bytes::from_static(b"{\"sessionID\":null}")), None);
        assert_eq!(in_reply(&Bytes::from_static(b"\xff")), None);
    }
}
