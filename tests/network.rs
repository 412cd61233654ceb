//! What goes wrong below HTTP, and what has to go right: connections, names and proxies. TLS is in `tls.rs`, and what goes
//! wrong inside HTTP in `faults.rs`.

mod support;

use std::{
    io::{Read, Write},
    sync::{Arc, Mutex},
};
use support::{
    Folder,
    cases::{Case, program, run},
    raw::{RawServer, answer, closed_port, read_request, relay},
    tls::{Authority, Validity},
};

/// Nobody is called that, by a promise of the Internet's authorities.
const NOBODY: &str = "no-such-host.invalid";
const CHARACTER: &str = r#"{"character_id":"i"}"#;

/// The heads of the requests that a server saw.
type Seen = Arc<Mutex<Vec<String>>>;

/// A server that notes the head of each request, and answers the same thing to all.
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
fn connections() {
    let closes = RawServer::start(drop);
    // What lies unread when a connection is closed makes the system reset it.
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
    let refused = Case { status: "CONVAI_ERROR_CONNECT", words: "check the base URL, the network", ..Case::default() };
    let lost = Case { status: "CONVAI_ERROR_CONNECTION_LOST", words: "try again", ..Case::default() };
    let strange = Case { status: "CONVAI_ERROR_BAD_REPLY", words: "check that the base URL is", ..Case::default() };
    run(&[
        Case { name: "refused", url: format!("http://127.0.0.1:{}", closed_port()), ..refused },
        Case { name: "closed at once", url: closes.url(), sent: '?', ..lost },
        Case { name: "reset in the middle", url: resets.url(), sent: '1', ..lost },
        Case { name: "not HTTP", url: no_http.url(), sent: '1', ..strange },
        Case { name: "no HTTP status", url: no_status.url(), sent: '1', ..strange },
        Case { name: "an endless head", url: long_head.url(), sent: '1', ..strange },
    ]);
    // Nothing is tried a second time once some of it was sent.
    assert_eq!(resets.connections(), 1);
    assert_eq!(no_http.connections(), 1);
}

#[test]
fn names() {
    let unknown = Case {
        status: "CONVAI_ERROR_NAME_NOT_RESOLVED",
        words: "no-such-host.invalid cannot be resolved",
        ..Case::default()
    };
    let (server, seen) = answers("200 OK", CHARACTER);
    run(&[
        Case { name: "http", url: format!("http://{NOBODY}"), ..unknown },
        Case { name: "https", url: format!("https://{NOBODY}:8443/path"), ..unknown },
        Case { name: "localhost", url: format!("http://localhost:{}", server.address().port()), ..Case::default() },
    ]);
    assert_eq!(seen.lock().expect("no panic").len(), 1);
}

#[test]
fn proxies_that_refuse() {
    let (forbids, _) = answers("403 Forbidden", "not through here");
    let (asks, _) = answers("407 Proxy Authentication Required", "who are you?");
    let closes = RawServer::start(drop);
    let nobody = format!("http://127.0.0.1:{}", closed_port());
    let (forbids, asks, closes) = (forbids.url(), asks.url(), closes.url());
    let unknown = format!("http://{NOBODY}:3128");
    let http = || "http://service.invalid".to_owned();
    let https = || "https://service.invalid".to_owned();
    let refused = Case { status: "CONVAI_ERROR_PROXY", words: "check the proxy option", ..Case::default() };
    let password = "http://user:sEcReT@";
    let with_password = nobody.replace("http://", password);
    run(&[
        Case { name: "403 to a tunnel", url: https(), proxy: &forbids, ..refused },
        Case { name: "407 to a tunnel", url: https(), proxy: &asks, ..refused },
        Case { name: "a tunnel that is closed", url: https(), proxy: &closes, ..refused },
        Case { name: "a tunnel, nobody there", url: https(), proxy: &nobody, ..refused },
        Case { name: "nobody there", url: http(), proxy: &nobody, ..refused },
        Case { name: "nobody there, with a password", url: http(), proxy: &with_password, ..refused },
        Case { name: "a proxy without an address", url: http(), proxy: &unknown, ..refused },
        Case {
            name: "407 to a request",
            url: http(),
            proxy: &asks,
            http_status: 407,
            sent: '1',
            words: "add them to the proxy's URL: who are you?",
            ..refused
        },
        // Without TLS nobody can tell a proxy's 403 from the service's own: its words are there.
        Case {
            name: "403 to a request",
            url: http(),
            proxy: &forbids,
            status: "CONVAI_ERROR_AUTHENTICATION",
            http_status: 403,
            sent: '1',
            words: "not through here",
            ..Case::default()
        },
    ]);
}

/// The way through a proxy, with its password; TLS inside a tunnel keeps the key from it.
#[test]
fn proxies_that_let_pass() {
    let (proxy, plain) = answers("200 OK", CHARACTER);
    let authority = Authority::new("An authority");
    let service = authority.identity("service.invalid", Validity::Now).serve("200 OK", CHARACTER);
    let (tunnel, tunnelled) = tunnel_to(&service.server);
    let folder = Folder::new("proxies");
    let pem = folder.file("authority.pem", &authority.pem).display().to_string();
    let (proxy, tunnel) = (with_password(&proxy), with_password(&tunnel));
    run(&[
        Case { name: "plain", url: "http://service.invalid/v1".into(), proxy: &proxy, ..Case::default() },
        Case { name: "tunnel", url: "https://service.invalid".into(), proxy: &tunnel, trust: &pem, ..Case::default() },
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

/// The host's own settings are honoured, except for what is on this very machine and where "direct" says otherwise.
#[test]
fn proxies_of_the_host() {
    let (proxy, through) = answers("200 OK", CHARACTER);
    let (service, directly) = answers("200 OK", CHARACTER);
    let nobody = format!("http://127.0.0.1:{}", closed_port());
    let host = Case { proxy: "", ..Case::default() };
    let cases = [Case { name: "the world", url: "http://service.invalid".into(), ..host }];
    program(&cases).variable("http_proxy", proxy.url()).passes();
    assert_eq!(through.lock().expect("no panic").len(), 1);
    let cases = [
        Case { name: "this machine", url: service.url(), ..host },
        Case { name: "direct", url: service.url(), ..Case::default() },
        // That a proxy was in between cannot be told here; the message thinks of it.
        Case {
            name: "nobody at the host's",
            url: "http://service.invalid".into(),
            status: "CONVAI_ERROR_CONNECT",
            words: "the host's proxy settings",
            ..host
        },
    ];
    program(&cases).variable("http_proxy", nobody).passes();
    assert_eq!(directly.lock().expect("no panic").len(), 2);
}

fn with_password(proxy: &RawServer) -> String {
    format!("http://user:word@{}", proxy.address())
}

/// A proxy that leads every tunnel to one server.
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
