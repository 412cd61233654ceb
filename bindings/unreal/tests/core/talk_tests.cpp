// Conversations: session, order, interruption, and what the microphone collects.
#include "harness.h"

#include "Talk.h"

#include <cmath>
#include <thread>

using convai_core::Talk;
using harness::Inbox;
using harness::OpenHub;

namespace {

std::vector<float> tone(std::size_t frames, std::size_t channels, float rate) {
    std::vector<float> samples(frames * channels);
    for (std::size_t index = 0; index < samples.size(); ++index) {
        samples[index] = 0.5F * std::sin(static_cast<float>(index / channels) * 2764.6F / rate);
    }
    return samples;
}

}  // namespace

TEST(turns_of_a_talk_share_a_session_and_keep_their_order) {
    OpenHub hub;
    Talk talk;
    talk.with(harness::pell, "");
    EXPECT_SAME(talk.session_id(), "");
    std::vector<Inbox> inboxes(4);
    std::vector<int> order;
    for (std::size_t index = 0; index < inboxes.size(); ++index) {
        convai_core::Call call;
        call.listener.deliver = [&, index](convai_core::Reply &&reply) {
            order.push_back(static_cast<int>(index));
            inboxes[index].replies.push_back(std::move(reply));
        };
        talk.say(hub, "Who are you?", convai::Flags::text, std::move(call));
    }
    EXPECT(harness::drain_all(hub));
    EXPECT(order == (std::vector<int>{0, 1, 2, 3}));
    const std::string session = talk.session_id();
    EXPECT(!session.empty());
    for (const Inbox &inbox : inboxes) EXPECT_SAME(inbox.only().response.session_id(), std::string_view(session));
}

TEST(a_saved_session_goes_on_and_a_reset_starts_another) {
    OpenHub hub;
    std::string saved;
    {
        Talk talk;
        talk.with(harness::pell, "");
        Inbox inbox;
        talk.say(hub, "My name is Ana.", convai::Flags::text, inbox.call());
        EXPECT(harness::drain_all(hub));
        saved = talk.session_id();
    }
    Talk talk;
    talk.with(harness::pell, saved);
    EXPECT_SAME(talk.session_id(), saved);
    Inbox on, fresh;
    talk.say(hub, "Hello again", convai::Flags::text, on.call());
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(on.only().response.session_id(), std::string_view(saved));
    talk.reset();
    EXPECT_SAME(talk.session_id(), "");
    talk.say(hub, "Hello", convai::Flags::text, fresh.call());
    EXPECT(harness::drain_all(hub));
    EXPECT(fresh.only().response.session_id() != std::string_view(saved));
}

TEST(the_same_character_goes_on_and_another_begins) {
    OpenHub hub;
    Talk talk;
    talk.with(harness::pell, "");
    Inbox inbox, other;
    talk.say(hub, "Hello", convai::Flags::text, inbox.call());
    EXPECT(harness::drain_all(hub));
    const std::string session = talk.session_id();
    talk.with(harness::pell, "");  // as before every turn
    EXPECT_SAME(talk.session_id(), session);
    talk.with("no-such-character", "");
    EXPECT_SAME(talk.session_id(), "");
    talk.say(hub, "Hello", convai::Flags::text, other.call());
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(other.only().failure.code, convai::Code::process_failure);
}

TEST(an_interruption_ends_the_turns_and_keeps_the_session) {
    OpenHub hub;
    Talk talk;
    talk.with(harness::pell, "");
    Inbox before, under_way, waiting, after;
    talk.say(hub, "Hello", convai::Flags::text, before.call());
    EXPECT(harness::drain_all(hub));
    const std::string session = talk.session_id();
    harness::fault(R"({"hang":true})");
    talk.say(hub, "Tell me everything", convai::Flags::text, under_way.call());
    talk.say(hub, "And more", convai::Flags::text, waiting.call());
    talk.interrupt();
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(under_way.only().failure.code, convai::Code::cancelled);
    EXPECT_SAME(waiting.only().failure.code, convai::Code::cancelled);
    harness::send("DELETE", "/_emulator/faults");
    talk.say(hub, "Never mind", convai::Flags::text, after.call());
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(after.only().response.session_id(), std::string_view(session));
}

