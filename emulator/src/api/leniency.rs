//! What is tolerated although the documentation asks for something else.

use crate::response::HttpResponse;

/// Collects what a request got wrong and the emulator tolerated.
pub struct Leniency {
    loose: bool,
    tolerated: Vec<String>,
}

impl Leniency {
    pub fn new(loose: bool) -> Self {
        Self { loose, tolerated: Vec::new() }
    }

    /// A violation of what the documentation requires: tolerated with `--loose`, and else the error.
    pub fn violation(&mut self, what: impl Into<String>) -> Result<(), String> {
        let what = what.into();
        if !self.loose {
            return Err(format!("{what}; --loose tolerates it"));
        }
        self.tolerated.push(what);
        Ok(())
    }

    /// Something that the documentation does not say, but that known clients do. It is always tolerated.
    pub fn tolerate(&mut self, what: impl Into<String>) {
        self.tolerated.push(what.into());
    }

    /// Names what was tolerated in a header of the response and in the journal.
    pub fn mark(self, response: HttpResponse) -> HttpResponse {
        if self.tolerated.is_empty() { response } else { response.with_tolerated(self.tolerated) }
    }
}
