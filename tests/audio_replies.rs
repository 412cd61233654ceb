//! The audio of replies in every form in which it may arrive, and the audio functions that need no client.

mod support;

use support::{Program, cases};

cases!(audio_replies = Program::c("audio_replies").with_emulator();
    every_form_of_reply_audio_is_read,
    a_reply_without_audio_is_a_success,
    the_sample_rate_is_that_of_the_reply,
    reply_audio_can_be_uploaded_again,
);

cases!(audio_helpers = Program::c("audio_helpers");
    every_16_bit_sample_survives_conversion_to_float_and_back,
    floats_round_to_the_nearest_sample_and_saturate,
    peak_and_rms_are_measured_in_every_format,
    a_built_wav_reads_back_as_its_samples,
    every_wav_format_is_read_and_damage_causes_at_most_an_error,
);
