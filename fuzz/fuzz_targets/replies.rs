//! Replies with a good status, read as those of every endpoint: any bytes at all.

#![no_main]

use convai::ffi::{
    fuzzing::{self, Reply},
    status::{CONVAI_ERROR_BAD_REPLY, CONVAI_ERROR_EMPTY_REPLY, CONVAI_ERROR_REFUSED, CONVAI_ERROR_REPLY_AUDIO},
};
use convai_fuzz::{
    memory,
    results::{self, Failure, Held},
};
use libfuzzer_sys::fuzz_target;

/// Stands for a long run of base64, which a fuzzer does not come by: a voice of its length takes another way.
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
        assert_eq!(has_id, failure.is_none(), "a new character is its id");
    });
    read(body, |reply| {
        let (_, failure) = unsafe { results::take_character(fuzzing::read_character(reply)) };
        check(failure.as_ref(), &bad);
    });
    let (held, failure) = response(body);
    check(
        failure.as_ref(),
        &[CONVAI_ERROR_BAD_REPLY, CONVAI_ERROR_REFUSED, CONVAI_ERROR_EMPTY_REPLY, CONVAI_ERROR_REPLY_AUDIO],
    );
    assert!(failure.is_some() || held.sound.is_some() || !held.text.is_empty(), "an answer says something");
    if let Some(session) = &held.session_id {
        assert!(!session.is_empty() && session != "-1" && !session.contains('\0'), "{session:?}");
    }
    // The same in JSON, but not in bytes. A long voice is read as base64 alone, and so also where it is no JSON string.
    let (same, same_failure) = response(&escaped(body));
    let (status, same_status) = (failure.map(|failure| failure.status), same_failure.map(|failure| failure.status));
    assert!(same_status == Some(CONVAI_ERROR_BAD_REPLY) || (status, held) == (same_status, same), "an escape matters");
});

/// Reads a reply, within the memory that it may take.
fn read<T>(body: &[u8], read: impl FnOnce(Reply) -> T) -> T {
    let reply = fuzzing::reply(200, &[("content-type", b"application/json")], body).expect("a reply");
    // Beside the reply itself its texts and its audio, twice for a moment, and what its JSON is kept in.
    memory::within(8 * body.len() + 512 * 1024, || read(reply))
}

fn response(body: &[u8]) -> (Held, Option<Failure>) {
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

/// Each "audio" with an escape in it, which no search for its bytes finds.
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
