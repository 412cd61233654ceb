//! `convai-emulator verify`: the emulator answers every sample of the documentation as it is believed, and whatever a service
//! does otherwise is found.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Output, Stdio};

use crate::common::{TestServer, key};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_convai-emulator");

fn command(url: &str) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["verify", "--upstream", url]).env("CONVAI_API_KEY", key()).stdin(Stdio::null());
    command
}

/// A service that sends streams at once.
fn service() -> TestServer {
    let server = TestServer::new();
    server.change_settings(json!({ "stream_pace": 0 }));
    server
}

fn run(server: &TestServer) -> (Option<i32>, String) {
    ended(command(&server.emulator.url()).arg("--yes").output().expect("the program starts"))
}

/// The exit code, and what was printed.
fn ended(output: Output) -> (Option<i32>, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).replace("\r\n", "\n");
    let report = text(&output.stdout) + &text(&output.stderr);
    assert!(!report.contains(key()), "{report}");
    (output.status.code(), report)
}

/// The lines that say what differs, each with the title of its sample.
fn differences(report: &str) -> Vec<String> {
    let mut title = "";
    let mut found = Vec::new();
    for line in report.lines() {
        match line.strip_prefix("          ") {
            Some(difference) if title.starts_with("DIFFERS") => {
                found.push(format!("{}: {difference}", title["DIFFERS".len()..].trim()));
            }
            Some(_) => {}
            None => title = line,
        }
    }
    found
}

#[test]
fn the_emulator_answers_as_it_is_believed() {
    let server = service();
    let before = server.get_control("characters");
    let (code, report) = run(&server);
    assert_eq!(code, Some(0), "{report}");
    let last = report.lines().last().unwrap_or_default();
    assert!(last.ends_with(" samples are answered as believed, 0 differ, 0 were not checked"), "{report}");
    assert_eq!(server.get_control("characters"), before, "what was made is deleted");
    // The announced number of calls is exact.
    let calls = server.get_control("journal/count")["total"].to_string();
    assert!(report.starts_with(&format!("This makes {calls} calls to http://127.0.0.1:")), "{calls}: {report}");
    let turns = server.get_control("journal?path=/character/getResponse").as_array().map_or(0, Vec::len);
    assert!(report.contains(&format!(" and {turns} of them are turns")), "{turns}: {report}");
}

#[test]
fn a_fault_is_found_and_nothing_else() {
    let cases = [
        (
            json!({ "path": "/character/getResponse", "sample_rate": "string" }),
            "Interacting with a Character: the Python text sample, with a voice: sample_rate: believed number, answered \"24000\"",
        ),
        (
            json!({ "path": "/character/getResponse", "skip": 4, "audio": "empty_string" }),
            "Interacting with a Character: a turn without a voice: audio: believed null, answered \"\"",
        ),
        (
            json!({ "path": "/character/create", "skip": 2, "status": 422, "json": { "detail": "no" } }),
            "Create Character: 400 for invalid data: status: believed 400, answered 422: \"{\\\"detail\\\":\\\"no\\\"}\"",
        ),
        (
            json!({ "path": "/character/chatHistory/list", "json": [{ "sessionID": "a", "date": "b", "time": "c", "mood": 1 }] }),
            "Chat History: the sessions of a character: [].mood: nothing is believed of it, answered a number",
        ),
        (
            json!({ "path": "/user/user-api-usage", "content_type": "text/html" }),
            "Unity package: usage: the usage of the account: content-type: believed application/json, answered \"text/html\"",
        ),
        (
            json!({ "path": "/character/getResponse", "stream": "error", "pieces": 1 }),
            "Interacting with a Character: stream=True: ERROR: nothing is believed of it, answered a string",
        ),
    ];
    for (fault, expected) in cases {
        let server = service();
        server.add_fault(fault);
        let (code, report) = run(&server);
        assert_eq!((code, differences(&report)), (Some(1), vec![expected.to_owned()]), "{report}");
        assert!(server.get_control("characters").as_array().is_some_and(|all| all.len() == 1), "{report}");
    }
}

