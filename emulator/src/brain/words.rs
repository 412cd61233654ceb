//! Splits a text into words and reduces them to stems, so that two texts can be compared.

/// Stop words. They occur in almost every sentence, so a match of one means nothing.
const STOP_WORDS: &str = " a about all also am an and any are as at be been but by can could did do does for from had has \
    have he her hers him his how i if in into is it its just me more most my no not of off on one or our out over \
    please say she should so some tell than that the their them then there these they this to too up us very was we \
    were what when where which who why will with would you your yours know think ";

/// The words of a text in lower case. In scripts without spaces, each character is a word.
pub fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for character in text.chars() {
        let character = if character == '’' { '\'' } else { character };
        if is_word_by_itself(character) {
            push_word(&mut words, &mut word);
            words.push(character.to_string());
        } else if character.is_alphanumeric() || (character == '\'' && !word.is_empty()) {
            word.extend(character.to_lowercase());
        } else {
            push_word(&mut words, &mut word);
        }
    }
    push_word(&mut words, &mut word);
    words
}

/// Moves the collected word to the list, without a possessive `'s`.
fn push_word(words: &mut Vec<String>, word: &mut String) {
    let bare = word.trim_end_matches('\'');
    let bare = bare.strip_suffix("'s").unwrap_or(bare);
    if !bare.is_empty() {
        words.push(bare.to_owned());
    }
    word.clear();
}

/// Whether the character is Han, kana or Hangul.
pub fn is_word_by_itself(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// The words with one space before, between and after them, so that a search for ` phrase ` finds whole words.
pub fn normalised(text: &str) -> String {
    format!(" {} ", split(text).join(" "))
}

/// The stems of the words that are not stop words, sorted and without duplicates.
pub fn stems(text: &str) -> Vec<String> {
    let mut stems: Vec<String> = split(text)
        .iter()
        .filter(|word| !STOP_WORDS.contains(&format!(" {word} ")))
        .map(|word| stem(word).to_owned())
        .collect();
    stems.sort();
    stems.dedup();
    stems
}

/// Whether at least half of the meaningful words of a condition, other than those for the player, are in the text.
pub fn meets(text: &str, condition: &str) -> bool {
    let mut wanted = stems(condition);
    wanted.retain(|stem| !["user", "us", "play"].contains(&stem.as_str()));
    let said = stems(text);
    let met = wanted.iter().filter(|stem| said.contains(stem)).count();
    met > 0 && 2 * met >= wanted.len()
}

/// Whether two words, as `split` gives them, differ at most in their endings.
pub fn same_word(first: &str, second: &str) -> bool {
    stem(first) == stem(second)
}

/// Removes one common English ending, if three characters remain.
fn stem(word: &str) -> &str {
    for ending in ["ing", "ers", "er", "ies", "ed", "es", "s", "y", "e"] {
        if let Some(stem) = word.strip_suffix(ending) {
            if stem.chars().count() >= 3 {
                return stem;
            }
        }
    }
    word
}

/// Whether the speaker talks about themselves.
pub fn is_about_speaker(text: &str) -> bool {
    split(text).iter().any(|word| matches!(word.as_str(), "i" | "me" | "my" | "mine" | "i'm" | "i've"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_in_several_scripts_are_split_into_words() {
        assert_eq!(split("What's your name?"), ["what", "your", "name"]);
        assert_eq!(split("GRÜẞE, Wörter"), ["grüße", "wörter"]);
        assert_eq!(split("名前は?"), ["名", "前", "は"]);
    }

    #[test]
    fn words_with_different_endings_have_the_same_stem() {
        assert_eq!(stems("lamps"), stems("lamp"));
        assert_eq!(stems("searching canals"), stems("searched the canal"));
        assert!(stems("what is your").is_empty());
    }

    #[test]
    fn a_condition_is_met_by_half_of_its_words() {
        assert!(meets("Yes, I would like to take the tour", "User agrees to take tour."));
        assert!(!meets("What is this tour?", "User agrees to take tour."));
        assert!(!meets("The user plays", "User agrees to take tour.") && !meets("user", "user"));
    }
}
