//! The worlds: the characters and sessions that requests see, with the scripts, faults, settings and the clock that apply
//! to them.

mod character;
mod narrative;
mod pending_turn;
mod registry;
mod session;
mod store;

use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use character::{Character, PUBLIC_CHARACTER_ID};
pub use narrative::{Decision, Narrative, Section, Trigger};
pub use pending_turn::PendingTurn;
pub use registry::{MAX_SESSIONS, Registry, SharedSession, Token, TokenProblem};
pub use session::{MAX_TURNS, Session, Turn};
pub use store::{Change, Durable, NoStore, Store, StoredSession, StoredWorld};

use crate::clock::Clock;
use crate::config::WorldScope;
use crate::faults::{FaultSpec, Faults};
use crate::options::Options;
use crate::scripts::Scripts;
use crate::settings::Settings;

/// When there are more worlds than this, no further key gets one.
const MAX_WORLDS: usize = 1000;

/// What the requests with one API key see. Without `--worlds per-key` there is only one.
pub struct World {
    pub registry: Registry,
    pub clock: Arc<Clock>,
    /// What the world returns to at a reset.
    given: Vec<Character>,
    initial_settings: Settings,
    settings: Mutex<Settings>,
    initial_faults: Vec<FaultSpec>,
    faults: Mutex<Faults>,
    initial_scripts: Scripts,
    scripts: Mutex<Scripts>,
    /// Requests that waited for the latency, from which the seeded waits are drawn.
    requests: AtomicU64,
}

impl World {
    fn open(name: &str, options: &Options, store: Arc<dyn Store>) -> io::Result<Self> {
        let mut given = vec![Character::public()];
        for config in &options.characters {
            let character = Character::configured(config);
            given.retain(|known| known.id != character.id);
            given.push(character);
        }
        let mut scripts = Scripts::default();
        for script in &options.scripts {
            scripts.add(script.clone());
        }
        Ok(Self {
            registry: Registry::open(name.to_owned(), &given, store)?,
            clock: Arc::new(Clock::new()),
            given,
            initial_settings: options.settings.clone(),
            settings: Mutex::new(options.settings.clone()),
            initial_faults: options.faults.clone(),
            faults: Mutex::new(Faults::with(&options.faults)),
            initial_scripts: scripts.clone(),
            scripts: Mutex::new(scripts),
            requests: AtomicU64::new(0),
        })
    }

    pub fn settings(&self) -> MutexGuard<'_, Settings> {
        lock(&self.settings)
    }

    /// How long the next request waits before it is answered.
    pub fn next_latency(&self) -> Duration {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let settings = self.settings();
        Duration::from_millis(settings.latency_ms.sample(settings.seed, number))
    }

    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub fn scripts(&self) -> MutexGuard<'_, Scripts> {
        lock(&self.scripts)
    }

    /// Returns characters, sessions, scripts, faults, settings and the clock to their state after the start. Ends when the
    /// store has forgotten what it kept.
    pub fn reset(&self) -> Durable {
        *self.settings() = self.initial_settings.clone();
        *self.faults() = Faults::with(&self.initial_faults);
        *self.scripts() = self.initial_scripts.clone();
        self.requests.store(0, Ordering::Relaxed);
        self.clock.reset();
        self.registry.reset(&self.given)
    }
}

/// All worlds.
pub struct Worlds {
    options: Arc<Options>,
    store: Arc<dyn Store>,
    open: Mutex<HashMap<String, Arc<World>>>,
    shared: Arc<World>,
}

impl Worlds {
    pub fn open(options: Arc<Options>, store: Arc<dyn Store>) -> io::Result<Self> {
        let shared = Arc::new(World::open("", &options, store.clone())?);
        Ok(Self { options, store, open: Mutex::default(), shared })
    }

    /// The world of a user, which is opened at the first request. `None` if there are too many, or if the store cannot
    /// be read.
    pub fn of(&self, user: &str) -> Option<Arc<World>> {
        if self.options.worlds == WorldScope::Shared {
            return Some(self.shared.clone());
        }
        let mut open = lock(&self.open);
        if let Some(known) = open.get(user) {
            return Some(known.clone());
        }
        if open.len() >= MAX_WORLDS {
            return None;
        }
        let world = Arc::new(World::open(user, &self.options, self.store.clone()).ok()?);
        open.insert(user.to_owned(), world.clone());
        Some(world)
    }

    /// The world that all requests share. With a world per key, no request sees it.
    pub fn shared(&self) -> &Arc<World> {
        &self.shared
    }

    pub fn all(&self) -> Vec<Arc<World>> {
        let open = lock(&self.open);
        std::iter::once(&self.shared).chain(open.values()).cloned().collect()
    }
}

/// Ignores poisoning: a panic in another task leaves the state usable, because each change under the lock is a plain
/// assignment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
