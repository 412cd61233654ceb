//! The page at `/_emulator/`: its files, what a browser may do with them, and the routes that it reads.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::common::{TestServer, body, key};
use convai_emulator::{Options, PUBLIC_CHARACTER_ID, Pcm, WorldScope, encode_wav};
use reqwest::Method;
use reqwest::blocking::Response;
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

const PAGE: &str = "/_emulator/";

fn get(server: &TestServer, path: &str) -> Response {
    server.client.get(server.url(path)).send().expect("a response")
}

fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().expect("a text").to_owned()).unwrap_or_default()
}

/// Posts a recording to the public character.
fn post_recording(server: &TestServer, wav: Vec<u8>, voice: &'static str) -> Value {
    let form = Form::new()
        .text("charID", PUBLIC_CHARACTER_ID)
        .text("sessionID", "-1")
        .text("voiceResponse", voice)
        .part("file", Part::bytes(wav).file_name("microphone.wav"));
    let request = server.client.post(server.url("/character/getResponse")).header("CONVAI-API-KEY", key());
    body(request.multipart(form).send().expect("a response"))
}

/// The paths that a file of the page names.
fn named(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(['"', '\'', '`']).filter_map(|word| {
        let file = word.strip_prefix("./").map(|name| format!("/_emulator/page/script/{name}"));
        file.or_else(|| word.starts_with("/_emulator/page/").then(|| word.to_owned()))
    })
}

#[test]
fn every_file_of_the_page_is_served_and_no_other_address_is_named() {
    let server = TestServer::new();
    let mut waiting = vec![PAGE.to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let response = get(&server, &path);
        assert_eq!(response.status(), 200, "{path}");
        let expected = match path.rsplit('.').next() {
            Some("css") => "text/css; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "text/html; charset=utf-8",
        };
        assert_eq!(header(&response, "content-type"), expected, "{path}");
        let text = response.text().expect("a text");
        waiting.extend(named(&text));
        // Addresses of other machines, except for the name of a format.
        let text = text.replace("http://www.w3.org/2000/svg", "").replace("http://localhost", "");
        let text = text.replace("http://127.0.0.1", "");
        assert!(!text.contains("http:") && !text.contains("https:") && !text.contains("url("), "{path}");
        for unsafe_code in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "style=\""] {
            assert!(!text.contains(unsafe_code), "{path} has {unsafe_code}");
        }
    }
    // Each file in the folder is one of them: none was forgotten.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/page");
    for part in ["script", "style"] {
        for file in fs::read_dir(folder.join(part)).expect("a folder").flatten() {
            let path = format!("/_emulator/page/{part}/{}", file.file_name().to_string_lossy());
            assert!(seen.contains(&path), "{path} is not used");
        }
    }
    assert_eq!(get(&server, "/_emulator/page/script/none.js").status(), 404);
    assert_eq!(get(&server, "/_emulator/page/../mod.rs").status(), 404);
    assert_eq!(server.get_control("journal/count")["total"], 0, "the page is not in the journal");
}

#[test]
fn a_browser_may_load_nothing_but_the_page_itself() {
    let server = TestServer::new();
    for path in ["/_emulator", PAGE, "/_emulator/page/script/main.js"] {
        let response = get(&server, path);
        let policy = header(&response, "content-security-policy");
        for part in
            ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "trusted-types"]
        {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains("http") && !policy.contains('*'), "{policy}");
        assert_eq!(header(&response, "x-frame-options"), "DENY");
        assert_eq!(header(&response, "access-control-allow-origin"), "");
    }
    for path in ["health", "journal", "changes", "journal/1/audio", "nothing"] {
        let response = get(&server, &format!("/_emulator/{path}"));
        assert_eq!(header(&response, "cross-origin-resource-policy"), "same-origin", "{path}");
        assert_eq!(header(&response, "x-content-type-options"), "nosniff", "{path}");
    }
}

#[test]
fn a_website_can_neither_embed_recordings_nor_pose_as_the_page() {
    let server = TestServer::new();
    post_recording(&server, encode_wav(&Pcm { samples: vec![900; 800], rate: 8000 }), "True");
    let status = |path: &str, headers: &[(&str, &str)]| {
        let mut request = server.client.get(server.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().expect("a response").status().as_u16()
    };
    for path in ["journal/1/audio", "journal/1/file", "journal/1/voice", "journal/1", "changes"] {
        let path = format!("/_emulator/{path}");
        assert_eq!(status(&path, &[]), 200, "{path}");
        assert_eq!(status(&path, &[("Sec-Fetch-Site", "same-origin")]), 200, "{path}");
        for site in ["cross-site", "same-site"] {
            let embedded = [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "audio")];
            assert_eq!(status(&path, &embedded), 403, "{path}");
        }
        assert_eq!(status(&path, &[("Origin", "https://website.example")]), 403, "{path}");
        assert_eq!(status(&path, &[("Host", "website.example")]), 403, "{path}");
    }
    assert_eq!(status(PAGE, &[("Host", "website.example")]), 403);
    assert_eq!(status("/_emulator/page/script/main.js", &[("Host", "website.example:8080")]), 403);
    // A link to the page may stand anywhere.
    let link = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")];
    assert_eq!(status(PAGE, &link), 200);
}

