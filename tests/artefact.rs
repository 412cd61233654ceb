//! The library as a file: what it exports, what it is called, what it needs, how it is loaded and linked, how large it is.

mod support;

use std::{collections::BTreeSet, env, path::PathBuf};
use support::{Program, emulator, header, library};

fn declared() -> BTreeSet<String> {
    header::functions().into_iter().map(|function| function.name).collect()
}

/// On every system: a program that opens it finds every function.
#[test]
fn it_can_be_loaded_at_run_time_and_every_function_is_there() {
    let names: String = declared().iter().map(|name| format!("{name}\n")).collect();
    let libraries: &[String] = if cfg!(target_os = "linux") { &["-ldl".into()] } else { &[] };
    let program = Program::without_library("loads", &[], libraries);
    program.argument(library().display().to_string()).input(names).passes();
}

#[cfg(target_os = "linux")]
mod elf {
    use super::*;
    use std::process::Command;
    use support::succeeds;

    #[test]
    fn it_exports_the_functions_of_the_header_and_nothing_else() {
        let printed = succeeds(Command::new("nm").args(["-D", "--defined-only"]).arg(library()));
        let exported: BTreeSet<String> =
            printed.lines().filter_map(|line| line.split_whitespace().last()).map(str::to_owned).collect();
        assert_eq!(exported, declared());
    }

    #[test]
    fn it_has_a_name_stays_mapped_and_needs_the_c_library_alone() {
        let printed = succeeds(Command::new("readelf").args(["-d", "-W"]).arg(library()));
        let abi = header::constants("CONVAI_ABI_VERSION")[0].1;
        assert!(printed.contains(&format!("Library soname: [libconvai.so.{abi}]")), "{printed}");
        let flags = printed.lines().find(|line| line.contains("FLAGS_1")).unwrap_or_default();
        assert!(flags.contains("NODELETE"), "{printed}");
        let needed = printed.lines().filter_map(|line| line.split_once("Shared library: [")).map(|(_, name)| name);
        // What every Linux with a C compiler's run-time has.
        let known = ["libc.so", "libm.so", "libgcc_s.so", "ld-linux", "libdl.so", "libpthread.so", "libc.musl"];
        let unknown: Vec<_> = needed.filter(|name| !known.iter().any(|known| name.starts_with(known))).collect();
        assert_eq!(unknown, Vec::<&str>::new());
    }

    #[test]
    fn it_cannot_be_executed_from_where_it_writes() {
        let printed = succeeds(Command::new("readelf").args(["-l", "-W"]).arg(library()));
        let stack = printed.lines().find(|line| line.contains("GNU_STACK")).expect("a GNU_STACK segment");
        assert!(stack.contains("RW ") && !stack.contains("RWE"), "{stack}");
        let writable_code = printed.lines().find(|line| line.contains("LOAD") && line.contains("RWE"));
        assert_eq!(writable_code, None);
    }
}

/// The same programs run with the static library.
#[test]
fn it_can_be_linked_statically() {
    let mut libraries = vec![static_library().display().to_string()];
    let system: &[&str] = match env::consts::OS {
        "macos" => {
            &["-framework", "Security", "-framework", "CoreFoundation", "-framework", "SystemConfiguration", "-liconv"]
        }
        "windows" => &["-lws2_32", "-lbcrypt", "-lcrypt32", "-luserenv", "-lntdll", "-ladvapi32"],
        _ => &["-lgcc_s", "-lutil", "-lrt", "-lpthread", "-lm", "-ldl"],
    };
    libraries.extend(system.iter().map(|name| name.to_string()));
    Program::without_library("endpoints_turns", &["-DCONVAI_STATIC"], &libraries).against(&emulator()).passes();
}

fn static_library() -> PathBuf {
    let name = if cfg!(target_env = "msvc") { "convai.lib" } else { "libconvai.a" };
    let path = library().with_file_name(name);
    assert!(path.is_file(), "{} is built together with the shared library; it is not there", path.display());
    path
}

/// The promise is about the library that is shipped, which CONVAI_LIBRARY names (`make test-release`). What cargo builds
/// for its tests carries debug information, and has no size to keep to.
#[test]
fn it_is_small() {
    let bytes = library().metadata().expect("it is there").len();
    println!("{}: {bytes} bytes", library().display());
    let shipped = env::var_os("CONVAI_LIBRARY").is_some();
    assert!(!shipped || bytes <= 3_000_000, "{bytes} bytes are more than 3.0 MB: was it built with `make library`?");
}
