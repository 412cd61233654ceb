//! The figures of a suite that documents quote. `docs/figures.py` describes their form.

use std::{env, fmt::Display, fs::OpenOptions, io::Write};

/// Prints a count that is the same in every run.
pub fn count(name: &str, value: impl Display) {
    line(&format!("figure: {name} = {value}"));
}

/// Prints a part of a count. The parts of all tests of a suite are added up.
pub fn part(name: &str, value: impl Display) {
    line(&format!("figure: {name} + {value}"));
}

/// Prints a value that differs from run to run.
pub fn measured(name: &str, value: impl Display) {
    line(&format!("figure: {name} ~ {value}"));
}

/// Prints a line, and appends it to the file that `CONVAI_FIGURES` names. The figures in documents are those of the library
/// without a sanitizer and without valgrind, so these runs print nothing.
pub fn line(line: &str) {
    if super::Instrument::active().is_some() {
        return;
    }
    println!("{line}");
    if let Some(path) = env::var_os("CONVAI_FIGURES") {
        let mut file = OpenOptions::new().create(true).append(true).open(path).expect("CONVAI_FIGURES can be written");
        // One write, because tests run at the same time.
        file.write_all(format!("{line}\n").as_bytes()).expect("CONVAI_FIGURES can be written");
    }
}
