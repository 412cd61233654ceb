// Tests of the microphone: recordings by chunks, from a button and from the player's voice.
#include "support.h"

#include "Dialogue.h"
#include "Microphone.h"
#include "Speech.h"

#include <atomic>
#include <cmath>
#include <thread>

using convai::Heard;
using convai_native::Dialogue;
using convai_native::Microphone;
using convai_native::MicrophoneOptions;
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

MicrophoneOptions options(std::uint32_t channels, std::uint32_t sample_rate, std::int32_t max_ms) {
    MicrophoneOptions made;
    made.channels = channels;
    made.sample_rate = sample_rate;
    made.max_ms = max_ms;
    return made;
}

MicrophoneOptions by(convai::Trigger trigger) {
    MicrophoneOptions made = options(1, 16000, 30'000);
    made.trigger = trigger;
    return made;
}

// Pushes samples as a device does, in chunks of 20 ms.
void push(Microphone &microphone, const std::vector<float> &samples) {
    for (std::size_t at = 0; at < samples.size(); at += 320) {
        const std::size_t count = std::min<std::size_t>(320, samples.size() - at);
        CHECK(microphone.push(convai::Span<const float>(samples.data() + at, count), 1, 16000) == convai::Code::ok);
    }
}

// What the player says, and the silence after it.
void speak(Microphone &microphone) {
    push(microphone, support::spoken());
    push(microphone, std::vector<float>(16000));
}

}  // namespace

TEST_CASE_FIXTURE(Test, "an utterance that an audio thread records can be sent") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    Microphone microphone;
    dialogue.set_character(support::pell, "");
    const std::vector<float> chunk = tone(441, 2, 44100);
    CHECK(microphone.push(chunk) == convai::Code::bad_handle);  // before open()
    CHECK(!microphone.open(options(2, 44100, 2000)));
    std::thread audio([&] {
        for (int count = 0; count < 100; ++count) CHECK(microphone.push(chunk) == convai::Code::ok);
    });
    audio.join();
    CHECK(microphone.level().peak > 0.4F);
    CHECK(microphone.push(convai::Span<const float>(chunk.data(), 3)) == convai::Code::invalid_argument);
    CHECK(microphone.push(convai::Span<const float>()) == convai::Code::ok);
    Inbox inbox, empty;
    dialogue.say_utterance(dispatcher, microphone.recording(), convai::Flags::text, inbox.call());
    dialogue.say_utterance(dispatcher, microphone.recording(), convai::Flags::text, empty.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(!inbox.only().failure);
    CHECK_CONTAINS(support::last_turn(), "\"frames\":44100,");
    CHECK(empty.only().failure.code == convai::Code::audio_input);
    CHECK(microphone.open(options(40, 44100, 2000)));  // too many channels
}

TEST_CASE_FIXTURE(Test, "an utterance may end while the audio thread pushes samples") {
    Microphone microphone;
    const std::vector<float> chunk = tone(480, 1, 48000);
    std::atomic<bool> stop{false};
    std::atomic<long> taken{0};
    CHECK(!microphone.open(options(1, 48000, 100)));
    std::thread audio([&] {
        while (!stop) {
            if (microphone.push(chunk) == convai::Code::ok) ++taken;
            std::this_thread::yield();
        }
    });
    for (int round = 0; round < 200; ++round) {
        microphone.close();
        CHECK(!microphone.open(options(1, 48000, 100)));
    }
    while (taken == 0) std::this_thread::yield();
    stop = true;
    audio.join();
}

TEST_CASE_FIXTURE(Test, "a full utterance reports it and keeps the samples that fit") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    Microphone microphone;
    dialogue.set_character(support::pell, "");
    CHECK(!microphone.open(options(1, 16000, 500)));
    CHECK(microphone.push(tone(16000, 1, 16000)) == convai::Code::utterance_full);
    Inbox inbox;
    dialogue.say_utterance(dispatcher, microphone.recording(), convai::Flags::text, inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK_CONTAINS(support::last_turn(), "\"seconds\":0.5");
}

TEST_CASE_FIXTURE(Test, "sending a recording of a closed microphone fails") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    Microphone microphone;
    dialogue.set_character(support::pell, "");
    Inbox inbox;
    dialogue.say_utterance(dispatcher, microphone.recording(), convai::Flags::text, inbox.call());
    dispatcher.drain(0);
    CHECK(inbox.only().failure.code == convai::Code::bad_handle);
}

TEST_CASE_FIXTURE(Test, "the length of a recording is known and it can be discarded") {
    Microphone microphone;
    CHECK(microphone.length_ms() == 0);
    CHECK(!microphone.open(options(2, 48000, 1000)));
    const std::vector<float> half_a_second = tone(24000, 2, 48000);
    CHECK(microphone.push(half_a_second) == convai::Code::ok);
    CHECK(microphone.length_ms() == 500);
    microphone.clear();
    CHECK(microphone.length_ms() == 0);
    CHECK(microphone.level().peak == 0.0F);
    CHECK(microphone.push(half_a_second) == convai::Code::ok);
    CHECK(microphone.length_ms() == 500);
}

