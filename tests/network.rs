//! Connections, host names and proxies. TLS is in `tls.rs`, and failures of HTTP in `faults.rs`.

mod support;

use std::{
    io::{Read, Write},
    sync::{Arc, Mutex},
};
use support::{
    Folder,
    network_table::{Row, program, run},
    raw_server::{RawServer, answer, closed_port, read_request, relay},
    tls_server::{Authority, Validity},
};

/// RFC 2606 reserves ".invalid": no host has such a name.
const UNKNOWN_HOST: &str = "no-such-host.invalid";
const CHARACTER: &str = r#"{"character_id":"i"}"#;

/// The heads of the requests that a server received.
type Seen = Arc<Mutex<Vec<String>>>;

/// A server that records the head of each request and sends the same response to all.
fn answers(status: &'static str, body: &'static str) -> (RawServer, Seen) {
    let seen = Seen::default();
    let noted = seen.clone();
    let server = RawServer::start(move |stream| {
        if let Ok(request) = read_request(&stream) {
            noted.lock().expect("no panic").push(request.head);
            answer(&stream, status, body);
        }
    });
    (server, seen)
}

#[test]
fn a_failed_connection_has_its_status_and_is_not_retried() {
    let closes = RawServer::start(drop);
    // The system resets a connection that is closed with unread data.
    let resets = RawServer::start(|mut stream| drop(stream.read_exact(&mut [0; 10])));
    let no_http = RawServer::start(|mut stream| {
        let _ = read_request(&stream);
        let _ = stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n");
    });
    let no_status = RawServer::start(|mut stream| {
        let _ = read_request(&stream);
        let _ = stream.write_all(b"HTTP/1.1 abc\r\n\r\n");
    });
    let long_head = RawServer::start(|mut stream| {
        let _ = read_request(&stream);
        let _ = write!(stream, "HTTP/1.1 200 OK\r\nX-Long: {}", "x".repeat(2_000_000));
    });
    let many_headers = RawServer::start(|mut stream| {
        let _ = read_request(&stream);
        let headers: String = (0..101).map(|number| format!("X-{number}: x\r\n")).collect();
        let _ = write!(stream, "HTTP/1.1 200 OK\r\n{headers}Content-Length: 0\r\n\r\n");
    });
    let refused = Row { status: "CONVAI_ERROR_CONNECT", words: "check the base URL, the network", ..Row::default() };
    let lost = Row { status: "CONVAI_ERROR_CONNECTION_LOST", words: "try again", ..Row::default() };
    let strange = Row { status: "CONVAI_ERROR_BAD_REPLY", words: "check that the base URL is", ..Row::default() };
    run(&[
        Row { name: "refused", url: format!("http://127.0.0.1:{}", closed_port()), ..refused },
        Row { name: "closed at once", url: closes.url(), sent: '?', ..lost },
        Row { name: "reset in the middle", url: resets.url(), sent: '1', ..lost },
        Row { name: "not HTTP", url: no_http.url(), sent: '1', ..strange },
        Row { name: "no HTTP status", url: no_status.url(), sent: '1', ..strange },
        Row {
            name: "an endless head",
            url: long_head.url(),
            sent: '1',
            words: "the reply's head is too large",
            ..strange
        },
        Row { name: "101 headers", url: many_headers.url(), sent: '1', words: "more than 100 headers", ..strange },
    ]);
    // The library does not retry a request of which a part was sent.
    assert_eq!(resets.connections(), 1);
    assert_eq!(no_http.connections(), 1);
}

/// RFC 9112 calls this obsolete, and requires that a client reads it.
#[test]
fn a_folded_header_is_read() {
    let folds = RawServer::start(|mut stream| {
        let _ = read_request(&stream);
        let head = "HTTP/1.1 200 OK\r\nX-Folded: one\r\n  two\r\nContent-Type: application/json";
        let _ = write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{CHARACTER}", CHARACTER.len());
    });
    run(&[Row { name: "folded", url: folds.url(), ..Row::default() }]);
}

#[test]
fn an_unknown_host_is_name_not_resolved_and_localhost_works() {
    let unknown = Row {
        status: "CONVAI_ERROR_NAME_NOT_RESOLVED",
        words: "no-such-host.invalid cannot be resolved",
        ..Row::default()
    };
    let (server, seen) = answers("200 OK", CHARACTER);
    run(&[
        Row { name: "http", url: format!("http://{UNKNOWN_HOST}"), ..unknown },
        Row { name: "https", url: format!("https://{UNKNOWN_HOST}:8443/path"), ..unknown },
        Row { name: "localhost", url: format!("http://localhost:{}", server.address().port()), ..Row::default() },
    ]);
    assert_eq!(seen.lock().expect("no panic").len(), 1);
}

