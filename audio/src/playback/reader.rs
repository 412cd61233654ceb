//! The audio thread's end of a playback. Everything here is wait-free: it neither locks, allocates, frees nor calls the
//! system, and its time depends on the number of frames alone.

use super::{Mark, MarkKind, VoiceId, monitor::Meter, shared::Shared};
use crate::sample::to_i16;
use rtrb::Consumer;
use std::sync::Arc;

/// The frames that are computed at a time.
const BLOCK: usize = 256;
/// The time of each ramp that nobody chose: after an underrun, around a pause, at a change of the device.
const RAMP_MS: u32 = 5;
/// The time in which a change of the volume takes effect.
const VOLUME_MS: u32 = 10;
/// After an underrun, so much must have arrived before the voice continues, or the voice must be complete.
const REFILL_MS: u32 = 60;
/// What waits for more starts without it after this time.
const LONGEST_REFILL_MS: u32 = 250;
/// The tail falls by this power of e in a ramp, and is dropped when nobody can hear it.
const TAIL_FALL: f32 = 4.0;
const INAUDIBLE: f32 = 1e-5;
/// A volume step below this one is inaudible.
const SMALLEST_STEP: f32 = 1e-6;

/// Takes samples out of the ring.
pub struct Reader {
    samples: Consumer<f32>,
    marks: Consumer<Mark>,
    shared: Arc<Shared>,
    start_ms: u32,
    /// How many frames were ever taken from the ring, which is the place that marks refer to.
    position: u64,
    voice: Option<Current>,
    /// The cut of the last mark.
    cut: u32,
    mode: Mode,
    /// The factor of the ramps, from 0 to 1.
    gain: f32,
    volume: f32,
    /// The last sample before the volume.
    last: f32,
    /// What is left of the last sample before a break. It falls to 0 and is added to what follows, so that no break is a
    /// step.
    tail: f32,
    /// Whether the next samples do not continue those before them.
    is_broken: bool,
    /// Whether samples were missing in the middle of the voice.
    is_dry: bool,
    meter: Meter,
    /// The voice and its frame that were returned last.
    place: (VoiceId, u64),
    /// The last voice that has ended.
    ended: VoiceId,
    rate: u32,
    /// Frames of voice that were returned at the current rate, and the microseconds before.
    played: u64,
    played_us: u64,
}

/// The voice at the current position.
#[derive(Clone, Copy)]
struct Current {
    voice: VoiceId,
    at: u64,
    first: u64,
    step: f64,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Mode {
    /// Nothing is heard. So many frames of silence have passed while samples were there.
    Silent { waited: u32 },
    /// The gain rises to 1, or is 1.
    Speaking,
    /// The gain falls by this much for each frame, and then nothing is heard.
    Fading(f32),
}

const SILENT: Mode = Mode::Silent { waited: 0 };

impl Reader {
    pub(super) fn new(samples: Consumer<f32>, marks: Consumer<Mark>, shared: Arc<Shared>, start_ms: u32) -> Self {
        let rate = shared.device().rate;
        Self {
            samples,
            marks,
            shared,
            start_ms,
            position: 0,
            voice: None,
            cut: 0,
            mode: SILENT,
            gain: 0.0,
            volume: 1.0,
            last: 0.0,
            tail: 0.0,
            is_broken: false,
            is_dry: false,
            meter: Meter::new(),
            place: (0, 0),
            ended: 0,
            rate,
            played: 0,
            played_us: 0,
        }
    }

    /// Fills all of `out`, with the same sample in each channel of a frame, and returns how many frames were voice.
    #[inline(never)]
    pub fn read_f32(&mut self, out: &mut [f32], channels: usize) -> usize {
        let mut frames = out.chunks_exact_mut(channels.max(1));
        self.read(frames.len(), |block| {
            block.iter().zip(&mut frames).for_each(|(sample, frame)| frame.fill(*sample));
        })
    }

    /// The same in 16 bits.
    #[inline(never)]
    pub fn read_s16(&mut self, out: &mut [i16], channels: usize) -> usize {
        let mut frames = out.chunks_exact_mut(channels.max(1));
        self.read(frames.len(), |block| {
            block.iter().zip(&mut frames).for_each(|(sample, frame)| frame.fill(to_i16(*sample)));
        })
    }

    /// Reads frames and drops them: the time passes without a device.
    #[inline(never)]
    pub fn skip(&mut self, frames: usize) -> usize {
        self.read(frames, |_| ())
    }