TEST_CASE_FIXTURE(Test, "a recording by the button contains the moment before it, and no more") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Microphone microphone;
    MicrophoneOptions button = by(convai::Trigger::begin);
    button.pre_roll_ms = 200;
    CHECK(microphone.begin().code == convai::Code::bad_handle);
    CHECK(!microphone.open(button));
    push(microphone, tone(16000, 1, 16000));
    CHECK(microphone.length_ms() == 0);
    CHECK(microphone.level().peak > 0.4F);
    CHECK(!microphone.begin());
    push(microphone, tone(8000, 1, 16000));
    CHECK(microphone.length_ms() == 700);
    CHECK(microphone.next().heard == Heard::nothing);
    Inbox inbox;
    dialogue.say_utterance(dispatcher, microphone.recording(), convai::Flags::text, inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(!inbox.only().failure);
    CHECK_CONTAINS(support::last_turn(), "\"seconds\":0.7");
    CHECK(!microphone.open(options(1, 16000, 1000)));
    CHECK_CONTAINS(microphone.begin().message, "\"Button\"");
}

TEST_CASE_FIXTURE(Test, "the voice of the player begins and ends recordings, which are said") {
    OpenDispatcher dispatcher;
    Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Microphone microphone;
    CHECK(!microphone.open(by(convai::Trigger::speech)));
    CHECK(microphone.is_hands_free());
    for (int round = 0; round < 3; ++round) {
        push(microphone, std::vector<float>(16000));
        CHECK(microphone.next().heard == Heard::nothing);
        speak(microphone);
        CHECK(microphone.next().heard == Heard::speech_started);
        const convai::UtteranceEvent ended = microphone.next();
        CHECK(ended.heard == Heard::speech_ended);
        Inbox inbox;
        dialogue.say_utterance(dispatcher, ended.ended.get(), convai::Flags::text, inbox.call());
        CHECK(support::drain_all(dispatcher));
        CHECK(!inbox.only().failure);
        CHECK(microphone.next().heard == Heard::nothing);
    }
}

TEST_CASE_FIXTURE(Test, "every option of the microphone reaches the library") {
    Microphone microphone;
    const auto argument = [&](void (*change)(MicrophoneOptions &)) {
        MicrophoneOptions changed = by(convai::Trigger::speech);
        change(changed);
        return microphone.open(changed).argument;
    };
    CHECK(argument([](MicrophoneOptions &changed) { changed.pre_roll_ms = 20'000; }) == "Pre Roll Seconds");
    CHECK(argument([](MicrophoneOptions &changed) { changed.speech_ms = 20'000; }) == "Speech Seconds");
    CHECK(argument([](MicrophoneOptions &changed) { changed.silence_ms = 20'000; }) == "Silence Seconds");
    CHECK(argument([](MicrophoneOptions &changed) { changed.speech_threshold = 2; }) == "Speech Threshold");
    CHECK(argument([](MicrophoneOptions &changed) { changed.silence_threshold = 2; }) == "Silence Threshold");
    CHECK(!microphone.is_open());
}

TEST_CASE_FIXTURE(Test, "nothing is heard behind the gate, also after the microphone was opened again") {
    Microphone microphone;
    microphone.set_gate(true);
    CHECK(!microphone.open(by(convai::Trigger::speech)));
    speak(microphone);
    CHECK(microphone.next().heard == Heard::nothing);
    CHECK(microphone.level().peak == 0.0F);
    microphone.set_gate(false);
    speak(microphone);
    CHECK(microphone.next().heard == Heard::speech_started);
}

TEST_CASE_FIXTURE(Test, "the gate is closed while the character speaks") {
    convai_native::Speech speech;
    convai_native::SpeechDevice device;
    device.sample_rate = 48000;
    CHECK(!speech.open(device));
    Microphone microphone;
    CHECK(!microphone.open(by(convai::Trigger::speech)));
    microphone.set_playback(speech.playback());
    CHECK(!speech.play(tone(48000, 1, 48000), 1, 48000, false));
    const auto reader = speech.new_reader(48000);
    std::vector<std::int16_t> out(1024);
    while (speech.state().state != CONVAI_PLAYBACK_SPEAKING) {
        reader->read(out);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    speak(microphone);
    CHECK(microphone.next().heard == Heard::nothing);
    microphone.set_playback(nullptr);
    speak(microphone);
    CHECK(microphone.next().heard == Heard::speech_started);
}

TEST_CASE_FIXTURE(Test, "a microphone that changes is heard again, and what it has recorded is not lost") {
    for (const convai::Trigger trigger : {convai::Trigger::push, convai::Trigger::speech}) {
        Microphone microphone;
        CHECK(!microphone.open(by(trigger)));
        push(microphone, support::spoken());
        const std::vector<float> headset = tone(960, 2, 48000);
        CHECK(microphone.push(headset, 2, 48000) == convai::Code::audio_input);
        if (trigger == convai::Trigger::push) {
            CHECK(microphone.next().heard == Heard::nothing);
            CHECK(microphone.length_ms() > 500);  // until it is said
            CHECK(microphone.push(headset, 2, 48000) == convai::Code::audio_input);
            microphone.clear();
        } else {
            CHECK(microphone.next().heard == Heard::speech_started);
            CHECK(microphone.next().heard == Heard::speech_ended);
        }
        CHECK(microphone.next().heard == Heard::nothing);
        CHECK(microphone.push(headset, 2, 48000) == convai::Code::ok);
        CHECK(microphone.push(headset) == convai::Code::ok);
    }
}

TEST_CASE_FIXTURE(Test, "clipped samples are counted") {
    Microphone microphone;
    CHECK(microphone.clipped() == 0U);
    CHECK(!microphone.open(options(1, 16000, 1000)));
    CHECK(microphone.push(std::vector<float>(100, 1.0F)) == convai::Code::ok);
    CHECK(microphone.clipped() == 100U);
    microphone.clear();
    CHECK(microphone.clipped() == 0U);
}
