//! The reply to one turn as it accumulates: text, session and audio, in pieces. The work of the turn appends; the reader
//! of pieces, playback and the final result read. A turn that does not stream has its whole reply as one piece, once it
//! has ended.

use super::{
    CallResult,
    call_result::FAILED_REPLY_BYTES,
    reply_sound::Sound,
    secrets::Secrets,
    turn_response::{SoundFormat, TurnAudio, TurnResponse},
};
use crate::transport::Companion;
use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

/// Is told that something is new. It must neither block nor use the call of the turn.
pub type Listener = Arc<dyn Fn() + Send + Sync>;

/// The parts of a reply share their samples: a piece, playback and the final result hold the same segments.
#[derive(Default)]
pub struct ReplyStream {
    state: Mutex<State>,
    changed: Condvar,
    /// The token of the operation that the turn is, or 0.
    operation: AtomicUsize,
    is_interrupted: AtomicBool,
}

#[derive(Default)]
struct State {
    text: String,
    session_id: Option<String>,
    character_id: Option<String>,
    user_query: Option<String>,
    /// All actions, and the last tag.
    extras: Option<Box<Extras>>,
    sound: Sound,
    /// The stream as it arrived.
    raw: Vec<u8>,
    /// One for each increment that brought something.
    marks: Vec<Mark>,
    /// How many of them were read as pieces.
    read: usize,
    /// The only piece is the whole reply, because it did not stream.
    is_whole: bool,
    phase: Phase,
    has_waiters: bool,
    audio_listeners: Vec<Listener>,
    piece_listener: Option<Listener>,
    /// The piece listener was told of pieces, and no reader has come to the end of them since.
    is_announced: bool,
}

/// Where a piece ends. It begins where the one before it ends.
#[derive(Default)]
struct Mark {
    text_end: usize,
    segments_end: usize,
    frames_end: u64,
    extras: Option<Box<Extras>>,
}

#[derive(Clone, Default)]
struct Extras {
    action_sequence: Option<String>,
    tag: Option<String>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    #[default]
    Open,
    /// Nothing is appended any more, but the call of the turn has not ended.
    Closed,
    /// The call has ended.
    Ended,
}

/// What one event of a stream brings.
#[derive(Default)]
pub(super) struct Increment {
    pub text: String,
    pub session_id: Option<String>,
    pub character_id: Option<String>,
    pub user_query: Option<String>,
    pub action_sequence: Option<String>,
    pub tag: Option<String>,
    /// Samples in the format of the reply's first samples.
    pub audio: Option<(SoundFormat, Vec<i16>)>,
}

/// A part of a reply: what one event of a stream brought, or the whole reply of a turn that did not stream.
pub struct Piece {
    /// The text that follows the text of the piece before.
    pub text: String,
    /// The session of the turn, once it is known.
    pub session_id: Option<String>,
    pub samples: Option<Arc<[i16]>>,
    /// The position of the first sample in the audio of the reply; without samples, of the next one that comes.
    pub first_frame: u64,
    /// Both are 0 until the first samples have come.
    pub sample_rate: u32,
    pub channels: u16,
    pub action_sequence: Option<String>,
    pub tag: Option<String>,
}

pub enum NextPiece {
    Piece(Piece),
    /// None has come yet.
    Pending,
    /// The call has ended and every piece was read.
    Ended,
}

/// What playback has not fetched yet.
pub struct AudioNews {
    /// The sample rate and the number of channels, once they are known.
    pub format: Option<(u32, u16)>,
    pub segments: Vec<Arc<[i16]>>,
    /// No further segment will come.
    pub ended: bool,
}

impl ReplyStream {
    /// Names the operation of the turn, for playback.
    pub fn set_operation(&self, token: usize) {
        self.operation.store(token, Ordering::Relaxed);
    }

    pub fn operation(&self) -> usize {
        self.operation.load(Ordering::Relaxed)
    }

    /// The player has interrupted the conversation: nobody listens to the reply.
    pub(super) fn interrupt(&self) {
        self.is_interrupted.store(true, Ordering::Relaxed);
    }

    pub fn is_interrupted(&self) -> bool {
        self.is_interrupted.load(Ordering::Relaxed)
    }

    /// The segments from this index on. The index of the first segment is 0.
    pub fn audio_from(&self, segment: usize) -> AudioNews {
        let mut state = self.lock();
        state.sound.unpack();
        let sound = &state.sound;
        AudioNews {
            format: sound.format.map(|format| (format.sample_rate, format.channels)),
            segments: sound.segments.get(segment..).unwrap_or_default().to_vec(),
            ended: state.phase == Phase::Ended,
        }
    }

