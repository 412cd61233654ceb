//! Valgrind and AddressSanitizer run all C programs, except those that are listed in `support/instruments.rs` and, with the
//! same words, in docs/testing.md.

mod support;

use std::{collections::BTreeSet, fs};
use support::{
    Folder, Instrument, Program,
    instruments::{EXEMPTIONS, Exemption},
    library, root,
};

fn read(path: &str) -> String {
    let text = fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    text.replace("\r\n", "\n")
}

/// The names of the files in a folder with this extension, without it.
fn stems(folder: &str, extension: &str) -> BTreeSet<String> {
    let files =
        fs::read_dir(root().join(folder)).expect("the folder is there").map(|file| file.expect("a file").path());
    let files = files.filter(|path| path.extension().is_some_and(|it| it == extension));
    files.map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned()).collect()
}

#[test]
fn each_exempt_program_and_case_exists() {
    for Exemption { program, case, .. } in EXEMPTIONS {
        let source = read(&format!("tests/c/{program}.c"));
        assert!(case.is_empty() || source.contains(&format!("CASE({case})")), "{program} has no case {case}");
    }
}

/// The row of the table in docs/testing.md.
fn row(exemption: &Exemption) -> String {
    let Exemption { program, case, instruments, reason } = exemption;
    let what = if case.is_empty() { format!("`{program}`") } else { format!("`{program}`: `{case}`") };
    let name = |it: &Instrument| if *it == Instrument::Valgrind { "valgrind" } else { "AddressSanitizer" };
    format!("| {what} | {} | {reason} |", instruments.iter().map(name).collect::<Vec<_>>().join(", "))
}

#[test]
fn the_documentation_has_the_same_list() {
    let text = read("docs/testing.md");
    let (_, section) =
        text.split_once("\n## Not under valgrind or AddressSanitizer\n").expect("docs/testing.md has the list");
    let section = section.split("\n## ").next().unwrap_or_default();
    let written: Vec<_> = section.lines().filter(|line| line.starts_with("| `")).map(str::to_owned).collect();
    assert_eq!(written, EXEMPTIONS.iter().map(row).collect::<Vec<_>>());
}

/// A program that no suite runs, or a test that a script leaves out, would be an exemption that the list does not have.
#[test]
fn nothing_else_is_left_out() {
    let suites: String = stems("tests", "rs").iter().map(|name| read(&format!("tests/{name}.rs"))).collect();
    let suites = suites + &read("tests/support/network_table.rs");
    let scripts = [read("Makefile"), read("tests/asan/run.sh")].concat();
    for program in stems("tests/c", "c") {
        assert!(
            suites.contains(&format!("\"{program}\"")) || suites.contains(&format!("/{program}.c\"")),
            "{program}.c"
        );
    }
    for option in ["--skip", "--exclude", "--ignored"] {
        assert!(!scripts.contains(option), "{option} leaves out a test of the C programs: list it as an exemption");
    }
    assert!(!suites.lines().any(|line| line.trim().starts_with("#[ignore")), "a test is left out");
}

/// Under valgrind only. `tests/asan/run.sh` has planted bugs of its own.
#[cfg(unix)]
#[test]
fn valgrind_reports_planted_bugs() {
    if Instrument::active() != Some(Instrument::Valgrind) {
        return;
    }
    let folder = Folder::new("planted");
    let bugs = [
        ("overflow", "volatile char *memory = malloc(4); memory[4] = 1; free((void *)memory);"),
        ("use_after_free", "volatile char *memory = malloc(4); free((void *)memory); memory[0] = 1;"),
        ("uninitialised", "volatile char *memory = malloc(4); if (memory[2]) return 1; free((void *)memory);"),
        ("leak", "volatile char *memory = malloc(4); memory[0] = 1; memory = 0;"),
    ];
    for (name, body) in bugs {
        let code = format!("#include <stdlib.h>\nint main(void) {{\n    {body}\n    return 0;\n}}\n");
        let source = folder.file(&format!("{name}.c"), code);
        let run = Program::compile(&source, &library(), &["-w", "-O0"]).run();
        assert_eq!(run.status.code(), Some(99), "{name}: {}", run.stderr);
    }
}
