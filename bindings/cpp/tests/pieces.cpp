// Pieces of a streamed reply: their order, and that they are the reply.
#include "support.hpp"

#include <convai/chrono.hpp>

#include <map>

using convai::Client;
using convai::Code;
using convai::EventKind;
using convai::Flags;
using convai::Operation;
using convai::Piece;
using convai::Response;

using namespace std::chrono_literals;

static constexpr auto spoken = Flags::voice | Flags::stream;
static constexpr const char *said = "What is your name, and where do you live?";

// What the pieces of a reply have in common with it.
struct Joined {
    std::string text{};
    std::vector<std::int16_t> samples{};
    std::string session{};
    std::size_t pieces = 0;

    void add(const Piece &piece) {
        CHECK(piece);
        CHECK_EQ(piece.code(), Code::ok);
        CHECK_EQ(piece.first_frame() * piece.channels(), samples.size());
        CHECK_EQ(piece.pcm().size(), piece.frames() * piece.channels());
        text += piece.text();
        samples.insert(samples.end(), piece.pcm().begin(), piece.pcm().end());
        session = piece.session_id().view();
        ++pieces;
    }
    void check(const Response &reply) const {
        CHECK_EQ(text, reply.text());
        CHECK_EQ(session, reply.session_id().view());
        CHECK(samples == std::vector<std::int16_t>(reply.pcm().begin(), reply.pcm().end()));
    }
};

static Operation<Response> started(const Client &client, Flags flags, const convai::CallOptions &options = {}) {
    return UNWRAP(client.get_response_text_async(emulator::pell, convai::new_session, said, flags, options));
}

TEST_CASE_FIXTURE(Emulated, "the pieces joined are the unstreamed reply, sample by sample") {
    emulator::settings(R"({"stream_pace":0})");
    const Client client = UNWRAP(emulator::client());
    const Response plain = UNWRAP(client.get_response_text(emulator::pell, convai::new_session, said, Flags::voice));
    for (const char *shape :
         {R"({})", R"({"stream_shapes":["glued","crlf"]})", R"({"stream_shapes":["data_lines","no_final_blank_line"]})",
          R"({"stream_shapes":["split_chunks","comments","done"]})", R"({"stream_audio":"wav_then_samples"})",
          R"({"stream_audio":"unknown_sizes"})", R"({"stream_audio":"odd_chunk"})"}) {
        CAPTURE(shape);
        emulator::settings(shape);
        const Operation<Response> turn = started(client, spoken);
        Joined joined;
        for (const Piece &piece : turn.pieces()) joined.add(piece);
        CHECK(joined.pieces > 3);
        const Response reply = UNWRAP(turn.take());
        joined.check(reply);
        CHECK_EQ(reply.text(), plain.text());
        CHECK(std::equal(reply.pcm().begin(), reply.pcm().end(), plain.pcm().begin(), plain.pcm().end()));
        CHECK_EQ(reply.sample_rate(), plain.sample_rate());
        const Response blocking = UNWRAP(client.get_response_text(emulator::pell, convai::new_session, said, spoken));
        CHECK(std::equal(blocking.pcm().begin(), blocking.pcm().end(), plain.pcm().begin(), plain.pcm().end()));
        emulator::settings(R"({"stream_shapes":[],"stream_audio":"wav"})");
    }
}

TEST_CASE_FIXTURE(Emulated, "a piece can be read before the next one is sent") {
    emulator::settings(R"({"stream_pace":60})");  // a word each second, of a clock that stands still
    emulator::send("POST", "/_emulator/clock", R"({"freeze":true})");
    const Client client = UNWRAP(emulator::client());
    const Operation<Response> turn = started(client, Flags::stream);
    Joined joined;
    std::size_t before_the_next = 0;
    for (Piece piece = turn.next_piece(20s); piece; piece = turn.next_piece(20s)) {
        joined.add(piece);
        if (turn.poll() == Code::pending && turn.next_piece().code() == Code::pending) ++before_the_next;
        emulator::send("POST", "/_emulator/clock", R"({"advance_ms":1000})");
    }
    CHECK_EQ(turn.next_piece().code(), Code::ok);
    CHECK(joined.pieces > 3);
    CHECK(before_the_next + 1 >= joined.pieces);  // the turn ends with its last piece
    joined.check(UNWRAP(turn.take()));
}

