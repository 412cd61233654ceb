//! Lines that a player could say, and the backstory of a new character.

use super::sentences::{sentence_slices, sentences};
use crate::world::Character;

/// How many lines are suggested.
const LINES: usize = 3;

/// Lines with which a player can begin a conversation, or go on after these replies.
pub fn starters(character: &Character, replies: &[String]) -> Vec<String> {
    let told = |sentence: &str| {
        let bare = sentence.trim_end_matches(['.', '!', '?']);
        // The character tells its backstory in the first person: what follows its name stays the same.
        let rest = bare.split_once(' ').map_or(bare, |(_, rest)| rest);
        let rest = rest.split_once(' ').map_or(rest, |(_, rest)| rest);
        replies.iter().any(|reply| reply.contains(rest))
    };
    let facts = sentences(&character.backstory);
    let untold = facts.iter().filter(|fact| !told(fact)).map(|fact| {
        let fact = fact.trim_end_matches(['.', '!', '?']);
        format!("Is it true that {}?", lower_first(fact, &character.name))
    });
    let opening = match replies.last() {
        None => format!("Hello, {}! Who are you?", character.name),
        Some(reply) => {
            let first = sentence_slices(reply).first().map_or("", |first| first.trim());
            format!("You said: “{first}” Why?")
        }
    };
    std::iter::once(opening).chain(untold).take(LINES).collect()
}

/// The fact inside a sentence: in lower case, if it does not begin with the name.
fn lower_first(fact: &str, name: &str) -> String {
    let first_name = name.split(' ').next().unwrap_or(name);
    let mut characters = fact.chars();
    match characters.next() {
        Some(first) if !fact.starts_with(first_name) => first.to_lowercase().chain(characters).collect(),
        _ => fact.to_owned(),
    }
}

/// A backstory from a name and a description, in the second person.
pub fn backstory(name: &str, description: &str) -> String {
    let mut text = format!("You are {name}.");
    for trait_ in sentences(description) {
        text.push(' ');
        text.push_str(&trait_);
        if !trait_.ends_with(['.', '!', '?']) {
            text.push('.');
        }
    }
    text.push_str(" You answer every question in your own words, and you never forget a face.");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_ask_for_what_was_not_told_yet() {
        let pell = Character::public();
        let opening = starters(&pell, &[]);
        assert_eq!(opening[0], "Hello, Pell the Lamplighter! Who are you?");
        assert_eq!(opening.len(), LINES);
        assert!(opening[1].starts_with("Is it true that Pell the Lamplighter keeps the lamps"), "{opening:?}");
        let replies = ["I keep the lamps of Harbour Street in the town of Low Tarrow.".to_owned()];
        let next = starters(&pell, &replies);
        assert!(next[0].contains("I keep the lamps") && next != opening, "{next:?}");
    }

    #[test]
    fn a_backstory_has_the_name_and_the_description() {
        let text = backstory("Mindy", "Lawyer in the New York City. Achiever. Stubborn");
        assert!(text.starts_with("You are Mindy. Lawyer in the New York City. Achiever. Stubborn. You"), "{text}");
    }
}
