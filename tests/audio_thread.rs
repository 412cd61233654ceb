//! The functions for an audio thread neither wait, allocate nor free, on any path.
//!
//! The program counts allocations and traps system calls, which sanitizers and Valgrind do in ways of their own.
#![cfg(all(target_os = "linux", target_env = "gnu", any(target_arch = "x86_64", target_arch = "aarch64")))]

mod support;

use std::fs;
use support::{Program, cases, library, root};

/// The program, with a copy of the library that it can load beside the one that it is linked with.
fn with_a_copy() -> Program {
    Program::compile_once("audio_thread with a copy", || {
        let program = Program::compile(&root().join("tests/c/audio_thread.c"), &library(), &["-ldl"]);
        let copy = program.folder().join("copy.so");
        fs::copy(library(), &copy).expect("the library can be copied");
        // On arm64, glibc has spare room in each thread for the thread-locals of a loaded library, and allocates without it.
        let program = program.variable("GLIBC_TUNABLES", "glibc.rtld.optional_static_tls=0");
        program.variable("CONVAI_COPY", copy.display().to_string())
    })
}

cases!(audio_thread_playback = Program::c("audio_thread_playback");
    the_probe_sees_what_the_other_functions_do,
    lesson_1_no_path_allocates_frees_or_makes_a_system_call,
    a_forked_child_reads_silence_without_an_allocation,
    a_playback_that_is_freed_during_a_read_is_not_freed_by_the_audio_thread,
    other_threads_do_not_make_the_audio_thread_wait,
);

cases!(audio_thread = with_a_copy();
    the_probe_counts_what_it_looks_for,
    no_path_allocates_frees_or_makes_a_system_call,
    no_chunk_with_a_format_allocates_or_makes_a_system_call,
    no_format_allocates_or_makes_a_system_call,
    the_first_call_of_a_thread_in_a_loaded_library_does_not_allocate,
    a_forked_child_is_refused_without_an_allocation,
    an_utterance_that_is_freed_during_a_push_is_not_freed_by_the_audio_thread,
    a_second_push_at_the_same_time_is_refused_and_does_not_wait,
    other_threads_do_not_make_the_audio_thread_wait,
    the_audio_thread_finishes_while_another_thread_stands_still_anywhere,
);

/// The program, with a recording of speech.
fn with_a_question() -> Program {
    let question = root().join("examples/audio/question.wav").display().to_string();
    Program::c("audio_thread_listening").variable("CONVAI_QUESTION", question)
}

cases!(audio_thread_listening = with_a_question();
    listening_allocates_nothing_and_makes_no_system_call,
    what_is_heard_is_taken_without_making_the_audio_thread_wait,
    a_pre_roll_allocates_nothing_and_makes_no_system_call,
);
