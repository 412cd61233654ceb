//! A backstory as a list of sentences from which a reply is chosen.

use super::first_person::{first_person, subjects};
use super::sentences::sentences;
use super::words;
use crate::world::Character;

/// The rest of a longer backstory is ignored.
const MAX_BYTES: usize = 64 * 1024;

pub struct Backstory {
    sentences: Vec<String>,
    /// The stems of the meaningful words of each sentence.
    stems: Vec<Vec<String>>,
    /// What the backstory calls the character, such as `Raymond Reddington`, `Raymond` and `He`.
    subjects: Vec<String>,
}

impl Backstory {
    pub fn new(character: &Character) -> Self {
        let sentences = sentences(prefix(&character.backstory, MAX_BYTES));
        let stems = sentences.iter().map(|sentence| words::stems(sentence)).collect();
        let subjects = subjects(&character.name, sentences.first().map_or("", String::as_str));
        Self { sentences, stems, subjects }
    }

    /// Chooses the sentence that fits the query best. `times_told` says how often a sentence was told before.
    ///
    /// A sentence scores for each meaningful word that it shares with the query, and more for a rare word. Among the
    /// sentences with at least half of the best score, the one that was told least often is chosen. `None` if no
    /// sentence shares a word with the query.
    pub fn best_match(&self, query: &str, times_told: impl Fn(usize) -> u32) -> Option<usize> {
        let wanted = words::stems(query);
        let mut scored: Vec<(f64, usize)> = (0..self.sentences.len())
            .map(|index| (self.score(index, &wanted), index))
            .filter(|(score, _)| *score > 0.0)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let best = scored.first().map_or(0.0, |(score, _)| *score);
        scored
            .iter()
            .filter(|(score, _)| *score * 2.0 >= best)
            .min_by_key(|(_, index)| times_told(*index))
            .map(|(_, index)| *index)
    }

    /// The first of the sentences that were told least often.
    pub fn least_told(&self, times_told: impl Fn(usize) -> u32) -> Option<usize> {
        (0..self.sentences.len()).min_by_key(|index| times_told(*index))
    }

    fn score(&self, index: usize, wanted: &[String]) -> f64 {
        wanted
            .iter()
            .filter(|stem| self.stems[index].contains(stem))
            .map(|stem| {
                let occurrences = self.stems.iter().filter(|stems| stems.contains(stem)).count();
                1.0 / occurrences as f64
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

/// At most `max_bytes` bytes of the text, cut between two characters.
pub fn prefix(text: &str, max_bytes: usize) -> &str {
    let mut end = max_bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
