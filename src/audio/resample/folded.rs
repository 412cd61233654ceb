//! The sharp filter where one output falls on an input sample, or at most every other one halfway
//! between two.
//!
//! The taps of both places are symmetrical, so that two inputs are added before they are
//! multiplied. Microphones at 48 kHz or 32 kHz and services at 16 kHz or 24 kHz come through here,
//! which makes it worth its own room.

use super::kernel::{FOLD_LANES, Sharp, add_folded, normalise};

pub(super) struct Folded {
    /// The input, dealt out in turn to as many streams as an output steps over: what 32 outputs in
    /// a row read through the same tap then lies in a row, too.
    streams: Vec<Vec<f32>>,
    /// The stream that the next input sample goes to.
    turn: usize,
    /// The input samples that an output of any phase looks at, from the first that phase 0 does.
    reach: usize,
    phases: Vec<Phase>,
    output: Vec<f32>,
}

/// The taps for outputs at one place between the input samples.
struct Phase {
    /// Where the middle tap reads, and the tap, if there is one.
    middle: Option<(Place, f32)>,
    pieces: Vec<Piece>,
}

/// Taps that read the same two streams, from the farthest to the nearest.
struct Piece {
    before: Place,
    after: Place,
    taps: Vec<f32>,
}

#[derive(Clone, Copy)]
struct Place {
    stream: usize,
    at: usize,
}

impl Folded {
    /// Whether all phases of this ratio are symmetrical.
    pub fn suits(phases: u64) -> bool {
        phases <= 2
    }

    /// For `phases` outputs in `step` input samples.
    pub fn new(step: u64, phases: u64) -> Self {
        let sharp = Sharp::new(step, phases);
        let (step, phases) = (step as usize, phases as usize);
        let offset = |phase| phase * step / phases;
        let mut streams = vec![Vec::new(); step];
        // Silence before the first sample, so that the middle of the first output is the first
        // sample.
        for i in 0..sharp.lead() {
            streams[i % step].push(0.0);
        }
        Self {
            streams,
            turn: sharp.lead() % step,
            reach: offset(phases - 1) + sharp.taps(),
            phases: (0..phases)
                .map(|phase| {
                    // Two phases lie a half apart in time, of which whole samples are taken care of
                    // by the offset.
                    let behind = (phase * step % phases) as f64 / phases as f64;
                    Phase::new(&sharp, behind, offset(phase), step)
                })
                .collect(),
            output: Vec::new(),
        }
    }

    /// Takes a block and gives what can be computed by now.
    pub fn push(&mut self, block: &[f32]) -> &[f32] {
        let step = self.streams.len();
        for ahead in 0..step.min(block.len()) {
            let stream = (self.turn + ahead) % step;
            self.streams[stream].extend(block[ahead..].iter().step_by(step));
        }
        self.turn = (self.turn + block.len()) % step;

        let samples: usize = self.streams.iter().map(Vec::len).sum();
        let ready = (samples + step).saturating_sub(self.reach) / step / FOLD_LANES * FOLD_LANES;
        let phases = self.phases.len();
        self.output.resize(ready * phases, 0.0);
        let outputs = self.output.chunks_exact_mut(FOLD_LANES * phases);
        for (from, output) in (0..ready).step_by(FOLD_LANES).zip(outputs) {
            for (number, phase) in self.phases.iter().enumerate() {
                let sums = phase.apply(&self.streams, from);
                for (out, sum) in output[number..].iter_mut().step_by(phases).zip(sums) {
                    *out = sum;
                }
            }
        }
        for stream in &mut self.streams {
            stream.drain(..ready);
        }
        &self.output
    }
}

impl Phase {
    fn new(sharp: &Sharp, behind: f64, offset: usize, step: usize) -> Self {
        let mut row = vec![0.0; sharp.taps()];
        sharp.row(behind, &mut row);
        // On a sample, there is one tap in the middle, and the last has no partner: it is as good
        // as zero.
        if behind == 0.0 {
            row.pop();
        }
        let row: Vec<f32> = normalise(&row).collect();
        let place = |tap: usize| Place { stream: (offset + tap) % step, at: (offset + tap) / step };
        let half = row.len() / 2;
        let pieces = (0..step.min(half)).map(|first| {
            let taps: Vec<f32> = row[first..half].iter().step_by(step).copied().collect();
            let nearest = first + (taps.len() - 1) * step;
            Piece { before: place(first), after: place(row.len() - 1 - nearest), taps }
        });
        Self { pieces: pieces.collect(), middle: (row.len() % 2 == 1).then(|| (place(half), row[half])) }
    }

    fn apply(&self, streams: &[Vec<f32>], from: usize) -> [f32; FOLD_LANES] {
        let read = |place: Place| &streams[place.stream][place.at + from..];
        let mut sums = [0.0; FOLD_LANES];
        if let Some((place, tap)) = self.middle {
            for (sum, sample) in sums.iter_mut().zip(read(place)) {
                *sum = sample * tap;
            }
        }
        for piece in &self.pieces {
            add_folded(&mut sums, read(piece.before), read(piece.after), &piece.taps);
        }
        sums
    }
}
