//! Each fault, seen by an independent client or over a raw connection.

mod common;

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use common::{Bench, body, decode, key, text};
use serde_json::{Value, json};

/// A turn with a voice, whatever becomes of it.
fn turn(bench: &Bench, id: &str) -> reqwest::Result<reqwest::blocking::Response> {
    bench.try_form(&[("userText", "hi"), ("charID", id), ("sessionID", "-1"), ("voiceResponse", "True")])
}

fn answered(bench: &Bench, id: &str) -> (u16, String, Vec<u8>) {
    let answer = turn(bench, id).expect("an answer");
    let status = answer.status().as_u16();
    let kind = answer.headers()["content-type"].to_str().unwrap_or_default().to_owned();
    (status, kind, answer.bytes().expect("a body").to_vec())
}

#[test]
fn a_status_with_body_and_headers() {
    let bench = Bench::new();
    let id = bench.create();
    bench.fault(
        json!({ "status": 429, "headers": { "Retry-After": "7" }, "body": "slow down", "content_type": "text/plain" }),
    );
    let answer = turn(&bench, &id).expect("an answer");
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "7");
    assert_eq!(answer.headers()["content-type"], "text/plain");
    assert_eq!(answer.text().expect("text"), "slow down");
    assert_eq!(turn(&bench, &id).expect("an answer").status(), 200, "one request and no more");

    bench.fault(json!({ "status": 503 }));
    assert_eq!(body(turn(&bench, &id).expect("an answer")), json!({ "ERROR": "Service Unavailable" }));
    bench.fault(json!({ "path": "/character/create", "status": 500 }));
    let created = bench.post("/character/create/", &json!({}));
    assert_eq!(body(created), json!({ "API_ERROR": "Internal Server Error" }));
    bench.fault(json!({ "json": { "charID": id, "text": "made up" } }));
    assert_eq!(body(turn(&bench, &id).expect("an answer"))["text"], "made up");
    bench.fault(json!({ "empty_body": true, "status": 200 }));
    assert_eq!(answered(&bench, &id).2, b"");
}

#[test]
fn every_error_shape_holds_its_message() {
    let bench = Bench::new();
    let shapes = [
        "API_ERROR",
        "ERROR",
        "ERROR_REFERENCE",
        "INTERNAL_ERROR",
        "process_failure",
        "error",
        "msg",
        "message",
        "string",
        "result",
        "transaction",
        "detail",
        "detail_list",
        "error_object",
    ];
    for shape in shapes {
        bench.fault(json!({ "error_shape": shape, "status": 418, "message": "a teapot" }));
        let (status, _, body) = answered(&bench, "c");
        assert_eq!(status, 418);
        assert!(String::from_utf8_lossy(&body).contains("a teapot"), "{shape}");
        serde_json::from_slice::<Value>(&body).expect("JSON");
    }
    let (status, answer) = bench.control("faults", &json!({ "error_shape": "round" }));
    assert_eq!(status, 400);
    assert!(text(&answer, "error").contains("API_ERROR"));
}

#[test]
fn bodies_that_are_not_what_they_should_be() {
    let bench = Bench::new();
    let id = bench.create();
    bench.fault(json!({ "html_502": true }));
    let (status, kind, body) = answered(&bench, &id);
    assert_eq!((status, kind.as_str()), (502, "text/html"));
    assert!(body.starts_with(b"<html>"));

    bench.fault(json!({ "not_json": true }));
    assert!(serde_json::from_slice::<Value>(&answered(&bench, &id).2).is_err());
    bench.fault(json!({ "wrong_types": true }));
    let wrong: Value = serde_json::from_slice(&answered(&bench, &id).2).expect("JSON");
    assert!(wrong["text"].is_array() && wrong["sample_rate"].is_array());
    bench.fault(json!({ "deep_json": 100_000 }));
    assert_eq!(answered(&bench, &id).2.len(), 200_000 + r#"{"text":}"#.len());
    bench.fault(json!({ "invalid_utf8": true }));
    assert!(std::str::from_utf8(&answered(&bench, &id).2).is_err());
    bench.fault(json!({ "huge": 3_000_000 }));
    let (_, _, huge) = answered(&bench, &id);
    assert_eq!(huge.len(), 3_000_000);
    serde_json::from_slice::<Value>(&huge).expect("JSON");
    bench.fault(json!({ "redirect": "http://127.0.0.1:9/elsewhere", "status": 307 }));
    let answer = turn(&bench, &id).expect("an answer");
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["location"].to_str().ok()),
        (307, Some("http://127.0.0.1:9/elsewhere"))
    );

    bench.fault(json!({ "body_prefix": "\u{feff}", "body_suffix": "\r\n\r\n" }));
    let odd = answered(&bench, &id).2;
    assert!(odd.starts_with("\u{feff}{".as_bytes()) && odd.ends_with(b"}\r\n\r\n"));
    bench.fault(json!({ "chunked": true }));
    let answer = turn(&bench, &id).expect("an answer");
    assert_eq!(answer.headers()["transfer-encoding"], "chunked");
    assert_eq!(common::body(answer)["charID"], id.as_str());
}

