//! The TLS settings of a client: which certificate authorities it trusts.

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

/// The TLS settings of a client that trusts `roots` and the authorities of its caller.
pub(super) fn client_config(roots: &Arc<RootCertStore>, more: &Authorities) -> Result<ClientConfig, rustls::Error> {
    let mut roots = Arc::clone(roots);
    if !more.0.is_empty() {
        Arc::make_mut(&mut roots).add_parsable_certificates(more.0.iter().cloned());
    }
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
