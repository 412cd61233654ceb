//! `--replay`: a cassette answers as the service did.

use std::fs;
use std::io::Read;
use std::thread;

use crate::common::tape::{Seen, Tape, read_event, recording, send, service, turn, visit};
use crate::common::{TestServer, text, tone};
use convai_emulator::ReplayMatch;
use reqwest::blocking::multipart::Form;
use serde_json::{Value, json};

#[test]
fn a_recording_is_replayed_byte_by_byte_without_the_service() {
    let tape = Tape::new("bytes");
    let service = service();
    let recorder = tape.recorder(&service.emulator.url());
    let recorded = visit(&recorder);
    let arrived = service.get_control("journal");
    assert_eq!(arrived.as_array().map(Vec::len), Some(recorded.len()), "each request reaches the service once");
    drop((service, recorder));
    let replay = tape.replay(ReplayMatch::Strict);
    let replayed = visit(&replay);
    for (index, (recorded, replayed)) in recorded.iter().zip(&replayed).enumerate() {
        assert_eq!(recorded, replayed, "{index}: {}", String::from_utf8_lossy(&replayed.body));
    }
    assert!(replayed.iter().any(|seen| seen.content_type == "text/event-stream" && seen.body.len() > 1000));
    assert!(replayed.iter().any(|seen| seen.content_type.starts_with("audio/") && seen.body.starts_with(b"RIFF")));
    let statuses: Vec<u16> = replayed.iter().map(|seen| seen.status).collect();
    assert_eq!(statuses, [200, 200, 200, 404, 401, 200, 200, 404, 400, 200, 200, 200, 201]);
}

