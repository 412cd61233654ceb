/* Sends a request to any path of the service, also to one that the library has no function for, and prints the reply.
 *
 *     cc examples/c/any_call.c -Iinclude -Ltarget/library -lconvai -Wl,-rpath,"$PWD/target/library" -o any_call
 *     ./any_call GET tts/get_available_languages
 *     ./any_call POST character/get '{"charID":"..."}'
 *     ./any_call POST character/knowledge-bank/upload file_name=lore.txt file=@lore.txt
 *
 * The body is JSON, or the fields of a form: NAME=TEXT, or NAME=@FILE for a file. CONVAI_API_KEY is your API key.
 * CONVAI_BASE_URL is the URL of the service, if it is not the default. */
#include <convai.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_FIELDS = 16 };

static convai_field fields[MOST_FIELDS];
static const convai_field *pointers[MOST_FIELDS];

/* Reads a file into memory. */
static uint8_t *read_file(const char *name, size_t *length) {
    FILE *file = fopen(name, "rb");
    uint8_t *bytes = NULL;
    long size;
    if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0 || fseek(file, 0, SEEK_SET) != 0) {
        perror(name);
        exit(1);
    }
    bytes = malloc((size_t)size + 1);
    *length = bytes ? fread(bytes, 1, (size_t)size, file) : 0;
    fclose(file);
    return bytes;
}

/* Splits NAME=TEXT or NAME=@FILE into a field. */
static void add_field(convai_request *request, char *argument) {
    convai_field field = CONVAI_FIELD_INIT;
    char *value = strchr(argument, '=');
    if (!value || request->field_count == MOST_FIELDS) {
        fprintf(stderr, "\"%s\" is no field: write NAME=TEXT or NAME=@FILE\n", argument);
        exit(1);
    }
    *value++ = 0;
    field.name = argument;
    if (*value == '@') {
        field.file = read_file(value + 1, &field.file_len);
        field.file_name = value + 1;
    } else {
        field.value = value;
    }
    fields[request->field_count] = field;
    pointers[request->field_count] = &fields[request->field_count];
    request->fields = pointers;
    request->field_count++;
}

int main(int argc, char **argv) {
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    convai_request request = CONVAI_REQUEST_INIT;
    convai_error *error = NULL;
    convai_client *client;
    convai_result *result;
    uint32_t used;
    int i, failed;
    if (argc < 3) {
        fprintf(stderr, "usage: %s METHOD PATH [JSON | NAME=TEXT | NAME=@FILE]...\n", argv[0]);
        return 1;
    }
    options.api_key = getenv("CONVAI_API_KEY");
    options.base_url = getenv("CONVAI_BASE_URL");
    client = convai_client_new(&options, &error);
    if (!client) {
        fprintf(stderr, "%s\n", error->message);
        convai_error_free(&error);
        return 1;
    }
    request.method = argv[1];
    request.path = argv[2];
    for (i = 3; i < argc; i++) {
        if (*argv[i] == '{' || *argv[i] == '[') request.json = argv[i];
        else add_field(&request, argv[i]);
    }
    result = convai_call(client, &request, NULL);
    for (used = 0; used < request.field_count; used++) free((void *)fields[used].file); /* the call has copied it */
    failed = result->error != NULL;
    if (failed) {
        fprintf(stderr, "%s [%s]\n", result->error->message, convai_status_name(result->error->status));
    } else {
        fprintf(stderr, "HTTP %d, %s, %lu bytes\n", (int)result->http_status,
                result->content_type ? result->content_type : "no content type", (unsigned long)result->raw_json_len);
        fwrite(result->raw_json, 1, result->raw_json_len, stdout); /* any bytes: the reply to tts/ is audio */
    }
    convai_result_free(&result);
    convai_client_free(&client);
    return failed;
}
