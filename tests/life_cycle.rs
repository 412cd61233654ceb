//! The life cycle of a host program: fork, exit, threads that end, other runtimes, loading and unloading.
//!
//! `CONVAI_LIFE_ROUNDS` is the number of rounds: by default 50, and 25 under valgrind. Tests that start a process in each
//! round have a tenth of the default.
#![cfg(unix)]

mod support;

use convai::ffi::{
    client::{convai_client_close, convai_client_free, convai_client_new, convai_client_options},
    get_response::{convai_get_response_text, convai_get_response_text_async},
    operation::{convai_operation_free, convai_operation_wait},
    response::convai_response_free,
};
use convai_emulator::{Emulator, PUBLIC_CHARACTER_ID};
use std::{
    env,
    ffi::CString,
    ptr,
    time::{Duration, Instant},
};
use support::{Instrument, Program, cases, figures};

fn rounds() -> u32 {
    env::var("CONVAI_LIFE_ROUNDS")
        .map_or(Instrument::scaled(50, 25), |rounds| rounds.parse().expect("CONVAI_LIFE_ROUNDS is a number"))
}

/// The number of processes: as many as were asked for, and few by default.
fn processes() -> u32 {
    if env::var_os("CONVAI_LIFE_ROUNDS").is_some() { rounds() } else { rounds() / 10 }
}

/// For a thousand rounds.
const TIME_LIMIT: Duration = Duration::from_secs(1800);

/// Each child runs under valgrind, too, where the memory of the parent's other threads is lost.
fn life_fork() -> Program {
    let rounds = Instrument::scaled(rounds(), 6);
    let program = Program::c("life_fork").with_emulator().time_limit(TIME_LIMIT);
    let program = program.variable("CONVAI_LIFE_ROUNDS", rounds.to_string());
    if Instrument::active() == Some(Instrument::Valgrind) { program.leaks() } else { program }
}

cases!(life_fork = life_fork();
    a_child_cannot_use_the_handles_of_its_parent,
    a_child_can_use_a_client_of_its_own,
    a_child_can_fork_again,
    children_work_that_were_forked_while_other_threads_call,
);

cases!(life_signals = Program::c("life_signals").with_emulator();
    a_connection_closed_by_the_server_raises_no_sigpipe,
    a_signal_handler_runs_on_a_thread_of_the_host_program,
);

/// It replaces the allocator of glibc.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn fork_does_not_allocate() {
    Program::c("life_fork_allocator").passes();
}

#[test]
fn handles_can_be_freed_and_clients_closed_during_calls() {
    Program::c("life_concurrent_free").with_emulator().passes();
}

#[test]
fn an_utterance_can_be_said_cleared_and_freed_while_audio_threads_use_it() {
    Program::c("life_audio_thread").passes();
}

#[test]
fn a_destructor_of_thread_specific_data_can_use_the_library() {
    Program::c("life_exit").with_emulator().argument("thread_destructor").passes();
}

/// Ends processes with requests in flight. Each ends soon, with the exit status of the host program.
fn processes_end(how: &str) {
    let emulator = support::emulator();
    let program = Program::c("life_exit").against(&emulator).argument(how);
    let program = program.time_limit(Duration::from_secs(30));
    let mut longest = Duration::ZERO;
    for round in 0..processes() {
        let start = Instant::now();
        let run = program.run();
        longest = longest.max(start.elapsed());
        let context = format!("{how}, round {round}: {}\n{}{}", run.status, run.stdout, run.stderr);
        assert!(run.status.code() == Some(42) && run.stderr.is_empty(), "{context}");
        assert!(run.stdout.ends_with(" checks passed\n") && !run.stdout.starts_with("0 "), "{context}");
    }
    let name = how.replace('_', "-");
    figures::measured(&format!("life.processes-{name}"), processes());
    figures::measured(&format!("life.slowest-{name}-ms"), longest.as_millis());
}

#[test]
fn an_exit_handler_can_use_the_library() {
    processes_end("exit_handler");
}

