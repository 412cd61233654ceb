//! MP3 files of silence. There is no encoder here.

/// How long one frame lasts, in milliseconds: 1152 frames of samples at 44,100 Hz.
const FRAME_MS: usize = 26;

/// At least so many milliseconds: an ID3 tag, and frames without sound (MPEG-1 layer III, 128 kbit/s).
pub fn silence(ms: usize) -> Vec<u8> {
    let mut bytes = b"ID3\x04\0\0\0\0\0\0".to_vec();
    for _ in 0..ms.div_ceil(FRAME_MS) {
        bytes.extend_from_slice(b"\xff\xfb\x90\x64");
        bytes.resize(bytes.len() + 413, 0);
    }
    bytes
}
