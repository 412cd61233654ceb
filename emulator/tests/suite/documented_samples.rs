//! The sample requests of the service's documentation get the documented responses.

use crate::common::{TestServer, body, decode, key, text, tone};
use reqwest::blocking::multipart::{Form, Part};
use serde_json::{Value, json};

const CREATE: &str = r#"{
    "charName": "Raymond",
    "voiceType": "MALE",
    "backstory": "Raymond Reddington is a main character in the NBC series The Blacklist. Reddington is a criminal mastermind, making it to #4 and later to #1 on the FBI's Ten Most Wanted Fugitives, who suddenly turns himself in after 20+ years of evading the FBI."
}"#;

const NEW_STORY: &str = "Raymond Reddington is a highly intelligent, highly driven individual with developed sociopathic tendencies. This appears to be the product of PTSD (post-traumatic stress disorder) as there are no signs that he was born this way. Sly, manipulative, and charming, Red is always three steps ahead of everyone else, and is determined to keep himself a mystery. As he puts it, “I’m a criminal. Criminals are notorious liars. Everything about me is a lie.” That’s probably true, actually, but who knows for sure. He dislikes rude people, which is something that Agent Ressler pointed out after Red let a notorious drug dealer get away with false identification. Ressler mentioned that Red wouldn’t let the drug dealer get away because he was rude and Red doesn’t like rude people. Red responded with, “He is on my jet.”";

/// Sends what Python's `requests.request("POST", url, headers=headers, data=json.dumps(...))` sends.
fn post(server: &TestServer, path: &str, json: String) -> (u16, Value) {
    let response = server
        .client
        .post(server.url(path))
        .header("CONVAI-API-KEY", key())
        .header("Content-Type", "application/json")
        .body(json)
        .send()
        .expect("a response");
    (response.status().as_u16(), body(response))
}

#[test]
fn the_character_samples_succeed_in_their_order() {
    let server = TestServer::new();
    let (status, created) = post(&server, "/character/create", CREATE.to_owned());
    assert_eq!(status, 201);
    let id = text(&created, "charID");
    assert_eq!(created, json!({ "charID": id }));

    let update = json!({
        "charID": id,
        "backstory": NEW_STORY,
        "voiceType": "US MALE 1",
        "charName": "Raymond Reddington",
    });
    let success = json!({ "STATUS": "SUCCESS" });
    assert_eq!(post(&server, "/character/update", update.to_string()), (200, success.clone()));

    for search in [json!({ "charID": id }), json!({ "charName": "Raymond Reddington" })] {
        let (status, found) = post(&server, "/character/get", search.to_string());
        assert_eq!(status, 200);
        assert_eq!(found["character_name"], "Raymond Reddington");
        assert_eq!(found["character_id"], id.as_str());
        assert_eq!(found["voice_type"], "US MALE 1");
        assert_eq!(found["backstory"], NEW_STORY);
        assert!(found["user_id"].is_string() && found["timestamp"].is_string());
        assert!(found["language_code"].is_string() && found["language_codes"].is_array());
        assert_eq!(found["model_details"]["modelLink"], "NULL");
    }

    let (status, cloned) = post(&server, "/user/clone_character", json!({ "charID": id }).to_string());
    assert_eq!(status, 200);
    let copy = text(&cloned, "charID");
    assert_ne!(copy, id);

    let delete = json!({ "charID": id }).to_string();
    assert_eq!(post(&server, "/character/delete", delete.clone()), (200, success));
    assert_eq!(post(&server, "/character/delete", delete).0, 400);
    assert_eq!(post(&server, "/character/get", json!({ "charID": copy }).to_string()).0, 200);
}

/// The Python text sample: a URL-encoded form.
#[test]
fn a_text_turn_as_url_encoded_form_succeeds() {
    let server = TestServer::new();
    let id = server.create_character();
    let response = server.post_form(&[
        ("userText", "What is your name ?"),
        ("charID", &id),
        ("sessionID", "-1"),
        ("voiceResponse", "True"),
    ]);
    check_reply(&body(response), &id);
    let last = server.get_control("journal/last");
    assert_eq!(last["encoding"], "urlencoded");
    assert_eq!(last["values"]["userText"], "What is your name ?");
}

