//! Rewrites a sentence about a character into one that the character says.

/// They stand for the character only at the start of a sentence. Later ones may mean somebody else.
const PRONOUNS: [&str; 4] = ["He", "She", "They", "You"];

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
        let names = opening.iter().filter(|word| !is_english_word(word));
        subjects.extend(names.map(|word| (*word).to_owned()));
    }
    let capitalised = |word: &&&str| word.starts_with(char::is_uppercase);
    subjects.extend(parts.iter().filter(capitalised).map(|word| (*word).to_owned()));
    subjects.extend(PRONOUNS.map(str::to_owned));
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

/// Words before the subject of a clause.
const CLAUSE_OPENERS: [&str; 22] = [
    "after", "although", "and", "as", "because", "before", "but", "how", "if", "or", "since", "so", "that", "though",
    "until", "what", "when", "where", "which", "while", "whom", "why",
];
/// Words that are no verbs. They tell "and Pell knows" from "and Pell in".
const NO_VERBS: [&str; 20] = [
    "a", "an", "and", "as", "at", "by", "but", "for", "from", "in", "into", "of", "on", "or", "than", "the", "to",
    "who", "with", "without",
];
/// Words that tell an English sentence from one in another language.
const ENGLISH_WORDS: [&str; 44] = [
    "about", "an", "and", "are", "at", "but", "by", "can", "could", "did", "does", "every", "for", "from", "had",
    "has", "have", "he", "her", "him", "his", "into", "is", "never", "not", "of", "she", "that", "the", "their",
    "they", "this", "to", "was", "were", "when", "where", "who", "why", "will", "with", "would", "you", "your",
];
/// Words of sentences that are not English, although they may contain one of the others, such as the Dutch "is".
const FOREIGN_WORDS: [&str; 16] =
    ["das", "een", "ein", "eine", "el", "es", "est", "het", "il", "ist", "les", "los", "och", "una", "und", "une"];

/// What the next word may be.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    Other,
    /// The verb of the character, which follows its name.
    Verb,
    /// A further verb of the character, or a noun: they both follow "and".
    VerbOrNoun,
}

/// Turns "Raymond is a criminal, who hides himself" into "I am a criminal, who hides myself", and "It is dark, and
/// Raymond knows why" into "It is dark, and I know why". `None` if no clause has the character as its subject, or if the
/// sentence is not English.
pub fn first_person(sentence: &str, subjects: &[String]) -> Option<String> {
    let words: Vec<&str> = sentence.split(' ').collect();
    let mut spoken: Vec<String> = Vec::new();
    let mut speaks = false;
    // Whether a verb had the ending of the third person.
    let mut verb_ending = false;
    let mut expected = Next::Other;
    let mut index = 0;
    while let Some(word) = words.get(index) {
        if let Some(length) = subject_at(&words, index, subjects) {
            spoken.push("I".to_owned());
            (speaks, expected) = (true, Next::Verb);
            index += length;
            continue;
        }
        index += 1;
        let (bare, punctuation) = word.split_at(without_punctuation(word).len());
        // Before the first mention, the words are about something else.
        if !speaks || (expected != Next::Other && ADVERBS.contains(&bare)) {
            spoken.push((*word).to_owned());
            continue;
        }
        let next = words.get(index).map(|next| next.trim_matches(|c: char| c.is_ascii_punctuation()));
        let is_verb = match expected {
            Next::Other => false,
            Next::Verb => true,
            Next::VerbOrNoun => {
                is_auxiliary(bare) || next.is_some_and(|next| AFTER_VERB.contains(&next)) && punctuation.is_empty()
            }
        };
        let said = if is_verb { own_verb(bare) } else { own_word(bare).to_owned() };
        verb_ending |= is_verb && said != bare;
        spoken.push(format!("{said}{punctuation}"));
        let continues = COORDINATORS.contains(&bare) && punctuation.is_empty();
        expected = if continues { Next::VerbOrNoun } else { Next::Other };
    }
    (speaks && is_english(&words, verb_ending)).then(|| spoken.join(" "))
}

/// How many words at this place name the character as the subject of a clause.
fn subject_at(words: &[&str], index: usize, subjects: &[String]) -> Option<usize> {
    let begins_clause = match index.checked_sub(1).map(|before| words[before]) {
        None => true,
        Some(before) => before.ends_with([',', ';', ':', '–', '—']) || CLAUSE_OPENERS.contains(&before),
    };
    if !begins_clause {
        return None;
    }
    subjects.iter().filter(|subject| index == 0 || !PRONOUNS.contains(&subject.as_str())).find_map(|subject| {
        let length = subject.split(' ').count();
        let verb = without_punctuation(words.get(index + length)?);
        let is_verb = verb.starts_with(|c: char| c.is_ascii_lowercase()) && !NO_VERBS.contains(&verb);
        (is_verb && subject.split(' ').eq(words[index..index + length].iter().copied())).then_some(length)
    })
}

/// Whether the sentence is English: it has some of the language's frequent words and none of other languages. A short
/// sentence without either is English if a verb of the character has an English ending.
fn is_english(words: &[&str], verb_ending: bool) -> bool {
    let bare = || words.iter().map(|word| without_punctuation(word));
    !bare().any(|word| FOREIGN_WORDS.contains(&word)) && (verb_ending || bare().any(is_english_word))
}

fn is_english_word(word: &str) -> bool {
    ENGLISH_WORDS.contains(&word.to_lowercase().as_str())
}

fn without_punctuation(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_punctuation())
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

    #[test]
    fn a_later_clause_about_the_character_becomes_the_first_person_too() {
        let subjects = subjects("Pell the Lamplighter", "Pell the Lamplighter keeps the lamps of Harbour Street.");
        let say = |sentence| first_person(sentence, &subjects);
        for (sentence, spoken) in [
            ("The lighthouse is dark, and Pell will not say why.", "The lighthouse is dark, and I will not say why."),
            ("Pell likes fog because Pell knows his way.", "I like fog because I know my way."),
            (
                "The keeper lost his boat, and Pell never speaks of it.",
                "The keeper lost his boat, and I never speak of it.",
            ),
            ("These are the lamps that Pell the Lamplighter lights.", "These are the lamps that I light."),
            ("When it rains, Pell stays at home.", "When it rains, I stay at home."),
        ] {
            assert_eq!(say(sentence).as_deref(), Some(spoken));
        }
        // Here the character is no subject, or somebody else is.
        for sentence in [
            "The children know Pell and his dog.",
            "The wind, and Pell with it, came back.",
            "The dog barks when he sings.",
        ] {
            assert_eq!(say(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn a_sentence_in_another_language_stays_as_it_is() {
        let subjects = subjects("Pell", "Pell keeps bees.");
        let say = |sentence| first_person(sentence, &subjects);
        assert_eq!(say("Pell keeps bees.").as_deref(), Some("I keep bees."));
        for sentence in [
            "Pell geht jeden Abend durch die Stadt.",
            "Pell was immer ein Freund.",
            "Pell is een lantaarnopsteker.",
            "Pell est le gardien du phare.",
            "Pell es el farero.",
            "Pell は港の灯台守です。",
            "Pell зажигает фонари.",
        ] {
            assert_eq!(say(sentence), None, "{sentence}");
        }
    }

    #[test]
    fn an_article_before_the_name_is_no_name() {
        let subjects = subjects("Pell", "The Lamplighter Pell keeps the lamps.");
        assert_eq!(first_person("The lighthouse is dark.", &subjects), None);
        assert_eq!(first_person("The Lamplighter Pell keeps it.", &subjects).as_deref(), Some("I keep it."));
    }
}
