//! An utterance that the host program begins and ends: push to talk.

use super::{
    gauges::{Gauges, is_after},
    recording::{Home, Recording, Unfilled, lock},
};
use crate::{
    api::{Error, Status},
    audio::{AudioError, Layout, PreRoll, Recorder},
    exchange::Exchange,
};
use std::{
    cell::OnceCell,
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

/// Collects the player's speech until it is said.
///
/// It has two recorders. An audio thread pushes into the first one; saying the utterance puts the second one in its place
/// and gives the first one, as a [`Recording`], to the turn. When the recording is dropped, its recorder comes back as
/// the next second one. Neither step touches the samples, and a push waits for nothing.
///
/// A recorder carries the number of the recording that it holds.
pub(super) struct Collector {
    recorder: Exchange<Recorder>,
    spare: Arc<Spare>,
    /// Locked while the utterance is begun, said or cleared, so that one thread at a time raises the current number.
    changing: Mutex<()>,
    pub gauges: Gauges,
    /// What comes before a recording that [`begin`](Self::begin) begins. Without it, the first push begins one.
    pre_roll: Option<Exchange<PreRoll>>,
    /// The number of the recording that was begun.
    begun: AtomicU32,
    frame_bytes: usize,
}

/// The recorder that takes the place of the one that is said.
struct Spare(Mutex<Option<Box<Recorder>>>);

impl Home for Spare {
    fn give_back(&self, recorder: Box<Recorder>) {
        *lock(&self.0) = Some(recorder);
    }
}

impl Collector {
    /// `recorder` makes an empty recorder. With a `pre_roll`, recordings wait for [`begin`](Self::begin).
    pub fn new(
        recorder: impl Fn() -> Result<Box<Recorder>, AudioError>,
        layout: Layout,
        pre_roll: Option<Duration>,
    ) -> Result<Self, Error> {
        let pre_roll = pre_roll.map(|time| PreRoll::new(layout.frames_of(time) * layout.frame_bytes())).transpose()?;
        Ok(Self {
            recorder: Exchange::new(recorder()?),
            spare: Arc::new(Spare(Mutex::new(Some(recorder()?)))),
            changing: Mutex::default(),
            gauges: Gauges::default(),
            pre_roll: pre_roll.map(|ring| Exchange::new(Box::new(ring))),
            // Recordings count from 0.
            begun: AtomicU32::new(u32::MAX),
            frame_bytes: layout.frame_bytes(),
        })
    }

    /// Adds whole frames. It takes a time proportional to their number, and waits for nothing. Returns `Ok`,
    /// `UtteranceFull` if not all of them fit (those that fit are kept), or `Busy` if another thread pushes now.
    pub fn push(&self, chunk: &[u8]) -> Status {
        let pushed = match &self.pre_roll {
            None => self.write(|recorder| recorder.push(chunk)),
            Some(pre_roll) => {
                pre_roll.write(|pre_roll| self.write(|recorder| self.push_begun(pre_roll, recorder, chunk))).flatten()
            }
        };
        match pushed {
            None => Status::Busy,
            Some(frames) if frames * self.frame_bytes == chunk.len() => Status::Ok,
            Some(_) => Status::UtteranceFull,
        }
    }

    /// Runs `push` with the recorder of the current recording, and publishes what it did.
    fn write<R>(&self, push: impl FnOnce(&mut Recorder) -> R) -> Option<R> {
        self.recorder.write(|recorder| {
            let current = self.gauges.current();
            if is_after(current, recorder.number()) {
                // The utterance was begun or cleared.
                recorder.restart(current);
            }
            let pushed = push(recorder);
            self.gauges.publish(recorder.number(), recorder.frames(), recorder.last_level(), recorder.clipped());
            pushed
        })
    }

    fn push_begun(&self, pre_roll: &mut PreRoll, recorder: &mut Recorder, chunk: &[u8]) -> usize {
        if self.begun.load(Ordering::Acquire) != recorder.number() {
            pre_roll.push(chunk);
            recorder.measure(chunk);
            return chunk.len() / self.frame_bytes;
        }
        for part in pre_roll.last(usize::MAX) {
            recorder.append(part);
        }
        pre_roll.clear();
        recorder.push(chunk)
    }

    /// Whether recordings wait for [`begin`](Self::begin).
    pub fn has_pre_roll(&self) -> bool {
        self.pre_roll.is_some()
    }

    /// The next push begins a recording, in the same recorder, with the pre-roll.
    pub fn begin(&self) {
        let _changing = lock(&self.changing);
        let next = self.gauges.current().wrapping_add(1);
        // In this order: a push that sees the number sees that it was begun.
        self.begun.store(next, Ordering::Release);
        self.gauges.set_current(next);
    }

    /// The next push starts a new recording, in the same recorder, unless recordings wait for [`begin`](Self::begin).
    pub fn clear(&self) {
        let _changing = lock(&self.changing);
        self.gauges.set_current(self.gauges.current().wrapping_add(1));
    }

    /// Starts a turn with the recording, and begins a new one: see [`Utterance::say`](super::Utterance::say).
    pub fn say<T>(
        &self,
        start: impl FnOnce(&dyn Fn() -> Result<Recording, Error>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let _changing = lock(&self.changing);
        let unfilled = OnceCell::new();
        let started = start(&|| {
            let (recording, fill) = self.recording()?;
            let _ = unfilled.set(fill);
            Ok(recording)
        })?;
        // The spare recorder was there when the recording was made, and only this function takes it.
        let fresh = lock(&self.spare.0).take();
        if let (Some(unfilled), Some(mut fresh)) = (unfilled.into_inner(), fresh) {
            let next = self.gauges.current().wrapping_add(1);
            fresh.restart(next);
            // From here on, a push goes to the new recording.
            unfilled.fill(self.recorder.replace(fresh));
            self.gauges.set_current(next);
        }
        Ok(started)
    }

    /// A recording that has no samples yet. Fails if there are none, or no recorder for what is pushed from now on.
    fn recording(&self) -> Result<(Recording, Unfilled), Error> {
        let frames = self.gauges.frames();
        if frames == 0 {
            let advice = if self.has_pre_roll() {
                "call `convai_utterance_begin` when the player presses the button, and push samples, before it is said"
            } else {
                "push samples into it before it is said"
            };
            return Err(Error::new(Status::AudioInput, format!("the utterance is empty: {advice}")));
        }
        if lock(&self.spare.0).is_none() {
            return Err(Error::new(
                Status::Busy,
                "the utterance's previous recording is still being converted, so no buffer is free for the next one: say \
                 it again in a moment; the recording is kept",
            )
            .retryable(true));
        }
        let spare: Weak<Spare> = Arc::downgrade(&self.spare);
        Ok(Recording::unfilled(spare, frames * self.frame_bytes as u64))
    }
}

#[cfg(test)]
#[path = "collector_tests.rs"]
mod tests;
