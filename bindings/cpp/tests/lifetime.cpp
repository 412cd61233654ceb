// Empty and moved-from objects, who outlives whom, and what happens when something ends while it is used.
#include "emulator.hpp"
#include "harness.hpp"
#include "tone.hpp"

#include <atomic>
#include <chrono>
#include <thread>

using convai::Client;
using convai::Code;
using convai::Conversation;
using convai::Operation;
using convai::Response;

TEST(every_class_is_move_only) {
    const auto move_only = [](auto *type) {
        using Class = std::remove_pointer_t<decltype(type)>;
        return std::is_nothrow_move_constructible_v<Class> && std::is_nothrow_move_assignable_v<Class> &&
               !std::is_copy_constructible_v<Class> && !std::is_copy_assignable_v<Class>;
    };
    EXPECT(move_only(static_cast<Client *>(nullptr)));
    EXPECT(move_only(static_cast<Conversation *>(nullptr)));
    EXPECT(move_only(static_cast<Operation<Response> *>(nullptr)));
    EXPECT(move_only(static_cast<convai::AnyOperation *>(nullptr)));
    EXPECT(move_only(static_cast<Response *>(nullptr)));
    EXPECT(move_only(static_cast<convai::Character *>(nullptr)));
    EXPECT(move_only(static_cast<convai::Outcome *>(nullptr)));
    EXPECT(move_only(static_cast<convai::Utterance *>(nullptr)));
    EXPECT(move_only(static_cast<convai::Audio *>(nullptr)));
    EXPECT(move_only(static_cast<convai::Error *>(nullptr)));
    EXPECT(move_only(static_cast<convai::Result<Response> *>(nullptr)));
    EXPECT_SAME(sizeof(Client), sizeof(void *));
    EXPECT_SAME(sizeof(Response), sizeof(void *));
    EXPECT_SAME(sizeof(Operation<Response>), sizeof(void *));
}

static void expect_empty_client(const Client &client) {
    EXPECT(!client);
    EXPECT_SAME(client.close(0), Code::bad_handle);
    EXPECT_SAME(client.next().code(), Code::bad_handle);
    EXPECT_SAME(client.wake_handle().error().code(), Code::bad_handle);
    EXPECT_SAME(client.conversation("x").error().code(), Code::bad_handle);
    EXPECT_SAME(client.character_get("x").error().code(), Code::bad_handle);
    EXPECT_SAME(client.character_get_async("x").error().code(), Code::bad_handle);
    EXPECT_SAME(client.get_response_text("x", "", "y").error().code(), Code::bad_handle);
    EXPECT_SAME(client.get_response_text_async("x", "", "y").error().code(), Code::bad_handle);
}

