//! TLS: which certificates the library trusts, the messages for the others, and that no server gets the API key before it
//! is trusted, or through a redirect.

mod support;

use std::io::{Read, Write};
use support::{
    Folder, figures, key,
    network_table::{Row, run},
    raw_server::{RawServer, answer},
    tls_server::{Authority, Identity, RecordingServer, Validity::*},
};

/// The messages for certificates that are not accepted.
const TIME: &str = "the server's certificate is not valid today: check this computer's clock; if it is right, the \
    server needs a new certificate";
const NAME: &str = "the server's certificate is for another name: check the base URL";
const UNTRUSTED: &str = "the server's certificate is not trusted: check the base URL and, behind a proxy that inspects \
    TLS, add its certificate with `ca_pem`";
const OUTDATED: &str =
    "the server offers no safe version of TLS: check the base URL, or update the server or the proxy in between";

const CHARACTER: &str = r#"{"character_id":"i"}"#;

/// A server, its host name, and the expected message, which is empty if its certificate is accepted.
struct Site<'a> {
    name: &'a str,
    host: &'a str,
    trust: &'a str,
    server: RecordingServer,
    words: String,
}

impl<'a> Site<'a> {
    fn trusted(name: &'a str, host: &'a str, trust: &'a str, identity: Identity) -> Self {
        Self { name, host, trust, server: identity.serve("200 OK", CHARACTER), words: String::new() }
    }

    /// The message says what to do, and what is wrong.
    fn refused(self, advice: &str, detail: &str) -> Self {
        Self { words: format!("{advice} (invalid peer certificate: {detail}"), ..self }
    }

