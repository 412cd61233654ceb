//! A thousand players at the same time, each on a connection of its own. This is a suite with one test, because the test may
//! use all file descriptors that a process is allowed to open.
//!
//! `CONVAI_EMULATOR_PLAYERS` is the number of players, 1,000 by default. Wine takes a time for each event that grows with the
//! number of connections: it needs fewer.

mod common;

use std::collections::HashSet;
use std::io::{BufReader, Write};
use std::net::TcpStream;

use common::{TestServer, key, read_response, text};
use serde_json::{Value, json};

/// The bytes of a text turn.
fn turn(character: &str, session: &str, words: &str) -> Vec<u8> {
    let words = words.replace(' ', "+");
    let form = format!("charID={character}&sessionID={session}&voiceResponse=False&userText={words}");
    let length = form.len();
    format!(
        "POST /character/getResponse HTTP/1.1\r\nHost: localhost\r\nConvai-Api-Key: {}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{form}",
        key()
    )
    .into_bytes()
}

/// A name without digits, because people have such names.
fn name(number: usize) -> String {
    let digits = format!("{number:04}");
    let letters: String = digits.bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
    format!("Player{letters}")
}

#[test]
fn a_thousand_sessions_at_once_do_not_mix() {
    let server = TestServer::new();
    let id = server.create_character();
    let wanted = std::env::var("CONVAI_EMULATOR_PLAYERS").map_or(1000, |players| players.parse().expect("a number"));
    // Each connection takes two file descriptors, one per side. If the limit is low, fewer connections are tested.
    let mut players = Vec::new();
    for _ in 0..wanted {
        match TcpStream::connect(("127.0.0.1", server.emulator.port())) {
            Ok(stream) => players.push((BufReader::new(stream), "-1".to_owned())),
            Err(error) => {
                println!("the limit of open files allows only {} connections: {error}", players.len());
                players.truncate(players.len() / 3);
                break;
            }
        }
    }
    assert!(players.len() >= 100, "{}", players.len());

    // All players send, and only then the first one reads.
    let mut round = |words: &dyn Fn(usize) -> String| -> Vec<String> {
        for (number, (stream, session)) in players.iter_mut().enumerate() {
            stream.get_mut().write_all(&turn(&id, session, &words(number))).expect("the request is sent");
        }
        let mut replies = Vec::new();
        for (stream, session) in &mut players {
            let (status, body) = read_response(stream);
            assert_eq!(status, 200);
            let reply: Value = serde_json::from_slice(&body).expect("JSON");
            let answered = text(&reply, "sessionID");
            assert!(session == "-1" || *session == answered, "{session} {answered}");
            *session = answered;
            replies.push(text(&reply, "text"));
        }
        replies
    };
    round(&|number| format!("My name is {}.", name(number)));
    round(&|_| "Where are you?".to_owned());
    let replies = round(&|_| "What is my name?".to_owned());
    for (number, reply) in replies.iter().enumerate() {
        assert!(reply.contains(&name(number)), "{}: {reply}", name(number));
    }
    let sessions: HashSet<&str> = players.iter().map(|(_, session)| session.as_str()).collect();
    assert_eq!(sessions.len(), players.len());
    let characters = server.get_control("characters");
    let own = characters.as_array().and_then(|all| all.iter().find(|one| one["character_id"] == id.as_str()));
    let stored = own.and_then(|own| own["sessions"].as_array()).expect("sessions");
    assert_eq!(stored.len(), players.len());
    assert!(stored.iter().all(|session| session["turns"] == json!(3)));
}
