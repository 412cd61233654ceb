//! The tokens that stand for an API key.

use std::collections::{HashMap, VecDeque};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Registry;
use crate::world::store::{Change, Durable};

/// When there are more tokens than this, the oldest is forgotten.
const MAX_TOKENS: usize = 10_000;

/// A token that was given to a user.
#[derive(Clone, Serialize, Deserialize)]
pub struct Token {
    pub token: String,
    pub user: String,
    /// In microseconds since 1970, on the clock of the world.
    pub expires: i64,
    pub revoked: bool,
}

impl fmt::Debug for Token {
    /// Omits the token itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { token: _, user, expires, revoked } = self;
        f.debug_struct("Token").field("user", user).field("expires", expires).field("revoked", revoked).finish()
    }
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenProblem {
    Unknown,
    Expired,
    Revoked,
}

impl TokenProblem {
    pub fn text(self) -> &'static str {
        match self {
            Self::Unknown => "the token is unknown; /user/connect gives one",
            Self::Expired => "the token has expired; get a new one from /user/connect",
            Self::Revoked => "the token was revoked; get a new one from /user/connect",
        }
    }
}

/// All tokens of a world.
#[derive(Default)]
pub(super) struct Tokens {
    by_text: HashMap<String, Token>,
    /// The oldest first.
    order: VecDeque<String>,
}

impl Tokens {
    pub fn insert(&mut self, token: Token) {
        if self.by_text.insert(token.token.clone(), token.clone()).is_none() {
            self.order.push_back(token.token);
        }
        if self.order.len() > MAX_TOKENS {
            if let Some(oldest) = self.order.pop_front() {
                self.by_text.remove(&oldest);
            }
        }
    }

    fn find(&mut self, token: &str, user: &str, now: i64) -> Result<&mut Token, TokenProblem> {
        match self.by_text.get_mut(token).filter(|token| token.user == user) {
            None => Err(TokenProblem::Unknown),
            Some(token) if token.revoked => Err(TokenProblem::Revoked),
            Some(token) if token.expires <= now => Err(TokenProblem::Expired),
            Some(token) => Ok(token),
        }
    }
}

impl Registry {
    pub fn add_token(&self, token: Token) -> Durable {
        let mut tables = self.lock();
        tables.tokens.insert(token.clone());
        self.store.submit(&self.world, vec![Change::Token(token)])
    }

    /// Whether a token of this user is valid at this time.
    pub fn check_token(&self, token: &str, user: &str, now: i64) -> Result<(), TokenProblem> {
        self.lock().tokens.find(token, user, now).map(|_| ())
    }

    /// Changes a token that is valid at this time.
    pub fn change_token(
        &self,
        token: &str,
        user: &str,
        now: i64,
        change: impl FnOnce(&mut Token),
    ) -> Result<Durable, TokenProblem> {
        let mut tables = self.lock();
        let found = tables.tokens.find(token, user, now)?;
        change(found);
        let changed = found.clone();
        Ok(self.store.submit(&self.world, vec![Change::Token(changed)]))
    }
}
