// Arguments: text that may be absent, ids, times, and the views that replies return.
#include "support.hpp"

#include <convai/chrono.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <limits>

using convai::CharacterId;
using convai::Code;
using convai::milliseconds;
using convai::SessionId;

TEST_CASE_FIXTURE(Emulated, "an environment variable that is not set is text without data") {
    const char *const unset = std::getenv("CONVAI_TEST_VARIABLE_THAT_IS_NOT_SET");
    CHECK(unset == nullptr);
    CHECK_EQ(emulator::client([&](convai::ClientOptions &options) { options.api_key = unset; }).error().code(), Code::api_key);
    CHECK(emulator::client([&](convai::ClientOptions &options) {
        options.base_url = options.proxy = options.ca_pem = options.user_agent = unset;
    }));
    const convai::Client client = UNWRAP(emulator::client());
    CHECK_EQ(client.character_get(CharacterId(unset)).error().code(), Code::null_pointer);
    CHECK_EQ(client.character_find(unset).error().code(), Code::null_pointer);
    CHECK_EQ(client.get_response_text(emulator::pell, SessionId(unset), unset).error().code(), Code::null_pointer);
    convai::CharacterSpec spec;
    spec.name = spec.voice_type = spec.backstory = unset;
    CHECK_EQ(client.character_create(spec).error().code(), Code::invalid_argument);
    const convai::Conversation conversation = UNWRAP(client.conversation(emulator::pell, SessionId(unset)));
    CHECK_EQ(conversation.say(unset).error().code(), Code::null_pointer);
    CHECK_EQ(conversation.set_fallback(unset), Code::ok);
    CHECK_EQ(emulator::count(), 0);
}

TEST_CASE_FIXTURE(Emulated, "text converts from every kind of string") {
    const std::string string = "string";
    CHECK_EQ(convai::Text("literal").view(), "literal");
    CHECK_EQ(convai::Text(string).view(), "string");
    CHECK_EQ(convai::Text(std::string_view("a view").substr(2)).view(), "view");
    CHECK_EQ(CharacterId(string).view(), "string");
    CHECK(CharacterId(string) == CharacterId("string"));
    CHECK(SessionId("1") != SessionId("2"));
    CHECK(convai::new_session.empty());
    CHECK(convai::Text().view().data() == nullptr);
}

// Replies and arguments use the same types: nothing has to be converted.
TEST_CASE_FIXTURE(Emulated, "the ids of a reply are arguments of the next call") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Response first = UNWRAP(client.get_response_text(emulator::pell, convai::new_session, "Hello"));
    const convai::Response second = UNWRAP(client.get_response_text(first.character_id(), first.session_id(), "Hello"));
    CHECK_EQ(second.session_id(), first.session_id());
    const convai::Conversation conversation = UNWRAP(client.conversation(first.character_id(), first.session_id()));
    const convai::SavedSession saved = UNWRAP(conversation.session_id());
    CHECK_EQ(SessionId(saved), first.session_id());
    const convai::Character character = UNWRAP(client.character_get(first.character_id()));
    CHECK_EQ(character.id(), emulator::pell);
}

TEST_CASE_FIXTURE(Emulated, "a time beyond the limits is the longest one, never a short one") {
    using namespace convai::literals;
    CHECK_EQ((500_ms).count(), 500);
    CHECK_EQ((2_s).count(), 2000);
    CHECK_EQ(5000000_s, convai::forever);
    CHECK_EQ(milliseconds(std::numeric_limits<std::uint32_t>::max()), convai::forever);
    CHECK_EQ(milliseconds(std::numeric_limits<std::int64_t>::max()), convai::forever);
    CHECK(milliseconds(std::numeric_limits<std::int64_t>::min()).count() < 0);
    CHECK_EQ(milliseconds(std::int64_t{1} << 32), convai::forever);
    CHECK((1_ms < 2_ms && 1_ms != 2_ms && !(2_ms < 1_ms)));
}

