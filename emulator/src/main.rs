//! The `convai-emulator` program: parses the command line, starts the emulator, prints its address, and waits.

mod args;
mod first_process;
mod parent;

use std::io::{self, Read, Write};
use std::process::ExitCode;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use args::Command;
use convai_emulator::{Config, Emulator, Options, verify};
use parent::Parent;

fn main() -> ExitCode {
    let flags = match args::parse(std::env::args().skip(1)) {
        Ok(Command::Serve(flags)) => flags,
        Ok(Command::Verify(options)) => return ExitCode::from(verify(&options) as u8),
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
    let config = match flags.merged() {
        Ok(config) => config,
        Err(error) => {
            eprintln!("convai-emulator: {error}");
            return ExitCode::from(2);
        }
    };
    match run(config) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("convai-emulator: cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(config: Config) -> io::Result<()> {
    let exit = config.server.clone();
    // Found before the address is printed: a parent that has the address may exit at once.
    let parent = exit.exit_with_parent.filter(|wanted| *wanted).map(|_| Parent::of_this_process()).transpose()?;
    let emulator = Emulator::start(Options::from(config))?;
    let mut stdout = io::stdout();
    // The emulator also serves when its standard output is closed.
    let _ = writeln!(stdout, "convai-emulator listening on {}", emulator.url());
    if let Some(key) = emulator.generated_key() {
        let _ = writeln!(stdout, "API key: {key}");
    }
    let _ = stdout.flush();

    // Each stop condition sends once. `stop` stays here until the end: if no condition is set, `recv` waits until a
    // signal ends the process.
    let (stop, stopped) = mpsc::channel::<()>();
    if exit.until_stdin_closes == Some(true) {
        let stop = stop.clone();
        thread::spawn(move || {
            let mut buffer = [0; 256];
            while let Ok(1..) = io::stdin().read(&mut buffer) {}
            let _ = stop.send(());
        });
    }
    let on_signal = stop.clone();
    first_process::stop_on_signal(move || {
        let _ = on_signal.send(());
    });
    if let Some(parent) = parent {
        let stop = stop.clone();
        thread::spawn(move || {
            parent.wait_for_exit();
            let _ = stop.send(());
        });
    }
    let _ = match exit.stop_after {
        Some(seconds) => stopped.recv_timeout(Duration::from_secs_f64(seconds)).ok(),
        None => stopped.recv().ok(),
    };
    drop(stop);
    drop(emulator);
    Ok(())
}
