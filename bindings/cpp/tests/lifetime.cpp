// Empty and moved-from objects, the order of destruction, and objects that are freed while they are in use.
#include "support.hpp"
#include "tone.hpp"

#include <atomic>
#include <chrono>
#include <thread>

using convai::Client;
using convai::Code;
using convai::Conversation;
using convai::Operation;
using convai::Response;

TEST_CASE_FIXTURE(Emulated, "every class is move-only") {
    const auto move_only = [](auto *type) {
        using Class = std::remove_pointer_t<decltype(type)>;
        return std::is_nothrow_move_constructible_v<Class> && std::is_nothrow_move_assignable_v<Class> &&
               !std::is_copy_constructible_v<Class> && !std::is_copy_assignable_v<Class>;
    };
    CHECK(move_only(static_cast<Client *>(nullptr)));
    CHECK(move_only(static_cast<Conversation *>(nullptr)));
    CHECK(move_only(static_cast<Operation<Response> *>(nullptr)));
    CHECK(move_only(static_cast<convai::AnyOperation *>(nullptr)));
    CHECK(move_only(static_cast<Response *>(nullptr)));
    CHECK(move_only(static_cast<convai::Character *>(nullptr)));
    CHECK(move_only(static_cast<convai::Outcome *>(nullptr)));
    CHECK(move_only(static_cast<convai::Utterance *>(nullptr)));
    CHECK(move_only(static_cast<convai::Audio *>(nullptr)));
    CHECK(move_only(static_cast<convai::Error *>(nullptr)));
    CHECK(move_only(static_cast<convai::Result<Response> *>(nullptr)));
    CHECK_EQ(sizeof(Client), sizeof(void *));
    CHECK_EQ(sizeof(Response), sizeof(void *));
    CHECK_EQ(sizeof(Operation<Response>), sizeof(void *));
}

static void expect_empty_client(const Client &client) {
    CHECK(!client);
    CHECK_EQ(client.close(convai::milliseconds(0)), Code::bad_handle);
    CHECK_EQ(client.next().code(), Code::bad_handle);
    CHECK_EQ(client.wake_handle().error().code(), Code::bad_handle);
    CHECK_EQ(client.conversation(convai::CharacterId("x")).error().code(), Code::bad_handle);
    CHECK_EQ(client.character_get(convai::CharacterId("x")).error().code(), Code::bad_handle);
    CHECK_EQ(client.character_get_async(convai::CharacterId("x")).error().code(), Code::bad_handle);
    CHECK_EQ(client.get_response_text(convai::CharacterId("x"), convai::new_session, "y").error().code(), Code::bad_handle);
    CHECK_EQ(client.get_response_text_async(convai::CharacterId("x"), convai::new_session, "y").error().code(), Code::bad_handle);
}

TEST_CASE_FIXTURE(Emulated, "a moved-from client is empty") {
    Client first = UNWRAP(emulator::client());
    Client second = std::move(first);
    expect_empty_client(first);
    expect_empty_client(Client());
    (void)UNWRAP(second.character_get(emulator::pell));
    first = std::move(second);
    (void)UNWRAP(first.character_get(emulator::pell));
    Client &itself = first;
    first = std::move(itself);
    (void)UNWRAP(first.character_get(emulator::pell));
    first = Client();
    expect_empty_client(first);
}

TEST_CASE_FIXTURE(Emulated, "a moved-from conversation and utterance are empty") {
    const Client client = UNWRAP(emulator::client());
    Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    const Conversation moved = std::move(conversation);
    CHECK_EQ(conversation.say("x").error().code(), Code::bad_handle);
    CHECK_EQ(conversation.say_async("x").error().code(), Code::bad_handle);
    CHECK_EQ(conversation.interrupt(), Code::bad_handle);
    CHECK_EQ(conversation.reset(), Code::bad_handle);
    CHECK_EQ(conversation.set_fallback("x"), Code::bad_handle);
    CHECK_EQ(conversation.session_id().error().code(), Code::bad_handle);
    CHECK(moved.say("Hello"));

    convai::UtteranceOptions options;
    options.sample_rate = 16000;
    convai::Utterance utterance = UNWRAP(convai::Utterance::create(options));
    const convai::Utterance kept = std::move(utterance);
    const std::vector<std::int16_t> chunk = tone::s16(16);
    CHECK_EQ(utterance.push(chunk), Code::bad_handle);
    CHECK_EQ(utterance.push_frames(chunk.data(), 16), Code::bad_handle);
    CHECK_EQ(utterance.level().error().code(), Code::bad_handle);
    CHECK_EQ(utterance.length().error().code(), Code::bad_handle);
    CHECK_EQ(utterance.clear(), Code::bad_handle);
    CHECK_EQ(moved.say_utterance(utterance).error().code(), Code::bad_handle);
    CHECK_EQ(kept.push(chunk), Code::ok);
}

