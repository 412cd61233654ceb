use super::*;
use crate::{
    api::{NextPiece, TurnAudio},
    transport::HttpResponse,
};
use std::time::Duration;

fn reader(reply: &Arc<ReplyStream>) -> ReplyReader {
    let head = HttpResponse::new(200, &[("content-type", b"text/event-stream")], b"").unwrap().head;
    ReplyReader::new(Arc::clone(reply), head, Secrets::of_key("0123456789ab"), usize::MAX)
}

/// The result of a stream that arrives in these chunks.
fn read(chunks: &[&str]) -> CallResult<TurnResponse> {
    let mut reader = reader(&Arc::default());
    let wants_all = chunks.iter().all(|chunk| reader.push(chunk.as_bytes()));
    let result = reader.finish(None);
    let was_refused = result.error.as_ref().is_some_and(|error| error.status as i32 / 100 == 3);
    assert_ne!(wants_all, was_refused);
    result
}

fn status(result: &CallResult<TurnResponse>) -> Option<Status> {
    result.error.as_ref().map(|error| error.status)
}

fn samples(result: CallResult<TurnResponse>) -> Vec<i16> {
    result.value.audio.map(TurnAudio::whole).unwrap().unwrap().to_samples()
}

/// An event with raw samples.
fn raw_audio(samples: &[i16], more: &str) -> String {
    let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    format!("data: {{\"audio\":\"{}\"{more}}}\n\n", base64_simd::STANDARD.encode_to_string(bytes))
}

#[test]
fn a_stream_becomes_one_reply() {
    let stream = [
        "data: {\"text\":\"I\",\"sessionID\":\"s\",\"charID\":\"c\"}\n\n",
        "data: {\"te",
        "xt\":\" am\"}\n\ndata: {\"text\":\" Pell.\",\"tag\":\"calm\",\"actionSequence\":\"wave\"}",
    ];
    let result = read(&stream);
    assert!(result.error.is_none());
    let value = &result.value;
    assert_eq!((value.text.as_deref(), value.session_id.as_deref()), (Some("I am Pell."), Some("s")));
    assert_eq!(value.character_id.as_deref(), Some("c"));
    assert_eq!(result.raw_json.unwrap(), stream.concat().into_bytes());
}

#[test]
fn each_object_is_a_piece_as_soon_as_it_is_complete() {
    let reply = Arc::new(ReplyStream::default());
    let mut reader = reader(&reply);
    let next = || match reply.next_piece(Some(Duration::ZERO)) {
        NextPiece::Piece(piece) => Some(piece.text),
        _ => None,
    };
    assert!(reader.push(b"data: {\"text\":\"one\"}\ndata: {\"text\":"));
    assert_eq!((next().as_deref(), next()), (Some("one"), None));
    assert!(reader.kept_bytes() > 0);
    assert!(reader.push(b"\" two\"}\n"));
    assert_eq!((next().as_deref(), next()), (Some(" two"), None));
}

#[test]
fn audio_of_another_rate_is_converted_to_the_first() {
    let first = raw_audio(&[5; 800], ",\"sample_rate\":8000");
    let second = raw_audio(&[5; 1600], ",\"sample_rate\":16000");
    let joined = read(&[&first, &second]);
    assert!(joined.error.is_none());
    assert_eq!(samples(joined).len(), 800 + 800);
    assert_eq!(samples(read(&[&first, &first])), [5; 1600]);
}

#[test]
fn an_error_in_the_middle_ends_the_stream_and_keeps_what_came() {
    for (error, expected) in [
        ("{\"ERROR\":\"no 0123456789ab\"}", Status::Refused),
        ("{\"error\":{\"message\":\"no\"}}", Status::Refused),
        ("{\"detail\":\"no\"}", Status::Refused),
        ("{\"charID\":\"c\",\"text\":\"process_failure, error: no\"}", Status::ProcessFailure),
    ] {
        let result = read(&[
            "data: {\"text\":\"a\",\"sessionID\":\"s\"}\n\n",
            "data: ",
            error,
            "\n\ndata: {\"text\":\"b\"}\n\n",
        ]);
        assert_eq!(status(&result), Some(expected), "{error}");
        assert_eq!((result.value.text.as_deref(), result.value.session_id.as_deref()), (Some("a"), Some("s")));
        let raw = String::from_utf8(result.raw_json.unwrap()).unwrap();
        assert!(raw.starts_with("data: {\"text\":\"a\"") && !raw.contains("0123456789ab"), "{raw}");
    }
    // These hold a part of the reply beside what resembles an error, or nothing that does.
    for harmless in
        ["{\"text\":\"b\",\"ERROR\":\"no\"}", "{\"sessionID\":\"s\",\"error\":\"\"}", "{\"message\":\"ok\"}"]
    {
        assert_eq!(status(&read(&["data: {\"text\":\"a\"}\n\ndata: ", harmless, "\n\n"])), None, "{harmless}");
    }
}

#[test]
fn a_broken_object_costs_only_itself_and_is_reported() {
    let result = read(&["data: {\"text\":\"a\"}\n\ndata: {\"text\":\"b\n\ndata: {\"text\":\"c\"}\n\n"]);
    assert_eq!(status(&result), Some(Status::BadReply));
    assert_eq!(result.value.text.as_deref(), Some("ac"));
    let invalid = read(&["data: {\"text\":b}\n\ndata: {\"text\":\"c\"}\n\n"]);
    assert_eq!((status(&invalid), invalid.value.text.as_deref()), (Some(Status::BadReply), Some("c")));
    let message = invalid.error.unwrap().into_fields().message;
    assert!(message.contains("a piece of the streamed reply cannot be read: its JSON is invalid"), "{message}");
}

#[test]
fn audio_that_cannot_be_read_costs_only_itself_and_is_reported() {
    let good = raw_audio(&[1, 2], ",\"sample_rate\":8000");
    for bad in ["data: {\"audio\":\"*\"}\n\n", "data: {\"audio\":\"UklGRiQAAABXQVZF\"}\n\n"] {
        let result = read(&["data: {\"text\":\"a\"}\n\n", &good, bad, &good]);
        assert_eq!((status(&result), result.value.text.as_deref()), (Some(Status::ReplyAudio), Some("a")), "{bad}");
        assert_eq!(samples(result), [1, 2, 1, 2]);
    }
    let result = read(&["data: {\"text\":\"a\",\"audio\":\"/+MYxAAAAAA=\"}\n\n"]);
    assert_eq!((status(&result), result.value.audio.is_none()), (Some(Status::ReplyAudio), true));
}

#[test]
fn a_stream_without_content_is_an_empty_reply() {
    for stream in ["", ": hello\n\n", "data: [DONE]\n\n", "data: {\"sessionID\":\"s\"}\n\n"] {
        assert_eq!(status(&read(&[stream])), Some(Status::EmptyReply), "{stream}");
    }
}

#[test]
fn text_that_is_sent_twice_counts_once() {
    let repeated = "data: {\"text\":\"I am.\"}\n\n";
    assert_eq!(read(&[repeated, repeated]).value.text.as_deref(), Some("I am."));
}

#[test]
fn no_more_is_kept_of_the_stream_than_asked_for() {
    let reply = Arc::new(ReplyStream::default());
    let mut limited = ReplyReader { raw_limit: 4, ..reader(&reply) };
    assert!(limited.push(b"data: {\"text\":\"a\"}\n\n"));
    assert_eq!(reply.take_raw(), b"data");
}