TEST_CASE_FIXTURE(Emulated, "times convert from and to std::chrono") {
    using namespace std::chrono_literals;
    CHECK_EQ(milliseconds(2s).count(), 2000);
    CHECK_EQ(milliseconds(1min).count(), 60000);
    CHECK_EQ(milliseconds(1us).count(), 1);
    CHECK_EQ(milliseconds(0us).count(), 0);
    CHECK_EQ(milliseconds(-1500us).count(), -1);
    CHECK_EQ(milliseconds(0.25s).count(), 250);
    CHECK_EQ(milliseconds(1000h), convai::forever);
    CHECK_EQ(milliseconds(std::chrono::nanoseconds::max()), convai::forever);
    CHECK_EQ(milliseconds(std::chrono::hours::max()), convai::forever);
    CHECK(milliseconds(std::chrono::hours::min()).count() < 0);
    CHECK_EQ(milliseconds(std::chrono::duration<double>(std::numeric_limits<double>::infinity())), convai::forever);
    CHECK_EQ(milliseconds(std::chrono::duration<double>(std::numeric_limits<double>::quiet_NaN())).count(), 0);
    const std::chrono::milliseconds whole = milliseconds(1500);
    const std::chrono::duration<double> seconds = milliseconds(1500);
    CHECK((whole == 1500ms && seconds.count() == 1.5));
    CHECK((!std::is_convertible_v<milliseconds, std::chrono::seconds>));  // would lose a part
    convai::CallOptions options;
    options.timeout = 30s;
    CHECK_EQ(options.timeout.count(), 30000);
}

TEST_CASE_FIXTURE(Emulated, "a wait for a time that has passed does not wait") {
    emulator::fault(R"({"hang":true})");
    const convai::Client client = UNWRAP(emulator::client());
    const auto turn = UNWRAP(client.get_response_text_async(emulator::pell, convai::new_session, "Hello"));
    const auto deadline = std::chrono::steady_clock::now();
    CHECK_EQ(turn.wait(deadline - std::chrono::steady_clock::now()), Code::pending);
    CHECK_EQ(turn.wait(milliseconds(-1)), Code::pending);
    CHECK_EQ(client.next(milliseconds(-1)).code(), Code::pending);
    CHECK_EQ(turn.cancel(), Code::ok);
    CHECK_EQ(turn.wait(convai::forever), Code::ok);
}

TEST_CASE_FIXTURE(Emulated, "the language codes of a character are a range") {
    const convai::Client client = UNWRAP(emulator::client());
    const std::string_view languages[] = {"en-US", "de-DE", "fr-FR"};
    convai::CharacterSpec spec;
    spec.name = "Mara";
    spec.voice_type = "US FEMALE 1";
    spec.backstory = "Mara keeps the lighthouse.";
    const convai::Character made = UNWRAP(client.character_create(spec));
    convai::CharacterSpec change;
    change.language_codes = languages;
    (void)UNWRAP(client.character_update(made.id(), change));
    const convai::Character character = UNWRAP(client.character_get(made.id()));
    const convai::Strings codes = character.language_codes();
    CHECK(std::equal(codes.begin(), codes.end(), std::begin(languages), std::end(languages)));
    CHECK(std::find(codes.begin(), codes.end(), "de-DE") == codes.begin() + 1);
    CHECK_EQ(std::distance(codes.begin(), codes.end()), 3);
    CHECK_EQ(codes.begin()[2], "fr-FR");
    CHECK_EQ(*(codes.end() - 1), "fr-FR");
    CHECK(codes.begin() < codes.end());
    const std::vector<std::string> copy(codes.begin(), codes.end());
    CHECK_EQ(copy.size(), 3u);
    auto at = codes.begin();
    CHECK_EQ(*at++, "en-US");
    CHECK_EQ(*at--, "de-DE");
    CHECK((at == codes.begin() && at != codes.end()));
    CHECK_EQ(codes.begin()->size(), 5u);
    CHECK(convai::Strings().begin() == convai::Strings().end());
}
