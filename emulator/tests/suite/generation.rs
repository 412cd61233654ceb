//! Generated texts as event streams, and speech.

use crate::common::{TestServer, body, key, text};
use convai_emulator::PUBLIC_CHARACTER_ID as PELL;
use reqwest::blocking::Response;
use serde_json::{Value, json};

const STARTERS: &str = "/character/generate-starter-conversation";
const BACKSTORY: &str = "/character/generate-backstory";

/// What the Python samples send: a form.
fn post_form(server: &TestServer, path: &str, fields: &[(&str, &str)]) -> Response {
    let request = server.client.post(server.url(path)).header("CONVAI-API-KEY", key());
    request.header("Accept", "text/event-stream").form(fields).send().expect("a response")
}

/// The data of each event. One space after the colon belongs to the stream.
fn events(stream: &str) -> Vec<String> {
    let events = stream.split("\n\n").filter(|event| !event.trim().is_empty());
    let data = |event: &str| -> Vec<String> {
        let lines = event.lines().filter_map(|line| line.strip_prefix("data:"));
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line).to_owned()).collect()
    };
    events.map(|event| data(event).join("\n")).collect()
}

fn streamed(response: Response) -> Vec<String> {
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    events(&response.text().expect("a body"))
}

fn starters(server: &TestServer, session: &str) -> Vec<String> {
    streamed(post_form(server, STARTERS, &[("charId", PELL), ("sessionId", session)]))
}

const SAMPLE: [(&str, &str); 2] =
    [("inputText", "Lawyer in the New York City. Achiever. Stubborn."), ("charName", "Mindy")];

#[test]
fn starter_lines_follow_the_backstory_and_the_session() {
    let server = TestServer::new();
    let opening = starters(&server, "-1");
    assert_eq!(opening.len(), 3);
    assert_eq!(opening[0], "Hello, Pell the Lamplighter! Who are you?");
    assert!(opening[1..].iter().all(|line| line.starts_with("Is it true that ")), "{opening:?}");
    assert_eq!(starters(&server, "-1"), opening, "the same in every run");
    let reply = server.say(PELL, "-1", "What are you afraid of?");
    let next = starters(&server, &text(&reply, "sessionID"));
    assert_eq!(next[0], "You said: “I am afraid of moths.” Why?");
    let unknown = post_form(&server, STARTERS, &[("charId", PELL), ("sessionId", "of-another-emulator")]);
    assert!(unknown.headers().contains_key("x-emulator-tolerated"));
    assert_eq!(streamed(unknown), opening);
}

#[test]
fn the_pieces_of_a_backstory_are_a_text_when_they_are_joined() {
    let server = TestServer::new();
    let pieces = streamed(post_form(&server, BACKSTORY, &SAMPLE));
    assert!(pieces.len() > 10, "{pieces:?}");
    let whole = pieces.concat();
    assert!(whole.starts_with("You are Mindy. Lawyer in the New York City. Achiever. Stubborn. "), "{whole}");
    let sent = server.get_control("journal/last")["values"].clone();
    assert_eq!(sent, json!({ "charName": "Mindy", "inputText": SAMPLE[0].1 }));
}

#[test]
fn shapes_and_faults_of_streams_apply() {
    let server = TestServer::new();
    let plain = streamed(post_form(&server, BACKSTORY, &SAMPLE));
    let raw = || post_form(&server, BACKSTORY, &SAMPLE).text();
    for shape in ["glued", "data_lines", "split_chunks", "repeated_text", "session_once", "audio_apart"] {
        server.change_settings(json!({ "stream_shapes": [shape] }));
        assert_eq!(events(&raw().expect("a body")), plain, "{shape}");
    }
    server.change_settings(json!({ "stream_shapes": ["crlf", "comments", "no_final_blank_line"] }));
    let other = raw().expect("a body");
    assert!(other.contains("\r\n\r\n: a comment\r\ndata: ") && !other.ends_with('\n'), "{other}");
    assert_eq!(events(&other.replace("\r\n", "\n")), plain);
    server.change_settings(json!({ "stream_shapes": ["done"] }));
    assert!(raw().expect("a body").ends_with("data: [DONE]\n\n"));
    server.change_settings(json!({ "stream_shapes": [] }));

    server.add_fault(json!({ "path": BACKSTORY, "stream": "cut", "pieces": 2 }));
    assert!(raw().is_err());
    server.add_fault(json!({ "path": BACKSTORY, "stream": "error", "pieces": 2, "message": "out of words" }));
    let failed = events(&raw().expect("a body"));
    assert_eq!(failed[..2], plain[..2]);
    assert_eq!(failed[2..], ["{\"ERROR\":\"out of words\"}"]);
    server.add_fault(json!({ "stream": "broken_json", "pieces": 0 }));
    assert_eq!(events(&raw().expect("a body"))[1..], plain[1..]);
    server.add_fault(json!({ "path": STARTERS, "character": PELL, "status": 429 }));
    let limited = post_form(&server, STARTERS, &[("charId", PELL), ("sessionId", "-1")]);
    assert_eq!(limited.status(), 429);
    let rate = json!({ "path": STARTERS, "stream": "rate", "rate": 8000 });
    assert_eq!(server.post_control("faults", &rate).0, 400);
}

