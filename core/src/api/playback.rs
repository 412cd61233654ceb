//! What a host program hears: replies and samples in a queue, read by the thread of an audio callback.

use super::{
    Error, ReplyStream, Status,
    feeder::{Fed, Feeder},
    reply_voice::ReplyVoice,
    voice_queue::{Queue, VoiceTag},
};
use crate::{
    audio::{Device, FeedNext, Heard, Pcm, PcmVoice, PlaybackFeed, PlaybackReader, PlaybackShared, Voice},
    exchange::Exchange,
};
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::{Duration, Instant},
};

const DEFAULT_BUFFER: Duration = Duration::from_secs(300);
const LONGEST_BUFFER: Duration = Duration::from_secs(3_600);
const MAX_LATENCY_MS: u32 = 1_000;
const MAX_START_MS: u32 = 500;
const MAX_FADE_MS: u32 = 10_000;
const MAX_VOLUME: f32 = 8.0;
/// The fade of a stop for which no time is given, and around a change of the device.
const SHORT_FADE_MS: u32 = 10;
/// The feeding thread looks again after this time at least, and at most while something is left to play.
const SHORTEST_WAIT: Duration = Duration::from_millis(10);
const LONGEST_WAIT: Duration = Duration::from_millis(500);
/// Without a device, time passes in steps of this length.
const CLOCK_STEP: Duration = Duration::from_millis(10);
/// `read_ahead` decides for so many frames at a time whether there is voice.
const AHEAD_FRAMES: usize = 256;

/// Plays voices one after the other.
///
/// The audio thread reads. The feeding thread, which all playbacks share, converts what is next in the queue. Host threads
/// change the queue and the values of `shared`; they never wait for a conversion.
pub struct Playback {
    itself: Weak<dyn Fed>,
    feeder: &'static Feeder,
    reader: Exchange<PlaybackReader>,
    /// Locked by the feeding thread only.
    feed: Mutex<PlaybackFeed>,
    shared: Arc<PlaybackShared>,
    queue: Mutex<Queue>,
    max_buffered: Duration,
    /// Of a playback without a device: until when time has passed, while it passes.
    clock: Option<Mutex<Option<Instant>>>,
}

/// How a playback is made.
#[derive(Clone, Copy, Debug)]
pub struct PlaybackOptions {
    pub sample_rate: u32,
    /// The time from a read until its samples are heard.
    pub latency: Option<Duration>,
    /// How much must have arrived before a voice begins.
    pub start_buffer: Option<Duration>,
    pub max_buffered: Option<Duration>,
    pub without_device: bool,
}

/// What happens to the voices that are in the queue when another one is added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AddMode {
    Queue,
    Replace,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlaybackPhase {
    /// Nothing was added, or everything was stopped.
    Empty,
    /// The next voice does not sound: it has not arrived, or is paused.
    Buffering,
    Speaking,
    /// The last frame of the last voice was read.
    Ended,
}

#[derive(Clone, Copy, Debug)]
pub struct PlaybackState {
    pub phase: PlaybackPhase,
    pub is_paused: bool,
    pub underruns: u32,
    pub played_ms: u64,
    pub buffered_ms: u64,
    pub heard: Heard,
    /// The tag and the sample rate of the voice that is heard.
    pub tag: VoiceTag,
    pub sample_rate: u32,
}

impl Drop for Playback {
    fn drop(&mut self) {
        // Nothing is read any more, and an utterance may still look at this.
        self.shared.set_speaking(false);
    }
}

impl Playback {
    pub fn new(feeder: &'static Feeder, options: &PlaybackOptions) -> Result<Arc<Self>, Error> {
        let max_buffered = options.max_buffered.unwrap_or(DEFAULT_BUFFER);
        if max_buffered > LONGEST_BUFFER {
            return Err(limited("options.max_buffered_ms", max_buffered, LONGEST_BUFFER.as_millis() as u32));
        }
        let start_ms = at_most("options.start_buffer_ms", options.start_buffer.unwrap_or_default(), MAX_START_MS)?;
        let device = device("options.", options.sample_rate, options.latency.unwrap_or_default())?;
        let (feed, reader, shared) = crate::audio::new_playback(device, start_ms);
        Ok(Arc::new_cyclic(|itself| Self {
            itself: Weak::<Self>::clone(itself),
            feeder,
            reader: Exchange::new(Box::new(reader)),
            feed: Mutex::new(feed),
            shared,
            queue: Mutex::default(),
            max_buffered,
            clock: options.without_device.then(Mutex::default),
        }))
    }

