// The errors that the emulator and the test machine can provoke.
#include "support.hpp"

#if !defined(_WIN32)
#include <sys/wait.h>
#include <unistd.h>
#endif

#include <cstdlib>

using convai::Code;
using convai::Group;
using support::contains;

/// Sends "Hello" to the built-in character and returns the error.
static convai::Error hello(const convai::Client &client, convai::Flags flags = convai::Flags::text) {
    return client.get_response_text(emulator::pell, convai::new_session, "Hello", flags).error();
}

static convai::Error hello_after(std::string_view fault, convai::Flags flags = convai::Flags::text) {
    emulator::fault(fault);
    const convai::Client client = UNWRAP(emulator::client());
    return hello(client, flags);
}

TEST_CASE_FIXTURE(Emulated, "invalid client options are refused") {
    const auto code = [](auto change) { return emulator::client(change).error().code(); };
    CHECK_EQ(code([](auto &options) { options.api_key = {}; }), Code::api_key);
    CHECK_EQ(code([](auto &options) { options.api_key = "two\r\nlines"; }), Code::api_key);
    CHECK_EQ(code([](auto &options) { options.base_url = "ftp://example.com"; }), Code::options);
    CHECK_EQ(code([](auto &options) { options.proxy = "not a proxy"; }), Code::options);
    CHECK_EQ(code([](auto &options) { options.ca_pem = "no certificate"; }), Code::options);
    CHECK_EQ(code([](auto &options) { options.user_agent = "two\r\nlines"; }), Code::options);
    CHECK_EQ(code([](auto &options) { options.base_url = "http://\xff"; }), Code::invalid_utf8);
    CHECK_EQ(code([](auto &options) { options.upload_sample_rate = 1; }), Code::invalid_argument);
    CHECK_EQ(code([](auto &options) { options.base_url = std::string_view("http://a\0b", 10); }), Code::invalid_argument);
}

TEST_CASE_FIXTURE(Emulated, "an empty client option is the default") {
    CHECK(emulator::client([](convai::ClientOptions &options) {
        options.base_url = options.proxy = options.ca_pem = options.user_agent = "";
    }));
}

TEST_CASE_FIXTURE(Emulated, "invalid arguments are refused and nothing is sent") {
    const convai::Client client = UNWRAP(emulator::client());
    CHECK_EQ(client.character_get(convai::CharacterId("")).error().code(), Code::invalid_argument);
    CHECK_EQ(client.character_get({}).error().code(), Code::null_pointer);
    CHECK_EQ(client.character_get(convai::CharacterId("a\xff")).error().code(), Code::invalid_utf8);
    CHECK_EQ(client.character_find("").error().code(), Code::invalid_argument);
    CHECK_EQ(client.character_create({}).error().code(), Code::invalid_argument);
    CHECK_EQ(client.character_update(emulator::pell, {}).error().code(), Code::invalid_argument);
    CHECK_EQ(client.character_clone_async(convai::CharacterId("")).error().code(), Code::invalid_argument);
    CHECK_EQ(client.character_delete_async(convai::CharacterId("")).error().code(), Code::invalid_argument);
    CHECK_EQ(client.conversation(convai::CharacterId("")).error().code(), Code::invalid_argument);
    CHECK_EQ(client.get_response_text(emulator::pell, convai::new_session, "").error().code(), Code::invalid_argument);
    const auto cut = client.get_response_text(emulator::pell, convai::new_session, std::string_view("two\0words", 9));
    CHECK_EQ(cut.error().code(), Code::invalid_argument);
    CHECK(contains(cut.error().message(), "NUL"));
    CHECK_EQ(client.get_response_text_async(emulator::pell, convai::new_session, "", convai::Flags::text).error().code(),
                Code::invalid_argument);
    CHECK_EQ(emulator::count(), 0);
}

