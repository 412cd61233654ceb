//! HTTPS with a certificate of the emulator's own authority. The client is rustls without any of the emulator's code.

use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use convai_emulator::{Emulator, Options};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;

/// A path for the authority in a new folder, which is removed at the end.
struct Authority(PathBuf);

impl Authority {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("convai-emulator-tls-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder.join("authority.pem"))
    }

    fn start(&self) -> Emulator {
        let tls = Some(self.0.clone());
        Emulator::start(Options { tls, idle_timeout_ms: 2000, ..Options::default() }).expect("an emulator")
    }

    fn key(&self) -> PathBuf {
        PathBuf::from(format!("{}.key", self.0.display()))
    }
}

impl Drop for Authority {
    fn drop(&mut self) {
        let _ = self.0.parent().map(fs::remove_dir_all);
    }
}

/// A client that trusts only the authority in the file.
fn trusting(authority: &Path) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority).expect("a certificate")).expect("an authority");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Arc::new(builder.expect("protocol versions").with_root_certificates(roots).with_no_client_auth())
}

/// Sends a GET request, and returns the response with its headers.
fn get(config: &Arc<ClientConfig>, name: &str, port: u16, path: &str) -> io::Result<String> {
    let name = ServerName::try_from(name.to_owned()).expect("a name");
    let connection = ClientConnection::new(config.clone(), name).map_err(io::Error::other)?;
    let stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    let mut stream = StreamOwned::new(connection, stream);
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes())?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response)
}

#[test]
fn a_client_that_trusts_the_file_is_served() {
    let authority = Authority::new("trust");
    let emulator = authority.start();
    assert!(emulator.url().starts_with("https://127.0.0.1:"), "{}", emulator.url());
    let config = trusting(&authority.0);
    for name in ["localhost", "127.0.0.1", "::1"] {
        let response = get(&config, name, emulator.port(), "/_emulator/health").expect("a response");
        assert!(response.starts_with("HTTP/1.1 200 ") && response.contains("\"emulator\":true"), "{response}");
    }
    let error = get(&config, "api.convai.com", emulator.port(), "/").expect_err("another name");
    assert!(error.to_string().contains("certificate"), "{error}");

    // The key is for the owner's eyes only.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(authority.key()).expect("a key").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{mode:o}");
    }
}

#[test]
fn the_authority_stays_the_same_and_another_one_is_not_trusted() {
    let authority = Authority::new("same");
    drop(authority.start());
    let config = trusting(&authority.0);
    let again = authority.start();
    get(&config, "localhost", again.port(), "/_emulator/health").expect("a response");

    let other = Authority::new("other");
    let stranger = other.start();
    let error = get(&config, "localhost", stranger.port(), "/").expect_err("an unknown authority");
    assert!(error.to_string().contains("certificate"), "{error}");
}

#[test]
fn an_authority_without_its_key_is_reported() {
    let authority = Authority::new("key");
    drop(authority.start());
    fs::remove_file(authority.key()).expect("the key is removed");
    let options = Options { tls: Some(authority.0.clone()), ..Options::default() };
    let error = Emulator::start(options).map(|_| ()).expect_err("no key");
    assert!(error.to_string().contains("authority.pem.key is missing"), "{error}");
}

/// Faults write to the connection themselves, below the HTTP server.
#[test]
fn faults_cut_an_encrypted_response() {
    let authority = Authority::new("faults");
    let emulator = authority.start();
    let config = trusting(&authority.0);
    emulator.add_fault(&json!({ "cut": "after_headers", "html_502": true })).expect("a fault");
    let response = get(&config, "localhost", emulator.port(), "/").expect("the headers");
    assert!(response.starts_with("HTTP/1.1 502 ") && response.ends_with("\r\n\r\n"), "{response}");
    emulator.add_fault(&json!({ "cut": "before_answer", "how": "rst" })).expect("a fault");
    get(&config, "localhost", emulator.port(), "/").expect_err("a reset");
}

#[test]
fn a_client_that_starts_no_handshake_is_disconnected() {
    let authority = Authority::new("silent");
    let emulator =
        Emulator::start(Options { tls: Some(authority.0.clone()), idle_timeout_ms: 200, ..Options::default() })
            .expect("an emulator");
    let mut stream = TcpStream::connect(("127.0.0.1", emulator.port())).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
    assert_eq!(stream.read(&mut [0; 1]).expect("the end"), 0);
    // A client without TLS gets no answer that it would take for one.
    let mut plain = TcpStream::connect(("127.0.0.1", emulator.port())).expect("a connection");
    plain.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("the request is sent");
    let mut response = Vec::new();
    let _ = plain.read_to_end(&mut response);
    assert!(!response.starts_with(b"HTTP/"), "{response:?}");
}
