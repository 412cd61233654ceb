//! Text in every script, and with every character that an encoding has to escape, arrives and returns byte for byte.

mod support;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use support::{Folder, Program, cases, emulator};

// The first case is also a part of the test below, which sends it texts.
cases!(text = Program::c("text").with_emulator().input(a_text());
    every_text_is_returned_byte_for_byte,
    a_reply_with_a_mistake_in_its_json_keeps_the_rest,
    escapes_nul_and_long_texts_in_replies_are_decoded,
    an_error_quotes_nothing_of_what_the_player_said,
);

/// The path of a file with a text.
fn a_text() -> String {
    support::root().join("Cargo.toml").display().to_string()
}

/// Each text has a name for the messages.
fn texts() -> Vec<(&'static str, Vec<u8>)> {
    let look_alike = "--convai-00000000000000000000000000000000";
    let part = "Content-Disposition: form-data; name=\"charID\"\r\n\r\nsomebody-else\r\n";
    let texts: Vec<(&str, String)> = vec![
        ("chinese", "你今天好吗？灯塔为什么不亮？".into()),
        ("japanese", "灯台守は「海」を見ていた。カタカナ、ひらがな、ｶﾅ".into()),
        ("korean", "등대지기는 어디로 갔나요?".into()),
        ("emoji", "👋🏽 👨‍👩‍👧‍👦 🏴‍☠️ 1️⃣ 😀".into()),
        ("arabic", "كيف حالك؟ \u{202b}من اليمين\u{202c} 123".into()),
        ("hebrew", "שלום, מה שלומך? (abc)".into()),
        ("combining", "e\u{301} a\u{30a}\u{323} ｆｕｌｌ \u{feff}mark\u{2028}line".into()),
        ("ampersand", "salt & pepper &amp; &userText=other&charID=x&&".into()),
        ("equals", "a=b==c =d= charID=x".into()),
        ("plus", "1 + 1 = 2, a+b ++ +".into()),
        ("percent", "100% %20 %2B %zz %% %".into()),
        ("quotes", "\"double\" 'single' `back` \\ \\\" \\u0041 {\"text\":\"x\"}".into()),
        ("lines", "one\r\ntwo\nthree\rfour\r\n\r\n\tfive\n".into()),
        ("spaces", "  before and after \t ".into()),
        ("control", (1..32).map(|byte| byte as u8 as char).chain(['\u{7f}', '\u{85}', '\u{9f}']).collect()),
        ("punctuation", " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".into()),
        ("boundary", format!("{look_alike}\r\n{part}\r\n{look_alike}--\r\n")),
        ("dashes", "--\r\n----\r\n--convai-".into()),
        ("one", "x".into()),
        ("long", "灯 & 塔=+% ".repeat(10_000)),
    ];
    texts.into_iter().map(|(name, text)| (name, text.into_bytes())).collect()
}

#[test]
fn every_text_arrives_byte_for_byte_in_both_encodings() {
    let (emulator, folder) = (emulator(), Folder::new("texts"));
    let program = |texts: &[(&str, Vec<u8>)]| {
        let paths = texts.iter().map(|(name, text)| format!("{}\n", folder.file(name, text).display()));
        let program = Program::c("text").against(&emulator).argument("every_text_is_returned_byte_for_byte");
        program.input(paths.collect::<String>())
    };
    let texts = texts();
    assert!(texts.iter().any(|(_, text)| text.len() > 100 * 1024));
    program(&texts).passes();
    let arrived = turns(&emulator.journal(), texts.len());
    check(&texts, &arrived);

    // A text that contains a boundary that the library has used.
    let boundary = arrived.iter().find_map(|turn| turn.boundary.clone()).expect("a multipart turn");
    let text =
        format!("--{boundary}\r\nContent-Disposition: form-data; name=\"userText\"\r\n\r\nno\r\n--{boundary}--\r\n");
    let texts = [("used-boundary", text.into_bytes())];
    emulator.reset().expect("a reset");
    program(&texts).passes();
    check(&texts, &turns(&emulator.journal(), 1));
}

struct Turn {
    encoding: String,
    boundary: Option<String>,
    text: Vec<u8>,
}

/// The turns with the texts, four for each, in the order in which they arrived.
fn turns(journal: &Value, texts: usize) -> Vec<Turn> {
    let lines = journal.as_array().expect("a list").iter();
    let turns = lines.filter(|line| line["path"] == "/character/getResponse").take(4 * texts);
    let turns: Vec<_> = turns.map(turn).collect();
    assert_eq!(turns.len(), 4 * texts);
    turns
}

fn turn(line: &Value) -> Turn {
    assert_eq!(line["problem"], Value::Null, "{line}");
    let fields = line["fields"].as_array().expect("a list");
    let mut names: Vec<_> = fields.iter().filter_map(|field| field["name"].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["charID", "sessionID", "userText", "voiceResponse"], "no part of a text may become a field");
    let text = fields.iter().find(|field| field["name"] == "userText").expect("the field exists");
    Turn {
        encoding: line["encoding"].as_str().expect("a string").to_owned(),
        boundary: line["content_type"]
            .as_str()
            .and_then(|kind| kind.split_once("boundary="))
            .map(|(_, b)| b.to_owned()),
        text: STANDARD.decode(text["base64"].as_str().expect("a string")).expect("base64"),
    }
}

fn check(texts: &[(&str, Vec<u8>)], arrived: &[Turn]) {
    for ((name, text), turns) in texts.iter().zip(arrived.chunks(4)) {
        for (turn, encoding) in turns.iter().zip(["urlencoded", "multipart", "urlencoded", "multipart"]) {
            assert_eq!(turn.encoding, encoding, "{name}");
            assert!(turn.text == *text, "{name}, {encoding}: {:?}", String::from_utf8_lossy(&turn.text));
        }
        let boundaries: Vec<_> = turns.iter().filter_map(|turn| turn.boundary.as_deref()).collect();
        assert!(boundaries[0] != boundaries[1], "a boundary must not be predictable");
        let seen = |boundary: &&str| text.windows(boundary.len()).any(|part| part == boundary.as_bytes());
        assert!(!boundaries.iter().any(seen), "{name}: the text contains the boundary");
    }
}
