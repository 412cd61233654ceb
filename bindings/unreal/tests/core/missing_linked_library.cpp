// Checks that Core calls no function of a linked library that is missing. On Windows the import library is linked and
// delay-loaded: without the DLL, the first call ends the process. In this program every function of the library does so
// too. It is built with CONVAINATIVE_LATE_BINDING=0.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "ConnectionCheck.h"
#include "Dialogue.h"
#include "Dispatcher.h"
#include "LateBinding.h"
#include "Microphone.h"
#include "Speech.h"

#include <cstdio>
#include <cstdlib>

#include <doctest/doctest.h>

#define CONVAI_FUNCTION(result, name, parameters, arguments)                        \
    extern "C" result name parameters {                                             \
        std::printf("FAILED: " #name " was called although the library is missing\n"); \
        std::fflush(stdout);                                                        \
        std::_Exit(1);                                                              \
    }
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "LateBindingFunctions.h"
#pragma GCC diagnostic pop

namespace {

convai_native::Failure bind_missing_library() {
    convai_native::LoadedFile file;
    file.path = "C:/Game/Plugins/ConvaiNative/convai.dll";
    return convai_native::bind_library(file);
}

// A call whose listener counts the results in `results` and checks each.
convai_native::Call counting(int &results) {
    convai_native::Call call;
    call.scope = 1;
    call.listener.deliver = [&results](convai_native::CallResult &&result) {
        ++results;
        CHECK(result.failure.code == convai::Code::unsupported);
        CHECK(!result.failure.message.empty());
    };
    return call;
}

auto read_character() {
    return [](const convai::Client &client, const convai::CallOptions &options) { return client.character_get_async(convai::CharacterId("any"), options); };
}

void drain(convai_native::Dispatcher &dispatcher) {
    for (int frame = 0; frame < 3; ++frame) dispatcher.drain(1000000);
}

}  // namespace

TEST_CASE("binding and opening fail with unsupported") {
    CHECK(bind_missing_library().code == convai::Code::unsupported);
    convai_native::Dispatcher dispatcher;
    convai_native::ClientSettings settings;
    settings.api_key = "a-key";
    CHECK(dispatcher.open(settings).code == convai::Code::unsupported);
    dispatcher.close(0);
}

TEST_CASE("every function of a dialogue fails without a call of the library") {
    int results = 0;
    const std::vector<float> samples(480);
    convai_native::Dispatcher dispatcher;
    dispatcher.unavailable(bind_missing_library());
    {
        convai_native::Dialogue dialogue;
        dialogue.set_character("any", "saved");
        dialogue.set_fallback("line");
        dialogue.say(dispatcher, "Hello", convai::Flags::voice, counting(results));
        dialogue.say_samples(dispatcher, samples, 1, 48000, convai::Flags::text, counting(results));
        dialogue.say_wav(dispatcher, convai::Span<const std::uint8_t>(), convai::Flags::text, counting(results));
        convai_native::Microphone microphone;
        CHECK(microphone.open(convai_native::MicrophoneOptions()).code == convai::Code::unsupported);
        CHECK(microphone.push(samples) == convai::Code::bad_handle);
        CHECK(microphone.push(samples, 1, 48000) == convai::Code::bad_handle);
        (void)microphone.level();
        CHECK(microphone.length_ms() == 0);
        CHECK(microphone.clipped() == 0U);
        microphone.clear();
        CHECK(microphone.next().heard == convai::Heard::nothing);
        (void)dialogue.progress(dispatcher);
        dialogue.say_utterance(dispatcher, microphone.recording(), convai::Flags::text, counting(results));
        microphone.close();
        dialogue.interrupt();
        CHECK(dialogue.session_id() == "saved");
        dialogue.reset();
        dialogue.end();
    }
    drain(dispatcher);
    CHECK(results == 4);
    dispatcher.close(0);
}

TEST_CASE("requests and the connection check fail without a call of the library") {
    int results = 0, checks = 0;
    convai_native::Dispatcher dispatcher;
    dispatcher.unavailable(bind_missing_library());
    dispatcher.begin(counting(results), read_character());
    convai_native::begin_check(dispatcher, "", [&](convai_native::CheckResult result) {
        ++checks;
        CHECK(!result.good);
    });
    drain(dispatcher);
    CHECK(results == 1);
    CHECK(checks == 1);
    dispatcher.cancel(dispatcher.begin(counting(results), read_character()));
    dispatcher.abandon(1);
    dispatcher.reset_connections();
    drain(dispatcher);
    CHECK(results == 1);
    convai_native::Speech speech;
    CHECK(speech.open(convai_native::SpeechDevice()).code == convai::Code::unsupported);
    CHECK(!speech.stop(0));
    CHECK(!speech.set_volume(1));
    CHECK(!speech.update(1, false, {}).speaking);
    CHECK(speech.state().buffered_ms == 0);
    CHECK(!dispatcher.play(1, speech.playback(), false));
    dispatcher.close(0);
}
