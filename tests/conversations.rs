//! Conversations and utterances: the order of turns, the session, interruptions, and recording from a microphone.
#![cfg(unix)]

mod support;

use support::{Program, cases, root};

cases!(conversation_order = Program::c("conversation_order").with_emulator();
    turns_of_several_threads_are_sent_in_order,
    the_next_turn_waits_for_the_end_of_the_previous_one,
    different_conversations_run_concurrently,
    freeing_a_conversation_cancels_its_queued_turns,
);

cases!(conversation_session = Program::c("conversation_session").with_emulator();
    a_session_starts_once_and_can_be_saved_and_loaded,
    the_session_survives_every_kind_of_failure,
    a_failed_first_turn_starts_no_session,
    a_new_session_id_from_the_service_is_used_from_then_on,
    reset_starts_a_new_session,
    interrupt_cancels_running_and_queued_turns,
    a_fallback_line_replaces_the_text_of_a_failed_turn,
);

cases!(conversation_scene = Program::c("conversation_scene").with_emulator();
    a_scene_is_sent_with_each_turn_until_it_is_changed,
    a_turn_that_waits_keeps_its_scene,
    the_scene_of_a_turn_replaces_that_of_the_conversation,
    every_kind_of_turn_is_sent_with_the_scene,
    a_scene_is_copied,
    an_invalid_scene_leaves_the_one_before,
);

cases!(conversation_utterance = Program::c("conversation_utterance").with_emulator();
    every_sample_format_is_recorded,
    every_kind_of_turn_continues_the_session,
    a_full_utterance_keeps_what_fits_and_an_empty_one_is_refused,
    a_turn_that_cannot_start_keeps_the_samples,
    samples_pushed_during_turns_are_sent_exactly_once,
);

/// With a recording of speech.
fn with_a_question() -> Program {
    let question = root().join("examples/audio/question.wav");
    Program::c("utterance_triggers").with_emulator().variable("CONVAI_QUESTION", question.display().to_string())
}

cases!(utterance_triggers = with_a_question();
    a_button_begins_a_recording_with_the_pre_roll,
    a_voice_begins_a_recording_and_silence_ends_it,
    a_host_that_does_not_poll_finds_the_first_utterances,
    a_long_speech_is_cut_at_the_maximum_length,
    behind_a_closed_gate_nothing_is_heard,
    what_a_playback_says_is_not_heard,
    a_changed_microphone_is_refused_and_loses_nothing,
    clipped_samples_are_counted,
    the_calls_of_another_trigger_are_refused,
    an_utterance_that_listens_is_not_said_itself,
);
