//! The journal: what it records, shows and redacts.

use std::io::Write;
use std::path::Path;

use crate::common::{TestServer, decode, key, text, tone};
use convai_emulator::Options;
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

#[test]
fn fields_are_recorded_byte_for_byte() {
    let server = TestServer::new();
    let id = server.create_character();
    let words = "a&b=c+d%25 e\u{0}\r\n“ü”日本語 🦀";
    let reply = server.say(&id, "-1", words);
    assert_eq!(reply["userQuery"], words);
    let last = server.get_control("journal/last?raw=1");
    let field = &last["fields"][0];
    assert_eq!((&field["name"], &field["text"]), (&json!("userText"), &json!(words)));
    assert_eq!(decode(&field["base64"]), words.as_bytes());
    assert_eq!(field["length"], words.len());
    assert_eq!(last["values"]["sessionID"], "-1");
    assert_eq!(last["status"], 200);
    assert_eq!(last["outcome"], "answered");
    assert_eq!(decode(&last["raw"]).len() as u64, last["body_length"].as_u64().unwrap_or(0));

    let broken = b"userText=%ff%fe&charID=x".to_vec();
    let request = server.client.post(server.url("/character/getResponse")).body(broken);
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(request.send().expect("a response").status(), 401);
    assert_eq!(decode(&server.get_control("journal/last")["fields"][0]["base64"]), b"\xff\xfe");
}

#[test]
fn uploaded_files_are_recorded_and_shown_on_request() {
    let server = TestServer::new();
    let id = server.create_character();
    let wav = tone(44_100);
    let part = Part::bytes(wav.clone()).file_name("out \"quoted\" ü.wav");
    let form = Form::new()
        .text("charID", id)
        .text("sessionID", "line\r\nbreak")
        .text("voiceResponse", "False")
        .part("file", part);
    let request = server.client.post(server.url("/character/getResponse/")).header("CONVAI-API-KEY", key());
    assert_eq!(request.multipart(form).send().expect("a response").status(), 200);
    let last = server.get_control("journal/last");
    assert_eq!(last["path"], "/character/getResponse/");
    assert_eq!(last["values"]["sessionID"], "line\r\nbreak");
    let file = &last["files"][0];
    assert!(file.get("base64").is_none());
    assert_eq!(
        (&file["name"], &file["content_type"], &file["length"]),
        (&json!("file"), &Value::Null, &json!(wav.len()))
    );
    assert_eq!(file["wav"]["sample_rate"], 44_100);
    assert_eq!(file["wav"]["frames"], 22_050);
    assert_eq!(decode(&server.get_control("journal/last?audio=1")["files"][0]["base64"]), wav);
}

#[test]
fn credentials_are_redacted() {
    let server = TestServer::new();
    let secret = "sk-0123456789abcdef";
    let request = server.client.post(server.url(&format!("/character/get?key={secret}")));
    let request = request.header("CONVAI-API-KEY", secret).header("API-AUTH-TOKEN", "token-0123456789");
    let request = request.header("Authorization", "Bearer 0123456789");
    request.json(&json!({ "charID": "c", "key": secret })).send().expect("a response");
    let shown = server.get_control("journal?audio=1&raw=1").to_string();
    assert!(!shown.contains(secret) && !shown.contains("token-0123456789") && !shown.contains("Bearer"), "{shown}");
    let last = server.get_control("journal/last");
    assert_eq!(last["headers"]["convai-api-key"], "sk… (19 bytes)");
    assert_eq!(last["headers"]["api-auth-token"], "to… (16 bytes)");
    assert_eq!(last["key_leaked"], true);
    assert_eq!(last["values"]["key"], "*".repeat(secret.len()));

    server.post("/character/get", &json!({ "charID": "c" }));
    let last = server.get_control("journal/last");
    assert_eq!(last["key_leaked"], false);
    assert_eq!(last["json"], json!({ "charID": "c" }));
    assert_eq!(last["encoding"], "json");
}

