//! A thousand connections. A program of its own: it may use up all files that the machine lets one have.

mod common;

use std::io::{BufReader, Write};
use std::net::TcpStream;

use common::{Bench, read_answer};

#[test]
fn a_thousand_connections_at_once() {
    let bench = Bench::new();
    let id = bench.create();
    // A machine with a low limit of open files tests with as many as it allows: each takes two, one per side.
    let mut streams = Vec::new();
    for _ in 0..1000 {
        match TcpStream::connect(("127.0.0.1", bench.emulator.port())) {
            Ok(stream) => streams.push(stream),
            Err(error) => {
                println!("only {} connections: {error}", streams.len());
                streams.truncate(streams.len() / 3);
                break;
            }
        }
    }
    assert!(streams.len() >= 100, "{}", streams.len());
    let request = bench.raw_turn(&id);
    for stream in &mut streams {
        stream.write_all(&request).expect("sending");
    }
    for stream in streams.drain(..) {
        assert_eq!(read_answer(&mut BufReader::new(stream)).0, 200);
    }
}
