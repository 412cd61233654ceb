//! The binary interface only grows: nothing that is committed in `abi/` may be removed, moved or changed in its type.
//!
//! - `abi/symbols.txt`: the functions that the library exports.
//! - `abi/layout.txt`: constants, structs and fields.
//! - `abi/convai.abi`: both, and the types of all parameters, for `abidiff`.
//!
//! Additions pass. `make abi` writes them to the files, and refuses changes that break programs.

mod abi {
    pub mod layout;
}
mod support;

use abi::layout::{Layout, measure};
use std::{collections::BTreeSet, env, fs, path::PathBuf};
use support::{figures, header, root};

/// The heading of CHANGELOG.md before the first release, while no program depends on the ABI.
const UNRELEASED: &str = "## 0.1.0 (not released yet)";

/// What to do after a change that breaks programs.
const ADVICE: &str = "\
Programs that were compiled with the committed header would break. Undo the change. If it is necessary, raise \
CONVAI_ABI_VERSION in core/src/ffi/version.rs and ABI_VERSION in build.rs (the SONAME) together, describe in CHANGELOG.md what \
changed and what users have to do, then run `make header bindings abi`.";

fn file(name: &str) -> PathBuf {
    root().join("abi").join(name)
}

/// The committed interface, or nothing if it is that of another CONVAI_ABI_VERSION.
fn committed() -> Option<(BTreeSet<String>, Layout)> {
    let layout = Layout::read(&fs::read_to_string(file("layout.txt")).ok()?);
    let symbols = fs::read_to_string(file("symbols.txt")).ok()?.lines().map(str::to_owned).collect();
    let version = header::constants("CONVAI_ABI_VERSION")[0].clone();
    layout.constants.contains(&(version.0, version.1.to_string())).then_some((symbols, layout))
}

fn committed_of_this_version() -> (BTreeSet<String>, Layout) {
    committed().expect("abi/ does not describe this CONVAI_ABI_VERSION: run `make abi`")
}

fn functions() -> BTreeSet<String> {
    header::functions().into_iter().map(|function| function.name).collect()
}

fn fails_on(broken: Vec<String>) {
    assert!(broken.is_empty(), "the binary interface changed:\n    {}\n{ADVICE}", broken.join("\n    "));
}

fn removed(symbols: &BTreeSet<String>) -> Vec<String> {
    symbols.difference(&functions()).map(|name| format!("{name} was removed")).collect()
}

/// `artefact.rs` tests that the library exports exactly the functions of the header.
#[test]
fn no_function_was_removed() {
    let (symbols, layout) = committed_of_this_version();
    fails_on(removed(&symbols));
    figures::count("abi.functions", symbols.len());
    figures::count("abi.structs", layout.structs.len());
    figures::count("abi.constants", layout.constants.len());
    for name in functions().difference(&symbols) {
        println!("{name} is new: `make abi` adds it to abi/");
    }
}

/// `header.rs` tests that the structs of the library have the sizes that the header declares.
#[test]
fn no_constant_and_no_field_changed() {
    let (_, committed) = committed_of_this_version();
    let (layout, both) = measure(&header::text());
    if !both {
        println!("the compiler has no 32-bit mode: those columns were not compared");
    }
    fails_on(committed.breaks(&if both { layout } else { layout.with_narrow_of(&committed) }));
}

