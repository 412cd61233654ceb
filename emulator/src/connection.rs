//! One TCP connection, which a fault can take over from the HTTP server.
//!
//! An HTTP server cannot send a wrong length or reset a connection in the middle of a body. For such a fault the
//! handler passes a [`RawResponse`] to its [`Connection`]. The connection's task then drops the HTTP server and writes
//! the bytes itself.

use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::BodyExt;
use http_body_util::combinators::UnsyncBoxBody;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::oneshot;
use tokio::time::sleep;

use crate::journal::{EntryGuard, Outcome};
use crate::tls::Stream;

/// How long a closed connection waits for the client to close its side.
const LINGER: Duration = Duration::from_secs(2);
/// How long the written bytes have to reach the client before a reset discards what is still buffered.
const BEFORE_RESET: Duration = Duration::from_millis(50);

/// A handler's view of the connection on which its request arrived.
pub struct Connection {
    /// Counts from 1 in the order in which connections were accepted.
    pub number: u64,
    pub peer: SocketAddr,
    takeover: Mutex<Option<oneshot::Sender<RawResponse>>>,
}

impl Connection {
    /// The handle, and the receiver on which the connection's task waits for a raw response.
    pub fn new(number: u64, peer: SocketAddr) -> (Self, oneshot::Receiver<RawResponse>) {
        let (sender, receiver) = oneshot::channel();
        (Self { number, peer, takeover: Mutex::new(Some(sender)) }, receiver)
    }

    /// Replaces the HTTP server on this connection by the raw response. Never returns: the calling handler is dropped
    /// together with the HTTP server.
    pub async fn take_over<T>(&self, response: RawResponse) -> T {
        let sender = self.takeover.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(sender) = sender {
            let _ = sender.send(response);
        }
        std::future::pending().await
    }
}

/// What happens to a connection after its last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Shut down normally: the client reads an end of file.
    Fin,
    /// Reset: the client's read fails.
    Rst,
    /// Send nothing more, and keep the connection open until the client closes it.
    Hold,
}

/// Pieces of a body, each of which is sent as one chunk as soon as it is there.
pub type Pieces = UnsyncBoxBody<Bytes, io::Error>;

/// Bytes that are written to the connection unchanged, and how it ends.
pub struct RawResponse {
    pub bytes: Vec<u8>,
    /// What follows the bytes, without the chunk that would end the body.
    pub pieces: Option<Pieces>,
    pub end: End,
    pub entry: EntryGuard,
}

impl RawResponse {
    pub async fn send(mut self, mut stream: Stream) {
        if stream.write_all(&self.bytes).await.is_err() {
            return;
        }
        if let Some(pieces) = self.pieces.take() {
            let (mut reader, mut writer) = tokio::io::split(&mut stream);
            let complete = tokio::select! {
                written = write_chunks(&mut writer, pieces) => written.is_ok(),
                () = drain(&mut reader) => false,
            };
            if !complete {
                return;
            }
        }
        match self.end {
            End::Fin => {
                self.entry.finish(Outcome::Cut);
                let _ = stream.shutdown().await;
                // If unread bytes remain at close, the client sees a reset instead of an end of file.
                let _ = tokio::time::timeout(LINGER, drain(&mut stream)).await;
            }
            End::Rst => {
                self.entry.finish(Outcome::Cut);
                if !self.bytes.is_empty() {
                    sleep(BEFORE_RESET).await;
                }
                // With a linger time of zero, dropping the stream sends a reset.
                let _ = SockRef::from(stream.tcp()).set_linger(Some(Duration::ZERO));
            }
            // Dropping the unfinished entry then records that the client closed first.
            End::Hold => drain(&mut stream).await,
        }
    }
}

/// Writes each piece as one chunk.
async fn write_chunks(writer: &mut (impl AsyncWrite + Unpin), mut pieces: Pieces) -> io::Result<()> {
    writer.flush().await?;
    while let Some(frame) = pieces.frame().await {
        if let Ok(data) = frame?.into_data() {
            let head = format!("{:x}\r\n", data.len());
            writer.write_all(&[head.as_bytes(), &data, b"\r\n"].concat()).await?;
            writer.flush().await?;
        }
    }
    Ok(())
}

/// Reads until the client closes.
async fn drain(stream: &mut (impl AsyncRead + Unpin)) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(1..) = stream.read(&mut buffer).await {}
}
