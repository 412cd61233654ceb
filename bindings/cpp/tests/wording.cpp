// Messages and arguments in the words of the wrapper.
#include "support.hpp"
#include "tone.hpp"

using convai::Client;
using convai::Code;
using convai::Error;
using support::contains;

/// The error of a client that cannot be created.
template <typename Change>
static Error client_error(Change change) {
    return emulator::client(change).error();
}

/// No name of the C interface may remain. A status name is spelled CONVAI_ERROR_... in both languages.
static void check_words(const convai::ErrorView &error, std::string_view word, std::string_view argument) {
    const std::string message(error.message());
    CAPTURE(message);
    CHECK(contains(message, word));
    CHECK(!contains(message, "convai_"));
    CHECK(!contains(message, "CONVAI_"));
    CHECK(!contains(message, "NULL"));
    CHECK_EQ(error.argument(), argument);
    CHECK_EQ(error.message().data()[error.message().size()], '\0');
    CHECK_EQ(error.argument().data()[error.argument().size()], '\0');
}

TEST_CASE_FIXTURE(Emulated, "messages name the fields of ClientOptions") {
    check_words(client_error([](auto &options) { options.api_key = ""; }), "`ClientOptions::api_key`",
                "ClientOptions::api_key");
    check_words(client_error([](auto &options) { options.ca_pem = "no certificate"; }), "`ClientOptions::ca_pem`",
                "ClientOptions::ca_pem");
    check_words(client_error([](auto &options) { options.user_agent = "two\r\nlines"; }), "`ClientOptions::user_agent`",
                "ClientOptions::user_agent");
    check_words(client_error([](auto &options) { options.base_url = std::string_view("http://a\0b", 10); }), "NUL character",
                "ClientOptions::base_url");
    // Both kinds of options have this field, and the parameter has the same name in both languages.
    check_words(client_error([](auto &options) { options.timeout = convai::milliseconds(-1); }), "`options.timeout`", "options.timeout");
}

TEST_CASE_FIXTURE(Emulated, "messages name enumerators and functions of the wrapper") {
    const Client client = UNWRAP(emulator::client());
    check_words(client.get_response_text(emulator::pell, convai::new_session, "Hello", static_cast<convai::Flags>(64)).error(),
                "`Flags::multipart`", "flags");
    const std::int16_t samples[100] = {};
    check_words(convai::Audio::build_wav({static_cast<convai::Format>(9), samples, sizeof samples, 1, 48000}).error(),
                "`Format::s24`", "pcm.format");
    convai::UtteranceOptions options;
    options.sample_rate = 16000;
    options.max_length = convai::milliseconds(600001);
    check_words(convai::Utterance::create(options).error(), "`UtteranceOptions::max_length`", "UtteranceOptions::max_length");
    emulator::fault(R"({"hang":true})");
    const convai::AnyOperation turn = UNWRAP(client.get_response_text_async(emulator::pell, convai::new_session, "Hello"));
    check_words(turn.take<convai::Response>().error(), "has not finished", "");
    check_words(turn.take<convai::Character>().error(), "another kind", "");
}

TEST_CASE_FIXTURE(Emulated, "an error names the argument at fault") {
    const Client client = UNWRAP(emulator::client());
    check_words(client.character_get(convai::CharacterId("")).error(), "`character_id`", "character_id");
    check_words(client.character_get({}).error(), "`character_id` has no data", "character_id");
    check_words(client.character_find("").error(), "`name`", "name");
    check_words(client.get_response_text(emulator::pell, convai::new_session, "a\xff").error(), "`text`", "text");
    check_words(client.get_response_wav_async(emulator::pell, convai::new_session, {}).error(), "WAV", "wav");
    convai::CallOptions options;
    options.timeout = convai::milliseconds(-1);
    check_words(client.character_get(emulator::pell, options).error(), "`options.timeout`", "options.timeout");
    convai::CharacterSpec spec;
    check_words(client.character_create(spec).error(), "`spec.name`", "spec.name");
    spec.name = std::string_view("a\0b", 3);
    check_words(client.character_create(spec).error(), "NUL character", "spec.name");
    const std::string_view languages[] = {"en-US", "\xff"};
    spec.name = {};
    spec.language_codes = languages;
    check_words(client.character_update(emulator::pell, spec).error(), "`spec.language_codes[1]`", "spec.language_codes[1]");
    check_words(Client().character_get(convai::CharacterId("x")).error(), "empty", "");
    CHECK_EQ(emulator::count(), 0);
}

TEST_CASE_FIXTURE(Emulated, "errors of requests use the words of the wrapper too") {
    const Client client =
        UNWRAP(emulator::client([](convai::ClientOptions &options) { options.max_response_bytes = 1000; }));
    auto reply = client.get_response_text(emulator::pell, convai::new_session, "Hello", convai::Flags::voice);
    check_words(reply.error(), "`ClientOptions::max_response_bytes`", "");
    // The words stay with the error that they belong to.
    const auto moved = std::move(reply);
    check_words(moved.error(), "`ClientOptions::max_response_bytes`", "");
    Error first = client.get_response_text(emulator::pell, convai::new_session, "Hello", convai::Flags::voice).error();
    check_words(first, "`ClientOptions::max_response_bytes`", "");
    const Error second = std::move(first);
    check_words(second, "`ClientOptions::max_response_bytes`", "");
    CHECK(!first);
    // A message without such a name is that of the library, quotes of the service included.
    emulator::fault(R"({"status":400,"json":{"API_ERROR":"`session` is NULL"}})");
    const Error quoted = client.character_get(emulator::pell).error();
    CHECK_EQ(quoted.service_message(), "`session` is NULL");
    CHECK(contains(quoted.message(), "`session` is NULL"));
}

TEST_CASE_FIXTURE(Emulated, "every code has a sentence without the words of C") {
    for (std::int32_t code = 0; code < 600; ++code) {
        const std::string_view sentence = convai::describe(static_cast<Code>(code));
        CAPTURE(code);
        CHECK(!sentence.empty());
        CHECK(!contains(sentence, "NULL"));
        CHECK(!contains(sentence, "_INIT"));
    }
}