/// `make abi` runs this test. Before the release of 0.1.0 it replaces the files. Afterwards it adds what is new, and accepts
/// breaking changes only with a new `CONVAI_ABI_VERSION`.
#[test]
fn the_files_can_be_read_back_and_are_written_on_demand() {
    let (layout, both) = measure(&header::text());
    assert_eq!(Layout::read(&layout.write()), layout);
    let released = !fs::read_to_string(root().join("CHANGELOG.md")).expect("the file exists").contains(UNRELEASED);
    if env::var_os("CONVAI_WRITE_ABI").is_none() {
        // Before the release the files describe the header exactly.
        if !released && both {
            let committed = fs::read_to_string(file("layout.txt")).expect("abi/layout.txt is there");
            assert!(
                committed.replace("\r\n", "\n") == layout.write(),
                "abi/layout.txt is not up to date: run `make abi`"
            );
        }
        return;
    }
    assert!(both, "abi/layout.txt has 32-bit columns: write it with gcc or clang for x86-64");
    if let (true, Some((symbols, before))) = (released, committed()) {
        fails_on(removed(&symbols));
        fails_on(before.breaks(&layout));
    }
    #[cfg(all(target_os = "linux", target_arch = "x86_64"))]
    dump::write();
    let names: String = functions().iter().map(|name| format!("{name}\n")).collect();
    fs::write(file("symbols.txt"), names).expect("abi/ can be written to");
    fs::write(file("layout.txt"), layout.write()).expect("abi/ can be written to");
}

/// The header with one thing changed in it.
fn changed(from: &str, to: &str) -> String {
    let text = header::text();
    assert!(text.contains(from), "the header no longer contains \"{from}\": change the test");
    text.replacen(from, to, 1)
}

#[test]
fn breaking_changes_are_found_and_additions_pass() {
    let (today, _) = measure(&header::text());
    for (from, to, complaint) in [
        ("#define CONVAI_ERROR_TIMEOUT 205", "#define CONVAI_ERROR_TIMEOUT 206", "CONVAI_ERROR_TIMEOUT was 205"),
        ("#define CONVAI_VOICE 1\n", "", "CONVAI_VOICE was removed"),
        ("    int32_t request_sent;\n", "", "convai_error.request_sent was removed"),
        ("    int32_t retryable;\n", "    int64_t retryable;\n", "convai_error.retryable was int32_t"),
        ("    int32_t retryable;\n", "    uint32_t retryable;\n", "convai_error.retryable was int32_t"),
        (
            "    const char *api_key;\n",
            "    uint64_t wedge;\n    const char *api_key;\n",
            "client_options.api_key was removed",
        ),
        (
            "typedef struct convai_audio {\n",
            "typedef struct convai_audio {\n    uint32_t first;\n",
            "convai_audio.error",
        ),
    ] {
        let found = today.breaks(&measure(&changed(from, to)).0);
        assert!(found.iter().any(|line| line.contains(complaint)), "{from:?} to {to:?}: {found:?}");
    }
    for (from, to) in [
        ("} convai_error;", "    uint64_t new_field;\n} convai_error;"),
        ("#define CONVAI_OK 0", "#define CONVAI_NEW 9\n#define CONVAI_OK 0"),
    ] {
        assert_eq!(today.breaks(&measure(&changed(from, to)).0), Vec::<String>::new(), "{from:?} to {to:?}");
    }
}

