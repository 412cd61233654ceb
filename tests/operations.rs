//! Non-blocking calls: the states and the end of operations, cancellation, the completion queue, limits, and host name lookups
//! that hang.
#![cfg(unix)]

mod support;

use convai::api::{CallOptions, Client, ClientOptions};
use convai::transport::Taken;
use convai_emulator::{Emulator, PUBLIC_CHARACTER_ID as PELL};
use serde_json::json;
use support::{Instrument, Program, cases};

cases!(operations_start = Program::c("operations_start").with_emulator();
    every_call_of_a_client_has_a_non_blocking_form,
    states_advance_in_order,
    wait_returns_pending_until_the_operation_ends,
    freeing_an_unfinished_operation_cancels_it,
    timeouts_of_calls_and_of_clients_apply,
    a_timeout_ends_a_slow_reply,
    a_refused_start_sends_nothing,
);

cases!(operations_next = Program::c("operations_next").with_emulator();
    operations_are_returned_in_the_order_of_their_ends,
    an_event_is_empty_while_no_operation_has_ended,
    taken_and_freed_operations_are_not_returned,
    several_threads_receive_each_operation_once,
    no_operation_that_starts_during_a_close_is_lost,
    the_wake_handle_is_readable_while_operations_are_queued,
    a_closed_client_returns_the_queued_operations_and_then_closed,
    an_event_loop_learns_of_a_close,
);

cases!(operations_queue = Program::c("operations_queue").with_emulator();
    the_operations_of_several_clients_arrive_in_the_order_of_their_ends,
    a_client_with_a_shared_queue_has_none_of_its_own,
    closing_a_client_cancels_its_operations_and_leaves_the_queue_open,
    freeing_the_queue_ends_the_waits_and_the_clients_work_on,
    the_wake_handle_is_readable_while_operations_are_queued,
    each_operation_of_several_threads_and_clients_arrives_once,
);

cases!(operations_credentials = Program::c("operations_credentials").with_emulator();
    a_call_in_flight_and_a_queued_one_keep_their_credential,
    a_turn_that_waits_for_the_one_before_keeps_its_credential,
    a_conversation_goes_on_with_a_token_in_place_of_the_key,
    several_threads_replace_the_credential,
);

cases!(operations_deadline = Program::c("operations_deadline").with_emulator();
    the_time_in_the_queue_counts,
    the_time_behind_earlier_turns_counts,
    a_turn_that_misses_its_deadline_lets_the_next_one_start,
    the_message_says_where_the_call_was,
    timeout_and_deadline_both_hold,
);

cases!(operations_timeouts = Program::c("operations_timeouts").with_emulator();
    the_defaults_are_30_seconds_and_60_with_audio,
    voice_timeout_ms_applies_to_calls_with_audio,
    a_connection_may_take_10_seconds_by_default,
    connect_timeout_ms_applies,
);

cases!(operations_cancel = Program::c("operations_cancel");
    cancel_while_connecting,
    cancel_in_the_tls_handshake,
    cancel_while_uploading,
    cancel_while_waiting_for_the_reply,
    cancel_while_receiving,
    close_does_not_wait_for_an_upload,
    an_early_reply_ends_the_upload,
);

cases!(operations_at_once = Program::c("operations_at_once");
    waits_end_while_the_io_thread_stands,
    a_cancel_while_connecting_closes_the_connection,
    a_cancel_in_the_tls_handshake_closes_the_connection,
    a_cancel_while_uploading_closes_the_connection,
    a_cancel_while_waiting_closes_the_connection,
    a_cancel_while_receiving_closes_the_connection,
    the_connection_of_a_cancelled_request_ends_before_the_next_request_is_served,
    close_waits_for_no_reply,
    close_waits_for_no_upload,
);

cases!(operations_end = Program::c("operations_end").with_emulator();
    an_operation_can_be_cancelled_early_late_and_twice,
    freeing_an_operation_releases_a_waiting_thread,
    close_cancels_a_hundred_requests_in_flight,
    results_can_be_taken_after_the_client_is_freed,
    shutdown_closes_every_client,
    close_and_shutdown_wait_without_limit_for_a_negative_timeout,
);

