//! What the suites share: an emulator with the built-in voice, and an independent client.

#![allow(dead_code)] // Each suite is a crate of its own and uses only a part of this.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use convai_emulator::{Emulator, Options, Pcm, VoiceEngine, encode_wav};
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

/// The key of every request: that of `CONVAI_TEST_KEY`, so that a search of all output can tell it.
pub fn key() -> &'static str {
    static KEY: OnceLock<String> = OnceLock::new();
    KEY.get_or_init(|| std::env::var("CONVAI_TEST_KEY").unwrap_or_else(|_| "an-api-key-of-a-test".to_owned()))
}

pub const STORY: &str = "Raymond Reddington is a main character in the NBC series The Blacklist. Reddington is a \
    criminal mastermind, making it to #4 and later to #1 on the FBI's Ten Most Wanted Fugitives, who suddenly turns \
    himself in after 20+ years of evading the FBI.";

pub struct Bench {
    pub emulator: Emulator,
    pub client: Client,
}

impl Bench {
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    pub fn with(options: Options) -> Self {
        let options = Options { voice: VoiceEngine::Builtin, ..options };
        // Installed before by another test: just as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()
            .expect("a client");
        Self { emulator: Emulator::start(options).expect("a free port on loopback"), client }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.emulator.url())
    }

    /// A JSON request with the key.
    pub fn post(&self, path: &str, body: &Value) -> Response {
        self.client.post(self.url(path)).header("CONVAI-API-KEY", key()).json(body).send().expect("an answer")
    }

    /// A url-encoded request with the key.
    pub fn form(&self, fields: &[(&str, &str)]) -> Response {
        self.try_form(fields).expect("an answer")
    }

    pub fn try_form(&self, fields: &[(&str, &str)]) -> reqwest::Result<Response> {
        self.client.post(self.url("/character/getResponse")).header("CONVAI-API-KEY", key()).form(fields).send()
    }

    pub fn create(&self) -> String {
        let fields = json!({ "charName": "Raymond", "voiceType": "MALE", "backstory": STORY });
        let answer = self.post("/character/create", &fields);
        assert_eq!(answer.status(), 201);
        text(&body(answer), "charID")
    }

    /// A text turn without a voice.
    pub fn say(&self, character: &str, session: &str, words: &str) -> Value {
        let answer = self.form(&[
            ("userText", words),
            ("charID", character),
            ("sessionID", session),
            ("voiceResponse", "False"),
        ]);
        assert_eq!(answer.status(), 200);
        body(answer)
    }

    pub fn control(&self, path: &str, body: &Value) -> (u16, Value) {
        let url = self.url(&format!("/_emulator/{path}"));
        let answer = self.client.post(url).json(body).send().expect("an answer");
        (answer.status().as_u16(), self::body(answer))
    }

    pub fn look(&self, path: &str) -> Value {
        let url = self.url(&format!("/_emulator/{path}"));
        body(self.client.get(url).send().expect("an answer"))
    }

    pub fn fault(&self, fault: Value) {
        let (status, answer) = self.control("faults", &fault);
        assert_eq!(status, 201, "{answer}");
    }

    pub fn settings(&self, changes: Value) {
        let (status, answer) = self.control("settings", &changes);
        assert_eq!(status, 200, "{answer}");
    }

    /// Looks at the newest journal line until it is as wanted; the end of a connection arrives in its own time.
    pub fn last_when(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..6000 {
            let last = self.look("journal/last");
            if wanted(&last) {
                return last;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the journal never showed it: {}", self.look("journal/last"));
    }

    /// Bytes over a connection of their own.
    pub fn raw(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.emulator.port())).expect("a connection");
        let patience = Some(Duration::from_secs(60));
        stream.set_read_timeout(patience).expect("a timeout");
        stream
    }

    /// Sends bytes and reads until the emulator closes. The error tells a reset from an end.
    pub fn exchange(&self, request: &[u8]) -> (Vec<u8>, Option<std::io::Error>) {
        let mut stream = self.raw();
        stream.write_all(request).expect("sending");
        let mut answer = Vec::new();
        let end = stream.read_to_end(&mut answer).err();
        (answer, end)
    }

    /// A getResponse request as bytes.
    pub fn raw_turn(&self, character: &str) -> Vec<u8> {
        let body = format!("userText=hi&sessionID=-1&charID={character}&voiceResponse=False");
        format!(
            "POST /character/getResponse HTTP/1.1\r\nHost: localhost\r\nConvai-Api-Key: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            key(),
            body.len()
        )
        .into_bytes()
    }
}

/// Reads one answer with a content length from a connection that stays open.
pub fn read_answer(stream: &mut BufReader<TcpStream>) -> (u16, Vec<u8>) {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(stream.read_line(&mut head).expect("a line"), 0, "closed after {head:?}");
    }
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().expect("a length"));
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a body");
    (status, body)
}

pub fn body(answer: Response) -> Value {
    answer.json().expect("a JSON body")
}

pub fn text(value: &Value, name: &str) -> String {
    let text = value[name].as_str();
    text.unwrap_or_else(|| panic!("no text {name} in {value}")).to_owned()
}

pub fn decode(base64: &Value) -> Vec<u8> {
    STANDARD.decode(base64.as_str().expect("a string")).expect("base64")
}

/// A recording to send: a tone of half a second.
pub fn tone(rate: u32) -> Vec<u8> {
    let samples = (0..rate / 2).map(|index| (12_000.0 * (index as f32 * 0.12).sin()) as i16).collect();
    encode_wav(&Pcm { samples, rate })
}
