//! Scripted replies: which script answers a turn, and what the control routes say of the others.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::common::{TestServer, body, decode, key, text, tone};
use convai_emulator::{Config, Options, PUBLIC_CHARACTER_ID as PELL};
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

/// A new folder with recordings, and the path of an npc.toml in it. Tests run at the same time, so each has its own.
fn folder(name: &str) -> PathBuf {
    static FOLDERS: AtomicU32 = AtomicU32::new(0);
    let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
    let name = format!("scripts-{name}-{}-{number}", std::process::id());
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).expect("a folder");
    for (file, rate) in [("door.wav", 16_000), ("reply.wav", 11_025)] {
        std::fs::write(folder.join(file), tone(rate)).expect("a file");
    }
    folder.join("npc.toml")
}

fn start(toml: &str) -> TestServer {
    let config = Config::parse(&folder("start"), toml).unwrap_or_else(|error| panic!("{error}"));
    TestServer::with(Options::from(config))
}

/// Says something in a new session, and returns the text of the reply.
fn said(server: &TestServer, words: &str) -> String {
    text(&server.say(PELL, "-1", words), "text")
}

fn send_recording(server: &TestServer, wav: Vec<u8>, voice: &str) -> Value {
    let form = Form::new().text("charID", PELL).text("sessionID", "-1").text("voiceResponse", voice.to_owned());
    let form = form.part("file", Part::bytes(wav).file_name("audio.wav"));
    let request = server.client.post(server.url("/character/getResponse")).header("CONVAI-API-KEY", key());
    body(request.multipart(form).send().expect("a response"))
}

#[test]
fn the_first_script_that_fits_answers() {
    let server = start(
        r#"
        [[script]]
        character = "somebody-else"
        text = "open the door"
        reply = "not this one"
        [[script]]
        text = "Open the door!"
        turn = 2
        reply = "Again?"
        [[script]]
        text = "Open the door!"
        reply = "There you go."
        actions = ["Open door", "Bow"]
        [[script]]
        text_matches = "door"
        reply = "Which door?"
        "#,
    );
    let first = server.say(PELL, "-1", "  open THE door ");
    assert_eq!(first["text"], "There you go.");
    assert_eq!((&first["actionSequence"], &first["response"]), (&json!(" \nOpen door\n Bow"), &first["text"]));
    let session = text(&first, "sessionID");
    assert_eq!(server.say(PELL, &session, "Open the door.")["text"], "Again?");
    assert_eq!(server.get_control("journal/last")["script"], 2);
    assert_eq!(said(&server, "Is this the DOOR?"), "Which door?");
    assert_eq!(said(&server, "What are you afraid of?"), "I am afraid of moths.");
    assert_eq!(server.get_control("journal/last")["script"], Value::Null);
    let repeated = server.say(PELL, &session, "What did I say before?");
    assert!(text(&repeated, "text").contains("Open the door."), "a scripted turn is remembered: {repeated}");
}

#[test]
fn a_script_answers_as_often_as_it_says_and_again_after_a_reset() {
    let server =
        start("[[script]]\ntext = \"hi\"\ntimes = 2\nreply = \"one\"\n[[script]]\ntext = \"hi\"\nreply = \"two\"\n");
    let replies = || [(); 3].map(|()| said(&server, "hi"));
    assert_eq!(replies(), ["one", "one", "two"]);
    server.post_control("reset", &json!({}));
    assert_eq!(replies(), ["one", "one", "two"]);
}

#[test]
fn recordings_match_by_samples_words_and_sound() {
    let server = start(
        r#"
        [[recording]]
        audio = "door.wav"
        words = "Open the door"
        [[script]]
        heard = { silent = true }
        reply = "Silence."
        [[script]]
        heard = "open the door"
        times = 1
        reply = "I heard you."
        reply_audio = "reply.wav"
        [[script]]
        audio = "door.wav"
        reply = "The same recording."
        [[script]]
        heard = { min_seconds = 0.1 }
        reply = "Something."
        "#,
    );
    let silence = convai_emulator::encode_wav(&convai_emulator::Pcm { samples: vec![0; 800], rate: 8000 });
    assert_eq!(send_recording(&server, silence, "False")["text"], "Silence.");
    let reply = send_recording(&server, tone(16_000), "True");
    assert_eq!((&reply["text"], &reply["userQuery"]), (&json!("I heard you."), &json!("Open the door")));
    assert_eq!((decode(&reply["audio"]), &reply["sample_rate"]), (tone(11_025), &json!(11_025)));
    // The same samples in a file with another chunk.
    let mut wav = tone(16_000);
    wav.splice(36..36, *b"note\x04\0\0\0even");
    let size = wav.len() as u32 - 8;
    wav[4..8].copy_from_slice(&size.to_le_bytes());
    assert_eq!(send_recording(&server, wav, "False")["text"], "The same recording.");
    assert_eq!(send_recording(&server, tone(22_050), "False")["text"], "Something.");
    assert!(said(&server, "open the door").contains("open the door"), "a text is not heard");
}

