//! Generates ids with the shape of the service's ids. An id is a function of what it names, so it is the same in every
//! run and after every reset.

use crate::hash::{fnv1a, splitmix64};

/// The id of the character with this name, of which `earlier` others with the same name were created before. Shaped like
/// the version-1 UUIDs of real characters.
pub fn character(name: &str, earlier: u64) -> String {
    shaped(bits(&format!("character\n{name}\n{earlier}"), 0))
}

fn shaped(bits: u64) -> String {
    format!(
        "{:08x}-{:04x}-11f0-{:04x}-42010a7be0{:02x}",
        bits >> 32,
        (bits >> 16) & 0xffff,
        0x8000 | (bits & 0x3fff),
        (bits >> 8) & 0xff
    )
}

/// The id of the session with this number of a character: 32 hexadecimal digits.
pub fn session(character: &str, number: u64) -> String {
    let source = format!("session\n{character}\n{number}");
    format!("{:016x}{:016x}", bits(&source, 0), bits(&source, 1))
}

/// Shaped like a random UUID, for `Reference ID` and `transactionID` in the error body that a fault sends to its request
/// with this number.
pub fn reference(fault: u64, number: u64) -> String {
    uuid(&format!("reference\n{fault}\n{number}"))
}

/// The id of a section or a trigger of a character, of which `number - 1` were created before.
pub fn narrative(character: &str, number: u64) -> String {
    shaped(bits(&format!("narrative\n{character}\n{number}"), 0))
}

/// The part of the id of a voice that looks like a random UUID.
pub fn voice(number: usize) -> String {
    uuid(&format!("voice\n{number}"))
}

fn uuid(source: &str) -> String {
    let (high, low) = (bits(source, 0), bits(source, 1));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | (low >> 50),
        low & 0xffff_ffff_ffff
    )
}

fn bits(source: &str, part: u64) -> u64 {
    splitmix64(fnv1a(source).wrapping_add(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ_by_name_and_number_and_are_the_same_in_every_run() {
        assert_eq!(character("Raymond", 0), character("Raymond", 0));
        assert_ne!(character("Raymond", 0), character("Raymond", 1));
        assert_ne!(character("Raymond", 0), character("Mara", 0));
        assert_ne!(session("a", 1), session("b", 1));
        assert_eq!(session("a", 1).len(), 32);
        assert_eq!(reference(1, 1).len(), 36);
        // Games write these ids into their scenes, so a later version must give the same ones.
        assert_eq!(character("Raymond", 0), "9d150ac7-523d-11f0-b9d6-42010a7be0f9");
        assert_eq!(session("lighthouse-keeper", 1), "5434b06941e1278a8e261c6edcec5f06");
    }
}
