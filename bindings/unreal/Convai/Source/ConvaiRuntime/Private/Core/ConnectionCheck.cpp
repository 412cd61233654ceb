#include "ConnectionCheck.h"

namespace convai_core {
namespace {

constexpr const char *nobody = "00000000-0000-0000-0000-000000000000";

// What a failure means for somebody who sets a project up. Empty: the failure's own message says it all.
const char *advice(convai::Code code) {
    switch (code) {
    case convai::Code::authentication: return "The service answers, but does not accept the API key.";
    case convai::Code::not_found: return "The service answers and takes the key, but has no such character.";
    case convai::Code::rate_limited: return "The service answers, but the plan's quota is used up or too much is asked for.";
    case convai::Code::name_not_resolved: return "The base URL's host name cannot be found: look for a typing error, or for a missing network.";
    case convai::Code::connect: return "Nothing listens at the base URL, or a firewall is in between.";
    case convai::Code::tls: return "The server's certificate is not trusted: a proxy that looks into TLS needs its authority in the system's store.";
    case convai::Code::redirect:
    case convai::Code::bad_reply: return "Something answers at the base URL, but it is not the service.";
    case convai::Code::timeout: return "No answer came in time.";
    default: return "";
    }
}

}  // namespace

CheckResult judge(const Reply &reply, bool own_character) {
    CheckResult result;
    // That a character which cannot exist is not found says: the way is open and the key is good.
    result.good = !reply.failure || (!own_character && reply.failure.code == convai::Code::not_found);
    if (result.good) {
        result.sentence = "The service answers and takes the key.";
        if (own_character) result.sentence += " The character is " + std::string(reply.character.name()) + ".";
        return result;
    }
    result.failure = reply.failure;
    result.sentence = advice(reply.failure.code);
    if (!result.sentence.empty()) result.sentence += " ";
    result.sentence += reply.failure.message;
    return result;
}

Ticket begin_check(Hub &hub, const std::string &character_id, std::function<void(CheckResult)> done) {
    const bool own = !character_id.empty();
    Call call;
    call.listener.deliver = [own, done = std::move(done)](Reply &&reply) { done(judge(reply, own)); };
    return hub.begin(std::move(call), [&](const convai::Client &client, const convai::CallOptions &options) {
        return client.start_character_get(own ? std::string_view(character_id) : std::string_view(nobody), options);
    });
}

}  // namespace convai_core
