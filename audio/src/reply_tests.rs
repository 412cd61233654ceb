use super::*;
use std::io::Cursor;

fn wav_file(bits: u16, float: bool, channels: u16, samples: &[f64]) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels,
        sample_rate: 24_000,
        bits_per_sample: bits,
        sample_format: if float { hound::SampleFormat::Float } else { hound::SampleFormat::Int },
    };
    let mut file = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut file, spec).unwrap();
    for &sample in samples {
        if float {
            writer.write_sample(sample as f32).unwrap();
        } else {
            let full = f64::from(bits - 1).exp2();
            writer.write_sample((sample * full).clamp(-full, full - 1.0) as i32).unwrap();
        }
    }
    writer.finalize().unwrap();
    file.into_inner()
}

fn samples(audio: &DecodedAudio) -> Vec<i16> {
    match &audio.samples {
        SampleStorage::Converted(samples) => samples.clone(),
        SampleStorage::InWav(range) => {
            audio.wav[range.clone()].chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect()
        }
    }
}

fn error(bytes: &[u8], hint: Option<u32>) -> String {
    read_reply(bytes.to_vec(), hint).err().unwrap().message
}

#[test]
fn a_16_bit_wav_is_returned_without_a_copy() {
    let file = wav_file(16, false, 1, &[0.5, -1.0, 0.0]);
    let (expected, address) = (file.clone(), file.as_ptr());
    // The header takes precedence over a wrong hint.
    let audio = read_reply(file, Some(8_000)).unwrap();
    assert_eq!(audio.wav.as_ptr(), address);
    assert_eq!(audio.wav, expected);
    assert_eq!(audio.samples, SampleStorage::InWav(44..50));
    assert_eq!(samples(&audio), [16_384, -32_768, 0]);
    assert_eq!((audio.frames, audio.channels, audio.sample_rate, audio.form), (3, 1, 24_000, AudioForm::Wav));
}

#[test]
fn every_kind_of_wav_is_converted_to_16_bits() {
    let input = [0.0, 0.5, -0.5, -1.0, 0.25, 0.75];
    let expected = [0, 16_384, -16_384, -32_768, 8_192, 24_576];
    for (bits, float) in [(8, false), (16, false), (24, false), (32, false), (32, true)] {
        for channels in [1, 2, 6] {
            let audio = read_reply(wav_file(bits, float, channels, &input), None).unwrap();
            assert_eq!(samples(&audio), expected, "{bits} {float}");
            assert_eq!(audio.frames, 6 / usize::from(channels));
            assert_eq!(audio.channels, channels);
            assert_eq!(matches!(audio.samples, SampleStorage::InWav(_)), bits == 16);
        }
    }
}

#[test]
fn long_files_and_samples_beyond_full_scale_are_converted() {
    let mut input: Vec<f64> = (0..10_000).map(|i| f64::from(i % 200) / 100.0 - 1.0).collect();
    input.extend([2.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]);
    let converted = samples(&read_reply(wav_file(32, true, 1, &input), None).unwrap());
    for (sample, exact) in converted.iter().zip(&input[..10_000]) {
        assert_eq!(*sample, (exact * 32_768.0).round() as i16);
    }
    assert_eq!(converted[10_000..], [i16::MAX, i16::MAX, i16::MIN, 0]);
}

#[test]
fn a_64_bit_float_wav_is_converted() {
    let mut file = wav_file(32, true, 1, &[0.0; 4]);
    let info = wav::parse(&file).unwrap();
    // The same file, with half as many samples of twice the size.
    let format = file.windows(4).position(|id| id == b"fmt ").unwrap() + 8;
    file[format + 12] = 8;
    file[format + 14] = 64;
    if file[format] == 0xFE {
        file[format + 18] = 64;
    }
    file[info.data.clone()][..8].copy_from_slice(&0.5f64.to_le_bytes());
    file[info.data][8..].copy_from_slice(&f64::NAN.to_le_bytes());
    let audio = read_reply(file, None).unwrap();
    assert_eq!(samples(&audio), [16_384, 0]);
}

#[test]
fn missing_lengths_are_filled_in() {
    let mut file = wav_file(16, false, 1, &[0.5, 0.25]);
    file[4..8].fill(0xFF);
    file[40..44].fill(0xFF);
    // Half a sample, as a truncated transfer leaves it.
    file.push(1);
    let audio = read_reply(file, None).unwrap();
    assert_eq!(samples(&audio), [16_384, 8_192]);
    assert_eq!(hound::WavReader::new(Cursor::new(&audio.wav)).unwrap().len(), 2);
    assert_eq!(audio.wav[4..8], 40u32.to_le_bytes());
}

#[test]
fn samples_at_an_odd_offset_are_copied() {
    let plain = wav_file(16, false, 1, &[0.5, 0.25]);
    let mut file = plain[..12].to_vec();
    file.extend(b"LIST\x03\0\0\0odd");
    file.extend(&plain[12..]);
    let audio = read_reply(file, None).unwrap();
    assert_eq!(audio.samples, SampleStorage::Converted(vec![16_384, 8_192]));
}

#[test]
fn a_wav_without_samples_is_silence() {
    let audio = read_reply(wav_file(16, false, 1, &[]), None).unwrap();
    assert_eq!((audio.frames, samples(&audio)), (0, vec![]));
}

#[test]
fn raw_samples_are_given_a_header() {
    // The last byte is half a sample.
    let audio = read_reply(vec![1, 0, 255, 255, 9], Some(22_050)).unwrap();
    assert_eq!((audio.frames, audio.channels, audio.sample_rate, audio.form), (2, 1, 22_050, AudioForm::RawPcm));
    assert_eq!(audio.samples, SampleStorage::InWav(44..48));
    assert_eq!(samples(&audio), [1, -1]);
    let mut reader = hound::WavReader::new(Cursor::new(&audio.wav)).unwrap();
    assert_eq!(reader.spec().sample_rate, 22_050);
    assert_eq!(reader.samples::<i16>().map(Result::unwrap).collect::<Vec<_>>(), [1, -1]);
}

#[test]
fn errors_state_why_the_audio_cannot_be_played() {
    assert!(error(&[], Some(24_000)).contains("empty"));
    assert!(error(&[7], Some(24_000)).contains("empty"));
    assert!(error(&[0; 8], None).contains("no sample rate was given"));
    assert!(error(&[0; 8], Some(0)).contains("0 Hz is out of range"));
    assert!(error(b"ID3\x04\0\0\0\0\0\0", None).contains("an MP3, not a WAV"));
    assert!(error(b"<html><body>Bad gateway", Some(24_000)).contains("text"));
    assert!(error(b"RIFF\x04\0\0\0WAVE", None).contains("the WAV has no 'fmt ' chunk"));
    let mut mulaw = wav_file(8, false, 1, &[0.0; 4]);
    mulaw[20] = 7;
    assert!(error(&mulaw, None).contains("mu-law"));
}

#[test]
fn a_reply_truncated_anywhere_never_panics() {
    let file = wav_file(24, false, 2, &[0.5; 20]);
    for length in 0..file.len() {
        let audio = read_reply(file[..length].to_vec(), Some(16_000));
        if let Ok(audio) = audio {
            assert_eq!(samples(&audio).len(), audio.frames * usize::from(audio.channels));
            wav::parse(&audio.wav).unwrap();
        }
    }
}