#[test]
fn the_words_of_a_recording_are_answered_from_the_backstory() {
    let server = start("[[recording]]\naudio = \"door.wav\"\nwords = \"What are you afraid of?\"\n");
    assert_eq!(send_recording(&server, tone(16_000), "False")["text"], "I am afraid of moths.");
}

#[test]
fn unmatched_turns_and_unused_scripts_are_listed() {
    let server = start(
        "[[script]]\ntext = \"light the lamp\"\nreply = \"a\"\n[[script]]\ntext = \"open the door\"\nreply = \"b\"\n",
    );
    said(&server, "Light the lamp");
    let unused = server.get_control("scripts/unused");
    assert_eq!(unused.as_array().map(Vec::len), Some(1));
    assert_eq!((&unused[0]["number"], &unused[0]["script"]["text"]), (&json!(2), &json!("open the door")));
    assert_eq!(server.get_control("scripts/unmatched"), json!([]));
    let reply = server.say(PELL, "-1", "open that door");
    let unmatched = server.get_control("scripts/unmatched");
    assert_eq!(unmatched[0]["said"], "open that door");
    assert_eq!((&unmatched[0]["session"], &unmatched[0]["turn"]), (&reply["sessionID"], &json!(1)));
    assert_eq!(unmatched[0]["nearest"], json!({ "script": 2, "expects": ["the text is \"open the door\""] }));

    server.change_settings(json!({ "unmatched": "fail" }));
    let response = server.post_form(&[
        ("userText", "open that door"),
        ("charID", PELL),
        ("sessionID", "-1"),
        ("voiceResponse", "False"),
    ]);
    assert_eq!(response.status(), 404);
    let note = response.headers()["x-emulator-note"].to_str().unwrap_or_default().to_owned();
    assert_eq!(note, "the nearest is script 2, which expects: the text is \"open the door\"");
    assert!(text(&body(response), "text").starts_with("process_failure, error: "));
}

#[test]
fn faults_come_before_scripts_and_scripts_before_echo() {
    let server = start("[[script]]\ntext = \"hi\"\nreply = \"scripted\"\n[settings]\necho = true\n");
    server.add_fault(json!({ "status": 503 }));
    let fields = [("userText", "hi"), ("charID", PELL), ("sessionID", "-1"), ("voiceResponse", "False")];
    assert_eq!(server.post_form(&fields).status(), 503);
    assert_eq!(said(&server, "hi"), "scripted");
    assert_eq!(said(&server, "ho"), "ho");
    assert_eq!(server.get_control("scripts")[0]["hits"], 1, "a fault uses no script up");
}

#[test]
fn a_test_adds_and_removes_scripts() {
    let server = start("[[script]]\ntext = \"hi\"\nreply = \"configured\"\n");
    let script = json!({ "text": "ho", "reply": "added" });
    assert_eq!(server.post_control("scripts", &script), (201, json!({ "number": 2 })));
    assert_eq!(said(&server, "ho"), "added");
    server.client.delete(server.url("/_emulator/scripts")).send().expect("a response");
    assert_eq!(server.get_control("scripts"), json!([]));
    server.post_control("reset", &json!({}));
    assert_eq!(server.get_control("scripts").as_array().map(Vec::len), Some(1));
    for (wrong, hint) in [
        (json!({ "text": "hi" }), "missing field `reply`"),
        (json!({ "reply": "a", "colour": 1 }), "unknown field `colour`"),
        (json!({ "reply": "a", "turn": 0 }), "turn: "),
        (json!({ "reply": "a", "text_matches": "(" }), "text_matches: the pattern is not a regular expression"),
        (json!({ "reply": "a", "heard": { "loud": true } }), "heard: "),
        (json!({ "reply": "a", "audio": "nowhere.wav" }), "audio: nowhere.wav cannot be read"),
    ] {
        let (status, response) = server.post_control("scripts", &wrong);
        assert_eq!(status, 400, "{wrong}");
        assert!(text(&response, "error").contains(hint), "{wrong}: {response}");
    }
}

