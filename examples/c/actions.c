/* A character that acts. The program tells the service what the character can do and what is there, says something, and does
 * what the reply asks for, in its order.
 *
 *     cc examples/c/actions.c -Iinclude -Ltarget/library -lconvai -Wl,-rpath,"$PWD/target/library" -o actions
 *     actions [SENTENCE]
 *
 * Without a sentence it says "Jump and then wave." CONVAI_API_KEY is your API key, and CONVAI_CHARACTER_ID the character.
 * CONVAI_BASE_URL is the URL of the service, if it is not the default. */
#include <convai.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failed(const char *what, const convai_error *error) {
    fprintf(stderr, "%s failed: %s [%s]\n", what, error->message, convai_status_name(error->status));
    return 1;
}

/* A game would start an animation here. */
static void jump(void) { printf("  *jumps over a puddle*\n"); }
static void wave(void) { printf("  *waves with both arms*\n"); }
static void light_the_lamp(void) { printf("  *lights the lamp*\n"); }

enum { SKILLS = 3 };
static const struct {
    const char *action;
    void (*perform)(void);
} skills[SKILLS] = {{"Jump", jump}, {"Wave", wave}, {"Light the lamp", light_the_lamp}};

/* What the character can do, and what is there. The service's documents advise general verbs for the actions, and numbers
 * for objects of the same kind. */
static convai_status describe_the_scene(convai_conversation *conversation, convai_error **error) {
    const char *actions[SKILLS];
    convai_scene_item lamp = CONVAI_SCENE_ITEM_INIT, player = CONVAI_SCENE_ITEM_INIT;
    const convai_scene_item *objects[1], *characters[1];
    convai_scene scene = CONVAI_SCENE_INIT;
    int i;
    for (i = 0; i < SKILLS; i++) actions[i] = skills[i].action;
    lamp.name = "Lamp#1";
    lamp.description = "A street lamp that is not lit yet.";
    player.name = "Odile";
    player.description = "The player, who came with the last ferry.";
    objects[0] = &lamp;
    characters[0] = &player;
    scene.actions = actions;
    scene.action_count = SKILLS;
    scene.objects = objects;
    scene.object_count = 1;
    scene.characters = characters;
    scene.character_count = 1;
    return convai_conversation_set_scene(conversation, &scene, error); /* the conversation keeps a copy */
}

static void perform(const char *action) {
    int i;
    for (i = 0; i < SKILLS; i++) {
        if (strcmp(action, skills[i].action) == 0) {
            skills[i].perform();
            return;
        }
    }
    /* A generated reply may name an action with its object, or another one. */
    printf("  (cannot \"%s\")\n", action);
}

static int talk(convai_conversation *conversation, const char *sentence) {
    convai_response *reply;
    size_t i;
    int result = 0;
    printf("You: %s\n", sentence);
    reply = convai_conversation_say(conversation, sentence, CONVAI_TEXT, NULL);
    if (reply->error) {
        result = failed("The turn", reply->error);
    } else {
        printf("Character: %s\n", reply->text);
        for (i = 0; i < reply->action_count; i++) perform(reply->actions[i]);
    }
    convai_response_free(&reply);
    return result;
}

int main(int argc, char **argv) {
    int result = 1;
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_error *error = NULL;
    convai_client *client;
    convai_conversation *conversation = NULL;
    options.api_key = getenv("CONVAI_API_KEY");
    options.base_url = getenv("CONVAI_BASE_URL");
    client = convai_client_new(&options, &error);
    if (client) conversation = convai_conversation_new(client, getenv("CONVAI_CHARACTER_ID"), NULL, &error);
    if (conversation && describe_the_scene(conversation, &error) == CONVAI_OK)
        result = talk(conversation, argc > 1 ? argv[1] : "Jump and then wave.");
    if (error) failed("The conversation", error);
    convai_error_free(&error);
    convai_conversation_free(&conversation);
    convai_client_free(&client);
    return result;
}
