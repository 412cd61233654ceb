//! Cuts the texts out of server-sent events that hold plain text. The whole stream is at hand, so that its habits can be
//! recognised; `event_stream` reads the JSON objects of a stream while it arrives.

const BYTE_ORDER_MARK: char = '\u{feff}';

/// The fields of an event. A line without one of them continues the text before it.
const FIELDS: [&str; 4] = ["data", "event", "id", "retry"];

/// An event with its name, which is usually empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TextEvent {
    pub name: String,
    pub text: String,
}

/// The events of a stream, or `None` if a reply is no stream. Events without text are left out, and so is "[DONE]".
///
/// - A line ends with LF, CRLF or CR. The last event needs no blank line. The lines of an event are joined by a line break.
/// - One space behind "data:" is no part of the text, unless the stream has lines without it: then the server writes none.
/// - Some servers write a text with line breaks into one "data:" line. What follows a break is a line without a field:
///   it is joined to the text before it, with the blank lines between them.
pub(super) fn events(reply: &str) -> Option<Vec<TextEvent>> {
    let reply = reply.strip_prefix(BYTE_ORDER_MARK).unwrap_or(reply).trim_start();
    let first = lines(reply).next()?;
    if !first.starts_with(':') && field(first).is_none() {
        return None;
    }
    let texts = || lines(reply).filter_map(field).filter(|(name, text)| *name == "data" && !text.is_empty());
    let separator = if texts().all(|(_, text)| text.starts_with(' ')) { " " } else { "" };
    let mut events: Vec<TextEvent> = Vec::new();
    // The number of blank lines since the last other line, and whether the last event has data.
    let (mut blank, mut has_data) = (1, false);
    for line in lines(reply) {
        if line.is_empty() {
            blank += 1;
        } else if let Some((name, value)) = field(line) {
            if std::mem::take(&mut blank) > 0 {
                events.push(TextEvent::default());
                has_data = false;
            }
            let Some(event) = events.last_mut() else { continue };
            let value = value.strip_prefix(separator).unwrap_or(value);
            match name {
                "data" => {
                    event.text.push_str(if has_data { "\n" } else { "" });
                    event.text.push_str(value);
                    has_data = true;
                }
                "event" => event.name = value.trim().to_owned(),
                _ => {}
            }
        } else if let Some(event) = events.last_mut().filter(|_| !line.starts_with(':')) {
            (0..=std::mem::take(&mut blank)).for_each(|_| event.text.push('\n'));
            event.text.push_str(line);
        }
    }
    events.retain(|event| !event.text.is_empty() && event.text.trim() != "[DONE]");
    Some(events)
}

/// The lines of a text, which end with LF, CRLF or CR.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest.take()?;
        let Some(end) = text.find(['\n', '\r']) else { return (!text.is_empty()).then_some(text) };
        let (line, behind) = text.split_at(end);
        rest = behind.strip_prefix("\r\n").or_else(|| behind.get(1..));
        Some(line)
    })
}

/// The name and the value of a field, with the space in front of the value.
fn field(line: &str) -> Option<(&str, &str)> {
    line.split_once(':').filter(|(name, _)| FIELDS.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(reply: &str) -> Vec<String> {
        events(reply).expect("a stream").into_iter().map(|event| event.text).collect()
    }

    #[test]
    fn lines_end_in_three_ways_and_the_last_event_needs_no_blank_line() {
        for end in ["\n", "\r\n", "\r"] {
            let reply =
                ["data: a", "data:  b", "", ": a comment", "id: 7", "data: c", "", "event: x", "data: d"].join(end);
            assert_eq!(texts(&reply), ["a\n b", "c", "d"], "{end:?}");
            assert_eq!(texts(&(reply + end)), ["a\n b", "c", "d"], "{end:?}");
        }
        assert_eq!(events("\u{feff}\n\nevent: error\ndata: no\n\n").expect("a stream")[0].name, "error");
    }

    #[test]
    fn spaces_belong_to_the_text_but_for_one() {
        assert_eq!(texts("data: Once\n\ndata:  upon\n\ndata: a \n\n").concat(), "Once upona ");
        assert_eq!(texts("data:Once\n\ndata: upon\n\n").concat(), "Once upon");
        assert_eq!(texts("data:\n\ndata: \n\ndata: x\n\ndata: [DONE]\n\n"), ["x"]);
    }

    #[test]
    fn a_line_without_a_field_continues_the_text() {
        assert_eq!(texts("data: one\ntwo\n\nthree: 3\n\ndata: four\n\n"), ["one\ntwo\n\nthree: 3", "four"]);
    }

    #[test]
    fn other_replies_are_no_streams() {
        for reply in ["", "\n", "Once upon", "{\"data\": 1}", "data", "[]", "dat: x"] {
            assert_eq!(events(reply), None, "{reply}");
        }
    }
}
