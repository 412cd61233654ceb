//! Turns with actions, objects, characters and labels.

use crate::common::streamed::{Streamed, at_once};
use crate::common::{TestServer, body};
use convai_emulator::PUBLIC_CHARACTER_ID as PELL;
use reqwest::blocking::Response;
use serde_json::{Value, json};

/// The objects of the documentation's sample.
fn objects() -> String {
    let entry = |name: &str, hint: &str, description: &str| json!({ "name": format!("{name} ({hint})"), "description": description });
    json!([
        entry("Mojito", "Can be: Served|Cannot be: Played, Given", "For once, a VIRGIN Mojito."),
        entry("Tequilla Sunrise", "Can be: Served|Cannot be: Played, Given", "Not my personal favourite."),
        entry("White Russian", "Can be: Served|Cannot be: Played, Given", "The Dude's favourite drink."),
        entry("A Jukebox", "Can be: Played|Cannot be: Served, Given", "A jukebox with lots of songs."),
        entry("Book", "Can be: Given|Cannot be: Played, Served", "A book to pass your time as you enjoy your meal."),
    ])
    .to_string()
}

fn characters() -> String {
    json!([
        { "name": "User", "bio": "It's the guy using the Action API." },
        { "name": "Action-API-Doc-Bot", "bio": "Helping create docs here at Convai." },
    ])
    .to_string()
}

/// The fields of the documentation's sample, with this text.
fn sample(server: &TestServer, text: &str) -> Value {
    let response = server.post_form(&[
        ("userText", text),
        ("charID", PELL),
        ("sessionID", "-1"),
        ("voiceResponse", "false"),
        ("actions", "Play, Serve, Give, Call Cab"),
        ("classification", "multistep"),
        ("objects", &objects()),
        ("characters", &characters()),
    ]);
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers().get("x-emulator-tolerated"), None);
    body(response)
}

