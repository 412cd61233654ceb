//! The last moments before a recording, so that it does not begin in the middle of a syllable.

use super::error::{AudioError, reserve};

/// Keeps the last bytes of a signal. All memory is allocated, and written to, by [`new`](PreRoll::new).
pub struct PreRoll {
    data: Vec<u8>,
    /// Where the next byte goes. The oldest byte is there, too, once the ring is full.
    end: usize,
    held: usize,
}

impl PreRoll {
    /// Keeps this many bytes.
    pub fn new(bytes: usize) -> Result<Self, AudioError> {
        let mut data = Vec::new();
        reserve(&mut data, bytes)?;
        data.resize(bytes, 0);
        Ok(Self { data, end: 0, held: 0 })
    }

    pub fn push(&mut self, bytes: &[u8]) {
        let capacity = self.data.len();
        let kept = &bytes[bytes.len() - bytes.len().min(capacity)..];
        let (first, second) = kept.split_at(kept.len().min(capacity - self.end));
        self.data[self.end..][..first.len()].copy_from_slice(first);
        self.data[..second.len()].copy_from_slice(second);
        self.end += kept.len();
        self.end -= if self.end >= capacity { capacity } else { 0 };
        self.held = (self.held + kept.len()).min(capacity);
    }

    /// The last bytes in their order, in two parts. They are fewer if the ring does not hold that many.
    pub fn last(&self, bytes: usize) -> [&[u8]; 2] {
        let bytes = bytes.min(self.held);
        let from_start = bytes.min(self.end);
        let from_end = bytes - from_start;
        [&self.data[self.data.len() - from_end..], &self.data[self.end - from_start..self.end]]
    }

    pub fn clear(&mut self) {
        (self.end, self.held) = (0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(ring: &PreRoll, bytes: usize) -> Vec<u8> {
        ring.last(bytes).concat()
    }

    #[test]
    fn the_last_bytes_are_kept_in_their_order() {
        for chunk in 1..12 {
            let mut ring = PreRoll::new(5).unwrap();
            let bytes: Vec<u8> = (0..60).collect();
            for (n, part) in bytes.chunks(chunk).enumerate() {
                ring.push(part);
                let so_far = &bytes[..(n * chunk + part.len())];
                for length in 0..7 {
                    assert_eq!(last(&ring, length), so_far[so_far.len() - length.min(5).min(so_far.len())..]);
                }
            }
        }
    }

    #[test]
    fn a_cleared_ring_holds_nothing() {
        let mut ring = PreRoll::new(4).unwrap();
        ring.push(&[1, 2, 3, 4, 5]);
        ring.clear();
        assert!(last(&ring, 4).is_empty());
        ring.push(&[6, 7]);
        assert_eq!(last(&ring, 4), [6, 7]);
    }

    #[test]
    fn a_ring_of_no_bytes_keeps_nothing() {
        let mut ring = PreRoll::new(0).unwrap();
        ring.push(&[1, 2]);
        assert!(last(&ring, 4).is_empty());
    }
}
