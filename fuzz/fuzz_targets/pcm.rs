//! PCM of any format, rate, number of channels, length and alignment is converted to the WAV file that is sent.

#![no_main]

use arbitrary::Arbitrary;
use convai::ffi::{
    audio::{
        CONVAI_PCM_F32, CONVAI_PCM_S16, CONVAI_PCM_S24, CONVAI_PCM_S32, CONVAI_PCM_U8, convai_audio_build_wav,
        convai_audio_f32_to_s16, convai_audio_level, convai_audio_s16_to_f32, convai_pcm,
    },
    status::{CONVAI_ERROR_AUDIO_INPUT, CONVAI_ERROR_INVALID_ARGUMENT, CONVAI_OK},
};
use convai_fuzz::{memory, results};
use hound::{SampleFormat, WavReader, WavSpec};
use libfuzzer_sys::fuzz_target;

const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    format: i8,
    channels: u8,
    rate: u32,
    target_rate: u32,
    /// Whether the length is given in frames, in bytes, or in both.
    by_frames: bool,
    by_bytes: bool,
    /// The distance of the samples from an aligned address.
    offset: u8,
    data: &'a [u8],
}

fuzz_target!(|input: Input<'_>| {
    let data = &input.data[..input.data.len().min(2048)];
    let (channels, rate) = (u32::from(input.channels), near(input.rate));
    let target = if input.target_rate.is_multiple_of(3) { 0 } else { near(input.target_rate) };
    let format = i32::from(input.format).rem_euclid(7);
    let Some(sample_bytes) = sample_bytes(format) else {
        return refused(&pcm(format, data, channels, rate), target);
    };
    let frame_bytes = sample_bytes * input.channels.max(1) as usize;
    let frames = data.len() / frame_bytes;
    let whole = data.len() == frames * frame_bytes;

    // A buffer that ends with the samples, so that the sanitizer sees a read past the end.
    let offset = usize::from(input.offset % 8);
    let mut buffer = vec![0; offset];
    buffer.extend_from_slice(data);
    let mut pcm = pcm(format, &buffer[offset..], channels, rate);
    pcm.frames = if input.by_frames { frames } else { 0 };
    let agrees = whole || !(input.by_frames && input.by_bytes);
    if input.by_frames && !input.by_bytes {
        pcm.samples_bytes = 0;
    }
    let length = if input.by_frames && frames > 0 { frames * frame_bytes } else { pcm.samples_bytes };
    let fits = agrees && frames > 0 && length % frame_bytes == 0;
    if !fits || !(1..=32).contains(&channels) || !RATES.contains(&rate) || !(target == 0 || RATES.contains(&target)) {
        return refused(&pcm, target);
    }
    accepted(&pcm, &buffer[offset..offset + length], frames, if target == 0 { rate } else { target });
});

/// Maps most numbers to a rate that is valid, or almost.
fn near(rate: u32) -> u32 {
    const USUAL: [u32; 8] = [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 192_000];
    match rate >> 30 {
        0 => USUAL[rate as usize % USUAL.len()],
        1 => 7_900 + rate % 184_200,
        _ => rate % 200_000,
    }
}

fn sample_bytes(format: i32) -> Option<usize> {
    match format {
        CONVAI_PCM_U8 => Some(1),
        CONVAI_PCM_S16 => Some(2),
        CONVAI_PCM_S24 => Some(3),
        CONVAI_PCM_S32 | CONVAI_PCM_F32 => Some(4),
        _ => None,
    }
}

fn pcm(format: i32, data: &[u8], channels: u32, sample_rate: u32) -> convai_pcm {
    convai_pcm {
        struct_size: size_of::<convai_pcm>() as u32,
        format,
        samples: data.as_ptr().cast(),
        samples_bytes: data.len(),
        frames: 0,
        channels,
        sample_rate,
    }
}

fn refused(pcm: &convai_pcm, target: u32) {
    let failure = unsafe { results::take_audio(convai_audio_build_wav(pcm, target)) }.err().expect("refused");
    assert!(matches!(failure.status, CONVAI_ERROR_AUDIO_INPUT | CONVAI_ERROR_INVALID_ARGUMENT), "{failure:?}");
}

