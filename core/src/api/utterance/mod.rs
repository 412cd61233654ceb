//! Microphone samples, collected for a turn: an audio thread pushes chunks, the game says what was collected.
//!
//! - `collector`: push to talk; the host program begins and ends each recording
//! - `hands_free`: the voice begins and ends each recording, which waits in `pool` until it is taken as a `ended` one
//! - `recording`: what was said, on its way into a request
//! - `gauges`: length and level, read by any thread

mod collector;
mod ended;
mod gauges;
mod hands_free;
mod options;
mod pool;
mod recording;

use super::{Error, Playback, Status};
use crate::audio::{Layout, Level, Listener, Recorder, SampleFormat};
use collector::Collector;
use ended::Ended;
use hands_free::HandsFree;
use std::sync::Arc;

pub use options::{Trigger, UtteranceOptions};
pub use pool::UtteranceEvent;
pub use recording::Recording;

/// Collects the player's speech until it is said.
pub struct Utterance {
    layout: Layout,
    kind: Kind,
}

enum Kind {
    Collector(Collector),
    HandsFree(HandsFree),
    /// What an utterance that listens has heard.
    Ended(Arc<Ended>),
}

impl Utterance {
    /// Allocates all the memory that it will need.
    pub fn new(options: &UtteranceOptions) -> Result<Self, Error> {
        let (layout, max) = (options.layout()?, options.max_length()?);
        let recorder = || Recorder::new(layout, max.as_secs_f32()).map(Box::new);
        let kind = match options.trigger {
            Trigger::Push => Kind::Collector(Collector::new(recorder, layout, None)?),
            Trigger::Begin => Kind::Collector(Collector::new(recorder, layout, Some(options.pre_roll()?))?),
            Trigger::Speech => {
                let listener = Listener::new(layout, options.thresholds()?, options.pre_roll()?)?;
                Kind::HandsFree(HandsFree::new(recorder, listener, layout)?)
            }
        };
        Ok(Self { layout, kind })
    }

    pub fn frame_bytes(&self) -> usize {
        self.layout.frame_bytes()
    }

    pub fn sample_rate(&self) -> u32 {
        self.layout.sample_rate()
    }

    /// Adds whole frames. It takes a time proportional to their number, and waits for nothing. Returns `Ok`,
    /// `UtteranceFull` if not all of them fit (those that fit are kept), or `Busy` if another thread pushes now.
    pub fn push(&self, chunk: &[u8]) -> Status {
        if chunk.is_empty() {
            return Status::Ok;
        }
        match &self.kind {
            Kind::Collector(collector) => collector.push(chunk),
            Kind::HandsFree(hands_free) => hands_free.push(chunk),
            Kind::Ended(_) => Status::UtteranceFull,
        }
    }

    /// Whether its chunks are such samples.
    pub fn takes(&self, format: SampleFormat, channels: u32, sample_rate: u32) -> bool {
        self.layout.is(format, channels, sample_rate)
    }

    /// The microphone has changed: a recording that the voice has begun ends, because its silence would never come.
    /// Waits for nothing.
    pub fn break_off(&self) {
        if let Kind::HandsFree(hands_free) = &self.kind {
            hands_free.end();
        }
    }

    /// The level of the last chunk.
    pub fn level(&self) -> Level {
        match &self.kind {
            Kind::Collector(collector) => collector.gauges.level(),
            Kind::HandsFree(hands_free) => hands_free.gauges.level(),
            Kind::Ended(_) => Level { peak: 0.0, rms: 0.0 },
        }
    }

    pub fn frames(&self) -> u64 {
        match &self.kind {
            Kind::Collector(collector) => collector.gauges.frames(),
            Kind::HandsFree(hands_free) => hands_free.gauges.frames(),
            Kind::Ended(ended) => ended.frames(),
        }
    }

    /// The number of clipped samples in the recording.
    pub fn clipped(&self) -> u64 {
        match &self.kind {
            Kind::Collector(collector) => collector.gauges.clipped(),
            Kind::HandsFree(hands_free) => hands_free.gauges.clipped(),
            Kind::Ended(ended) => ended.clipped(),
        }
    }

    /// Begins a recording with the pre-roll.
    pub fn begin(&self) -> Result<(), Error> {
        match &self.kind {
            Kind::Collector(collector) if collector.has_pre_roll() => {
                collector.begin();
                Ok(())
            }
            _ => Err(wrong_kind("begins recordings by itself: create one with `CONVAI_TRIGGER_BEGIN`")),
        }
    }

    /// Discards what was recorded.
    pub fn clear(&self) {
        match &self.kind {
            Kind::Collector(collector) => collector.clear(),
            Kind::HandsFree(hands_free) => hands_free.clear(),
            Kind::Ended(ended) => ended.clear(),
        }
    }

    /// While the gate is closed, nothing is taken for speech. A recording in progress ends.
    pub fn set_gate(&self, closed: bool) -> Result<(), Error> {
        self.hands_free()?.set_gate(closed);
        Ok(())
    }

    /// Closes the gate while a playback is heard, and shortly after.
    pub fn set_playback(&self, playback: Option<&Playback>) -> Result<(), Error> {
        self.hands_free()?.set_playback(playback);
        Ok(())
    }

    /// Delivers the next event of an utterance that listens. `give` receives the utterance of an event that has one,
    /// before anything is changed: if it fails, the event stays.
    pub fn next<T>(
        &self,
        give: impl FnOnce(Arc<Self>) -> Result<T, Error>,
    ) -> Result<Option<(UtteranceEvent, Option<T>)>, Error> {
        self.hands_free()?.next(|ended| give(Arc::new(Self { layout: self.layout, kind: Kind::Ended(ended) })))
    }

    fn hands_free(&self) -> Result<&HandsFree, Error> {
        match &self.kind {
            Kind::HandsFree(hands_free) => Ok(hands_free),
            _ => Err(wrong_kind("does not listen: create one with `CONVAI_TRIGGER_SPEECH`")),
        }
    }

    /// Starts a turn with the recording, and begins a new one. `start` gets a function that makes the recording, and
    /// calls it once everything else that it needs is there. If it fails, the utterance stays as it is.
    ///
    /// The recording receives its samples after `start` has returned: until then nothing has changed, so that nothing
    /// has to be undone.
    pub fn say<T>(
        &self,
        start: impl FnOnce(&dyn Fn() -> Result<Recording, Error>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        match &self.kind {
            Kind::Collector(collector) => collector.say(start),
            Kind::HandsFree(_) => start(&|| {
                Err(Error::new(
                    Status::AudioInput,
                    "the utterance listens and is not said itself: say those that `convai_utterance_next` returns",
                ))
            }),
            Kind::Ended(ended) => ended.say(start),
        }
    }
}

#[cfg(test)]
impl Utterance {
    fn collector(&self) -> &Collector {
        match &self.kind {
            Kind::Collector(collector) => collector,
            _ => panic!("the utterance has another kind"),
        }
    }
}

fn wrong_kind(what: &str) -> Error {
    Error::new(Status::WrongKind, format!("the utterance {what}"))
}
