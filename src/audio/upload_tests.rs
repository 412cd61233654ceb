use super::*;
use std::io::Cursor;

fn read(wav: &[u8]) -> (u32, Vec<i16>) {
    let mut reader = hound::WavReader::new(Cursor::new(wav)).unwrap();
    let spec = reader.spec();
    assert_eq!((spec.channels, spec.bits_per_sample), (1, 16));
    (spec.sample_rate, reader.samples().map(Result::unwrap).collect())
}

fn floats(samples: &[f32]) -> Vec<u8> {
    samples.iter().flat_map(|sample| sample.to_le_bytes()).collect()
}

#[test]
fn mono_16_bit_passes_through_unchanged() {
    let data: Vec<u8> = (i16::MIN..=i16::MAX).flat_map(i16::to_le_bytes).collect();
    let pcm = Pcm::new(&data, SampleFormat::S16, 1, 16_000).unwrap();
    for target in [0, 16_000] {
        let wav = wav_from_pcm(&pcm, target).unwrap();
        assert_eq!(wav[44..], data);
        assert_eq!(read(&wav).0, 16_000);
        check_upload(&wav).unwrap();
    }
}

#[test]
fn every_format_and_channel_count_gives_the_same_wav() {
    // A tone in steps of 1/128, which all formats hold exactly, and as many copies of it as there
    // are channels.
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
fn fine_samples_are_rounded_not_cut() {
    let s32 = [0x0000_7FFF, 0x0000_8001, -0x0000_8001, i32::MAX, i32::MIN, 0x0001_8000];
    let data: Vec<u8> = s32.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let pcm = Pcm::new(&data, SampleFormat::S32, 1, 48_000).unwrap();
    assert_eq!(read(&wav_from_pcm(&pcm, 0).unwrap()).1, [0, 1, -1, 32_767, -32_768, 2]);
    let data = [0x7F, 0, 0, 0x81, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F];
    let pcm = Pcm::new(&data, SampleFormat::S24, 1, 48_000).unwrap();
    assert_eq!(read(&wav_from_pcm(&pcm, 0).unwrap()).1, [0, 1, -1, 32_767]);
}

#[test]
fn broken_floats_stay_where_they_are() {
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
fn resampling_changes_rate_and_length() {
    let data = floats(&[0.25; 4800]);
    let pcm = Pcm::new(&data, SampleFormat::F32, 2, 48_000).unwrap();
    let prepared = prepare(&pcm, 16_000).unwrap();
    let wav = prepared.into_wav().unwrap();
    let (rate, samples) = read(&wav);
    assert_eq!((rate, samples.len()), (16_000, 800));
    assert_eq!(wav.len(), wav.capacity(), "one allocation of the right size");
    assert_eq!(samples[400], 8192);
}

#[test]
fn memory_that_is_not_there_is_an_error() {
    let error = reserve(&mut Vec::<f32>::new(), usize::MAX / 8).unwrap_err();
    assert!(error.out_of_memory && error.message.contains("no memory for"), "{error}");
    assert!(!check_rate(1, "a rate").unwrap_err().out_of_memory);
}

#[test]
fn target_rates_are_checked() {
    let pcm = Pcm::new(&[0; 4], SampleFormat::S16, 1, 16_000).unwrap();
    for target in [1, 7_999, 192_001, u32::MAX] {
        let error = prepare(&pcm, target).err().unwrap();
        assert!(error.message.starts_with("the target sample rate of"), "{error}");
    }
}

#[test]
fn a_single_frame_is_enough() {
    for target in [0, 8_000, 44_100, 192_000] {
        let pcm = Pcm::new(&[0; 2], SampleFormat::S16, 1, 16_000).unwrap();
        let wav = wav_from_pcm(&pcm, target).unwrap();
        assert!(check_upload(&wav).unwrap().frames() >= 1);
    }
}

fn written(channels: u16, rate: u32, bits: u16, float: bool, frames: u32) -> Vec<u8> {
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
fn wavs_that_the_service_takes_are_let_through() {
    for bits in [16, 24, 32] {
        for rate in [8_000, 16_000, 192_000] {
            let info = check_upload(&written(1, rate, bits, false, 10)).unwrap();
            assert_eq!((info.frames(), info.sample_rate, info.bits), (10, rate, bits));
        }
    }
}

#[test]
fn wavs_that_the_service_does_not_take_get_a_cure() {
    let refusal = |wav: &[u8]| check_upload(wav).unwrap_err().message;
    let cure = "send its samples as PCM";
    for (wav, what) in [
        (written(2, 16_000, 16, false, 10), "2 channels"),
        (written(1, 16_000, 8, false, 10), "8 bits"),
        (written(1, 16_000, 32, true, 10), "32-bit floating point"),
    ] {
        let message = refusal(&wav);
        assert!(message.contains(what) && message.contains(cure), "{message}");
    }
    assert!(refusal(&written(1, 7_000, 16, false, 10)).contains("the WAV's sample rate of 7000 Hz"));
    assert!(refusal(&written(1, 16_000, 16, false, 0)).contains("no samples"));
    let whole = written(1, 16_000, 16, false, 10);
    assert!(refusal(&whole[..whole.len() - 1]).contains("ends before"));
    assert!(refusal(&whole[..40]).contains("no 'data' chunk"));
    assert!(refusal(b"not a WAV").contains("does not begin with RIFF"));
}

#[test]
fn a_wav_cut_anywhere_is_refused() {
    let whole = written(1, 16_000, 16, false, 10);
    for length in 0..whole.len() {
        assert!(check_upload(&whole[..length]).is_err(), "{length}");
    }
}
