//! Each status of `convai.h` is provoked through the C ABI.
#![cfg(unix)]

mod support;

use support::{Program, cases, header};

/// The statuses that the program does not provoke, and why.
const NOT_PROVOKED: [(&str, &str); 2] = [
    ("CONVAI_ERROR_UNSUPPORTED", "no function returns it on this operating system"),
    ("CONVAI_ERROR_PANIC", "needs a library with injected panics: see `panics.rs`"),
];

cases!(statuses = Program::c("statuses").with_emulator();
    ok,
    pending,
    error_invalid_argument,
    error_null_pointer,
    error_invalid_utf8,
    error_bad_handle,
    error_struct_size,
    error_api_key,
    error_options,
    error_audio_input,
    error_not_ready,
    error_already_taken,
    error_wrong_kind,
    error_queue_full,
    error_closed,
    error_forked,
    error_utterance_full,
    error_buffer_too_small,
    error_busy,
    error_network,
    error_name_not_resolved,
    error_connect,
    error_tls,
    error_proxy,
    error_timeout,
    error_connection_lost,
    error_cancelled,
    error_refused,
    error_authentication,
    error_not_found,
    error_rate_limited,
    error_process_failure,
    error_server,
    error_bad_request,
    error_redirect,
    error_bad_reply,
    error_empty_reply,
    error_reply_audio,
    error_reply_too_large,
    error_internal,
);

/// A case is named after its status, and fails if it gets another one.
#[test]
fn every_status_of_the_header_has_a_case_or_a_reason() {
    let provoked: Vec<_> =
        Program::c("statuses").cases().iter().map(|case| format!("CONVAI_{}", case.to_uppercase())).collect();
    let reason = |name: &str| NOT_PROVOKED.iter().any(|(of, _)| *of == name);
    for (name, _) in header::constants("CONVAI_") {
        if name == "CONVAI_OK" || name == "CONVAI_PENDING" || name.starts_with("CONVAI_ERROR_") {
            assert!(provoked.contains(&name) != reason(&name), "{name} needs a case in tests/c/statuses.c or a reason");
        }
    }
    for (name, _) in NOT_PROVOKED {
        assert!(header::constants("CONVAI_").iter().any(|(of, _)| of == name), "{name} is no status");
    }
}
