//! Tokens that stand for an API key: given, extended, revoked, expired.

use crate::common::{TestServer, body, key, text};
use convai_emulator::{Options, PUBLIC_CHARACTER_ID as PELL, Settings, TokenLifetime, WorldScope};
use reqwest::blocking::Response;
use serde_json::{Value, json};

const GET: &str = "/character/get";

/// Posts JSON with one header.
fn post(server: &TestServer, path: &str, header: (&str, &str), json: &Value) -> Response {
    server.client.post(server.url(path)).header(header.0, header.1).json(json).send().expect("a response")
}

/// What the sample of `/user/connect` sends.
fn connect(server: &TestServer) -> Value {
    let response = server.post("/user/connect", &json!({}));
    assert_eq!(response.status(), 200);
    body(response)
}

/// The status of a request with this token.
fn status(server: &TestServer, token: &str) -> u16 {
    post(server, GET, ("API-AUTH-TOKEN", token), &json!({ "charID": PELL })).status().as_u16()
}

/// Why a request with this token is refused.
fn refusal(server: &TestServer, token: &str) -> String {
    let response = post(server, GET, ("API-AUTH-TOKEN", token), &json!({ "charID": PELL }));
    assert_eq!(response.status(), 401);
    let note = response.headers()["x-emulator-note"].to_str().expect("a text").to_owned();
    assert_eq!(body(response), json!({ "ERROR": "Invalid API key provided." }));
    note
}

fn freeze(server: &TestServer, time: &str) {
    assert_eq!(server.post_control("clock", &json!({ "freeze": true, "time": time })).0, 200);
}

fn advance(server: &TestServer, ms: u64) {
    assert_eq!(server.post_control("clock", &json!({ "advance_ms": ms })).0, 200);
}

#[test]
fn the_samples_get_the_documented_replies() {
    let server = TestServer::new();
    freeze(&server, "2026-01-02T03:04:05.678901");
    let given = connect(&server);
    let token = text(&given, "apiAuthToken");
    assert_eq!(given, json!({ "apiAuthToken": token, "expirationTime": "2026-01-02T04:04:05Z" }));
    // One page's sample has no body at all.
    let bare = server.client.post(server.url("/user/connect")).header("CONVAI-API-KEY", key()).send();
    let bare = bare.expect("a response");
    assert_eq!((bare.status().as_u16(), bare.headers().get("x-emulator-tolerated")), (200, None));
    advance(&server, 60_000);
    let extended = server.post("/user/extend-token", &json!({ "apiAuthToken": token }));
    assert_eq!(body(extended), json!({ "expirationTime": "2026-01-02T04:05:05Z" }));
    let revoked = server.post("/user/revoke-token", &json!({ "apiAuthToken": token }));
    assert_eq!(body(revoked), json!({ "status": "success" }));
}

/// The samples of another page send no API key here.
#[test]
fn a_token_is_extended_and_revoked_without_an_api_key() {
    let server = TestServer::new();
    let token = text(&connect(&server), "apiAuthToken");
    for path in ["/user/extend-token", "/user/revoke-token"] {
        let send = |token: &str| {
            let request = server.client.post(server.url(path)).json(&json!({ "apiAuthToken": token }));
            request.send().expect("a response")
        };
        assert_eq!(body(send("nonsense")), json!({ "ERROR": "api_key not found." }));
        let response = send(&token);
        assert_eq!(response.status(), 200, "{path}");
        let named = response.headers()["x-emulator-tolerated"].to_str().expect("a text");
        assert_eq!(named, "there is no API key, and the token in the body is taken for it");
    }
    assert!(refusal(&server, &token).contains("revoked"));
}

#[test]
fn a_token_is_accepted_by_every_endpoint() {
    let server = TestServer::with(Options { api_key: Some(key().to_owned()), ..Options::default() });
    let token = text(&connect(&server), "apiAuthToken");
    let as_token = ("API-AUTH-TOKEN", token.as_str());
    let create = json!({ "charName": "R", "voiceType": "MALE", "backstory": "R is here." });
    let created = post(&server, "/character/create", as_token, &create);
    assert_eq!(created.status(), 201);
    let id = text(&body(created), "charID");
    // The token stands for the key, also as the owner of the character.
    let of_key = text(&body(server.post(GET, &json!({ "charID": server.create_character() }))), "user_id");
    let found = body(post(&server, GET, as_token, &json!({ "charID": id })));
    assert_eq!(text(&found, "user_id"), of_key);
    for path in ["/character/update", "/user/clone_character", "/character/list", "/user/extend-token"] {
        let fields = json!({ "charID": id, "apiAuthToken": token });
        let fields = if path == "/character/update" { json!({ "charID": id }) } else { fields };
        assert_eq!(post(&server, path, as_token, &fields).status(), 200, "{path}");
    }
    for path in ["/tts/get_available_voices", "/tts/get_available_languages"] {
        let request = server.client.get(server.url(path)).header(as_token.0, as_token.1);
        assert_eq!(request.send().expect("a response").status(), 200, "{path}");
    }
    let turn = [("charID", PELL), ("userText", "hi"), ("sessionID", "-1"), ("voiceResponse", "False")];
    let turn = server.client.post(server.url("/character/getResponse")).header(as_token.0, as_token.1).form(&turn);
    assert_eq!(turn.send().expect("a response").status(), 200);
    assert_eq!(post(&server, "/character/delete", as_token, &json!({ "charID": id })).status(), 200);
}