TEST_CASE_FIXTURE(Emulated, "each refusal of the service has its own code") {
    CHECK_EQ(hello_after(R"({"status":418})").code(), Code::refused);
    CHECK_EQ(hello_after(R"({"status":401})").code(), Code::authentication);
    CHECK_EQ(hello_after(R"({"status":403})").code(), Code::authentication);
    CHECK_EQ(hello_after(R"({"status":429})").code(), Code::rate_limited);
    CHECK_EQ(hello_after(R"({"status":503})").code(), Code::server);
    CHECK_EQ(hello_after(R"({"html_502":true})").code(), Code::server);
    CHECK_EQ(hello_after(R"({"status":422})").code(), Code::bad_request);
    CHECK_EQ(hello_after(R"({"redirect":"http://127.0.0.1:1/"})").code(), Code::redirect);
    const convai::Client client = UNWRAP(emulator::client());
    CHECK_EQ(client.get_response_text(convai::CharacterId("nobody"), convai::new_session, "Hello").error().code(), Code::process_failure);
    CHECK_EQ(client.character_get(convai::CharacterId("nobody")).error().code(), Code::not_found);
    CHECK_EQ(client.character_update(convai::CharacterId("nobody"), [] {
                          convai::CharacterSpec spec;
                          spec.name = "Somebody";
                          return spec;
                      }()).error().code(), Code::not_found);
    const convai::Client unauthorized =
        UNWRAP(emulator::client([](convai::ClientOptions &options) { options.api_key = "bad-key"; }));
    const convai::Error refused = hello(unauthorized);
    CHECK_EQ(refused.code(), Code::authentication);
    CHECK_EQ(refused.group(), Group::service);
    CHECK_EQ(refused.http_status(), 401);
    CHECK(refused.request_sent());
    CHECK(!contains(refused.message(), "bad-key"));
}

TEST_CASE_FIXTURE(Emulated, "an API key that the service repeats is redacted") {
    const convai::Error repeated =
        hello_after(R"({"status":401,"json":{"API_ERROR":"no such key: )" + emulator::key() + "\"}}");
    CHECK_EQ(repeated.service_message(), "no such key: ***");
    CHECK(!contains(repeated.message(), emulator::key()));
}

TEST_CASE_FIXTURE(Emulated, "an error contains the details of the service") {
    const convai::Error limited = hello_after(R"({"status":429,"headers":{"Retry-After":"7"}})");
    CHECK(limited.retryable());
    CHECK_EQ(limited.retry_after().count(), 7000);
    CHECK_EQ(limited.http_status(), 429);
    const convai::Error referred =
        hello_after(R"({"error_shape":"ERROR_REFERENCE","status":500,"message":"the model sleeps"})");
    CHECK_EQ(referred.service_message(), "the model sleeps");
    CHECK(!referred.reference().empty());
    CHECK(!referred.message().empty());
    CHECK_EQ(referred.retry_after().count(), -1);
}

TEST_CASE_FIXTURE(Emulated, "each kind of invalid reply has its own code") {
    CHECK_EQ(hello_after(R"({"not_json":true})").code(), Code::bad_reply);
    CHECK_EQ(hello_after(R"({"body":"{}"})").code(), Code::empty_reply);
    const convai::Client small =
        UNWRAP(emulator::client([](convai::ClientOptions &options) { options.max_response_bytes = 1000; }));
    CHECK_EQ(hello(small, convai::Flags::voice).code(), Code::reply_too_large);
}

TEST_CASE_FIXTURE(Emulated, "a turn with invalid audio keeps text and session") {
    emulator::fault(R"({"audio":"broken_base64"})");
    const convai::Client client = UNWRAP(emulator::client());
    auto reply = client.get_response_text(emulator::pell, convai::new_session, "Hello", convai::Flags::voice);
    CHECK_EQ(reply.error().code(), Code::reply_audio);
    CHECK(!reply->text().empty());
    CHECK(!reply->session_id().empty());
    CHECK(reply->pcm().empty());
    CHECK(!reply->raw_json().empty());
}

TEST_CASE_FIXTURE(Emulated, "each network failure has its own code") {
    const auto code = [](auto change) {
        const convai::Client client = UNWRAP(emulator::client(change));
        return hello(client).code();
    };
    CHECK_EQ(code([](auto &options) { options.base_url = "http://127.0.0.1:1"; }), Code::connect);
    // A label of 64 letters is invalid, which the resolver finds without a name server. The machine may not have one.
    const std::string invalid_host = "http://" + std::string(64, 'a') + ".invalid";
    CHECK_EQ(code([&](auto &options) { options.base_url = invalid_host; }), Code::name_not_resolved);
    CHECK_EQ(code([](auto &options) { options.proxy = "http://127.0.0.1:1"; }), Code::proxy);
    const std::string encrypted = "https" + emulator::url().substr(4);
    CHECK_EQ(code([&](auto &options) { options.base_url = encrypted; }), Code::tls);
    CHECK_EQ(hello_after(R"({"cut":"before_answer"})").code(), Code::connection_lost);
    CHECK_EQ(hello_after(R"({"cut":"mid_body"})").code(), Code::connection_lost);
}

TEST_CASE_FIXTURE(Emulated, "a network error says whether the request was sent") {
    const convai::Client unreachable =
        UNWRAP(emulator::client([](convai::ClientOptions &options) { options.base_url = "http://127.0.0.1:1"; }));
    const convai::Error refused = hello(unreachable);
    CHECK_EQ(refused.group(), Group::network);
    CHECK(refused.retryable());
    CHECK(!refused.request_sent());
    CHECK_EQ(refused.http_status(), 0);
    CHECK(refused.service_message().empty());
    CHECK(hello_after(R"({"cut":"before_answer"})").request_sent());
}

TEST_CASE_FIXTURE(Emulated, "a full queue refuses further requests") {
    emulator::fault(R"({"hang":true,"count":0})");
    const convai::Client client = UNWRAP(emulator::client([](convai::ClientOptions &options) {
        options.max_in_flight = 1;
        options.max_queued = 1;
    }));
    std::vector<convai::Operation<convai::Character>> running;
    Code last = Code::ok;
    for (int count = 0; count < 10 && last == Code::ok; ++count) {
        auto started = client.character_get_async(emulator::pell);
        last = started.error().code();
        if (started) running.push_back(std::move(*started));
    }
    CHECK_EQ(last, Code::queue_full);
    CHECK(!running.empty());
}

TEST_CASE_FIXTURE(Emulated, "a closed client refuses calls") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    CHECK_EQ(client.close(convai::milliseconds(20000)), Code::ok);
    CHECK_EQ(client.close(convai::milliseconds(20000)), Code::ok);
    CHECK_EQ(client.character_get(emulator::pell).error().code(), Code::closed);
    CHECK_EQ(client.character_get_async(emulator::pell).error().code(), Code::closed);
    CHECK_EQ(conversation.say("Hello").error().code(), Code::closed);
    CHECK_EQ(client.next(convai::forever).code(), Code::closed);
}

