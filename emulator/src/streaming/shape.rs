//! The shapes that the events of a stream can have beyond the plain one.

use std::collections::{BTreeSet, VecDeque};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Event, Frame};

/// A shape that a reader of event streams must take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StreamShape {
    /// Two objects in one event, the second on a line of its own.
    Glued,
    /// Lines end with a carriage return and a line feed.
    Crlf,
    /// The stream ends with the JSON of the last event.
    NoFinalBlankLine,
    /// A comment line before each event.
    Comments,
    /// Each object over several `data:` lines.
    DataLines,
    /// Each event in three chunks, each of which is flushed.
    SplitChunks,
    /// `[DONE]` after the last event.
    Done,
    /// Each text a second time, in an event of its own.
    RepeatedText,
    /// Audio in events without text, and text in events without audio.
    AudioApart,
    /// `sessionID` only in the first event.
    SessionOnce,
}

/// A combination of shapes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct StreamShapes(BTreeSet<StreamShape>);

impl StreamShapes {
    /// Whether there is none beyond the plain one.
    pub fn is_plain(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, shape: StreamShape) -> bool {
        self.0.contains(&shape)
    }

    /// Changes which events there are.
    pub(super) fn arrange(&self, events: Vec<Event>) -> Vec<Event> {
        let mut arranged: Vec<Event> = Vec::new();
        for mut event in events {
            if self.has(StreamShape::SessionOnce) && !arranged.is_empty() {
                remove(&mut event.object, "sessionID");
            }
            let mut audio = None;
            if self.has(StreamShape::AudioApart) && event.wav.is_some() {
                let mut apart = Event { wav: event.wav.take(), ..event.clone() };
                remove(&mut apart.object, "text");
                audio = Some(apart);
            }
            let repeats = self.has(StreamShape::RepeatedText) && event.object.get("text").is_some();
            let repeated = repeats.then(|| Event { wav: None, ..event.clone() });
            arranged.push(event);
            arranged.extend(repeated);
            arranged.extend(audio);
        }
        arranged
    }

    /// Writes events with their objects. `ends` says whether the stream ends after them.
    pub(super) fn write(&self, events: &[(&Event, Value)], ends: bool, prefix: &str, suffix: &str) -> VecDeque<Frame> {
        let end_of_line = if self.has(StreamShape::Crlf) { "\r\n" } else { "\n" };
        // Only JSON objects can be told apart without `data:`.
        let glued = self.has(StreamShape::Glued) && events.iter().all(|(_, object)| !object.is_string());
        let objects_per_event = if glued { 2 } else { 1 };
        let done = ends && self.has(StreamShape::Done);
        let mut frames = VecDeque::new();
        let mut groups = events.chunks(objects_per_event).peekable();
        let mut before = prefix.to_owned();
        while let Some(group) = groups.next() {
            let last = groups.peek().is_none();
            let mut lines = self.lines(group);
            if last && done {
                lines.extend([String::new(), "data: [DONE]".to_owned()]);
            }
            let mut text = std::mem::take(&mut before) + &lines.join(end_of_line);
            if !(last && ends && self.has(StreamShape::NoFinalBlankLine)) {
                text.push_str(&end_of_line.repeat(2));
            }
            if last {
                text.push_str(suffix);
            }
            let at = group.iter().map(|(event, _)| event.at).max().unwrap_or_default();
            frames.extend(self.chunks(text.into()).map(|bytes| Frame { at, bytes }));
        }
        frames
    }

    /// The lines of one event, without the blank line at its end.
    fn lines(&self, group: &[(&Event, Value)]) -> Vec<String> {
        let mut lines = Vec::new();
        if self.has(StreamShape::Comments) {
            lines.push(": a comment".to_owned());
        }
        for (index, (event, object)) in group.iter().enumerate() {
            let plain = object.as_str();
            let mut json = match (plain, self.has(StreamShape::DataLines)) {
                (Some(text), _) => text.to_owned(),
                (None, true) => format!("{object:#}"),
                (None, false) => object.to_string(),
            };
            if event.broken {
                json.truncate((0..=json.len() / 2).rev().find(|at| json.is_char_boundary(*at)).unwrap_or(0));
            }
            if plain.is_some() || self.has(StreamShape::DataLines) {
                lines.extend(json.lines().map(|line| format!("data: {line}")));
            } else {
                lines.push(if index == 0 { format!("data: {json}") } else { json });
            }
        }
        lines
    }

