//! The fragments of the pages in `docs`, each in a program that runs it.

use crate::{
    compiled, program_in, run, succeeded,
    support::{emulator, key, root},
};

/// The page shows how a list is read.
#[test]
fn the_fragment_of_the_page_of_functions_prints_the_voices() {
    let fragment = program_in("docs/functions.md", "c");
    let code = format!(
        "#include <convai.h>\n#include <stdio.h>\n#include <stdlib.h>\n\nint main(void) {{\n\
         convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;\nconvai_client *client;\n\
         options.api_key = getenv(\"CONVAI_API_KEY\");\noptions.base_url = getenv(\"CONVAI_BASE_URL\");\n\
         client = convai_client_new(&options, NULL);\n{fragment}\nconvai_client_free(&client);\nreturn 0;\n}}\n"
    );
    let emulator = emulator();
    succeeded(&run(compiled("functions", code), &emulator, &key()), &["US MALE 1"]);
}

/// The page shows two fragments, which belong before and after the creation of the client.
#[test]
fn the_fragments_of_the_page_about_the_log_print_a_line_for_each_call() {
    let fragments = program_in("docs/log.md", "c");
    let (before, after) = fragments.split_once("\n\n").expect("two fragments with an empty line between them");
    let code = format!(
        "#include <convai.h>\n#include <stdio.h>\n#include <stdlib.h>\n\nint main(void) {{\n\
         convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;\nconvai_client *client;\n\
         options.api_key = getenv(\"CONVAI_API_KEY\");\noptions.base_url = getenv(\"CONVAI_BASE_URL\");\n\
         {before}\n\
         client = convai_client_new(&options, NULL);\n\
         convai_response *reply = convai_get_response_text(client, getenv(\"CONVAI_CHARACTER_ID\"), NULL, \"Hi\", 0, NULL);\n\
         convai_response_free(&reply);\n\
         {after}\n\
         convai_client_free(&client);\nreturn 0;\n}}\n"
    );
    let emulator = emulator();
    let logged = run(compiled("log", code), &emulator, &key());
    succeeded(&logged, &["POST /character/getResponse: CONVAI_OK, HTTP 200, "]);
    assert_eq!(logged.stdout.lines().count(), 1);
}

/// The page shows two fragments: how a client is opened with a token, and how the token is replaced. The first token is
/// revoked in between, so the last turn succeeds only with the second.
#[test]
fn the_fragments_of_the_page_about_tokens_open_a_client_and_replace_its_token() {
    let fragments = program_in("docs/tokens.md", "c");
    let (open, replace) = fragments.split_once("\n\n").expect("two fragments with an empty line between them");
    let code = format!(
        "#include <convai.h>\n#include <stdio.h>\n#include <stdlib.h>\n\n\
         static void turn(convai_client *client) {{\n\
         convai_response *reply = convai_get_response_text(client, getenv(\"CONVAI_CHARACTER_ID\"), NULL, \"Hi\", 0, NULL);\n\
         puts(convai_status_name(reply->error ? reply->error->status : CONVAI_OK));\nconvai_response_free(&reply);\n}}\n\n\
         int main(void) {{\n\
         convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;\nconvai_error *error = NULL;\n\
         options.api_key = getenv(\"CONVAI_API_KEY\");\noptions.base_url = getenv(\"CONVAI_BASE_URL\");\n\
         convai_client *server = convai_client_new(&options, NULL);\noptions.api_key = NULL;\n\
         convai_token *first = convai_token_create(server, NULL), *second = convai_token_create(server, NULL);\n\
         const char *token = first->token, *next_token = second->token;\n\
         {open}\n\
         turn(client);\n\
         convai_result *revoked = convai_token_revoke(server, token, NULL);\nturn(client);\n\
         {replace}\n\
         turn(client);\n\
         convai_result_free(&revoked);\nconvai_token_free(&first);\nconvai_token_free(&second);\n\
         convai_client_free(&client);\nconvai_client_free(&server);\n\
         return error != NULL || convai_live_objects() != 0;\n}}\n"
    );
    let emulator = emulator();
    let turns = run(compiled("tokens", code), &emulator, &key());
    succeeded(&turns, &[]);
    assert_eq!(turns.stdout, "CONVAI_OK\nCONVAI_ERROR_AUTHENTICATION\nCONVAI_OK\n");
}

