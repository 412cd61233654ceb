//! Reads an event stream: the data of its events.

/// A longer event fails.
const MAX_EVENT: usize = 1024 * 1024;

/// What has arrived of the event that is not complete yet.
#[derive(Default)]
pub struct Chunks {
    /// The line that is not complete.
    line: Vec<u8>,
    /// The data of the event.
    data: Vec<String>,
}

impl Chunks {
    /// The data of the events that are complete with these bytes.
    pub fn add(&mut self, bytes: &[u8]) -> Result<Vec<String>, String> {
        let mut events = Vec::new();
        for byte in bytes {
            if *byte != b'\n' {
                self.line.push(*byte);
                if self.line.len() > MAX_EVENT {
                    return Err(format!("an event is longer than {} KiB", MAX_EVENT / 1024));
                }
                continue;
            }
            let line = String::from_utf8_lossy(&self.line).trim_end_matches('\r').to_owned();
            self.line.clear();
            if line.is_empty() {
                events.extend(self.take());
            } else if let Some(data) = line.strip_prefix("data:") {
                self.data.push(data.strip_prefix(' ').unwrap_or(data).to_owned());
            }
        }
        Ok(events)
    }

    fn take(&mut self) -> Option<String> {
        let data = std::mem::take(&mut self.data);
        (!data.is_empty()).then(|| data.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_the_same_however_their_bytes_arrive() {
        let stream =
            "data: {\"a\":1}\n\n: a comment\nevent: x\r\ndata:two\r\ndata: lines\r\n\r\n\n\ndata: grüße\n\nopen";
        for size in 1..stream.len() {
            let mut chunks = Chunks::default();
            let mut events = Vec::new();
            for piece in stream.as_bytes().chunks(size) {
                events.extend(chunks.add(piece).expect("short events"));
            }
            assert_eq!(events, ["{\"a\":1}", "two\nlines", "grüße"], "pieces of {size} bytes");
        }
        assert!(Chunks::default().add(&vec![b'a'; MAX_EVENT + 1]).is_err());
    }
}
