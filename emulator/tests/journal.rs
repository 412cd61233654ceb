//! What the journal keeps, shows and hides.

mod common;

use std::io::Write;
use std::path::Path;

use common::{Bench, decode, key, text, tone};
use convai_emulator::Options;
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

#[test]
fn fields_are_kept_byte_for_byte() {
    let bench = Bench::new();
    let id = bench.create();
    let words = "a&b=c+d%25 e\u{0}\r\n“ü”日本語 🦀";
    let reply = bench.say(&id, "-1", words);
    assert_eq!(reply["userQuery"], words);
    let last = bench.look("journal/last?raw=1");
    let field = &last["fields"][0];
    assert_eq!((&field["name"], &field["text"]), (&json!("userText"), &json!(words)));
    assert_eq!(decode(&field["base64"]), words.as_bytes());
    assert_eq!(field["length"], words.len());
    assert_eq!(last["values"]["sessionID"], "-1");
    assert_eq!(last["status"], 200);
    assert_eq!(last["outcome"], "answered");
    assert_eq!(decode(&last["raw"]).len() as u64, last["body_length"].as_u64().unwrap_or(0));

    let broken = b"userText=%ff%fe&charID=x".to_vec();
    let request = bench.client.post(bench.url("/character/getResponse")).body(broken);
    let request = request.header("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(request.send().expect("an answer").status(), 401);
    assert_eq!(decode(&bench.look("journal/last")["fields"][0]["base64"]), b"\xff\xfe");
}

#[test]
fn multipart_bytes_are_kept_and_audio_is_shown_when_asked() {
    let bench = Bench::new();
    let id = bench.create();
    let wav = tone(44_100);
    let part = Part::bytes(wav.clone()).file_name("out \"quoted\" ü.wav");
    let form = Form::new().text("charID", id).text("sessionID", "line\r\nbreak").part("file", part);
    let request = bench.client.post(bench.url("/character/getResponse/")).header("CONVAI-API-KEY", key());
    assert_eq!(request.multipart(form).send().expect("an answer").status(), 200);
    let last = bench.look("journal/last");
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
    assert_eq!(decode(&bench.look("journal/last?audio=1")["files"][0]["base64"]), wav);
}

#[test]
fn credentials_are_never_shown() {
    let bench = Bench::new();
    let secret = "sk-0123456789abcdef";
    let request = bench.client.post(bench.url(&format!("/character/get?key={secret}")));
    let request = request.header("CONVAI-API-KEY", secret).header("API-AUTH-TOKEN", "token-0123456789");
    let request = request.header("Authorization", "Bearer 0123456789");
    request.json(&json!({ "charID": "c", "key": secret })).send().expect("an answer");
    let shown = bench.look("journal?audio=1&raw=1").to_string();
    assert!(!shown.contains(secret) && !shown.contains("token-0123456789") && !shown.contains("Bearer"), "{shown}");
    let last = bench.look("journal/last");
    assert_eq!(last["headers"]["convai-api-key"], "sk… (19 bytes)");
    assert_eq!(last["headers"]["api-auth-token"], "to… (16 bytes)");
    assert_eq!(last["key_leaked"], true);
    assert_eq!(last["values"]["key"], "*".repeat(secret.len()));

    bench.post("/character/get", &json!({ "charID": "c" }));
    let last = bench.look("journal/last");
    assert_eq!(last["key_leaked"], false);
    assert_eq!(last["json"], json!({ "charID": "c" }));
    assert_eq!(last["encoding"], "json");
}

#[test]
fn the_journal_is_written_to_a_file_too() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("journal-{}", std::process::id()));
    let bench = Bench::with(Options { journal_folder: Some(folder.clone()), ..Options::default() });
    let id = bench.create();
    bench.fault(json!({ "hang": true }));
    let mut stream = bench.raw();
    stream.write_all(&bench.raw_turn(&id)).expect("sending");
    bench.last_when(|last| last["values"]["charID"].is_string());
    bench.control("reset", &json!({}));
    bench.post(&format!("/elsewhere?key={}", key()), &json!({}));
    let files: Vec<_> = std::fs::read_dir(&folder).expect("the folder").flatten().collect();
    assert_eq!(files.len(), 1);
    let text = std::fs::read_to_string(files[0].path()).expect("the file");
    std::fs::remove_dir_all(&folder).expect("the folder");
    // Not in the failure's text either: it would show the key.
    assert!(!text.contains(key()), "the file shows the key");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let paths: Vec<_> = lines.iter().map(|line| line["path"].as_str().unwrap_or_default()).collect();
    assert_eq!(paths, ["/character/create", "/character/getResponse", "/elsewhere"]);
    let leaked: Vec<_> = lines.iter().map(|line| line["key_leaked"] == true).collect();
    assert_eq!(leaked, [false, false, true]);
}

