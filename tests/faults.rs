//! Every call with every fault: the status, the message, the time and the memory, and the next call of the same client.
//!
//! `faults/table.rs` has the table of faults, and `c/every_call.h` the table of calls. `cargo test --test faults --
//! --nocapture` prints a line for each pair, and last the largest figures of all.
#![cfg(unix)]

mod faults {
    pub mod table;
    pub mod totals;
}
mod support;

use convai_emulator::Emulator;
use faults::{
    table::{self, Fault},
    totals,
};
use std::io::Write;
use support::{
    Folder, Instrument, Program, emulator, for_windows, library,
    raw_server::{RawServer, alternate, read_request, reset_in_the_body},
    root,
    tls_server::{Authority, Validity},
};

const CHARACTERS: [&str; 6] = ["create", "update", "get", "find", "clone", "delete"];
const LISTS: [&str; 3] = ["characters", "voices", "languages"];
const TOKENS: [&str; 3] = ["create_token", "extend_token", "revoke_token"];
const HISTORY: [&str; 4] = ["chats", "chat", "forget", "usage"];
const GENERATION: [&str; 3] = ["starters", "backstory", "speech"];
const OTHERS: [&str; 4] = ["sections", "section", "triggers", "any"];
const TURNS: [&str; 7] = ["text", "multipart", "voice", "stream", "pcm", "wav", "scene"];
const CONVERSATIONS: [&str; 4] = ["say", "say_pcm", "say_wav", "say_utterance"];

/// One test for each group of faults and each group of calls.
mod calls {
    use super::*;

    fn check(faults: &[Fault], calls: &[&str], emulator: &Emulator) {
        check_program(&program(emulator, faults, calls), faults, calls, emulator);
    }

    /// Returns the notes: a line for each pair, and the largest figures.
    fn check_program(program: &Program, faults: &[Fault], calls: &[&str], emulator: &Emulator) -> Vec<String> {
        let notes = program.passes();
        totals::add(&notes);
        assert_eq!(notes.len(), faults.len() * calls.len() + 1);
        // The library does not ask for compression, which it does not support.
        let journal = emulator.journal().to_string();
        assert!(journal.contains("\"convai-api-key\"") && !journal.contains("\"accept-encoding\""));
        notes
    }

    fn report_lost_connections(calls: &[&str]) {
        check(&table::connections(), calls, &emulator());
    }

    fn report_the_message_of_the_service(calls: &[&str]) {
        check(&table::error_replies(), calls, &emulator());
    }

    fn refuse_unusable_replies_and_redirects(calls: &[&str]) {
        let target = RawServer::start(drop);
        check(&table::unusable_replies(&target), calls, &emulator());
        assert_eq!(target.connections(), 0, "a redirect was followed");
    }

    fn report_requests_that_were_not_sent(calls: &[&str]) {
        let emulator = emulator();
        let resets = alternate(address(&emulator), reset_in_the_body);
        check(&table::lost_requests(&emulator, &resets), calls, &emulator);
    }

    fn survive_networks_that_hang(calls: &[&str]) {
        let emulator = emulator();
        let authority = Authority::new("An authority");
        let reply = table::GOOD.strip_prefix(r#""json":"#).expect("a reply");
        let server = authority.identity("localhost", Validity::Now).serve("200 OK", reply);
        let folder = Folder::new("faults");
        let pem = folder.file("authority.pem", &authority.pem).display().to_string();
        let faults = table::bad_networks(&emulator, &server.url("localhost"));
        let program = program(&emulator, &faults, calls).variable("TRUST_PEM", pem);
        let program = program.variable("TRUST_FOLDER", folder.path().display().to_string());
        let notes = check_program(&program, &faults, calls, &emulator);
        // The only requests that it received are those after each fault.
        let tries = |note: &String| note.split_once("| try ")?.1.split(' ').next()?.parse::<usize>().ok();
        let with_tls = notes.iter().filter(|note| note.contains("a blocking trust file"));
        assert_eq!(server.heads().len(), with_tls.filter_map(tries).sum::<usize>());
    }

    fn survive_huge_replies(calls: &[&str]) {
        let emulator = emulator();
        let bomb = table::bomb();
        let bombs = alternate(address(&emulator), move |stream| {
            let mut stream = &stream;
            if read_request(stream).is_ok() {
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n";
                let _ = write!(stream, "{head}Connection: close\r\nContent-Length: {}\r\n\r\n", bomb.len());
                let _ = stream.write_all(&bomb);
            }
        });
        check(&table::huge_replies(&bombs), calls, &emulator);
    }

    macro_rules! tests {
        ($($group:ident: $calls:ident;)+) => { $(
            mod $group {
                use super::super::$calls;

                #[test]
                fn report_lost_connections() {
                    super::report_lost_connections(&$calls);
                }

                #[test]
                fn report_the_message_of_the_service() {
                    super::report_the_message_of_the_service(&$calls);
                }

                #[test]
                fn refuse_unusable_replies_and_redirects() {
                    super::refuse_unusable_replies_and_redirects(&$calls);
                }

                #[test]
                fn report_requests_that_were_not_sent() {
                    super::report_requests_that_were_not_sent(&$calls);
                }

                #[test]
                fn survive_networks_that_hang() {
                    super::survive_networks_that_hang(&$calls);
                }

                #[test]
                fn survive_huge_replies() {
                    super::survive_huge_replies(&$calls);
                }
            }
        )+ };
    }
    tests! {
        of_characters: CHARACTERS;
        of_lists: LISTS;
        of_tokens: TOKENS;
        of_history: HISTORY;
        of_generation: GENERATION;
        of_others: OTHERS;
        of_turns: TURNS;
        of_conversations: CONVERSATIONS;
    }
}

/// The program counts the bytes of the heap, except where valgrind or AddressSanitizer watch it.
fn compiled() -> Program {
    let glibc = cfg!(all(target_os = "linux", target_env = "gnu")) && !for_windows();
    let counts = glibc && Instrument::active().is_none();
    Program::compile_once("faults", || {
        let flags: &[&str] = if counts { &["-DCOUNTS_HEAP"] } else { &[] };
        Program::compile(&root().join("tests/c/faults.c"), &library(), flags)
    })
}

fn program(emulator: &Emulator, faults: &[Fault], endpoints: &[&str]) -> Program {
    support::figures::part("faults.pairs", faults.len() * endpoints.len());
    if endpoints.contains(&CHARACTERS[0]) {
        support::figures::part("faults.faults", faults.len());
    }
    let program = compiled().against(emulator).input(faults.iter().map(Fault::line).collect::<String>());
    endpoints.iter().fold(program, |program, name| program.argument(*name))
}

fn address(emulator: &Emulator) -> std::net::SocketAddr {
    ([127, 0, 0, 1], emulator.port()).into()
}
