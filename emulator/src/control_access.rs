//! Decides who may use the control routes. They show what players said and change how the emulator behaves, so a website
//! in a developer's browser must not reach them, and another machine needs the API key.

use std::net::{IpAddr, SocketAddr};

use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use hyper::http::uri::Authority;

/// Returns why the request is refused. `api_key` is the only key that the emulator accepts, if there is one; a request
/// that carries it is always admitted, because no website knows it.
pub fn refuse(peer: SocketAddr, head: &Parts, api_key: Option<&str>) -> Option<&'static str> {
    let sent_key = text(&head.headers, "convai-api-key");
    if api_key.is_some() && sent_key == api_key {
        return None;
    }
    if !peer.ip().to_canonical().is_loopback() {
        return Some("another machine needs the API key: send it in the header CONVAI-API-KEY");
    }
    let host = host(head);
    if host.is_some_and(|host| !names_this_machine(host)) {
        return Some(WRONG_HOST);
    }
    if is_embedded_elsewhere(&head.headers) {
        return Some("a web page of another origin may not use the control routes");
    }
    match text(&head.headers, "origin") {
        Some(origin) if !is_same_origin(origin, host) => {
            Some("a web page of another origin may not use the control routes")
        }
        _ => None,
    }
}

/// Returns why the files of the page are refused. They contain no data, and the page needs no key to ask for one. But under
/// the host name of a website, a developer could take them for the emulator's and enter the key.
pub fn refuse_page(peer: SocketAddr, head: &Parts) -> Option<&'static str> {
    let local = peer.ip().to_canonical().is_loopback();
    (local && host(head).is_some_and(|host| !names_this_machine(host))).then_some(WRONG_HOST)
}

/// A website can let its own host name resolve to 127.0.0.1. The browser then takes the emulator for that site.
const WRONG_HOST: &str = "the Host header must be localhost or an IP address";

fn host(head: &Parts) -> Option<&str> {
    text(&head.headers, "host").or(head.uri.authority().map(Authority::as_str))
}

/// Whether a browser says that a page of another origin loads this, for example as the source of an `<audio>`: such a
/// request has no `Origin`, and its page learns how long the recording is. A link that the user follows is allowed.
fn is_embedded_elsewhere(headers: &HeaderMap) -> bool {
    let is_link =
        text(headers, "sec-fetch-mode") == Some("navigate") && text(headers, "sec-fetch-dest") == Some("document");
    text(headers, "sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) && !is_link
}

/// Whether the host is an IP address or `localhost`, with or without a port.
fn names_this_machine(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else {
        return false;
    };
    let name = authority.host().to_ascii_lowercase();
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(&name);
    name == "localhost" || name.ends_with(".localhost") || address.parse::<IpAddr>().is_ok()
}

/// Whether the page that sent the request came from the emulator itself.
fn is_same_origin(origin: &str, host: Option<&str>) -> bool {
    let authority = origin.split_once("://").map(|(_, authority)| authority);
    authority.zip(host).is_some_and(|(authority, host)| authority.eq_ignore_ascii_case(host))
}

/// The value of a header. A value that is not ASCII becomes an empty text, which is no valid host, origin or key.
fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_admitted(peer: &str, headers: &[(&str, &str)], key: Option<&str>) -> bool {
        let mut request = hyper::Request::get("/_emulator/journal");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).expect("a request").into_parts();
        refuse(peer.parse().expect("an address"), &head, key).is_none()
    }

    #[test]
    fn a_host_name_that_a_website_can_own_is_refused() {
        let loopback = "127.0.0.1:5000";
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "192.168.0.7", "a.localhost:1"] {
            assert!(is_admitted(loopback, &[("host", host)], None), "{host}");
        }
        assert!(is_admitted(loopback, &[], None), "a request of HTTP/1.0");
        for host in ["attacker.example", "127.0.0.1.attacker.example", "localhost.example:8080", "emulator", "a b", ""]
        {
            assert!(!is_admitted(loopback, &[("host", host)], None), "{host}");
        }
    }

    #[test]
    fn a_page_of_another_origin_is_refused() {
        let admitted =
            |origin: &str| is_admitted("[::1]:5000", &[("host", "localhost:8080"), ("origin", origin)], None);
        assert!(admitted("http://localhost:8080") && admitted("https://LOCALHOST:8080"));
        for origin in
            ["https://attacker.example", "http://localhost:3000", "http://localhost", "null", "", "localhost:8080"]
        {
            assert!(!admitted(origin), "{origin}");
        }
    }

    #[test]
    fn a_page_of_another_origin_cannot_embed_a_recording() {
        let admitted = |site: &str, mode: &str, destination: &str| {
            let host = ("host", "localhost:8080");
            let fetch = [("sec-fetch-site", site), ("sec-fetch-mode", mode), ("sec-fetch-dest", destination)];
            is_admitted("127.0.0.1:5000", &[host, fetch[0], fetch[1], fetch[2]], None)
        };
        assert!(admitted("same-origin", "cors", "empty") && admitted("none", "navigate", "document"));
        assert!(admitted("cross-site", "navigate", "document"), "a link");
        for site in ["cross-site", "same-site", "", "anything"] {
            assert!(!admitted(site, "no-cors", "audio"), "{site}");
            assert!(!admitted(site, "navigate", "iframe"), "{site}");
            assert!(!admitted(site, "no-cors", "document"), "{site}");
        }
    }

    #[test]
    fn the_files_of_the_page_need_no_key_but_the_right_host() {
        let refused = |peer: &str, host: &str| {
            let request = hyper::Request::get("/_emulator/").header("host", host).body(()).expect("a request");
            refuse_page(peer.parse().expect("an address"), &request.into_parts().0).is_some()
        };
        assert!(!refused("127.0.0.1:5000", "localhost:8080") && !refused("192.168.0.20:5000", "my-pc.example:8080"));
        assert!(refused("127.0.0.1:5000", "attacker.example:8080"));
    }

    #[test]
    fn another_machine_needs_the_key() {
        let headers = [("host", "my-pc.example:8080"), ("convai-api-key", "the-right-key")];
        for peer in ["192.168.0.20:5000", "127.0.0.1:5000", "[::ffff:192.168.0.20]:5000"] {
            assert!(is_admitted(peer, &headers, Some("the-right-key")), "{peer}");
            assert!(!is_admitted(peer, &headers, Some("another-key")), "{peer}");
            assert!(!is_admitted(peer, &headers, None), "{peer}: without a fixed key, a key proves nothing");
        }
        let host = [("host", "192.168.0.1:8080")];
        assert!(!is_admitted("192.168.0.20:5000", &host, Some("the-right-key")));
        assert!(is_admitted("[::ffff:127.0.0.1]:5000", &host, Some("the-right-key")), "the machine itself");
    }
}