TEST(an_actor_that_left_the_game_goes_on_in_its_session_when_it_is_back) {
    OpenHub hub;
    Talk talk;
    talk.with(harness::pell, "");
    Inbox before, left, after;
    talk.say(hub, "Hello", convai::Flags::text, before.call(1));
    EXPECT(harness::drain_all(hub));
    const std::string session = talk.session_id();
    harness::fault(R"({"hang":true})");
    talk.say(hub, "Wait for me", convai::Flags::text, left.call(1));
    EXPECT(!talk.begin_utterance(1, 16000, 100));
    hub.abandon(1);  // as the component does in EndPlay
    talk.end();
    EXPECT_SAME(left.abandoned, 1);
    EXPECT_SAME(talk.push(tone(160, 1, 16000)), convai::Code::bad_handle);
    harness::send("DELETE", "/_emulator/faults");
    talk.with(harness::pell, "");
    talk.say(hub, "I am back", convai::Flags::text, after.call(1));
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(after.only().response.session_id(), std::string_view(session));
    EXPECT(left.replies.empty());
}

TEST(a_failed_turn_has_the_fallback_line) {
    OpenHub hub;
    Talk talk;
    talk.with(harness::pell, "");
    talk.set_fallback("The wind is too loud.");
    harness::fault(R"({"status":503})");
    Inbox inbox;
    talk.say(hub, "Hello", convai::Flags::text, inbox.call());
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(inbox.only().failure.code, convai::Code::server);
    EXPECT_SAME(inbox.only().response.text(), std::string_view("The wind is too loud."));
}

TEST(a_talk_without_a_character_says_so_through_its_listener) {
    OpenHub hub;
    Talk talk;
    Inbox inbox;
    EXPECT(talk.say(hub, "Hello", convai::Flags::text, inbox.call()) != 0);
    EXPECT(inbox.replies.empty());
    hub.drain(0);
    EXPECT_SAME(inbox.only().failure.code, convai::Code::invalid_argument);
}

TEST(a_talk_goes_on_with_a_new_client) {
    OpenHub hub;
    Talk talk;
    talk.with(harness::pell, "");
    Inbox before, after;
    talk.say(hub, "Hello", convai::Flags::text, before.call());
    EXPECT(harness::drain_all(hub));
    const std::string session = talk.session_id();
    EXPECT(!hub.open(harness::client_settings()));  // a new key, for instance
    talk.say(hub, "Hello again", convai::Flags::text, after.call());
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(after.only().response.session_id(), std::string_view(session));
}

TEST(captured_samples_of_any_rate_and_channels_arrive_as_mono) {
    OpenHub hub;
    Talk talk;
    talk.with(harness::pell, "");
    struct { std::uint32_t channels, rate; } cases[] = {{1, 16000}, {2, 44100}, {6, 48000}, {1, 8000}, {2, 96000}};
    for (const auto &each : cases) {
        Inbox inbox;
        const std::vector<float> samples = tone(each.rate / 2, each.channels, static_cast<float>(each.rate));
        talk.say_samples(hub, samples, each.channels, each.rate, convai::Flags::text, inbox.call());
        EXPECT(harness::drain_all(hub));
        EXPECT(!inbox.only().failure);
        EXPECT_IN("\"channels\":1,", harness::last_turn());
        EXPECT_IN("\"bits\":16,", harness::last_turn());
        EXPECT_IN("\"seconds\":0.5", harness::last_turn());
        EXPECT_IN("\"sample_rate\":" + std::to_string(each.rate), harness::last_turn());
    }
    Inbox odd, none;
    talk.say_samples(hub, tone(101, 1, 16000), 2, 16000, convai::Flags::text, odd.call());
    talk.say_samples(hub, std::vector<float>(), 1, 16000, convai::Flags::text, none.call());
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(odd.only().failure.code, convai::Code::audio_input);
    EXPECT(none.only().failure);
}

