//! What all connections of one emulator share.

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::faults::Faults;
use crate::ids::Ids;
use crate::journal::{Journal, JournalFile};
use crate::options::Options;
use crate::settings::Settings;
use crate::voice::Voices;
use crate::world::World;

pub struct Shared {
    pub options: Options,
    pub started: Instant,
    pub ids: Ids,
    pub voices: Voices,
    pub journal_file: Option<JournalFile>,
    settings: Mutex<Settings>,
    world: Mutex<World>,
    journal: Mutex<Journal>,
    faults: Mutex<Faults>,
}

impl Shared {
    pub fn new(options: Options) -> io::Result<Self> {
        Ok(Self {
            started: Instant::now(),
            ids: Ids::default(),
            voices: Voices::default(),
            journal_file: options.journal_folder.as_deref().map(JournalFile::create_in).transpose()?,
            settings: Mutex::new(Settings::from_options(&options)),
            world: Mutex::new(World::default()),
            journal: Mutex::new(Journal::new(options.journal_entries, options.journal_bytes)),
            faults: Mutex::new(Faults::default()),
            options,
        })
    }

    pub fn settings(&self) -> MutexGuard<'_, Settings> {
        lock(&self.settings)
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    pub fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }

    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    /// Back to the state after the start. Ids go on counting, so that a stale id never comes to life again.
    pub fn reset(&self) {
        *self.settings() = Settings::from_options(&self.options);
        *self.world() = World::default();
        self.journal().clear();
        *self.faults() = Faults::default();
    }
}

/// The state stays usable after a panic of another task: each change under the lock is a plain assignment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