#[test]
fn the_journal_is_also_written_to_a_file() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("journal-{}", std::process::id()));
    let server = TestServer::with(Options { journal_folder: Some(folder.clone()), ..Options::default() });
    let id = server.create_character();
    server.add_fault(json!({ "hang": true }));
    let mut stream = server.connect();
    stream.write_all(&server.turn_bytes(&id)).expect("the request is sent");
    server.wait_for_last(|last| last["values"]["charID"].is_string());
    server.post_control("reset", &json!({}));
    server.post(&format!("/elsewhere?key={}", key()), &json!({}));
    let files: Vec<_> = std::fs::read_dir(&folder).expect("the folder").flatten().collect();
    assert_eq!(files.len(), 1);
    let text = std::fs::read_to_string(files[0].path()).expect("the file");
    // Windows removes no folder with an open file.
    drop(server);
    std::fs::remove_dir_all(&folder).expect("the folder");
    // The file is not part of the failure message, which would print the key.
    assert!(!text.contains(key()), "the file shows the key");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let paths: Vec<_> = lines.iter().map(|line| line["path"].as_str().unwrap_or_default()).collect();
    assert_eq!(paths, ["/character/create", "/character/getResponse", "/elsewhere"]);
    let leaked: Vec<_> = lines.iter().map(|line| line["key_leaked"] == true).collect();
    assert_eq!(leaked, [false, false, true]);
}

#[test]
fn entries_can_be_selected_and_cleared() {
    let server = TestServer::new();
    let id = server.create_character();
    for _ in 0..3 {
        server.say(&id, "-1", "hi");
    }
    let numbers = |query: &str| {
        let entries = server.get_control(&format!("journal{query}"));
        entries.as_array().expect("a list").iter().filter_map(|entry| entry["seq"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(""), [1, 2, 3, 4]);
    assert_eq!(numbers("?last=2"), [3, 4]);
    assert_eq!(numbers("?since=3"), [4]);
    assert_eq!(numbers("?path=/character/create"), [1]);
    assert_eq!(server.get_control("journal/count"), json!({ "total": 4, "kept": 4 }));
    assert_eq!(server.emulator.journal().as_array().map(Vec::len), Some(4));
    server.client.delete(server.url("/_emulator/journal")).send().expect("a response");
    assert_eq!(numbers(""), [0; 0]);
    let none = server.client.get(server.url("/_emulator/journal/last")).send().expect("a response");
    assert_eq!(none.status(), 404);
}

#[test]
fn the_newest_entries_are_kept_and_all_are_counted() {
    let server = TestServer::with(Options { journal_entries: 3, journal_bytes: 2000, ..Options::default() });
    for _ in 0..10 {
        server.say(convai_emulator::PUBLIC_CHARACTER_ID, "-1", "hi");
    }
    assert_eq!(server.get_control("journal/count"), json!({ "total": 10, "kept": 3 }));
    server.say(convai_emulator::PUBLIC_CHARACTER_ID, "-1", &"long ".repeat(1000));
    assert_eq!(server.get_control("journal/count"), json!({ "total": 11, "kept": 1 }));
    assert_eq!(server.get_control("journal/last")["seq"], 11);
}

#[test]
fn connections_are_numbered() {
    let server = TestServer::new();
    server.post("/character/get", &json!({})).bytes().expect("a body");
    server.post("/character/get", &json!({})).bytes().expect("a body");
    let journal = server.emulator.journal();
    assert_eq!(journal[0]["connection"], journal[1]["connection"]);
    server.exchange(b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_ne!(server.get_control("journal/last")["connection"], journal[1]["connection"]);
}

#[test]
fn a_client_that_closes_early_is_recorded_as_aborted() {
    let server = TestServer::new();
    let id = server.create_character();
    server.change_settings(json!({ "latency_ms": 20_000 }));
    let mut stream = server.connect();
    stream.write_all(&server.turn_bytes(&id)).expect("the request is sent");
    server.wait_for_last(|last| last["values"]["charID"].is_string());
    drop(stream);
    let entry = server.wait_for_last(|last| last["aborted"] == true);
    assert_eq!((&entry["status"], &entry["outcome"]), (&Value::Null, &json!("aborted")));

    // The client closes in the middle of the upload.
    let request = server.turn_bytes(&id);
    let mut stream = server.connect();
    stream.write_all(&request[..request.len() - 5]).expect("the request is sent");
    server.wait_for_last(|last| last["outcome"] == "open");
    drop(stream);
    let entry = server.wait_for_last(|last| last["aborted"] == true);
    assert_eq!(entry["fields"], json!([]));

    // The client closes in the middle of the response.
    server.change_settings(json!({ "latency_ms": 0 }));
    server.add_fault(json!({ "drip": 1, "every_ms": 50 }));
    let mut stream = server.connect();
    stream.write_all(&request).expect("the request is sent");
    server.wait_for_last(|last| last["status"] == 200 && last["outcome"] == "open");
    drop(stream);
    server.wait_for_last(|last| last["aborted"] == true);
}

#[test]
fn reset_restores_the_state_after_the_start() {
    let server = TestServer::new();
    let id = server.create_character();
    server.add_fault(json!({ "status": 500, "path": "/character/delete" }));
    server.change_settings(json!({ "echo": true }));
    assert_eq!(server.post_control("reset", &json!({})), (200, json!({ "status": "reset" })));
    assert_eq!(server.get_control("journal"), json!([]));
    assert_eq!(server.get_control("faults"), json!([]));
    assert_eq!(server.get_control("settings")["echo"], false);
    assert_eq!(server.post("/character/get", &json!({ "charID": id })).status(), 400);
    assert_eq!(server.create_character(), id, "the ids after a reset are those after the start");
    assert_eq!(text(&server.get_control("health"), "status"), "ok");
}

#[test]
fn a_test_waits_for_the_next_turn() {
    let server = TestServer::new();
    let id = server.create_character();
    let since = server.get_control("journal/count")["total"].as_u64().expect("a number");
    server.change_settings(json!({ "latency_ms": 300 }));
    let query = format!("journal?path=/character/getResponse&since={since}&wait_ms=20000");
    let found = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| server.get_control(&query));
        server.say(&id, "-1", "Where are you?");
        waiting.join().expect("no panic")
    });
    // The request was seen when it arrived, but is shown once it is answered.
    assert_eq!(found.as_array().map(Vec::len), Some(1), "{found}");
    assert_eq!((&found[0]["status"], &found[0]["outcome"]), (&json!(200), &json!("answered")));

    // What has happened already needs no wait, and what does not happen gives an empty list.
    assert_eq!(server.get_control(&query), found);
    let none = server.get_control(&format!("journal?status=500&since={since}&wait_ms=50"));
    assert_eq!(none, json!([]));
    let url = server.url("/_emulator/journal/last?status=500&wait_ms=50");
    assert_eq!(server.client.get(url).send().expect("a response").status(), 404);
}

