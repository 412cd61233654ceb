//! A conversation: a character and a session. Its turns go out one after the other in the order in which they were said,
//! because the service's context depends on it.

use super::{
    Answer, CallOptions, Client, Error, Query, Response, Status, TurnOptions,
    characters::identifier,
    interaction::{TurnRequest, session},
};
use crate::transport::Call;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};
use tokio::sync::Notify;

pub struct Conversation {
    client: Client,
    character_id: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// A turn has ended, or left the line.
    moved: Notify,
}

/// A session's id, once the service has given one. Shared by the turns that are said in it.
type Session = Arc<Mutex<Option<String>>>;

#[derive(Default)]
struct State {
    /// The session of the turns that are said from now on. Turns from before a reset have the one from before it.
    session: Session,
    fallback: Option<String>,
    /// The turns that have not ended, in the order in which they were said.
    line: VecDeque<Turn>,
    turns: u64,
}

struct Turn {
    number: u64,
    call: Weak<Call<Answer<Response>>>,
}

impl Client {
    /// Nothing is sent yet.
    pub fn conversation(&self, character_id: &str, session_id: Option<&str>) -> Result<Conversation, Error> {
        let state = State { session: Arc::new(Mutex::new(session(session_id))), ..State::default() };
        Ok(Conversation {
            client: self.share(),
            character_id: identifier(character_id)?.to_owned(),
            shared: Arc::new(Shared { state: Mutex::new(state), ..Shared::default() }),
        })
    }
}

impl Conversation {
    /// Starts a turn, which goes out when those said before it have ended.
    pub fn say(
        &self,
        query: Query,
        turn: TurnOptions,
        call: &CallOptions,
    ) -> Result<Arc<Call<Answer<Response>>>, Error> {
        let request = TurnRequest::new(&self.client, &self.character_id, query, turn, call)?;
        let place = Place::at_the_end(&self.shared);
        let number = place.number;
        let call = self.client.start(call, request.takes_long(), move |sender| async move {
            place.come_to_front().await;
            let session = lock(&place.session).clone();
            let mut answer = request.send(&sender, session.as_deref()).await;
            place.learn(&mut answer);
            answer
        })?;
        if let Some(turn) = self.shared.lock().line.iter_mut().find(|turn| turn.number == number) {
            turn.call = Arc::downgrade(&call);
        }
        Ok(call)
    }

    /// Cancels the turn under way and those that wait.
    pub fn interrupt(&self) {
        let calls: Vec<_> = self.shared.lock().line.iter().filter_map(|turn| turn.call.upgrade()).collect();
        // The last first: else a turn that waits could go out between its predecessor's cancelling and its own.
        calls.iter().rev().for_each(|call| call.cancel());
    }

    /// The next turn starts a new session.
    pub fn reset(&self) {
        self.shared.lock().session = Session::default();
    }

    /// What the character says where a turn fails.
    pub fn set_fallback(&self, text: Option<&str>) {
        self.shared.lock().fallback = text.map(str::to_owned);
    }

    pub fn session_id(&self) -> Option<String> {
        let session = Arc::clone(&self.shared.lock().session);
        lock(&session).clone()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Everything but the caller's own mistakes and wishes.
fn deserves_fallback(status: Status) -> bool {
    status as i32 >= Status::Network as i32 && status != Status::Cancelled
}

/// A turn's place in the line; dropping it lets the next one move up.
struct Place {
    shared: Arc<Shared>,
    session: Session,
    number: u64,
}

impl Place {
    fn at_the_end(shared: &Arc<Shared>) -> Self {
        let mut state = shared.lock();
        let number = state.turns;
        state.turns += 1;
        state.line.push_back(Turn { number, call: Weak::new() });
        Self { shared: Arc::clone(shared), session: Arc::clone(&state.session), number }
    }

    async fn come_to_front(&self) {
        loop {
            // Made before looking, so that a move in between is not missed.
            let moved = self.shared.moved.notified();
            if self.shared.lock().line.front().is_none_or(|first| first.number == self.number) {
                return;
            }
            moved.await;
        }
    }

    /// Keeps the session of a reply; a turn that gave none keeps the one that was there. Gives a failed turn its line.
    fn learn(&self, answer: &mut Answer<Response>) {
        if let Some(session) = &answer.value.session_id {
            *lock(&self.session) = Some(session.clone());
        }
        let failed = answer.error.as_ref().is_some_and(|error| deserves_fallback(error.status));
        if failed && answer.value.text.as_deref().is_none_or(str::is_empty) {
            answer.value.text = self.shared.lock().fallback.clone();
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.shared.lock().line.retain(|turn| turn.number != self.number);
        self.shared.moved.notify_waiters();
    }
}
