//! The secrets of one call, redacted in everything that the call returns if it fails. The service, or a proxy on the way,
//! may repeat them in an error message.

use super::{Error, credential::Credential};
use crate::transport::HeaderText;
use std::borrow::Cow;

/// Replaces a secret in redacted text.
const MASK: &[u8] = b"***";

/// A shorter secret is not redacted: the service's keys and tokens are longer, and a short one could occur in ordinary
/// words.
const SHORTEST_REDACTED: usize = 8;

/// The credential that a call is sent with, and the auth tokens that it is about.
#[derive(Clone)]
pub struct Secrets {
    credential: Credential,
    /// The token that the caller passed to the call.
    passed: Option<HeaderText>,
    /// The tokens that the reply names.
    named: Vec<HeaderText>,
}

impl Secrets {
    pub fn new(credential: Credential) -> Self {
        Self { credential, passed: None, named: Vec::new() }
    }

    /// Those of a call that is sent with this key.
    #[cfg(any(test, fuzzing))]
    pub fn of_key(key: &str) -> Self {
        Self::new(Credential::new(Some(key), None, "").expect("a valid key"))
    }

    /// Sets the token that the caller passed to the call.
    pub fn with_passed_token(self, token: HeaderText) -> Self {
        Self { passed: Some(token), ..self }
    }

    /// Adds a token that the reply names.
    pub fn with_named_token(mut self, token: HeaderText) -> Self {
        self.named.push(token);
        self
    }

    pub fn credential(&self) -> &Credential {
        &self.credential
    }

    /// The token that the caller passed to the call.
    pub fn passed_token(&self) -> Option<&str> {
        self.passed.as_ref().and_then(|token| str::from_utf8(token.as_bytes()).ok())
    }

    /// How many bytes a secret takes at most in a text: see `match_length`.
    pub fn longest(&self) -> usize {
        self.texts().map(|secret| 2 * secret.len()).max().unwrap_or_default()
    }

    /// Redacts the secrets in all texts of an error.
    pub fn redact_error(&self, mut error: Error) -> Error {
        if let Cow::Owned(redacted) = self.redact(&error.message) {
            error.message = redacted.into();
        }
        let fields = &mut *error;
        for text in [&mut fields.service_message, &mut fields.reference].into_iter().flatten() {
            if let Cow::Owned(redacted) = self.redact(text) {
                *text = redacted;
            }
        }
        error
    }

    /// Redacts the secrets in a text.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.redact_prefix(text.as_bytes(), text.len()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            // The result is still UTF-8, because the secrets and the mask are ASCII.
            Cow::Owned(redacted) => Cow::Owned(String::from_utf8_lossy(&redacted).into_owned()),
        }
    }

    /// Returns the first `length` bytes with the secrets redacted, even if one begins within them and ends behind them.
    pub fn redact_prefix<'a>(&self, bytes: &'a [u8], length: usize) -> Cow<'a, [u8]> {
        let end = length.min(bytes.len());
        let mut redacted = Vec::new();
        // Everything before this is in `redacted`, as itself or as a mask.
        let mut done = 0;
        let begins = self.first_bytes();
        for at in (0..end).filter(|at| begins[usize::from(bytes[*at])]) {
            let Some(length) = self.texts().filter_map(|secret| match_length(&bytes[at..], secret)).max() else {
                continue;
            };
            // Two secrets may overlap: the end of one is the beginning of the other.
            if at >= done {
                redacted.extend_from_slice(&bytes[done..at]);
                redacted.extend_from_slice(MASK);
            }
            done = done.max(at + length);
        }
        if done == 0 {
            return Cow::Borrowed(&bytes[..end]);
        }
        redacted.extend_from_slice(bytes.get(done..end).unwrap_or_default());
        Cow::Owned(redacted)
    }

    /// Which bytes a secret can begin with in a text: see `match_length`. A game interrupts a character on its own thread, where
    /// comparing each of the 64 KiB that a failed reply keeps would take most of a millisecond.
    fn first_bytes(&self) -> [bool; 256] {
        let mut begins = [false; 256];
        for byte in self.texts().filter_map(|secret| secret.first()) {
            begins[usize::from(byte.to_ascii_lowercase())] = true;
            begins[usize::from(byte.to_ascii_uppercase())] = true;
            begins[usize::from(b'\\')] |= *byte == b'/';
        }
        begins
    }

    fn texts(&self) -> impl Iterator<Item = &[u8]> {
        let all = std::iter::once(self.credential.secret()).chain(&self.passed).chain(&self.named);
        all.map(HeaderText::as_bytes).filter(|secret| secret.len() >= SHORTEST_REDACTED)
    }
}

