//! The control routes that read the journal.

use hyper::http::request::Parts;
use serde_json::json;

use super::{error, journal_user, ok};
use crate::journal::{ChangesQuery, Detail, Entry, Query};
use crate::response::HttpResponse;
use crate::state::State;
use crate::wav::{Pcm, WavFile, encode_wav};

/// How many frames of a recording are converted: 3.5 minutes at 48 kHz, and 20 MB.
const MAX_CONVERTED_FRAMES: usize = 10_000_000;

/// Answers a route below `/_emulator/journal` that only reads. `None` for another route.
pub async fn read(state: &State, head: &Parts, route: &str) -> Option<HttpResponse> {
    match route {
        "/journal" => return Some(list(state, head, false).await),
        "/journal/last" => return Some(list(state, head, true).await),
        "/changes" => return Some(changes(state, head).await),
        _ => {}
    }
    let (seq, part) = match route.strip_prefix("/journal/")?.split_once('/') {
        Some((seq, part)) => (seq, Some(part)),
        None => (route.strip_prefix("/journal/")?, None),
    };
    let seq: u64 = seq.parse().ok()?;
    let Some(entry) = state.journal.entry(seq, journal_user(state, &head.headers).as_deref()) else {
        return Some(error(404, &format!("the journal contains no request {seq}; it keeps only the newest ones")));
    };
    // Converting a long recording takes a while. `block_in_place` keeps other connections going.
    tokio::task::block_in_place(|| match part {
        None => Some(ok(entry.to_json(Detail::default()))),
        Some("audio") => Some(audio(&entry)),
        Some("file") => Some(file(&entry)),
        Some("voice") => Some(voice(&entry)),
        Some(_) => None,
    })
}

/// The entries that the query selects, or only the newest of them.
async fn list(state: &State, head: &Parts, newest: bool) -> HttpResponse {
    let mut query = match Query::parse(head.uri.query().unwrap_or_default()) {
        Ok(query) => query,
        Err(message) => return error(400, &message),
    };
    query.user = journal_user(state, &head.headers);
    state.journal.wait(&query).await;
    // Rendering a long journal with recordings takes a while. `block_in_place` keeps other connections going.
    tokio::task::block_in_place(|| {
        if !newest {
            let entries = state.journal.entries(&query);
            return ok(entries.iter().map(|entry| entry.to_json(query.detail)).collect());
        }
        match state.journal.newest(&query) {
            Some(entry) => ok(entry.to_json(query.detail)),
            None => error(404, "the journal contains no matching request; send one first, or change the query"),
        }
    })
}

async fn changes(state: &State, head: &Parts) -> HttpResponse {
    let query = match ChangesQuery::parse(head.uri.query().unwrap_or_default()) {
        Ok(query) => query,
        Err(message) => return error(400, &message),
    };
    let user = journal_user(state, &head.headers);
    state.journal.wait_for_change(&query).await;
    tokio::task::block_in_place(|| {
        let mut shown = state.journal.changes(&query, user.as_deref()).to_json(state.instance);
        shown["needs_key"] = json!(state.options.api_key.is_some());
        ok(shown)
    })
}

/// The recording of a turn.
fn audio(entry: &Entry) -> HttpResponse {
    match entry.body.files.first() {
        Some(file) => playable(&file.bytes),
        None => error(404, "the request has no file"),
    }
}

fn voice(entry: &Entry) -> HttpResponse {
    match &entry.reply.voice {
        Some(voice) => playable(voice),
        None => error(404, "the reply has no voice, or it is too old: only the newest voices are kept"),
    }
}

/// The sound as 16-bit mono, which every browser plays.
fn playable(wav: &[u8]) -> HttpResponse {
    match convert(wav) {
        Ok(wav) => HttpResponse::raw(200, "audio/wav", wav),
        Err(problem) => error(404, &format!("the file cannot be read: {problem}")),
    }
}

fn convert(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let file = WavFile::read(bytes)?;
    let mut samples = Vec::new();
    file.for_each_frame(|frame| {
        if samples.len() < MAX_CONVERTED_FRAMES {
            let average = frame.iter().map(|sample| sample.amplitude).sum::<f64>() / frame.len() as f64;
            samples.push((average * 32_768.0).clamp(-32_768.0, 32_767.0) as i16);
        }
    });
    Ok(encode_wav(&Pcm { samples, rate: file.format.rate }))
}

/// The uploaded file as it arrived.
fn file(entry: &Entry) -> HttpResponse {
    match entry.body.files.first() {
        // Not the type that the client declared: a browser would show a page as one of the emulator.
        Some(file) => HttpResponse::raw(200, "application/octet-stream", file.bytes.clone())
            .with_header("content-disposition", "attachment"),
        None => error(404, "the request has no file"),
    }
}