    /// What tells another audio thread, without waiting, whether voice is heard.
    pub(super) fn shared(&self) -> &Arc<PlaybackShared> {
        &self.shared
    }

    /// Fills all of `out` and returns how many frames are voice. For an audio thread: waits for nothing. Of several threads
    /// that read at the same time, all but one get silence.
    pub fn read_f32(&self, out: &mut [f32], channels: usize) -> usize {
        self.read(out, |reader, out| reader.read_f32(out, channels))
    }

    /// The same in 16 bits.
    pub fn read_s16(&self, out: &mut [i16], channels: usize) -> usize {
        self.read(out, |reader, out| reader.read_s16(out, channels))
    }

    fn read<T: Default + Copy>(
        &self,
        out: &mut [T],
        read: impl FnOnce(&mut PlaybackReader, &mut [T]) -> usize,
    ) -> usize {
        let with_device = self.clock.is_none();
        let voice = with_device.then(|| self.reader.write(|reader| read(reader, out))).flatten();
        voice.unwrap_or_else(|| {
            out.fill(T::default());
            0
        })
    }

    /// How many frames a host that pushes lacks, if it has `queued` frames and wants to be `ahead`. Counts what it has as
    /// latency.
    fn missing(&self, queued: usize, ahead: Duration, capacity: usize) -> usize {
        let rate = self.shared.device().rate as usize;
        let wanted = (ahead.as_millis() as usize).saturating_mul(rate) / 1_000;
        let queued_ms = (queued.saturating_mul(1_000) / rate).min(MAX_LATENCY_MS as usize);
        self.shared.set_queued(queued_ms as u32);
        wanted.saturating_sub(queued).min(capacity)
    }

    /// Fills the beginning of `out` with what a host that pushes lacks, and returns how many frames that is. Ends where the
    /// voice does.
    pub fn read_ahead<T: Default + Copy + PartialEq>(
        &self,
        out: &mut [T],
        channels: usize,
        queued: usize,
        ahead: Duration,
        read: impl Fn(&Self, &mut [T]) -> usize,
    ) -> usize {
        let frames = self.missing(queued, ahead, out.len() / channels.max(1));
        let mut filled = 0;
        for block in out[..frames * channels].chunks_mut(AHEAD_FRAMES * channels) {
            let voice = read(self, block);
            if voice == 0 && block.iter().all(|sample| *sample == T::default()) {
                break;
            }
            filled += block.len() / channels;
        }
        filled
    }

    /// Adds a copy of samples.
    pub fn add_pcm(&self, pcm: &Pcm, user_data: u64, mode: AddMode) -> Result<(), Error> {
        let length = Duration::from_millis(pcm.frames() as u64 * 1_000 / u64::from(pcm.sample_rate()));
        // Before the samples are copied.
        self.check_room(length, mode)?;
        self.add(Arc::new(PcmVoice::new(pcm)?), None, user_data, mode)
    }

    /// Adds the audio of a reply: what is there, and what will arrive. A reply shares its samples, so it counts towards
    /// the bound, but is never refused for its own length.
    pub fn add_reply(&self, reply: &Arc<ReplyStream>, user_data: u64, mode: AddMode) -> Result<(), Error> {
        if reply.is_interrupted() {
            return Err(Error::new(
                Status::Cancelled,
                "the conversation was interrupted before the reply was heard, so it is not played",
            ));
        }
        self.check_room(Duration::ZERO, mode)?;
        self.listen(reply, user_data, mode)
    }

    /// Adds the reply of a turn that was just said. It is heard after all that were said before.
    pub(super) fn follow(&self, reply: &Arc<ReplyStream>, user_data: u64) -> Result<(), Error> {
        self.listen(reply, user_data, AddMode::Queue)
    }

    fn listen(&self, reply: &Arc<ReplyStream>, user_data: u64, mode: AddMode) -> Result<(), Error> {
        self.add(Arc::new(ReplyVoice::new(Arc::clone(reply))), Some(reply), user_data, mode)?;
        let (feeder, itself) = (self.feeder, Weak::clone(&self.itself));
        reply.on_audio(Arc::new(move || {
            // If the thread cannot be started, the next segment tries again.
            let _ = feeder.wake(&itself);
        }));
        Ok(())
    }

