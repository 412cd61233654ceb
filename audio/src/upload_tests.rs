use super::*;
use std::io::Cursor;

/// The sample rate and the samples, read by hound.
fn read(wav: &UploadWav) -> (u32, Vec<i16>) {
    let mut reader = hound::WavReader::new(Cursor::new(&wav.bytes)).unwrap();
    let spec = reader.spec();
    assert_eq!((spec.channels, spec.bits_per_sample), (1, 16));
    assert_eq!(spec.sample_rate, wav.sample_rate);
    (spec.sample_rate, reader.samples().map(Result::unwrap).collect())
}

fn floats(samples: &[f32]) -> Vec<u8> {
    samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

#[test]
fn mono_16_bit_samples_are_unchanged() {
    let data: Vec<u8> = (i16::MIN..=i16::MAX).flat_map(i16::to_le_bytes).collect();
    let pcm = Pcm::new(&data, SampleFormat::S16, 1, 16_000).unwrap();
    for target in [0, 16_000] {
        let wav = wav_from_pcm(&pcm, target).unwrap();
        assert_eq!(wav.bytes[44..], data);
        assert_eq!(read(&wav).0, 16_000);
        check_upload(wav.bytes).unwrap();
    }
}

#[test]
fn every_format_and_number_of_channels_gives_the_same_wav() {
    // A tone in steps of 1/128, which every format represents exactly, in all channels.
    let steps: Vec<i32> = (0..5000).map(|i| (f64::from(i) * 0.05).sin() * 100.0).map(|s| s as i32).collect();
    let expected: Vec<i16> = steps.iter().map(|&step| (step * 256) as i16).collect();
    for format in [SampleFormat::U8, SampleFormat::S16, SampleFormat::S24, SampleFormat::S32, SampleFormat::F32] {
        for channels in [1, 2, 6] {
            let mut data = Vec::new();
            for step in &steps {
                for _ in 0..channels {
                    match format {
                        SampleFormat::U8 => data.push((step + 128) as u8),
                        SampleFormat::S16 => data.extend(((step << 8) as i16).to_le_bytes()),
                        SampleFormat::S24 => data.extend(&(step << 16).to_le_bytes()[..3]),
                        SampleFormat::S32 => data.extend((step << 24).to_le_bytes()),
                        SampleFormat::F32 => data.extend((*step as f32 / 128.0).to_le_bytes()),
                    }
                }
            }
            let pcm = Pcm::new(&data, format, channels, 44_100).unwrap();
            assert_eq!(read(&wav_from_pcm(&pcm, 0).unwrap()), (44_100, expected.clone()), "{format:?} x {channels}");
        }
    }
}

#[test]
fn opposite_channels_cancel() {
    let data = floats(&[0.5, -0.5, 0.25, -0.25]);
    let pcm = Pcm::new(&data, SampleFormat::F32, 2, 48_000).unwrap();
    assert_eq!(read(&wav_from_pcm(&pcm, 0).unwrap()).1, [0, 0]);
}

#[test]
fn samples_of_more_than_16_bits_are_rounded() {
    let s32 = [0x0000_7FFF, 0x0000_8001, -0x0000_8001, i32::MAX, i32::MIN, 0x0001_8000];
    let data: Vec<u8> = s32.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let pcm = Pcm::new(&data, SampleFormat::S32, 1, 48_000).unwrap();
    assert_eq!(read(&wav_from_pcm(&pcm, 0).unwrap()).1, [0, 1, -1, 32_767, -32_768, 2]);
    let data = [0x7F, 0, 0, 0x81, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F];
    let pcm = Pcm::new(&data, SampleFormat::S24, 1, 48_000).unwrap();
    assert_eq!(read(&wav_from_pcm(&pcm, 0).unwrap()).1, [0, 1, -1, 32_767]);
}

#[test]
fn infinity_and_nan_affect_only_their_surroundings() {
    let mut samples = vec![0.0; 9000];
    samples[4500] = f32::INFINITY;
    samples[4501] = f32::NAN;
    let data = floats(&samples);
    for (channels, target) in [(1, 0), (2, 0), (1, 16_000), (2, 16_000), (1, 44_100)] {
        let pcm = Pcm::new(&data, SampleFormat::F32, channels, 48_000).unwrap();
        let (_, out) = read(&wav_from_pcm(&pcm, target).unwrap());
        let middle = out.len() / 2;
        assert!(out[middle - 2..middle + 2].iter().any(|sample| sample.abs() > 5000), "{out:?}");
        assert!(out[..middle - 500].iter().chain(&out[middle + 500..]).all(|&sample| sample == 0));
    }
}

#[test]
fn opposite_infinities_do_not_panic() {
    let data = floats(&[f32::INFINITY, f32::NEG_INFINITY].repeat(50));
    let pcm = Pcm::new(&data, SampleFormat::F32, 2, 48_000).unwrap();
    assert_eq!(read(&wav_from_pcm(&pcm, 0).unwrap()).1.len(), 50);
    assert_eq!(read(&wav_from_pcm(&pcm, 16_000).unwrap()).1, [0; 17]);
}

#[test]
fn resampling_changes_the_rate_and_the_length() {
    let data = floats(&[0.25; 4800]);
    let pcm = Pcm::new(&data, SampleFormat::F32, 2, 48_000).unwrap();
    let wav = wav_from_pcm(&pcm, 16_000).unwrap();
    let (rate, samples) = read(&wav);
    assert_eq!((rate, samples.len()), (16_000, 800));
    assert_eq!(wav.bytes.len(), wav.bytes.capacity(), "one allocation of the right size");
    assert_eq!(samples[400], 8192);
}

/// In every format, over several steps, whether the samples are copied or mixed first.
#[test]
fn a_copy_becomes_the_same_wav_in_steps() {
    let frames = 2 * STEP_FRAMES + 1234;
    for format in [SampleFormat::U8, SampleFormat::S16, SampleFormat::S24, SampleFormat::S32, SampleFormat::F32] {
        for (channels, target) in [(1, 0), (2, 0), (1, 16_000), (2, 44_100), (3, 16_000), (6, 0)] {
            let sample = |i: usize| ((i as f32 * 0.01).sin() * 0.5).to_le_bytes();
            let samples = (0..frames * channels as usize).flat_map(|i| sample(i).into_iter().take(format.bytes()));
            let data: Vec<u8> = samples.collect();
            let pcm = Pcm::new(&data, format, channels, 48_000).unwrap();
            let (copied, steps) = match CopiedUpload::new(&pcm, target).unwrap() {
                CopiedUpload::Complete(wav) => (wav, 0),
                CopiedUpload::Conversion(mut conversion) => {
                    let mut steps = 1;
                    loop {
                        match conversion.step().unwrap() {
                            Some(wav) => break (wav, steps),
                            None => steps += 1,
                        }
                    }
                }
            };
            let frame_bytes = format.bytes() * channels as usize;
            let is_complete =
                target == 0 && (frame_bytes > COPIED_FRAME_BYTES || (format, channels) == (SampleFormat::S16, 1));
            let expected_steps = if is_complete { 0 } else { 3 };
            assert_eq!(steps, expected_steps, "{format:?}, {channels} channels to {target}");
            assert!(copied == wav_from_pcm(&pcm, target).unwrap(), "{format:?}, {channels} channels to {target}");
        }
    }
}

#[test]
fn a_failed_allocation_is_an_error() {
    let error = reserve(&mut Vec::<f32>::new(), usize::MAX / 8).unwrap_err();
    assert!(error.out_of_memory && error.message.contains("not enough memory for"), "{error}");
    assert!(!check_rate(1, "a rate").unwrap_err().out_of_memory);
}

#[test]
fn invalid_target_rates_are_rejected() {
    let pcm = Pcm::new(&[0; 4], SampleFormat::S16, 1, 16_000).unwrap();
    for target in [1, 7_999, 192_001, u32::MAX] {
        let error = CopiedUpload::new(&pcm, target).err().unwrap();
        assert!(error.message.starts_with("the target sample rate of"), "{error}");
    }
}

#[test]
fn a_single_frame_is_enough() {
    for target in [0, 8_000, 44_100, 192_000] {
        let pcm = Pcm::new(&[0; 2], SampleFormat::S16, 1, 16_000).unwrap();
        let wav = wav_from_pcm(&pcm, target).unwrap();
        assert!(wav::parse(&check_upload(wav.bytes).unwrap().bytes).unwrap().frames() >= 1);
    }
}

fn wav_file(channels: u16, rate: u32, bits: u16, float: bool, frames: u32) -> Vec<u8> {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: bits,
        sample_format: if float { hound::SampleFormat::Float } else { hound::SampleFormat::Int },
    };
    let mut file = Cursor::new(Vec::new());
    let mut writer = hound::WavWriter::new(&mut file, spec).unwrap();
    for _ in 0..frames * u32::from(channels) {
        if float { writer.write_sample(0.0f32).unwrap() } else { writer.write_sample(0i32).unwrap() }
    }
    writer.finalize().unwrap();
    file.into_inner()
}

