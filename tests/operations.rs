//! Requests that nobody waits for: their states, their end, their cancellation, and how many there can be.
#![cfg(unix)]

mod support;

use support::Program;

#[test]
fn every_endpoint_has_a_start_twin() {
    Program::c("operations_start").against(&support::emulator()).passes();
}

#[test]
fn what_finished_is_handed_out_once_and_in_order() {
    Program::c("operations_next").against(&support::emulator()).passes();
}

#[test]
fn cancels_in_every_phase() {
    Program::c("operations_cancel").passes();
}

#[test]
fn an_operation_ends_once() {
    Program::c("operations_end").against(&support::emulator()).passes();
}

#[test]
fn ten_thousand_from_eight_threads() {
    Program::c("operations_storm").against(&support::emulator()).without_runner().passes();
}

#[test]
fn two_hundred_and_fifty_six_in_flight_and_limits() {
    Program::c("operations_many").against(&support::emulator()).without_runner().passes();
}

/// The example is what a user starts from: it has to do what it says.
#[test]
fn the_game_loop_talks_to_three_at_once() {
    let emulator = support::emulator();
    emulator.change_settings(&serde_json::json!({ "latency_ms": 2500 })).expect("a setting");
    let source = support::root().join("examples/c/game_loop.c");
    let program = Program::compile(&source, &support::library(), &[]).against(&emulator);
    let run = program
        .variable("CONVAI_API_KEY", support::key())
        .variable("CONVAI_CHARACTER_ID", convai_emulator::PUBLIC_CHARACTER_ID)
        .run();
    assert!(run.status.success() && run.stderr.is_empty(), "{}{}", run.stdout, run.stderr);
    for part in ["Bo falls silent", "Ada: ", "Bo: ", "Cy: ", "thinks", "3 answers in "] {
        assert!(run.stdout.contains(part), "{part} is not in:\n{}", run.stdout);
    }
    // Three answers, and the turn that was interrupted: where the machine is busy that may be before it went out.
    let requests = emulator.journal().as_array().map_or(0, Vec::len);
    assert!((3..=4).contains(&requests), "{requests} requests");
    println!("{}", run.stdout.lines().last().unwrap_or_default());
}
