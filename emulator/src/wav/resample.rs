//! Changes the sample rate of a spoken reply.

use super::Pcm;

/// Linear interpolation. The quality is sufficient for a test voice.
pub fn resample(pcm: &Pcm, rate: u32) -> Pcm {
    let Some(last) = pcm.samples.len().checked_sub(1) else {
        return Pcm { samples: Vec::new(), rate };
    };
    let step = f64::from(pcm.rate) / f64::from(rate);
    let length = (pcm.samples.len() as f64 / step).round() as usize;
    let samples = (0..length)
        .map(|index| {
            let at = index as f64 * step;
            let first = (at as usize).min(last);
            let second = (first + 1).min(last);
            let (a, b) = (f64::from(pcm.samples[first]), f64::from(pcm.samples[second]));
            (a + (b - a) * (at - first as f64)).round() as i16
        })
        .collect();
    Pcm { samples, rate }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_samples_follows_the_rate() {
        let pcm = Pcm { samples: (0..1000).collect(), rate: 16_000 };
        assert_eq!(resample(&pcm, 8_000).samples.len(), 500);
        assert_eq!(resample(&pcm, 48_000).samples.len(), 3000);
    }
}
