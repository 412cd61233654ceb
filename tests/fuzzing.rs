//! The record of the fuzzer, the list of what it has found, and what docs/testing.md says of both. The fuzz targets need a
//! nightly compiler: see fuzz/run.sh.

use std::{collections::BTreeSet, fs, path::Path};

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

/// The inputs, minutes and findings in a row of the record.
fn figures(row: &[&str]) -> (u64, f64, u64) {
    let [_, inputs, minutes, _, findings] = row else { panic!("{row:?} has other columns than the record") };
    let number = |cell: &str| cell.parse().unwrap_or_else(|_| panic!("\"{cell}\" in {row:?} is not a number"));
    (number(inputs), minutes.parse().expect("minutes"), number(findings))
}

#[test]
fn the_record_has_every_target_and_their_sum() {
    let record = read("fuzz/RECORD.md");
    let mut rows = rows(&record);
    let all = rows.pop().expect("the record has rows");
    assert_eq!(all[0], "all");
    let recorded: BTreeSet<_> = rows.iter().map(|row| row[0].to_owned()).collect();
    let targets: BTreeSet<_> = fs::read_dir(path("fuzz/fuzz_targets"))
        .expect("fuzz/fuzz_targets")
        .map(|file| file.expect("a file").path().file_stem().expect("a name").to_string_lossy().into_owned())
        .collect();
    assert_eq!(recorded, targets, "run sh fuzz/run.sh --record");
    assert!(rows.iter().all(|row| figures(row).0 > 0), "a target had no inputs:\n{record}");
    assert_eq!(figures(&all).0, rows.iter().map(|row| figures(row).0).sum());
    assert_eq!(figures(&all).2, rows.iter().map(|row| figures(row).2).sum());
}

#[test]
fn the_documentation_quotes_the_record_and_counts_the_findings() {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    let record = read("fuzz/RECORD.md");
    let (inputs, minutes, findings) = figures(rows(&record).last().expect("the record has rows"));
    let quote = format!(
        "{} findings, each fixed with [a test](../fuzz/FINDINGS.md); {:.1} million inputs in {minutes:.0} minutes of the \
         [last recorded run](../fuzz/RECORD.md), with {} findings",
        words[rows(&read("fuzz/FINDINGS.md")).len()],
        inputs as f64 / 1e6,
        words[findings as usize],
    );
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
