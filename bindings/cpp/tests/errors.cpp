// Every error that a program can meet, as far as the emulator or the machine can provoke it.
#include "emulator.hpp"
#include "harness.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

using convai::Code;
using convai::Group;
using harness::contains;

/// Says hello to Pell, and gives what went wrong.
static convai::Error hello(const convai::Client &client, convai::Flags flags = convai::Flags::text) {
    return client.get_response_text(emulator::pell, "", "Hello", flags).error();
}

static convai::Error hello_after(std::string_view fault, convai::Flags flags = convai::Flags::text) {
    emulator::fault(fault);
    const convai::Client client = UNWRAP(emulator::client());
    return hello(client, flags);
}

TEST(options_that_cannot_be_used_are_refused) {
    const auto code = [](auto change) { return emulator::client(change).error().code(); };
    EXPECT_SAME(code([](auto &options) { options.api_key = {}; }), Code::api_key);
    EXPECT_SAME(code([](auto &options) { options.api_key = "two\r\nlines"; }), Code::api_key);
    EXPECT_SAME(code([](auto &options) { options.base_url = "ftp://example.com"; }), Code::options);
    EXPECT_SAME(code([](auto &options) { options.proxy = "not a proxy"; }), Code::options);
    EXPECT_SAME(code([](auto &options) { options.ca_pem = "no certificate"; }), Code::options);
    EXPECT_SAME(code([](auto &options) { options.user_agent = "two\r\nlines"; }), Code::options);
    EXPECT_SAME(code([](auto &options) { options.base_url = "http://\xff"; }), Code::invalid_utf8);
    EXPECT_SAME(code([](auto &options) { options.upload_sample_rate = 1; }), Code::invalid_argument);
    EXPECT_SAME(code([](auto &options) { options.base_url = std::string_view("http://a\0b", 10); }), Code::invalid_argument);
}

TEST(an_empty_option_is_one_that_is_not_set) {
    EXPECT(emulator::client([](convai::ClientOptions &options) {
        options.base_url = options.proxy = options.ca_pem = options.user_agent = "";
    }));
}

TEST(arguments_that_cannot_be_used_are_refused_and_nothing_is_sent) {
    const convai::Client client = UNWRAP(emulator::client());
    EXPECT_SAME(client.character_get("").error().code(), Code::invalid_argument);
    EXPECT_SAME(client.character_get({}).error().code(), Code::null_pointer);
    EXPECT_SAME(client.character_get("a\xff").error().code(), Code::invalid_utf8);
    EXPECT_SAME(client.character_find("").error().code(), Code::invalid_argument);
    EXPECT_SAME(client.character_create({}).error().code(), Code::invalid_argument);
    EXPECT_SAME(client.character_update(emulator::pell, {}).error().code(), Code::invalid_argument);
    EXPECT_SAME(client.character_clone_async("").error().code(), Code::invalid_argument);
    EXPECT_SAME(client.character_delete_async("").error().code(), Code::invalid_argument);
    EXPECT_SAME(client.conversation("").error().code(), Code::invalid_argument);
    EXPECT_SAME(client.get_response_text(emulator::pell, "", "").error().code(), Code::invalid_argument);
    const auto cut = client.get_response_text(emulator::pell, "", std::string_view("two\0words", 9));
    EXPECT_SAME(cut.error().code(), Code::invalid_argument);
    EXPECT(contains(cut.error().message(), "NUL"));
    EXPECT_SAME(client.get_response_text_async(emulator::pell, "", "", convai::Flags::text).error().code(),
                Code::invalid_argument);
    EXPECT_SAME(emulator::count(), 0);
}

