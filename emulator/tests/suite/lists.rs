//! The lists of characters, voices and languages.

use crate::common::{TestServer, body, key, text};
use convai_emulator::{Config, Options};
use reqwest::blocking::Response;
use serde_json::{Value, json};

const VOICES: &str = "/tts/get_available_voices";
const LANGUAGES: &str = "/tts/get_available_languages";
const CHARACTERS: &str = "/character/list";

/// What the Python samples send: a GET with the key.
fn get(server: &TestServer, path: &str) -> Value {
    let response = server.client.get(server.url(path)).header("CONVAI-API-KEY", key()).send().expect("a response");
    assert_eq!(response.status(), 200, "{path}");
    body(response)
}

/// What the Python sample of the list of characters sends: a POST without a body.
fn characters(server: &TestServer) -> Vec<Value> {
    let request = server.client.post(server.url(CHARACTERS)).header("CONVAI-API-KEY", key());
    let response = request.send().expect("a response");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers().get("x-emulator-tolerated"), None);
    body(response)["characters"].as_array().expect("a list").clone()
}

/// The voices as section, display name and fields.
fn voices(list: &Value) -> Vec<(String, String, Value)> {
    let mut found = Vec::new();
    for (section, voices) in list.as_object().expect("sections") {
        for voice in voices.as_array().expect("a list") {
            let voice = voice.as_object().expect("an object");
            assert_eq!(voice.len(), 1, "each voice is an object with a single key");
            found.extend(voice.iter().map(|(name, fields)| (section.clone(), name.clone(), fields.clone())));
        }
    }
    found
}

#[test]
fn the_list_of_voices_has_the_documented_form() {
    let server = TestServer::new();
    let list = get(&server, VOICES);
    for section in ["Azure Voices", "Elevenlabs Voices", "GCP Voices", "Convai Voices", "OpenAI Voices"] {
        assert!(list[section].is_array(), "{section}");
    }
    let voices = voices(&list);
    assert_eq!(voices.len(), 40);
    for (_, name, fields) in &voices {
        assert!(!text(fields, "voice_value").is_empty(), "{name}");
        assert!(["MALE", "FEMALE"].contains(&&*text(fields, "gender")), "{name}");
        assert!(text(fields, "sample_link").starts_with("https://"), "{name}");
        assert!(fields["lang_codes"].as_array().is_some_and(|codes| !codes.is_empty()), "{name}");
    }
    let values: Vec<String> = voices.iter().map(|(_, _, fields)| text(fields, "voice_value")).collect();
    // The voices of the documentation's samples.
    assert!(values.contains(&"MALE".to_owned()) && values.contains(&"US MALE 1".to_owned()));
    // Irregularities that the documented list has, too.
    let environments = |fields: &Value| fields.get("deployment_env").map(Value::to_string);
    assert!(voices.iter().any(|(_, _, fields)| environments(fields).is_none()));
    assert!(voices.iter().any(|(_, _, fields)| environments(fields).is_some_and(|all| !all.contains("PRODUCTION"))));
    assert!(voices.iter().any(|(_, _, fields)| fields["lang_codes"].as_array().is_some_and(|codes| codes.len() > 5)));
    assert_eq!(get(&server, VOICES), list);
}

#[test]
fn a_list_as_long_as_the_documented_one_can_be_asked_for() {
    let server = TestServer::new();
    let short = get(&server, VOICES);
    server.change_settings(json!({ "voice_count": 600 }));
    let long = get(&server, VOICES);
    assert_eq!(voices(&long).len(), 600);
    assert!((170_000..190_000).contains(&long.to_string().len()), "{}", long.to_string().len());
    for (section, name, fields) in voices(&short) {
        assert!(voices(&long).contains(&(section, name.clone(), fields)), "{name}");
    }
    for wrong in [0, -1, 100_001] {
        assert_eq!(server.post_control("settings", &json!({ "voice_count": wrong })).0, 400);
    }
}

#[test]
fn the_list_of_languages_is_that_of_the_documentation() {
    let server = TestServer::new();
    let list = get(&server, LANGUAGES);
    let languages = list.as_array().expect("a list");
    assert_eq!(languages.len(), 24);
    assert_eq!(languages[0], json!({ "en-US": { "lang_code": "en-US", "lang_name": "English" } }));
    assert_eq!(languages[1], json!({ "es-ES": { "lang_code": "es-ES", "lang_name": "Spanish" } }));
    assert_eq!(languages[3], json!({ "ar": { "lang_code": "ar", "lang_name": "Arabic" } }));
}

#[test]
fn the_list_of_characters_contains_what_was_created() {
    let server = TestServer::new();
    assert_eq!(characters(&server), [] as [Value; 0]);
    let first = server.create_character();
    let create = json!({
        "charName": "Ada", "voiceType": "FEMALE", "backstory": "Ada repairs clocks.", "actions": "wave, run",
        "languageCodes": ["de-DE", "en-US"],
    });
    let second = text(&body(server.post("/character/create", &create)), "charID");
    let list = characters(&server);
    assert_eq!(
        list.iter().map(|entry| text(entry, "character_id")).collect::<Vec<_>>(),
        [first.clone(), second.clone()]
    );
    let ada = &list[1];
    assert_eq!(ada["character_name"], "Ada");
    assert_eq!(ada["voice_type"], "FEMALE");
    assert_eq!(ada["character_actions"], json!(["wave", "run"]));
    assert_eq!((&ada["language_code"], &ada["language_codes"]), (&json!("de-DE"), &json!(["de-DE", "en-US"])));
    assert_eq!((&ada["listing"], &ada["blockchain"]), (&json!("unlisted"), &json!("NULL")));
    assert_eq!((&ada["last_interacted_with"], ada["timestamp"].as_str().map(str::len)), (&json!("NULL"), Some(19)));
    assert_eq!(ada.get("backstory"), None, "the documented entries have none");
    server.say(&second, "-1", "Hello.");
    assert_eq!(characters(&server)[1]["last_interacted_with"].as_str().map(str::len), Some(19));
    server.post(
        "/character/update",
        &json!({ "charID": second, "charName": "Bo", "memorySettings": { "enabled": true } }),
    );
    server.post("/character/delete", &json!({ "charID": first }));
    let list = characters(&server);
    assert_eq!(list.len(), 1);
    assert_eq!((&list[0]["character_name"], &list[0]["memory_settings"]["enabled"]), (&json!("Bo"), &json!(true)));
}