#[test]
fn an_invalid_script_is_refused_with_line_and_column() {
    let npc = folder("invalid");
    std::fs::write(npc.with_file_name("broken.wav"), "RIFF").expect("a file");
    for (toml, wanted) in [
        ("[[script]]\ntext = \"a\"\ntext_matches = \"b\"\nreply = \"c\"\n", ":3:16: text and text_matches cannot both"),
        ("[[script]]\nreply = \"c\"\ntext = \"a\"\n  heard = \"b\"\n", ":4:11: a turn is a text or a recording"),
        ("[[script]]\ntext = \"?!\"\nreply = \"c\"\n", ":2:8: the text has no letters"),
        ("[[script]]\ntext_matches = \"(\"\nreply = \"c\"\n", ":2:16: the pattern is not a regular expression"),
        ("[[script]]\nreply = \"c\"\ntimes = 0\n", ":3:9: "),
        ("[[script]]\ntext = \"a\"\n", ":1:1: missing field `reply`"),
        ("[[script]]\nreply = \"c\"\nreply_audio = \"nowhere.wav\"\n", ":3:15: nowhere.wav cannot be read"),
        ("[[script]]\nreply = \"c\"\naudio = \"broken.wav\"\n", ":3:9: broken.wav is not a valid WAV file"),
        ("[[recording]]\nwords = \"c\"\naudio = \"nowhere.wav\"\n", ":3:9: nowhere.wav cannot be read"),
    ] {
        let error = Config::parse(&npc, toml).err().expect(toml).to_string();
        assert!(error.contains(wanted), "{error}, not {wanted}");
    }
}

/// The conversation of README.md, run as a game's CI would run it.
#[test]
fn the_conversation_of_the_readme_is_a_test_that_passes() {
    let readme = include_str!("../../README.md");
    let folder = folder("readme").parent().expect("a folder").to_owned();
    for name in ["npc.toml", "test_door.py"] {
        let (_, after) = readme.split_once(&format!("<!-- conversation: {name} -->\n```")).expect(name);
        let (_, block) = after.split_once('\n').expect("a line");
        let block = block.split("```").next().expect("a block");
        std::fs::write(folder.join(name), block).expect("a file");
    }
    assert_eq!(python(&folder, "test_door.py"), "the door opens\n");
}

/// Runs a Python program that finds the emulator on the PATH, and returns what it prints.
fn python(folder: &Path, program: &str) -> String {
    let programs = PathBuf::from(env!("CARGO_BIN_EXE_convai-emulator")).parent().expect("a folder").to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([programs].into_iter().chain(std::env::split_paths(&path))).expect("a path");
    let mut python = std::process::Command::new("python3");
    let run = python.arg(program).current_dir(folder).env("PATH", path).env("no_proxy", "*").output();
    let run = run.expect("python3 starts; install it to run this test");
    assert!(run.status.success(), "{program}: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).expect("UTF-8")
}

/// The other Python programs of README.md. Each prints nothing, so the address that it found is printed for the test.
#[test]
fn the_python_programs_of_the_readme_start_and_end_the_emulator() {
    let folder = folder("programs").parent().expect("a folder").to_owned();
    let readme = include_str!("../../README.md").replace("\r\n", "\n");
    let blocks = readme.split("```python\n").skip(1).map(|after| after.split("```").next().expect("a block"));
    let programs: Vec<_> = blocks.filter(|block| !block.contains("npc.toml")).collect();
    assert_eq!(programs.len(), 1);
    for program in programs {
        let checked = format!("{program}print(base_url, emulator.wait(60))\n");
        std::fs::write(folder.join("program.py"), checked).expect("a file");
        let printed = python(&folder, "program.py");
        assert!(printed.starts_with("http://127.0.0.1:") && printed.ends_with(" 0\n"), "{printed}");
    }
}
