//! Replies with status 200 and any bytes as their body, read as the reply of every endpoint.

#![no_main]

use convai::ffi::{
    fuzzing::{self, HttpResponse},
    status::{CONVAI_ERROR_BAD_REPLY, CONVAI_ERROR_EMPTY_REPLY, CONVAI_ERROR_REFUSED, CONVAI_ERROR_REPLY_AUDIO},
};
use convai_fuzz::{
    memory,
    results::{self, Content, Failure},
};
use libfuzzer_sys::fuzz_target;

/// Stands for a long run of base64, which a fuzzer does not produce: the library decodes long audio in another way.
const LONG_RUN: u8 = 1;

fuzz_target!(|input: &[u8]| {
    let body = &with_long_run(input);
    let bad = [CONVAI_ERROR_BAD_REPLY, CONVAI_ERROR_REFUSED];
    read(body, |reply| {
        let failure = unsafe { results::take_result(fuzzing::read_done(reply)) };
        check(failure.as_ref(), &bad);
    });
    read(body, |reply| {
        let (has_id, failure) = unsafe { results::take_character(fuzzing::read_id(reply)) };
        check(failure.as_ref(), &bad);
        assert_eq!(has_id, failure.is_none(), "a new character has an id");
    });
    read(body, |reply| {
        let (_, failure) = unsafe { results::take_character(fuzzing::read_character(reply)) };
        check(failure.as_ref(), &bad);
    });
    read(body, |reply| {
        let (has_token, failure) = unsafe { results::take_token(fuzzing::read_new_token(reply)) };
        check(failure.as_ref(), &bad);
        assert_eq!(has_token, failure.is_none(), "a new token has a text");
    });
    read(body, |reply| {
        let (_, failure) = unsafe { results::take_token(fuzzing::read_extended_token(reply)) };
        check(failure.as_ref(), &bad);
    });
    read(body, |reply| {
        let failure = unsafe { results::take_result(fuzzing::read_revoked_token(reply)) };
        check(failure.as_ref(), &bad);
    });
    let (content, failure) = response(body);
    check(
        failure.as_ref(),
        &[CONVAI_ERROR_BAD_REPLY, CONVAI_ERROR_REFUSED, CONVAI_ERROR_EMPTY_REPLY, CONVAI_ERROR_REPLY_AUDIO],
    );
    assert!(failure.is_some() || content.sound.is_some() || !content.text.is_empty(), "a reply has text or audio");
    if let Some(session) = &content.session_id {
        assert!(!session.is_empty() && session != "-1" && !session.contains('\0'), "{session:?}");
    }
    // The same JSON in other bytes. Long audio is read as base64 without the rules of JSON, so it may also be accepted in
    // an invalid string.
    let (same, same_failure) = response(&escaped(body));
    let (status, same_status) = (failure.map(|failure| failure.status), same_failure.map(|failure| failure.status));
    assert!(
        same_status == Some(CONVAI_ERROR_BAD_REPLY) || (status, content) == (same_status, same),
        "an escape changes the result"
    );
});

/// Reads a reply within a limit of memory.
fn read<T>(body: &[u8], read: impl FnOnce(HttpResponse) -> T) -> T {
    let response = fuzzing::response(200, &[("content-type", b"application/json")], body).expect("a valid response");
    // The body, its texts and audio, which exist twice for a moment, and the buffers of the JSON reader.
    memory::within(8 * body.len() + 512 * 1024, || read(response))
}

fn response(body: &[u8]) -> (Content, Option<Failure>) {
    read(body, |reply| unsafe { results::take_response(fuzzing::read_response(reply)) })
}

fn check(failure: Option<&Failure>, allowed: &[i32]) {
    if let Some(failure) = failure {
        assert!(allowed.contains(&failure.status), "{failure:?}");
        assert_eq!(failure.http_status, 200);
    }
}

fn with_long_run(input: &[u8]) -> Vec<u8> {
    match input.iter().position(|&byte| byte == LONG_RUN) {
        None => input.to_vec(),
        Some(at) => [&input[..at], "AQID".repeat(4 << 10).as_bytes(), &input[at + 1..]].concat(),
    }
}

/// Replaces each "audio" by a form with an escape, which a search for the bytes does not find.
fn escaped(body: &[u8]) -> Vec<u8> {
    let mut escaped = Vec::with_capacity(body.len() + 64);
    let mut rest = body;
    while let Some(at) = rest.windows(7).position(|bytes| bytes == b"\"audio\"") {
        escaped.extend_from_slice(&rest[..at]);
        escaped.extend_from_slice(br#""\u0061udio""#);
        rest = &rest[at + 7..];
    }
    escaped.extend_from_slice(rest);
    escaped
}
