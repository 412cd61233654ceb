//! Puts the chunks of a RIFF file together.

/// A chunk, padded to an even length as RIFF requires.
pub fn chunk(id: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = id.to_vec();
    chunk.extend_from_slice(&(data.len() as u32).to_le_bytes());
    chunk.extend_from_slice(data);
    chunk.resize(chunk.len() + data.len() % 2, 0);
    chunk
}

pub fn riff(chunks: &[&[u8]]) -> Vec<u8> {
    let mut body = b"WAVE".to_vec();
    chunks.iter().for_each(|chunk| body.extend_from_slice(chunk));
    chunk(b"RIFF", &body)
}

/// A file with a chunk of odd length between its format and its samples.
pub fn with_odd_chunk(fmt: &[u8], data: &[u8]) -> Vec<u8> {
    riff(&[&chunk(b"fmt ", fmt), &chunk(b"note", b"odd"), &chunk(b"data", data)])
}

/// A file whose length was not known when its header was written.
pub fn with_unknown_sizes(fmt: &[u8], data: &[u8]) -> Vec<u8> {
    let fmt = chunk(b"fmt ", fmt);
    let mut head = riff(&[&fmt, &chunk(b"data", &[])]);
    let sizes = [4, head.len() - 4];
    sizes.iter().for_each(|at| head[*at..at + 4].fill(0xff));
    head.extend_from_slice(data);
    head
}
