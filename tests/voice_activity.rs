//! How well an utterance hears when somebody speaks: synthetic voices and recordings of people, in silence and beside noise,
//! clicks and music. It prints the table of docs/voice.md, and fails beyond the bounds below.
//!
//! The whole path is measured: push in chunks of 10 ms, poll after each, with the default options.

mod support;
mod voice_activity {
    pub mod signals;
}

use convai::api::{SampleFormat, Status, Trigger, Utterance, UtteranceEvent, UtteranceOptions};
use std::time::Duration;
use support::{figures, is_installed};
use voice_activity::signals::{self, Background, RATE, Speech};

/// Before and after each speech.
const AROUND: usize = 2 * RATE;
const CHUNK: usize = RATE / 100;

/// What was heard in a signal: the sample after which each event was there, and the samples of each recording.
#[derive(Default)]
struct Heard {
    starts: Vec<usize>,
    ends: Vec<usize>,
    lengths: Vec<usize>,
}

fn listen(signal: &[f32], pre_roll: Option<Duration>) -> Heard {
    let options = UtteranceOptions {
        trigger: Trigger::Speech,
        pre_roll,
        ..UtteranceOptions::new(SampleFormat::F32, 1, RATE as u32)
    };
    let utterance = Utterance::new(&options).expect("the options are valid");
    let mut heard = Heard::default();
    for (number, chunk) in signal.chunks(CHUNK).enumerate() {
        let bytes: Vec<u8> = chunk.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        assert_eq!(utterance.push(&bytes), Status::Ok);
        while let Some((event, ended)) = utterance.next(Ok).expect("it listens") {
            let now = number * CHUNK + chunk.len();
            match event {
                UtteranceEvent::SpeechStarted => heard.starts.push(now),
                UtteranceEvent::SpeechEnded | UtteranceEvent::MaxLength => heard.ends.push(now),
            }
            heard.lengths.extend(ended.map(|ended| ended.frames() as usize));
        }
    }
    heard
}

/// A row of the table: one kind of speaker beside one background.
#[derive(Default, Debug)]
struct Row {
    speeches: usize,
    /// Nothing was heard while somebody spoke.
    missed: usize,
    /// The background was taken for speech, and is still recorded when the speech begins.
    already: usize,
    /// The first recording begins after the speech does: the names, and by how many milliseconds.
    cut: Vec<(String, usize)>,
    /// There is more than one recording: somebody paused.
    split: usize,
    /// The time from the end of the speech to the last event, in milliseconds. It contains the 600 ms of silence.
    delays: Vec<usize>,
}

impl Row {
    fn add(&mut self, speech: &Speech, background: Background, pre_roll: Option<Duration>, seed: u32) {
        let mut signal = background.samples(speech.samples.len() + 2 * AROUND, seed);
        for (sample, voice) in signal[AROUND..].iter_mut().zip(&speech.samples) {
            *sample += voice;
        }
        let (first, last) = (AROUND + speech.first, AROUND + speech.last);
        let heard = listen(&signal, pre_roll);
        self.speeches += 1;
        let start = heard.starts.iter().position(|&start| (first..last + RATE / 5).contains(&start));
        let before =
            |(number, &start): (usize, &usize)| start < first && heard.ends.get(number).is_none_or(|&end| end > first);
        if heard.starts.iter().enumerate().any(before) {
            self.already += 1;
            return;
        }
        let Some(start) = start else {
            self.missed += 1;
            return;
        };
        // A recording that has ended holds everything from its beginning to its end.
        if let (Some(&end), Some(&length)) = (heard.ends.get(start), heard.lengths.get(start)) {
            let late = (end - length.min(end)).saturating_sub(first) * 1_000 / RATE;
            self.cut.extend((late > 20).then(|| (speech.name.clone(), late)));
        }
        self.split += usize::from(heard.ends.iter().any(|&end| end > first && end < last));
        self.delays.extend(heard.ends.iter().rfind(|&&end| end > last).map(|end| (end - last) * 1_000 / RATE));
    }

    fn percent(&self, count: usize) -> usize {
        (100 * count + self.speeches / 2) / self.speeches
    }