#[test]
fn lines_can_be_picked_and_cleared() {
    let bench = Bench::new();
    let id = bench.create();
    for _ in 0..3 {
        bench.say(&id, "-1", "hi");
    }
    let lines = |query: &str| {
        let lines = bench.look(&format!("journal{query}"));
        lines.as_array().expect("a list").iter().filter_map(|line| line["seq"].as_u64()).collect::<Vec<_>>()
    };
    assert_eq!(lines(""), [1, 2, 3, 4]);
    assert_eq!(lines("?last=2"), [3, 4]);
    assert_eq!(lines("?since=3"), [4]);
    assert_eq!(lines("?path=/character/create"), [1]);
    assert_eq!(bench.look("journal/count"), json!({ "total": 4, "kept": 4 }));
    assert_eq!(bench.emulator.journal().as_array().map(Vec::len), Some(4));
    bench.client.delete(bench.url("/_emulator/journal")).send().expect("an answer");
    assert_eq!(lines(""), [0; 0]);
    let none = bench.client.get(bench.url("/_emulator/journal/last")).send().expect("an answer");
    assert_eq!(none.status(), 404);
}

#[test]
fn it_keeps_the_newest_and_counts_all() {
    let bench = Bench::with(Options { journal_entries: 3, journal_bytes: 2000, ..Options::default() });
    for _ in 0..10 {
        bench.say(convai_emulator::PUBLIC_CHARACTER_ID, "-1", "hi");
    }
    assert_eq!(bench.look("journal/count"), json!({ "total": 10, "kept": 3 }));
    bench.say(convai_emulator::PUBLIC_CHARACTER_ID, "-1", &"long ".repeat(1000));
    assert_eq!(bench.look("journal/count"), json!({ "total": 11, "kept": 1 }));
    assert_eq!(bench.look("journal/last")["seq"], 11);
}

#[test]
fn connections_are_numbered_so_that_reuse_shows() {
    let bench = Bench::new();
    bench.post("/character/get", &json!({})).bytes().expect("a body");
    bench.post("/character/get", &json!({})).bytes().expect("a body");
    let journal = bench.emulator.journal();
    assert_eq!(journal[0]["connection"], journal[1]["connection"]);
    bench.exchange(b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_ne!(bench.look("journal/last")["connection"], journal[1]["connection"]);
}

#[test]
fn a_client_that_leaves_is_noticed() {
    let bench = Bench::new();
    let id = bench.create();
    bench.settings(json!({ "latency_ms": 20_000 }));
    let mut stream = bench.raw();
    stream.write_all(&bench.raw_turn(&id)).expect("sending");
    bench.last_when(|last| last["values"]["charID"].is_string());
    drop(stream);
    let line = bench.last_when(|last| last["aborted"] == true);
    assert_eq!((&line["status"], &line["outcome"]), (&Value::Null, &json!("aborted")));

    // In the middle of its own upload.
    let request = bench.raw_turn(&id);
    let mut stream = bench.raw();
    stream.write_all(&request[..request.len() - 5]).expect("sending");
    bench.last_when(|last| last["outcome"] == "open");
    drop(stream);
    let line = bench.last_when(|last| last["aborted"] == true);
    assert_eq!(line["fields"], json!([]));

    // In the middle of the answer.
    bench.settings(json!({ "latency_ms": 0 }));
    bench.fault(json!({ "drip": 1, "every_ms": 50 }));
    let mut stream = bench.raw();
    stream.write_all(&request).expect("sending");
    bench.last_when(|last| last["status"] == 200 && last["outcome"] == "open");
    drop(stream);
    bench.last_when(|last| last["aborted"] == true);
}

#[test]
fn reset_goes_back_to_the_start() {
    let bench = Bench::new();
    let id = bench.create();
    bench.fault(json!({ "status": 500, "path": "/nowhere" }));
    bench.settings(json!({ "echo": true }));
    assert_eq!(bench.control("reset", &json!({})), (200, json!({ "status": "reset" })));
    assert_eq!(bench.look("journal"), json!([]));
    assert_eq!(bench.look("faults"), json!([]));
    assert_eq!(bench.look("settings")["echo"], false);
    assert_eq!(bench.post("/character/get", &json!({ "charID": id })).status(), 400);
    assert_ne!(bench.create(), id, "a stale id never comes to life again");
    assert!(text(&bench.look("health"), "status") == "ok");
}
