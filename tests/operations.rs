//! Requests that nobody waits for: their states, their end, their cancellation, and how many there can be.
#![cfg(unix)]

mod support;

use convai::api::{CallOptions, Client, ClientOptions};
use convai::transport::Taken;
use convai_emulator::{Emulator, PUBLIC_CHARACTER_ID as PELL};
use serde_json::json;
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

/// One more than the emulator has.
fn another_character(emulator: &Emulator) -> String {
    let base_url = Some(emulator.url());
    let options = ClientOptions { api_key: support::key(), base_url, ..ClientOptions::default() };
    let client = Client::new(options).unwrap_or_else(|error| panic!("{error}"));
    let call = client.clone_character(PELL, false, &CallOptions::default()).unwrap_or_else(|error| panic!("{error}"));
    assert!(call.wait(None));
    let Taken::Value(answer) = call.take() else { panic!("it has ended") };
    emulator.clear_journal();
    answer.value.id.expect("an id")
}

/// The example is what a user starts from: it has to do what it says.
#[test]
fn the_game_loop_talks_to_three_at_once() {
    let emulator = support::emulator();
    let slow = |character: &str, delay_ms: u32| {
        emulator.add_fault(&json!({ "character": character, "delay_ms": delay_ms })).expect("a fault");
    };
    // Bo's first turn is interrupted after a fifth of a second, and the others are there to be seen thinking. A machine that
    // stands still for some seconds leaves enough of both.
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
    // Three answers, and the turn that was interrupted: where the machine is busy that may be before it went out.
    let requests = emulator.journal().as_array().map_or(0, Vec::len);
    assert!((3..=4).contains(&requests), "{requests} requests");
    println!("{}", run.stdout.lines().last().unwrap_or_default());
}
