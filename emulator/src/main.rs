//! The emulator as a program.

use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use convai_emulator::Emulator;
use convai_emulator::args::{self, Command, HELP, Serve};

fn main() -> ExitCode {
    let serve = match args::parse(std::env::args().skip(1)) {
        Ok(Command::Serve(serve)) => serve,
        Ok(Command::Help) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Ok(Command::Version) => {
            println!("convai-emulator {}", env!("CARGO_PKG_VERSION"));
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("convai-emulator: {message}");
            return ExitCode::from(2);
        }
    };
    match run(*serve) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("convai-emulator: cannot serve: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(serve: Serve) -> io::Result<()> {
    // Asked before anyone hears of this program: whoever does may let its parent go.
    let parent = parent();
    let emulator = Emulator::start(serve.options)?;
    let mut out = io::stdout();
    // Nobody may be listening, and that is no reason to stop.
    let _ = writeln!(out, "convai-emulator listening on {}", emulator.url());
    let _ = out.flush();

    // Each way to end holds a sender and uses it once. The last sender stays here, so that without any of them the
    // program waits for a signal.
    let (end, ended) = mpsc::channel::<()>();
    if serve.until_stdin_closes {
        let end = end.clone();
        thread::spawn(move || {
            let mut sink = [0; 256];
            while let Ok(1..) = io::stdin().read(&mut sink) {}
            let _ = end.send(());
        });
    }
    if serve.exit_with_parent {
        let end = end.clone();
        thread::spawn(move || {
            wait_for_another_parent(parent);
            let _ = end.send(());
        });
    }
    let _ = match serve.stop_after {
        Some(seconds) => ended.recv_timeout(Duration::from_secs_f64(seconds)).ok(),
        None => ended.recv().ok(),
    };
    drop(end);
    drop(emulator);
    Ok(())
}

#[cfg(unix)]
fn parent() -> u32 {
    std::os::unix::process::parent_id()
}

/// Nobody can tell.
#[cfg(not(unix))]
fn parent() -> u32 {
    0
}

/// A process whose parent ends gets another parent.
fn wait_for_another_parent(first: u32) {
    while parent() == first {
        thread::sleep(Duration::from_millis(200));
    }
}
