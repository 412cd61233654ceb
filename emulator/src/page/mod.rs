//! The page for a browser at `/_emulator/`: HTML, CSS and JavaScript modules, which are part of the program.

use crate::response::HttpResponse;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SVG: &str = "image/svg+xml";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// What the browser may load for the page, and from where: its own files, and nothing from any other address. Scripts and
/// styles inside the HTML do not run, and text cannot become HTML (`trusted-types 'none'`). Pictures and sounds are made
/// in the page (`blob:`).
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self'; media-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// The files by their routes.
macro_rules! files {
    ($($name:literal: $type:ident),* $(,)?) => {
        &[$((concat!("/page/", $name), $type, include_str!($name))),*]
    };
}

const FILES: &[(&str, &str, &str)] = files!(
    "index.html": HTML,
    "icon.svg": SVG,
    "style/controls.css": CSS,
    "style/conversations.css": CSS,
    "style/journal.css": CSS,
    "style/layout.css": CSS,
    "style/panels.css": CSS,
    "style/theme.css": CSS,
    "script/api.js": JAVASCRIPT,
    "script/bubble.js": JAVASCRIPT,
    "script/characters.js": JAVASCRIPT,
    "script/composer.js": JAVASCRIPT,
    "script/conversations.js": JAVASCRIPT,
    "script/curl.js": JAVASCRIPT,
    "script/dom.js": JAVASCRIPT,
    "script/entry.js": JAVASCRIPT,
    "script/facts.js": JAVASCRIPT,
    "script/faults.js": JAVASCRIPT,
    "script/journal.js": JAVASCRIPT,
    "script/key.js": JAVASCRIPT,
    "script/main.js": JAVASCRIPT,
    "script/microphone.js": JAVASCRIPT,
    "script/recorder_worklet.js": JAVASCRIPT,
    "script/scripts.js": JAVASCRIPT,
    "script/sound.js": JAVASCRIPT,
    "script/spectrum.js": JAVASCRIPT,
    "script/store.js": JAVASCRIPT,
    "script/turns.js": JAVASCRIPT,
    "script/virtual_list.js": JAVASCRIPT,
    "script/wav.js": JAVASCRIPT,
);

/// The file with this route below `/_emulator`.
pub fn file(route: &str) -> Option<HttpResponse> {
    let wanted = if route.is_empty() { "/page/index.html" } else { route };
    let (_, content_type, text) = FILES.iter().find(|(name, ..)| *name == wanted)?;
    let response = HttpResponse::raw(200, content_type, *text)
        .with_header("content-security-policy", CONTENT_SECURITY_POLICY)
        .with_header("x-frame-options", "DENY")
        .with_header("cross-origin-opener-policy", "same-origin")
        .with_header("permissions-policy", "microphone=(self), camera=(), geolocation=()");
    Some(protect(response))
}

/// Adds the headers that keep a page of another origin from embedding the response.
pub fn protect(response: HttpResponse) -> HttpResponse {
    response
        .with_header("cross-origin-resource-policy", "same-origin")
        .with_header("x-content-type-options", "nosniff")
        .with_header("referrer-policy", "no-referrer")
        // The next version of the emulator has other files, and another run another journal.
        .with_header("cache-control", "no-store")
}
