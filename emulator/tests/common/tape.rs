//! Cassettes in a folder of their own, and a client that uses most of the service.

use std::fs;
use std::io::Read;
use std::path::PathBuf;

use convai_emulator::{BaseUrl, Emulator, Options, ReplayMatch, TapeOptions};
use reqwest::blocking::multipart::{Form, Part};
use reqwest::blocking::{RequestBuilder, Response};
use serde_json::{Value, json};

use super::{STORY, TestServer, key, text, tone};

/// A file name in a new folder, which is removed at the end.
pub struct Tape(pub PathBuf);

impl Tape {
    pub fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("convai-tape-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder.join("tavern.jsonl"))
    }

    pub fn recorder(&self, upstream: &str) -> TestServer {
        let upstream = BaseUrl::parse(upstream).expect("a URL");
        TestServer::with(Options { tape: TapeOptions::Record { file: self.0.clone(), upstream }, ..Options::default() })
    }

    pub fn replay(&self, matching: ReplayMatch) -> TestServer {
        TestServer::with(Options { tape: TapeOptions::Replay { file: self.0.clone(), matching }, ..Options::default() })
    }

    pub fn refusal(&self) -> String {
        let tape = TapeOptions::Replay { file: self.0.clone(), matching: ReplayMatch::Strict };
        match Emulator::start(Options { tape, ..Options::default() }) {
            Ok(_) => panic!("the cassette is accepted"),
            Err(error) => error.to_string(),
        }
    }

    pub fn text(&self) -> String {
        fs::read_to_string(&self.0).expect("a cassette")
    }

    /// The exchanges, without the first line.
    pub fn exchanges(&self) -> Vec<Value> {
        self.text().lines().skip(1).map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    pub fn audio(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.0.with_extension("audio")).into_iter().flatten().flatten();
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        files.sort();
        files
    }
}

impl Drop for Tape {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.0.parent().expect("a folder"));
    }
}

/// What a client sees of a response.
#[derive(Debug, PartialEq)]
pub struct Seen {
    pub status: u16,
    pub content_type: String,
    pub body: Vec<u8>,
}

impl Seen {
    pub fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let content_type = response.headers().get("content-type").map(|value| value.to_str().expect("text").to_owned());
        Self {
            status,
            content_type: content_type.unwrap_or_default(),
            body: response.bytes().expect("a body").to_vec(),
        }
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&self.body)))
    }
}

pub fn send(request: RequestBuilder) -> Seen {
    send_with_key(request, key())
}

pub fn send_with_key(request: RequestBuilder, key: &str) -> Seen {
    Seen::of(request.header("CONVAI-API-KEY", key).send().expect("a response"))
}

pub fn turn(server: &TestServer, fields: &[(&str, &str)]) -> Seen {
    Seen::of(server.post_turn(fields))
}

pub fn recording(server: &TestServer, character: &str, wav: Vec<u8>) -> Seen {
    let form = Form::new()
        .text("charID", character.to_owned())
        .text("sessionID", "-1")
        .text("voiceResponse", "True")
        .part("file", Part::bytes(wav).file_name("audio.wav").mime_str("audio/wav").expect("a type"));
    send(server.client.post(server.url("/character/getResponse")).multipart(form))
}

/// A client that uses most of the service. Returns what it saw.
pub fn visit(server: &TestServer) -> Vec<Seen> {
    let created = send(
        server
            .client
            .post(server.url("/character/create"))
            .json(&json!({ "charName": "Raymond", "voiceType": "MALE", "backstory": STORY })),
    );
    let id = text(&created.json(), "charID");
    let first = turn(server, &[("charID", &id), ("userText", "Who are you?"), ("voiceResponse", "True")]);
    let session = text(&first.json(), "sessionID");
    let form =
        Form::new().text("userText", "Grüße & 100%?").text("charID", id.clone()).text("sessionID", session.clone());
    let form = form.text("voiceResponse", "False");
    let speech = json!({ "transcript": "Good evening.", "voice": "MALE" });
    let post = |path: &str, body: Value| send(server.client.post(server.url(path)).json(&body));
    let get = |path: &str| send(server.client.get(server.url(path)));
    let bad_key = server.client.post(server.url("/character/list")).header("CONVAI-API-KEY", "bad-key");
    vec![
        send(server.client.post(server.url("/character/getResponse")).multipart(form)),
        recording(server, &id, tone(16_000)),
        turn(server, &[("charID", &id), ("userText", "Tell me more."), ("stream", "True"), ("voiceResponse", "True")]),
        turn(server, &[("charID", "nobody"), ("userText", "Hello?")]),
        Seen::of(bad_key.send().expect("a response")),
        post("/tts/", speech),
        get("/tts/get_available_voices"),
        get("/nowhere?a=b"),
        post("/character/generate-starter-conversation", json!({})),
        post("/character/chatHistory/list", json!({ "charID": id, "limit": "-1" })),
        post("/character/delete", json!({ "charID": id })),
        first,
        created,
    ]
}

/// An emulator that sends streams at once.
pub fn service() -> TestServer {
    let server = TestServer::new();
    server.change_settings(json!({ "stream_pace": 0 }));
    server
}

/// Reads one event of a stream.
pub fn read_event(response: &mut Response) -> String {
    let mut event = Vec::new();
    while !event.ends_with(b"\n\n") {
        let mut byte = [0];
        assert_eq!(response.read(&mut byte).expect("a byte"), 1, "{}", String::from_utf8_lossy(&event));
        event.push(byte[0]);
    }
    String::from_utf8(event).expect("text")
}
