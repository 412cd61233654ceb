//! Keeps credentials out of the journal.

/// Header names whose values are never shown.
const SECRET_HEADERS: [&str; 6] =
    ["convai-api-key", "api-auth-token", "x-api-key", "authorization", "proxy-authorization", "cookie"];

/// Shorter credentials are not searched for in bodies: a key of one letter would be found everywhere.
const SEARCHABLE: usize = 8;

pub fn is_secret(header: &str) -> bool {
    SECRET_HEADERS.contains(&header)
}

/// `ab… (12 bytes)`: enough to tell two keys apart in a test, and of no use to anyone else.
pub fn masked(value: &str) -> String {
    let shown: String = if value.len() >= SEARCHABLE { value.chars().take(2).collect() } else { String::new() };
    format!("{shown}… ({} bytes)", value.len())
}

/// Overwrites each occurrence of the credential with asterisks, and says whether there was one.
pub fn blank_out(bytes: &mut [u8], secret: &str) -> bool {
    let secret = secret.as_bytes();
    if secret.len() < SEARCHABLE || bytes.len() < secret.len() {
        return false;
    }
    let mut found = false;
    let mut at = 0;
    while at + secret.len() <= bytes.len() {
        if bytes[at..].starts_with(secret) {
            bytes[at..at + secret.len()].fill(b'*');
            at += secret.len();
            found = true;
        } else {
            at += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_keeps_two_characters_of_a_long_key_only() {
        assert_eq!(masked("0123456789ab"), "01… (12 bytes)");
        assert_eq!(masked("short"), "… (5 bytes)");
        assert_eq!(masked(""), "… (0 bytes)");
    }

    #[test]
    fn a_leaked_key_is_blanked_out() {
        let mut body = b"a=secret-key-1&b=secret-key-1".to_vec();
        assert!(blank_out(&mut body, "secret-key-1"));
        assert_eq!(body, b"a=************&b=************");
        assert!(!blank_out(&mut body, "k"));
    }
}