#[test]
fn fields_in_other_forms() {
    let bench = Bench::new();
    let id = bench.create();
    let with = |fault: Value| {
        bench.fault(fault);
        body(turn(&bench, &id).expect("an answer"))
    };
    assert_eq!(with(json!({ "sample_rate": "string" }))["sample_rate"], "24000");
    assert_eq!(with(json!({ "sample_rate": "null" }))["sample_rate"], Value::Null);
    assert!(with(json!({ "sample_rate": "absent" })).get("sample_rate").is_none());
    assert_eq!(with(json!({ "sample_rate": 8000 }))["sample_rate"], 8000);
    assert!(with(json!({ "text": "absent" })).get("text").is_none());
    assert_eq!(with(json!({ "text": "null" }))["text"], Value::Null);
    let moved = with(json!({ "text": "response" }));
    assert!(moved.get("text").is_none() && moved["response"].is_string());
    assert!(with(json!({ "session": "absent" })).get("sessionID").is_none());
    assert_eq!(with(json!({ "session": "number" }))["sessionID"], 42);

    let get = |form: &str| {
        bench.fault(json!({ "get": form, "path": "/character/get" }));
        body(bench.post("/character/get", &json!({ "charID": id })))
    };
    assert_eq!(get("response_wrapper")["response"]["character_id"], id.as_str());
    assert_eq!(get("null_backstory")["backstory"], Value::Null);
    assert_eq!(get("only_id"), json!({ "character_id": id }));
    assert_eq!(get("camel_case")["charName"], "Raymond");
}

#[test]
fn audio_in_every_form() {
    let bench = Bench::new();
    let id = bench.create();
    let plain = decode(&body(turn(&bench, &id).expect("an answer"))["audio"]);
    let samples = (plain.len() - 44) / 2;
    let with = |form: &str| {
        bench.fault(json!({ "audio": form }));
        body(turn(&bench, &id).expect("an answer")).get("audio").cloned()
    };
    let bytes = |form: &str| decode(&with(form).expect("audio"));
    assert_eq!(bytes("raw_pcm"), plain[44..]);
    for (form, channels, bits) in [
        ("list_chunk", 1, 16),
        ("extensible", 1, 16),
        ("bits_8", 1, 8),
        ("bits_24", 1, 24),
        ("bits_32", 1, 32),
        ("float", 1, 32),
        ("stereo", 2, 16),
    ] {
        let wav = bytes(form);
        let reader = hound::WavReader::new(&wav[..]).unwrap_or_else(|error| panic!("{form}: {error}"));
        assert_eq!((reader.spec().channels, reader.spec().bits_per_sample), (channels, bits), "{form}");
        assert_eq!(reader.duration() as usize, samples, "{form}");
    }
    // hound forgets the byte of padding, so this one is looked at by hand.
    let odd = bytes("odd_chunk");
    assert_eq!(
        odd[36..56],
        *b"note\x03\0\0\0odd\0data".iter().chain(&((samples * 2) as u32).to_le_bytes()).copied().collect::<Vec<u8>>()
    );
    assert_eq!(odd[56..], plain[44..]);
    assert_eq!(bytes("unknown_sizes")[40..44], [0xff; 4]);
    assert_eq!(bytes("unknown_sizes")[44..], plain[44..]);
    assert_eq!(bytes("zero_samples").len(), 44);
    assert_eq!(bytes("no_data_chunk").len(), 36);
    assert_eq!(bytes("truncated").len(), plain.len() / 2);
    assert!(bytes("mp3").starts_with(b"ID3"));
    assert!(bytes("wrong_sizes").len() == plain.len());
    let text = |form: &str| with(form).and_then(|audio| audio.as_str().map(str::to_owned)).expect("a string");
    assert!(!text("base64_unpadded").contains('='));
    assert!(!text("base64_url_safe").contains(['+', '/']));
    assert!(text("base64_line_breaks").contains("\r\n"));
    assert!(text("data_url").starts_with("data:audio/wav;base64,UklGR"));
    assert!(text("broken_base64").contains('*'));
    assert_eq!(text("empty_string"), "");
    assert_eq!(with("null"), Some(Value::Null));
    assert_eq!(with("absent"), None);
}

