//! The brain that needs no other program: it answers with sentences of the backstory.
//!
//! The reply comes from three sources, in this order: a few questions that every character can answer (`intents`),
//! what the user said earlier in the session, and the sentence of the backstory that shares the most words with the
//! question. The result is deterministic: the same turns with the same character give the same replies.

use super::backstory::{Backstory, prefix};
use super::intents::Intent;
use super::{Answering, Brain, Prompt, Reply, UserQuery, words};
use crate::ears::Heard;
use crate::hearing::Measurement;
use crate::world::{Character, Session};

/// The rest of a longer text is not searched for words, so that its answer takes no longer than others.
const MAX_SEARCHED: usize = 16 * 1024;
/// Quotes of earlier turns are cut after this many characters.
const MAX_QUOTE: usize = 120;

/// Answers with sentences of the backstory.
pub struct BackstoryBrain;

impl Brain for BackstoryBrain {
    fn name(&self) -> &str {
        "backstory"
    }

    fn reply<'a>(&'a self, prompt: &'a Prompt<'a>, session: &'a mut Session) -> Answering<'a> {
        Box::pin(async move {
            // A long backstory takes a while. `block_in_place` keeps other connections going.
            let text = tokio::task::block_in_place(|| reply(prompt.character, session, prompt.query));
            Ok(Reply::Whole(text))
        })
    }
}

fn reply(character: &Character, session: &mut Session, query: &UserQuery) -> String {
    let backstory = Backstory::new(character);
    let mut writer = ReplyWriter { character, backstory: &backstory, session };
    match query {
        UserQuery::Text(text) => writer.reply_to_text(text),
        UserQuery::Audio(Heard { words: Some(words), .. }) => writer.reply_to_text(&words.text),
        UserQuery::Audio(heard) => writer.reply_to_audio(&heard.measured),
    }
}

/// What one reply is written from.
struct ReplyWriter<'a> {
    character: &'a Character,
    backstory: &'a Backstory,
    session: &'a mut Session,
}

impl ReplyWriter<'_> {
    fn reply_to_text(&mut self, text: &str) -> String {
        let searched = prefix(text, MAX_SEARCHED);
        // A longer text is compared as it is.
        let times_before = match searched.len() == text.len() {
            true => self.session.count_question(&words::normalised(text)),
            false => self.session.count_question(text),
        };
        let answer = self.answer(searched);
        match times_before {
            0 => answer,
            1 => format!("You said that before, and I do not mind. {answer}"),
            many => format!("That makes {} times now. {answer}", many + 1),
        }
    }

    fn answer(&mut self, text: &str) -> String {
        let name = &self.character.name;
        match Intent::of(text) {
            Intent::Machine => format!(
                "I am {name}, played by an emulator. There is no language model behind me, and this is not the real \
                 service: I answer with the sentences of my backstory that share words with yours."
            ),
            Intent::AskName => {
                let more = self.tell_more();
                join(&format!("I am {name}."), &more)
            }
            Intent::TellName(user) => {
                let greeting = format!("I am glad to meet you, {user}. I am {name}, and I shall remember your name.");
                self.session.set_user_name(user);
                greeting
            }
            Intent::AskOwnName => match self.session.user_name() {
                Some(user) => format!("Your name is {user}: you told me so."),
                None => "You have not told me your name yet.".to_owned(),
            },
            Intent::AskEarlier => self.quote_earlier_turns(),
            Intent::AskOwnReply => match self.session.newest_turns().next() {
                Some(turn) => format!("I said: “{}”", quote(&turn.reply)),
                None => "I have said nothing yet.".to_owned(),
            },
            Intent::AskCount => format!("We have had {} turns before this one.", self.session.turn_count()),
            Intent::Greeting => {
                let user = match self.session.user_name() {
                    Some(user) => format!(", {user}"),
                    None => String::new(),
                };
                format!("Hello{user}. I am {name}. Ask me about myself.")
            }
            Intent::Thanks => "You are welcome.".to_owned(),
            Intent::Farewell => match self.session.user_name() {
                Some(user) => format!("Farewell, {user}. I shall remember you for as long as this session lasts."),
                None => "Farewell. I shall remember this for as long as the session lasts.".to_owned(),
            },
            Intent::Other { question } => self.search(text, question),
        }
    }

    /// What the user said in the last two turns, the newest first.
    fn quote_earlier_turns(&self) -> String {
        let mut earlier = self.session.newest_turns();
        let Some(last) = earlier.next() else {
            return "You have not said anything to me before this.".to_owned();
        };
        let mut answer = format!("You said: “{}”", quote(&last.user));
        if let Some(before) = earlier.next() {
            answer.push_str(&format!(" And before that: “{}”", quote(&before.user)));
        }
        answer
    }

    /// Searches the user's earlier statements, then the backstory. If neither matches, the reply says so.
    fn search(&mut self, text: &str, question: bool) -> String {
        if question && words::is_about_speaker(text) {
            let wanted = words::stems(text);
            let statement = self.session.newest_turns().find(|turn| {
                !turn.user.trim_end().ends_with(['?', '？'])
                    && words::stems(prefix(&turn.user, MAX_SEARCHED)).iter().any(|stem| wanted.contains(stem))
            });
            if let Some(turn) = statement {
                return format!("You told me: “{}”", quote(&turn.user));
            }
        }
        if let Some(index) = self.backstory.best_match(text, |index| self.session.times_told(index)) {
            return self.tell(index);
        }
        let opening = if question {
            format!("You ask: “{}” My story does not say.", quote(text))
        } else {
            format!("“{}”: I shall remember that.", quote(text))
        };
        let more = self.tell_more();
        join(&opening, &more)
    }

    /// The sentence of the backstory that was told least often. Empty if there is no backstory.
    fn tell_more(&mut self) -> String {
        match self.backstory.least_told(|index| self.session.times_told(index)) {
            Some(index) => self.tell(index),
            None => String::new(),
        }
    }

    fn tell(&mut self, index: usize) -> String {
        self.session.count_told(index);
        self.backstory.spoken(index)
    }

    fn reply_to_audio(&mut self, measurement: &Measurement) -> String {
        let mut reply = measurement.report();
        let times_before = self.session.count_question(&reply);
        if times_before > 0 {
            reply = format!("{reply} The same recording again, for the {} time.", ordinal(times_before + 1));
        }
        if let Some(advice) = measurement.advice() {
            reply = join(&reply, &advice);
        }
        if measurement.is_silent() {
            return reply;
        }
        let name = &self.character.name;
        reply = join(&reply, &format!("I am {name}, and I can measure a voice but not make out its words."));
        let more = self.tell_more();
        join(&reply, &more)
    }
}

/// Joins two texts with a space. Either may be empty.
fn join(first: &str, second: &str) -> String {
    match (first.is_empty(), second.is_empty()) {
        (false, false) => format!("{first} {second}"),
        _ => format!("{first}{second}"),
    }
}

fn quote(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= MAX_QUOTE {
        return text.to_owned();
    }
    let start: String = text.chars().take(MAX_QUOTE).collect();
    format!("{start}…")
}

fn ordinal(n: u32) -> String {
    let ending = match (n % 10, n % 100) {
        (1, last) if last != 11 => "st",
        (2, last) if last != 12 => "nd",
        (3, last) if last != 13 => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}