    fn read(&mut self, frames: usize, mut sink: impl FnMut(&[f32])) -> usize {
        // A device that asks for nothing has not heard that the voice fell silent.
        if frames == 0 {
            return 0;
        }
        let rate = self.shared.device().rate;
        if rate != self.rate {
            self.played_us += self.played * 1_000_000 / u64::from(self.rate);
            (self.rate, self.played) = (rate, 0);
        }
        let mut block = [0.0; BLOCK];
        let (mut rest, mut voice) = (frames, 0);
        while rest > 0 {
            let block = &mut block[..rest.min(BLOCK)];
            if self.gain == 0.0 && self.tail == 0.0 {
                // Nothing is heard, so the volume needs no ramp.
                self.volume = self.shared.volume();
            }
            voice += self.fill(block);
            self.meter.add(&self.shared.monitor, rate, block, self.volume, self.place);
            self.apply_volume(block);
            sink(block);
            rest -= block.len();
        }
        // The end of a voice whose last frame was just read is known now.
        self.pass_marks(self.samples.slots());
        self.played += voice as u64;
        self.shared.set_played(self.played_us + self.played * 1_000_000 / u64::from(rate));
        self.shared.set_speaking(voice > 0);
        // Last: whoever sees the end sees how long the voice was.
        self.shared.set_last_ended(self.ended);
        voice
    }

    /// Fills a block at full volume, and returns how many of its frames were voice.
    fn fill(&mut self, mut block: &mut [f32]) -> usize {
        let mut voice = 0;
        while !block.is_empty() {
            // The samples first: what is there now lies behind marks that are there, too.
            let available = self.samples.slots();
            self.pass_marks(available);
            let ready = self.ready(available);
            self.change_mode(ready);
            if let Mode::Silent { waited } = self.mode {
                let waits = self.voice.is_some() && ready > 0 && !self.shared.is_paused();
                let waited = if waits { waited.saturating_add(block.len() as u32) } else { 0 };
                self.mode = Mode::Silent { waited };
                self.fill_with_silence(block);
                break;
            }
            if ready == 0 {
                // A mark at this position waits for its samples, or the voice is dry. Either way nothing is there.
                self.stop_here();
                continue;
            }
            let ready = ready.min(block.len());
            let copied = self.copy(&mut block[..ready]);
            voice += copied;
            // A fade may have ended in the middle of what was ready.
            block = &mut std::mem::take(&mut block)[copied..];
        }
        voice
    }

    /// Applies the marks at the current position, and skips what is older than the current cut once it is silent.
    fn pass_marks(&mut self, mut available: usize) {
        loop {
            let next = self.marks.peek().ok().copied();
            if let Some(mark) = next.filter(|mark| mark.at <= self.position) {
                let _ = self.marks.pop();
                self.pass(&mark);
                continue;
            }
            let is_silent = matches!(self.mode, Mode::Silent { .. });
            if self.cut == self.shared.cut().0 || !is_silent {
                return;
            }
            let old = next.map_or(available as u64, |mark| (mark.at - self.position).min(available as u64)) as usize;
            self.take(old);
            available -= old;
            self.voice = None;
            if old == 0 {
                return;
            }
        }
    }

    fn pass(&mut self, mark: &Mark) {
        let is_current = mark.cut == self.shared.cut().0;
        if self.cut != mark.cut && self.mode != SILENT {
            // What fades out is at its end.
            self.silence();
            self.is_broken = true;
        }
        self.cut = mark.cut;
        match mark.kind {
            MarkKind::Start { voice, first, step } => {
                self.voice = Some(Current { voice, at: mark.at, first, step });
                self.is_dry = false;
                // A voice that continues, at another rate of the device, does not begin with its own first sample.
                self.is_broken |= first > 0;
                if is_current {
                    self.place = (voice, first);
                }
            }
            MarkKind::End { voice, frames } => {
                self.voice = None;
                self.is_dry = false;
                // The end of an older cut is no end: the voice was stopped, or continues at another rate.
                if is_current {
                    self.place = (voice, frames);
                    self.ended = voice;
                }
            }
        }
    }

    /// How many of the available samples belong to the current voice.
    fn ready(&self, available: usize) -> usize {
        let next = self.marks.peek().ok().map(|mark| mark.at - self.position);
        if self.voice.is_none() { 0 } else { next.map_or(available, |next| available.min(next as usize)) }
    }

    fn change_mode(&mut self, ready: usize) {
        let (cut, fade_ms) = self.shared.cut();
        let is_old = self.cut != cut;
        let is_paused = self.shared.is_paused();
        match self.mode {
            Mode::Speaking if is_old => self.fade(fade_ms.max(1)),
            Mode::Speaking if is_paused => self.fade(RAMP_MS),
            Mode::Silent { waited } if !is_old && !is_paused && ready > 0 && self.has_enough(ready, waited) => {
                if self.is_dry {
                    self.shared.count_underrun();
                    self.is_dry = false;
                }
                self.mode = Mode::Speaking;
                self.gain = if self.is_broken { 0.0 } else { 1.0 };
            }
            _ => {}
        }
    }

