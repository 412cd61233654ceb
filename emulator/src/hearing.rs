//! Measures a recording, so that a developer can check the path from the microphone to the service.

use std::io::Cursor;

use hound::{SampleFormat, WavReader};
use serde_json::{Value, json};

use crate::wav::without_other_chunks;

/// A recording with a lower peak is silent.
const SILENCE_DBFS: f64 = -60.0;
/// A recording with a lower RMS level is too quiet.
const QUIET_DBFS: f64 = -40.0;

#[derive(Clone, Debug)]
pub struct Measurement {
    pub frames: u64,
    pub rate: u32,
    pub channels: u16,
    pub bits: u16,
    pub float: bool,
    /// The highest amplitude, where 1.0 is full scale.
    pub peak: f64,
    /// The root mean square of the amplitudes.
    pub rms: f64,
    /// How many samples are part of a run at full scale. A single sample at full scale is the peak of a normalised
    /// recording, not clipping.
    pub clipped: u64,
}

/// Measures a WAV file. The error says why the file is invalid.
pub fn measure(wav: &[u8]) -> Result<Measurement, String> {
    if wav.is_empty() {
        return Err("the file is empty".to_owned());
    }
    read_and_measure(wav).or_else(|problem| {
        // hound does not skip the padding of a chunk with an odd length, so such a file is read without the chunk.
        let stripped = without_other_chunks(wav).ok_or_else(|| problem.clone())?;
        read_and_measure(&stripped).map_err(|_| problem)
    })
}

fn read_and_measure(wav: &[u8]) -> Result<Measurement, String> {
    let mut reader = WavReader::new(Cursor::new(wav)).map_err(|error| error.to_string())?;
    let spec = reader.spec();
    if spec.channels == 0 || spec.sample_rate == 0 {
        return Err("the number of channels or the sample rate is 0".to_owned());
    }
    let mut meter = Meter::default();
    if spec.sample_format == SampleFormat::Float {
        for sample in reader.samples::<f32>() {
            let sample = f64::from(sample.map_err(|error| error.to_string())?);
            meter.add(sample, sample.abs() >= 1.0);
        }
    } else {
        let full_scale = (1i64 << (spec.bits_per_sample.clamp(1, 32) - 1)) as f64;
        for sample in reader.samples::<i32>() {
            let sample = f64::from(sample.map_err(|error| error.to_string())?);
            meter.add(sample / full_scale, sample >= full_scale - 1.0 || sample <= -full_scale);
        }
    }
    Ok(Measurement {
        frames: meter.count / u64::from(spec.channels),
        rate: spec.sample_rate,
        channels: spec.channels,
        bits: spec.bits_per_sample,
        float: spec.sample_format == SampleFormat::Float,
        peak: meter.peak,
        rms: (meter.sum_of_squares / (meter.count.max(1) as f64)).sqrt(),
        clipped: meter.clipped,
    })
}

/// Accumulates samples of all channels.
#[derive(Default)]
struct Meter {
    count: u64,
    peak: f64,
    sum_of_squares: f64,
    clipped: u64,
    /// Length of the current run at full scale.
    run: u64,
}

impl Meter {
    fn add(&mut self, sample: f64, full_scale: bool) {
        self.count += 1;
        if sample.is_finite() {
            self.peak = self.peak.max(sample.abs());
            self.sum_of_squares += sample * sample;
        }
        if !full_scale {
            self.run = 0;
            return;
        }
        self.run += 1;
        match self.run {
            1 => {}
            // The second sample makes the first one part of a run too.
            2 => self.clipped += 2,
            _ => self.clipped += 1,
        }
    }
}

impl Measurement {
    pub fn seconds(&self) -> f64 {
        self.frames as f64 / f64::from(self.rate)
    }

    pub fn is_silent(&self) -> bool {
        dbfs(self.peak).is_none_or(|peak| peak < SILENCE_DBFS)
    }

    /// How the format differs from what the service's documentation requires.
    pub fn format_problem(&self) -> Option<String> {
        if self.channels != 1 {
            let channels = self.channels;
            return Some(format!("the audio must be mono, but has {channels} channels"));
        }
        if self.bits < 16 {
            let bits = self.bits;
            return Some(format!("the audio must have at least 16 bits per sample, but has {bits}"));
        }
        None
    }

