//! `--record`: requests are passed on to the service, for which another emulator stands, and kept.

use std::fs;
use std::net::TcpListener;
use std::path::Path;

use crate::common::tape::{Tape, read_event, send_with_key, service, turn, visit};
use crate::common::{TestServer, key, text, tone};
use convai_emulator::{BaseUrl, Emulator, Options, ReplayMatch, TapeOptions};
use serde_json::{Value, json};

#[test]
fn a_cassette_can_be_read_and_has_its_audio_beside_it() {
    let tape = Tape::new("text");
    let service = service();
    visit(&tape.recorder(&service.emulator.url()));
    let text = tape.text();
    assert!(text.starts_with("{\"convai_cassette\":1,\"upstream\":\"http://127.0.0.1:"), "{text}");
    assert!(text.contains("[\"userText\",\"Grüße & 100%?\"]"), "form fields are readable: {text}");
    assert!(text.contains("\"charName\":\"Raymond\""), "JSON is readable: {text}");
    assert!(text.lines().all(|line| line.len() < 20_000), "audio is elsewhere");
    let audio = tape.audio();
    let names: Vec<_> = audio.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    assert!(names.contains(&"0004-request-1.wav") && names.contains(&"0004-reply-1.wav"), "{names:?}");
    assert_eq!(fs::read(tape.0.with_extension("audio").join("0004-request-1.wav")).expect("a file"), tone(16_000));
    for file in audio.iter().filter(|path| path.extension().is_some_and(|end| end == "wav")) {
        hound::WavReader::open(file).unwrap_or_else(|problem| panic!("{}: {problem}", file.display()));
    }
    let stream = &tape.exchanges()[4]["response"];
    assert!(stream["pieces"].as_array().is_some_and(|pieces| pieces.len() > 3), "{stream}");
}

#[test]
fn keys_and_tokens_are_masked_everywhere() {
    // The canary must not stand outside its header.
    const KEY: &str = "sk-0123456789abcdef";
    let tape = Tape::new("secrets");
    let service = TestServer::new();
    // The service repeats what it must not.
    service.add_fault(json!({ "path": "/character/list", "json": { "ERROR": format!("the key {} is unknown", KEY) } }));
    let leak = json!({ "path": "/character/get", "status": 302, "headers": { "Location": format!("/a?key={}", KEY) } });
    service.add_fault(leak);
    let recorder = tape.recorder(&service.emulator.url());
    let post = |path: &str, body: Value| send_with_key(recorder.client.post(recorder.url(path)).json(&body), KEY);
    let token = text(&post("/user/connect", json!({})).json(), "apiAuthToken");
    let with_token = recorder.client.post(recorder.url("/character/list")).header("API-AUTH-TOKEN", &token);
    assert_eq!(with_token.header("CONVAI-API-KEY", KEY).send().expect("a response").status(), 200);
    post("/user/extend-token", json!({ "apiAuthToken": token }));
    post("/character/get", json!({ "charID": "x", "key": KEY }));
    post(&format!("/character/delete?key={}", KEY), json!({}));
    let usage = post("/user/user-api-usage", json!({})).json();
    drop(recorder);
    let text = tape.text();
    let email = usage["usage"]["email"].as_str().expect("an address");
    for secret in [KEY, &token, email] {
        assert!(!text.contains(secret), "{text}");
    }
    for mask in
        ["masked-key-1", "masked-token-1", "masked-email-1", "/a?key=masked-key-1", "the key masked-key-1 is unknown"]
    {
        assert!(text.contains(mask), "{mask}: {text}");
    }
    // A client uses the masks as it used the secrets.
    let replay = tape.replay(ReplayMatch::Strict);
    let post = |path: &str, body: Value| send_with_key(replay.client.post(replay.url(path)).json(&body), KEY);
    let masked = crate::common::text(&post("/user/connect", json!({})).json(), "apiAuthToken");
    assert_eq!(masked, "masked-token-1");
    assert_eq!(post("/user/extend-token", json!({ "apiAuthToken": masked })).status, 200);
    let redirect = post("/character/get", json!({ "charID": "x", "key": KEY }));
    assert_eq!(redirect.status, 302, "a redirect is passed on, not followed: {}", redirect.json());
}

#[test]
fn without_the_service_the_error_names_it() {
    let tape = Tape::new("unreachable");
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = closed.local_addr().expect("an address");
    drop(closed);
    let recorder = tape.recorder(&format!("http://{address}"));
    let failed = turn(&recorder, &[("charID", "x"), ("userText", "Hello?")]);
    assert_eq!(failed.status, 502);
    let message = text(&failed.json(), "ERROR");
    assert!(message.starts_with(&format!("No answer from http://{address}: cannot connect: ")), "{message}");
    assert!(message.contains("--upstream"), "{message}");
    assert!(tape.exchanges().is_empty(), "what the service did not answer is not recorded");
}

#[test]
fn a_response_that_is_cut_short_is_an_error() {
    let tape = Tape::new("short");
    let service = service();
    let recorder = tape.recorder(&service.emulator.url());
    service.add_fault(json!({ "cut": "mid_body", "bytes": 5 }));
    let failed = turn(&recorder, &[("charID", "x"), ("userText", "Hello?")]);
    assert_eq!(failed.status, 502, "{}", failed.json());
    let exchange = &tape.exchanges()[0];
    assert_eq!((&exchange["response"]["cut"], &exchange["response"]["body"]["text"]), (&json!(true), &json!("{\"cha")));
}