#[test]
fn wavs_that_the_service_accepts_are_unchanged() {
    for bits in [16, 24, 32] {
        for rate in [8_000, 16_000, 192_000] {
            let file = wav_file(1, rate, bits, false, 10);
            assert_eq!(check_upload(file.clone()), Ok(UploadWav { bytes: file.clone(), sample_rate: rate }));
            let info = wav::parse(&file).unwrap();
            assert_eq!((info.frames(), info.sample_rate, info.bits_per_sample), (10, rate, bits));
        }
    }
}

#[test]
fn wavs_that_the_service_does_not_accept_get_an_error_with_a_remedy() {
    let error = |wav: &[u8]| check_upload(wav.to_vec()).unwrap_err().message;
    let remedy = "send its samples as PCM";
    for (wav, problem) in [
        (wav_file(2, 16_000, 16, false, 10), "2 channels"),
        (wav_file(1, 16_000, 8, false, 10), "8 bits"),
        (wav_file(1, 16_000, 32, true, 10), "32-bit floating-point"),
    ] {
        let message = error(&wav);
        assert!(message.contains(problem) && message.contains(remedy), "{message}");
    }
    assert!(error(&wav_file(1, 7_000, 16, false, 10)).contains("the WAV's sample rate of 7000 Hz"));
    assert!(error(&wav_file(1, 16_000, 16, false, 0)).contains("no samples"));
    let whole = wav_file(1, 16_000, 16, false, 10);
    assert!(error(&whole[..whole.len() - 1]).contains("ends before"));
    assert!(error(&whole[..40]).contains("no 'data' chunk"));
    assert!(error(b"not a WAV").contains("does not begin with RIFF"));
}

#[test]
fn a_wav_truncated_anywhere_is_rejected() {
    let whole = wav_file(1, 16_000, 16, false, 10);
    for length in 0..whole.len() {
        assert!(check_upload(whole[..length].to_vec()).is_err(), "{length}");
    }
}
