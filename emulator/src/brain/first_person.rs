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

/// Turns "Raymond is a criminal, who hides himself" into "I am a criminal, who hides myself". `None` if the sentence
/// does not start with one of the subjects.
pub fn first_person(sentence: &str, subjects: &[String]) -> Option<String> {
    let rest = subjects.iter().find_map(|subject| sentence.strip_prefix(subject.as_str())?.strip_prefix(' '))?;
    let mut words = rest.split(' ');
    let verb = words.next()?;
    let verb = match verb {
        "is" | "are" => "am".to_owned(),
        "was" | "were" => "was".to_owned(),
        "has" => "have".to_owned(),
        "does" => "do".to_owned(),
        "likely" | "always" | "never" | "often" => verb.to_owned(),
        other => without_third_person_ending(other),
    };
    let rest: Vec<&str> = words
        .map(|word| match word {
            "himself" | "herself" | "themselves" | "themself" | "yourself" => "myself",
            "himself." | "herself." => "myself.",
            "his" | "their" | "your" => "my",
            other => other,
        })
        .collect();
    Some(format!("I {verb} {}", rest.join(" ")).trim_end().to_owned())
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
    }
}
