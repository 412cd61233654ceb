//! The address of a server, below which requests have their paths.

use std::fmt;
use std::net::IpAddr;

use hyper::Uri;
use hyper::http::uri::{Authority, PathAndQuery, Scheme};
use serde::{Deserialize, Serialize};

/// An `http` or `https` URL without credentials, query and fragment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct BaseUrl {
    scheme: Scheme,
    authority: Authority,
    /// Without a slash at its end.
    path: String,
}

impl BaseUrl {
    /// The error says what is wrong with the URL.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.trim().parse::<Uri>().map_err(|error| format!("{text} is not a URL: {error}"))?.into_parts();
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err(format!("{text} is not a complete URL, such as http://127.0.0.1:8080/v1"));
        };
        if scheme != Scheme::HTTP && scheme != Scheme::HTTPS {
            return Err(format!("{text} begins with neither http:// nor https://"));
        }
        if authority.as_str().contains('@') {
            return Err("a URL with a user name or a password is refused; leave out what precedes the @".to_owned());
        }
        // The parser drops a fragment.
        if text.contains(['?', '#']) {
            return Err(format!("{text} has a query or a fragment; leave it out"));
        }
        let path = parts.path_and_query.map_or(String::new(), |path| path.path().trim_end_matches('/').to_owned());
        Ok(Self { scheme, authority, path })
    }

    /// Whether the server is on this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.authority.host().trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Whether both are on the same host and port.
    pub fn same_server(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.authority == other.authority
    }

    /// The URL of a path that begins with a slash, with its query.
    pub fn join(&self, path: &str) -> Result<Uri, String> {
        let joined = format!("{}{path}", self.path);
        let path = PathAndQuery::try_from(joined).map_err(|error| format!("{path} is not a path: {error}"))?;
        Uri::builder()
            .scheme(self.scheme.clone())
            .authority(self.authority.clone())
            .path_and_query(path)
            .build()
            .map_err(|error| error.to_string())
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<BaseUrl> for String {
    fn from(url: BaseUrl) -> Self {
        url.to_string()
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.authority, self.path)
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_with_one_slash() {
        for base in ["http://localhost:8080/v1", "http://localhost:8080/v1/", " http://localhost:8080/v1// "] {
            let url = BaseUrl::parse(base).expect("a URL");
            assert_eq!(url.join("/chat?a=b").expect("a URL"), "http://localhost:8080/v1/chat?a=b");
            assert_eq!(url.to_string(), "http://localhost:8080/v1");
        }
        let url = BaseUrl::parse("https://[::1]:8443").expect("a URL");
        assert_eq!(url.join("/x").expect("a URL"), "https://[::1]:8443/x");
    }

    #[test]
    fn other_urls_are_refused() {
        let wrong = [
            "",
            "localhost",
            "/v1",
            "ftp://host",
            "http://",
            "http://user:secret@host",
            "http://host/?a=b",
            "http://host/#a",
        ];
        for text in wrong {
            let error = BaseUrl::parse(text).expect_err(text);
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
