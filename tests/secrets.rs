//! The API key and the auth token are sent in one header and appear nowhere else: not in the text of an error, not if a
//! service repeats them, and not in the library file.

mod support;

use convai::api::{self, CallOptions};
use convai::transport::Taken;
use std::{fs, io::Write};
use support::{
    Program, key, library,
    raw_server::{RawServer, Request, answer, closed_port, read_request},
    root, token,
};

/// A text with this many consecutive characters of the key shows it.
const RUN: usize = 12;
/// How much of an error message of the service, and of an unreadable reply, the library keeps.
const WORDS: usize = 500;
const REPLY: usize = 64 * 1024;
/// With the key: six calls for characters, three lists, four others, four turns and three for
/// tokens. With a token: one, none, none, four and three.
const CALLS_WITH_KEY: usize = 20;
const CALLS: usize = CALLS_WITH_KEY + 8;

/// Whether a text contains the key, the token, or a part of `RUN` characters, in upper or lower case.
fn shows_secret(text: &[u8]) -> bool {
    let mut text = text.to_ascii_lowercase();
    // A search in text is much faster than one in bytes, and the secrets are ASCII.
    text.iter_mut().filter(|byte| !byte.is_ascii()).for_each(|byte| *byte = 0);
    let text = String::from_utf8(text).expect("ASCII");
    [key(), token()]
        .map(|secret| secret.to_ascii_lowercase())
        .iter()
        .any(|secret| (0..=secret.len() - RUN).any(|at| text.contains(&secret[at..at + RUN])))
}

/// A server that replaces `%KEY%` in its response with the secrets of the request.
fn repeats(status: &'static str, body: String) -> RawServer {
    RawServer::start(move |stream| {
        let Ok(request) = read_request(&stream) else { return };
        let secrets = sent_secrets(&request);
        let repeat = |text: &str| text.replace("%KEY%", &secrets).replace("%key%", &secrets.to_lowercase());
        answer(&stream, &repeat(status), &repeat(&body));
    })
}

