//! The log: one entry for each call that has ended, bounded, in order; its times, its connection, and no secret.
#![cfg(unix)]

mod support;

use std::sync::OnceLock;
use support::{
    Program, cases,
    tls_server::{Authority, RecordingServer, Validity},
};

cases!(log = Program::c("log").with_emulator();
    a_client_has_no_log_by_default,
    every_call_has_an_entry_when_it_has_ended,
    the_request_id_is_the_one_that_the_service_received,
    entries_come_in_the_order_of_the_ends,
    a_full_log_drops_its_oldest_entries,
    a_closed_client_keeps_its_log,
    a_refused_start_has_no_entry,
);

cases!(log_phases = Program::c("log_phases").with_emulator().variable("TLS_URL", &tls().url).variable("TLS_PEM", &tls().pem);
    a_new_connection_has_times_and_a_reused_one_has_none,
    a_tls_handshake_has_a_time,
    a_refused_connection_has_no_times,
    a_call_that_ends_in_the_tls_handshake,
    a_call_that_ends_while_it_uploads,
    a_call_that_ends_while_it_waits,
    a_call_that_ends_while_it_receives,
    a_call_that_takes_a_connection_which_becomes_free,
);

/// Every call that sends a request.
#[test]
fn every_form_of_every_call_has_an_entry_with_its_path() {
    Program::c("log_calls").with_emulator().passes();
}

/// A TLS server for all tests, and the certificate of its authority.
struct Tls {
    url: String,
    pem: String,
    _server: RecordingServer,
}

fn tls() -> &'static Tls {
    static TLS: OnceLock<Tls> = OnceLock::new();
    TLS.get_or_init(|| {
        let authority = Authority::new("An authority");
        let server = authority.identity("localhost", Validity::Now).serve("200 OK", r#"{"character_id":"i"}"#);
        Tls { url: server.url("localhost"), pem: authority.pem, _server: server }
    })
}
