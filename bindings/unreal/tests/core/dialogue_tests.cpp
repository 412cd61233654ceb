// Tests of dialogues: session, order, interruption and samples.
#include "support.h"

#include "Dialogue.h"

#include <cmath>

using convai_native::Dialogue;
using support::Inbox;
using support::OpenDispatcher;

namespace {

std::vector<float> tone(std::size_t frames, std::size_t channels, float rate) {
    std::vector<float> samples(frames * channels);
    for (std::size_t index = 0; index < samples.size(); ++index) {
        samples[index] = 0.5F * std::sin(static_cast<float>(index / channels) * 2764.6F / rate);
    }
    return samples;
}

}  // namespace

TEST_CASE_FIXTURE(Test, "the turns of a dialogue share a session and keep their order") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    CHECK(dialogue.session_id() == "");
    std::vector<Inbox> inboxes(4);
    std::vector<int> order;
    for (std::size_t index = 0; index < inboxes.size(); ++index) {
        convai_native::Call call;
        call.listener.deliver = [&, index](convai_native::CallResult &&result) {
            order.push_back(static_cast<int>(index));
            inboxes[index].results.push_back(std::move(result));
        };
        dialogue.say(dispatcher, "Who are you?", convai::Flags::text, std::move(call));
    }
    CHECK(support::drain_all(dispatcher));
    CHECK(order == (std::vector<int>{0, 1, 2, 3}));
    const std::string session = dialogue.session_id();
    CHECK(!session.empty());
    for (const Inbox &inbox : inboxes) CHECK(inbox.only().response.session_id().view() == std::string_view(session));
}

