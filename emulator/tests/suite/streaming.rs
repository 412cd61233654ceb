//! Replies that are sent piece by piece, read from raw connections.

use std::io::ErrorKind;
use std::sync::{Arc, Mutex};
use std::thread;

use crate::common::streamed::{
    QUESTION, Streamed, advance, at_once, joined_samples, joined_text, lenient_objects, object, samples, turns,
    unstreamed,
};
use crate::common::{TestServer, body, decode, key, not_run_without, quiet, text};
use convai_emulator::{
    Change, Config, Durable, Emulator, Options, PUBLIC_CHARACTER_ID as PELL, Pcm, Store, StoredWorld, encode_wav,
};
use serde_json::{Value, json};

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
    check("True", json!({ "stream_pieces": "sentences" }));
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
            server.wait_for_waiting(1);
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
    server.wait_for_waiting(STREAMS as u64);
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
    server.wait_for_waiting(STREAMS as u64 - 1);
    // One word at a time, in every stream.
    for spoken in 2..=7 {
        advance(&server, 1000);
        for (stream, text) in streams.iter_mut().zip(&mut texts) {
            text.push_str(&crate::common::text(&object(&stream.chunk().expect("a piece")), "text"));
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
    server.wait_for_waiting(1);
    assert_eq!(stored(), 0);
    advance(&server, 1000);
    assert_eq!(object(&streamed.chunk().expect("a piece"))["text"], " two");
    assert_eq!(stored(), 1);

    let mut streamed = Streamed::send(&server, &[("userText", "three four")]);
    let session = text(&object(&streamed.chunk().expect("a piece")), "sessionID");
    server.post_control("reset", &json!({}));
    // After the reset, another session has the same id.
    assert_ne!(server.say(PELL, "-1", "hi")["sessionID"], session);
    assert_eq!(server.say(PELL, "-1", "hi")["sessionID"], session);
    advance(&server, 1000);
    let (chunks, end) = streamed.chunks();
    assert_eq!((chunks.len(), end), (1, None));
    assert_eq!((stored(), turns(&server, &session)), (3, Some(1)), "the session of the stream is gone");

    // Without its turn, the stream does not end as if all were well.
    server.change_settings(json!({ "stream_pace": 0, "echo": true }));
    let (chunks, end) = Streamed::send(&server, &[("userText", "fail")]).chunks();
    assert_eq!((chunks.len(), end), (0, Some(ErrorKind::UnexpectedEof)));
    let entry = server.wait_for_last(|last| last["outcome"] == "cut");
    assert!(text(&entry, "note").contains("the disk is full"), "{entry}");
}
