// Finds out whether the service answers under the address that is set, and takes the key. Costs no quota: it looks a
// character up.
#pragma once

#include "Hub.h"

namespace convai_core {

struct CheckResult {
    bool good = false;
    std::string sentence;  // for people: what was found, and what to do
    Failure failure;       // where it is not good
};

// Begins the check. `character_id` is one of your own, which is then checked too; empty asks for one that cannot exist.
Ticket begin_check(Hub &hub, const std::string &character_id, std::function<void(CheckResult)> done);

// What an answer to the question means.
CheckResult judge(const Reply &reply, bool own_character);

}  // namespace convai_core
