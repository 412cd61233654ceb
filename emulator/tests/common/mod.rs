//! Shared by the suites: an emulator with the built-in voice, and an HTTP client that does not use this project's code.

#![allow(dead_code)] // The program with one test alone uses only a part of this module.

pub mod model_server;
pub mod streamed;
pub mod tape;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::OnceLock;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use convai_emulator::{Emulator, Options, Pcm, Settings, VoiceEngine, encode_wav};
use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};

/// The API key of every request. A test run can set it with `CONVAI_TEST_KEY`, and then search all output for it.
pub fn key() -> &'static str {
    static KEY: OnceLock<String> = OnceLock::new();
    KEY.get_or_init(|| std::env::var("CONVAI_TEST_KEY").unwrap_or_else(|_| "an-api-key-of-a-test".to_owned()))
}

/// Says that the calling test ends because a program is not installed. `make test` installs the programs and sets
/// `CONVAI_TEST_TOOLS` to `required`, which makes that an error.
pub fn not_run_without(program: &str) {
    let missing = format!("{program} is not installed: install it to run this test");
    assert!(std::env::var("CONVAI_TEST_TOOLS").as_deref() != Ok("required"), "{missing}");
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // The output of a test that passes is shown nowhere, unlike what is written here.
    let _ = writeln!(std::io::stderr(), "not run here: {test}: {missing}");
}

pub const STORY: &str = "Raymond Reddington is a main character in the NBC series The Blacklist. Reddington is a \
    criminal mastermind, making it to #4 and later to #1 on the FBI's Ten Most Wanted Fugitives, who suddenly turns \
    himself in after 20+ years of evading the FBI.";

/// An emulator and a client for it.
pub struct TestServer {
    pub emulator: Emulator,
    pub client: Client,
}

impl TestServer {
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    pub fn with(options: Options) -> Self {
        // This fails if another test has installed a provider already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(Duration::from_secs(60))
            .build()
            .expect("a client");
        Self { emulator: Emulator::start(quiet(options)).expect("a free port on loopback"), client }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.emulator.url())
    }

    /// Posts JSON with the API key.
    pub fn post(&self, path: &str, body: &Value) -> Response {
        self.client.post(self.url(path)).header("CONVAI-API-KEY", key()).json(body).send().expect("a response")
    }

    /// Posts a URL-encoded form to `getResponse` with the API key.
    pub fn post_form(&self, fields: &[(&str, &str)]) -> Response {
        self.try_post_form(fields).expect("a response")
    }

    /// Posts a turn, with a new session and without a voice where the fields say nothing of them.
    pub fn post_turn(&self, fields: &[(&str, &str)]) -> Response {
        let mut fields = fields.to_vec();
        for default in [("sessionID", "-1"), ("voiceResponse", "False")] {
            if !fields.iter().any(|(name, _)| *name == default.0) {
                fields.push(default);
            }
        }
        self.post_form(&fields)
    }

    pub fn try_post_form(&self, fields: &[(&str, &str)]) -> reqwest::Result<Response> {
        self.client.post(self.url("/character/getResponse")).header("CONVAI-API-KEY", key()).form(fields).send()
    }

    pub fn create_character(&self) -> String {
        let fields = json!({ "charName": "Raymond", "voiceType": "MALE", "backstory": STORY });
        let response = self.post("/character/create", &fields);
        assert_eq!(response.status(), 201);
        text(&body(response), "charID")
    }

    /// Posts a text turn without a voice.
    pub fn say(&self, character: &str, session: &str, words: &str) -> Value {
        let response = self.post_form(&[
            ("userText", words),
            ("charID", character),
            ("sessionID", session),
            ("voiceResponse", "False"),
        ]);
        assert_eq!(response.status(), 200);
        body(response)
    }

    pub fn post_control(&self, path: &str, body: &Value) -> (u16, Value) {
        let url = self.url(&format!("/_emulator/{path}"));
        let response = self.client.post(url).json(body).send().expect("a response");
        (response.status().as_u16(), self::body(response))
    }

    pub fn get_control(&self, path: &str) -> Value {
        let url = self.url(&format!("/_emulator/{path}"));
        body(self.client.get(url).send().expect("a response"))
    }

    pub fn add_fault(&self, fault: Value) {
        let (status, response) = self.post_control("faults", &fault);
        assert_eq!(status, 201, "{response}");
    }

    pub fn change_settings(&self, changes: Value) {
        let (status, response) = self.post_control("settings", &changes);
        assert_eq!(status, 200, "{response}");
    }

    /// Waits until the newest journal entry satisfies the condition. The emulator records the end of a connection with a
    /// delay.
    pub fn wait_for_last(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..6000 {
            let last = self.get_control("journal/last");
            if wanted(&last) {
                return last;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the journal never showed the expected entry: {}", self.get_control("journal/last"));
    }

    /// Waits until this many responses wait for the clock.
    pub fn wait_for_waiting(&self, count: u64) {
        for _ in 0..6000 {
            if self.get_control("clock")["waiting"] == count {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("{count} responses never waited: {}", self.get_control("clock"));
    }

    /// A new TCP connection.
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.emulator.port())).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        stream
    }

    /// Sends bytes on a new connection and reads until it ends. The error is set if the connection was reset.
    pub fn exchange(&self, request: &[u8]) -> (Vec<u8>, Option<std::io::Error>) {
        let mut stream = self.connect();
        stream.write_all(request).expect("the request is sent");
        let mut response = Vec::new();
        let end = stream.read_to_end(&mut response).err();
        (response, end)
    }

    /// The bytes of a `getResponse` request.
    pub fn turn_bytes(&self, character: &str) -> Vec<u8> {
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

/// The options with the built-in voice.
pub fn quiet(options: Options) -> Options {
    let settings = Settings { voice: VoiceEngine::Builtin, ..options.settings.clone() };
    Options { settings, ..options }
}

/// Reads one response with a content length, and leaves the connection open.
pub fn read_response(stream: &mut BufReader<TcpStream>) -> (u16, Vec<u8>) {
    try_read_response(stream).expect("a complete response")
}

/// The same, where the connection may end before the response does.
pub fn try_read_response(stream: &mut impl BufRead) -> std::io::Result<(u16, Vec<u8>)> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().expect("a length"));
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok((status, body))
}

pub fn body(response: Response) -> Value {
    response.json().expect("a JSON body")
}

pub fn text(value: &Value, name: &str) -> String {
    let text = value[name].as_str();
    text.unwrap_or_else(|| panic!("no text {name} in {value}")).to_owned()
}

pub fn decode(base64: &Value) -> Vec<u8> {
    STANDARD.decode(base64.as_str().expect("a string")).expect("base64")
}

/// A WAV file with a tone of half a second.
pub fn tone(rate: u32) -> Vec<u8> {
    let samples = (0..rate / 2).map(|index| (12_000.0 * (index as f32 * 0.12).sin()) as i16).collect();
    encode_wav(&Pcm { samples, rate })
}