#[test]
fn main_can_return_with_requests_in_flight() {
    processes_end("return_from_main");
}

#[test]
fn another_thread_can_exit_with_requests_in_flight() {
    processes_end("exit_in_another_thread");
}

#[test]
fn the_library_can_be_loaded_and_unloaded_many_times() {
    let system: &[String] =
        if cfg!(target_os = "linux") && !support::for_windows() { &["-ldl".into(), "-lpthread".into()] } else { &[] };
    let program = Program::without_library("life_dlopen", &[], system).with_emulator();
    let program = program.argument(support::library().to_string_lossy()).argument(rounds().to_string());
    program.time_limit(TIME_LIMIT).passes();
}

/// Makes a blocking and a non-blocking call through the C ABI, closes the client and frees it.
fn talk(emulator: &Emulator) {
    let text = |text: &str| CString::new(text).expect("no NUL inside");
    let (key, url, proxy) = (text(&support::key()), text(&emulator.url()), text("direct"));
    let (character, hello) = (text(PUBLIC_CHARACTER_ID), text("Hello"));
    // SAFETY: zero is a valid value of the options, and all pointers are valid during the calls.
    unsafe {
        let mut options: convai_client_options = std::mem::zeroed();
        options.struct_size = size_of::<convai_client_options>() as u32;
        (options.api_key, options.base_url, options.proxy) = (key.as_ptr(), url.as_ptr(), proxy.as_ptr());
        let mut client = convai_client_new(&options, ptr::null_mut());
        assert!(!client.is_null());
        let mut response =
            convai_get_response_text(client, character.as_ptr(), ptr::null(), hello.as_ptr(), 0, std::ptr::null());
        assert!((*response).error.is_null());
        assert_eq!(convai_response_free(&mut response), 0);
        let mut operation = convai_get_response_text_async(
            client,
            character.as_ptr(),
            ptr::null(),
            hello.as_ptr(),
            0,
            ptr::null(),
            ptr::null_mut(),
        );
        assert_eq!(convai_operation_wait(operation, -1), 0);
        assert_eq!(convai_operation_free(&mut operation), 0);
        assert_eq!(convai_client_close(client, 5000), 0);
        assert_eq!(convai_client_free(&mut client), 0);
    }
}

/// A host program may use tokio itself.
#[test]
fn calls_work_inside_another_tokio_runtime() {
    let emulator = support::emulator();
    let builders = [tokio::runtime::Builder::new_current_thread(), tokio::runtime::Builder::new_multi_thread()];
    for mut builder in builders {
        let runtime = builder.enable_all().build().expect("a runtime");
        runtime.block_on(async { talk(&emulator) });
        runtime.block_on(async { tokio::task::yield_now().await });
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let emulator = std::sync::Arc::new(emulator);
    let shared = std::sync::Arc::clone(&emulator);
    runtime.block_on(runtime.spawn(async move { talk(&shared) })).expect("no panic in a task");
    let shared = std::sync::Arc::clone(&emulator);
    runtime.block_on(runtime.spawn_blocking(move || talk(&shared))).expect("no panic in a blocking task");
}

/// The destructors of the library's own thread-locals run before it, or after it.
#[test]
fn a_thread_local_destructor_of_rust_can_use_the_library() {
    struct TalksInDrop(std::cell::RefCell<Option<Emulator>>);
    impl Drop for TalksInDrop {
        fn drop(&mut self) {
            if let Some(emulator) = self.0.take() {
                talk(&emulator);
            }
        }
    }
    thread_local! {
        static LAST: TalksInDrop = const { TalksInDrop(std::cell::RefCell::new(None)) };
    }
    for talks_before in [false, true] {
        let thread = std::thread::spawn(move || {
            let emulator = support::emulator();
            if talks_before {
                talk(&emulator);
            }
            LAST.with(|last| last.0.replace(Some(emulator)));
        });
        // A panic in a destructor would abort the process.
        thread.join().expect("no panic");
    }
}
