//! Finds a connection of this process by its addresses, and ends it.
//!
//! The HTTP library writes out what it has buffered before it closes a connection. If the server has stopped reading,
//! that takes until the operating system gives up, half a minute later, and neither the HTTP library nor the TLS library
//! lets go of the socket before.

use std::net::SocketAddr;

/// Both ends of a connection. No two connections of a machine have the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Ends {
    pub local: SocketAddr,
    pub remote: SocketAddr,
}

/// Shuts a connection down, so that nothing more can be written to it. It must not be closed by another thread meanwhile.
/// Does nothing if it does not exist.
#[cfg(unix)]
#[allow(unsafe_code, reason = "a file descriptor that another library owns is only known by its number")]
pub(crate) fn shut_down(connection: Ends) {
    use std::{
        mem::ManuallyDrop,
        net::{Shutdown, TcpStream},
        os::fd::{FromRawFd, RawFd},
    };

    /// More descriptors than this are not searched.
    const MOST: RawFd = 1 << 16;

    // SAFETY: has no preconditions.
    let limit = RawFd::try_from(unsafe { libc::sysconf(libc::_SC_OPEN_MAX) }).unwrap_or(MOST);
    for descriptor in 0..limit.min(MOST) {
        // SAFETY: the descriptor is neither closed nor read. Asking one that is closed, or that is no socket, for its
        // addresses gives an error.
        let stream = ManuallyDrop::new(unsafe { TcpStream::from_raw_fd(descriptor) });
        let is_it = |ends: Ends| {
            stream.local_addr().is_ok_and(|local| local == ends.local)
                && stream.peer_addr().is_ok_and(|remote| remote == ends.remote)
        };
        if is_it(connection) {
            // It may be closed already by the server.
            let _ = stream.shutdown(Shutdown::Both);
            return;
        }
    }
}

/// Does nothing on Windows. A socket could only be found there by asking every handle of the process whether it is one, and
/// that waits without limit for a handle on which another thread reads, such as a pipe. The connection is closed when the
/// server reads or closes it, and with its client.
#[cfg(not(unix))]
pub(crate) fn shut_down(_: Ends) {}
