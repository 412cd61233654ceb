//! Voice activity: when the player begins to speak, and when the player has finished.

use super::convert::for_each_mono_block;
use super::pcm::Layout;
use super::resample::ShortFilter;
use super::sample::saturate;
use std::time::Duration;

/// What the detector takes: samples at this rate, in frames of this length.
const RATE: u32 = 16_000;
const FRAME: usize = 256;

/// When speech begins and ends. A score is the detector's estimate that a frame of 16 ms is speech, from 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct VoiceThresholds {
    /// Speech begins when the score has been at least this ...
    pub speech: f32,
    /// ... for this time without a break.
    pub speech_time: Duration,
    /// It ends when the score has been below this ...
    pub silence: f32,
    /// ... for this time without a break.
    pub silence_time: Duration,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum VoiceChange {
    Started,
    Ended,
}

/// Estimates from one frame after the other how likely each is speech.
pub trait VoiceDetector: Send {
    fn score(&mut self, frame: &[f32; FRAME]) -> f32;

    /// Begins a new signal.
    fn reset(&mut self);
}

impl VoiceDetector for earshot::Detector {
    fn score(&mut self, frame: &[f32; FRAME]) -> f32 {
        self.predict_f32(frame)
    }

    fn reset(&mut self) {
        earshot::Detector::reset(self);
    }
}

/// Follows the voice in one signal. After its creation it allocates nothing, and the time of a call is proportional to
/// the length of the samples.
pub struct VoiceActivity {
    layout: Layout,
    resampler: ShortFilter,
    frame: [f32; FRAME],
    filled: usize,
    detector: Box<dyn VoiceDetector>,
    thresholds: VoiceThresholds,
    speech_frames: u32,
    silence_frames: u32,
    state: State,
}

#[derive(Clone, Copy)]
enum State {
    /// The number of frames at the end that may be the beginning of speech.
    Silence { candidates: u32 },
    /// The number of frames since speech began, and that of silent ones at the end.
    Speech { frames: u32, silent: u32 },
}

const QUIET: State = State::Silence { candidates: 0 };

impl VoiceActivity {
    pub fn new(layout: Layout, thresholds: VoiceThresholds) -> Self {
        Self::with_detector(layout, thresholds, Box::new(earshot::Detector::default()))
    }

    pub fn with_detector(layout: Layout, thresholds: VoiceThresholds, detector: Box<dyn VoiceDetector>) -> Self {
        Self {
            layout,
            resampler: ShortFilter::new(layout.sample_rate, RATE),
            frame: [0.0; FRAME],
            filled: 0,
            detector,
            thresholds,
            speech_frames: frames_in(thresholds.speech_time),
            silence_frames: frames_in(thresholds.silence_time),
            state: QUIET,
        }
    }

    /// How many more frames of the signal the next score needs: at least 1.
    pub fn frames_to_next_score(&self) -> usize {
        self.resampler.samples_for(FRAME - self.filled).max(1)
    }

    /// Adds whole frames of the signal, at most as many as the next score needs, so that a change is at their end.
    #[inline(never)]
    pub fn push(&mut self, data: &[u8]) -> Option<VoiceChange> {
        let mut change = None;
        let Self { resampler, frame, filled, detector, .. } = self;
        let mut score = None;
        for_each_mono_block(self.layout.format, self.layout.channels, data, &mut |mono| {
            resampler.push(mono, |sample| {
                frame[*filled] = saturate(sample);
                *filled += 1;
                if *filled == FRAME {
                    *filled = 0;
                    score = Some(detector.score(frame));
                }
            });
        });
        if let Some(score) = score {
            change = self.advance(score);
        }
        change
    }

    fn advance(&mut self, score: f32) -> Option<VoiceChange> {
        match &mut self.state {
            State::Silence { candidates } => {
                *candidates = if score >= self.thresholds.speech { *candidates + 1 } else { 0 };
                if *candidates < self.speech_frames {
                    return None;
                }
                self.state = State::Speech { frames: self.speech_frames, silent: 0 };
                Some(VoiceChange::Started)
            }
            State::Speech { frames, silent } => {
                *frames = frames.saturating_add(1);
                *silent = if score < self.thresholds.silence { *silent + 1 } else { 0 };
                if *silent < self.silence_frames {
                    return None;
                }
                self.state = QUIET;
                Some(VoiceChange::Ended)
            }
        }
    }

    pub fn is_speech(&self) -> bool {
        matches!(self.state, State::Speech { .. })
    }

    /// How many frames of the signal ago speech began.
    pub fn frames_of_speech(&self) -> usize {
        match self.state {
            State::Silence { .. } => 0,
            State::Speech { frames, .. } => self.layout.frames_of(FRAME_TIME.saturating_mul(frames)),
        }
    }

    /// Begins a new signal.
    pub fn reset(&mut self) {
        self.resampler.reset();
        self.detector.reset();
        self.filled = 0;
        self.state = QUIET;
    }
}

const FRAME_TIME: Duration = Duration::from_millis(1_000 * FRAME as u64 / RATE as u64);

/// The number of the detector's frames in this time: the nearest number, and at least 1.
fn frames_in(time: Duration) -> u32 {
    ((time + FRAME_TIME / 2).as_millis() / FRAME_TIME.as_millis()).clamp(1, u32::MAX.into()) as u32
}

#[cfg(test)]
#[path = "voice_activity_tests.rs"]
pub(super) mod tests;
