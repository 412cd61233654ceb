//! The `convai-emulator` program: parses the command line, starts the emulator, prints its address, and waits.

mod args;

use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use args::{Command, Flags};
use convai_emulator::{Emulator, Options};

fn main() -> ExitCode {
    let flags = match args::parse(std::env::args().skip(1)) {
        Ok(Command::Serve(flags)) => flags,
        Ok(Command::Help) => {
            print!("{}", args::help());
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
    match run(&flags) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("convai-emulator: cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(flags: &Flags) -> io::Result<()> {
    // Read before the address is printed: a parent that has the address may exit at once.
    let parent = parent_id();
    let mut options = Options::default();
    flags.apply(&mut options);
    let emulator = Emulator::start(options)?;
    let mut stdout = io::stdout();
    // The emulator also serves when its standard output is closed.
    let _ = writeln!(stdout, "convai-emulator listening on {}", emulator.url());
    let _ = stdout.flush();

    // Each stop condition sends once. `stop` stays here until the end: if no condition is set, `recv` waits until a
    // signal ends the process.
    let (stop, stopped) = mpsc::channel::<()>();
    if flags.until_stdin_closes {
        let stop = stop.clone();
        thread::spawn(move || {
            let mut buffer = [0; 256];
            while let Ok(1..) = io::stdin().read(&mut buffer) {}
            let _ = stop.send(());
        });
    }
    if flags.exit_with_parent {
        let stop = stop.clone();
        thread::spawn(move || {
            wait_for_parent_exit(parent);
            let _ = stop.send(());
        });
    }
    let _ = match flags.stop_after {
        Some(seconds) => stopped.recv_timeout(Duration::from_secs_f64(seconds)).ok(),
        None => stopped.recv().ok(),
    };
    drop(stop);
    drop(emulator);
    Ok(())
}

#[cfg(unix)]
fn parent_id() -> u32 {
    std::os::unix::process::parent_id()
}

/// The standard library has no parent id on this platform; `args` refuses `--exit-with-parent` here.
#[cfg(not(unix))]
fn parent_id() -> u32 {
    0
}

/// When a parent process exits, the system gives its children another parent.
fn wait_for_parent_exit(parent: u32) {
    while parent_id() == parent {
        thread::sleep(Duration::from_millis(200));
    }
}
