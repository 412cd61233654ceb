//! HTTP/1.1 features that other clients use: chunked bodies, keep-alive, pipelining, `Expect`.

use std::io::{BufReader, Read, Write};

use crate::common::{TestServer, key, read_response};
use convai_emulator::{Latency, Options, Settings};
use serde_json::Value;

#[test]
fn a_chunked_request_body_is_read() {
    let server = TestServer::new();
    let id = server.create_character();
    let mut stream = server.connect();
    let body = format!("userText=in+pieces&charID={id}&sessionID=-1&voiceResponse=False");
    let head = format!(
        "POST /character/getResponse HTTP/1.1\r\nhost: x\r\nconvai-api-key: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n",
        key()
    );
    stream.write_all(head.as_bytes()).expect("the request is sent");
    for piece in body.as_bytes().chunks(7) {
        let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
        stream.write_all(&chunk).expect("the request is sent");
    }
    stream.write_all(b"0\r\n\r\n").expect("the request is sent");
    let (status, response) = read_response(&mut BufReader::new(stream));
    assert_eq!(status, 200);
    let response: Value = serde_json::from_slice(&response).expect("JSON");
    assert_eq!(response["userQuery"], "in pieces");
    assert_eq!(server.get_control("journal/last")["headers"]["transfer-encoding"], "chunked");
}

#[test]
fn many_requests_are_served_on_one_connection() {
    let server = TestServer::new();
    let id = server.create_character();
    let mut writer = server.connect();
    let mut reader = BufReader::new(writer.try_clone().expect("a second handle"));
    for _ in 0..20 {
        writer.write_all(&server.turn_bytes(&id)).expect("the request is sent");
        assert_eq!(read_response(&mut reader).0, 200);
    }
    // Two pipelined requests.
    writer.write_all(&server.turn_bytes(&id).repeat(2)).expect("the request is sent");
    assert_eq!([read_response(&mut reader).0, read_response(&mut reader).0], [200, 200]);
    let journal = server.emulator.journal();
    let lines = journal.as_array().expect("a list");
    let last = &lines[lines.len() - 1]["connection"];
    assert_eq!(lines.iter().filter(|line| line["connection"] == *last).count(), 22);
}

#[test]
fn expect_100_continue_is_answered_before_the_body() {
    let server = TestServer::new();
    let id = server.create_character();
    let request = server.turn_bytes(&id);
    let request = String::from_utf8(request).expect("text");
    let (head, body) = request.split_once("\r\n\r\n").expect("a head and a body");
    let mut writer = server.connect();
    let mut reader = BufReader::new(writer.try_clone().expect("a second handle"));
    writer.write_all(format!("{head}\r\nExpect: 100-continue\r\n\r\n").as_bytes()).expect("the request is sent");
    assert_eq!(read_response(&mut reader).0, 100);
    writer.write_all(body.as_bytes()).expect("the request is sent");
    assert_eq!(read_response(&mut reader).0, 200);
}

#[test]
fn invalid_requests_close_only_their_own_connection() {
    let server = TestServer::new();
    for invalid in
        [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"GET\r\n\r\n", b"\r\n\r\n\r\n\0\0\0 / x\r\n\r\n"]
    {
        let mut stream = server.connect();
        stream.write_all(invalid).expect("the request is sent");
        stream.shutdown(std::net::Shutdown::Write).expect("the write side closes");
        let _ = stream.read_to_end(&mut Vec::new());
    }
    assert_eq!(server.get_control("health")["status"], "ok");
}

/// A client that crashed, or a phone that left the network, sends no more bytes and closes nothing.
#[test]
fn a_connection_on_which_nothing_arrives_is_closed() {
    let server = TestServer::with(Options { idle_timeout_ms: 200, ..Options::default() });
    let id = server.create_character();
    let request = server.turn_bytes(&id);
    // Nothing at all, a part of the head, and a part of the body.
    for sent in [0, 20] {
        let (response, end) = server.exchange(&request[..sent]);
        assert!(response.is_empty() && end.is_none(), "{sent} bytes: {end:?}");
    }
    let (response, end) = server.exchange(&request[..request.len() - 3]);
    let response = String::from_utf8_lossy(&response);
    assert!(response.starts_with("HTTP/1.1 408 ") && end.is_none(), "{response} {end:?}");
    let last = server.get_control("journal/last");
    assert_eq!((&last["status"], &last["fields"]), (&Value::from(408), &Value::from(Vec::<Value>::new())));
    // A kept-alive connection is closed after the response.
    let (response, end) = server.exchange(&request);
    assert!(String::from_utf8_lossy(&response).starts_with("HTTP/1.1 200 ") && end.is_none(), "{end:?}");
}

/// The limit is for the silence between two pieces, not for the whole request or for the response.
#[test]
fn a_slow_upload_and_a_slow_response_are_not_cut() {
    let settings = Settings { latency_ms: Latency::Fixed(1500), ..Settings::default() };
    let server = TestServer::with(Options { idle_timeout_ms: 1000, settings, ..Options::default() });
    let id = server.create_character();
    let mut stream = server.connect();
    for piece in server.turn_bytes(&id).chunks(100) {
        stream.write_all(piece).expect("the request is sent");
        std::thread::sleep(std::time::Duration::from_millis(350));
    }
    assert_eq!(read_response(&mut BufReader::new(stream)).0, 200);
}
