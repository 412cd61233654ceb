//! Narrative design: sections, decisions, triggers, and the section of a session.

use crate::common::{TestServer, body, key, text};
use convai_emulator::PUBLIC_CHARACTER_ID as PELL;
use serde_json::{Value, json};

fn path(name: &str) -> String {
    match name {
        "toggle" => "/character/toggle-is-narrative-driven".to_owned(),
        _ => format!("/character/narrative/{name}"),
    }
}

/// A character, and requests that name it.
struct Story {
    server: TestServer,
    character: String,
}

impl Story {
    fn new() -> Self {
        let server = TestServer::new();
        let character = server.create_character();
        Self { server, character }
    }

    fn send(&self, name: &str, mut fields: Value) -> (u16, Value) {
        fields["character_id"] = json!(self.character);
        let response = self.server.post(&path(name), &fields);
        (response.status().as_u16(), body(response))
    }

    fn call(&self, name: &str, fields: Value) -> Value {
        let (status, reply) = self.send(name, fields);
        assert_eq!(status, 200, "{name}: {reply}");
        reply
    }

    fn refused(&self, name: &str, fields: Value) -> String {
        let (status, reply) = self.send(name, fields);
        assert_eq!(status, 400, "{name}: {reply}");
        text(&reply, "ERROR")
    }

    /// The sample of the page.
    fn create_section(&self, name: &str) -> String {
        let sample = json!({
            "objective": "Section Objective", "section_name": name, "updated_character_data": {}, "behavior_tree_code": "",
            "bt_constants": "",
        });
        let reply = self.call("create-section", sample);
        let id = text(&reply, "section_id");
        assert_eq!(reply, json!({ "section_id": id }));
        id
    }
}

#[test]
fn sections_are_created_edited_listed_and_deleted() {
    let story = Story::new();
    assert_eq!(story.call("list-sections", json!({})), json!([]));
    let (first, second) = (story.create_section("Welcome"), story.create_section("Tour"));
    let section = |id: &str, name: &str| {
        json!({
            "character_id": story.character, "section_id": id, "objective": "Section Objective", "decisions": null,
            "parents": null, "updated_character_data": {}, "bt_constants": "", "behavior_tree_code": "",
            "section_name": name, "triggers": null, "node_position": [],
        })
    };
    assert_eq!(story.call("list-sections", json!({})), json!([section(&first, "Welcome"), section(&second, "Tour")]));
    let updated = json!({
        "decisions": [{ "criteria": "User agrees to take tour.", "next_section_id": second }],
        "objective": "Offer user tour of a Museum.",
        "section_name": "Welcome Section",
    });
    for name in ["updated_data", "updated_character_data"] {
        let reply = story.call("edit-section", json!({ "section_id": first, name: updated }));
        assert_eq!(reply, json!({ "status": "success", "section_id": first, "updated_data": updated }));
    }
    let found = story.call("get-section", json!({ "section_id": first }));
    for (field, value) in updated.as_object().expect("an object") {
        assert_eq!(&found[field], value);
    }
    // What is not sent stays as it is.
    story.call("edit-section", json!({ "section_id": first, "updated_data": { "objective": "" } }));
    let found = story.call("get-section", json!({ "section_id": first }));
    assert_eq!((&found["objective"], &found["section_name"]), (&json!(""), &json!("Welcome Section")));
    // With a section go the decisions that lead to it.
    assert_eq!(story.call("delete-section", json!({ "section_id": second })), json!({ "STATUS": "Successful" }));
    assert_eq!(story.call("get-section", json!({ "section_id": first }))["decisions"], Value::Null);
    assert_eq!(story.call("list-sections", json!({})).as_array().map(Vec::len), Some(1));
    for name in ["get-section", "delete-section"] {
        assert_eq!(story.refused(name, json!({ "section_id": second })), "Section not found.");
    }
}

#[test]
fn triggers_are_created_updated_listed_and_deleted() {
    let story = Story::new();
    let section = story.create_section("Welcome");
    let create = json!({
        "trigger_message": "User has entered the museum.", "trigger_name": "StartTrigger", "destination_section": section,
    });
    let trigger = story.call("create-trigger", create.clone());
    let id = text(&trigger, "trigger_id");
    let expected = json!({
        "character_id": story.character, "trigger_id": id, "trigger_name": "StartTrigger",
        "trigger_message": "User has entered the museum.", "destination_section": section, "node_position": [],
    });
    assert_eq!(trigger, expected);
    assert_eq!(story.refused("create-trigger", create), "Invalid input data.", "the name is unique");
    let misspelt = json!({ "trigger_message": "", "trigger_name": "Other", "desgination_section": section });
    assert_eq!(story.call("create-trigger", misspelt)["destination_section"], section.as_str());
    let loose = story.call("create-trigger", json!({ "trigger_message": "", "trigger_name": "trigger 1" }));
    assert_eq!(loose["destination_section"], Value::Null);
    assert_eq!(story.call("list-triggers", json!({})).as_array().map(Vec::len), Some(3));
    let update = json!({ "trigger_id": id, "updated_data": { "trigger_message": "User has entered the Computer history museum" } });
    let updated = story.call("update-trigger", update);
    assert_eq!(updated, json!({ "STATUS": "Successful", "message": "Trigger updated successfully" }));
    let found = story.call("get-trigger", json!({ "trigger_id": id }));
    assert_eq!(found["trigger_message"], "User has entered the Computer history museum");
    assert_eq!(found["destination_section"], section.as_str());
    story.call("delete-section", json!({ "section_id": section }));
    assert_eq!(story.call("get-trigger", json!({ "trigger_id": id }))["destination_section"], Value::Null);
    let deleted = story.call("delete-trigger", json!({ "trigger_id": id }));
    assert_eq!(deleted, json!({ "STATUS": "Successful", "message": "Trigger deleted successfully" }));
    for name in ["get-trigger", "delete-trigger"] {
        assert_eq!(story.refused(name, json!({ "trigger_id": id })), "Trigger not found.");
    }
    let nowhere = json!({ "trigger_message": "", "trigger_name": "Nowhere", "destination_section": "unknown" });
    assert_eq!(story.refused("create-trigger", nowhere), "Section not found.");
}

