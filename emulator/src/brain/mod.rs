//! A character without a language model: it answers from its backstory by matching words, and remembers the session.
//!
//! Everything here is deterministic. The same turns of the same character give the same replies.

mod backstory;
mod intents;
mod words;

use std::collections::{HashMap, VecDeque};

use crate::hearing::Heard;
use crate::ids;
use crate::world::Character;
use backstory::Backstory;
use intents::Intent;

pub use backstory::sentences;

/// Turns beyond this number are forgotten.
const TURNS: usize = 64;
/// Different questions whose repetition is noticed, per session.
const QUESTIONS: usize = 256;
/// Quotes of the user are cut to this many characters.
const QUOTE: usize = 120;

/// What a character heard.
pub enum Said {
    Text(String),
    Audio(Heard),
}

impl Said {
    /// What goes into `userQuery`. Nothing here can transcribe speech, so audio is described.
    pub fn query(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Audio(heard) => format!("({:.2} seconds of audio)", heard.seconds()),
        }
    }
}

struct Turn {
    user: String,
    reply: String,
}

/// What a character remembers of one session.
#[derive(Default)]
pub struct Memory {
    turns: VecDeque<Turn>,
    pub count: u64,
    user_name: Option<String>,
    /// How often each question was asked, by its hash.
    asked: HashMap<u64, u32>,
    /// How often each sentence of the backstory was told.
    told: HashMap<usize, u32>,
}

impl Memory {
    pub fn remember(&mut self, said: &Said, reply: &str) {
        self.count += 1;
        self.turns.push_back(Turn { user: said.query(), reply: reply.to_owned() });
        if self.turns.len() > TURNS {
            self.turns.pop_front();
        }
    }

    /// How often this was asked before, counting from now on.
    fn asked_before(&mut self, question: &str) -> u32 {
        if self.asked.len() >= QUESTIONS {
            self.asked.clear();
        }
        let count = self.asked.entry(ids::hash(question)).or_default();
        *count += 1;
        *count - 1
    }
}

/// The reply, which goes into the memory as well.
pub fn reply(character: &Character, memory: &mut Memory, said: &Said) -> String {
    let story = Backstory::read(character);
    let mut speech = Speech { character, story: &story, memory };
    let reply = match said {
        Said::Text(text) => speech.answer_text(text),
        Said::Audio(heard) => speech.answer_audio(heard),
    };
    memory.remember(said, &reply);
    reply
}

/// One reply in the making.
struct Speech<'a> {
    character: &'a Character,
    story: &'a Backstory,
    memory: &'a mut Memory,
}

impl Speech<'_> {
    fn answer_text(&mut self, text: &str) -> String {
        let before = self.memory.asked_before(&words::normalised(text));
        let answer = self.answer(text);
        match before {
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
                let more = self.tell("");
                join(&format!("I am {name}."), &more)
            }
            Intent::TellName(user) => {
                let greeting = format!("I am glad to meet you, {user}. I am {name}, and I shall remember your name.");
                self.memory.user_name = Some(user);
                greeting
            }
            Intent::AskOwnName => match &self.memory.user_name {
                Some(user) => format!("Your name is {user}: you told me so."),
                None => "You have not told me your name yet.".to_owned(),
            },
            Intent::AskEarlier => self.recall(),
            Intent::AskOwnReply => match self.memory.turns.back() {
                Some(turn) => format!("I said: “{}”", quote(&turn.reply)),
                None => "I have said nothing yet.".to_owned(),
            },
            Intent::AskCount => format!("We have had {} turns before this one.", self.memory.count),
            Intent::Greeting => {
                let user = match &self.memory.user_name {
                    Some(user) => format!(", {user}"),
                    None => String::new(),
                };
                format!("Hello{user}. I am {name}. Ask me about myself.")
            }
            Intent::Thanks => "You are welcome.".to_owned(),
            Intent::Farewell => match &self.memory.user_name {
                Some(user) => format!("Farewell, {user}. I shall remember you for as long as this session lasts."),
                None => "Farewell. I shall remember this for as long as the session lasts.".to_owned(),
            },
            Intent::Other { question } => self.search(text, question),
        }
    }

    /// What the user said in earlier turns, the newest first.
    fn recall(&self) -> String {
        let mut earlier = self.memory.turns.iter().rev();
        let Some(last) = earlier.next() else {
            return "You have not said anything to me before this.".to_owned();
        };
        let mut answer = format!("You said: “{}”", quote(&last.user));
        if let Some(before) = earlier.next() {
            answer.push_str(&format!(" And before that: “{}”", quote(&before.user)));
        }
        answer
    }

    /// The earlier statements of the user, then the backstory, then an honest way out.
    fn search(&mut self, text: &str, question: bool) -> String {
        if question && words::about_oneself(text) {
            let wanted = words::stems(text);
            let told = self.memory.turns.iter().rev().find(|turn| {
                !turn.user.trim_end().ends_with(['?', '？'])
                    && words::stems(&turn.user).iter().any(|stem| wanted.contains(stem))
            });
            if let Some(turn) = told {
                return format!("You told me: “{}”", quote(&turn.user));
            }
        }
        let found = self.tell(text);
        if !found.is_empty() {
            return found;
        }
        let opening = if question {
            format!("You ask: “{}” My story does not say.", quote(text))
        } else {
            format!("“{}”: I shall remember that.", quote(text))
        };
        let more = self.tell("");
        join(&opening, &more)
    }

    /// The sentences of the backstory that answer best, spoken as the character; any that was told least often for an
    /// empty query. Empty where nothing fits.
    fn tell(&mut self, query: &str) -> String {
        let told = &self.memory.told;
        let chosen = self.story.choose(query, |index| told.get(&index).copied().unwrap_or(0));
        let mut reply = String::new();
        for index in chosen {
            *self.memory.told.entry(index).or_default() += 1;
            reply = join(&reply, &self.story.spoken(index));
        }
        reply
    }

    fn answer_audio(&mut self, heard: &Heard) -> String {
        let before = self.memory.asked_before(&heard.report());
        let mut reply = heard.report();
        if before > 0 {
            reply = format!("{reply} The same recording again, for the {} time.", ordinal(before + 1));
        }
        if let Some(advice) = heard.advice() {
            reply = join(&reply, &advice);
        }
        if heard.is_silent() {
            return reply;
        }
        let name = &self.character.name;
        reply = join(&reply, &format!("I am {name}, and I can measure a voice but not make out its words."));
        let more = self.tell("");
        join(&reply, &more)
    }
}

fn join(first: &str, second: &str) -> String {
    match (first.is_empty(), second.is_empty()) {
        (false, false) => format!("{first} {second}"),
        _ => format!("{first}{second}"),
    }
}

fn quote(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= QUOTE {
        return text.to_owned();
    }
    let start: String = text.chars().take(QUOTE).collect();
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