/// The curl text sample: a multipart form.
#[test]
fn a_text_turn_as_multipart_form_succeeds() {
    let server = TestServer::new();
    let id = server.create_character();
    let form = Form::new()
        .text("userText", "What is your name ?")
        .text("charID", id.clone())
        .text("sessionID", "-1")
        .text("voiceResponse", "True");
    check_reply(&send_form(&server, form), &id);
    assert_eq!(server.get_control("journal/last")["encoding"], "multipart");
}

/// The Python audio sample: a file with a name and a content type, and `responseLevel`.
#[test]
fn an_audio_turn_reports_the_measurement() {
    let server = TestServer::new();
    let id = server.create_character();
    let part = Part::bytes(tone(16_000)).file_name("audio.wav").mime_str("audio/wav").expect("a type");
    let form = Form::new()
        .text("charID", id.clone())
        .text("sessionID", "-1")
        .text("responseLevel", "5")
        .text("voiceResponse", "True")
        .part("file", part);
    let reply = send_form(&server, form);
    let report = "I heard 0.50 seconds of audio: 16000 Hz, 1 channel, 16 bits, peak -8.7 dBFS, RMS -11.7 dBFS, \
        no clipping.";
    assert!(text(&reply, "text").starts_with(report), "{}", reply["text"]);
    hound::WavReader::new(&decode(&reply["audio"])[..]).expect("a WAV");
    let file = server.get_control("journal/last?audio=1")["files"][0].clone();
    assert_eq!(file["filename"], "audio.wav");
    assert_eq!(file["content_type"], "audio/wav");
    assert_eq!(decode(&file["base64"]), tone(16_000));
}

/// The Roblox sample: an empty first pair, and no percent-encoding.
#[test]
fn a_body_without_percent_encoding_is_decoded() {
    let server = TestServer::new();
    let id = server.create_character();
    let response = server
        .client
        .post(server.url("/character/getResponse"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("CONVAI-API-KEY", key())
        .body(format!("&userText=What is your name, très cher?&sessionID=-1&charID={id}&voiceResponse=False"))
        .send()
        .expect("a response");
    assert_eq!(response.status(), 200);
    let reply = body(response);
    assert_eq!(reply["userQuery"], "What is your name, très cher?");
    assert!(text(&reply, "text").starts_with("I am Raymond."));
    assert_eq!((&reply["audio"], &reply["sample_rate"]), (&Value::Null, &Value::Null));
    let fields = server.get_control("journal/last")["fields"].clone();
    assert_eq!(fields.as_array().map(Vec::len), Some(4));
}

/// Sends a multipart form to `getResponse`. Returns the body of the response.
fn send_form(server: &TestServer, form: Form) -> Value {
    let response = server
        .client
        .post(server.url("/character/getResponse"))
        .header("CONVAI-API-KEY", key())
        .multipart(form)
        .send()
        .expect("a response");
    assert_eq!(response.status(), 200);
    body(response)
}

/// Checks a reply with a voice to the question for the name.
fn check_reply(reply: &Value, id: &str) {
    assert_eq!(reply["charID"], id);
    assert!(text(reply, "text").starts_with("I am Raymond."), "{reply}");
    assert_eq!(reply["userQuery"], "What is your name ?");
    let session = text(reply, "sessionID");
    assert!(session.len() == 32 && session.chars().all(|c| c.is_ascii_hexdigit()), "{session}");
    let wav = decode(&reply["audio"]);
    let reader = hound::WavReader::new(&wav[..]).expect("a WAV");
    let spec = reader.spec();
    assert_eq!((spec.channels, spec.bits_per_sample), (1, 16));
    assert_eq!(reply["sample_rate"], spec.sample_rate);
}
