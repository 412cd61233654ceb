//! TLS to other servers: which certificate authorities are trusted.

use std::io;
use std::sync::{Arc, OnceLock};

use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// Mozilla's authorities and those of the operating system, as the client library of this project trusts them. They are
/// loaded at the first connection. `SSL_CERT_FILE` names a file that takes the place of those of the operating system.
#[derive(Clone, Default)]
pub struct Trust(Arc<OnceLock<Arc<ClientConfig>>>);

impl Trust {
    /// Completes the handshake, and checks that the certificate is valid for the host.
    pub async fn connect(&self, host: &str, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        let config = match self.0.get() {
            Some(config) => config.clone(),
            None => {
                // The files of the operating system take a while to read.
                let loaded = tokio::task::spawn_blocking(client_config).await.map_err(io::Error::other)??;
                self.0.get_or_init(|| loaded).clone()
            }
        };
        TlsConnector::from(config).connect(name, stream).await
    }
}

fn client_config() -> io::Result<Arc<ClientConfig>> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}
