//! Moves base64 audio between the text of a body and files.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

/// What a field has in place of its base64.
const PLACEHOLDER: &str = "audio-file:";

/// Audio that is shorter stays in the text.
const SHORTEST: usize = 64;

/// The end of a file name that tells what the bytes are.
pub fn extension(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'R', b'I', b'F', b'F', ..] => "wav",
        [b'I', b'D', b'3', ..] | [0xff, 0xe0..=0xff, ..] => "mp3",
        _ => "bin",
    }
}

/// Replaces the base64 of each `"audio"` in a text by the name of a file. `store` takes the bytes and returns the name.
pub fn take_out(text: &str, mut store: impl FnMut(Bytes) -> String) -> String {
    let mut rest = text;
    let mut out = String::new();
    while let Some((start, end)) = find_audio(rest) {
        let encoded = &rest[start..end];
        // What is not encoded in the usual way stays as it is, so that the same text can be put back.
        let decoded = STANDARD.decode(encoded).ok().filter(|bytes| STANDARD.encode(bytes) == encoded);
        out.push_str(&rest[..start]);
        match decoded.filter(|_| encoded.len() >= SHORTEST) {
            Some(bytes) => out.push_str(&format!("{PLACEHOLDER}{}", store(bytes.into()))),
            None => out.push_str(encoded),
        }
        rest = &rest[end..];
    }
    out + rest
}

/// The reverse of [`take_out`]. `load` returns the bytes of a file.
pub fn put_back<E>(text: &str, mut load: impl FnMut(&str) -> Result<Vec<u8>, E>) -> Result<String, E> {
    let mut rest = text;
    let mut out = String::new();
    while let Some((start, end)) = find_audio(rest) {
        out.push_str(&rest[..start]);
        match rest[start..end].strip_prefix(PLACEHOLDER) {
            Some(name) => out.push_str(&STANDARD.encode(load(name)?)),
            None => out.push_str(&rest[start..end]),
        }
        rest = &rest[end..];
    }
    Ok(out + rest)
}

/// Where the text of the next `"audio": "..."` begins and ends.
fn find_audio(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let key = from + text[from..].find("\"audio\"")? + "\"audio\"".len();
        from = key;
        let after = text[key..].trim_start();
        let Some(value) = after.strip_prefix(':').map(str::trim_start).and_then(|after| after.strip_prefix('"')) else {
            continue;
        };
        let start = text.len() - value.len();
        return value.find('"').map(|length| (start, start + length));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn audio_is_taken_out_and_put_back_byte_by_byte() {
        let wav = [b"RIFF".to_vec(), vec![7; 100]].concat();
        let text = format!(
            "data: {{\"audio\" : \"{0}\",\"text\":\"\\\"audio\\\"\"}}\n\ndata: {{\"audio\":null}}\n\n\
             {{\"audio\":\"c2hvcnQ=\"}}{{\"audio\":\"{0}\"}}",
            STANDARD.encode(&wav)
        );
        let mut stored = Vec::new();
        let taken = take_out(&text, |bytes| {
            stored.push(bytes.to_vec());
            format!("{}.{}", stored.len(), extension(&bytes))
        });
        assert_eq!(stored, [wav.clone(), wav]);
        assert!(taken.contains("\"audio\" : \"audio-file:1.wav\"") && taken.contains("\"c2hvcnQ=\""), "{taken}");
        let load = |name: &str| stored.get(usize::from(name.starts_with('2'))).cloned().ok_or(());
        assert_eq!(put_back(&taken, load), Ok(text));
    }

    #[test]
    fn base64_of_another_form_stays_in_the_text() {
        let unpadded = STANDARD.encode([1; 100]).trim_end_matches('=').to_owned();
        let text = format!("{{\"audio\":\"{unpadded}\"}}");
        assert_eq!(take_out(&text, |_| unreachable!("nothing is stored")), text);
    }
}