TEST(a_ready_wav_file_can_be_said) {
    OpenHub hub;
    Talk talk;
    talk.with(harness::pell, "");
    const auto wav = convai::Audio::build_wav(convai::Pcm::f32(tone(8000, 1, 16000), 1, 16000));
    Inbox inbox;
    talk.say_wav(hub, wav->wav(), convai::Flags::text, inbox.call());
    EXPECT(harness::drain_all(hub));
    EXPECT_IN("16000 Hz, 1 channel", std::string(inbox.only().response.text()));
}

TEST(an_audio_thread_fills_an_utterance_that_is_then_said) {
    OpenHub hub;
    Talk talk;
    talk.with(harness::pell, "");
    const std::vector<float> chunk = tone(441, 2, 44100);
    EXPECT_SAME(talk.push(chunk), convai::Code::bad_handle);  // nothing was begun
    EXPECT(!talk.begin_utterance(2, 44100, 2000));
    std::thread audio([&] {
        for (int count = 0; count < 100; ++count) EXPECT_SAME(talk.push(chunk), convai::Code::ok);
    });
    audio.join();
    EXPECT(talk.level().peak > 0.4F);
    EXPECT_SAME(talk.push(convai::Span<const float>(chunk.data(), 3)), convai::Code::invalid_argument);
    EXPECT_SAME(talk.push(convai::Span<const float>()), convai::Code::ok);
    Inbox inbox, empty;
    talk.say_utterance(hub, convai::Flags::text, inbox.call());
    talk.say_utterance(hub, convai::Flags::text, empty.call());
    EXPECT(harness::drain_all(hub));
    EXPECT(!inbox.only().failure);
    EXPECT_IN("\"frames\":44100,", harness::last_turn());
    EXPECT_SAME(empty.only().failure.code, convai::Code::audio_input);
    EXPECT(talk.begin_utterance(40, 44100, 2000));  // too many channels
}

TEST(an_utterance_may_end_while_the_audio_thread_still_pushes) {
    Talk talk;
    const std::vector<float> chunk = tone(480, 1, 48000);
    std::atomic<bool> stop{false};
    std::atomic<long> taken{0};
    EXPECT(!talk.begin_utterance(1, 48000, 100));
    std::thread audio([&] {
        while (!stop) {
            if (talk.push(chunk) == convai::Code::ok) ++taken;
            std::this_thread::yield();
        }
    });
    for (int round = 0; round < 200; ++round) {
        talk.end_utterance();
        EXPECT(!talk.begin_utterance(1, 48000, 100));
    }
    while (taken == 0) std::this_thread::yield();
    stop = true;
    audio.join();
}

TEST(a_full_utterance_says_so_and_keeps_what_fitted) {
    OpenHub hub;
    Talk talk;
    talk.with(harness::pell, "");
    EXPECT(!talk.begin_utterance(1, 16000, 500));
    EXPECT_SAME(talk.push(tone(16000, 1, 16000)), convai::Code::utterance_full);
    Inbox inbox;
    talk.say_utterance(hub, convai::Flags::text, inbox.call());
    EXPECT(harness::drain_all(hub));
    EXPECT_IN("\"seconds\":0.5", harness::last_turn());
}

TEST(saying_an_utterance_that_was_never_begun_fails_and_does_not_crash) {
    OpenHub hub;
    Talk talk;
    talk.with(harness::pell, "");
    Inbox inbox;
    talk.say_utterance(hub, convai::Flags::text, inbox.call());
    hub.drain(0);
    EXPECT_SAME(inbox.only().failure.code, convai::Code::bad_handle);
}