    /// The median and the largest delay.
    fn delay(&self) -> (usize, usize) {
        let mut delays = self.delays.clone();
        delays.sort_unstable();
        (delays.get(delays.len() / 2).copied().unwrap_or(0), delays.last().copied().unwrap_or(0))
    }
}

fn table(speaker: &str, speeches: &[Speech]) -> Vec<(Background, Row)> {
    Background::ALL
        .into_iter()
        .map(|background| {
            let mut row = Row::default();
            for (number, speech) in speeches.iter().enumerate() {
                row.add(speech, background, None, number as u32 + 1);
            }
            let name = format!("voice.{speaker}.{}", background.name());
            let (median, largest) = row.delay();
            figures::measured(&format!("{name}.missed-percent"), row.percent(row.missed));
            figures::measured(&format!("{name}.cut-percent"), row.percent(row.cut.len()));
            figures::measured(&format!("{name}.begun-before-percent"), row.percent(row.already));
            figures::measured(&format!("{name}.split-percent"), row.percent(row.split));
            figures::measured(&format!("{name}.end-median-ms"), median);
            figures::measured(&format!("{name}.end-worst-ms"), largest);
            (background, row)
        })
        .collect()
}

/// The bounds for speech: the largest percentages of missed and of cut speech, and the largest median delay.
fn assert_bounds(table: &[(Background, Row)], bounds: impl Fn(Background) -> (usize, usize, usize)) {
    for (background, row) in table {
        let (missed, cut, delay) = bounds(*background);
        let found = (row.percent(row.missed), row.percent(row.cut.len()), row.delay().0);
        assert!(
            found.0 <= missed && found.1 <= cut && found.2 <= delay,
            "{background:?}: missed, cut and late by {found:?}, more than {:?}: {row:?}",
            (missed, cut, delay)
        );
    }
}

#[test]
fn synthetic_voices_are_heard() {
    if !is_installed("espeak-ng", "espeak-ng") {
        return;
    }
    let speeches = signals::of_espeak();
    figures::measured("voice.espeak.speeches", speeches.len());
    let table = table("espeak", &speeches);
    assert_bounds(&table, |background| match background {
        Background::Noise(10) => (10, 10, 1_200),
        _ => (10, 10, 1_000),
    });
}

fn has_recordings() -> bool {
    is_installed(&format!("{}/Front_Center.wav", signals::ALSA), "alsa-utils")
        && is_installed(&format!("{}/goforward.raw", signals::SPHINX), "pocketsphinx-testdata")
}

#[test]
fn people_are_heard() {
    if !has_recordings() {
        return;
    }
    let speeches = signals::of_people();
    figures::measured("voice.people.speeches", speeches.len());
    let table = table("people", &speeches);
    // Some of the recordings begin with the noise of their room, which counts as speech here.
    assert_bounds(&table, |_| (10, 25, 1_000));
}

/// Without a pre-roll most first syllables are cut: what the table shows is the pre-roll's work.
#[test]
fn without_a_pre_roll_the_beginning_is_lost() {
    if !has_recordings() {
        return;
    }
    let mut row = Row::default();
    for speech in &signals::of_people() {
        row.add(speech, Background::Silence, Some(Duration::from_millis(1)), 1);
    }
    let percent = row.percent(row.cut.len());
    figures::measured("voice.people.silence.without-pre-roll.cut-percent", percent);
    assert!(percent >= 50, "{row:?}");
}

#[test]
fn what_is_not_speech_is_not_taken_for_it() {
    const MINUTES: usize = 5;
    for background in Background::ALL {
        let mut recorded = 0;
        for minute in 0..MINUTES {
            let signal = background.samples(60 * RATE, minute as u32 + 100);
            let heard = listen(&signal, None);
            let ends = heard.ends.iter().copied().chain([signal.len()]);
            recorded += heard.starts.iter().zip(ends).map(|(start, end)| end - start).sum::<usize>();
        }
        let percent = (100 * recorded).div_ceil(MINUTES * 60 * RATE);
        figures::measured(&format!("voice.{}.taken-for-speech-percent", background.name()), percent);
        assert!(percent == 0 || background == Background::Music, "{background:?}: {percent} percent");
    }
}
