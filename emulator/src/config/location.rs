//! Where a configuration file is wrong.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Why a configuration file is invalid, and where.
#[derive(Debug)]
pub struct ConfigError {
    path: PathBuf,
    /// Line and column, from 1.
    place: Option<(usize, usize)>,
    message: String,
}

impl ConfigError {
    /// An error at a range of bytes of the file.
    pub fn new(path: &Path, text: &str, span: Range<usize>, message: &str) -> Self {
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &text[..start];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        // The parser's messages have several lines.
        let message = message.lines().collect::<Vec<_>>().join("; ");
        Self { path: path.to_owned(), place: Some((line, column)), message }
    }

    /// An error of the whole file.
    pub fn without_place(path: &Path, message: String) -> Self {
        Self { path: path.to_owned(), place: None, message }
    }
}

/// The value of a key of the table whose header is at `header`. The header if the key is not there.
pub fn key_span(text: &str, header: Range<usize>, key: &str) -> Range<usize> {
    let mut start = header.start;
    for (number, line) in text[header.start..].split_inclusive('\n').enumerate() {
        let begins_next_table = number > 0 && line.trim_start().starts_with('[');
        if begins_next_table {
            break;
        }
        let value = line.trim_start().strip_prefix(key).and_then(|rest| rest.trim_start().strip_prefix('='));
        if let Some(value) = value {
            let value = value.trim_start();
            let at = start + line.len() - value.len();
            return at..at + value.len();
        }
        start += line.len();
    }
    header
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        if let Some((line, column)) = self.place {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for ConfigError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_counts_lines_and_characters_from_one() {
        let error =
            |at: usize| ConfigError::new(Path::new("npc.toml"), "a\nüb = 1\n", at..at, "wrong\nhere").to_string();
        assert_eq!(error(0), "npc.toml:1:1: wrong; here");
        assert_eq!(error(4), "npc.toml:2:2: wrong; here");
        assert_eq!(error(99), "npc.toml:3:1: wrong; here");
    }
}
