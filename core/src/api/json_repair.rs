//! Repairs what some JSON writers get wrong: half of a surrogate pair, a byte order mark, NaN and Infinity. The parser
//! refuses the whole reply for it, although everything else can be read.

const REPLACEMENT: &[u8] = br"\ufffd";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const NOT_NUMBERS: [&[u8]; 3] = [b"NaN", b"Infinity", b"-Infinity"];

/// Reads a reply with `read`, and once more after its repair if it is not JSON. The error is that of the reply as it
/// arrived.
pub(super) fn read<T>(reply: &[u8], read: impl Fn(&[u8]) -> Result<T, String>) -> Result<T, String> {
    read(reply).or_else(|problem| match repair(reply) {
        Some(repaired) => read(&repaired).map_err(|_| problem),
        None => Err(problem),
    })
}

/// `None` if there is nothing to repair, or no memory for the repaired reply.
fn repair(reply: &[u8]) -> Option<Vec<u8>> {
    let mut repaired = Vec::new();
    let (mut at, mut copied) = (0, 0);
    let mut in_string = false;
    while at < reply.len() {
        let rest = &reply[at..];
        let (taken, replacement): (usize, Option<&[u8]>) = match rest[0] {
            b'\\' if in_string => escape(rest),
            b'"' => {
                in_string = !in_string;
                (1, None)
            }
            b'N' | b'I' | b'-' if !in_string => not_a_number(rest),
            _ if at == 0 && rest.starts_with(BYTE_ORDER_MARK) => (BYTE_ORDER_MARK.len(), Some(b"")),
            _ => (1, None),
        };
        if let Some(replacement) = replacement {
            // No replacement is longer by more than a third, so this allocates once.
            if repaired.capacity() == 0 {
                repaired.try_reserve_exact(reply.len() / 3 * 4 + 4).ok()?;
            }
            repaired.extend_from_slice(&reply[copied..at]);
            repaired.extend_from_slice(replacement);
            copied = at + taken;
        }
        at += taken;
    }
    if copied == 0 {
        return None;
    }
    repaired.extend_from_slice(&reply[copied..]);
    Some(repaired)
}

/// The length of the escape at the start of a text, or of the pair of escapes that make up one character; and what
/// replaces half of such a pair.
fn escape(text: &[u8]) -> (usize, Option<&'static [u8]>) {
    match (code_unit(text), text.get(6..).and_then(code_unit)) {
        (None, _) => (text.len().min(2), None),
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => (12, None),
        (Some(0xd800..=0xdfff), _) => (6, Some(REPLACEMENT)),
        (Some(_), _) => (6, None),
    }
}

/// The number of an escape such as `\u00e9` at the start of a text.
fn code_unit(text: &[u8]) -> Option<u32> {
    let digits = text.strip_prefix(br"\u")?.get(..4)?;
    digits.iter().try_fold(0, |number, &digit| Some(number * 16 + char::from(digit).to_digit(16)?))
}

fn not_a_number(text: &[u8]) -> (usize, Option<&'static [u8]>) {
    let found = NOT_NUMBERS.into_iter().find(|name| text.starts_with(name));
    found.map_or((1, None), |name| (name.len(), Some(b"null")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(reply: &str) -> Option<String> {
        repair(reply.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn half_of_a_surrogate_pair_is_replaced() {
        for (reply, expected) in [
            (r#"{"a":"x\ud800y"}"#, r#"{"a":"x\ufffdy"}"#),
            (r#"["\uDC00\ud83d\ude00\ud83d"]"#, r#"["\ufffd\ud83d\ude00\ufffd"]"#),
            (r#"["\ud800\ud800\udc00\n"]"#, r#"["\ufffd\ud800\udc00\n"]"#),
            // An escaped backslash begins no escape.
            (r#"["\\ud800", "\\\ud800"]"#, r#"["\\ud800", "\\\ufffd"]"#),
        ] {
            assert_eq!(repaired(reply).as_deref(), Some(expected), "{reply}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_removed() {
        assert_eq!(repaired("\u{feff}{}").as_deref(), Some("{}"));
        assert_eq!(repaired("\u{feff}").as_deref(), Some(""));
    }

    #[test]
    fn what_is_not_a_number_is_null_outside_of_strings() {
        assert_eq!(
            repaired(r#"[NaN,-Infinity, Infinity,-1,"NaN \" NaN"]"#).as_deref(),
            Some(r#"[null,null, null,-1,"NaN \" NaN"]"#)
        );
    }

    #[test]
    fn other_text_is_not_changed() {
        for reply in
            ["", r#"{"a":"\ud83d\ude00 \u00e9 \" NaN"}"#, "[nan, -, I]", r#"["\ud8"#, r#"["\"#, "\"\\ud83d\\ude00"]
        {
            assert_eq!(repaired(reply), None, "{reply}");
        }
    }

    #[test]
    fn a_reply_that_cannot_be_repaired_gives_the_first_error() {
        let parse = |reply: &[u8]| match reply {
            b"[null]" => Ok(1),
            other => Err(String::from_utf8_lossy(other).into_owned()),
        };
        assert_eq!(read(b"[NaN]", parse), Ok(1));
        assert_eq!(read(b"[NaN", parse), Err("[NaN".into()));
        assert_eq!(read(b"[", parse), Err("[".into()));
    }
}
