//! The log: one entry for each call that has ended, bounded, in order, without secrets.
#![cfg(unix)]

mod support;

use support::{Program, cases};

cases!(log = Program::c("log").with_emulator();
    a_client_has_no_log_by_default,
    every_call_has_an_entry_when_it_has_ended,
    the_request_id_is_the_one_that_the_service_received,
    entries_come_in_the_order_of_the_ends,
    a_full_log_drops_its_oldest_entries,
    a_closed_client_keeps_its_log,
    a_refused_start_has_no_entry,
);
