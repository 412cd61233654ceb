//! What other threads read while one thread pushes.

use crate::audio::Level;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// The length, the level and the clipped samples of the current recording. Recordings are numbered, so that everything
/// of an earlier one is ignored from the moment at which the next number becomes current.
#[derive(Default)]
pub(super) struct Gauges {
    /// The number of the current recording. One thread at a time raises it.
    current: AtomicU32,
    /// What the last push left: the number of its recording in the upper half, and its length in frames.
    pushed: AtomicU64,
    /// The level of the last chunk: the bits of the peak in the upper half, and those of the RMS.
    level: AtomicU64,
    clipped: AtomicU64,
}

impl Gauges {
    pub fn current(&self) -> u32 {
        self.current.load(Ordering::Acquire)
    }

    pub fn set_current(&self, number: u32) {
        self.current.store(number, Ordering::Release);
    }

    pub fn publish(&self, number: u32, frames: usize, level: Level, clipped: u64) {
        self.level.store(pair(level.peak.to_bits(), level.rms.to_bits()), Ordering::Relaxed);
        self.clipped.store(clipped, Ordering::Relaxed);
        // Release: whoever reads this length finds the level of this chunk or of a later one.
        self.pushed.store(pair(number, frames as u32), Ordering::Release);
    }

    /// The length of the current recording, if anything was pushed.
    fn pushed(&self) -> Option<u32> {
        let (number, frames) = halves(self.pushed.load(Ordering::Acquire));
        // A push may be ahead of `current`: see `Collector::say`.
        (!is_after(self.current(), number)).then_some(frames)
    }

    pub fn frames(&self) -> u64 {
        self.pushed().unwrap_or(0).into()
    }

    /// The level of the last chunk.
    pub fn level(&self) -> Level {
        let bits = if self.pushed().is_some() { self.level.load(Ordering::Relaxed) } else { 0 };
        let (peak, rms) = halves(bits);
        Level { peak: f32::from_bits(peak), rms: f32::from_bits(rms) }
    }

    pub fn clipped(&self) -> u64 {
        if self.pushed().is_some() { self.clipped.load(Ordering::Relaxed) } else { 0 }
    }
}

/// Whether a recording comes after another one. The numbers wrap around.
pub(super) fn is_after(one: u32, other: u32) -> bool {
    one.wrapping_sub(other) as i32 > 0
}

fn pair(upper: u32, lower: u32) -> u64 {
    u64::from(upper) << 32 | u64::from(lower)
}

fn halves(pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}