TEST_CASE_FIXTURE(Emulated, "a moved-from operation is empty") {
    const Client client = UNWRAP(emulator::client());
    Operation<Response> turn = UNWRAP(client.get_response_text_async(emulator::pell, convai::new_session, "Hello"));
    const Operation<Response> moved = std::move(turn);
    CHECK(turn.done());
    CHECK_EQ(turn.poll(), Code::bad_handle);
    CHECK_EQ(turn.wait(convai::milliseconds(0)), Code::bad_handle);
    CHECK_EQ(turn.cancel(), Code::bad_handle);
    CHECK_EQ(turn.progress().error().code(), Code::bad_handle);
    CHECK_EQ(turn.take().error().code(), Code::bad_handle);
    CHECK(!convai::Event(Code::pending, CONVAI_EVENT_INIT).is(turn));
    CHECK(moved.wait_and_take());
}

TEST_CASE_FIXTURE(Emulated, "moved-from replies have empty views") {
    const Client client = UNWRAP(emulator::client());
    Response reply = UNWRAP(client.get_response_text(emulator::pell, convai::new_session, "Hello", convai::Flags::voice));
    const std::string_view text = reply.text();
    const Response moved = std::move(reply);
    CHECK(moved.text().data() == text.data());
    CHECK((reply.text().empty() && reply.text().data() != nullptr));
    CHECK((reply.session_id().empty() && reply.character_id().empty() && reply.user_query().empty()));
    CHECK((reply.raw_json().empty() && reply.wav().empty() && reply.pcm().empty()));
    CHECK_EQ(reply.frames() + reply.channels() + reply.sample_rate(), 0u);
    CHECK_EQ(reply.audio_form(), convai::AudioForm::none);
    convai::Character character = UNWRAP(client.character_get(emulator::pell));
    const convai::Character kept = std::move(character);
    CHECK((character.id().empty() && character.name().empty() && character.user_id().empty()));
    CHECK((character.voice_type().empty() && character.timestamp().empty() && character.backstory().empty()));
    CHECK((character.language_codes().empty() && character.raw_json().empty()));
    const convai::Outcome outcome;
    const convai::Audio audio;
    CHECK(outcome.raw_json().empty());
    CHECK(audio.wav().empty());
}

TEST_CASE_FIXTURE(Emulated, "results and errors can be moved") {
    const Client client = UNWRAP(emulator::client());
    auto reply = client.get_response_text(emulator::pell, convai::new_session, "Hello");
    auto moved = std::move(reply);
    CHECK(moved);
    CHECK_EQ(reply.error().code(), Code::bad_handle);
    CHECK(!std::move(moved).error());
    CHECK(moved);

    // An error that is moved out of a Result outlives it.
    convai::Error error = client.get_response_text(convai::CharacterId("nobody"), convai::new_session, "Hello").error();
    CHECK_EQ(error.code(), Code::process_failure);
    convai::Error second = std::move(error);
    CHECK(!error);
    CHECK_EQ(error.code(), Code::ok);
    CHECK(!second.message().empty());
    second = client.character_get(convai::CharacterId("")).error();
    CHECK_EQ(second.code(), Code::invalid_argument);
    error = std::move(second);
    CHECK_EQ(error.code(), Code::invalid_argument);

    const auto returned = [&]() -> convai::Result<convai::Character> {
        auto turn = client.get_response_text(convai::CharacterId("nobody"), convai::new_session, "Hello");
        return std::move(turn).error();
    }();
    CHECK_EQ(returned.error().code(), Code::process_failure);
    CHECK(returned->name().empty());
}

