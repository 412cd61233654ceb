// Results as expressions, std::error_code, and output.
#include "support.hpp"

#include <convai/error_code.hpp>
#include <convai/format.hpp>

#include <sstream>

using convai::Character;
using convai::CharacterId;
using convai::Client;
using convai::Code;
using convai::Group;
using convai::Result;

TEST_CASE_FIXTURE(Emulated, "calls are chained with and_then and transform") {
    const Client client = UNWRAP(emulator::client());
    const Result<std::string> said =
        client.character_find("Pell the Lamplighter")
            .and_then([&](const Character &found) { return client.conversation(found.id()); })
            .and_then([](const convai::Conversation &conversation) { return conversation.say("Hello"); })
            .transform([](const convai::Response &reply) { return std::string(reply.text()); });
    CHECK(said);
    CHECK(!said->empty());
}

TEST_CASE_FIXTURE(Emulated, "a chain ends with the first error") {
    const Client client = UNWRAP(emulator::client());
    int calls = 0;
    const auto length = client.get_response_text(CharacterId("nobody"), convai::new_session, "Hello")
                            .and_then([&](convai::Response &&reply) {
                                ++calls;
                                return client.character_get(reply.character_id());
                            })
                            .transform([&](const Character &character) {
                                ++calls;
                                return character.name().size();
                            });
    CHECK_EQ(calls, 0);
    CHECK_EQ(length.error().code(), Code::process_failure);
    CHECK_EQ(length.value_or(7), 7u);
}

TEST_CASE_FIXTURE(Emulated, "a named Result keeps its value in a chain") {
    const Client client = UNWRAP(emulator::client());
    const auto character = client.character_get(emulator::pell);
    const auto name = character.transform([](const Character &one) { return one.name(); });  // a view of `character`
    CHECK_EQ(*name, "Pell the Lamplighter");
    CHECK_EQ(character->name(), *name);
    const auto same = character.and_then([&](const Character &one) { return client.character_get(one.id()); });
    CHECK_EQ(same->name(), *name);
    const auto none = client.character_get(CharacterId("nobody"));
    const auto no_name = none.transform([](const Character &one) { return one.name(); });
    CHECK_EQ(no_name.error().code(), Code::not_found);
    CHECK_EQ(no_name.error().message(), none.error().message());
}

TEST_CASE_FIXTURE(Emulated, "value_or and or_else replace a failed call") {
    const Client client = UNWRAP(emulator::client());
    const Character empty = client.character_get(CharacterId("nobody")).value_or(Character());
    CHECK(!empty);
    const Character found = client.character_get(emulator::pell).value_or(Character());
    CHECK_EQ(found.id(), emulator::pell);
    const auto second = client.character_get(CharacterId("nobody")).or_else([&](const convai::Error &error) {
        CHECK_EQ(error.code(), Code::not_found);
        return client.character_get(emulator::pell);
    });
    CHECK_EQ(second->id(), emulator::pell);
    CHECK_EQ(convai::level(convai::Pcm::f32({}, 1, 48000)).value_or(convai::Level{1, 1}).peak, 1.f);
}

TEST_CASE_FIXTURE(Emulated, "a Result without a value succeeds or has an error") {
    const Result<void> good;
    CHECK(good);
    CHECK_EQ(good.error().code(), Code::ok);
    const auto once = [](Result<void> result) { return std::move(result).and_then([] { return Result<int>(7); }); };
    CHECK_EQ(*once({}), 7);
    CHECK_EQ(once(convai::Error(Code::timeout)).error().code(), Code::timeout);
    const Client client = UNWRAP(emulator::client());
    const auto none = client.character_get(CharacterId("nobody"));
    const Result<void> passed_on = none.error();
    CHECK_EQ(passed_on.error().message(), none.error().message());
    CHECK_EQ(client.character_get(emulator::pell).and_then([](const Character &) { return Result<void>(); }).error().code(), Code::ok);
}

TEST_CASE_FIXTURE(Emulated, "codes convert to std::error_code") {
    const std::error_code timeout = Code::timeout;
    CHECK(timeout == std::errc::timed_out);
    CHECK(timeout == Group::network);
    CHECK(timeout != Group::service);
    CHECK(timeout == Code::timeout);
    CHECK(timeout != Code::cancelled);
    CHECK(std::error_code(Code::cancelled) == std::errc::operation_canceled);
    CHECK(std::error_code(Code::not_found) == Group::service);
    CHECK(std::error_code(Code::api_key) == Group::caller);
    CHECK(!std::error_code(Code::ok));
    CHECK_EQ(std::string(timeout.category().name()), "convai");
    CHECK_EQ(timeout.message(), std::string(convai::describe(Code::timeout)));
    CHECK_EQ(std::error_condition(Group::reply).message(), "the reply is invalid");
    const Client client = UNWRAP(emulator::client());
    const auto none = client.character_get(CharacterId("nobody"));
    CHECK(make_error_code(none.error()) == Code::not_found);
}

template <typename Type>
static std::string shown(const Type &value) {
    std::ostringstream stream;
    stream << value;
    return stream.str();
}

TEST_CASE_FIXTURE(Emulated, "codes, errors, ids and times are written to streams") {
    CHECK_EQ(shown(Code::timeout), "CONVAI_ERROR_TIMEOUT");
    CHECK_EQ(shown(Group::network), "network");
    CHECK_EQ(shown(static_cast<Group>(9)), "Group 9");
    CHECK_EQ(shown(convai::State::receiving), "receiving");
    CHECK_EQ(shown(convai::Kind::response), "response");
    CHECK_EQ(shown(convai::Kind::voices), "voices");
    CHECK_EQ(shown(convai::EventKind::done), "done");
    CHECK_EQ(shown(static_cast<convai::EventKind>(-2147483647 - 1)), "EventKind -2147483648");
    CHECK_EQ(shown(convai::AudioForm::raw_pcm), "raw_pcm");
    CHECK_EQ(shown(convai::Format::f32), "f32");
    CHECK_EQ(shown(convai::Connection::reused), "reused");
    CHECK_EQ(shown(convai::milliseconds(1500)), "1500 ms");
    CHECK_EQ(shown(convai::milliseconds()), "0 ms");
    CHECK_EQ(shown(convai::milliseconds(-20)), "-20 ms");
    CHECK_EQ(shown(convai::forever), "forever");
    CHECK_EQ(shown(emulator::pell), std::string(emulator::pell.view()));
    CHECK_EQ(shown(convai::SessionId("s")), "s");
    CHECK_EQ(shown(convai::SavedSession()), "");
    const auto none = emulator::client([](convai::ClientOptions &options) { options.api_key = ""; });
    CHECK_EQ(shown(none.error()), std::string(none.error().message()));
    CHECK(support::contains(shown(convai::Client().next_log().status()), "BAD_HANDLE"));
}
