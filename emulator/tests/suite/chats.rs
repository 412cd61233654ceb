//! The chat history, which is what was said, and the usage, which is what was used.

use crate::common::streamed::{Streamed, at_once};
use crate::common::{TestServer, body, key, text};
use convai_emulator::PUBLIC_CHARACTER_ID as PELL;
use serde_json::{Value, json};

const LIST: &str = "/character/chatHistory/list";
const DETAILS: &str = "/character/chatHistory/details";
const DELETE: &str = "/character/chatHistory/delete";
const USAGE: &str = "/user/user-api-usage";

/// The sample of the list, with `-1` for all sessions.
fn list(server: &TestServer, character: &str) -> Vec<Value> {
    let response = server.post(LIST, &json!({ "charID": character, "limit": "-1" }));
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers().get("x-emulator-tolerated"), None);
    body(response).as_array().expect("a list").clone()
}

fn details(server: &TestServer, character: &str, session: &str) -> Value {
    let response = server.post(DETAILS, &json!({ "charID": character, "sessionID": session }));
    assert_eq!(response.status(), 200);
    body(response)
}

fn set_clock(server: &TestServer, time: &str) {
    assert_eq!(server.post_control("clock", &json!({ "freeze": true, "time": time })).0, 200);
}

#[test]
fn the_history_is_what_was_said() {
    let server = TestServer::new();
    assert_eq!(list(&server, PELL), [] as [Value; 0]);
    set_clock(&server, "2024-09-25T19:54:56.124733");
    let first = server.say(PELL, "-1", "Hi there");
    set_clock(&server, "2024-09-25T20:52:57");
    let second = server.say(PELL, "-1", "What are you afraid of?");
    set_clock(&server, "2024-09-26T01:00:00");
    let more = server.say(PELL, &text(&first, "sessionID"), "Who are you?");
    let entry = |reply: &Value, time: &str| json!({ "sessionID": reply["sessionID"], "date": "25-09-2024", "time": time, "is_added_to_memory": false });
    assert_eq!(list(&server, PELL), [entry(&second, "20:52:57"), entry(&first, "19:54:56")]);
    let interaction = |timestamp: &str, user: &str, reply: &Value| {
        json!({
            "timestamp": timestamp,
            "interaction": [
                { "speaker": "User", "message": user },
                { "speaker": "Character", "message": reply["text"] },
            ],
            "is_trigger_input": false,
        })
    };
    assert_eq!(
        details(&server, PELL, &text(&first, "sessionID")),
        json!([
            interaction("2024-09-25 19:54:56.124733", "Hi there", &first),
            interaction("2024-09-26 01:00:00.000000", "Who are you?", &more),
        ])
    );
    // Another character has a history of its own.
    let other = server.create_character();
    assert_eq!(list(&server, &other), [] as [Value; 0]);
}

#[test]
fn the_limit_is_the_number_of_the_newest_sessions() {
    let server = TestServer::new();
    let sessions: Vec<String> = (0..4).map(|_| text(&server.say(PELL, "-1", "Hi"), "sessionID")).collect();
    let newest: Vec<&str> = sessions.iter().rev().map(String::as_str).collect();
    let limited = |limit: Value| {
        let response = server.post(LIST, &json!({ "charID": PELL, "limit": limit }));
        let named = response.headers().get("x-emulator-tolerated").cloned();
        let list = body(response);
        let ids: Vec<String> = list.as_array().into_iter().flatten().map(|chat| text(chat, "sessionID")).collect();
        (ids, named.is_some())
    };
    assert_eq!(limited(json!("2")), (newest[..2].iter().map(|id| (*id).to_owned()).collect(), false));
    assert_eq!(limited(json!("9")).0, newest);
    assert_eq!(limited(json!("0")).0, [""; 0]);
    let (ids, tolerated) = limited(json!(3));
    assert_eq!((ids, tolerated), (newest[..3].iter().map(|id| (*id).to_owned()).collect(), true));
    let all = server.post(LIST, &json!({ "charID": PELL }));
    assert_eq!(body(all).as_array().map(Vec::len), Some(4));
    for wrong in [json!("many"), json!("-2"), json!(1.5), json!([])] {
        let response = server.post(LIST, &json!({ "charID": PELL, "limit": wrong }));
        assert_eq!((response.status().as_u16(), body(response)), (400, json!({ "ERROR": "limit must be a number" })));
    }
}

#[test]
fn a_deleted_session_is_forgotten() {
    let server = TestServer::new();
    let first = text(&server.say(PELL, "-1", "My name is Ada."), "sessionID");
    let second = text(&server.say(PELL, "-1", "Hi"), "sessionID");
    let delete = |ids: &[&str]| server.post(DELETE, &json!({ "charID": PELL, "sessionIDs": ids }));
    let unknown = delete(&[&second, "unknown"]);
    assert_eq!((unknown.status().as_u16(), body(unknown)), (400, json!({ "ERROR": "Session not found." })));
    assert_eq!(list(&server, PELL).len(), 2, "then none is deleted");
    assert_eq!(body(delete(&[&first])), json!({ "status": "SUCCESSFULLY DELETED" }));
    let left: Vec<String> = list(&server, PELL).iter().map(|chat| text(chat, "sessionID")).collect();
    assert_eq!(left, std::slice::from_ref(&second));
    assert_eq!(server.post(DETAILS, &json!({ "charID": PELL, "sessionID": first })).status(), 400);
    let reply = text(&server.say(PELL, &first, "What is my name?"), "text");
    assert!(!reply.contains("Ada"), "{reply}");
    server.change_settings(json!({ "loose": true }));
    assert_eq!(delete(&[&second, "unknown"]).status(), 200);
    assert_eq!(details(&server, PELL, &second), json!([]));
}

