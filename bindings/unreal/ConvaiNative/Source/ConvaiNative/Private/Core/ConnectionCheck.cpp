#include "ConnectionCheck.h"

namespace convai_native {
namespace {

constexpr const char *unused_id = "00000000-0000-0000-0000-000000000000";

// Explains a failure to somebody who sets up a project. Empty if the message of the failure is enough.
const char *advice(convai::Code code) {
    switch (code) {
    case convai::Code::authentication: return "The service answers but does not accept the API key.";
    case convai::Code::not_found: return "The service answers and accepts the API key, but it has no such character.";
    case convai::Code::rate_limited: return "The service answers, but there were too many requests or the quota is used up.";
    case convai::Code::name_not_resolved: return "The host name in the base URL cannot be resolved: check its spelling and the network.";
    case convai::Code::connect: return "Nothing listens at the base URL, or a firewall blocks the connection.";
    case convai::Code::tls: return "The certificate of the server is not trusted: if a proxy inspects TLS, add its certificate authority to the system's trust store.";
    case convai::Code::redirect:
    case convai::Code::bad_reply: return "A server answers at the base URL, but it is not the Convai service.";
    case convai::Code::timeout: return "No answer arrived in time.";
    default: return "";
    }
}

// Starts the message of the library with a capital letter, to follow another sentence.
std::string as_sentence(std::string message) {
    if (!message.empty() && message[0] >= 'a' && message[0] <= 'z') message[0] = static_cast<char>(message[0] - 'a' + 'A');
    return message;
}

}  // namespace

CheckResult evaluate(const CallResult &call, bool own_character) {
    CheckResult result;
    // "Not found" for the unused id means that the address and the key are correct.
    result.good = !call.failure || (!own_character && call.failure.code == convai::Code::not_found);
    if (result.good) {
        result.sentence = "The service answers and accepts the API key.";
        if (own_character) result.sentence += " The character is " + std::string(call.character.name()) + ".";
        return result;
    }
    result.failure = call.failure;
    result.sentence = advice(call.failure.code);
    if (!result.sentence.empty()) result.sentence += " ";
    result.sentence += as_sentence(call.failure.message);
    return result;
}

RequestId begin_check(Dispatcher &dispatcher, const std::string &character_id, std::function<void(CheckResult)> done) {
    const bool own = !character_id.empty();
    Call call;
    call.listener.deliver = [own, done = std::move(done)](CallResult &&result) { done(evaluate(result, own)); };
    return dispatcher.begin(std::move(call), [&](const convai::Client &client, const convai::CallOptions &options) {
        return client.character_get_async(own ? convai::CharacterId(character_id) : convai::CharacterId(unused_id), options);
    });
}

}  // namespace convai_native