TEST(a_moved_from_client_is_empty) {
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

TEST(a_moved_from_conversation_and_utterance_are_empty) {
    const Client client = UNWRAP(emulator::client());
    Conversation talk = UNWRAP(client.conversation(emulator::pell));
    const Conversation moved = std::move(talk);
    EXPECT_SAME(talk.say("x").error().code(), Code::bad_handle);
    EXPECT_SAME(talk.say_async("x").error().code(), Code::bad_handle);
    EXPECT_SAME(talk.interrupt(), Code::bad_handle);
    EXPECT_SAME(talk.reset(), Code::bad_handle);
    EXPECT_SAME(talk.set_fallback("x"), Code::bad_handle);
    EXPECT_SAME(talk.session_id().error().code(), Code::bad_handle);
    EXPECT(moved.say("Hello"));

    convai::UtteranceOptions options;
    options.sample_rate = 16000;
    convai::Utterance utterance = UNWRAP(convai::Utterance::create(options));
    const convai::Utterance kept = std::move(utterance);
    const std::vector<std::int16_t> chunk = tone::s16(16);
    EXPECT_SAME(utterance.push(chunk), Code::bad_handle);
    EXPECT_SAME(utterance.push(chunk.data(), 16), Code::bad_handle);
    EXPECT_SAME(utterance.level().error().code(), Code::bad_handle);
    EXPECT_SAME(utterance.length().error().code(), Code::bad_handle);
    EXPECT_SAME(utterance.clear(), Code::bad_handle);
    EXPECT_SAME(moved.say_utterance(utterance).error().code(), Code::bad_handle);
    EXPECT_SAME(kept.push(chunk), Code::ok);
}

TEST(a_moved_from_operation_is_empty) {
    const Client client = UNWRAP(emulator::client());
    Operation<Response> turn = UNWRAP(client.get_response_text_async(emulator::pell, "", "Hello"));
    const Operation<Response> moved = std::move(turn);
    EXPECT(turn.done());
    EXPECT_SAME(turn.poll(), Code::bad_handle);
    EXPECT_SAME(turn.wait(0), Code::bad_handle);
    EXPECT_SAME(turn.cancel(), Code::bad_handle);
    EXPECT_SAME(turn.progress().error().code(), Code::bad_handle);
    EXPECT_SAME(turn.take().error().code(), Code::bad_handle);
    EXPECT(!convai::Event(Code::pending, CONVAI_EVENT_INIT).is(turn));
    EXPECT(moved.wait_and_take());
}

TEST(moved_from_replies_have_empty_views) {
    const Client client = UNWRAP(emulator::client());
    Response answer = UNWRAP(client.get_response_text(emulator::pell, "", "Hello", convai::Flags::voice));
    const std::string_view text = answer.text();
    const Response moved = std::move(answer);
    EXPECT(moved.text().data() == text.data());
    EXPECT(answer.text().empty() && answer.text().data() != nullptr);
    EXPECT(answer.session_id().empty() && answer.character_id().empty() && answer.user_query().empty());
    EXPECT(answer.raw_json().empty() && answer.wav().empty() && answer.pcm().empty());
    EXPECT_SAME(answer.frames() + answer.channels() + answer.sample_rate(), 0u);
    EXPECT_SAME(answer.audio_form(), convai::AudioForm::none);
    convai::Character character = UNWRAP(client.character_get(emulator::pell));
    const convai::Character kept = std::move(character);
    EXPECT(character.id().empty() && character.name().empty() && character.user_id().empty());
    EXPECT(character.voice_type().empty() && character.timestamp().empty() && character.backstory().empty());
    EXPECT(character.language_codes().empty() && character.raw_json().empty());
    EXPECT(convai::Outcome().raw_json().empty());
    EXPECT(convai::Audio().wav().empty());
}

TEST(results_and_errors_can_be_moved) {
    const Client client = UNWRAP(emulator::client());
    auto answer = client.get_response_text(emulator::pell, "", "Hello");
    auto moved = std::move(answer);
    EXPECT(moved);
    EXPECT_SAME(answer.error().code(), Code::bad_handle);
    EXPECT(!std::move(moved).error());
    EXPECT(moved);

    // An error that is part of a reply outlives the Result when it is taken from it.
    convai::Error error = client.get_response_text("nobody", "", "Hello").error();
    EXPECT_SAME(error.code(), Code::process_failure);
    convai::Error second = std::move(error);
    EXPECT(!error);
    EXPECT_SAME(error.code(), Code::ok);
    EXPECT(!second.message().empty());
    second = client.character_get("").error();
    EXPECT_SAME(second.code(), Code::invalid_argument);
    error = std::move(second);
    EXPECT_SAME(error.code(), Code::invalid_argument);

    const auto handed_on = [&]() -> convai::Result<convai::Character> {
        auto turn = client.get_response_text("nobody", "", "Hello");
        return std::move(turn).error();
    }();
    EXPECT_SAME(handed_on.error().code(), Code::process_failure);
    EXPECT(handed_on->name().empty());
}

TEST(the_value_of_a_failed_result_is_an_empty_object) {
    convai::Result<Client> none = emulator::client([](convai::ClientOptions &options) { options.api_key = ""; });
    EXPECT(!none);
    expect_empty_client(*none);
    expect_empty_client(none.value());
}

/// Waits until the emulator has met so many requests: they are under way then, and meet no fault of the next test.
static void until_requests_are_there(long wanted) {
    while (emulator::count() < wanted) std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

TEST(operations_outlive_client_and_conversation) {
    emulator::fault(R"({"hang":true,"count":0})");
    Operation<Response> turn, single;
    {
        const Client client = UNWRAP(emulator::client());
        const Conversation talk = UNWRAP(client.conversation(emulator::pell));
        turn = UNWRAP(talk.say_async("Hello"));
        single = UNWRAP(client.get_response_text_async(emulator::pell, "", "Hello"));
        until_requests_are_there(2);
    }
    EXPECT_SAME(turn.wait(convai::forever), Code::ok);
    EXPECT_SAME(turn.take().error().code(), Code::cancelled);
    EXPECT_SAME(single.take().error().code(), Code::cancelled);
}

TEST(a_conversation_outlives_its_client) {
    Conversation talk;
    {
        const Client client = UNWRAP(emulator::client());
        talk = UNWRAP(client.conversation(emulator::pell));
    }
    EXPECT_SAME(talk.say("Hello").error().code(), Code::closed);
    EXPECT_SAME(talk.say_async("Hello").error().code(), Code::closed);
}

TEST(closing_a_client_releases_a_blocking_call) {
    emulator::fault(R"({"hang":true})");
    const Client client = UNWRAP(emulator::client());
    std::atomic<Code> seen{Code::ok};
    std::thread caller([&] { seen = client.character_get(emulator::pell).error().code(); });
    until_requests_are_there(1);
    EXPECT_SAME(client.close(20000), Code::ok);
    caller.join();
    EXPECT_SAME(seen.load(), Code::cancelled);
}

TEST(freeing_a_client_during_a_call_is_defined) {
    emulator::fault(R"({"hang":true})");
    Client client = UNWRAP(emulator::client());
    std::atomic<Code> seen{Code::ok};
    // The C++ object must not be destroyed while it is used; the handle behind it may be.
    std::thread caller([&, raw = client.get()] {
        convai_character *character = convai_character_get(raw, emulator::pell.data(), nullptr);
        seen = static_cast<Code>(character->error->status);
        (void)convai_character_free(&character);
    });
    until_requests_are_there(1);
    client = Client();
    caller.join();
    EXPECT_SAME(seen.load(), Code::cancelled);
}

TEST(freeing_an_operation_releases_who_waits) {
    emulator::fault(R"({"hang":true})");
    const Client client = UNWRAP(emulator::client());
    Operation<Response> turn = UNWRAP(client.get_response_text_async(emulator::pell, "", "Hello"));
    std::atomic<bool> released{false};
    std::thread waiter([&, raw = turn.get()] {
        (void)convai_operation_wait(raw, -1);
        released = true;
    });
    until_requests_are_there(1);
    turn = {};
    waiter.join();
    EXPECT(released);
}

TEST(an_audio_thread_pushes_while_the_game_looks) {
    const Client client = UNWRAP(emulator::client());
    const Conversation talk = UNWRAP(client.conversation(emulator::pell));
    convai::UtteranceOptions options;
    options.sample_rate = 48000;
    options.format = convai::Format::f32;
    const convai::Utterance utterance = UNWRAP(convai::Utterance::create(options));
    std::thread microphone([&] {
        const std::vector<float> chunk = tone::f32(480);
        for (int count = 0; count < 100; ++count) EXPECT_SAME(utterance.push(chunk), Code::ok);
    });
    while (UNWRAP(utterance.length()).frames < 48000) EXPECT(utterance.level());
    microphone.join();
    EXPECT(talk.say_utterance(utterance));
    EXPECT(harness::contains(emulator::last("/character/getResponse"), "\"frames\":48000,"));
}

TEST(several_threads_use_one_client) {
    const Client client = UNWRAP(emulator::client());
    std::atomic<int> answered{0};
    std::vector<std::thread> threads;
    for (int count = 0; count < 4; ++count) {
        threads.emplace_back([&] {
            for (int turn = 0; turn < 5; ++turn) {
                if (client.get_response_text(emulator::pell, "", "Hello")) ++answered;
            }
        });
    }
    for (std::thread &thread : threads) thread.join();
    EXPECT_SAME(answered.load(), 20);
}

TEST(what_is_alive_is_counted) {
    const Client client = UNWRAP(emulator::client());
    EXPECT_SAME(convai::live_objects(), 1u);
    {
        const Operation<Response> turn = UNWRAP(client.get_response_text_async(emulator::pell, "", "Hello"));
        EXPECT_SAME(convai::live_objects(), 2u);
        const Response answer = UNWRAP(turn.wait_and_take());
        EXPECT_SAME(convai::live_objects(), 3u);
        const convai::Error error = client.character_get("").error();
        EXPECT_SAME(convai::live_objects(), 4u);
    }
    EXPECT_SAME(convai::live_objects(), 1u);
}

TEST(shutdown_closes_every_client) {
    const Client first = UNWRAP(emulator::client()), second = UNWRAP(emulator::client());
    EXPECT(first.character_get(emulator::pell));
    EXPECT_SAME(convai::shutdown(20000), Code::ok);
    EXPECT_SAME(first.character_get(emulator::pell).error().code(), Code::closed);
    EXPECT_SAME(second.character_get(emulator::pell).error().code(), Code::closed);
    const Client third = UNWRAP(emulator::client());
    EXPECT(third.character_get(emulator::pell));
}
