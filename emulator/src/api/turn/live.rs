//! A streamed turn whose reply is sent while the brain writes it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::response::add_requested_fields;
use super::scene::Scene;
use super::stream::last_event;
use super::{brain_failure, process_failure};
use crate::brain::{Arriving, Failure, Piece, UserQuery, sentence_slices, word_slices};
use crate::clock::Clock;
use crate::response::{Body, HttpResponse, Part, WritingItem, WritingStream};
use crate::settings::Settings;
use crate::streaming::{Event, EventWriter, StreamPace, StreamPieces};
use crate::voice::{Speaker, TextToSpeech};
use crate::wav::decode_wav;
use crate::world::PendingTurn;

/// How many frames wait for the client.
const QUEUE: usize = 16;

/// What the turn is written from.
pub struct LiveTurn {
    pub clock: Arc<Clock>,
    pub settings: Settings,
    pub pending: PendingTurn,
    pub account: String,
    pub character: String,
    pub session: String,
    pub query: UserQuery,
    pub scene: Scene,
    pub arriving: Arriving,
    /// `None` if the turn asks for no voice.
    pub voice: Option<(Arc<TextToSpeech>, Speaker)>,
    pub brain: Part,
    /// When the brain began.
    pub began: Instant,
}

impl LiveTurn {
    /// The response, when the first words have arrived. A failure before them is the response of any other turn.
    pub async fn begin(mut self) -> HttpResponse {
        let first = match self.arriving.next().await {
            Ok(first) => first,
            Err(failure) => {
                self.brain.time = self.began.elapsed();
                return brain_failure(&self.character, failure, self.brain);
            }
        };
        let (session, brain) = (self.session.clone(), self.brain.clone());
        let (sender, items) = mpsc::channel(QUEUE);
        let mut writer = JoinSet::new();
        let output = Output {
            sender,
            writer: EventWriter::new(self.settings.stream_audio),
            clock: self.clock.clone(),
            pace: self.settings.stream_pace,
            due: self.clock.passed(),
        };
        writer.spawn(self.write(first, output));
        let mut response = HttpResponse::writing(WritingStream::new(items, writer));
        response.remarks.session = Some(session);
        response.remarks.brain = Some(brain);
        response
    }

    /// Sends the pieces as they arrive. It ends early if the client closes, because then this task is dropped.
    async fn write(mut self, first: Piece, mut output: Output) {
        let mut text = Text::default();
        let mut next = Ok(first);
        let line = loop {
            match next {
                Ok(Piece::Text(piece)) => {
                    text.whole.push_str(&piece);
                    text.rest.push_str(&piece);
                    let _ = output.sender.send(WritingItem::Text(piece)).await;
                    if let Err(failure) = self.send_complete(&mut text, &mut output).await {
                        return self.fail(failure, output).await;
                    }
                }
                Ok(Piece::End { actions }) => break actions,
                Err(failure) => return self.fail(failure, output).await,
            }
            next = self.arriving.next().await;
        };
        let brain = Part { time: self.began.elapsed(), ..self.brain.clone() };
        output.remark(brain).await;
        let mut events = match self.sentence_events(&text.rest, text.sent).await {
            Ok(events) => events,
            Err(failure) => return self.fail(failure, output).await,
        };
        let chosen = self.scene.chosen(line.as_deref());
        let mut fields = json!({ "text": text.whole, "sessionID": self.session });
        add_requested_fields(&mut fields, &self.scene, &self.query, chosen);
        events.extend(last_event(&fields).map(|last| Event::new(Duration::ZERO, last, None)));
        let last = events.pop().unwrap_or_else(|| self.event(""));
        for event in events {
            output.send(&event, 1, None).await;
        }
        output.wait().await;
        // The turn becomes part of its session with its last piece.
        let stored = self.pending.complete(&self.account, self.query.text(), text.whole).await;
        output.end(&last, stored).await;
    }

