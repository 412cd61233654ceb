//! Programs that some tests need beyond a C compiler.

use std::{
    env,
    io::{Write, stderr},
};

/// Whether `program` is installed. If it is not, the test ends, and its reason is printed although it passes.
///
/// `make test` installs the programs and sets `CONVAI_TEST_TOOLS` to `required`, so that no test is left out: then a
/// missing program fails the test.
pub fn is_installed(program: &str, package: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    // Joining an absolute path gives that path.
    if env::split_paths(&path).any(|folder| folder.join(&file).is_file()) {
        return true;
    }
    let missing = format!("{program} is not installed: install it (Debian: apt-get install {package})");
    assert!(env::var("CONVAI_TEST_TOOLS").as_deref() != Ok("required"), "{missing}");
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // The output of a test that passes is shown nowhere, unlike what is written here.
    let _ = writeln!(stderr(), "not run here: {test}: {missing}");
    false
}

/// The same for the C++ compiler.
pub fn has_cpp_compiler() -> bool {
    let chosen = super::program::compiler_from("CXX").unwrap_or_else(|| "c++".into());
    is_installed(chosen.split_whitespace().next().unwrap_or("c++"), "g++")
}