#[test]
fn delays_drips_and_hangs() {
    let bench = Bench::new();
    let id = bench.create();
    let start = Instant::now();
    bench.fault(json!({ "delay_ms": 120 }));
    assert_eq!(turn(&bench, &id).expect("an answer").status(), 200);
    assert!(start.elapsed() >= Duration::from_millis(120));

    bench.fault(json!({ "drip": 20, "every_ms": 10 }));
    let start = Instant::now();
    let reply = bench.say(&id, "-1", "hi");
    assert_eq!(reply["charID"], id.as_str());
    assert!(start.elapsed() >= Duration::from_millis(60));

    bench.fault(json!({ "hang": true }));
    let mut stream = bench.raw();
    stream.write_all(&bench.raw_turn(&id)).expect("sending");
    let hanging = bench.last_when(|last| {
        last["fault"].is_u64() && last["path"] == "/character/getResponse" && last["outcome"] == "open"
    });
    assert_eq!((&hanging["status"], &hanging["aborted"]), (&Value::Null, &json!(false)));
    stream.set_read_timeout(Some(Duration::from_millis(50))).expect("a timeout");
    assert!(stream.read(&mut [0]).is_err(), "nothing may come");
    drop(stream);
    let gone = bench.last_when(|last| last["aborted"] == true);
    assert!(gone["aborted_after_ms"].as_u64().is_some_and(|ms| ms >= 50));
}

#[test]
fn connections_that_are_cut() {
    let bench = Bench::new();
    let id = bench.create();
    let request = bench.raw_turn(&id);
    for how in ["fin", "rst"] {
        for (cut, heads) in
            [("before_body", false), ("before_answer", false), ("after_headers", true), ("mid_body", true)]
        {
            bench.fault(json!({ "cut": cut, "bytes": 5, "how": how }));
            let (answer, error) = bench.exchange(&request);
            assert_eq!(error.is_some(), how == "rst", "{cut} {how}: {error:?}");
            let answer = String::from_utf8_lossy(&answer).into_owned();
            assert_eq!(answer.starts_with("HTTP/1.1 200 OK\r\n"), heads, "{cut} {how}: {answer}");
            if heads {
                let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.len());
                assert_eq!(body, Some(if cut == "mid_body" { 5 } else { 0 }));
            }
            let line = bench.last_when(|last| last["outcome"] == "cut");
            assert_eq!(line["aborted"], false);
            assert_eq!(line["values"]["charID"].is_string(), cut != "before_body");
        }
    }
    for fault in [json!({ "cut": "before_answer" }), json!({ "cut": "mid_body" })] {
        bench.fault(fault);
        assert!(turn(&bench, &id).and_then(|answer| answer.bytes()).is_err());
    }
    assert_eq!(turn(&bench, &id).expect("an answer").status(), 200);
}

