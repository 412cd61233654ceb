//! Microphone samples, collected for a turn: an audio thread pushes chunks, the game sends the collected samples as a
//! turn.

use super::{Error, Status};
use crate::{
    audio::{Level, Pcm, Recorder, SampleFormat},
    exchange::Exchange,
};
use std::{
    cell::OnceCell,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
    time::Duration,
};

const DEFAULT_LENGTH: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(600);
/// The largest recording, in bytes: ten minutes of 48 kHz stereo floats fit.
const MAX_BYTES: u64 = 256 << 20;

/// Collects the player's speech until it is sent.
///
/// It has two buffers. An audio thread pushes into the first one; saying the utterance puts the second one in its place
/// and gives the first one, as a [`Recording`], to the turn. When the recording is dropped, its buffer comes back as
/// the next second one. Neither step touches the samples, and a push waits for nothing.
///
/// Recordings are numbered. A buffer carries the number of the recording that it holds, and so does what a push
/// publishes, so that everything of an earlier recording is ignored from the moment at which `current` is raised.
pub struct Utterance {
    buffer: Exchange<Buffer>,
    spare: Arc<Spare>,
    /// Locked while the utterance is said or cleared, so that one thread at a time raises `current`.
    changing: Mutex<()>,
    /// The number of the current recording.
    current: AtomicU32,
    /// What the last push left: the number of its recording in the upper half, and its length in frames.
    pushed: AtomicU64,
    /// The level of the last chunk: the bits of the peak in the upper half, and those of the RMS.
    level: AtomicU64,
    format: SampleFormat,
    channels: u32,
    sample_rate: u32,
}

struct Buffer {
    recorder: Recorder,
    recording: u32,
}

/// The buffer that takes the place of the one that is said.
type Spare = Mutex<Option<Box<Buffer>>>;

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
        let buffer = || {
            let recorder = Recorder::new(format, channels, sample_rate, max.as_secs_f32())?;
            Ok::<_, Error>(Box::new(Buffer { recorder, recording: 0 }))
        };
        Ok(Self {
            buffer: Exchange::new(buffer()?),
            spare: Arc::new(Mutex::new(Some(buffer()?))),
            changing: Mutex::default(),
            current: AtomicU32::new(0),
            pushed: AtomicU64::new(0),
            level: AtomicU64::new(0),
            format,
            channels,
            sample_rate,
        })
    }

    pub fn frame_bytes(&self) -> usize {
        self.format.bytes() * self.channels as usize
    }

    pub fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    /// Adds whole frames. It takes a time proportional to their number, and waits for nothing. Returns `Ok`,
    /// `UtteranceFull` if not all of them fit (those that fit are kept), or `Busy` if another thread pushes now.
    pub fn push(&self, chunk: &[u8]) -> Status {
        if chunk.is_empty() {
            return Status::Ok;
        }
        let pushed = self.buffer.write(|buffer| {
            let current = self.current.load(Ordering::Acquire);
            if is_after(current, buffer.recording) {
                // The utterance was cleared.
                buffer.recorder.clear();
                buffer.recording = current;
            }
            let all = buffer.recorder.push(chunk) == chunk.len() / self.frame_bytes();
            let level = buffer.recorder.last_level();
            self.level.store(pair(level.peak.to_bits(), level.rms.to_bits()), Ordering::Relaxed);
            let frames = buffer.recorder.frames() as u32;
            // Release: whoever reads this length finds the level of this chunk or of a later one.
            self.pushed.store(pair(buffer.recording, frames), Ordering::Release);
            if all { Status::Ok } else { Status::UtteranceFull }
        });
        pushed.unwrap_or(Status::Busy)
    }

    /// The length of the current recording, if anything was pushed into it.
    fn pushed(&self) -> Option<u32> {
        let (recording, frames) = halves(self.pushed.load(Ordering::Acquire));
        // A push may be ahead of `current`: see `say`.
        (!is_after(self.current.load(Ordering::Acquire), recording)).then_some(frames)
    }

    /// The level of the last chunk.
    pub fn level(&self) -> Level {
        let bits = if self.pushed().is_some() { self.level.load(Ordering::Relaxed) } else { 0 };
        let (peak, rms) = halves(bits);
        Level { peak: f32::from_bits(peak), rms: f32::from_bits(rms) }
    }

    pub fn frames(&self) -> u64 {
        self.pushed().unwrap_or(0).into()
    }

    /// The next push starts a new recording, in the same buffer.
    pub fn clear(&self) {
        let _changing = lock(&self.changing);
        let current = self.current.load(Ordering::Relaxed);
        self.current.store(current.wrapping_add(1), Ordering::Release);
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
        let _changing = lock(&self.changing);
        let unfilled = OnceCell::new();
        let started = start(&|| {
            let recording = self.recording()?;
            let _ = unfilled.set(Unfilled(Some(Arc::clone(&recording.handover))));
            Ok(recording)
        })?;
        // The spare buffer was there when the recording was made, and only this function takes it.
        let fresh = lock(&self.spare).take();
        if let (Some(unfilled), Some(mut fresh)) = (unfilled.into_inner(), fresh) {
            let next = self.current.load(Ordering::Relaxed).wrapping_add(1);
            fresh.recorder.clear();
            fresh.recording = next;
            // From here on, a push goes to the new recording.
            unfilled.fill(self.buffer.replace(fresh));
            self.current.store(next, Ordering::Release);
        }
        Ok(started)
    }

    /// A recording that has no samples yet. Fails if there are none, or no buffer for what is pushed from now on.
    fn recording(&self) -> Result<Recording, Error> {
        let frames = self.frames();
        if frames == 0 {
            return Err(Error::new(
                Status::AudioInput,
                "the utterance is empty: push samples into it before it is said",
            ));
        }
        if lock(&self.spare).is_none() {
            return Err(Error::new(
                Status::Busy,
                "the utterance's previous recording is still being converted, so no buffer is free for the next one: say \
                 it again in a moment; the recording is kept",
            )
            .retryable(true));
        }
        Ok(Recording {
            handover: Arc::new(Handover {
                state: Mutex::default(),
                changed: Condvar::new(),
                spare: Arc::downgrade(&self.spare),
            }),
            buffer: OnceCell::new(),
            bytes: frames * self.frame_bytes() as u64,
        })
    }
}