cases!(operations_many = Program::c("operations_many").with_emulator();
    one_thread_carries_256_requests,
    sixty_four_requests_run_at_once_by_default,
    max_in_flight_limits_the_running_requests,
    a_full_queue_refuses_a_request,
    the_bytes_of_all_unfinished_calls_are_limited,
    an_omitted_raw_reply_takes_no_memory,
);

cases!(operations_compute = Program::c("operations_compute").with_emulator();
    a_short_call_ends_while_long_turns_are_converted,
    a_timeout_ends_a_call_while_long_turns_are_converted,
    a_long_reply_is_read_while_long_turns_are_converted,
    a_short_recording_is_converted_before_long_ones,
    a_queued_turn_is_converted_while_it_waits,
    cancelled_conversions_stop,
    close_does_not_wait_for_conversions,
    the_samples_of_a_turn_are_only_copied_on_the_callers_thread,
    an_utterance_is_said_without_touching_its_samples,
    at_most_two_threads_compute_and_end_when_idle,
);

#[test]
fn ten_thousand_operations_of_eight_threads_end_exactly_once() {
    let operations = Instrument::scaled("10000", "2000");
    Program::c("operations_storm").with_emulator().argument(operations).passes();
}

/// The program runs with a resolver that can be made to hang.
#[cfg(target_os = "linux")]
fn with_hanging_resolver() -> Program {
    let source = support::root().join("tests/c/hanging_resolver.c");
    let program = Program::compile_once("operations_resolver with its resolver", || {
        let program = Program::c("operations_resolver");
        let library = program.folder().join("hanging_resolver.so");
        let mut compiler = support::compiler(&source);
        support::succeeds(compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl"));
        program.preload(&library)
    });
    program.with_emulator()
}

#[cfg(target_os = "linux")]
cases!(operations_resolver = with_hanging_resolver();
    a_hanging_lookup_can_be_cancelled_and_times_out,
    close_times_out_while_a_lookup_hangs,
    close_without_limit_waits_for_a_lookup,
    shutdown_without_limit_waits_for_a_lookup,
    a_lookup_that_fails_late_is_name_not_resolved,
    free_waits_two_seconds_for_a_hanging_lookup,
);

/// Creates a second character.
fn another_character(emulator: &Emulator) -> String {
    let base_url = Some(emulator.url());
    let options = ClientOptions { api_key: Some(support::key()), base_url, ..ClientOptions::default() };
    let client = Client::new(options).unwrap_or_else(|error| panic!("{error}"));
    let call = client.clone_character(PELL, false, &CallOptions::default()).unwrap_or_else(|error| panic!("{error}"));
    assert!(call.wait(None));
    let Taken::Value(answer) = call.take() else { panic!("it has ended") };
    emulator.clear_journal();
    answer.value.id.expect("an id")
}

/// Users copy this example, so it has to work.
#[test]
fn the_game_loop_example_talks_to_three_characters_at_once() {
    let emulator = support::emulator();
    let slow = |character: &str, delay_ms: u32| {
        emulator.add_fault(&json!({ "character": character, "delay_ms": delay_ms })).expect("a fault");
    };
    // The example interrupts the first turn of Bo after a fifth of a second, and shows that the others think. The delays
    // are long enough for a machine that stops for some seconds.
    let bo = another_character(&emulator);
    slow(PELL, 8_000);
    slow(PELL, 8_000);
    slow(&bo, 20_000);
    let source = support::root().join("examples/c/game_loop.c");
    let program = Program::compile(&source, &support::library(), &[]).against(&emulator);
    let run = program.variable("CONVAI_API_KEY", support::key()).argument(PELL).argument(&bo).argument(PELL).run();
    assert!(run.status.success() && run.stderr.is_empty(), "{}{}", run.stdout, run.stderr);
    for part in ["Bo falls silent", "Ada: ", "Bo: ", "Cy: ", "thinks", "3 answers in "] {
        assert!(run.stdout.contains(part), "{part} is not in:\n{}", run.stdout);
    }
    // Three replies, and the interrupted turn, which on a busy machine may end before it is sent.
    let requests = emulator.journal().as_array().map_or(0, Vec::len);
    assert!((3..=4).contains(&requests), "{requests} requests");
    println!("{}", run.stdout.lines().last().unwrap_or_default());
}