#[test]
fn a_session_moves_along_decisions() {
    let story = Story::new();
    let (first, second) = (story.create_section("Welcome"), story.create_section("Tour"));
    let decisions = json!([{ "criteria": "User agrees to take tour.", "next_section_id": second }]);
    story.call("edit-section", json!({ "section_id": first, "updated_data": { "decisions": decisions } }));
    let session = text(&story.server.say(&story.character, "-1", "Hello."), "sessionID");
    let current = || story.call("get-current-section", json!({ "session_id": session }));
    assert_eq!(current(), json!({}), "it is off");
    assert_eq!(story.call("toggle", json!({ "is_narrative_driven": true })), json!({ "STATUS": "Successful" }));
    assert_eq!(current()["section_id"], first.as_str());
    story.server.say(&story.character, &session, "What is this museum?");
    assert_eq!(current()["section_id"], first.as_str());
    story.server.say(&story.character, &session, "Yes, I would like to take the tour.");
    assert_eq!(current()["section_id"], second.as_str());
    story.server.say(&story.character, &session, "Thanks.");
    assert_eq!(current()["section_name"], "Tour", "it stays there");
    let unknown = story.refused("get-current-section", json!({ "session_id": "unknown" }));
    assert_eq!(unknown, "Session not found.");
    let details = body(story.server.post("/character/get", &json!({ "charID": story.character })));
    assert_eq!(details["is_narrative_driven"], true);
    assert_eq!(details["start_narrative_section_id"], first.as_str());
    story.call("toggle", json!({ "is_narrative_driven": false }));
    assert_eq!(current(), json!({}));
}

#[test]
fn a_clone_has_the_same_story_and_goes_its_own_way() {
    let story = Story::new();
    let section = story.create_section("Welcome");
    let copy = text(&body(story.server.post("/user/clone_character", &json!({ "charID": story.character }))), "charID");
    let list = || body(story.server.post(&path("list-sections"), &json!({ "character_id": copy })));
    assert_eq!(list()[0]["section_id"], section.as_str());
    assert_eq!(list()[0]["character_id"], copy.as_str());
    story.call("delete-section", json!({ "section_id": section }));
    assert_eq!(list().as_array().map(Vec::len), Some(1));
}

#[test]
fn wrong_requests_are_refused() {
    let story = Story::new();
    let section = story.create_section("Welcome");
    for (name, fields) in [
        ("toggle", json!({})),
        ("toggle", json!({ "is_narrative_driven": "yes" })),
        ("create-section", json!({ "objective": "o" })),
        ("create-section", json!({ "section_name": "s" })),
        ("create-section", json!({ "section_name": "s", "objective": "o", "colour": "red" })),
        ("edit-section", json!({ "section_id": section })),
        ("edit-section", json!({ "section_id": section, "updated_data": { "colour": "red" } })),
        ("edit-section", json!({ "section_id": section, "updated_data": { "decisions": "none" } })),
        ("edit-section", json!({ "section_id": section, "updated_data": { "decisions": [{ "criteria": "c" }] } })),
        ("get-section", json!({})),
        ("create-trigger", json!({ "trigger_name": "t" })),
        ("create-trigger", json!({ "trigger_message": "t" })),
        ("update-trigger", json!({ "trigger_id": "t" })),
        ("get-current-section", json!({})),
    ] {
        assert_eq!(story.refused(name, fields.clone()), "Invalid input data.", "{name} {fields}");
    }
    let leads_nowhere = json!([{ "criteria": "c", "next_section_id": "unknown" }]);
    let edit = json!({ "section_id": section, "updated_data": { "decisions": leads_nowhere } });
    assert_eq!(story.refused("edit-section", edit.clone()), "Invalid input data.");
    story.server.change_settings(json!({ "loose": true }));
    story.call("edit-section", edit);
}

#[test]
fn every_endpoint_checks_the_key_and_the_character_and_can_be_disturbed() {
    let server = TestServer::new();
    for name in
        "toggle create-section edit-section get-section list-sections delete-section create-trigger update-trigger \
        delete-trigger get-trigger list-triggers get-current-section"
            .split_whitespace()
    {
        let path = path(name);
        let send = |key: &str| {
            let request = server.client.post(server.url(&path)).header("CONVAI-API-KEY", key);
            let response = request.json(&json!({ "character_id": "nobody" })).send().expect("a response");
            (response.status().as_u16(), body(response))
        };
        assert_eq!(send("bad-key"), (401, json!({ "ERROR": "Invalid API key provided." })), "{name}");
        let unknown = json!({ "ERROR": "Could not fetch character details from all_characters table." });
        assert_eq!(send(key()), (400, unknown), "{name}");
        server.add_fault(
            json!({ "path": path, "character": "nobody", "error_shape": "ERROR", "status": 500, "message": "m" }),
        );
        assert_eq!(send(key()), (500, json!({ "ERROR": "m" })), "{name}");
    }
    let public =
        server.post(&path("create-section"), &json!({ "character_id": PELL, "section_name": "s", "objective": "" }));
    assert_eq!(public.status(), 400, "the public character cannot be changed");
}
