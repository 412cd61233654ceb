use super::*;
use crate::{
    api::{DecodedAudio, Error, Status},
    audio::{AudioForm, SampleStorage},
};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

const NOW: Option<Duration> = Some(Duration::ZERO);
const FORMAT: SoundFormat = SoundFormat { sample_rate: 8_000, channels: 1, form: AudioForm::Wav };

fn text(text: &str) -> Increment {
    Increment { text: text.into(), ..Increment::default() }
}

fn audio(samples: &[i16]) -> Increment {
    Increment { audio: Some((FORMAT, samples.to_vec())), ..Increment::default() }
}

/// A listener, and how often it ran.
fn counter() -> (Listener, Arc<AtomicUsize>) {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let count_up = move || {
        counted.fetch_add(1, Ordering::SeqCst);
    };
    (Arc::new(count_up), count)
}

fn piece(reply: &ReplyStream) -> Piece {
    match reply.next_piece(NOW) {
        NextPiece::Piece(piece) => piece,
        NextPiece::Pending => panic!("no piece yet"),
        NextPiece::Ended => panic!("no piece any more"),
    }
}

fn kept(reply: &Arc<ReplyStream>) -> KeptReply {
    KeptReply { reply: Arc::clone(reply), secrets: Secrets::of_key("0123456789ab") }
}

fn end_with(reply: &Arc<ReplyStream>, result: CallResult<TurnResponse>) -> CallResult<TurnResponse> {
    let kept = kept(reply);
    let result = kept.complete(result);
    kept.unlocked();
    result
}

fn end(reply: &Arc<ReplyStream>) {
    end_with(reply, CallResult::default());
}

fn whole() -> TurnResponse {
    let audio = DecodedAudio {
        wav: vec![0, 0, 1, 0, 2, 0],
        samples: SampleStorage::InWav(2..6),
        frames: 2,
        channels: 1,
        sample_rate: 8_000,
        form: AudioForm::Wav,
    };
    TurnResponse {
        text: Some("Hello".into()),
        session_id: Some("s".into()),
        tag: Some("t".into()),
        audio: Some(TurnAudio::Whole(Arc::new(audio))),
        ..TurnResponse::default()
    }
}

#[test]
fn each_increment_is_a_piece() {
    let reply = Arc::new(ReplyStream::default());
    assert!(matches!(reply.next_piece(NOW), NextPiece::Pending));
    reply.append(Increment { session_id: Some("s".into()), ..text("Hello") });
    reply.append(Increment { text: " you".into(), ..audio(&[1, 2]) });
    reply.append(audio(&[3]));
    // Nothing new, so no piece.
    reply.append(Increment { session_id: Some("s".into()), ..Increment::default() });
    reply.append(Increment { tag: Some("t".into()), ..text(".") });
    let first = piece(&reply);
    assert_eq!((first.text.as_str(), first.session_id.as_deref(), first.sample_rate), ("Hello", Some("s"), 0));
    let second = piece(&reply);
    assert_eq!((second.text.as_str(), second.first_frame, second.sample_rate, second.channels), (" you", 0, 8_000, 1));
    assert_eq!(second.samples.as_deref(), Some([1, 2].as_slice()));
    let third = piece(&reply);
    assert_eq!((third.samples.as_deref(), third.first_frame), (Some([3].as_slice()), 2));
    let last = piece(&reply);
    assert_eq!((last.text.as_str(), last.tag.as_deref(), last.first_frame), (".", Some("t"), 3));
    assert!(last.samples.is_none());
    assert!(matches!(reply.next_piece(NOW), NextPiece::Pending));
    end(&reply);
    assert!(matches!(reply.next_piece(None), NextPiece::Ended));
}

#[test]
fn the_result_has_the_actions_of_all_pieces_and_the_last_tag() {
    let reply = Arc::new(ReplyStream::default());
    let act = |actions: &str, tag: Option<&str>| {
        let (action_sequence, tag) = (Some(actions.to_owned()), tag.map(str::to_owned));
        reply.append(Increment { action_sequence, tag, ..Increment::default() });
    };
    act("\n Jump", Some("calm"));
    reply.append(text("Hello"));
    act("Wave\nJump", Some("angry"));
    act("Sit", None);
    let value = end_with(&reply, CallResult::default()).value;
    assert_eq!(value.action_sequence.as_deref(), Some("\n Jump\nWave\nJump\nSit"));
    assert_eq!(value.tag.as_deref(), Some("angry"));
    let pieces: Vec<_> = (0..4).map(|_| piece(&reply).action_sequence).collect();
    assert_eq!(pieces, [Some("\n Jump".into()), None, Some("Wave\nJump".into()), Some("Sit".into())]);
    assert!(matches!(reply.next_piece(None), NextPiece::Ended));
}

