//! Any bytes as a WAV file, in a reply and in an upload. If hound reads the file, it reads the same samples.

#![no_main]

use convai::{
    audio::{check_upload, parse_wav},
    ffi::{audio::convai_audio_read_wav, status::CONVAI_ERROR_AUDIO_INPUT},
};
use convai_fuzz::{
    memory,
    results::{self, Sound},
};
use hound::{SampleFormat, WavReader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // 8-bit samples become 16-bit samples, and this test makes a copy.
    let limit = 8 * bytes.len() + 64 * 1024;
    for raw_sample_rate in [0, 16_000] {
        let read = memory::within(limit, || unsafe {
            results::take_audio(convai_audio_read_wav(bytes.as_ptr(), bytes.len(), raw_sample_rate))
        });
        match read {
            Err(failure) => assert!(bytes.is_empty() || failure.status == CONVAI_ERROR_AUDIO_INPUT, "{failure:?}"),
            Ok(sound) if sound.raw => {
                assert_eq!((sound.channels, sound.sample_rate, sound.frames), (1, 16_000, bytes.len() / 2));
                compare(&sound, &sound.wav);
            }
            Ok(sound) => {
                compare(&sound, bytes);
                compare(&sound, &sound.wav);
            }
        }
    }
    if let Ok(upload) = memory::within(limit, || check_upload(bytes.to_vec())) {
        assert_eq!(upload.bytes, bytes);
        let info = parse_wav(bytes).expect("an accepted file can be read");
        assert!(info.channels == 1 && info.valid_bits >= 16 && info.frames() > 0 && !info.truncated, "{info:?}");
        assert_eq!(upload.sample_rate, info.sample_rate);
        assert!(info.data.end <= bytes.len());
        let sound = unsafe { results::take_audio(convai_audio_read_wav(bytes.as_ptr(), bytes.len(), 0)) };
        assert_eq!(sound.ok().map(|sound| sound.frames), Some(info.frames()), "a file that is sent can also be read");
    }
});

/// Compares the samples of the library with those of hound, as far as hound reads the file.
fn compare(sound: &Sound, file: &[u8]) {
    let Ok(mut reader) = WavReader::new(file) else { return };
    let spec = reader.spec();
    // If a sample uses fewer bits than its container, the library uses the top bits, as the format says, and hound uses the
    // bottom bits.
    let container = parse_wav(file).expect("read before").bits_per_sample;
    if container != spec.bits_per_sample || !chunks_are_plain(file) {
        return;
    }
    assert_eq!((u32::from(spec.channels), spec.sample_rate), (sound.channels, sound.sample_rate));
    let theirs: Vec<f64> = match spec.sample_format {
        // hound reads float samples of 32 bits only.
        SampleFormat::Float => reader.samples::<f32>().map_while(Result::ok).map(f64::from).collect(),
        SampleFormat::Int => {
            let full_scale = f64::from(1u32 << (container - 1));
            reader.samples::<i32>().map_while(Result::ok).map(|sample| f64::from(sample) / full_scale).collect()
        }
    };
    for (at, (ours, theirs)) in sound.samples.iter().zip(&theirs).enumerate() {
        let wanted = if theirs.is_nan() { 0.0 } else { (theirs * 32_768.0).clamp(-32_768.0, 32_767.0) };
        assert!((f64::from(*ours) - wanted).abs() <= 0.501, "sample {at} is {ours}, hound says {wanted} ({spec:?})");
    }
}

/// Whether both read the chunks before the samples alike. Of two formats the library uses the first and hound the last. hound
/// does not support padding after a chunk of odd length, or longer "fmt " and "fact" chunks.
fn chunks_are_plain(file: &[u8]) -> bool {
    let mut rest = &file[12..];
    let mut formats = 0;
    while let Some((id, length)) = rest.get(..4).zip(rest.get(4..8)) {
        let length = u32::from_le_bytes(length.try_into().expect("four")) as usize;
        match id {
            b"data" => return formats == 1,
            b"fmt " if [16, 18, 40].contains(&length) => formats += 1,
            b"fact" if length == 4 => {}
            b"fmt " | b"fact" => return false,
            _ if length % 2 == 1 => return false,
            _ => {}
        }
        rest = rest.get(8 + length..).unwrap_or_default();
    }
    false
}
