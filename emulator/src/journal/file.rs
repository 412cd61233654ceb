//! The journal on disk: whatever ends an emulator, what it saw stays there.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Detail, Entry, summary};

/// A file that every request adds a line of JSON to.
pub struct JournalFile(File);

impl JournalFile {
    /// Makes the folder, and in it a file that no other emulator writes to.
    pub fn create_in(folder: &Path) -> io::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        fs::create_dir_all(folder)?;
        let name = format!("{}-{}.jsonl", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        // A process of the same number may have been here before.
        File::options().append(true).create(true).open(folder.join(name)).map(Self)
    }

    /// In one piece, so that lines of several requests do not mix. A full disk is not the client's problem.
    pub fn write(&self, entry: &Entry) {
        let line = format!("{}\n", summary(entry, Detail::default()));
        let _ = (&self.0).write_all(line.as_bytes());
    }
}
