//! What the threads of a playback tell each other.

use super::{
    VoiceId,
    monitor::{Monitor, halves, pair},
};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// The device that the audio is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Device {
    /// The sample rate in Hz.
    pub rate: u32,
    /// The time from a read until its samples are heard.
    pub latency_ms: u32,
}

/// Written by one side and read by the others. No field depends on another one, except where a comment says so.
pub struct Shared {
    /// The number of the current cut in the upper half, and the time in which the audio before it fades out.
    cut: AtomicU64,
    paused: AtomicBool,
    volume: AtomicU32,
    /// The rate in the upper half, and the latency.
    device: AtomicU64,
    /// What a host that pushes has in its own queue, in milliseconds.
    queued_ms: AtomicU32,
    ended: AtomicU64,
    is_speaking: AtomicBool,
    underruns: AtomicU32,
    played_us: AtomicU64,
    pub(super) monitor: Monitor,
}

impl Shared {
    pub(super) fn new(device: Device) -> Self {
        Self {
            cut: AtomicU64::new(0),
            paused: AtomicBool::new(false),
            volume: AtomicU32::new(1.0f32.to_bits()),
            device: AtomicU64::new(pair(device.rate, device.latency_ms)),
            queued_ms: AtomicU32::new(0),
            ended: AtomicU64::new(0),
            is_speaking: AtomicBool::new(false),
            underruns: AtomicU32::new(0),
            played_us: AtomicU64::new(0),
            monitor: Monitor::default(),
        }
    }

    /// Cuts off everything that was fed. The callers exclude each other.
    pub fn cut_off(&self, fade_ms: u32) {
        let (cut, _) = self.cut();
        // Release: the feed that sees the cut sees the device that was set before it.
        self.cut.store(pair(cut.wrapping_add(1), fade_ms), Ordering::Release);
    }

    pub(super) fn cut(&self) -> (u32, u32) {
        halves(self.cut.load(Ordering::Acquire))
    }

    pub fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::Relaxed);
    }

    pub fn is_paused(&self) -> bool {
        self.paused.load(Ordering::Relaxed)
    }

    pub fn set_volume(&self, gain: f32) {
        self.volume.store(gain.to_bits(), Ordering::Relaxed);
    }

    pub(super) fn volume(&self) -> f32 {
        f32::from_bits(self.volume.load(Ordering::Relaxed))
    }

    pub fn set_device(&self, device: Device) {
        self.device.store(pair(device.rate, device.latency_ms), Ordering::Relaxed);
    }

    pub fn device(&self) -> Device {
        let (rate, latency_ms) = halves(self.device.load(Ordering::Relaxed));
        Device { rate, latency_ms }
    }

    /// Sets what a host that pushes has in its own queue: it is heard before what is read next.
    pub fn set_queued(&self, milliseconds: u32) {
        self.queued_ms.store(milliseconds, Ordering::Relaxed);
    }

    /// The voice whose last frame was read most recently; all before it have ended, too.
    pub fn last_ended(&self) -> VoiceId {
        self.ended.load(Ordering::Acquire)
    }

    pub(super) fn set_last_ended(&self, voice: VoiceId) {
        self.ended.store(voice, Ordering::Release);
    }

    /// Whether the last read returned voice.
    pub fn is_speaking(&self) -> bool {
        self.is_speaking.load(Ordering::Relaxed)
    }

    pub fn set_speaking(&self, speaking: bool) {
        self.is_speaking.store(speaking, Ordering::Relaxed);
    }

    /// How often a voice was interrupted because the rest of it had not arrived.
    pub fn underruns(&self) -> u32 {
        self.underruns.load(Ordering::Relaxed)
    }

    pub(super) fn count_underrun(&self) {
        // Only the reader writes it.
        self.underruns.store(self.underruns() + 1, Ordering::Relaxed);
    }

    /// The length of all voice that was read.
    pub fn played_ms(&self) -> u64 {
        self.played_us.load(Ordering::Relaxed) / 1_000
    }

    pub(super) fn set_played(&self, microseconds: u64) {
        self.played_us.store(microseconds, Ordering::Relaxed);
    }

    /// What is heard now.
    pub fn heard(&self) -> super::Heard {
        self.monitor.heard(self.device().latency_ms + self.queued_ms.load(Ordering::Relaxed))
    }

    /// The voice and its frame that were read last.
    pub fn last_read(&self) -> (VoiceId, u64) {
        let read = self.monitor.latest();
        (read.voice, read.frames)
    }
}
