/* The minimum of any client: it sends a prepared request over an open socket, and receives the reply into a buffer that is
 * reused. The difference to a client is the work of that client. */

#include "bench.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int connection;
static char *request, *reply;
static size_t request_len;
enum { REPLY_CAPACITY = 1 << 21 };

const char *client_open(const struct input *input) {
    char host[64], path[64];
    int port;
    if (sscanf(input->base_url, "http://%63[^:]:%d%63s", host, &port, path) != 3) return "the URL has no host, port and path";
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    inet_pton(AF_INET, host, &address.sin_addr);
    connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection, (struct sockaddr *)&address, sizeof address)) return "the server cannot be reached";
    int on = 1;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);

    const char *fields = "charID=" CHARACTER "&sessionID=-1&voiceResponse=True&userText=What+is+your+name%3F";
    size_t body = input->wav ? input->wav_len : strlen(fields);
    request = malloc(1024 + body);
    request_len = (size_t)sprintf(request,
        "POST %s/character/getResponse HTTP/1.1\r\nHost: %s:%d\r\nCONVAI-API-KEY: " API_KEY
        "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n", path, host, port, body);
    memcpy(request + request_len, input->wav ? (const char *)input->wav : fields, body);
    request_len += body;
    reply = malloc(REPLY_CAPACITY + 1);
    return NULL;
}

int client_call(const struct input *input) {
    (void)input;
    for (size_t sent = 0; sent < request_len;) {
        ssize_t bytes = send(connection, request + sent, request_len - sent, 0);
        if (bytes <= 0) return 1;
        sent += (size_t)bytes;
    }
    size_t received = 0, whole = REPLY_CAPACITY;
    int head = 1;
    while (received < whole) {
        ssize_t bytes = recv(connection, reply + received, REPLY_CAPACITY - received, 0);
        if (bytes <= 0) return 1;
        received += (size_t)bytes;
        reply[received] = 0;
        char *end = head ? strstr(reply, "\r\n\r\n") : NULL;
        if (end) {
            char *length = strcasestr(reply, "content-length: ");
            if (!length) return 1;
            whole = (size_t)(end + 4 - reply) + strtoul(length + 16, NULL, 10);
            head = 0;
        }
    }
    return 0;
}

void client_close(void) { close(connection); }
