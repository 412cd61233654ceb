// Tests of messages: they contain the names of pins and project settings, not those of the C API.
#include "support.h"

#include "Dialogue.h"
#include "Microphone.h"
#include "Wording.h"

using convai_native::ClientSettings;
using convai_native::Failure;
using convai_native::in_unreal_words;
using convai_native::unreal_name;
using support::Inbox;
using support::OpenDispatcher;

namespace {

// True for text that contains a name such as "pcm.channels", "options.max_ms" or "ClientOptions::proxy".
bool is_c_spelling(const std::string &text) {
    return support::contains(text, "pcm.") || support::contains(text, "options.") || support::contains(text, "::") || support::contains(text, "_");
}

// Opens a client and returns why that fails.
Failure open(const ClientSettings &settings) {
    convai_native::Dispatcher dispatcher;
    return dispatcher.open(settings);
}

// Starts to create a character and returns why that fails.
Failure create(const convai::CharacterSpec &spec) {
    OpenDispatcher dispatcher;
    Inbox inbox;
    dispatcher.begin(inbox.call(), [&](const convai::Client &client, const convai::CallOptions &options) {
        return client.character_create_async(spec, options);
    });
    CHECK(support::drain_all(dispatcher));
    return inbox.only().failure;
}

}  // namespace

TEST_CASE_FIXTURE(Test, "known names in backticks become Unreal names") {
    CHECK(in_unreal_words("`options.base_url` is invalid") == "\"Base Url\" is invalid");
    CHECK(in_unreal_words("raise `max_in_flight` or `max_queued`") == "raise \"Max Requests In Flight\" or \"Max Requests Queued\"");
    CHECK(in_unreal_words("raise `max_response_bytes`") == "raise \"Max Response Megabytes\"");
    CHECK(in_unreal_words("copy it into `options.api_key`") == "copy it into \"API key\" of the project settings");
    CHECK(in_unreal_words("`spec.language_codes[2]` is empty") == "\"Language Codes[2]\" is empty");
    CHECK(in_unreal_words("`options.max_ms` is 700000") == "\"Max Seconds\" (in milliseconds) is 700000");
}

TEST_CASE_FIXTURE(Test, "names in the spelling of the C++ wrapper become Unreal names too") {
    CHECK(in_unreal_words("`ClientOptions::proxy` is invalid") == "\"Proxy\" is invalid");
    CHECK(in_unreal_words("make it with a larger `UtteranceOptions::max_ms`") == in_unreal_words("make it with a larger `options.max_ms`"));
    CHECK(in_unreal_words("`raw_json()` holds what came") == "\"Raw Json\" holds what came");
    CHECK(unreal_name("ClientOptions::ca_pem") == "Certificate File");
}

TEST_CASE_FIXTURE(Test, "unknown names and unpaired backticks stay as they are") {
    CHECK(in_unreal_words("call `convai_operation_poll`, then read `raw_json`") == "call `convai_operation_poll`, then read \"Raw Json\"");
    CHECK(in_unreal_words("a ` alone") == "a ` alone");
    CHECK(in_unreal_words("`text` and ` alone") == "\"Text\" and ` alone");
    CHECK(in_unreal_words("``") == "``");
    CHECK(in_unreal_words("") == "");
    CHECK(unreal_name("conversation") == "conversation");
    CHECK(unreal_name("") == "");
}

TEST_CASE_FIXTURE(Test, "a message about the API key names the project settings") {
    ClientSettings settings = support::client_settings();
    settings.api_key = " ";
    const Failure failure = open(settings);
    CHECK_CONTAINS(failure.message, "\"API key\" of the project settings");
    CHECK(!support::contains(failure.message, "`"));
    CHECK(failure.argument == "API key");
}

