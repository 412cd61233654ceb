// Replies that are heard: whole and streamed, of a conversation that is interrupted, beside a microphone.
#include "ear.hpp"

#include <convai/chrono.hpp>

#include <algorithm>

using convai::Client;
using convai::Code;
using convai::Conversation;
using convai::EventKind;
using convai::Flags;
using convai::Operation;
using convai::Playback;
using convai::PlaybackPhase;
using convai::Response;

using namespace std::chrono_literals;

// The emulator speaks at this rate in these tests, so that a read returns the samples of the reply as they are.
static constexpr std::uint32_t rate = 8000;
static constexpr const char *said = "No no, it is late. The lamps burn low. Good night.";

// A client, a conversation with a character who repeats what is said, and a playback.
struct Stage {
    explicit Stage(const char *settings = R"({"echo":true,"voice_rate":8000,"stream_pace":0})") {
        emulator::settings(settings);
        convai::PlaybackOptions options;
        options.sample_rate = rate;
        playback = UNWRAP(Playback::create(options));
        CHECK_EQ(conversation.set_playback(playback), Code::ok);
    }
    [[nodiscard]] Operation<Response> say(const char *text, Flags flags, std::uint64_t user_data = 0) const {
        convai::CallOptions options;
        options.user_data = user_data;
        return UNWRAP(conversation.say_async(text, flags, options));
    }

    Client client = UNWRAP(emulator::client());
    Conversation conversation = UNWRAP(client.conversation(emulator::pell));
    Playback playback{};
};

static void check_heard(const Ear<std::int16_t> &ear, const Response &reply) {
    CHECK_EQ(ear.voice(), reply.frames());
    CHECK_EQ(reply.sample_rate(), rate);
    CHECK(std::equal(reply.pcm().begin(), reply.pcm().end(), ear.samples().begin()));
}

TEST_CASE_FIXTURE(Emulated, "what is heard of a streamed reply is the unstreamed reply, sample by sample") {
    const Stage stage;
    static constexpr const char *line = "Good night. The lamps burn low.";
    const Response plain =
        UNWRAP(stage.client.get_response_text(emulator::pell, convai::new_session, line, Flags::voice));
    CHECK(plain.frames() > rate);  // more than is converted ahead
    for (const Flags flags : {Flags::voice, Flags::voice | Flags::stream}) {
        CAPTURE(flags == Flags::voice);
        // In the time of a device. A machine with other work may still convert too late: a gap has ramps, so that such a run
        // is no comparison.
        bool without_gap = false;
        for (int attempt = 0; attempt < 100 && !without_gap; ++attempt) {
            Ear<std::int16_t> ear(stage.playback);
            const std::uint32_t gaps = ear.now().underruns;
            const Operation<Response> turn = stage.say(line, flags);
            CHECK_EQ(turn.wait(20s), Code::ok);
            while (ear.now().phase != PlaybackPhase::ended) {
                ear.hear(80);
                std::this_thread::sleep_for(10ms);
            }
            CHECK(ear.now().is(turn));
            CHECK_EQ(ear.now().frames, plain.frames());
            without_gap = ear.now().underruns == gaps;
            if (!without_gap) continue;
            check_heard(ear, plain);
            check_heard(ear, UNWRAP(turn.take()));
        }
        CHECK(without_gap);
    }
}

// The clock of the emulator stands: the last piece cannot have been sent.
TEST_CASE_FIXTURE(Emulated, "a streamed turn is heard before its last piece is sent") {
    const Stage stage(R"({"echo":true,"voice_rate":8000,"stream_pace":60})");  // a word each second
    emulator::send("POST", "/_emulator/clock", R"({"freeze":true})");
    Ear<std::int16_t> ear(stage.playback);
    const Operation<Response> turn = stage.say(said, Flags::voice | Flags::stream, 7);
    while (ear.take(80) == 0) std::this_thread::sleep_for(2ms);  // the first word brings the voice of its sentence
    CHECK_EQ(turn.poll(), Code::pending);
    CHECK(ear.now().is(turn));
    CHECK_EQ(ear.now().user_data, 7u);
    // The rest has not been sent. That is a gap, and no end.
    ear.hear_until(PlaybackPhase::buffering);
    const std::size_t first = ear.voice();
    CHECK_EQ(turn.poll(), Code::pending);
    emulator::send("POST", "/_emulator/clock", R"({"advance_ms":60000})");
    const Response reply = UNWRAP(turn.wait_and_take());
    ear.hear_until(PlaybackPhase::ended);
    CHECK_EQ(ear.voice(), reply.frames());
    CHECK(first < reply.frames());
    CHECK(ear.now().underruns > 0);
}

