//! The library file: its exports, name, dependencies and size, and how it is loaded and linked.

mod support;

use std::{collections::BTreeSet, env, path::PathBuf};
use support::{Instrument, Program, emulator, for_windows, header, library};

fn declared() -> BTreeSet<String> {
    header::functions().into_iter().map(|function| function.name).collect()
}

#[test]
fn it_can_be_loaded_at_run_time_and_every_function_is_there() {
    let names: String = declared().iter().map(|name| format!("{name}\n")).collect();
    let libraries: &[String] = if cfg!(target_os = "linux") && !for_windows() { &["-ldl".into()] } else { &[] };
    let program = Program::without_library("artefact_load", &[], libraries);
    program.argument(library().display().to_string()).input(names).passes();
}

#[cfg(target_os = "linux")]
mod elf {
    use super::*;
    use std::process::Command;
    use support::{is_installed, succeeds};

    /// The output of a program of binutils, or nothing without the program.
    fn printed_by(program: &str, options: &[&str]) -> Option<String> {
        is_installed(program, "binutils").then(|| succeeds(Command::new(program).args(options).arg(library())))
    }

    #[test]
    fn it_exports_the_functions_of_the_header_and_nothing_else() {
        let Some(printed) = printed_by("nm", &["-D", "--defined-only"]) else { return };
        let exported: BTreeSet<String> =
            printed.lines().filter_map(|line| line.split_whitespace().last()).map(str::to_owned).collect();
        assert_eq!(exported, declared());
    }

    #[test]
    fn it_has_a_soname_stays_mapped_and_needs_the_c_library_only() {
        let Some(printed) = printed_by("readelf", &["-d", "-W"]) else { return };
        let abi = header::constants("CONVAI_ABI_VERSION")[0].1;
        assert!(printed.contains(&format!("Library soname: [libconvai.so.{abi}]")), "{printed}");
        let flags = printed.lines().find(|line| line.contains("FLAGS_1")).unwrap_or_default();
        assert!(flags.contains("NODELETE"), "{printed}");
        let needed = printed.lines().filter_map(|line| line.split_once("Shared library: [")).map(|(_, name)| name);
        // Every Linux system with the run-time of a C compiler has these.
        let known = ["libc.so", "libm.so", "libgcc_s.so", "ld-linux", "libdl.so", "libpthread.so", "libc.musl"];
        let unknown: Vec<_> = needed.filter(|name| !known.iter().any(|known| name.starts_with(known))).collect();
        assert_eq!(unknown, Vec::<&str>::new());
    }

    #[test]
    fn no_segment_is_writable_and_executable() {
        let Some(printed) = printed_by("readelf", &["-l", "-W"]) else { return };
        let stack = printed.lines().find(|line| line.contains("GNU_STACK")).expect("a GNU_STACK segment");
        assert!(stack.contains("RW ") && !stack.contains("RWE"), "{stack}");
        let writable_code = printed.lines().find(|line| line.contains("LOAD") && line.contains("RWE"));
        assert_eq!(writable_code, None);
    }
}

/// A program runs with the static library.
#[test]
fn it_can_be_linked_statically() {
    let mut libraries = vec![static_library().display().to_string()];
    let system: &[&str] = match env::consts::OS {
        _ if for_windows() => &["-lws2_32", "-lbcrypt", "-lcrypt32", "-luserenv", "-lntdll", "-ladvapi32"],
        "macos" => {
            &["-framework", "Security", "-framework", "CoreFoundation", "-framework", "SystemConfiguration", "-liconv"]
        }
        _ => &["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"],
    };
    libraries.extend(system.iter().map(|name| name.to_string()));
    Program::without_library("endpoints_turns", &["-DCONVAI_STATIC"], &libraries).against(&emulator()).passes();
}

fn static_library() -> PathBuf {
    let name = if cfg!(target_env = "msvc") { "convai.lib" } else { "libconvai.a" };
    let path = library().with_file_name(name);
    assert!(path.is_file(), "{} does not exist: it is built together with the shared library", path.display());
    path
}

/// The limit is for the library that is shipped, which `make test-release` passes in CONVAI_LIBRARY. The libraries that
/// cargo builds for the tests and for AddressSanitizer contain debug information.
#[test]
fn it_is_at_most_3_2_mb() {
    let bytes = library().metadata().expect("the library exists").len();
    println!("{}: {bytes} bytes", library().display());
    let shipped = env::var_os("CONVAI_LIBRARY").is_some() && Instrument::active() != Some(Instrument::AddressSanitizer);
    assert!(!shipped || bytes <= 3_200_000, "{bytes} bytes are more than 3.2 MB: was it built with `make library`?");
}
