/* Creates, reads, updates, finds, clones and deletes a character.
 *
 *     cc examples/c/characters.c -Iinclude -Ltarget/library -lconvai -Wl,-rpath,"$PWD/target/library" -o characters
 *
 * CONVAI_API_KEY is your API key. CONVAI_BASE_URL is the URL of the service, if it is not the default. */
#include <convai.h>
#include <stdio.h>
#include <stdlib.h>

static int failed(const char *what, const convai_error *error) {
    fprintf(stderr, "%s failed: %s [%s]\n", what, error->message, convai_status_name(error->status));
    return 1;
}

/* A string that the service did not send is NULL. */
static const char *or_none(const char *text) { return text ? text : "(none)"; }

/* Prints a character and frees it. */
static int show(const char *what, convai_character *character) {
    int result = 0;
    size_t i;
    if (character->error) {
        result = failed(what, character->error);
    } else {
        printf("%s\n  id         %s\n  name       %s\n  voice      %s\n  created    %s\n  backstory  %s\n  languages ", what,
               or_none(character->id), or_none(character->name), or_none(character->voice_type),
               or_none(character->timestamp), or_none(character->backstory));
        for (i = 0; i < character->language_code_count; i++) printf(" %s", character->language_codes[i]);
        printf("\n");
    }
    convai_character_free(&character);
    return result;
}

static int update(convai_client *client, const char *id) {
    static const char *const languages[] = {"en-US", "ja-JP"};
    int result = 0;
    convai_character_spec changes = CONVAI_CHARACTER_SPEC_INIT; /* fields that stay NULL are not changed */
    convai_result *updated;
    changes.backstory = "Mira sells maps of places that do not exist yet.";
    changes.language_codes = languages;
    changes.language_code_count = 2;
    updated = convai_character_update(client, id, &changes, NULL);
    if (updated->error) result = failed("Updating", updated->error);
    convai_result_free(&updated);
    return result;
}

static int delete_character(convai_client *client, const char *id) {
    int result = 0;
    convai_result *deleted = convai_character_delete(client, id, NULL);
    if (deleted->error) result = failed("Deleting", deleted->error);
    else printf("Deleted %s\n", id);
    convai_result_free(&deleted);
    return result;
}

int main(void) {
    int result = 1;
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_character_spec spec = CONVAI_CHARACTER_SPEC_INIT;
    convai_error *error = NULL;
    convai_client *client;
    convai_character *created, *copy;
    options.api_key = getenv("CONVAI_API_KEY");
    options.base_url = getenv("CONVAI_BASE_URL");
    client = convai_client_new(&options, &error);
    if (!client) {
        failed("The client", error);
        convai_error_free(&error);
        return 1;
    }
    spec.name = "Mira";
    spec.voice_type = "US FEMALE 1";
    spec.backstory = "Mira sells maps.";
    spec.actions = "unroll map, point at map";
    created = convai_character_create(client, &spec, NULL);
    if (created->error) {
        failed("Creating", created->error);
    } else {
        result = show("Created", convai_character_get(client, created->id, NULL));
        result |= update(client, created->id);
        result |= show("Updated, and found by its name", convai_character_find(client, "Mira", NULL));
        copy = convai_character_clone(client, created->id, 0, NULL);
        if (copy->error) {
            result = failed("Cloning", copy->error);
        } else {
            result |= show("Cloned", convai_character_get(client, copy->id, NULL));
            result |= delete_character(client, copy->id);
        }
        convai_character_free(&copy);
        result |= delete_character(client, created->id);
    }
    convai_character_free(&created);
    convai_client_free(&client);
    return result;
}
