//! A backstory as sentences that a character can say of itself.

use super::words;
use crate::world::Character;

/// Longer backstories are read up to here.
const MOST: usize = 64 * 1024;

/// Shortened words whose full stop ends no sentence.
const SHORTENED: [&str; 8] = ["Mr", "Mrs", "Ms", "Dr", "St", "Prof", "Jr", "vs"];

pub struct Backstory {
    sentences: Vec<String>,
    stems: Vec<Vec<String>>,
    /// What the backstory calls the character, such as `Raymond Reddington`, `Raymond`, `He`.
    subjects: Vec<String>,
}

impl Backstory {
    pub fn read(character: &Character) -> Self {
        let sentences = sentences(up_to(&character.backstory, MOST));
        let stems = sentences.iter().map(|sentence| words::stems(sentence)).collect();
        let subjects = subjects(&character.name, sentences.first().map_or("", String::as_str));
        Self { sentences, stems, subjects }
    }

    /// The sentence that shares the most meaningful words with the query, together with a second one that is as good.
    /// Rare words count more; what was told before counts less. Without a query: the next one not told yet.
    pub fn choose(&self, query: &str, told: impl Fn(usize) -> u32) -> Vec<usize> {
        let all = 0..self.sentences.len();
        if query.is_empty() {
            return all.min_by_key(|index| told(*index)).into_iter().collect();
        }
        let wanted = words::stems(query);
        let mut scored: Vec<(f64, usize)> =
            all.map(|index| (self.score(index, &wanted), index)).filter(|(score, _)| *score > 0.0).collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        // Among those that fit nearly as well as the best, one that was told least often.
        let best = scored.first().map_or(0.0, |(score, _)| *score);
        scored
            .iter()
            .filter(|(score, _)| *score * 2.0 >= best)
            .min_by_key(|(_, index)| told(*index))
            .map(|(_, index)| *index)
            .into_iter()
            .collect()
    }

    fn score(&self, index: usize, wanted: &[String]) -> f64 {
        wanted
            .iter()
            .filter(|stem| self.stems[index].contains(stem))
            .map(|stem| {
                let holders = self.stems.iter().filter(|stems| stems.contains(stem)).count();
                1.0 / holders as f64
            })
            .sum()
    }

    /// The sentence as the character would say it.
    pub fn spoken(&self, index: usize) -> String {
        let sentence = &self.sentences[index];
        let mut spoken = first_person(sentence, &self.subjects).unwrap_or_else(|| sentence.clone());
        if !spoken.ends_with(['.', '!', '?', '。', '！', '？', '”', '"', '…']) {
            spoken.push('.');
        }
        spoken
    }
}

fn up_to(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Splits a text where sentences end. Every character of the text but the spaces between sentences is kept.
pub fn sentences(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if !is_end(text, start, at, character) {
            continue;
        }
        let mut end = at + character.len_utf8();
        while let Some((next, closing)) = characters.next_if(|(_, c)| is_closing(*c)) {
            end = next + closing.len_utf8();
        }
        let wide = matches!(character, '。' | '！' | '？' | '\n');
        let over = characters.peek().is_none_or(|(_, c)| c.is_whitespace());
        if wide || over {
            keep(&mut found, &text[start..end]);
            start = end;
        }
    }
    keep(&mut found, &text[start..]);
    found
}

fn keep(found: &mut Vec<String>, sentence: &str) {
    let sentence = sentence.trim();
    if !sentence.is_empty() {
        found.push(sentence.to_owned());
    }
}

fn is_end(text: &str, start: usize, at: usize, character: char) -> bool {
    match character {
        '.' => {
            let word = text[start..at].rsplit(char::is_whitespace).next().unwrap_or("");
            !SHORTENED.contains(&word)
        }
        '!' | '?' | '…' | '。' | '！' | '？' | '\n' => true,
        _ => false,
    }
}

fn is_closing(character: char) -> bool {
    matches!(character, '”' | '"' | '\'' | '’' | ')' | '」' | '』' | '.' | '!' | '?')
}

/// The names and pronouns that stand for the character at the start of a sentence, the longest first.
fn subjects(name: &str, first: &str) -> Vec<String> {
    let parts: Vec<&str> = name.split_whitespace().collect();
    let mut subjects = vec![name.trim().to_owned()];
    // The capitalised words that open the story, where they hold a part of the name: "Raymond Reddington is ...".
    let opening: Vec<&str> = first
        .split_whitespace()
        .take_while(|word| word.starts_with(char::is_uppercase) && word.ends_with(char::is_alphanumeric))
        .collect();
    if opening.iter().any(|word| parts.contains(word)) {
        subjects.push(opening.join(" "));
        subjects.extend(opening.iter().map(|word| (*word).to_owned()));
    }
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    subjects.extend(parts.iter().filter(capital).map(|word| (*word).to_owned()));
    subjects.extend(["He", "She", "They", "You"].map(str::to_owned));
    subjects.retain(|subject| !subject.is_empty());
    subjects.sort_by_key(|subject| std::cmp::Reverse(subject.len()));
    subjects.dedup();
    subjects
}

/// "Raymond is a criminal, who hides himself" becomes "I am a criminal, who hides myself".
fn first_person(sentence: &str, subjects: &[String]) -> Option<String> {
    let rest = subjects.iter().find_map(|subject| sentence.strip_prefix(subject.as_str())?.strip_prefix(' '))?;
    let mut words = rest.split(' ');
    let verb = words.next()?;
    let verb = match verb {
        "is" | "are" => "am".to_owned(),
        "was" | "were" => "was".to_owned(),
        "has" => "have".to_owned(),
        "does" => "do".to_owned(),
        "likely" | "always" | "never" | "often" => verb.to_owned(),
        other => plain_verb(other),
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

/// "tries" becomes "try", "walks" becomes "walk"; anything else is left alone.
fn plain_verb(verb: &str) -> String {
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
    fn sentences_end_where_readers_pause() {
        assert_eq!(
            sentences("Mr. Pell walks. He said, “Go.” Then left! 終わり。次"),
            ["Mr. Pell walks.", "He said, “Go.”", "Then left!", "終わり。", "次"]
        );
        assert_eq!(sentences("3.14 is not an end"), ["3.14 is not an end"]);
        assert!(sentences("  ").is_empty());
    }

    #[test]
    fn third_person_becomes_first() {
        let subjects = subjects("Raymond", "Raymond Reddington is a main character.");
        let say = |sentence| first_person(sentence, &subjects);
        assert_eq!(say("Raymond Reddington is a spy.").as_deref(), Some("I am a spy."));
        assert_eq!(say("Reddington turns himself in.").as_deref(), Some("I turn myself in."));
        assert_eq!(say("He dislikes rude people.").as_deref(), Some("I dislike rude people."));
        assert_eq!(say("The lamp is dark."), None);
    }
}