TEST_CASE_FIXTURE(Emulated, "the turns of a conversation are heard in their order, blocking or not") {
    const Stage stage;
    Ear<std::int16_t> ear(stage.playback);
    std::size_t frames = UNWRAP(stage.conversation.say("One.", Flags::voice)).frames();
    frames += UNWRAP(stage.conversation.say("Without a voice.", Flags::text)).frames();
    const Operation<Response> streamed = stage.say("Three.", Flags::voice | Flags::stream, 3);
    const Response last = UNWRAP(streamed.wait_and_take());
    ear.hear_until(PlaybackPhase::ended);
    CHECK_EQ(ear.now().user_data, 3u);
    CHECK_EQ(ear.voice(), frames + last.frames());
    CHECK(!last.interrupted());
}

TEST_CASE_FIXTURE(Emulated, "captions follow the pieces that are heard") {
    const Stage stage;
    Ear<std::int16_t> ear(stage.playback);
    const Operation<Response> turn = stage.say(said, Flags::voice | Flags::stream);
    std::vector<std::uint64_t> begins;
    for (const convai::Piece &piece : turn.pieces()) {
        if (!piece.text().empty()) begins.push_back(piece.first_frame());
    }
    CHECK(begins.size() > 3);
    std::size_t shown = 0;
    while (ear.now().phase != PlaybackPhase::ended) {
        ear.hear(80);
        while (shown < begins.size() && begins[shown] <= ear.now().frames) ++shown;
    }
    CHECK_EQ(shown, begins.size());
    (void)UNWRAP(turn.take());
}

TEST_CASE_FIXTURE(Emulated, "an operation is added by itself, and heard after it was destroyed") {
    const Stage stage;
    Ear<std::int16_t> ear(stage.playback);
    Operation<Response> turn =
        UNWRAP(stage.client.get_response_text_async(emulator::pell, convai::new_session, said, Flags::voice));
    CHECK_EQ(stage.playback.add(turn), Code::ok);
    CHECK_EQ(ear.now().phase, PlaybackPhase::buffering);
    CHECK_EQ(turn.wait(20s), Code::ok);
    const Response reply = UNWRAP(turn.take());
    const convai_operation *handle = turn.get();
    turn = {};
    ear.hear_until(PlaybackPhase::ended);
    CHECK_EQ(ear.voice(), reply.frames());
    CHECK(ear.now().operation == handle);

    const auto character = UNWRAP(stage.client.character_get_async(emulator::pell));
    CHECK_EQ(stage.playback.add(character), Code::wrong_kind);
    CHECK_EQ(stage.playback.add(turn), Code::bad_handle);
}

TEST_CASE_FIXTURE(Emulated, "what had arrived of a destroyed turn is heard, and a turn that is added twice is heard twice") {
    const Stage stage;
    Ear<std::int16_t> ear(stage.playback);
    emulator::fault(R"({"stream":"stall","pieces":2})");
    Operation<Response> turn = UNWRAP(
        stage.client.get_response_text_async(emulator::pell, convai::new_session, said, Flags::voice | Flags::stream));
    CHECK_EQ(stage.playback.add(turn), Code::ok);
    std::size_t arrived = 0;
    while (arrived == 0) arrived = turn.next_piece(20s).frames();
    turn = {};
    ear.hear_until(PlaybackPhase::ended);
    CHECK(ear.voice() >= arrived);

    ear.forget();
    const Operation<Response> twice = stage.say("Again.", Flags::voice);
    CHECK_EQ(stage.playback.add(twice), Code::ok);
    const Response reply = UNWRAP(twice.wait_and_take());
    ear.hear_until(PlaybackPhase::ended);
    CHECK_EQ(ear.voice(), 2 * reply.frames());
}