TEST_CASE_FIXTURE(Emulated, "an error is passed on as a copy that outlives its Result") {
    const Client client = UNWRAP(emulator::client());
    emulator::fault(R"({"error_shape":"ERROR_REFERENCE","status":500,"message":"the model sleeps"})");
    const auto passed_on = [&]() -> convai::Result<convai::Character> {
        const auto reply = client.get_response_text(emulator::pell, convai::new_session, "Hello");
        return reply.error();
    }();
    CHECK_EQ(passed_on.error().code(), Code::server);
    CHECK_EQ(passed_on.error().http_status(), 500);
    CHECK_EQ(passed_on.error().service_message(), "the model sleeps");
    CHECK(!passed_on.error().reference().empty());
    CHECK(passed_on.error().retryable());
    CHECK(passed_on.error().request_sent());
    CHECK_EQ(passed_on.error().retry_after().count(), -1);
    CHECK(passed_on->name().empty());

    const convai::Error kept = [&]() -> convai::Error {
        const auto none = emulator::client([](convai::ClientOptions &options) { options.api_key = ""; });
        return none.error();
    }();
    CHECK_EQ(kept.code(), Code::api_key);
    CHECK_EQ(kept.argument(), "ClientOptions::api_key");
    CHECK(support::contains(kept.message(), "`ClientOptions::api_key`"));
    CHECK_EQ(kept.message().data()[kept.message().size()], '\0');
    const convai::Error no_error = convai::Error(convai::ErrorView());
    CHECK(!no_error);
}

TEST_CASE_FIXTURE(Emulated, "an error is taken from a temporary Result as an Error") {
    const Client client = UNWRAP(emulator::client());
    const convai::Error error = client.get_response_text(convai::CharacterId("nobody"), convai::new_session, "Hello").error();
    CHECK(!error.message().empty());
    CHECK_EQ(client.get_response_text(convai::CharacterId("nobody"), convai::new_session, "Hello").error().code(), Code::process_failure);
    // A reference keeps the whole Error alive.
    const convai::ErrorView &view = client.get_response_text(convai::CharacterId("nobody"), convai::new_session, "Hello").error();
    CHECK_EQ(view.message(), error.message());
}

TEST_CASE_FIXTURE(Emulated, "the value of a failed result is an empty object") {
    convai::Result<Client> none = emulator::client([](convai::ClientOptions &options) { options.api_key = ""; });
    CHECK(!none);
    expect_empty_client(*none);
    expect_empty_client(none.value());
}

