/* The fixture of most programs: each case starts with a fresh state of the emulator and a client of its own. */
#ifndef CLIENT_FIXTURE_H
#define CLIENT_FIXTURE_H

#include "emulator_control.h"

static convai_client *client;

static inline void set_up(void) {
    emulator_reset();
    client = new_client();
}

static inline void tear_down(void) { CHECK_STATUS(convai_client_free(&client), CONVAI_OK); }

#endif
