// Turns with text, samples and WAV files: single ones and those of a conversation.
#include "emulator.hpp"
#include "harness.hpp"
#include "tone.hpp"

using convai::Flags;
using harness::contains;

static const char *const turn_path = "/character/getResponse";

TEST(a_turn_has_text_and_a_session) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Response first = UNWRAP(client.get_response_text(emulator::pell, convai::new_session, "Good evening"));
    EXPECT(!first.text().empty());
    EXPECT(!first.session_id().empty());
    EXPECT_SAME(first.character_id(), emulator::pell);
    EXPECT_SAME(first.user_query(), std::string_view("Good evening"));
    EXPECT(contains(first.raw_json(), "\"sessionID\""));
    EXPECT(first.wav().empty());
    EXPECT(first.pcm().empty());
    EXPECT_SAME(first.audio_form(), convai::AudioForm::none);
    const std::string sent = emulator::last(turn_path);
    EXPECT(contains(sent, "\"sessionID\":\"-1\""));
    EXPECT(contains(sent, "\"encoding\":\"urlencoded\"") || contains(sent, "x-www-form-urlencoded"));

    const convai::Response second = UNWRAP(client.get_response_text(emulator::pell, first.session_id(), "And now?"));
    EXPECT_SAME(second.session_id(), first.session_id());
    EXPECT(contains(emulator::last(turn_path), std::string("\"sessionID\":\"").append(first.session_id()).append("\"")));
}

TEST(a_voice_comes_as_wav_and_as_samples) {
    emulator::settings(R"({"voice_rate":24000})");
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Response answer = UNWRAP(client.get_response_text(emulator::pell, "", "Sing", Flags::voice));
    EXPECT_SAME(answer.sample_rate(), 24000u);
    EXPECT_SAME(answer.channels(), 1u);
    EXPECT(answer.frames() > 1000);
    EXPECT_SAME(answer.pcm().size(), answer.frames() * answer.channels());
    EXPECT_SAME(answer.audio_form(), convai::AudioForm::wav);
    EXPECT_SAME(std::string(reinterpret_cast<const char *>(answer.wav().data()), 4), std::string("RIFF"));
    EXPECT(answer.wav().size() >= 44 + answer.pcm().size_bytes());
    const convai::Pcm heard = convai::Pcm::s16(answer.pcm(), answer.channels(), answer.sample_rate());
    const convai::Level loudness = UNWRAP(convai::level(heard));
    EXPECT(loudness.peak > 0.01f);
}

TEST(a_voice_of_two_channels_keeps_both) {
    emulator::fault(R"({"audio":"stereo"})");
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Response answer = UNWRAP(client.get_response_text(emulator::pell, "", "Sing", Flags::voice));
    EXPECT_SAME(answer.channels(), 2u);
    EXPECT_SAME(answer.pcm().size(), answer.frames() * 2);
}

TEST(a_voice_of_bare_samples_says_so) {
    emulator::fault(R"({"audio":"raw_pcm"})");
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Response answer = UNWRAP(client.get_response_text(emulator::pell, "", "Sing", Flags::voice));
    EXPECT_SAME(answer.audio_form(), convai::AudioForm::raw_pcm);
    EXPECT(!answer.wav().empty());
}

TEST(text_can_be_sent_as_multipart) {
    const convai::Client client = UNWRAP(emulator::client());
    (void)UNWRAP(client.get_response_text(emulator::pell, "", "Hello", Flags::multipart | Flags::voice));
    const std::string sent = emulator::last(turn_path);
    EXPECT(contains(sent, "multipart/form-data"));
    EXPECT(contains(sent, "\"userText\":\"Hello\""));
}

TEST(samples_of_every_format_arrive_as_16_bit_mono) {
    const convai::Client client = UNWRAP(emulator::client());
    for (const tone::Sample &sample : tone::every_format()) {
        const convai::Response answer = UNWRAP(client.get_response_pcm(emulator::pell, "", sample.pcm()));
        EXPECT(!answer.text().empty());
        const std::string sent = emulator::last(turn_path);
        EXPECT(contains(sent, "\"sample_rate\":16000"));
        EXPECT(contains(sent, "\"channels\":1"));
        EXPECT(contains(sent, "\"bits\":16"));
        EXPECT(contains(sent, "\"frames\":1600,"));
        EXPECT(contains(sent, "\"peak_dbfs\":-6.0"));
    }
}

TEST(samples_are_averaged_and_resampled) {
    const convai::Client client =
        UNWRAP(emulator::client([](convai::ClientOptions &options) { options.upload_sample_rate = 16000; }));
    const std::vector<float> stereo = tone::f32(4800, 2);
    (void)UNWRAP(client.get_response_pcm(emulator::pell, "", convai::Pcm::f32(stereo, 2, 48000)));
    const std::string sent = emulator::last(turn_path);
    EXPECT(contains(sent, "\"sample_rate\":16000"));
    EXPECT(contains(sent, "\"channels\":1"));
    convai::CallOptions call;
    call.upload_sample_rate = 8000;
    convai::Operation<convai::Response> turn = UNWRAP(
        client.get_response_pcm_async(emulator::pell, "", convai::Pcm::f32(stereo, 2, 48000), Flags::text, call));
    (void)UNWRAP(turn.wait_and_take());
    EXPECT(contains(emulator::last(turn_path), "\"sample_rate\":8000"));
}

