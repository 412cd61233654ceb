//! Replies in pieces: every form of a stream, every fault in one, and the order in which pieces can be read.
#![cfg(unix)]

mod support;

use convai::api::{CallOptions, Client, ClientOptions, Query, Status, Taken, TurnOptions};
use std::{io::Write, net::TcpStream};
use support::{
    Program, cases,
    raw_server::{RawServer, read_request},
};

cases!(streaming_replies = Program::c("streaming_replies").with_emulator();
    every_form_joins_to_the_reply_without_the_flag,
    a_blocking_turn_returns_the_whole_reply,
    samples_and_conversations_stream_too,
    a_service_that_ignores_the_flag_gives_one_piece,
    a_turn_without_the_flag_has_one_piece,
    raw_json_is_the_stream_as_it_arrived,
    a_stream_counts_in_max_response_bytes,
    a_rate_that_changes_is_converted_to_the_first,
);

cases!(streaming_faults = Program::c("streaming_faults").with_emulator();
    a_connection_that_is_cut_keeps_what_came,
    a_connection_that_is_reset_keeps_what_was_read,
    a_stream_that_stalls_times_out,
    an_error_in_the_middle_ends_the_stream,
    a_broken_piece_costs_only_itself,
    a_cancelled_stream_keeps_what_came,
    an_interrupted_conversation_keeps_what_came,
    a_deadline_ends_a_stream_that_flows,
    closing_the_client_keeps_what_came,
    freeing_a_stream_releases_a_waiting_thread,
    a_fallback_line_stands_in_for_a_missing_text,
);

cases!(streaming_pieces = Program::c("streaming_pieces").with_emulator();
    a_piece_is_readable_before_the_next_one_is_sent,
    one_event_announces_pieces_until_a_reader_finds_none,
    pieces_need_not_be_read,
    the_wake_handle_is_readable_while_pieces_are_announced,
    pieces_outlive_the_response_and_the_client,
    several_threads_share_the_pieces_of_a_turn,
    a_queue_delivers_the_pieces_of_many_turns,
);

cases!(streaming_timeouts = Program::c("streaming_timeouts").with_emulator();
    timeout_ms_ends_with_the_first_byte,
    idle_timeout_ms_bounds_each_pause,
    the_default_of_idle_timeout_ms_is_30_seconds,
    the_idle_timeout_of_the_client_applies,
);

/// What a turn ended with.
#[derive(PartialEq, Debug)]
struct End {
    status: Option<Status>,
    message: String,
    text: String,
}

/// Says something to a server that sends these bytes, all at once or one by one, and closes the connection.
fn end_of(reply: &[u8], stream: bool, one_by_one: bool) -> End {
    let sent = reply.to_vec();
    let server = RawServer::start(move |mut connection: TcpStream| {
        let _ = connection.set_nodelay(true);
        let _ = read_request(&connection);
        let pieces = sent.chunks(if one_by_one { 1 } else { sent.len() });
        for piece in pieces {
            let _ = connection.write_all(piece);
        }
    });
    let options =
        ClientOptions { api_key: Some("0123456789ab".into()), base_url: Some(server.url()), ..Default::default() };
    let client = Client::new(options).expect("valid options");
    let query = Query::text("Hi").expect("a text");
    let options = TurnOptions { stream, ..TurnOptions::default() };
    let turn = client.get_response("id", None, query, options, &CallOptions::default()).expect("it starts");
    turn.call.wait(None);
    let Taken::Value(result) = turn.call.take() else { panic!("no result") };
    End {
        status: result.error.as_ref().map(|error| error.status),
        message: result.error.map(|error| error.into_fields().message.into_owned()).unwrap_or_default(),
        text: result.value.text.unwrap_or_default(),
    }
}

fn response(status: &str, content_type: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\n{content_type}Connection: close\r\n\r\n{body}").into_bytes()
}

