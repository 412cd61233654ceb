//! Statuses and error bodies of each endpoint.

use crate::common::{STORY, TestServer, body, key, text, tone};
use convai_emulator::{Options, PUBLIC_CHARACTER_ID};
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

const PATHS: [&str; 6] = [
    "/character/create",
    "/character/update",
    "/character/get",
    "/character/delete",
    "/user/clone_character",
    "/character/getResponse",
];

const CREATE_FAILED: &str =
    "Error in creating the character. Check if all the input data is valid. Contact support for more info.";
const FETCH_FAILED: &str = "Could not fetch character details from all_characters table.";
const GET_FAILED: &str = "INTERNAL SERVER ERROR, one or more database calls failed!";
const ONE_INPUT: &str = "Expecting only one; either an audio file or user's query as a string";

/// Posts an empty JSON object with one header. Returns the status and the body of the response.
fn post_with_header(server: &TestServer, path: &str, header: &str, key: &str) -> (u16, Value) {
    let request = server.client.post(server.url(path)).header(header, key);
    let response = request.json(&json!({})).send().expect("a response");
    (response.status().as_u16(), body(response))
}

#[test]
fn credentials_are_checked_before_the_body() {
    let server = TestServer::new();
    for path in PATHS {
        let shape = if path.ends_with("create") || path.ends_with("update") { "API_ERROR" } else { "ERROR" };
        let bare = server.client.post(server.url(path)).json(&json!({})).send().expect("a response");
        assert_eq!(bare.status(), 401);
        assert_eq!(body(bare), json!({ shape: "api_key not found." }));
        let bad = json!({ shape: "Invalid API key provided." });
        assert_eq!(post_with_header(&server, path, "CONVAI-API-KEY", "bad-key"), (401, bad.clone()));
        assert_eq!(post_with_header(&server, path, "API-AUTH-TOKEN", "bad-token"), (401, bad));
        assert_eq!(post_with_header(&server, path, "convai-api-key", "other").0, 400);
    }
}

#[test]
fn the_accepted_key_and_the_error_statuses_can_be_set() {
    let server = TestServer::with(Options { api_key: Some(key().to_owned()), ..Options::default() });
    assert_eq!(post_with_header(&server, "/character/get", "CONVAI-API-KEY", "other").0, 401);
    assert_eq!(post_with_header(&server, "/character/get", "API-AUTH-TOKEN", "token").0, 401);
    assert_eq!(post_with_header(&server, "/character/get", "CONVAI-API-KEY", key()).0, 400);
    for status in [400, 403] {
        server.change_settings(json!({ "auth_status": status }));
        assert_eq!(post_with_header(&server, "/character/create", "CONVAI-API-KEY", "other").0, status);
    }
    server.change_settings(json!({ "plan_refusal": 429 }));
    let refused = post_with_header(&server, "/character/create", "CONVAI-API-KEY", key());
    assert_eq!(refused, (429, json!({ "API_ERROR": "API usage limit exceeded for current plan." })));
    assert_eq!(server.post_control("reset", &json!({})).0, 200);
    assert_eq!(post_with_header(&server, "/character/create", "CONVAI-API-KEY", "other").0, 401);
}

#[test]
fn trailing_slashes_are_accepted_and_other_methods_and_paths_refused() {
    let server = TestServer::new();
    for path in PATHS {
        let slashed = server.post(&format!("{path}/"), &json!({}));
        assert_eq!(slashed.status(), 400, "{path}");
        let get = server.client.get(server.url(path)).send().expect("a response");
        assert_eq!(get.status(), 405);
        assert_eq!(get.headers()["allow"], "POST");
    }
    assert_eq!(server.post("/character/nothing", &json!({})).status(), 404);
    assert_eq!(server.post("/", &json!({})).status(), 404);
    assert_eq!(server.client.get(server.url("/_emulator/nothing")).send().expect("a response").status(), 404);
}

