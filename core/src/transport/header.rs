//! Text that goes into a request header.

use reqwest::header::HeaderValue;

/// The value of a request header, checked: it holds no line break and no other character that a header cannot carry.
#[derive(Clone)]
pub struct HeaderText(HeaderValue);

impl HeaderText {
    /// `None` if the text cannot be sent in a header.
    pub fn new(text: &str) -> Option<Self> {
        HeaderValue::from_str(text).ok().map(Self)
    }

    pub const fn from_static(text: &'static str) -> Self {
        Self(HeaderValue::from_static(text))
    }

    /// Marks the value as a secret: no log and no `Debug` output shows it.
    pub fn sensitive(mut self) -> Self {
        self.0.set_sensitive(true);
        self
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub(super) fn into_value(self) -> HeaderValue {
        self.0
    }
}