#[test]
fn a_text_is_sent_at_the_pace_that_is_set() {
    let server = TestServer::new();
    server.change_settings(json!({ "stream_pace": 60 }));
    server.post_control("clock", &json!({ "freeze": true }));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| streamed(post_form(&server, BACKSTORY, &SAMPLE)));
        server.wait_for_waiting(1);
        assert!(!waiting.is_finished());
        server.post_control("clock", &json!({ "advance_ms": 3_600_000 }));
        assert!(waiting.join().is_ok_and(|pieces| pieces.len() > 10));
    });
}

#[test]
fn wrong_requests_are_refused() {
    let server = TestServer::new();
    let refused = |path: &str, fields: &[(&str, &str)]| {
        let response = post_form(&server, path, fields);
        assert_eq!(response.status(), 400, "{path} {fields:?}");
        text(&body(response), "ERROR")
    };
    assert_eq!(refused(STARTERS, &[("sessionId", "-1")]), "charId is a required field");
    assert_eq!(refused(STARTERS, &[("charId", PELL)]), "sessionId is a required field");
    let unknown = refused(STARTERS, &[("charId", "nobody"), ("sessionId", "-1")]);
    assert_eq!(unknown, "Could not fetch character details from all_characters table.");
    assert_eq!(refused(BACKSTORY, &SAMPLE[..1]), "charName is a required field");
    assert_eq!(refused(BACKSTORY, &SAMPLE[1..]), "inputText is a required field");
    for path in [STARTERS, BACKSTORY] {
        let as_json =
            server.post(path, &json!({ "charId": PELL, "sessionId": "-1", "inputText": "a", "charName": "b" }));
        assert_eq!(as_json.status(), 400, "{path}");
        let bad = server.client.post(server.url(path)).header("CONVAI-API-KEY", "bad-key").send().expect("a response");
        assert_eq!((bad.status().as_u16(), body(bad)), (401, json!({ "ERROR": "Invalid API key provided." })));
    }
}

/// The sample of the page, with a voice of the list.
fn speak(server: &TestServer, fields: Value) -> Response {
    let mut sent = json!({ "transcript": "It was finally time for dinner.", "voice": "US MALE 1", "encoding": "wav" });
    for (name, value) in fields.as_object().expect("an object") {
        sent[name] = value.clone();
    }
    server.post("/tts/", &sent)
}

#[test]
fn speech_is_an_audio_file() {
    let server = TestServer::new();
    let bytes = |response: Response| response.bytes().expect("a body").to_vec();
    let spoken = speak(&server, json!({ "filename": "dinner.wav" }));
    assert_eq!(spoken.status(), 200);
    assert_eq!(spoken.headers()["content-type"], "audio/wav");
    assert_eq!(spoken.headers()["content-disposition"], "attachment; filename=\"dinner.wav\"");
    let wav = bytes(spoken);
    let reader = hound::WavReader::new(&wav[..]).expect("a WAV");
    assert!((reader.spec().channels, reader.spec().bits_per_sample) == (1, 16) && reader.duration() > 10_000);
    assert_eq!(bytes(speak(&server, json!({}))), wav, "the same in every run, and wav is the default");
    assert_ne!(bytes(speak(&server, json!({ "voice": "FEMALE" }))), wav);
    server.change_settings(json!({ "voice_rate": 16_000 }));
    let resampled = bytes(speak(&server, json!({})));
    assert_eq!(hound::WavReader::new(&resampled[..]).expect("a WAV").spec().sample_rate, 16_000);
}

#[test]
fn speech_refuses_what_a_voice_cannot_do() {
    let server = TestServer::new();
    let voices = server.client.get(server.url("/tts/get_available_voices")).header("CONVAI-API-KEY", key()).send();
    let voices = body(voices.expect("a response"));
    let gcp = voices["GCP Voices"][0].as_object().and_then(|voice| voice.values().next()).expect("a voice");
    let mp3 = speak(&server, json!({ "voice": gcp["voice_value"], "encoding": "mp3" }));
    assert_eq!((mp3.status().as_u16(), &mp3.headers()["content-type"]), (200, &"audio/mpeg".parse().expect("a type")));
    assert!(mp3.bytes().expect("a body").starts_with(b"ID3"));
    for (fields, status, result) in [
        (json!({ "encoding": "mp3" }), 400, "Incorrect encoding for the mentioned voice."),
        (json!({ "encoding": "ogg" }), 400, "Incorrect encoding for the mentioned voice."),
        (json!({ "transcript": "" }), 200, "No transcript found in the request"),
        (json!({ "voice": null }), 200, "No voice found in the request"),
    ] {
        let response = speak(&server, fields.clone());
        assert_eq!(response.status(), status, "{fields}");
        assert!(response.headers().contains_key("x-emulator-note"));
        assert_eq!(body(response), json!({ "result": result }), "{fields}");
    }
    assert_eq!(speak(&server, json!({ "voice": "of nobody" })).status(), 200);
    server.change_settings(json!({ "check_voices": true }));
    let unknown = speak(&server, json!({ "voice": "of nobody" }));
    assert_eq!((unknown.status().as_u16(), body(unknown)), (400, json!({ "ERROR": "The voice is not available." })));
    server.add_fault(json!({ "path": "/tts/", "cut": "mid_body", "bytes": 100 }));
    assert!(speak(&server, json!({})).bytes().is_err());
}