#[test]
fn a_character_may_act_without_a_word() {
    let reply = Arc::new(ReplyStream::default());
    let value = TurnResponse { action_sequence: Some("Jump".into()), ..TurnResponse::default() };
    end_with(&reply, CallResult { value, ..CallResult::default() });
    assert_eq!(piece(&reply).action_sequence.as_deref(), Some("Jump"));
}

#[test]
fn a_reply_that_did_not_stream_is_one_piece() {
    let reply = Arc::new(ReplyStream::default());
    let value = end_with(&reply, CallResult { value: whole(), ..CallResult::default() }).value;
    assert!(matches!(value.audio, Some(TurnAudio::Whole(_))));
    let news = reply.audio_from(0);
    assert_eq!((news.format, news.ended, news.segments.len()), (Some((8_000, 1)), true, 1));
    let only = piece(&reply);
    assert_eq!((only.text.as_str(), only.session_id.as_deref()), ("Hello", Some("s")));
    assert_eq!((only.sample_rate, only.tag.as_deref()), (8_000, Some("t")));
    assert_eq!((only.samples.as_deref(), only.first_frame), (Some([1, 2].as_slice()), 0));
    assert!(Arc::ptr_eq(&only.samples.unwrap(), &news.segments[0]));
    assert!(matches!(reply.next_piece(None), NextPiece::Ended));
    // A reply without anything has no piece.
    let empty = Arc::new(ReplyStream::default());
    end(&empty);
    assert!(matches!(empty.next_piece(None), NextPiece::Ended));
}

#[test]
fn nothing_is_appended_after_the_reply_was_closed() {
    let reply = Arc::new(ReplyStream::default());
    reply.append(text("a"));
    reply.fill(CallResult::default(), &kept(&reply).secrets);
    reply.append(text("b"));
    reply.keep_raw(b"b", usize::MAX).unwrap();
    assert!(reply.take_raw().is_empty());
    assert_eq!(piece(&reply).text, "a");
    assert!(matches!(reply.next_piece(NOW), NextPiece::Pending));
    end(&reply);
    assert!(matches!(reply.next_piece(NOW), NextPiece::Ended));
}

