//! Any sample rate into any other, in linear phase: tones keep their level, their frequency and
//! their place in time.
//!
//! One sharp filter does the work: a windowed sinc, cut into phases ([`polyphase`], or [`folded`]
//! where it is symmetrical in each). Its cost grows with the ratio of the rates, so that a rate far
//! above the target is first halved, as often as possible, by a cheap filter that only has to keep
//! clear of what the sharp one lets pass ([`halve`]).
//!
//! Samples run through the stages in blocks that stay in the cache; nothing of the input's length
//! is allocated here.

mod folded;
mod halve;
mod kernel;
mod polyphase;

use folded::Folded;
use halve::Halver;
use polyphase::Polyphase;

/// How many frames `frames` become: the nearest number to the same duration, and never none.
pub(super) fn output_frames(frames: usize, from: u32, to: u32) -> u64 {
    let (from, to) = (u128::from(from), u128::from(to));
    let rounded = (frames as u128 * to + from / 2) / from;
    rounded.clamp(1, u128::from(u64::MAX)) as u64
}

/// Samples that enter the first stage at a time. Even, because a [`Halver`] takes pairs.
const BLOCK: usize = 4096;

/// Where a rate is worth halving: above this multiple of the target. At 2 the half would leave the
/// cheap filter no room.
const HALVE_ABOVE: f64 = 2.15;

pub(super) struct Resampler {
    from: u32,
    to: u32,
    halvers: Vec<Halver>,
    sharp: SharpStage,
}

enum SharpStage {
    Folded(Folded),
    Polyphase(Polyphase),
}

impl SharpStage {
    fn new(from: u64, to: u64) -> Self {
        let divisor = gcd(from, to);
        let (step, phases) = (from / divisor, to / divisor);
        if Folded::suits(phases) {
            SharpStage::Folded(Folded::new(step, phases))
        } else {
            SharpStage::Polyphase(Polyphase::new(step, phases))
        }
    }
}

impl Resampler {
    pub fn new(from: u32, to: u32) -> Self {
        let mut halvers = Vec::new();
        // The rate at the last stage, as a fraction: twice the denominator for each halving.
        let mut per = 1u32;
        loop {
            let ratio = f64::from(from) / f64::from(per) / f64::from(to);
            if ratio <= HALVE_ABOVE {
                break;
            }
            halvers.push(Halver::new(1.0 / ratio));
            per *= 2;
        }
        Self { from, to, halvers, sharp: SharpStage::new(u64::from(from), u64::from(to) * u64::from(per)) }
    }

    /// Resamples a whole signal, which is taken to be silent before and after. `sink` gets the
    /// output in order, in blocks.
    pub fn run(mut self, input: &[f32], mut sink: impl FnMut(&[f32])) {
        let mut missing = output_frames(input.len(), self.from, self.to);
        let silence = [0.0; BLOCK];
        let mut blocks = input.chunks(BLOCK);
        while missing > 0 {
            // Behind the end of the input, silence pushes out what the filters still hold.
            let output = self.push(blocks.next().unwrap_or(&silence));
            let wanted = &output[..output.len().min(usize::try_from(missing).unwrap_or(usize::MAX))];
            sink(wanted);
            missing -= wanted.len() as u64;
        }
    }

    fn push(&mut self, block: &[f32]) -> &[f32] {
        let mut samples = block;
        for halver in &mut self.halvers {
            samples = halver.push(samples);
        }
        match &mut self.sharp {
            SharpStage::Folded(stage) => stage.push(samples),
            SharpStage::Polyphase(stage) => stage.push(samples),
        }
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests;
