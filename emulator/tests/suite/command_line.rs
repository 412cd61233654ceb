//! The program: its first line of output, its options, and when it exits.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_convai-emulator");

/// Starts the program, and reads its port from the first line of output. Returns the process and its port.
fn start(arguments: &[&str]) -> (Child, u16) {
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    let out = child.stdout.as_mut().expect("a piped stdout");
    BufReader::new(out).read_line(&mut line).expect("a line");
    let port = line
        .trim_end()
        .strip_prefix("convai-emulator listening on http://127.0.0.1:")
        .and_then(|port| port.parse().ok());
    (child, port.unwrap_or_else(|| panic!("{line:?}")))
}

/// Sends a GET request. Returns the response with its headers.
fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("the request is sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("a response");
    response
}

/// Waits for the program to exit by itself. Kills it if it does not.
fn exits_successfully(child: &mut Child) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(40) {
        if let Some(status) = child.try_wait().expect("an exit status") {
            return status.success();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

#[test]
fn the_program_exits_when_standard_input_closes() {
    let (mut child, port) = start(&["--until-stdin-closes", "--voice", "builtin", "--latency-ms=3", "--stop-after=60"]);
    assert!(get(port, "/_emulator/health").contains("\"emulator\":true"));
    assert!(get(port, "/_emulator/settings").contains("\"latency_ms\":3"));
    assert!(child.try_wait().expect("an exit status").is_none());
    // An open connection must not keep the program from exiting.
    let open = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    drop(child.stdin.take());
    assert!(exits_successfully(&mut child));
    drop(open);
}

#[test]
fn the_program_exits_after_the_given_time() {
    let (mut child, _) = start(&["--stop-after", "0.3"]);
    assert!(exits_successfully(&mut child));
}

/// This test also is the parent: it starts itself again, which starts the program, waits for a line, and exits.
#[test]
fn the_program_exits_with_its_parent() {
    const IS_PARENT: &str = "CONVAI_EMULATOR_TEST_IS_PARENT";
    if std::env::var_os(IS_PARENT).is_some() {
        let arguments = ["--exit-with-parent", "--stop-after", "60"];
        let child = Command::new(PROGRAM).args(arguments).stdin(Stdio::null()).spawn().expect("the program starts");
        std::mem::forget(child);
        let _ = std::io::stdin().read_line(&mut String::new());
        std::process::exit(0);
    }
    let mut parent = Command::new(std::env::current_exe().expect("the path of the test"))
        .args(["--exact", "--nocapture", "command_line::the_program_exits_with_its_parent"])
        .env(IS_PARENT, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the parent starts");
    let mut out = BufReader::new(parent.stdout.take().expect("a piped stdout"));
    let mut line = String::new();
    while !line.contains("convai-emulator listening on ") {
        line.clear();
        assert_ne!(out.read_line(&mut line).expect("a line"), 0, "the program prints no address");
    }
    parent.stdin.take().expect("a piped stdin").write_all(b"go\n").expect("the request is sent");
    assert!(parent.wait().expect("an exit status").success());
    // The pipe reaches its end when the last process that holds it has exited.
    let start = Instant::now();
    out.read_to_string(&mut line).expect("the end of the output");
    assert!(start.elapsed() < Duration::from_secs(40));
}

#[test]
fn a_port_in_use_is_reported() {
    let (mut child, port) = start(&["--stop-after", "60", "--until-stdin-closes"]);
    let second = Command::new(PROGRAM)
        .args(["--port", &port.to_string(), "--stop-after", "1"])
        .output()
        .expect("the program starts");
    assert!(!second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("cannot start"));
    drop(child.stdin.take());
    assert!(exits_successfully(&mut child));
}

#[test]
fn help_version_and_unknown_options_are_answered() {
    let run = |argument: &str| Command::new(PROGRAM).arg(argument).output().expect("the program starts");
    for help in [run("--help"), run("-h")] {
        assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("--until-stdin-closes"));
    }
    assert!(String::from_utf8_lossy(&run("--version").stdout).starts_with("convai-emulator "));
    let wrong = run("--colour");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("--help"));
}

/// The journal masks credentials in recorded bodies, which needs a text that occurs nowhere else.
#[test]
fn a_credential_of_less_than_eight_characters_is_refused() {
    for option in ["--api-key", "--auth-token"] {
        let run = |value: &str| {
            Command::new(PROGRAM).args([option, value, "--stop-after", "0"]).output().expect("the program starts")
        };
        assert!(run("12345678").status.success());
        let refused = run("1234567");
        assert_eq!(refused.status.code(), Some(1));
        let message = String::from_utf8_lossy(&refused.stderr);
        assert!(message.contains("choose a longer one") && !message.contains("1234567"), "{message}");
    }
}

/// A phone or a headset reaches the emulator. So does everybody else in the network, so a key is required.
#[test]
fn listening_on_all_addresses_requires_a_key() {
    let mut child = Command::new(PROGRAM)
        .args(["--listen", "0.0.0.0", "--voice", "builtin", "--until-stdin-closes"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a piped stdout")).lines().map_while(Result::ok);
    let first = lines.next().expect("an address");
    let address: SocketAddr = first
        .strip_prefix("convai-emulator listening on http://")
        .and_then(|address| address.parse().ok())
        .unwrap_or_else(|| panic!("{first}"));
    assert!(!address.ip().is_unspecified(), "{address}");
    let second = lines.next().expect("a key");
    let key = second.strip_prefix("API key: ").unwrap_or_else(|| panic!("{second}"));
    assert_eq!(key.len(), 32);

    let status = |peer: SocketAddr, path: &str, key: &str| {
        let mut stream = TcpStream::connect(peer).expect("a connection");
        let request =
            format!("GET {path} HTTP/1.1\r\nHost: {peer}\r\nCONVAI-API-KEY: {key}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("the request is sent");
        let mut response = String::new();
        stream.read_to_string(&mut response).expect("a response");
        response.split(' ').nth(1).map(str::to_owned).unwrap_or_default()
    };
    let loopback = SocketAddr::from(([127, 0, 0, 1], address.port()));
    assert_eq!(status(loopback, "/_emulator/health", "no key"), "200");
    if address.ip().is_loopback() {
        println!("NOT TESTED: this machine has no other address than loopback");
    } else {
        assert_eq!(status(address, "/_emulator/health", "wrong key"), "403");
        assert_eq!(status(address, "/_emulator/health", key), "200");
    }
    drop(child.stdin.take());
    assert!(exits_successfully(&mut child));
}

#[test]
fn a_given_key_is_not_printed() {
    let run = |arguments: &[&str]| {
        let output = Command::new(PROGRAM).args(arguments).args(["--stop-after", "0"]).output().expect("a start");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let given = run(&["--listen", "0.0.0.0", "--api-key", "a-key-for-this-test"]);
    assert!(given.starts_with("convai-emulator listening on ") && given.lines().count() == 1, "{given}");
    assert!(run(&["--listen", "::1"]).starts_with("convai-emulator listening on http://[::1]:"));
    assert_eq!(run(&["--listen", "127.0.0.2"]).lines().count(), 1, "loopback needs no key");
    assert_eq!(run(&["--listen", "somewhere"]), "");
}
