//! Generates ids with the shape of the service's ids.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::hash::splitmix64;

/// Derives all ids from one counter. They are the same in every run, so the logs of two runs can be compared.
#[derive(Default)]
pub struct Ids {
    counter: AtomicU64,
}

impl Ids {
    /// Shaped like the version-1 UUIDs of real characters.
    pub fn character(&self) -> String {
        let bits = self.next_bits();
        format!(
            "{:08x}-{:04x}-11f0-{:04x}-42010a7be0{:02x}",
            bits >> 32,
            (bits >> 16) & 0xffff,
            0x8000 | (bits & 0x3fff),
            (bits >> 8) & 0xff
        )
    }

    /// 32 hexadecimal digits.
    pub fn session(&self) -> String {
        format!("{:016x}{:016x}", self.next_bits(), self.next_bits())
    }

    /// Shaped like a random UUID, for `Reference ID` and `transactionID` in error bodies.
    pub fn reference(&self) -> String {
        let (high, low) = (self.next_bits(), self.next_bits());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 50),
            low & 0xffff_ffff_ffff
        )
    }

    fn next_bits(&self) -> u64 {
        splitmix64(self.counter.fetch_add(1, Ordering::Relaxed).wrapping_add(1))
    }
}
