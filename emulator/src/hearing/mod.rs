//! Measures a recording, so that a developer can check the path from the microphone to the service.

mod activity;

use serde_json::{Value, json};

use activity::{Activity, SpeechShare};

use crate::hash::splitmix64;
use crate::wav::{Format, Sample, SampleFormat, WavFile};

/// A recording with a lower peak is silent.
const SILENCE_DBFS: f64 = -60.0;
/// A recording with a lower RMS level is too quiet.
const QUIET_DBFS: f64 = -40.0;

#[derive(Clone, Debug)]
pub struct Measurement {
    pub frames: u64,
    pub format: Format,
    /// The highest amplitude, where 1.0 is full scale.
    pub peak: f64,
    /// The root mean square of the amplitudes.
    pub rms: f64,
    /// How many frames are part of a run at full scale in one of their channels. A single sample at full scale is the peak
    /// of a normalised recording, not clipping.
    pub clipped: u64,
    /// Equal for recordings with the same rate and the same samples, rounded to 16 bits, whatever the format of the file.
    pub fingerprint: u64,
    pub speech: SpeechShare,
}

/// Measures a WAV file. The error says why the file is invalid.
pub fn measure(wav: &[u8]) -> Result<Measurement, String> {
    if wav.is_empty() {
        return Err("the file is empty".to_owned());
    }
    let file = WavFile::read(wav)?;
    let channels = usize::from(file.format.channels);
    let mut meter = Meter { runs: vec![0; channels], ..Meter::default() };
    let rate = file.format.rate;
    let mut activity = Activity::new(rate);
    file.for_each_frame(|frame| {
        meter.add(frame);
        activity.add(frame);
    });
    let samples = (meter.frames * channels as u64).max(1);
    Ok(Measurement {
        frames: meter.frames,
        format: file.format,
        peak: meter.peak,
        rms: (meter.sum_of_squares / samples as f64).sqrt(),
        clipped: meter.clipped,
        fingerprint: splitmix64(meter.samples_hash ^ splitmix64(u64::from(rate))),
        speech: activity.finish(rate),
    })
}

/// Accumulates frames.
#[derive(Default)]
struct Meter {
    frames: u64,
    peak: f64,
    sum_of_squares: f64,
    clipped: u64,
    /// The length of the current run at full scale, for each channel.
    runs: Vec<u64>,
    /// Whether the previous frame was counted as clipped.
    previous_counted: bool,
    samples_hash: u64,
}

impl Meter {
    fn add(&mut self, frame: &[Sample]) {
        self.frames += 1;
        let mut begins = false;
        let mut counted = false;
        let sum: f64 = frame.iter().map(|sample| sample.amplitude).sum();
        let rounded = (sum / frame.len() as f64 * 32_768.0).round() as i64;
        self.samples_hash = (self.samples_hash ^ rounded as u64).wrapping_mul(0x0100_0000_01b3).rotate_left(17);
        for (sample, run) in frame.iter().zip(&mut self.runs) {
            self.peak = self.peak.max(sample.amplitude.abs());
            self.sum_of_squares += sample.amplitude * sample.amplitude;
            *run = if sample.full_scale { *run + 1 } else { 0 };
            begins |= *run == 2;
            counted |= *run >= 2;
        }
        // The second frame of a run makes the first one part of it too.
        self.clipped += u64::from(counted) + u64::from(begins && !self.previous_counted);
        self.previous_counted = counted;
    }
}

impl Measurement {
    pub fn seconds(&self) -> f64 {
        self.frames as f64 / f64::from(self.format.rate)
    }

    pub fn is_silent(&self) -> bool {
        dbfs(self.peak).is_none_or(|peak| peak < SILENCE_DBFS)
    }

    /// How the format differs from what the service's documentation requires.
    pub fn format_problem(&self) -> Option<String> {
        let Format { channels, bits, sample_format, .. } = self.format;
        if channels != 1 {
            return Some(format!("the audio must be mono, but has {channels} channels"));
        }
        if bits < 16 {
            let kind = kind(sample_format);
            return Some(format!("the audio must have at least 16 bits per sample, but has {bits}{kind}"));
        }
        None
    }

