//! What the documentation requires: refused by default, and with `loose` tolerated and named.

use crate::common::{TestServer, body, key, text, tone};
use convai_emulator::PUBLIC_CHARACTER_ID as PELL;
use reqwest::blocking::Response;
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

/// What the header and the journal say was tolerated.
fn tolerated(server: &TestServer, response: &Response) -> String {
    let header = response.headers().get("x-emulator-tolerated").and_then(|value| value.to_str().ok());
    let journal = server.get_control("journal/last")["tolerated"].clone();
    let journal: Vec<&str> = journal.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert_eq!(header.unwrap_or_default(), journal.join("; "));
    header.unwrap_or_default().to_owned()
}

/// Sends a request twice: strict, where it is refused with this status, and loose, where it succeeds and is named.
fn check(server: &TestServer, send: impl Fn() -> Response, status: u16, named: &str) {
    server.change_settings(json!({ "loose": false }));
    let refused = send();
    assert_eq!(refused.status(), status, "{named}");
    let note = refused.headers()["x-emulator-note"].to_str().unwrap_or_default().to_owned();
    assert_eq!(note, format!("{named}; --loose tolerates it"));
    assert_eq!(tolerated(server, &refused), "");
    server.change_settings(json!({ "loose": true }));
    let accepted = send();
    assert!(accepted.status().is_success(), "{named}");
    assert_eq!(tolerated(server, &accepted), named);
}

#[test]
fn a_turn_needs_a_session_id_and_a_voice_response() {
    let server = TestServer::new();
    let turn = |fields: &[(&str, &str)]| server.post_form(&[&[("charID", PELL), ("userText", "hi")], fields].concat());
    check(&server, || turn(&[("voiceResponse", "False")]), 400, "sessionID is missing");
    check(&server, || turn(&[("sessionID", "-1"), ("voiceResponse", "")]), 400, "voiceResponse is missing");
    server.change_settings(json!({ "loose": false }));
    assert_eq!(body(turn(&[("sessionID", "-1")])), json!({ "ERROR": "voiceResponse is a required field" }));
}

#[test]
fn a_recording_has_the_declared_rate_and_one_channel() {
    let server = TestServer::new();
    let send = |wav: Vec<u8>, rate: &str| {
        let form = Form::new().text("charID", PELL).text("sessionID", "-1").text("voiceResponse", "False");
        let form = form.text("sample_rate", rate.to_owned()).part("file", Part::bytes(wav).file_name("audio.wav"));
        let request = server.client.post(server.url("/character/getResponse")).header("CONVAI-API-KEY", key());
        request.multipart(form).send().expect("a response")
    };
    assert_eq!(send(tone(16_000), "16000").status(), 200);
    let named = "sample_rate is 44100, but the file has 16000 Hz";
    check(&server, || send(tone(16_000), "44100"), 400, named);
    let mut stereo = tone(16_000);
    stereo[22] = 2;
    stereo[32] = 4;
    check(&server, || send(stereo.clone(), "16000"), 404, "the audio must be mono, but has 2 channels");
}

#[test]
fn texts_are_utf_8() {
    let server = TestServer::new();
    let send = |kind: &str, text: &[u8]| {
        let mut form = format!("charID={PELL}&sessionID=-1&voiceResponse=False&userText=").into_bytes();
        form.extend_from_slice(text);
        let request = server.client.post(server.url("/character/getResponse")).header("CONVAI-API-KEY", key());
        request.header("Content-Type", kind).body(form).send().expect("a response")
    };
    let form = "application/x-www-form-urlencoded";
    assert_eq!(send(&format!("{form}; charset=UTF-8"), b"hi").status(), 200);
    let latin = format!("{form}; charset=ISO-8859-1");
    check(&server, || send(&latin, b"hi"), 400, "the charset is iso-8859-1, and the service reads UTF-8");
    check(&server, || send(form, b"%e4"), 400, "userText is not UTF-8");
}

#[test]
fn an_update_drops_nothing_while_it_says_success() {
    let server = TestServer::new();
    let id = server.create_character();
    let update = |fields: &Value| {
        let mut fields = fields.clone();
        fields["charID"] = json!(id);
        server.post("/character/update", &fields)
    };
    check(&server, || update(&json!({ "charName": " " })), 400, "charName is empty");
    let unknown = "colour is not a field of update, so it would be dropped";
    check(&server, || update(&json!({ "colour": "red" })), 400, unknown);
    server.change_settings(json!({ "loose": false }));
    assert_eq!(update(&json!({ "temperature": 2 })).status(), 400);
    let further = json!({ "temperature": 0.25, "memorySettings": { "enabled": true }, "model_group_name": "m" });
    assert_eq!(update(&further).status(), 200);
    let found = body(server.post("/character/get", &json!({ "charID": id })));
    assert_eq!((&found["temperature"], &found["memory_settings"]["enabled"]), (&json!(0.25), &json!(true)));
    assert_eq!(found["model_group_name"], "m");
}

#[test]
fn what_clients_do_beyond_the_documentation_is_named() {
    let server = TestServer::new();
    let create = json!({
        "charName": "R", "voiceType": "MALE", "backstory": "R is here.", "languageCode": "en-US", "colour": "red",
    });
    let created = server.post("/character/create", &create);
    assert_eq!(tolerated(&server, &created), "languageCode is read as languageCodes; colour is ignored");
    let saved = server.post_turn(&[("charID", PELL), ("userText", "hi"), ("sessionID", "from-a-saved-game")]);
    assert_eq!(tolerated(&server, &saved), "the session is unknown and starts here");
    let again = server.post_turn(&[("charID", PELL), ("userText", "hi"), ("sessionID", "from-a-saved-game")]);
    assert_eq!(tolerated(&server, &again), "");
    assert_eq!(text(&body(again), "sessionID"), "from-a-saved-game");
}
