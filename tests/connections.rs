//! Bad networks: connections that die without a word, addresses that do not answer, lookups, proxies and certificate files that
//! hang.
#![cfg(unix)]

mod support;

use support::{
    Folder, Program, cases,
    tls_server::{Authority, Validity},
};

/// The program runs with an https server that reads nothing after the handshake.
fn with_a_deaf_server() -> Program {
    let authority = Authority::new("An authority");
    let server = authority.identity("localhost", Validity::Now).serve_without_reading();
    let program = Program::c("connections").variable("STUCK_URL", server.url("localhost"));
    // It has to outlive the program.
    std::mem::forget(server);
    program.variable("STUCK_PEM", authority.pem)
}

cases!(connections = with_a_deaf_server();
    silent_idle_connections_cost_one_timeout,
    a_timeout_on_a_new_connection_keeps_the_idle_ones,
    a_reset_closes_idle_connections,
    a_request_in_flight_survives_a_reset,
    a_proxy_that_hangs_is_named,
    a_proxy_that_does_not_answer_is_named,
    a_dead_first_address_costs_a_fraction_of_a_second_once,
    one_address_is_not_probed,
    a_request_can_be_cancelled_during_the_probe,
    a_hung_lookup_does_not_hold_up_its_host,
    a_timeout_says_that_the_lookup_took_the_time,
    the_lookups_of_a_host_are_bounded,
    a_cancelled_upload_closes_although_the_server_does_not_read,
    a_cancelled_upload_over_tls_closes_although_the_server_does_not_read,
    a_cancelled_upload_over_an_older_connection_closes,
);

cases!(connections_idle = Program::c("connections_idle");
    a_request_moves_to_a_new_connection_if_the_idle_one_is_dead,
    a_request_whose_connection_turns_out_to_be_dead_is_sent_over_another_one,
    a_request_is_not_repeated_once_a_byte_was_sent,
);

cases!(connections_without_body = Program::c("connections_without_body");
    the_states_advance_and_the_head_is_all_that_is_sent,
    a_cancel_says_whether_the_request_was_sent,
    the_right_timeout_applies,
    a_request_moves_to_a_new_connection_if_the_idle_one_is_dead,
    a_request_is_not_repeated_once_a_byte_was_sent,
    silent_idle_connections_cost_one_timeout,
);

/// The program runs with an https server, whose authority is trusted only through a file of the operating system.
fn with_a_trusted_server() -> Program {
    let authority = Authority::new("An authority");
    let server = authority.identity("localhost", Validity::Now).serve("200 OK", r#"{"character_id":"i"}"#);
    let folder = Folder::new("trust");
    let pem = folder.file("authority.pem", &authority.pem).display().to_string();
    let program = Program::c("trust").variable("TRUST_URL", server.url("localhost")).variable("TRUST_PEM", pem);
    let program = program.variable("TRUST_FOLDER", folder.path().display().to_string());
    // The library reads the file once in a process.
    let program = program.one_case_per_process();
    // They have to outlive the program.
    std::mem::forget((server, folder));
    program
}

cases!(trust = with_a_trusted_server();
    a_trust_file_that_blocks_holds_up_no_timeout_and_no_close,
    the_trust_file_is_read_once_in_a_process,
    a_client_without_tls_reads_no_certificates,
    certificates_are_read_again_after_a_failure,
);
