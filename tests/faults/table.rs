//! The faults: what the network or the service does, and what a call has to report then.

use crate::support::{Instrument, for_windows, raw_server::RawServer};
use convai_emulator::Emulator;

/// A reply that is valid for every call.
pub const GOOD: &str = concat!(
    r#""json":{"charID":"c","text":"t","sessionID":"s","apiAuthToken":"t","STATUS":"SUCCESS","section_id":"s","usage":{"email":"e"},"#,
    // A WAV file of one sample.
    r#""audio":"UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAABAA==","#,
    r#""list":[{"character_name":"n","name":"n","sessionID":"s","message":"m","section_id":"s","trigger_id":"t"}]}"#
);
/// An error message of the service, with characters that JSON escapes.
const NO: &str = "The words, ä \"x\".";

/// A row of the table that `faults.c` reads.
#[derive(Clone)]
pub struct Fault {
    name: String,
    /// The server, or nothing for the emulator.
    url: String,
    /// A name in the table of `c/bad_network.h`, or nothing.
    network: &'static str,
    /// The fault of the emulator.
    json: String,
    timeout_ms: u32,
    limit: u64,
    /// What the fault itself takes, besides its timeout: time, and memory in KiB.
    needs_ms: u32,
    needs_kib: u32,
    /// The memory that the library keeps after it, in KiB.
    keeps_kib: u32,
    /// The fault of the emulator for a good reply of the same size, or nothing if any reply is like that.
    like: &'static str,
    status: &'static str,
    http_status: u16,
    sent: char,
    retryable: char,
    words: String,
    service: String,
}

impl Fault {
    fn new(name: impl Into<String>, json: impl Into<String>) -> Self {
        let (name, json) = (name.into(), json.into());
        let (url, network, like, words, service) = Default::default();
        let (timeout_ms, limit, needs_ms, needs_kib, keeps_kib, http_status) = Default::default();
        let (status, sent, retryable) = ("CONVAI_OK", '1', '0');
        Self {
            name,
            url,
            network,
            json,
            timeout_ms,
            limit,
            needs_ms,
            needs_kib,
            keeps_kib,
            like,
            status,
            http_status,
            sent,
            retryable,
            words,
            service,
        }
    }

    /// A fault of another server than the emulator.
    fn at(name: &str, url: impl Into<String>) -> Self {
        Self { url: url.into(), ..Self::new(name, "") }
    }

    /// A fault of `c/bad_network.h`, with another server than the emulator or with nothing.
    fn of_the_network(name: &str, network: &'static str, url: impl Into<String>) -> Self {
        Self { network, ..Self::at(name, url) }
    }

    fn gives(self, status: &'static str, http_status: u16, words: &str) -> Self {
        Self { status, http_status, words: words.into(), ..self }
    }

    fn lost(self, http_status: u16) -> Self {
        self.gives("CONVAI_ERROR_CONNECTION_LOST", http_status, "the connection was lost in the middle: try again")
            .retryable()
    }

    fn times_out_after(self, timeout_ms: u32, http_status: u16) -> Self {
        let words = "try again, or raise the timeout (no complete reply within";
        Self { timeout_ms, ..self.gives("CONVAI_ERROR_TIMEOUT", http_status, words).retryable() }
    }

    /// The same before a connection is there. `what` did not come in time.
    fn does_not_connect_within(self, timeout_ms: u32, what: &str) -> Self {
        let words = format!("try again, or raise the timeout ({what} within");
        Self { timeout_ms, sent: '0', ..self.gives("CONVAI_ERROR_TIMEOUT", 0, &words).retryable() }
    }

    fn retryable(self) -> Self {
        Self { retryable: '1', ..self }
    }

    fn takes_ms(self, needs_ms: u32) -> Self {
        Self { needs_ms, ..self }
    }

    /// The line that `faults.c` reads.
    pub fn line(&self) -> String {
        let Self { name, url, network, json, timeout_ms, limit, needs_ms, needs_kib, keeps_kib, like, .. } = self;
        let Self { status, http_status, sent, retryable, words, service, .. } = self;
        let costs = format!("{timeout_ms}|{limit}|{needs_ms}|{needs_kib}|{keeps_kib}|{like}");
        let expected = format!("{status}|{http_status}|{sent}|{retryable}|{words}|{service}");
        format!("{name}|{url}|{network}|{json}|{costs}|{expected}\n")
    }
}

