//! Text as words: in lower case, without what carries no meaning.

/// Words that every sentence may have. Matching by them would match everything.
const COMMON: &str = " a about all also am an and any are as at be been but by can could did do does for from had has \
    have he her hers him his how i if in into is it its just me more most my no not of off on one or our out over \
    please say she should so some tell than that the their them then there these they this to too up us very was we \
    were what when where which who why will with would you your yours know think ";

/// The words of a text. Scripts without spaces give one word per character.
pub fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for character in text.chars() {
        let character = if character == '’' { '\'' } else { character };
        if is_ideograph(character) {
            flush(&mut words, &mut word);
            words.push(character.to_string());
        } else if character.is_alphanumeric() || (character == '\'' && !word.is_empty()) {
            word.extend(character.to_lowercase());
        } else {
            flush(&mut words, &mut word);
        }
    }
    flush(&mut words, &mut word);
    words
}

fn flush(words: &mut Vec<String>, word: &mut String) {
    let bare = word.trim_end_matches('\'');
    let bare = bare.strip_suffix("'s").unwrap_or(bare);
    if !bare.is_empty() {
        words.push(bare.to_owned());
    }
    word.clear();
}

/// Han, kana and Hangul.
fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// The words with one space before, between and after, so that a phrase can be looked up as ` phrase `.
pub fn normalised(text: &str) -> String {
    format!(" {} ", split(text).join(" "))
}

/// The words that carry meaning, without their endings.
pub fn stems(text: &str) -> Vec<String> {
    let mut stems: Vec<String> = split(text)
        .iter()
        .filter(|word| !COMMON.contains(&format!(" {word} ")))
        .map(|word| stem(word).to_owned())
        .collect();
    stems.sort();
    stems.dedup();
    stems
}

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

/// Whether the user speaks of themselves.
pub fn about_oneself(text: &str) -> bool {
    split(text).iter().any(|word| matches!(word.as_str(), "i" | "me" | "my" | "mine" | "i'm" | "i've"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_several_scripts() {
        assert_eq!(split("What's your name?"), ["what", "your", "name"]);
        assert_eq!(split("GRÜẞE, Wörter"), ["grüße", "wörter"]);
        assert_eq!(split("名前は?"), ["名", "前", "は"]);
    }

    #[test]
    fn endings_do_not_matter() {
        assert_eq!(stems("lamps"), stems("lamp"));
        assert_eq!(stems("searching canals"), stems("searched the canal"));
        assert!(stems("what is your").is_empty());
    }
}