fn accepted(pcm: &convai_pcm, data: &[u8], frames: usize, rate: u32) {
    let channels = pcm.channels as usize;
    let mono = mono(pcm.format, data, channels);
    assert_eq!(mono.len(), frames);
    let (from, to) = (u64::from(pcm.sample_rate), u64::from(rate));
    let wanted = ((frames as u64 * to + from / 2) / from).max(1) as usize;
    // The input as floats, two copies of the file, the copies here, and the filter for this pair of rates.
    let limit = 16 * (data.len() + 2 * wanted) + (64 << 20);
    let sound = memory::within(limit, || unsafe { results::take_audio(convai_audio_build_wav(pcm, rate)) });
    let sound = sound.unwrap_or_else(|failure| panic!("{failure:?}"));
    assert_eq!((sound.frames, sound.channels, sound.sample_rate), (wanted, 1, rate));

    let mut reader = WavReader::new(sound.wav.as_slice()).expect("hound reads it");
    let spec = WavSpec { channels: 1, sample_rate: rate, bits_per_sample: 16, sample_format: SampleFormat::Int };
    assert_eq!(reader.spec(), spec);
    let samples: Vec<i16> = reader.samples().map(|sample| sample.expect("hound reads each")).collect();
    assert_eq!(samples, sound.samples);

    if pcm.sample_rate == rate {
        for (at, (ours, (mean, loudest))) in samples.iter().zip(&mono).enumerate() {
            let wanted = (mean * 32_768.0).clamp(-32_768.0, 32_767.0);
            // Sums of large numbers lose precision, and opposite infinities have no mean.
            let tolerance = 1.0 + loudest * channels as f64 / 256.0;
            let off = (f64::from(*ours) - wanted).abs();
            assert!(off <= tolerance || off.is_nan(), "sample {at} is {ours} instead of {wanted}");
        }
    } else {
        // A steep filter rings, so the output may be somewhat louder than the input.
        let loudest = mono.iter().fold(0.0, |most: f64, (_, loudest)| most.max(*loudest));
        let most = 1.0 + 4.0 * 32_768.0 * loudest.min(1.0);
        assert!(samples.iter().all(|&sample| f64::from(sample).abs() <= most), "a sample is too loud");
    }
    level(pcm);
    round_trip(&samples);
}

/// The mean of the channels of each frame, and the loudest channel. NaN is silence.
fn mono(format: i32, data: &[u8], channels: usize) -> Vec<(f64, f64)> {
    let size = sample_bytes(format).expect("a known format");
    let sample = |bytes: &[u8]| match format {
        CONVAI_PCM_U8 => (f64::from(bytes[0]) - 128.0) / 128.0,
        CONVAI_PCM_S16 => f64::from(i16::from_le_bytes([bytes[0], bytes[1]])) / 32_768.0,
        CONVAI_PCM_S24 => f64::from(i32::from_le_bytes([0, bytes[0], bytes[1], bytes[2]])) / 2_147_483_648.0,
        CONVAI_PCM_S32 => f64::from(i32::from_le_bytes(bytes.try_into().expect("four"))) / 2_147_483_648.0,
        _ => {
            Some(f64::from(f32::from_le_bytes(bytes.try_into().expect("four")))).filter(|s| !s.is_nan()).unwrap_or(0.0)
        }
    };
    let frame = |frame: &[u8]| {
        let samples = || frame.chunks_exact(size).map(sample);
        (samples().sum::<f64>() / channels as f64, samples().fold(0.0, |most: f64, sample| most.max(sample.abs())))
    };
    data.chunks_exact(size * channels).map(frame).collect()
}

fn level(pcm: &convai_pcm) {
    let (mut peak, mut rms) = (-1.0, -1.0);
    assert_eq!(unsafe { convai_audio_level(pcm, &mut peak, &mut rms) }, CONVAI_OK);
    assert!((0.0..=1.0).contains(&peak) && (0.0..=1.000_01).contains(&rms) && rms <= peak * 1.000_1, "{peak} {rms}");
}

fn round_trip(samples: &[i16]) {
    let (mut floats, mut back) = (vec![0.0; samples.len()], vec![0; samples.len()]);
    unsafe {
        assert_eq!(convai_audio_s16_to_f32(samples.as_ptr(), floats.as_mut_ptr(), samples.len()), CONVAI_OK);
        assert_eq!(convai_audio_f32_to_s16(floats.as_ptr(), back.as_mut_ptr(), samples.len()), CONVAI_OK);
    }
    assert_eq!(samples, back);
}
