//! Servers with certificates of our own making.

use super::raw::{RawServer, answer, read_request};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use std::{io::Write, net::TcpStream, sync::Arc};

/// An authority that no machine knows.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub pem: String,
}

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "An authority of a test");
        let pem = params.self_signed(&key).expect("a certificate").pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A server that reads a request over TLS and answers `body`, with a certificate for `name` that is good now, or was
    /// good in the year 2000.
    pub fn serve(&self, name: &str, expired: bool, body: &'static str) -> RawServer {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        if expired {
            (params.not_before, params.not_after) =
                (rcgen::date_time_ymd(2000, 1, 1), rcgen::date_time_ymd(2000, 12, 31));
        }
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        serve(certificate.der().clone(), &key, body)
    }
}

fn serve(certificate: CertificateDer<'static>, key: &KeyPair, body: &'static str) -> RawServer {
    let mut provider = rustls::crypto::ring::default_provider();
    // Valgrind cannot follow AES, which is in assembler, and would call its output uninitialised.
    provider.cipher_suites.retain(|suite| format!("{:?}", suite.suite()).contains("CHACHA20"));
    let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .expect("TLS 1.2 and 1.3")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a usable certificate");
    let config = Arc::new(config);
    RawServer::start(move |stream: TcpStream| {
        let connection = ServerConnection::new(config.clone()).expect("a connection");
        let mut stream = StreamOwned::new(connection, stream);
        // Where the client does not trust us there is no request.
        if read_request(&mut stream).is_ok() {
            answer(&mut stream, "200 OK", body);
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    })
}