#[test]
fn create_requires_three_strings() {
    let server = TestServer::new();
    let whole = json!({ "charName": "R", "voiceType": "MALE", "backstory": "R is here." });
    for missing in ["charName", "voiceType", "backstory"] {
        for wrong in [Value::Null, json!(""), json!(7)] {
            let mut fields = whole.clone();
            fields[missing] = wrong;
            let response = server.post("/character/create", &fields);
            assert_eq!(response.status(), 400);
            assert!(response.headers()["x-emulator-note"].to_str().is_ok_and(|note| note.contains(missing)));
            assert_eq!(body(response), json!({ "INTERNAL_ERROR": CREATE_FAILED }));
        }
    }
    for broken in [json!([]), json!("text"), Value::Null] {
        assert_eq!(server.post("/character/create", &broken).status(), 400);
    }
    let plain = server.client.post(server.url("/character/create")).header("CONVAI-API-KEY", key());
    let plain = plain.body(whole.to_string()).send().expect("a response");
    assert_eq!(plain.status(), 400, "without a content type");
}

#[test]
fn both_spellings_of_actions_and_languages_are_accepted() {
    let server = TestServer::new();
    for (actions, languages, value) in
        [("actions", "languageCodes", json!(["de-DE", "en-US"])), ("action", "languageCode", json!("de-DE"))]
    {
        let fields = json!({
            "charName": "R", "voiceType": "MALE", "backstory": "R is here.", actions: "Wave, Run", languages: value,
        });
        let id = text(&body(server.post("/character/create", &fields)), "charID");
        let found = body(server.post("/character/get", &json!({ "charID": id })));
        assert_eq!(found["language_code"], "de-DE");
        assert_eq!(found["language_codes"][0], "de-DE");
        assert_eq!(found["character_actions"], json!(["Wave", "Run"]));
        let update = json!({ "charID": id, actions: "Sit", languages: "fr-FR" });
        assert_eq!(server.post("/character/update", &update).status(), 200);
        let found = body(server.post("/character/get", &json!({ "charID": id })));
        assert_eq!(found["language_codes"], json!(["fr-FR"]));
        assert_eq!(found["character_actions"], json!(["Sit"]));
        assert_eq!(found["backstory"], "R is here.", "a field that was not sent stays unchanged");
    }
}

#[test]
fn update_get_delete_and_clone_report_documented_errors() {
    let server = TestServer::new();
    let id = server.create_character();
    let refusal = |path: &str, fields: Value| {
        let response = server.post(path, &fields);
        assert_eq!(response.status(), 400);
        text(&body(response), "ERROR")
    };
    assert_eq!(refusal("/character/update", json!({ "charID": "nobody" })), FETCH_FAILED);
    assert_eq!(refusal("/character/update", json!({ "charName": "R" })), FETCH_FAILED);
    let wrong = json!({ "charID": id, "backstory": 5 });
    assert_eq!(refusal("/character/update", wrong), "Could not update character backstory.");
    let wrong = json!({ "charID": id, "charName": [] });
    assert_eq!(refusal("/character/update", wrong), "Could not update all_characters table.");
    assert_eq!(refusal("/character/get", json!({ "charID": "nobody" })), GET_FAILED);
    assert_eq!(refusal("/character/get", json!({ "charName": "nobody" })), GET_FAILED);
    assert_eq!(refusal("/character/get", json!({})), GET_FAILED);
    assert_eq!(refusal("/character/delete", json!({ "charID": "nobody" })), FETCH_FAILED);
    assert_eq!(refusal("/user/clone_character", json!({ "charID": "nobody" })), FETCH_FAILED);
    for good in [json!(true), json!(false), json!("True"), json!(0)] {
        let clone = server.post("/user/clone_character", &json!({ "charID": id, "KB": good }));
        assert_eq!(clone.status(), 200);
    }
}

#[test]
fn the_public_character_can_be_used_but_not_changed() {
    let server = TestServer::new();
    let id = json!({ "charID": PUBLIC_CHARACTER_ID });
    assert_eq!(server.post("/character/get", &id).status(), 200);
    assert_eq!(server.post("/character/update", &id).status(), 400);
    assert_eq!(server.post("/character/delete", &id).status(), 400);
    let copy = text(&body(server.post("/user/clone_character", &id)), "charID");
    assert_eq!(server.post("/character/delete", &json!({ "charID": copy })).status(), 200);
    let reply = server.say(PUBLIC_CHARACTER_ID, "-1", "What are you afraid of?");
    assert_eq!(reply["text"], "I am afraid of moths.");
    assert_eq!(server.get_control("health")["public_character"], PUBLIC_CHARACTER_ID);
}

