use super::*;
use crate::api::json_fields::Json;

const OBJECTS: [&str; 4] = [
    r#"{"sessionID":"s","text":"I","audio":"UklGRg=="}"#,
    r#"{"sessionID":"s","text":" saw {\"it\"} \\"}"#,
    r#"{"text":"\u00e9 ]}{[ data: : ","actions":[{"a":{}},{"b":{"c":null}}],"n":-1.5e3}"#,
    r#"{}"#,
];

/// What the reader makes of a stream that arrives in these chunks.
fn read<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Result<String, &'static str>> {
    let mut cuts = Vec::new();
    let mut sink = |cut: Cut<'_>| cuts.push(cut.map(|object| String::from_utf8_lossy(object).into_owned()));
    let mut reader = EventReader::default();
    chunks.into_iter().for_each(|chunk| reader.push(chunk, &mut sink));
    reader.finish(&mut sink);
    cuts
}

/// The same for a text, which must give the same in one chunk, in single bytes, and in every division in two and in
/// three.
fn read_text(text: &str) -> Vec<Result<String, &'static str>> {
    let bytes = text.as_bytes();
    let whole = read([bytes]);
    assert_eq!(read(bytes.chunks(1)), whole, "{text:?} in single bytes");
    for at in 0..bytes.len() {
        let (first, rest) = bytes.split_at(at);
        assert_eq!(read([first, rest]), whole, "{text:?} divided at {at}");
        let (second, third) = rest.split_at(rest.len() / 3);
        assert_eq!(read([first, second, b"", third]), whole, "{text:?} divided at {at} and {}", at + second.len());
    }
    whole
}

fn objects(list: &[&str]) -> Vec<Result<String, &'static str>> {
    list.iter().map(|object| Ok((*object).to_owned())).collect()
}

/// The objects as one event each.
fn plain() -> String {
    OBJECTS.map(|object| format!("data: {object}\n\n")).concat()
}

#[test]
fn every_shape_gives_the_objects_of_the_plain_stream() {
    let [a, b, c, d] = OBJECTS;
    for stream in [
        plain(),
        plain().replace("data: {", "data:{"),
        plain().replace('\n', "\r\n"),
        plain().replace('\n', "\r"),
        format!("\u{feff}{}", plain()),
        plain().trim_end().to_owned(),
        plain().replace("data: {", ": a comment {\"text\":\"no\"}\n:\ndata: {"),
        plain().replace("data: {", "event: message\nid: {7}\nretry: 3\ndata: {"),
        format!("{}data: [DONE]\n\n", plain()),
        format!("{}data: [DONE]", plain()),
        format!("data: ping\n\n{}data\ndata:\nfoo: {{}}\n", plain()),
        // Several objects in one event.
        format!("data: {a}\n{b}\n\ndata: {c}\n{d}\n\n"),
        format!("data: {a}\ndata: {b}\ndata: {c}\ndata: {d}\n\n"),
        format!("data: {a}{b} {c},{d}\n\n"),
        format!("data: [{a},{b},{c},{d}]\n\n"),
        format!("data: {a}data: {b}\n\ndata: {c}\n\ndata: {d}\n\n"),
        // Without any frame.
        OBJECTS.join("\n"),
    ] {
        assert_eq!(read_text(&stream), objects(&OBJECTS), "{stream:?}");
    }
}

#[test]
fn an_object_may_extend_over_lines_and_events() {
    let lines = ["{", "  \"text\": \"a\",", "  \"list\": [", "    {\"b\": 1},", "{", "}", "  ]", "}"];
    let expected = objects(&[&lines.join("\n")]);
    for (line_end, event_end) in [("\n", "\n\n"), ("\r\n", "\r\n\r\n"), ("\r", "\r\r")] {
        let stream = lines.map(|line| format!("data: {line}{line_end}")).concat() + event_end;
        assert_eq!(read_text(&stream), expected, "{stream:?}");
    }
    // Lines without `data:`, comments and fields in between, and an object over several events.
    for stream in [
        "data: {\"a\":\n\"b\"\n}\n\n",
        "data: {\"a\":\n: comment\nid: 3\ndata: \"b\"\ndata: }\n\n",
        "data: {\"a\":\n\ndata: \"b\"\n\ndata: }\n\n",
        "data: {\"a\":\n\n\"b\"\n\n}",
    ] {
        assert_eq!(read_text(stream), objects(&["{\"a\":\n\"b\"\n}"]), "{stream:?}");
    }
}

