//! URLs of services and proxies.

use reqwest::Url;
use std::net::IpAddr;

/// An absolute `http` or `https` URL with an ASCII host.
#[derive(Clone)]
pub struct HttpUrl(Url);

impl HttpUrl {
    /// Parses a URL. The error is a phrase that says what is wrong; it does not quote the text, which may hold a
    /// password.
    pub fn parse(text: &str) -> Result<Self, String> {
        // The tables for international host names are not linked in (see `idna_adapter` in Cargo.toml). The parser of
        // `http` refuses a host that needs them, so that the URL parser below never sees one.
        if let Err(error) = text.parse::<http::Uri>() {
            let international = !text.is_ascii() || text.contains('%');
            let hint = "its host is not ASCII; write the host's name in Punycode, like xn--bcher-kva.example";
            return Err(if international { hint.into() } else { error.to_string() });
        }
        let url = Url::parse(text).map_err(|error| error.to_string())?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("its scheme is \"{}\"", url.scheme()));
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err("it has no host".into());
        }
        Ok(Self(url))
    }

    pub fn has_credentials(&self) -> bool {
        !self.0.username().is_empty() || self.0.password().is_some()
    }

    /// The scheme, host and port.
    pub(super) fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    pub(super) fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    pub(super) fn host_and_port(&self) -> Option<(String, u16)> {
        Some((self.0.host_str()?.to_owned(), self.0.port_or_known_default()?))
    }

    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub fn has_query_or_fragment(&self) -> bool {
        self.0.query().is_some() || self.0.fragment().is_some()
    }

    /// Whether the host is this machine itself.
    pub fn is_loopback(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default().trim_matches(['[', ']']);
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// The path, without host, query and fragment.
    pub fn path(&self) -> &str {
        self.0.path()
    }

    /// The URL of a path below this one.
    pub fn join(&self, path: &str) -> Self {
        let mut url = self.0.clone();
        url.set_path(&format!("{}/{path}", self.0.path().trim_end_matches('/')));
        Self(url)
    }

    /// The URL with this query in place of its own.
    pub fn with_query(mut self, query: Option<&str>) -> Self {
        self.0.set_query(query);
        self
    }

    pub(super) fn into_url(self) -> Url {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        HttpUrl::parse(text).err().unwrap_or_else(|| panic!("{text} is accepted"))
    }

    #[test]
    fn a_host_beyond_ascii_in_capital_letters_is_refused() {
        for text in ["https://B\u{fc}cher.example", "https://B%c3%bccher.example", "http:\\\\B\u{fc}cher.example"] {
            assert!(error(text).contains("Punycode"), "{text}");
        }
    }

    #[test]
    fn an_at_sign_in_a_file_url_does_not_hide_its_host() {
        assert!(error("file://K%c3%bc@\\\\x").contains("Punycode"));
    }
}
