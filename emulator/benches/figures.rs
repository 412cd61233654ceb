//! The emulator's figures: start, turns per second and memory, with and without a state file.
//!
//! ```sh
//! cargo bench -p convai-emulator
//! ```
//!
//! The optimised program runs as a process of its own. Each client sends text turns without a voice on one connection, in
//! one session, one after the other. The variants run in alternation, and the median of the rounds is shown. Memory is
//! that of the process after the turns; it is read on Linux only. `docs/figures.py` compares the figures in README.md with
//! the lines `figure: ...`.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_convai-emulator");
const ROUNDS: usize = 5;
const TURNS: usize = 5_000;

fn main() {
    let folder = std::env::temp_dir().join(format!("convai-emulator-figures-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let state = folder.join("state.db");
    let variants = [(None, 1), (None, 32), (Some(state.as_path()), 1), (Some(state.as_path()), 32)];
    let mut rounds: Vec<Vec<Figures>> = variants.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        for ((state, clients), figures) in variants.iter().zip(&mut rounds) {
            remove(&folder.join("state.db"));
            figures.push(measure(*state, *clients));
        }
    }
    let restarts = (0..ROUNDS).map(|_| restart(&state)).collect();
    println!(
        "| state | clients | start, ms | turns per second | memory after the start, MB | after {TURNS} turns, MB |"
    );
    println!("|---|---|---|---|---|---|");
    for ((state, clients), figures) in variants.iter().zip(&rounds) {
        let column = |value: fn(&Figures) -> f64| median(figures.iter().map(value).collect());
        println!(
            "| {} | {clients} | {:.1} | {:.0} | {:.1} | {:.1} |",
            if state.is_some() { "file" } else { "memory" },
            column(|figures| figures.start_ms),
            column(|figures| figures.turns_per_second),
            column(|figures| figures.memory_at_start),
            column(|figures| figures.memory_at_end),
        );
    }
    println!();
    for ((state, clients), figures) in variants.iter().zip(&rounds) {
        let name = format!("emulator.{}-{clients}", if state.is_some() { "file" } else { "memory" });
        let column = |value: fn(&Figures) -> f64| median(figures.iter().map(value).collect());
        println!("figure: {name}-start-ms ~ {:.2}", column(|figures| figures.start_ms));
        println!("figure: {name}-turns-per-second ~ {:.0}", column(|figures| figures.turns_per_second));
        println!("figure: {name}-memory-mb ~ {:.2}", column(|figures| figures.memory_at_end));
    }
    println!("\nStart with a state file of {TURNS} turns: {:.1} ms.", median(restarts));
    let _ = fs::remove_dir_all(&folder);
}

struct Figures {
    start_ms: f64,
    turns_per_second: f64,
    memory_at_start: f64,
    memory_at_end: f64,
}

fn measure(state: Option<&Path>, clients: usize) -> Figures {
    let program = Program::start(state);
    let memory_at_start = program.memory();
    let begin = Instant::now();
    let port = program.port;
    std::thread::scope(|scope| {
        for client in 0..clients {
            scope.spawn(move || talk(port, client, TURNS / clients));
        }
    });
    let seconds = begin.elapsed().as_secs_f64();
    let turns = (TURNS / clients * clients) as f64;
    Figures {
        start_ms: program.started_in.as_secs_f64() * 1000.0,
        turns_per_second: turns / seconds,
        memory_at_start,
        memory_at_end: program.memory(),
    }
}

/// The time of a start with the state that the last measurement left.
fn restart(state: &Path) -> f64 {
    Program::start(Some(state)).started_in.as_secs_f64() * 1000.0
}

struct Program {
    child: Child,
    port: u16,
    /// From the start of the process to its first line.
    started_in: Duration,
}

impl Program {
    fn start(state: Option<&Path>) -> Self {
        let begin = Instant::now();
        let mut command = Command::new(PROGRAM);
        command.args(["--voice", "builtin", "--until-stdin-closes"]);
        if let Some(state) = state {
            command.arg("--state").arg(state);
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("a stdout")).read_line(&mut line).expect("a line");
        let port = line.trim_end().rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
        Self { child, port, started_in: begin.elapsed() }
    }

    /// Megabytes of physical memory; not a number where the system does not say.
    fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        kilobytes.and_then(|text| text.parse::<f64>().ok()).map_or(f64::NAN, |kilobytes| kilobytes / 1000.0)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

fn talk(port: u16, client: usize, turns: usize) {
    let form = format!(
        "charID={}&sessionID=figures-{client}&voiceResponse=False&userText=What+are+you+afraid+of%3F",
        convai_emulator::PUBLIC_CHARACTER_ID
    );
    let request = format!(
        "POST /character/getResponse HTTP/1.1\r\nHost: localhost\r\nCONVAI-API-KEY: any-key\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    stream.set_nodelay(true).expect("an option");
    let mut reader = BufReader::new(stream.try_clone().expect("a second handle"));
    for _ in 0..turns {
        stream.write_all(request.as_bytes()).expect("the request is sent");
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            reader.read_line(&mut head).expect("a line");
        }
        assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.expect("a length")];
        reader.read_exact(&mut body).expect("a body");
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn remove(state: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(PathBuf::from(format!("{}{suffix}", state.display())));
    }
}
