// Results as std::future.
#include "support.hpp"

#include <convai/chrono.hpp>
#include <convai/future.hpp>

#include <thread>

using convai::Client;
using convai::Code;
using convai::Futures;
using convai::Response;

using namespace std::chrono_literals;

TEST_CASE_FIXTURE(Emulated, "a thread of the program delivers futures") {
    const Client client = UNWRAP(emulator::client());
    Futures futures;
    std::thread drain([&] { futures.run(client); });
    std::vector<std::future<convai::Result<Response>>> replies;
    for (int count = 0; count < 20; ++count) {
        replies.push_back(futures.add(client.get_response_text_async(emulator::pell, convai::new_session, "Hello")));
    }
    auto character = futures.add(client.character_get_async(emulator::pell));
    for (auto &reply : replies) {
        const auto result = reply.get();
        CHECK(result);
        CHECK(!result->text().empty());
    }
    const auto pell = character.get();
    CHECK_EQ(pell->id(), emulator::pell);
    CHECK_EQ(client.close(20000ms), Code::ok);
    drain.join();
}

TEST_CASE_FIXTURE(Emulated, "a loop that exists delivers futures and keeps other events") {
    const Client client = UNWRAP(emulator::client());
    Futures futures;
    auto reply = futures.add(client.get_response_text_async(emulator::pell, convai::new_session, "Hello"));
    const auto other = UNWRAP(client.character_get_async(emulator::pell));
    int others = 0;
    while (others == 0 || reply.wait_for(0s) != std::future_status::ready) {
        const convai::Event event = client.next(20s);
        CHECK(event);
        if (!event) break;
        if (!futures.complete(event)) {
            CHECK(event.is(other));
            ++others;
        }
    }
    CHECK_EQ(others, 1);
    CHECK(reply.get());
}

TEST_CASE_FIXTURE(Emulated, "every future receives a result") {
    emulator::fault(R"({"hang":true,"count":0})");
    const Client client = UNWRAP(emulator::client());
    std::future<convai::Result<Response>> forgotten, closed;
    {
        Futures futures;
        auto refused = futures.add(client.get_response_text_async(emulator::pell, convai::new_session, ""));
        CHECK_EQ(refused.get().error().code(), Code::invalid_argument);
        forgotten = futures.add(client.get_response_text_async(emulator::pell, convai::new_session, "Hello"));
    }
    CHECK_EQ(forgotten.get().error().code(), Code::cancelled);

    Futures futures;
    closed = futures.add(client.get_response_text_async(emulator::pell, convai::new_session, "Hello"));
    CHECK_EQ(client.close(20s), Code::ok);
    futures.run(client);  // returns, because the client is closed
    CHECK_EQ(closed.get().error().code(), Code::cancelled);
    auto late = futures.add(client.character_get_async(emulator::pell));
    CHECK_EQ(late.get().error().code(), Code::closed);
}

// Its event was read before: nobody would complete it.
TEST_CASE_FIXTURE(Emulated, "a future of an operation that has finished is ready") {
    const Client client = UNWRAP(emulator::client());
    auto started = client.character_get_async(emulator::pell);
    CHECK(client.next(20s));
    Futures futures;
    auto character = futures.add(std::move(started));
    CHECK(character.wait_for(0s) == std::future_status::ready);
    CHECK(character.get());
}

TEST_CASE_FIXTURE(Emulated, "only the end of an operation completes its future") {
    emulator::fault(R"({"hang":true})");
    const Client client = UNWRAP(emulator::client());
    Futures futures;
    auto started = client.get_response_text_async(emulator::pell, convai::new_session, "Hello");
    convai_operation *const operation = started->get();
    auto reply = futures.add(std::move(started));
    CHECK(!futures.complete(event_of(operation, 77)));
    CHECK(reply.wait_for(0s) == std::future_status::timeout);
    CHECK_EQ(convai_operation_cancel(operation), CONVAI_OK);
    CHECK(futures.complete(client.next(20s)));
    CHECK_EQ(reply.get().error().code(), Code::cancelled);
}
