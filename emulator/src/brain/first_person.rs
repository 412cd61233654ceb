//! Rewrites a sentence about a character into one that the character says.

/// The names and pronouns that stand for the character at the start of a sentence, the longest first.
pub fn subjects(name: &str, first_sentence: &str) -> Vec<String> {
    let parts: Vec<&str> = name.split_whitespace().collect();
    let mut subjects = vec![name.trim().to_owned()];
    // The capitalised words that open the backstory may be the full name: "Raymond Reddington is ...".
    let opening: Vec<&str> = first_sentence
        .split_whitespace()
        .take_while(|word| word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphanumeric))
        .collect();
    if opening.iter().any(|word| parts.contains(word)) {
        subjects.push(opening.join(" "));
        subjects.extend(opening.iter().map(|word| (*word).to_owned()));
    }
    let capitalised = |word: &&&str| word.starts_with(char::is_uppercase);
    subjects.extend(parts.iter().filter(capitalised).map(|word| (*word).to_owned()));
    subjects.extend(["He", "She", "They", "You"].map(str::to_owned));
    subjects.retain(|subject| !subject.is_empty());
    subjects.sort_by_key(|subject| std::cmp::Reverse(subject.len()));
    subjects.dedup();
    subjects
}

/// Words between a subject and its verb.
const ADVERBS: [&str; 14] = [
    "likely",
    "always",
    "never",
    "often",
    "still",
    "also",
    "then",
    "now",
    "only",
    "just",
    "seldom",
    "rarely",
    "sometimes",
    "usually",
];
/// What continues the verb phrase of the subject.
const COORDINATORS: [&str; 4] = ["and", "but", "or", "then"];
/// Words that follow a verb but seldom a plural noun. They tell "and knows each" from "and lamps in".
const AFTER_VERB: [&str; 32] = [
    "a",
    "an",
    "the",
    "his",
    "her",
    "its",
    "their",
    "my",
    "each",
    "every",
    "all",
    "no",
    "not",
    "that",
    "this",
    "what",
    "who",
    "how",
    "why",
    "where",
    "when",
    "it",
    "them",
    "him",
    "me",
    "nobody",
    "everyone",
    "people",
    "to",
    "himself",
    "herself",
    "themselves",
];

/// Turns "Raymond is a criminal, who hides himself" into "I am a criminal, who hides myself". `None` if the sentence
/// does not start with one of the subjects.
pub fn first_person(sentence: &str, subjects: &[String]) -> Option<String> {
    let rest = subjects.iter().find_map(|subject| sentence.strip_prefix(subject.as_str())?.strip_prefix(' '))?;
    let words: Vec<&str> = rest.split(' ').collect();
    let mut spoken = vec!["I".to_owned()];
    // Whether the next word is a verb of the subject.
    let mut verb_follows = true;
    for (index, word) in words.iter().enumerate() {
        let (bare, punctuation) = word.split_at(word.trim_end_matches(|c: char| c.is_ascii_punctuation()).len());
        if verb_follows && ADVERBS.contains(&bare) {
            spoken.push((*word).to_owned());
            continue;
        }
        let next = words.get(index + 1).map(|next| next.trim_matches(|c: char| c.is_ascii_punctuation()));
        // The first verb needs no proof; after "and", a noun may follow as well.
        let is_verb = verb_follows
            && (!spoken.iter().any(|word| COORDINATORS.contains(&word.as_str()))
                || is_auxiliary(bare)
                || next.is_some_and(|next| AFTER_VERB.contains(&next)) && punctuation.is_empty());
        let said = if is_verb { own_verb(bare) } else { own_word(bare).to_owned() };
        spoken.push(format!("{said}{punctuation}"));
        verb_follows = COORDINATORS.contains(&bare) && punctuation.is_empty();
    }
    Some(spoken.join(" "))
}

fn is_auxiliary(word: &str) -> bool {
    matches!(word, "is" | "are" | "was" | "were" | "has" | "does")
}

fn own_verb(verb: &str) -> String {
    match verb {
        "is" | "are" => "am".to_owned(),
        "was" | "were" => "was".to_owned(),
        "has" => "have".to_owned(),
        "does" => "do".to_owned(),
        other => without_third_person_ending(other),
    }
}

fn own_word(word: &str) -> &str {
    match word {
        "himself" | "herself" | "themselves" | "themself" | "yourself" => "myself",
        "his" | "their" | "your" => "my",
        other => other,
    }
}

/// Turns "tries" into "try" and "walks" into "walk". Other words stay as they are.
fn without_third_person_ending(verb: &str) -> String {
    let lower = verb.chars().all(char::is_lowercase);
    if !lower || verb.ends_with("ss") || verb.len() < 4 {
        return verb.to_owned();
    }
    if let Some(stem) = verb.strip_suffix("ies") {
        return format!("{stem}y");
    }
    for ending in ["sses", "shes", "ches", "xes", "oes", "zzes"] {
        if verb.ends_with(ending) {
            return verb[..verb.len() - 2].to_owned();
        }
    }
    verb.strip_suffix('s').unwrap_or(verb).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_third_person_becomes_the_first() {
        let subjects = subjects("Raymond", "Raymond Reddington is a main character.");
        let say = |sentence| first_person(sentence, &subjects);
        assert_eq!(say("Raymond Reddington is a spy.").as_deref(), Some("I am a spy."));
        assert_eq!(say("Reddington turns himself in.").as_deref(), Some("I turn myself in."));
        assert_eq!(say("He dislikes rude people.").as_deref(), Some("I dislike rude people."));
        assert_eq!(say("The lamp is dark."), None);
        assert_eq!(
            say("He has walked the same lamps every evening and knows each by its hum.").as_deref(),
            Some("I have walked the same lamps every evening and know each by its hum.")
        );
        assert_eq!(
            say("He likes fog, boats and lamps in the dark.").as_deref(),
            Some("I like fog, boats and lamps in the dark.")
        );
        assert_eq!(
            say("He never forgets and is always on time, himself.").as_deref(),
            Some("I never forget and am always on time, myself.")
        );
    }
}