    /// Drops the voices of interrupted replies, and fades out what is heard if one of them may be in the ring.
    pub(super) fn drop_interrupted(&self) {
        let mut queue = self.prune();
        let before = queue.voices.len();
        queue.voices.retain(|entry| !entry.reply.as_ref().is_some_and(|reply| reply.is_interrupted()));
        if queue.voices.len() < before {
            if queue.voices.is_empty() {
                // An interruption is no end, whatever was heard before.
                queue.ended = None;
            }
            // The others are fed again, from where they are.
            self.shared.cut_off(SHORT_FADE_MS);
        }
    }

    fn add(
        &self,
        voice: Arc<dyn Voice>,
        reply: Option<&Arc<ReplyStream>>,
        user_data: u64,
        mode: AddMode,
    ) -> Result<(), Error> {
        let mut queue = self.prune();
        if mode == AddMode::Replace && !queue.voices.is_empty() {
            queue.voices.clear();
            self.shared.cut_off(SHORT_FADE_MS);
        }
        let id = queue.push(voice, reply.cloned(), user_data);
        drop(queue);
        self.feeder.wake(&self.itself).inspect_err(|_| lock(&self.queue).voices.retain(|entry| entry.id != id))
    }

    fn check_room(&self, length: Duration, mode: AddMode) -> Result<(), Error> {
        let held = if mode == AddMode::Queue { self.buffered(&self.prune()) } else { Duration::ZERO };
        if held + length <= self.max_buffered {
            return Ok(());
        }
        Err(Error::new(
            Status::QueueFull,
            format!(
                "the playback would hold {} ms of audio, and takes at most {}: wait until some of it was heard, stop it, or \
                 raise `max_buffered_ms`",
                (held + length).as_millis(),
                self.max_buffered.as_millis()
            ),
        ))
    }

    /// Fades out what is heard, and drops everything. A time of 0 is a short fade.
    pub fn fade_out(&self, fade_ms: u32) {
        let mut queue = self.prune();
        queue.voices.clear();
        queue.ended = None;
        self.shared.cut_off(if fade_ms == 0 { SHORT_FADE_MS } else { fade_ms });
    }

    /// Checks the time of a fade.
    pub fn fade_ms(milliseconds: i32) -> Result<u32, Error> {
        let fade_ms = u32::try_from(milliseconds).ok().filter(|fade_ms| *fade_ms <= MAX_FADE_MS);
        fade_ms.ok_or_else(|| {
            Error::argument(
                "fade_ms",
                format!("`fade_ms` is {milliseconds}: pass 0 for a short fade, or at most {MAX_FADE_MS}"),
            )
        })
    }

    pub fn pause(&self, paused: bool) -> Result<(), Error> {
        self.shared.pause(paused);
        // Time begins to pass, or ends.
        if self.clock.is_some() && !self.prune().voices.is_empty() { self.feeder.wake(&self.itself) } else { Ok(()) }
    }

    pub fn set_volume(&self, gain: f32) -> Result<(), Error> {
        if (0.0..=MAX_VOLUME).contains(&gain) {
            self.shared.set_volume(gain);
            return Ok(());
        }
        Err(Error::argument("gain", format!("`gain` is {gain}: pass a factor from 0 to {MAX_VOLUME}")))
    }

    /// Continues for another device.
    pub fn set_device(&self, sample_rate: u32, latency: Duration) -> Result<(), Error> {
        let device = device("", sample_rate, latency)?;
        let queue = self.prune();
        let changed = device.rate != self.shared.device().rate;
        self.shared.set_device(device);
        if changed {
            self.shared.cut_off(SHORT_FADE_MS);
        }
        let is_idle = queue.voices.is_empty();
        drop(queue);
        if is_idle { Ok(()) } else { self.feeder.wake(&self.itself) }
    }