#[test]
fn a_proxy_that_refuses_or_is_unreachable_has_its_status() {
    let (forbids, _) = answers("403 Forbidden", "not through here");
    let (asks, _) = answers("407 Proxy Authentication Required", "who are you?");
    let closes = RawServer::start(drop);
    let unreachable = format!("http://127.0.0.1:{}", closed_port());
    let (forbids, asks, closes) = (forbids.url(), asks.url(), closes.url());
    let unknown = format!("http://{UNKNOWN_HOST}:3128");
    let http = || "http://service.invalid".to_owned();
    let https = || "https://service.invalid".to_owned();
    let refused = Row { status: "CONVAI_ERROR_PROXY", words: "check the proxy option", ..Row::default() };
    let password = "http://user:sEcReT@";
    let with_password = unreachable.replace("http://", password);
    run(&[
        Row { name: "403 to a tunnel", url: https(), proxy: &forbids, ..refused },
        Row { name: "407 to a tunnel", url: https(), proxy: &asks, ..refused },
        Row { name: "a tunnel that is closed", url: https(), proxy: &closes, ..refused },
        Row { name: "a tunnel, the proxy is unreachable", url: https(), proxy: &unreachable, ..refused },
        Row { name: "the proxy is unreachable", url: http(), proxy: &unreachable, ..refused },
        Row { name: "unreachable, with a password", url: http(), proxy: &with_password, ..refused },
        Row { name: "a proxy without an address", url: http(), proxy: &unknown, ..refused },
        Row {
            name: "407 to a request",
            url: http(),
            proxy: &asks,
            http_status: 407,
            sent: '1',
            words: "add them to the proxy's URL: who are you?",
            ..refused
        },
        // Without TLS a 403 of the proxy cannot be told from one of the service. The message contains its body.
        Row {
            name: "403 to a request",
            url: http(),
            proxy: &forbids,
            status: "CONVAI_ERROR_AUTHENTICATION",
            http_status: 403,
            sent: '1',
            words: "not through here",
            ..Row::default()
        },
    ]);
}

/// The proxy gets its password. A request in a tunnel is encrypted, so the proxy does not see the API key.
#[test]
fn requests_go_through_a_proxy() {
    let (proxy, plain) = answers("200 OK", CHARACTER);
    let authority = Authority::new("An authority");
    let service = authority.identity("service.invalid", Validity::Now).serve("200 OK", CHARACTER);
    let (tunnel, tunnelled) = tunnel_to(&service.server);
    let folder = Folder::new("proxies");
    let pem = folder.file("authority.pem", &authority.pem).display().to_string();
    let (proxy, tunnel) = (with_password(&proxy), with_password(&tunnel));
    run(&[
        Row { name: "plain", url: "http://service.invalid/v1".into(), proxy: &proxy, ..Row::default() },
        Row { name: "tunnel", url: "https://service.invalid".into(), proxy: &tunnel, trust: &pem, ..Row::default() },
    ]);
    let heads = plain.lock().expect("no panic").join("");
    assert!(heads.starts_with("POST http://service.invalid/v1/character/get HTTP/1.1\r\n"), "{heads}");
    // "user:word" in base64.
    assert!(heads.to_lowercase().contains("proxy-authorization: basic dxnlcjp3b3jk\r\n"), "{heads}");
    let heads = tunnelled.lock().expect("no panic").join("");
    assert!(heads.starts_with("CONNECT service.invalid:443 HTTP/1.1\r\n"), "{heads}");
    assert!(heads.to_lowercase().contains("proxy-authorization: basic dxnlcjp3b3jk\r\n"), "{heads}");
    assert!(!heads.contains("sEcReT") && !heads.to_lowercase().contains("convai-api-key"), "{heads}");
}

