// Tokens in place of the API key, and credentials that change.
#include "support.hpp"

#include <chrono>

using convai::Client;
using convai::Code;
using convai::Credentials;
using convai::Token;
using support::contains;

/// A client of a game, which has a token and no API key.
static convai::Result<Client> game(std::string_view token) {
    return emulator::client([&](convai::ClientOptions &options) {
        options.api_key = {};
        options.auth_token = token;
    });
}

TEST_CASE_FIXTURE(Emulated, "a client works with a token in place of the key") {
    const Client server = UNWRAP(emulator::client());
    const Token token = UNWRAP(server.token_create());
    CHECK(!token.token().empty());
    if (token.token().empty()) return;
    CHECK(!token.expires().empty());
    CHECK(contains(token.raw_json(), token.token()));
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    CHECK(token.expires_at_ms() > std::chrono::duration_cast<std::chrono::milliseconds>(now).count());

    const Client client = UNWRAP(game(token.token()));
    CHECK(client.get_response_text(emulator::pell, convai::new_session, "Hello"));
    const std::string sent = emulator::last("/character/getResponse");
    CHECK(contains(sent, "api-auth-token"));
    CHECK(!contains(sent, "convai-api-key"));

    const Token longer = UNWRAP(server.token_extend(token.token()));
    CHECK_EQ(longer.token(), token.token());
    CHECK(longer.expires_at_ms() >= token.expires_at_ms());
    CHECK(server.token_revoke(token.token()));
    const auto refused = client.get_response_text(emulator::pell, convai::new_session, "Hello");
    CHECK_EQ(refused.error().code(), Code::authentication);
    CHECK(!contains(refused.error().message(), token.token()));
    CHECK(!contains(refused->raw_json(), token.token()));
}

TEST_CASE_FIXTURE(Emulated, "every call about tokens has a non-blocking form") {
    const Client server = UNWRAP(emulator::client());
    const Token token = UNWRAP(UNWRAP(server.token_create_async()).wait_and_take());
    const Token longer = UNWRAP(UNWRAP(server.token_extend_async(token.token())).wait_and_take());
    CHECK(!longer.expires().empty());
    const convai::Outcome revoked = UNWRAP(UNWRAP(server.token_revoke_async(token.token())).wait_and_take());
    CHECK(!revoked.raw_json().empty());
    const auto gone = server.token_extend(token.token());
    CHECK_EQ(gone.error().group(), convai::Group::service);
    CHECK(!contains(gone.error().message(), token.token()));
}

TEST_CASE_FIXTURE(Emulated, "a client has a key or a token, and not both") {
    const auto both = emulator::client([](convai::ClientOptions &options) { options.auth_token = "a-token-for-tests"; });
    CHECK_EQ(both.error().code(), Code::api_key);
    CHECK(contains(both.error().message(), "ClientOptions::auth_token"));
    const auto neither = emulator::client([](convai::ClientOptions &options) { options.api_key = {}; });
    CHECK_EQ(neither.error().code(), Code::api_key);
    CHECK(contains(neither.error().message(), "`ClientOptions::api_key`"));
    CHECK_EQ(game("two\r\nlines").error().group(), convai::Group::caller);
    const auto cut = game(std::string_view("a\0b", 3));
    CHECK_EQ(cut.error().argument(), "ClientOptions::auth_token");
}

TEST_CASE_FIXTURE(Emulated, "credentials change at run time, and calls that wait keep theirs") {
    const Client server = UNWRAP(emulator::client());
    const Token first = UNWRAP(server.token_create());
    const Token second = UNWRAP(server.token_create());
    const Client client = UNWRAP(game(first.token()));
    const convai::Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    emulator::fault(R"({"hang":true})");
    const long before = emulator::count();
    const auto running = UNWRAP(conversation.say_async("Hello"));
    while (emulator::count() == before) (void)running.wait(convai::milliseconds(1));  // until the service has the request
    Credentials fresh;
    fresh.auth_token = second.token();
    CHECK(client.set_credentials(fresh));
    CHECK_EQ(running.poll(), Code::pending);  // not lost
    (void)running.cancel();
    CHECK(server.token_revoke(first.token()));
    CHECK(conversation.say("And now?"));

    Credentials key;
    const std::string of_the_server = emulator::key();
    key.api_key = of_the_server;
    CHECK(client.set_credentials(key));
    CHECK(conversation.say("With a key?"));
    CHECK(contains(emulator::last("/character/getResponse"), "convai-api-key"));
    // What is refused changes nothing.
    key.auth_token = second.token();
    const auto both = client.set_credentials(key);
    CHECK_EQ(both.error().code(), Code::api_key);
    CHECK(contains(both.error().message(), "both `Credentials::api_key` and `Credentials::auth_token` are set"));
    CHECK(!contains(both.error().message(), "NULL"));
    CHECK_EQ(client.set_credentials({}).error().code(), Code::api_key);
    const auto cut = client.set_credentials({std::string_view("a\0b", 3), {}});
    CHECK_EQ(cut.error().argument(), "Credentials::api_key");
    CHECK_EQ(Client().set_credentials(fresh).error().code(), Code::bad_handle);
    CHECK(conversation.say("Still?"));
}
