use super::*;

/// Two silent frames of a stream, each `length` bytes long.
fn frames(header: &[u8], length: usize) -> Vec<u8> {
    let mut frame = header.to_vec();
    frame.resize(length, 0);
    frame.repeat(2)
}

#[test]
fn files_are_recognised_by_their_signatures() {
    let signatures: [(&[u8], &str); 8] = [
        (b"ID3\x04\0\0\0\0\0\0\0\0", "MP3"),
        (b"OggS\0\x02\0\0\0\0\0\0", "Ogg"),
        (b"fLaC\0\0\0\x22", "FLAC"),
        (b"FORM\0\0\0\0AIFF", "AIFF"),
        (b"\0\0\0\x20ftypM4A ", "M4A"),
        (b"\x1A\x45\xDF\xA3", "WebM"),
        (b"RIFX\0\0\0\0WAVE", "big-endian"),
        (b"{\"detail\": \"voice not found\"}", "text"),
    ];
    for (bytes, name) in signatures {
        let found = not_raw_pcm(bytes).unwrap();
        assert!(found.contains(name), "{found}");
    }
}

#[test]
fn streams_are_recognised_by_two_consecutive_frames() {
    // MPEG-1 layer III, 128 kbit/s at 44.1 kHz: 417 bytes. MPEG-2, 64 kbit/s at 24 kHz: 192 bytes.
    assert_eq!(not_raw_pcm(&frames(&[0xFF, 0xFB, 0x90, 0x64], 417)), Some("an MP3"));
    assert_eq!(not_raw_pcm(&frames(&[0xFF, 0xF3, 0x84, 0x64], 192)), Some("an MP3"));
    // ADTS, a frame of 256 bytes.
    let adts = [0xFF, 0xF1, 0x50, 0x80, 0x20, 0x1F, 0xFC];
    assert_eq!(not_raw_pcm(&frames(&adts, 256)), Some("an AAC stream"));
    // A single frame could be raw samples.
    assert_eq!(not_raw_pcm(&frames(&[0xFF, 0xFB, 0x90, 0x64], 417)[..600]), Some("an MP3"));
    assert_eq!(not_raw_pcm(&frames(&[0xFF, 0xFB, 0x90, 0x64], 417)[..417]), None);
}

#[test]
fn raw_samples_are_not_mistaken_for_a_file() {
    assert_eq!(not_raw_pcm(&[]), None);
    assert_eq!(not_raw_pcm(&[0; 1000]), None);
    assert_eq!(not_raw_pcm(&[0xFF; 1000]), None);
    // Quiet noise, often just below zero.
    let mut seed = 5u32;
    for _ in 0..2000 {
        let bytes: Vec<u8> = (0..1000)
            .flat_map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ((seed >> 24) as i16 % 32 - 16).to_le_bytes()
            })
            .collect();
        assert_eq!(not_raw_pcm(&bytes), None);
    }
}
