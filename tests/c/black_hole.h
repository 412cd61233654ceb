/* An address that neither accepts nor refuses a connection. Linux. */
#ifndef BLACK_HOLE_H
#define BLACK_HOLE_H

#include "platform.h"

#if defined(__linux__)
#define BLACK_HOLE_FILLERS 8

/* A listener with a full backlog. */
typedef struct black_hole {
    int listener, fillers[BLACK_HOLE_FILLERS], port;
} black_hole;

static inline void dig(black_hole *hole, const char *address, int port) {
    struct sockaddr_in at;
    socklen_t length = sizeof at;
    int filler, yes = 1;
    memset(&at, 0, sizeof at);
    at.sin_family = AF_INET;
    at.sin_port = htons((uint16_t)port);
    at.sin_addr.s_addr = inet_addr(address);
    hole->listener = socket(AF_INET, SOCK_STREAM, 0);
    setsockopt(hole->listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    REQUIRE(bind(hole->listener, (struct sockaddr *)&at, sizeof at) == 0 && listen(hole->listener, 0) == 0);
    getsockname(hole->listener, (struct sockaddr *)&at, &length);
    hole->port = ntohs(at.sin_port);
    for (filler = 0; filler < BLACK_HOLE_FILLERS; filler++) {
        hole->fillers[filler] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        if (connect(hole->fillers[filler], (struct sockaddr *)&at, sizeof at) != 0)
            CHECK_NUMBER(errno, EINPROGRESS);
    }
}

static inline void fill_in(black_hole *hole) {
    int filler;
    for (filler = 0; filler < BLACK_HOLE_FILLERS; filler++)
        close_socket(hole->fillers[filler]);
    close_socket(hole->listener);
}
#endif

#endif
