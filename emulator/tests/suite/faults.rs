//! Every fault, seen by an independent HTTP client or over a raw connection.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use crate::common::{TestServer, body, decode, key, text};
use serde_json::{Value, json};

/// Sends a turn with a voice.
fn turn(server: &TestServer, id: &str) -> reqwest::Result<reqwest::blocking::Response> {
    server.try_post_form(&[("userText", "hi"), ("charID", id), ("sessionID", "-1"), ("voiceResponse", "True")])
}

/// Sends a turn. Returns the status, content type and body of its response.
fn turn_response(server: &TestServer, id: &str) -> (u16, String, Vec<u8>) {
    let response = turn(server, id).expect("a response");
    let status = response.status().as_u16();
    let kind = response.headers()["content-type"].to_str().unwrap_or_default().to_owned();
    (status, kind, response.bytes().expect("a body").to_vec())
}

#[test]
fn a_status_replaces_the_response_with_body_and_headers() {
    let server = TestServer::new();
    let id = server.create_character();
    server.add_fault(
        json!({ "status": 429, "headers": { "Retry-After": "7" }, "body": "slow down", "content_type": "text/plain" }),
    );
    let response = turn(&server, &id).expect("a response");
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    assert_eq!(response.headers()["content-type"], "text/plain");
    assert_eq!(response.text().expect("text"), "slow down");
    assert_eq!(turn(&server, &id).expect("a response").status(), 200, "the fault applies to one request");

    server.add_fault(json!({ "status": 503 }));
    assert_eq!(body(turn(&server, &id).expect("a response")), json!({ "ERROR": "Service Unavailable" }));
    server.add_fault(json!({ "path": "/character/create", "status": 500 }));
    let created = server.post("/character/create/", &json!({}));
    assert_eq!(body(created), json!({ "API_ERROR": "Internal Server Error" }));
    server.add_fault(json!({ "json": { "charID": id, "text": "made up" } }));
    assert_eq!(body(turn(&server, &id).expect("a response"))["text"], "made up");
    server.add_fault(json!({ "empty_body": true, "status": 200 }));
    assert_eq!(turn_response(&server, &id).2, b"");
}

#[test]
fn every_error_shape_contains_its_message() {
    let server = TestServer::new();
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
        server.add_fault(json!({ "error_shape": shape, "status": 418, "message": "a teapot" }));
        let (status, _, body) = turn_response(&server, "c");
        assert_eq!(status, 418);
        assert!(String::from_utf8_lossy(&body).contains("a teapot"), "{shape}");
        serde_json::from_slice::<Value>(&body).expect("JSON");
    }
    let (status, response) = server.post_control("faults", &json!({ "error_shape": "round" }));
    assert_eq!(status, 400);
    assert!(text(&response, "error").contains("API_ERROR"));
}

