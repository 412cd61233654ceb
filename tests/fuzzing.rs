//! The list of what the fuzzer has found, and what docs/testing.md says of it. The fuzz targets need a nightly compiler: see
//! fuzz/run.sh.

use std::{fs, path::Path};

fn path(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(name: &str) -> String {
    fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The cells of each row of the Markdown table in a text, without the row of headings.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let table = text.lines().filter(|line| line.starts_with('|'));
    table
        .skip(2)
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim_matches([' ', '`'])).collect())
        .collect()
}

#[test]
fn the_documentation_counts_the_findings() {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let count = words[rows(&read("fuzz/FINDINGS.md")).len()];
    let quote = format!("{count} findings, each fixed with [a test](../fuzz/FINDINGS.md)");
    assert!(read("docs/testing.md").contains(&quote), "docs/testing.md has to say \"{quote}\"");
}

#[test]
fn every_finding_has_its_input_in_the_corpus_and_a_test() {
    for row in rows(&read("fuzz/FINDINGS.md")) {
        let [finding, target, input, file, test] = row[..] else { panic!("{row:?} has other columns than the list") };
        let input = format!("fuzz/corpus/{target}/{input}");
        assert!(path(&input).is_file(), "{finding}: {input} is missing");
        let source = read(file);
        let defined = [format!("fn {test}("), format!("static void {test}(void)")];
        assert!(defined.iter().any(|text| source.contains(text)), "{finding}: {file} has no test {test}");
    }
}