TEST_CASE_FIXTURE(Test, "invalid project settings are named as the settings page shows them") {
    const auto argument = [](void (*change)(ClientSettings &)) {
        ClientSettings settings = support::client_settings();
        change(settings);
        const Failure failure = open(settings);
        CHECK(failure);
        CHECK(!support::contains(failure.message, "`"));
        CHECK(!support::contains(failure.message, "options."));
        return failure.argument;
    };
    CHECK(argument([](ClientSettings &settings) { settings.base_url = "not a url"; }) == "Base Url");
    CHECK(argument([](ClientSettings &settings) { settings.proxy = "not a url"; }) == "Proxy");
    CHECK(argument([](ClientSettings &settings) { settings.ca_pem = "not a certificate"; }) == "Certificate File");
    CHECK(argument([](ClientSettings &settings) { settings.upload_sample_rate = 5; }) == "Upload Sample Rate");
    CHECK(argument([](ClientSettings &settings) { settings.timeout_ms = -1; }) == "Timeout Seconds");
    CHECK(argument([](ClientSettings &settings) { settings.connect_timeout_ms = -1; }) == "Connect Timeout Seconds");
    CHECK(argument([](ClientSettings &settings) { settings.voice_timeout_ms = -1; }) == "Voice Timeout Seconds");
}

TEST_CASE_FIXTURE(Test, "an invalid character spec is named as its pins are") {
    convai::CharacterSpec spec;
    CHECK(create(spec).argument == "Name");
    CHECK_CONTAINS(create(spec).message, "\"Name\" is required");
    spec.name = "Mira";
    CHECK(create(spec).argument == "Voice Type");
    spec.voice_type = "US FEMALE 1";
    CHECK(create(spec).argument == "Backstory");
    spec.backstory = "Mira keeps bees.";
    const std::vector<std::string_view> languages = {"en-US"};
    spec.language_codes = languages;
    CHECK(create(spec).argument == "Language Codes");
}

TEST_CASE_FIXTURE(Test, "an invalid turn is named as its pins are") {
    OpenDispatcher dispatcher;
    convai_native::Dialogue dialogue;
    Inbox text, id, samples;
    support::ask(dispatcher, "", text.call());
    dialogue.say(dispatcher, "Hello", convai::Flags::text, id.call());
    dialogue.set_character(support::pell, "");
    dialogue.say_samples(dispatcher, std::vector<float>(480), 40, 16000, convai::Flags::text, samples.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(text.only().failure.argument == "Text");
    CHECK(id.only().failure.argument == "Character Id");
    CHECK(!samples.only().failure.argument.empty());
    CHECK(!is_c_spelling(samples.only().failure.argument));
}

TEST_CASE_FIXTURE(Test, "invalid settings of an utterance are named as the pins of Start Listening are") {
    convai_native::Microphone microphone;
    const auto open = [&](std::uint32_t channels, std::uint32_t sample_rate, std::int32_t max_ms) {
        convai_native::MicrophoneOptions options;
        options.channels = channels;
        options.sample_rate = sample_rate;
        options.max_ms = max_ms;
        return microphone.open(options);
    };
    for (const Failure &failure : {open(0, 16000, 1000), open(1, 5, 1000)}) {
        CHECK(failure);
        CHECK(!is_c_spelling(failure.argument));
        CHECK(!is_c_spelling(failure.message));
    }
    const Failure failure = open(1, 16000, 700000);
    CHECK(failure.argument == "Max Seconds");
    CHECK_CONTAINS(failure.message, "\"Max Seconds\" (in milliseconds) is 700000");
}

TEST_CASE_FIXTURE(Test, "a failure of the service has no argument") {
    support::fault(R"({"status":503})");
    OpenDispatcher dispatcher;
    Inbox inbox;
    support::ask(dispatcher, "Hello", inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(inbox.only().failure.argument.empty());
}

TEST_CASE_FIXTURE(Test, "an unreadable response is shown in Raw Json") {
    support::fault(R"({"status":200,"body":"{\"text\":","content_type":"application/json"})");
    OpenDispatcher dispatcher;
    Inbox inbox;
    support::ask(dispatcher, "Hello", inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK_CONTAINS(inbox.only().failure.message, "\"Raw Json\"");
    CHECK(!inbox.only().response.raw_json().empty());
}
