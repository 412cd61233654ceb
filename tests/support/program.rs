//! C and C++ programs: compiled against the header, linked with the library under test, and run.

use super::{
    Folder,
    instruments::{Exemption, Instrument, exemption},
    key, library, root, token,
};
use convai_emulator::Emulator;
use std::{
    collections::BTreeMap,
    env,
    ffi::c_int,
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// A program that runs longer hangs. Valgrind on a busy machine is slow.
const TIME_LIMIT: Duration = Duration::from_secs(300);

/// Environment variables of the machine that would change the proxy of the library.
const PROXY_VARIABLES: [&str; 8] =
    ["http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

/// A compiled program, and its folder.
struct Executable {
    name: String,
    folder: Folder,
    path: PathBuf,
}

/// A C or C++ program, linked with the library under test, and how it is run.
#[derive(Clone)]
pub struct Program {
    executable: Arc<Executable>,
    emulator: Option<Arc<Emulator>>,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    input: String,
    /// Whether `CONVAI_TEST_RUNNER` applies. `instruments` lists the programs that run without it.
    runner: bool,
    leaks: bool,
    one_case_per_process: bool,
    time_limit: Duration,
}

impl Program {
    /// `tests/c/<name>.c`, compiled as strict C99 with all warnings as errors, once for all tests of this process.
    pub fn c(name: &str) -> Self {
        let source = root().join("tests/c").join(name).with_extension("c");
        Self::compile_once(name, || Self::compile(&source, &library(), &[]))
    }

    /// Calls `compile` unless another test of this process has done so for `name`.
    pub fn compile_once(name: &str, compile: impl FnOnce() -> Self) -> Self {
        static PROGRAMS: Mutex<BTreeMap<String, Arc<OnceLock<Program>>>> = Mutex::new(BTreeMap::new());
        // Values in a static are not dropped: an exit handler removes the folders.
        extern "C" fn remove_folders() {
            let programs = std::mem::take(&mut *PROGRAMS.lock().unwrap_or_else(PoisonError::into_inner));
            drop(programs);
        }
        unsafe extern "C" {
            safe fn atexit(handler: extern "C" fn()) -> c_int;
        }
        static REGISTERED: OnceLock<c_int> = OnceLock::new();
        REGISTERED.get_or_init(|| atexit(remove_folders));
        let cell = PROGRAMS.lock().expect("no panic").entry(name.to_owned()).or_default().clone();
        cell.get_or_init(compile).clone()
    }

    /// Compiles any C (or C++, if it is named `.cpp`) file with additional `flags`, and links it with `library`.
    pub fn compile(source: &Path, library: &Path, flags: &[&str]) -> Self {
        let folder = Folder::new(&stem(source));
        place_under_its_run_time_name(library, folder.path());
        let mut libraries = vec![library.display().to_string(), "-lm".into()];
        if !for_windows() {
            libraries.extend([format!("-Wl,-rpath,{}", folder.path().display()), "-lpthread".into()]);
        }
        Self::link(source, folder, flags, &libraries)
    }

    /// Compiles `tests/c/<name>.c` and links it with `libraries` only.
    pub fn without_library(name: &str, flags: &[&str], libraries: &[String]) -> Self {
        let source = root().join("tests/c").join(name).with_extension("c");
        Self::link(&source, Folder::new(name), flags, libraries)
    }

    fn link(source: &Path, folder: Folder, flags: &[&str], libraries: &[String]) -> Self {
        let name = stem(source);
        let path = folder.path().join(&name).with_extension(if for_windows() { "exe" } else { "" });
        let mut compiler = compiler(source);
        compiler.args(["-g", "-O1"]).arg("-I").arg(root().join("tests/c")).args(flags).arg(source);
        compiler.arg("-o").arg(&path).args(libraries);
        if for_windows() {
            // Sockets, what the system says of a process, and the DLLs of the compiler as a part of the program.
            compiler.args(["-static", "-lpthread", "-lws2_32", "-lntdll", "-lpsapi"]);
        }
        succeeds(&mut compiler);
        Self {
            executable: Arc::new(Executable { name, folder, path }),
            emulator: None,
            arguments: Vec::new(),
            variables: Vec::new(),
            input: String::new(),
            runner: true,
            leaks: false,
            one_case_per_process: false,
            time_limit: TIME_LIMIT,
        }
    }

    /// Passes the URL of the emulator in `CONVAI_BASE_URL`.
    pub fn against(self, emulator: &Emulator) -> Self {
        self.variable("CONVAI_BASE_URL", emulator.url())
    }

    /// The same with a new emulator, which ends with this value.
    pub fn with_emulator(self) -> Self {
        let emulator = Arc::new(super::emulator());
        Self { emulator: Some(emulator.clone()), ..self.against(&emulator) }
    }

    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub fn variable(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.push((name.to_owned(), value.into()));
        self
    }

    /// Has the loader preload a library into the program.
    pub fn preload(self, library: &Path) -> Self {
        let library = library.display();
        match launcher().starts_with("qemu-") {
            // The loader of this machine would preload it into qemu.
            true => self.variable("QEMU_SET_ENV", format!("LD_PRELOAD={library}")),
            false => self.variable("LD_PRELOAD", library.to_string()),
        }
    }

    /// The standard input of the program.
    pub fn input(mut self, input: impl Into<String>) -> Self {
        self.input = input.into();
        self
    }

    /// For a program that runs longer than most.
    pub fn time_limit(mut self, time_limit: Duration) -> Self {
        self.time_limit = time_limit;
        self
    }

    /// For a program that leaks on purpose: turns the leak checkers of sanitizers and of valgrind off.
    pub fn leaks(mut self) -> Self {
        self.leaks = true;
        self.variable("LSAN_OPTIONS", "detect_leaks=0")
    }

    /// For a program whose cases cannot share a process, which they otherwise do under valgrind and AddressSanitizer.
    pub fn one_case_per_process(mut self) -> Self {
        self.one_case_per_process = true;
        self
    }

    /// The names of its cases, in their order.
    pub fn cases(&self) -> Vec<String> {
        let run = Self { runner: false, ..self.clone() }.argument("--list").run();
        assert!(run.status.success() && run.stderr.is_empty(), "{}", run.stderr);
        run.stdout.lines().map(str::to_owned).collect()
    }

    pub(super) fn shares_its_process(&self) -> bool {
        !self.one_case_per_process
    }

    pub fn name(&self) -> &str {
        &self.executable.name
    }

    /// The folder of the executable. It has a link to the library.
    pub fn folder(&self) -> &Path {
        self.executable.folder.path()
    }

    /// Runs the program, which has to succeed. It may print notes that begin with `# ` and the number of its checks (see
    /// `check.h`), and nothing else: so output of the library fails the test. Returns the notes.
    ///
    /// A program that cannot run under AddressSanitizer does not run then: it is compiled with it.
    pub fn passes(&self) -> Vec<String> {
        if let (Some(Instrument::AddressSanitizer), Some(exemption)) = (Instrument::active(), self.exemption()) {
            println!("{}: not run under AddressSanitizer: {}", self.name(), exemption.reason);
            return Vec::new();
        }
        let run = self.run();
        let (name, stdout, stderr) = (self.name(), &run.stdout, &run.stderr);
        assert!(run.status.success(), "{name}: {}\n{stdout}{stderr}", run.status);
        assert_eq!(stderr, "", "{name}: standard error must be empty");
        let (notes, last): (Vec<_>, Vec<_>) = stdout.lines().partition(|line| line.starts_with("# "));
        let [count] = last[..] else { panic!("{name}: unexpected output:\n{stdout}") };
        let checks = count.strip_suffix(" checks passed").and_then(|count| count.parse::<u64>().ok());
        assert!(checks.is_some_and(|checks| checks > 0), "{name}: unexpected output:\n{stdout}");
        println!("{name}: {count}");
        notes.iter().filter(|note| note.starts_with("# figure: ")).for_each(|note| super::figures::line(&note[2..]));
        notes.iter().inspect(|note| println!("{name}: {note}")).map(|note| note[2..].to_owned()).collect()
    }

    /// Runs the program to its end, and does not check how it ends.
    pub fn run(&self) -> Run {
        let name = self.name();
        let mut child = self.command().spawn().unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        let mut stdin = child.stdin.take().expect("piped");
        let input = self.input.clone();
        // A program may end without reading all of its input.
        let writer = thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
        let stdout = collect(child.stdout.take().expect("piped"));
        let stderr = collect(child.stderr.take().expect("piped"));
        let status = wait(&mut child, self.time_limit);
        writer.join().expect("the writer does not panic");
        let text = |output: thread::JoinHandle<String>| {
            let text = output.join().expect("read");
            if for_windows() { text.replace("\r\n", "\n") } else { text }
        };
        let (stdout, stderr) = (text(stdout), text(stderr));
        let Some(status) = status else {
            panic!("{name} hangs: killed after {} seconds\n{stdout}{stderr}", self.time_limit.as_secs());
        };
        let run = Run { status, stdout, stderr };
        // Tests do not print all output, so a search of the output of the whole suite could miss a secret.
        for secret in [key(), token()] {
            if let Some(line) = run.stdout.lines().chain(run.stderr.lines()).find(|line| line.contains(&secret)) {
                panic!("{name} prints a secret: {:.1000}", line.replace(&secret, "<THE SECRET>"));
            }
        }
        run
    }

    /// The exemption of this program, or of the case that its first argument names.
    fn exemption(&self) -> Option<&'static Exemption> {
        exemption(self.name(), self.arguments.first().map_or("", String::as_str))
    }

    fn command(&self) -> Command {
        super::uses_the_system();
        let (launcher, runner) = (launcher(), env::var("CONVAI_TEST_RUNNER").unwrap_or_default());
        let with_runner = self.runner && self.exemption().is_none();
        let runner = runner.split_whitespace().filter(|_| with_runner);
        let mut words = launcher.split_whitespace().chain(runner);
        let mut command = match words.next() {
            Some(first) => {
                let mut command = Command::new(first);
                command.args(words);
                if self.leaks && first.ends_with("valgrind") {
                    command.arg("--leak-check=no");
                }
                command.arg(&self.executable.path);
                command
            }
            None => Command::new(&self.executable.path),
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

/// How a program ended, and what it printed.
pub struct Run {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

/// Runs a command that must succeed, and returns its standard output.
pub fn succeeds(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{stdout}{stderr}", output.status);
    stdout
}

/// What starts a program of another system.
pub fn launcher() -> String {
    env::var("CONVAI_TEST_LAUNCHER").unwrap_or_default()
}

/// The value of `CONVAI_TEST_CC` or `CC`, or of those for C++.
pub fn compiler_from(variable: &str) -> Option<String> {
    env::var(format!("CONVAI_TEST_{variable}")).or_else(|_| env::var(variable)).ok()
}

/// The compiler for a source file, with the language standards and warnings that the header supports.
pub fn compiler(source: &Path) -> Command {
    super::uses_the_system();
    let (variable, default, standard) = match source.extension().and_then(|extension| extension.to_str()) {
        Some("cpp") => ("CXX", "c++", "-std=c++11"),
        _ => ("CC", "cc", "-std=c99"),
    };
    let chosen = match variable {
        "CXX" if for_windows() && cfg!(unix) => "x86_64-w64-mingw32-g++ -D__USE_MINGW_ANSI_STDIO=1".into(),
        _ if for_windows() && cfg!(unix) => "x86_64-w64-mingw32-gcc -D__USE_MINGW_ANSI_STDIO=1".into(),
        _ => compiler_from(variable).unwrap_or_else(|| default.to_owned()),
    };
    let mut words = chosen.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(default));
    command.args(words).args([standard, "-Wall", "-Wextra", "-Wpedantic", "-Werror"]);
    command.arg("-I").arg(root().join("include"));
    command.args(env::var("CONVAI_TEST_CFLAGS").unwrap_or_default().split_whitespace());
    command
}

/// Whether the library under test is a DLL. Wine runs the programs where the tests themselves do not run on Windows.
pub fn for_windows() -> bool {
    library().extension().is_some_and(|extension| extension == "dll")
}

/// The target of Rust that the library under test is for, if the tests run on another one.
pub fn other_target() -> Option<String> {
    let windows = || (for_windows() && cfg!(unix)).then(|| "x86_64-pc-windows-gnu".to_owned());
    env::var("CONVAI_TEST_TARGET").ok().or_else(windows)
}

fn stem(source: &Path) -> String {
    source.file_stem().expect("a source file has a name").to_string_lossy().into_owned()
}

/// At run time the loader looks for the name that is stored in the library, not for the name of the file.
fn place_under_its_run_time_name(library: &Path, folder: &Path) {
    let name = match env::consts::OS {
        _ if for_windows() => "convai.dll",
        "macos" => "libconvai.dylib",
        _ => "libconvai.so.1",
    };
    // A link instead of a copy, because the debug build is large.
    #[cfg(unix)]
    std::os::unix::fs::symlink(fs::canonicalize(library).expect("the library exists"), folder.join(name))
        .expect("a link can be created");
    #[cfg(not(unix))]
    fs::copy(library, folder.join(name)).map(drop).expect("the library can be copied");
}

fn collect(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// How the child ended, or nothing if it was killed after the time limit.
fn wait(child: &mut Child, time_limit: Duration) -> Option<ExitStatus> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("the state of a child is known") {
            return Some(status);
        }
        if start.elapsed() > time_limit {
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        thread::sleep(Duration::from_millis(5));
    }
}
