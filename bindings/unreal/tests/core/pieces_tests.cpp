// Tests of responses that arrive in pieces.
#include "support.h"

#include "Dialogue.h"

using convai_native::Call;
using support::Inbox;
using support::OpenDispatcher;

namespace {

// What a listener received of one turn.
struct Turn {
    Inbox inbox;
    std::vector<convai::Piece> pieces;
    bool piece_after_the_end = false;

    Call call() {
        Call made = inbox.call();
        made.listener.piece = [this](convai_native::RequestId, convai::Piece &&piece) {
            piece_after_the_end = piece_after_the_end || !inbox.results.empty();
            pieces.push_back(std::move(piece));
        };
        return made;
    }
    std::string text() const {
        std::string joined;
        for (const convai::Piece &piece : pieces) joined += piece.text();
        return joined;
    }
    std::vector<std::int16_t> samples() const {
        std::vector<std::int16_t> joined;
        for (const convai::Piece &piece : pieces) {
            CHECK(piece.first_frame() == joined.size());
            joined.insert(joined.end(), piece.pcm().begin(), piece.pcm().end());
        }
        return joined;
    }
};

constexpr convai::Flags spoken_in_pieces = convai::Flags::voice | convai::Flags::stream;

convai_native::RequestId say(convai_native::Dispatcher &dispatcher, convai::Flags flags, Call &&call) {
    return dispatcher.begin(std::move(call), [&](const convai::Client &client, const convai::CallOptions &options) {
        return client.get_response_text_async(convai::CharacterId(support::pell), convai::new_session, "Who are you?", flags, options);
    });
}

}  // namespace

TEST_CASE_FIXTURE(Test, "the pieces of a turn joined are its response") {
    support::settings(R"({"stream_pace":3000})");
    OpenDispatcher dispatcher;
    Turn turn;
    say(dispatcher, spoken_in_pieces, turn.call());
    CHECK(support::drain_all(dispatcher));
    const convai::Response &response = turn.inbox.only().response;
    CHECK(!turn.inbox.only().failure);
    CHECK(turn.pieces.size() > 1);
    CHECK(!turn.piece_after_the_end);
    CHECK(turn.text() == response.text());
    CHECK(!turn.samples().empty());
    CHECK(turn.samples() == std::vector<std::int16_t>(response.pcm().begin(), response.pcm().end()));
    CHECK(turn.pieces.back().session_id().view() == response.session_id().view());
}

TEST_CASE_FIXTURE(Test, "pieces arrive before the response is complete") {
    support::settings(R"({"stream_pace":0})");
    support::fault(R"({"stream":"stall","pieces":2})");
    OpenDispatcher dispatcher;
    Turn turn;
    const convai_native::RequestId id = say(dispatcher, spoken_in_pieces, turn.call());
    CHECK(support::drain_until(dispatcher, [&] { return turn.pieces.size() >= 2; }));
    CHECK(turn.inbox.results.empty());
    CHECK(dispatcher.pending() == std::size_t{1});
    CHECK(dispatcher.cancel(id));
}

TEST_CASE_FIXTURE(Test, "a turn without the flag has no pieces, and one without a listener ends too") {
    support::settings(R"({"stream_pace":0})");
    OpenDispatcher dispatcher;
    Turn plain;
    Inbox deaf;
    say(dispatcher, convai::Flags::voice, plain.call());
    say(dispatcher, spoken_in_pieces, deaf.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(plain.pieces.empty());
    CHECK(!plain.inbox.only().failure);
    CHECK(deaf.only().response.frames() > 0);
}

TEST_CASE_FIXTURE(Test, "a turn that fails midway keeps its pieces") {
    support::settings(R"({"stream_pace":0})");
    support::fault(R"({"stream":"cut","pieces":3})");
    OpenDispatcher dispatcher;
    Turn turn;
    say(dispatcher, spoken_in_pieces, turn.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(turn.inbox.only().failure);
    CHECK(!turn.pieces.empty());
    CHECK(turn.text() == turn.inbox.only().response.text());
}

TEST_CASE_FIXTURE(Test, "a listener may cancel its turn or close the dispatcher in a piece") {
    support::settings(R"({"stream_pace":0})");
    OpenDispatcher dispatcher;
    Turn cancelled, last;
    convai_native::RequestId id = 0;
    Call call = cancelled.call();
    const auto collect = call.listener.piece;
    call.listener.piece = [&](convai_native::RequestId of, convai::Piece &&piece) {
        CHECK(of == id);
        collect(of, std::move(piece));
        CHECK(dispatcher.cancel(id));
    };
    id = say(dispatcher, spoken_in_pieces, std::move(call));
    CHECK(support::drain_all(dispatcher));
    CHECK(cancelled.pieces.size() == std::size_t{1});
    CHECK(cancelled.inbox.results.empty());
    call = last.call();
    call.listener.piece = [&](convai_native::RequestId, convai::Piece &&) { CHECK(dispatcher.close(2000) == convai::Code::ok); };
    say(dispatcher, spoken_in_pieces, std::move(call));
    CHECK(support::drain_until(dispatcher, [&] { return last.inbox.abandoned == 1; }));
    CHECK(last.inbox.results.empty());
}

TEST_CASE_FIXTURE(Test, "a pause longer than the idle timeout ends a turn") {
    support::settings(R"({"stream_pace":0})");
    for (const bool of_the_client : {false, true}) {
        support::fault(R"({"stream":"stall","pieces":1})");
        convai_native::ClientSettings settings = support::client_settings();
        if (of_the_client) settings.idle_timeout_ms = 100;
        convai_native::Dispatcher dispatcher;
        CHECK(!dispatcher.open(settings));
        Turn turn;
        Call call = turn.call();
        if (!of_the_client) call.idle_timeout_ms = 100;
        say(dispatcher, spoken_in_pieces, std::move(call));
        CHECK(support::drain_all(dispatcher));
        CHECK(turn.inbox.only().failure.code == convai::Code::timeout);
        CHECK(turn.pieces.size() == std::size_t{1});
    }
}

TEST_CASE_FIXTURE(Test, "the turns of a dialogue arrive in pieces, in their order") {
    support::settings(R"({"stream_pace":0})");
    OpenDispatcher dispatcher;
    convai_native::Dialogue dialogue;
    dialogue.set_character(support::pell, "");
    Turn first, second;
    dialogue.say(dispatcher, "Who are you?", spoken_in_pieces, first.call());
    dialogue.say(dispatcher, "What are you afraid of?", spoken_in_pieces, second.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(first.text() == first.inbox.only().response.text());
    CHECK(second.text() == second.inbox.only().response.text());
    CHECK(first.pieces.back().session_id().view() == second.pieces.front().session_id().view());
}