/// libabigail also compares the types of all parameters. It reads them from debug information. That of the library
/// describes the types of Rust and is large, so libabigail gets a C library of empty functions with the same declarations.
/// A dump is for one architecture.
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod dump {
    use super::*;
    use std::{path::Path, process::Command};
    use support::{Folder, compiler, succeeds};

    /// A shared library with an empty definition of every function of a header.
    fn stub_library(folder: &Folder, header: &str) -> PathBuf {
        folder.file("convai.h", header);
        let mut code = String::from("#include \"convai.h\"\n");
        for function in header::functions_of(header) {
            code += &format!("{} {{ for (;;) {{}} }}\n", function.declaration);
        }
        folder.file("stubs.c", code);
        let library = folder.path().join("libstubs.so");
        let soname = format!("-Wl,-soname,libconvai.so.{}", header::constants_of(header, "CONVAI_ABI_VERSION")[0].1);
        let mut command = compiler(Path::new("stubs.c"));
        // Compiled in its folder, so that the dump does not contain its path.
        command.current_dir(folder.path()).args(["-g", "-O0", "-fPIC", "-shared", "-Wno-unused-parameter", &soname]);
        succeeds(command.arg("stubs.c").arg("-o").arg(&library));
        library
    }

    /// The tests of this module need abidiff, and end without it.
    fn has_abidiff() -> bool {
        support::is_installed("abidiff", "abigail-tools")
    }

    pub fn write() {
        let folder = Folder::new("abi");
        let mut command = Command::new("abidw");
        command.args(["--no-corpus-path", "--no-comp-dir-path", "--no-show-locs", "--no-elf-needed"]);
        command.args(["--type-id-style", "hash", "--out-file"]).arg(file("convai.abi"));
        succeeds(command.arg(stub_library(&folder, &header::text())));
    }

    /// The header without the fields that follow the committed ones. abidiff has a filter for new fields, but it also hides
    /// other changes of the same struct.
    fn without_new_fields(header: &str) -> String {
        let mut header = header.to_owned();
        for (name, old) in committed_of_this_version().1.structs {
            let start = header.find(&format!("typedef struct {name} {{")).unwrap_or(header.len());
            for (kind, field) in header::fields_of(&header, &name).iter().skip(old.fields.len()) {
                let space = if kind.ends_with('*') { "" } else { " " };
                let (before, body) = header.split_at(start);
                header = before.to_owned() + &body.replacen(&format!("    {kind}{space}{field};\n"), "", 1);
            }
        }
        header
    }

    /// The differences that `abidiff` finds between a header and the committed dump, or nothing if there are only additions.
    fn differences(header: &str) -> String {
        let folder = Folder::new("abi");
        let mut command = Command::new("abidiff");
        command.arg("--no-added-syms");
        if support::other_target().is_some() {
            command.arg("--no-architecture");
        }
        command.arg(file("convai.abi")).arg(stub_library(&folder, &without_new_fields(header)));
        let output = command.output().expect("abidiff starts");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // The lowest two bits of the exit status mean that abidiff failed.
        let code = output.status.code().unwrap_or(1);
        assert!(code & 3 == 0, "abidiff: {}{}{text}", output.status, String::from_utf8_lossy(&output.stderr));
        if code == 0 { String::new() } else { text }
    }

    #[test]
    fn abidiff_finds_nothing_that_breaks() {
        if !has_abidiff() {
            return;
        }
        fails_on(differences(&header::text()).lines().map(str::to_owned).collect());
    }

    #[test]
    fn abidiff_finds_breaking_changes() {
        if !has_abidiff() {
            return;
        }
        for (from, to, part) in [
            ("CONVAI_API uint64_t convai_live_objects(void);\n", "", "convai_live_objects"),
            (
                "convai_client_close(struct convai_client *client, int32_t timeout_ms)",
                "convai_client_close(struct convai_client *client, uint32_t timeout_ms)",
                "convai_client_close",
            ),
            (
                "convai_client_close(struct convai_client *client, int32_t timeout_ms)",
                "convai_client_close(struct convai_client *client)",
                "convai_client_close",
            ),
            ("typedef int32_t convai_status;", "typedef int64_t convai_status;", "convai_status"),
            ("    int32_t request_sent;\n", "", "request_sent"),
            ("    int32_t retryable;\n", "    uint32_t retryable;\n", "retryable"),
            ("    const char *api_key;\n", "    const uint8_t *api_key;\n", "api_key"),
            ("    const char *message;\n    ", "    size_t wedge;\n    const char *message;\n    ", "wedge"),
            ("#define CONVAI_ABI_VERSION 1\n", "#define CONVAI_ABI_VERSION 2\n", "SONAME"),
        ] {
            let text = differences(&changed(from, to));
            assert!(text.contains(part), "{from:?} to {to:?}: \"{text}\"");
        }
    }

    #[test]
    fn abidiff_lets_additions_pass() {
        if !has_abidiff() {
            return;
        }
        let function = (
            "CONVAI_API uint64_t convai_live_objects(void);\n",
            "CONVAI_API uint64_t convai_live_objects(void);\n\nCONVAI_API uint64_t convai_newcomer(void);\n",
        );
        for (from, to) in [function, ("} convai_error;", "    uint64_t new_field;\n} convai_error;")] {
            assert_eq!(differences(&changed(from, to)), "", "{from:?} to {to:?}");
        }
    }
}
