//! The contract: the emulator answers every sample and every documented error as the documentation says. The probes in
//! `contract` are sent by Python's standard library, and can be sent to any service.

mod common;

use std::process::{Command, Output};

use common::{TestServer, key};
use serde_json::json;

fn run(server: &TestServer) -> Output {
    Command::new("python3")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/contract/run.py"))
        .arg(server.emulator.url())
        .env("CONVAI_API_KEY", key())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("python3 starts")
}

#[test]
fn every_sample_and_every_documented_error_is_answered() {
    let server = TestServer::new();
    let before = server.get_control("characters");
    let run = run(&server);
    let report = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{report}{}", String::from_utf8_lossy(&run.stderr));
    assert!(report.contains("32 of 32 probes are answered as documented"), "{report}");
    assert_eq!(server.get_control("characters"), before, "the probes delete what they create");
}

#[test]
fn a_difference_is_found() {
    let server = TestServer::new();
    server.add_fault(json!({ "path": "/character/getResponse", "text": "absent" }));
    let run = run(&server);
    let report = String::from_utf8_lossy(&run.stdout);
    assert_eq!(run.status.code(), Some(1), "{report}");
    assert!(
        report.contains("DIFFERS  Interacting with a Character: the Python text sample answers with a voice"),
        "{report}"
    );
    assert!(report.contains("'text'"), "{report}");
}
