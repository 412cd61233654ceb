//! A server without HTTP of its own, for behaviour that the emulator does not have.

use std::{
    io::{self, BufRead, BufReader, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::{self, JoinHandle},
};

/// Calls a closure for each connection, on a thread of its own, until it is dropped.
pub struct RawServer {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    connections: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl RawServer {
    pub fn start(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free loopback port");
        let address = listener.local_addr().expect("it is bound");
        let (stop, connections) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (stopped, count, serve) = (stop.clone(), connections.clone(), Arc::new(serve));
        let thread = thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                count.fetch_add(1, Ordering::SeqCst);
                let serve = serve.clone();
                thread::spawn(move || serve(stream));
            }
        });
        Self { address, stop, connections, thread: Some(thread) }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The number of accepted connections.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        // Wakes the accepting thread. The other threads end with their connections.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A server that calls `fault` for the first connection, relays the second to another server, and so on in turn.
pub fn alternate(to: SocketAddr, fault: impl Fn(TcpStream) + Send + Sync + 'static) -> RawServer {
    let count = AtomicUsize::new(0);
    RawServer::start(move |stream| {
        if count.fetch_add(1, Ordering::SeqCst).is_multiple_of(2) { fault(stream) } else { relay(stream, to) }
    })
}

/// Relays a connection to another server until both sides have closed it.
pub fn relay(inside: TcpStream, to: SocketAddr) {
    let outside = TcpStream::connect(to).expect("the other server listens");
    let (from, into) = (inside.try_clone().expect("a handle"), outside.try_clone().expect("a handle"));
    let back = thread::spawn(move || copy(outside, inside));
    copy(from, into);
    let _ = back.join();
}

fn copy(mut from: TcpStream, mut into: TcpStream) {
    let _ = io::copy(&mut from, &mut into);
    let _ = into.shutdown(Shutdown::Write);
}

/// Reads the head and half of the body of a request, and resets the connection: the system does that when a connection is
/// closed with unread data.
pub fn reset_in_the_body(mut stream: TcpStream) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
        head.push(byte[0]);
    }
    let half = content_length(&String::from_utf8_lossy(&head)) / 2;
    let _ = stream.read_exact(&mut vec![0; half]);
}

/// A loopback port without a server. It stays bound until the process ends, so that no other server gets it.
pub fn closed_port() -> u16 {
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a free loopback port");
    let port = socket.local_addr().expect("it is bound").port();
    std::mem::forget(socket);
    port
}

/// A request: its head, and its body byte for byte.
pub struct Request {
    pub head: String,
    pub body: Vec<u8>,
}

/// Reads one request with a Content-Length.
pub fn read_request(stream: impl Read) -> io::Result<Request> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let mut body = vec![0; content_length(&head)];
    reader.read_exact(&mut body)?;
    Ok(Request { head, body })
}

fn content_length(head: &str) -> usize {
    let mut fields = head.lines().filter_map(|line| line.split_once(':'));
    let length = fields.find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    length.and_then(|(_, value)| value.trim().parse().ok()).unwrap_or(0)
}

/// Sends a response that closes the connection. The client may have closed it already.
pub fn answer(mut stream: impl Write, status: &str, body: &str) {
    let length = body.len();
    let _ = write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}");
    let _ = stream.flush();
}
