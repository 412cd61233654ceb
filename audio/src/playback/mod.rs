//! The audio of replies on its way to the loudspeaker.
//!
//! A [`Feed`] and a [`Reader`] share two rings: one of samples at the rate of the device, and one of marks, which say where
//! in the first ring a voice begins and ends. The reader belongs to the audio thread; everything in it is wait-free. The
//! feed belongs to a thread that converts. What other threads ask for (stop, pause, volume) and what they want to know
//! (what is heard, how loud it is) are atomic values in [`Shared`].
//!
//! Each start, stop or change of the device is a cut, and cuts are numbered. The samples of an older cut than the one in
//! `Shared` fade out, and the rest of them is skipped: nothing has to be taken out of the ring by another thread.

mod feed;
mod monitor;
mod mouth;
mod rate;
mod reader;
mod shared;
mod voice;

pub use feed::{Feed, Next};
pub use monitor::Heard;
pub use reader::Reader;
pub use shared::{Device, Shared};
pub use voice::{PcmVoice, Supply, Voice};

use std::sync::Arc;

/// How far the feed converts ahead of the reader. It outlasts a feeding thread that does not get the processor for a while.
const AHEAD_SECONDS: u32 = 1;
/// The ring has room for this rate at least, in case the device changes to it.
const LEAST_RING_RATE: u32 = 48_000;
/// More than one mark at a time is rare: only voices that are shorter than the ring need it.
const MARKS: usize = 64;

/// The number by which the feed and the reader name a voice. They rise from 1.
pub type VoiceId = u64;

/// A place in the ring of samples, counted in frames since the start of the playback.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: u64,
    cut: u32,
    kind: MarkKind,
}

#[derive(Clone, Copy, Debug)]
enum MarkKind {
    Start {
        voice: VoiceId,
        /// The first frame of the voice that follows, and the frames of the voice in each frame of the ring.
        first: u64,
        step: f64,
    },
    End {
        voice: VoiceId,
        /// The length of the voice in its own frames.
        frames: u64,
    },
}

/// Creates both ends of a playback. `start_frames` is how much must be there before a voice begins.
pub fn new(device: Device, start_ms: u32) -> (Feed, Reader, Arc<Shared>) {
    let shared = Arc::new(Shared::new(device));
    let frames = device.rate.max(LEAST_RING_RATE) * AHEAD_SECONDS;
    let (samples, heard) = rtrb::RingBuffer::new(frames as usize);
    let (marks, places) = rtrb::RingBuffer::new(MARKS);
    let feed = Feed::new(samples, marks, Arc::clone(&shared));
    let reader = Reader::new(heard, places, Arc::clone(&shared), start_ms);
    (feed, reader, shared)
}

#[cfg(test)]
mod tests;