/// Every field of the entries of the page's sample, in its order.
#[test]
fn an_entry_has_the_documented_fields() {
    let server = TestServer::new();
    server.create_character();
    let entry = &characters(&server)[0];
    for name in "character_name collection_name user_id character_id model_type state_names state_links listing voice_type \
        voice_pitch blockchain contract_address mint_address owner_address timestamp character_actions character_emotions \
        model_details language_code guard_rails metadata_filter personalised_prompt_config boosted_words guardrail_meta \
        start_narrative_section_id is_narrative_driven character_traits language_codes memory_settings \
        last_interacted_with pronunciation_metadata description speaking_style embodiment embodiment_data"
        .split_whitespace()
    {
        assert!(entry.get(name).is_some(), "{name}");
    }
    assert_eq!(entry["personalised_prompt_config"]["USE_COMBINED_PROMPT"], "true", "a boolean as a string");
}

#[test]
fn configured_characters_are_listed_and_public_ones_are_not() {
    let text = "[[character]]\nid = \"keeper\"\nname = \"Raymond\"\n\
        [[character]]\nid = \"statue\"\nname = \"Statue\"\npublic = true\n";
    let config = Config::parse("npc.toml".as_ref(), text).expect("a configuration");
    let list = characters(&TestServer::with(Options::from(config)));
    assert_eq!(list.iter().map(|entry| crate::common::text(entry, "character_id")).collect::<Vec<_>>(), ["keeper"]);
}

#[test]
fn a_missing_key_gives_400_and_a_bad_one_401() {
    let server = TestServer::new();
    let send = |path: &str, key: Option<&str>| -> Response {
        let request = match path.trim_end_matches('/') {
            CHARACTERS => server.client.post(server.url(path)),
            _ => server.client.get(server.url(path)),
        };
        let request = key.into_iter().fold(request, |request, key| request.header("CONVAI-API-KEY", key));
        request.send().expect("a response")
    };
    for path in [VOICES, LANGUAGES, CHARACTERS] {
        let missing = send(path, None);
        assert_eq!((missing.status().as_u16(), body(missing)), (400, json!({ "ERROR": "API key not found" })));
        let bad = send(path, Some("bad-key"));
        assert_eq!((bad.status().as_u16(), body(bad)), (401, json!({ "ERROR": "Invalid API key provided." })));
        let other = match path {
            CHARACTERS => server.client.get(server.url(path)),
            _ => server.client.post(server.url(path)),
        };
        assert_eq!(other.send().expect("a response").status(), 405, "{path}");
        assert_eq!(send(&format!("{path}/"), Some(key())).status(), 200);
    }
    // A setting wins over what is documented.
    server.change_settings(json!({ "missing_key_status": 403 }));
    assert_eq!(send(VOICES, None).status(), 403);
}

#[test]
fn faults_disturb_the_lists() {
    let server = TestServer::new();
    server.create_character();
    for path in [VOICES, LANGUAGES, CHARACTERS] {
        let send = || {
            let method = if path == CHARACTERS { reqwest::Method::POST } else { reqwest::Method::GET };
            server.client.request(method, server.url(path)).header("CONVAI-API-KEY", key()).send()
        };
        server.add_fault(json!({ "path": path, "status": 500 }));
        assert_eq!(send().expect("a response").status(), 500, "{path}");
        server.add_fault(json!({ "path": path, "cut": "mid_body", "bytes": 5 }));
        assert!(send().and_then(Response::bytes).is_err(), "{path}");
        let (status, refused) =
            server.post_control("faults", &json!({ "path": path, "character": "x", "status": 500 }));
        assert_eq!(status, 400, "{refused}");
    }
}

#[test]
fn a_voice_is_checked_only_when_that_is_asked_for() {
    let server = TestServer::new();
    let create = |voice: &str| {
        let fields = json!({ "charName": "R", "voiceType": voice, "backstory": "R is here." });
        server.post("/character/create", &fields)
    };
    let id = text(&body(create("a voice of nobody")), "charID");
    server.change_settings(json!({ "check_voices": true }));
    let listed = get(&server, VOICES);
    for (_, name, fields) in voices(&listed) {
        assert_eq!(create(&text(&fields, "voice_value")).status(), 201, "{name}");
    }
    let refused = create("a voice of nobody");
    assert_eq!(refused.status(), 400);
    let note = refused.headers()["x-emulator-note"].to_str().expect("a text").to_owned();
    assert!(note.contains("a voice of nobody") && note.contains(VOICES), "{note}");
    assert!(text(&body(refused), "INTERNAL_ERROR").starts_with("Error in creating the character."));
    let update = |voice: &str| server.post("/character/update", &json!({ "charID": id, "voiceType": voice }));
    assert_eq!(body(update("MALE ")), json!({ "ERROR": "Could not update all_characters table." }));
    assert_eq!(update("US MALE 1").status(), 200);
}
