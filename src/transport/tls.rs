//! The trust store: Mozilla's root certificates, those of the operating system, and those that the caller adds.

use super::tls_sessions::TlsSessions;
use rustls::{
    ClientConfig, RootCertStore,
    client::Resumption,
    crypto::{CryptoProvider, KeyProvider},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::SigningKey,
};
use std::sync::Arc;

/// Certificate authorities that the caller adds.
#[derive(Clone, Default)]
pub struct Authorities(Vec<CertificateDer<'static>>);

impl Authorities {
    /// Reads PEM text. The error says what is wrong with it.
    pub fn from_pem(pem: &str) -> Result<Self, String> {
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|error| format!("is not readable as PEM ({error})"))?;
        if certificates.is_empty() {
            return Err("holds no certificate: it must have a -----BEGIN CERTIFICATE----- block".into());
        }
        let mut store = RootCertStore::empty();
        for (index, certificate) in certificates.iter().enumerate() {
            let added = store.add(certificate.clone());
            added
                .map_err(|error| format!("holds a certificate (number {}) that cannot be used ({error})", index + 1))?;
        }
        Ok(Self(certificates))
    }
}

/// The TLS settings of a client.
///
/// Blocks: it reads the certificates of the operating system from disk or from its key store, so it must not run on a
/// caller's thread.
pub(super) fn client_config(more: &Authorities) -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    // Certificates of the system that cannot be parsed are skipped: the caller cannot fix them.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots.add_parsable_certificates(more.0.iter().cloned());
    let provider = CryptoProvider { key_provider: &NoKeys, ..rustls::crypto::ring::default_provider() };
    let config = ClientConfig::builder_with_provider(Arc::new(provider)).with_safe_default_protocol_versions()?;
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.resumption = Resumption::store(Arc::new(TlsSessions::default()));
    Ok(config)
}

/// Refuses client certificates. The service authenticates by API key; without this, the linker would keep the code that
/// signs with a private key.
#[derive(Debug)]
struct NoKeys;

impl KeyProvider for NoKeys {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, rustls::Error> {
        Err(rustls::Error::General("client certificates are not supported".into()))
    }
}
