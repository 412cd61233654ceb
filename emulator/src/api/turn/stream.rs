//! Divides a reply into the events of a stream: one for each word or sentence, with the audio of a sentence at its first one.

use std::time::Duration;

use serde_json::{Value, json};

use crate::brain::{sentence_slices, word_slices};
use crate::settings::Settings;
use crate::streaming::{Event, EventStream, StreamPieces};
use crate::wav::{Slice, slices};

/// The fields of the reply that its last event carries, if it has them.
const LAST_FIELDS: [&str; 2] = ["actionSequence", "tag"];

/// Of a longer reply, several words or sentences are joined, so that it takes a bounded number of events.
const MAX_PIECES: usize = 10_000;

/// The events of a reply with these fields. `wav` is its voice, which is divided: the samples of the pieces, end to end, are
/// its samples.
pub fn events(fields: &Value, wav: Option<&[u8]>, settings: &Settings) -> EventStream {
    let text = fields["text"].as_str().unwrap_or_default();
    let session = &fields["sessionID"];
    let sentences = sentence_slices(text);
    let sentences = joined(text, &sentences, 1 + sentences.len() / MAX_PIECES);
    let shares: Vec<usize> = sentences.iter().map(|sentence| sentence.chars().count()).collect();
    let mut voice: Vec<Option<Slice>> = wav.map(|wav| slices(wav, &shares)).unwrap_or_default();
    voice.resize(sentences.len(), None);

    let words: Vec<Vec<&str>> = sentences.iter().map(|sentence| word_slices(sentence)).collect();
    let per_piece = match settings.stream_pieces {
        StreamPieces::Words => 1 + words.iter().map(Vec::len).sum::<usize>() / MAX_PIECES,
        StreamPieces::Sentences => usize::MAX,
    };

    let mut events = Vec::new();
    let mut start = Duration::ZERO;
    for ((sentence, words), slice) in sentences.iter().zip(&words).zip(voice) {
        let spoken = wav.map(|_| slice.as_ref().map_or(Duration::ZERO, |slice| slice.duration));
        let duration = settings.stream_pace.duration(words.len(), spoken);
        let mut audio = slice.map(|slice| slice.wav);
        let pieces = joined(sentence, words, per_piece);
        for (index, piece) in pieces.iter().enumerate() {
            let spoken = (index * per_piece) as f64 / words.len() as f64;
            let object = json!({ "sessionID": session, "text": piece });
            events.push(Event::new(start + duration.mul_f64(spoken), object, audio.take()));
        }
        start += duration;
    }
    events.extend(last_event(fields).map(|last| Event::new(start, last, None)));
    EventStream::new(events, settings.stream_shapes.clone(), settings.stream_audio)
}

/// The event after the text, if the reply has fields for it.
pub fn last_event(fields: &Value) -> Option<Value> {
    let mut last = json!({ "sessionID": fields["sessionID"] });
    for name in LAST_FIELDS {
        if let Some(field) = fields.get(name) {
            last[name] = field.clone();
        }
    }
    last.as_object().is_some_and(|fields| fields.len() > 1).then_some(last)
}

/// Joins so many neighbours at a time. The slices, in their order, are all of the text.
fn joined<'a>(text: &'a str, slices: &[&str], count: usize) -> Vec<&'a str> {
    let mut rest = text;
    let next = |slices: &[&str]| {
        let (first, after) = rest.split_at(slices.iter().map(|slice| slice.len()).sum());
        rest = after;
        first
    };
    slices.chunks(count).map(next).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wav::{Pcm, encode_wav};

    #[test]
    fn a_long_reply_has_a_bounded_number_of_events() {
        for text in ["many words ".repeat(50_000), "Go. ".repeat(50_000)] {
            let events = events(&json!({ "text": text, "sessionID": "s" }), None, &Settings::default()).events;
            assert!((MAX_PIECES / 2..=2 * MAX_PIECES).contains(&events.len()), "{}", events.len());
            let joined: String = events.iter().filter_map(|event| event.object["text"].as_str()).collect();
            assert!(joined == text);
        }
    }

    fn reply(wav: Option<&[u8]>, pace: &str) -> Vec<(Duration, Option<usize>)> {
        let stream_pace = serde_json::from_str(pace).expect("a pace");
        let settings = Settings { stream_pace, ..Settings::default() };
        let fields = json!({ "text": "One two. Three four five. Six.", "sessionID": "s", "actionSequence": "" });
        let events = events(&fields, wav, &settings).events;
        // The samples in a file with a header of 44 bytes.
        events.iter().map(|event| (event.at, event.wav.as_ref().map(|wav| (wav.len() - 44) / 2))).collect()
    }

    #[test]
    fn a_sentence_begins_when_the_audio_before_it_has_been_spoken() {
        let samples: Vec<i16> = (0..8000).map(|index| if index % 3000 < 500 { 0 } else { index }).collect();
        let events = reply(Some(&encode_wav(&Pcm { samples, rate: 1000 })), "\"speech\"");
        assert_eq!(events.len(), 7);
        let mut spoken = 0;
        for (at, samples) in &events {
            if let Some(samples) = samples {
                assert_eq!(at.as_millis(), spoken);
                spoken += *samples as u128;
            }
            assert!(at.as_millis() <= spoken);
        }
        assert_eq!(spoken, 8000);
        assert_eq!(events.last().map(|(at, _)| at.as_millis()), Some(8000), "the actions follow the last word");
        assert!(events.is_sorted());
        let voiced: Vec<bool> = events.iter().map(|(_, samples)| samples.is_some()).collect();
        assert_eq!(voiced, [true, false, true, false, false, true, false]);
    }

    #[test]
    fn a_piece_can_be_a_sentence() {
        let settings = Settings { stream_pieces: StreamPieces::Sentences, ..Settings::default() };
        let events = events(&json!({ "text": "One two.  Three. ", "sessionID": "s" }), None, &settings).events;
        let texts: Vec<&str> = events.iter().filter_map(|event| event.object["text"].as_str()).collect();
        assert_eq!(texts, ["One two.", "  Three. "]);
        assert_eq!(events[1].at.as_millis(), 2 * 60_000 / 165);
    }

    #[test]
    fn words_follow_a_set_pace() {
        let times = |pace| -> Vec<u128> { reply(None, pace).iter().map(|(at, _)| at.as_millis()).collect() };
        assert_eq!(times("60"), [0, 1000, 2000, 3000, 4000, 5000, 6000]);
        assert_eq!(times("0"), [0; 7]);
        assert_eq!(times("\"speech\"")[6], 6 * 60_000 / 165);
    }
}
