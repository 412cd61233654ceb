// A queue that several clients share, deadlines, and the limits of the queue of a client.
#include "support.hpp"

using convai::Client;
using convai::Code;
using convai::milliseconds;
using convai::Queue;

static Client on(const Queue &queue) {
    return UNWRAP(emulator::client([&](convai::ClientOptions &options) { options.queue = &queue; }));
}

TEST_CASE_FIXTURE(Emulated, "several clients share a queue") {
    const Queue queue = UNWRAP(Queue::create());
    const Client first = on(queue), second = on(queue);
    const std::intptr_t wake = UNWRAP(queue.wake_handle());
    CHECK(!support::is_awake(wake, 0));
    CHECK_EQ(queue.next().code(), Code::pending);
    const auto of_first = UNWRAP(first.character_get_async(emulator::pell));
    const auto of_second = UNWRAP(second.character_get_async(emulator::pell));
    CHECK(support::is_awake(wake, 20000));
    int seen = 0;
    for (int count = 0; count < 2; ++count) {
        const convai::Event event = queue.next(milliseconds(20000));
        CHECK_EQ(event.kind(), convai::EventKind::done);
        seen += event.is(of_first) ? 1 : 0;
        seen += event.is(of_second) ? 2 : 0;
    }
    CHECK_EQ(seen, 3);
    CHECK_EQ(first.next().code(), Code::invalid_argument);
    CHECK_EQ(first.wake_handle().error().code(), Code::invalid_argument);
}

TEST_CASE_FIXTURE(Emulated, "an empty queue is refused") {
    Queue queue = UNWRAP(Queue::create());
    const Queue moved = std::move(queue);
    const auto refused = emulator::client([&](convai::ClientOptions &options) { options.queue = &queue; });
    CHECK_EQ(refused.error().code(), Code::bad_handle);
    CHECK_EQ(refused.error().argument(), "ClientOptions::queue");
    CHECK_EQ(queue.next().code(), Code::bad_handle);
    CHECK_EQ(queue.wake_handle().error().code(), Code::bad_handle);
    (void)UNWRAP(on(moved).character_get(emulator::pell));
}

TEST_CASE_FIXTURE(Emulated, "a deadline includes the time in the queue") {
    emulator::fault(R"({"hang":true,"count":0})");
    const Client client = UNWRAP(emulator::client([](convai::ClientOptions &options) { options.max_in_flight = 1; }));
    const auto blocking = UNWRAP(client.character_get_async(emulator::pell));
    convai::CallOptions options;
    options.deadline = milliseconds(100);
    const auto late = client.character_get(emulator::pell, options);
    CHECK_EQ(late.error().code(), Code::timeout);
    CHECK(support::contains(late.error().message(), "raise `CallOptions::deadline`"));
    CHECK_EQ(blocking.poll(), Code::pending);
    options.deadline = milliseconds(-1);
    const auto negative = client.character_get(emulator::pell, options);
    CHECK_EQ(negative.error().code(), Code::invalid_argument);
    CHECK_EQ(negative.error().argument(), "CallOptions::deadline");
}

TEST_CASE_FIXTURE(Emulated, "the bytes of unfinished requests have a limit") {
    const Client client = UNWRAP(emulator::client([](convai::ClientOptions &options) { options.max_queued_bytes = 1000; }));
    const std::string text(2000, 'x');
    const auto refused = client.get_response_text(emulator::pell, convai::new_session, text);
    CHECK_EQ(refused.error().code(), Code::queue_full);
    CHECK(support::contains(refused.error().message(), "`ClientOptions::max_queued_bytes`"));
    CHECK_EQ(emulator::count(), 0);
}

TEST_CASE_FIXTURE(Emulated, "the raw JSON of a turn can be omitted") {
    const Client client = UNWRAP(emulator::client());
    const auto reply = client.get_response_text(emulator::pell, convai::new_session, "Hello", convai::Flags::omit_raw_json);
    CHECK(reply);
    CHECK((!reply->text().empty() && reply->raw_json().empty() && reply->raw_json().data() != nullptr));
}

TEST_CASE_FIXTURE(Emulated, "connections are reset") {
    const Client client = UNWRAP(emulator::client([](convai::ClientOptions &options) { options.log_capacity = 4; }));
    (void)UNWRAP(client.character_get(emulator::pell));
    CHECK_EQ(client.reset_connections(), Code::ok);
    (void)UNWRAP(client.character_get(emulator::pell));
    for (int count = 0; count < 2; ++count) CHECK(client.next_log().connection() == convai::Connection::fresh);
    CHECK_EQ(Client().reset_connections(), Code::bad_handle);
}
