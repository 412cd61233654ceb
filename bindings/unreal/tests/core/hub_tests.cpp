// Requests through the hub: what comes, when, and how often.
#include "harness.h"

#include <chrono>
#include <cmath>
#include <thread>

using convai_core::Call;
using convai_core::Reply;
using convai_core::Ticket;
using harness::Inbox;
using harness::OpenHub;

namespace {

using Options = convai::CallOptions;

double milliseconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST(every_endpoint_of_characters_goes_through_the_hub) {
    OpenHub hub;
    convai::CharacterSpec spec;
    spec.name = "Mira";
    spec.voice_type = "US FEMALE 1";
    spec.backstory = "Mira keeps bees.";
    Inbox made;
    hub.begin(made.call(), [&](const convai::Client &client, const Options &o) { return client.start_character_create(spec, o); });
    EXPECT(harness::drain_all(hub));
    const std::string id(made.only().character.id());
    EXPECT(!id.empty());

    Inbox changed;
    convai::CharacterSpec change;
    change.backstory = "Mira keeps bees and goats.";
    hub.begin(changed.call(), [&](const convai::Client &client, const Options &o) { return client.start_character_update(id, change, o); });
    EXPECT(harness::drain_all(hub));
    EXPECT(!changed.only().failure);
    EXPECT(!changed.only().outcome.raw_json().empty());

    Inbox read, found, copied;
    hub.begin(read.call(), [&](const convai::Client &client, const Options &o) { return client.start_character_get(id, o); });
    hub.begin(found.call(), [&](const convai::Client &client, const Options &o) { return client.start_character_find("Mira", o); });
    hub.begin(copied.call(), [&](const convai::Client &client, const Options &o) { return client.start_character_clone(id, true, o); });
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(read.only().character.backstory(), std::string_view("Mira keeps bees and goats."));
    EXPECT_SAME(found.only().character.id(), std::string_view(id));
    EXPECT(copied.only().character.id() != std::string_view(id) && !copied.only().character.id().empty());

    Inbox gone;
    hub.begin(gone.call(), [&](const convai::Client &client, const Options &o) { return client.start_character_delete(id, o); });
    EXPECT(harness::drain_all(hub));
    EXPECT(!gone.only().failure);
}

TEST(every_form_of_a_turn_goes_through_the_hub) {
    OpenHub hub;
    std::vector<float> captured(2 * 44100);
    for (std::size_t index = 0; index < captured.size(); ++index) captured[index] = 0.5F * std::sin(static_cast<float>(index / 2) * 0.0627F);
    const auto wav = convai::Audio::build_wav(convai::Pcm::f32(captured, 2, 44100), 16000);
    Inbox text, samples, file;
    harness::ask(hub, "What are you afraid of?", text.call());
    hub.begin(samples.call(), [&](const convai::Client &client, const Options &o) {
        return client.start_get_response_pcm(harness::pell, "", convai::Pcm::f32(captured, 2, 44100), convai::Flags::voice, o);
    });
    hub.begin(file.call(), [&](const convai::Client &client, const Options &o) {
        return client.start_get_response_wav(harness::pell, "", wav->wav(), convai::Flags::text, o);
    });
    EXPECT(harness::drain_all(hub));
    EXPECT(!text.only().response.text().empty());
    EXPECT(!text.only().response.session_id().empty());
    EXPECT_IN("44100 Hz, 1 channel, 16 bits", std::string(samples.only().response.text()));
    EXPECT(samples.only().response.frames() > 0);
    EXPECT_IN("16000 Hz, 1 channel, 16 bits", std::string(file.only().response.text()));
}

TEST(text_in_any_language_arrives_whole) {
    harness::settings(R"({"echo":true})");
    OpenHub hub;
    const std::string said = "\xE4\xBD\xA0\xE5\xA5\xBD \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D \xF0\x9F\x98\x80 a&b=c%20+d";
    Inbox inbox;
    harness::ask(hub, said, inbox.call());
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(inbox.only().response.text(), std::string_view(said));
}

TEST(each_of_many_requests_ends_exactly_once) {
    harness::fault(R"({"status":503,"probability":0.3,"seed":7})");
    harness::fault(R"({"delay_ms":20,"probability":0.3,"seed":8})");
    OpenHub hub;
    std::vector<Inbox> inboxes(60);
    for (Inbox &inbox : inboxes) EXPECT(harness::ask(hub, "Hello", inbox.call()) != 0);
    EXPECT(harness::drain_all(hub));
    for (int more = 0; more < 5; ++more) EXPECT_SAME(hub.drain(1000).delivered, std::size_t{0});
    std::size_t failed = 0;
    for (const Inbox &inbox : inboxes) failed += inbox.only().failure ? 1 : 0;
    EXPECT(failed > 0 && failed < inboxes.size());
}

TEST(a_failure_says_everything_that_is_known) {
    harness::fault(R"({"error_shape":"ERROR","status":429,"message":"slow down please","headers":{"Retry-After":"3"}})");
    OpenHub hub;
    Inbox inbox;
    harness::ask(hub, "Hello", inbox.call());
    EXPECT(harness::drain_all(hub));
    const convai_core::Failure &failure = inbox.only().failure;
    EXPECT_SAME(failure.code, convai::Code::rate_limited);
    EXPECT_SAME(failure.name, "CONVAI_ERROR_RATE_LIMITED");
    EXPECT_SAME(failure.http_status, 429);
    EXPECT(failure.retryable);
    EXPECT(failure.request_sent);
    EXPECT_SAME(failure.retry_after_ms, std::int64_t{3000});
    EXPECT_IN("slow down please", failure.service_message);
    EXPECT(!failure.message.empty());
}

TEST(what_cannot_be_started_fails_at_the_next_drain_and_a_retry_at_the_one_after) {
    OpenHub hub;
    int failures = 0;
    std::function<void(Reply &&)> again = [&](Reply &&reply) {
        EXPECT_SAME(reply.failure.code, convai::Code::invalid_argument);
        if (++failures == 3) return;
        Call call;
        call.listener.deliver = again;
        harness::ask(hub, "", std::move(call));
    };
    Call call;
    call.listener.deliver = again;
    EXPECT(harness::ask(hub, "", std::move(call)) != 0);  // an empty text is refused by the library
    EXPECT_SAME(failures, 0);
    for (int frame = 1; frame <= 3; ++frame) {
        hub.drain(1000000);
        EXPECT_SAME(failures, frame);
    }
}

TEST(a_bad_key_is_a_problem_that_every_request_tells) {
    convai_core::Hub hub;
    convai_core::ClientSettings settings = harness::client_settings();
    settings.api_key = "";
    EXPECT_SAME(hub.open(settings).code, convai::Code::api_key);
    Inbox inbox;
    harness::ask(hub, "Hello", inbox.call());
    hub.drain(0);
    EXPECT_SAME(inbox.only().failure.code, convai::Code::api_key);
}

TEST(a_call_has_a_timeout_of_its_own) {
    harness::fault(R"({"hang":true})");
    OpenHub hub;
    Inbox inbox;
    Call call = inbox.call();
    call.timeout_ms = 200;
    harness::ask(hub, "Hello", std::move(call));
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(inbox.only().failure.code, convai::Code::timeout);
    EXPECT(inbox.only().failure.retryable);
}

TEST(a_drain_stops_when_its_time_is_over_and_the_rest_comes_later) {
    std::int64_t now = 0;
    convai_core::Hub hub([&] { return now; });
    hub.unavailable(convai_core::Failure::make(convai::Code::api_key, "no key"));
    int delivered = 0;
    for (int index = 0; index < 10; ++index) {
        Call call;
        call.listener.deliver = [&](Reply &&) { ++delivered, now += 400; };
        hub.refuse(std::move(call), convai_core::Failure::make(convai::Code::api_key, "no key"));
    }
    convai_core::DrainReport report = hub.drain(1000);  // 400, 800, 1200: over
    EXPECT_SAME(report.delivered, std::size_t{3});
    EXPECT(report.out_of_time);
    report = hub.drain(0);  // always one, so that everything comes some day
    EXPECT_SAME(report.delivered, std::size_t{1});
    report = hub.drain(1000000);
    EXPECT_SAME(report.delivered, std::size_t{6});
    EXPECT(!report.out_of_time);
    EXPECT_SAME(delivered, 10);
}

TEST(answers_that_came_together_are_spread_over_frames) {
    OpenHub hub;
    std::vector<Inbox> inboxes(8);
    for (Inbox &inbox : inboxes) harness::ask(hub, "Hello", inbox.call());
    std::size_t frames = 0;
    EXPECT(harness::drain_until(hub, [&] {
        const convai_core::DrainReport report = hub.drain(0);
        EXPECT(report.delivered <= 1);
        frames += report.delivered;
        return hub.pending() == 0;
    }));
    for (const Inbox &inbox : inboxes) EXPECT(!inbox.only().failure);
}

TEST(nothing_comes_after_a_cancel) {
    harness::fault(R"({"hang":true,"count":0})");
    OpenHub hub;
    Inbox at_once, under_way, refused, finished, other;
    const Ticket first = harness::ask(hub, "Hello", at_once.call());
    const Ticket second = harness::ask(hub, "Hello", under_way.call());
    const Ticket third = harness::ask(hub, "", refused.call());
    EXPECT(hub.cancel(first));
    EXPECT(hub.cancel(third));
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT(hub.cancel(second));
    EXPECT(!hub.cancel(second));
    EXPECT(!hub.cancel(0));
    harness::send("DELETE", "/_emulator/faults");
    // One that has ended by then, but was not drained yet.
    const Ticket fourth = harness::ask(hub, "Hello", finished.call());
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    EXPECT(hub.cancel(fourth));
    harness::ask(hub, "Hello", other.call());
    EXPECT(harness::drain_all(hub));
    EXPECT(!other.only().failure);
    for (const Inbox *silent : {&at_once, &under_way, &refused, &finished}) {
        EXPECT(silent->replies.empty());
        EXPECT_SAME(silent->abandoned, 0);
    }
}

TEST(a_world_that_ends_takes_its_requests_along_and_no_others) {
    harness::fault(R"({"delay_ms":50,"count":0})");
    OpenHub hub;
    Inbox gone, late, stays;
    harness::ask(hub, "Hello", gone.call(7));
    harness::ask(hub, "", late.call(7));  // refused, and not yet drained
    harness::ask(hub, "Hello", stays.call(8));
    EXPECT_SAME(hub.abandon(7), std::size_t{2});
    EXPECT_SAME(hub.abandon(7), std::size_t{0});
    EXPECT_SAME(gone.abandoned, 1);
    EXPECT(harness::drain_all(hub));
    EXPECT(!stays.only().failure);
    EXPECT(gone.replies.empty() && late.replies.empty());
    EXPECT_SAME(late.abandoned, 1);
}

TEST(closing_abandons_everything_once_and_late_results_are_dropped) {
    harness::fault(R"({"hang":true,"count":0})");
    OpenHub hub;
    std::vector<Inbox> inboxes(20);
    for (Inbox &inbox : inboxes) harness::ask(hub, "Hello", inbox.call());
    const auto start = std::chrono::steady_clock::now();
    EXPECT_SAME(hub.close(60000), convai::Code::ok);
    harness::figure("closing with 20 requests in flight took", milliseconds_since(start), "ms");
    EXPECT_SAME(hub.close(60000), convai::Code::ok);
    EXPECT_SAME(hub.drain(1000000).delivered, std::size_t{0});
    Inbox after;
    EXPECT_SAME(harness::ask(hub, "Hello", after.call()), Ticket{0});
    EXPECT_SAME(hub.open(harness::client_settings()).code, convai::Code::closed);
    hub.drain(1000000);
    EXPECT(after.replies.empty());
    EXPECT_SAME(after.abandoned, 0);
    for (const Inbox &inbox : inboxes) {
        EXPECT(inbox.replies.empty());
        EXPECT_SAME(inbox.abandoned, 1);
    }
}

TEST(a_hub_that_is_destroyed_with_requests_on_their_way_leaves_nothing) {
    harness::fault(R"({"hang":true,"count":0})");
    Inbox inbox;
    {
        OpenHub hub;
        harness::ask(hub, "Hello", inbox.call());
    }
    EXPECT(inbox.replies.empty());
    EXPECT_SAME(inbox.abandoned, 1);
}

TEST(a_listener_may_close_cancel_begin_and_drain) {
    OpenHub hub;
    Inbox second, third, begun;
    Ticket victim = 0;
    std::size_t nested = 1;
    Call call;
    call.listener.deliver = [&](Reply &&) {
        EXPECT(hub.cancel(victim));
        EXPECT(harness::ask(hub, "Hello", begun.call()) != 0);
        nested = hub.drain(1000000).delivered;
        (void)hub.close(60000);
    };
    harness::ask(hub, "", std::move(call));
    victim = harness::ask(hub, "", second.call());
    harness::ask(hub, "", third.call());
    EXPECT_SAME(hub.drain(1000000).delivered, std::size_t{1});
    EXPECT_SAME(nested, std::size_t{0});
    EXPECT(second.replies.empty() && third.replies.empty() && begun.replies.empty());
    EXPECT_SAME(second.abandoned, 0);
    EXPECT_SAME(third.abandoned, 1);
    EXPECT_SAME(begun.abandoned, 1);
}

TEST(opening_again_abandons_what_the_old_client_was_asked) {
    // A turn that an earlier test left may still be on its way to the emulator: this fault meets none.
    harness::fault(R"({"path":"/character/get","hang":true})");
    OpenHub hub;
    const std::uint64_t before = hub.generation();
    Inbox old, fresh;
    const auto read = [](const convai::Client &client, const Options &o) { return client.start_character_get(harness::pell, o); };
    hub.begin(old.call(), read);
    EXPECT(harness::drain_until(hub, [] { return harness::contains(harness::send("GET", "/_emulator/faults"), "\"hits\":1"); }));
    EXPECT(!hub.open(harness::client_settings()));
    EXPECT(hub.generation() != before);
    EXPECT_SAME(old.abandoned, 1);
    hub.begin(fresh.call(), read);
    EXPECT(harness::drain_all(hub));
    EXPECT(!fresh.only().failure);
}

TEST(an_idle_frame_costs_next_to_nothing) {
    OpenHub hub;
    constexpr int frames = 20000;
    const auto start = std::chrono::steady_clock::now();
    for (int frame = 0; frame < frames; ++frame) hub.drain(1000);
    harness::figure("an idle drain takes", milliseconds_since(start) * 1e6 / frames, "ns");
    EXPECT_SAME(hub.pending(), std::size_t{0});
}
