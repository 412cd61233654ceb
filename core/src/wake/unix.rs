use std::{
    io::{self, Read, Write},
    os::{fd::AsRawFd, unix::net::UnixStream},
};

/// A pair of sockets that holds one byte or none. It never blocks, even if the host program reads the byte, which is
/// forbidden.
pub(crate) struct Wake {
    reader: UnixStream,
    writer: UnixStream,
    readable: bool,
}

impl Wake {
    pub fn new() -> io::Result<Self> {
        let (reader, writer) = UnixStream::pair()?;
        reader.set_nonblocking(true)?;
        writer.set_nonblocking(true)?;
        Ok(Self { reader, writer, readable: false })
    }

    /// The file descriptor to poll.
    pub fn handle(&self) -> isize {
        self.reader.as_raw_fd() as isize
    }

    pub fn set(&mut self, readable: bool) {
        if readable == self.readable {
            return;
        }
        // A write cannot fail, because the pair is empty. A read fails only if the host program took the byte; then the
        // pair is already empty.
        let _ = if readable { self.writer.write(&[1]) } else { self.reader.read(&mut [0]) };
        self.readable = readable;
    }

    /// What `poll` would report.
    #[cfg(test)]
    pub fn is_set(&mut self) -> bool {
        let has_byte = self.reader.read(&mut [0]).is_ok();
        has_byte && self.writer.write(&[1]).is_ok()
    }
}