/// Waits until the emulator has received `wanted` requests. Then they are running, and cannot meet a fault of the next test.
static void wait_for_requests(long wanted) {
    while (emulator::count() < wanted) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

TEST_CASE_FIXTURE(Emulated, "operations outlive their client and conversation") {
    emulator::fault(R"({"hang":true,"count":0})");
    Operation<Response> turn, single;
    {
        const Client client = UNWRAP(emulator::client());
        const Conversation conversation = UNWRAP(client.conversation(emulator::pell));
        turn = UNWRAP(conversation.say_async("Hello"));
        single = UNWRAP(client.get_response_text_async(emulator::pell, convai::new_session, "Hello"));
        wait_for_requests(2);
    }
    CHECK_EQ(turn.wait(convai::forever), Code::ok);
    CHECK_EQ(turn.take().error().code(), Code::cancelled);
    CHECK_EQ(single.take().error().code(), Code::cancelled);
}

TEST_CASE_FIXTURE(Emulated, "a conversation outlives its client") {
    Conversation conversation;
    {
        const Client client = UNWRAP(emulator::client());
        conversation = UNWRAP(client.conversation(emulator::pell));
    }
    CHECK_EQ(conversation.say("Hello").error().code(), Code::closed);
    CHECK_EQ(conversation.say_async("Hello").error().code(), Code::closed);
}

TEST_CASE_FIXTURE(Emulated, "closing a client ends a blocking call") {
    emulator::fault(R"({"hang":true})");
    const Client client = UNWRAP(emulator::client());
    std::atomic<Code> seen{Code::ok};
    std::thread caller([&] { seen = client.character_get(emulator::pell).error().code(); });
    wait_for_requests(1);
    CHECK_EQ(client.close(convai::milliseconds(20000)), Code::ok);
    caller.join();
    CHECK_EQ(seen.load(), Code::cancelled);
}

TEST_CASE_FIXTURE(Emulated, "freeing a client ends a blocking call") {
    emulator::fault(R"({"hang":true})");
    Client client = UNWRAP(emulator::client());
    std::atomic<Code> seen{Code::ok};
    // The C++ object must not be destroyed during a call, but its handle may be freed.
    std::thread caller([&, raw = client.get()] {
        convai_character *character = convai_character_get(raw, emulator::pell.view().data(), nullptr);
        seen = static_cast<Code>(character->error->status);
        (void)convai_character_free(&character);
    });
    wait_for_requests(1);
    client = Client();
    caller.join();
    CHECK_EQ(seen.load(), Code::cancelled);
}

TEST_CASE_FIXTURE(Emulated, "freeing an operation wakes a waiting thread") {
    emulator::fault(R"({"hang":true})");
    const Client client = UNWRAP(emulator::client());
    Operation<Response> turn = UNWRAP(client.get_response_text_async(emulator::pell, convai::new_session, "Hello"));
    std::atomic<bool> released{false};
    std::thread waiter([&, raw = turn.get()] {
        (void)convai_operation_wait(raw, -1);
        released = true;
    });
    wait_for_requests(1);
    turn = {};
    waiter.join();
    CHECK(released);
}

TEST_CASE_FIXTURE(Emulated, "an audio thread pushes while another thread reads the level") {
    const Client client = UNWRAP(emulator::client());
    const Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    convai::UtteranceOptions options;
    options.sample_rate = 48000;
    options.format = convai::Format::f32;
    const convai::Utterance utterance = UNWRAP(convai::Utterance::create(options));
    std::thread microphone([&] {
        const std::vector<float> chunk = tone::f32(480);
        for (int count = 0; count < 100; ++count) CHECK_EQ(utterance.push(chunk), Code::ok);
    });
    while (UNWRAP(utterance.length()).frames < 48000) CHECK(utterance.level());
    microphone.join();
    CHECK(conversation.say_utterance(utterance));
    CHECK(support::contains(emulator::last("/character/getResponse"), "\"frames\":48000,"));
}

TEST_CASE_FIXTURE(Emulated, "several threads use one client") {
    const Client client = UNWRAP(emulator::client());
    std::atomic<int> replies{0};
    std::vector<std::thread> threads;
    for (int count = 0; count < 4; ++count) {
        threads.emplace_back([&] {
            for (int turn = 0; turn < 5; ++turn) {
                if (client.get_response_text(emulator::pell, convai::new_session, "Hello")) ++replies;
            }
        });
    }
    for (std::thread &thread : threads) thread.join();
    CHECK_EQ(replies.load(), 20);
}

TEST_CASE_FIXTURE(Emulated, "live objects are counted") {
    const Client client = UNWRAP(emulator::client());
    CHECK_EQ(convai::live_objects(), 1u);
    {
        const Operation<Response> turn = UNWRAP(client.get_response_text_async(emulator::pell, convai::new_session, "Hello"));
        CHECK_EQ(convai::live_objects(), 2u);
        const Response reply = UNWRAP(turn.wait_and_take());
        CHECK_EQ(convai::live_objects(), 3u);
        const convai::Error error = client.character_get(convai::CharacterId("")).error();
        CHECK_EQ(convai::live_objects(), 4u);
    }
    CHECK_EQ(convai::live_objects(), 1u);
}

TEST_CASE_FIXTURE(Emulated, "shutdown closes every client") {
    const Client first = UNWRAP(emulator::client()), second = UNWRAP(emulator::client());
    CHECK(first.character_get(emulator::pell));
    CHECK_EQ(convai::shutdown(convai::milliseconds(20000)), Code::ok);
    CHECK_EQ(first.character_get(emulator::pell).error().code(), Code::closed);
    CHECK_EQ(second.character_get(emulator::pell).error().code(), Code::closed);
    const Client third = UNWRAP(emulator::client());
    CHECK(third.character_get(emulator::pell));
}
