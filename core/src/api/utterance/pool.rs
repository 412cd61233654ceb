//! The recorders of an utterance that listens, and what it heard. The audio thread takes recorders and writes events; the
//! threads of the host program read events and give recorders back.

use super::recording::Home;
use crate::{audio::Recorder, box_slot::BoxSlot};
use std::{
    array,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

/// One recorder is filled while one recording waits for the host program and one is converted.
pub(super) const RECORDERS: usize = 3;

/// Each recording has two events. Recordings that were cleared may have left as many again. A power of two, so that the
/// numbers of events can wrap around.
const EVENTS: usize = (4 * RECORDERS).next_power_of_two();

/// What an utterance has heard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i32)]
pub enum UtteranceEvent {
    SpeechStarted = 1,
    SpeechEnded = 2,
    MaxLength = 3,
}

const ALL: [UtteranceEvent; 3] =
    [UtteranceEvent::SpeechStarted, UtteranceEvent::SpeechEnded, UtteranceEvent::MaxLength];

pub(super) struct Pool {
    free: [BoxSlot<Recorder>; RECORDERS],
    events: [Entry; EVENTS],
    /// How many events were written and read. The numbers wrap around.
    written: AtomicU32,
    read: AtomicU32,
}

#[derive(Default)]
struct Entry {
    kind: AtomicU32,
    /// The number that was current when it happened: `clear` raises it.
    number: AtomicU32,
    recording: BoxSlot<Recorder>,
}

impl Pool {
    pub fn new(recorders: [Box<Recorder>; RECORDERS]) -> Self {
        let free = recorders.map(|recorder| {
            let slot = BoxSlot::default();
            let _ = slot.put(recorder);
            slot
        });
        let events = array::from_fn(|_| Entry::default());
        Self { free, events, written: AtomicU32::new(0), read: AtomicU32::new(0) }
    }

    /// A free recorder. For the audio thread: wait-free.
    pub fn take(&self) -> Option<Box<Recorder>> {
        self.free.iter().find_map(BoxSlot::take)
    }

    /// Adds an event. For the audio thread: wait-free.
    pub fn write(&self, event: UtteranceEvent, number: u32, recording: Option<Box<Recorder>>) {
        let written = self.written.load(Ordering::Relaxed);
        let full = written.wrapping_sub(self.read.load(Ordering::Acquire)) as usize >= EVENTS;
        debug_assert!(!full, "there are more events than recorders can have");
        if full {
            // Never: but what is not freed here cannot delay the audio thread.
            std::mem::forget(recording);
            return;
        }
        let entry = &self.events[written as usize % EVENTS];
        if let Some(recording) = recording {
            // The slot is empty, because the event that it held was read.
            let _ = entry.recording.put(recording).map_err(std::mem::forget);
        }
        entry.kind.store(event as u32, Ordering::Relaxed);
        entry.number.store(number, Ordering::Relaxed);
        self.written.store(written.wrapping_add(1), Ordering::Release);
    }

    /// The next event and its number. One thread at a time may read.
    pub fn peek(&self) -> Option<(UtteranceEvent, u32)> {
        let read = self.read.load(Ordering::Relaxed);
        if read == self.written.load(Ordering::Acquire) {
            return None;
        }
        let entry = &self.events[read as usize % EVENTS];
        let kind = entry.kind.load(Ordering::Relaxed);
        let event = ALL.into_iter().find(|event| *event as u32 == kind)?;
        Some((event, entry.number.load(Ordering::Relaxed)))
    }

    /// Removes the next event, which there is, and returns its recording.
    pub fn pop(&self) -> Option<Box<Recorder>> {
        let read = self.read.load(Ordering::Relaxed);
        let recording = self.events[read as usize % EVENTS].recording.take();
        self.read.store(read.wrapping_add(1), Ordering::Release);
        recording
    }
}

impl Home for Pool {
    fn give_back(&self, mut recorder: Box<Recorder>) {
        // There is a slot for each recorder. A thread that takes and gives at the same time can hide it for a moment.
        loop {
            for slot in &self.free {
                match slot.put(recorder) {
                    Ok(()) => return,
                    Err(back) => recorder = back,
                }
            }
            thread::yield_now();
        }
    }
}
