//! The level of what is heard: the reader records it, and any thread looks at it.
//!
//! What was read is heard later, by the latency of the device. So the reader keeps the last second.

use super::{VoiceId, mouth::Mouth};
use crate::Level;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// The length of a record in milliseconds.
pub(super) const RECORD_MS: u32 = 10;
/// Enough for the largest latency, and for a while in which a reading thread stands still.
const RECORDS: usize = 256;
/// How many records make up the level that is reported. One is shorter than a period of a deep voice.
const LEVEL_RECORDS: u64 = 2;
/// How often a look at a record is repeated while the reader writes to it.
const LOOKS: usize = 64;

/// What is heard at one moment.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Heard {
    /// The voice, or 0 if there was none yet. It stays after the end of the voice.
    pub voice: VoiceId,
    /// How many frames of the voice were heard, at its own rate.
    pub frames: u64,
    pub level: Level,
    /// From 0 (closed) to 1.
    pub mouth: f32,
}

const NOTHING: Heard = Heard { voice: 0, frames: 0, level: Level { peak: 0.0, rms: 0.0 }, mouth: 0.0 };

/// A moment that one thread writes and others read. A look fails while it is written.
#[derive(Default)]
struct Record {
    /// Odd while it is written.
    version: AtomicU32,
    voice: AtomicU64,
    frames: AtomicU64,
    level: AtomicU64,
    mouth: AtomicU32,
}

impl Record {
    fn write(&self, heard: &Heard) {
        let version = self.version.load(Ordering::Relaxed);
        self.version.store(version.wrapping_add(1), Ordering::Relaxed);
        // Release: whoever reads one of these values sees at least the odd version before it.
        self.voice.store(heard.voice, Ordering::Release);
        self.frames.store(heard.frames, Ordering::Release);
        self.level.store(pair(heard.level.peak.to_bits(), heard.level.rms.to_bits()), Ordering::Release);
        self.mouth.store(heard.mouth.to_bits(), Ordering::Release);
        self.version.store(version.wrapping_add(2), Ordering::Release);
    }

    fn look(&self) -> Option<Heard> {
        let version = self.version.load(Ordering::Acquire);
        let (voice, frames) = (self.voice.load(Ordering::Acquire), self.frames.load(Ordering::Acquire));
        let (peak, rms) = halves(self.level.load(Ordering::Acquire));
        let mouth = f32::from_bits(self.mouth.load(Ordering::Acquire));
        let level = Level { peak: f32::from_bits(peak), rms: f32::from_bits(rms) };
        let unchanged = version.is_multiple_of(2) && self.version.load(Ordering::Relaxed) == version;
        unchanged.then_some(Heard { voice, frames, level, mouth })
    }

    fn read(&self) -> Heard {
        (0..LOOKS).find_map(|_| self.look()).unwrap_or(NOTHING)
    }
}

/// The last moments.
pub(super) struct Monitor {
    records: Box<[Record]>,
    /// How many records were ever written. The newest is before this one.
    written: AtomicU64,
    /// The end of the last read, which may lie within a record.
    latest: Record,
}

impl Default for Monitor {
    fn default() -> Self {
        let records = (0..RECORDS).map(|_| Record::default()).collect();
        Self { records, written: AtomicU64::new(0), latest: Record::default() }
    }
}

impl Monitor {
    /// What is heard this long after it was read.
    pub fn heard(&self, latency_ms: u32) -> Heard {
        let written = self.written.load(Ordering::Acquire);
        let delay = u64::from(latency_ms.div_ceil(RECORD_MS)).min(RECORDS as u64 / 2);
        let Some(index) = written.checked_sub(delay + 1) else {
            return if delay == 0 { self.latest() } else { NOTHING };
        };
        let records = (0..LEVEL_RECORDS).filter_map(|back| index.checked_sub(back));
        let levels: Vec<_> = records.map(|index| self.record(index).read().level).collect();
        let squares: f32 = levels.iter().map(|level| level.rms * level.rms).sum();
        let rms = (squares / levels.len() as f32).sqrt();
        let peak = levels.iter().fold(0.0, |peak: f32, level| peak.max(level.peak));
        let heard = self.record(index).read();
        let place = if delay == 0 { self.latest() } else { heard };
        Heard { voice: place.voice, frames: place.frames, level: Level { peak, rms }, mouth: heard.mouth }
    }

    pub fn latest(&self) -> Heard {
        self.latest.read()
    }

    fn record(&self, index: u64) -> &Record {
        &self.records[index as usize % RECORDS]
    }
}

/// Measures what the reader returns. Belongs to the reader.
pub(super) struct Meter {
    mouth: Mouth,
    frames: u32,
    peak: f32,
    squares: f32,
    opening: f32,
}

impl Meter {
    pub fn new() -> Self {
        Self { mouth: Mouth::new(), frames: 0, peak: 0.0, squares: 0.0, opening: 0.0 }
    }

    /// Adds samples before the volume is applied, and records each 10 ms. `place` is the voice and its frame at the end of
    /// the samples.
    pub fn add(&mut self, monitor: &Monitor, rate: u32, samples: &[f32], volume: f32, place: (VoiceId, u64)) {
        let record = rate * RECORD_MS / 1_000;
        let mut rest = samples;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(record.saturating_sub(self.frames).max(1) as usize));
            for sample in now {
                self.peak = self.peak.max(sample.abs());
                self.squares += sample * sample;
            }
            self.frames += now.len() as u32;
            rest = later;
            if self.frames >= record {
                self.finish(monitor, volume, place);
            }
        }
        let level = Level { peak: 0.0, rms: 0.0 };
        monitor.latest.write(&Heard { voice: place.0, frames: place.1, level, mouth: self.opening });
    }

    fn finish(&mut self, monitor: &Monitor, volume: f32, (voice, frames): (VoiceId, u64)) {
        let rms = (self.squares / self.frames as f32).sqrt();
        self.opening = self.mouth.step(rms);
        let level = Level { peak: (self.peak * volume).min(1.0), rms: (rms * volume).min(1.0) };
        let written = monitor.written.load(Ordering::Relaxed);
        monitor.record(written).write(&Heard { voice, frames, level, mouth: self.opening });
        // Release: whoever sees the number sees the record.
        monitor.written.store(written + 1, Ordering::Release);
        (self.frames, self.peak, self.squares) = (0, 0.0, 0.0);
    }
}

/// Two values that change together.
pub(super) fn pair(upper: u32, lower: u32) -> u64 {
    u64::from(upper) << 32 | u64::from(lower)
}

pub(super) fn halves(pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}
