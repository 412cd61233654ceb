//! Splits a text into sentences.

/// Abbreviations whose full stop does not end a sentence.
const ABBREVIATIONS: [&str; 8] = ["Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Jr", "vs"];

/// The sentences of a text. All characters are kept, except white space between sentences.
pub fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if !is_terminator(text, start, at, character) {
            continue;
        }
        let mut end = at + character.len_utf8();
        while let Some((next, closing)) = characters.next_if(|(_, c)| is_closing(*c)) {
            end = next + closing.len_utf8();
        }
        // Full-width terminators and line ends need no space after them. The others do: the point in "3.14" ends no
        // sentence.
        let needs_no_space = matches!(character, '。' | '！' | '？' | '\n');
        let space_follows = characters.peek().is_none_or(|(_, c)| c.is_whitespace());
        if needs_no_space || space_follows {
            push_trimmed(&mut found, &text[start..end]);
            start = end;
        }
    }
    push_trimmed(&mut found, &text[start..]);
    found
}

fn push_trimmed(found: &mut Vec<String>, sentence: &str) {
    let sentence = sentence.trim();
    if !sentence.is_empty() {
        found.push(sentence.to_owned());
    }
}

fn is_terminator(text: &str, start: usize, at: usize, character: char) -> bool {
    match character {
        '.' => {
            let word = text[start..at].rsplit(char::is_whitespace).next().unwrap_or("");
            !ABBREVIATIONS.contains(&word)
        }
        '!' | '?' | '…' | '。' | '！' | '？' | '\n' => true,
        _ => false,
    }
}

/// Quotation marks, brackets and further terminators that still belong to the sentence.
fn is_closing(character: char) -> bool {
    matches!(character, '”' | '"' | '\'' | '’' | ')' | '」' | '』' | '.' | '!' | '?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_split_after_terminators_but_not_after_abbreviations() {
        assert_eq!(
            sentences("Mr. Pell walks. He said, “Go.” Then left! 終わり。次"),
            ["Mr. Pell walks.", "He said, “Go.”", "Then left!", "終わり。", "次"]
        );
        assert_eq!(sentences("3.14 is not an end"), ["3.14 is not an end"]);
        assert!(sentences("  ").is_empty());
    }
}
