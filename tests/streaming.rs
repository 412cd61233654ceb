//! Replies in pieces: every form of a stream, every fault in one, and the order in which pieces can be read.
#![cfg(unix)]

mod support;

use support::{Program, cases};

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
