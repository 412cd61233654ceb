//! Programs that speak replies and write down what they hear. They are started without a shell, get their input by standard
//! input, and answer by standard output.

mod command_line;

use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use tokio::time::timeout;

pub use command_line::{BRAIN_KEY_VARIABLE, CommandLine};

/// How many programs run at the same time. Further ones wait.
const MAX_PROGRAMS: usize = 4;
/// How much of what a program writes to standard error is quoted: its end.
const MAX_COMPLAINT: usize = 300;

/// What all programs of an emulator share.
#[derive(Clone)]
pub struct Programs {
    slots: Arc<Semaphore>,
    timeout: Duration,
}

impl Programs {
    /// A program may take so many milliseconds, with the time in which it waits for others.
    pub fn new(timeout_ms: u64) -> Self {
        Self { slots: Arc::new(Semaphore::new(MAX_PROGRAMS)), timeout: Duration::from_millis(timeout_ms) }
    }

    /// The same programs with a shorter time limit.
    pub fn within(&self, limit: Duration) -> Self {
        Self { timeout: self.timeout.min(limit), ..self.clone() }
    }

    /// Runs a program with this input. Returns what it wrote to standard output, of at most `max_output` bytes. The error is
    /// the end of a sentence that begins with the program. When its time is over, and when the result is dropped, the program
    /// is killed.
    pub async fn run(&self, command: &mut Command, input: Vec<u8>, max_output: usize) -> Result<Vec<u8>, String> {
        let run = async {
            let _slot = self.slots.acquire().await;
            let child = command
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .kill_on_drop(true)
                .spawn()
                .map_err(not_started)?;
            communicate(child, input, max_output).await
        };
        match timeout(self.timeout, run).await {
            Ok(result) => result,
            Err(_) => Err(format!("it was not finished after {:.1} seconds", self.timeout.as_secs_f64())),
        }
    }
}

fn not_started(error: io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it was not found; install it, or give its whole path".to_owned(),
        _ => format!("it does not start: {error}"),
    }
}

async fn communicate(mut child: Child, input: Vec<u8>, max_output: usize) -> Result<Vec<u8>, String> {
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    // All at the same time. Otherwise the pipes can fill up, and both sides would wait.
    let write = async move {
        if let Some(mut stdin) = stdin {
            // A program need not read all of its input.
            let _ = stdin.write_all(&input).await;
        }
        Ok(())
    };
    let read = async move {
        let mut output = Vec::new();
        if let Some(stdout) = stdout {
            let limited = stdout.take(max_output as u64 + 1).read_to_end(&mut output).await;
            limited.map_err(|error| format!("its output cannot be read: {error}"))?;
        }
        if output.len() > max_output {
            return Err(format!("it wrote more than {max_output} bytes"));
        }
        Ok(output)
    };
    // Too much output ends this at once, although the program still writes.
    let (complaint, output, ()) = tokio::try_join!(complaint(stderr), read, write)?;
    let status = child.wait().await.map_err(|error| format!("its end cannot be awaited: {error}"))?;
    if status.success() { Ok(output) } else { Err(failed(status, &complaint)) }
}

/// The end of what the program writes to standard error.
async fn complaint(stderr: Option<impl AsyncRead + Unpin>) -> Result<String, String> {
    let Some(mut stderr) = stderr else { return Ok(String::new()) };
    let (mut kept, mut buffer) = (Vec::new(), [0; 1024]);
    while let Ok(count @ 1..) = stderr.read(&mut buffer).await {
        kept.extend_from_slice(&buffer[..count]);
        kept.drain(..kept.len().saturating_sub(MAX_COMPLAINT));
    }
    let lines = String::from_utf8_lossy(&kept);
    Ok(lines.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn failed(status: ExitStatus, complaint: &str) -> String {
    let ended = match status.code() {
        Some(code) => format!("it exited with code {code}"),
        None => format!("it was ended: {status}"),
    };
    if complaint.is_empty() { ended } else { format!("{ended}: {complaint}") }
}
