//! A thousand connections at the same time. This is a suite with one test, because the test may use all file
//! descriptors that a process is allowed to open.

mod common;

use std::io::{BufReader, Write};
use std::net::TcpStream;

use common::{TestServer, read_response};

#[test]
fn a_thousand_connections_are_served_at_the_same_time() {
    let server = TestServer::new();
    let id = server.create_character();
    // Each connection takes two file descriptors, one per side. If the limit is low, fewer connections are tested.
    let mut streams = Vec::new();
    for _ in 0..1000 {
        match TcpStream::connect(("127.0.0.1", server.emulator.port())) {
            Ok(stream) => streams.push(stream),
            Err(error) => {
                println!("the limit of open files allows only {} connections: {error}", streams.len());
                streams.truncate(streams.len() / 3);
                break;
            }
        }
    }
    assert!(streams.len() >= 100, "{}", streams.len());
    let request = server.turn_bytes(&id);
    for stream in &mut streams {
        stream.write_all(&request).expect("the request is sent");
    }
    for stream in streams.drain(..) {
        assert_eq!(read_response(&mut BufReader::new(stream)).0, 200);
    }
}
