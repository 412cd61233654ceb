// Tests of the speech queue, which cuts voices into slices for a sound.
#include "support.h"

#include "SpeechQueue.h"

using convai_native::SpeechQueue;
using convai_native::Voice;
using support::Inbox;
using support::OpenDispatcher;

namespace {

// Returns the response of Pell to a text, with its voice.
Voice spoken(OpenDispatcher &dispatcher, const std::string &text) {
    Inbox inbox;
    dispatcher.begin(inbox.call(), [&](const convai::Client &client, const convai::CallOptions &options) {
        return client.get_response_text_async(convai::CharacterId(support::pell), convai::new_session, text, convai::Flags::voice, options);
    });
    CHECK(support::drain_all(dispatcher));
    CHECK(!inbox.only().failure);
    if (inbox.results.size() != 1) return std::make_shared<convai::Response>();
    return std::make_shared<const convai::Response>(std::move(inbox.results.front().response));
}

std::vector<std::int16_t> all_of(const Voice &voice) { return {voice->pcm().begin(), voice->pcm().end()}; }

}  // namespace

TEST_CASE_FIXTURE(Test, "the slices contain every sample in order and never exceed the lead") {
    OpenDispatcher dispatcher;
    const Voice first = spoken(dispatcher, "Who are you?"), second = spoken(dispatcher, "What are you afraid of?");
    SpeechQueue queue(100);
    queue.push(first);
    queue.push(second);
    CHECK(queue.seconds() > 0.1);
    std::vector<std::int16_t> heard, wanted = all_of(first);
    const std::vector<std::int16_t> rest = all_of(second);
    wanted.insert(wanted.end(), rest.begin(), rest.end());
    const std::size_t lead = first->sample_rate() / 10 * 2;  // the bytes of 100 ms
    std::size_t buffered = 0, sounds = 0;
    while (!queue.empty()) {
        while (const SpeechQueue::Slice slice = queue.next(buffered)) {
            heard.insert(heard.end(), slice.samples.begin(), slice.samples.end());
            buffered += slice.samples.size_bytes();
            sounds += slice.new_sound ? 1 : 0;
            CHECK(buffered <= lead);
        }
        buffered -= buffered < 960 ? buffered : 960;  // the bytes that play during a frame
    }
    CHECK(heard == wanted);
    CHECK(sounds == std::size_t{1});
    CHECK(!queue.next(0));
    CHECK(queue.seconds() == 0);
}

TEST_CASE_FIXTURE(Test, "a response in another format waits until the sound is empty") {
    OpenDispatcher dispatcher;
    const Voice usual = spoken(dispatcher, "Hello");
    support::settings(R"({"voice_rate":16000})");
    const Voice slower = spoken(dispatcher, "Hello");
    support::settings(R"({"voice_rate":0})");
    support::fault(R"({"audio":"stereo"})");
    const Voice stereo = spoken(dispatcher, "Hello");
    CHECK(usual->sample_rate() != slower->sample_rate());
    CHECK(stereo->channels() == 2U);
    SpeechQueue queue(60000);  // a lead longer than all voices
    for (const Voice &voice : {usual, slower, stereo}) queue.push(voice);
    for (const Voice &voice : {usual, slower, stereo}) {
        CHECK((voice == usual || !queue.next(2)));
        const SpeechQueue::Slice slice = queue.next(0);
        CHECK(slice.new_sound);
        CHECK(slice.channels == voice->channels());
        CHECK(slice.sample_rate == voice->sample_rate());
        CHECK(slice.samples.data() == voice->pcm().data());  // the samples are not copied
        CHECK(slice.samples.size() == voice->pcm().size());
    }
    CHECK(queue.empty());
}

TEST_CASE_FIXTURE(Test, "clear discards the rest and the next response starts a new sound") {
    OpenDispatcher dispatcher;
    const Voice voice = spoken(dispatcher, "Who are you?");
    SpeechQueue queue(50);
    queue.push(voice);
    CHECK(queue.next(0).new_sound);
    CHECK(!queue.empty());
    queue.clear();
    CHECK(queue.empty());
    CHECK(!queue.next(0));
    queue.push(voice);
    const SpeechQueue::Slice slice = queue.next(0);
    CHECK(slice.new_sound);
    CHECK(slice.samples.data() == voice->pcm().data());
}

TEST_CASE_FIXTURE(Test, "a response without a voice is ignored") {
    SpeechQueue queue;
    queue.push(nullptr);
    queue.push(std::make_shared<convai::Response>());
    CHECK(queue.empty());
    CHECK(!queue.next(0));
}

TEST_CASE_FIXTURE(Test, "the queue keeps the samples of the last slice alive") {
    OpenDispatcher dispatcher;
    SpeechQueue queue(60000);
    queue.push(spoken(dispatcher, "Hello"));
    const SpeechQueue::Slice slice = queue.next(0);
    CHECK(queue.empty());
    long sum = 0;
    for (const std::int16_t sample : slice.samples) sum += sample != 0 ? 1 : 0;
    CHECK(sum > 0);
}