    /// Sends what is complete of the text: sentences, and the words of the sentence that is not complete.
    async fn send_complete(&self, text: &mut Text, output: &mut Output) -> Result<(), Failure> {
        while let Some(first) = text.complete_sentence() {
            let words = word_slices(&first).len();
            let events = self.sentence_events(&first, text.sent).await?;
            for event in &events {
                let voice = event.wav.as_ref().map(|_| words);
                output.send(event, if self.voice.is_some() { 0 } else { 1 }, voice).await;
            }
            text.rest.drain(..first.len());
            text.sent = 0;
        }
        if self.settings.stream_pieces == StreamPieces::Sentences {
            return Ok(());
        }
        let words: Vec<String> = word_slices(&text.rest[text.sent..]).into_iter().map(str::to_owned).collect();
        // The last word may go on.
        for word in words.iter().take(words.len() - 1) {
            text.sent += word.len();
            output.send(&self.event(word), if self.voice.is_some() { 0 } else { 1 }, None).await;
        }
        Ok(())
    }

    /// The events of what follows the first `sent` bytes of a sentence. The last one has its audio.
    async fn sentence_events(&self, sentence: &str, sent: usize) -> Result<Vec<Event>, Failure> {
        let rest = &sentence[sent..];
        let pieces = match self.settings.stream_pieces {
            StreamPieces::Words => word_slices(rest),
            StreamPieces::Sentences => vec![rest],
        };
        let pieces = pieces.into_iter().filter(|piece| !piece.is_empty());
        let mut events: Vec<Event> = pieces.map(|piece| self.event(piece)).collect();
        if let (Some((speech, speaker)), Some(last)) = (&self.voice, events.last_mut()) {
            let clip = speech.speak(sentence, speaker, &self.settings).await;
            let clip = clip.map_err(|cause| Failure { kind: "RuntimeError", cause })?;
            last.wav = Some(clip.wav.as_ref().clone());
        }
        Ok(events)
    }

    fn event(&self, piece: &str) -> Event {
        Event::new(Duration::ZERO, json!({ "sessionID": self.session, "text": piece }), None)
    }

    /// Sends the failure as the last event. The turn does not become part of its session.
    async fn fail(self, failure: Failure, mut output: Output) {
        let brain = Part { time: self.began.elapsed(), ..self.brain };
        output.remark(brain).await;
        let body = match process_failure(&self.character, &failure.to_string()).body {
            Body::Json(body) => body,
            _ => Value::Null,
        };
        let cause = failure.cause;
        let note = WritingItem::Remarks(Box::new(move |remarks| remarks.note = Some(cause)));
        let _ = output.sender.send(note).await;
        output.end(&Event::new(Duration::ZERO, body, None), Ok(())).await;
    }
}

/// What has arrived of the text.
#[derive(Default)]
struct Text {
    whole: String,
    /// The sentence that is not complete.
    rest: String,
    /// How many bytes of it have been sent.
    sent: usize,
}

impl Text {
    /// The first sentence, if another one has begun.
    fn complete_sentence(&self) -> Option<String> {
        match sentence_slices(&self.rest).as_slice() {
            [first, _, ..] => Some((*first).to_owned()),
            _ => None,
        }
    }
}

/// Sends events at the pace of the stream.
struct Output {
    sender: mpsc::Sender<WritingItem>,
    writer: EventWriter,
    clock: Arc<Clock>,
    pace: StreamPace,
    /// When the next event may be sent, on the clock.
    due: Duration,
}

impl Output {
    /// Sends an event when it is due. The next one is due when its words have been spoken: so many without a voice, or
    /// those of the whole sentence with one.
    async fn send(&mut self, event: &Event, words: usize, voiced_words: Option<usize>) {
        self.wait().await;
        let pcm = event.wav.as_deref().and_then(decode_wav);
        let spoken = pcm.map(|pcm| Duration::from_secs_f64(pcm.samples.len() as f64 / f64::from(pcm.rate)));
        self.due = self.clock.passed() + self.pace.duration(voiced_words.unwrap_or(words), spoken);
        let frame = self.writer.write(event);
        let _ = self.sender.send(WritingItem::Frame(frame)).await;
    }

    async fn wait(&self) {
        self.clock.sleep(self.due.saturating_sub(self.clock.passed())).await;
    }

    async fn remark(&self, brain: Part) {
        let remark = WritingItem::Remarks(Box::new(move |remarks| remarks.brain = Some(brain)));
        let _ = self.sender.send(remark).await;
    }

    async fn end(&mut self, event: &Event, stored: std::io::Result<()>) {
        let item = match stored {
            Ok(()) => WritingItem::Last(self.writer.write(event)),
            Err(error) => WritingItem::Broken(error),
        };
        let _ = self.sender.send(item).await;
    }
}
