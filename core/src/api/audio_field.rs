//! The audio in a reply: a WAV file or raw samples, in base64, in a JSON string of a megabyte and more.
//!
//! The string is cut out of the reply before the JSON is parsed, because the parser would scan each of its bytes for
//! escapes, and the decoder checks all of them anyway. `base64-simd` decodes the string, and `memchr` finds its end.

use super::{DecodedAudio, json_fields::Json};
use crate::audio::{self, AudioError};
use base64_simd::STANDARD_NO_PAD;
use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// A shorter string is left to the JSON parser, and so is one that makes up less than half of the reply.
const LONG: usize = 16 * 1024;

/// How much of the end of a reply is searched first for the end of the audio: enough for the fields behind it.
const TAIL: usize = 4 * 1024;

/// Audio that was cut out of a reply.
pub(super) struct CutAudio<'a> {
    /// The offset of the empty string that took its place in the reply without its audio.
    at: usize,
    value: FieldValue<'a>,
}

enum FieldValue<'a> {
    /// Base64.
    Encoded(&'a [u8]),
    Decoded(Vec<u8>),
}

/// Cuts a long string named "audio" out of a reply, unless it holds escapes, and leaves an empty string in its place.
/// An audio field that is not cut out is left to the parser.
pub(super) fn split(reply: &[u8]) -> (Cow<'_, [u8]>, Option<CutAudio<'_>>) {
    let Some((before, value)) = long_audio(reply) else { return (Cow::Borrowed(reply), None) };
    let Some((value, behind)) = end_near(value).or_else(|| end_anywhere(value)) else {
        return (Cow::Borrowed(reply), None);
    };
    (Cow::Owned([before, behind].concat()), Some(CutAudio { at: before.len(), value }))
}

/// The audio of a reply as it was sent: a WAV file or raw samples.
pub(super) struct FieldAudio {
    pub bytes: Vec<u8>,
    /// The sample rate that the reply names beside its audio.
    pub rate: Option<u32>,
}

impl FieldAudio {
    pub fn decode(self) -> Result<DecodedAudio, String> {
        audio::read_reply(self.bytes, self.rate).map_err(problem)
    }
}

/// What is wrong with the audio of a reply, for an error message.
pub(super) fn problem(error: AudioError) -> String {
    format!("the reply's audio cannot be read: {}; its text can be used", error.message)
}

/// Reads the audio of a reply, if there is any. `rest` is the reply without its audio, and `json` is what was read of
/// it.
pub(super) fn read(json: &Json<'_>, rest: &[u8], cut: Option<CutAudio<'_>>) -> Result<Option<FieldAudio>, String> {
    let Some(text) = json.text(&["audio"]) else { return Ok(None) };
    // The text is borrowed from `rest`, so its address shows whether it is the empty string that `split` left there.
    let is_at = |at: usize| text.is_empty() && text.as_ptr() == rest[at..].as_ptr();
    let value = cut.filter(|cut| is_at(cut.at)).map_or(FieldValue::Encoded(text.as_bytes()), |cut| cut.value);
    let bytes = match value {
        FieldValue::Decoded(bytes) => bytes,
        FieldValue::Encoded(text) => match text.trim_ascii() {
            b"" | b"NULL" => return Ok(None),
            text => decode(without_data_url(text))
                .map_err(|problem| format!("the reply's audio {problem}; its text can be used"))?,
        },
    };
    let rate = json.text(&["sample_rate", "samplerate", "sampleRate"]).and_then(rate);
    Ok(Some(FieldAudio { bytes, rate }))
}

/// Splits a reply in front of the value of an "audio" field that makes up most of it. A name that follows a backslash
/// is part of a text.
fn long_audio(reply: &[u8]) -> Option<(&[u8], &[u8])> {
    const NAME: &[u8] = b"\"audio\"";
    if reply.len() < LONG {
        return None;
    }
    let at = reply.windows(NAME.len()).position(|bytes| bytes == NAME)?;
    if reply[..at].ends_with(b"\\") {
        return None;
    }
    let value =
        reply[at + NAME.len()..].trim_ascii_start().strip_prefix(b":")?.trim_ascii_start().strip_prefix(b"\"")?;
    (value.len() >= LONG.max(reply.len() / 2)).then(|| reply.split_at(reply.len() - value.len()))
}

/// Finds the end of the audio at the first quote near the end of the reply. That is right if everything before it is
/// valid base64, which the decoder checks, and it saves a search through the whole string.
fn end_near(value: &[u8]) -> Option<(FieldValue<'_>, &[u8])> {
    let near = value.len().saturating_sub(TAIL);
    let (text, behind) = value.split_at(near + memchr(b'"', &value[near..])?);
    Some((FieldValue::Decoded(decode_plain(text).ok()??), behind))
}

/// Finds the end of the audio by a search through the whole string.
fn end_anywhere(value: &[u8]) -> Option<(FieldValue<'_>, &[u8])> {
    let (text, behind) = value.split_at(memchr2(b'"', b'\\', value)?);
    (text.len() >= LONG && behind.starts_with(b"\"")).then_some((FieldValue::Encoded(text), behind))
}

