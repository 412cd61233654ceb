//! Texts that a script is compared with.

use std::fmt;

use regex_lite::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

/// How much of a text is compared by similarity.
const MAX_COMPARED: usize = 256;

/// The text as scripts compare it: in lower case, with single spaces, and without punctuation at its ends.
pub fn folded(text: &str) -> String {
    let lower = text.to_lowercase().replace('’', "'");
    let words: Vec<&str> = lower.split_whitespace().collect();
    words.join(" ").trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

/// How similar two folded texts are, from 0 to 1: the share of their pairs of neighbouring characters that they have in
/// common.
pub fn similarity(a: &str, b: &str) -> f64 {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let padded: Vec<char> = std::iter::once(' ').chain(text.chars().take(MAX_COMPARED)).chain([' ']).collect();
        padded.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (first, mut second) = (pairs(a), pairs(b));
    let total = first.len() + second.len();
    let mut common = 0;
    for pair in first {
        if let Some(at) = second.iter().position(|other| *other == pair) {
            second.swap_remove(at);
            common += 1;
        }
    }
    2.0 * f64::from(common) / total as f64
}

/// A regular expression that ignores the case of ASCII letters.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(with = "String"))]
pub struct Pattern(Regex);

impl Pattern {
    /// Whether the text matches, as it is or in lower case.
    pub fn matches(&self, text: &str) -> bool {
        self.0.is_match(text) || self.0.is_match(&text.to_lowercase())
    }
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(pattern: String) -> Result<Self, Self::Error> {
        let built = RegexBuilder::new(&pattern).case_insensitive(true).build();
        built.map(Self).map_err(|error| format!("the pattern is not a regular expression: {error}"))
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.0.as_str().to_owned()
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_spaces_and_outer_punctuation_do_not_matter() {
        assert_eq!(folded("  “Open   the DOOR!”"), "open the door");
        assert_eq!(folded("What’s your name?"), folded("what's your name"));
        assert_eq!(folded("ÄRGER…"), "ärger");
        assert_eq!(folded("?!"), "");
    }

    #[test]
    fn similar_texts_score_higher() {
        assert_eq!(similarity("open the door", "open the door"), 1.0);
        assert!(similarity("open the door", "open door") > similarity("open the door", "light the lamp"));
        assert_eq!(similarity("", ""), 1.0);
    }

    #[test]
    fn a_pattern_ignores_case() {
        let pattern = Pattern::try_from("^(öffne|open) .*door".to_owned()).expect("a pattern");
        assert!(pattern.matches("OPEN the Door") && pattern.matches("ÖFFNE the door") && !pattern.matches("door"));
        assert!(Pattern::try_from("(".to_owned()).is_err());
    }
}