/// The key or the token in the header, and the token in the body.
fn sent_secrets(request: &Request) -> String {
    let fields = request.head.lines().filter_map(|line| line.split_once(": "));
    let credentials = ["convai-api-key", "api-auth-token"];
    let mut sent = fields.filter(|(name, _)| credentials.iter().any(|known| name.eq_ignore_ascii_case(known)));
    let (_, in_header) = sent.next().expect("a credential");
    assert_eq!(sent.next(), None, "one credential is sent");
    let body = String::from_utf8_lossy(&request.body);
    let in_body = body.split_once(r#""apiAuthToken":""#).and_then(|(_, rest)| rest.split('"').next());
    [in_header, in_body.unwrap_or_default()].join(" ").trim_end().to_owned()
}

/// Responses of a service that repeats the key: a name, the status with additional headers, and the body.
fn responses_with_the_key() -> Vec<(&'static str, &'static str, String)> {
    let after = |length: usize| format!("{}%KEY%", "x".repeat(length));
    vec![
        ("API_ERROR", "401 Unauthorized", r#"{"API_ERROR":"no such key: %KEY%"}"#.into()),
        ("ERROR with a reference", "400 Bad Request", r#"{"ERROR":"%KEY%","Reference ID":"ref-%KEY%"}"#.into()),
        ("a nested error", "403 Forbidden", r#"{"error":{"code":7,"message":"%KEY%"}}"#.into()),
        ("a list", "422 Unprocessable", r#"{"detail":[{"msg":"%KEY%"},{"msg":"%KEY%"}]}"#.into()),
        ("a bare text", "404 Not Found", r#""no %KEY% here""#.into()),
        ("process_failure", "404 Not Found", r#"{"text":"process_failure: %KEY%"}"#.into()),
        ("a limit", "429 Too Many Requests\r\nRetry-After: %KEY%", r#"{"message":"%KEY% is over its limit"}"#.into()),
        ("a page", "502 Bad Gateway", "<html><title>502</title><p>for %KEY%</p></html>".into()),
        ("plain text", "500 Internal Server Error", "convai-api-key: %KEY%".into()),
        ("broken JSON", "500 Internal Server Error", r#"{"API_ERROR":"%KEY%"#.into()),
        ("a proxy", "407 Proxy Authentication Required", "%KEY% may not pass".into()),
        ("the key alone", "418 %KEY%", "%KEY%".into()),
        ("small letters", "400 Bad Request", "%key%".into()),
        ("a redirect", "302 Found\r\nLocation: https://elsewhere.test/?key=%KEY%", "moved %KEY%".into()),
        ("words cut within the key", "400 Bad Request", after(WORDS - RUN - 3)),
        ("words cut near its end", "400 Bad Request", after(WORDS + 1 - key().len())),
        ("a reply cut within the key", "400 Bad Request", after(REPLY - RUN - 3)),
        ("an error with a good status", "200 OK", r#"{"ERROR":"no such key: %KEY%"}"#.into()),
        ("a page with a good status", "200 OK", "<html>%KEY%</html>".into()),
        ("a type", "200 OK\r\nContent-Type: text/%KEY%", "[]]".into()),
    ]
}

/// Every text of every failure: the row, the kind of the text, and the text.
fn texts_of(input: String) -> Vec<(String, String, String)> {
    let notes = Program::c("secrets").input(input).passes();
    let parts = |note: String| {
        let mut parts = note.splitn(3, " | ").map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        (next(), next(), next())
    };
    let texts: Vec<_> = notes.into_iter().map(parts).collect();
    for (case, what, text) in &texts {
        assert!(!shows_secret(text.as_bytes()), "{case}: the {what} shows the key");
    }
    texts
}

#[test]
fn a_key_that_the_service_repeats_is_masked() {
    let servers: Vec<_> =
        responses_with_the_key().into_iter().map(|(name, head, body)| (name, repeats(head, body))).collect();
    let input = servers.iter().map(|(name, server)| format!("{name}|{}\n", server.url())).collect();
    let texts = texts_of(input);
    for (name, server) in &servers {
        assert_eq!(server.connections(), CALLS, "{name}");
        let of_case = |kind: &str| texts.iter().filter(|(case, what, _)| case == name && what == kind).count();
        assert_eq!(of_case("message"), CALLS, "{name}");
        let masked = texts.iter().filter(|(case, _, text)| case == name && text.contains("***")).count();
        // `convai_call` accepts a page.
        assert!(masked >= CALLS - 1, "{name}: the service repeated the key, and only {masked} texts show a mask");
    }
}

#[test]
fn failures_below_http_do_not_show_the_key() {
    let echo = |bytes: fn(&str) -> String| {
        RawServer::start(move |mut stream| {
            if let Ok(request) = read_request(&stream) {
                let _ = stream.write_all(bytes(&sent_secrets(&request)).as_bytes());
            }
        })
    };
    let servers = [
        ("no HTTP", echo(|key| format!("{key}\r\n\r\n"))),
        ("no status", echo(|key| format!("HTTP/1.1 {key}\r\n\r\n"))),
        ("a broken header", echo(|key| format!("HTTP/1.1 200 OK\r\n{key}\r\n\r\n{key}"))),
        ("a broken length", echo(|key| format!("HTTP/1.1 200 OK\r\nContent-Length: {key}\r\n\r\n{key}"))),
        ("a broken chunk", echo(|key| format!("HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n{key}\r\n{key}"))),
        ("a cut body", echo(|key| format!("HTTP/1.1 401 No\r\nContent-Length: 999\r\n\r\n{key}"))),
        ("closed", RawServer::start(|stream| drop(read_request(&stream)))),
    ];
    let mut input: String = servers.iter().map(|(name, server)| format!("{name}|{}\n", server.url())).collect();
    let plain = RawServer::start(|stream| answer(&stream, "400 Bad Request", "speak HTTP"));
    input += &format!("no TLS|https://localhost:{}\n", plain.address().port());
    input += &format!("refused|http://127.0.0.1:{}/{}/v1\n", closed_port(), key());
    input += &format!("no such host|http://{}.invalid\n", key());
    let texts = texts_of(input);
    let messages = texts.iter().filter(|(_, what, _)| what == "message").count();
    // The URLs of two rows hold the key, which is a secret of the client with the key only.
    assert_eq!(messages, CALLS * (servers.len() + 1) + CALLS_WITH_KEY * 2);
    // One entry of the log for each call. The base URL of one row holds the key.
    let paths: Vec<_> = texts.iter().filter(|(_, what, _)| what == "log: path").collect();
    assert_eq!(paths.len(), messages);
    let masked = paths.iter().filter(|(case, _, path)| case == "refused" && path.starts_with("/***/v1/")).count();
    assert_eq!(masked, CALLS_WITH_KEY);
    let host = texts.iter().find(|(case, what, _)| case == "no such host" && what == "message");
    assert!(
        host.is_some_and(|(_, _, text)| text.contains("***.invalid")),
        "the message shows the host name with the key masked"
    );
}

#[test]
fn errors_of_invalid_options_do_not_show_the_key() {
    let unreachable = format!("127.0.0.1:{}", closed_port());
    let (forbids, asks) =
        (repeats("403 %KEY%", "not through here, %KEY%".into()), repeats("407 %KEY%", "who are you, %KEY%?".into()));
    let cases = [
        ("api_key", "%KEY%%LF%X-Other: 1".to_owned()),
        ("api_key", "%KEY% %KEY%".into()),
        ("api_key", "%KEY%\u{e9}".into()),
        ("api_key", "\u{201c}%KEY%\u{201d}".into()),
        ("auth_token", "%KEY%%LF%X-Other: 1".into()),
        ("auth_token", "%KEY% %KEY%".into()),
        ("base_url", "%KEY%".into()),
        ("base_url", "%KEY%://api.convai.com".into()),
        ("base_url", "ftp://%KEY%".into()),
        ("base_url", "https://user:%KEY%@api.convai.com".into()),
        ("base_url", "https://api.convai.com/?key=%KEY%".into()),
        ("base_url", "https://api.convai.com/#%KEY%".into()),
        ("base_url", format!("http://{unreachable}/%KEY%")),
        ("proxy", "%KEY%".into()),
        ("proxy", "%KEY%://proxy.test".into()),
        ("proxy", format!("http://user:%KEY%@{unreachable}")),
        ("proxy", format!("http://%KEY%@{}", forbids.address())),
        ("proxy", format!("http://%KEY%@{}", asks.address())),
        ("ca_pem", "%KEY%".into()),
        ("ca_pem", "-----BEGIN CERTIFICATE-----%LF%%KEY%%LF%-----END CERTIFICATE-----%LF%".into()),
        ("user_agent", "%KEY%%LF%".into()),
    ];
    let line = |(number, (field, value)): (usize, &(&str, String))| format!("{field} {number}|{field}|{value}\n");
    let input: String = cases.iter().enumerate().map(line).collect();
    let texts = texts_of(format!("\n{input}"));
    let messages = texts.iter().filter(|(_, what, _)| what == "message").count();
    assert_eq!(messages, cases.len());
    assert_eq!((forbids.connections(), asks.connections()), (1, 1));
}

/// `{:?}` and `{:#?}` of an error in Rust. The types that contain the key have no `Debug`: see `core/src/api/secrets.rs`.
#[test]
fn debug_texts_do_not_show_the_key() {
    let server = repeats("401 No", r#"{"API_ERROR":"no such key: %KEY%","Reference ID":"%KEY%"}"#.into());
    let options =
        api::ClientOptions { api_key: Some(key()), base_url: Some(server.url()), ..api::ClientOptions::default() };
    let client = api::Client::new(options).unwrap_or_else(|error| panic!("{error}"));
    let call = client.get_character("some-id", &CallOptions::default()).unwrap_or_else(|error| panic!("{error}"));
    assert!(call.wait(None));
    let Taken::Value(answer) = call.take() else { panic!("it has ended") };
    let error = answer.error.expect("a refusal");
    for text in [format!("{error:?}"), format!("{error:#?}"), error.to_string()] {
        assert!(text.contains("no such key: ***") && !shows_secret(text.as_bytes()));
    }
    assert!(!shows_secret(&answer.raw_json.expect("what the service said")));
}

#[test]
fn the_library_and_the_header_contain_no_key() {
    for file in [library(), root().join("include/convai.h")] {
        assert!(!shows_secret(&fs::read(&file).expect("the file exists")), "{}", file.display());
    }
}
