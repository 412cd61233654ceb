//! Connections with and without TLS. The certificate is made at the start, by an authority whose certificate is in a file:
//! a client trusts the emulator when it trusts that file.

mod authority;
mod stream;

use std::io;
use std::net::IpAddr;
use std::path::Path;

use tokio::net::TcpStream;

pub use stream::Stream;

/// Turns accepted connections into streams.
#[derive(Clone)]
pub struct Acceptor {
    tls: Option<tokio_rustls::TlsAcceptor>,
}

impl Acceptor {
    /// Reads the authority from a file, or generates it. Without a file, there is no TLS.
    pub fn new(authority: Option<&Path>, listen: IpAddr) -> io::Result<Self> {
        let config = authority.map(|path| authority::server_config(path, listen)).transpose()?;
        Ok(Self { tls: config.map(|config| std::sync::Arc::new(config).into()) })
    }

    /// Completes the TLS handshake, if there is one.
    pub async fn accept(&self, stream: TcpStream) -> io::Result<Stream> {
        match &self.tls {
            None => Ok(Stream::Plain(stream)),
            Some(tls) => Ok(Stream::Tls(Box::new(tls.accept(stream).await?))),
        }
    }
}