/// The base64 inside a data URL, which some replies hold in place of plain base64.
fn without_data_url(text: &[u8]) -> &[u8] {
    const MARK: &[u8] = b"base64,";
    let encoded = || {
        let rest = text.strip_prefix(b"data:")?;
        rest.windows(MARK.len()).position(|bytes| bytes == MARK).map(|at| &rest[at + MARK.len()..])
    };
    encoded().unwrap_or(text)
}

/// Decodes base64 with or without padding. Line breaks and the URL-safe alphabet cost a second pass.
fn decode(encoded: &[u8]) -> Result<Vec<u8>, &'static str> {
    if let Some(bytes) = decode_plain(encoded)? {
        return Ok(bytes);
    }
    let plain: Vec<u8> = encoded
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    decode_plain(&plain)?.ok_or("is not base64")
}

/// `None` if the text is not base64 of the standard alphabet without line breaks.
fn decode_plain(encoded: &[u8]) -> Result<Option<Vec<u8>>, &'static str> {
    let padding = encoded.iter().rev().take_while(|&&byte| byte == b'=').count();
    let digits = &encoded[..encoded.len() - padding];
    let mut bytes = Vec::new();
    // Allocated here, so that failure is an error; in the decoder it would end the process.
    bytes.try_reserve_exact(digits.len() / 4 * 3 + 2).map_err(|_| "is too large for the memory that is left")?;
    Ok(STANDARD_NO_PAD.decode_append(digits, &mut bytes).is_ok().then_some(bytes))
}

/// A sample rate, which may be a number or a text.
fn rate(text: &str) -> Option<u32> {
    let rate: f64 = text.trim().parse().ok()?;
    (rate >= 1.0 && rate <= f64::from(u32::MAX)).then_some(rate as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded() -> String {
        "QUJD".repeat(LONG)
    }

    /// The reply without its audio, and the decoded audio, if audio was cut out.
    fn split_decoded(reply: &str) -> Option<(String, Vec<u8>)> {
        let (rest, cut) = split(reply.as_bytes());
        assert_eq!(cut.is_none(), matches!(rest, Cow::Borrowed(_)));
        let bytes = match cut?.value {
            FieldValue::Encoded(text) => decode(text).unwrap(),
            FieldValue::Decoded(bytes) => bytes,
        };
        Some((String::from_utf8(rest.into_owned()).unwrap(), bytes))
    }

    #[test]
    fn long_audio_is_cut_out_wherever_it_stands() {
        let voice = encoded();
        let long = "x".repeat(TAIL);
        for (reply, rest) in [
            (format!("{{\"audio\":\"{voice}\"}}"), "{\"audio\":\"\"}".to_owned()),
            (format!("{{\"audio\":\"{voice}\",\"a\":\"{long}\"}}"), format!("{{\"audio\":\"\",\"a\":\"{long}\"}}")),
            (
                format!("{{\"a\": \"b\", \"audio\" :\n \"{voice}\" , \"c\":1}}"),
                "{\"a\": \"b\", \"audio\" :\n \"\" , \"c\":1}".to_owned(),
            ),
        ] {
            assert_eq!(split_decoded(&reply), Some((rest, b"ABC".repeat(LONG))));
        }
    }

    #[test]
    fn a_string_that_only_resembles_audio_is_left_to_the_parser() {
        let voice = encoded();
        for reply in [
            "{\"audio\":\"QUJD\"}".to_owned(),
            format!("{{\"audio\":\"{voice}"),
            format!("{{\"audio\":\"{voice}\\/\"}}"),
            format!("{{\"audio\":[\"{voice}\"]}}"),
            format!("{{\"text\":\"say \\\"audio\\\":\\\"{voice}\\\"\"}}"),
            format!("{{\"text\":\"say \\\"audio\",\"x\":\"{voice}\"}}"),
            format!("{{\"Audio\":\"{voice}\"}}"),
        ] {
            assert_eq!(split_decoded(&reply), None, "{}", &reply[..20]);
        }
    }

    #[test]
    fn audio_inside_another_field_is_ignored() {
        let voice = "AQID".repeat(LONG);
        for (reply, has_audio) in [
            (format!("{{\"audio\":\"{voice}\",\"sample_rate\":16000}}"), true),
            (format!("{{\"a\":{{\"audio\":\"{voice}\"}},\"audio\":\"\",\"sample_rate\":16000}}"), false),
        ] {
            let (rest, cut) = split(reply.as_bytes());
            let json = Json::read(&rest).unwrap();
            assert_eq!(read(&json, &rest, cut).unwrap().is_some(), has_audio);
        }
    }

    #[test]
    fn base64_is_read_with_and_without_padding_in_both_alphabets_and_with_line_breaks() {
        for (encoded, bytes) in [
            ("", &b""[..]),
            ("QQ", b"A"),
            ("QQ==", b"A"),
            ("QUI=", b"AB"),
            ("QU\r\nJD\n", b"ABC"),
            ("-_-_", &[0xfb, 0xff, 0xbf]),
            ("+/+/", &[0xfb, 0xff, 0xbf]),
        ] {
            assert_eq!(decode(encoded.as_bytes()).as_deref(), Ok(bytes), "{encoded}");
        }
        for broken in ["Q", "QUJDR", "QUJ*", "QQ=A", "QUJD\u{e4}"] {
            assert_eq!(decode(broken.as_bytes()), Err("is not base64"), "{broken}");
        }
    }
}