/// The content type may be missing or wrong, and a stream may hold its objects in any framing.
#[test]
fn a_stream_is_recognized_by_its_content_type_or_its_beginning() {
    const EVENTS: &str = "Content-Type: Text/Event-Stream; charset=utf-8\r\n";
    const JSON: &str = "Content-Type: application/json\r\n";
    for (content_type, body) in [
        (EVENTS, "data: {\"text\":\"a\"}\n\ndata: {\"text\":\"b\"}\n\n"),
        (EVENTS, "{\"text\":\"a\"}{\"text\":\"b\"}"),
        (EVENTS, "{\n  \"text\": \"ab\"\n}\n"),
        (JSON, "data:{\"text\":\"a\"}\r\rdata:{\"text\":\"b\"}"),
        (JSON, "\u{feff}data: {\"text\":\"a\"}\n\n{\"text\":\"b\"}"),
        ("", ": hello\n\ndata: {\"text\":\"ab\"}\n\n"),
        ("", "\r\n\r\nid: 1\r\nevent: message\r\ndata: {\"text\":\"ab\"}"),
    ] {
        for one_by_one in [false, true] {
            let end = end_of(&response("200 OK", content_type, body), true, one_by_one);
            assert_eq!((end.status, end.text.as_str()), (None, "ab"), "{content_type}{body}: {}", end.message);
        }
    }
}

/// A server that answers otherwise is understood as without the flag, to the letter of the message.
#[test]
fn an_answer_that_is_no_stream_is_read_as_without_the_flag() {
    const JSON: &str = "Content-Type: application/json\r\n";
    const EVENTS: &str = "Content-Type: text/event-stream\r\n";
    const HTML: &str = "Content-Type: text/html\r\n";
    for (status, content_type, body, expected) in [
        ("200 OK", JSON, "{\"text\":\"a\"}", None),
        ("200 OK", JSON, "", Some(Status::BadReply)),
        ("200 OK", HTML, "<html><body>Sign in</body></html>", Some(Status::BadReply)),
        ("200 OK", "", "d", Some(Status::BadReply)),
        ("429 Too Many Requests", EVENTS, "{\"ERROR\":\"slow down\"}", Some(Status::RateLimited)),
        ("401 Unauthorized", JSON, "{\"API_ERROR\":\"no\"}", Some(Status::Authentication)),
        ("502 Bad Gateway", HTML, "<html>nginx</html>", Some(Status::Server)),
        ("500 Oops", EVENTS, "data: {\"text\":\"a\"}\n\n", Some(Status::Server)),
    ] {
        let reply = response(status, content_type, body);
        let plain = end_of(&reply, false, false);
        assert_eq!(plain.status, expected, "{status} {body}: {}", plain.message);
        assert_eq!(end_of(&reply, true, false), plain, "{status} {body}");
        assert_eq!(end_of(&reply, true, true), plain, "{status} {body}");
    }
}

/// A stream that ends before its declared length, or in the middle of a chunk, is lost, and its text is kept.
#[test]
fn a_stream_that_is_cut_off_keeps_its_text() {
    const EVENT: &str = "data: {\"text\":\"a\"}\n\n";
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
    for reply in [
        format!("{head}Content-Length: 1000\r\n\r\n{EVENT}"),
        format!("{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{EVENT}\r\nff\r\ndata: {{", EVENT.len()),
        format!("{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{EVENT}\r\n", EVENT.len()),
    ] {
        for one_by_one in [false, true] {
            let end = end_of(reply.as_bytes(), true, one_by_one);
            assert_eq!((end.status, end.text.as_str()), (Some(Status::ConnectionLost), "a"), "{reply}");
        }
    }
    // A head without a body.
    let end = end_of(format!("{head}Content-Length: 1000\r\n\r\n").as_bytes(), true, false);
    assert_eq!((end.status, end.text.as_str()), (Some(Status::ConnectionLost), ""));
}
