//! Recordings that begin and end with the player's voice.

use super::error::AudioError;
use super::level::{Level, Meter};
use super::pcm::Layout;
use super::pre_roll::PreRoll;
use super::recorder::Recorder;
use super::voice_activity::{VoiceActivity, VoiceChange, VoiceThresholds};
use std::time::Duration;

/// Why a recording has ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// The player stopped speaking.
    Silence,
    /// The recording has reached its maximum length. The player still speaks, and the next recording has begun.
    MaxLength,
}

/// What surrounds a listener. Its thread is that of an audio callback, so no method waits, allocates or frees.
pub trait Outlet {
    /// An empty recorder, if one is free.
    fn recorder(&mut self) -> Option<Box<Recorder>>;
    /// A recording has begun.
    fn began(&mut self);
    /// Receives a recording that has ended.
    fn ended(&mut self, recording: Box<Recorder>, ending: Ending);
}

/// Listens to one signal. After its creation it allocates nothing, and the time of a call is proportional to the length
/// of the samples.
///
/// What it does with a signal does not depend on the lengths of the chunks: it splits them where the detector decides.
pub struct Listener {
    layout: Layout,
    activity: VoiceActivity,
    pre_roll: PreRoll,
    pre_roll_frames: usize,
    silence_frames: usize,
    recording: Option<Box<Recorder>>,
    /// The recorder of a recording that was discarded.
    idle: Option<Box<Recorder>>,
    last_chunk: Meter,
}

impl Listener {
    /// Listens with the detector of the library. A recording begins `pre_roll` before speech does.
    pub fn new(layout: Layout, thresholds: VoiceThresholds, pre_roll: Duration) -> Result<Self, AudioError> {
        Self::with_activity(layout, thresholds, pre_roll, VoiceActivity::new(layout, thresholds))
    }

    pub fn with_activity(
        layout: Layout,
        thresholds: VoiceThresholds,
        pre_roll: Duration,
        activity: VoiceActivity,
    ) -> Result<Self, AudioError> {
        // Until speech is noticed, its beginning is in the ring, too. It is rounded to the detector's frames.
        let noticed = thresholds.speech_time + Duration::from_millis(20);
        let ring = layout.frames_of(pre_roll + noticed) * layout.frame_bytes();
        Ok(Self {
            layout,
            activity,
            pre_roll: PreRoll::new(ring)?,
            pre_roll_frames: layout.frames_of(pre_roll),
            silence_frames: layout.frames_of(thresholds.silence_time),
            recording: None,
            idle: None,
            last_chunk: Meter::default(),
        })
    }

    /// Listens to a chunk. Returns whether all speech in it was recorded; it is not if no recorder is free.
    pub fn push(&mut self, chunk: &[u8], outlet: &mut impl Outlet) -> bool {
        let frame_bytes = self.layout.frame_bytes();
        let mut all = true;
        let mut rest = chunk;
        self.last_chunk = Meter::default();
        while !rest.is_empty() {
            let room = self.recording.as_ref().map_or(usize::MAX, |recording| recording.room());
            let frames = self.activity.frames_to_next_score().min(room);
            let (piece, later) = rest.split_at(rest.len().min(frames.saturating_mul(frame_bytes)));
            rest = later;
            all &= self.push_piece(piece, outlet);
        }
        all
    }

    /// Listens to a piece that ends where the detector decides or where the recording is full, at the latest.
    fn push_piece(&mut self, piece: &[u8], outlet: &mut impl Outlet) -> bool {
        let clipped = self.last_chunk.clipped();
        self.last_chunk.add(self.layout.format, piece);
        match &mut self.recording {
            Some(recording) => {
                recording.append(piece);
                recording.add_clipped(self.last_chunk.clipped() - clipped);
            }
            None => self.pre_roll.push(piece),
        }
        if self.activity.push(piece) == Some(VoiceChange::Ended) {
            if let Some(recording) = self.recording.take() {
                // The silence at the end comes before what is said next.
                self.pre_roll.push(recording.last_frames(self.silence_frames));
                outlet.ended(recording, Ending::Silence);
            }
        }
        if self.recording.as_ref().is_some_and(|recording| recording.room() == 0) {
            outlet.ended(self.recording.take().expect("checked"), Ending::MaxLength);
        }
        !self.activity.is_speech() || self.recording.is_some() || self.begin(outlet)
    }

    /// Begins a recording with what came before, unless no recorder is free.
    fn begin(&mut self, outlet: &mut impl Outlet) -> bool {
        let Some(mut recording) = self.idle.take().or_else(|| outlet.recorder()) else { return false };
        recording.clear();
        let frames = self.pre_roll_frames.saturating_add(self.activity.frames_of_speech());
        for part in self.pre_roll.last(frames * self.layout.frame_bytes()) {
            recording.append(part);
        }
        self.pre_roll.clear();
        self.recording = Some(recording);
        outlet.began();
        true
    }

    /// Ends the recording in progress, and forgets what came before.
    pub fn end(&mut self, outlet: &mut impl Outlet) {
        if let Some(recording) = self.recording.take() {
            outlet.ended(recording, Ending::Silence);
        }
        self.forget();
    }

    /// Discards the recording in progress and what came before.
    pub fn discard(&mut self) {
        // At most one recorder is here, so the other one is not freed.
        self.idle = self.idle.take().or(self.recording.take());
        self.forget();
    }

    fn forget(&mut self) {
        self.pre_roll.clear();
        self.activity.reset();
        self.last_chunk = Meter::default();
    }

    /// Measures a chunk that is not listened to.
    pub fn measure(&mut self, chunk: &[u8]) {
        self.last_chunk = Meter::default();
        self.last_chunk.add(self.layout.format, chunk);
    }

    /// The level of the last chunk.
    pub fn last_level(&self) -> Level {
        self.last_chunk.level()
    }

    /// The recording in progress.
    pub fn recording(&self) -> Option<&Recorder> {
        self.recording.as_deref()
    }
}

#[cfg(test)]
#[path = "listener_tests.rs"]
mod tests;