/// The emulator closes or resets the connection, or is slow.
pub fn connections() -> Vec<Fault> {
    let cut = |name: &str, json: &str| Fault::new(name, format!("{{{json},\"status\":200,{GOOD}}}"));
    // The emulator waits before a reset, so that what it sent arrives.
    const BEFORE_RESET_MS: u32 = 50;
    vec![
        Fault::new("closed before the request's body", r#"{"cut":"before_body"}"#).lost(0),
        Fault::new("reset before the request's body", r#"{"cut":"before_body","how":"rst"}"#).lost(0),
        Fault::new("closed before the reply", r#"{"cut":"before_answer"}"#).lost(0),
        Fault::new("reset before the reply", r#"{"cut":"before_answer","how":"rst"}"#).lost(0),
        cut("closed before the reply's body", r#""cut":"after_headers""#).lost(200),
        cut("reset before the reply's body", r#""cut":"after_headers","how":"rst""#)
            .lost(200)
            .takes_ms(BEFORE_RESET_MS),
        cut("closed in the reply's body", r#""cut":"mid_body","bytes":20"#).lost(200),
        cut("reset in the reply's body", r#""cut":"mid_body","bytes":20,"how":"rst""#)
            .lost(200)
            .takes_ms(BEFORE_RESET_MS),
        // The reply is complete, so only the next call notices the end of the connection.
        Fault { sent: '?', ..cut("closed after the reply's body", r#""cut":"mid_body","bytes":9999"#) },
        Fault { sent: '?', ..cut("reset after the reply's body", r#""cut":"mid_body","bytes":9999,"how":"rst""#) },
        cut("closed in a chunk", r#""cut_chunked":true,"bytes":20"#).lost(200),
        cut("reset in a chunk", r#""cut_chunked":true,"bytes":20,"how":"rst""#).lost(200).takes_ms(BEFORE_RESET_MS),
        cut("a length that is too long", r#""wrong_length":10"#).lost(200),
        cut("a length that is too short", r#""wrong_length":-10"#).gives(
            "CONVAI_ERROR_BAD_REPLY",
            200,
            "its JSON is invalid at line 1",
        ),
        // 16 pauses, of which each may take twice as long on a busy machine.
        cut("a drip under the timeout", r#""drip":20,"every_ms":10"#).takes_ms(320),
        cut("a drip over the timeout", r#""drip":1,"every_ms":50"#).times_out_after(300, 200),
        Fault::new("no answer", r#"{"hang":true}"#).times_out_after(300, 0),
    ]
}

/// Every shape of an error body with every status.
pub fn error_replies() -> Vec<Fault> {
    let shapes = [
        ("API_ERROR", NO),
        ("ERROR", NO),
        ("ERROR_REFERENCE", NO),
        ("INTERNAL_ERROR", NO),
        ("process_failure", "process_failure, error: The words, ä \"x\"."),
        ("error", NO),
        ("msg", NO),
        ("message", NO),
        ("string", NO),
        ("result", NO),
        ("transaction", NO),
        ("detail", NO),
        ("detail_list", NO),
        ("error_object", NO),
    ];
    let statuses = [
        (
            400,
            "CONVAI_ERROR_BAD_REQUEST",
            '0',
            "the service refused the request: check the ids and values that were sent",
        ),
        (
            401,
            "CONVAI_ERROR_AUTHENTICATION",
            '0',
            "the service does not accept the API key, or the plan does not cover this call",
        ),
        (
            403,
            "CONVAI_ERROR_AUTHENTICATION",
            '0',
            "the service does not accept the API key, or the plan does not cover this call",
        ),
        (404, "CONVAI_ERROR_NOT_FOUND", '0', "check the id or the name"),
        (
            429,
            "CONVAI_ERROR_RATE_LIMITED",
            '1',
            "too many requests, or the plan's quota is used up: wait, or check the usage",
        ),
        (500, "CONVAI_ERROR_SERVER", '1', "the service failed: try again later"),
    ];
    let mut faults = Vec::new();
    for (shape, service) in shapes {
        for (http_status, mut status, retryable, mut words) in statuses {
            if (shape, http_status) == ("process_failure", 404) {
                (status, words) = ("CONVAI_ERROR_PROCESS_FAILURE", "check the character's id, else try again");
            }
            let json =
                format!(r#"{{"error_shape":"{shape}","status":{http_status},"message":"The words, \u00e4 \"x\"."}}"#);
            let words = format!("{words}: {service}");
            let fault = Fault::new(format!("{http_status} as {shape}"), json).gives(status, http_status, &words);
            faults.push(Fault { retryable, service: service.into(), ..fault });
        }
    }
    faults
}

/// Replies that cannot be used.
pub fn unusable_replies(target: &RawServer) -> Vec<Fault> {
    let page = r#""body":"<html>Log in to the WiFi</html>","content_type":"text/html""#;
    let mut faults = vec![
        Fault::new("HTML 502", r#"{"html_502":true}"#)
            .gives("CONVAI_ERROR_SERVER", 502, "the service failed: try again later: 502 Bad Gateway")
            .retryable(),
        Fault::new("HTML 200", format!("{{\"status\":200,{page}}}")).gives(
            "CONVAI_ERROR_BAD_REPLY",
            200,
            "check that the base URL is the service's",
        ),
        Fault::new("compressed", r#"{"status":200,"body":"\u001f","headers":{"Content-Encoding":"gzip"}}"#).gives(
            "CONVAI_ERROR_BAD_REPLY",
            200,
            "it is compressed (gzip), although that was not requested",
        ),
        Fault::new("a compressed refusal", r#"{"status":500,"body":"\u001f","headers":{"Content-Encoding":"br"}}"#)
            .gives("CONVAI_ERROR_SERVER", 500, "the service failed: try again later (its message is compressed: br)")
            .retryable(),
    ];
    for status in [301, 302, 303, 307, 308] {
        let port = target.address().port();
        let json = format!(r#"{{"redirect":"http://localhost:{port}/elsewhere","status":{status}}}"#);
        let words = format!("to http://localhost:{port}/elsewhere, which is never followed: correct the base URL");
        faults.push(Fault::new(format!("redirect {status}"), json).gives("CONVAI_ERROR_REDIRECT", status, &words));
    }
    faults
}

/// Failures before and while a request is sent.
pub fn lost_requests(emulator: &Emulator, resets: &RawServer) -> Vec<Fault> {
    let mut faults = vec![Fault::at("reset in the request's body", resets.url()).lost(0)];
    // On other systems the C program cannot replace getaddrinfo; `network.rs` tests one call there.
    if cfg!(target_os = "linux") && !for_windows() {
        let at = |name, host| Fault { sent: '0', ..Fault::of_the_network(name, "names fail", url(host, emulator)) };
        faults.extend([
            at("connection refused", "refusing.invalid")
                .gives("CONVAI_ERROR_CONNECT", 0, "check the base URL, the network, the firewall")
                .retryable(),
            at("no such name", "unknown.invalid")
                .gives(
                    "CONVAI_ERROR_NAME_NOT_RESOLVED",
                    0,
                    "check the base URL and the connection to the Internet (unknown.invalid",
                )
                .retryable(),
        ]);
    }
    faults
}

/// The network or the machine hangs.
pub fn bad_networks(emulator: &Emulator, trusted: &str) -> Vec<Fault> {
    const TIMEOUT_MS: u32 = 250;
    let fault = Fault::of_the_network;
    let mut faults = vec![
        fault("silent idle connections", "silent connections", "").times_out_after(TIMEOUT_MS, 0),
        // What is said to it is 50 times as long as in the other calls.
        Fault {
            needs_ms: 100,
            needs_kib: 2 << 10,
            ..fault("a peer that stops reading", "server does not read", "").times_out_after(TIMEOUT_MS, 0)
        },
        // The authorities of each setting are kept, and each call has another setting.
        Fault {
            keeps_kib: 110,
            ..fault("a blocking trust file", "trust file blocks", trusted).does_not_connect_within(
                TIMEOUT_MS,
                "the certificate authorities of the operating system were not read",
            )
        },
    ];
    // On other systems the C program cannot replace getaddrinfo.
    if cfg!(target_os = "linux") && !for_windows() {
        faults.extend([
            fault("a hung lookup", "lookups hang", &url("one.invalid", emulator))
                .does_not_connect_within(TIMEOUT_MS, "the lookup of the host name did not end"),
            fault("a dead first address", "dead first address", &url("dead-first.invalid", emulator)),
        ]);
    }
    faults
}

/// The emulator under another name.
fn url(host: &str, emulator: &Emulator) -> String {
    format!("http://{host}:{}", emulator.port())
}

/// Replies that declare or send up to a gigabyte. `bombs` sends `bomb`.
pub fn huge_replies(bombs: &RawServer) -> Vec<Fault> {
    let declared = format!(r#"{{"declared_only":1000000000,"status":200,{GOOD}}}"#);
    let too_large = |bytes: u32| {
        format!("raise `max_response_bytes` if such replies are expected (the reply has more than {bytes} bytes)")
    };
    let limit: u32 = Instrument::scaled(8 << 20, 1 << 20);
    vec![
        Fault::new("1 GB declared", &declared).gives("CONVAI_ERROR_REPLY_TOO_LARGE", 200, &too_large(64 << 20)),
        Fault { limit: 2_000_000_000, ..Fault::new("1 GB declared and allowed", &declared).times_out_after(300, 200) },
        // Of the space that is declared and allowed, at most 4 MiB are reserved.
        Fault {
            limit: 2_000_000_000,
            needs_kib: 4 << 10,
            ..Fault::new(
                "1 GB declared, 60 bytes sent",
                format!(r#"{{"wrong_length":1000000000,"status":200,{GOOD}}}"#),
            )
            .lost(200)
        },
        Fault {
            like: Instrument::scaled(r#"{"huge":7000000}"#, r#"{"huge":700000}"#),
            ..Fault::at("a gzip bomb of 1 GB", bombs.url()).gives(
                "CONVAI_ERROR_BAD_REPLY",
                200,
                "it is compressed (gzip), although that was not requested",
            )
        },
        Fault {
            limit: u64::from(limit),
            like: Instrument::scaled(r#"{"huge":8000000,"chunked":true}"#, r#"{"huge":800000,"chunked":true}"#),
            ..Fault::new("1 GB in chunks", r#"{"huge":1000000000,"chunked":true}"#).gives(
                "CONVAI_ERROR_REPLY_TOO_LARGE",
                200,
                &too_large(limit),
            )
        },
        Fault {
            like: Instrument::scaled(r#"{"huge":10000000}"#, r#"{"huge":1000000}"#),
            ..Fault::new("10 MB of nesting", Instrument::scaled(r#"{"deep_json":5000000}"#, r#"{"deep_json":500000}"#))
                .gives("CONVAI_ERROR_EMPTY_REPLY,CONVAI_ERROR_BAD_REPLY,CONVAI_OK", 200, "`raw_json` holds what came")
        },
    ]
}

/// A gzip file of a gigabyte of the letter "x" in under seven megabytes, and of a tenth of that under valgrind: one literal,
/// and then the match "repeat the last 258 bytes" again and again. A match has eight bits for the length and five for the
/// distance, the lowest bit first.
pub fn bomb() -> Vec<u8> {
    let copies: usize = Instrument::scaled(1_000_000_000, 100_000_000) / 258;
    let mut file = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff".to_vec();
    let mut bits = Vec::with_capacity(13 * copies + 32);
    let mut write = |code: u32, length: u32| bits.extend((0..length).rev().map(|bit| code >> bit & 1 == 1));
    write(0b110, 3); // the last block, with fixed codes
    write(0x30 + u32::from(b'x'), 8);
    for _ in 0..copies {
        write(0b1100_0101, 8);
        write(0, 5);
    }
    write(0, 7); // the end of the block
    let byte = |bits: &[bool]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
    file.extend(bits.chunks(8).map(byte));
    // The checksum, which is wrong because the library must not get that far, and the length.
    file.extend([0; 4]);
    file.extend((258 * copies as u32 + 1).to_le_bytes());
    file
}