#[test]
fn a_certificate_that_is_not_trusted_is_named() {
    let tape = Tape::new("tls");
    let authority = tape.0.with_extension("pem");
    let service = Emulator::start(Options { tls: Some(authority), ..Options::default() }).expect("a free port");
    let recorder = tape.recorder(&service.url());
    let failed = turn(&recorder, &[("charID", "x"), ("userText", "Hello?")]);
    assert_eq!(failed.status, 502);
    let message = text(&failed.json(), "ERROR");
    assert!(message.contains("certificate"), "{message}");
    assert_eq!(service.journal(), json!([]), "nothing is sent without trust");
}

#[test]
fn a_client_that_hangs_up_ends_the_request_to_the_service() {
    let tape = Tape::new("hang-up");
    let service = service();
    service.post_control("clock", &json!({ "freeze": true }));
    service.change_settings(json!({ "stream_pace": 60 }));
    let recorder = tape.recorder(&service.emulator.url());
    let id = recorder.create_character();
    let mut response = recorder.post_turn(&[("charID", &id), ("userText", "Who are you?"), ("stream", "True")]);
    read_event(&mut response);
    drop(response);
    service.wait_for_last(|entry| entry["outcome"] == "aborted");
    recorder.wait_for_last(|entry| entry["outcome"] == "aborted");
}

#[test]
fn a_service_with_https_is_recorded() {
    let tape = Tape::new("https");
    let authority = tape.0.with_extension("pem");
    let service = Emulator::start(Options { tls: Some(authority.clone()), ..Options::default() }).expect("a free port");
    let arguments = ["--record", path(&tape.0), "--upstream", &service.url()];
    let recorder = Program::start_with(&arguments, &[("SSL_CERT_FILE", path(&authority))]);
    let request = TestServer::new().client.post(format!("{}/character/list", recorder.url));
    assert_eq!(crate::common::tape::send(request).status, 200);
    assert_eq!(tape.exchanges().len(), 1);
}

#[test]
fn a_cassette_is_not_overwritten() {
    let tape = Tape::new("overwrite");
    fs::write(&tape.0, "precious").expect("a writable file");
    let upstream = BaseUrl::parse("http://127.0.0.1:9").expect("a URL");
    let options = Options { tape: TapeOptions::Record { file: tape.0.clone(), upstream }, ..Options::default() };
    let error = Emulator::start(options).err().expect("a refusal").to_string();
    assert!(error.contains("it exists; delete it, or give another name"), "{error}");
    assert_eq!(tape.text(), "precious");
}

/// What was answered is on disk, also when the program is killed.
#[test]
fn a_killed_recorder_loses_nothing_that_was_answered() {
    let tape = Tape::new("killed");
    let service = service();
    let mut recorder = Program::start(&["--record", path(&tape.0), "--upstream", &service.emulator.url()]);
    let client = TestServer::new().client;
    for number in 0..5 {
        let form = [("charID", "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001"), ("sessionID", "-1"), ("voiceResponse", "True")];
        let question = format!("Question {number}?");
        let form: Vec<_> = form.into_iter().chain([("userText", question.as_str())]).collect();
        let url = format!("{}/character/getResponse", recorder.url);
        let response = client.post(url).header("CONVAI-API-KEY", key()).form(&form).send().expect("a response");
        assert_eq!(response.status(), 200);
        response.bytes().expect("a body");
    }
    recorder.child.kill().expect("the process is killed");
    assert_eq!(tape.exchanges().len(), 5);
    tape.replay(ReplayMatch::Strict);
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let tape = Tape::new("options");
    let (file, url) = (path(&tape.0), "http://127.0.0.1:9");
    let cases: [(&[&str], &str); 6] = [
        (&["--record", file], "--record needs --upstream"),
        (&["--upstream", url], "--upstream needs --record"),
        (&["--replay-match", "nearest"], "--replay-match needs --replay"),
        (&["--record", file, "--upstream", url, "--replay", file], "exclude each other"),
        (&["--record", file, "--upstream", url, "--listen", "0.0.0.0"], "needs --api-key"),
        (&["--record", file, "--upstream", "ftp://x"], "--upstream: ftp://x begins with neither"),
    ];
    for (arguments, message) in cases {
        let output = std::process::Command::new(PROGRAM).args(arguments).args(["--stop-after", "0"]).output();
        let output = output.expect("the program starts");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && error.contains(message), "{message}: {error}");
        assert!(!tape.0.exists());
    }
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_convai-emulator");

fn path(path: &Path) -> &str {
    path.to_str().expect("a path of text")
}

/// The program, which ends with the test.
struct Program {
    child: std::process::Child,
    url: String,
}

impl Program {
    fn start(arguments: &[&str]) -> Self {
        Self::start_with(arguments, &[])
    }

    fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        use std::io::BufRead;
        use std::process::{Command, Stdio};
        let mut child = Command::new(PROGRAM)
            .args(arguments)
            .arg("--until-stdin-closes")
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        std::io::BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let url = line.trim().rsplit(' ').next().unwrap_or_default().to_owned();
        assert!(url.starts_with("http://"), "{line}");
        Self { child, url }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
