//! Recognition of data that is not raw PCM: compressed files, other containers and text would play as noise.

/// Identifies data that is not raw PCM by its first bytes, and returns its name for a message. Returns `None` for data
/// that may be raw PCM.
///
/// Raw samples can contain any bytes. A signature counts only if it is too long to occur by chance.
///
/// The crate `infer` (0.22) is unsuitable: two bytes FF FB, the single sample -1025, are an MP3 to it.
pub(super) fn not_raw_pcm(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(usize, &[u8], &str); 15] = [
        (0, b"ID3", "an MP3"),
        (0, b"OggS", "an Ogg file (Vorbis or Opus)"),
        (0, b"fLaC", "a FLAC file"),
        (0, b"FORM", "an AIFF file"),
        (0, b"caff", "a Core Audio file"),
        (0, b".snd", "an AU file"),
        (0, b"#!AMR", "an AMR file"),
        (0, b"wvpk", "a WavPack file"),
        (0, b"RIFX", "a big-endian WAV"),
        (0, b"RF64", "a 64-bit WAV"),
        (0, b"BW64", "a 64-bit WAV"),
        (4, b"ftyp", "an MP4 or M4A file"),
        (0, b"\x1A\x45\xDF\xA3", "a WebM or Matroska file"),
        (0, b"\x30\x26\xB2\x75\x8E\x66\xCF\x11", "a Windows Media file"),
        (0, b"\x1F\x8B\x08", "a gzip file"),
    ];
    let has = |at: usize, signature: &[u8]| bytes.get(at..).is_some_and(|rest| rest.starts_with(signature));
    if let Some((_, _, name)) = SIGNATURES.iter().find(|(at, signature, _)| has(*at, signature)) {
        return Some(name);
    }
    if starts_with_two_frames(bytes, mp3_frame_bytes) {
        return Some("an MP3");
    }
    if starts_with_two_frames(bytes, aac_frame_bytes) {
        return Some("an AAC stream");
    }
    is_text(bytes).then_some("text")
}

/// Detects a stream without a file header. Its frames begin with a sync word of eleven set bits, but so does quiet raw
/// PCM, in which -1 is 0xFFFF. A second frame exactly at the end of the first one is therefore required.
fn starts_with_two_frames(bytes: &[u8], frame_bytes: fn(&[u8]) -> Option<usize>) -> bool {
    frame_bytes(bytes).and_then(|length| bytes.get(length..)).and_then(frame_bytes).is_some()
}

/// The length of an MPEG audio layer III frame, if `bytes` begin with one.
fn mp3_frame_bytes(bytes: &[u8]) -> Option<usize> {
    const KBITS_MPEG1: [usize; 15] = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const KBITS_MPEG2: [usize; 15] = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let &[0xFF, b1, b2, _] = bytes.first_chunk::<4>()? else {
        return None;
    };
    let is_layer_3 = b1 & 0b1110_0110 == 0b1110_0010;
    let rate = *[44_100, 48_000, 32_000].get(usize::from(b2 >> 2 & 3))?;
    let (rate, kbits, factor) = match b1 >> 3 & 3 {
        3 => (rate, KBITS_MPEG1, 144_000),
        2 => (rate / 2, KBITS_MPEG2, 72_000),
        0 => (rate / 4, KBITS_MPEG2, 72_000),
        _ => return None,
    };
    let kbits = *kbits.get(usize::from(b2 >> 4))?;
    let padding = usize::from(b2 >> 1 & 1);
    (is_layer_3 && kbits > 0).then(|| factor * kbits / rate + padding)
}

/// The length of an ADTS frame, if `bytes` begin with one.
fn aac_frame_bytes(bytes: &[u8]) -> Option<usize> {
    let &[0xFF, b1, b2, b3, b4, b5, _] = bytes.first_chunk::<7>()? else {
        return None;
    };
    let length = usize::from(b3 & 3) << 11 | usize::from(b4) << 3 | usize::from(b5 >> 5);
    let is_adts = b1 & 0b1111_0110 == 0b1111_0000 && b2 >> 2 & 0xF < 13;
    (is_adts && length > 7).then_some(length)
}

/// Detects an error message in JSON or HTML. Twelve or more samples rarely consist of printable ASCII only.
fn is_text(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(64)];
    let is_printable = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t');
    start.len() >= 12 && start.iter().all(is_printable)
}

#[cfg(test)]
#[path = "sniff_tests.rs"]
mod tests;
