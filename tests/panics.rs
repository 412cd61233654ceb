//! A panic in any entry point is an error, not an abort; nor is it printed, or lost.
//!
//! This needs a library of its own, which panics where it is told to: it is built here, once, under `target/panic`, as the
//! one that is shipped is built. Whether a panic is contained depends on that.

mod support;

use std::{collections::BTreeSet, env, path::PathBuf, process::Command};
use support::{Program, emulator, header, root, succeeds};

fn library_that_panics() -> PathBuf {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("panic");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let mut build = Command::new(cargo);
    build.args(["rustc", "--release", "--lib", "--crate-type", "cdylib", "--features", "panic-injection"]);
    build.arg("--target-dir").arg(&target).current_dir(root());
    // The test's own surroundings must not make another library of it.
    build.env_remove("CARGO_BUILD_TARGET").env_remove("CARGO_TARGET_DIR");
    succeeds(&mut build);
    target.join("release").join(format!("{}convai{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX))
}

#[test]
fn a_panic_in_any_function_is_an_error_and_the_next_call_works() {
    let (source, emulator) = (root().join("tests/c/panics.c"), emulator());
    // What a panic carries is leaked on purpose, as dropping it could panic again: nothing for a leak checker.
    let program = Program::compile(&source, &library_that_panics(), &[]).against(&emulator).without_runner().leaks();
    let notes = program.passes();
    let armed: BTreeSet<_> = notes.iter().filter_map(|note| note.strip_prefix("armed ")).collect();
    let functions = header::functions();
    let all: BTreeSet<_> = functions.iter().map(|function| function.name.as_str()).collect();
    // These two give a constant, and there is nothing in them that could panic.
    let harmless = BTreeSet::from(["convai_abi_version", "convai_version"]);
    assert_eq!(armed, all.difference(&harmless).copied().collect());
}
