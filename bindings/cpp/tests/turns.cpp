// Turns with text, samples and WAV files, with and without a conversation.
#include "support.hpp"
#include "tone.hpp"

using convai::Flags;
using support::contains;

static const char *const turn_path = "/character/getResponse";

TEST_CASE_FIXTURE(Emulated, "a turn returns text and a session") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Response first = UNWRAP(client.get_response_text(emulator::pell, convai::new_session, "Good evening"));
    CHECK(!first.text().empty());
    CHECK(!first.session_id().empty());
    CHECK_EQ(first.character_id(), emulator::pell);
    CHECK_EQ(first.user_query(), "Good evening");
    CHECK(contains(first.raw_json(), "\"sessionID\""));
    CHECK(first.wav().empty());
    CHECK(first.pcm().empty());
    CHECK_EQ(first.audio_form(), convai::AudioForm::none);
    const std::string sent = emulator::last(turn_path);
    CHECK(contains(sent, "\"sessionID\":\"-1\""));
    CHECK((contains(sent, "\"encoding\":\"urlencoded\"") || contains(sent, "x-www-form-urlencoded")));

    const convai::Response second = UNWRAP(client.get_response_text(emulator::pell, first.session_id(), "And now?"));
    CHECK_EQ(second.session_id(), first.session_id());
    CHECK(contains(emulator::last(turn_path), std::string("\"sessionID\":\"").append(first.session_id().view()).append("\"")));
}

TEST_CASE_FIXTURE(Emulated, "a voice is returned as a WAV file and as samples") {
    emulator::settings(R"({"voice_rate":24000})");
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Response reply = UNWRAP(client.get_response_text(emulator::pell, convai::new_session, "Sing", Flags::voice));
    CHECK_EQ(reply.sample_rate(), 24000u);
    CHECK_EQ(reply.channels(), 1u);
    CHECK(reply.frames() > 1000);
    CHECK_EQ(reply.pcm().size(), reply.frames() * reply.channels());
    CHECK_EQ(reply.audio_form(), convai::AudioForm::wav);
    CHECK_EQ(std::string(reinterpret_cast<const char *>(reply.wav().data()), 4), "RIFF");
    CHECK(reply.wav().size() >= 44 + reply.pcm().size_bytes());
    const convai::Pcm heard = convai::Pcm::s16(reply.pcm(), reply.channels(), reply.sample_rate());
    const convai::Level loudness = UNWRAP(convai::level(heard));
    CHECK(loudness.peak > 0.01f);
}

TEST_CASE_FIXTURE(Emulated, "a stereo voice keeps both channels") {
    emulator::fault(R"({"audio":"stereo"})");
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Response reply = UNWRAP(client.get_response_text(emulator::pell, convai::new_session, "Sing", Flags::voice));
    CHECK_EQ(reply.channels(), 2u);
    CHECK_EQ(reply.pcm().size(), reply.frames() * 2);
}

TEST_CASE_FIXTURE(Emulated, "a voice of raw samples has the form raw_pcm") {
    emulator::fault(R"({"audio":"raw_pcm"})");
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Response reply = UNWRAP(client.get_response_text(emulator::pell, convai::new_session, "Sing", Flags::voice));
    CHECK_EQ(reply.audio_form(), convai::AudioForm::raw_pcm);
    CHECK(!reply.wav().empty());
}

TEST_CASE_FIXTURE(Emulated, "text can be sent as multipart/form-data") {
    const convai::Client client = UNWRAP(emulator::client());
    (void)UNWRAP(client.get_response_text(emulator::pell, convai::new_session, "Hello", Flags::multipart | Flags::voice));
    const std::string sent = emulator::last(turn_path);
    CHECK(contains(sent, "multipart/form-data"));
    CHECK(contains(sent, "\"userText\":\"Hello\""));
}

TEST_CASE_FIXTURE(Emulated, "samples of every format arrive as 16-bit mono") {
    const convai::Client client = UNWRAP(emulator::client());
    for (const tone::Sample &sample : tone::every_format()) {
        const convai::Response reply = UNWRAP(client.get_response_pcm(emulator::pell, convai::new_session, sample.pcm()));
        CHECK(!reply.text().empty());
        const std::string sent = emulator::last(turn_path);
        CHECK(contains(sent, "\"sample_rate\":16000"));
        CHECK(contains(sent, "\"channels\":1"));
        CHECK(contains(sent, "\"bits\":16"));
        CHECK(contains(sent, "\"frames\":1600,"));
        CHECK(contains(sent, "\"peak_dbfs\":-6.0"));
    }
}

TEST_CASE_FIXTURE(Emulated, "samples are averaged and resampled") {
    const convai::Client client =
        UNWRAP(emulator::client([](convai::ClientOptions &options) { options.upload_sample_rate = 16000; }));
    const std::vector<float> stereo = tone::f32(4800, 2);
    (void)UNWRAP(client.get_response_pcm(emulator::pell, convai::new_session, convai::Pcm::f32(stereo, 2, 48000)));
    const std::string sent = emulator::last(turn_path);
    CHECK(contains(sent, "\"sample_rate\":16000"));
    CHECK(contains(sent, "\"channels\":1"));
    convai::CallOptions call;
    call.upload_sample_rate = 8000;
    (void)UNWRAP(client.get_response_pcm(emulator::pell, convai::new_session, convai::Pcm::f32(stereo, 2, 48000), Flags::text, call));
    CHECK(contains(emulator::last(turn_path), "\"sample_rate\":8000"));
    convai::Operation<convai::Response> turn = UNWRAP(
        client.get_response_pcm_async(emulator::pell, convai::new_session, convai::Pcm::f32(stereo, 2, 48000), Flags::text, call));
    (void)UNWRAP(turn.wait_and_take());
    CHECK(contains(emulator::last(turn_path), "\"sample_rate\":8000"));
}

