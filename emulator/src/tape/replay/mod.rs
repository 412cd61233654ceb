//! Answers from a cassette, without a network.

mod compare;
mod sessions;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use hyper::http::request::Parts;

use super::ReplayMatch;
use super::cassette::{Cassette, CassetteError, Recorded};
use crate::request_body::RequestBody;
use crate::response::{Body, HttpResponse};
use compare::{Asked, Difference};
use sessions::{Sessions, starts_new};

/// A cassette that answers.
pub struct Player {
    name: String,
    matching: ReplayMatch,
    tracks: Vec<Track>,
    progress: Mutex<Progress>,
}

/// An exchange of the cassette, ready to be compared and sent.
struct Track {
    recorded: Recorded,
    asked: Asked,
    /// The session to which the exchange belongs: that of the reply, else that of the request.
    session: Option<String>,
}

/// What was played so far.
#[derive(Default)]
struct Progress {
    /// How often each track answered, by its index and the session of the client. `None` stands for all requests that
    /// continue no session.
    plays: BTreeMap<(usize, Option<String>), u64>,
    sessions: Sessions,
    /// The credentials of the client, each with the mask that stands for it in the cassette.
    credentials: BTreeMap<String, String>,
    /// The headers for which the cassette has several masks.
    several_masks: BTreeSet<String>,
}

impl Player {
    pub fn open(path: &Path, matching: ReplayMatch) -> Result<Self, CassetteError> {
        let cassette = Cassette::read(path)?;
        let name = cassette.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let tracks: Vec<Track> = cassette.exchanges.into_iter().map(Track::new).collect();
        Ok(Self { name, matching, progress: Mutex::new(Progress::new(&tracks)), tracks })
    }

    /// Forgets what was played.
    pub fn rewind(&self) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = Progress::new(&self.tracks);
    }

    pub fn answer(&self, head: &Parts, bytes: &Bytes, body: &RequestBody) -> HttpResponse {
        let asked = Asked::new(head, bytes, body);
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let compared: Vec<Vec<Difference>> =
            self.tracks.iter().map(|track| asked.differences(&track.asked, &progress)).collect();
        let equal: Vec<usize> = (0..self.tracks.len()).filter(|index| compared[*index].is_empty()).collect();
        if let Some(index) = progress.choose(&equal, asked.session.as_deref()) {
            return self.play(index, &asked, &mut progress);
        }
        let weight = |index: &usize| -> f64 { compared[*index].iter().map(|difference| difference.weight).sum() };
        let same_path = |index: &usize| self.tracks[*index].asked.place == asked.place;
        let nearest = (0..self.tracks.len()).filter(same_path).min_by(|a, b| weight(a).total_cmp(&weight(b)));
        let Some(nearest) = nearest else {
            return self
                .refusal(&asked, &format!("no request to this path was recorded; recorded were {}", self.places()));
        };
        let line = self.tracks[nearest].recorded.line;
        let differences: Vec<String> = compared[nearest].iter().map(Difference::to_string).collect();
        let differences = differences.join("; ");
        match self.matching {
            ReplayMatch::Strict => self.refusal(
                &asked,
                &format!("the nearest recorded request is on line {line}, and differs: {differences}"),
            ),
            ReplayMatch::Nearest => {
                // Of several that are as near, the next one that has not answered.
                let as_near: Vec<usize> = (0..self.tracks.len())
                    .filter(same_path)
                    .filter(|index| weight(index) == weight(&nearest))
                    .collect();
                let index = progress.choose(&as_near, asked.session.as_deref()).unwrap_or(nearest);
                let line = self.tracks[index].recorded.line;
                let differences: Vec<String> = compared[index].iter().map(Difference::to_string).collect();
                let tolerated =
                    format!("answered by the nearest recorded request, line {line}: {}", differences.join("; "));
                self.play(index, &asked, &mut progress).with_tolerated(vec![tolerated])
            }
        }
    }

    /// The response of a track, with the session of the client.
    fn play(&self, index: usize, asked: &Asked, progress: &mut Progress) -> HttpResponse {
        let track = &self.tracks[index];
        *progress.plays.entry((index, asked.session.clone())).or_default() += 1;
        for (name, sent) in &asked.credentials {
            if let Some(mask) = track.asked.credentials.get(name) {
                progress.credentials.insert(sent.clone(), mask.clone());
            }
        }
        let mut body = track.recorded.response_body.clone();
        let mut session = None;
        if let Some(recorded) = &track.session {
            let given = progress.sessions.given(asked.session.as_deref(), recorded);
            body = sessions::replace(&body, recorded, &given);
            session = Some(given);
        }
        let recorded = &track.recorded.exchange.response;
        let pieces = match recorded.pieces.is_empty() && !recorded.cut {
            true => Vec::new(),
            false if recorded.pieces.is_empty() => vec![(0, body.clone())],
            false => recorded.split(&body),
        };
        let streamed = !recorded.pieces.is_empty() || recorded.cut;
        let mut response = HttpResponse::raw(recorded.status, "", body);
        if streamed {
            let timed = |(at, bytes)| (Duration::from_millis(at), bytes);
            response.body = Body::Timed { pieces: pieces.into_iter().map(timed).collect(), cut: recorded.cut };
            response.chunked = true;
        }
        for (name, value) in &recorded.headers {
            match name.as_str() {
                "content-type" => response.content_type = value.clone(),
                _ => response.headers.push((name.clone(), value.clone())),
            }
        }
        response.remarks.session = session;
        response
    }

    /// The error for a request that was not recorded. The status says that nothing here can answer it.
    fn refusal(&self, asked: &Asked, why: &str) -> HttpResponse {
        let message = format!(
            "This request is not on the cassette {}: {}; {why}. Record it, or start with --replay-match nearest.",
            self.name, asked.place
        );
        HttpResponse::error(501, "ERROR", &message).with_note(message)
    }

    /// All methods and paths, for messages.
    fn places(&self) -> String {
        let mut places: Vec<&str> = self.tracks.iter().map(|track| track.asked.place.as_str()).collect();
        places.sort_unstable();
        places.dedup();
        if places.is_empty() { "none".to_owned() } else { places.join(", ") }
    }
}