/// How many bytes at the beginning of a text are the secret, in upper or lower case: the URL parser, for example, changes
/// a host name to lower case. Some writers of JSON put a backslash before a slash.
fn match_length(text: &[u8], secret: &[u8]) -> Option<usize> {
    let mut at = 0;
    for byte in secret {
        if *byte == b'/' && text.get(at) == Some(&b'\\') {
            at += 1;
        }
        if !text.get(at)?.eq_ignore_ascii_case(byte) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::credential::secret;

    const KEY: &str = "0123456789ab";

    fn key() -> Secrets {
        Secrets::of_key(KEY)
    }

    #[test]
    fn the_key_is_masked_wherever_it_stands_and_in_any_case() {
        for (text, masked) in [
            ("", ""),
            ("no key 0123456", "no key 0123456"),
            ("0123456789ab", "***"),
            ("key=0123456789AB&x", "key=***&x"),
            ("0123456789ab0123456789abü0123456789ab", "******ü***"),
            ("01230123456789ab", "0123***"),
        ] {
            assert_eq!(key().redact(text), masked);
        }
        assert_eq!(Secrets::of_key("short").redact("a short one"), "a short one");
    }

    #[test]
    fn a_key_across_the_end_of_a_prefix_is_masked_whole() {
        let text = b"said 0123456789ab and more";
        for length in 0..=text.len() {
            let masked = key().redact_prefix(text, length).into_owned();
            assert!(!masked.windows(2).any(|pair| pair == b"01"), "{length}: {}", String::from_utf8_lossy(&masked));
            assert!(masked.len() <= length.max(b"said ***".len()));
        }
        assert_eq!(*key().redact_prefix(text, 5), *b"said ");
        assert_eq!(*key().redact_prefix(text, 6), *b"said ***");
        assert_eq!(*key().redact_prefix(text, 21), *b"said *** and");
        assert_eq!(*key().redact_prefix(b"0123456789ab0123456789ab", 13), *b"******");
    }

    #[test]
    fn every_secret_of_a_call_is_masked() {
        for (token, text, masked) in [
            ("ey.token-1", "0123456789ab and EY.token-1", "*** and ***"),
            ("short", "0123456789ab is a short one", "*** is a short one"),
            // One secret begins with the other, ends with it, holds it, or overlaps it.
            ("0123456789abcdef", "x0123456789abcdefx0123456789abcdex", "x***x***cdex"),
            ("xyz0123456789ab", "[xyz0123456789ab]", "[***]"),
            ("xyz0123456789abxyz", "[xyz0123456789abxyz]", "[***]"),
            ("89abcdefghij", "[0123456789abcdefghij]", "[***]"),
            // A slash as some writers of JSON write it.
            ("ab/cd/ef/gh", r#"{"t":"ab\/cd\/ef\/gh"} ab/cd/ef/gh"#, r#"{"t":"***"} ***"#),
            ("/ab/cd/ef", r#"{"t":"\/ab\/cd\/ef"} /AB/cd/ef"#, r#"{"t":"***"} ***"#),
        ] {
            let token = || secret(token, "auth token").expect("a valid token");
            assert_eq!(key().with_passed_token(token()).redact(text), masked);
            assert_eq!(key().with_named_token(token()).redact(text), masked);
        }
    }

    /// Compiles only for types without `Debug`: for a type with `Debug` both implementations apply, which is ambiguous.
    trait NotDebug<Which> {
        fn checked() {}
    }
    struct Without;
    struct With;
    impl<T> NotDebug<Without> for T {}
    impl<T: std::fmt::Debug> NotDebug<With> for T {}

    #[test]
    fn what_holds_a_secret_has_no_debug_output() {
        <Credential as NotDebug<_>>::checked();
        <Secrets as NotDebug<_>>::checked();
        <HeaderText as NotDebug<_>>::checked();
        <crate::api::ClientOptions as NotDebug<_>>::checked();
        <crate::api::Client as NotDebug<_>>::checked();
        <crate::api::call_sender::CallSender as NotDebug<_>>::checked();
        <crate::transport::HttpRequest as NotDebug<_>>::checked();
        <crate::transport::Worker as NotDebug<_>>::checked();
        <crate::transport::Call<crate::api::CallResult<()>> as NotDebug<_>>::checked();
    }
}
