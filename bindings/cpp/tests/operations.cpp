// Requests that run meanwhile: poll, wait, take, cancel, and the queue that a game loop drains.
#include "emulator.hpp"
#include "harness.hpp"

#include <poll.h>

#include <map>

using convai::Code;
using convai::Operation;
using convai::Response;

static Operation<Response> start(const convai::Client &client, convai::CallOptions options = {}) {
    return UNWRAP(client.get_response_text_async(emulator::pell, "", "Hello", convai::Flags::text, options));
}

TEST(an_operation_is_pending_until_it_ends) {
    emulator::fault(R"({"hang":true})");
    const convai::Client client = UNWRAP(emulator::client());
    const Operation<Response> turn = start(client);
    EXPECT_SAME(turn.poll(), Code::pending);
    EXPECT(!turn.done());
    EXPECT_SAME(turn.wait(1), Code::pending);
    EXPECT_SAME(turn.take().error().code(), Code::not_ready);
    EXPECT_SAME(client.next().code(), Code::pending);
}

TEST(a_result_is_taken_once) {
    const convai::Client client = UNWRAP(emulator::client());
    const Operation<Response> turn = start(client);
    EXPECT_SAME(turn.wait(convai::forever), Code::ok);
    EXPECT(turn.done());
    EXPECT(!UNWRAP(turn.take()).text().empty());
    EXPECT_SAME(turn.take().error().code(), Code::already_taken);
}

TEST(progress_tells_state_kind_and_bytes) {
    const convai::Client client = UNWRAP(emulator::client());
    convai::CallOptions options;
    options.user_data = 77;
    const Operation<Response> turn = start(client, options);
    EXPECT_SAME(turn.wait(convai::forever), Code::ok);
    const convai::Progress progress = UNWRAP(turn.progress());
    EXPECT_SAME(progress.state, convai::State::done);
    EXPECT_SAME(progress.kind, convai::Kind::response);
    EXPECT(progress.bytes_to_send > 0);
    EXPECT_SAME(progress.bytes_sent, progress.bytes_to_send);
    EXPECT(progress.bytes_received > 0);
    EXPECT_SAME(progress.user_data, 77u);
    const auto other = UNWRAP(client.character_get_async(emulator::pell));
    EXPECT_SAME(UNWRAP(other.progress()).kind, convai::Kind::character);
    const auto third = UNWRAP(client.character_delete_async("nobody"));
    EXPECT_SAME(UNWRAP(third.progress()).kind, convai::Kind::outcome);
}

TEST(an_operation_of_any_kind_gives_only_its_own) {
    const convai::Client client = UNWRAP(emulator::client());
    std::vector<convai::AnyOperation> mixed;
    mixed.push_back(UNWRAP(client.character_get_async(emulator::pell)));
    mixed.push_back(start(client));
    for (const convai::AnyOperation &one : mixed) EXPECT_SAME(one.wait(convai::forever), Code::ok);
    EXPECT_SAME(mixed[0].take<Response>().error().code(), Code::wrong_kind);
    EXPECT_SAME(mixed[0].take<convai::Outcome>().error().code(), Code::wrong_kind);
    EXPECT_SAME(mixed[1].take<convai::Character>().error().code(), Code::wrong_kind);
    EXPECT_SAME(UNWRAP(mixed[0].take<convai::Character>()).name(), std::string_view("Pell the Lamplighter"));
    EXPECT(!UNWRAP(mixed[1].take<Response>()).text().empty());
}

TEST(a_cancelled_operation_ends_as_cancelled) {
    emulator::fault(R"({"hang":true})");
    const convai::Client client = UNWRAP(emulator::client());
    const Operation<Response> turn = start(client);
    EXPECT_SAME(turn.cancel(), Code::ok);
    EXPECT_SAME(turn.cancel(), Code::ok);
    EXPECT_SAME(turn.poll(), Code::ok);
    const Operation<Response> other = start(client);
    const convai::Event finished = client.next(convai::forever);
    EXPECT(finished.is(turn));
    EXPECT(finished.get() == turn.get());
    EXPECT(!finished.is(other));
    auto answer = turn.take();
    EXPECT_SAME(answer.error().code(), Code::cancelled);
    EXPECT_SAME(answer.error().group(), convai::Group::network);
}