#[test]
fn a_plan_that_lacks_something_is_no_difference() {
    let server = service();
    server.add_fault(json!({ "path": "/tts", "status": 403 }));
    let (code, report) = run(&server);
    assert_eq!(code, Some(0), "{report}");
    assert!(
        report.contains(
            "unchecked Text to speech: a WAV file\n          status 403; the page asks for the plan Enterprise"
        ),
        "{report}"
    );
}

#[test]
fn what_was_made_is_deleted_after_a_failure() {
    let server = service();
    server.add_fault(json!({ "path": "/character/narrative/get-section", "cut": "before_answer" }));
    let (code, report) = run(&server);
    assert_eq!(code, Some(2), "{report}");
    assert!(report.contains(" cannot be reached: "), "{report}");
    assert_eq!(server.get_control("characters").as_array().map(Vec::len), Some(1), "{report}");

    // What cannot be deleted is named.
    let server = service();
    server.add_fault(json!({ "path": "/character/delete", "status": 500, "count": 0 }));
    let (code, report) = run(&server);
    assert_eq!(code, Some(2), "{report}");
    let left: Vec<&str> = report.lines().filter(|line| line.starts_with("LEFT      character ")).collect();
    assert_eq!(left.len(), 4, "{report}");
    assert!(left.iter().all(|line| line.ends_with("delete it by hand")), "{report}");
}

/// As with `convai-emulator verify ... | head`.
#[test]
fn what_was_made_is_deleted_when_nobody_reads_the_report() {
    let server = service();
    let mut child = command(&server.emulator.url()).arg("--yes").stdout(Stdio::piped()).spawn().expect("a start");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("an exit").code(), Some(0));
    assert_eq!(server.get_control("characters").as_array().map(Vec::len), Some(1));
}

#[test]
fn it_asks_before_the_first_call() {
    let server = service();
    let (code, report) = ended(command(&server.emulator.url()).output().expect("the program starts"));
    assert_eq!(code, Some(2), "{report}");
    assert!(
        report.contains("Continue? [y/N]") && report.contains("nothing was sent; answer y, or pass --yes"),
        "{report}"
    );
    assert_eq!(server.get_control("journal/count")["total"], 0);
}

#[test]
fn the_key_comes_from_the_environment() {
    let server = service();
    let without = |url: &str| {
        let output = command(url).arg("--yes").env_remove("CONVAI_API_KEY").output().expect("the program starts");
        ended(output)
    };
    let (code, report) = without("https://service.invalid");
    assert_eq!(
        (code, report.trim()),
        (Some(2), "convai-emulator: CONVAI_API_KEY is not set; set it to the key of your account")
    );
    assert_eq!(without(&server.emulator.url()).0, Some(0), "an emulator on this machine needs no key");
    let refused = command(&server.emulator.url()).arg("--yes").env("CONVAI_API_KEY", "bad-key").output();
    let (code, report) = ended(refused.expect("the program starts"));
    assert_eq!(code, Some(2), "{report}");
    assert!(report.contains("the service refuses the key: status 401"), "{report}");
}

/// After Ctrl-C, the call that runs is completed, and what was made is deleted.
#[cfg(unix)]
#[test]
fn what_was_made_is_deleted_after_ctrl_c() {
    let server = service();
    // The first call of the second page does not get its answer before the signal.
    server.add_fault(json!({ "path": "/character/update", "delay_ms": 3_600_000 }));
    let mut child: Child = command(&server.emulator.url())
        .arg("--yes")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    server.wait_for_waiting(1);
    let interrupt = format!("kill -INT {}", child.id());
    let interrupted = Command::new("sh").args(["-c", &interrupt]).status().expect("sh starts");
    assert!(interrupted.success());
    let mut errors = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    errors.read_line(&mut line).expect("a line");
    assert_eq!(line, "convai-emulator: stopping; what was made is deleted\n");
    server.post_control("clock", &json!({ "advance_ms": 3_600_000 }));
    let mut report = String::new();
    child.stdout.take().expect("a pipe").read_to_string(&mut report).expect("a report");
    assert_eq!(child.wait().expect("an exit").code(), Some(2), "{report}");
    let paths: Vec<Value> =
        server.get_control("journal").as_array().into_iter().flatten().map(|entry| entry["path"].clone()).collect();
    assert_eq!(paths.last(), Some(&json!("/character/delete")));
    assert_eq!(server.get_control("characters").as_array().map(Vec::len), Some(1), "{report}");
}
