//! The audio of a reply as a voice of a playback, while it arrives and after.

use super::ReplyStream;
use crate::audio::{Supply, Voice, mono_from_s16};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The rate of a reply that ended without audio. Such a voice has no frames.
const RATE_OF_NOTHING: u32 = 48_000;

/// Keeps the segments of a reply, so that they can be heard after the operation of the reply is freed.
pub(super) struct ReplyVoice {
    reply: Arc<ReplyStream>,
    fetched: Mutex<Fetched>,
}

#[derive(Default)]
struct Fetched {
    format: Option<(u32, u16)>,
    /// Each with the position of its first frame.
    segments: Vec<(u64, Arc<[i16]>)>,
    frames: u64,
    has_ended: bool,
}

impl ReplyVoice {
    pub fn new(reply: Arc<ReplyStream>) -> Self {
        Self { reply, fetched: Mutex::default() }
    }

    fn fetch(&self) -> MutexGuard<'_, Fetched> {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        if !fetched.has_ended {
            let news = self.reply.audio_from(fetched.segments.len());
            fetched.format = news.format;
            fetched.has_ended = news.ended;
            for segment in news.segments {
                let first = fetched.frames;
                fetched.frames += (segment.len() / fetched.channels()) as u64;
                fetched.segments.push((first, segment));
            }
        }
        fetched
    }
}

impl Fetched {
    fn channels(&self) -> usize {
        self.format.map_or(1, |(_, channels)| usize::from(channels.max(1)))
    }
}

impl Voice for ReplyVoice {
    fn rate(&self) -> Option<u32> {
        let fetched = self.fetch();
        let rate = fetched.format.map(|(rate, _)| rate);
        rate.or(fetched.has_ended.then_some(RATE_OF_NOTHING))
    }

    fn frames(&self) -> u64 {
        self.fetch().frames
    }

    fn read(&self, first: u64, most: usize, sink: &mut dyn FnMut(&[f32])) -> Supply {
        let fetched = self.fetch();
        let channels = fetched.channels();
        let last = fetched.frames.min(first.saturating_add(most as u64));
        let begin =
            fetched.segments.partition_point(|(start, segment)| start + (segment.len() / channels) as u64 <= first);
        let mut at = first;
        for (start, segment) in &fetched.segments[begin..] {
            if at >= last {
                break;
            }
            let frames = (segment.len() / channels) as u64;
            let end = (start + frames).min(last);
            let part = &segment[(at - start) as usize * channels..(end - start) as usize * channels];
            mono_from_s16(part, channels, sink);
            at = end;
        }
        Supply { frames: at.saturating_sub(first) as usize, ended: fetched.has_ended && at == fetched.frames }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        api::{TurnResponse, reply_stream::Increment, turn_response::SoundFormat},
        audio::AudioForm,
    };

    fn append(reply: &ReplyStream, channels: u16, samples: &[i16]) {
        let format = SoundFormat { sample_rate: 24_000, channels, form: AudioForm::RawPcm };
        reply.append(Increment { audio: Some((format, samples.to_vec())), ..Increment::default() });
    }

    fn end(reply: &ReplyStream) {
        reply.end(&TurnResponse::default());
        reply.tell_end();
    }

    fn read(voice: &ReplyVoice, first: u64, most: usize) -> (Vec<f32>, Supply) {
        let mut samples = Vec::new();
        let supply = voice.read(first, most, &mut |block| samples.extend(block.iter().map(|sample| sample * 32_768.0)));
        (samples, supply)
    }

    #[test]
    fn segments_are_read_across_their_borders_and_again() {
        let reply = Arc::new(ReplyStream::default());
        let voice = ReplyVoice::new(Arc::clone(&reply));
        assert_eq!((voice.rate(), voice.frames()), (None, 0));
        append(&reply, 1, &[1, 2, 3]);
        append(&reply, 1, &[4]);
        assert_eq!((voice.rate(), voice.frames()), (Some(24_000), 4));
        append(&reply, 1, &[5, 6]);
        assert_eq!(read(&voice, 0, 5), (vec![1.0, 2.0, 3.0, 4.0, 5.0], Supply { frames: 5, ended: false }));
        assert_eq!(read(&voice, 2, 100).0, [3.0, 4.0, 5.0, 6.0]);
        assert_eq!(read(&voice, 6, 100), (vec![], Supply { frames: 0, ended: false }));
        end(&reply);
        assert_eq!(read(&voice, 3, 2), (vec![4.0, 5.0], Supply { frames: 2, ended: false }));
        assert_eq!(read(&voice, 5, 2), (vec![6.0], Supply { frames: 1, ended: true }));
        assert_eq!(read(&voice, 6, 2), (vec![], Supply { frames: 0, ended: true }));
    }

    #[test]
    fn channels_are_averaged() {
        let reply = Arc::new(ReplyStream::default());
        let voice = ReplyVoice::new(Arc::clone(&reply));
        append(&reply, 2, &[1, 3, -10, 10]);
        append(&reply, 2, &[32_767, 32_767]);
        assert_eq!((voice.frames(), read(&voice, 0, 9).0), (3, vec![2.0, 0.0, 32_767.0]));
    }

    #[test]
    fn a_reply_without_audio_is_an_empty_voice_once_it_has_ended() {
        let reply = Arc::new(ReplyStream::default());
        let voice = ReplyVoice::new(Arc::clone(&reply));
        reply.append(Increment { text: "Hi".into(), ..Increment::default() });
        assert_eq!(voice.rate(), None);
        end(&reply);
        assert_eq!(read(&voice, 0, 9), (vec![], Supply { frames: 0, ended: true }));
        assert!(voice.rate().is_some());
    }
}
