//! The resolver of the HTTP library: looks up a host name, and puts the address first that answers.
//!
//! The HTTP library tries the addresses of a family one after the other, so one address that does not answer would use
//! up the connect timeout. Where a family has several addresses, they are therefore probed as RFC 8305 describes, with
//! TCP connections that start a quarter of a second apart. The winner is remembered, so that a probe happens once and
//! not for every connection. It costs the server one connection, which is closed at once: the HTTP library accepts
//! addresses from a resolver, but no connections.

use super::{
    connection::{self, ConnectionState, Stage},
    lookup::Lookups,
};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{
    net::TcpStream,
    sync::Mutex,
    task::JoinSet,
    time::{Instant, timeout},
};

/// How long a probe may take before the next address is probed, too. RFC 8305 recommends this value.
const PROBE_DELAY: Duration = Duration::from_millis(250);

/// How long the address that won is preferred. RFC 8305 recommends a value of this order.
const PREFERENCE: Duration = Duration::from_secs(600);

/// A server that is reached directly. The addresses of a proxy are not probed.
pub(super) struct Server {
    pub host: String,
    pub port: u16,
}

#[derive(Clone)]
pub(super) struct Resolver(Arc<Inner>);

struct Inner {
    lookups: Lookups,
    server: Option<Server>,
    /// The address that won the last probe, and until when it is preferred. Locked during a probe, so that requests that
    /// start together share one.
    winner: Mutex<Option<(IpAddr, Instant)>>,
}

impl Resolver {
    pub fn new(lookups: Lookups, server: Option<Server>) -> Self {
        Self(Arc::new(Inner { lookups, server, winner: Mutex::default() }))
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            connection::current(|state| state.enter(Stage::Lookup));
            let mut addresses = inner.lookups.look_up(name.as_str()).await?;
            connection::current(ConnectionState::resolved);
            if let Some(server) = inner.server.as_ref().filter(|server| server.host == name.as_str()) {
                inner.put_the_best_first(&mut addresses, server.port).await;
            }
            Ok(Box::new(addresses.into_iter()) as Addrs)
        })
    }
}

impl Inner {
    async fn put_the_best_first(&self, addresses: &mut [SocketAddr], port: u16) {
        let several = |is_of_family: fn(&SocketAddr) -> bool| addresses.iter().filter(|a| is_of_family(a)).count() > 1;
        // Two addresses of different families are left to the HTTP library, which probes them in the same way.
        if !several(SocketAddr::is_ipv4) && !several(SocketAddr::is_ipv6) {
            return;
        }
        let mut winner = self.winner.lock().await;
        let now = Instant::now();
        let known = winner.filter(|(ip, until)| now < *until && addresses.iter().any(|address| address.ip() == *ip));
        *winner = match known {
            Some(known) => Some(known),
            None => first_to_answer(addresses, port).await.map(|ip| (ip, Instant::now() + PREFERENCE)),
        };
        if let Some((ip, _)) = *winner {
            // Stable: the other addresses keep the order of the system.
            addresses.sort_by_key(|address| address.ip() != ip);
        }
    }
}

/// Probes the addresses until one answers. `None` if all refuse: then the HTTP library reports why.
async fn first_to_answer(addresses: &[SocketAddr], port: u16) -> Option<IpAddr> {
    // Dropping the set ends the other probes.
    let mut probes = JoinSet::new();
    let mut left = alternating(addresses).into_iter();
    loop {
        let next = left.next();
        let all_started = next.is_none();
        if let Some(mut address) = next {
            address.set_port(port);
            probes.spawn(async move { TcpStream::connect(address).await.map(|_| address.ip()) });
        }
        let probe = match all_started {
            true => Ok(probes.join_next().await),
            false => timeout(PROBE_DELAY, probes.join_next()).await,
        };
        match probe {
            Ok(Some(Ok(Ok(winner)))) => return Some(winner),
            Ok(None) if all_started => return None,
            // One address refuses, or takes long: it is the turn of the next one.
            Ok(_) | Err(_) => {}
        }
    }
}

/// The addresses with their families in turn, so that a family that does not work costs one delay.
fn alternating(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let Some(first) = addresses.first() else { return Vec::new() };
    let (mut preferred, mut others): (Vec<_>, Vec<_>) =
        addresses.iter().rev().copied().partition(|address| address.is_ipv4() == first.is_ipv4());
    let mut ordered = Vec::with_capacity(addresses.len());
    while !preferred.is_empty() || !others.is_empty() {
        ordered.extend(preferred.pop());
        ordered.extend(others.pop());
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_take_turns() {
        let of =
            |texts: &[&str]| texts.iter().map(|text| text.parse().expect("an address")).collect::<Vec<SocketAddr>>();
        let addresses = of(&["[::1]:0", "[::2]:0", "[::3]:0", "10.0.0.1:0", "10.0.0.2:0"]);
        assert_eq!(alternating(&addresses), of(&["[::1]:0", "10.0.0.1:0", "[::2]:0", "10.0.0.2:0", "[::3]:0"]));
        assert_eq!(alternating(&addresses[3..]), addresses[3..]);
        assert!(alternating(&[]).is_empty());
    }
}
