//! The API key: checked, sent in one header, and redacted in everything that a failed call returns. The service, or a
//! proxy on the way, may repeat the key in an error message.

use super::{Error, Status};
use crate::transport::HeaderText;
use std::borrow::Cow;

/// The header that carries the key.
pub(super) const HEADER: &str = "convai-api-key";

/// Replaces the key in redacted text.
const MASK: &[u8] = b"***";

/// A shorter key is not redacted: the service's keys are longer, and a short one could occur in ordinary words.
const SHORTEST_REDACTED: usize = 8;

#[derive(Clone)]
pub struct ApiKey(HeaderText);

impl ApiKey {
    pub fn new(key: &str) -> Result<Self, Error> {
        let key = key.trim();
        if key.is_empty() {
            return Err(invalid("the API key is empty: copy it from the service's dashboard into `options.api_key`"));
        }
        if let Some(at) = key.bytes().position(|byte| !byte.is_ascii_graphic()) {
            return Err(invalid(format!(
                "the API key holds a space, a line break or another invalid character at byte {at}: copy it again"
            )));
        }
        let key = HeaderText::new(key).ok_or_else(|| invalid("the API key cannot be sent: copy it again"))?;
        Ok(Self(key.sensitive()))
    }

    /// The key as the value of a header.
    pub fn header(&self) -> HeaderText {
        self.0.clone()
    }

    /// Redacts the key in all texts of an error.
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

    /// Redacts the key in a text.
    pub fn redact<'a>(&self, text: &'a str) -> Cow<'a, str> {
        match self.redact_prefix(text.as_bytes(), text.len()) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            // The result is still UTF-8, because the key and the mask are ASCII.
            Cow::Owned(redacted) => Cow::Owned(String::from_utf8_lossy(&redacted).into_owned()),
        }
    }

    /// Returns the first `length` bytes with the key redacted, even if the key begins within them and ends behind them.
    pub fn redact_prefix<'a>(&self, bytes: &'a [u8], length: usize) -> Cow<'a, [u8]> {
        let key = self.0.as_bytes();
        let end = length.min(bytes.len());
        if key.len() < SHORTEST_REDACTED {
            return Cow::Borrowed(&bytes[..end]);
        }
        let searched = &bytes[..bytes.len().min(end.saturating_add(key.len() - 1))];
        let mut redacted = Vec::new();
        let mut at = 0;
        while let Some(found) = position(&searched[at..], key) {
            redacted.extend_from_slice(&bytes[at..at + found]);
            redacted.extend_from_slice(MASK);
            at += found + key.len();
        }
        if at == 0 {
            return Cow::Borrowed(&bytes[..end]);
        }
        redacted.extend_from_slice(bytes.get(at..end).unwrap_or_default());
        Cow::Owned(redacted)
    }
}

fn invalid(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Status::ApiKey, message).about("options.api_key")
}

/// Finds `part` in upper or lower case: the URL parser, for example, changes a host name to lower case.
fn position(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window.eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "0123456789ab";

    fn key() -> ApiKey {
        ApiKey::new(KEY).expect("a valid key")
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
        assert_eq!(ApiKey::new("short").expect("a valid key").redact("a short one"), "a short one");
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

    /// Compiles only for types without `Debug`: for a type with `Debug` both implementations apply, which is ambiguous.
    trait NotDebug<Which> {
        fn checked() {}
    }
    struct Without;
    struct With;
    impl<T> NotDebug<Without> for T {}
    impl<T: std::fmt::Debug> NotDebug<With> for T {}

    #[test]
    fn what_holds_the_key_has_no_debug_output() {
        <ApiKey as NotDebug<_>>::checked();
        <HeaderText as NotDebug<_>>::checked();
        <crate::api::ClientOptions as NotDebug<_>>::checked();
        <crate::api::Client as NotDebug<_>>::checked();
        <crate::api::client::CallSender as NotDebug<_>>::checked();
        <crate::transport::HttpRequest as NotDebug<_>>::checked();
        <crate::transport::Worker as NotDebug<_>>::checked();
        <crate::transport::Call<crate::api::CallResult<()>> as NotDebug<_>>::checked();
    }
}
