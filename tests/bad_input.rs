//! Invalid input through the C ABI: it has a status and a message that says what to do, nothing is sent, and no state
//! changes.
//!
//! Failures below HTTP are in `network.rs`, and panics in `panics.rs`.

mod support;

use support::{Program, cases};

cases!(bad_arguments = Program::c("bad_arguments").with_emulator();
    a_null_argument_is_refused,
    invalid_utf8_is_refused_with_its_byte_offset,
    an_empty_string_or_an_unknown_flag_is_refused,
    an_unknown_struct_size_or_field_is_refused,
);

cases!(bad_scenes = Program::c("bad_scenes").with_emulator();
    an_empty_name_is_refused,
    a_name_with_a_separator_is_refused,
    a_name_that_stands_twice_in_its_list_is_refused,
    a_field_of_the_library_is_refused,
    a_null_pointer_in_a_scene_is_refused,
    invalid_utf8_in_a_scene_is_refused,
    an_unknown_struct_size_in_a_scene_is_refused,
);

cases!(bad_options = Program::c("bad_options").with_emulator();
    an_invalid_api_key_is_refused,
    an_invalid_auth_token_is_refused,
    invalid_credentials_are_refused,
    an_invalid_base_url_is_refused,
    a_negative_time_in_options_is_refused,
    an_invalid_proxy_certificate_user_agent_or_rate_is_refused,
);

cases!(bad_handles = Program::c("bad_handles").with_emulator();
    an_invalid_handle_is_refused_by_every_function,
    an_invalid_result_is_not_freed,
);

cases!(bad_audio = Program::c("bad_audio").with_emulator();
    invalid_pcm_is_refused,
    an_impossible_trigger_is_refused,
    an_unsupported_wav_file_is_refused,
);

// Replies of the service, or of a server in front of it.
cases!(bad_replies = Program::c("bad_replies").with_emulator();
    every_documented_failure_has_its_status,
    http_errors_keep_their_status_and_message,
    an_unreadable_reply_is_kept_in_raw_json,
    unreadable_audio_leaves_the_text_and_the_session,
    a_reply_over_the_size_limit_is_refused,
);
