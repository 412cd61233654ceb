//! The voice in a reply: base64 of a WAV file, or of bare samples, in a JSON string of a megabyte and more.

use super::{ReplyAudio, fields::Json};
use crate::audio;
use base64_simd::STANDARD_NO_PAD;
use memchr::memchr2;
use std::borrow::Cow;

/// Less than this is not worth a second look; nor is what makes up less than half of the reply.
const LONG: usize = 16 * 1024;

/// A reply, and the voice that was taken out of it: the parser would look at each of its bytes twice, and the decoder looks
/// at them anyway.
pub(super) struct Parted<'a> {
    /// The reply, with an empty string where the voice was.
    pub rest: Cow<'a, [u8]>,
    /// And how far into the rest that empty string is: a reply may hold others.
    voice: Option<(&'a [u8], usize)>,
}

impl<'a> Parted<'a> {
    /// Takes a long string named "audio" out, unless it holds escapes. Whatever is not found here, the parser finds.
    pub fn of(reply: &'a [u8]) -> Self {
        match long_audio(reply) {
            Some((before, voice, behind)) => {
                Self { rest: Cow::Owned([before, behind].concat()), voice: Some((voice, before.len())) }
            }
            None => Self { rest: Cow::Borrowed(reply), voice: None },
        }
    }

    /// The voice, if there is one. `json` is what was read of the rest.
    pub fn read(&self, json: &Json<'_>) -> Result<Option<ReplyAudio>, String> {
        let Some(text) = json.text(&["audio"]) else { return Ok(None) };
        // Text is borrowed from the rest: one in another place is another one.
        let is_at = |at: usize| text.is_empty() && text.as_ptr() == self.rest[at..].as_ptr();
        let voice = self.voice.filter(|&(_, at)| is_at(at)).map(|(voice, _)| voice);
        let found = voice.unwrap_or(text.as_bytes()).trim_ascii();
        if found.is_empty() || found == b"NULL" {
            return Ok(None);
        }
        let bytes = decode(without_data_url(found))
            .map_err(|problem| format!("the reply's audio {problem}: its text is there all the same"))?;
        let rate = json.text(&["sample_rate", "samplerate", "sampleRate"]).and_then(rate);
        audio::read_reply(bytes, rate).map(Some).map_err(|error| {
            format!("the reply's audio cannot be read: {}; its text is there all the same", error.message)
        })
    }
}

/// What comes before, inside and behind the quotes of a long "audio". A name that follows a backslash is part of a text.
fn long_audio(reply: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
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
    let (before, _) = reply.split_at(reply.len() - value.len());
    let end = memchr2(b'"', b'\\', value)?;
    let (voice, behind) = value.split_at(end);
    (voice.len() >= LONG.max(reply.len() / 2) && behind.starts_with(b"\"")).then_some((before, voice, behind))
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
    let padding = encoded.iter().rev().take_while(|&&byte| byte == b'=').count();
    let digits = &encoded[..encoded.len() - padding];
    let mut bytes = Vec::new();
    // Reserved here, where it may fail: the decoder would end the process.
    bytes.try_reserve_exact(digits.len() / 4 * 3 + 2).map_err(|_| "is too large for the memory that is left")?;
    if STANDARD_NO_PAD.decode_append(digits, &mut bytes).is_ok() {
        return Ok(bytes);
    }
    let plain: Vec<u8> = digits
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| match byte {
            b'-' => b'+',
            b'_' => b'/',
            other => *other,
        })
        .collect();
    STANDARD_NO_PAD.decode_append(&plain, &mut bytes).map_err(|_| "is not base64")?;
    Ok(bytes)
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

    fn parted(reply: &str) -> Option<(String, String)> {
        let parted = Parted::of(reply.as_bytes());
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        assert_eq!(parted.voice.is_none(), matches!(parted.rest, Cow::Borrowed(_)));
        parted.voice.map(|(voice, _)| (text(&parted.rest), text(voice)))
    }

    #[test]
    fn a_long_voice_is_taken_out_wherever_it_stands() {
        let voice = voice();
        for (reply, rest) in [
            (format!("{{\"audio\":\"{voice}\"}}"), "{\"audio\":\"\"}"),
            (
                format!("{{\"a\": \"b\", \"audio\" :\n \"{voice}\" , \"c\":1}}"),
                "{\"a\": \"b\", \"audio\" :\n \"\" , \"c\":1}",
            ),
        ] {
            assert_eq!(parted(&reply), Some((rest.to_owned(), voice.clone())));
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
            let parted = Parted::of(reply.as_bytes());
            let json = Json::read(&parted.rest).unwrap();
            assert_eq!(parted.read(&json).unwrap().is_some(), has_voice);
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
