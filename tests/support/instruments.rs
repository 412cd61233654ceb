//! Valgrind and AddressSanitizer, and the C programs that cannot run under them.

use Instrument::{AddressSanitizer, Valgrind};
use std::env;

/// A tool that watches the memory of the C programs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Instrument {
    /// `CONVAI_TEST_RUNNER` starts it.
    Valgrind,
    /// `CONVAI_TEST_CFLAGS` compiles it into the programs.
    AddressSanitizer,
}

impl Instrument {
    /// The tool of this run.
    pub fn active() -> Option<Self> {
        let set = |name, part| env::var(name).is_ok_and(|value: String| value.contains(part));
        if set("CONVAI_TEST_CFLAGS", "-fsanitize=address") {
            Some(Self::AddressSanitizer)
        } else if env::var("CONVAI_TEST_RUNNER").is_ok_and(|runner| !runner.trim().is_empty()) {
            Some(Self::Valgrind)
        } else {
            None
        }
    }

    /// `whole`, or `part` under valgrind, which makes a program 10 to 50 times slower.
    pub fn scaled<T>(whole: T, part: T) -> T {
        if Self::active() == Some(Self::Valgrind) { part } else { whole }
    }
}

/// A program, or a case of it, that cannot run under a tool.
pub struct Exemption {
    pub program: &'static str,
    /// The case, or nothing for the whole program.
    pub case: &'static str,
    pub instruments: &'static [Instrument],
    pub reason: &'static str,
}

/// All of them. The section "Not under valgrind or AddressSanitizer" of docs/testing.md has the same list.
pub const EXEMPTIONS: &[Exemption] = &[
    Exemption {
        program: "audio_thread",
        case: "",
        instruments: &[Valgrind],
        reason: "It replaces malloc and traps system calls with a filter of the kernel. Valgrind replaces malloc itself, \
                 and has no such filters.",
    },
    Exemption {
        program: "audio_thread",
        case: "no_path_allocates_frees_or_makes_a_system_call",
        instruments: &[AddressSanitizer],
        reason: "It counts allocations and system calls, and the sanitizer makes its own.",
    },
    Exemption {
        program: "audio_thread",
        case: "other_threads_do_not_make_the_audio_thread_wait",
        instruments: &[AddressSanitizer],
        reason: "It counts allocations and system calls, and the sanitizer makes its own.",
    },
    Exemption {
        program: "audio_thread",
        case: "the_audio_thread_finishes_while_another_thread_stands_still_anywhere",
        instruments: &[AddressSanitizer],
        reason: "It counts allocations and system calls, and the sanitizer makes its own.",
    },
    Exemption {
        program: "audio_thread_playback",
        case: "",
        instruments: &[Valgrind, AddressSanitizer],
        reason: "It replaces malloc and traps system calls with a filter of the kernel. So do both tools, or they have no \
                 such filters.",
    },
    Exemption {
        program: "audio_thread_listening",
        case: "",
        instruments: &[Valgrind, AddressSanitizer],
        reason: "It counts allocations and system calls, and both tools make their own.",
    },
    Exemption {
        program: "life_fork_allocator",
        case: "",
        instruments: &[Valgrind, AddressSanitizer],
        reason: "It replaces malloc, to find allocations in a forked child. So do both tools.",
    },
    Exemption {
        program: "life_fork",
        case: "children_work_that_were_forked_while_other_threads_call",
        instruments: &[AddressSanitizer],
        reason: "A fork during an allocation of another thread leaves the locks of the sanitizer taken in the child, which \
                 then hangs.",
    },
];

/// The exemption of a case from the tool of this run.
pub fn exemption(program: &str, case: &str) -> Option<&'static Exemption> {
    let instrument = Instrument::active()?;
    let applies = |it: &&Exemption| {
        it.program == program && (it.case.is_empty() || it.case == case) && it.instruments.contains(&instrument)
    };
    EXEMPTIONS.iter().find(applies)
}
