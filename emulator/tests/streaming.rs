//! Replies that are sent piece by piece, read from raw connections.

mod common;

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use common::{TestServer, body, decode, key, not_run_without, quiet, text};
use convai_emulator::{
    Change, Config, Durable, Emulator, Options, PUBLIC_CHARACTER_ID as PELL, Pcm, Store, StoredWorld, encode_wav,
};
use serde_json::{Value, json};

/// A question whose answer has several sentences.
const QUESTION: &str = "What is your name?";

/// A streamed turn on a connection of its own.
struct Streamed {
    stream: BufReader<TcpStream>,
    head: String,
}

impl Streamed {
    /// Sends a turn with these fields, and reads the head of the response.
    fn send(server: &TestServer, fields: &[(&str, &str)]) -> Self {
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
    fn chunk(&mut self) -> Result<Vec<u8>, ErrorKind> {
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
    fn chunks(&mut self) -> (Vec<Vec<u8>>, Option<ErrorKind>) {
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
    fn objects(&mut self) -> Vec<Value> {
        assert!(self.head.contains("content-type: text/event-stream\r\n"), "{}", self.head);
        let (chunks, end) = self.chunks();
        assert_eq!(end, None);
        chunks.iter().map(|chunk| object(chunk)).collect()
    }

    /// Whether bytes arrive within a moment.
    fn has_bytes(&mut self) -> bool {
        self.stream.get_mut().set_read_timeout(Some(Duration::from_millis(50))).expect("a timeout");
        let read = self.stream.fill_buf().map(<[u8]>::len);
        self.stream.get_mut().set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
        read.is_ok()
    }
}

/// The object of an event that is one line of data.
fn object(event: &[u8]) -> Value {
    let event = std::str::from_utf8(event).expect("UTF-8");
    let data = event.strip_prefix("data: ").and_then(|event| event.strip_suffix("\n\n")).expect("an event");
    serde_json::from_str(data).expect("JSON")
}

/// The objects in a stream of any shape: each JSON value between lines that are neither comments nor names of fields.
fn lenient_objects(stream: &str) -> Vec<Value> {
    let lines = stream.lines().filter(|line| !line.starts_with(':'));
    let data: String = lines.map(|line| line.strip_prefix("data:").unwrap_or(line)).collect::<Vec<_>>().join("\n");
    serde_json::Deserializer::from_str(&data.replace("[DONE]", ""))
        .into_iter()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("{error}: {stream}"))
}

fn joined_text(objects: &[Value]) -> String {
    objects.iter().filter_map(|object| object["text"].as_str()).collect()
}

/// The samples of a WAV file with 16 bits.
fn samples(wav: &[u8]) -> Vec<i16> {
    let mut reader = hound::WavReader::new(wav).expect("a WAV");
    reader.samples().collect::<Result<_, _>>().expect("samples")
}

/// The samples of all pieces, each of which is a WAV file.
fn joined_samples(objects: &[Value]) -> Vec<i16> {
    objects
        .iter()
        .filter(|object| object["audio"].is_string())
        .flat_map(|object| samples(&decode(&object["audio"])))
        .collect()
}

/// The same turn without a stream.
fn unstreamed(server: &TestServer, fields: &[(&str, &str)]) -> Value {
    let asks = fields.iter().any(|(name, _)| *name == "userText");
    let question = [("userText", QUESTION)];
    let question = if asks { &[][..] } else { &question };
    body(server.post_turn(&[&[("charID", PELL)], question, fields].concat()))
}

fn at_once() -> TestServer {
    let server = TestServer::new();
    server.change_settings(json!({ "stream_pace": 0 }));
    server
}

/// How many turns a session of Pell has. `None` while one is being answered.
fn turns(server: &TestServer, session: &str) -> Option<u64> {
    let characters = server.get_control("characters");
    let sessions = characters[0]["sessions"].as_array().expect("sessions");
    let found = sessions.iter().find(|one| one["session_id"] == session).expect("the session");
    found["turns"].as_u64()
}

fn advance(server: &TestServer, ms: u64) {
    let (status, state) = server.post_control("clock", &json!({ "advance_ms": ms }));
    assert_eq!(status, 200, "{state}");
}

fn wait_for_waiting(server: &TestServer, count: u64) {
    for _ in 0..6000 {
        if server.get_control("clock")["waiting"] == count {
            return;
        }
        thread::sleep(Duration::from_millis(10));
    }
    panic!("{count} responses never waited: {}", server.get_control("clock"));
}

#[test]
fn the_pieces_joined_are_the_unstreamed_reply() {
    let server = at_once();
    let check = |voice: &str, settings: Value| {
        server.change_settings(settings.clone());
        let fields = [("voiceResponse", voice)];
        let whole = unstreamed(&server, &fields);
        let pieces = Streamed::send(&server, &fields).objects();
        assert!(pieces.len() > 3, "{settings}: {pieces:?}");
        assert_eq!(joined_text(&pieces), text(&whole, "text"), "{settings}");
        let sessions: Vec<&Value> = pieces.iter().map(|piece| &piece["sessionID"]).collect();
        assert!(sessions[0].is_string() && sessions.iter().all(|session| *session == sessions[0]), "{sessions:?}");
        let voiced = pieces.iter().filter(|piece| piece.get("audio").is_some()).count();
        if voice == "False" {
            assert_eq!(voiced, 0, "{settings}");
            return;
        }
        assert!(voiced > 1, "{settings}: {voiced} pieces with audio");
        assert!(joined_samples(&pieces) == samples(&decode(&whole["audio"])), "{settings}");
    };
    check("False", json!({}));
    check("True", json!({}));
    check("True", json!({ "voice_rate": 16_000 }));
    check("True", json!({ "stream_shapes": ["audio_apart"] }));
}

#[test]
fn a_reply_in_real_words_is_cut_without_a_change() {
    if std::process::Command::new("espeak-ng").arg("--version").output().is_err() {
        return not_run_without("espeak-ng");
    }
    let server = at_once();
    server.change_settings(json!({ "voice": "espeak" }));
    let whole = unstreamed(&server, &[("voiceResponse", "True")]);
    let pieces = Streamed::send(&server, &[("voiceResponse", "True")]).objects();
    assert!(joined_samples(&pieces) == samples(&decode(&whole["audio"])));
}

#[test]
fn a_word_is_sent_when_its_time_has_come() {
    let server = TestServer::new();
    server.change_settings(json!({ "stream_pace": 60, "echo": true }));
    server.post_control("clock", &json!({ "freeze": true }));
    let mut streamed = Streamed::send(&server, &[("userText", "One two. Three four five.")]);
    for word in ["One", " two.", " Three", " four", " five."] {
        let chunk = streamed.chunk().expect("a piece");
        assert_eq!(object(&chunk)["text"], word);
        if word != " five." {
            wait_for_waiting(&server, 1);
            advance(&server, 999);
            assert!(!streamed.has_bytes(), "after {word}");
            assert_eq!(server.get_control("journal/last")["outcome"], "open");
            advance(&server, 1);
        }
    }
    assert_eq!(streamed.chunk(), Ok(Vec::new()));
    let entry = server.get_control("journal/last");
    assert_eq!(
        (&entry["outcome"], &entry["status"], &entry["elapsed_ms"]),
        (&json!("answered"), &json!(200), &json!(4000))
    );
    assert!(entry["session"].is_string(), "{entry}");
}

#[test]
fn a_turn_is_part_of_the_session_when_its_stream_is_complete() {
    let server = TestServer::new();
    server.change_settings(json!({ "stream_pace": 60 }));
    server.post_control("clock", &json!({ "freeze": true }));
    let mut streamed = Streamed::send(&server, &[]);
    let session = text(&object(&streamed.chunk().expect("a piece")), "sessionID");
    assert_eq!(turns(&server, &session), None);
    // The next turn of the session waits for this one.
    thread::scope(|scope| {
        let next = scope.spawn(|| server.say(PELL, &session, "How many turns have we had?"));
        server.wait_for_last(|last| last["values"]["stream"].is_null());
        advance(&server, 3_600_000);
        let (_, end) = streamed.chunks();
        assert_eq!(end, None);
        assert_eq!(text(&next.join().expect("a reply"), "text"), "We have had 1 turns before this one.");
    });
    assert_eq!(turns(&server, &session), Some(2));
}

#[test]
fn a_turn_whose_client_hangs_up_is_forgotten() {
    let server = TestServer::new();
    server.change_settings(json!({ "stream_pace": 60 }));
    server.post_control("clock", &json!({ "freeze": true }));
    let mut streamed = Streamed::send(&server, &[("userText", "My name is Ada.")]);
    let session = text(&object(&streamed.chunk().expect("a piece")), "sessionID");
    drop(streamed);
    let entry = server.wait_for_last(|last| last["outcome"] == "aborted");
    assert_eq!((&entry["status"], &entry["session"]), (&json!(200), &json!(session)));
    // Neither the turn nor what was learned in it.
    assert_eq!(text(&server.say(PELL, &session, "What is my name?"), "text"), "You have not told me your name yet.");
    assert_eq!(turns(&server, &session), Some(1));
}

#[test]
fn a_paced_stream_stops_nobody_else() {
    const STREAMS: usize = 100;
    let server = TestServer::new();
    server.change_settings(json!({ "stream_pace": 60, "echo": true }));
    server.post_control("clock", &json!({ "freeze": true }));
    let words = |number: usize| format!("Stream {number} has seven words in all.");
    let mut streams: Vec<Streamed> =
        (0..STREAMS).map(|number| Streamed::send(&server, &[("userText", &words(number))])).collect();
    let mut texts: Vec<String> =
        streams.iter_mut().map(|stream| text(&object(&stream.chunk().expect("a piece")), "text")).collect();
    wait_for_waiting(&server, STREAMS as u64);
    // Plain turns, further streams that end, and a client that hangs up.
    for number in 0..20 {
        assert_eq!(text(&server.say(PELL, "-1", &words(number)), "text"), words(number));
    }
    server.change_settings(json!({ "stream_pace": 0 }));
    for number in 0..20 {
        assert_eq!(joined_text(&Streamed::send(&server, &[("userText", &words(number))]).objects()), words(number));
    }
    streams.pop();
    texts.pop();
    wait_for_waiting(&server, STREAMS as u64 - 1);
    // One word at a time, in every stream.
    for spoken in 2..=7 {
        advance(&server, 1000);
        for (stream, text) in streams.iter_mut().zip(&mut texts) {
            text.push_str(&common::text(&object(&stream.chunk().expect("a piece")), "text"));
        }
        assert!(texts.iter().all(|text| text.split(' ').count() == spoken), "{texts:?}");
    }
    for (number, (stream, text)) in streams.iter_mut().zip(&texts).enumerate() {
        assert_eq!((stream.chunk(), text), (Ok(Vec::new()), &words(number)));
    }
}

#[test]
fn every_shape_carries_the_same_reply() {
    let server = at_once();
    let fields = [("voiceResponse", "True"), ("actions", "Wave"), ("userText", "Wave and say what your name is?")];
    let whole = unstreamed(&server, &fields);
    let read = |shapes: Value| {
        server.change_settings(json!({ "stream_shapes": shapes }));
        let (chunks, end) = Streamed::send(&server, &fields).chunks();
        assert_eq!(end, None, "{shapes}");
        (chunks.len(), String::from_utf8(chunks.concat()).expect("UTF-8"))
    };
    let (plain, _) = read(json!([]));
    let shapes = [
        "glued",
        "crlf",
        "no_final_blank_line",
        "comments",
        "data_lines",
        "split_chunks",
        "done",
        "repeated_text",
        "audio_apart",
        "session_once",
    ];
    for shape in shapes.iter().map(|shape| json!([shape])).chain([json!(shapes[..7]), json!(shapes)]) {
        let (chunks, stream) = read(shape.clone());
        let mut objects = lenient_objects(&stream);
        assert_eq!(joined_samples(&objects), samples(&decode(&whole["audio"])), "{shape}");
        assert_eq!(objects.iter().filter(|object| object["actionSequence"] == whole["actionSequence"]).count(), 1);
        if shape.to_string().contains("repeated_text") {
            let mut previous = Value::Null;
            objects.retain(|object| {
                let repeats = object["text"].is_string() && object["text"] == previous;
                previous = if repeats { Value::Null } else { object["text"].clone() };
                !repeats
            });
        }
        assert_eq!(joined_text(&objects), text(&whole, "text"), "{shape}");
        match shape[0].as_str().filter(|_| shape[1].is_null()) {
            Some("glued") => assert_eq!((chunks, stream.matches("}\n{").count()), (plain.div_ceil(2), plain / 2)),
            Some("crlf") => assert_eq!(stream.matches('\n').count(), stream.matches("\r\n").count()),
            Some("no_final_blank_line") => assert!(stream.ends_with('}')),
            Some("comments") => assert_eq!(stream.matches("\n: ").count() + 1, plain),
            Some("split_chunks") => assert_eq!(chunks, 3 * plain),
            Some("done") => assert!(stream.ends_with("}\n\ndata: [DONE]\n\n")),
            Some("session_once") => assert_eq!(stream.matches("sessionID").count(), 1),
            _ => assert!(chunks >= plain / 2),
        }
    }
    assert!(server.post_control("settings", &json!({ "stream_shapes": ["round"] })).0 == 400);
    assert!(server.post_control("settings", &json!({ "stream_pace": "slow" })).0 == 400);
}

#[test]
fn the_audio_of_a_stream_has_the_chosen_form() {
    let server = at_once();
    let whole = decode(&unstreamed(&server, &[("voiceResponse", "True")])["audio"]);
    let pieces = |form: &str| -> Vec<Vec<u8>> {
        server.change_settings(json!({ "stream_audio": form }));
        let objects = Streamed::send(&server, &[("voiceResponse", "True")]).objects();
        objects.iter().filter(|object| object["audio"].is_string()).map(|object| decode(&object["audio"])).collect()
    };
    let bare = pieces("wav_then_samples");
    assert!(bare[0].starts_with(b"RIFF") && bare.len() > 1);
    assert_eq!(bare[1..].iter().filter(|piece| piece.starts_with(b"RIFF")).count(), 0);
    assert!([&bare[0][44..], &bare[1..].concat()].concat() == whole[44..]);
    let unknown = pieces("unknown_sizes");
    assert!(unknown.iter().all(|piece| piece[4..8] == [0xff; 4] && piece[40..44] == [0xff; 4]));
    assert!(unknown.iter().flat_map(|piece| &piece[44..]).eq(&whole[44..]));
    let odd = pieces("odd_chunk");
    assert!(odd.iter().all(|piece| &piece[36..48] == b"note\x03\0\0\0odd\0"));
    assert!(odd.iter().flat_map(|piece| &piece[56..]).eq(&whole[44..]));
}

#[test]
fn a_server_that_ignores_the_flag_sends_json() {
    let server = TestServer::new();
    server.change_settings(json!({ "ignore_stream": true }));
    let response = server.post_turn(&[("charID", PELL), ("userText", QUESTION), ("stream", "True")]);
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(body(response)["text"].is_string());
}

#[test]
fn the_last_event_has_the_actions_and_the_tag() {
    let server = at_once();
    let fields = [
        ("userText", "Please wave and serve a mojito."),
        ("actions", "Serve Mojito, Wave"),
        ("classification", "True"),
        ("classLabels", "joke, wave"),
    ];
    let whole = unstreamed(&server, &fields);
    let mut pieces = Streamed::send(&server, &fields).objects();
    let last = pieces.pop().expect("a last event");
    assert_eq!((&last["actionSequence"], &last["tag"]), (&whole["actionSequence"], &json!("wave")));
    assert!(last.get("text").is_none() && pieces.iter().all(|piece| piece.get("actionSequence").is_none()));
}

#[test]
fn the_recording_of_a_script_is_divided_too() {
    let folder = std::env::temp_dir().join(format!("convai-emulator-stream-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let voice = Pcm { samples: (0..24_000).map(|sample| sample as i16).collect(), rate: 8000 };
    std::fs::write(folder.join("reply.wav"), encode_wav(&voice)).expect("a file");
    let script = "[settings]\nstream_pace = 0\n[[script]]\nreply = \"One. Two. Three.\"\nreply_audio = \"reply.wav\"\n";
    let config = Config::parse(&folder.join("npc.toml"), script).unwrap_or_else(|error| panic!("{error}"));
    let server = TestServer::with(Options::from(config));
    let pieces = Streamed::send(&server, &[("voiceResponse", "True")]).objects();
    assert_eq!(pieces.iter().filter(|piece| piece["audio"].is_string()).count(), 3);
    assert!(joined_samples(&pieces) == voice.samples);
    std::fs::remove_dir_all(&folder).expect("the folder is removed");
}

#[test]
fn a_stream_is_cut_or_stalls_after_some_pieces() {
    let server = at_once();
    let whole = Streamed::send(&server, &[]).objects();
    for (how, end) in [("fin", ErrorKind::UnexpectedEof), ("rst", ErrorKind::ConnectionReset)] {
        server.add_fault(json!({ "stream": "cut", "pieces": 2, "how": how }));
        let mut streamed = Streamed::send(&server, &[]);
        let (chunks, error) = streamed.chunks();
        assert_eq!(error, Some(end), "{how}");
        // On some systems a reset discards what the client has not read yet.
        assert!(chunks.len() == 2 || how == "rst" && chunks.len() < 2, "{how}: {} pieces", chunks.len());
        let pieces: Vec<Value> = chunks.iter().map(|chunk| object(chunk)).collect();
        assert_eq!(joined_text(&pieces), joined_text(&whole[..pieces.len()]));
        let entry = server.wait_for_last(|last| last["outcome"] == "cut");
        assert_eq!(entry["status"], 200);
        assert_eq!(turns(&server, &text(&entry, "session")), Some(0));
    }
    server.add_fault(json!({ "stream": "stall", "pieces": 3 }));
    let mut streamed = Streamed::send(&server, &[]);
    let pieces: Vec<Value> = (0..3).map(|_| object(&streamed.chunk().expect("a piece"))).collect();
    assert!(!streamed.has_bytes());
    assert_eq!(server.get_control("journal/last")["outcome"], "open");
    // The next turn of the session does not wait for the client that still listens.
    let session = text(&pieces[0], "sessionID");
    assert_eq!(server.say(PELL, &session, "hi")["sessionID"], session.as_str());
    drop(streamed);
    server.wait_for_last(|last| last["outcome"] == "answered" || last["aborted"] == true);
    assert_eq!(turns(&server, &session), Some(1));
}

#[test]
fn a_client_that_hangs_up_before_the_cut_is_noticed() {
    let server = at_once();
    server.change_settings(json!({ "stream_pace": 60 }));
    server.post_control("clock", &json!({ "freeze": true }));
    server.add_fault(json!({ "stream": "cut", "pieces": 3 }));
    let mut streamed = Streamed::send(&server, &[]);
    streamed.chunk().expect("a piece");
    wait_for_waiting(&server, 1);
    drop(streamed);
    let entry = server.wait_for_last(|last| last["outcome"] == "aborted");
    assert_eq!(entry["fault"], 1);
    wait_for_waiting(&server, 0);
}

#[test]
fn a_stream_is_damaged_in_its_middle() {
    let server = at_once();
    let session = |chunks: &[Vec<u8>]| text(&object(&chunks[0]), "sessionID");
    server.add_fault(json!({ "stream": "broken_json", "pieces": 1 }));
    let (chunks, end) = Streamed::send(&server, &[]).chunks();
    assert_eq!(end, None);
    let broken: Vec<usize> = (0..chunks.len()).filter(|index| !chunks[*index].ends_with(b"}\n\n")).collect();
    assert_eq!(broken, [1]);
    assert_eq!(turns(&server, &session(&chunks)), Some(1), "the stream was complete");

    server.add_fault(json!({ "stream": "error", "pieces": 2, "message": "out of words" }));
    let (chunks, end) = Streamed::send(&server, &[]).chunks();
    assert_eq!((chunks.len(), end), (3, None));
    assert_eq!(object(&chunks[2]), json!({ "ERROR": "out of words" }));
    assert_eq!(turns(&server, &session(&chunks)), Some(0), "the turn failed");
    server.add_fault(json!({ "stream": "error", "error_shape": "detail", "pieces": 0 }));
    let objects = Streamed::send(&server, &[]).objects();
    assert_eq!(objects, [json!({ "detail": "Internal Server Error" })]);

    let voiced = |server: &TestServer| Streamed::send(server, &[("voiceResponse", "True")]).objects();
    let audio = |objects: &[Value]| -> Vec<Vec<u8>> {
        objects.iter().filter(|object| object["audio"].is_string()).map(|object| decode(&object["audio"])).collect()
    };
    let usual = audio(&voiced(&server));
    server.add_fault(json!({ "stream": "rate", "pieces": 1, "rate": 16_000 }));
    let changed = audio(&voiced(&server));
    assert!(changed[0] == usual[0]);
    for (new, old) in changed.iter().zip(&usual).skip(1) {
        let (new, old) =
            (hound::WavReader::new(&new[..]).expect("a WAV"), hound::WavReader::new(&old[..]).expect("a WAV"));
        assert_eq!((new.spec().sample_rate, old.spec().sample_rate), (16_000, 24_000));
        assert!(new.duration().abs_diff(old.duration() * 2 / 3) <= 1);
    }
}

#[test]
fn other_faults_apply_to_each_piece() {
    let server = at_once();
    let with = |fault: Value| {
        server.add_fault(fault);
        Streamed::send(&server, &[("voiceResponse", "True")])
    };
    let pieces = with(json!({ "audio": "raw_pcm", "sample_rate": 8000 })).objects();
    let voiced: Vec<&Value> = pieces.iter().filter(|piece| piece["audio"].is_string()).collect();
    assert!(voiced.iter().all(|piece| piece["sample_rate"] == 8000 && !decode(&piece["audio"]).starts_with(b"RIFF")));
    assert_eq!(pieces.iter().filter(|piece| piece.get("sample_rate").is_some()).count(), voiced.len());
    assert!(with(json!({ "text": "null" })).objects().iter().all(|piece| piece["text"].is_null()));
    assert!(with(json!({ "session": "absent" })).objects().iter().all(|piece| piece.get("sessionID").is_none()));
    let (chunks, _) = with(json!({ "body_prefix": "\u{feff}", "body_suffix": "rest" })).chunks();
    assert!(chunks[0].starts_with("\u{feff}data: ".as_bytes()) && chunks.concat().ends_with(b"\n\nrest"));

    // A delivery without pieces sends the same bytes. The turn is complete if all of them are sent.
    let (chunks, end) = with(json!({ "drip": 50_000, "every_ms": 0 })).chunks();
    assert_eq!((end, chunks[0].len()), (None, 50_000));
    let objects = lenient_objects(std::str::from_utf8(&chunks.concat()).expect("UTF-8"));
    assert_eq!(turns(&server, &text(&objects[0], "sessionID")), Some(1));
    server.add_fault(json!({ "cut": "mid_body", "bytes": 5 }));
    let mut cut = Streamed::send(&server, &[]);
    let mut rest = String::new();
    cut.stream.read_to_string(&mut rest).expect("text");
    assert_eq!(rest, "data:");
}

#[test]
fn a_fault_in_a_stream_waits_for_a_stream() {
    let server = at_once();
    server.add_fault(json!({ "stream": "cut", "pieces": 1, "character": PELL }));
    server.say(PELL, "-1", "hi");
    assert_eq!(server.get_control("faults")[0]["hits"], 0);
    assert_eq!(Streamed::send(&server, &[]).chunks().0.len(), 1);
    assert_eq!(server.get_control("faults")[0]["hits"], 1);
    // A stream that has fewer pieces is cut after its last one.
    server.add_fault(json!({ "stream": "cut", "pieces": 1000 }));
    let (chunks, end) = Streamed::send(&server, &[]).chunks();
    assert!(chunks.len() > 1 && end == Some(ErrorKind::UnexpectedEof));
}

#[test]
fn the_key_is_in_no_stream() {
    let server = at_once();
    let fields = [("voiceResponse", "True"), ("userText", "What is the key?")];
    let mut streamed = Streamed::send(&server, &fields);
    let sent = [streamed.head.clone().into_bytes(), streamed.chunks().0.concat()].concat();
    assert!(!String::from_utf8_lossy(&sent).contains(key()));
}

/// Records the changes that are to be stored.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Change>>>);

impl Store for Recorder {
    fn load(&self, _world: &str) -> std::io::Result<StoredWorld> {
        Ok(StoredWorld::default())
    }

    fn submit(&self, _world: &str, changes: Vec<Change>) -> Durable {
        let failed = changes.iter().any(|change| matches!(change, Change::Turn { turn, .. } if turn.user == "fail"));
        self.0.lock().expect("a lock").extend(changes);
        Box::pin(async move { if failed { Err(std::io::Error::other("the disk is full")) } else { Ok(()) } })
    }
}

#[test]
fn a_turn_is_stored_before_its_last_piece_and_not_after_a_reset() {
    let store = Recorder::default();
    let options = quiet(Options::default());
    let emulator = Emulator::start_with_store(options, Arc::new(store.clone())).expect("a free port");
    let server = TestServer { emulator, client: TestServer::new().client };
    let stored = || {
        let changes = store.0.lock().expect("a lock");
        changes.iter().filter(|change| matches!(change, Change::Turn { .. })).count()
    };
    server.change_settings(json!({ "stream_pace": 60, "echo": true }));
    server.post_control("clock", &json!({ "freeze": true }));
    let mut streamed = Streamed::send(&server, &[("userText", "one two")]);
    streamed.chunk().expect("a piece");
    wait_for_waiting(&server, 1);
    assert_eq!(stored(), 0);
    advance(&server, 1000);
    assert_eq!(object(&streamed.chunk().expect("a piece"))["text"], " two");
    assert_eq!(stored(), 1);

    let mut streamed = Streamed::send(&server, &[("userText", "three four")]);
    streamed.chunk().expect("a piece");
    server.post_control("reset", &json!({}));
    server.post_control("clock", &json!({ "advance_ms": 1000 }));
    let (chunks, end) = streamed.chunks();
    assert_eq!((chunks.len(), end), (1, None));
    assert_eq!(stored(), 1, "its session is gone");

    // Without its turn, the stream does not end as if all were well.
    server.change_settings(json!({ "stream_pace": 0, "echo": true }));
    let (chunks, end) = Streamed::send(&server, &[("userText", "fail")]).chunks();
    assert_eq!((chunks.len(), end), (0, Some(ErrorKind::UnexpectedEof)));
    let entry = server.wait_for_last(|last| last["outcome"] == "cut");
    assert!(text(&entry, "note").contains("the disk is full"), "{entry}");
}