/// The page shows an audio callback and what a game does in each frame. Here they take turns.
#[test]
fn the_fragment_of_the_page_about_audio_plays_a_reply() {
    let fragment = program_in("docs/audio.md", "c");
    let code = format!(
        "#include <convai.h>\n#include <stdio.h>\n#include <stdlib.h>\n\n\
         static float widest;\nstatic int ended;\n\
         static void open_mouth(float mouth) {{ if (mouth > widest) widest = mouth; }}\n\
         static void let_the_player_speak(void) {{ ended = 1; }}\n\n{fragment}\n\
         int main(void) {{\nfloat out[2 * 480];\n\
         convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;\n\
         convai_playback_options device = CONVAI_PLAYBACK_OPTIONS_INIT;\n\
         options.api_key = getenv(\"CONVAI_API_KEY\");\noptions.base_url = getenv(\"CONVAI_BASE_URL\");\n\
         device.sample_rate = 48000;\n\
         convai_client *client = convai_client_new(&options, NULL);\n\
         convai_conversation *conversation = convai_conversation_new(client, getenv(\"CONVAI_CHARACTER_ID\"), NULL, NULL);\n\
         convai_playback *playback = convai_playback_new(&device, NULL);\n\
         convai_conversation_set_playback(conversation, playback);\n\
         convai_response *reply = convai_conversation_say(conversation, \"Hello\", CONVAI_VOICE, NULL);\n\
         while (!ended) {{ read_voice(playback, out, 480, 2); animate(playback); }}\n\
         printf(\"%s, the mouth was %s\\n\", reply->error ? reply->error->message : \"heard\", widest > 0.5f ? \"open\" : \"closed\");\n\
         convai_response_free(&reply);\nconvai_playback_free(&playback);\n\
         convai_conversation_free(&conversation);\nconvai_client_free(&client);\n\
         return convai_live_objects() != 0;\n}}\n"
    );
    let emulator = emulator();
    succeeded(&run(compiled("playback", code), &emulator, &key()), &["heard, the mouth was open\n"]);
}

/// The page shows what a game does in each frame. The player's question comes from a file.
#[test]
fn the_fragment_of_the_page_about_voice_says_what_was_heard() {
    let fragment = program_in("docs/voice.md", "c");
    let code = format!(
        "#include <convai.h>\n#include <stdio.h>\n#include <stdlib.h>\n\n\
         static void show_that_the_character_listens(void) {{ puts(\"listening\"); }}\n\n\
         int main(void) {{\nstatic short samples[4 * 16000];\n\
         convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;\n\
         convai_utterance_options recording = CONVAI_UTTERANCE_OPTIONS_INIT;\n\
         options.api_key = getenv(\"CONVAI_API_KEY\");\noptions.base_url = getenv(\"CONVAI_BASE_URL\");\n\
         convai_client *client = convai_client_new(&options, NULL);\n\
         convai_conversation *conversation = convai_conversation_new(client, getenv(\"CONVAI_CHARACTER_ID\"), NULL, NULL);\n\
         convai_operation *operation = NULL;\n\
         recording.format = CONVAI_PCM_S16;\nrecording.channels = 1;\nrecording.sample_rate = 16000;\n\
         recording.trigger = CONVAI_TRIGGER_SPEECH;\n\
         convai_utterance *microphone = convai_utterance_new(&recording, NULL);\n\
         FILE *file = fopen(getenv(\"QUESTION\"), \"rb\");\n\
         size_t question = fread(samples, 2, 3 * 16000, file);\nfclose(file);\n\
         convai_utterance_push(microphone, samples, question + 16000);\n\
         {fragment}\n\
         convai_operation_wait(operation, -1);\n\
         convai_response *reply = convai_operation_take_response(operation);\n\
         printf(\"%s\\n\", reply->error ? reply->error->message : \"answered\");\n\
         convai_response_free(&reply);\nconvai_operation_free(&operation);\nconvai_utterance_free(&microphone);\n\
         convai_conversation_free(&conversation);\nconvai_client_free(&client);\n\
         return convai_live_objects() != 0;\n}}\n"
    );
    let question = root().join("examples/audio/question.wav").display().to_string();
    let emulator = emulator();
    let said = run(compiled("voice", code).variable("QUESTION", question), &emulator, &key());
    succeeded(&said, &["listening\nanswered\n"]);
}
