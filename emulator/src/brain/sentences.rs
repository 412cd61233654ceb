//! Splits a text into sentences, and these into words.

use super::words::is_word_by_itself;

/// Abbreviations whose full stop does not end a sentence.
const ABBREVIATIONS: [&str; 8] = ["Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Jr", "vs"];

/// The sentences of a text. All characters are kept, except white space between sentences.
pub fn sentences(text: &str) -> Vec<String> {
    slices(text).into_iter().map(|sentence| sentence.trim().to_owned()).collect()
}

/// The sentences of a text with all its characters: joined, they are the text. Each contains more than white space, except
/// that of a text of white space alone.
pub fn sentence_slices(text: &str) -> Vec<&str> {
    let mut found = slices(text);
    let complete: usize = found.iter().map(|sentence| sentence.len()).sum();
    match found.pop() {
        Some(last) => found.push(&text[complete - last.len()..]),
        None => found.push(text),
    }
    found
}

/// The sentences, each with the white space before it.
fn slices(text: &str) -> Vec<&str> {
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
            // White space after a line end belongs to the next sentence.
            if !text[start..end].trim().is_empty() {
                found.push(&text[start..end]);
                start = end;
            }
        }
    }
    if !text[start..].trim().is_empty() {
        found.push(&text[start..]);
    }
    found
}

/// The words of a sentence, each with the white space before it; white space at the end belongs to the last one. In scripts
/// without spaces, each character is a word. Joined, they are the sentence.
pub fn word_slices(sentence: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    // Whether the word that begins at `start` has a character other than white space, and the previous character.
    let mut begun = false;
    let mut previous = ' ';
    for (at, character) in sentence.char_indices() {
        let splits = character.is_whitespace() && !previous.is_whitespace() || is_word_by_itself(character);
        if begun && splits && !sentence[at..].trim().is_empty() {
            found.push(&sentence[start..at]);
            start = at;
            begun = false;
        }
        begun |= !character.is_whitespace();
        previous = character;
    }
    found.push(&sentence[start..]);
    found
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

    #[test]
    fn slices_joined_are_the_text() {
        for text in
            ["Mr. Pell walks.  He said, “Go.”\n\n Then left! 終わり。次 ", "", " \n ", "one", "\nI  am\t here.\n"]
        {
            let sentences = sentence_slices(text);
            assert_eq!(sentences.concat(), text);
            let words: Vec<&str> = sentences.iter().flat_map(|sentence| word_slices(sentence)).collect();
            assert_eq!(words.concat(), text);
            assert!(text.trim().is_empty() || words.iter().all(|word| !word.trim().is_empty()), "{words:?}");
        }
        assert_eq!(sentence_slices("I am.  You are. "), ["I am.", "  You are. "]);
        assert_eq!(word_slices("  You are  here. "), ["  You", " are", "  here. "]);
        assert_eq!(word_slices("名前は?"), ["名", "前", "は?"]);
    }
}