/// A request that a fault lets hang is never finished, so a test has to ask for it as open.
#[test]
fn a_test_waits_for_a_request_that_hangs() {
    let server = TestServer::new();
    server.add_fault(json!({ "hang": true }));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| server.get_control("journal/last?outcome=open&wait_ms=20000"));
        let mut stream = server.connect();
        stream.write_all(&server.turn_bytes("anybody")).expect("the request is sent");
        assert_eq!(waiting.join().expect("no panic")["outcome"], "open");
        drop(stream);
    });
    assert_eq!(server.get_control("journal/last?outcome=aborted&wait_ms=20000")["aborted"], true);
}

#[test]
fn the_journal_is_searched_by_session_status_and_problem() {
    let server = TestServer::new();
    let id = server.create_character();
    let first = text(&server.say(&id, "-1", "one"), "sessionID");
    server.say(&id, "-1", "two");
    server.say(&id, &first, "three");
    server.post("/character/get", &json!({ "charID": "nobody" }));
    let words = |query: &str| -> Vec<String> {
        let found = server.get_control(&format!("journal?{query}"));
        let entries = found.as_array().cloned().unwrap_or_default();
        entries.iter().map(|entry| entry["values"]["userText"].as_str().unwrap_or("-").to_owned()).collect()
    };
    // The first turn asked for a new session, and is found by the session of its reply.
    assert_eq!(words(&format!("session={first}")), ["one", "three"]);
    assert_eq!(words(&format!("session={first}&last=1")), ["three"]);
    assert_eq!(words("status=200"), ["one", "two", "three"]);
    assert_eq!(words("status=400"), ["-"]);
    assert_eq!(words("problem=1"), ["-"]);
    assert_eq!(words("problem=NOBODY"), ["-"]);
    assert_eq!(words("problem=0&path=/character/getResponse"), ["one", "two", "three"]);
    let entry = server.get_control("journal/last?problem=true");
    assert_eq!(entry["note"], "no character has the id or name nobody");
}

#[test]
fn an_invalid_journal_query_is_refused() {
    let server = TestServer::new();
    for (query, words) in [
        ("stauts=200", "unknown parameter stauts"),
        ("status=ok", "status must be a status"),
        ("since=yesterday", "since must be the seq of an entry"),
        ("wait_ms=-1", "wait_ms must be a number of milliseconds"),
        ("outcome=lost", "outcome must be open"),
        ("audio=please", "audio must be 1 or 0"),
    ] {
        for path in ["journal", "journal/last"] {
            let url = server.url(&format!("/_emulator/{path}?{query}"));
            let response = server.client.get(url).send().expect("a response");
            assert_eq!(response.status(), 400, "{query}");
            let message = text(&crate::common::body(response), "error");
            assert!(message.starts_with(words), "{message}");
        }
    }
}