    /// All numbers in one sentence.
    pub fn report(&self) -> String {
        let channels = match self.format.channels {
            1 => "1 channel".to_owned(),
            many => format!("{many} channels"),
        };
        let clipping = match (self.clipped, self.format.channels) {
            (0, _) => "no clipping".to_owned(),
            (many, 1) => format!("{many} samples clipped"),
            (many, _) => format!("{many} frames clipped"),
        };
        format!(
            "I heard {:.2} seconds of audio: {} Hz, {channels}, {} bits{}, peak {}, RMS {}, {clipping}.",
            self.seconds(),
            self.format.rate,
            self.format.bits,
            kind(self.format.sample_format),
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
            "sample_rate": self.format.rate,
            "sample_format": self.format.sample_format.name(),
            "channels": self.format.channels,
            "bits": self.format.bits,
            "float": self.format.sample_format == SampleFormat::Float,
            "peak_dbfs": rounded_dbfs(self.peak),
            "rms_dbfs": rounded_dbfs(self.rms),
            "clipped": self.clipped,
            "silent": self.is_silent(),
            "speech_share": (self.speech.share * 1000.0).round() / 1000.0,
            "leading_silence": (self.speech.leading_silence * 1000.0).round() / 1000.0,
        })
    }
}

/// The sample format in parentheses, unless it is the usual one.
fn kind(format: SampleFormat) -> String {
    if format == SampleFormat::Pcm { String::new() } else { format!(" ({})", format.name()) }
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

    /// A frame with several channels.
    fn stereo(frames: &[[i16; 2]]) -> Vec<u8> {
        let mut file = wav(frames.concat());
        // Two channels, and frames of four bytes.
        (file[22], file[32]) = (2, 4);
        file
    }

    #[test]
    fn clipping_is_counted_in_frames_by_channel() {
        let clipped = |frames: &[[i16; 2]]| measure(&stereo(frames)).expect("a WAV").clipped;
        let (high, low) = (i16::MAX, i16::MIN);
        assert_eq!(clipped(&[[0, 0], [high, high], [0, 0]]), 0, "one frame is a peak, not a run");
        assert_eq!(clipped(&[[high, 0], [0, high], [high, 0]]), 0, "no channel has a run");
        assert_eq!(clipped(&[[0, 0], [high, 5], [low, 5], [high, 5], [0, 0]]), 3);
        assert_eq!(clipped(&[[high, high], [high, high], [0, 0]]), 2, "a frame counts once");
        assert_eq!(clipped(&[[high, 0], [high, high], [0, high], [0, 0], [high, 0]]), 3, "runs that overlap");
        let report = measure(&stereo(&[[high, high], [high, high]])).expect("a WAV").report();
        assert!(report.ends_with("2 frames clipped."), "{report}");
    }

    #[test]
    fn silence_is_measured_and_invalid_files_are_refused() {
        assert!(measure(&wav(vec![0; 100])).expect("a WAV").is_silent());
        assert!(measure(b"not a wav").is_err());
        assert!(measure(b"").is_err());
    }

    #[test]
    fn damaged_headers_cause_no_panic() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
        let recordings = ["ima-adpcm-stereo.wav", "ms-adpcm-stereo.wav", "extensible24-stereo.wav", "mu-law.wav"];
        let mut good: Vec<Vec<u8>> =
            recordings.iter().map(|name| std::fs::read(folder.join(name)).expect("a recording")).collect();
        good.push(wav((0..200).collect()));
        for round in 0..20_000u64 {
            let mut broken = good[round as usize % good.len()].clone();
            for n in 0..3 {
                let bits = crate::hash::splitmix64(round * 3 + n);
                let at = (bits >> 32) as usize % 120;
                broken[at] = bits as u8;
            }
            if round % 7 == 0 {
                broken.truncate(round as usize % 100);
            }
            if let Ok(measurement) = measure(&broken) {
                let _ = (measurement.report(), measurement.advice(), measurement.to_json());
            }
        }
    }
}
