//! The converting end of a playback. It belongs to a thread that may take its time.

use super::{
    AHEAD_SECONDS, Mark, MarkKind, Voice, VoiceId,
    rate::{Converter, Filter},
    shared::Shared,
};
use rtrb::Producer;
use std::{sync::Arc, time::Duration};

/// How many frames of a voice are converted at a time.
const SLICE: usize = 2048;

/// What a feed needs next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// More of the voice, or another voice.
    Voice,
    /// Room in the ring, which is there after this time unless the reader stands still.
    Room(Duration),
}

/// Puts samples into the ring.
pub struct Feed {
    samples: Producer<f32>,
    marks: Producer<Mark>,
    shared: Arc<Shared>,
    /// How many frames were ever put into the ring.
    position: u64,
    cut: u32,
    /// The last voice that was put into the ring from its first to its last frame.
    done: VoiceId,
    current: Option<Current>,
    filter: Option<Arc<Filter>>,
}

/// The voice that is on its way into the ring.
struct Current {
    id: VoiceId,
    voice: Arc<dyn Voice>,
    /// The next frame of the voice to convert.
    next: u64,
    converter: Converter,
    /// What was converted and is not in the ring yet, from `sent` on.
    converted: Vec<f32>,
    sent: usize,
    /// Whether the last frame was converted.
    is_complete: bool,
}

impl Feed {
    pub(super) fn new(samples: Producer<f32>, marks: Producer<Mark>, shared: Arc<Shared>) -> Self {
        Self { samples, marks, shared, position: 0, cut: 0, done: 0, current: None, filter: None }
    }

    /// Puts in as much as there is and as fits. `voices` gives the first voice behind the one with the id that it gets.
    pub fn run(&mut self, voices: impl Fn(VoiceId) -> Option<(VoiceId, Arc<dyn Voice>)>) -> Next {
        loop {
            let (cut, _) = self.shared.cut();
            if cut != self.cut {
                self.cut = cut;
                self.current = None;
                // What was put in and not heard goes in again, for instance at another rate.
                self.done = self.shared.last_ended();
            }
            let mut current = match self.current.take() {
                Some(current) => current,
                None => match voices(self.done).map(|(id, voice)| self.begin(id, voice)) {
                    Some(Ok(current)) => current,
                    Some(Err(next)) => return next,
                    None => return Next::Voice,
                },
            };
            let next = self.advance(&mut current);
            match next {
                Step::Ended => self.done = current.id,
                Step::Again => self.current = Some(current),
                Step::Wait(next) => {
                    self.current = Some(current);
                    return next;
                }
            }
        }
    }

    /// The time that the reader needs for what is in the ring.
    pub fn buffered(&self) -> Duration {
        let frames = self.samples.buffer().capacity() - self.samples.slots();
        Duration::from_secs(frames as u64) / self.shared.device().rate
    }

    #[inline(never)]
    fn begin(&mut self, id: VoiceId, voice: Arc<dyn Voice>) -> Result<Current, Next> {
        let rate = voice.rate().ok_or(Next::Voice)?;
        // A start and the end before it.
        if self.marks.slots() < 2 {
            return Err(self.wait_for_room());
        }
        let device = self.shared.device().rate;
        let filter = (rate != device).then(|| self.filter(rate, device));
        let (heard, frames) = self.shared.last_read();
        let first = if heard == id { frames.min(voice.frames()) } else { 0 };
        let step = f64::from(rate) / f64::from(device);
        self.mark(MarkKind::Start { voice: id, first, step });
        let converter = Converter::new(filter);
        Ok(Current { id, voice, next: first, converter, converted: Vec::new(), sent: 0, is_complete: false })
    }

    fn filter(&mut self, from: u32, to: u32) -> Arc<Filter> {
        let known = self.filter.take().filter(|filter| filter.converts(from, to));
        let filter = known.unwrap_or_else(|| Arc::new(Filter::new(from, to)));
        self.filter = Some(Arc::clone(&filter));
        filter
    }

    #[inline(never)]
    fn advance(&mut self, current: &mut Current) -> Step {
        let waiting = current.converted.len() - current.sent;
        if waiting == 0 && !current.is_complete {
            return current.convert();
        }
        let ahead = (self.shared.device().rate * AHEAD_SECONDS) as usize;
        let inside = self.samples.buffer().capacity() - self.samples.slots();
        let room = self.samples.slots().min(ahead.saturating_sub(inside));
        let count = waiting.min(room);
        let is_last = current.is_complete && count == waiting;
        if (count == 0 && !is_last) || (is_last && self.marks.slots() == 0) {
            return Step::Wait(self.wait_for_room());
        }
        if is_last {
            // Before its samples: whoever takes the last one knows that it is the last.
            let end = MarkKind::End { voice: current.id, frames: current.next };
            let at = self.position + count as u64;
            let _ = self.marks.push(Mark { at, cut: self.cut, kind: end });
        }
        if let Ok(mut chunk) = self.samples.write_chunk(count) {
            let (a, b) = chunk.as_mut_slices();
            let (first, second) = current.converted[current.sent..][..count].split_at(a.len());
            a.copy_from_slice(first);
            b.copy_from_slice(second);
            chunk.commit_all();
            self.position += count as u64;
            current.sent += count;
        }
        if is_last { Step::Ended } else { Step::Again }
    }

    fn mark(&mut self, kind: MarkKind) {
        let _ = self.marks.push(Mark { at: self.position, cut: self.cut, kind });
    }

    fn wait_for_room(&self) -> Next {
        Next::Room(self.buffered() / 4)
    }
}

enum Step {
    Again,
    Ended,
    Wait(Next),
}

impl Current {
    fn convert(&mut self) -> Step {
        self.converted.clear();
        self.sent = 0;
        let (converter, converted) = (&mut self.converter, &mut self.converted);
        let supply = self.voice.read(self.next, SLICE, &mut |block| converter.push(block, converted));
        self.next += supply.frames as u64;
        if supply.ended {
            self.converter.finish(&mut self.converted);
            self.is_complete = true;
        } else if supply.frames == 0 {
            return Step::Wait(Next::Voice);
        }
        Step::Again
    }
}