TEST_CASE_FIXTURE(Test, "a saved session continues and a reset starts a new one") {
    OpenDispatcher dispatcher;
    std::string saved;
    {
        Dialogue dialogue;
        dialogue.set_character(support::pell, "");
        Inbox inbox;
        dialogue.say(dispatcher, "My name is Ana.", convai::Flags::text, inbox.call());
        CHECK(support::drain_all(dispatcher));
        saved = dialogue.session_id();
    }
    Dialogue dialogue;
    dialogue.set_character(support::pell, saved);
    CHECK(dialogue.session_id() == saved);
    Inbox on, fresh;
    dialogue.say(dispatcher, "Hello again", convai::Flags::text, on.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(on.only().response.session_id().view() == std::string_view(saved));
    dialogue.reset();
    CHECK(dialogue.session_id() == "");
    dialogue.say(dispatcher, "Hello", convai::Flags::text, fresh.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(fresh.only().response.session_id().view() != std::string_view(saved));
}

TEST_CASE_FIXTURE(Test, "the same character continues the session and another starts a new one") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Inbox inbox, other;
    dialogue.say(dispatcher, "Hello", convai::Flags::text, inbox.call());
    CHECK(support::drain_all(dispatcher));
    const std::string session = dialogue.session_id();
    dialogue.set_character(support::pell, "");  // the component does this before every turn
    CHECK(dialogue.session_id() == session);
    dialogue.set_character("no-such-character", "");
    CHECK(dialogue.session_id() == "");
    dialogue.say(dispatcher, "Hello", convai::Flags::text, other.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(other.only().failure.code == convai::Code::process_failure);
}

TEST_CASE_FIXTURE(Test, "another session counts from the next turn on, and the turns before it are answered") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Inbox first, pending, next;
    dialogue.say(dispatcher, "Hello", convai::Flags::text, first.call());
    CHECK(support::drain_all(dispatcher));
    const std::string session = dialogue.session_id();
    support::fault(R"({"delay_ms":200})");
    dialogue.say(dispatcher, "Wait for it.", convai::Flags::text, pending.call());
    dialogue.set_character(support::pell, session);  // the id that a saved game gets: nothing changes
    CHECK(dialogue.session_id() == session);
    dialogue.set_character(support::pell, "");
    CHECK(dialogue.session_id() == "");
    CHECK(dialogue.progress(dispatcher).has_value());
    dialogue.say(dispatcher, "Hello", convai::Flags::text, next.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(!pending.only().failure);
    CHECK(pending.only().response.session_id().view() == std::string_view(session));
    CHECK(!next.only().failure);
    CHECK(next.only().response.session_id().view() != std::string_view(session));
    CHECK(!dialogue.progress(dispatcher).has_value());
}

TEST_CASE_FIXTURE(Test, "an interruption cancels the turns of the session before, too") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Inbox pending;
    support::fault(R"({"hang":true})");
    dialogue.say(dispatcher, "Tell me everything", convai::Flags::text, pending.call());
    dialogue.set_character(support::pell, "another-session");
    dialogue.interrupt();
    CHECK(support::drain_all(dispatcher));
    CHECK(pending.only().failure.code == convai::Code::cancelled);
}

TEST_CASE_FIXTURE(Test, "an interruption cancels the turns and keeps the session") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Inbox before, under_way, waiting, after;
    dialogue.say(dispatcher, "Hello", convai::Flags::text, before.call());
    CHECK(support::drain_all(dispatcher));
    const std::string session = dialogue.session_id();
    support::fault(R"({"hang":true})");
    dialogue.say(dispatcher, "Tell me everything", convai::Flags::text, under_way.call());
    dialogue.say(dispatcher, "And more", convai::Flags::text, waiting.call());
    dialogue.interrupt();
    CHECK(support::drain_all(dispatcher));
    CHECK(under_way.only().failure.code == convai::Code::cancelled);
    CHECK(waiting.only().failure.code == convai::Code::cancelled);
    support::send("DELETE", "/_emulator/faults");
    dialogue.say(dispatcher, "Never mind", convai::Flags::text, after.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(after.only().response.session_id().view() == std::string_view(session));
}

TEST_CASE_FIXTURE(Test, "an actor that returns to the game continues its session") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Inbox before, left, after;
    dialogue.say(dispatcher, "Hello", convai::Flags::text, before.call(1));
    CHECK(support::drain_all(dispatcher));
    const std::string session = dialogue.session_id();
    support::fault(R"({"hang":true})");
    dialogue.say(dispatcher, "Wait for me", convai::Flags::text, left.call(1));
    dispatcher.abandon(1);  // as the component does in EndPlay
    dialogue.end();
    CHECK(left.abandoned == 1);
    support::send("DELETE", "/_emulator/faults");
    dialogue.set_character(support::pell, "");
    dialogue.say(dispatcher, "I am back", convai::Flags::text, after.call(1));
    CHECK(support::drain_all(dispatcher));
    CHECK(after.only().response.session_id().view() == std::string_view(session));
    CHECK(left.results.empty());
}

TEST_CASE_FIXTURE(Test, "a failed turn returns the fallback line") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    dialogue.set_fallback("The wind is too loud.");
    support::fault(R"({"status":503})");
    Inbox inbox;
    dialogue.say(dispatcher, "Hello", convai::Flags::text, inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(inbox.only().failure.code == convai::Code::server);
    CHECK(inbox.only().response.text() == std::string_view("The wind is too loud."));
}

TEST_CASE_FIXTURE(Test, "a turn without a character fails through its listener") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    Inbox inbox;
    CHECK(dialogue.say(dispatcher, "Hello", convai::Flags::text, inbox.call()) != 0);
    CHECK(inbox.results.empty());
    dispatcher.drain(0);
    CHECK(inbox.only().failure.code == convai::Code::invalid_argument);
}

TEST_CASE_FIXTURE(Test, "a turn that waits for an earlier one ends at its deadline") {
    support::fault(R"({"hang":true,"count":0})");
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Inbox first, second;
    dialogue.say(dispatcher, "Tell me everything", convai::Flags::text, first.call());
    convai_native::Call call = second.call();
    call.deadline_ms = 200;
    dialogue.say(dispatcher, "And more", convai::Flags::text, std::move(call));
    CHECK(support::drain_until(dispatcher, [&] { return !second.results.empty(); }));
    CHECK(second.only().failure.code == convai::Code::timeout);
    CHECK(!second.only().failure.request_sent);
    CHECK(first.results.empty());
}