#if !defined(_WIN32)
TEST_CASE_FIXTURE(Emulated, "a forked child process is refused") {
    const convai::Client client = UNWRAP(emulator::client());
    const pid_t child = ::fork();
    if (child == 0) {
        const bool refused = client.character_get(emulator::pell).error().code() == Code::forked &&
                             client.close(convai::milliseconds(0)) == Code::forked && client.next().code() == Code::forked;
        ::_exit(refused ? 0 : 1);
    }
    int status = -1;
    CHECK(::waitpid(child, &status, 0) == child);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}
#endif

TEST_CASE_FIXTURE(Emulated, "a session id that does not fit returns buffer_too_small") {
    const convai::Client client = UNWRAP(emulator::client());
    const std::string longer(convai::SavedSession::capacity, 's');
    const convai::Conversation conversation = UNWRAP(client.conversation(emulator::pell, convai::SessionId(longer)));
    CHECK_EQ(conversation.session_id().error().code(), Code::buffer_too_small);
    const std::string longest(convai::SavedSession::capacity - 1, 's');
    const convai::Conversation fits = UNWRAP(client.conversation(emulator::pell, convai::SessionId(longest)));
    const convai::SavedSession id = UNWRAP(fits.session_id());
    CHECK_EQ(id.view(), std::string_view(longest));
}

TEST_CASE_FIXTURE(Emulated, "codes have names, sentences and groups") {
    CHECK_EQ(convai::name(Code::timeout), "CONVAI_ERROR_TIMEOUT");
    CHECK(!convai::describe(Code::utterance_full).empty());
    CHECK_EQ(convai::group(Code::pending), Group::none);
    CHECK_EQ(convai::group(Code::tls), Group::network);
    CHECK_EQ(convai::group(static_cast<Code>(399)), Group::service);
    CHECK_EQ(convai::group(Code::reply_audio), Group::reply);
    CHECK_EQ(convai::group(Code::panic), Group::library);
    CHECK(convai::compatible());
    CHECK(!convai::version().empty());
}

TEST_CASE_FIXTURE(Emulated, "an error can be created from a code") {
    const convai::ErrorView none;
    CHECK(!none);
    const convai::ErrorView plain(Code::utterance_full);
    CHECK(plain);
    CHECK_EQ(plain.message(), convai::describe(Code::utterance_full));
    CHECK_EQ(plain.retry_after().count(), -1);
    CHECK(plain.reference().empty());
}
