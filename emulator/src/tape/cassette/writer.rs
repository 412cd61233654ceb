//! Writes a cassette while a client talks to the service.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::Bytes;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Body, Exchange, Header, Secrets, VERSION, audio, audio_folder};

/// An open cassette. Each exchange is written as a whole, and is on disk when [`Writer::write`] returns.
pub struct Writer {
    file: Mutex<File>,
    folder: PathBuf,
    secrets: Mutex<Secrets>,
    started: Instant,
    arrived: AtomicU64,
}

impl Writer {
    /// Creates a cassette. An existing file is left alone.
    pub fn create(path: &Path, upstream: &str, recorded: String) -> io::Result<Self> {
        let mut file = OpenOptions::new().append(true).create_new(true).open(path).map_err(|error| {
            let advice = match error.kind() {
                io::ErrorKind::AlreadyExists => "it exists; delete it, or give another name",
                _ => "check its folder",
            };
            io::Error::new(error.kind(), format!("the cassette {} cannot be made: {advice} ({error})", path.display()))
        })?;
        let header = Header { convai_cassette: VERSION, upstream: upstream.to_owned(), recorded };
        append(&mut file, &serde_json::to_string(&header)?)?;
        Ok(Self {
            file: Mutex::new(file),
            folder: audio_folder(path),
            secrets: Mutex::default(),
            started: Instant::now(),
            arrived: AtomicU64::new(0),
        })
    }

    /// The number of a request that arrives now, and its time.
    pub fn next_number(&self) -> (u64, u64) {
        let number = self.arrived.fetch_add(1, Ordering::Relaxed) + 1;
        (number, self.started.elapsed().as_millis() as u64)
    }

    /// What is known of keys and tokens.
    pub fn secrets(&self) -> MutexGuard<'_, Secrets> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the bytes of a body to a file in the cassette's folder. Returns the name of the file.
    pub fn store_file(&self, name: &str, bytes: &Bytes) -> io::Result<String> {
        let name = format!("{name}.{}", audio::extension(bytes));
        let mut bytes = bytes.to_vec();
        self.secrets().mask_bytes(&mut bytes);
        fs::create_dir_all(&self.folder)?;
        let mut file = File::create(self.folder.join(&name))?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        Ok(name)
    }

    /// A body as the cassette has it. Its audio is written to files whose names begin with `name`.
    pub fn body(&self, name: &str, bytes: &Bytes) -> io::Result<Body> {
        if bytes.is_empty() {
            return Ok(Body::default());
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Ok(Body { file: Some(self.store_file(name, bytes)?), ..Body::default() });
        };
        let mut problem = None;
        let mut number = 0;
        let text = audio::take_out(text, |bytes| {
            number += 1;
            let stored = self.store_file(&format!("{name}-{number}"), &bytes);
            stored.map_err(|error| problem = Some(error)).unwrap_or_default()
        });
        if let Some(problem) = problem {
            return Err(problem);
        }
        if !text.contains(['\n', '\r']) && text.trim() == text {
            if let Ok(json) = RawValue::from_string(text.clone()) {
                return Ok(Body { json: Some(self.unescaped(json)), ..Body::default() });
            }
        }
        Ok(Body { text: Some(text), ..Body::default() })
    }

    /// Writes JSON anew if it hides a secret behind escapes, where masking would not find it.
    fn unescaped(&self, json: Box<RawValue>) -> Box<RawValue> {
        let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
        let value = parse(json.get());
        let mut secrets = self.secrets();
        secrets.learn_json(&value);
        let hidden = secrets.are_in(&parse(&secrets.mask(json.get())));
        let anew = hidden.then(|| RawValue::from_string(value.to_string()).ok()).flatten();
        anew.unwrap_or(json)
    }

    /// Appends an exchange. Everything that is known to be secret is masked.
    pub fn write(&self, exchange: &Exchange) -> io::Result<()> {
        let line = self.secrets().mask(&serde_json::to_string(exchange)?);
        append(&mut self.file.lock().unwrap_or_else(PoisonError::into_inner), &line)
    }
}

/// Writes a line with one call, so that lines do not mix, and waits until it is on disk.
fn append(file: &mut File, line: &str) -> io::Result<()> {
    file.write_all(format!("{line}\n").as_bytes())?;
    file.sync_data()
}
