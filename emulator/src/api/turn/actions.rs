//! What a character does: the actions that the player's sentence names, in its order, each with the objects and characters
//! that follow it.

use crate::brain::{same_word, split_words};

/// Words that make no difference: `A Jukebox` is also `the jukebox`.
const ARTICLES: [&str; 4] = ["a", "an", "the", "some"];

/// A name that a sentence contains, by the positions of its words.
struct Mention<'a> {
    name: &'a str,
    start: usize,
    end: usize,
}

/// The names that the sentence contains, in its order. Where several begin at one word, the longest one counts.
fn mentions<'a>(words: &[String], names: &'a [String]) -> Vec<Mention<'a>> {
    let names: Vec<(&str, Vec<String>)> =
        names.iter().map(|name| (shown(name), searched(name))).filter(|(_, words)| !words.is_empty()).collect();
    let mut found = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let here = |wanted: &[String]| {
            let said = words.get(start..start + wanted.len());
            said.is_some_and(|said| said.iter().zip(wanted).all(|(said, wanted)| same_word(said, wanted)))
        };
        let longest = names.iter().filter(|(_, wanted)| here(wanted)).max_by_key(|(_, wanted)| wanted.len());
        let end = start + longest.map_or(1, |(_, wanted)| wanted.len());
        found.extend(longest.map(|(name, _)| Mention { name, start, end }));
        start = end;
    }
    found
}

/// A name without the hint behind it: `Mojito (Can be: Served)` is `Mojito`.
fn shown(name: &str) -> &str {
    match name.split_once('(') {
        Some((shown, _)) if !shown.trim().is_empty() => shown.trim(),
        _ => name.trim(),
    }
}

/// The words that a sentence must have to name it.
fn searched(name: &str) -> Vec<String> {
    words(shown(name))
}

/// The words of a text without articles.
fn words(text: &str) -> Vec<String> {
    let mut words = split_words(text);
    words.retain(|word| !ARTICLES.contains(&word.as_str()));
    words
}

/// The actions that the sentence asks for.
pub fn sequence(sentence: &str, actions: &[String], things: &[String]) -> Vec<String> {
    let words = words(sentence);
    let (actions, things) = (mentions(&words, actions), mentions(&words, things));
    let mut sequence = Vec::new();
    for (index, action) in actions.iter().enumerate() {
        let next = actions.get(index + 1).map_or(words.len(), |next| next.start);
        let meant: Vec<String> = things
            .iter()
            .filter(|thing| (action.end..next).contains(&thing.start))
            .map(|thing| format!("{} {}", action.name, thing.name))
            .collect();
        if meant.is_empty() {
            sequence.push(action.name.to_owned());
        }
        sequence.extend(meant);
    }
    sequence
}

/// The first of the labels that the sentence names.
pub fn first_label<'a>(sentence: &str, labels: &'a [String]) -> Option<&'a str> {
    mentions(&words(sentence), labels).first().map(|mention| mention.name)
}

/// The sequence as the service writes it: a line with a space, and then one line for each action, with a space before all but
/// the first.
pub fn text(actions: &[String]) -> String {
    format!(" \n{}", actions.join("\n "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn actions_follow_the_sentence() {
        let actions = list(&["Wave", "Jump", "Run", "Run away", "Open"]);
        let said = |sentence: &str| sequence(sentence, &actions, &[]);
        assert_eq!(said("Jump and then wave."), ["Jump", "Wave"]);
        assert_eq!(said("wave, then JUMP"), ["Wave", "Jump"]);
        assert_eq!(said("Jump! Jump again!"), ["Jump", "Jump"]);
        assert_eq!(said("Would you mind waving?"), ["Wave"]);
        assert_eq!(sequence("Serve a mojito", &list(&["Serve Mojito"]), &[]), ["Serve Mojito"]);
        assert_eq!(said("Run away, do not just run"), ["Run away", "Run"]);
        assert_eq!(said("Wavelengths are reopening"), [""; 0], "only whole words");
        assert_eq!(said(""), [""; 0]);
    }

    #[test]
    fn an_action_takes_the_things_that_follow_it() {
        let actions = list(&["Play", "Serve", "Give", "Call Cab"]);
        let objects = list(&[
            "Mojito (Can be: Served|Cannot be: Played, Given)",
            "Tequilla Sunrise",
            "A Jukebox (Can be: Played)",
            "Chair#1",
            "Chair#12",
        ]);
        let said = |sentence: &str| sequence(sentence, &actions, &objects);
        assert_eq!(said("Serve a mojito and a Tequilla Sunrise"), ["Serve Mojito", "Serve Tequilla Sunrise"]);
        assert_eq!(
            said("Play the jukebox, serve the mojito, call cab"),
            ["Play A Jukebox", "Serve Mojito", "Call Cab"]
        );
        assert_eq!(said("Is that a mojito? Give me chair 12"), ["Give Chair#12"]);
        assert_eq!(text(&said("Serve a mojito and a Tequilla Sunrise")), " \nServe Mojito\n Serve Tequilla Sunrise");
    }

    #[test]
    fn the_label_is_the_one_that_the_sentence_names_first() {
        let labels = list(&["greeting", "question", "farewell"]);
        assert_eq!(first_label("A farewell after the greeting", &labels), Some("farewell"));
        assert_eq!(first_label("nothing of that", &labels), None);
    }
}
