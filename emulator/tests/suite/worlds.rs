//! Characters with given ids, ids that repeat, a world per API key, and what a store keeps.

use std::future;
use std::io;
use std::sync::{Arc, Mutex};

use crate::common::{TestServer, body, text};
use convai_emulator::{Change, Character, Config, Durable, Emulator, Options, Store, StoredSession, StoredWorld};
use reqwest::Method;
use serde_json::{Value, json};

fn configured(toml: &str) -> Options {
    Options::from(Config::parse("npc.toml".as_ref(), toml).unwrap_or_else(|error| panic!("{error}")))
}

const KEEPER: &str = r#"
[[character]]
id = "lighthouse-keeper"
name = "Raymond"
voice = "US MALE 1"
backstory = "Raymond keeps the lighthouse of Port Ember."
"#;

#[test]
fn a_configured_character_has_its_given_id() {
    let server = TestServer::with(configured(KEEPER));
    let found = body(server.post("/character/get", &json!({ "charID": "lighthouse-keeper" })));
    assert_eq!((&found["character_name"], &found["voice_type"]), (&json!("Raymond"), &json!("US MALE 1")));
    assert_eq!(
        server.say("lighthouse-keeper", "-1", "What do you keep?")["text"],
        "I keep the lighthouse of Port Ember."
    );
    // A request may change it, and a reset restores it.
    let change = json!({ "charID": "lighthouse-keeper", "charName": "Red" });
    assert_eq!(server.post("/character/update", &change).status(), 200);
    assert_eq!(server.post("/character/delete", &json!({ "charID": "lighthouse-keeper" })).status(), 200);
    server.post_control("reset", &json!({}));
    let found = body(server.post("/character/get", &json!({ "charID": "lighthouse-keeper" })));
    assert_eq!(found["character_name"], "Raymond");
}

#[test]
fn an_invalid_configuration_is_refused_with_line_and_column() {
    for (toml, wanted) in [
        ("[server]\nport = 99999\n", "npc.toml:2:8: "),
        ("[settings]\n\n  colour = 1\n", "npc.toml:3:3: unknown field `colour`, expected one of `voice`"),
        ("[settings]\nvoice_rate = 1\n", "npc.toml:2:14: the rate must be 0, or between 4000 and 192000 Hz"),
        ("[settings]\nlatency_ms = { min = 2 }\n", "npc.toml:2:14: "),
        ("[[character]]\nid = \"a\"\n", "npc.toml:1:1: missing field `name`"),
        ("[[character]]\nid = \"\"\nname = \"A\"\n", "npc.toml:2:6: the id is empty"),
        ("[[character]]\nid = \"a\"\nname = \" \"\n", "npc.toml:3:8: the name is empty"),
        (
            "[[character]]\nid = \"a\"\nname = \"A\"\n[[character]]\nname = \"B\"\nid = \"a\"\n",
            "npc.toml:6:6: another character has the id a already",
        ),
        ("[[character]\n", "npc.toml:1:"),
    ] {
        let error = Config::parse("npc.toml".as_ref(), toml).err().expect(toml).to_string();
        assert!(error.starts_with(wanted), "{error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn ids_are_the_same_after_a_reset_and_in_every_emulator() {
    let first = TestServer::new();
    let ids = |server: &TestServer| {
        let (one, two) = (server.create_character(), server.create_character());
        let sessions = ["-1", "-1"].map(|session| text(&server.say(&one, session, "hi"), "sessionID"));
        let deleted = server.post("/character/delete", &json!({ "charID": two }));
        assert_eq!(deleted.status(), 200);
        [one, two, server.create_character(), sessions[0].clone(), sessions[1].clone()]
    };
    let once = ids(&first);
    let mut different = once.to_vec();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), once.len(), "the id of a deleted character is not used again: {once:?}");
    first.post_control("reset", &json!({}));
    assert_eq!(ids(&first), once);
    assert_eq!(ids(&TestServer::new()), once);
}

