//! HTTP as other clients speak it: chunked bodies, keep-alive, `Expect`.

mod common;

use std::io::{BufReader, Read, Write};

use common::{Bench, key, read_answer};
use serde_json::Value;

#[test]
fn a_chunked_body_in_small_pieces() {
    let bench = Bench::new();
    let id = bench.create();
    let mut stream = bench.raw();
    let body = format!("userText=in+pieces&charID={id}&sessionID=-1&voiceResponse=False");
    let head = format!(
        "POST /character/getResponse HTTP/1.1\r\nhost: x\r\nconvai-api-key: {}\r\n\
         content-type: application/x-www-form-urlencoded\r\ntransfer-encoding: chunked\r\n\r\n",
        key()
    );
    stream.write_all(head.as_bytes()).expect("sending");
    for piece in body.as_bytes().chunks(7) {
        let chunk = [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat();
        stream.write_all(&chunk).expect("sending");
    }
    stream.write_all(b"0\r\n\r\n").expect("sending");
    let (status, answer) = read_answer(&mut BufReader::new(stream));
    assert_eq!(status, 200);
    let answer: Value = serde_json::from_slice(&answer).expect("JSON");
    assert_eq!(answer["userQuery"], "in pieces");
    assert_eq!(bench.look("journal/last")["headers"]["transfer-encoding"], "chunked");
}

#[test]
fn many_requests_over_one_connection() {
    let bench = Bench::new();
    let id = bench.create();
    let mut writer = bench.raw();
    let mut reader = BufReader::new(writer.try_clone().expect("a second handle"));
    for _ in 0..20 {
        writer.write_all(&bench.raw_turn(&id)).expect("sending");
        assert_eq!(read_answer(&mut reader).0, 200);
    }
    // Two at once, answered in order.
    writer.write_all(&bench.raw_turn(&id).repeat(2)).expect("sending");
    assert_eq!([read_answer(&mut reader).0, read_answer(&mut reader).0], [200, 200]);
    let journal = bench.emulator.journal();
    let lines = journal.as_array().expect("a list");
    let last = &lines[lines.len() - 1]["connection"];
    assert_eq!(lines.iter().filter(|line| line["connection"] == *last).count(), 22);
}

#[test]
fn leave_is_given_before_the_body() {
    let bench = Bench::new();
    let id = bench.create();
    let request = bench.raw_turn(&id);
    let request = String::from_utf8(request).expect("text");
    let (head, body) = request.split_once("\r\n\r\n").expect("two halves");
    let mut writer = bench.raw();
    let mut reader = BufReader::new(writer.try_clone().expect("a second handle"));
    writer.write_all(format!("{head}\r\nExpect: 100-continue\r\n\r\n").as_bytes()).expect("sending");
    assert_eq!(read_answer(&mut reader).0, 100);
    writer.write_all(body.as_bytes()).expect("sending");
    assert_eq!(read_answer(&mut reader).0, 200);
}

#[test]
fn nonsense_ends_its_own_connection_only() {
    let bench = Bench::new();
    for nonsense in
        [&b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..], b"GET\r\n\r\n", b"\r\n\r\n\r\n\0\0\0 / x\r\n\r\n"]
    {
        let mut stream = bench.raw();
        stream.write_all(nonsense).expect("sending");
        stream.shutdown(std::net::Shutdown::Write).expect("closing");
        let _ = stream.read_to_end(&mut Vec::new());
    }
    assert_eq!(bench.look("health")["status"], "ok");
}