#[test]
fn what_follows_a_broken_object_is_read() {
    let within_a_string = Err("its JSON ends within a string");
    let incomplete = Err("its JSON is not complete");
    let good = Ok("{\"text\":\"b\"}".to_owned());
    for (stream, broken) in [
        ("data: {\"text\":\"a\n\ndata: {\"text\":\"b\"}\n\n", within_a_string.clone()),
        ("data: {\"text\":\"a\\\n\ndata: {\"text\":\"b\"}\n\n", within_a_string.clone()),
        ("data: {\"text\":\"a\n{\"text\":\"b\"}\n\n", within_a_string.clone()),
        ("data: {\"text\":\"a\ndata: {\"text\":\"b\"}\n\n", within_a_string.clone()),
        ("data: {\"text\":\"a\",\n\ndata: {\"text\":\"b\"}\n\n", incomplete.clone()),
        ("data: {\"text\":\n{\"text\":\"b\"}\n\n", incomplete.clone()),
        ("data: {\ndata:   \"text\": \"a\",\n\ndata: {\"text\":\"b\"}\n\n", incomplete.clone()),
        ("data: {\"a\": {\"b\": {}\n\ndata: {\"text\":\"b\"}\n\n", incomplete.clone()),
    ] {
        assert_eq!(read_text(stream), [broken, good.clone()], "{stream:?}");
    }
    assert_eq!(read_text("data: {\"text\":\"b\"}\n\ndata: {\"audio\":\"Ukl"), [good.clone(), within_a_string]);
    assert_eq!(read_text("data: {\"text\":\"b\"}\n\ndata: {\"audio\":"), [good.clone(), incomplete]);
    // The braces close, so the error is that of the JSON.
    let invalid = Ok("{\"text\":b}".to_owned());
    assert_eq!(read_text("data: {\"text\":b}\n\ndata: {\"text\":\"b\"}\n\n"), [invalid, good]);
}

#[test]
fn a_stream_without_an_object_gives_nothing() {
    for stream in ["", "\n", "\r\n\r\n", "data: [DONE]\n\n", ": {}\n\n", "id: {}", "data: }}\n\n", "data: \"a\"\n\n"] {
        assert_eq!(read_text(stream), [], "{stream:?}");
    }
}

#[test]
fn a_text_with_any_character_is_read_as_it_was_written() {
    for code in (0..0x300).filter_map(char::from_u32) {
        let object = serde_json::json!({ "text": format!("a{code}\\\"{code}b") }).to_string();
        let stream = format!("data: {object}\n\n");
        assert_eq!(read([stream.as_bytes()]), objects(&[&object]));
        assert_eq!(read(stream.as_bytes().chunks(1)), objects(&[&object]));
    }
}

#[test]
fn an_object_of_any_depth_ends_with_its_last_brace() {
    let deep = "{\"a\":".repeat(100_000) + "1" + &"}".repeat(100_000);
    let stream = format!("data: {deep}\n\ndata: {{}}\n\n");
    assert_eq!(read([stream.as_bytes()]), objects(&[&deep, "{}"]));
    assert!(Json::read(deep.as_bytes()).is_ok(), "and can be read without a stack of that depth");
    let open = format!("data: {}\n\ndata: {{}}\n\n", "{\"a\":".repeat(100_000));
    assert_eq!(read([open.as_bytes()]), [Err("its JSON is not complete"), Ok("{}".to_owned())]);
}

#[test]
fn the_buffers_hold_no_more_than_what_has_arrived() {
    let mut reader = EventReader::default();
    let mut sink = |cut: Cut<'_>| panic!("{cut:?}");
    let mut arrived = 0;
    for chunk in [&b"data: {\"a\":\n"[..], b"data: 1,\n", b": comment\n\n", b"data: [\n\n", b"data: 1, "] {
        (0..1000).for_each(|_| reader.push(chunk, &mut sink));
        arrived += 1000 * chunk.len();
        assert!(reader.line.len() + reader.object.len() <= arrived);
    }
}