impl Track {
    fn new(recorded: Recorded) -> Self {
        let asked = Asked::recorded(&recorded);
        // A list of sessions is no turn.
        let turn = asked.session.is_some() || asked.place.ends_with("/getResponse");
        let replied = sessions::in_reply(&recorded.response_body).filter(|_| turn);
        let session = replied.or_else(|| asked.session.clone()).filter(|session| !starts_new(Some(session)));
        Self { asked, session, recorded }
    }
}

impl Progress {
    fn new(tracks: &[Track]) -> Self {
        let sessions = tracks.iter().flat_map(|track| [&track.session, &track.asked.session]).flatten().cloned();
        let mut masks: BTreeMap<&String, BTreeSet<&String>> = BTreeMap::new();
        for (name, mask) in tracks.iter().flat_map(|track| &track.asked.credentials) {
            masks.entry(name).or_default().insert(mask);
        }
        let several_masks =
            masks.into_iter().filter(|(_, masks)| masks.len() > 1).map(|(name, _)| name.clone()).collect();
        Self { sessions: Sessions::new(sessions.collect()), several_masks, ..Self::default() }
    }

    /// The track that answers next. In each session, tracks answer in the order in which they were recorded, and the last one
    /// then again. Those that start a session begin again with the first.
    fn choose(&self, tracks: &[usize], session: Option<&str>) -> Option<usize> {
        let plays = |index: &usize| self.plays.get(&(*index, session.map(str::to_owned))).copied().unwrap_or(0);
        let unplayed = tracks.iter().find(|index| plays(index) == 0);
        let next = match starts_new(session) {
            true => tracks.iter().min_by_key(|index| plays(index)),
            false => tracks.last(),
        };
        unplayed.or(next).copied()
    }
}
