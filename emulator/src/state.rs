//! The state that all connections of one emulator share.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::faults::Faults;
use crate::ids::Ids;
use crate::journal::{Journal, JournalFile};
use crate::options::Options;
use crate::settings::Settings;
use crate::voice::TextToSpeech;
use crate::world::World;

pub struct State {
    pub options: Options,
    pub started: Instant,
    pub ids: Ids,
    pub voice: TextToSpeech,
    pub journal: Arc<Journal>,
    settings: Mutex<Settings>,
    world: Mutex<World>,
    faults: Mutex<Faults>,
}

impl State {
    pub fn new(options: Options) -> io::Result<Self> {
        let file = options.journal_folder.as_deref().map(JournalFile::create_in).transpose()?;
        Ok(Self {
            started: Instant::now(),
            ids: Ids::default(),
            voice: TextToSpeech::default(),
            journal: Arc::new(Journal::new(options.journal_entries, options.journal_bytes, file)),
            settings: Mutex::new(Settings::from_options(&options)),
            world: Mutex::new(World::default()),
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

    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    /// Returns to the state after the start. The id counter continues, so that an id from before a reset stays
    /// unknown.
    pub fn reset(&self) {
        *self.settings() = Settings::from_options(&self.options);
        *self.world() = World::default();
        self.journal.clear();
        *self.faults() = Faults::default();
    }
}

/// Ignores poisoning: a panic in another task leaves the state usable, because each change under the lock is a plain
/// assignment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
