//! What a web page in a developer's browser can do: call the API as the real service allows it, and nothing else.

use crate::common::{TestServer, body, key};
use reqwest::Method;
use reqwest::blocking::{RequestBuilder, Response};
use serde_json::{Value, json};

/// A request with the headers that a browser adds for a page.
fn from_page(server: &TestServer, method: Method, path: &str, origin: &str) -> RequestBuilder {
    server.client.request(method, server.url(path)).header("Origin", origin)
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().expect("a text"))
}

#[test]
fn a_page_may_call_every_endpoint() {
    let server = TestServer::new();
    let paths = ["/character/create", "/character/update", "/character/get", "/character/delete"];
    for path in paths.into_iter().chain(["/user/clone_character", "/character/getResponse", "/character/getResponse/"])
    {
        let preflight = from_page(&server, Method::OPTIONS, path, "https://game.example")
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type,convai-api-key")
            .header("Access-Control-Request-Private-Network", "true")
            .send()
            .expect("a response");
        assert_eq!(preflight.status(), 204, "{path}");
        assert_eq!(header(&preflight, "access-control-allow-origin"), Some("*"));
        assert_eq!(header(&preflight, "access-control-allow-methods"), Some("POST"));
        assert_eq!(header(&preflight, "access-control-allow-headers"), Some("content-type,convai-api-key"));
        assert_eq!(header(&preflight, "access-control-allow-private-network"), Some("true"));

        // The response itself is readable too, also when it is an error.
        let request = from_page(&server, Method::POST, path, "https://game.example").header("CONVAI-API-KEY", key());
        let response = request.json(&json!({})).send().expect("a response");
        assert_eq!(response.status(), 400, "{path}");
        assert_eq!(header(&response, "access-control-allow-origin"), Some("*"));
        assert!(
            header(&response, "access-control-expose-headers").is_some_and(|names| names.contains("x-emulator-note"))
        );
    }
    // Outside of a browser, nothing is added, and OPTIONS is just a wrong method.
    let plain = server.post("/character/get", &json!({}));
    assert_eq!(header(&plain, "access-control-allow-origin"), None);
    let options = server.client.request(Method::OPTIONS, server.url("/character/get")).send().expect("a response");
    assert_eq!(options.status(), 405);
}

#[test]
fn a_preflight_request_uses_up_no_fault() {
    let server = TestServer::new();
    server.add_fault(json!({ "status": 503 }));
    let preflight = from_page(&server, Method::OPTIONS, "/character/get", "https://game.example")
        .header("Access-Control-Request-Method", "POST");
    assert_eq!(preflight.send().expect("a response").status(), 204);
    let request = from_page(&server, Method::POST, "/character/get", "https://game.example");
    let response = request.json(&json!({})).send().expect("a response");
    assert_eq!((response.status().as_u16(), header(&response, "access-control-allow-origin")), (503, Some("*")));
}

#[test]
fn a_website_cannot_use_the_control_routes() {
    let server = TestServer::new();
    server.change_settings(json!({ "latency_ms": 1 }));
    let own = server.emulator.url();
    for (host, origin) in [
        // The browser sends the request of a website to the emulator.
        (None, Some("https://website.example")),
        (None, Some("null")),
        (None, Some("http://localhost:3000")),
        // The website's host name resolves to 127.0.0.1, so the browser sees one origin only.
        (Some("website.example"), None),
        (Some("website.example:8080"), Some("http://website.example:8080")),
    ] {
        for (method, path) in [(Method::GET, "journal"), (Method::POST, "settings"), (Method::DELETE, "journal")] {
            let mut request =
                server.client.request(method, format!("{own}/_emulator/{path}")).body(r#"{"latency_ms":9}"#);
            for (name, value) in [("Host", host), ("Origin", origin)] {
                if let Some(value) = value {
                    request = request.header(name, value);
                }
            }
            let response = request.send().expect("a response");
            assert_eq!(response.status(), 403, "{host:?} {origin:?} {path}");
            assert_eq!(header(&response, "access-control-allow-origin"), None);
            assert!(body(response)["error"].is_string());
        }
    }
    assert_eq!(server.get_control("settings")["latency_ms"], 1);
    // A page of the emulator itself may use them.
    let response = from_page(&server, Method::GET, "/_emulator/health", &own).send().expect("a response");
    assert_eq!(body(response)["emulator"], Value::Bool(true));
}
