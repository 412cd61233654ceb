//! What the suites share: compiles the C programs of `tests/c` against the header and the library that cargo built, and
//! runs them, against the emulator where they want one.
//!
//! - `CONVAI_LIBRARY`: the shared library to test, in place of the one that lies beside the test.
//! - `CONVAI_TEST_RUNNER`: a prefix for every C program, such as `valgrind -q --error-exitcode=99 --leak-check=full`.
//! - `CC`, `CXX`: the compilers, `cc` and `c++` by default.
//! - `CONVAI_TEST_CFLAGS`: flags for every C and C++ program, such as `-fsanitize=address`.

// Each suite uses its own part of this.
#![allow(dead_code)]

pub mod cases;
pub mod header;
pub mod raw;
pub mod signal;
pub mod tls;

use std::{
    env, fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{self, Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use convai_emulator::{Emulator, Options, VoiceEngine};

/// A program that has not ended by then hangs. Valgrind on a busy machine takes its time.
const HANGS: Duration = Duration::from_secs(300);

/// The settings of the test's own surroundings that would reach into the library.
const PROXY_VARIABLES: [&str; 8] =
    ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

/// The folder of Cargo.toml.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// An emulator of its own for a test, with the voice that is the same on every machine.
pub fn emulator() -> Emulator {
    Emulator::start(Options { voice: VoiceEngine::Builtin, ..Options::default() }).expect("a free loopback port")
}

/// The key that every client of the tests has, as in `check.h`: that of `CONVAI_TEST_KEY`, so that a search of all output
/// can tell it.
pub fn key() -> String {
    env::var("CONVAI_TEST_KEY").ok().filter(|key| !key.is_empty()).unwrap_or_else(|| "test-key-0123456789".into())
}

/// The shared library under test.
pub fn library() -> PathBuf {
    if let Some(path) = env::var_os("CONVAI_LIBRARY") {
        let path = PathBuf::from(path);
        assert!(path.is_file(), "CONVAI_LIBRARY={} is no file", path.display());
        return path;
    }
    let test = env::current_exe().expect("the test knows where it lies");
    let name = format!("{}convai{}", env::consts::DLL_PREFIX, env::consts::DLL_SUFFIX);
    let beside = test.with_file_name(&name);
    assert!(beside.is_file(), "cargo builds {} together with the tests; it is not there", beside.display());
    beside
}

/// A folder under target/tmp that is removed with its owner. No other test, and no other run, has the same one.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let unique = format!("{name}-{}-{}", process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(unique);
        fs::create_dir_all(&path).expect("target/tmp can be written to");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, content).expect("target/tmp can be written to");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A C or C++ program, compiled and linked with the library under test.
pub struct Program {
    name: String,
    folder: Folder,
    executable: PathBuf,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    input: String,
    runner: bool,
    patience: Duration,
}

impl Program {
    /// Compiles `tests/c/<name>.c` as strict C99 with all warnings as errors.
    pub fn c(name: &str) -> Self {
        Self::compile(&root().join("tests/c").join(name).with_extension("c"), &library(), &[])
    }

    /// Compiles any C (C++ where it is named `.cpp`) file with `flags` besides the usual ones, for `library`.
    pub fn compile(source: &Path, library: &Path, flags: &[&str]) -> Self {
        let folder = Folder::new(&stem(source));
        place_under_its_run_time_name(library, folder.path());
        let library = library.display().to_string();
        let mut libraries = vec![library, "-lm".into()];
        if cfg!(unix) {
            libraries.extend([format!("-Wl,-rpath,{}", folder.path().display()), "-lpthread".into()]);
        }
        Self::link(source, folder, flags, &libraries)
    }

    /// Compiles `tests/c/<name>.c` and links it with `libraries` alone.
    pub fn without_library(name: &str, flags: &[&str], libraries: &[String]) -> Self {
        let source = root().join("tests/c").join(name).with_extension("c");
        Self::link(&source, Folder::new(name), flags, libraries)
    }

    fn link(source: &Path, folder: Folder, flags: &[&str], libraries: &[String]) -> Self {
        let name = stem(source);
        let executable = folder.path().join(&name).with_extension(env::consts::EXE_EXTENSION);
        let mut compiler = compiler(source);
        compiler.args(["-g", "-O1"]).arg("-I").arg(root().join("tests/c")).args(flags).arg(source);
        succeeds(compiler.arg("-o").arg(&executable).args(libraries));
        let (arguments, variables) = (Vec::new(), Vec::new());
        let input = String::new();
        Self { name, folder, executable, arguments, variables, input, runner: true, patience: HANGS }
    }

    /// Tells the program where the emulator is: `CONVAI_BASE_URL`.
    pub fn against(self, emulator: &Emulator) -> Self {
        self.variable("CONVAI_BASE_URL", emulator.url())
    }

    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// What the program reads on its standard input.
    pub fn input(mut self, input: impl Into<String>) -> Self {
        self.input = input.into();
        self
    }

    /// Runs without `CONVAI_TEST_RUNNER`: for what such a tool cannot follow (fork with threads, a thousand threads).
    pub fn without_runner(mut self) -> Self {
        self.runner = false;
        self
    }

    /// For a program that takes its time.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// A program that leaks on purpose: the leak checker of a sanitizer looks away.
    pub fn leaks(self) -> Self {
        self.variable("LSAN_OPTIONS", "detect_leaks=0")
    }

    /// Where the program lies, with a link to the library beside it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the program, which must end by itself with success, having printed nothing but its own lines: notes that
    /// begin with `# ` and the count of its checks (see `check.h`). Returns the notes.
    ///
    /// So nothing that the library might print goes unnoticed.
    pub fn passes(&self) -> Vec<String> {
        let run = self.run();
        let (name, stdout, stderr) = (&self.name, &run.stdout, &run.stderr);
        assert!(run.status.success(), "{name}: {}\n{stdout}{stderr}", run.status);
        assert_eq!(stderr, "", "{name}: nothing may be printed to standard error");
        let (notes, last): (Vec<_>, Vec<_>) = stdout.lines().partition(|line| line.starts_with("# "));
        let [count] = last[..] else { panic!("{name}: unexpected output:\n{stdout}") };
        let checks = count.strip_suffix(" checks passed").and_then(|count| count.parse::<u64>().ok());
        assert!(checks.is_some_and(|checks| checks > 0), "{name}: unexpected output:\n{stdout}");
        println!("{name}: {count}");
        notes.iter().inspect(|note| println!("{name}: {note}")).map(|note| note[2..].to_owned()).collect()
    }

    /// Runs the program to its end, whatever that is.
    pub fn run(&self) -> Run {
        let mut child = self.command().spawn().unwrap_or_else(|error| panic!("{} starts: {error}", self.name));
        let mut stdin = child.stdin.take().expect("piped");
        let input = self.input.clone();
        // A program that does not read its input is none of our business.
        let writer = thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        let stdout = collect(child.stdout.take().expect("piped"));
        let stderr = collect(child.stderr.take().expect("piped"));
        let status = wait(&mut child, &self.name, self.patience);
        writer.join().expect("the writer does not panic");
        let run = Run { status, stdout: stdout.join().expect("read"), stderr: stderr.join().expect("read") };
        // Not every output is printed again where a search of the whole suite's would see it.
        let key = key();
        if let Some(line) = run.stdout.lines().chain(run.stderr.lines()).find(|line| line.contains(&key)) {
            panic!("{}: shows the key: {:.1000}", self.name, line.replace(&key, "<THE KEY>"));
        }
        run
    }

    fn command(&self) -> Command {
        let runner = env::var("CONVAI_TEST_RUNNER").unwrap_or_default();
        let mut words = runner.split_whitespace().filter(|_| self.runner);
        let mut command = match words.next() {
            Some(first) => {
                let mut command = Command::new(first);
                command.args(words).arg(&self.executable);
                command
            }
            None => Command::new(&self.executable),
        };
        for name in PROXY_VARIABLES {
            command.env_remove(name);
        }
        if cfg!(windows) {
            let path = env::var_os("PATH").unwrap_or_default();
            let paths = std::iter::once(self.folder().to_owned()).chain(env::split_paths(&path));
            command.env("PATH", env::join_paths(paths).expect("a usable PATH"));
        }
        command.args(&self.arguments).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// How a program ended.
pub struct Run {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

/// Runs a command that must succeed, and gives what it printed.
pub fn succeeds(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{stdout}{stderr}", output.status);
    stdout
}

/// The compiler for a source file, with the standard and the warnings that the header has to stand.
pub fn compiler(source: &Path) -> Command {
    let (variable, default, standard) = match source.extension().and_then(|extension| extension.to_str()) {
        Some("cpp") => ("CXX", "c++", "-std=c++11"),
        _ => ("CC", "cc", "-std=c99"),
    };
    let chosen = env::var(variable).unwrap_or_else(|_| default.to_owned());
    let mut words = chosen.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(default));
    command.args(words).args([standard, "-Wall", "-Wextra", "-Wpedantic", "-Werror"]);
    command.arg("-I").arg(root().join("include"));
    command.args(env::var("CONVAI_TEST_CFLAGS").unwrap_or_default().split_whitespace());
    command
}

fn stem(source: &Path) -> String {
    source.file_stem().expect("a source file has a name").to_string_lossy().into_owned()
}

/// A program asks the loader for the name that the library carries inside, not for that of the file.
fn place_under_its_run_time_name(library: &Path, folder: &Path) {
    let name = match env::consts::OS {
        "macos" => "libconvai.dylib",
        "windows" => "convai.dll",
        _ => "libconvai.so.1",
    };
    // A link and not a copy: the debug build is large.
    #[cfg(unix)]
    std::os::unix::fs::symlink(fs::canonicalize(library).expect("it is there"), folder.join(name)).expect("a link");
    #[cfg(not(unix))]
    fs::copy(library, folder.join(name)).map(drop).expect("a copy");
}

fn collect(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn wait(child: &mut Child, name: &str, patience: Duration) -> ExitStatus {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the child can be waited for") {
            return status;
        }
        if start.elapsed() > patience {
            let _ = child.kill();
            let _ = child.wait();
            panic!("{name} hangs: ended after {} seconds", patience.as_secs());
        }
        thread::sleep(Duration::from_millis(5));
    }
}

/// The journal with the files that arrived, as base64: what `Emulator::journal` leaves out.
pub fn journal_with_audio(emulator: &Emulator) -> serde_json::Value {
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", emulator.port())).expect("the emulator listens");
    stream
        .write_all(b"GET /_emulator/journal?audio=1 HTTP/1.1\r\nHost: emulator\r\nConnection: close\r\n\r\n")
        .expect("the emulator reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the emulator answers");
    let body = answer.windows(4).position(|end| end == b"\r\n\r\n").expect("a head") + 4;
    serde_json::from_slice(&answer[body..]).expect("JSON")
}
