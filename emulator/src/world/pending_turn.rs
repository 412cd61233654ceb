//! A turn that is being answered.

use std::sync::Arc;

use tokio::sync::OwnedMutexGuard;

use super::World;
use super::registry::SharedSession;
use super::session::{Memory, Session};
use super::store::Durable;

/// A turn that is not part of its session yet. It holds the lock of the session, so that turns of one session wait for each
/// other. If it is dropped before it is complete, the session is as it was before.
pub struct PendingTurn {
    world: Arc<World>,
    character: String,
    session_id: String,
    session: OwnedMutexGuard<Session>,
    /// What the session remembered before. `None` when the turn is complete.
    before: Option<Memory>,
}

impl PendingTurn {
    /// Waits for the turns of the session that began earlier.
    pub async fn begin(world: Arc<World>, character: &str, session_id: &str, session: SharedSession) -> Self {
        let session = session.lock_owned().await;
        let before = Some(session.snapshot());
        Self { world, character: character.to_owned(), session_id: session_id.to_owned(), session, before }
    }

    /// The session, in which a brain may remember something.
    pub fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// The number of this turn in its session.
    pub fn number(&self) -> u64 {
        self.session.turn_count() + 1
    }

    /// Adds the turn to its session, and to the usage of an account. The result ends when the turn is stored.
    pub fn complete(mut self, account: &str, user: String, reply: String) -> Durable {
        self.before = None;
        let turn = self.session.add_turn(self.world.clock.timestamp(), user, reply);
        self.world.registry.store_turn(account, &self.character, &self.session_id, &self.session, turn)
    }
}

impl Drop for PendingTurn {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            self.session.roll_back(before);
        }
    }
}
