//! The options of an utterance, checked.

use crate::{
    api::Error,
    audio::{Layout, SampleFormat, VoiceThresholds},
};
use std::time::Duration;

const DEFAULT_LENGTH: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(600);
/// The largest recording, in bytes: ten minutes of 48 kHz stereo floats fit.
const MAX_BYTES: u64 = 256 << 20;

const DEFAULT_PRE_ROLL: Duration = Duration::from_millis(300);
const DEFAULT_SPEECH: f32 = 0.7;
const DEFAULT_SPEECH_TIME: Duration = Duration::from_millis(100);
const DEFAULT_SILENCE: f32 = 0.4;
const DEFAULT_SILENCE_TIME: Duration = Duration::from_millis(600);
/// Longer times are taken for a mistake in the unit.
const LONGEST_PART: Duration = Duration::from_secs(10);

/// What begins a recording.
#[derive(Clone, Copy, Debug, Default)]
pub enum Trigger {
    /// The first chunk.
    #[default]
    Push,
    /// `Utterance::begin`.
    Begin,
    /// The player's voice.
    Speech,
}

#[derive(Clone, Copy, Debug)]
pub struct UtteranceOptions {
    pub format: SampleFormat,
    pub channels: u32,
    pub sample_rate: u32,
    /// 30 seconds by default.
    pub max_length: Option<Duration>,
    pub trigger: Trigger,
    /// What comes before a recording: 300 ms by default. Not for `Trigger::Push`.
    pub pre_roll: Option<Duration>,
    /// Only for `Trigger::Speech`. A threshold of 0 is the default.
    pub speech_time: Option<Duration>,
    pub silence_time: Option<Duration>,
    pub speech_threshold: f32,
    pub silence_threshold: f32,
}

impl UtteranceOptions {
    pub fn new(format: SampleFormat, channels: u32, sample_rate: u32) -> Self {
        Self {
            format,
            channels,
            sample_rate,
            max_length: None,
            trigger: Trigger::Push,
            pre_roll: None,
            speech_time: None,
            silence_time: None,
            speech_threshold: 0.0,
            silence_threshold: 0.0,
        }
    }

    pub(super) fn layout(&self) -> Result<Layout, Error> {
        self.check_unused()?;
        Ok(Layout::new(self.format, self.channels, self.sample_rate)?)
    }

    /// An option that the trigger does not use is a mistake.
    fn check_unused(&self) -> Result<(), Error> {
        let refuse = |name: &str, needs: &str| {
            Err(Error::argument(name, format!("`{name}` needs {needs} as `options.trigger`: leave it 0, or set that")))
        };
        if matches!(self.trigger, Trigger::Push) && self.pre_roll.is_some() {
            return refuse("options.pre_roll_ms", "`CONVAI_TRIGGER_BEGIN` or `CONVAI_TRIGGER_SPEECH`");
        }
        let of_speech = [
            ("options.speech_ms", self.speech_time.is_some()),
            ("options.silence_ms", self.silence_time.is_some()),
            ("options.speech_threshold", self.speech_threshold != 0.0),
            ("options.silence_threshold", self.silence_threshold != 0.0),
        ];
        match of_speech.into_iter().find(|(_, set)| *set) {
            Some((name, _)) if !matches!(self.trigger, Trigger::Speech) => refuse(name, "`CONVAI_TRIGGER_SPEECH`"),
            _ => Ok(()),
        }
    }

    pub(super) fn max_length(&self) -> Result<Duration, Error> {
        let max = self.max_length.unwrap_or(DEFAULT_LENGTH);
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
        let frame_bytes = u64::from(self.channels) * self.format.bytes() as u64;
        let bytes = max_ms as u64 * u64::from(self.sample_rate) / 1_000 * frame_bytes;
        if bytes > MAX_BYTES {
            return Err(Error::argument(
                "options.max_ms",
                format!(
                    "a recording of {max_ms} ms in this format takes {bytes} bytes: ask for at most {MAX_BYTES} bytes, by a \
                     shorter time, a lower rate or fewer channels"
                ),
            ));
        }
        Ok(max)
    }

    pub(super) fn pre_roll(&self) -> Result<Duration, Error> {
        let pre_roll = part("options.pre_roll_ms", self.pre_roll, DEFAULT_PRE_ROLL)?;
        let before = match self.trigger {
            Trigger::Speech => pre_roll + self.thresholds()?.speech_time,
            Trigger::Push | Trigger::Begin => pre_roll,
        };
        // The beginning of a recording, twice, so that it has room for speech.
        if 2 * before > self.max_length()? {
            return Err(Error::argument(
                "options.max_ms",
                format!(
                    "`options.max_ms` is too small: set at least {}, twice the time that a recording begins before it is \
                     noticed, or a shorter `options.pre_roll_ms`",
                    2 * before.as_millis()
                ),
            ));
        }
        Ok(pre_roll)
    }

    pub(super) fn thresholds(&self) -> Result<VoiceThresholds, Error> {
        let thresholds = VoiceThresholds {
            speech: threshold("options.speech_threshold", self.speech_threshold, DEFAULT_SPEECH)?,
            speech_time: part("options.speech_ms", self.speech_time, DEFAULT_SPEECH_TIME)?,
            silence: threshold("options.silence_threshold", self.silence_threshold, DEFAULT_SILENCE)?,
            silence_time: part("options.silence_ms", self.silence_time, DEFAULT_SILENCE_TIME)?,
        };
        if thresholds.silence > thresholds.speech {
            return Err(Error::argument(
                "options.silence_threshold",
                format!(
                    "`options.silence_threshold` is {} and `options.speech_threshold` is {}: set the first to at most the \
                     second",
                    thresholds.silence, thresholds.speech
                ),
            ));
        }
        Ok(thresholds)
    }
}

fn part(name: &str, time: Option<Duration>, default: Duration) -> Result<Duration, Error> {
    let time = time.unwrap_or(default);
    if time > LONGEST_PART {
        return Err(Error::argument(
            name,
            format!(
                "`{name}` is {}: set at most {}, or 0 for {}",
                time.as_millis(),
                LONGEST_PART.as_millis(),
                default.as_millis()
            ),
        ));
    }
    Ok(time)
}

fn threshold(name: &str, value: f32, default: f32) -> Result<f32, Error> {
    // NaN is in no range.
    match value {
        0.0 => Ok(default),
        value if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err(Error::argument(name, format!("`{name}` is {value}: set a number from 0 to 1, or 0 for {default}"))),
    }
}
