//! The voice in a reply: base64 of a WAV file, or of bare samples, in a JSON string of a megabyte and more.

use super::{ReplyAudio, fields::Json};
use crate::audio;
use base64_simd::STANDARD_NO_PAD;
use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// Less than this is not worth a second look; nor is what makes up less than half of the reply.
const LONG: usize = 16 * 1024;

/// How much of a reply's end is looked at first for the end of the voice: as much as the fields behind it take.
const BEHIND: usize = 4 * 1024;

/// A voice that was taken out of a reply: the parser would look at each of its bytes twice, and the decoder looks at them
/// anyway.
pub(super) struct Voice<'a> {
    /// How far into the rest of the reply an empty string stands in its place: the rest may hold others.
    at: usize,
    encoded: Encoded<'a>,
}

enum Encoded<'a> {
    Text(&'a [u8]),
    /// Already decoded.
    Bytes(Vec<u8>),
}

/// Takes a long string named "audio" out of a reply, unless it holds escapes: gives the rest, with an empty string in its
/// place. Whatever is not found here, the parser finds.
pub(super) fn part(reply: &[u8]) -> (Cow<'_, [u8]>, Option<Voice<'_>>) {
    let Some((before, value)) = long_audio(reply) else { return (Cow::Borrowed(reply), None) };
    let Some((encoded, behind)) = end_near(value).or_else(|| end_anywhere(value)) else {
        return (Cow::Borrowed(reply), None);
    };
    (Cow::Owned([before, behind].concat()), Some(Voice { at: before.len(), encoded }))
}

/// The voice of a reply, if there is one. `json` is what was read of the rest.
pub(super) fn read(json: &Json<'_>, rest: &[u8], voice: Option<Voice<'_>>) -> Result<Option<ReplyAudio>, String> {
    let Some(text) = json.text(&["audio"]) else { return Ok(None) };
    // Text is borrowed from the rest: one in another place is another one.
    let is_at = |at: usize| text.is_empty() && text.as_ptr() == rest[at..].as_ptr();
    let encoded = voice.filter(|voice| is_at(voice.at)).map_or(Encoded::Text(text.as_bytes()), |voice| voice.encoded);
    let bytes = match encoded {
        Encoded::Bytes(bytes) => bytes,
        Encoded::Text(text) => match text.trim_ascii() {
            b"" | b"NULL" => return Ok(None),
            text => decode(without_data_url(text))
                .map_err(|problem| format!("the reply's audio {problem}: its text is there all the same"))?,
        },
    };
    let rate = json.text(&["sample_rate", "samplerate", "sampleRate"]).and_then(rate);
    audio::read_reply(bytes, rate)
        .map(Some)
        .map_err(|error| format!("the reply's audio cannot be read: {}; its text is there all the same", error.message))
}

/// What comes before the value of an "audio" that makes up most of the reply, and the reply from there on. A name that
/// follows a backslash is part of a text.
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

/// The end of a voice, where it is plain base64 up to the first quote near the reply's end: decoding it tells, and saves
/// the search.
fn end_near(value: &[u8]) -> Option<(Encoded<'_>, &[u8])> {
    let near = value.len().saturating_sub(BEHIND);
    let (text, behind) = value.split_at(near + memchr(b'"', &value[near..])?);
    Some((Encoded::Bytes(decode_plain(text).ok()??), behind))
}

fn end_anywhere(value: &[u8]) -> Option<(Encoded<'_>, &[u8])> {
    let (text, behind) = value.split_at(memchr2(b'"', b'\\', value)?);
    (text.len() >= LONG && behind.starts_with(b"\"")).then_some((Encoded::Text(text), behind))
}

/// Some services put a data URL where plain base64 belongs.
fn without_data_url(text: &[u8]) -> &[u8] {
    const MARK: &[u8] = b"base64,";
    let encoded = || {
        let rest = text.strip_prefix(b"data:")?;
        rest.windows(MARK.len()).position(|bytes| bytes == MARK).map(|at| &rest[at + MARK.len()..])
    };
    encoded().unwrap_or(text)
}

