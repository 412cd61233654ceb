//! Removes credentials from what the journal records.

/// Names of headers that carry a credential.
const CREDENTIAL_HEADERS: [&str; 6] =
    ["convai-api-key", "api-auth-token", "x-api-key", "authorization", "proxy-authorization", "cookie"];

/// Credentials shorter than this are not searched for in bodies: a key of one letter would match everywhere.
pub const MIN_SEARCH_LENGTH: usize = 8;

/// Whether the header, named in lower case, carries a credential.
pub fn is_credential(header: &str) -> bool {
    CREDENTIAL_HEADERS.contains(&header)
}

/// A header value as the journal shows it: `ab… (12 bytes)`. A test can tell two keys apart, but the
/// value cannot be used.
pub fn redact_header(value: &str) -> String {
    let shown: String = if value.len() >= MIN_SEARCH_LENGTH { value.chars().take(2).collect() } else { String::new() };
    format!("{shown}… ({} bytes)", value.len())
}

/// Overwrites each occurrence of the credential with asterisks. Returns whether there was one.
pub fn redact_bytes(bytes: &mut [u8], credential: &str) -> bool {
    let credential = credential.as_bytes();
    if credential.len() < MIN_SEARCH_LENGTH || bytes.len() < credential.len() {
        return false;
    }
    let mut found = false;
    let mut at = 0;
    while at + credential.len() <= bytes.len() {
        if bytes[at..].starts_with(credential) {
            bytes[at..at + credential.len()].fill(b'*');
            at += credential.len();
            found = true;
        } else {
            at += 1;
        }
    }
    found
}

/// The same for a text.
pub fn redact_text(text: &mut String, credential: &str) {
    if credential.len() >= MIN_SEARCH_LENGTH && text.contains(credential) {
        *text = text.replace(credential, &"*".repeat(credential.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redacted_header_shows_two_characters_of_a_long_key_only() {
        assert_eq!(redact_header("0123456789ab"), "01… (12 bytes)");
        assert_eq!(redact_header("short"), "… (5 bytes)");
        assert_eq!(redact_header(""), "… (0 bytes)");
    }

    #[test]
    fn a_credential_in_a_body_is_overwritten() {
        let mut body = b"a=secret-key-1&b=secret-key-1".to_vec();
        assert!(redact_bytes(&mut body, "secret-key-1"));
        assert_eq!(body, b"a=************&b=************");
        assert!(!redact_bytes(&mut body, "k"));
    }
}
