//! A panic in any function is returned as an error. It does not abort the process and prints nothing.
//!
//! This needs a library with injected panics. The test builds it under `target/panic`, without the optimisation of the library
//! that is shipped, which takes longer than the test. Both contain panics alike: the library does not compile where a panic
//! would abort. For another system it is built as the unit tests are there, and shares their dependencies.

mod support;

use std::{collections::BTreeSet, env, path::PathBuf, process::Command};
use support::{Program, emulator, for_windows, header, other_target, root, succeeds};

fn library_that_panics() -> PathBuf {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let mut build = Command::new(cargo);
    build.args(["rustc", "--lib", "--crate-type", "cdylib", "--features", "panic-injection"]).current_dir(root());
    // The environment of the test must not change the build.
    build.env_remove("CARGO_BUILD_TARGET").env_remove("CARGO_TARGET_DIR");
    // qemu is too slow for unit tests that are not optimised.
    let optimisation = if other_target().is_none() || for_windows() { "0" } else { "1" };
    build.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_PROFILE_DEV_OPT_LEVEL", optimisation);
    let folder = match other_target() {
        None => {
            build.arg("--target-dir").arg(target.join("panic"));
            target.join("panic/debug")
        }
        Some(other) => {
            build.args(["--target", &other]).arg("--target-dir").arg(&target);
            target.join(other).join("debug")
        }
    };
    succeeds(&mut build);
    let prefix = if for_windows() { "" } else { env::consts::DLL_PREFIX };
    let suffix = if for_windows() { ".dll" } else { env::consts::DLL_SUFFIX };
    folder.join(format!("{prefix}convai{suffix}"))
}

#[test]
fn a_panic_in_any_function_is_an_error_and_the_next_call_works() {
    let (source, emulator) = (root().join("tests/c/panics.c"), emulator());
    // The library leaks the payload of a panic on purpose, because dropping it could panic again.
    let program = Program::compile(&source, &library_that_panics(), &[]).against(&emulator).leaks();
    let notes = program.passes();
    let armed: BTreeSet<_> = notes.iter().filter_map(|note| note.strip_prefix("armed ")).collect();
    let functions = header::functions();
    let all: BTreeSet<_> = functions.iter().map(|function| function.name.as_str()).collect();
    // These two return a constant and cannot panic.
    let harmless = BTreeSet::from(["convai_abi_version", "convai_version"]);
    assert_eq!(armed, all.difference(&harmless).copied().collect());
    support::figures::count("panics.functions", armed.len());
}
