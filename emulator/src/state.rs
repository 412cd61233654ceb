//! The state that all connections of one emulator share.

use std::io;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::brain::Brains;
use crate::clock::Clock;
use crate::ears::Ears;
use crate::journal::{Journal, JournalFile};
use crate::options::Options;
use crate::program::Programs;
use crate::tape::Tape;
use crate::voice::TextToSpeech;
use crate::world::{Store, Worlds};

pub struct State {
    pub options: Arc<Options>,
    pub started: Instant,
    /// Tells this run of the emulator from another one on the same port.
    pub instance: u64,
    pub voice: Arc<TextToSpeech>,
    pub ears: Ears,
    pub brains: Brains,
    pub journal: Arc<Journal>,
    pub worlds: Worlds,
    /// What answers in place of the API, if something does.
    pub tape: Tape,
}

impl State {
    pub fn new(options: Options, store: Arc<dyn Store>) -> io::Result<Self> {
        let file = options.journal_folder.as_deref().map(JournalFile::create_in).transpose()?;
        let tape = Tape::open(&options.tape, Clock::new().timestamp())?;
        let programs = Programs::new(options.command_timeout_ms);
        let options = Arc::new(options);
        Ok(Self {
            started: Instant::now(),
            instance: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_nanos() as u64),
            voice: Arc::new(TextToSpeech::new(&options, &programs)),
            brains: Brains::new(&options)?,
            ears: Ears::new(&options, &programs),
            journal: Arc::new(Journal::new(options.journal_entries, options.journal_bytes, file)),
            worlds: Worlds::open(options.clone(), store)?,
            tape,
            options,
        })
    }

    /// Returns all worlds and the journal to the state after the start.
    pub async fn reset(&self) -> io::Result<()> {
        self.journal.clear();
        self.tape.rewind();
        for world in self.worlds.all() {
            world.reset().await?;
        }
        Ok(())
    }
}
