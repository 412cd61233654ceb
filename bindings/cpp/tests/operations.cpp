// Operations: poll, wait, take, cancel, and the events that a game loop reads.
#include "support.hpp"

#include <map>

using convai::Code;
using convai::Operation;
using convai::Response;

static Operation<Response> start(const convai::Client &client, convai::CallOptions options = {}) {
    return UNWRAP(client.get_response_text_async(emulator::pell, convai::new_session, "Hello", convai::Flags::text, options));
}

TEST_CASE_FIXTURE(Emulated, "an operation is pending until it ends") {
    emulator::fault(R"({"hang":true})");
    const convai::Client client = UNWRAP(emulator::client());
    const Operation<Response> turn = start(client);
    CHECK_EQ(turn.poll(), Code::pending);
    CHECK(!turn.done());
    CHECK_EQ(turn.wait(convai::milliseconds(1)), Code::pending);
    CHECK_EQ(turn.take().error().code(), Code::not_ready);
    CHECK_EQ(client.next().code(), Code::pending);
}

TEST_CASE_FIXTURE(Emulated, "a result is taken once") {
    const convai::Client client = UNWRAP(emulator::client());
    const Operation<Response> turn = start(client);
    CHECK_EQ(turn.wait(convai::forever), Code::ok);
    CHECK(turn.done());
    CHECK(!text_of(UNWRAP(turn.take())).empty());
    CHECK_EQ(turn.take().error().code(), Code::already_taken);
}

TEST_CASE_FIXTURE(Emulated, "progress contains state, kind and byte counts") {
    const convai::Client client = UNWRAP(emulator::client());
    convai::CallOptions options;
    options.user_data = 77;
    const Operation<Response> turn = start(client, options);
    CHECK_EQ(turn.wait(convai::forever), Code::ok);
    const convai::Progress progress = UNWRAP(turn.progress());
    CHECK_EQ(progress.state, convai::State::done);
    CHECK_EQ(progress.kind, convai::Kind::response);
    CHECK(progress.bytes_to_send > 0);
    CHECK_EQ(progress.bytes_sent, progress.bytes_to_send);
    CHECK(progress.bytes_received > 0);
    CHECK_EQ(progress.bytes_received, progress.bytes_to_receive);
    CHECK_EQ(progress.user_data, 77u);
    const auto other = UNWRAP(client.character_get_async(emulator::pell));
    CHECK_EQ(UNWRAP(other.progress()).kind, convai::Kind::character);
    const auto third = UNWRAP(client.character_delete_async(convai::CharacterId("nobody")));
    CHECK_EQ(UNWRAP(third.progress()).kind, convai::Kind::outcome);
}

TEST_CASE_FIXTURE(Emulated, "an operation refuses to return a result of another kind") {
    const convai::Client client = UNWRAP(emulator::client());
    std::vector<convai::AnyOperation> mixed;
    mixed.push_back(UNWRAP(client.character_get_async(emulator::pell)));
    mixed.push_back(start(client));
    for (const convai::AnyOperation &one : mixed) CHECK_EQ(one.wait(convai::forever), Code::ok);
    CHECK_EQ(mixed[0].take<Response>().error().code(), Code::wrong_kind);
    CHECK_EQ(mixed[0].take<convai::Outcome>().error().code(), Code::wrong_kind);
    CHECK_EQ(mixed[1].take<convai::Character>().error().code(), Code::wrong_kind);
    CHECK_EQ(name_of(UNWRAP(mixed[0].take<convai::Character>())), "Pell the Lamplighter");
    CHECK(!text_of(UNWRAP(mixed[1].take<Response>())).empty());
}

TEST_CASE_FIXTURE(Emulated, "a cancelled operation ends with the code cancelled") {
    emulator::fault(R"({"hang":true})");
    const convai::Client client = UNWRAP(emulator::client());
    const Operation<Response> turn = start(client);
    CHECK_EQ(turn.cancel(), Code::ok);
    CHECK_EQ(turn.cancel(), Code::ok);
    CHECK_EQ(turn.poll(), Code::ok);
    const Operation<Response> other = start(client);
    const convai::Event event = client.next(convai::forever);
    CHECK(event.is(turn));
    CHECK(event.get() == turn.get());
    CHECK(!event.is(other));
    auto reply = turn.take();
    CHECK_EQ(reply.error().code(), Code::cancelled);
    CHECK_EQ(reply.error().group(), convai::Group::network);
}