TEST_CASE_FIXTURE(Emulated, "a game loop hears of the pieces of several turns before their ends") {
    emulator::settings(R"({"stream_pace":6000})");
    const Client client = UNWRAP(emulator::client());
    std::vector<Operation<Response>> turns;
    for (std::uint64_t index = 0; index < 8; ++index) {
        convai::CallOptions options;
        options.user_data = index;
        turns.push_back(started(client, spoken, options));
    }
    std::map<std::uint64_t, Joined> replies;
    std::size_t finished = 0;
    while (finished < turns.size()) {
        const convai::Event event = client.next(20s);
        CHECK(event);
        if (!event) break;
        const Operation<Response> &turn = turns[event.user_data()];
        CHECK(event.is(turn));
        while (const Piece piece = turn.next_piece()) replies[event.user_data()].add(piece);
        if (event.kind() == EventKind::done) {
            ++finished;
            CHECK_EQ(turn.next_piece().code(), Code::ok);
            replies[event.user_data()].check(UNWRAP(turn.take()));
        } else {
            CHECK(event.kind() == EventKind::pieces);
        }
    }
    CHECK_EQ(client.next().code(), Code::pending);
}

TEST_CASE_FIXTURE(Emulated, "a turn without the flag has one piece and no event of it") {
    const Client client = UNWRAP(emulator::client());
    const Operation<Response> turn = started(client, Flags::voice);
    Joined joined;
    for (const Piece &piece : turn.pieces()) joined.add(piece);
    CHECK_EQ(joined.pieces, 1u);
    CHECK(client.next(20s).kind() == EventKind::done);
    joined.check(UNWRAP(turn.take()));
    CHECK_EQ(client.next().code(), Code::pending);
}

TEST_CASE_FIXTURE(Emulated, "a turn has finished when no more piece will come") {
    emulator::settings(R"({"stream_pace":0})");
    const Client client = UNWRAP(emulator::client());
    for (int count = 0; count < 100; ++count) {
        const Operation<Response> turn = started(client, count % 2 == 0 ? spoken : Flags::text);
        for (const Piece &piece : turn.pieces()) CHECK(piece);
        CHECK_EQ(turn.poll(), Code::ok);
        CHECK(turn.take());
    }
}

TEST_CASE_FIXTURE(Emulated, "a turn that fails midway keeps its pieces") {
    emulator::settings(R"({"stream_pace":0})");
    emulator::fault(R"({"stream":"stall","pieces":2})");
    const Client client = UNWRAP(emulator::client([](convai::ClientOptions &options) { options.idle_timeout = 100ms; }));
    const Operation<Response> turn = started(client, spoken);
    Joined joined;
    for (const Piece &piece : turn.pieces()) joined.add(piece);
    CHECK_EQ(joined.pieces, 2u);
    const auto reply = turn.take();
    CHECK_EQ(reply.error().code(), Code::timeout);
    joined.check(*reply);

    emulator::fault(R"({"stream":"stall","pieces":1})");
    convai::CallOptions options;
    options.idle_timeout = 50ms;
    CHECK_EQ(started(client, spoken, options).wait_and_take().error().code(), Code::timeout);

    emulator::fault(R"({"stream":"stall","pieces":1})");
    options.idle_timeout = 100s;
    const Operation<Response> cancelled = started(client, spoken, options);
    CHECK(cancelled.next_piece(20s));
    CHECK_EQ(cancelled.cancel(), Code::ok);
    CHECK_EQ(cancelled.next_piece(20s).code(), Code::ok);
    CHECK_EQ(cancelled.take().error().code(), Code::cancelled);
}

TEST_CASE_FIXTURE(Emulated, "an operation that is no turn has no pieces, and neither has an empty one") {
    const Client client = UNWRAP(emulator::client());
    const auto character = UNWRAP(client.character_get_async(emulator::pell));
    CHECK_EQ(character.next_piece().code(), Code::wrong_kind);
    for (const Piece &piece : character.pieces()) CHECK_MESSAGE(false, std::string(piece.text()));
    const convai::AnyOperation empty;
    CHECK_EQ(empty.next_piece(20s).code(), Code::bad_handle);
    const Piece none;
    CHECK(!none);
    CHECK_EQ(none.code(), Code::bad_handle);
    CHECK(none.text().empty());
    CHECK(none.session_id().view().empty());
    CHECK(none.pcm().empty());
    CHECK(none.action_sequence().empty());
    CHECK(none.tag().empty());
    CHECK_EQ(none.frames() + none.channels() + none.sample_rate() + none.first_frame(), 0u);
}

TEST_CASE_FIXTURE(Emulated, "a blocking turn keeps what came before its error") {
    emulator::settings(R"({"stream_pace":0})");
    emulator::fault(R"({"stream":"cut","pieces":3})");
    const Client client = UNWRAP(emulator::client());
    const auto reply = client.get_response_text(emulator::pell, convai::new_session, said, spoken);
    CHECK(reply.error().group() == convai::Group::network);
    CHECK(!reply->text().empty());
    CHECK(!reply->pcm().empty());
}
