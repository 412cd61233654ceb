//! One Rust test for each case of a C program.

use super::{
    Program,
    instruments::{Instrument, exemption},
};
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
            const CASES: &[&str] = &[$(stringify!($case)),+];

            $(
                #[test]
                fn $case() {
                    crate::support::cases::run(program(), stringify!($case), CASES, &STARTED);
                }
            )+

            #[test]
            fn every_case_of_the_program_is_a_test() {
                crate::support::cases::compare(program(), CASES);
            }
        }
    };
}
pub(crate) use cases;

/// Runs one case of a program.
///
/// Valgrind and sanitizers take longer to start a process than most cases take to run. Under them, the first test of a
/// program therefore runs all cases in one process, and the other tests of the program do nothing. A case that cannot run
/// under the tool has a process of its own without it.
pub fn run(program: Program, case: &str, cases: &[&str], started: &AtomicBool) {
    let is_exempt = |case: &str| exemption(program.name(), case).is_some();
    if Instrument::active().is_none() || !program.shares_its_process() || is_exempt(case) {
        program.argument(case).passes();
    } else if !started.swap(true, Ordering::SeqCst) {
        let cases = cases.iter().filter(|case| !is_exempt(case));
        cases.fold(program.clone(), |program, case| program.argument(*case)).passes();
    }
}

/// Fails if the program has other cases than `listed`, or has them in another order.
pub fn compare(program: Program, listed: &[&str]) {
    assert_eq!(program.cases(), listed, "the cases of the program are not those of the test");
}