#[test]
fn a_new_session_does_not_take_the_id_that_a_saved_game_brought_back() {
    let server = TestServer::new();
    let id = server.create_character();
    let saved = text(&server.say(&id, "-1", "My name is Ada."), "sessionID");
    server.post_control("reset", &json!({}));
    let id_again = server.create_character();
    assert_eq!(id_again, id);
    assert_eq!(server.say(&id, &saved, "hi")["sessionID"], saved.as_str());
    assert_ne!(server.say(&id, "-1", "hi")["sessionID"], saved.as_str());
}

#[test]
fn each_key_has_its_own_world_when_asked_for() {
    let server = TestServer::with(configured("[server]\nworlds = \"per-key\"\n"));
    let post = |key: &str, path: &str, fields: &Value| {
        let request = server.client.post(server.url(path)).header("CONVAI-API-KEY", key);
        let response = request.json(fields).send().expect("a response");
        (response.status().as_u16(), body(response))
    };
    let create = json!({ "charName": "Mara", "voiceType": "FEMALE", "backstory": "Mara mends nets." });
    let (_, first) = post("the-first-key", "/character/create", &create);
    let (_, second) = post("the-second-key", "/character/create", &create);
    assert_eq!(first, second, "both suites get the same ids");
    assert_eq!(post("the-first-key", "/character/delete", &first).0, 200);
    assert_eq!(post("the-first-key", "/character/get", &first).0, 400);
    assert_eq!(post("the-second-key", "/character/get", &first).0, 200);

    // Faults and settings belong to a world, too.
    assert_eq!(post("the-first-key", "/_emulator/faults", &json!({ "status": 503 })).0, 201);
    assert_eq!(post("the-second-key", "/character/get", &first).0, 200);
    assert_eq!(post("the-first-key", "/character/get", &first).0, 503);
    let without_key = server.client.post(server.url("/_emulator/faults")).json(&json!({ "status": 503 }));
    assert_eq!(without_key.send().expect("a response").status(), 400);
    assert_eq!(post("the-first-key", "/_emulator/reset", &json!({})).0, 200);
    assert_eq!(post("the-second-key", "/character/get", &first).0, 200, "another key's world is not reset");
    assert_eq!(server.post_control("reset", &json!({})).0, 200);
    assert_eq!(post("the-second-key", "/character/get", &first).0, 400, "without a key, all worlds are reset");
}

#[test]
fn each_key_sees_its_own_part_of_the_journal() {
    let server = TestServer::with(configured("[server]\nworlds = \"per-key\"\n"));
    let control = |method: Method, route: &str, key: Option<&str>| {
        let request = server.client.request(method, server.url(&format!("/_emulator/{route}")));
        let request = key.into_iter().fold(request, |request, key| request.header("CONVAI-API-KEY", key));
        body(request.send().expect("a response"))
    };
    let seqs = |key: Option<&str>| -> Vec<u64> {
        let entries = control(Method::GET, "journal", key);
        entries.as_array().into_iter().flatten().filter_map(|entry| entry["seq"].as_u64()).collect()
    };
    let (first, second) = (Some("the-first-key"), Some("the-second-key"));
    for key in [first, second, first] {
        let request =
            server.client.post(server.url("/character/get")).header("CONVAI-API-KEY", key.unwrap_or_default());
        request.json(&json!({ "charID": "nobody" })).send().expect("a response");
    }
    assert_eq!([seqs(first), seqs(second), seqs(None)], [vec![1, 3], vec![2], vec![1, 2, 3]]);
    assert_eq!(control(Method::GET, "journal/last", second)["seq"], 2);
    // `since` takes the total, so the total counts all keys, as the numbers do.
    assert_eq!(control(Method::GET, "journal/count", second), json!({ "total": 3, "kept": 1 }));
    assert_eq!(control(Method::GET, "journal?wait_ms=50&since=2", second), json!([]));

    control(Method::DELETE, "journal", first);
    assert_eq!([seqs(first), seqs(second)], [vec![], vec![2]]);
    server.client.post(server.url("/character/get")).header("CONVAI-API-KEY", "the-first-key").send().expect("sent");
    let last = control(Method::GET, "journal/last", first);
    assert_eq!(
        (&last["seq"], &last["outcome"]),
        (&json!(4), &json!("answered")),
        "entries are found in spite of a gap"
    );
    control(Method::POST, "reset", first);
    assert_eq!([seqs(first), seqs(second)], [vec![], vec![2]]);
    control(Method::DELETE, "journal", None);
    assert_eq!(seqs(None), [0; 0]);
}

