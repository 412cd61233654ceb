//! Replies of any status and content type, with any body: an error always has a status and a message of limited length.
//!
//! The input is like a reply: the status in the first line, one header per line up to an empty line, and the body.

#![no_main]

use convai::ffi::fuzzing;
use convai_fuzz::{memory, results};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let mut rest = input;
    let status = std::str::from_utf8(line(&mut rest)).ok().and_then(|line| line.parse().ok()).unwrap_or(500);
    let mut headers = Vec::new();
    while !rest.is_empty() {
        let header = line(&mut rest);
        if header.is_empty() {
            break;
        }
        let colon = header.iter().position(|&byte| byte == b':').unwrap_or(header.len());
        let (name, value) = (&header[..colon], header.get(colon + 1..).unwrap_or_default());
        headers.push((std::str::from_utf8(name).unwrap_or("x"), value.trim_ascii()));
    }
    let response = || fuzzing::response(status, &headers, rest);
    let (Some(first), Some(second), Some(third)) = (response(), response(), response()) else { return };
    memory::within(8 * input.len() + 512 * 1024, || unsafe {
        let done = results::take_result(fuzzing::read_done(first));
        let (_, character) = results::take_character(fuzzing::read_character(second));
        let (content, response) = results::take_response(fuzzing::read_response(third));
        for failure in [&done, &character, &response].into_iter().flatten() {
            assert_eq!(failure.http_status, i32::from(status));
            if let Some(words) = &failure.service_message {
                assert!(words.chars().count() <= 501, "{words}");
            }
        }
        if !(200..300).contains(&status) {
            assert!(done.is_some() && done == character && done == response, "all endpoints report the same error");
            assert!(content.text.is_empty() && content.sound.is_none());
        }
    });
});

/// Removes the first line and returns it without its end.
fn line<'a>(rest: &mut &'a [u8]) -> &'a [u8] {
    let end = rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
    let line = &rest[..end];
    *rest = rest.get(end + 1..).unwrap_or_default();
    line.strip_suffix(b"\r").unwrap_or(line)
}
