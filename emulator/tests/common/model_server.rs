//! A stand-in for a server with a language model. A test decides what it writes, byte by byte.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

/// A request to the server.
#[derive(Clone, Debug)]
pub struct ModelRequest {
    /// The request line and the headers, in lower case.
    pub head: String,
    pub body: Value,
}

impl ModelRequest {
    /// The messages of this role.
    pub fn messages(&self, role: &str) -> Vec<String> {
        let messages = self.body["messages"].as_array().expect("messages").iter();
        let wanted = messages.filter(|message| message["role"] == role);
        wanted.map(|message| message["content"].as_str().expect("a text").to_owned()).collect()
    }
}

pub struct ModelServer {
    pub url: String,
    requests: Arc<Mutex<Vec<ModelRequest>>>,
}

impl ModelServer {
    /// Calls `answer` with the connection of each request, on a thread of its own.
    pub fn start(answer: impl Fn(&ModelRequest, &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let requests: Arc<Mutex<Vec<ModelRequest>>> = Arc::default();
        let (seen, answer) = (requests.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answer) = (seen.clone(), answer.clone());
                thread::spawn(move || {
                    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a timeout");
                    let mut stream = BufReader::new(stream);
                    let Some(request) = read_request(&mut stream) else { return };
                    seen.lock().expect("the requests").push(request.clone());
                    answer(&request, stream.get_mut());
                });
            }
        });
        Self { url, requests }
    }

    /// A server that always gives this reply, word by word.
    pub fn saying(reply: &'static str) -> Self {
        Self::start(move |_, stream| {
            begin(stream);
            for word in reply.split_inclusive(' ') {
                send(stream, word);
            }
            finish(stream);
        })
    }

    pub fn requests(&self) -> Vec<ModelRequest> {
        self.requests.lock().expect("the requests").clone()
    }
}

fn read_request(stream: &mut BufReader<TcpStream>) -> Option<ModelRequest> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let head_lower = head.to_lowercase();
    let length = head_lower.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(ModelRequest { head, body: serde_json::from_slice(&body).ok()? })
}

/// Writes the head of an event stream, which ends when the connection closes.
pub fn begin(stream: &mut TcpStream) {
    write(stream, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n");
}

/// Writes a piece of a reply.
pub fn send(stream: &mut TcpStream, text: &str) {
    let chunk = json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }] });
    write(stream, &format!("data: {chunk}\n\n"));
}

pub fn finish(stream: &mut TcpStream) {
    let chunk = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] });
    write(stream, &format!("data: {chunk}\n\ndata: [DONE]\n\n"));
}

/// Writes bytes. It does not matter whether somebody reads them.
pub fn write(stream: &mut TcpStream, bytes: &str) {
    let _ = stream.write_all(bytes.as_bytes());
}

/// Waits until the client closes the connection.
pub fn wait_for_close(stream: &mut TcpStream) -> bool {
    matches!(stream.read(&mut [0; 16]), Ok(0) | Err(_))
}
