//! The rows of the table that `tests/c/network.c` reads: the options of a client, and the expected result of a call.

use super::Program;

pub struct Row<'a> {
    pub name: &'a str,
    pub url: String,
    pub proxy: &'a str,
    /// A file with certificates to trust, or nothing.
    pub trust: &'a str,
    pub status: &'a str,
    pub http_status: u16,
    /// Whether a part of the request was sent: `0`, `1`, or `?` if that depends on timing.
    pub sent: char,
    /// A part of the message.
    pub words: &'a str,
    /// The call: `get`, or `voices` for one without a body.
    pub call: &'a str,
}

impl Default for Row<'_> {
    fn default() -> Self {
        let (url, status) = (String::new(), "CONVAI_OK");
        Self { name: "", url, proxy: "direct", trust: "", status, http_status: 0, sent: '0', words: "", call: "get" }
    }
}

pub fn run(rows: &[Row]) {
    program(rows).passes();
}

pub fn program(rows: &[Row]) -> Program {
    let line = |c: &Row| {
        let (http_status, sent) = (c.http_status, c.sent);
        format!(
            "{}|{}|{}|{}|{}|{http_status}|{sent}|{}|{}\n",
            c.name, c.url, c.proxy, c.trust, c.status, c.words, c.call
        )
    };
    Program::c("network").input(rows.iter().map(line).collect::<String>())
}
