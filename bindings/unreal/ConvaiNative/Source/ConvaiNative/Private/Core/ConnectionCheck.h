// Checks whether the service answers at the configured address and accepts the API key. The check looks up a character,
// which uses no quota.
#pragma once

#include "Dispatcher.h"

namespace convai_native {

struct CheckResult {
    bool good = false;
    std::string sentence;  // for the user: what was found, and what to do
    Failure failure;       // empty if the check succeeded
};

// Starts the check. `character_id` is one of the user's characters, which the check then looks up. If it is empty, the
// check looks up an id that no character has.
RequestId begin_check(Dispatcher &dispatcher, const std::string &character_id, std::function<void(CheckResult)> done);

// Interprets the result of the look-up. `own_character` is true if the id was given by the user.
CheckResult evaluate(const CallResult &result, bool own_character);

}  // namespace convai_native
