//! The API key: checked, sent in one header, and kept out of what a failed call hands out. A service, or a proxy on the
//! way, may repeat in its complaint what it was sent.

use super::{Answer, Error, Status};
use reqwest::header::HeaderValue;
use std::borrow::Cow;

/// What stands where the key stood.
const MASK: &[u8] = b"***";
/// What refusals end with where their words were cut.
const CUT: &str = "…";
/// Less than this is no key, and would be found in ordinary words.
const SEARCHED: usize = 8;
/// As much of the key before a cut is taken for its beginning.
const BEGINNING: usize = 4;

fn invalid(message: impl Into<Cow<'static, str>>) -> Error {
    Error::new(Status::ApiKey, message).about("options.api_key")
}

#[derive(Clone)]
pub(super) struct Key(HeaderValue);

impl Key {
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
        let mut value = HeaderValue::from_str(key).map_err(|_| invalid("the API key cannot be sent: copy it again"))?;
        value.set_sensitive(true);
        Ok(Self(value))
    }

    /// The key as a header value that no log shows.
    pub fn header(&self) -> HeaderValue {
        self.0.clone()
    }

    /// An answer of which nothing that explains a failure shows the key. A good one is the caller's data, and stays as it
    /// came.
    pub fn kept_out_of<T>(&self, mut answer: Answer<T>) -> Answer<T> {
        let Some(error) = answer.error else { return answer };
        answer.error = Some(self.kept_out_of_error(error));
        let cut = answer.is_cut();
        if let Some(concealed) = answer.raw.as_deref().and_then(|raw| self.concealed(raw, cut)) {
            answer.raw = Some(concealed);
        }
        answer
    }

    pub fn kept_out_of_error(&self, mut error: Error) -> Error {
        if let Some(message) = self.concealed(error.message.as_bytes(), false) {
            error.message = Cow::Owned(text(message));
        }
        for said in [&mut error.service_message, &mut error.reference].into_iter().flatten() {
            if let Some(concealed) = self.concealed(said.as_bytes(), false) {
                *said = text(concealed);
            }
        }
        error
    }

    /// The text with the key masked, or `None` where it does not show the key. `cut`: it may end within the key.
    fn concealed(&self, shown: &[u8], cut: bool) -> Option<Vec<u8>> {
        let key = self.0.as_bytes();
        if key.len() < SEARCHED {
            return None;
        }
        let mut concealed = replaced(shown, key, MASK);
        let beginnings = || (BEGINNING..key.len()).rev().map(|length| &key[..length]);
        let now = concealed.as_deref().unwrap_or(shown);
        if position(now, CUT.as_bytes()).is_some() {
            let before_cut = |beginning: &[u8]| {
                replaced(now, &[beginning, CUT.as_bytes()].concat(), &[MASK, CUT.as_bytes()].concat())
            };
            concealed = beginnings().find_map(before_cut).or(concealed);
        }
        let now = concealed.as_deref().unwrap_or(shown);
        if let Some(beginning) = beginnings().find(|beginning| cut && ends_with(now, beginning)) {
            concealed = Some([&now[..now.len() - beginning.len()], MASK].concat());
        }
        concealed
    }
}

/// What was text stays text: the key and its mask are ASCII.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8_lossy(&bytes).into_owned()
}

/// In any case: a host's name, for one, comes back in small letters.
fn position(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window.eq_ignore_ascii_case(part))
}

fn ends_with(text: &[u8], part: &[u8]) -> bool {
    text.len() >= part.len() && text[text.len() - part.len()..].eq_ignore_ascii_case(part)
}