#[test]
fn a_token_expires_by_the_clock_and_extending_it_starts_its_lifetime_again() {
    let server = TestServer::new();
    freeze(&server, "2026-01-02T03:00:00");
    let (kept, left) = (text(&connect(&server), "apiAuthToken"), text(&connect(&server), "apiAuthToken"));
    advance(&server, 3_599_999);
    assert_eq!((status(&server, &kept), status(&server, &left)), (200, 200));
    assert_eq!(server.post("/user/extend-token", &json!({ "apiAuthToken": kept })).status(), 200);
    advance(&server, 1);
    assert_eq!((status(&server, &kept), status(&server, &left)), (200, 401));
    assert!(refusal(&server, &left).contains("expired"));
    let late = server.post("/user/extend-token", &json!({ "apiAuthToken": left }));
    assert_eq!(late.status(), 400);
    assert!(late.headers()["x-emulator-note"].to_str().is_ok_and(|note| note.contains("expired")));
    assert_eq!(body(late), json!({ "ERROR": "Invalid auth token provided." }));
    advance(&server, 3_600_000);
    assert_eq!(status(&server, &kept), 401);
}

#[test]
fn the_lifetime_can_be_set_and_a_short_one_ends_in_real_time() {
    let lifetime = TokenLifetime::new(1).expect("a lifetime");
    let settings = Settings { token_lifetime_ms: lifetime, ..Settings::default() };
    let server = TestServer::with(Options { settings, ..Options::default() });
    let token = text(&connect(&server), "apiAuthToken");
    std::thread::sleep(std::time::Duration::from_millis(5));
    assert!(refusal(&server, &token).contains("expired"));
    server.change_settings(json!({ "token_lifetime_ms": 1500 }));
    freeze(&server, "2026-01-02T03:00:00");
    assert_eq!(connect(&server)["expirationTime"], "2026-01-02T03:00:01.500Z");
    for wrong in [json!(0), json!(-1), json!(31_536_000_001_i64), json!("long")] {
        assert_eq!(server.post_control("settings", &json!({ "token_lifetime_ms": wrong })).0, 400);
    }
}

#[test]
fn revoked_and_unknown_tokens_are_refused() {
    let server = TestServer::new();
    let token = text(&connect(&server), "apiAuthToken");
    let other = text(&connect(&server), "apiAuthToken");
    assert_ne!(token, other);
    assert_eq!(server.post("/user/revoke-token", &json!({ "apiAuthToken": token })).status(), 200);
    assert!(refusal(&server, &token).contains("revoked"));
    assert_eq!(status(&server, &other), 200, "only the revoked one");
    let mut forged = other.clone();
    let last = if forged.ends_with('0') { "1" } else { "0" };
    forged.replace_range(forged.len() - 1.., last);
    for unknown in [&*forged, "bad-token", "any-token-at-all"] {
        assert!(refusal(&server, unknown).contains("unknown"));
    }
    for path in ["/user/extend-token", "/user/revoke-token"] {
        for unknown in [&*token, &*forged, "nonsense"] {
            let response = server.post(path, &json!({ "apiAuthToken": unknown }));
            assert_eq!(
                (response.status().as_u16(), body(response)),
                (400, json!({ "ERROR": "Invalid auth token provided." }))
            );
        }
        // The token of somebody else.
        let theirs = post(&server, path, ("CONVAI-API-KEY", "another-api-key"), &json!({ "apiAuthToken": "x" }));
        assert_eq!(theirs.status(), 400);
        for wrong in [json!({}), json!({ "apiAuthToken": 5 }), json!([])] {
            let response = server.post(path, &wrong);
            assert_eq!(body(response), json!({ "ERROR": "apiAuthToken is a required field" }), "{path}");
        }
        let missing = server.client.post(server.url(path)).json(&json!({})).send().expect("a response");
        assert_eq!((missing.status().as_u16(), body(missing)), (401, json!({ "ERROR": "api_key not found." })));
    }
    assert_eq!(server.post_control("reset", &json!({})).0, 200);
    assert!(refusal(&server, &other).contains("unknown"));
}

