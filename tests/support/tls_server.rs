//! TLS servers with generated certificates. They record every byte that they receive.

use super::raw_server::{RawServer, answer, read_request};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, date_time_ymd,
};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use std::{
    io::{self, Read, Write},
    net::TcpStream,
    sync::{Arc, Mutex},
};

/// The period in which a certificate is valid.
#[derive(Clone, Copy)]
pub enum Validity {
    Now,
    /// In the year 2000.
    Past,
    /// In the year 3000.
    Future,
}

/// The certificate of a server with its chain, and its key.
pub struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: KeyPair,
}

/// A certificate authority that is in no trust store.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub pem: String,
    /// The certificates between this authority and the root.
    above: Vec<CertificateDer<'static>>,
}

impl Authority {
    pub fn new(name: &str) -> Self {
        let (key, params) = (key(), authority_params(name));
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { issuer: Issuer::new(params, key), pem, above: Vec::new() }
    }

    /// An authority that this one has signed.
    pub fn intermediate(&self) -> Self {
        let (key, params) = (key(), authority_params("An intermediate authority"));
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let above = [&[certificate.der().clone()], &self.above[..]].concat();
        Self { pem: certificate.pem(), issuer: Issuer::new(params, key), above }
    }

    /// A certificate for a host name or an address.
    pub fn identity(&self, name: &str, validity: Validity) -> Identity {
        self.sign(params(name, validity))
    }

    /// A certificate for clients, not for servers.
    pub fn of_a_client(&self, name: &str) -> Identity {
        let mut params = params(name, Validity::Now);
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth);
        self.sign(params)
    }

    fn sign(&self, params: CertificateParams) -> Identity {
        let key = key();
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        Identity { chain: [&[certificate.der().clone()], &self.above[..]].concat(), key }
    }
}

impl Identity {
    /// A self-signed certificate and its PEM. With `authority` it may sign others.
    pub fn self_signed(name: &str, authority: bool) -> (Self, String) {
        let (key, mut params) = (key(), params(name, Validity::Now));
        if authority {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        let certificate = params.self_signed(&key).expect("a certificate");
        (Self { chain: vec![certificate.der().clone()], key }, certificate.pem())
    }

    /// The same without the chain.
    pub fn alone(mut self) -> Self {
        self.chain.truncate(1);
        self
    }

    /// A server that reads a request over TLS and responds.
    pub fn serve(self, status: &str, body: &'static str) -> RecordingServer {
        let (config, status) = (Arc::new(self.config()), status.to_owned());
        RecordingServer::start("https", move |tap, heads| {
            let connection = ServerConnection::new(config.clone()).expect("a connection");
            let mut stream = StreamOwned::new(connection, tap);
            // A client that does not trust the certificate sends no request.
            if let Ok(request) = read_request(&mut stream) {
                heads.lock().expect("no panic").push(request.head);
                answer(&mut stream, &status, body);
                stream.conn.send_close_notify();
                let _ = stream.flush();
            }
        })
    }

    /// A server that completes the handshake and reads nothing after it.
    pub fn serve_without_reading(self) -> RecordingServer {
        let config = Arc::new(self.config());
        RecordingServer::start("https", move |mut tap, _| {
            let mut connection = ServerConnection::new(config.clone()).expect("a connection");
            while connection.is_handshaking() && connection.complete_io(&mut tap).is_ok() {}
            // The connection stays open until the process ends.
            std::mem::forget(tap);
        })
    }

    fn config(self) -> ServerConfig {
        let mut provider = rustls::crypto::ring::default_provider();
        // Valgrind cannot follow AES in assembly, and would report its output as uninitialised.
        provider.cipher_suites.retain(|suite| format!("{:?}", suite.suite()).contains("CHACHA20"));
        let key = PrivateKeyDer::try_from(self.key.serialize_der()).expect("a key");
        let builder = ServerConfig::builder_with_provider(Arc::new(provider)).with_safe_default_protocol_versions();
        let builder = builder.expect("TLS 1.2 and 1.3").with_no_client_auth();
        builder.with_single_cert(self.chain, key).expect("a usable certificate")
    }
}

/// A server that records what it receives.
pub struct RecordingServer {
    pub server: RawServer,
    scheme: &'static str,
    raw: Arc<Mutex<Vec<u8>>>,
    heads: Arc<Mutex<Vec<String>>>,
}

impl RecordingServer {
    /// Calls `serve` with each connection and the list for the heads of the requests.
    pub fn start(scheme: &'static str, serve: impl Fn(Tap, &Mutex<Vec<String>>) + Send + Sync + 'static) -> Self {
        let (raw, heads) = (Arc::<Mutex<Vec<u8>>>::default(), Arc::<Mutex<Vec<String>>>::default());
        let (received, noted) = (raw.clone(), heads.clone());
        let server = RawServer::start(move |stream| serve(Tap { stream, received: received.clone() }, &noted));
        Self { server, scheme, raw, heads }
    }

    /// A server without TLS that reads a request and responds.
    pub fn plain(status: &str, body: &'static str) -> Self {
        let status = status.to_owned();
        Self::start("http", move |mut tap, heads| {
            if let Ok(request) = read_request(&mut tap) {
                heads.lock().expect("no panic").push(request.head);
                answer(&mut tap, &status, body);
            }
        })
    }

    pub fn url(&self, host: &str) -> String {
        format!("{}://{host}:{}", self.scheme, self.server.address().port())
    }

    /// Every received byte, before decryption.
    pub fn raw(&self) -> Vec<u8> {
        self.raw.lock().expect("no panic").clone()
    }

    /// The decrypted heads of the requests.
    pub fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("no panic").clone()
    }
}

/// A connection that records what it receives.
pub struct Tap {
    stream: TcpStream,
    received: Arc<Mutex<Vec<u8>>>,
}

impl Read for Tap {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.stream.read(buffer)?;
        self.received.lock().expect("no panic").extend_from_slice(&buffer[..length]);
        Ok(length)
    }
}

impl Write for Tap {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

fn key() -> KeyPair {
    KeyPair::generate().expect("a key")
}

fn authority_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

fn params(name: &str, validity: Validity) -> CertificateParams {
    let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
    let year = match validity {
        Validity::Now => return params,
        Validity::Past => 2000,
        Validity::Future => 3000,
    };
    (params.not_before, params.not_after) = (date_time_ymd(year, 1, 1), date_time_ymd(year, 12, 31));
    params
}