    /// All numbers in one sentence.
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
            dbfs_text(self.peak),
            dbfs_text(self.rms),
        )
    }

    /// What the developer should check, if anything.
    pub fn advice(&self) -> Option<String> {
        if let Some(problem) = self.format_problem() {
            return Some(format!("Warning: {problem}; the real service may refuse it."));
        }
        if self.frames == 0 {
            return Some("The file contains no samples: check that the recording was started.".to_owned());
        }
        if self.is_silent() {
            return Some("That is silence: check that the right microphone is open and not muted.".to_owned());
        }
        if self.clipped > 0 {
            return Some("The loudest parts are clipped: turn the gain down.".to_owned());
        }
        if dbfs(self.rms).is_some_and(|rms| rms < QUIET_DBFS) {
            return Some("That is very quiet: turn the gain up.".to_owned());
        }
        None
    }

    /// All numbers for the journal.
    pub fn to_json(&self) -> Value {
        json!({
            "seconds": (self.seconds() * 1000.0).round() / 1000.0,
            "frames": self.frames,
            "sample_rate": self.rate,
            "channels": self.channels,
            "bits": self.bits,
            "float": self.float,
            "peak_dbfs": rounded_dbfs(self.peak),
            "rms_dbfs": rounded_dbfs(self.rms),
            "clipped": self.clipped,
            "silent": self.is_silent(),
        })
    }
}

fn dbfs(amplitude: f64) -> Option<f64> {
    (amplitude > 0.0).then(|| 20.0 * amplitude.log10())
}

fn rounded_dbfs(amplitude: f64) -> Option<f64> {
    // Adding 0.0 turns -0.0 into 0.0.
    dbfs(amplitude).map(|level| (level * 10.0).round() / 10.0 + 0.0)
}

fn dbfs_text(amplitude: f64) -> String {
    match rounded_dbfs(amplitude) {
        Some(level) => format!("{level:.1} dBFS"),
        None => "none (digital silence)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wav::{Pcm, encode_wav};

    fn wav(samples: Vec<i16>) -> Vec<u8> {
        encode_wav(&Pcm { samples, rate: 8000 })
    }

    #[test]
    fn a_square_wave_at_half_scale_measures_minus_six_dbfs() {
        let square = (0..8000).map(|i| if i % 20 < 10 { 16384 } else { -16384 });
        let measurement = measure(&wav(square.collect())).expect("a WAV");
        assert_eq!(
            measurement.report(),
            "I heard 1.00 seconds of audio: 8000 Hz, 1 channel, 16 bits, peak -6.0 dBFS, RMS -6.0 dBFS, no clipping."
        );
        assert_eq!(measurement.advice(), None);
    }

    #[test]
    fn clipping_needs_a_run_at_full_scale() {
        let one = measure(&wav(vec![0, 32767, 0, 100])).expect("a WAV");
        assert_eq!(one.clipped, 0);
        let run = measure(&wav(vec![0, 32767, 32767, 32767, 0, -32768, -32768])).expect("a WAV");
        assert_eq!(run.clipped, 5);
    }

    #[test]
    fn silence_is_measured_and_invalid_files_are_refused() {
        assert!(measure(&wav(vec![0; 100])).expect("a WAV").is_silent());
        assert!(measure(b"not a wav").is_err());
        assert!(measure(b"").is_err());
    }

    #[test]
    fn damaged_headers_cause_no_panic() {
        let good = wav((0..200).collect());
        for round in 0..20_000u64 {
            let mut broken = good.clone();
            for n in 0..3 {
                let bits = crate::hash::splitmix64(round * 3 + n);
                let at = (bits >> 32) as usize % 60;
                broken[at] = bits as u8;
            }
            if round % 5 == 0 {
                broken.truncate(round as usize % 100);
            }
            if let Ok(measurement) = measure(&broken) {
                let _ = (measurement.report(), measurement.advice(), measurement.to_json());
            }
        }
    }
}