TEST(what_the_service_refuses_has_its_own_code) {
    EXPECT_SAME(hello_after(R"({"status":418})").code(), Code::refused);
    EXPECT_SAME(hello_after(R"({"status":401})").code(), Code::authentication);
    EXPECT_SAME(hello_after(R"({"status":403})").code(), Code::authentication);
    EXPECT_SAME(hello_after(R"({"status":429})").code(), Code::rate_limited);
    EXPECT_SAME(hello_after(R"({"status":503})").code(), Code::server);
    EXPECT_SAME(hello_after(R"({"html_502":true})").code(), Code::server);
    EXPECT_SAME(hello_after(R"({"status":422})").code(), Code::bad_request);
    EXPECT_SAME(hello_after(R"({"redirect":"http://127.0.0.1:1/"})").code(), Code::redirect);
    const convai::Client client = UNWRAP(emulator::client());
    EXPECT_SAME(client.get_response_text("nobody", "", "Hello").error().code(), Code::process_failure);
    EXPECT_SAME(client.character_get("nobody").error().code(), Code::not_found);
    EXPECT_SAME(client.character_update("nobody", [] {
                          convai::CharacterSpec spec;
                          spec.name = "Somebody";
                          return spec;
                      }()).error().code(), Code::not_found);
    const convai::Client stranger =
        UNWRAP(emulator::client([](convai::ClientOptions &options) { options.api_key = "bad-key"; }));
    const convai::Error refused = hello(stranger);
    EXPECT_SAME(refused.code(), Code::authentication);
    EXPECT_SAME(refused.group(), Group::service);
    EXPECT_SAME(refused.http_status(), 401);
    EXPECT(refused.request_sent());
    EXPECT(!contains(refused.message(), "bad-key"));
}

TEST(a_key_that_the_service_repeats_is_masked) {
    const convai::Error repeated =
        hello_after(R"({"status":401,"json":{"API_ERROR":"no such key: )" + emulator::key() + "\"}}");
    EXPECT_SAME(repeated.service_message(), std::string_view("no such key: ***"));
    EXPECT(!contains(repeated.message(), emulator::key()));
}

TEST(an_error_says_all_that_the_service_said) {
    const convai::Error limited = hello_after(R"({"status":429,"headers":{"Retry-After":"7"}})");
    EXPECT(limited.retryable());
    EXPECT_SAME(limited.retry_after_ms(), 7000);
    EXPECT_SAME(limited.http_status(), 429);
    const convai::Error referred =
        hello_after(R"({"error_shape":"ERROR_REFERENCE","status":500,"message":"the model sleeps"})");
    EXPECT_SAME(referred.service_message(), std::string_view("the model sleeps"));
    EXPECT(!referred.reference().empty());
    EXPECT(!referred.message().empty());
    EXPECT_SAME(referred.retry_after_ms(), -1);
}

TEST(replies_that_cannot_be_read_have_their_own_code) {
    EXPECT_SAME(hello_after(R"({"not_json":true})").code(), Code::bad_reply);
    EXPECT_SAME(hello_after(R"({"body":"{}"})").code(), Code::empty_reply);
    const convai::Client small =
        UNWRAP(emulator::client([](convai::ClientOptions &options) { options.max_response_bytes = 1000; }));
    EXPECT_SAME(hello(small, convai::Flags::voice).code(), Code::reply_too_large);
}

TEST(a_turn_with_broken_audio_keeps_text_and_session) {
    emulator::fault(R"({"audio":"broken_base64"})");
    const convai::Client client = UNWRAP(emulator::client());
    auto answer = client.get_response_text(emulator::pell, "", "Hello", convai::Flags::voice);
    EXPECT_SAME(answer.error().code(), Code::reply_audio);
    EXPECT(!answer->text().empty());
    EXPECT(!answer->session_id().empty());
    EXPECT(answer->pcm().empty());
    EXPECT(!answer->raw_json().empty());
}

TEST(what_the_network_does_has_its_own_code) {
    const auto code = [](auto change) {
        const convai::Client client = UNWRAP(emulator::client(change));
        return hello(client).code();
    };
    EXPECT_SAME(code([](auto &options) { options.base_url = "http://127.0.0.1:1"; }), Code::connect);
    // No name has a part of 64 letters: that is found out without asking a name server, which may not be there.
    const std::string nobody = "http://" + std::string(64, 'a') + ".invalid";
    EXPECT_SAME(code([&](auto &options) { options.base_url = nobody; }), Code::name_not_resolved);
    EXPECT_SAME(code([](auto &options) { options.proxy = "http://127.0.0.1:1"; }), Code::proxy);
    const std::string encrypted = "https" + emulator::url().substr(4);
    EXPECT_SAME(code([&](auto &options) { options.base_url = encrypted; }), Code::tls);
    EXPECT_SAME(hello_after(R"({"cut":"before_answer"})").code(), Code::connection_lost);
    EXPECT_SAME(hello_after(R"({"cut":"mid_body"})").code(), Code::connection_lost);
}

TEST(an_error_of_the_network_says_whether_something_was_sent) {
    const convai::Client nowhere =
        UNWRAP(emulator::client([](convai::ClientOptions &options) { options.base_url = "http://127.0.0.1:1"; }));
    const convai::Error refused = hello(nowhere);
    EXPECT_SAME(refused.group(), Group::network);
    EXPECT(refused.retryable());
    EXPECT(!refused.request_sent());
    EXPECT_SAME(refused.http_status(), 0);
    EXPECT(refused.service_message().empty());
    EXPECT(hello_after(R"({"cut":"before_answer"})").request_sent());
}

TEST(a_full_queue_refuses) {
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
    EXPECT_SAME(last, Code::queue_full);
    EXPECT(!running.empty());
}

TEST(a_closed_client_refuses) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation talk = UNWRAP(client.conversation(emulator::pell));
    EXPECT_SAME(client.close(20000), Code::ok);
    EXPECT_SAME(client.close(20000), Code::ok);
    EXPECT_SAME(client.character_get(emulator::pell).error().code(), Code::closed);
    EXPECT_SAME(client.character_get_async(emulator::pell).error().code(), Code::closed);
    EXPECT_SAME(talk.say("Hello").error().code(), Code::closed);
    EXPECT_SAME(client.next(convai::forever).code(), Code::closed);
}

