// Tests of delivery: frame budget, cancellation, closing, and what a listener may do.
#include "support.h"

#include <chrono>
#include <thread>

using convai_native::Call;
using convai_native::CallResult;
using convai_native::RequestId;
using support::Inbox;
using support::OpenDispatcher;

namespace {

double milliseconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST_CASE_FIXTURE(Test, "a drain stops at the end of its budget and later drains deliver the rest") {
    std::int64_t now = 0;
    convai_native::Dispatcher dispatcher([&] { return now; });
    dispatcher.unavailable(convai_native::Failure::make(convai::Code::api_key, "no key"));
    int delivered = 0;
    for (int index = 0; index < 10; ++index) {
        Call call;
        call.listener.deliver = [&](CallResult &&) { ++delivered, now += 400; };
        dispatcher.fail(std::move(call), convai_native::Failure::make(convai::Code::api_key, "no key"));
    }
    convai_native::DrainReport report = dispatcher.drain(1000);  // the clock shows 400, 800, 1200
    CHECK(report.delivered == std::size_t{3});
    CHECK(report.out_of_time);
    report = dispatcher.drain(0);  // a drain delivers at least one
    CHECK(report.delivered == std::size_t{1});
    report = dispatcher.drain(1000000);
    CHECK(report.delivered == std::size_t{6});
    CHECK(!report.out_of_time);
    CHECK(delivered == 10);
}

TEST_CASE_FIXTURE(Test, "responses that arrive together are spread over frames") {
    OpenDispatcher dispatcher;
    std::vector<Inbox> inboxes(8);
    for (Inbox &inbox : inboxes) support::ask(dispatcher, "Hello", inbox.call());
    std::size_t frames = 0;
    CHECK(support::drain_until(dispatcher, [&] {
        const convai_native::DrainReport report = dispatcher.drain(0);
        CHECK(report.delivered <= 1);
        frames += report.delivered;
        return dispatcher.pending() == 0;
    }));
    for (const Inbox &inbox : inboxes) CHECK(!inbox.only().failure);
}

TEST_CASE_FIXTURE(Test, "a cancelled request delivers nothing") {
    support::fault(R"({"hang":true,"count":0})");
    OpenDispatcher dispatcher;
    Inbox at_once, under_way, refused, finished, other;
    const RequestId first = support::ask(dispatcher, "Hello", at_once.call());
    const RequestId second = support::ask(dispatcher, "Hello", under_way.call());
    const RequestId third = support::ask(dispatcher, "", refused.call());
    CHECK(dispatcher.cancel(first));
    CHECK(dispatcher.cancel(third));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    CHECK(dispatcher.cancel(second));
    CHECK(!dispatcher.cancel(second));
    CHECK(!dispatcher.cancel(0));
    support::send("DELETE", "/_emulator/faults");
    // This one has finished when it is cancelled, but was not delivered.
    const RequestId fourth = support::ask(dispatcher, "Hello", finished.call());
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    CHECK(dispatcher.cancel(fourth));
    support::ask(dispatcher, "Hello", other.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(!other.only().failure);
    for (const Inbox *silent : {&at_once, &under_way, &refused, &finished}) {
        CHECK(silent->results.empty());
        CHECK(silent->abandoned == 0);
    }
}

TEST_CASE_FIXTURE(Test, "the end of a scope abandons its requests and no others") {
    support::fault(R"({"delay_ms":50,"count":0})");
    OpenDispatcher dispatcher;
    Inbox gone, late, stays;
    support::ask(dispatcher, "Hello", gone.call(7));
    support::ask(dispatcher, "", late.call(7));  // failed to start, and not delivered yet
    support::ask(dispatcher, "Hello", stays.call(8));
    CHECK(dispatcher.abandon(7) == std::size_t{2});
    CHECK(dispatcher.abandon(7) == std::size_t{0});
    CHECK(gone.abandoned == 1);
    CHECK(support::drain_all(dispatcher));
    CHECK(!stays.only().failure);
    CHECK(gone.results.empty());
    CHECK(late.results.empty());
    CHECK(late.abandoned == 1);
}

TEST_CASE_FIXTURE(Test, "closing abandons each request once and drops late results") {
    support::fault(R"({"hang":true,"count":0})");
    OpenDispatcher dispatcher;
    std::vector<Inbox> inboxes(20);
    for (Inbox &inbox : inboxes) support::ask(dispatcher, "Hello", inbox.call());
    const auto start = std::chrono::steady_clock::now();
    CHECK(dispatcher.close(60000) == convai::Code::ok);
    support::figure("closing with 20 requests in flight took", milliseconds_since(start), "ms");
    CHECK(dispatcher.close(60000) == convai::Code::ok);
    CHECK(dispatcher.drain(1000000).delivered == std::size_t{0});
    Inbox after;
    CHECK(support::ask(dispatcher, "Hello", after.call()) == RequestId{0});
    CHECK(dispatcher.open(support::client_settings()).code == convai::Code::closed);
    dispatcher.drain(1000000);
    CHECK(after.results.empty());
    CHECK(after.abandoned == 0);
    for (const Inbox &inbox : inboxes) {
        CHECK(inbox.results.empty());
        CHECK(inbox.abandoned == 1);
    }
}

TEST_CASE_FIXTURE(Test, "destroying a dispatcher abandons its requests and leaks nothing") {
    support::fault(R"({"hang":true,"count":0})");
    Inbox inbox;
    {
        OpenDispatcher dispatcher;
        support::ask(dispatcher, "Hello", inbox.call());
    }
    CHECK(inbox.results.empty());
    CHECK(inbox.abandoned == 1);
}

TEST_CASE_FIXTURE(Test, "a listener may close, cancel, begin and drain") {
    OpenDispatcher dispatcher;
    Inbox second, third, begun;
    RequestId victim = 0;
    std::size_t nested = 1;
    Call call;
    call.listener.deliver = [&](CallResult &&) {
        CHECK(dispatcher.cancel(victim));
        CHECK(support::ask(dispatcher, "Hello", begun.call()) != 0);
        nested = dispatcher.drain(1000000).delivered;
        (void)dispatcher.close(60000);
    };
    support::ask(dispatcher, "", std::move(call));
    victim = support::ask(dispatcher, "", second.call());
    support::ask(dispatcher, "", third.call());
    CHECK(dispatcher.drain(1000000).delivered == std::size_t{1});
    CHECK(nested == std::size_t{0});
    CHECK(second.results.empty());
    CHECK(third.results.empty());
    CHECK(begun.results.empty());
    CHECK(second.abandoned == 0);
    CHECK(third.abandoned == 1);
    CHECK(begun.abandoned == 1);
}

TEST_CASE_FIXTURE(Test, "opening again abandons the requests of the previous client") {
    // The fault affects only this path, so that it cannot hit a late turn of another test.
    support::fault(R"({"path":"/character/get","hang":true})");
    OpenDispatcher dispatcher;
    const std::uint64_t before = dispatcher.generation();
    Inbox old, fresh;
    const auto read = [](const convai::Client &client, const convai::CallOptions &o) { return client.character_get_async(convai::CharacterId(support::pell), o); };
    dispatcher.begin(old.call(), read);
    CHECK(support::drain_until(dispatcher, [] { return support::contains(support::send("GET", "/_emulator/faults"), "\"hits\":1"); }));
    CHECK(!dispatcher.open(support::client_settings()));
    CHECK(dispatcher.generation() != before);
    CHECK(old.abandoned == 1);
    dispatcher.begin(fresh.call(), read);
    CHECK(support::drain_all(dispatcher));
    CHECK(!fresh.only().failure);
}

TEST_CASE_FIXTURE(Test, "an idle drain is cheap") {
    OpenDispatcher dispatcher;
    constexpr int frames = 20000;
    const auto start = std::chrono::steady_clock::now();
    for (int frame = 0; frame < frames; ++frame) dispatcher.drain(1000);
    support::figure("an idle drain takes", milliseconds_since(start) * 1e6 / frames, "ns");
    CHECK(dispatcher.pending() == std::size_t{0});
}