TEST_CASE_FIXTURE(Emulated, "an interruption silences a conversation, and each of its turns ends once and is marked") {
    const Stage stage;
    Ear<std::int16_t> ear(stage.playback);
    std::vector<Operation<Response>> turns;
    for (std::uint64_t index = 0; index < 2; ++index) {
        turns.push_back(stage.say(said, Flags::voice, index));
        CHECK_EQ(turns.back().wait(20s), Code::ok);
    }
    ear.hear_voice(800);
    // The emulator has received the third turn and does not answer it.
    emulator::fault(R"({"path":"/character/getResponse","hang":true,"count":1})");
    const long before = emulator::count();
    turns.push_back(stage.say("Too late.", Flags::voice, 2));
    while (emulator::count() == before) std::this_thread::sleep_for(2ms);

    CHECK_EQ(stage.conversation.interrupt(), Code::ok);
    CHECK_EQ(ear.now().buffered, convai::milliseconds());
    const std::size_t at_the_interruption = ear.voice();
    for (int count = 0; count < 200; ++count) ear.take(80);
    CHECK(ear.voice() - at_the_interruption <= rate / 100 + 80);  // no more than a short fade
    CHECK_EQ(ear.now().phase, PlaybackPhase::empty);

    std::vector<int> ends(turns.size());
    while (const convai::Event event = stage.client.next(std::find(ends.begin(), ends.end(), 0) == ends.end() ? 0s : 20s)) {
        CHECK(event.kind() == EventKind::done);
        const auto index = static_cast<std::size_t>(event.user_data());
        CHECK(event.is(turns[index]));
        const auto reply = turns[index].take();
        CHECK(reply->interrupted());
        CHECK_EQ(reply.error().code(), index == 2 ? Code::cancelled : Code::ok);
        CHECK_EQ(stage.playback.add(turns[index]), Code::cancelled);
        ++ends[index];
    }
    CHECK(ends == std::vector<int>{1, 1, 1});
    CHECK_EQ(ear.take(80), 0u);

    // The next turn is heard.
    ear.forget();
    const Response next = UNWRAP(stage.say("Again.", Flags::voice).wait_and_take());
    ear.hear_until(PlaybackPhase::ended);
    CHECK_EQ(ear.voice(), next.frames());
    CHECK(!next.interrupted());
}

TEST_CASE_FIXTURE(Emulated, "a conversation without its playback is not heard") {
    Stage stage;
    Ear<std::int16_t> ear(stage.playback);
    CHECK_EQ(stage.conversation.set_playback(nullptr), Code::ok);
    CHECK(UNWRAP(stage.conversation.say("One.", Flags::voice)).frames() > 0);
    CHECK_EQ(ear.now().phase, PlaybackPhase::empty);
    // An empty playback is a mistake, and changes nothing.
    CHECK_EQ(stage.conversation.set_playback(stage.playback), Code::ok);
    CHECK_EQ(stage.conversation.set_playback(Playback()), Code::bad_handle);
    CHECK_EQ(Conversation().set_playback(stage.playback), Code::bad_handle);
    CHECK_EQ(Conversation().set_playback(nullptr), Code::bad_handle);
    CHECK(UNWRAP(stage.conversation.say("Two.", Flags::voice)).frames() > 0);
    CHECK_EQ(ear.now().phase, PlaybackPhase::buffering);
    // A playback may be destroyed before its conversation.
    stage.playback = Playback();
    CHECK(UNWRAP(stage.conversation.say("Three.", Flags::voice)).frames() > 0);
    CHECK(!Response().interrupted());
}

// A voice of 300 ms is enough to be taken for speech. The loudspeaker and the microphone are one callback here.
TEST_CASE_FIXTURE(Emulated, "a playback closes the gate of the microphone while it is heard") {
    const Response reply =
        UNWRAP(Stage().client.get_response_text(emulator::pell, convai::new_session, said, Flags::voice));
    const auto listening = [] {
        convai::UtteranceOptions options;
        options.sample_rate = rate;
        options.trigger = convai::Trigger::speech;
        return UNWRAP(convai::Utterance::create(options));
    };
    const convai::Utterance gated = listening(), open = listening();
    convai::PlaybackOptions options;
    options.sample_rate = rate;
    const Playback playback = UNWRAP(Playback::create(options));
    CHECK_EQ(gated.set_playback(playback), Code::ok);
    CHECK_EQ(open.set_playback(playback), Code::ok);
    CHECK_EQ(open.set_playback(nullptr), Code::ok);
    CHECK_EQ(open.set_playback(Playback()), Code::bad_handle);
    CHECK_EQ(convai::Utterance().set_playback(playback), Code::bad_handle);
    CHECK_EQ(convai::Utterance().set_playback(nullptr), Code::bad_handle);
    convai::UtteranceOptions by_push;
    by_push.sample_rate = rate;
    CHECK_EQ(UNWRAP(convai::Utterance::create(by_push)).set_playback(playback), Code::wrong_kind);

    CHECK_EQ(playback.add(convai::Pcm::s16(reply.pcm(), reply.channels(), reply.sample_rate())), Code::ok);
    for (std::size_t heard = 0; heard < reply.frames();) {
        std::int16_t out[80];
        const std::size_t voice = playback.read(out, 1);
        heard += voice;
        if (voice == 0) std::this_thread::sleep_for(2ms);
        if (voice == 0) continue;  // it is being converted
        CHECK_EQ(gated.push(out), Code::ok);
        CHECK_EQ(open.push(out), Code::ok);
    }
    CHECK(UNWRAP(gated.next()).heard == convai::Heard::nothing);
    CHECK(UNWRAP(open.next()).heard == convai::Heard::speech_started);
}
