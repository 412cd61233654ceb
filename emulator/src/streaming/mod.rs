//! A reply that is sent piece by piece, as the parameter `stream` of `getResponse` asks.
//!
//! The evidence is weak. The service documents the parameter as server-sent events, without a schema and without an
//! example. The events here have the keys that one public client reads (teddybear082/godot4-ai-npc-example, July 2023):
//! `text`, `sessionID`, `audio`, `actionSequence` and `tag`, in JSON objects after `data:`. Their order, which of them
//! carries the session, and how a stream reports an error are not known. What other readers and servers of event streams
//! do is therefore available as a [`StreamShape`] or a [`StreamAudio`].

mod audio;
mod pace;
mod shape;

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

pub use audio::StreamAudio;
pub use pace::{Speech, StreamPace, StreamPieces};
pub use shape::{StreamShape, StreamShapes};

use crate::wav::{decode_wav, encode_wav, resample};

/// One event, before it is written.
#[derive(Clone, Debug)]
pub struct Event {
    /// When it is sent, from the start of the stream.
    pub at: Duration,
    /// The JSON object, without `audio`. A string is sent as plain text.
    pub object: Value,
    /// The WAV file of this piece, which becomes `audio`.
    pub wav: Option<Vec<u8>>,
    /// Only the first half of the JSON is sent.
    broken: bool,
}

impl Event {
    pub fn new(at: Duration, object: Value, wav: Option<Vec<u8>>) -> Self {
        Self { at, object, wav, broken: false }
    }
}

/// Bytes that are sent, and flushed, together.
#[derive(Debug)]
pub struct Frame {
    /// When they are sent, from the start of the stream.
    pub at: Duration,
    pub bytes: Bytes,
}

/// Writes events one by one, in the plain shape.
#[derive(Debug)]
pub struct EventWriter {
    audio: StreamAudio,
    /// Whether no event had audio yet.
    first_audio: bool,
}

impl EventWriter {
    pub fn new(audio: StreamAudio) -> Self {
        Self { audio, first_audio: true }
    }

    /// The event as it is sent.
    pub fn write(&mut self, event: &Event) -> Bytes {
        let object = self.object(event);
        let frames = StreamShapes::default().write(&[(event, object)], true, "", "");
        frames.into_iter().flat_map(|frame| frame.bytes).collect()
    }

    /// The object with its audio.
    fn object(&mut self, event: &Event) -> Value {
        let mut object = event.object.clone();
        if let Some(wav) = &event.wav {
            object["audio"] = json!(self.audio.encode(wav, self.first_audio));
            self.first_audio = false;
        }
        object
    }
}

/// The events of one reply. There is at least one.
#[derive(Debug)]
pub struct EventStream {
    pub events: Vec<Event>,
    shapes: StreamShapes,
    audio: StreamAudio,
    prefix: String,
    suffix: String,
    /// Whether the stream ends here. Else a fault breaks it off.
    ends: bool,
}

impl EventStream {
    pub fn new(events: Vec<Event>, shapes: StreamShapes, audio: StreamAudio) -> Self {
        let events = shapes.arrange(events);
        Self { events, shapes, audio, prefix: String::new(), suffix: String::new(), ends: true }
    }

    /// Sends text before the first event and after the last one.
    pub fn wrap(&mut self, prefix: &str, suffix: &str) {
        self.prefix.insert_str(0, prefix);
        self.suffix.push_str(suffix);
    }

    /// Keeps the first `count` events, after which nothing more is sent.
    pub fn break_off(&mut self, count: usize) {
        self.events.truncate(count);
        self.ends = false;
    }

    /// Sends only the first half of the JSON of the event with this index, or of the last one.
    pub fn break_json(&mut self, index: usize) {
        let last = self.events.len().saturating_sub(1);
        if let Some(event) = self.events.get_mut(index.min(last)) {
            event.broken = true;
        }
    }

    /// Replaces what follows the first `count` events by one event with an error.
    pub fn fail(&mut self, count: usize, error: Value) {
        let at = self.events.get(count).or(self.events.last()).map_or(Duration::ZERO, |event| event.at);
        self.events.truncate(count);
        self.events.push(Event::new(at, error, None));
    }

    /// Resamples the audio that follows the first `count` events.
    pub fn change_rate(&mut self, count: usize, rate: u32) {
        for event in self.events.iter_mut().skip(count) {
            if let Some(pcm) = event.wav.as_deref().and_then(decode_wav) {
                event.wav = Some(encode_wav(&resample(&pcm, rate)));
            }
        }
    }

    /// The whole stream as it is written.
    pub fn frames(&self) -> VecDeque<Frame> {
        let mut writer = EventWriter::new(self.audio);
        let written: Vec<_> = self.events.iter().map(|event| (event, writer.object(event))).collect();
        self.shapes.write(&written, self.ends, &self.prefix, &self.suffix)
    }

    /// The bytes of the whole stream, without their times.
    pub fn bytes(&self) -> Bytes {
        let frames: Vec<Bytes> = self.frames().into_iter().map(|frame| frame.bytes).collect();
        frames.concat().into()
    }
}
