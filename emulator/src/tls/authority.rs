//! The certificate authority: its certificate in a file, and its key in a second file beside it.

use std::fs;
use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, NameConstraints, SanType,
};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::address::reachable;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The emulator makes a new certificate at each start. Some systems refuse one that is valid for longer than 825 days.
const CERTIFICATE_DAYS: u32 = 365;
const AUTHORITY_DAYS: u32 = 3650;

/// The addresses for which the authority may make certificates: those of machines and local networks. Whoever gets hold
/// of its key cannot pretend to be a website.
const ALLOWED: [(IpAddr, u8); 8] = [
    (IpAddr::V4(Ipv4Addr::new(127, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(10, 0, 0, 0)), 8),
    (IpAddr::V4(Ipv4Addr::new(172, 16, 0, 0)), 12),
    (IpAddr::V4(Ipv4Addr::new(192, 168, 0, 0)), 16),
    (IpAddr::V4(Ipv4Addr::new(169, 254, 0, 0)), 16),
    (IpAddr::V6(Ipv6Addr::LOCALHOST), 128),
    (IpAddr::V6(Ipv6Addr::new(0xfc00, 0, 0, 0, 0, 0, 0, 0)), 7),
    (IpAddr::V6(Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0)), 10),
];

/// A configuration with a new certificate for the address on which the emulator listens, `localhost` and loopback.
pub fn server_config(authority: &Path, listen: IpAddr) -> io::Result<ServerConfig> {
    let issuer = Issuer::new(authority_params().map_err(io::Error::other)?, read_or_generate(authority)?);
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let certificate = certificate_params(listen).and_then(|params| params.signed_by(&key, &issuer));
    let chain = vec![certificate.map_err(io::Error::other)?.der().clone()];
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

/// The key of the authority. If there is neither a certificate nor a key, both are generated.
fn read_or_generate(authority: &Path) -> io::Result<KeyPair> {
    let key_path = key_path(authority);
    let name = |error: io::Error, path: &Path| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    match (authority.exists(), key_path.exists()) {
        (true, true) => {
            let pem = fs::read_to_string(&key_path).map_err(|error| name(error, &key_path))?;
            KeyPair::from_pem(&pem).map_err(|error| {
                let message = format!("{} is not the key of an authority: {error}", key_path.display());
                io::Error::new(io::ErrorKind::InvalidData, message)
            })
        }
        (false, false) => {
            let key = KeyPair::generate().map_err(io::Error::other)?;
            let certificate =
                authority_params().and_then(|params| params.self_signed(&key)).map_err(io::Error::other)?;
            write_private(&key_path, key.serialize_pem().as_bytes()).map_err(|error| name(error, &key_path))?;
            fs::write(authority, certificate.pem()).map_err(|error| name(error, authority))?;
            Ok(key)
        }
        (present, _) => {
            let (there, missing) =
                if present { (authority, key_path.as_path()) } else { (key_path.as_path(), authority) };
            let message = format!(
                "{} is missing, but {} exists; restore the one, or delete the other to get a new authority",
                missing.display(),
                there.display()
            );
            Err(io::Error::new(io::ErrorKind::NotFound, message))
        }
    }
}

fn key_path(authority: &Path) -> PathBuf {
    let mut path = authority.as_os_str().to_owned();
    path.push(".key");
    path.into()
}

/// Writes a file that only its owner can read.
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(bytes)
}

/// The same at each start, so that certificates match the authority in the file.
fn authority_params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, "convai-emulator test authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let names = ["localhost", "local"].map(|name| GeneralSubtree::DnsName(name.to_owned()));
    let addresses =
        ALLOWED.map(|(address, prefix)| GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(address, prefix)));
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: names.into_iter().chain(addresses).collect(),
        excluded_subtrees: Vec::new(),
    });
    set_validity(&mut params, AUTHORITY_DAYS);
    Ok(params)
}

fn certificate_params(listen: IpAddr) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
    params.distinguished_name.push(DnType::CommonName, "convai-emulator");
    let addresses = [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into(), reachable(listen)];
    params.subject_alt_names.extend(addresses.map(SanType::IpAddress));
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    set_validity(&mut params, CERTIFICATE_DAYS);
    Ok(params)
}

/// From yesterday, because the clock of a phone may be slow.
fn set_validity(params: &mut CertificateParams, days: u32) {
    let now = SystemTime::now();
    params.not_before = (now - DAY).into();
    params.not_after = (now + DAY * days).into();
}
