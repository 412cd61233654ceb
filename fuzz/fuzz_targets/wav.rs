//! WAV files, as a reply's audio and as an upload: any bytes at all. Where hound reads a file too, it reads the same.

#![no_main]

use convai::{
    audio::check_upload,
    ffi::{audio::convai_audio_read_wav, status::CONVAI_ERROR_AUDIO_INPUT},
};
use convai_fuzz::{
    memory,
    results::{self, Sound},
};
use hound::{SampleFormat, WavReader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // 8-bit samples become 16-bit ones, and everything is copied here once more.
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
    if let Ok(info) = memory::within(limit, || check_upload(bytes)) {
        assert!(info.channels == 1 && info.used_bits >= 16 && info.frames() > 0 && !info.cut_short, "{info:?}");
        assert!(info.data.end <= bytes.len());
        let sound = unsafe { results::take_audio(convai_audio_read_wav(bytes.as_ptr(), bytes.len(), 0)) };
        assert_eq!(sound.ok().map(|sound| sound.frames), Some(info.frames()), "what is sent can be heard");
    }
});

/// Holds what the library reads against what hound does, as far as hound gets.
fn compare(sound: &Sound, file: &[u8]) {
    let Ok(mut reader) = WavReader::new(file) else { return };
    let spec = reader.spec();
    // Of bits that are fewer than the room for them, the library takes the top, as the format says, hound the bottom.
    let room = convai::audio::parse(file).expect("read before").bits;
    if room != spec.bits_per_sample || !chunks_are_plain(file) {
        return;
    }
    assert_eq!((u32::from(spec.channels), spec.sample_rate), (sound.channels, sound.sample_rate));
    let theirs: Vec<f64> = match spec.sample_format {
        // hound reads float samples of 32 bits only.
        SampleFormat::Float => reader.samples::<f32>().map_while(Result::ok).map(f64::from).collect(),
        SampleFormat::Int => {
            let full_scale = f64::from(1u32 << (room - 1));
            reader.samples::<i32>().map_while(Result::ok).map(|sample| f64::from(sample) / full_scale).collect()
        }
    };
    for (at, (ours, theirs)) in sound.samples.iter().zip(&theirs).enumerate() {
        let wanted = if theirs.is_nan() { 0.0 } else { (theirs * 32_768.0).clamp(-32_768.0, 32_767.0) };
        assert!((f64::from(*ours) - wanted).abs() <= 0.501, "sample {at} is {ours}, hound says {wanted} ({spec:?})");
    }
}

/// Whether the chunks before the samples are such as both read alike: of two formats the library takes the first and hound
/// the last; and hound knows no padding behind a chunk of odd length, nor that its two known ones may be longer.
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
