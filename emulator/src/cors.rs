//! Cross-origin resource sharing: lets web pages call the API.

use hyper::Method;
use hyper::http::request::Parts;

use crate::endpoint::Endpoint;
use crate::response::HttpResponse;

/// Headers of a response that a page may read.
const EXPOSED: &str = "x-emulator-note, x-emulator-tolerated";
/// How long a browser may remember the answer to a preflight request, in seconds.
const MAX_AGE: &str = "600";

/// The answer to a preflight request. `None` for any other request.
///
/// A browser asks before it sends a page's request, because the request has a header for the API key.
pub fn preflight(head: &Parts) -> Option<HttpResponse> {
    let wanted = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    if head.method != Method::OPTIONS || !head.headers.contains_key("origin") {
        return None;
    }
    wanted("access-control-request-method")?;
    let method = Endpoint::from_path(head.uri.path().trim_end_matches('/')).map_or(Method::POST, Endpoint::method);
    let mut response = HttpResponse::raw(204, "text/plain", "")
        .with_header("access-control-allow-origin", "*")
        .with_header("access-control-allow-methods", method.as_str())
        .with_header("access-control-max-age", MAX_AGE);
    if let Some(headers) = wanted("access-control-request-headers") {
        response = response.with_header("access-control-allow-headers", headers);
    }
    // Chromium asks this before a public website may reach a private address.
    if wanted("access-control-request-private-network") == Some("true") {
        response = response.with_header("access-control-allow-private-network", "true");
    }
    Some(response)
}

/// Lets the page that sent the request read the response. Other clients get the response as it is.
pub fn allow(head: &Parts, response: HttpResponse) -> HttpResponse {
    if !head.headers.contains_key("origin") {
        return response;
    }
    response.with_header("access-control-allow-origin", "*").with_header("access-control-expose-headers", EXPOSED)
}