#[test]
fn a_request_that_was_not_recorded_is_told_what_differs() {
    let tape = Tape::new("strict");
    let service = service();
    let recorder = tape.recorder(&service.emulator.url());
    let id = recorder.create_character();
    turn(&recorder, &[("charID", &id), ("userText", "What is your name?")]);
    turn(&recorder, &[("charID", &id), ("userText", "Who are you?")]);
    let heard = recording(&recorder, &id, tone(16_000));
    drop((recorder, service));
    let strict = tape.replay(ReplayMatch::Strict);
    let refused = turn(&strict, &[("charID", &id), ("userText", "What is your secret name?"), ("sample_rate", "8000")]);
    assert_eq!(refused.status, 501);
    let message = text(&refused.json(), "ERROR");
    for part in [
        "not on the cassette tavern.jsonl: POST /character/getResponse",
        "the nearest recorded request is on line 3",
        "sample_rate was not sent, and is \"8000\"",
        "userText is \"What is your secret name?\", and was \"What is your name?\"",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
    assert_eq!(strict.get_control("journal/last")["note"], message.as_str());
    let refused = recording(&strict, &id, tone(8000));
    assert!(
        text(&refused.json(), "ERROR").contains("file (file) is a recording of 0.500 s at 8000 Hz"),
        "{}",
        refused.json()
    );
    let refused = send(strict.client.post(strict.url("/character/teleport")).json(&json!({})));
    assert!(
        text(&refused.json(), "ERROR").contains("recorded were POST /character/create, POST /character/getResponse")
    );

    let nearest = tape.replay(ReplayMatch::Nearest);
    let answered = turn(&nearest, &[("charID", &id), ("userText", "And what is your name, please?")]);
    assert_eq!((answered.status, answered.json()["userQuery"].as_str()), (200, Some("What is your name?")));
    let tolerated = nearest.get_control("journal/last")["tolerated"][0].to_string();
    assert!(tolerated.contains("line 3: userText is"), "{tolerated}");
    assert_eq!(recording(&nearest, &id, tone(8000)).body, heard.body);
    assert_eq!(send(nearest.client.post(nearest.url("/character/teleport")).json(&json!({}))).status, 501);
}

#[test]
fn the_form_of_a_request_does_not_matter() {
    let tape = Tape::new("form");
    let service = service();
    let recorder = tape.recorder(&service.emulator.url());
    let id = recorder.create_character();
    let objects = r#"[{"name": "door", "description": "of oak"}]"#;
    let fields = [("charID", id.as_str()), ("userText", "Open the door."), ("actions", "Open"), ("objects", objects)];
    let said = turn(&recorder, &fields);
    let heard = recording(&recorder, &id, tone(16_000));
    drop((recorder, service));
    let replay = tape.replay(ReplayMatch::Strict);
    let form = Form::new()
        .text("objects", r#"[ {"description":"of oak","name":"door"} ]"#)
        .text("actions", "Open")
        .text("voiceResponse", "False")
        .text("sessionID", "-1")
        .text("userText", "Open the door.")
        .text("charID", id.clone());
    assert_eq!(send(replay.client.post(replay.url("/character/getResponse")).multipart(form)), said);
    // The same samples, in a file with another header.
    let mut wav = tone(16_000);
    let (head, samples) = (wav[..36].to_vec(), wav.split_off(36));
    let wav = [&head[..], b"LIST\x04\0\0\0INFO", &samples[..]].concat();
    assert_eq!(recording(&replay, &id, wav), heard);
}

#[test]
fn sessions_are_mapped() {
    let tape = Tape::new("sessions");
    let service = service();
    let recorder = tape.recorder(&service.emulator.url());
    let id = recorder.create_character();
    let play = |server: &TestServer| -> Vec<Value> {
        let first = server.say(&id, "-1", "Hello.");
        let session = text(&first, "sessionID");
        vec![first, server.say(&id, &session, "Hello."), server.say(&id, &session, "And who are you?")]
    };
    let saved = recorder.say(&id, "a-saved-session", "Are you still there?");
    let recorded = play(&recorder);
    drop((recorder, service));
    let replay = tape.replay(ReplayMatch::Strict);
    assert_eq!(play(&replay), recorded);
    let again = play(&replay);
    let ids: Vec<&Value> = again.iter().map(|reply| &reply["sessionID"]).collect();
    assert!(ids.iter().all(|id| *id == ids[0]) && *ids[0] != recorded[0]["sessionID"], "{ids:?}");
    let texts = |replies: &[Value]| -> Vec<Value> { replies.iter().map(|reply| reply["text"].clone()).collect() };
    assert_eq!(texts(&again), texts(&recorded));
    // The saved game of another player.
    let other = replay.say(&id, "another-saved-session", "Are you still there?");
    assert_eq!((&other["text"], &other["sessionID"]), (&saved["text"], &json!("another-saved-session")));
    let (status, _) = replay.post_control("reset", &json!({}));
    assert_eq!((status, play(&replay)), (200, recorded));
}

#[test]
fn streams_are_passed_on_as_they_arrive_and_replayed_in_their_time() {
    let tape = Tape::new("streams");
    let service = service();
    service.change_settings(json!({ "stream_pace": 60 }));
    let recorder = tape.recorder(&service.emulator.url());
    let id = recorder.create_character();
    let fields = [("charID", id.as_str()), ("userText", "Who are you?"), ("stream", "True")];
    // The service sends an event only when its clock moves.
    service.post_control("clock", &json!({ "freeze": true }));
    let mut response = recorder.post_turn(&fields);
    let mut recorded = vec![read_event(&mut response)];
    service.wait_for_waiting(1);
    assert_eq!(recorder.get_control("journal/last")["outcome"], "open");
    assert_eq!(tape.exchanges().len(), 1, "the turn is written when it is complete");
    service.post_control("clock", &json!({ "advance_ms": 1000 }));
    recorded.push(read_event(&mut response));
    service.post_control("clock", &json!({ "freeze": false, "advance_ms": 600_000 }));
    let mut rest = String::new();
    response.read_to_string(&mut rest).expect("the rest");
    assert_eq!(tape.exchanges().len(), 2, "the turn is on disk when the client has the end");
    drop((recorder, service));
    // Times as a slow service would have them.
    let mut exchange = tape.exchanges().remove(1);
    for (index, piece) in exchange["response"]["pieces"].as_array_mut().expect("pieces").iter_mut().enumerate() {
        piece[0] = json!(index * 60_000);
    }
    let text = tape.text();
    let lines: Vec<&str> = text.lines().take(2).collect();
    fs::write(&tape.0, format!("{}\n{exchange}\n", lines.join("\n"))).expect("a writable file");
    let replay = tape.replay(ReplayMatch::Strict);
    replay.post_control("clock", &json!({ "freeze": true }));
    let mut response = replay.post_turn(&fields);
    for event in &recorded {
        assert_eq!(read_event(&mut response), *event);
        replay.wait_for_waiting(1);
        replay.post_control("clock", &json!({ "advance_ms": 60_000 }));
    }
    replay.post_control("clock", &json!({ "freeze": false, "advance_ms": 6_000_000 }));
    let mut replayed_rest = String::new();
    response.read_to_string(&mut replayed_rest).expect("the rest");
    assert_eq!(replayed_rest, rest);
}

#[test]
fn a_stream_that_breaks_off_is_recorded_and_replayed_as_such() {
    let tape = Tape::new("cut");
    let service = service();
    let recorder = tape.recorder(&service.emulator.url());
    let id = recorder.create_character();
    service.add_fault(json!({ "stream": "cut", "pieces": 2 }));
    let ask = |server: &TestServer| {
        let mut response = server.post_turn(&[("charID", &id), ("userText", "Who are you?"), ("stream", "True")]);
        let mut received = Vec::new();
        let end = response.read_to_end(&mut received);
        (end.is_err(), received)
    };
    let recorded = ask(&recorder);
    assert!(recorded.0 && !recorded.1.is_empty());
    recorder.wait_for_last(|entry| entry["outcome"] == "cut");
    drop((recorder, service));
    assert_eq!(tape.exchanges()[1]["response"]["cut"], true);
    assert_eq!(ask(&tape.replay(ReplayMatch::Strict)), recorded);
}

#[test]
fn faults_apply_to_what_the_service_and_the_cassette_answer() {
    let tape = Tape::new("faults");
    let service = service();
    let recorder = tape.recorder(&service.emulator.url());
    let id = recorder.create_character();
    recorder.add_fault(json!({ "path": "/character/getResponse", "text": "response" }));
    let renamed = turn(&recorder, &[("charID", &id), ("userText", "Hello.")]);
    assert!(renamed.json()["response"].is_string(), "{}", renamed.json());
    recorder.add_fault(json!({ "status": 429 }));
    assert_eq!(turn(&recorder, &[("charID", &id), ("userText", "Hello.")]).status, 429);
    assert_eq!(tape.exchanges().len(), 2, "what the fault answers does not reach the service");
    let replay = tape.replay(ReplayMatch::Strict);
    replay.add_fault(json!({ "text": "absent" }));
    assert!(turn(&replay, &[("charID", &id), ("userText", "Hello.")]).json().get("text").is_none());
    assert!(turn(&replay, &[("charID", &id), ("userText", "Hello.")]).json()["text"].is_string());
}

#[test]
fn requests_at_the_same_time_do_not_mix() {
    let tape = Tape::new("concurrent");
    let service = service();
    let recorder = tape.recorder(&service.emulator.url());
    let id = recorder.create_character();
    let ask = |server: &TestServer| -> Vec<Seen> {
        let question = |number: usize| format!("Question number {number}?");
        thread::scope(|scope| {
            let threads: Vec<_> = (0..24)
                .map(|number| {
                    let (id, question) = (&id, question(number));
                    let stream = if number % 3 == 0 { "True" } else { "False" };
                    let fields = move |server: &TestServer| {
                        turn(
                            server,
                            &[("charID", id), ("userText", &question), ("stream", stream), ("voiceResponse", "True")],
                        )
                    };
                    scope.spawn(move || fields(server))
                })
                .collect();
            threads.into_iter().map(|thread| thread.join().expect("an answer")).collect()
        })
    };
    let recorded = ask(&recorder);
    drop((recorder, service));
    assert_eq!(tape.exchanges().len(), 25);
    assert_eq!(ask(&tape.replay(ReplayMatch::Strict)), recorded);
}

#[test]
fn a_broken_cassette_is_refused_with_its_place() {
    let tape = Tape::new("broken");
    let service = service();
    recording(&tape.recorder(&service.emulator.url()), "0e8c5a3a-1d2f-11f0-9c3b-42010a7be001", tone(16_000));
    let (whole, name) = (tape.text(), tape.0.display().to_string());
    let line = whole.lines().nth(1).expect("an exchange");
    let cases = [
        (String::new(), ":1: ", "the first line does not name the version of a cassette"),
        (
            whole.replace("\"convai_cassette\":1", "\"convai_cassette\":2"),
            ":1: ",
            "version 2, and this emulator reads version 1",
        ),
        (whole[..whole.len() - 20].to_owned(), ":2:", "the line is incomplete: delete it"),
        (whole.replace("\"status\":200", "\"status\":\"ok\""), ":2:", "expected u16"),
        (whole.replace("\"status\":200", "\"status\":7"), ":2: ", "7 is no HTTP status"),
        (whole.replace("\"after_ms\"", "\"later_ms\""), ":2:", "unknown field `later_ms`"),
        (whole.clone() + line + "\n", ":3: ", "the number 1 occurs for the second time"),
        (whole.replace("0001-request-1.wav", "missing.wav"), ":2: ", "missing.wav cannot be read"),
        (whole.replace("0001-request-1.wav", "../secret.wav"), ":2: ", "../secret.wav must be the name of a file in "),
    ];
    for (text, place, message) in cases {
        fs::write(&tape.0, text).expect("a writable file");
        let refusal = tape.refusal();
        assert!(refusal.starts_with(&format!("{name}{place}")) && refusal.contains(message), "{message}: {refusal}");
    }
    fs::write(&tape.0, b"{\"convai_cassette\":1}\n\xff\n").expect("a writable file");
    assert!(tape.refusal().starts_with(&format!("{name}:2: this is not UTF-8")), "{}", tape.refusal());
    fs::remove_file(&tape.0).expect("a file");
    assert!(tape.refusal().starts_with(&format!("{name}: the cassette cannot be read")), "{}", tape.refusal());
}
