//! A playback, through the C API. `audio_thread.rs` has the promises to the audio thread.
#![cfg(unix)]

mod support;

use support::{Program, cases};

cases!(playback = Program::c("playback");
    lesson_2_a_voice_ends_once_however_fast_it_is_read,
    lesson_3_the_end_comes_with_the_last_frame,
    lesson_4_the_whole_buffer_is_filled,
    lesson_5_a_pause_and_its_end_have_ramps,
    lesson_6_a_voice_replaces_another_without_a_click,
    lesson_7_a_stop_fades_out_and_a_voice_after_it_is_whole,
    lesson_8_time_is_counted_in_frames_of_the_device,
    lesson_9_a_voice_is_converted_as_one_signal,
    lesson_11_voices_follow_each_other_without_a_gap,
    lesson_12_the_level_of_what_is_heard_is_known,
    time_passes_without_a_device_and_not_in_a_pause,
    a_host_that_pushes_keeps_its_queue_at_a_length,
    the_device_changes_in_the_middle,
    more_than_the_buffer_holds_is_refused,
);

cases!(playback_replies = Program::c("playback_replies").with_emulator();
    a_whole_reply_is_heard_after_its_operation_was_freed,
    the_turns_of_a_conversation_are_heard_in_their_order,
    a_stream_is_heard_before_its_last_piece_is_sent,
    an_interruption_silences_what_is_heard_and_what_waits,
    a_failed_or_cancelled_turn_leaves_the_next_one_to_be_heard,
    a_playback_that_was_freed_hears_nothing_and_harms_nothing,
    an_operation_that_is_no_turn_is_refused,
);

/// The tenth is the order of memory accesses between threads: ThreadSanitizer runs this program.
#[test]
fn lesson_10_threads_feed_read_stop_and_free_at_once() {
    Program::c("life_playback").passes();
}
