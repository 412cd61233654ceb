// A reply's samples on their way into a sound that is fed while it plays.
#include "harness.h"

#include "SpeechQueue.h"

using convai_core::SpeechQueue;
using convai_core::Voice;
using harness::Inbox;
using harness::OpenHub;

namespace {

// What Pell says to something, with a voice.
Voice spoken(OpenHub &hub, const std::string &text) {
    Inbox inbox;
    hub.begin(inbox.call(), [&](const convai::Client &client, const convai::CallOptions &options) {
        return client.start_get_response_text(harness::pell, "", text, convai::Flags::voice, options);
    });
    EXPECT(harness::drain_all(hub));
    EXPECT(!inbox.only().failure);
    if (inbox.replies.size() != 1) return std::make_shared<convai::Response>();
    return std::make_shared<const convai::Response>(std::move(inbox.replies.front().response));
}

std::vector<std::int16_t> all_of(const Voice &voice) { return {voice->pcm().begin(), voice->pcm().end()}; }

}  // namespace

TEST(slices_are_the_reply_sample_by_sample_and_never_more_than_the_lead) {
    OpenHub hub;
    const Voice first = spoken(hub, "Who are you?"), second = spoken(hub, "What are you afraid of?");
    SpeechQueue queue(100);
    queue.push(first);
    queue.push(second);
    EXPECT(queue.seconds() > 0.1);
    std::vector<std::int16_t> heard, wanted = all_of(first);
    const std::vector<std::int16_t> rest = all_of(second);
    wanted.insert(wanted.end(), rest.begin(), rest.end());
    const std::size_t lead = first->sample_rate() / 10 * 2;  // bytes of 100 ms
    std::size_t buffered = 0, sounds = 0;
    while (!queue.empty()) {
        while (const SpeechQueue::Slice slice = queue.next(buffered)) {
            heard.insert(heard.end(), slice.samples.begin(), slice.samples.end());
            buffered += slice.samples.size_bytes();
            sounds += slice.new_sound ? 1 : 0;
            EXPECT(buffered <= lead);
        }
        buffered -= buffered < 960 ? buffered : 960;  // what a frame plays
    }
    EXPECT(heard == wanted);
    EXPECT_SAME(sounds, std::size_t{1});
    EXPECT(!queue.next(0));
    EXPECT(queue.seconds() == 0);
}

TEST(another_format_waits_for_the_sound_to_be_empty) {
    OpenHub hub;
    const Voice usual = spoken(hub, "Hello");
    harness::settings(R"({"voice_rate":16000})");
    const Voice slower = spoken(hub, "Hello");
    harness::settings(R"({"voice_rate":0})");
    harness::fault(R"({"audio":"stereo"})");
    const Voice stereo = spoken(hub, "Hello");
    EXPECT(usual->sample_rate() != slower->sample_rate());
    EXPECT_SAME(stereo->channels(), 2U);
    SpeechQueue queue(60000);  // longer than all of them
    for (const Voice &voice : {usual, slower, stereo}) queue.push(voice);
    for (const Voice &voice : {usual, slower, stereo}) {
        EXPECT(voice == usual || !queue.next(2));
        const SpeechQueue::Slice slice = queue.next(0);
        EXPECT(slice.new_sound);
        EXPECT_SAME(slice.channels, voice->channels());
        EXPECT_SAME(slice.sample_rate, voice->sample_rate());
        EXPECT(slice.samples.data() == voice->pcm().data());  // nothing was copied
        EXPECT_SAME(slice.samples.size(), voice->pcm().size());
    }
    EXPECT(queue.empty());
}

TEST(an_interruption_forgets_the_rest_and_the_next_reply_begins_a_sound) {
    OpenHub hub;
    const Voice voice = spoken(hub, "Who are you?");
    SpeechQueue queue(50);
    queue.push(voice);
    EXPECT(queue.next(0).new_sound);
    EXPECT(!queue.empty());
    queue.clear();
    EXPECT(queue.empty());
    EXPECT(!queue.next(0));
    queue.push(voice);
    const SpeechQueue::Slice slice = queue.next(0);
    EXPECT(slice.new_sound);
    EXPECT(slice.samples.data() == voice->pcm().data());
}

TEST(a_reply_without_a_voice_changes_nothing) {
    SpeechQueue queue;
    queue.push(nullptr);
    queue.push(std::make_shared<convai::Response>());
    EXPECT(queue.empty());
    EXPECT(!queue.next(0));
}

TEST(the_last_slice_lives_on_when_nobody_else_keeps_the_reply) {
    OpenHub hub;
    SpeechQueue queue(60000);
    queue.push(spoken(hub, "Hello"));
    const SpeechQueue::Slice slice = queue.next(0);
    EXPECT(queue.empty());
    long sum = 0;
    for (const std::int16_t sample : slice.samples) sum += sample != 0 ? 1 : 0;
    EXPECT(sum > 0);
}
