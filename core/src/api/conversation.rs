//! A conversation: a character and a session. Its turns are sent one after the other, in the order in which they were
//! said, because the service's context depends on that order.

use super::{
    CallOptions, CallResult, Client, Error, PendingTurn, Playback, Query, ReplyStream, Scene, Status, TurnOptions,
    TurnResponse,
    arguments::checked_id,
    turn::{TurnRequest, existing_session, keeps},
};
use crate::transport::{Call, Method};
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
    /// Notified when a turn leaves the queue.
    queue_moved: Notify,
}

/// The id of a session, once the service has returned one. All turns of the session share it.
type Session = Arc<Mutex<Option<String>>>;

#[derive(Default)]
struct State {
    /// The session of the turns that are said from now on. Turns that were said before a reset keep the previous
    /// session.
    session: Session,
    fallback: Option<String>,
    /// The scene of the turns that are said from now on.
    scene: Option<Scene>,
    /// Where the voices of the turns are heard.
    playback: Weak<Playback>,
    /// The replies of the turns whose responses somebody may still take or hear.
    replies: Vec<Weak<ReplyStream>>,
    /// The turns that have not ended, in the order in which they were said.
    queue: VecDeque<QueuedTurn>,
    next_number: u64,
}

struct QueuedTurn {
    number: u64,
    call: Weak<Call<CallResult<TurnResponse>>>,
}

impl Client {
    /// Creates a conversation. Sends nothing yet.
    pub fn conversation(&self, character_id: &str, session_id: Option<&str>) -> Result<Conversation, Error> {
        let state = State { session: Arc::new(Mutex::new(existing_session(session_id))), ..State::default() };
        Ok(Conversation {
            client: self.clone(),
            character_id: checked_id(character_id)?.to_owned(),
            shared: Arc::new(Shared { state: Mutex::new(state), ..Shared::default() }),
        })
    }
}

impl Conversation {
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Starts a turn. It is sent when all turns that were said before it have ended.
    pub fn say(&self, query: Query, turn: TurnOptions, call: &CallOptions) -> Result<PendingTurn, Error> {
        let mut request = TurnRequest::new(&self.client, &self.character_id, query, turn, call)?;
        let position = QueuePosition::last(&self.shared, &mut request);
        let (number, user_data) = (position.number, call.user_data);
        let new = self.client.new_call(&Method::POST, request.url(), call);
        let (voice, bytes) = (request.takes_voice_timeout(), request.held_bytes());
        let (reply, streams) = (Arc::clone(request.reply()), turn.stream);
        let (keeps, kept) = (keeps(&reply, &new.secrets), Arc::clone(&reply));
        let call = self.client.start(call, new, Some(keeps), voice, bytes, move |sender| async move {
            let turn = Box::pin(async {
                let prepared = request.prepare(&sender);
                sender.hold_back(position.wait_for_front()).await;
                let session = lock(&position.session).clone();
                prepared.send(&sender, session).await
            });
            let mut result = kept.fill(sender.until_deadline(turn).await, sender.secrets());
            position.finish(&mut result);
            result
        })?;
        if let Some(turn) = self.shared.lock().queue.iter_mut().find(|turn| turn.number == number) {
            turn.call = Arc::downgrade(&call);
        }
        // A turn without voice has nothing to hear.
        let playback = self.shared.lock().playback.upgrade().filter(|_| turn.voice);
        if let Some(playback) = playback {
            playback.follow(&reply, user_data).inspect_err(|_| call.cancel())?;
        }
        Ok(PendingTurn { call, reply, streams })
    }

    /// The voices of the turns that are said from now on are heard there.
    pub fn set_playback(&self, playback: Option<&Arc<Playback>>) {
        self.shared.lock().playback = playback.map(Arc::downgrade).unwrap_or_default();
    }

    /// Cancels the running turn and all that wait, and silences all that were said: also those that have ended.
    pub fn interrupt(&self) {
        self.cancel_turns();
        let mut state = self.shared.lock();
        let replies = std::mem::take(&mut state.replies);
        let playback = state.playback.upgrade();
        drop(state);
        replies.iter().filter_map(Weak::upgrade).for_each(|reply| reply.interrupt());
        if let Some(playback) = playback {
            playback.drop_interrupted();
        }
    }

    /// Cancels the running turn and all that wait.
    pub fn cancel_turns(&self) {
        let calls: Vec<_> = self.shared.lock().queue.iter().filter_map(|turn| turn.call.upgrade()).collect();
        // The last turn first: otherwise a waiting turn could be sent after its predecessor is cancelled and before it
        // is cancelled itself.
        calls.iter().rev().for_each(|call| call.cancel());
    }

    /// Forgets the session: the next turn starts a new one.
    pub fn reset(&self) {
        self.shared.lock().session = Session::default();
    }

    /// Sets the text returned if a turn fails.
    pub fn set_fallback(&self, text: Option<&str>) {
        self.shared.lock().fallback = text.map(str::to_owned);
    }

    /// Sets the scene of the turns that are said from now on.
    pub fn set_scene(&self, scene: Option<Scene>) {
        // The previous scene is dropped without the lock.
        let _previous = std::mem::replace(&mut self.shared.lock().scene, scene);
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

/// Whether a failed turn gets the fallback text: no, if the arguments were invalid or the turn was cancelled.
fn deserves_fallback(status: Status) -> bool {
    !status.is_callers_mistake() && status != Status::Cancelled
}

/// The position of a turn in the queue. Dropping it lets the next turn start.
struct QueuePosition {
    shared: Arc<Shared>,
    session: Session,
    number: u64,
}

impl QueuePosition {
    /// Gives a turn the last position, and the scene of the conversation if it has none of its own.
    fn last(shared: &Arc<Shared>, request: &mut TurnRequest) -> Self {
        let mut state = shared.lock();
        request.set_default_scene(state.scene.as_ref());
        state.replies.retain(|reply| reply.strong_count() > 0);
        state.replies.push(Arc::downgrade(request.reply()));
        let number = state.next_number;
        state.next_number += 1;
        state.queue.push_back(QueuedTurn { number, call: Weak::new() });
        Self { shared: Arc::clone(shared), session: Arc::clone(&state.session), number }
    }

    async fn wait_for_front(&self) {
        loop {
            // Created before the check, so that a notification in between is not missed.
            let moved = self.shared.queue_moved.notified();
            if self.shared.lock().queue.front().is_none_or(|first| first.number == self.number) {
                return;
            }
            moved.await;
        }
    }

    /// Stores the session id of a reply that succeeded, and gives a failed turn the fallback text.
    fn finish(&self, result: &mut CallResult<TurnResponse>) {
        if let (None, Some(session)) = (&result.error, &result.value.session_id) {
            *lock(&self.session) = Some(session.clone());
        }
        let failed = result.error.as_ref().is_some_and(|error| deserves_fallback(error.status));
        if failed && result.value.text.as_deref().is_none_or(str::is_empty) {
            result.value.text = self.shared.lock().fallback.clone();
        }
    }
}

impl Drop for QueuePosition {
    fn drop(&mut self) {
        self.shared.lock().queue.retain(|turn| turn.number != self.number);
        self.shared.queue_moved.notify_waiters();
    }
}
