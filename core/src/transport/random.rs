//! Random numbers that are unique, and no secret.

use std::hash::{BuildHasher, Hasher, RandomState};

pub fn random_128_bits() -> u128 {
    // Each hasher of the standard library starts from random keys of the operating system.
    let half = || u128::from(RandomState::new().build_hasher().finish());
    half() << 64 | half()
}
