//! The curl samples of the service's documentation, run with curl.
//!
//! If curl is not installed, the tests say so and pass, except in `make test`.

use std::process::Command;

use crate::common::{STORY, TestServer, key, text, tone};
use serde_json::{Value, json};

/// Runs `curl --location --request POST` with the API key. `None` if curl is not installed.
fn curl(server: &TestServer, path: &str, more: &[&str]) -> Option<Value> {
    let run = Command::new("curl")
        .args(["--silent", "--show-error", "--noproxy", "*", "--location", "--request", "POST"])
        .arg(server.url(path))
        .arg("--header")
        .arg(format!("CONVAI-API-KEY: {}", key()))
        .args(more)
        .output();
    match run {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            Some(serde_json::from_slice(&output.stdout).expect("JSON"))
        }
        Err(_) => {
            crate::common::not_run_without("curl");
            None
        }
    }
}

const JSON: [&str; 2] = ["--header", "Content-Type: application/json"];

#[test]
fn every_documented_curl_sample_succeeds() {
    let server = TestServer::new();
    let raw = |path: &str, fields: Value| {
        let data = fields.to_string();
        curl(&server, path, &[JSON[0], JSON[1], "--data-raw", &data])
    };
    let create = json!({ "charName": "Raymond", "voiceType": "MALE", "backstory": STORY });
    let Some(created) = raw("/character/create", create) else {
        return;
    };
    let id = text(&created, "charID");
    let update = json!({ "charID": id, "voiceType": "US MALE 1", "charName": "Raymond Reddington" });
    assert_eq!(raw("/character/update", update), Some(json!({ "STATUS": "SUCCESS" })));
    for search in [json!({ "charID": id }), json!({ "charName": "Raymond Reddington" })] {
        let found = raw("/character/get", search).unwrap_or_default();
        assert_eq!(found["character_id"], id.as_str());
    }

    let field = |name: &str, value: &str| format!("{name}=\"{value}\"");
    let turn = [field("charID", &id), field("sessionID", "-1"), field("voiceResponse", "True")];
    let turn: Vec<&str> = turn.iter().flat_map(|field| ["--form", field]).collect();
    let words = field("userText", "What is your name ?");
    let reply = curl(&server, "/character/getResponse", &[&turn[..], &["--form", &words]].concat());
    let reply = reply.unwrap_or_default();
    assert_eq!(reply["userQuery"], "What is your name ?");
    assert!(reply["audio"].is_string());

    let path = std::env::temp_dir().join(format!("convai-emulator-{}.wav", std::process::id()));
    std::fs::write(&path, tone(16_000)).expect("a file");
    let file = format!("file=@\"{}\"", path.display());
    let reply = curl(&server, "/character/getResponse", &[&turn[..], &["--form", &file]].concat());
    let _ = std::fs::remove_file(&path);
    assert!(text(&reply.unwrap_or_default(), "text").contains("16000 Hz, 1 channel, 16 bits"));

    // The samples for clone and delete use the short options `-H` and `-d`.
    let data = json!({ "charID": id }).to_string();
    let cloned = curl(&server, "/user/clone_character", &["-H", JSON[1], "-d", &data]);
    assert_ne!(text(&cloned.unwrap_or_default(), "charID"), id);
    let deleted = curl(&server, "/character/delete", &["-H", JSON[1], "-d", &data]);
    assert_eq!(deleted, Some(json!({ "STATUS": "SUCCESS" })));
}

/// Before a large body, curl waits up to a second for `100 Continue`.
#[test]
fn a_large_upload_with_expect_is_accepted() {
    let server = TestServer::new();
    let id = server.create_character();
    let path = std::env::temp_dir().join(format!("convai-emulator-large-{}.wav", std::process::id()));
    let samples = vec![0; 2_000_000];
    let wav = convai_emulator::encode_wav(&convai_emulator::Pcm { samples, rate: 48_000 });
    std::fs::write(&path, wav).expect("a file");
    let file = format!("file=@{}", path.display());
    let id = format!("charID={id}");
    let more = [
        "--header",
        "Expect: 100-continue",
        "--form",
        &id,
        "--form",
        "sessionID=-1",
        "--form",
        "voiceResponse=False",
        "--form",
        &file,
    ];
    let reply = curl(&server, "/character/getResponse", &more);
    let _ = std::fs::remove_file(&path);
    if let Some(reply) = reply {
        assert!(text(&reply, "text").contains("That is silence"), "{reply}");
        assert_eq!(server.get_control("journal/last")["headers"]["expect"], "100-continue");
    }
}
