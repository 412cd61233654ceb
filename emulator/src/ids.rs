//! Ids that look like the service's, and are the same in every run.

use std::sync::atomic::{AtomicU64, Ordering};

/// Hands out ids from one counter. They are deterministic, so a log of one run can be compared with the next.
#[derive(Default)]
pub struct Ids {
    next: AtomicU64,
}

impl Ids {
    /// Shaped like the version-1 UUIDs of real characters.
    pub fn character(&self) -> String {
        let bits = self.bits();
        format!(
            "{:08x}-{:04x}-11f0-{:04x}-42010a7be0{:02x}",
            bits >> 32,
            (bits >> 16) & 0xffff,
            0x8000 | (bits & 0x3fff),
            (bits >> 8) & 0xff
        )
    }

    /// 32 hexadecimal characters.
    pub fn session(&self) -> String {
        format!("{:016x}{:016x}", self.bits(), self.bits())
    }

    /// Shaped like a random UUID, for `Reference ID`.
    pub fn reference(&self) -> String {
        let (high, low) = (self.bits(), self.bits());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 50),
            low & 0xffff_ffff_ffff
        )
    }

    fn bits(&self) -> u64 {
        let n = self.next.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        scramble(n)
    }
}

/// SplitMix64: turns a counter or a seed into evenly spread bits.
pub fn scramble(n: u64) -> u64 {
    let mut z = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// FNV-1a over the text: a stable hash for pitches and for questions asked before.
pub fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