/// What an utterance has collected, on its way into a request. It owns the samples. When it is dropped, its buffer goes
/// back to the utterance, so it is best dropped as soon as the samples are converted.
pub struct Recording {
    handover: Arc<Handover>,
    /// The buffer, once it was needed.
    buffer: OnceCell<Box<Buffer>>,
    bytes: u64,
}

/// Through which a recording receives its buffer.
struct Handover {
    state: Mutex<HandoverState>,
    changed: Condvar,
    spare: Weak<Spare>,
}

#[derive(Default)]
enum HandoverState {
    /// The turn is being started.
    #[default]
    Empty,
    Filled(Box<Buffer>),
    /// The buffer was taken, or the turn was not started.
    Over,
}

impl Recording {
    /// The samples. They arrive when the turn has been started, a moment after the recording was made, and this waits
    /// for them. The thread that starts the turn must not call it.
    pub fn pcm(&self) -> Result<Pcm<'_>, Error> {
        let buffer = match self.buffer.get() {
            Some(buffer) => buffer,
            None => {
                let buffer = self
                    .handover
                    .take()
                    .ok_or_else(|| Error::new(Status::Internal, "a recording was not passed on: please report this"))?;
                self.buffer.get_or_init(|| buffer)
            }
        };
        Ok(buffer.recorder.as_pcm()?)
    }

    /// The size of the samples when the recording was made. Chunks that were pushed in the same moment are not counted.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        if let Some(buffer) = self.buffer.take() {
            self.handover.give_back(buffer);
        }
    }
}

impl AsRef<[u8]> for Recording {
    fn as_ref(&self) -> &[u8] {
        self.pcm().map_or(&[], |pcm| pcm.data())
    }
}

impl Handover {
    /// Waits for the buffer and takes it.
    fn take(&self) -> Option<Box<Buffer>> {
        let empty = |state: &mut HandoverState| matches!(state, HandoverState::Empty);
        let mut state = self.changed.wait_while(lock(&self.state), empty).unwrap_or_else(PoisonError::into_inner);
        match std::mem::replace(&mut *state, HandoverState::Over) {
            HandoverState::Filled(buffer) => Some(buffer),
            HandoverState::Empty | HandoverState::Over => None,
        }
    }

    fn change(&self, to: HandoverState) {
        *lock(&self.state) = to;
        self.changed.notify_all();
    }

    fn give_back(&self, buffer: Box<Buffer>) {
        if let Some(spare) = self.spare.upgrade() {
            *lock(&spare) = Some(buffer);
        }
    }
}

impl Drop for Handover {
    /// Nobody has needed the samples: the call was cancelled.
    fn drop(&mut self) {
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let HandoverState::Filled(buffer) = std::mem::replace(state, HandoverState::Over) {
            self.give_back(buffer);
        }
    }
}

/// Fills a recording, or tells whoever waits for its samples that there will be none.
struct Unfilled(Option<Arc<Handover>>);

impl Unfilled {
    fn fill(mut self, buffer: Box<Buffer>) {
        if let Some(handover) = self.0.take() {
            handover.change(HandoverState::Filled(buffer));
        }
    }
}

impl Drop for Unfilled {
    fn drop(&mut self) {
        if let Some(handover) = &self.0 {
            handover.change(HandoverState::Over);
        }
    }
}

/// Whether a recording came after another one. The numbers wrap around.
fn is_after(one: u32, other: u32) -> bool {
    one.wrapping_sub(other) as i32 > 0
}

fn pair(upper: u32, lower: u32) -> u64 {
    u64::from(upper) << 32 | u64::from(lower)
}

fn halves(pair: u64) -> (u32, u32) {
    ((pair >> 32) as u32, pair as u32)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "utterance_tests.rs"]
mod tests;
