// Tests of requests through the dispatcher: endpoints, failures, timeouts, limits and connections.
#include "support.h"

#include <cmath>

using convai_native::Call;
using convai_native::CallResult;
using support::Inbox;
using support::OpenDispatcher;

namespace {

using Options = convai::CallOptions;

// The number of the connection on which the last turn arrived. The emulator counts the connections.
std::string last_connection() {
    const std::string turn = support::last_turn();
    const std::string label = "\"connection\":";
    const std::size_t start = turn.find(label);
    return start == std::string::npos ? "" : turn.substr(start + label.size(), turn.find(',', start) - start - label.size());
}

// Completes a text turn and returns the number of its connection.
std::string connection_of_turn(convai_native::Dispatcher &dispatcher) {
    Inbox inbox;
    support::ask(dispatcher, "Hello", inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(!inbox.only().failure);
    return last_connection();
}

}  // namespace

TEST_CASE_FIXTURE(Test, "every character endpoint works through the dispatcher") {
    OpenDispatcher dispatcher;
    convai::CharacterSpec spec;
    spec.name = "Mira";
    spec.voice_type = "US FEMALE 1";
    spec.backstory = "Mira keeps bees.";
    Inbox made;
    dispatcher.begin(made.call(), [&](const convai::Client &client, const Options &o) { return client.character_create_async(spec, o); });
    CHECK(support::drain_all(dispatcher));
    const std::string id(made.only().character.id().view());
    CHECK(!id.empty());

    Inbox changed;
    convai::CharacterSpec change;
    change.backstory = "Mira keeps bees and goats.";
    dispatcher.begin(changed.call(), [&](const convai::Client &client, const Options &o) { return client.character_update_async(convai::CharacterId(id), change, o); });
    CHECK(support::drain_all(dispatcher));
    CHECK(!changed.only().failure);
    CHECK(!changed.only().outcome.raw_json().empty());

    Inbox read, found, copied;
    dispatcher.begin(read.call(), [&](const convai::Client &client, const Options &o) { return client.character_get_async(convai::CharacterId(id), o); });
    dispatcher.begin(found.call(), [&](const convai::Client &client, const Options &o) { return client.character_find_async("Mira", o); });
    dispatcher.begin(copied.call(), [&](const convai::Client &client, const Options &o) { return client.character_clone_async(convai::CharacterId(id), true, o); });
    CHECK(support::drain_all(dispatcher));
    CHECK(read.only().character.backstory() == std::string_view("Mira keeps bees and goats."));
    CHECK(found.only().character.id().view() == std::string_view(id));
    CHECK(copied.only().character.id().view() != std::string_view(id));
    CHECK(!copied.only().character.id().empty());

    Inbox gone;
    dispatcher.begin(gone.call(), [&](const convai::Client &client, const Options &o) { return client.character_delete_async(convai::CharacterId(id), o); });
    CHECK(support::drain_all(dispatcher));
    CHECK(!gone.only().failure);
}

TEST_CASE_FIXTURE(Test, "every form of a turn works through the dispatcher") {
    OpenDispatcher dispatcher;
    std::vector<float> captured(2 * 44100);
    for (std::size_t index = 0; index < captured.size(); ++index) captured[index] = 0.5F * std::sin(static_cast<float>(index / 2) * 0.0627F);
    const auto wav = convai::Audio::build_wav(convai::Pcm::f32(captured, 2, 44100), 16000);
    Inbox text, samples, file;
    support::ask(dispatcher, "What are you afraid of?", text.call());
    dispatcher.begin(samples.call(), [&](const convai::Client &client, const Options &o) {
        return client.get_response_pcm_async(convai::CharacterId(support::pell), convai::new_session, convai::Pcm::f32(captured, 2, 44100), convai::Flags::voice, o);
    });
    dispatcher.begin(file.call(), [&](const convai::Client &client, const Options &o) {
        return client.get_response_wav_async(convai::CharacterId(support::pell), convai::new_session, wav->wav(), convai::Flags::text, o);
    });
    CHECK(support::drain_all(dispatcher));
    CHECK(!text.only().response.text().empty());
    CHECK(!text.only().response.session_id().empty());
    CHECK_CONTAINS(std::string(samples.only().response.text()), "44100 Hz, 1 channel, 16 bits");
    CHECK(samples.only().response.frames() > 0);
    CHECK_CONTAINS(std::string(file.only().response.text()), "16000 Hz, 1 channel, 16 bits");
}

TEST_CASE_FIXTURE(Test, "text in any language arrives unchanged") {
    support::settings(R"({"echo":true})");
    OpenDispatcher dispatcher;
    const std::string said = "\xE4\xBD\xA0\xE5\xA5\xBD \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xF0\x9F\x98\x80 a&b=c%20+d";
    Inbox inbox;
    support::ask(dispatcher, said, inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(inbox.only().response.text() == std::string_view(said));
}

TEST_CASE_FIXTURE(Test, "each of many requests ends exactly once") {
    support::fault(R"({"status":503,"probability":0.3,"seed":7})");
    support::fault(R"({"delay_ms":20,"probability":0.3,"seed":8})");
    OpenDispatcher dispatcher;
    std::vector<Inbox> inboxes(60);
    for (Inbox &inbox : inboxes) CHECK(support::ask(dispatcher, "Hello", inbox.call()) != 0);
    CHECK(support::drain_all(dispatcher));
    for (int more = 0; more < 5; ++more) CHECK(dispatcher.drain(1000).delivered == std::size_t{0});
    std::size_t failed = 0;
    for (const Inbox &inbox : inboxes) failed += inbox.only().failure ? 1 : 0;
    CHECK(failed > 0);
    CHECK(failed < inboxes.size());
}

TEST_CASE_FIXTURE(Test, "a failure carries all fields of the error") {
    support::fault(R"({"error_shape":"ERROR","status":429,"message":"slow down please","headers":{"Retry-After":"3"}})");
    OpenDispatcher dispatcher;
    Inbox inbox;
    support::ask(dispatcher, "Hello", inbox.call());
    CHECK(support::drain_all(dispatcher));
    const convai_native::Failure &failure = inbox.only().failure;
    CHECK(failure.code == convai::Code::rate_limited);
    CHECK(failure.name == "CONVAI_ERROR_RATE_LIMITED");
    CHECK(failure.http_status == 429);
    CHECK(failure.retryable);
    CHECK(failure.request_sent);
    CHECK(failure.retry_after_ms == std::int64_t{3000});
    CHECK_CONTAINS(failure.service_message, "slow down please");
    CHECK(!failure.message.empty());
}

TEST_CASE_FIXTURE(Test, "a request that cannot start fails at the next drain and its retry at the one after") {
    OpenDispatcher dispatcher;
    int failures = 0;
    std::function<void(CallResult &&)> again = [&](CallResult &&result) {
        CHECK(result.failure.code == convai::Code::invalid_argument);
        if (++failures == 3) return;
        Call call;
        call.listener.deliver = again;
        support::ask(dispatcher, "", std::move(call));
    };
    Call call;
    call.listener.deliver = again;
    CHECK(support::ask(dispatcher, "", std::move(call)) != 0);  // the library refuses an empty text
    CHECK(failures == 0);
    for (int frame = 1; frame <= 3; ++frame) {
        dispatcher.drain(1000000);
        CHECK(failures == frame);
    }
}

TEST_CASE_FIXTURE(Test, "with an invalid key every request fails with that error") {
    convai_native::Dispatcher dispatcher;
    convai_native::ClientSettings settings = support::client_settings();
    settings.api_key = "";
    CHECK(dispatcher.open(settings).code == convai::Code::api_key);
    Inbox inbox;
    support::ask(dispatcher, "Hello", inbox.call());
    dispatcher.drain(0);
    CHECK(inbox.only().failure.code == convai::Code::api_key);
}

TEST_CASE_FIXTURE(Test, "a call has its own timeout") {
    support::fault(R"({"hang":true})");
    OpenDispatcher dispatcher;
    Inbox inbox;
    Call call = inbox.call();
    call.timeout_ms = 200;
    support::ask(dispatcher, "Hello", std::move(call));
    CHECK(support::drain_all(dispatcher));
    CHECK(inbox.only().failure.code == convai::Code::timeout);
    CHECK(inbox.only().failure.retryable);
}

TEST_CASE_FIXTURE(Test, "a deadline includes the time in the queue") {
    support::fault(R"({"hang":true,"count":0})");
    convai_native::Dispatcher dispatcher;
    convai_native::ClientSettings settings = support::client_settings();
    settings.max_in_flight = 1;
    CHECK(!dispatcher.open(settings));
    Inbox first, second;
    support::ask(dispatcher, "Hello", first.call());
    Call call = second.call();
    call.deadline_ms = 200;
    support::ask(dispatcher, "Hello", std::move(call));
    CHECK(support::drain_until(dispatcher, [&] { return !second.results.empty(); }));
    const convai_native::Failure &failure = second.only().failure;
    CHECK(failure.code == convai::Code::timeout);
    CHECK(failure.retryable);
    CHECK(!failure.request_sent);
    CHECK_CONTAINS(failure.message, "raise \"Deadline Seconds\" of the options of the call");
    CHECK(first.results.empty());
}

TEST_CASE_FIXTURE(Test, "the bytes of unfinished requests have a limit") {
    convai_native::Dispatcher dispatcher;
    convai_native::ClientSettings settings = support::client_settings();
    settings.max_queued_bytes = 1000;
    CHECK(!dispatcher.open(settings));
    Inbox large, small;
    support::ask(dispatcher, std::string(2000, 'x'), large.call());
    support::ask(dispatcher, "Hello", small.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(large.only().failure.code == convai::Code::queue_full);
    CHECK_CONTAINS(large.only().failure.message, "\"Max Queued Megabytes\" (in bytes) is 1000: raise it");
    CHECK(!small.only().failure);
}

TEST_CASE_FIXTURE(Test, "the next request after a reset opens a new connection") {
    OpenDispatcher dispatcher;
    const std::string first = connection_of_turn(dispatcher);
    CHECK(!first.empty());
    CHECK(connection_of_turn(dispatcher) == first);
    dispatcher.reset_connections();
    const std::string second = connection_of_turn(dispatcher);
    CHECK(second != first);
    CHECK(connection_of_turn(dispatcher) == second);
}

TEST_CASE_FIXTURE(Test, "a reset without a client does nothing") {
    convai_native::Dispatcher dispatcher;
    dispatcher.reset_connections();
    CHECK(!dispatcher.open(support::client_settings()));
    (void)dispatcher.close(60000);
    dispatcher.reset_connections();
}

TEST_CASE_FIXTURE(Test, "the progress of a request is seen until it is delivered") {
    support::fault(R"({"hang":true})");
    OpenDispatcher dispatcher;
    Inbox inbox;
    const std::string said(100000, 'x');
    const convai_native::RequestId id = support::ask(dispatcher, said, inbox.call());
    CHECK(dispatcher.progress(id).has_value());
    CHECK(!dispatcher.progress(id + 1).has_value());
    convai::Progress progress;
    CHECK(support::drain_until(dispatcher, [&] {
        progress = dispatcher.progress(id).value_or(convai::Progress());
        return progress.state == convai::State::waiting;
    }));
    CHECK(progress.kind == convai::Kind::response);
    CHECK(progress.bytes_sent > said.size());
    CHECK(progress.bytes_sent == progress.bytes_to_send);
    CHECK(progress.bytes_received == std::uint64_t{0});
    CHECK(progress.bytes_to_receive == std::uint64_t{0});
    CHECK(progress.user_data == id);
    CHECK(dispatcher.cancel(id));
    CHECK(!dispatcher.progress(id).has_value());
}

TEST_CASE_FIXTURE(Test, "a request that could not start is done until its failure is delivered") {
    convai_native::Dispatcher dispatcher;
    dispatcher.unavailable(convai_native::Failure::make(convai::Code::api_key, "no key"));
    Inbox inbox;
    const convai_native::RequestId id = support::ask(dispatcher, "Hello", inbox.call());
    CHECK(dispatcher.progress(id)->state == convai::State::done);
    CHECK(support::drain_all(dispatcher));
    CHECK(!dispatcher.progress(id).has_value());
}

TEST_CASE_FIXTURE(Test, "a call has its own upload sample rate and response level, and may be multipart") {
    OpenDispatcher dispatcher;
    const std::vector<float> samples(48000);
    Inbox spoken, written;
    Call call = spoken.call();
    call.upload_sample_rate = 8000;
    call.response_level = 7;
    dispatcher.begin(std::move(call), [&](const convai::Client &client, const Options &o) {
        return client.get_response_pcm_async(convai::CharacterId(support::pell), convai::new_session, convai::Pcm::f32(samples, 1, 48000), convai::Flags::text, o);
    });
    CHECK(support::drain_all(dispatcher));
    CHECK_CONTAINS(std::string(spoken.only().response.text()), "8000 Hz");
    CHECK_CONTAINS(support::last_turn(), R"("responseLevel","text":"7")");
    dispatcher.begin(written.call(), [&](const convai::Client &client, const Options &o) {
        return client.get_response_text_async(convai::CharacterId(support::pell), convai::new_session, "Hello", convai::Flags::text | convai::Flags::multipart, o);
    });
    CHECK(support::drain_all(dispatcher));
    CHECK(!written.only().failure);
    CHECK_CONTAINS(support::last_turn(), "multipart/form-data");
}

// The library refuses a negative time and names it, which shows that it arrives.
TEST_CASE_FIXTURE(Test, "a character call has its own timeouts and deadline") {
    OpenDispatcher dispatcher;
    const std::pair<std::int32_t Call::*, const char *> limits[] = {
        {&Call::timeout_ms, "Timeout Seconds"},
        {&Call::connect_timeout_ms, "Connect Timeout Seconds"},
        {&Call::deadline_ms, "Deadline Seconds"},
    };
    for (const auto &limit : limits) {
        Inbox inbox;
        Call call = inbox.call();
        call.*limit.first = -1;
        dispatcher.begin(std::move(call), [](const convai::Client &client, const Options &o) { return client.character_get_async(convai::CharacterId(support::pell), o); });
        CHECK(support::drain_all(dispatcher));
        CHECK(inbox.only().failure.code == convai::Code::invalid_argument);
        CHECK(inbox.only().failure.argument == limit.second);
    }
}

TEST_CASE_FIXTURE(Test, "a response that is too large fails, and the message names the setting to raise") {
    convai_native::Dispatcher dispatcher;
    convai_native::ClientSettings settings = support::client_settings();
    settings.max_response_bytes = 20;
    CHECK(!dispatcher.open(settings));
    Inbox inbox;
    support::ask(dispatcher, "Hello", inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(inbox.only().failure.code == convai::Code::reply_too_large);
    CHECK_CONTAINS(inbox.only().failure.message, "\"Max Response Megabytes\"");
}

TEST_CASE_FIXTURE(Test, "the user agent of the settings is sent") {
    convai_native::Dispatcher dispatcher;
    convai_native::ClientSettings settings = support::client_settings();
    settings.user_agent = "a-game/1.2";
    CHECK(!dispatcher.open(settings));
    Inbox inbox;
    support::ask(dispatcher, "Hello", inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK_CONTAINS(support::last_turn(), "a-game/1.2");
}

TEST_CASE_FIXTURE(Test, "an update changes the actions of a character") {
    OpenDispatcher dispatcher;
    Inbox copied, inbox;
    dispatcher.begin(copied.call(), [](const convai::Client &client, const Options &o) { return client.character_clone_async(convai::CharacterId(support::pell), false, o); });
    CHECK(support::drain_all(dispatcher));
    const std::string id(copied.only().character.id().view());
    convai::CharacterSpec change;
    change.actions = "wave, bow";
    dispatcher.begin(inbox.call(), [&](const convai::Client &client, const Options &o) { return client.character_update_async(convai::CharacterId(id), change, o); });
    CHECK(support::drain_all(dispatcher));
    CHECK_MESSAGE(!inbox.only().failure, inbox.only().failure.message);
    CHECK_CONTAINS(support::send("GET", "/_emulator/journal/last?path=/character/update"), "wave, bow");
}

TEST_CASE_FIXTURE(Test, "a client opens with an auth token in place of the key, and refuses an invalid one") {
    OpenDispatcher with_key;
    Inbox made, answer;
    with_key.begin_call<convai_token>(made.call(), [](auto *client, auto *options, auto **error) {
        return convai_token_create_async(client, options, error);
    });
    CHECK(support::drain_all(with_key));
    const auto token = made.only().get<convai_token>();
    CHECK(token != nullptr);
    convai_native::ClientSettings settings = support::client_settings();
    settings.api_key.clear();
    settings.auth_token = token ? token->token : "";
    convai_native::Dispatcher with_token;
    CHECK(!with_token.open(settings));
    support::ask(with_token, "Hello", answer.call());
    CHECK(support::drain_all(with_token));
    CHECK(!answer.only().failure);
    CHECK_CONTAINS(with_token.set_credentials("", "two\nlines").argument, "Auth Token");
    settings.auth_token = "two\nlines";
    CHECK(with_token.open(settings).argument == "Auth Token");
    CHECK(with_token.problem());
}