#[test]
fn a_streamed_turn_is_in_the_history_when_it_was_sent() {
    let server = at_once();
    let events = Streamed::send(&server, &[]).objects();
    let session = text(&events[0], "sessionID");
    let said: String = events.iter().filter_map(|event| event["text"].as_str()).collect();
    assert_eq!(details(&server, PELL, &session)[0]["interaction"][1]["message"], said.as_str());
    // The history can be read while a turn is being answered, and does not have it yet.
    server.change_settings(json!({ "stream_pace": 60 }));
    server.post_control("clock", &json!({ "freeze": true }));
    let mut streamed = Streamed::send(&server, &[("sessionID", &session)]);
    streamed.chunk().expect("the first piece");
    assert_eq!(details(&server, PELL, &session).as_array().map(Vec::len), Some(1));
    assert_eq!(list(&server, PELL).len(), 1);
    server.post_control("clock", &json!({ "advance_ms": 600_000 }));
    streamed.chunks();
    assert_eq!(details(&server, PELL, &session).as_array().map(Vec::len), Some(2));
}

#[test]
fn wrong_requests_are_refused() {
    let server = TestServer::new();
    for path in [LIST, DETAILS, DELETE] {
        let refused = |fields: Value| {
            let response = server.post(path, &fields);
            assert_eq!(response.status(), 400, "{path} {fields}");
            text(&body(response), "ERROR")
        };
        assert_eq!(refused(json!({})), "charID is a required field");
        let unknown = refused(json!({ "charID": "nobody", "sessionID": "s", "sessionIDs": ["s"] }));
        assert_eq!(unknown, "Could not fetch character details from all_characters table.");
        let bad = server.client.post(server.url(path)).header("CONVAI-API-KEY", "bad-key").json(&json!({})).send();
        let bad = bad.expect("a response");
        assert_eq!((bad.status().as_u16(), body(bad)), (401, json!({ "ERROR": "Invalid API key provided." })));
        let form = server.client.post(server.url(path)).header("CONVAI-API-KEY", key()).form(&[("charID", PELL)]);
        assert_eq!(form.send().expect("a response").status(), 400, "{path}");
        server.add_fault(json!({ "path": path, "character": PELL, "status": 500 }));
        assert_eq!(server.post(path, &json!({ "charID": "nobody" })).status(), 400, "{path}");
        assert_eq!(server.post(path, &json!({ "charID": PELL })).status(), 500, "{path}");
    }
    for ids in [json!([]), json!("s"), json!([1])] {
        let response = server.post(DELETE, &json!({ "charID": PELL, "sessionIDs": ids }));
        assert_eq!(body(response), json!({ "ERROR": "sessionIDs is a required field" }));
    }
}

/// The usage of a metric.
fn used(server: &TestServer, key: &str, metric: &str) -> u64 {
    let response = server.client.post(server.url(USAGE)).header("CONVAI-API-KEY", key).json(&json!({})).send();
    let response = response.expect("a response");
    assert_eq!(response.status(), 200);
    let usage = body(response);
    assert!(usage["usage"]["user_name"].is_string() && text(&usage["usage"], "email").contains('@'), "{usage}");
    let plan = &usage["usage_v2"];
    assert!(plan["plan_name"].is_string() && plan["expiry_ts"].is_string(), "{usage}");
    let metrics = plan["metrics"].as_array().expect("a list");
    let found = metrics.iter().find(|found| found["id"] == metric).expect("the metric");
    let detail = &found["usage_details"][0];
    assert!(detail["limit"].is_u64(), "{usage}");
    detail["usage"].as_u64().expect("a number")
}

#[test]
fn the_usage_counts_what_was_used() {
    let server = at_once();
    let counts = || (used(&server, key(), "interactions"), used(&server, key(), "core-api"));
    assert_eq!(counts(), (0, 0), "asking for the usage is not counted");
    let id = server.create_character();
    server.say(&id, "-1", "Hi");
    Streamed::send(&server, &[]).objects();
    assert_eq!(counts(), (2, 1));
    // What is refused or disturbed is not counted.
    server.post("/character/get", &json!({ "charID": "nobody" }));
    server.post_form(&[("charID", &id)]);
    server.add_fault(json!({ "path": "/character/getResponse", "status": 429 }));
    server.post_turn(&[("charID", &id), ("userText", "Hi")]);
    assert_eq!(counts(), (2, 1));
    // A token is used for its account.
    let token = text(&body(server.post("/user/connect", &json!({}))), "apiAuthToken");
    let request = server.client.post(server.url("/character/get")).header("API-AUTH-TOKEN", token);
    assert_eq!(request.json(&json!({ "charID": id })).send().expect("a response").status(), 200);
    assert_eq!(counts(), (2, 3));
    assert_eq!(used(&server, "the-key-of-somebody-else", "interactions"), 0);
    assert_eq!(used(&server, key(), "pixel_streaming"), 0);
    server.post_control("reset", &json!({}));
    assert_eq!(counts(), (0, 0));
}

#[test]
fn faults_disturb_the_usage() {
    let server = TestServer::new();
    server.add_fault(json!({ "path": USAGE, "wrong_types": true }));
    let disturbed = body(server.post(USAGE, &json!({})));
    assert!(!disturbed["usage_v2"].is_object(), "{disturbed}");
    let missing = server.client.post(server.url(USAGE)).json(&json!({})).send().expect("a response");
    assert_eq!((missing.status().as_u16(), body(missing)), (401, json!({ "ERROR": "api_key not found." })));
}
