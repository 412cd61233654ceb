//! A spoken conversation without a network: recordings of people, pocketsphinx, scripts and the backstory, espeak-ng.

use std::fs;
use std::io::Cursor;

use crate::common::{TestServer, body, decode, key, not_run_without, text};
use convai_emulator::{Config, EarsEngine, Options, Pcm, Settings, encode_wav};
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

/// Recordings of people, from the Debian package pocketsphinx-testdata.
const RECORDINGS: &str = "/usr/share/pocketsphinx/test/data";

const NPC: &str = r#"
[[character]]
id = "croupier"
name = "Clara"
backstory = "Clara deals cards on a ship. Clara lost the queen of clubs at sea. Clara never drinks."

[[script]]
character = "croupier"
heard = "go forward ten meters"
reply = "I walk to the rail."
actions = ["Walk"]
"#;

/// A turn with a recording, with a voice.
fn speak(server: &TestServer, session: &str, wav: Vec<u8>) -> Value {
    let form = Form::new()
        .text("charID", "croupier")
        .text("sessionID", session.to_owned())
        .text("voiceResponse", "True")
        .text("actions", "Walk, Wave")
        .part("file", Part::bytes(wav).file_name("audio.wav"));
    let request = server.client.post(server.url("/character/getResponse"));
    let response = request.header("CONVAI-API-KEY", key()).multipart(form).send().expect("a response");
    assert_eq!(response.status(), 200);
    body(response)
}

/// Samples without a header, at 16,000 Hz.
fn raw(name: &str) -> Vec<u8> {
    let bytes = fs::read(format!("{RECORDINGS}/{name}")).expect("a recording");
    let samples = bytes.chunks_exact(2).map(|pair| i16::from_le_bytes([pair[0], pair[1]])).collect();
    encode_wav(&Pcm { samples, rate: 16_000 })
}

fn installed(program: &str) -> bool {
    std::process::Command::new(program).arg("--version").output().is_ok()
}

/// Says that a test ends because one of these programs is not installed.
fn tools_are_missing() -> bool {
    let missing = ["pocketsphinx_continuous", "espeak-ng"].into_iter().find(|program| !installed(program));
    let missing = missing.or_else(|| fs::metadata(RECORDINGS).is_err().then_some("pocketsphinx-testdata"));
    missing.into_iter().for_each(not_run_without);
    missing.is_some()
}

fn server() -> TestServer {
    let config = Config::parse("npc.toml".as_ref(), NPC).expect("a configuration");
    let options = Options::from(config);
    let settings = Settings { ears: EarsEngine::Pocketsphinx, ..options.settings.clone() };
    let server = TestServer::with(Options { settings, command_timeout_ms: 600_000, ..options });
    server.change_settings(json!({ "voice": "espeak" }));
    server
}

#[test]
fn the_character_answers_aloud_to_what_was_said() {
    if tools_are_missing() {
        return;
    }
    let server = server();
    let first = speak(&server, "-1", raw("goforward.raw"));
    assert_eq!(first["userQuery"], "go forward ten meters");
    assert_eq!((&first["text"], &first["actionSequence"]), (&json!("I walk to the rail."), &json!(" \nWalk")));
    let voice = hound::WavReader::new(Cursor::new(decode(&first["audio"]))).expect("a WAV");
    assert!(voice.spec().sample_rate == 22_050 && voice.duration() > 11_000, "espeak-ng speaks");

    let session = text(&first, "sessionID");
    let cards = fs::read(format!("{RECORDINGS}/cards/002.wav")).expect("a recording");
    let second = speak(&server, &session, cards);
    // The recording says "four queen of clubs".
    let guessed = text(&second, "userQuery");
    assert!(guessed.ends_with("queen of clubs"), "the backstory has the words: {guessed}");
    assert!(text(&second, "text").contains("the queen of clubs at sea"), "{second}");
    assert_eq!(second["sessionID"], session.as_str());

    let heard = &server.get_control("journal/last")["heard"];
    assert_eq!((&heard["words"], &heard["guessed_by"]), (&second["userQuery"], &json!("pocketsphinx")));
    assert!(server.get_control("journal/last")["files"][0]["wav"]["seconds"].is_f64(), "the measurements stay");
    let details = json!({ "charID": "croupier", "sessionID": session });
    let history = body(server.post("/character/chatHistory/details", &details)).to_string();
    assert!(history.contains("go forward ten meters") && history.contains("I walk to the rail."), "{history}");
}

#[test]
fn a_character_with_another_language_is_not_listened_to() {
    if tools_are_missing() {
        return;
    }
    let server = server();
    server.post("/character/update", &json!({ "charID": "croupier", "languageCodes": ["de-DE"] }));
    let reply = speak(&server, "-1", raw("goforward.raw"));
    assert!(text(&reply, "text").starts_with("I heard 2."), "{reply}");
    assert_eq!(server.get_control("journal/last")["heard"], Value::Null);
}