/// A store in memory that outlives an emulator.
#[derive(Default)]
struct MemoryStore {
    changes: Mutex<Vec<Change>>,
}

impl Store for MemoryStore {
    fn load(&self, _world: &str) -> io::Result<StoredWorld> {
        let mut stored = StoredWorld::default();
        for change in self.changes.lock().expect("the changes").iter().cloned() {
            match change {
                Change::Character(character) => {
                    stored.characters.retain(|known| known.id != character.id);
                    stored.characters.push(character);
                }
                Change::CharacterRemoved { id } => {
                    stored.characters.retain(|known| known.id != id);
                    stored.sessions.retain(|known| known.character != id);
                }
                Change::Counter { name, value } => {
                    stored.counters.retain(|(known, _)| *known != name);
                    stored.counters.push((name, value));
                }
                Change::Turn { character, session, turn, memory } => {
                    let known =
                        |stored: &&mut StoredSession| stored.character == character && stored.session == session;
                    match stored.sessions.iter_mut().find(known) {
                        Some(known) => {
                            known.memory = memory;
                            known.turns.push(turn);
                        }
                        None => stored.sessions.push(StoredSession { character, session, memory, turns: vec![turn] }),
                    }
                }
                Change::SessionRemoved { character, session } => {
                    stored.sessions.retain(|known| known.character != character || known.session != session);
                }
                Change::Token(token) => {
                    stored.tokens.retain(|known| known.token != token.token);
                    stored.tokens.push(token);
                }
                Change::Reset => stored = StoredWorld::default(),
            }
        }
        Ok(stored)
    }

    fn submit(&self, _world: &str, changes: Vec<Change>) -> Durable {
        self.changes.lock().expect("the changes").extend(changes);
        Box::pin(future::ready(Ok(())))
    }
}

fn restarted(store: &Arc<MemoryStore>, toml: &str) -> TestServer {
    let emulator =
        Emulator::start_with_store(crate::common::quiet(configured(toml)), store.clone()).expect("a free port");
    TestServer { emulator, ..TestServer::new() }
}

#[test]
fn what_a_store_keeps_survives_and_the_configuration_wins() {
    let store = Arc::new(MemoryStore::default());
    let server = restarted(&store, "");
    let id = server.create_character();
    let session = text(&server.say(&id, "-1", "My name is Ada."), "sessionID");
    let keeper =
        Character { id: "lighthouse-keeper".to_owned(), name: "Stored".to_owned(), ..stored_character(&store) };
    drop(store.submit("", vec![Change::Character(keeper)]));
    drop(server);

    let server = restarted(&store, KEEPER);
    assert!(text(&server.say(&id, &session, "What is my name?"), "text").contains("Ada"));
    assert_ne!(server.create_character(), id, "the counters survive");
    let found = body(server.post("/character/get", &json!({ "charID": "lighthouse-keeper" })));
    assert_eq!(found["character_name"], "Raymond");
    server.post_control("reset", &json!({}));
    drop(server);
    let server = restarted(&store, "");
    assert_eq!(server.post("/character/get", &json!({ "charID": id })).status(), 400, "a reset is kept, too");
}

fn stored_character(store: &MemoryStore) -> Character {
    store.load("").expect("the changes").characters.pop().expect("a character")
}
