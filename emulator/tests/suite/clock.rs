//! The clock that a test stops and moves.

use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use crate::common::{TestServer, body, text};
use convai_emulator::{Config, Options, PUBLIC_CHARACTER_ID};
use serde_json::{Value, json};

fn change(server: &TestServer, change: &Value) -> Value {
    let (status, state) = server.post_control("clock", change);
    assert_eq!(status, 200, "{state}");
    state
}

fn joined<T>(handle: ScopedJoinHandle<T>) -> T {
    handle.join().expect("no panic")
}

#[test]
fn a_delayed_turn_ends_at_once_when_the_clock_is_moved() {
    let server = TestServer::new();
    // The client gives up after 60 seconds, so these tests fail if the delays are real.
    server.change_settings(json!({ "latency_ms": 600_000 }));
    thread::scope(|scope| {
        let turn = scope.spawn(|| server.say(PUBLIC_CHARACTER_ID, "-1", "hi"));
        server.wait_for_waiting(1);
        change(&server, &json!({ "advance_ms": 600_000 }));
        joined(turn);
    });
    let entry = server.get_control("journal/last");
    assert_eq!((&entry["status"], &entry["outcome"]), (&json!(200), &json!("answered")));
    assert!(entry["elapsed_ms"].as_u64().is_some_and(|ms| ms >= 600_000), "{entry}");
}

#[test]
fn every_simulated_delay_follows_the_clock() {
    let script = "[[script]]\ntext = \"scripted\"\nreply = \"Yes.\"\ndelay_ms = 600000\n";
    let config = Config::parse("npc.toml".as_ref(), script).unwrap_or_else(|error| panic!("{error}"));
    let server = TestServer::with(Options::from(config));
    change(&server, &json!({ "freeze": true }));
    server.add_fault(json!({ "delay_ms": 600_000 }));
    server.add_fault(json!({ "drip": 200, "every_ms": 600_000 }));
    for words in ["delayed by a fault", "sent in pieces", "scripted"] {
        thread::scope(|scope| {
            let turn = scope.spawn(|| server.say(PUBLIC_CHARACTER_ID, "-1", words));
            server.wait_for_waiting(1);
            change(&server, &json!({ "advance_ms": 599_999 }));
            assert_eq!(server.get_control("journal/last")["outcome"], "open", "{words}");
            // A response in pieces waits before each of them.
            while !turn.is_finished() {
                change(&server, &json!({ "advance_ms": 600_000 }));
                thread::sleep(Duration::from_millis(1));
            }
            joined(turn);
        });
        assert_eq!(server.get_control("journal/last")["outcome"], "answered", "{words}");
    }
}

#[test]
fn timestamps_show_the_time_of_the_clock() {
    let server = TestServer::new();
    let state = change(&server, &json!({ "freeze": true, "time": "2026-01-02T03:04:05" }));
    assert_eq!(state, json!({ "time": "2026-01-02T03:04:05.000000", "frozen": true, "waiting": 0 }));
    let id = server.create_character();
    change(&server, &json!({ "advance_ms": 86_400_000 }));
    server.say(&id, "-1", "hi");
    let entries = server.emulator.journal();
    let times: Vec<_> = entries.as_array().into_iter().flatten().map(|entry| text(entry, "time")).collect();
    assert_eq!(times, ["2026-01-02T03:04:05.000000", "2026-01-03T03:04:05.000000"]);
    assert_eq!(server.get_control("journal/last")["elapsed_ms"], 0);
    let character = body(server.post("/character/get", &json!({ "charID": id })));
    assert_eq!(character["timestamp"], "2026-01-02T03:04:05.000000");

    // A reset brings back the time of the machine.
    server.post_control("reset", &json!({}));
    let state = server.get_control("clock");
    assert!(state["frozen"] == false && text(&state, "time").as_str() > "2026-01-04", "{state}");
}

#[test]
fn a_request_of_a_cleared_journal_does_not_change_a_later_entry() {
    let server = TestServer::new();
    change(&server, &json!({ "freeze": true }));
    server.change_settings(json!({ "latency_ms": 1000 }));
    thread::scope(|scope| {
        let turn = scope.spawn(|| server.say(PUBLIC_CHARACTER_ID, "-1", "hi"));
        server.wait_for_waiting(1);
        server.emulator.clear_journal();
        // This entry has the same number and the same time as that of the turn.
        assert_eq!(server.post("/elsewhere", &json!({})).status(), 404);
        change(&server, &json!({ "advance_ms": 1000 }));
        joined(turn);
    });
    let entry = server.get_control("journal/last");
    assert_eq!((&entry["seq"], &entry["path"], &entry["status"]), (&json!(1), &json!("/elsewhere"), &json!(404)));
    assert_eq!(entry["session"], Value::Null);
}

#[test]
fn moving_the_clock_does_not_end_the_wait_of_a_test() {
    let server = TestServer::new();
    server.change_settings(json!({ "latency_ms": 600_000 }));
    thread::scope(|scope| {
        let waiting = scope.spawn(|| server.get_control("journal/last?status=200&wait_ms=50000"));
        let turn = scope.spawn(|| server.say(PUBLIC_CHARACTER_ID, "-1", "hi"));
        server.wait_for_waiting(1);
        server.emulator.change_clock(&json!({ "advance_ms": 600_000 })).expect("a valid change");
        assert_eq!(joined(waiting)["values"]["userText"], "hi");
        joined(turn);
    });
}

#[test]
fn each_world_has_its_own_clock() {
    let config = Config::parse("npc.toml".as_ref(), "[server]\nworlds = \"per-key\"\n");
    let server = TestServer::with(Options::from(config.unwrap_or_else(|error| panic!("{error}"))));
    let clock = |key: &str, change: &Value| {
        let request = server.client.post(server.url("/_emulator/clock")).header("CONVAI-API-KEY", key);
        body(request.json(change).send().expect("a response"))
    };
    clock("the-first-key", &json!({ "freeze": true }));
    assert_eq!(clock("the-first-key", &json!({}))["frozen"], true);
    assert_eq!(clock("the-second-key", &json!({}))["frozen"], false);
    assert_eq!(server.post_control("clock", &json!({ "freeze": true })).0, 400);
}

#[test]
fn an_invalid_change_of_the_clock_is_refused() {
    let server = TestServer::new();
    for (wrong, words) in [
        (json!({ "advance_ms": -1 }), "advance_ms: "),
        (json!({ "advance_ms": u64::MAX }), "advance_ms: the clock can be moved by at most 100 years"),
        (json!({ "time": "noon" }), "time: the time must be a UTC time such as 2026-01-02T03:04:05"),
        (json!({ "speed": 2 }), "unknown field `speed`"),
        (json!([]), "a change of the clock must be a JSON object"),
    ] {
        let (status, refusal) = server.post_control("clock", &wrong);
        assert_eq!(status, 400, "{wrong}");
        assert!(text(&refusal, "error").starts_with(words), "{refusal}");
    }
}
