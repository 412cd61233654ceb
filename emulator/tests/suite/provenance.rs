//! The table of README.md that says where each text and field comes from names nothing that the source does
//! not have.

use std::{fs, path::Path};

/// All source files below a folder, with strings that continue on the next line in one piece.
fn sources(folder: &Path) -> String {
    let mut found = String::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        found += &if path.is_dir() { sources(&path) } else { fs::read_to_string(&path).unwrap_or_default() };
    }
    found
}

fn joined(source: &str) -> String {
    let mut pieces = source.split("\\\n");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| text + piece.trim_start())
}

/// The cells of the rows of the table, and the texts in backticks of the first cell.
fn rows(readme: &str) -> Vec<(Vec<&str>, &str)> {
    let (_, section) = readme.split_once("### Where each text and field comes from").expect("the section");
    let section = section.split("\n## ").next().expect("its end");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| ")).skip(1);
    rows.map(|row| {
        let mut cells = row.trim_end_matches(" |").rsplitn(2, " | ");
        let (origin, what) = (cells.next().expect("an origin"), cells.next().expect("a text"));
        (what.split('`').skip(1).step_by(2).collect(), origin)
    })
    .collect()
}

#[test]
fn every_text_of_the_table_of_origins_is_in_the_source() {
    let source = joined(&sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).replace("\r\n", "\n"));
    let readme = include_str!("../../README.md").replace("\r\n", "\n");
    let mut texts = 0;
    for (listed, origin) in rows(&readme) {
        assert!(["documented", "client", "inferred", "invented"].contains(&origin), "an unknown origin: {origin}");
        assert!(!listed.is_empty() || ["inferred", "invented"].contains(&origin));
        for text in listed {
            texts += 1;
            // Accepted like any unknown field.
            if readme.contains(&format!("`{text}` (accepted, no effect)")) {
                assert!(!source.contains(text), "{text} has an effect now");
                continue;
            }
            // Some sentences begin with the name of a field, which the source has apart. JSON is written by a macro.
            let (first, rest) = text.split_once(' ').unwrap_or((text, ""));
            let apart = !rest.is_empty() && source.contains(first) && source.contains(&format!("}} {rest}"));
            let json = text.starts_with('{') && text.split('"').skip(1).step_by(2).all(|word| source.contains(word));
            let prefix = text.strip_suffix("...").is_some_and(|prefix| source.contains(prefix));
            assert!(source.contains(text) || apart || json || prefix, "README.md: no source file has `{text}`");
        }
    }
    assert!(texts > 80, "only {texts} texts were found");
}
