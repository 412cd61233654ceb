//! An utterance that begins and ends with the player's voice.

use super::{
    ended::Ended,
    gauges::Gauges,
    pool::{Pool, RECORDERS, UtteranceEvent},
    recording::{Home, lock},
};
use crate::{
    api::{Error, Status},
    audio::{AudioError, Ending, Listener, Outlet, Recorder},
    exchange::Exchange,
};
use std::sync::{
    Arc, Mutex, Weak,
    atomic::{AtomicBool, Ordering},
};

/// Listens to what an audio thread pushes. Each recording that has ended waits in a pool until the host program takes it.
pub(super) struct HandsFree {
    listening: Exchange<Listening>,
    pool: Arc<Pool>,
    /// Locked while events are read or the utterance is cleared.
    reading: Mutex<()>,
    pub gauges: Gauges,
    gate_closed: AtomicBool,
}

/// What only the thread that pushes uses.
struct Listening {
    listener: Listener,
    /// The number that was current in the last push.
    number: u32,
}

/// Takes recorders from a pool and writes events to it.
struct ToPool<'a> {
    pool: &'a Pool,
    number: u32,
}

impl Outlet for ToPool<'_> {
    fn recorder(&mut self) -> Option<Box<Recorder>> {
        self.pool.take()
    }

    fn began(&mut self) {
        self.pool.write(UtteranceEvent::SpeechStarted, self.number, None);
    }

    fn ended(&mut self, recording: Box<Recorder>, ending: Ending) {
        let event = match ending {
            Ending::Silence => UtteranceEvent::SpeechEnded,
            Ending::MaxLength => UtteranceEvent::MaxLength,
        };
        self.pool.write(event, self.number, Some(recording));
    }
}

impl HandsFree {
    pub fn new(
        recorder: impl Fn() -> Result<Box<Recorder>, AudioError>,
        listener: Listener,
    ) -> Result<Self, AudioError> {
        let recorders: [_; RECORDERS] = [recorder()?, recorder()?, recorder()?];
        Ok(Self {
            listening: Exchange::new(Box::new(Listening { listener, number: 0 })),
            pool: Arc::new(Pool::new(recorders)),
            reading: Mutex::default(),
            gauges: Gauges::default(),
            gate_closed: AtomicBool::new(false),
        })
    }

    /// Listens to whole frames. Returns `Ok`, `UtteranceFull` if the player speaks and no recorder is free, or `Busy` if
    /// another thread pushes now.
    pub fn push(&self, chunk: &[u8]) -> Status {
        self.write(|listener, outlet| {
            if self.gate_closed.load(Ordering::Acquire) {
                listener.end(outlet);
                listener.measure(chunk);
                return Status::Ok;
            }
            if listener.push(chunk, outlet) { Status::Ok } else { Status::UtteranceFull }
        })
    }

    /// Ends the recording in progress: the signal breaks off.
    pub fn end(&self) {
        self.write(|listener, outlet| {
            listener.end(outlet);
            Status::Ok
        });
    }

    fn write(&self, change: impl FnOnce(&mut Listener, &mut ToPool<'_>) -> Status) -> Status {
        let written = self.listening.write(|listening| {
            let Listening { listener, number } = listening;
            let current = self.gauges.current();
            if *number != current {
                // The utterance was cleared.
                listener.discard();
                *number = current;
            }
            let status = change(listener, &mut ToPool { pool: &self.pool, number: current });
            let (frames, clipped) =
                listener.recording().map_or((0, 0), |recording| (recording.frames(), recording.clipped()));
            self.gauges.publish(current, frames, listener.last_level(), clipped);
            status
        });
        written.unwrap_or(Status::Busy)
    }

    /// Delivers the next event. `give` receives the recording of an event that has one, before anything is changed: if it
    /// fails, the event stays.
    pub fn next<T>(
        &self,
        give: impl FnOnce(Arc<Ended>) -> Result<T, Error>,
    ) -> Result<Option<(UtteranceEvent, Option<T>)>, Error> {
        let _reading = lock(&self.reading);
        while let Some((event, number)) = self.pool.peek() {
            if number != self.gauges.current() {
                self.drop_event();
                continue;
            }
            if event == UtteranceEvent::SpeechStarted {
                self.pool.pop();
                return Ok(Some((event, None)));
            }
            let ended = Arc::new(Ended::default());
            let given = give(Arc::clone(&ended))?;
            if let Some(recording) = self.pool.pop() {
                let pool: Weak<Pool> = Arc::downgrade(&self.pool);
                ended.fill(recording, pool);
            }
            return Ok(Some((event, Some(given))));
        }
        Ok(None)
    }

    fn drop_event(&self) {
        if let Some(recording) = self.pool.pop() {
            self.pool.give_back(recording);
        }
    }

    /// Discards the recording in progress and everything that was not taken.
    pub fn clear(&self) {
        let _reading = lock(&self.reading);
        self.gauges.set_current(self.gauges.current().wrapping_add(1));
        while self.pool.peek().is_some_and(|(_, number)| number != self.gauges.current()) {
            self.drop_event();
        }
    }

    pub fn set_gate(&self, closed: bool) {
        self.gate_closed.store(closed, Ordering::Release);
    }
}

#[cfg(test)]
#[path = "hands_free_tests.rs"]
mod tests;
