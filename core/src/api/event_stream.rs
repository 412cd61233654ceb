//! Cuts the JSON objects out of a streamed reply, which arrives in chunks of any size.
//!
//! The service documents the format by one word, "SSE", so this module takes more than server-sent events in their
//! standard form. A line ends with LF, CRLF or CR. A line `data: ...` holds data. Comments and other fields are skipped.
//! An object ends where its braces close, wherever lines, events and chunks end:
//!
//! - Several objects may be in one line or one event. A line that begins with `{` needs no `data:`.
//! - An object may extend over several lines, and over several events.
//! - Text between objects is skipped, `[DONE]` for instance.
//!
//! The rest of a stream is read even if an object in it is broken. A line that ends within a string breaks its object,
//! because JSON allows no line break there. An object that is open at the end of an event is broken if the next event
//! begins with `{`.
//!
//! An object may be nested to any depth, because its braces are only counted. The buffers never hold more than what has
//! arrived, and whoever receives the stream limits that.
//!
//! No crate for server-sent events serves here: by the standard, the second of two objects in one event is lost if its
//! line lacks `data:`, and so is a last event that no blank line follows.

use memchr::{memchr, memchr2, memchr3};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The beginnings of lines that hold no data: a comment, and the other fields of an event.
const NO_DATA: [&[u8]; 4] = [b":", b"event:", b"id:", b"retry:"];

const INCOMPLETE: &str = "its JSON is not complete";

/// An object from its `{` to its `}`, which may be invalid JSON in between, or what is wrong with a broken object.
pub type Cut<'a> = Result<&'a [u8], &'static str>;

/// Reads one stream.
#[derive(Default)]
pub struct EventReader {
    /// The beginning of a line whose end has not arrived.
    line: Vec<u8>,
    /// The lines so far of an object that is still open.
    object: Vec<u8>,
    /// How many braces of that object are open.
    depth: usize,
    /// Whether the last byte was a CR, to which an LF belongs.
    after_cr: bool,
    /// Whether a blank line followed the last data.
    event_ended: bool,
}

impl EventReader {
    /// Reads the next chunk. `sink` receives the objects that it completes, in order.
    pub fn push(&mut self, mut chunk: &[u8], sink: &mut impl FnMut(Cut<'_>)) {
        if self.after_cr && !chunk.is_empty() {
            self.after_cr = false;
            chunk = chunk.strip_prefix(b"\n").unwrap_or(chunk);
        }
        while let Some(end) = memchr2(b'\n', b'\r', chunk) {
            let (line, rest) = chunk.split_at(end);
            if self.line.is_empty() {
                self.read_line(line, sink);
            } else {
                self.keep_line(line, sink);
                self.read_kept_line(sink);
            }
            let line_end = if rest.starts_with(b"\r\n") { 2 } else { 1 };
            self.after_cr = rest == b"\r";
            chunk = &rest[line_end..];
        }
        self.keep_line(chunk, sink);
    }

    /// Ends the stream, whose last line needs no line end.
    pub fn finish(mut self, sink: &mut impl FnMut(Cut<'_>)) {
        self.read_kept_line(sink);
        if self.depth > 0 {
            self.drop_object(INCOMPLETE, sink);
        }
    }

    /// How many bytes are kept until more arrives.
    pub fn kept_bytes(&self) -> usize {
        self.line.len() + self.object.len()
    }

    fn keep_line(&mut self, part: &[u8], sink: &mut impl FnMut(Cut<'_>)) {
        if let Err(problem) = append(&mut self.line, part) {
            self.line = Vec::new();
            sink(Err(problem));
        }
    }

    fn read_kept_line(&mut self, sink: &mut impl FnMut(Cut<'_>)) {
        let mut line = std::mem::take(&mut self.line);
        self.read_line(&line, sink);
        // The next line will need as much memory.
        line.clear();
        self.line = line;
    }

    fn read_line(&mut self, line: &[u8], sink: &mut impl FnMut(Cut<'_>)) {
        let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
        if line.is_empty() {
            self.event_ended = true;
            return;
        }
        if NO_DATA.iter().any(|beginning| line.starts_with(beginning)) {
            return;
        }
        let field = line.strip_prefix(b"data:").map(|data| data.strip_prefix(b" ").unwrap_or(data));
        let data = field.unwrap_or(line);
        let begins_object = data.starts_with(b"{");
        let begins_event = std::mem::take(&mut self.event_ended);
        if self.depth > 0 && begins_object && (begins_event || field.is_none()) {
            self.drop_object(INCOMPLETE, sink);
        }
        if self.depth > 0 || begins_object || field.is_some() {
            self.read_data(data, sink);
        }
    }

    /// Reads the data of one line.
    fn read_data(&mut self, data: &[u8], sink: &mut impl FnMut(Cut<'_>)) {
        // Where the open object begins in this line, and how far the line has been read.
        let (mut start, mut at) = (0, 0);
        loop {
            let rest = &data[at..];
            let brace = if self.depth == 0 { memchr(b'{', rest) } else { memchr3(b'"', b'{', b'}', rest) };
            let Some(found) = brace else { break };
            at += found + 1;
            match data[at - 1] {
                b'{' => {
                    if self.depth == 0 {
                        start = at - 1;
                    }
                    self.depth += 1;
                }
                b'}' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        self.end_object(&data[start..at], sink);
                    }
                }
                _ => match end_of_string(&data[at..]) {
                    Some(length) => at += length,
                    None => return self.drop_object("its JSON ends within a string", sink),
                },
            }
        }
        if self.depth > 0 {
            let kept = append(&mut self.object, &data[start..]).and_then(|()| append(&mut self.object, b"\n"));
            if let Err(problem) = kept {
                self.drop_object(problem, sink);
            }
        }
    }

    /// Passes on an object of which `rest` is the part in the current line.
    fn end_object(&mut self, rest: &[u8], sink: &mut impl FnMut(Cut<'_>)) {
        if self.object.is_empty() {
            return sink(Ok(rest));
        }
        sink(append(&mut self.object, rest).map(|()| self.object.as_slice()));
        self.object.clear();
    }

    fn drop_object(&mut self, problem: &'static str, sink: &mut impl FnMut(Cut<'_>)) {
        self.object = Vec::new();
        self.depth = 0;
        sink(Err(problem));
    }
}

/// The length of the rest of a string, with the quote at its end.
fn end_of_string(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// Appends to a buffer, which grows with the stream: no memory is an error, not the end of the process.
fn append(buffer: &mut Vec<u8>, bytes: &[u8]) -> Result<(), &'static str> {
    buffer.try_reserve(bytes.len()).map_err(|_| "there is not enough memory for it")?;
    buffer.extend_from_slice(bytes);
    Ok(())
}

#[cfg(test)]
#[path = "event_stream_tests.rs"]
mod tests;