#[test]
fn the_changes_show_a_turn_when_it_begins_and_when_it_is_answered() {
    let server = TestServer::new();
    let first = server.get_control("changes");
    assert_eq!((first["entries"].clone(), first["kept"].clone()), (json!([]), json!(0)));
    // The request waits until the turn arrives; the turn waits for the clock.
    server.post_control("clock", &json!({ "freeze": true }));
    server.change_settings(json!({ "latency_ms": 1000 }));
    let stamp = server.get_control("changes")["stamp"].clone();
    std::thread::scope(|scope| {
        let turn = scope.spawn(|| server.say(PUBLIC_CHARACTER_ID, "-1", "What are you afraid of?"));
        server.wait_for_waiting(1);
        let begun = server.get_control(&format!("changes?since={stamp}&wait_ms=60000"));
        let entry = &begun["entries"][0];
        assert_eq!((&entry["outcome"], &entry["said"]), (&json!("open"), &json!("What are you afraid of?")));
        assert_eq!((&entry["reply"], &entry["session"]), (&Value::Null, &json!("-1")));
        let waiting = scope.spawn({
            let server = &server;
            move || server.get_control(&format!("changes?since={}&wait_ms=60000", begun["stamp"]))
        });
        server.post_control("clock", &json!({ "advance_ms": 1000 }));
        let reply = turn.join().expect("a turn");
        // Other changes, such as that of the clock, can come first.
        let mut answered = waiting.join().expect("changes");
        while answered["entries"][0]["outcome"] != "answered" {
            answered = server.get_control(&format!("changes?since={}&wait_ms=60000", answered["stamp"]));
        }
        let entry = &answered["entries"][0];
        assert_eq!(
            (&entry["seq"], &entry["reply"], &entry["session"]),
            (&json!(1), &reply["text"], &reply["sessionID"])
        );
        assert_eq!(entry["elapsed_ms"], 1000);
    });
}

#[test]
fn many_changes_come_in_parts_and_cleared_ones_are_announced() {
    let server = TestServer::with(Options { journal_entries: 4, ..Options::default() });
    for n in 0..6 {
        server.say(PUBLIC_CHARACTER_ID, "-1", &format!("Question {n}"));
    }
    server.wait_for_last(|last| last["outcome"] == "answered");
    let numbers = |changes: &Value| -> Vec<u64> {
        changes["entries"].as_array().expect("a list").iter().filter_map(|entry| entry["seq"].as_u64()).collect()
    };
    let start = server.get_control("changes?limit=3");
    assert_eq!((numbers(&start), &start["more"], &start["kept"]), (vec![3, 4, 5], &json!(true), &json!(4)));
    let rest = server.get_control(&format!("changes?since={}", start["stamp"]));
    assert_eq!((numbers(&rest), &rest["more"]), (vec![6], &json!(false)));
    let none = server.get_control(&format!("changes?since={}&wait_ms=20", rest["stamp"]));
    assert_eq!((numbers(&none), &none["stamp"]), (vec![], &rest["stamp"]));
    // A stamp from an emulator that ran before.
    assert_eq!(numbers(&server.get_control("changes?since=999999&wait_ms=60000")), [3, 4, 5, 6]);

    server.client.delete(server.url("/_emulator/journal")).send().expect("a response");
    let cleared = server.get_control(&format!("changes?since={}&wait_ms=60000", rest["stamp"]));
    assert_ne!(cleared["clears"], rest["clears"]);
    assert_eq!((numbers(&cleared), &cleared["kept"]), (vec![], &json!(0)));
    // A change by a control route is no entry, and is announced.
    server.add_fault(json!({ "status": 503 }));
    let fault = server.get_control(&format!("changes?since={}&wait_ms=60000", cleared["stamp"]));
    assert_ne!(fault["control"], cleared["control"]);
    for wrong in ["since=x", "limit=-1", "wait=5"] {
        let response = get(&server, &format!("/_emulator/changes?{wrong}"));
        assert_eq!(response.status(), 400, "{wrong}");
    }
}

#[test]
fn a_key_sees_only_its_own_requests() {
    let server = TestServer::with(Options { worlds: WorldScope::PerKey, ..Options::default() });
    post_recording(&server, encode_wav(&Pcm { samples: vec![900; 800], rate: 8000 }), "False");
    let status = |path: &str, key: &str| {
        let request = server.client.get(server.url(&format!("/_emulator/{path}"))).header("CONVAI-API-KEY", key);
        let response = request.send().expect("a response");
        (response.status().as_u16(), response.bytes().expect("a body"))
    };
    for path in ["journal/1", "journal/1/audio", "journal/1/file"] {
        assert_eq!(status(path, key()).0, 200, "{path}");
        assert_eq!(status(path, "another-key-of-a-test").0, 404, "{path}");
    }
    let changes = |key: &str| -> Value { serde_json::from_slice(&status("changes", key).1).expect("JSON") };
    assert_eq!(changes(key())["kept"], 1);
    assert_eq!(
        (&changes("another-key-of-a-test")["kept"], &changes("another-key-of-a-test")["entries"]),
        (&json!(0), &json!([]))
    );
}

