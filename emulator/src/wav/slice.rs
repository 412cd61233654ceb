//! Cuts a WAV file into files whose samples, end to end, are those of the whole.

use std::time::Duration;

use super::file::WavFile;
use super::layout::{chunk, riff};

/// The level is measured over this part of a second.
const WINDOWS_PER_SECOND: u32 = 100;
/// A cut is moved by at most this many windows to a quieter place.
const MAX_MOVE: usize = 40;
/// How many windows have to be quiet at a cut.
const QUIET: usize = 6;

/// A part of a WAV file, which is a WAV file of the same format.
#[derive(Clone, Debug)]
pub struct Slice {
    pub wav: Vec<u8>,
    pub duration: Duration,
}

/// Cuts a file into one slice for each share, with lengths in proportion to the shares. A cut is moved to the quietest place
/// nearby, because words are usually separated by a pause. A file in ADPCM, whose blocks cannot be cut, is the first slice,
/// and so is a file that cannot be read; the others are `None`.
pub fn slices(wav: &[u8], shares: &[usize]) -> Vec<Option<Slice>> {
    let whole = |duration| {
        let first = Some(Slice { wav: wav.to_vec(), duration });
        std::iter::once(first).chain(std::iter::repeat(None)).take(shares.len()).collect()
    };
    let Ok(file) = WavFile::read(wav) else {
        return whole(Duration::ZERO);
    };
    if file.format.sample_format.is_adpcm() {
        let mut frames = 0;
        file.for_each_frame(|_| frames += 1);
        return whole(duration(frames, file.format.rate));
    }
    let mut start = 0;
    let ends = ends(&file, shares);
    let cut = |(index, end): (usize, usize)| {
        let frames = end - std::mem::replace(&mut start, end);
        // A reply without samples still has its file.
        (frames > 0 || index == 0).then(|| slice(&file, end - frames, end))
    };
    ends.into_iter().enumerate().map(cut).collect()
}

/// The frames from `start` to `end`.
fn slice(file: &WavFile, start: usize, end: usize) -> Slice {
    let block = file.format.block;
    let data = &file.data[start * block..end * block];
    Slice {
        wav: riff(&[&chunk(b"fmt ", file.fmt), &chunk(b"data", data)]),
        duration: duration(end - start, file.format.rate),
    }
}

fn duration(frames: usize, rate: u32) -> Duration {
    Duration::from_secs_f64(frames as f64 / f64::from(rate))
}

/// The frame after the last one of each slice.
fn ends(file: &WavFile, shares: &[usize]) -> Vec<usize> {
    let levels = levels(file);
    let frames = file.data.len() / file.format.block;
    let sum = shares.iter().sum::<usize>().max(1);
    let mut shared = 0;
    let mut ends: Vec<usize> = Vec::new();
    for (index, share) in shares.iter().enumerate() {
        shared += share;
        let even = (frames as u64 * shared as u64 / sum as u64) as usize;
        let end = match index + 1 == shares.len() {
            true => frames,
            false => quiet_place(&levels, even, file.format.rate),
        };
        ends.push(end.clamp(ends.last().copied().unwrap_or(0), frames));
    }
    ends
}

/// The sum of the squares of the amplitudes in each window.
fn levels(file: &WavFile) -> Vec<f64> {
    let length = window(file.format.rate);
    let mut levels = Vec::new();
    let mut at = 0;
    file.for_each_frame(|frame| {
        if at % length == 0 {
            levels.push(0.0);
        }
        at += 1;
        let square: f64 = frame.iter().map(|sample| sample.amplitude * sample.amplitude).sum();
        if let Some(level) = levels.last_mut() {
            *level += square;
        }
    });
    levels
}

/// Frames in a window.
fn window(rate: u32) -> usize {
    (rate / WINDOWS_PER_SECOND).max(1) as usize
}

/// The middle of the quietest windows near a frame.
fn quiet_place(levels: &[f64], frame: usize, rate: u32) -> usize {
    let length = window(rate);
    let middle = frame / length;
    let start = middle.saturating_sub(MAX_MOVE);
    let end = (middle + MAX_MOVE).min(levels.len());
    let candidates = levels.get(start..end).unwrap_or_default().windows(QUIET);
    let level = |windows: &[f64]| windows.iter().sum::<f64>();
    let quietest = candidates.enumerate().min_by(|(_, a), (_, b)| level(a).total_cmp(&level(b)));
    quietest.map_or(frame, |(index, _)| (start + index + QUIET / 2) * length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wav::{Pcm, decode_wav, encode_wav};

    /// Half a second of a tone, a pause of 0.2 seconds, and another second of the tone.
    fn speech() -> Vec<u8> {
        let tone = |index: usize| (8000.0 * (index as f32 * 0.3).sin()) as i16;
        let sound = (0..13_600).map(|index| if (4000..5600).contains(&index) { 0 } else { tone(index) });
        encode_wav(&Pcm { samples: sound.collect(), rate: 8000 })
    }

    #[test]
    fn slices_end_to_end_are_the_whole() {
        let wav = speech();
        let whole = decode_wav(&wav).expect("a WAV").samples;
        for shares in [&[1][..], &[1, 2], &[3, 1, 0, 9], &[0, 0], &[1; 40]] {
            let slices = slices(&wav, shares);
            assert_eq!(slices.len(), shares.len());
            let joined: Vec<i16> =
                slices.iter().flatten().flat_map(|slice| decode_wav(&slice.wav).expect("a WAV").samples).collect();
            assert_eq!(joined, whole, "{shares:?}");
        }
    }

    #[test]
    fn a_cut_is_moved_into_a_pause_nearby() {
        let first = slices(&speech(), &[1, 2]).remove(0).expect("a slice");
        let frames = (first.duration.as_secs_f64() * 8000.0) as usize;
        assert!((4000..5600).contains(&frames), "{frames}");
    }

    #[test]
    fn every_format_is_cut_at_frames_and_adpcm_not_at_all() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
        for name in ["mono", "stereo", "streamed", "float64", "extensible24-stereo", "mu-law", "a-law", "ms-adpcm-mono"]
        {
            let wav = std::fs::read(folder.join(format!("{name}.wav"))).expect("a recording");
            let whole = decode_wav(&wav).expect("a WAV").samples;
            let slices = slices(&wav, &[1, 1, 1]);
            let joined: Vec<i16> =
                slices.iter().flatten().flat_map(|slice| decode_wav(&slice.wav).expect(name).samples).collect();
            assert_eq!(joined, whole, "{name}");
        }
        let adpcm = std::fs::read(folder.join("ima-adpcm-mono.wav")).expect("a recording");
        assert_eq!(slices(&adpcm, &[1, 1]).iter().flatten().count(), 1);
        let empty = slices(&encode_wav(&Pcm { samples: Vec::new(), rate: 8000 }), &[1, 1]);
        assert!(empty[0].is_some() && empty[1].is_none());
    }
}