TEST(a_forked_child_is_refused) {
    const convai::Client client = UNWRAP(emulator::client());
    const pid_t child = ::fork();
    if (child == 0) {
        const bool refused = client.character_get(emulator::pell).error().code() == Code::forked &&
                             client.close(0) == Code::forked && client.next().code() == Code::forked;
        ::_exit(refused ? 0 : 1);
    }
    int status = -1;
    EXPECT(::waitpid(child, &status, 0) == child);
    EXPECT(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(a_session_id_that_fits_nowhere_says_so) {
    const convai::Client client = UNWRAP(emulator::client());
    const std::string longer(convai::SessionId::capacity, 's');
    const convai::Conversation talk = UNWRAP(client.conversation(emulator::pell, longer));
    EXPECT_SAME(talk.session_id().error().code(), Code::buffer_too_small);
    const std::string longest(convai::SessionId::capacity - 1, 's');
    const convai::Conversation fits = UNWRAP(client.conversation(emulator::pell, longest));
    EXPECT_SAME(UNWRAP(fits.session_id()).view(), std::string_view(longest));
}

TEST(codes_have_names_sentences_and_groups) {
    EXPECT_SAME(convai::name(Code::timeout), std::string_view("CONVAI_ERROR_TIMEOUT"));
    EXPECT(!convai::describe(Code::utterance_full).empty());
    EXPECT_SAME(convai::group(Code::pending), Group::none);
    EXPECT_SAME(convai::group(Code::tls), Group::network);
    EXPECT_SAME(convai::group(static_cast<Code>(399)), Group::service);
    EXPECT_SAME(convai::group(Code::reply_audio), Group::reply);
    EXPECT_SAME(convai::group(Code::panic), Group::library);
    EXPECT(convai::compatible());
    EXPECT(!convai::version().empty());
}

TEST(an_error_without_a_network_is_still_an_error) {
    const convai::ErrorView none;
    EXPECT(!none);
    const convai::ErrorView plain(Code::utterance_full);
    EXPECT(plain);
    EXPECT_SAME(plain.message(), convai::describe(Code::utterance_full));
    EXPECT_SAME(plain.retry_after_ms(), -1);
    EXPECT(plain.reference().empty());
}