TEST(a_ready_wav_is_sent_as_it_is) {
    const convai::Client client = UNWRAP(emulator::client());
    const std::vector<std::int16_t> samples = tone::s16(2205);
    const convai::Audio audio = UNWRAP(convai::Audio::build_wav(convai::Pcm::s16(samples, 1, 22050)));
    (void)UNWRAP(client.get_response_wav(emulator::pell, "", audio.wav(), Flags::voice));
    EXPECT(contains(emulator::last(turn_path), "\"frames\":2205,"));
    (void)UNWRAP(UNWRAP(client.get_response_wav_async(emulator::pell, "", audio.wav())).wait_and_take());
    EXPECT(contains(emulator::last(turn_path), "\"sample_rate\":22050"));
    EXPECT_SAME(emulator::count(), 2);
}

TEST(single_turns_can_be_started) {
    const convai::Client client = UNWRAP(emulator::client());
    convai::CallOptions call;
    call.response_level = 5;
    auto text = UNWRAP(client.get_response_text_async(emulator::pell, "", "Hello", Flags::text, call));
    EXPECT(!UNWRAP(text.wait_and_take()).text().empty());
    EXPECT(contains(emulator::last(turn_path), "\"responseLevel\":\"5\""));
    const std::vector<std::int16_t> samples = tone::s16(1600);
    auto pcm = UNWRAP(client.get_response_pcm_async(emulator::pell, "", convai::Pcm::s16(samples, 1, 16000)));
    EXPECT(!UNWRAP(pcm.wait_and_take()).text().empty());
}

TEST(a_conversation_keeps_its_session) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation talk = UNWRAP(client.conversation(emulator::pell));
    EXPECT(UNWRAP(talk.session_id()).empty());
    const convai::Response first = UNWRAP(talk.say("Hello"));
    const convai::SessionId saved = UNWRAP(talk.session_id());
    EXPECT_SAME(saved.view(), first.session_id());
    EXPECT_SAME(UNWRAP(talk.say("Again", Flags::voice)).session_id(), saved.view());

    const convai::Conversation loaded = UNWRAP(client.conversation(emulator::pell, saved));
    EXPECT_SAME(UNWRAP(loaded.say("I am back")).session_id(), saved.view());

    EXPECT_SAME(talk.reset(), convai::Code::ok);
    EXPECT(UNWRAP(talk.session_id()).empty());
    EXPECT(UNWRAP(talk.say("Who are you?")).session_id() != saved.view());
}

TEST(a_conversation_takes_every_kind_of_turn) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation talk = UNWRAP(client.conversation(emulator::pell));
    const std::vector<std::int16_t> samples = tone::s16(1600);
    const convai::Pcm pcm = convai::Pcm::s16(samples, 1, 16000);
    const convai::Audio file = UNWRAP(convai::Audio::build_wav(pcm));
    convai::UtteranceOptions collected;
    collected.sample_rate = 16000;
    const convai::Utterance utterance = UNWRAP(convai::Utterance::create(collected));

    EXPECT(!UNWRAP(talk.say_pcm(pcm)).text().empty());
    EXPECT(!UNWRAP(talk.say_wav(file.wav())).text().empty());
    EXPECT_SAME(utterance.push(samples), convai::Code::ok);
    EXPECT(!UNWRAP(talk.say_utterance(utterance)).text().empty());
    EXPECT_SAME(UNWRAP(utterance.length()).frames, 0u);

    auto text = UNWRAP(talk.say_async("One"));
    auto spoken = UNWRAP(talk.say_pcm_async(pcm));
    auto wav = UNWRAP(talk.say_wav_async(file.wav()));
    EXPECT_SAME(utterance.push(samples), convai::Code::ok);
    auto said = UNWRAP(talk.say_utterance_async(utterance));
    const convai::Response first = UNWRAP(text.wait_and_take());
    EXPECT_SAME(UNWRAP(spoken.wait_and_take()).session_id(), first.session_id());
    EXPECT_SAME(UNWRAP(wav.wait_and_take()).session_id(), first.session_id());
    EXPECT_SAME(UNWRAP(said.wait_and_take()).session_id(), first.session_id());
    EXPECT_SAME(emulator::count(), 7);
}

TEST(a_fallback_line_is_said_where_a_turn_fails) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation talk = UNWRAP(client.conversation(emulator::pell));
    EXPECT_SAME(talk.set_fallback("Sorry, I can't chat right now."), convai::Code::ok);
    emulator::fault(R"({"status":500})");
    auto answer = talk.say("Hello");
    EXPECT_SAME(answer.error().code(), convai::Code::server);
    EXPECT_SAME(answer->text(), std::string_view("Sorry, I can't chat right now."));
    EXPECT_SAME(talk.set_fallback(""), convai::Code::ok);
    emulator::fault(R"({"status":500})");
    EXPECT(talk.say("Hello")->text().empty());
    EXPECT_SAME(talk.set_fallback(std::string_view("a\0b", 3)), convai::Code::invalid_argument);
    EXPECT_SAME(talk.set_fallback("\xff"), convai::Code::invalid_utf8);
}
