// What happens without the library where it is linked and delay-loaded, as on Windows: the first call of any of its
// functions would end the program there. Here it does so as well: every function ends this program with its name. Built
// with CONVAI_LATE_BINDING=0.
#include "ConnectionCheck.h"
#include "Hub.h"
#include "LateBinding.h"
#include "SpeechQueue.h"
#include "Talk.h"

#include <cstdio>
#include <cstdlib>

#define CONVAI_FUNCTION(result, name, parameters, arguments)                              \
    extern "C" result name parameters {                                                   \
        std::printf("    " #name " was called though the library is not there\n"           \
                    "0 passed, 1 failed\n");                                               \
        std::exit(1);                                                                     \
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "LateBindingFunctions.h"
#pragma GCC diagnostic pop

namespace {

int replies = 0, wrong = 0;

convai_core::Call call() {
    convai_core::Call made;
    made.scope = 1;
    made.listener.deliver = [](convai_core::Reply &&reply) {
        ++replies;
        wrong += reply.failure.code == convai::Code::unsupported && !reply.failure.message.empty() ? 0 : 1;
    };
    return made;
}

void talk_to(convai_core::Hub &hub) {
    convai_core::Talk talk;
    const std::vector<float> samples(480);
    talk.with("any", "saved");
    talk.set_fallback("line");
    talk.say(hub, "Hello", convai::Flags::voice, call());
    talk.say_samples(hub, samples, 1, 48000, convai::Flags::text, call());
    talk.say_wav(hub, convai::Span<const std::uint8_t>(), convai::Flags::text, call());
    wrong += talk.begin_utterance(1, 48000, 1000) ? 0 : 1;
    wrong += talk.push(samples) == convai::Code::bad_handle ? 0 : 1;
    (void)talk.level();
    talk.say_utterance(hub, convai::Flags::text, call());
    talk.end_utterance();
    talk.interrupt();
    wrong += talk.session_id() == "saved" ? 0 : 1;
    talk.reset();
    talk.end();
}

}  // namespace

int main() {
    convai_core::LoadedFile file;
    file.path = "C:/Game/Plugins/Convai/convai.dll";
    const convai_core::Failure missing = convai_core::bind_library(file);
    wrong += missing.code == convai::Code::unsupported ? 0 : 1;
    convai_core::Hub opened;
    convai_core::ClientSettings settings;
    settings.api_key = "a-key";
    wrong += opened.open(settings) ? 0 : 1;
    convai_core::Hub hub;
    hub.unavailable(missing);
    talk_to(hub);
    hub.begin(call(), [](const convai::Client &client, const convai::CallOptions &options) { return client.start_character_get("any", options); });
    convai_core::begin_check(hub, "", [](convai_core::CheckResult result) { wrong += result.good ? 1 : 0; });
    for (int frame = 0; frame < 3; ++frame) hub.drain(1000000);
    wrong += replies == 5 ? 0 : 1;
    hub.cancel(hub.begin(call(), [](const convai::Client &client, const convai::CallOptions &options) { return client.start_character_get("any", options); }));
    hub.abandon(1);
    convai_core::SpeechQueue().push(std::make_shared<convai::Response>());
    hub.close(0);
    opened.close(0);
    std::printf("%d passed, %d failed\n", wrong == 0 ? 1 : 0, wrong == 0 ? 0 : 1);
    return wrong == 0 ? 0 : 1;
}
