//! A recording that has ended, as the host program holds it.

use super::recording::{Home, Recording, lock};
use crate::{
    api::{Error, Status},
    audio::Recorder,
};
use std::{
    cell::OnceCell,
    sync::{
        Mutex, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

/// Holds one recording until it is said or discarded. Then, or when this is dropped, its recorder goes back to the
/// utterance that listens.
#[derive(Default)]
pub(super) struct Ended {
    held: Mutex<Option<Held>>,
    /// Its length and its clipped samples: an audio thread may read them.
    frames: AtomicU64,
    clipped: AtomicU64,
}

struct Held {
    recorder: Box<Recorder>,
    pool: Weak<dyn Home>,
}

impl Ended {
    pub fn fill(&self, recorder: Box<Recorder>, pool: Weak<dyn Home>) {
        self.frames.store(recorder.frames() as u64, Ordering::Relaxed);
        self.clipped.store(recorder.clipped(), Ordering::Relaxed);
        *lock(&self.held) = Some(Held { recorder, pool });
    }

    /// The length in frames.
    pub fn frames(&self) -> u64 {
        self.frames.load(Ordering::Relaxed)
    }

    /// The number of clipped samples.
    pub fn clipped(&self) -> u64 {
        self.clipped.load(Ordering::Relaxed)
    }

    pub fn clear(&self) {
        let held = self.take(&mut lock(&self.held));
        if let Some(Held { recorder, pool }) = held
            && let Some(pool) = pool.upgrade()
        {
            pool.give_back(recorder);
        }
    }

    /// Starts a turn with the recording: see [`Utterance::say`](super::Utterance::say).
    pub fn say<T>(
        &self,
        start: impl FnOnce(&dyn Fn() -> Result<Recording, Error>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut held = lock(&self.held);
        let unfilled = OnceCell::new();
        let started = start(&|| {
            let Some(Held { recorder, pool }) = held.as_ref() else {
                return Err(Error::new(
                    Status::AudioInput,
                    "the utterance is empty: it was said or cleared already, so free it",
                ));
            };
            let bytes = recorder.as_pcm()?.data().len() as u64;
            let (recording, fill) = Recording::unfilled(Weak::clone(pool), bytes);
            let _ = unfilled.set(fill);
            Ok(recording)
        })?;
        if let Some(unfilled) = unfilled.into_inner()
            && let Some(Held { recorder, .. }) = self.take(&mut held)
        {
            unfilled.fill(recorder);
        }
        Ok(started)
    }

    fn take(&self, held: &mut Option<Held>) -> Option<Held> {
        self.frames.store(0, Ordering::Relaxed);
        self.clipped.store(0, Ordering::Relaxed);
        held.take()
    }
}

impl Drop for Ended {
    fn drop(&mut self) {
        self.clear();
    }
}
