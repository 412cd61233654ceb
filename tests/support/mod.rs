//! What the suites share: the emulator, the library under test, temporary folders, and the C programs of `tests/c`.
//!
//! - `CONVAI_LIBRARY`: the shared library to test, in place of the one that cargo built beside the test.
//! - `CONVAI_TEST_RUNNER`: a prefix for every C program, such as `valgrind -q --error-exitcode=99 --leak-check=full`.
//! - `CONVAI_TEST_LAUNCHER`: what starts a program of another system, such as Wine. Unlike a runner, it applies to all programs.
//! - `CONVAI_TEST_TARGET`: the target of Rust that the library under test is for, if the tests run on another one.
//! - `CONVAI_TEST_RECORD`: a file to which each test that uses the library, a compiler or a program appends its name.
//! - `CC`, `CXX`: the compilers, `cc` and `c++` by default; on Linux, a DLL is tested with those of MinGW.
//! - `CONVAI_TEST_CC`, `CONVAI_TEST_CXX`: the same for another processor. Cargo's build scripts read `CC` and `CXX` as well, and
//!   compile for this machine.
//! - `CONVAI_TEST_CFLAGS`: flags for every C and C++ program, such as `-fsanitize=address`.
//! - `CONVAI_TEST_TOOLS`: `required` fails a test whose program, such as abidiff, is not installed.

// Each suite uses a part of this module only.
#![allow(dead_code, unused_imports, unused_macros)]

pub mod cases;
pub mod figures;
pub mod header;
pub mod instruments;
pub mod network_table;
pub mod program;
pub mod raw_server;
pub mod tls_server;
pub mod tools;
pub mod waveform;

use std::{
    env, fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

pub(crate) use cases::cases;
use convai_emulator::{Emulator, Options, Settings, VoiceEngine};
pub use instruments::Instrument;
pub use program::{Program, Run, compiler, for_windows, launcher, other_target, succeeds};
pub use tools::{has_cpp_compiler, is_installed};

/// The folder of Cargo.toml.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A new emulator with the built-in voice, which is the same on every machine.
pub fn emulator() -> Emulator {
    let settings = Settings { voice: VoiceEngine::Builtin, ..Settings::default() };
    Emulator::start(Options { settings, ..Options::default() }).expect("a free loopback port")
}

/// The API key of every client in the tests, as in `check.h`. `CONVAI_TEST_KEY` sets it, so that the key can be searched
/// for in all output.
pub fn key() -> String {
    env::var("CONVAI_TEST_KEY").ok().filter(|key| !key.is_empty()).unwrap_or_else(|| "test-key-0123456789".into())
}

/// The auth token of the tests whose server accepts any, as in `check.h`. `CONVAI_TEST_TOKEN` sets it.
pub fn token() -> String {
    env::var("CONVAI_TEST_TOKEN")
        .ok()
        .filter(|token| !token.is_empty())
        .unwrap_or_else(|| "test-token-9876543210".into())
}

/// Notes in `CONVAI_TEST_RECORD` that this test uses something of the system under test. Without such a note, a test of the
/// Rust side does not count for another system.
fn uses_the_system() {
    let Some(path) = env::var_os("CONVAI_TEST_RECORD") else { return };
    let mut file = fs::OpenOptions::new().append(true).create(true).open(path).expect("CONVAI_TEST_RECORD is writable");
    let test = thread::current().name().unwrap_or_default().to_owned() + "\n";
    file.write_all(test.as_bytes()).expect("CONVAI_TEST_RECORD is writable");
}

/// The shared library under test.
pub fn library() -> PathBuf {
    uses_the_system();
    if let Some(path) = env::var_os("CONVAI_LIBRARY") {
        let path = PathBuf::from(path);
        assert!(path.is_file(), "CONVAI_LIBRARY={} is not a file", path.display());
        return path;
    }
    let test = env::current_exe().expect("the path of the test");
    let name = format!("{}convai{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let beside = test.with_file_name(&name);
    assert!(beside.is_file(), "{} does not exist: cargo builds it together with the tests", beside.display());
    beside
}

/// A new folder under target/tmp, which is removed when this value is dropped.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let unique = format!("{name}-{}-{}", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique);
        fs::create_dir_all(&path).expect("target/tmp is writable");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, content).expect("target/tmp is writable");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The journal of the emulator with the uploaded files as base64, which `Emulator::journal` leaves out.
pub fn journal_with_audio(emulator: &Emulator) -> serde_json::Value {
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", emulator.port())).expect("the emulator listens");
    stream
        .write_all(b"GET /_emulator/journal?audio=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .expect("the emulator reads");
    let mut response = Vec::new();
    stream.read_to_end(&mut response).expect("the emulator responds");
    let body = response.windows(4).position(|end| end == b"\r\n\r\n").expect("a head") + 4;
    serde_json::from_slice(&response[body..]).expect("JSON")
}
