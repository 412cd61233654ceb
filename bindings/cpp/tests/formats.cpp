// std::format. run.sh compiles this program with the first compiler whose standard library has it.
#include "support.hpp"

#include <convai/chrono.hpp>
#include <convai/format.hpp>

#include <iterator>

using convai::Code;

TEST_CASE_FIXTURE(Emulated, "std::format shows codes, ids, times and enumerators") {
    CHECK_EQ(std::format("{}", Code::timeout), "CONVAI_ERROR_TIMEOUT");
    CHECK_EQ(std::format("{} of {}", convai::Group::network, convai::Kind::response), "network of response");
    CHECK_EQ(std::format("{}, {}", convai::State::receiving, convai::EventKind::done), "receiving, done");
    CHECK_EQ(std::format("{} {} {}", convai::AudioForm::raw_pcm, convai::Format::f32, convai::Connection::reused),
             "raw_pcm f32 reused");
    CHECK_EQ(std::format("{}", static_cast<convai::Group>(9)), "Group 9");
    CHECK_EQ(std::format("{}", convai::milliseconds(std::chrono::seconds(2))), "2000 ms");
    CHECK_EQ(std::format("{}", convai::forever), "forever");
    CHECK_EQ(std::format("{}/{}", emulator::pell, convai::SessionId("s")), std::string(emulator::pell.view()) + "/s");
    CHECK_EQ(std::format("[{}]", convai::SavedSession()), "[]");
}

TEST_CASE_FIXTURE(Emulated, "std::format shows the message of an error") {
    const convai::Client client = UNWRAP(emulator::client());
    const auto none = client.character_get(convai::CharacterId("nobody"));
    const convai::ErrorView view = none.error();
    CHECK_EQ(std::format("{}: {}", view.code(), view), "CONVAI_ERROR_NOT_FOUND: " + std::string(view.message()));
    const convai::Error error = client.character_get(convai::CharacterId("nobody")).error();
    CHECK_EQ(std::format("{}", error), std::string(error.message()));
}

TEST_CASE_FIXTURE(Emulated, "std::format accepts the format of a string") {
    CHECK_EQ(std::format("{:>8}|{:<8}|{:^8}", convai::milliseconds(5), convai::Kind::none, convai::State::done),
             "    5 ms|none    |  done  ");
    CHECK_EQ(std::format("{:*^9.3}", convai::SessionId("abcdef")), "***abc***");
    CHECK_EQ(std::format("{0:{1}}", convai::Group::reply, 7), "reply  ");
    std::string text;
    std::format_to(std::back_inserter(text), "{:s}", Code::ok);
    CHECK_EQ(text, "CONVAI_OK");
    const Code code = Code::ok;
    CHECK_THROWS_AS((void)std::vformat("{:d}", std::make_format_args(code)), std::format_error);
}

template <typename Type>
constexpr bool is_formattable = std::is_default_constructible_v<std::formatter<Type, char>>;

TEST_CASE_FIXTURE(Emulated, "types without a text have no formatter") {
    CHECK((is_formattable<Code> && is_formattable<convai::Error> && is_formattable<convai::SavedSession>));
    CHECK((!is_formattable<convai::Client> && !is_formattable<convai::Response> && !is_formattable<convai::Event>));
    CHECK((!is_formattable<convai::Result<convai::Response>> && !is_formattable<convai::Flags>));
}
