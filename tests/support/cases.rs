//! One Rust test for each case of a C program.

use super::Program;
use std::sync::atomic::{AtomicBool, Ordering};

/// Declares a module with the name of a C program. It has one test for each case of the program, and one test that fails
/// if the program has other cases than the list.
///
/// ```ignore
/// cases!(text = Program::c("text").with_emulator(); first_behaviour, second_behaviour);
/// ```
macro_rules! cases {
    ($program:ident = $make:expr; $($case:ident),+ $(,)?) => {
        mod $program {
            use super::*;

            fn program() -> Program {
                $make
            }

            static STARTED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

            $(
                #[test]
                fn $case() {
                    crate::support::cases::run(program(), stringify!($case), &STARTED);
                }
            )+

            #[test]
            fn every_case_of_the_program_is_a_test() {
                crate::support::cases::compare(program(), &[$(stringify!($case)),+]);
            }
        }
    };
}
pub(crate) use cases;

/// Runs one case of a program.
///
/// Valgrind and sanitizers take longer to start a process than most cases take to run. With `CONVAI_TEST_RUNNER` set, the
/// first test of a program therefore runs all cases in one process, and the other tests of the program do nothing.
pub fn run(program: Program, case: &str, started: &AtomicBool) {
    if !program.has_runner() {
        program.argument(case).passes();
    } else if !started.swap(true, Ordering::SeqCst) {
        program.passes();
    }
}

/// Fails if the program has other cases than `listed`, or has them in another order.
pub fn compare(program: Program, listed: &[&str]) {
    let run = program.without_runner().argument("--list").run();
    assert!(run.status.success() && run.stderr.is_empty(), "{}", run.stderr);
    assert_eq!(run.stdout.lines().collect::<Vec<_>>(), listed, "the cases of the program are not those of the test");
}