#[test]
fn audio_is_announced_to_every_listener_and_the_end_once() {
    let reply = Arc::new(ReplyStream::default());
    let (early, early_count) = counter();
    reply.on_audio(early);
    reply.append(text("a"));
    assert_eq!(early_count.load(Ordering::SeqCst), 0);
    reply.append(audio(&[1]));
    let (late, late_count) = counter();
    reply.on_audio(late);
    assert_eq!((early_count.load(Ordering::SeqCst), late_count.load(Ordering::SeqCst)), (1, 1));
    let news = reply.audio_from(0);
    assert_eq!((news.format, news.segments.len(), news.ended), (Some((8_000, 1)), 1, false));
    reply.append(audio(&[2]));
    assert_eq!(reply.audio_from(1).segments, [Arc::from([2i16])]);
    assert!(reply.audio_from(2).segments.is_empty() && reply.audio_from(9).segments.is_empty());
    end(&reply);
    end(&reply);
    assert_eq!((early_count.load(Ordering::SeqCst), late_count.load(Ordering::SeqCst)), (3, 3));
    assert!(reply.audio_from(2).ended);
    let (after, after_count) = counter();
    reply.on_audio(after);
    assert_eq!(after_count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_listener_may_read_the_reply() {
    let reply = Arc::new(ReplyStream::default());
    let heard = Arc::new(Mutex::new(Vec::new()));
    let (weak, noted) = (Arc::downgrade(&reply), Arc::clone(&heard));
    reply.on_audio(Arc::new(move || {
        let news = weak.upgrade().map(|reply| reply.audio_from(0));
        noted.lock().unwrap().extend(news.map(|news| (news.segments.len(), news.ended)));
    }));
    reply.append(audio(&[1]));
    end(&reply);
    assert_eq!(*heard.lock().unwrap(), [(1, false), (1, true)]);
}

#[test]
fn pieces_are_announced_once_until_a_reader_finds_none() {
    let reply = Arc::new(ReplyStream::default());
    let (listener, count) = counter();
    let announced = || count.load(Ordering::SeqCst);
    reply.append(text("a"));
    reply.append(text("b"));
    reply.on_pieces(listener);
    assert_eq!(announced(), 1);
    reply.append(text("c"));
    assert_eq!(announced(), 1);
    (0..3).for_each(|_| drop(piece(&reply)));
    reply.append(text("d"));
    assert_eq!(announced(), 1, "the reader has not found an end yet");
    piece(&reply);
    assert!(matches!(reply.next_piece(NOW), NextPiece::Pending));
    reply.append(text("e"));
    reply.append(text("f"));
    assert_eq!(announced(), 2);
    end(&reply);
    assert_eq!(announced(), 2);
}

/// The operation of a turn may be made after the turn has ended.
#[test]
fn pieces_of_a_stream_that_has_ended_are_announced_and_a_whole_reply_is_not() {
    let (listener, count) = counter();
    let streamed = Arc::new(ReplyStream::default());
    streamed.append(text("a"));
    end(&streamed);
    streamed.on_pieces(Arc::clone(&listener));
    assert_eq!(count.load(Ordering::SeqCst), 1);
    let unstreamed = Arc::new(ReplyStream::default());
    end_with(&unstreamed, CallResult { value: whole(), ..CallResult::default() });
    unstreamed.on_pieces(listener);
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[test]
fn a_waiting_reader_gets_the_piece_and_the_end() {
    let reply = Arc::new(ReplyStream::default());
    let waiting = Arc::clone(&reply);
    let reader = thread::spawn(move || {
        let mut read = String::new();
        while let NextPiece::Piece(piece) = waiting.next_piece(None) {
            read += &piece.text;
        }
        read
    });
    ["a", "b", "c"].into_iter().for_each(|one| reply.append(text(one)));
    end(&reply);
    assert_eq!(reader.join().unwrap(), "abc");
}

#[test]
fn each_piece_goes_to_one_reader() {
    let pieces = if cfg!(miri) { 50 } else { 5_000 };
    let reply = Arc::new(ReplyStream::default());
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let reply = Arc::clone(&reply);
            thread::spawn(move || {
                let mut frames = Vec::new();
                while let NextPiece::Piece(piece) = reply.next_piece(None) {
                    frames.push(piece.first_frame);
                }
                frames
            })
        })
        .collect();
    (0..pieces).for_each(|_| reply.append(audio(&[0])));
    end(&reply);
    let mut frames: Vec<_> = readers.into_iter().flat_map(|reader| reader.join().unwrap()).collect();
    frames.sort_unstable();
    assert_eq!(frames, (0..pieces).collect::<Vec<_>>());
}

#[test]
fn a_result_gets_what_came_before_the_turn_failed() {
    let reply = Arc::new(ReplyStream::default());
    reply.append(Increment {
        session_id: Some("s".into()),
        character_id: Some("c".into()),
        user_query: Some("q".into()),
        text: "Hello".into(),
        ..audio(&[1, 2])
    });
    reply.append(audio(&[3]));
    reply.keep_raw(b"data: 0123456789ab and more", 18).unwrap();
    let error = Error::new(Status::Cancelled, "the request was cancelled");
    let result = end_with(&reply, error.into());
    assert_eq!(result.error.map(|error| error.status), Some(Status::Cancelled));
    assert_eq!(result.raw_json.as_deref(), Some(b"data: ***".as_slice()));
    let value = result.value;
    assert_eq!((value.text.as_deref(), value.session_id.as_deref()), (Some("Hello"), Some("s")));
    assert_eq!((value.character_id.as_deref(), value.user_query.as_deref()), (Some("c"), Some("q")));
    let voice = value.audio.map(TurnAudio::whole).unwrap().unwrap();
    assert_eq!((voice.to_samples(), voice.sample_rate, voice.frames), (vec![1, 2, 3], 8_000, 3));
}

#[test]
fn a_result_keeps_what_it_has() {
    let reply = Arc::new(ReplyStream::default());
    reply.append(text("streamed"));
    let value = TurnResponse { text: Some("read".into()), ..TurnResponse::default() };
    let raw_json = Some(b"raw".to_vec());
    let error = Some(Error::new(Status::BadReply, "no"));
    let result = end_with(&reply, CallResult { error, value, raw_json });
    assert_eq!((result.value.text.as_deref(), result.raw_json.as_deref()), (Some("read"), Some(b"raw".as_slice())));
    assert!(result.value.audio.is_none());
}