#[test]
fn a_token_cannot_ask_for_another_one() {
    let server = TestServer::new();
    let token = text(&connect(&server), "apiAuthToken");
    let send = || post(&server, "/user/connect", ("API-AUTH-TOKEN", &token), &json!({}));
    assert_eq!(send().status(), 401);
    server.change_settings(json!({ "loose": true }));
    assert_eq!(send().status(), 200);
}

/// Where one SDK sends it.
#[test]
fn a_token_in_the_header_of_the_key_is_a_token() {
    let server = TestServer::new();
    let token = text(&connect(&server), "apiAuthToken");
    let send = || post(&server, GET, ("CONVAI-API-KEY", &token), &json!({ "charID": PELL }));
    let response = send();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-emulator-tolerated"], "the header CONVAI-API-KEY has a token");
    assert_eq!(server.post("/user/revoke-token", &json!({ "apiAuthToken": token })).status(), 200);
    assert_eq!(send().status(), 401, "without --api-key, any key is accepted, but no revoked token");
}

#[test]
fn a_key_beside_a_token_wins() {
    let server = TestServer::new();
    let send = |key: &str, token: &str| {
        let request = server.client.post(server.url(GET)).header("CONVAI-API-KEY", key).header("API-AUTH-TOKEN", token);
        request.json(&json!({ "charID": PELL })).send().expect("a response").status().as_u16()
    };
    let token = text(&connect(&server), "apiAuthToken");
    assert_eq!((send(key(), "unknown-token"), send("bad-key", &token)), (200, 401));
}

#[test]
fn a_given_token_is_accepted_beside_those_of_connect() {
    let given = "a-token-of-the-command-line";
    let server = TestServer::with(Options { auth_token: Some(given.to_owned()), ..Options::default() });
    let token = text(&connect(&server), "apiAuthToken");
    assert_eq!([status(&server, given), status(&server, &token), status(&server, "another-token")], [200, 200, 401]);
    advance(&server, 100_000_000);
    assert_eq!([status(&server, given), status(&server, &token)], [200, 401]);
}

#[test]
fn a_token_sees_the_world_of_its_key() {
    let server = TestServer::with(Options { worlds: WorldScope::PerKey, ..Options::default() });
    let id = server.create_character();
    let token = text(&connect(&server), "apiAuthToken");
    let get = |header| post(&server, GET, header, &json!({ "charID": id })).status().as_u16();
    assert_eq!(get(("API-AUTH-TOKEN", &token)), 200);
    assert_eq!(get(("CONVAI-API-KEY", "the-key-of-somebody-else")), 400);
}

#[test]
fn the_journal_shows_no_token() {
    let server = TestServer::new();
    let token = text(&connect(&server), "apiAuthToken");
    status(&server, &token);
    server.post("/user/extend-token", &json!({ "apiAuthToken": token }));
    post(&server, "/user/extend-token", ("API-AUTH-TOKEN", &token), &json!({ "apiAuthToken": token }));
    let last = server.get_control("journal/last");
    assert_eq!(last["values"]["apiAuthToken"], "*".repeat(token.len()));
    let leaked = |entry: &Value| entry["key_leaked"].clone();
    assert_eq!(leaked(&last), false, "a token is sent in the body there");
    let random = &token[token.len() - 32..];
    let shown = server.get_control("journal?audio=1&raw=1").to_string();
    assert!(!shown.contains(random), "{shown}");
    // Anywhere else it has leaked.
    post(&server, GET, ("API-AUTH-TOKEN", &token), &json!({ "charID": token }));
    let last = server.get_control("journal/last");
    assert_eq!(leaked(&last), true);
    assert!(!last.to_string().contains(random));
}

#[test]
fn faults_disturb_the_token_endpoints() {
    let server = TestServer::new();
    for path in ["/user/connect", "/user/extend-token", "/user/revoke-token"] {
        server.add_fault(json!({ "path": path, "error_shape": "detail", "status": 503, "message": "later" }));
        let response = server.post(path, &json!({ "apiAuthToken": "x" }));
        assert_eq!((response.status().as_u16(), body(response)), (503, json!({ "detail": "later" })), "{path}");
    }
}
