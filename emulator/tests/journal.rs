//! The journal: what it records, shows and redacts.

mod common;

use std::io::Write;
use std::path::Path;

use common::{TestServer, decode, key, text, tone};
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
    let form = Form::new().text("charID", id).text("sessionID", "line\r\nbreak").part("file", part);
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
    server.add_fault(json!({ "status": 500, "path": "/nowhere" }));
    server.change_settings(json!({ "echo": true }));
    assert_eq!(server.post_control("reset", &json!({})), (200, json!({ "status": "reset" })));
    assert_eq!(server.get_control("journal"), json!([]));
    assert_eq!(server.get_control("faults"), json!([]));
    assert_eq!(server.get_control("settings")["echo"], false);
    assert_eq!(server.post("/character/get", &json!({ "charID": id })).status(), 400);
    assert_ne!(server.create_character(), id, "an id from before a reset is not used again");
    assert_eq!(text(&server.get_control("health"), "status"), "ok");
}
