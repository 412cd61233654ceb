//! The rows of the table that `tests/c/network.c` reads: where a client is pointed to, and what comes of it.

use super::Program;

pub struct Case<'a> {
    pub name: &'a str,
    pub url: String,
    pub proxy: &'a str,
    /// A file with certificates to trust, or nothing.
    pub trust: &'a str,
    pub status: &'a str,
    pub http_status: u16,
    /// Whether some of the request was sent: `0`, `1`, or `?` where that is a matter of luck.
    pub sent: char,
    /// Of the message.
    pub words: &'a str,
}

impl Default for Case<'_> {
    fn default() -> Self {
        let (url, status) = (String::new(), "CONVAI_OK");
        Self { name: "", url, proxy: "direct", trust: "", status, http_status: 0, sent: '0', words: "" }
    }
}

pub fn run(cases: &[Case]) {
    program(cases).passes();
}

pub fn program(cases: &[Case]) -> Program {
    let line = |c: &Case| {
        let (http_status, sent) = (c.http_status, c.sent);
        format!("{}|{}|{}|{}|{}|{http_status}|{sent}|{}\n", c.name, c.url, c.proxy, c.trust, c.status, c.words)
    };
    Program::c("network").input(cases.iter().map(line).collect::<String>())
}
