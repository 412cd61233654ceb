//! The program: its first line, and the ways in which it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_convai-emulator");

fn start(arguments: &[&str]) -> (Child, u16) {
    let mut child = Command::new(PROGRAM)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut line = String::new();
    let out = child.stdout.as_mut().expect("its output");
    BufReader::new(out).read_line(&mut line).expect("a line");
    let port = line
        .trim_end()
        .strip_prefix("convai-emulator listening on http://127.0.0.1:")
        .and_then(|port| port.parse().ok());
    (child, port.unwrap_or_else(|| panic!("{line:?}")))
}

fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("sending");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

fn ends(child: &mut Child) -> bool {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(40) {
        if let Some(status) = child.try_wait().expect("its status") {
            return status.success();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

#[test]
fn it_ends_when_its_input_closes() {
    let (mut child, port) = start(&["--until-stdin-closes", "--voice", "builtin", "--latency-ms=3", "--stop-after=60"]);
    assert!(get(port, "/_emulator/health").contains("\"emulator\":true"));
    assert!(get(port, "/_emulator/settings").contains("\"latency_ms\":3"));
    assert!(child.try_wait().expect("its status").is_none());
    // A connection that hangs must not hold it up.
    let hanging = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    drop(child.stdin.take());
    assert!(ends(&mut child));
    drop(hanging);
}

#[test]
fn it_ends_after_a_time() {
    let (mut child, _) = start(&["--stop-after", "0.3"]);
    assert!(ends(&mut child));
}

#[cfg(unix)]
#[test]
fn it_ends_with_its_parent() {
    // A shell starts the program in the background, waits for a line, and is gone.
    let script = format!("'{PROGRAM}' --exit-with-parent --stop-after 60 & read line");
    let mut shell =
        Command::new("sh").args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell");
    let mut out = BufReader::new(shell.stdout.take().expect("its output"));
    let mut line = String::new();
    out.read_line(&mut line).expect("a line");
    assert!(line.starts_with("convai-emulator listening on "));
    shell.stdin.take().expect("its input").write_all(b"go\n").expect("sending");
    shell.wait().expect("its end");
    // The output ends when the last process that holds it has ended.
    let start = Instant::now();
    out.read_to_string(&mut line).expect("the end");
    assert!(start.elapsed() < Duration::from_secs(40));
}

#[test]
fn the_port_is_the_one_asked_for_and_taken_ports_are_reported() {
    let (mut child, port) = start(&["--stop-after", "60", "--until-stdin-closes"]);
    let second =
        Command::new(PROGRAM).args(["--port", &port.to_string(), "--stop-after", "1"]).output().expect("the program");
    assert!(!second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("cannot serve"));
    drop(child.stdin.take());
    assert!(ends(&mut child));
}

#[test]
fn help_version_and_mistakes() {
    let run = |argument: &str| Command::new(PROGRAM).arg(argument).output().expect("the program");
    let help = run("--help");
    assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("--until-stdin-closes"));
    assert!(String::from_utf8_lossy(&run("--version").stdout).starts_with("convai-emulator "));
    let wrong = run("--colour");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("--help"));
}
