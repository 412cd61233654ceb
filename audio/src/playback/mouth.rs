//! How far a mouth is open, from the level of a voice.
//!
//! Only the amplitude is used. Classes of mouth shapes from the energies of frequency bands are left out: they would have
//! to be shown to fit speech with known phonemes better than this does.

/// Below this RMS, about -50 dB, the mouth is closed.
const CLOSED: f32 = 0.003;
/// The RMS that opens the mouth fully, until the voice was louder.
const OPEN: f32 = 0.1;
/// What a step of 10 ms moves towards the level, while the mouth opens and while it closes: time constants of about 20 and
/// 60 ms.
const OPENING: f32 = 0.4;
const CLOSING: f32 = 0.15;
/// How the memory of the loudest sound fades in a step: by half in about 7 seconds.
const FORGETTING: f32 = 0.999;

/// Follows one voice. The volume of the playback does not change it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mouth {
    opening: f32,
    loudest: f32,
}

impl Mouth {
    pub fn new() -> Self {
        Self { opening: 0.0, loudest: OPEN }
    }

    /// Adds 10 ms with this RMS, and returns how far the mouth is open, from 0 to 1.
    pub fn step(&mut self, rms: f32) -> f32 {
        self.loudest = (self.loudest * FORGETTING).max(rms).max(OPEN);
        let target = if rms <= CLOSED { 0.0 } else { (rms / self.loudest).sqrt() };
        let share = if target > self.opening { OPENING } else { CLOSING };
        self.opening += (target - self.opening) * share;
        // A closed mouth is exactly 0, which animation can test for.
        if self.opening < 0.01 && target == 0.0 {
            self.opening = 0.0;
        }
        self.opening
    }
}
