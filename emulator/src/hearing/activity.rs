//! Where a recording has speech, judged by its level.

use crate::wav::Sample;

/// The length of a block, as a part of a second.
const BLOCKS_PER_SECOND: u32 = 50;
/// A block with a lower level is silence, in a recording of any loudness.
const FLOOR_DBFS: f64 = -50.0;
/// A block that is this much quieter than the loudest block is a pause or background noise.
const BELOW_LOUDEST_DB: f64 = 30.0;
/// Later blocks are not judged. This limits the memory: it is more than five hours.
const MAX_BLOCKS: usize = 1_000_000;

/// The levels of a recording in blocks of 20 ms.
pub struct Activity {
    frames_per_block: u32,
    /// The mean square of each block.
    blocks: Vec<f32>,
    sum: f64,
    frames: u32,
}

/// How much of a recording is speech.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SpeechShare {
    /// From 0 to 1.
    pub share: f64,
    /// The seconds before the first speech; all of them if there is none.
    pub leading_silence: f64,
}

impl Activity {
    pub fn new(rate: u32) -> Self {
        Self { frames_per_block: (rate / BLOCKS_PER_SECOND).max(1), blocks: Vec::new(), sum: 0.0, frames: 0 }
    }

    pub fn add(&mut self, frame: &[Sample]) {
        let average = frame.iter().map(|sample| sample.amplitude).sum::<f64>() / frame.len() as f64;
        self.sum += average * average;
        self.frames += 1;
        if self.frames == self.frames_per_block {
            self.end_block();
        }
    }

    pub fn finish(mut self, rate: u32) -> SpeechShare {
        if self.frames > 0 {
            self.end_block();
        }
        let loudest = self.blocks.iter().copied().fold(0.0, f32::max);
        let threshold = power(FLOOR_DBFS).max(f64::from(loudest) * power(-BELOW_LOUDEST_DB));
        let is_speech = |block: &&f32| f64::from(**block) >= threshold;
        let total = self.blocks.len();
        if total == 0 {
            return SpeechShare::default();
        }
        let speech = self.blocks.iter().filter(is_speech).count();
        let silent = self.blocks.iter().position(|block| is_speech(&block)).unwrap_or(total);
        SpeechShare {
            share: speech as f64 / total as f64,
            leading_silence: silent as f64 * f64::from(self.frames_per_block) / f64::from(rate.max(1)),
        }
    }

    fn end_block(&mut self) {
        if self.blocks.len() < MAX_BLOCKS {
            self.blocks.push((self.sum / f64::from(self.frames)) as f32);
        }
        (self.sum, self.frames) = (0.0, 0);
    }
}

/// The mean square of a level.
fn power(decibels: f64) -> f64 {
    10f64.powf(decibels / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 8000;

    /// Tones of these levels, each with its length in blocks.
    fn judge(parts: &[(f64, usize)]) -> SpeechShare {
        let mut activity = Activity::new(RATE);
        for (amplitude, blocks) in parts {
            for n in 0..blocks * 160 {
                let sign = if n % 2 == 0 { 1.0 } else { -1.0 };
                activity.add(&[Sample { amplitude: sign * amplitude, full_scale: false }]);
            }
        }
        activity.finish(RATE)
    }

    #[test]
    fn pauses_do_not_count_as_speech() {
        let spoken = judge(&[(0.0, 10), (0.5, 20), (0.005, 10), (0.3, 10)]);
        assert_eq!(spoken, SpeechShare { share: 0.6, leading_silence: 0.2 });
    }

    #[test]
    fn a_quiet_recording_is_speech_and_a_silent_one_is_not() {
        assert_eq!(judge(&[(0.01, 50)]), SpeechShare { share: 1.0, leading_silence: 0.0 });
        assert_eq!(judge(&[(0.001, 50)]), SpeechShare { share: 0.0, leading_silence: 1.0 });
        assert_eq!(judge(&[]), SpeechShare::default());
    }

    #[test]
    fn a_rate_of_a_few_frames_per_second_is_judged_frame_by_frame() {
        let mut activity = Activity::new(2);
        for amplitude in [0.0, 0.0, 0.5, 0.5] {
            activity.add(&[Sample { amplitude, full_scale: false }]);
        }
        assert_eq!(activity.finish(2), SpeechShare { share: 0.5, leading_silence: 1.0 });
    }
}