#[test]
fn malformed_bodies_replace_the_response() {
    let server = TestServer::new();
    let id = server.create_character();
    server.add_fault(json!({ "html_502": true }));
    let (status, kind, body) = turn_response(&server, &id);
    assert_eq!((status, kind.as_str()), (502, "text/html"));
    assert!(body.starts_with(b"<html>"));

    server.add_fault(json!({ "not_json": true }));
    assert!(serde_json::from_slice::<Value>(&turn_response(&server, &id).2).is_err());
    server.add_fault(json!({ "wrong_types": true }));
    let wrong: Value = serde_json::from_slice(&turn_response(&server, &id).2).expect("JSON");
    assert!(wrong["text"].is_array() && wrong["sample_rate"].is_array());
    server.add_fault(json!({ "deep_json": 100_000 }));
    assert_eq!(turn_response(&server, &id).2.len(), 200_000 + r#"{"text":}"#.len());
    server.add_fault(json!({ "invalid_utf8": true }));
    assert!(std::str::from_utf8(&turn_response(&server, &id).2).is_err());
    server.add_fault(json!({ "huge": 3_000_000 }));
    let (_, _, huge) = turn_response(&server, &id);
    assert_eq!(huge.len(), 3_000_000);
    serde_json::from_slice::<Value>(&huge).expect("JSON");
    server.add_fault(json!({ "redirect": "http://127.0.0.1:9/elsewhere", "status": 307 }));
    let response = turn(&server, &id).expect("a response");
    assert_eq!(
        (response.status().as_u16(), response.headers()["location"].to_str().ok()),
        (307, Some("http://127.0.0.1:9/elsewhere"))
    );

    server.add_fault(json!({ "body_prefix": "\u{feff}", "body_suffix": "\r\n\r\n" }));
    let odd = turn_response(&server, &id).2;
    assert!(odd.starts_with("\u{feff}{".as_bytes()) && odd.ends_with(b"}\r\n\r\n"));
    server.add_fault(json!({ "chunked": true }));
    let response = turn(&server, &id).expect("a response");
    assert_eq!(response.headers()["transfer-encoding"], "chunked");
    assert_eq!(crate::common::body(response)["charID"], id.as_str());
}

#[test]
fn fields_are_rewritten() {
    let server = TestServer::new();
    let id = server.create_character();
    let with = |fault: Value| {
        server.add_fault(fault);
        body(turn(&server, &id).expect("a response"))
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
        server.add_fault(json!({ "get": form, "path": "/character/get" }));
        body(server.post("/character/get", &json!({ "charID": id })))
    };
    assert_eq!(get("response_wrapper")["response"]["character_id"], id.as_str());
    assert_eq!(get("null_backstory")["backstory"], Value::Null);
    assert_eq!(get("only_id"), json!({ "character_id": id }));
    assert_eq!(get("camel_case")["charName"], "Raymond");
}

#[test]
fn audio_is_encoded_in_every_variant() {
    let server = TestServer::new();
    let id = server.create_character();
    let plain = decode(&body(turn(&server, &id).expect("a response"))["audio"]);
    let samples = (plain.len() - 44) / 2;
    let with = |form: &str| {
        server.add_fault(json!({ "audio": form }));
        body(turn(&server, &id).expect("a response")).get("audio").cloned()
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
    // hound does not skip the byte of padding, so this file is compared byte by byte.
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
fn responses_are_delayed_dripped_and_withheld() {
    let server = TestServer::new();
    let id = server.create_character();
    let start = Instant::now();
    server.add_fault(json!({ "delay_ms": 120 }));
    assert_eq!(turn(&server, &id).expect("a response").status(), 200);
    assert!(start.elapsed() >= Duration::from_millis(120));

    server.add_fault(json!({ "drip": 20, "every_ms": 10 }));
    let start = Instant::now();
    let reply = server.say(&id, "-1", "hi");
    assert_eq!(reply["charID"], id.as_str());
    assert!(start.elapsed() >= Duration::from_millis(60));

    server.add_fault(json!({ "hang": true }));
    let mut stream = server.connect();
    stream.write_all(&server.turn_bytes(&id)).expect("the request is sent");
    let hanging = server.wait_for_last(|last| {
        last["fault"].is_u64() && last["path"] == "/character/getResponse" && last["outcome"] == "open"
    });
    assert_eq!((&hanging["status"], &hanging["aborted"]), (&Value::Null, &json!(false)));
    stream.set_read_timeout(Some(Duration::from_millis(50))).expect("a timeout");
    assert!(stream.read(&mut [0]).is_err(), "the emulator must send nothing");
    drop(stream);
    let gone = server.wait_for_last(|last| last["aborted"] == true);
    assert!(gone["aborted_after_ms"].as_u64().is_some_and(|ms| ms >= 50));
}

#[test]
fn connections_are_cut_at_each_place() {
    let server = TestServer::new();
    let id = server.create_character();
    let request = server.turn_bytes(&id);
    for how in ["fin", "rst"] {
        for (cut, heads) in
            [("before_body", false), ("before_answer", false), ("after_headers", true), ("mid_body", true)]
        {
            let mut fault = json!({ "cut": cut, "how": how });
            if cut == "mid_body" {
                fault["bytes"] = json!(5);
            }
            server.add_fault(fault);
            let (response, error) = server.exchange(&request);
            assert_eq!(error.is_some(), how == "rst", "{cut} {how}: {error:?}");
            let response = String::from_utf8_lossy(&response).into_owned();
            assert_eq!(response.starts_with("HTTP/1.1 200 OK\r\n"), heads, "{cut} {how}: {response}");
            if heads {
                let body = response.split_once("\r\n\r\n").map(|(_, body)| body.len());
                assert_eq!(body, Some(if cut == "mid_body" { 5 } else { 0 }));
            }
            let entry = server.wait_for_last(|last| last["outcome"] == "cut");
            assert_eq!(entry["aborted"], false);
            assert_eq!(entry["values"]["charID"].is_string(), cut != "before_body");
        }
    }
    for fault in [json!({ "cut": "before_answer" }), json!({ "cut": "mid_body" })] {
        server.add_fault(fault);
        assert!(turn(&server, &id).and_then(|response| response.bytes()).is_err());
    }
    assert_eq!(turn(&server, &id).expect("a response").status(), 200);
}

#[test]
fn wrong_lengths_are_declared() {
    let server = TestServer::new();
    let id = server.create_character();
    server.add_fault(json!({ "wrong_length": 10 }));
    assert!(turn(&server, &id).and_then(|response| response.bytes()).is_err(), "ten bytes are missing");
    server.add_fault(json!({ "wrong_length": -10 }));
    let cut = turn(&server, &id).and_then(|response| response.bytes()).expect("a body");
    assert!(serde_json::from_slice::<Value>(&cut).is_err());
    server.add_fault(json!({ "cut_chunked": true, "bytes": 30 }));
    assert!(turn(&server, &id).and_then(|response| response.bytes()).is_err());

    server.add_fault(json!({ "declared_only": 1_000_000_000_000u64 }));
    let mut stream = server.connect();
    stream.write_all(&server.turn_bytes(&id)).expect("the request is sent");
    let mut head = vec![0; 1000];
    let length = stream.read(&mut head).expect("a head");
    assert!(String::from_utf8_lossy(&head[..length]).contains("content-length: 1000000000000\r\n"));
    drop(stream);
    server.wait_for_last(|last| last["aborted"] == true);
}

#[test]
fn faults_apply_only_to_matching_requests() {
    let server = TestServer::new();
    let (first, second) = (server.create_character(), server.create_character());
    let status = |id: &str| turn(&server, id).expect("a response").status().as_u16();
    server.add_fault(json!({ "path": "/character/get", "status": 500 }));
    server.add_fault(json!({ "character": second, "status": 503, "count": 2, "skip": 1 }));
    assert_eq!(
        [status(&first), status(&second), status(&second), status(&second), status(&second)],
        [200, 200, 503, 503, 200]
    );
    let faults = server.get_control("faults");
    assert_eq!((&faults[1]["hits"], &faults[1]["remaining"]), (&json!(2), &json!(0)));
    assert_eq!(faults[0]["remaining"], 1);

    let clear = |path: &str| server.client.delete(server.url(path)).send().expect("a response").status();
    assert_eq!(clear("/_emulator/faults"), 200);
    assert_eq!(server.get_control("faults"), json!([]));
    server.add_fault(json!({ "status": 503, "count": 0 }));
    assert!((0..5).all(|_| status(&first) == 503));
    clear("/_emulator/faults");

    let rolls = || {
        server.add_fault(json!({ "status": 503, "probability": 0.5, "seed": 7 }));
        let rolls: Vec<u16> = (0..40).map(|_| status("nobody")).collect();
        clear("/_emulator/faults");
        rolls
    };
    let once = rolls();
    assert_eq!(once, rolls(), "the same seed gives the same failures");
    let failures = once.iter().filter(|status| **status == 503).count();
    assert!((8..33).contains(&failures), "{failures}");
}

#[test]
fn a_replaced_response_does_no_work_and_a_cut_one_does() {
    let server = TestServer::new();
    let count = || server.get_control("characters").as_array().map(Vec::len);
    let start = count();
    let fields = json!({ "charName": "R", "voiceType": "MALE", "backstory": "R is here." });
    server.add_fault(json!({ "status": 500 }));
    assert_eq!(server.post("/character/create", &fields).status(), 500);
    assert_eq!(count(), start);
    server.add_fault(json!({ "cut": "before_answer" }));
    let lost = server.client.post(server.url("/character/create")).header("CONVAI-API-KEY", key()).json(&fields).send();
    assert!(lost.is_err());
    assert_eq!(count(), start.map(|count| count + 1));
}

#[test]
fn invalid_faults_are_refused_with_a_reason() {
    let server = TestServer::new();
    for (wrong, hint) in [
        (json!({ "explode": true }), "unknown field `explode`, expected one of `path`"),
        (json!({}), "does nothing"),
        (json!([]), "object"),
        (json!({ "status": 99 }), "200 to 599"),
        (json!({ "hang": true, "drip": 1 }), "only one"),
        (json!({ "html_502": true, "huge": 10 }), "only one"),
        (json!({ "html_502": true, "audio": "mp3" }), "rewrite"),
        (json!({ "audio": "vinyl" }), "raw_pcm"),
        (json!({ "huge": 10, "drip": 1 }), "generated while"),
        (json!({ "cut": "there" }), "mid_body"),
        (json!({ "cut": "mid_body", "how": "loud" }), "`fin` or `rst`"),
        (json!({ "status": 500, "probability": 2 }), "0 to 1"),
        (json!({ "cut": "before_body", "character": "c" }), "body"),
        (json!({ "delay_ms": -1 }), "delay_ms"),
        (
            json!({ "path": "/nowhere", "status": 500 }),
            "no endpoint has the path /nowhere; the paths are: *, /character/",
        ),
        (json!({ "path": "/character/create", "character": "c", "status": 500 }), "names no character"),
        (json!({ "path": "/character/get", "audio": "mp3" }), "do not have"),
        (json!({ "path": "/character/getResponse", "get": "only_id" }), "do not have"),
        (json!({ "status": 500, "seed": 1 }), "seed belongs to probability"),
        (json!({ "status": 500, "message": "m" }), "message belongs to error_shape"),
        (json!({ "hang": true, "every_ms": 5 }), "every_ms belongs to drip"),
        (json!({ "hang": true, "how": "rst" }), "how belongs to cut"),
        (json!({ "cut": "after_headers", "bytes": 5 }), "bytes belongs to"),
        (json!({ "hang": true, "status": 500 }), "status would have no effect"),
        (json!({ "cut": "before_answer", "html_502": true }), "html_502 would have no effect"),
        (json!({ "cut": "before_answer", "headers": { "a": "b" } }), "headers would have no effect"),
        (json!({ "cut": "before_body", "delay_ms": 5 }), "delay_ms would have no effect"),
        (json!({ "status": 503, "html_502": true }), "leave out status"),
        (json!({ "redirect": "http://x", "status": 200 }), "300 to 399"),
        (json!({ "status": 500, "body": "a", "json": {} }), "only one"),
        (json!({ "empty_body": true, "body": "a" }), "only one"),
        (json!({ "wrong_length": 0 }), "right length"),
        (json!({ "drip": 0 }), "drip"),
        (json!({ "status": 500, "headers": { "a b": "c" } }), "not a valid header"),
        (json!({ "stream": "explode" }), "broken_json"),
        (json!({ "stream": "cut", "hang": true }), "only one"),
        (json!({ "stream": "cut", "status": 500 }), "status replaces it"),
        (json!({ "stream": "error", "html_502": true }), "html_502 replaces it"),
        (json!({ "stream": "cut", "path": "/character/get" }), "responses of /character/get are none"),
        (json!({ "stream": "rate" }), "needs the key rate"),
        (json!({ "stream": "rate", "rate": 0 }), "between 4000 and 192000"),
        (json!({ "stream": "stall", "how": "rst" }), "how belongs to"),
        (json!({ "stream": "cut", "message": "m" }), "message belongs to"),
        (json!({ "hang": true, "pieces": 2 }), "pieces belongs to stream"),
    ] {
        let (status, response) = server.post_control("faults", &wrong);
        assert_eq!(status, 400, "{wrong}");
        assert!(text(&response, "error").contains(hint), "{wrong}: {response}");
    }
}