    pub fn state(&self) -> PlaybackState {
        let queue = self.prune();
        let (shared, heard) = (&self.shared, self.shared.heard());
        let phase = match (queue.voices.is_empty(), queue.ended) {
            (true, None) => PlaybackPhase::Empty,
            (true, Some(_)) => PlaybackPhase::Ended,
            (false, _) if shared.is_speaking() && !shared.is_paused() => PlaybackPhase::Speaking,
            (false, _) => PlaybackPhase::Buffering,
        };
        let label = queue.label(heard.voice);
        PlaybackState {
            phase,
            is_paused: shared.is_paused(),
            underruns: shared.underruns(),
            played_ms: shared.played_ms(),
            buffered_ms: self.buffered(&queue).as_millis() as u64,
            heard: Heard { frames: label.map_or(0, |_| heard.frames), ..heard },
            tag: label.map(|label| label.tag).unwrap_or_default(),
            sample_rate: label.map_or(0, |label| label.rate),
        }
    }

    /// What is in the queue and was not read.
    fn buffered(&self, queue: &Queue) -> Duration {
        let (voice, frames) = self.shared.last_read();
        let left = queue.voices.iter().map(|entry| {
            let read = if entry.id == voice { frames } else { 0 };
            let left = entry.voice.frames().saturating_sub(read);
            entry.voice.rate().map_or(Duration::ZERO, |rate| Duration::from_millis(left * 1_000 / u64::from(rate)))
        });
        left.sum()
    }

    /// Locks the queue without the voices that have ended.
    fn prune(&self) -> MutexGuard<'_, Queue> {
        let mut queue = lock(&self.queue);
        let ended = self.shared.last_ended();
        queue.prune(ended);
        queue
    }

    fn feed_ring(&self) -> FeedNext {
        lock(&self.feed).run(|done| {
            let queue = lock(&self.queue);
            let next = queue.voices.iter().find(|entry| entry.id > done);
            next.map(|entry| (entry.id, Arc::clone(&entry.voice)))
        })
    }

    /// Reads what a device would have read since the last step. Time does not pass while nothing can be heard.
    fn pass_time(&self, clock: &Mutex<Option<Instant>>, is_empty: bool) -> Option<Duration> {
        let mut passed = lock(clock);
        if self.shared.is_paused() || is_empty {
            *passed = None;
            // A stop takes effect, although no time passes.
            self.reader.write(|reader| reader.skip(1));
            return (!is_empty).then_some(LONGEST_WAIT);
        }
        let now = Instant::now();
        let since = passed.replace(now).unwrap_or(now);
        let rate = self.shared.device().rate as usize;
        let mut frames = ((now - since).as_secs_f64() * rate as f64) as usize;
        while frames > 0 {
            let step = frames.min(rate / 10);
            let voice = self.reader.write(|reader| reader.skip(step)).unwrap_or(0);
            self.feed_ring();
            if voice < step {
                break;
            }
            frames -= step;
        }
        Some(CLOCK_STEP)
    }
}

impl Fed for Playback {
    fn work(&self) -> Option<Duration> {
        let next = self.feed_ring();
        let is_empty = self.prune().voices.is_empty();
        if let Some(clock) = &self.clock {
            return self.pass_time(clock, is_empty);
        }
        if is_empty {
            return None;
        }
        let wait = match next {
            FeedNext::Room(wait) => wait,
            // When what is in the ring was read, the voice can leave the queue.
            FeedNext::Voice => lock(&self.feed).buffered() + SHORTEST_WAIT,
        };
        Some(wait.clamp(SHORTEST_WAIT, LONGEST_WAIT))
    }

    fn stop(&self) {
        self.fade_out(0);
    }
}

fn device(prefix: &str, rate: u32, latency: Duration) -> Result<Device, Error> {
    let name = |field: &str| format!("{prefix}{field}");
    crate::audio::check_rate(rate, "the sample rate of the device")
        .map_err(|error| Error::argument(name("sample_rate"), error.message))?;
    Ok(Device { rate, latency_ms: at_most(&name("latency_ms"), latency, MAX_LATENCY_MS)? })
}

fn at_most(name: &str, time: Duration, most: u32) -> Result<u32, Error> {
    let milliseconds = u32::try_from(time.as_millis()).ok().filter(|milliseconds| *milliseconds <= most);
    milliseconds.ok_or_else(|| limited(name, time, most))
}

fn limited(name: &str, time: Duration, most: u32) -> Error {
    Error::argument(name, format!("`{name}` is {}: set at most {most}", time.as_millis()))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[path = "playback_tests.rs"]
mod tests;