#[test]
fn lengths_that_are_wrong() {
    let bench = Bench::new();
    let id = bench.create();
    bench.fault(json!({ "wrong_length": 10 }));
    assert!(turn(&bench, &id).and_then(|answer| answer.bytes()).is_err(), "ten bytes are missing");
    bench.fault(json!({ "wrong_length": -10 }));
    let cut = turn(&bench, &id).and_then(|answer| answer.bytes()).expect("a body");
    assert!(serde_json::from_slice::<Value>(&cut).is_err());
    bench.fault(json!({ "cut_chunked": true, "bytes": 30 }));
    assert!(turn(&bench, &id).and_then(|answer| answer.bytes()).is_err());

    bench.fault(json!({ "declared_only": 1_000_000_000_000u64 }));
    let mut stream = bench.raw();
    stream.write_all(&bench.raw_turn(&id)).expect("sending");
    let mut head = vec![0; 1000];
    let length = stream.read(&mut head).expect("a head");
    assert!(String::from_utf8_lossy(&head[..length]).contains("content-length: 1000000000000\r\n"));
    drop(stream);
    bench.last_when(|last| last["aborted"] == true);
}

#[test]
fn faults_meet_what_they_are_meant_for() {
    let bench = Bench::new();
    let (first, second) = (bench.create(), bench.create());
    let status = |id: &str| turn(&bench, id).expect("an answer").status().as_u16();
    bench.fault(json!({ "path": "/character/get", "status": 500 }));
    bench.fault(json!({ "character": second, "status": 503, "count": 2, "skip": 1 }));
    assert_eq!(
        [status(&first), status(&second), status(&second), status(&second), status(&second)],
        [200, 200, 503, 503, 200]
    );
    let faults = bench.look("faults");
    assert_eq!((&faults[1]["hits"], &faults[1]["remaining"]), (&json!(2), &json!(0)));
    assert_eq!(faults[0]["remaining"], 1);

    let clear = |path: &str| bench.client.delete(bench.url(path)).send().expect("an answer").status();
    assert_eq!(clear("/_emulator/faults"), 200);
    assert_eq!(bench.look("faults"), json!([]));
    bench.fault(json!({ "status": 503, "count": 0 }));
    assert!((0..5).all(|_| status(&first) == 503));
    clear("/_emulator/faults");

    let rolls = || {
        bench.fault(json!({ "status": 503, "probability": 0.5, "seed": 7 }));
        let rolls: Vec<u16> = (0..40).map(|_| status("nobody")).collect();
        clear("/_emulator/faults");
        rolls
    };
    let once = rolls();
    assert_eq!(once, rolls(), "the same seed, the same failures");
    let failures = once.iter().filter(|status| **status == 503).count();
    assert!((8..33).contains(&failures), "{failures}");
}

#[test]
fn a_replaced_answer_does_no_work_and_a_cut_one_does() {
    let bench = Bench::new();
    let count = || bench.look("characters").as_array().map(Vec::len);
    let start = count();
    let fields = json!({ "charName": "R", "voiceType": "MALE", "backstory": "R is here." });
    bench.fault(json!({ "status": 500 }));
    assert_eq!(bench.post("/character/create", &fields).status(), 500);
    assert_eq!(count(), start);
    bench.fault(json!({ "cut": "before_answer" }));
    let lost = bench.client.post(bench.url("/character/create")).header("CONVAI-API-KEY", key()).json(&fields).send();
    assert!(lost.is_err());
    assert_eq!(count(), start.map(|count| count + 1));
}

#[test]
fn mistakes_in_faults_are_explained() {
    let bench = Bench::new();
    for (wrong, hint) in [
        (json!({ "explode": true }), "known keys"),
        (json!({}), "does nothing"),
        (json!([]), "object"),
        (json!({ "status": 99 }), "200 to 599"),
        (json!({ "hang": true, "drip": 1 }), "only one"),
        (json!({ "html_502": true, "huge": 10 }), "only one"),
        (json!({ "html_502": true, "audio": "mp3" }), "reshape"),
        (json!({ "audio": "vinyl" }), "raw_pcm"),
        (json!({ "huge": 10, "drip": 1 }), "made while"),
        (json!({ "cut": "there" }), "mid_body"),
        (json!({ "cut": "mid_body", "how": "loud" }), "fin or rst"),
        (json!({ "status": 500, "probability": 2 }), "0 to 1"),
        (json!({ "cut": "before_body", "character": "c" }), "body"),
        (json!({ "delay_ms": -1 }), "delay_ms"),
    ] {
        let (status, answer) = bench.control("faults", &wrong);
        assert_eq!(status, 400, "{wrong}");
        assert!(text(&answer, "error").contains(hint), "{wrong}: {answer}");
    }
}
