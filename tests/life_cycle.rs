//! What a host does around the library: fork, exit, threads that end, other runtimes, loading and unloading.
//!
//! `CONVAI_LIFE_ROUNDS` says how many rounds of each there are; 50 where it does not, and a tenth of that for what starts a
//! process each time.
#![cfg(unix)]

mod support;

use convai::ffi::{
    client::{convai_client_close, convai_client_free, convai_client_new, convai_client_options},
    operation::{convai_operation_free, convai_operation_wait},
    response::{convai_get_response_text, convai_get_response_text_async, convai_response_free},
};
use convai_emulator::{Emulator, PUBLIC_CHARACTER_ID};
use std::{
    env,
    ffi::CString,
    ptr,
    time::{Duration, Instant},
};
use support::Program;

fn rounds() -> u32 {
    env::var("CONVAI_LIFE_ROUNDS").map_or(50, |rounds| rounds.parse().expect("CONVAI_LIFE_ROUNDS is a number"))
}

/// As many as were asked for; few where nothing was said.
fn processes() -> u32 {
    if env::var_os("CONVAI_LIFE_ROUNDS").is_some() { rounds() } else { rounds() / 10 }
}

/// Long enough for a thousand rounds, of which none may hang.
const PATIENCE: Duration = Duration::from_secs(1800);

#[test]
fn a_forked_child_starts_anew() {
    Program::c("life_fork").against(&support::emulator()).without_runner().passes();
}

#[test]
fn forked_in_the_middle_of_everything() {
    let emulator = support::emulator();
    let program = Program::c("life_fork").against(&emulator).without_runner();
    program.argument(rounds().to_string()).patience(PATIENCE).passes();
}

#[test]
fn signals_belong_to_the_host() {
    Program::c("life_signals").against(&support::emulator()).without_runner().passes();
}

#[test]
fn ends_of_threads() {
    Program::c("life_end").against(&support::emulator()).argument("thread").without_runner().passes();
}

#[test]
fn freed_and_closed_during_calls() {
    Program::c("life_free").against(&support::emulator()).passes();
}

/// With requests in flight, and in the handlers that run then; promptly, and with the status that the host chose.
#[test]
fn ends_of_the_process() {
    let emulator = support::emulator();
    for end in ["atexit", "main", "other"] {
        let program = Program::c("life_end").against(&emulator).argument(end).without_runner();
        let program = program.patience(Duration::from_secs(30));
        let mut longest = Duration::ZERO;
        for round in 0..processes() {
            let start = Instant::now();
            let run = program.run();
            longest = longest.max(start.elapsed());
            let said = format!("{end}, round {round}: {}\n{}{}", run.status, run.stdout, run.stderr);
            assert!(run.status.code() == Some(42) && run.stderr.is_empty(), "{said}");
            assert!(run.stdout.ends_with(" checks passed\n") && !run.stdout.starts_with("0 "), "{said}");
        }
        println!("{} processes that end by {end}: the longest took {} ms", processes(), longest.as_millis());
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_stuck_look_up_holds_nobody() {
    let folder = support::Folder::new("stuck_names");
    let source = support::root().join("tests/c/stuck_names.c");
    let preload = folder.path().join("stuck_names.so");
    support::succeeds(
        support::compiler(&source).args(["-shared", "-fPIC", "-o"]).arg(&preload).arg(&source).arg("-ldl"),
    );
    let program = Program::c("operations_names").against(&support::emulator()).without_runner();
    program.variable("LD_PRELOAD", preload.to_string_lossy()).passes();
}

#[test]
fn loaded_and_unloaded_many_times() {
    let system: &[String] = if cfg!(target_os = "linux") { &["-ldl".into(), "-lpthread".into()] } else { &[] };
    let emulator = support::emulator();
    let program = Program::without_library("life_dlopen", &[], system).against(&emulator).without_runner();
    let program = program.argument(support::library().to_string_lossy()).argument(rounds().to_string());
    program.patience(PATIENCE).passes();
}

/// Talks over the C functions: blocking, and started and waited for; closes; and frees.
fn talk(emulator: &Emulator) {
    let text = |text: &str| CString::new(text).expect("no NUL inside");
    let (key, url, proxy) = (text(&support::key()), text(&emulator.url()), text("direct"));
    let (character, hello) = (text(PUBLIC_CHARACTER_ID), text("Hello"));
    // SAFETY: plain data, for which zero is a good value; and pointers that live as long as the calls.
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

/// A host that is itself written with tokio: the library must not mistake its runtime for the library's own.
#[test]
fn inside_another_runtime() {
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

/// A destructor of a thread-local of Rust, after those of the library's own thread-locals and before them.
#[test]
fn in_a_thread_local_destructor() {
    struct TalksAtTheEnd(std::cell::RefCell<Option<Emulator>>);
    impl Drop for TalksAtTheEnd {
        fn drop(&mut self) {
            if let Some(emulator) = self.0.take() {
                talk(&emulator);
            }
        }
    }
    thread_local! {
        static LAST: TalksAtTheEnd = const { TalksAtTheEnd(std::cell::RefCell::new(None)) };
    }
    for talks_before in [false, true] {
        let thread = std::thread::spawn(move || {
            let emulator = support::emulator();
            if talks_before {
                talk(&emulator);
            }
            LAST.with(|last| last.0.replace(Some(emulator)));
        });
        // A panic in a destructor aborts the process, so coming to an end is all there is to see.
        thread.join().expect("no panic");
    }
}
