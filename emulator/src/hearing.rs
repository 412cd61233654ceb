//! Measures a recording: what a developer needs to know to see whether the microphone path is right.

use std::io::Cursor;

use hound::{SampleFormat, WavReader};
use serde_json::{Value, json};

use crate::voice::wav::only_sound;

/// Quieter than this counts as silence, in dBFS.
const SILENCE: f64 = -60.0;
/// Quieter than this is worth a remark.
const FAINT: f64 = -40.0;

#[derive(Clone, Debug)]
pub struct Heard {
    pub frames: u64,
    pub rate: u32,
    pub channels: u16,
    pub bits: u16,
    pub float: bool,
    /// 1.0 is full scale.
    pub peak: f64,
    pub rms: f64,
    /// Samples in runs at full scale. One such sample alone is the peak of a normalised recording.
    pub clipped: u64,
}

/// Reads a WAV file; the error says what is wrong with it.
pub fn listen(wav: &[u8]) -> Result<Heard, String> {
    if wav.is_empty() {
        return Err("it is empty".to_owned());
    }
    measure(wav).or_else(|problem| {
        // The reader stumbles over a chunk of odd length, which is legal.
        let plain = only_sound(wav).ok_or_else(|| problem.clone())?;
        measure(&plain).map_err(|_| problem)
    })
}

fn measure(wav: &[u8]) -> Result<Heard, String> {
    let mut reader = WavReader::new(Cursor::new(wav)).map_err(|error| error.to_string())?;
    let spec = reader.spec();
    if spec.channels == 0 || spec.sample_rate == 0 {
        return Err("it has no channels or no sample rate".to_owned());
    }
    let mut meter = Meter::default();
    if spec.sample_format == SampleFormat::Float {
        for sample in reader.samples::<f32>() {
            let sample = f64::from(sample.map_err(|error| error.to_string())?);
            meter.add(sample, sample.abs() >= 1.0);
        }
    } else {
        let full = (1i64 << (spec.bits_per_sample.clamp(1, 32) - 1)) as f64;
        for sample in reader.samples::<i32>() {
            let sample = f64::from(sample.map_err(|error| error.to_string())?);
            meter.add(sample / full, sample >= full - 1.0 || sample <= -full);
        }
    }
    Ok(Heard {
        frames: meter.count / u64::from(spec.channels),
        rate: spec.sample_rate,
        channels: spec.channels,
        bits: spec.bits_per_sample,
        float: spec.sample_format == SampleFormat::Float,
        peak: meter.peak,
        rms: (meter.squares / (meter.count.max(1) as f64)).sqrt(),
        clipped: meter.clipped,
    })
}

#[derive(Default)]
struct Meter {
    count: u64,
    peak: f64,
    squares: f64,
    clipped: u64,
    run: u64,
}

impl Meter {
    fn add(&mut self, sample: f64, full_scale: bool) {
        self.count += 1;
        if sample.is_finite() {
            self.peak = self.peak.max(sample.abs());
            self.squares += sample * sample;
        }
        if !full_scale {
            self.run = 0;
            return;
        }
        self.run += 1;
        match self.run {
            1 => {}
            2 => self.clipped += 2,
            _ => self.clipped += 1,
        }
    }
}

impl Heard {
    pub fn seconds(&self) -> f64 {
        self.frames as f64 / f64::from(self.rate)
    }

    pub fn is_silent(&self) -> bool {
        decibels(self.peak).is_none_or(|peak| peak < SILENCE)
    }

    /// What the documents ask for and this recording lacks.
    pub fn against_documents(&self) -> Option<String> {
        if self.channels != 1 {
            let channels = self.channels;
            return Some(format!("audio has to be mono, this has {channels} channels"));
        }
        if self.bits < 16 {
            let bits = self.bits;
            return Some(format!("audio needs at least 16 bits, this has {bits}"));
        }
        None
    }

