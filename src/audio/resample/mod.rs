//! Any sample rate into any other, in linear phase: tones keep their level, their frequency and
//! their place in time.
//!
//! A long filter ([`sharp`]) keeps what both rates can carry, and changes the rate by a ratio of
//! small numbers on the way. Where that is the ratio that was asked for, it is all. Otherwise it
//! leaves a rate at which the signal has room to spare, and from there a short one ([`polyphase`])
//! goes any step.
//!
//! Samples run through in blocks that stay in the cache; nothing of the input's length is allocated
//! here.

mod fourier;
mod kernel;
mod lanes;
mod polyphase;
mod sharp;

use polyphase::Polyphase;
use sharp::Sharp;

/// How many frames `frames` become: the nearest number to the same duration, and never none.
pub(super) fn output_frames(frames: usize, from: u32, to: u32) -> u64 {
    let (from, to) = (u128::from(from), u128::from(to));
    let rounded = (frames as u128 * to + from / 2) / from;
    rounded.clamp(1, u128::from(u64::MAX)) as u64
}

/// The most transformed filters that are worth their memory: 8 KiB for each pair of a sample that
/// goes in and one that comes out.
const MAX_FILTERS: usize = 24;

pub(super) struct Resampler {
    from: u32,
    to: u32,
    sharp: Sharp,
    polyphase: Option<Polyphase>,
}

impl Resampler {
    pub fn new(from: u32, to: u32) -> Self {
        let (step, phases) = reduce(from as usize, to as usize);
        let keep = (f64::from(to) / f64::from(from)).min(1.0);
        if step * phases <= MAX_FILTERS {
            return Self { from, to, sharp: Sharp::new(step, phases, keep), polyphase: None };
        }
        let (step, phases) = with_room(keep);
        let sharp = Sharp::new(step, phases, keep);
        let (step, phases) = reduce(from as usize * phases, to as usize * step);
        Self { from, to, sharp, polyphase: Some(Polyphase::new(step, phases)) }
    }

    /// Resamples a whole signal, which is taken to be silent before and after. `sink` gets the
    /// output in order, in blocks.
    pub fn run(mut self, input: &[f32], mut sink: impl FnMut(&[f32])) {
        let mut missing = output_frames(input.len(), self.from, self.to);
        for number in 0.. {
            let block = self.sharp.block(input, number);
            let output = match &mut self.polyphase {
                Some(polyphase) => polyphase.push(block),
                None => block,
            };
            let wanted = &output[..output.len().min(usize::try_from(missing).unwrap_or(usize::MAX))];
            sink(wanted);
            missing -= wanted.len() as u64;
            if missing == 0 {
                break;
            }
        }
    }
}

/// The ratio that costs least and leaves the short filter its room. Half as many filters are enough
/// to choose from, and sooner made.
fn with_room(keep: f64) -> (usize, usize) {
    const MOST: usize = MAX_FILTERS / 2;
    let ratios = (1..=MOST).flat_map(|step| (1..=MOST / step).map(move |phases| (step, phases)));
    let roomy = ratios.filter(|&(step, phases)| keep * step as f64 <= polyphase::MAX_BAND * phases as f64);
    roomy.min_by(|&a, &b| sharp::cost(a, keep).total_cmp(&sharp::cost(b, keep))).expect("1 to 2 will do")
}

/// The ratio in the smallest numbers.
fn reduce(from: usize, to: usize) -> (usize, usize) {
    let divisor = gcd(from, to);
    (from / divisor, to / divisor)
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests;
