//! Streams that break in their middle, read from raw connections.

use std::io::{ErrorKind, Read};

use crate::common::streamed::{Streamed, at_once, joined_text, lenient_objects, object, turns};
use crate::common::{TestServer, decode, text};
use convai_emulator::PUBLIC_CHARACTER_ID as PELL;
use serde_json::{Value, json};

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
    server.wait_for_waiting(1);
    drop(streamed);
    let entry = server.wait_for_last(|last| last["outcome"] == "aborted");
    assert_eq!(entry["fault"], 1);
    server.wait_for_waiting(0);
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
