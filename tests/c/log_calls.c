/* Each call of every_call.h, blocking and not, has one entry: with the path of its endpoint, and without what was said. */
#define _GNU_SOURCE
#include "every_call.h"
#include "log.h"

static const char *path_of(const char *name) {
    static const char *const paths[][2] = {{"create", "/character/create"},
                                           {"update", "/character/update"},
                                           {"get", "/character/get"},
                                           {"find", "/character/get"},
                                           {"clone", "/user/clone_character"},
                                           {"delete", "/character/delete"},
                                           {"characters", "/character/list"},
                                           {"voices", "/tts/get_available_voices"},
                                           {"languages", "/tts/get_available_languages"},
                                           {"create_token", "/user/connect"},
                                           {"extend_token", "/user/extend-token"},
                                           {"revoke_token", "/user/revoke-token"},
                                           {"chats", "/character/chatHistory/list"},
                                           {"chat", "/character/chatHistory/details"},
                                           {"forget", "/character/chatHistory/delete"},
                                           {"usage", "/user/user-api-usage"},
                                           {"starters", "/character/generate-starter-conversation"},
                                           {"backstory", "/character/generate-backstory"},
                                           {"speech", "/tts/"},
                                           {"sections", "/character/narrative/list-sections"},
                                           {"section", "/character/narrative/get-current-section"},
                                           {"triggers", "/character/narrative/list-triggers"},
                                           {"any", "/character/get"}};
    size_t i;
    for (i = 0; i < sizeof paths / sizeof *paths; i++)
        if (strcmp(paths[i][0], name) == 0)
            return paths[i][1];
    return "/character/getResponse";
}

/* Lists are asked for without a body. */
static int is_get(const endpoint *call) { return call->kind == CONVAI_KIND_VOICES || call->kind == CONVAI_KIND_LANGUAGES; }
static int has_body(const endpoint *call) { return !is_get(call) && call->kind != CONVAI_KIND_CHARACTERS; }

static void check_entry(convai_client *client, const endpoint *call, void *result) {
    convai_log_entry *entry = next_entry(client);
    const char *texts[3];
    size_t i;
    CHECK_ERROR(error_of(result), CONVAI_OK);
    free_result(call, result);
    CHECK_STATUS(entry->status, CONVAI_OK);
    CHECK_NUMBER(entry->http_status, strcmp(call->name, "create") == 0 ? 201 : 200);
    CHECK_TEXT(entry->path, path_of(call->name));
    CHECK_TEXT(entry->method, is_get(call) ? "GET" : "POST");
    CHECK((entry->bytes_sent > 0) == has_body(call));
    CHECK(entry->sent_us >= 0 && entry->connection != CONVAI_CONNECTION_UNKNOWN && entry->bytes_received > 0);
    texts[0] = entry->request_id;
    texts[1] = entry->method;
    texts[2] = entry->path;
    for (i = 0; i < 3; i++)
        CHECK(!strstr(texts[i], SAID) && !strstr(texts[i], test_key()));
    note_entry(entry);
    convai_log_entry_free(&entry);
    check_is_empty(client);
}

int main(void) {
    convai_client *client = logging_client_of(base_url(), 8);
    size_t i;
    emulator_reset();
    begin_calls();
    conversation = convai_conversation_new(client, PUBLIC_CHARACTER, NULL, NULL);
    REQUIRE(conversation != NULL);
    for (i = 0; i < sizeof endpoints / sizeof *endpoints; i++) {
        const endpoint *call = &endpoints[i];
        check_context = call->name;
        create_own(call);
        check_entry(client, call, call->blocks(client));
        create_own(call);
        check_entry(client, call, start_and_take(call, client, 0));
    }
    check_context = "";
    convai_conversation_free(&conversation);
    end_calls();
    convai_client_free(&client);
    return check_end();
}
