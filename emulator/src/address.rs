//! The address under which clients reach the emulator.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// The base URL, without a trailing slash.
pub fn base_url(listen: IpAddr, port: u16, encrypted: bool) -> String {
    let scheme = if encrypted { "https" } else { "http" };
    format!("{scheme}://{}", SocketAddr::new(reachable(listen), port))
}

/// The address itself. For "all addresses", the one that other machines use.
pub fn reachable(listen: IpAddr) -> IpAddr {
    if listen.is_unspecified() { outgoing(listen).unwrap_or(loopback(listen)) } else { listen }
}

fn loopback(listen: IpAddr) -> IpAddr {
    if listen.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() }
}

/// The address from which this machine would reach others. `None` without a network. Nothing is sent: the system chooses
/// the address when a UDP socket is connected. The destinations are reserved for documentation.
fn outgoing(listen: IpAddr) -> Option<IpAddr> {
    let destination: IpAddr = if listen.is_ipv4() {
        Ipv4Addr::new(192, 0, 2, 1).into()
    } else {
        Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into()
    };
    let socket = UdpSocket::bind((listen, 0)).ok()?;
    socket.connect((destination, 9)).ok()?;
    Some(socket.local_addr().ok()?.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_names_an_address_that_can_be_reached() {
        assert_eq!(base_url(Ipv4Addr::LOCALHOST.into(), 80, false), "http://127.0.0.1:80");
        assert_eq!(base_url(Ipv6Addr::LOCALHOST.into(), 81, true), "https://[::1]:81");
        assert!(!reachable(Ipv4Addr::UNSPECIFIED.into()).is_unspecified());
        assert!(!reachable(Ipv6Addr::UNSPECIFIED.into()).is_unspecified());
    }
}