    fn fade(&mut self, milliseconds: u32) {
        self.mode = Mode::Fading(self.gain.max(f32::MIN_POSITIVE) / self.frames(milliseconds) as f32);
    }

    /// Whether a silent voice may begin or continue.
    fn has_enough(&self, ready: usize, waited: u32) -> bool {
        let needed = if self.is_dry { self.start_ms.max(REFILL_MS) } else { self.start_ms };
        // The mark comes before the samples in front of it.
        let is_complete = self.marks.peek().is_ok_and(|mark| mark.at - self.position <= ready as u64);
        is_complete || ready >= self.frames(needed) as usize || waited >= self.frames(LONGEST_REFILL_MS + needed)
    }

    /// The samples have run out.
    fn stop_here(&mut self) {
        self.silence();
        // The samples of a voice come after its mark, so that none of them may have been heard yet.
        self.is_dry = self.voice.is_some_and(|voice| self.position > voice.at);
        self.is_broken |= self.is_dry;
    }

    fn silence(&mut self) {
        self.mode = SILENT;
        self.tail = self.last;
    }

    /// Copies samples with the gain of the ramps, up to the end of a fade, and returns how many.
    fn copy(&mut self, out: &mut [f32]) -> usize {
        let (fall, rise) = match self.mode {
            Mode::Fading(step) => (step, 0.0),
            _ => (0.0, 1.0 / self.frames(RAMP_MS) as f32),
        };
        let count = if fall > 0.0 { out.len().min((self.gain / fall).round().max(1.0) as usize) } else { out.len() };
        let Ok(chunk) = self.samples.read_chunk(count) else { return 0 };
        let (a, b) = chunk.as_slices();
        let out = &mut out[..count];
        out[..a.len()].copy_from_slice(a);
        out[a.len()..].copy_from_slice(b);
        chunk.commit_all();
        self.position += count as u64;
        if fall > 0.0 || self.gain < 1.0 {
            for sample in out.iter_mut() {
                self.gain = (self.gain + rise - fall).clamp(0.0, 1.0);
                *sample *= self.gain;
            }
            // The steps are rounded.
            if self.gain < fall / 2.0 {
                self.gain = 0.0;
            }
        }
        self.add_tail(out);
        self.last = out.last().copied().unwrap_or(self.last);
        if let Some(current) = self.voice.filter(|_| self.cut == self.shared.cut().0) {
            let frames = (self.position - current.at) as f64 * current.step;
            self.place = (current.voice, current.first + frames as u64);
        }
        if fall > 0.0 && self.gain <= 0.0 {
            self.silence();
            self.is_broken = true;
        }
        count
    }

    fn fill_with_silence(&mut self, out: &mut [f32]) {
        out.fill(0.0);
        self.add_tail(out);
        self.last = out.last().copied().unwrap_or(self.last);
        if self.voice.is_none() && self.tail == 0.0 {
            // The next voice begins after silence, with its own first sample.
            self.is_broken = false;
        }
    }

    fn add_tail(&mut self, out: &mut [f32]) {
        let keeps = 1.0 - TAIL_FALL / self.frames(RAMP_MS) as f32;
        for sample in out {
            if self.tail == 0.0 {
                return;
            }
            self.tail = if self.tail.abs() > INAUDIBLE { self.tail * keeps } else { 0.0 };
            *sample += self.tail;
        }
    }

    fn take(&mut self, count: usize) {
        if let Ok(chunk) = self.samples.read_chunk(count) {
            chunk.commit_all();
            self.position += count as u64;
        }
    }

    /// Multiplies with the volume, which changes in a ramp, and limits the result to full scale.
    fn apply_volume(&mut self, block: &mut [f32]) {
        let target = self.shared.volume();
        let step = 1.0 / self.frames(VOLUME_MS) as f32;
        if (target - self.volume).abs() < SMALLEST_STEP {
            self.volume = target;
            if target == 1.0 {
                return block.iter_mut().for_each(|sample| *sample = sample.clamp(-1.0, 1.0));
            }
            return block.iter_mut().for_each(|sample| *sample = (*sample * target).clamp(-1.0, 1.0));
        }
        for sample in block {
            self.volume += (target - self.volume).clamp(-step, step);
            *sample = (*sample * self.volume).clamp(-1.0, 1.0);
        }
    }

    fn frames(&self, milliseconds: u32) -> u32 {
        (milliseconds * self.rate / 1_000).max(1)
    }
}
