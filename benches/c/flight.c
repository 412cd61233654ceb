/* Many requests in flight with the operations of this library: flight COUNT BASE_URL */

#include "bench.h"

#include <convai.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
    if (argc != 3) stop("usage: flight COUNT BASE_URL");
    uint32_t count = (uint32_t)strtoul(argv[1], NULL, 10);
    convai_client_options options = CONVAI_CLIENT_OPTIONS_INIT;
    options.api_key = API_KEY;
    options.base_url = argv[2];
    options.max_in_flight = count;
    convai_client *client = convai_client_new(&options, NULL);
    convai_operation **operations = calloc(count, sizeof *operations);
    for (uint32_t i = 0; i < count; i++) {
        operations[i] =
            convai_get_response_text_async(client, CHARACTER, CONVAI_NEW_SESSION, USER_TEXT, CONVAI_TEXT, NULL, NULL);
        if (!operations[i]) stop("an operation does not start");
    }
    for (uint32_t i = 0; i < count; i++) {
        convai_operation_wait(operations[i], -1);
        convai_response *answer = convai_operation_take_response(operations[i]);
        if (answer->error) stop(answer->error->message);
        convai_response_free(&answer);
        convai_operation_free(&operations[i]);
    }
    convai_client_free(&client);
    puts("{}");
    return 0;
}
