//! Any bytes as a streamed reply. The objects in it do not depend on the chunks in which it arrives, and written as a stream
//! of another shape they are the same objects.
//!
//! The first byte of the input chooses the shape, the second the sizes of the chunks.

#![no_main]

use convai::api::readers::{Cut, EventReader};
use convai_fuzz::memory;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((&[shape, sizes], stream)) = input.split_first_chunk() else { return };
    let whole = read([stream]);
    assert_eq!(read(chunks(stream, sizes)), whole, "in chunks");
    assert_eq!(read(stream.chunks(1)), whole, "in single bytes");
    let objects: Vec<_> = whole.into_iter().filter_map(Result::ok).collect();
    for object in &objects {
        assert!(object.starts_with(b"{") && object.ends_with(b"}"), "{object:?}");
    }
    assert!(objects.iter().map(Vec::len).sum::<usize>() <= stream.len(), "nothing is added");
    let same: Vec<_> = read(chunks(&written(&objects, shape), sizes)).into_iter().map(Result::unwrap).collect();
    assert_eq!(same, objects, "in the shape {shape:#b}");
});

/// What the reader makes of these chunks.
fn read<'a>(chunks: impl IntoIterator<Item = &'a [u8]> + Clone) -> Vec<Result<Vec<u8>, &'static str>> {
    let length: usize = chunks.clone().into_iter().map(<[u8]>::len).sum();
    let mut cuts = 0;
    // Both buffers, each of which exists twice while it grows.
    memory::within(8 * length + 1024, || read_into(chunks.clone(), |_| cuts += 1));
    let mut collected = Vec::with_capacity(cuts);
    read_into(chunks, |cut| collected.push(cut.map(<[u8]>::to_vec)));
    collected
}

fn read_into<'a>(chunks: impl IntoIterator<Item = &'a [u8]>, mut sink: impl FnMut(Cut<'_>)) {
    let mut reader = EventReader::default();
    chunks.into_iter().for_each(|chunk| reader.push(chunk, &mut sink));
    reader.finish(&mut sink);
}

/// Divides a stream into chunks of different sizes.
fn chunks(mut stream: &[u8], sizes: u8) -> Vec<&[u8]> {
    let mut chunks = Vec::new();
    let mut size = usize::from(sizes);
    while !stream.is_empty() {
        size = size * 37 % 61;
        let (chunk, rest) = stream.split_at(size.min(stream.len()));
        chunks.push(chunk);
        stream = rest;
        size += 1;
    }
    chunks
}

/// Writes objects as a stream. Each bit of `shape` is something that a server may do.
fn written(objects: &[Vec<u8>], shape: u8) -> Vec<u8> {
    let has = |bit: u32| shape >> bit & 1 == 1;
    let line_end: &[u8] = match shape & 3 {
        0 | 1 => b"\n",
        2 => b"\r\n",
        _ => b"\r",
    };
    let mut stream = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        // Two objects in one line: the second begins where the first ends.
        let (is_first, is_second) = (has(3) && number % 2 == 0, has(3) && number % 2 == 1);
        if has(2) && !is_second {
            stream.extend([b": a comment {".as_slice(), line_end, b"id: {1}", line_end].concat());
        }
        let mut lines = object.split(|&byte| byte == b'\n').enumerate().peekable();
        while let Some((at, line)) = lines.next() {
            if at > 0 || !is_second {
                stream.extend_from_slice(if has(4) && !line.starts_with(b" ") { b"data:" } else { b"data: " });
            }
            stream.extend_from_slice(line);
            if lines.peek().is_some() || !is_first {
                stream.extend_from_slice(line_end);
            }
        }
        if !is_first {
            stream.extend_from_slice(line_end);
        }
    }
    if has(5) {
        stream.extend([line_end, b"data: [DONE]", line_end].concat());
    }
    if has(6) {
        stream.truncate(stream.trim_ascii_end().len());
    }
    stream
}
