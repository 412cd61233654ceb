//! Separates the line in which a model names its actions from what the character says.

/// How the line begins. The case does not matter, and emphasis before it neither.
pub const MARKER: &str = "actions:";

/// Characters with which models decorate a line.
const DECORATION: [char; 6] = [' ', '\t', '*', '_', '#', '-'];

/// Passes the text on while it arrives, except the line of actions and the white space before it.
pub struct ActionLine {
    enabled: bool,
    /// What may become the line: the white space at the end, and the beginning of a line like it.
    held: String,
    /// Whether what is held stands at the beginning of a line.
    line_begins: bool,
    /// The line after its marker, with what follows.
    found: Option<String>,
}

/// What a line is, as far as it has arrived.
enum Line {
    Other,
    /// It may still become the line of actions.
    Open,
    /// The line of actions, with the position behind its marker.
    Actions(usize),
}

impl ActionLine {
    /// Everything passes if it is not enabled.
    pub fn new(enabled: bool) -> Self {
        Self { enabled, held: String::new(), line_begins: true, found: None }
    }

    /// The text that can be passed on after this piece has arrived.
    pub fn add(&mut self, piece: &str) -> String {
        if !self.enabled {
            return piece.to_owned();
        }
        if let Some(found) = &mut self.found {
            found.push_str(piece);
            return String::new();
        }
        self.held.push_str(piece);
        let text = std::mem::take(&mut self.held);
        let mut kept = text.trim_end().len();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let begins = start > 0 || self.line_begins;
            match if begins { classify(line) } else { Line::Other } {
                Line::Actions(after) => {
                    self.found = Some(text[start + after..].to_owned());
                    return text[..start].trim_end().to_owned();
                }
                Line::Open => kept = text[..start].trim_end().len(),
                Line::Other => {}
            }
            start += line.len();
        }
        self.held = text[kept..].to_owned();
        self.line_begins &= kept == 0;
        text[..kept].to_owned()
    }

    /// The rest of the text, and the names in the line of actions.
    pub fn end(&mut self) -> (String, Option<String>) {
        let found = self.found.take().map(|found| found.lines().next().unwrap_or_default().trim().to_owned());
        let rest = std::mem::take(&mut self.held);
        // White space at the end is left out, if lines are looked for.
        let rest = if self.enabled { rest.trim_end().to_owned() } else { rest };
        (rest, found)
    }
}

fn classify(line: &str) -> Line {
    let bare = line.trim_start_matches(DECORATION);
    let lower = bare.to_ascii_lowercase();
    if lower.starts_with(MARKER) {
        return Line::Actions(line.len() - bare.len() + MARKER.len());
    }
    let open = !line.ends_with('\n') && MARKER.starts_with(&lower);
    if open { Line::Open } else { Line::Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What passes, and the actions, for a text in pieces of this many characters.
    fn filtered(text: &str, size: usize) -> (String, Option<String>) {
        let mut filter = ActionLine::new(true);
        let characters: Vec<char> = text.chars().collect();
        let mut passed = String::new();
        for piece in characters.chunks(size) {
            passed.push_str(&filter.add(&piece.iter().collect::<String>()));
        }
        let (rest, actions) = filter.end();
        (passed + &rest, actions)
    }

    #[test]
    fn the_line_is_found_however_its_characters_arrive() {
        let cases = [
            ("Hello there.", "Hello there.", None),
            ("Hello.\nActions: Wave, Open door", "Hello.", Some("Wave, Open door")),
            ("Hello.\n\n**Actions:** Wave\nmore", "Hello.", Some("** Wave")),
            ("Two lines.\nAction!\nACTIONS: none\n", "Two lines.\nAction!", Some("none")),
            ("Actions: Wave", "", Some("Wave")),
            ("My actions: none of yours.", "My actions: none of yours.", None),
            ("I take\nact", "I take\nact", None),
            ("One. \n \n", "One.", None),
        ];
        for (text, passed, actions) in cases {
            for size in 1..=text.len() {
                assert_eq!(filtered(text, size), (passed.to_owned(), actions.map(str::to_owned)), "{text:?} by {size}");
            }
        }
    }

    #[test]
    fn words_pass_as_soon_as_they_can_be_no_marker() {
        let mut filter = ActionLine::new(true);
        assert_eq!(filter.add("A"), "");
        assert_eq!(filter.add("b"), "Ab");
        assert_eq!(filter.add("c "), "c");
        assert_eq!(filter.add("actions: d"), " actions: d", "not at the beginning of a line");
        let mut off = ActionLine::new(false);
        assert_eq!((off.add("Actions: x \n").as_str(), off.end().0.as_str()), ("Actions: x \n", ""));
    }
}
