//! The copy of the journal on disk. It remains when the emulator is killed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Detail, Entry};

/// A file to which each request appends one line of JSON.
pub struct JournalFile(File);

impl JournalFile {
    /// Creates the folder, and in it a file that no other emulator writes to.
    pub fn create_in(folder: &Path) -> io::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        fs::create_dir_all(folder)?;
        let name = format!("{}-{}.jsonl", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        // Append: an earlier process may have had the same process id.
        File::options().append(true).create(true).open(folder.join(name)).map(Self)
    }

    /// Writes the line with one call, so that the lines of concurrent requests do not mix. Write errors, such as a full
    /// disk, are ignored: the request is answered anyway.
    pub fn write(&self, entry: &Entry) {
        let line = format!("{}\n", entry.to_json(Detail::default()));
        let _ = (&self.0).write_all(line.as_bytes());
    }
}