TEST_CASE_FIXTURE(Emulated, "cancelling a finished operation changes nothing") {
    const convai::Client client = UNWRAP(emulator::client());
    const Operation<Response> turn = start(client);
    CHECK_EQ(turn.wait(convai::forever), Code::ok);
    CHECK_EQ(turn.cancel(), Code::ok);
    CHECK(!text_of(UNWRAP(turn.take())).empty());
}

TEST_CASE_FIXTURE(Emulated, "each finished operation is reported once") {
    const convai::Client client = UNWRAP(emulator::client());
    std::map<std::uint64_t, Operation<Response>> turns;
    for (std::uint64_t index = 1; index <= 10; ++index) {
        convai::CallOptions options;
        options.user_data = index;
        turns[index] = start(client, options);
    }
    while (!turns.empty()) {
        const convai::Event event = client.next(convai::forever);
        CHECK(event);
        CHECK_EQ(event.code(), Code::ok);
        CHECK_EQ(event.kind(), convai::EventKind::done);
        const auto found = turns.find(event.user_data());
        CHECK(found != turns.end());
        if (found == turns.end()) return;
        CHECK(event.is(found->second));
        CHECK(!text_of(UNWRAP(found->second.take())).empty());
        turns.erase(found);
    }
    CHECK_EQ(client.next().code(), Code::pending);
    CHECK(!client.next());
}

TEST_CASE_FIXTURE(Emulated, "a taken or destroyed operation is not reported") {
    const convai::Client client = UNWRAP(emulator::client());
    const Operation<Response> taken = start(client);
    CHECK_EQ(taken.wait(convai::forever), Code::ok);
    (void)UNWRAP(taken.take());
    { const Operation<Response> destroyed = start(client); }
    CHECK_EQ(client.next(convai::milliseconds(50)).code(), Code::pending);
}

TEST_CASE_FIXTURE(Emulated, "an event returns the pointer of the call options") {
    const convai::Client client = UNWRAP(emulator::client());
    struct Npc {
        std::string said;
        Operation<Response> turn;
    } npc;
    convai::CallOptions options;
    options.user_data = convai::user_data(&npc);
    npc.turn = start(client, options);
    const convai::Event event = client.next(convai::forever);
    CHECK(event.pointer<Npc>() == &npc);
    event.pointer<Npc>()->said = text_of(UNWRAP(npc.turn.take()));
    CHECK(!npc.said.empty());
}

TEST_CASE_FIXTURE(Emulated, "the wake handle is set while there is an event") {
    const convai::Client client = UNWRAP(emulator::client());
    const std::intptr_t wake = UNWRAP(client.wake_handle());
    CHECK(!support::is_awake(wake, 0));
    const Operation<Response> turn = start(client);
    CHECK(support::is_awake(wake, 20000));
    CHECK(client.next().is(turn));
    CHECK_EQ(client.next().code(), Code::pending);
    CHECK(!support::is_awake(wake, 0));
}

TEST_CASE_FIXTURE(Emulated, "an interruption cancels all turns and keeps the session") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    const Response first = UNWRAP(conversation.say("Hello"));
    emulator::fault(R"({"hang":true})");
    const auto running = UNWRAP(conversation.say_async("Tell me everything"));
    const auto waiting = UNWRAP(conversation.say_async("And more"));
    CHECK_EQ(UNWRAP(waiting.progress()).state, convai::State::queued);
    CHECK_EQ(conversation.interrupt(), Code::ok);
    CHECK_EQ(running.wait_and_take().error().code(), Code::cancelled);
    CHECK_EQ(waiting.wait_and_take().error().code(), Code::cancelled);
    emulator::send("DELETE", "/_emulator/faults");
    CHECK_EQ(session_of(UNWRAP(conversation.say("Never mind"))), first.session_id().view());
}

TEST_CASE_FIXTURE(Emulated, "an operation can be released to the C interface and taken back") {
    const convai::Client client = UNWRAP(emulator::client());
    Operation<Response> turn = start(client);
    convai_operation *raw = turn.release();
    CHECK(!turn);
    CHECK_EQ(convai_operation_wait(raw, -1), CONVAI_OK);
    const Operation<Response> again(raw);
    CHECK(!text_of(UNWRAP(again.take())).empty());
}