#[test]
fn get_response_reports_documented_errors() {
    let server = TestServer::new();
    let id = server.create_character();
    let refusal = |fields: &[(&str, &str)]| {
        let response = server.post_form(fields);
        (response.status().as_u16(), body(response))
    };
    let none = refusal(&[("charID", &id), ("sessionID", "-1"), ("voiceResponse", "True")]);
    assert_eq!(none, (400, json!({ "ERROR": ONE_INPUT })));
    let form = Form::new().text("charID", id.clone()).text("userText", "hi");
    let form = form.part("file", Part::bytes(tone(8000)).file_name("out.wav"));
    let both = server.client.post(server.url("/character/getResponse")).header("CONVAI-API-KEY", key());
    let both = both.multipart(form).send().expect("a response");
    assert_eq!((both.status().as_u16(), body(both)), (400, json!({ "ERROR": ONE_INPUT })));

    let (status, unknown) =
        refusal(&[("charID", "nobody"), ("userText", "hi"), ("sessionID", "-1"), ("voiceResponse", "False")]);
    assert_eq!((status, unknown["charID"].as_str()), (404, Some("nobody")));
    assert!(text(&unknown, "text").starts_with("process_failure, error: "));
    assert_eq!(refusal(&[("userText", "hi")]), (400, json!({ "ERROR": "charID is a required field" })));
    let maybe = [("charID", id.as_str()), ("userText", "hi"), ("sessionID", "-1"), ("voiceResponse", "maybe")];
    assert_eq!(refusal(&maybe), (400, json!({ "ERROR": "voiceResponse must be a boolean" })));

    let as_json = server.post("/character/getResponse", &json!({ "charID": id, "userText": "hi" }));
    assert_eq!((as_json.status().as_u16(), body(as_json)), (400, json!({ "ERROR": "charID is a required field" })));
}

#[test]
fn booleans_are_accepted_in_any_case() {
    let server = TestServer::new();
    let id = server.create_character();
    let voiced = |value: &str| {
        let fields = [("charID", id.as_str()), ("userText", "hi"), ("sessionID", "-1"), ("voiceResponse", value)];
        body(server.post_form(&fields))["audio"].is_string()
    };
    assert!(["True", "true", "TRUE", "1"].into_iter().all(voiced));
    assert!(!["False", "false", "FALSE", "0", ""].into_iter().any(voiced));
}

#[test]
fn malformed_bodies_are_refused_and_the_emulator_keeps_working() {
    let server = TestServer::new();
    let long = "x".repeat(200_000);
    for (kind, sent) in [
        ("application/json", "{\"charName\": "),
        ("application/json", "\u{feff}{}"),
        ("application/json", long.as_str()),
        ("multipart/form-data", "no boundary"),
        ("multipart/form-data; boundary=x", "no parts"),
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data\r\n\r\n--x--"),
        ("application/x-www-form-urlencoded", "&&&=%%%zz&=&charID"),
        ("text/plain", "hello"),
        ("", ""),
    ] {
        for path in PATHS {
            let request = server.client.post(server.url(path)).header("CONVAI-API-KEY", key());
            let request = request.header("Content-Type", kind).body(sent.to_owned());
            assert_eq!(request.send().expect("a response").status(), 400, "{path} {kind}");
        }
    }
    assert_eq!(server.say(&server.create_character(), "-1", "hi")["userQuery"], "hi");
    assert!(STORY.contains("Blacklist"));
}

#[test]
fn invalid_settings_are_refused_with_a_reason() {
    let server = TestServer::new();
    let before = server.get_control("settings");
    for wrong in [
        json!({ "colour": 1 }),
        json!({ "voice": "opera" }),
        json!({ "echo": 1 }),
        json!([]),
        json!({ "latency_ms": -1 }),
    ] {
        let (status, response) = server.post_control("settings", &wrong);
        assert_eq!(status, 400);
        assert!(response["error"].is_string());
    }
    let (_, response) = server.post_control("settings", &json!({ "echo": true, "colour": 1 }));
    assert!(text(&response, "error").contains("latency_ms"));
    assert_eq!(server.get_control("settings"), before, "an invalid setting leaves all others unchanged");
    server.change_settings(json!({ "echo": true, "latency_ms": 5 }));
    assert_eq!(server.get_control("settings")["echo"], true);
}