    /// The chunks in which the bytes of an event are sent.
    fn chunks(&self, mut bytes: Bytes) -> impl Iterator<Item = Bytes> + use<> {
        let count = if self.has(StreamShape::SplitChunks) { 3 } else { 1 };
        let length = bytes.len().div_ceil(count).max(1);
        std::iter::from_fn(move || (!bytes.is_empty()).then(|| bytes.split_to(length.min(bytes.len()))))
    }
}

fn remove(object: &mut Value, key: &str) {
    if let Some(fields) = object.as_object_mut() {
        fields.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::super::{EventStream, StreamAudio};
    use super::*;

    fn stream(shapes: &[StreamShape]) -> EventStream {
        let shapes = StreamShapes(shapes.iter().copied().collect());
        let event =
            |ms, text: &str| Event::new(Duration::from_millis(ms), json!({ "sessionID": "s", "text": text }), None);
        EventStream::new(vec![event(0, "I"), event(5, " saw"), event(9, " it")], shapes, StreamAudio::Wav)
    }

    fn text(stream: &EventStream) -> String {
        String::from_utf8(stream.bytes().to_vec()).expect("UTF-8")
    }

    #[test]
    fn each_shape_is_written_as_its_name_says() {
        use StreamShape::*;
        let plain = "data: {\"sessionID\":\"s\",\"text\":\"I\"}\n\ndata: {\"sessionID\":\"s\",\"text\":\" saw\"}\n\n\
                     data: {\"sessionID\":\"s\",\"text\":\" it\"}\n\n";
        assert_eq!(text(&stream(&[])), plain);
        assert_eq!(text(&stream(&[SplitChunks])), plain);
        assert_eq!(text(&stream(&[Crlf])), plain.replace('\n', "\r\n"));
        assert_eq!(text(&stream(&[NoFinalBlankLine])), plain.trim_end());
        assert_eq!(text(&stream(&[Done])), format!("{plain}data: [DONE]\n\n"));
        assert_eq!(text(&stream(&[Done, NoFinalBlankLine])), format!("{plain}data: [DONE]"));
        assert_eq!(text(&stream(&[Comments])), plain.replace("data:", ": a comment\ndata:"));
        assert_eq!(text(&stream(&[Glued])), plain.replacen("\n\ndata: ", "\n", 1));
        let lines = text(&stream(&[DataLines]));
        assert!(lines.starts_with("data: {\ndata:   \"sessionID\": \"s\",\ndata:   \"text\": \"I\"\ndata: }\n\n"));
        assert_eq!(text(&stream(&[RepeatedText])).matches(r#""text":" saw""#).count(), 2);
        assert_eq!(text(&stream(&[SessionOnce])).matches("sessionID").count(), 1);
    }

    #[test]
    fn frames_have_the_times_of_their_last_event() {
        let times = |shapes: &[StreamShape]| -> Vec<u128> {
            stream(shapes).frames().iter().map(|frame| frame.at.as_millis()).collect()
        };
        assert_eq!(times(&[]), [0, 5, 9]);
        assert_eq!(times(&[StreamShape::Glued]), [5, 9]);
        assert_eq!(times(&[StreamShape::SplitChunks]), [0, 0, 0, 5, 5, 5, 9, 9, 9]);
    }

    #[test]
    fn a_broken_stream_has_no_ending() {
        let mut broken = stream(&[StreamShape::Done, StreamShape::NoFinalBlankLine]);
        broken.break_off(1);
        assert_eq!(text(&broken), "data: {\"sessionID\":\"s\",\"text\":\"I\"}\n\n");
        let mut failed = stream(&[]);
        failed.fail(2, json!({ "ERROR": "no" }));
        assert!(text(&failed).ends_with("\" saw\"}\n\ndata: {\"ERROR\":\"no\"}\n\n"), "{}", text(&failed));
        let mut cut = stream(&[]);
        cut.break_json(1);
        assert_eq!(text(&cut).matches('}').count(), 2, "{}", text(&cut));
    }
}