/// Base64 with or without its padding. What other encoders write, line breaks and the alphabet for URLs, costs a second
/// pass.
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

/// None where it is no base64, or not the plain one.
fn decode_plain(encoded: &[u8]) -> Result<Option<Vec<u8>>, &'static str> {
    let padding = encoded.iter().rev().take_while(|&&byte| byte == b'=').count();
    let digits = &encoded[..encoded.len() - padding];
    let mut bytes = Vec::new();
    // Reserved here, where it may fail: the decoder would end the process.
    bytes.try_reserve_exact(digits.len() / 4 * 3 + 2).map_err(|_| "is too large for the memory that is left")?;
    Ok(STANDARD_NO_PAD.decode_append(digits, &mut bytes).is_ok().then_some(bytes))
}

/// A sample rate that came as a number or as text.
fn rate(text: &str) -> Option<u32> {
    let rate: f64 = text.trim().parse().ok()?;
    (rate >= 1.0 && rate <= f64::from(u32::MAX)).then_some(rate as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice() -> String {
        "QUJD".repeat(LONG)
    }

    /// The rest of a reply, and the bytes of the voice where one was taken out.
    fn parted(reply: &str) -> Option<(String, Vec<u8>)> {
        let (rest, voice) = part(reply.as_bytes());
        assert_eq!(voice.is_none(), matches!(rest, Cow::Borrowed(_)));
        let bytes = match voice?.encoded {
            Encoded::Text(text) => decode(text).unwrap(),
            Encoded::Bytes(bytes) => bytes,
        };
        Some((String::from_utf8(rest.into_owned()).unwrap(), bytes))
    }

    #[test]
    fn a_long_voice_is_taken_out_wherever_it_stands() {
        let voice = voice();
        let long = "x".repeat(BEHIND);
        for (reply, rest) in [
            (format!("{{\"audio\":\"{voice}\"}}"), "{\"audio\":\"\"}".to_owned()),
            (format!("{{\"audio\":\"{voice}\",\"a\":\"{long}\"}}"), format!("{{\"audio\":\"\",\"a\":\"{long}\"}}")),
            (
                format!("{{\"a\": \"b\", \"audio\" :\n \"{voice}\" , \"c\":1}}"),
                "{\"a\": \"b\", \"audio\" :\n \"\" , \"c\":1}".to_owned(),
            ),
        ] {
            assert_eq!(parted(&reply), Some((rest, b"ABC".repeat(LONG))));
        }
    }

    #[test]
    fn what_only_looks_like_a_voice_is_left_to_the_parser() {
        let voice = voice();
        for reply in [
            "{\"audio\":\"QUJD\"}".to_owned(),
            format!("{{\"audio\":\"{voice}"),
            format!("{{\"audio\":\"{voice}\\/\"}}"),
            format!("{{\"audio\":[\"{voice}\"]}}"),
            format!("{{\"text\":\"say \\\"audio\\\":\\\"{voice}\\\"\"}}"),
            format!("{{\"text\":\"say \\\"audio\",\"x\":\"{voice}\"}}"),
            format!("{{\"Audio\":\"{voice}\"}}"),
        ] {
            assert_eq!(parted(&reply), None, "{}", &reply[..20]);
        }
    }

    #[test]
    fn a_voice_inside_something_else_is_not_the_replys() {
        let voice = "AQID".repeat(LONG);
        for (reply, has_voice) in [
            (format!("{{\"audio\":\"{voice}\",\"sample_rate\":16000}}"), true),
            (format!("{{\"a\":{{\"audio\":\"{voice}\"}},\"audio\":\"\",\"sample_rate\":16000}}"), false),
        ] {
            let (rest, voice) = part(reply.as_bytes());
            let json = Json::read(&rest).unwrap();
            assert_eq!(read(&json, &rest, voice).unwrap().is_some(), has_voice);
        }
    }

    #[test]
    fn base64_is_read_padded_or_not_in_either_alphabet_and_with_line_breaks() {
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
