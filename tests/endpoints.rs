//! Every endpoint through the C ABI: the request that is sent, and the result that is returned.

mod support;

use support::{Program, cases};

cases!(endpoints_characters = Program::c("endpoints_characters").with_emulator();
    create_sends_exactly_the_given_fields,
    create_accepts_every_spelling_of_the_id,
    update_sends_exactly_the_given_fields,
    an_update_without_fields_is_refused,
    get_and_find_return_every_field,
    get_accepts_other_spellings_and_types,
    clone_copies_the_character,
    delete_removes_the_character,
    any_2xx_status_confirms_a_delete,
    the_key_is_sent_in_one_header_and_the_user_agent_can_be_set,
    a_base_url_may_have_a_path_and_trailing_slashes,
);

cases!(endpoints_lists = Program::c("endpoints_lists").with_emulator();
    languages_have_codes_and_names,
    voices_have_every_field_that_the_service_sends,
    characters_are_listed_as_they_were_created,
    long_lists_are_complete,
    a_reply_that_is_no_list_or_was_cut_is_an_error,
    a_spec_with_lists_is_refused_if_its_voice_or_language_is_not_in_them,
    a_list_to_check_with_must_be_alive_and_of_its_kind,
);

cases!(endpoints_tokens = Program::c("endpoints_tokens").with_emulator();
    a_new_token_has_its_text_and_its_expiry,
    other_spellings_of_the_token_and_the_expiry_are_read,
    a_relative_expiry_counts_from_the_reply,
    a_reply_without_a_token_is_unreadable,
    an_extended_token_keeps_its_text,
    an_invalid_token_is_refused_before_anything_is_sent,
    a_token_that_is_not_accepted_is_an_authentication_failure,
    a_failed_reply_that_names_a_new_token_does_not_show_it,
    a_client_with_a_token_talks_until_the_token_is_revoked,
);

cases!(endpoints_turns = Program::c("endpoints_turns").with_emulator();
    text_is_sent_in_both_encodings,
    pcm_and_wav_are_sent_as_a_file_with_their_sample_rate,
    a_session_remembers_earlier_turns,
    call_options_set_the_response_level_and_the_upload_rate,
    the_upload_rate_of_the_client_applies_to_pcm,
    a_reply_may_use_other_spellings_and_types,
    the_raw_reply_can_be_omitted,
);

cases!(endpoints_scenes = Program::c("endpoints_scenes").with_emulator();
    every_kind_of_turn_sends_the_scene,
    a_part_that_is_empty_is_not_sent,
    text_of_every_kind_arrives_as_it_is,
    a_long_scene_arrives_whole,
    the_actions_of_a_reply_are_a_list,
    a_character_does_what_it_is_asked_to,
    the_size_of_a_scene_counts_in_max_queued_bytes,
    a_call_that_is_not_a_turn_ignores_the_scene,
);

cases!(endpoints_history = Program::c("endpoints_history").with_emulator();
    sessions_are_listed_with_a_limit,
    messages_of_a_session_are_in_their_order,
    a_reply_that_is_no_list_is_an_error,
    sessions_are_deleted_together,
    a_new_session_has_no_history,
    the_usage_has_the_account_the_plan_and_metrics,
);

cases!(endpoints_generation = Program::c("endpoints_generation").with_emulator();
    opening_lines_are_asked_for_with_the_session,
    lines_and_pieces_are_found_in_every_form,
    a_backstory_is_joined_from_its_pieces,
    a_reply_without_a_text_is_an_error,
    speech_is_decoded,
    what_is_no_wav_file_is_no_speech,
    generation_takes_the_timeout_for_voice,
);

cases!(endpoints_narrative = Program::c("endpoints_narrative").with_emulator();
    sections_have_their_decisions,
    the_current_section_is_found_in_every_shape,
    triggers_have_their_destination,
);

cases!(endpoints_any = Program::c("endpoints_any").with_emulator();
    json_reaches_any_path_with_any_method,
    a_request_without_a_body_sends_none,
    fields_are_sent_in_both_encodings_in_their_order,
    a_file_makes_the_form_multipart,
    any_reply_comes_back_byte_for_byte,
    an_error_is_that_of_every_other_call,
    the_limits_of_the_client_hold,
    a_path_that_leads_elsewhere_is_refused,
    a_request_that_contradicts_itself_is_refused,
);

cases!(endpoints_call_options = Program::c("endpoints_call_options").with_emulator();
    every_blocking_character_call_ends_at_its_timeout,
    every_blocking_list_ends_at_its_timeout,
    every_blocking_token_call_ends_at_its_timeout,
    every_other_blocking_call_ends_at_its_timeout,
    every_blocking_turn_ends_at_its_timeout,
    every_blocking_call_ends_at_its_deadline,
    the_timeout_of_one_call_does_not_apply_to_the_next,
    a_blocking_turn_takes_a_response_level_a_rate_and_user_data,
);
