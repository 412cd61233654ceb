//! The two ends together, on one thread and on two.

use super::*;
use crate::{Pcm, SampleFormat};
use std::{collections::VecDeque, sync::Mutex};

mod lessons;
mod measures;

const RATE: u32 = 48_000;

/// A playback whose feed runs when the test says so.
struct Bench {
    feed: Feed,
    reader: Reader,
    shared: Arc<Shared>,
    voices: VecDeque<(VoiceId, Arc<dyn Voice>)>,
    next: VoiceId,
}

impl Bench {
    fn new(start_ms: u32) -> Self {
        let (feed, reader, shared) = new(Device { rate: RATE, latency_ms: 0 }, start_ms);
        Self { feed, reader, shared, voices: VecDeque::new(), next: 1 }
    }

    fn add(&mut self, voice: Arc<dyn Voice>) -> VoiceId {
        self.voices.push_back((self.next, voice));
        self.next += 1;
        self.next - 1
    }

    fn play(&mut self, samples: &[f32]) -> VoiceId {
        self.add(pcm(samples, RATE))
    }

    /// Drops all voices, as a stop does.
    fn stop(&mut self, fade_ms: u32) {
        self.voices.clear();
        self.shared.cut_off(fade_ms);
    }

    fn feed(&mut self) -> Next {
        let voices = &self.voices;
        self.feed.run(|done| voices.iter().find(|(id, _)| *id > done).map(|(id, voice)| (*id, Arc::clone(voice))))
    }

    /// Reads without feeding.
    fn read(&mut self, frames: usize) -> (Vec<f32>, usize) {
        let mut out = vec![f32::NAN; frames];
        let voice = self.reader.read_f32(&mut out, 1);
        assert!(out.iter().all(|sample| sample.is_finite()), "all of the buffer is filled");
        (out, voice)
    }

    /// Feeds and reads in turn, in the blocks of a device.
    fn hear(&mut self, frames: usize) -> Vec<f32> {
        let mut heard = Vec::new();
        while heard.len() < frames {
            self.feed();
            heard.extend(self.read(480.min(frames - heard.len())).0);
        }
        heard
    }
}

fn pcm(samples: &[f32], rate: u32) -> Arc<dyn Voice> {
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let pcm = Pcm::new(&bytes, SampleFormat::F32, 1, rate).unwrap();
    Arc::new(PcmVoice::new(&pcm).unwrap())
}

fn tone(frequency: f32, rate: u32, frames: usize) -> Vec<f32> {
    let step = std::f32::consts::TAU * frequency / rate as f32;
    (0..frames).map(|i| 0.5 * (step * i as f32).sin()).collect()
}

fn largest_step(samples: &[f32]) -> f32 {
    samples.windows(2).map(|pair| (pair[1] - pair[0]).abs()).fold(0.0, f32::max)
}

/// Compares samples, and names the first one that differs.
fn assert_same(one: &[f32], other: &[f32]) {
    let difference = one.iter().zip(other).position(|(one, other)| one != other);
    assert_eq!((difference, one.len()), (None, other.len()));
}

/// A voice that grows piece by piece.
#[derive(Default)]
struct Stream {
    rate: u32,
    state: Mutex<(Vec<f32>, bool)>,
}

impl Stream {
    fn new(rate: u32) -> Arc<Self> {
        Arc::new(Self { rate, state: Mutex::default() })
    }

    fn push(&self, samples: &[f32]) {
        self.state.lock().unwrap().0.extend_from_slice(samples);
    }

    fn end(&self) {
        self.state.lock().unwrap().1 = true;
    }
}

impl Voice for Stream {
    fn rate(&self) -> Option<u32> {
        (self.frames() > 0).then_some(self.rate)
    }

    fn frames(&self) -> u64 {
        self.state.lock().unwrap().0.len() as u64
    }

    fn read(&self, first: u64, most: usize, sink: &mut dyn FnMut(&[f32])) -> Supply {
        let state = self.state.lock().unwrap();
        let rest = &state.0[first as usize..];
        let frames = rest.len().min(most);
        sink(&rest[..frames]);
        Supply { frames, ended: state.1 && frames == rest.len() }
    }
}
