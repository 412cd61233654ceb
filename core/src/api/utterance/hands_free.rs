//! An utterance that begins and ends with the player's voice.

use super::{
    ended::Ended,
    gauges::Gauges,
    pool::{Pool, RECORDERS, UtteranceEvent},
    recording::{Home, lock},
};
use crate::{
    api::{Error, Playback, Status},
    audio::{AudioError, Ending, Layout, Listener, Outlet, PlaybackShared, Recorder},
    exchange::Exchange,
};
use std::sync::{
    Arc, Mutex, Weak,
    atomic::{AtomicBool, Ordering},
};
use std::time::Duration;

/// Listens to what an audio thread pushes. Each recording that has ended waits in a pool until the host program takes it.
pub(super) struct HandsFree {
    listening: Exchange<Listening>,
    pool: Arc<Pool>,
    /// Locked while events are read or the utterance is cleared.
    reading: Mutex<()>,
    pub gauges: Gauges,
    gate_closed: AtomicBool,
    /// The playback that closes the gate while it is heard.
    playback: Exchange<Option<Arc<PlaybackShared>>>,
    layout: Layout,
}

/// How long a room goes on sounding after a loudspeaker.
const REVERBERATION: Duration = Duration::from_millis(200);

/// What only the thread that pushes uses.
struct Listening {
    listener: Listener,
    /// The number that was current in the last push.
    number: u32,
    /// For how many frames the playback keeps the gate closed.
    closed_frames: usize,
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
        layout: Layout,
    ) -> Result<Self, AudioError> {
        let recorders: [_; RECORDERS] = [recorder()?, recorder()?, recorder()?];
        Ok(Self {
            listening: Exchange::new(Box::new(Listening { listener, number: 0, closed_frames: 0 })),
            pool: Arc::new(Pool::new(recorders)),
            reading: Mutex::default(),
            gauges: Gauges::default(),
            gate_closed: AtomicBool::new(false),
            playback: Exchange::new(Box::new(None)),
            layout,
        })
    }

    /// Listens to whole frames. Returns `Ok`, `UtteranceFull` if the player speaks and no recorder is free, or `Busy` if
    /// another thread pushes now.
    pub fn push(&self, chunk: &[u8]) -> Status {
        self.write(|Listening { listener, closed_frames, .. }, outlet| {
            if let Some(frames) = self.frames_of_playback() {
                *closed_frames = frames;
            }
            let closed = *closed_frames > 0 || self.gate_closed.load(Ordering::Acquire);
            *closed_frames = closed_frames.saturating_sub(chunk.len() / self.layout.frame_bytes());
            if closed {
                listener.end(outlet);
                listener.measure(chunk);
                return Status::Ok;
            }
            if listener.push(chunk, outlet) { Status::Ok } else { Status::UtteranceFull }
        })
    }

    /// Ends the recording in progress: the signal breaks off.
    pub fn end(&self) {
        self.write(|listening, outlet| {
            listening.listener.end(outlet);
            Status::Ok
        });
    }

    /// For how long the playback keeps the gate closed from now on, if it is heard.
    fn frames_of_playback(&self) -> Option<usize> {
        let latency_ms = self.playback.write(|playback| {
            playback.as_ref().filter(|playback| playback.is_speaking()).map(|playback| playback.device().latency_ms)
        });
        let latency = Duration::from_millis(latency_ms.flatten()?.into());
        Some(self.layout.frames_of(latency + REVERBERATION))
    }

    /// Closes the gate while this playback is heard.
    pub fn set_playback(&self, playback: Option<&Playback>) {
        let playback = playback.map(|playback| Arc::clone(playback.shared()));
        drop(self.playback.replace(Box::new(playback)));
    }

    fn write(&self, change: impl FnOnce(&mut Listening, &mut ToPool<'_>) -> Status) -> Status {
        let written = self.listening.write(|listening| {
            let current = self.gauges.current();
            if listening.number != current {
                // The utterance was cleared.
                listening.listener.discard();
                listening.number = current;
            }
            let status = change(listening, &mut ToPool { pool: &self.pool, number: current });
            let listener = &listening.listener;
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