TEST(cancelling_what_has_finished_changes_nothing) {
    const convai::Client client = UNWRAP(emulator::client());
    const Operation<Response> turn = start(client);
    EXPECT_SAME(turn.wait(convai::forever), Code::ok);
    EXPECT_SAME(turn.cancel(), Code::ok);
    EXPECT(!UNWRAP(turn.take()).text().empty());
}

TEST(finished_operations_are_handed_out_once_each) {
    const convai::Client client = UNWRAP(emulator::client());
    std::map<std::uint64_t, Operation<Response>> turns;
    for (std::uint64_t index = 1; index <= 10; ++index) {
        convai::CallOptions options;
        options.user_data = index;
        turns[index] = start(client, options);
    }
    while (!turns.empty()) {
        const convai::Event finished = client.next(convai::forever);
        EXPECT(finished);
        EXPECT_SAME(finished.code(), Code::ok);
        const auto found = turns.find(finished.user_data());
        EXPECT(found != turns.end());
        if (found == turns.end()) return;
        EXPECT(finished.is(found->second));
        EXPECT(!UNWRAP(found->second.take()).text().empty());
        turns.erase(found);
    }
    EXPECT_SAME(client.next().code(), Code::pending);
    EXPECT(!client.next());
}

TEST(what_was_taken_or_destroyed_is_not_handed_out) {
    const convai::Client client = UNWRAP(emulator::client());
    const Operation<Response> taken = start(client);
    EXPECT_SAME(taken.wait(convai::forever), Code::ok);
    (void)UNWRAP(taken.take());
    { const Operation<Response> destroyed = start(client); }
    EXPECT_SAME(client.next(50).code(), Code::pending);
}

TEST(a_pointer_can_be_carried_along) {
    const convai::Client client = UNWRAP(emulator::client());
    struct Npc {
        std::string said;
        Operation<Response> turn;
    } npc;
    convai::CallOptions options;
    options.user_data = convai::user_data(&npc);
    npc.turn = start(client, options);
    const convai::Event finished = client.next(convai::forever);
    EXPECT(finished.pointer<Npc>() == &npc);
    finished.pointer<Npc>()->said = UNWRAP(npc.turn.take()).text();
    EXPECT(!npc.said.empty());
}

TEST(a_descriptor_wakes_an_event_loop) {
    const convai::Client client = UNWRAP(emulator::client());
    pollfd wake{static_cast<int>(UNWRAP(client.wake_handle())), POLLIN, 0};
    EXPECT_SAME(::poll(&wake, 1, 0), 0);
    const Operation<Response> turn = start(client);
    EXPECT_SAME(::poll(&wake, 1, 20000), 1);
    EXPECT(client.next().is(turn));
    EXPECT_SAME(client.next().code(), Code::pending);
    EXPECT_SAME(::poll(&wake, 1, 0), 0);
}

TEST(an_interruption_ends_all_turns_and_keeps_the_session) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation talk = UNWRAP(client.conversation(emulator::pell));
    const Response first = UNWRAP(talk.say("Hello"));
    emulator::fault(R"({"hang":true})");
    const auto under_way = UNWRAP(talk.say_async("Tell me everything"));
    const auto waiting = UNWRAP(talk.say_async("And more"));
    EXPECT_SAME(UNWRAP(waiting.progress()).state, convai::State::queued);
    EXPECT_SAME(talk.interrupt(), Code::ok);
    EXPECT_SAME(under_way.wait_and_take().error().code(), Code::cancelled);
    EXPECT_SAME(waiting.wait_and_take().error().code(), Code::cancelled);
    emulator::send("DELETE", "/_emulator/faults");
    EXPECT_SAME(UNWRAP(talk.say("Never mind")).session_id(), first.session_id());
}

TEST(an_operation_can_go_to_the_c_interface_and_back) {
    const convai::Client client = UNWRAP(emulator::client());
    Operation<Response> turn = start(client);
    convai_operation *raw = turn.release();
    EXPECT(!turn);
    EXPECT_SAME(convai_operation_wait(raw, -1), CONVAI_OK);
    const Operation<Response> again(raw);
    EXPECT(!UNWRAP(again.take()).text().empty());
}
