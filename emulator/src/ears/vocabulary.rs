//! The words that a player is likely to say.

use std::collections::HashSet;

/// Words that sentences of any topic consist of.
const COMMON: &str = "\
    a about above across after afternoon again against ago all almost alone along already also always am an and another any \
    anybody anyone anything anywhere are around as ask asked at away back bad be beautiful because bed been before began begin \
    behind believe below better between big black blue body both bring brother buy by bye call called came can cannot can't \
    careful certain change child children city close cold come could couldn't country cut dark daughter day days dead did \
    didn't different do does doesn't doing done don't down drink drop each early eat eight eighteen eighty either eleven else \
    end enemy enough evening ever every everybody everyone everything everywhere eyes face fall family far fast father feel few \
    fifteen fifty fight find fine first five follow food for forget forty forward found four fourteen friend friends from front \
    full game gave get girl give go going gone good goodbye got great green had half hand happen happened happy hard has have \
    haven't he head hear heard heart hello help her here hers hey hi high him his hold home hope hour house how hundred i i'd \
    i'll i'm i've if in inside into is isn't it it's its job jump just keep kill kind know known last late later lead leave left \
    less let let's life light like listen little live long look looking lose lost love made make man many matter may maybe me \
    mean meet men might mine minute miss moment money more morning most mother move much must my name near need never new next \
    nice night nine nineteen ninety no nobody none nor not nothing now of off often oh okay old on once one only open or other \
    others our out outside over own part pay people perhaps person place play please put question quick quiet quite ready real \
    really red remember rest return right road room run said same saw say says second see seem seen sell send seven seventeen \
    seventy shall she should show side since sing sister sit six sixteen sixty sleep slow small so some somebody someone \
    something sometimes somewhere son soon sorry speak stand start stay step still stop story strange street strong such sure \
    take talk tell ten than thank thanks that that's the their them then there these they thing things think third thirteen \
    thirty this those though thought thousand three through time tired to today together told tomorrow tonight too took town \
    true try turn twelve twenty twice two under understand until up us use very wait walk want wanted was water way we we'll \
    weapon welcome well went were what what's when where which while white who who's whose why will wish with without woman \
    women won't word work world would wouldn't wrong year years yellow yes yesterday yet you you're young your yours zero";

/// The lines of a dictionary with the common words and the words of these texts. A line is a word, with a number in
/// parentheses if it has several pronunciations, and its sounds.
pub fn part_of(dictionary: &str, texts: &[String]) -> String {
    let mut wanted: HashSet<String> = COMMON.split_whitespace().map(str::to_owned).collect();
    for text in texts {
        wanted.extend(words(text));
    }
    let lines = dictionary.lines().filter(|line| {
        let word = line.split_whitespace().next().unwrap_or_default();
        wanted.contains(word.split('(').next().unwrap_or_default())
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The words of a text as the dictionary spells them.
fn words(text: &str) -> impl Iterator<Item = String> {
    let text = text.to_lowercase().replace('’', "'");
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .map(|word| word.trim_matches('\'').to_owned())
        .filter(|word| !word.is_empty())
        .collect();
    words.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DICTIONARY: &str =
        "don't D OW N T\ngiraffe JH ER AE F\nlamp L AE M P\nlamp's L AE M P S\nlive L AY V\nlive(2) L IH V\n";

    #[test]
    fn the_part_has_the_common_words_and_those_of_the_texts() {
        assert_eq!(part_of(DICTIONARY, &[]), "don't D OW N T\nlive L AY V\nlive(2) L IH V\n");
        let part = part_of(DICTIONARY, &["Pell lights the ‘Lamp’, at five.".to_owned()]);
        assert_eq!(part, "don't D OW N T\nlamp L AE M P\nlive L AY V\nlive(2) L IH V\n");
        assert!(part_of(DICTIONARY, &["The lamp’s glass".to_owned()]).contains("lamp's"));
    }
}
