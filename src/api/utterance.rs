//! Microphone samples, collected for a turn: an audio thread pushes chunks, the game sends the collected samples as a
//! turn.

use super::{Error, Status};
use crate::audio::{Level, Pcm, Recorder, SampleFormat};
use std::sync::{
    Mutex, MutexGuard, PoisonError,
    atomic::{AtomicU32, AtomicU64, Ordering},
};
use std::time::Duration;

const DEFAULT_LENGTH: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(600);
/// The largest recording, in bytes: ten minutes of 48 kHz stereo floats fit.
const MAX_BYTES: u64 = 256 << 20;

/// Collects the player's speech until it is sent.
///
/// It has two recorders. Pushing locks the first one while it copies a chunk, and never longer: before a turn the two
/// are swapped, so that no audio thread waits while the samples are mixed. Level and length are read without a lock.
pub struct Utterance {
    recorder: Mutex<Recorder>,
    /// Holds the recording that is being sent. It is locked until the turn is started, and always before `recorder`.
    outgoing: Mutex<Recorder>,
    format: SampleFormat,
    channels: u32,
    sample_rate: u32,
    frames: AtomicU64,
    peak: AtomicU32,
    rms: AtomicU32,
}

impl Utterance {
    /// Allocates all the memory that it will need. Without `max` it holds 30 seconds.
    pub fn new(format: SampleFormat, channels: u32, sample_rate: u32, max: Option<Duration>) -> Result<Self, Error> {
        let max = max.unwrap_or(DEFAULT_LENGTH);
        let max_ms = max.as_millis();
        if max > LONGEST {
            return Err(Error::argument(
                "options.max_ms",
                format!(
                    "`options.max_ms` is {max_ms}: set at most {} (ten minutes), or 0 for {}",
                    LONGEST.as_millis(),
                    DEFAULT_LENGTH.as_millis()
                ),
            ));
        }
        let bytes =
            max.as_millis() as u64 * u64::from(sample_rate) / 1_000 * u64::from(channels) * format.bytes() as u64;
        if bytes > MAX_BYTES {
            return Err(Error::argument(
                "options.max_ms",
                format!(
                    "an utterance of {max_ms} ms in this format takes {bytes} bytes, twice: ask for at most {MAX_BYTES} bytes, \
                 by a shorter time, a lower rate or fewer channels"
                ),
            ));
        }
        let recorder = || Recorder::new(format, channels, sample_rate, max.as_secs_f32()).map(Mutex::new);
        Ok(Self {
            recorder: recorder()?,
            outgoing: recorder()?,
            format,
            channels,
            sample_rate,
            frames: AtomicU64::new(0),
            peak: AtomicU32::new(0),
            rms: AtomicU32::new(0),
        })
    }

    pub fn frame_bytes(&self) -> usize {
        self.format.bytes() * self.channels as usize
    }

    pub fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    /// Adds whole frames. Fails if not all of them fit; those that fit are kept.
    pub fn push(&self, chunk: &[u8]) -> Result<(), Error> {
        if chunk.is_empty() {
            return Ok(());
        }
        let mut recorder = lock(&self.recorder);
        let offered = chunk.len() / self.frame_bytes();
        let taken = recorder.push(chunk)?;
        self.publish(&recorder);
        if taken == offered {
            return Ok(());
        }
        Err(Error::new(
            Status::UtteranceFull,
            "the utterance is full: say it or clear it, or make it with a larger `max_ms`",
        ))
    }

    /// The level of the last chunk.
    pub fn level(&self) -> Level {
        let read = |value: &AtomicU32| f32::from_bits(value.load(Ordering::Relaxed));
        Level { peak: read(&self.peak), rms: read(&self.rms) }
    }

    pub fn frames(&self) -> u64 {
        self.frames.load(Ordering::Relaxed)
    }

    pub fn clear(&self) {
        let mut recorder = lock(&self.recorder);
        recorder.clear();
        self.publish(&recorder);
    }

    /// Passes the recording to `say` and starts a new one. If `say` fails, the recording is kept, followed by the
    /// samples that were pushed meanwhile.
    pub fn say<T>(&self, say: impl FnOnce(Pcm<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let mut outgoing = lock(&self.outgoing);
        outgoing.clear();
        self.exchange(&mut outgoing);
        let pcm = outgoing.as_pcm().map_err(|_| {
            Error::new(Status::AudioInput, "the utterance is empty: push samples into it before it is said")
        });
        let said = pcm.and_then(say);
        if said.is_err() {
            let mut recorder = lock(&self.recorder);
            outgoing.append(&recorder);
            std::mem::swap(&mut *recorder, &mut *outgoing);
            self.publish(&recorder);
        }
        said
    }

    fn exchange(&self, other: &mut Recorder) {
        let mut recorder = lock(&self.recorder);
        std::mem::swap(&mut *recorder, other);
        self.publish(&recorder);
    }

    /// Stores length and level, which are read without a lock.
    fn publish(&self, recorder: &Recorder) {
        let level = recorder.last_level();
        self.frames.store(recorder.frames() as u64, Ordering::Relaxed);
        self.peak.store(level.peak.to_bits(), Ordering::Relaxed);
        self.rms.store(level.rms.to_bits(), Ordering::Relaxed);
    }
}

fn lock(recorder: &Mutex<Recorder>) -> MutexGuard<'_, Recorder> {
    recorder.lock().unwrap_or_else(PoisonError::into_inner)
}