    fn row(&self) -> Row<'_> {
        let status = if self.words.is_empty() { "CONVAI_OK" } else { "CONVAI_ERROR_TLS" };
        let url = self.server.url(self.host);
        Row { name: self.name, url, trust: self.trust, status, words: &self.words, ..Row::default() }
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A handshake began, and the key was sent neither in plain text nor inside TLS.
fn no_key(name: &str, server: &RecordingServer) {
    let raw = server.raw();
    assert!(raw.starts_with(&[22, 3]), "{name}: no handshake began, so the test proves nothing");
    assert!(!contains(&raw, key().as_bytes()), "{name}: the key was sent in plain text");
    assert!(server.heads().is_empty(), "{name}: a request was sent");
}

/// This also shows that the servers of the other tests would notice the key.
#[test]
fn certificates_in_ca_pem_are_trusted() {
    let authority = Authority::new("An authority");
    let intermediate = authority.intermediate();
    let (itself, its_pem) = Identity::self_signed("localhost", false);
    let folder = Folder::new("tls-trusted");
    let file = |name, pem: &str| folder.file(name, pem).display().to_string();
    let pem = file("authority.pem", &authority.pem);
    let several = file("several.pem", &format!("{}\n{}", Authority::new("Another").pem, authority.pem));
    let its_pem = file("itself.pem", &its_pem);
    let sites = [
        Site::trusted("by name", "localhost", &pem, authority.identity("localhost", Now)),
        Site::trusted("by address", "127.0.0.1", &pem, authority.identity("127.0.0.1", Now)),
        Site::trusted("one of several", "localhost", &several, authority.identity("localhost", Now)),
        Site::trusted("an intermediate authority", "localhost", &pem, intermediate.identity("localhost", Now)),
        Site::trusted("its own certificate", "localhost", &its_pem, itself),
    ];
    run(&sites.iter().map(Site::row).collect::<Vec<_>>());
    for Site { name, server, .. } in &sites {
        assert!(server.heads()[0].contains(&key()), "{name}: the service gets the key");
        assert!(!contains(&server.raw(), key().as_bytes()), "{name}: the key was sent in plain text");
    }
}

/// The message says what is wrong with the certificate and what to do.
#[test]
fn an_invalid_certificate_is_refused_before_the_key_is_sent() {
    let authority = Authority::new("An authority");
    let intermediate = authority.intermediate();
    let folder = Folder::new("tls-refused");
    let file = |name, authority: &Authority| folder.file(name, &authority.pem).display().to_string();
    let pem = file("authority.pem", &authority);
    let stranger = file("stranger.pem", &Authority::new("A stranger"));
    let namesake = file("namesake.pem", &Authority::new("An authority"));
    let good = || authority.identity("localhost", Now);
    let here = |name, trust, identity| Site::trusted(name, "localhost", trust, identity);
    let (itself, _) = Identity::self_signed("localhost", false);
    // Many tools create self-signed certificates that may sign others.
    let (own, own_pem) = Identity::self_signed("localhost", true);
    let own_pem = folder.file("own.pem", own_pem).display().to_string();
    let alone = intermediate.identity("localhost", Now).alone();
    let not_here = Site::trusted("of another address", "127.0.0.1", &pem, authority.identity("127.0.0.9", Now));
    let sites = [
        here("an unknown authority", "", good()).refused(UNTRUSTED, "UnknownIssuer"),
        here("another authority", &stranger, good()).refused(UNTRUSTED, "UnknownIssuer"),
        here("an authority of that name", &namesake, good()).refused(UNTRUSTED, "BadSignature"),
        here("self-signed", &pem, itself).refused(UNTRUSTED, "UnknownIssuer"),
        here("self-signed by an authority", &own_pem, own).refused(UNTRUSTED, "Other(OtherError(CaUsedAsEndEntity))"),
        here("without the intermediate", &pem, alone).refused(UNTRUSTED, "UnknownIssuer"),
        here("of a client", &pem, authority.of_a_client("localhost")).refused(UNTRUSTED, "certificate does not allow"),
        here("expired", &pem, authority.identity("localhost", Past)).refused(TIME, "certificate expired"),
        here("not valid yet", &pem, authority.identity("localhost", Future)).refused(TIME, "certificate not valid yet"),
        here("of another name", &pem, authority.identity("elsewhere.test", Now)).refused(NAME, "certificate not valid"),
        not_here.refused(NAME, "certificate not valid for name"),
    ];
    run(&sites.iter().map(Site::row).collect::<Vec<_>>());
    figures::count("tls.certificates-refused", sites.len());
    for Site { name, server, .. } in &sites {
        no_key(name, server);
    }
}

/// No current library supports the versions before TLS 1.2, so the test contains their responses: an old server selects the
/// newest version that it supports, or sends an alert.
#[test]
fn versions_before_tls_1_2_are_refused() {
    let hello = |version: u8| {
        let mut hello = vec![22, 3, version, 0, 42, 2, 0, 0, 38, 3, version];
        hello.extend([7; 32]);
        // No session, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, no compression, no extensions.
        hello.extend([0, 0xc0, 0x13, 0]);
        hello
    };
    let alert = vec![21, 3, 1, 0, 2, 2, 70];
    let old = "(peer is incompatible: ServerDoesNotSupportTls12Or13)";
    let answers = [
        ("SSL 3.0", hello(0), old),
        ("TLS 1.0", hello(1), old),
        ("TLS 1.1", hello(2), old),
        ("a refusal", alert, "(received fatal alert: ProtocolVersion)"),
    ];
    let servers = answers.map(|(name, answer, detail)| {
        let server = RecordingServer::start("https", move |mut stream, _| {
            let mut head = [0; 5];
            if stream.read_exact(&mut head).is_ok() {
                let _ = stream.read_exact(&mut vec![0; usize::from(u16::from_be_bytes([head[3], head[4]]))]);
                let _ = stream.write_all(&answer);
                // Records everything that follows.
                let _ = stream.read_to_end(&mut Vec::new());
            }
        });
        (name, server, format!("{OUTDATED} {detail}"))
    });
    let cases = servers.each_ref().map(|(name, server, words)| Row {
        name,
        url: server.url("localhost"),
        status: "CONVAI_ERROR_TLS",
        words,
        ..Row::default()
    });
    run(&cases);
    figures::count("tls.old-versions-refused", servers.len());
    for (name, server, _) in &servers {
        no_key(name, server);
        // The extension "supported versions" with two versions, 1.3 and 1.2.
        assert!(contains(&server.raw(), &[0, 43, 0, 5, 4, 3, 4, 3, 3]), "{name}: other versions were offered");
    }
}

/// https to a server without TLS, and http to a server with TLS.
#[test]
fn a_wrong_scheme_has_a_message_that_says_so() {
    let authority = Authority::new("An authority");
    let folder = Folder::new("tls-scheme");
    let pem = folder.file("authority.pem", &authority.pem).display().to_string();
    let secure = authority.identity("localhost", Now).serve("200 OK", CHARACTER);
    let plain = RecordingServer::start("https", |mut stream, _| {
        let _ = stream.read(&mut [0; 10_000]);
        answer(&mut stream, "400 Bad Request", "speak HTTP");
    });
    let hangs_up = RecordingServer::start("https", |mut stream, _| drop(stream.read(&mut [0; 10_000])));
    run(&[
        Row {
            name: "https to a plain port",
            url: plain.url("localhost"),
            trust: &pem,
            status: "CONVAI_ERROR_TLS",
            words: "the server does not speak TLS: check the base URL's port, and whether it has to begin with http",
            ..Row::default()
        },
        // A firewall may do this, too, so the message does not mention certificates.
        Row {
            name: "a hang-up in the handshake",
            url: hangs_up.url("localhost"),
            trust: &pem,
            status: "CONVAI_ERROR_CONNECT",
            words: "check the base URL, the network, the firewall and the system's proxy settings (tls handshake eof)",
            ..Row::default()
        },
        Row {
            name: "http to a TLS port",
            url: secure.url("localhost").replace("https", "http"),
            trust: &pem,
            status: "CONVAI_ERROR_BAD_REPLY",
            sent: '1',
            words: "check that the base URL is the service's, and whether it has to begin with https",
            ..Row::default()
        },
    ]);
    no_key("https to a plain port", &plain);
    no_key("a hang-up in the handshake", &hangs_up);
}

/// Redirects of every kind, to every target.
#[test]
fn a_redirect_is_not_followed_so_its_target_gets_no_key() {
    let authority = Authority::new("An authority");
    let folder = Folder::new("tls-redirects");
    let pem = folder.file("authority.pem", &authority.pem).display().to_string();
    let target = RawServer::start(drop);
    let target_port = target.address().port();
    let secure_target = authority.identity("localhost", Now).serve("200 OK", CHARACTER);
    let places = [
        ("http to another host", false, format!("http://localhost:{target_port}/")),
        ("http to https", false, secure_target.url("localhost")),
        ("http to another port", false, format!("http://127.0.0.1:{target_port}/character/get")),
        ("https to http", true, format!("http://localhost:{target_port}/")),
        ("https to another host", true, secure_target.url("localhost")),
        ("https to another port", true, secure_target.url("127.0.0.1")),
    ];
    let mut origins = Vec::new();
    for http_status in [301, 302, 303, 307, 308] {
        for (name, secure, to) in &places {
            let status = format!("{http_status} Elsewhere\r\nLocation: {to}");
            let words = format!("to {to}, which is never followed: correct the base URL");
            let origin = if *secure {
                authority.identity("127.0.0.1", Now).serve(&status, "elsewhere")
            } else {
                RecordingServer::plain(&status, "elsewhere")
            };
            origins.push((*name, http_status, words, origin));
        }
    }
    let mut cases = Vec::new();
    for (name, http_status, words, origin) in &origins {
        let (url, http_status) = (origin.url("127.0.0.1"), *http_status);
        let (status, sent) = ("CONVAI_ERROR_REDIRECT", '1');
        cases.push(Row { name, url, trust: &pem, status, http_status, sent, words, ..Row::default() });
    }
    run(&cases);
    figures::count("tls.redirects-not-followed", origins.len());
    for (name, _, _, origin) in &origins {
        let heads = origin.heads();
        assert!(heads.len() == 1 && heads[0].contains(&key()), "{name}: once to the service itself");
    }
    assert_eq!(target.connections() + secure_target.server.connections(), 0, "a redirect was followed");
}