    /// One sentence with all the numbers.
    pub fn report(&self) -> String {
        let channels = match self.channels {
            1 => "1 channel".to_owned(),
            many => format!("{many} channels"),
        };
        let kind = if self.float { " (float)" } else { "" };
        let clipping = match self.clipped {
            0 => "no clipping".to_owned(),
            many => format!("{many} samples clipped"),
        };
        format!(
            "I heard {:.2} seconds of audio: {} Hz, {channels}, {} bits{kind}, peak {}, RMS {}, {clipping}.",
            self.seconds(),
            self.rate,
            self.bits,
            level(self.peak),
            level(self.rms),
        )
    }

    /// What somebody who debugs a microphone should look at, if anything.
    pub fn advice(&self) -> Option<String> {
        if let Some(complaint) = self.against_documents() {
            return Some(format!("Mind that {complaint}: the real service may refuse it."));
        }
        if self.frames == 0 {
            return Some("The file holds no samples at all.".to_owned());
        }
        if self.is_silent() {
            return Some("That is silence: is the right microphone open, and not muted?".to_owned());
        }
        if self.clipped > 0 {
            return Some("The loudest parts are cut off: turn the gain down.".to_owned());
        }
        if decibels(self.rms).is_some_and(|rms| rms < FAINT) {
            return Some("That is very faint: turn the gain up.".to_owned());
        }
        None
    }

    /// The same numbers for the journal.
    pub fn facts(&self) -> Value {
        json!({
            "seconds": (self.seconds() * 1000.0).round() / 1000.0,
            "frames": self.frames,
            "sample_rate": self.rate,
            "channels": self.channels,
            "bits": self.bits,
            "float": self.float,
            "peak_dbfs": rounded(self.peak),
            "rms_dbfs": rounded(self.rms),
            "clipped": self.clipped,
            "silent": self.is_silent(),
        })
    }
}

fn decibels(amplitude: f64) -> Option<f64> {
    (amplitude > 0.0).then(|| 20.0 * amplitude.log10())
}

fn rounded(amplitude: f64) -> Option<f64> {
    // Adding zero turns a negative zero into zero.
    decibels(amplitude).map(|level| (level * 10.0).round() / 10.0 + 0.0)
}

fn level(amplitude: f64) -> String {
    match rounded(amplitude) {
        Some(level) => format!("{level:.1} dBFS"),
        None => "nothing (digital silence)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voice::wav::{Pcm, encode_wav};

    fn wav(samples: Vec<i16>) -> Vec<u8> {
        encode_wav(&Pcm { samples, rate: 8000 })
    }

    #[test]
    fn a_half_scale_square_wave_is_minus_six() {
        let square = (0..8000).map(|i| if i % 20 < 10 { 16384 } else { -16384 });
        let heard = listen(&wav(square.collect())).expect("a WAV");
        assert_eq!(
            heard.report(),
            "I heard 1.00 seconds of audio: 8000 Hz, 1 channel, 16 bits, peak -6.0 dBFS, RMS -6.0 dBFS, no clipping."
        );
        assert_eq!(heard.advice(), None);
    }

    #[test]
    fn clipping_needs_a_run_at_full_scale() {
        let one = listen(&wav(vec![0, 32767, 0, 100])).expect("a WAV");
        assert_eq!(one.clipped, 0);
        let run = listen(&wav(vec![0, 32767, 32767, 32767, 0, -32768, -32768])).expect("a WAV");
        assert_eq!(run.clipped, 5);
    }

    #[test]
    fn silence_and_nonsense_are_told_apart() {
        assert!(listen(&wav(vec![0; 100])).expect("a WAV").is_silent());
        assert!(listen(b"not a wav").is_err());
        assert!(listen(b"").is_err());
    }

    #[test]
    fn no_header_makes_it_panic() {
        let good = wav((0..200).collect());
        for round in 0..20_000u64 {
            let mut broken = good.clone();
            for n in 0..3 {
                let bits = crate::ids::scramble(round * 3 + n);
                let at = (bits >> 32) as usize % 60;
                broken[at] = bits as u8;
            }
            if round % 5 == 0 {
                broken.truncate(round as usize % 100);
            }
            if let Ok(heard) = listen(&broken) {
                let _ = (heard.report(), heard.advice(), heard.facts());
            }
        }
    }
}
