//! What the answer of a character consists of, beside its audio: the fields of a reply, or of an object of a streamed
//! reply.

use super::json_fields::Json;

/// The session id that starts a new session.
pub(super) const NEW_SESSION: &str = "-1";

/// Each field may be missing. An object of a stream rarely has all of them.
#[derive(Default, PartialEq, Eq, Debug)]
pub(super) struct TurnFields {
    pub text: Option<String>,
    pub session_id: Option<String>,
    pub character_id: Option<String>,
    /// What the player said, as the service understood it.
    pub user_query: Option<String>,
    /// What the character does, one action in each line.
    pub action_sequence: Option<String>,
    /// The result of a classification.
    pub tag: Option<String>,
}

impl TurnFields {
    pub fn of(json: &Json<'_>) -> Self {
        Self {
            text: json.text(&["text"]).or_else(|| json.text(&["response"])).map(str::to_owned),
            session_id: json
                .owned(&["sessionID", "session_id"])
                .filter(|id| !id.is_empty() && id != NEW_SESSION && !id.contains('\0')),
            character_id: json.owned(&["charID", "character_id"]),
            user_query: json.owned(&["userQuery", "user_query"]),
            action_sequence: json.owned(&["actionSequence"]),
            tag: json.owned(&["tag"]),
        }
    }
}

/// The actions of a sequence, in their order. The service writes one in each line, some with white space around them, and
/// empty lines in between. A NUL ends a line, too, because C reads each action to its first NUL.
pub fn actions(sequence: &str) -> impl Iterator<Item = &str> {
    sequence.split(['\n', '\r', '\0']).map(str::trim).filter(|action| !action.is_empty())
}

/// Recognises a text that a streamed reply holds twice. Some servers send each text once alone and once with its audio.
#[derive(Default)]
pub(super) struct RepeatedText {
    last: Option<String>,
    had_audio: bool,
}

impl RepeatedText {
    /// Whether a text only repeats the one before it. A single word may be meant twice ("no, no"), unless it is the
    /// second that brings the audio. After a repeat, the same text counts as new.
    pub fn is_repeat(&mut self, text: &str, has_audio: bool) -> bool {
        let is_single = text.split_whitespace().nth(1).is_none();
        let repeat = self.last.as_deref() == Some(text) && (!is_single || (has_audio && !self.had_audio));
        self.last = (!repeat).then(|| text.to_owned());
        self.had_audio = has_audio;
        repeat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> TurnFields {
        TurnFields::of(&Json::read(json.as_bytes()).expect("JSON"))
    }

    #[test]
    fn each_field_is_read_in_every_known_spelling() {
        let some = |text: &str| Some(text.to_owned());
        let all = fields(
            r#"{"text":"a","response":"b","sessionID":"c","charID":"d","userQuery":"e","actionSequence":"f","tag":"g"}"#,
        );
        let expected = TurnFields {
            text: some("a"),
            session_id: some("c"),
            character_id: some("d"),
            user_query: some("e"),
            action_sequence: some("f"),
            tag: some("g"),
        };
        assert_eq!(all, expected);
        let other = fields(r#"{"response":"b","session_id":"c","character_id":"d","user_query":"e","text":null}"#);
        assert_eq!(other, TurnFields { text: some("b"), action_sequence: None, tag: None, ..expected });
        for absent in ["{}", "[]", "7", r#"{"sessionID":"-1"}"#, r#"{"sessionID":""}"#, r#"{"sessionID":"a\u0000"}"#] {
            assert_eq!(fields(absent), TurnFields::default(), "{absent}");
        }
    }

    #[test]
    fn actions_are_the_lines_without_empty_ones_and_white_space() {
        let list = |sequence| actions(sequence).collect::<Vec<_>>();
        assert_eq!(list("\n Serve Mojito\n Serve Tequilla Sunrise"), ["Serve Mojito", "Serve Tequilla Sunrise"]);
        assert_eq!(list("Wave\r\n\r\n\t Jump \rWave"), ["Wave", "Jump", "Wave"]);
        assert_eq!(list("Wave\0Jump"), ["Wave", "Jump"]);
        assert_eq!(list(" \n\n"), [""; 0]);
    }

    /// The texts that are not repeats. A `*` marks a text with audio.
    fn kept<'a>(texts: &[&'a str]) -> Vec<&'a str> {
        let mut repeated = RepeatedText::default();
        let is_new = |text: &&&str| !repeated.is_repeat(text.trim_end_matches('*'), text.ends_with('*'));
        texts.iter().filter(is_new).copied().collect()
    }

    #[test]
    fn a_sentence_that_is_sent_twice_is_kept_once() {
        assert_eq!(kept(&["I am.*", "I am.", " So it is.*", " So it is."]), ["I am.*", " So it is.*"]);
        assert_eq!(kept(&["I am.", "I am.*"]), ["I am."]);
        assert_eq!(kept(&["Yes.", "Yes.*"]), ["Yes."]);
        // The character says it twice, and each is sent twice.
        assert_eq!(kept(&["Oh no.*", "Oh no.", "Oh no.*", "Oh no."]), ["Oh no.*", "Oh no.*"]);
    }

    #[test]
    fn a_word_that_is_meant_twice_is_kept() {
        for words in [&[" no", " no"][..], &[" no*", " no"], &[" ha", " ha", " ha"], &["Oh no.", " Oh no."]] {
            assert_eq!(kept(words), words);
        }
    }
}