    /// Adds a listener for audio. It runs after each new segment and once at the end, on the thread that appends or ends
    /// the turn, without the lock of the reply; and at once if there is audio or the end already.
    pub fn on_audio(&self, listener: Listener) {
        let mut state = self.lock();
        let has_news = state.sound.format.is_some() || state.phase == Phase::Ended;
        if state.phase != Phase::Ended {
            state.audio_listeners.push(Arc::clone(&listener));
        }
        drop(state);
        if has_news {
            listener();
        }
    }

    /// Sets the listener for pieces. It runs when a piece comes after a reader has found none: first of all for the first
    /// piece, also if that has come already. A turn that does not stream never calls it.
    pub fn on_pieces(&self, listener: Listener) {
        let mut state = self.lock();
        let has_news = !state.is_announced && state.read < state.marks.len() && !state.is_whole;
        state.is_announced |= has_news;
        if state.phase != Phase::Ended {
            state.piece_listener = Some(Arc::clone(&listener));
        }
        drop(state);
        if has_news {
            listener();
        }
    }

    /// The next piece. Waits for it for at most `timeout`, or without limit. Each piece goes to one reader.
    pub fn next_piece(&self, timeout: Option<Duration>) -> NextPiece {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut state = self.lock();
        loop {
            if let Some(piece) = state.next_piece() {
                return NextPiece::Piece(piece);
            }
            if state.phase == Phase::Ended {
                return NextPiece::Ended;
            }
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                state.is_announced = false;
                return NextPiece::Pending;
            }
            state.has_waiters = true;
            state = match left {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(left) => self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0,
            };
        }
    }

    /// Appends what an event brought, unless the reply is closed.
    pub(super) fn append(&self, increment: Increment) {
        // Copied before the lock is taken.
        let audio = increment.audio.map(|(format, samples)| (format, Arc::<[i16]>::from(samples)));
        let mut state = self.lock();
        if state.phase != Phase::Open {
            return;
        }
        let has_audio = audio.is_some();
        let session_is_new = increment.session_id.is_some() && increment.session_id != state.session_id;
        if session_is_new {
            state.session_id = increment.session_id;
        }
        state.character_id = increment.character_id.or(state.character_id.take());
        state.user_query = increment.user_query.or(state.user_query.take());
        state.text.push_str(&increment.text);
        if let Some((format, samples)) = audio {
            state.sound.add(format, samples);
        }
        let has_extras = increment.action_sequence.is_some() || increment.tag.is_some();
        if !(has_audio || session_is_new || has_extras || !increment.text.is_empty()) {
            return;
        }
        let Increment { action_sequence, tag, .. } = increment;
        let extras = has_extras.then(|| Box::new(Extras { action_sequence, tag }));
        if let Some(extras) = &extras {
            state.extras.get_or_insert_default().add(extras);
        }
        state.mark(extras);
        let piece_listener = state.piece_listener.clone().filter(|_| !state.is_announced);
        state.is_announced |= piece_listener.is_some();
        let audio_listeners = if has_audio { state.audio_listeners.clone() } else { Vec::new() };
        let has_waiters = std::mem::take(&mut state.has_waiters);
        drop(state);
        if has_waiters {
            self.changed.notify_all();
        }
        piece_listener.iter().chain(&audio_listeners).for_each(|listener| listener());
    }

    /// Keeps what arrived, up to `limit` bytes in all. Fails if there is no memory for it.
    pub(super) fn keep_raw(&self, bytes: &[u8], limit: usize) -> Result<(), &'static str> {
        let mut state = self.lock();
        if state.phase != Phase::Open {
            return Ok(());
        }
        let kept = &bytes[..bytes.len().min(limit.saturating_sub(state.raw.len()))];
        state.raw.try_reserve(kept.len()).map_err(|_| "there is not enough memory for it")?;
        state.raw.extend_from_slice(kept);
        Ok(())
    }

    /// The stream as it arrived, for the result of a turn that succeeded.
    pub(super) fn take_raw(&self) -> Vec<u8> {
        std::mem::take(&mut self.lock().raw)
    }

    /// Adds what has arrived to the result of the turn, as far as the result lacks it. From now on nothing is appended.
    pub(super) fn fill(&self, mut result: CallResult<TurnResponse>, secrets: &Secrets) -> CallResult<TurnResponse> {
        let mut state = self.lock();
        state.phase = state.phase.max(Phase::Closed);
        let value = &mut result.value;
        if value.text.as_deref().is_none_or(str::is_empty) && !state.text.is_empty() {
            value.text = Some(state.text.clone());
        }
        let fill = |field: &mut Option<String>, from: &Option<String>| *field = field.take().or_else(|| from.clone());
        fill(&mut value.session_id, &state.session_id);
        fill(&mut value.character_id, &state.character_id);
        fill(&mut value.user_query, &state.user_query);
        if let Some(extras) = &state.extras {
            fill(&mut value.action_sequence, &extras.action_sequence);
            fill(&mut value.tag, &extras.tag);
        }
        value.audio = value.audio.take().or_else(|| state.sound.joined());
        if result.error.is_some() && result.raw_json.is_none() && !state.raw.is_empty() {
            result.raw_json = Some(secrets.redact_prefix(&state.raw, FAILED_REPLY_BYTES).into_owned());
        }
        result
    }

    /// The call has ended with this response: readers learn of the end. If no piece has come, the response is the only
    /// one. `tell_end` follows.
    pub(super) fn end(&self, response: &TurnResponse) {
        let mut state = self.lock();
        if state.marks.is_empty() {
            state.add_whole(response);
        }
        state.phase = Phase::Ended;
        let has_waiters = std::mem::take(&mut state.has_waiters);
        drop(state);
        if has_waiters {
            self.changed.notify_all();
        }
    }

    /// Tells the listeners for audio of the end, for the last time.
    pub(super) fn tell_end(&self) {
        let mut state = self.lock();
        let listeners = std::mem::take(&mut state.audio_listeners);
        let piece_listener = state.piece_listener.take();
        drop(state);
        drop(piece_listener);
        listeners.iter().for_each(|listener| listener());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps the reply of a turn for its call.
pub(super) struct KeptReply {
    pub reply: Arc<ReplyStream>,
    pub secrets: Secrets,
}

impl Companion<CallResult<TurnResponse>> for KeptReply {
    fn complete(&self, outcome: CallResult<TurnResponse>) -> CallResult<TurnResponse> {
        let outcome = self.reply.fill(outcome, &self.secrets);
        self.reply.end(&outcome.value);
        outcome
    }

    fn unlocked(&self) {
        self.reply.tell_end();
    }
}

impl Extras {
    /// Adds those of the next piece.
    fn add(&mut self, next: &Self) {
        match (&mut self.action_sequence, &next.action_sequence) {
            (Some(all), Some(more)) => {
                // Each action stands in a line of its own.
                all.push('\n');
                all.push_str(more);
            }
            (all, Some(more)) => *all = Some(more.clone()),
            (_, None) => {}
        }
        if next.tag.is_some() {
            self.tag.clone_from(&next.tag);
        }
    }
}

impl State {
    /// Makes the response of a turn that did not stream its only piece, unless it is empty.
    fn add_whole(&mut self, response: &TurnResponse) {
        let text = response.text.as_deref().unwrap_or_default();
        if let Some(TurnAudio::Whole(audio)) = &response.audio {
            self.sound.set_whole(audio);
        }
        if response.is_empty() {
            return;
        }
        self.is_whole = true;
        self.text = text.into();
        self.session_id.clone_from(&response.session_id);
        let (action_sequence, tag) = (response.action_sequence.clone(), response.tag.clone());
        self.mark(Some(Box::new(Extras { action_sequence, tag })));
    }

    /// Ends a piece here.
    fn mark(&mut self, extras: Option<Box<Extras>>) {
        let whole = usize::from(self.sound.whole.is_some());
        self.marks.push(Mark {
            text_end: self.text.len(),
            segments_end: self.sound.segments.len() + whole,
            frames_end: self.sound.frames,
            extras,
        });
    }

    fn next_piece(&mut self) -> Option<Piece> {
        if self.read == self.marks.len() {
            return None;
        }
        self.sound.unpack();
        let start = self.read.checked_sub(1).map(|before| &self.marks[before]);
        let (text_start, segments_start, first_frame) =
            start.map_or((0, 0, 0), |mark| (mark.text_end, mark.segments_end, mark.frames_end));
        let mark = &mut self.marks[self.read];
        self.read += 1;
        let (action_sequence, tag) =
            mark.extras.take().map_or((None, None), |extras| (extras.action_sequence, extras.tag));
        // An event adds at most one segment.
        let samples = self.sound.segments[segments_start..mark.segments_end].first().cloned();
        let format = self.sound.format.filter(|_| mark.segments_end > 0);
        Some(Piece {
            text: self.text[text_start..mark.text_end].to_owned(),
            session_id: self.session_id.clone(),
            samples,
            first_frame,
            sample_rate: format.map_or(0, |format| format.sample_rate),
            channels: format.map_or(0, |format| format.channels),
            action_sequence,
            tag,
        })
    }
}

#[cfg(test)]
#[path = "reply_stream_tests.rs"]
mod tests;
