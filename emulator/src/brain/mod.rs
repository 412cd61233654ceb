//! Writes the reply of a character: from its backstory, or by a language model on a server.

mod backstory;
mod backstory_brain;
mod brains;
mod first_person;
mod intents;
mod sentences;
mod server;
mod suggestions;
mod words;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use crate::ears::Heard;
use crate::response::HeardWords;
use crate::world::{Character, Session};

pub use brains::Brains;
pub use sentences::{sentence_slices, word_slices};
pub use server::{Arriving, Piece};
pub use suggestions::{backstory as new_backstory, starters};
pub use words::{meets, same_word, split as split_words};

/// What the user said.
pub enum UserQuery {
    Text(String),
    /// A recording, which is measured. Its words are known only if the ears know them.
    Audio(Heard),
}

impl UserQuery {
    /// The words that were heard in a recording.
    pub fn heard(&self) -> Option<&HeardWords> {
        match self {
            Self::Text(_) => None,
            Self::Audio(heard) => heard.words.as_ref(),
        }
    }

    /// The text for `userQuery`. For audio whose words are not known, it is a description.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Audio(Heard { words: Some(words), .. }) => words.text.clone(),
            Self::Audio(heard) => format!("({:.2} seconds of audio)", heard.measured.seconds()),
        }
    }
}

/// What a brain answers to.
pub struct Prompt<'a> {
    pub character: &'a Character,
    pub query: &'a UserQuery,
    /// The actions of which the character can choose some. `None` if the turn asks for no actions.
    pub actions: Option<&'a [String]>,
    /// The names of what is around: objects and characters.
    pub things: &'a [String],
}

/// A reply.
pub enum Reply {
    Whole(String),
    /// A reply that is still being written.
    Arriving(Arriving),
}

/// Why there is no reply.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The kind of error, as `process_failure` names it.
    pub kind: &'static str,
    pub cause: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}('{}')", self.kind, self.cause)
    }
}

/// What a brain answers. It ends when the reply begins.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<Reply, Failure>> + Send + 'a>>;

/// Writes the replies of characters. The caller holds the lock of the session, and adds the turn to it.
pub trait Brain: Send + Sync {
    /// What the journal calls it.
    fn name(&self) -> &str;

    fn reply<'a>(&'a self, prompt: &'a Prompt<'a>, session: &'a mut Session) -> Answering<'a>;
}