/// Without a body, the library learns in another way that a request was sent.
#[test]
fn requests_without_a_body_are_sent_over_tls_and_through_proxies() {
    const VOICES: &str = r#"{"Voices":[{"Ida":{"voice_value":"i"}}]}"#;
    let authority = Authority::new("An authority");
    let (plain, seen) = answers("200 OK", VOICES);
    let secure = authority.identity("localhost", Validity::Now).serve("200 OK", VOICES);
    let service = authority.identity("service.invalid", Validity::Now).serve("200 OK", VOICES);
    let (tunnel, _) = tunnel_to(&service.server);
    let (forbids, _) = answers("403 Forbidden", "not through here");
    let closes = RawServer::start(drop);
    let swallows = RawServer::start(|stream| drop(read_request(&stream)));
    let folder = Folder::new("without-body");
    let pem = folder.file("authority.pem", &authority.pem).display().to_string();
    let (through, tunnel, forbids) = (plain.url(), tunnel.url(), forbids.url());
    let unreachable = format!("http://127.0.0.1:{}", closed_port());
    let voices = Row { call: "voices", ..Row::default() };
    let url = String::new;
    let https = || "https://service.invalid".to_owned();
    let refused = Row { url: url(), status: "CONVAI_ERROR_PROXY", words: "check the proxy option", ..voices };
    let lost = Row { url: url(), status: "CONVAI_ERROR_CONNECTION_LOST", words: "try again", ..voices };
    run(&[
        Row { name: "plain", url: plain.url(), ..voices },
        Row { name: "over TLS", url: secure.url("localhost"), trust: &pem, ..voices },
        Row { name: "a proxy", url: "http://service.invalid".into(), proxy: &through, ..voices },
        Row { name: "a tunnel", url: https(), proxy: &tunnel, trust: &pem, ..voices },
        Row { name: "403 to a tunnel", url: https(), proxy: &forbids, ..refused },
        Row { name: "an unreachable proxy", url: https(), proxy: &unreachable, ..refused },
        Row {
            name: "not trusted",
            url: secure.url("localhost"),
            status: "CONVAI_ERROR_TLS",
            words: "the server's certificate is not trusted",
            ..voices
        },
        Row {
            name: "refused",
            url: unreachable.clone(),
            status: "CONVAI_ERROR_CONNECT",
            words: "the network",
            ..voices
        },
        Row { name: "closed at once", url: closes.url(), sent: '?', ..lost },
        Row { name: "closed after the request", url: swallows.url(), sent: '1', ..lost },
    ]);
    let heads = seen.lock().expect("no panic").join("");
    assert!(heads.starts_with("GET /tts/get_available_voices HTTP/1.1\r\n"), "{heads}");
    assert!(heads.contains("GET http://service.invalid/tts/get_available_voices HTTP/1.1\r\n"), "{heads}");
    let heads = [secure.heads(), service.heads()].concat();
    assert_eq!(heads.len(), 2, "{heads:?}");
    for head in heads {
        assert!(head.starts_with("GET /tts/get_available_voices HTTP/1.1\r\n"), "{head}");
        assert!(!head.to_lowercase().contains("content-length"), "{head}");
    }
    assert_eq!(swallows.connections(), 1, "a request that was sent is not repeated");
}

/// Except for loopback addresses, and with the proxy option "direct".
#[test]
fn the_proxy_settings_of_the_host_apply() {
    let (proxy, through) = answers("200 OK", CHARACTER);
    let (service, directly) = answers("200 OK", CHARACTER);
    let unreachable = format!("http://127.0.0.1:{}", closed_port());
    let host = Row { proxy: "", ..Row::default() };
    let cases = [Row { name: "the world", url: "http://service.invalid".into(), ..host }];
    program(&cases).variable("http_proxy", proxy.url()).passes();
    assert_eq!(through.lock().expect("no panic").len(), 1);
    let cases = [
        Row { name: "this machine", url: service.url(), ..host },
        Row { name: "direct", url: service.url(), ..Row::default() },
        Row {
            name: "the system's is unreachable",
            url: "http://service.invalid".into(),
            status: "CONVAI_ERROR_PROXY",
            words: "the system's proxy settings",
            ..host
        },
    ];
    program(&cases).variable("http_proxy", unreachable).passes();
    assert_eq!(directly.lock().expect("no panic").len(), 2);
}

/// The library does not connect to it, and does not advise to try again.
#[test]
fn a_socks_proxy_of_the_host_is_named_as_unsupported() {
    let proxy = RawServer::start(drop);
    let url = format!("socks5h://user:sEcReT@{}", proxy.address());
    let words = format!(
        "name a SOCKS proxy, which is not supported: set `proxy` to an HTTP proxy, or to \"direct\" for none (socks5h://{})",
        proxy.address()
    );
    let row = Row { proxy: "", status: "CONVAI_ERROR_PROXY", words: &words, ..Row::default() };
    let cases = [
        Row { name: "http", url: "http://service.invalid".into(), ..row },
        Row { name: "https", url: "https://service.invalid".into(), ..row },
    ];
    program(&cases).variable("ALL_PROXY", url).passes();
    assert_eq!(proxy.connections(), 0);
}

fn with_password(proxy: &RawServer) -> String {
    format!("http://user:word@{}", proxy.address())
}

/// A proxy that connects every tunnel to one server.
fn tunnel_to(service: &RawServer) -> (RawServer, Seen) {
    let seen = Seen::default();
    let (noted, to) = (seen.clone(), service.address());
    let proxy = RawServer::start(move |mut inside| {
        let Ok(request) = read_request(&inside) else { return };
        noted.lock().expect("no panic").push(request.head);
        let _ = inside.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n");
        relay(inside, to);
    });
    (proxy, seen)
}