/// What a reader makes of the sequence.
fn actions(reply: &Value) -> Vec<String> {
    let sequence = reply["actionSequence"].as_str().unwrap_or_else(|| panic!("no sequence in {reply}"));
    sequence.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn the_sample_gets_a_reply_in_the_documented_form() {
    let server = TestServer::new();
    let text = "Can you serve me a mojito, a Tequilla Sunrise and a White Russian?";
    let reply = sample(&server, text);
    assert_eq!(reply["actionSequence"], " \nServe Mojito\n Serve Tequilla Sunrise\n Serve White Russian");
    assert_eq!((&reply["userQuery"], &reply["response"]), (&json!(text), &reply["text"]));
    assert_eq!((&reply["charID"], reply["sessionID"].as_str().map(str::len)), (&json!(PELL), Some(32)));
    assert_eq!(reply.get("tag"), None, "no labels were sent");
    // Field by field as they were sent.
    let sent = server.get_control("journal/last")["values"].clone();
    assert_eq!((&sent["objects"], &sent["characters"]), (&json!(objects()), &json!(characters())));
    assert_eq!(
        (&sent["actions"], &sent["classification"]),
        (&json!("Play, Serve, Give, Call Cab"), &json!("multistep"))
    );
}

#[test]
fn actions_follow_the_sentence_of_the_player() {
    let server = TestServer::new();
    let said = |text: &str| {
        actions(&body(server.post_turn(&[("charID", PELL), ("userText", text), ("actions", "wave, sit down, jump")])))
    };
    assert_eq!(said("jump and then wave"), ["jump", "wave"]);
    assert_eq!(said("Wave, jump, sit down, and jump!"), ["wave", "jump", "sit down", "jump"]);
    assert_eq!(said("What is your name?"), [""; 0]);
    assert_eq!(actions(&sample(&server, "Play the jukebox and give me the book")), ["Play A Jukebox", "Give Book"]);
    let without = body(server.post_turn(&[("charID", PELL), ("userText", "jump and then wave")]));
    assert!(without.get("actionSequence").is_none() && without.get("response").is_none(), "{without}");
}

#[test]
fn a_stream_ends_with_the_actions() {
    let server = at_once();
    let fields = [("userText", "Jump and then wave"), ("actions", "wave, jump"), ("classification", "True")];
    let labels = [("classLabels", "calm, jump")];
    let mut events = Streamed::send(&server, &[&fields[..], &labels].concat()).objects();
    let last = events.pop().expect("an event");
    assert_eq!(actions(&last), ["jump", "wave"]);
    assert_eq!(last["tag"], "jump");
    assert!(events.iter().all(|event| event.get("actionSequence").is_none()));
}

#[test]
fn the_tag_is_the_label_that_is_named_first() {
    let server = TestServer::new();
    let tag = |classification: &str, text: &str| {
        let fields = [("classLabels", "greeting, farewell"), ("classification", classification), ("userText", text)];
        body(server.post_turn(&[&[("charID", PELL)], &fields[..]].concat())).get("tag").cloned()
    };
    assert_eq!(tag("True", "A farewell, not a greeting"), Some(json!("farewell")));
    assert_eq!(tag("multistep", "a greeting"), Some(json!("greeting")));
    assert_eq!(tag("True", "neither"), Some(json!("None")));
    assert_eq!(tag("False", "a greeting"), None);
}

#[test]
fn fields_that_the_documentation_does_not_allow_are_refused_and_tolerated_when_loose() {
    let server = TestServer::new();
    let send = |field: &str, value: &str| -> Response {
        server.post_turn(&[("charID", PELL), ("userText", "wave at the lamp"), ("actions", "wave"), (field, value)])
    };
    for (field, value, cause) in [
        ("objects", "lamp", "objects is not a JSON list"),
        ("objects", "{\"name\":\"lamp\"", "objects is not a JSON list"),
        ("objects", "[{\"description\":\"a lamp\"}]", "objects has an entry without a name"),
        ("characters", "[{\"name\":\" \",\"bio\":\"\"}]", "characters has an entry without a name"),
        ("objects", "[{\"name\":\"a;b\"}]", "objects has a semicolon, which the service takes for a separator"),
        ("objects", "[{\"name\":\"a\\nb\"}]", "objects has a line break, which separates the actions of a reply"),
        (
            "objects",
            "[{\"name\":\"lamp\",\"description\":\"old; dim\"}]",
            "the description of lamp has a semicolon, which the service takes for a separator",
        ),
        ("characters", "[{\"name\":\"Ada\",\"bio\":5}]", "the bio of Ada is not a string"),
        ("classification", "maybe", "classification is maybe, and not True, False or multistep"),
    ] {
        server.change_settings(json!({ "loose": false }));
        let refused = send(field, value);
        assert_eq!(refused.status(), 400, "{cause}");
        assert_eq!(refused.headers()["x-emulator-note"], format!("{cause}; --loose tolerates it"));
        assert_eq!(body(refused), json!({ "ERROR": format!("{field} is not valid") }));
        server.change_settings(json!({ "loose": true }));
        let reply = send(field, value);
        assert_eq!(reply.headers()["x-emulator-tolerated"], cause);
        assert_eq!(actions(&body(reply))[0].split(' ').next(), Some("wave"), "{cause}");
    }
    server.change_settings(json!({ "loose": false }));
    let semicolon = server.post_turn(&[("charID", PELL), ("userText", "hi"), ("actions", "wave;jump")]);
    assert_eq!(body(semicolon), json!({ "ERROR": "actions is not valid" }));
}

/// As an older page has it, and engine plugins send it.
#[test]
fn objects_with_semicolons_are_read_and_named() {
    let server = TestServer::new();
    let joined = "{\"name\":\"Lamp\",\"description\":\"old\"};{\"name\":\"Door\",\"description\":\"green\"};";
    let reply = server.post_turn(&[
        ("charID", PELL),
        ("userText", "Open the door and light the lamp"),
        ("actions", "Light, Open"),
        ("objects", joined),
    ]);
    assert_eq!(reply.headers()["x-emulator-tolerated"], "objects has semicolons and is no JSON list");
    assert_eq!(actions(&body(reply)), ["Open Door", "Light Lamp"]);
}