fn replaced(text: &[u8], part: &[u8], with: &[u8]) -> Option<Vec<u8>> {
    let mut at = position(text, part)?;
    let (mut result, mut rest) = (Vec::with_capacity(text.len()), text);
    loop {
        result.extend_from_slice(&rest[..at]);
        result.extend_from_slice(with);
        rest = &rest[at + part.len()..];
        match position(rest, part) {
            Some(next) => at = next,
            None => break,
        }
    }
    result.extend_from_slice(rest);
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(key: &str, text: &str, cut: bool) -> String {
        let key = Key::new(key).expect("a key");
        let concealed = key.concealed(text.as_bytes(), cut);
        assert_ne!(concealed.as_deref(), Some(text.as_bytes()), "nothing to conceal is None");
        concealed.map_or_else(|| text.to_owned(), super::text)
    }

    #[test]
    fn the_key_is_masked_wherever_it_stands_and_however_it_is_written() {
        for (text, masked) in [
            ("", ""),
            ("no key 0123456", "no key 0123456"),
            ("0123456789ab", "***"),
            ("key=0123456789AB&x", "key=***&x"),
            ("0123456789ab0123456789abü0123456789ab", "******ü***"),
            ("01230123456789ab", "0123***"),
        ] {
            assert_eq!(shown("0123456789ab", text, false), masked);
        }
        assert_eq!(shown("short", "a short one", false), "a short one");
    }

    #[test]
    fn half_a_key_at_a_cut_is_masked() {
        for (text, masked) in [
            ("said 0123456789a…", "said ***…"),
            ("to 0123…, which", "to ***…, which"),
            ("0123456789ab and 01234567…", "*** and ***…"),
            ("said 012…", "said 012…"),
            ("said 01234567", "said 01234567"),
        ] {
            assert_eq!(shown("0123456789ab", text, false), masked);
        }
        assert_eq!(shown("0123456789ab", "said 0123456789", true), "said ***");
        assert_eq!(shown("0123456789ab", "said 0123456789ab", true), "said ***");
        assert_eq!(shown("0123456789ab", "said 01", true), "said 01");
    }

    #[test]
    fn a_failure_is_masked_in_all_its_texts_and_a_good_answer_in_none() {
        let key = Key::new("0123456789ab").expect("a key");
        let bad = Error {
            service_message: Some("no 0123456789ab".into()),
            reference: Some("0123456789ab".into()),
            ..Error::new(Status::Refused, "refused: no 0123456789ab")
        };
        let answer: Answer<()> = key.kept_out_of(Answer::bad(bad, b"{\"ERROR\":\"no 0123456789ab\"}".into()));
        let error = answer.error.expect("an error");
        assert_eq!(error.message, "refused: no ***");
        assert_eq!(error.service_message.as_deref(), Some("no ***"));
        assert_eq!(error.reference.as_deref(), Some("***"));
        assert_eq!(answer.raw.as_deref(), Some(b"{\"ERROR\":\"no ***\"}".as_slice()));
        let good = key.kept_out_of(Answer::good((), b"0123456789ab".into()));
        assert_eq!(good.raw.as_deref(), Some(b"0123456789ab".as_slice()));
    }

    #[test]
    fn a_reply_that_was_cut_within_the_key_is_masked() {
        let key = Key::new("0123456789ab").expect("a key");
        let mut reply = vec![b'x'; 64 * 1024 - 6];
        reply.extend_from_slice(b"0123456789ab");
        let answer: Answer<()> = key.kept_out_of(Answer::bad(Error::new(Status::Refused, "no"), reply));
        assert!(answer.raw.expect("a reply").ends_with(b"x***"));
    }

    /// `{:?}` of what holds the key shows none of it, or does not compile: see `NotDebug`.
    #[test]
    fn debug_texts_do_not_show_the_key() {
        let key = Key::new("0123456789ab").expect("a key");
        for shown in [format!("{:?}", key.header()), format!("{:#?}", key.header())] {
            assert!(!shown.contains("0123"), "{shown}");
        }
    }

    /// Compiles for types without `Debug` only: for one that has it, two implementations fit.
    trait NotDebug<Which> {
        fn checked() {}
    }
    struct Without;
    struct With;
    impl<T> NotDebug<Without> for T {}
    impl<T: std::fmt::Debug> NotDebug<With> for T {}

    #[test]
    fn what_holds_the_key_cannot_be_printed() {
        <Key as NotDebug<_>>::checked();
        <crate::api::ClientOptions as NotDebug<_>>::checked();
        <crate::api::Client as NotDebug<_>>::checked();
        <crate::api::client::Sender as NotDebug<_>>::checked();
        <crate::transport::Request as NotDebug<_>>::checked();
        <crate::transport::Worker as NotDebug<_>>::checked();
        <crate::transport::Call<Answer<()>> as NotDebug<_>>::checked();
    }
}