TEST_CASE_FIXTURE(Test, "only a successful turn omits its raw JSON") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Inbox kept, omitted, failed;
    dialogue.say(dispatcher, "Hello", convai::Flags::voice, kept.call());
    dialogue.say(dispatcher, "Hello", convai::Flags::voice | convai::Flags::omit_raw_json, omitted.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(!kept.only().response.raw_json().empty());
    CHECK(omitted.only().response.raw_json().empty());
    CHECK(omitted.only().response.frames() > 0);
    CHECK(!omitted.only().response.text().empty());
    support::fault(R"({"status":503})");
    dialogue.say(dispatcher, "Hello", convai::Flags::voice | convai::Flags::omit_raw_json, failed.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(failed.only().failure.code == convai::Code::server);
    CHECK(!failed.only().response.raw_json().empty());
}

TEST_CASE_FIXTURE(Test, "a dialogue continues with a new client") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Inbox before, after;
    dialogue.say(dispatcher, "Hello", convai::Flags::text, before.call());
    CHECK(support::drain_all(dispatcher));
    const std::string session = dialogue.session_id();
    CHECK(!dispatcher.open(support::client_settings()));  // for example with a new key
    dialogue.say(dispatcher, "Hello again", convai::Flags::text, after.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(after.only().response.session_id().view() == std::string_view(session));
}

TEST_CASE_FIXTURE(Test, "captured samples of any rate and channel count arrive as mono") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    struct { std::uint32_t channels, rate; } cases[] = {{1, 16000}, {2, 44100}, {6, 48000}, {1, 8000}, {2, 96000}};
    for (const auto &each : cases) {
        Inbox inbox;
        const std::vector<float> samples = tone(each.rate / 2, each.channels, static_cast<float>(each.rate));
        dialogue.say_samples(dispatcher, samples, each.channels, each.rate, convai::Flags::text, inbox.call());
        CHECK(support::drain_all(dispatcher));
        CHECK(!inbox.only().failure);
        CHECK_CONTAINS(support::last_turn(), "\"channels\":1,");
        CHECK_CONTAINS(support::last_turn(), "\"bits\":16,");
        CHECK_CONTAINS(support::last_turn(), "\"seconds\":0.5");
        CHECK_CONTAINS(support::last_turn(), "\"sample_rate\":" + std::to_string(each.rate));
    }
    Inbox odd, none;
    dialogue.say_samples(dispatcher, tone(101, 1, 16000), 2, 16000, convai::Flags::text, odd.call());
    dialogue.say_samples(dispatcher, std::vector<float>(), 1, 16000, convai::Flags::text, none.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(odd.only().failure.code == convai::Code::audio_input);
    CHECK(none.only().failure);
}

TEST_CASE_FIXTURE(Test, "a WAV file can be sent") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    const auto wav = convai::Audio::build_wav(convai::Pcm::f32(tone(8000, 1, 16000), 1, 16000));
    Inbox inbox;
    dialogue.say_wav(dispatcher, wav->wav(), convai::Flags::text, inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK_CONTAINS(std::string(inbox.only().response.text()), "16000 Hz, 1 channel");
}

TEST_CASE_FIXTURE(Test, "the progress of a dialogue is that of its oldest turn") {
    support::fault(R"({"hang":true,"count":0})");
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    CHECK(!dialogue.progress(dispatcher).has_value());
    Inbox first, second;
    const convai_native::RequestId oldest = dialogue.say(dispatcher, "One", convai::Flags::text, first.call());
    const convai_native::RequestId next = dialogue.say(dispatcher, "Two", convai::Flags::text, second.call());
    const auto current = [&] { return dialogue.progress(dispatcher).value_or(convai::Progress()); };
    CHECK(support::drain_until(dispatcher, [&] { return current().state == convai::State::waiting; }));
    CHECK(current().user_data == oldest);
    CHECK(dispatcher.progress(next).value_or(convai::Progress()).state == convai::State::queued);
    CHECK(dispatcher.cancel(oldest));
    CHECK(current().user_data == next);
    dialogue.interrupt();
    CHECK(support::drain_all(dispatcher));
    CHECK(!dialogue.progress(dispatcher).has_value());
}