#[test]
fn the_recording_of_a_turn_and_the_voice_of_its_reply_can_be_heard() {
    let server = TestServer::new();
    let recordings = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
    server.change_settings(json!({ "loose": true }));
    for (index, name) in ["mono.wav", "a-law.wav", "ima-adpcm-stereo.wav"].into_iter().enumerate() {
        let wav = fs::read(recordings.join(name)).expect("a recording");
        let reply = post_recording(&server, wav.clone(), "True");
        let seq = index + 1;
        let played = get(&server, &format!("/_emulator/journal/{seq}/audio"));
        assert_eq!(header(&played, "content-type"), "audio/wav");
        let played = played.bytes().expect("a body");
        let reader = hound::WavReader::new(&played[..]).expect("a WAV that hound reads");
        assert_eq!((reader.spec().channels, reader.spec().bits_per_sample, reader.len()), (1, 16, 400), "{name}");
        let file = get(&server, &format!("/_emulator/journal/{seq}/file"));
        // A file that a client calls a page is not shown as one.
        assert_eq!(header(&file, "content-type"), "application/octet-stream");
        assert_eq!(file.bytes().expect("a body"), wav, "{name}");
        let voice = get(&server, &format!("/_emulator/journal/{seq}/voice")).bytes().expect("a body");
        assert_eq!(crate::common::decode(&reply["audio"]), voice, "{name}");
        let entry = server.get_control(&format!("journal/{seq}"));
        assert_eq!((&entry["reply"], &entry["files"][0]["filename"]), (&reply["text"], &json!("microphone.wav")));
        let tolerated = server.get_control("changes")["entries"][index]["tolerated"].to_string();
        assert_eq!(tolerated.contains("mono"), name.contains("stereo"), "{tolerated}");
    }
    server.say(PUBLIC_CHARACTER_ID, "-1", "No recording.");
    for path in ["journal/4/audio", "journal/4/file", "journal/4/voice", "journal/5", "journal/5/audio", "journal/x"] {
        assert_eq!(get(&server, &format!("/_emulator/{path}")).status(), 404, "{path}");
    }
}

#[test]
fn the_measurements_say_where_speech_begins() {
    let server = TestServer::new();
    let tone = |n: usize| if n % 16 < 8 { 8000 } else { -8000 };
    let samples = (0..16_000).map(|n| if n < 4000 { 0 } else { tone(n) }).collect();
    post_recording(&server, encode_wav(&Pcm { samples, rate: 16_000 }), "False");
    let wav = server.get_control("changes")["entries"][0]["audio"].clone();
    assert_eq!(
        (&wav["speech_share"], &wav["leading_silence"], &wav["clipped"]),
        (&json!(0.76), &json!(0.24), &json!(0))
    );
}

#[test]
fn one_fault_can_be_removed_and_what_it_did_is_in_the_changes() {
    let server = TestServer::new();
    server
        .add_fault(json!({ "path": "/character/getResponse", "status": 429, "body": "slow <b>down</b>", "count": 0 }));
    server.add_fault(json!({ "html_502": true }));
    let failed = server.post_turn(&[("charID", PUBLIC_CHARACTER_ID), ("userText", "Hello")]);
    assert_eq!(failed.status(), 429);
    let entry = server.wait_for_last(|last| last["outcome"] == "answered");
    assert_eq!((&entry["fault"], &entry["reply"]), (&json!(1), &json!("slow <b>down</b>")));
    let remove = |id: &str| {
        let request = server.client.request(Method::DELETE, server.url(&format!("/_emulator/faults/{id}")));
        request.send().expect("a response").status().as_u16()
    };
    assert_eq!((remove("1"), remove("1"), remove("x"), remove("")), (200, 404, 404, 200));
    assert_eq!(server.get_control("faults"), json!([]), "without an id, all are removed");
}

#[test]
fn a_key_that_a_reply_repeats_is_redacted() {
    let server = TestServer::new();
    server.change_settings(json!({ "echo": true }));
    // Not the key of the other tests, which must never be sent outside of its header.
    let leaked = "a-key-that-leaks-123";
    let fields =
        [("userText", leaked), ("charID", PUBLIC_CHARACTER_ID), ("sessionID", "-1"), ("voiceResponse", "False")];
    let request = server.client.post(server.url("/character/getResponse")).header("CONVAI-API-KEY", leaked);
    let reply = body(request.form(&fields).send().expect("a response"));
    assert_eq!(reply["text"], leaked, "the client gets what it sent");
    for path in ["changes", "journal", "journal/1"] {
        let shown = server.get_control(path).to_string();
        assert!(shown.contains("********") && !shown.contains(leaked), "{path}: {shown}");
    }
}
