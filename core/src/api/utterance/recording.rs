//! A recording on its way into a request.

use crate::{
    api::{Error, Status},
    audio::{Pcm, Recorder},
};
use std::{
    cell::OnceCell,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak},
};

/// Where a recorder goes when nobody needs its samples any more.
pub(super) trait Home: Send + Sync {
    fn give_back(&self, recorder: Box<Recorder>);
}

/// What an utterance has collected, on its way into a request. It owns the samples. When it is dropped, its recorder goes
/// back to the utterance, so it is best dropped as soon as the samples are converted.
pub struct Recording {
    handover: Arc<Handover>,
    /// The recorder, once it was needed.
    recorder: OnceCell<Box<Recorder>>,
    bytes: u64,
}

/// Through which a recording receives its recorder.
struct Handover {
    state: Mutex<HandoverState>,
    changed: Condvar,
    home: Weak<dyn Home>,
}

#[derive(Default)]
enum HandoverState {
    /// The turn is being started.
    #[default]
    Empty,
    Filled(Box<Recorder>),
    /// The recorder was taken, or the turn was not started.
    Over,
}

impl Recording {
    /// A recording that has no samples yet, and what fills it.
    pub(super) fn unfilled(home: Weak<dyn Home>, bytes: u64) -> (Self, Unfilled) {
        let handover = Arc::new(Handover { state: Mutex::default(), changed: Condvar::new(), home });
        let unfilled = Unfilled(Some(Arc::clone(&handover)));
        (Self { handover, recorder: OnceCell::new(), bytes }, unfilled)
    }

    /// The samples. They arrive when the turn has been started, a moment after the recording was made, and this waits
    /// for them. The thread that starts the turn must not call it.
    pub fn pcm(&self) -> Result<Pcm<'_>, Error> {
        let recorder = match self.recorder.get() {
            Some(recorder) => recorder,
            None => {
                let recorder = self
                    .handover
                    .take()
                    .ok_or_else(|| Error::new(Status::Internal, "a recording was not passed on: please report this"))?;
                self.recorder.get_or_init(|| recorder)
            }
        };
        Ok(recorder.as_pcm()?)
    }

    /// The size of the samples when the recording was made. Chunks that were pushed in the same moment are not counted.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        if let Some(recorder) = self.recorder.take() {
            self.handover.give_back(recorder);
        }
    }
}

impl AsRef<[u8]> for Recording {
    fn as_ref(&self) -> &[u8] {
        self.pcm().map_or(&[], |pcm| pcm.data())
    }
}

impl Handover {
    /// Waits for the recorder and takes it.
    fn take(&self) -> Option<Box<Recorder>> {
        let empty = |state: &mut HandoverState| matches!(state, HandoverState::Empty);
        let mut state = self.changed.wait_while(lock(&self.state), empty).unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *state, HandoverState::Over) {
            HandoverState::Filled(recorder) => Some(recorder),
            HandoverState::Empty | HandoverState::Over => None,
        }
    }

    fn change(&self, to: HandoverState) {
        *lock(&self.state) = to;
        self.changed.notify_all();
    }

    fn give_back(&self, recorder: Box<Recorder>) {
        if let Some(home) = self.home.upgrade() {
            home.give_back(recorder);
        }
    }
}

impl Drop for Handover {
    /// Nobody has needed the samples: the call was cancelled.
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let HandoverState::Filled(recorder) = std::mem::replace(state, HandoverState::Over) {
            self.give_back(recorder);
        }
    }
}

/// Fills a recording, or tells whoever waits for its samples that there will be none.
pub(super) struct Unfilled(Option<Arc<Handover>>);

impl Unfilled {
    pub fn fill(mut self, recorder: Box<Recorder>) {
        if let Some(handover) = self.0.take() {
            handover.change(HandoverState::Filled(recorder));
        }
    }
}

impl Drop for Unfilled {
    fn drop(&mut self) {
        if let Some(handover) = &self.0 {
            handover.change(HandoverState::Over);
        }
    }
}

pub(super) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