TEST_CASE_FIXTURE(Emulated, "a WAV file is sent unchanged") {
    const convai::Client client = UNWRAP(emulator::client());
    const std::vector<std::int16_t> samples = tone::s16(2205);
    const convai::Audio audio = UNWRAP(convai::Audio::build_wav(convai::Pcm::s16(samples, 1, 22050)));
    (void)UNWRAP(client.get_response_wav(emulator::pell, convai::new_session, audio.wav(), Flags::voice));
    CHECK(contains(emulator::last(turn_path), "\"frames\":2205,"));
    (void)UNWRAP(UNWRAP(client.get_response_wav_async(emulator::pell, convai::new_session, audio.wav())).wait_and_take());
    CHECK(contains(emulator::last(turn_path), "\"sample_rate\":22050"));
    CHECK_EQ(emulator::count(), 2);
}

TEST_CASE_FIXTURE(Emulated, "every single turn has a non-blocking form") {
    const convai::Client client = UNWRAP(emulator::client());
    convai::CallOptions call;
    call.response_level = 5;
    auto text = UNWRAP(client.get_response_text_async(emulator::pell, convai::new_session, "Hello", Flags::text, call));
    CHECK(!text_of(UNWRAP(text.wait_and_take())).empty());
    CHECK(contains(emulator::last(turn_path), "\"responseLevel\":\"5\""));
    const std::vector<std::int16_t> samples = tone::s16(1600);
    auto pcm = UNWRAP(client.get_response_pcm_async(emulator::pell, convai::new_session, convai::Pcm::s16(samples, 1, 16000)));
    CHECK(!text_of(UNWRAP(pcm.wait_and_take())).empty());
}

TEST_CASE_FIXTURE(Emulated, "a conversation keeps its session") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    CHECK(UNWRAP(conversation.session_id()).empty());
    const convai::Response first = UNWRAP(conversation.say("Hello"));
    const convai::SavedSession saved = UNWRAP(conversation.session_id());
    CHECK_EQ(saved.view(), first.session_id().view());
    CHECK_EQ(session_of(UNWRAP(conversation.say("Again", Flags::voice))), saved.view());

    const convai::Conversation loaded = UNWRAP(client.conversation(emulator::pell, saved));
    CHECK_EQ(session_of(UNWRAP(loaded.say("I am back"))), saved.view());

    CHECK_EQ(conversation.reset(), convai::Code::ok);
    CHECK(UNWRAP(conversation.session_id()).empty());
    CHECK(session_of(UNWRAP(conversation.say("Who are you?"))) != saved.view());
}

TEST_CASE_FIXTURE(Emulated, "a conversation accepts every kind of turn") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    const std::vector<std::int16_t> samples = tone::s16(1600);
    const convai::Pcm pcm = convai::Pcm::s16(samples, 1, 16000);
    const convai::Audio file = UNWRAP(convai::Audio::build_wav(pcm));
    convai::UtteranceOptions collected;
    collected.sample_rate = 16000;
    const convai::Utterance utterance = UNWRAP(convai::Utterance::create(collected));

    CHECK(!text_of(UNWRAP(conversation.say_pcm(pcm))).empty());
    CHECK(!text_of(UNWRAP(conversation.say_wav(file.wav()))).empty());
    CHECK_EQ(utterance.push(samples), convai::Code::ok);
    CHECK(!text_of(UNWRAP(conversation.say_utterance(utterance))).empty());
    CHECK_EQ(UNWRAP(utterance.length()).frames, 0u);

    auto text = UNWRAP(conversation.say_async("One"));
    auto spoken = UNWRAP(conversation.say_pcm_async(pcm));
    auto wav = UNWRAP(conversation.say_wav_async(file.wav()));
    CHECK_EQ(utterance.push(samples), convai::Code::ok);
    auto said = UNWRAP(conversation.say_utterance_async(utterance));
    const convai::Response first = UNWRAP(text.wait_and_take());
    CHECK_EQ(session_of(UNWRAP(spoken.wait_and_take())), first.session_id().view());
    CHECK_EQ(session_of(UNWRAP(wav.wait_and_take())), first.session_id().view());
    CHECK_EQ(session_of(UNWRAP(said.wait_and_take())), first.session_id().view());
    CHECK_EQ(emulator::count(), 7);
}

TEST_CASE_FIXTURE(Emulated, "a failed turn returns the fallback line") {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    CHECK_EQ(conversation.set_fallback("Sorry, I can't chat right now."), convai::Code::ok);
    emulator::fault(R"({"status":500})");
    auto reply = conversation.say("Hello");
    CHECK_EQ(reply.error().code(), convai::Code::server);
    CHECK_EQ(reply->text(), "Sorry, I can't chat right now.");
    CHECK_EQ(conversation.set_fallback(""), convai::Code::ok);
    emulator::fault(R"({"status":500})");
    const auto silent = conversation.say("Hello");
    CHECK(silent->text().empty());
    CHECK_EQ(conversation.set_fallback(std::string_view("a\0b", 3)), convai::Code::invalid_argument);
    CHECK_EQ(conversation.set_fallback("\xff"), convai::Code::invalid_utf8);
}
