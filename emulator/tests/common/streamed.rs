//! Reads streamed replies from raw connections.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use convai_emulator::PUBLIC_CHARACTER_ID as PELL;
use serde_json::{Value, json};

use super::{TestServer, decode, key};

/// A question whose answer has several sentences.
pub const QUESTION: &str = "What is your name?";

/// A streamed turn on a connection of its own.
pub struct Streamed {
    pub stream: BufReader<TcpStream>,
    pub head: String,
}

impl Streamed {
    /// Sends a turn with these fields, and reads the head of the response.
    pub fn send(server: &TestServer, fields: &[(&str, &str)]) -> Self {
        let mut stream = BufReader::new(server.connect());
        let defaults = [("charID", PELL), ("userText", QUESTION), ("sessionID", "-1"), ("voiceResponse", "False")];
        let defaults = defaults.iter().filter(|(name, _)| !fields.iter().any(|(given, _)| given == name));
        let fields: Vec<_> = fields.iter().chain(defaults).chain(&[("stream", "True")]).collect();
        let form: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", value.replace(' ', "+"))).collect();
        let form = form.join("&");
        let head = format!(
            "POST /character/getResponse HTTP/1.1\r\nHost: localhost\r\nConvai-Api-Key: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            key(),
            form.len()
        );
        stream.get_mut().write_all(head.as_bytes()).expect("the request is sent");
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert_ne!(stream.read_line(&mut head).expect("a head"), 0, "{head}");
        }
        Self { stream, head }
    }

    /// The data of the next chunk; empty at the end of the body. The error says how the connection ended instead.
    pub fn chunk(&mut self) -> Result<Vec<u8>, ErrorKind> {
        let mut line = String::new();
        match self.stream.read_line(&mut line) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof),
            Ok(_) => {}
            Err(error) => return Err(error.kind()),
        }
        let length = usize::from_str_radix(line.trim_end(), 16).expect("the length of a chunk");
        let mut data = vec![0; length + 2];
        self.stream.read_exact(&mut data).map_err(|error| error.kind())?;
        assert_eq!(data.split_off(length), b"\r\n");
        Ok(data)
    }

    /// All chunks up to the end of the body, or to the end of the connection.
    pub fn chunks(&mut self) -> (Vec<Vec<u8>>, Option<ErrorKind>) {
        let mut chunks = Vec::new();
        loop {
            match self.chunk() {
                Ok(chunk) if chunk.is_empty() => return (chunks, None),
                Ok(chunk) => chunks.push(chunk),
                Err(end) => return (chunks, Some(end)),
            }
        }
    }

    /// The objects of a stream of the plain shape, which ends as it should. Each chunk is one event.
    pub fn objects(&mut self) -> Vec<Value> {
        assert!(self.head.contains("content-type: text/event-stream\r\n"), "{}", self.head);
        let (chunks, end) = self.chunks();
        assert_eq!(end, None);
        chunks.iter().map(|chunk| object(chunk)).collect()
    }

    /// Whether bytes arrive within a moment.
    pub fn has_bytes(&mut self) -> bool {
        self.stream.get_mut().set_read_timeout(Some(Duration::from_millis(50))).expect("a timeout");
        let read = self.stream.fill_buf().map(<[u8]>::len);
        self.stream.get_mut().set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        read.is_ok()
    }
}

/// The object of an event that is one line of data.
pub fn object(event: &[u8]) -> Value {
    let event = std::str::from_utf8(event).expect("UTF-8");
    let data = event.strip_prefix("data: ").and_then(|event| event.strip_suffix("\n\n")).expect("an event");
    serde_json::from_str(data).expect("JSON")
}

/// The objects in a stream of any shape: each JSON value between lines that are neither comments nor names of fields.
pub fn lenient_objects(stream: &str) -> Vec<Value> {
    let lines = stream.lines().filter(|line| !line.starts_with(':'));
    let data: String = lines.map(|line| line.strip_prefix("data:").unwrap_or(line)).collect::<Vec<_>>().join("\n");
    serde_json::Deserializer::from_str(&data.replace("[DONE]", ""))
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{error}: {stream}"))
}

pub fn joined_text(objects: &[Value]) -> String {
    objects.iter().filter_map(|object| object["text"].as_str()).collect()
}

/// The samples of a WAV file with 16 bits.
pub fn samples(wav: &[u8]) -> Vec<i16> {
    let mut reader = hound::WavReader::new(wav).expect("a WAV");
    reader.samples().collect::<Result<_, _>>().expect("samples")
}

/// The samples of all pieces, each of which is a WAV file.
pub fn joined_samples(objects: &[Value]) -> Vec<i16> {
    objects
        .iter()
        .filter(|object| object["audio"].is_string())
        .flat_map(|object| samples(&decode(&object["audio"])))
        .collect()
}

/// The same turn without a stream.
pub fn unstreamed(server: &TestServer, fields: &[(&str, &str)]) -> Value {
    let asks = fields.iter().any(|(name, _)| *name == "userText");
    let question = [("userText", QUESTION)];
    let question = if asks { &[][..] } else { &question };
    super::body(server.post_turn(&[&[("charID", PELL)], question, fields].concat()))
}

pub fn at_once() -> TestServer {
    let server = TestServer::new();
    server.change_settings(json!({ "stream_pace": 0 }));
    server
}

/// How many turns a session of Pell has. `None` while one is being answered.
pub fn turns(server: &TestServer, session: &str) -> Option<u64> {
    let characters = server.get_control("characters");
    let sessions = characters[0]["sessions"].as_array().expect("sessions");
    let found = sessions.iter().find(|one| one["session_id"] == session).expect("the session");
    found["turns"].as_u64()
}

pub fn advance(server: &TestServer, ms: u64) {
    let (status, state) = server.post_control("clock", &json!({ "advance_ms": ms }));
    assert_eq!(status, 200, "{state}");
}
