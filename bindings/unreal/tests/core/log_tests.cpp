// Tests of the log: a line for each call that has ended.
#include "support.h"

using convai_native::Dispatcher;
using support::Inbox;

namespace {

const std::string whisper = "a whisper that nobody else may hear";

convai_native::ClientSettings logging(std::vector<std::string> &lines) {
    convai_native::ClientSettings settings = support::client_settings();
    settings.log = [&lines](const std::string &line) { lines.push_back(line); };
    return settings;
}

// Returns whether there are that many lines. Afterwards there are: a check that fails does not end a test here.
bool has(std::vector<std::string> &lines, std::size_t count) {
    const bool right = lines.size() == count;
    lines.resize(count);
    return right;
}

}  // namespace

TEST_CASE_FIXTURE(Test, "drain gives the log a line for each call that has ended") {
    std::vector<std::string> lines;
    Dispatcher dispatcher;
    const convai_native::ClientSettings settings = logging(lines);
    CHECK(!dispatcher.open(settings));
    for (const char *const connection : {"new", "reused"}) {
        Inbox inbox;
        support::ask(dispatcher, whisper, inbox.call());
        CHECK(support::drain_all(dispatcher));
        CHECK(has(lines, 1));
        CHECK_CONTAINS(lines[0], "POST /character/getResponse: CONVAI_OK, HTTP 200 on " + std::string(connection) + " connection; ");
        CHECK_CONTAINS(lines[0], ", TLS -, sent ");
        const std::string id = lines[0].substr(lines[0].find("request ") + 8);
        CHECK(id.size() == 36);
        CHECK_CONTAINS(support::last_turn(), "\"x-request-id\":\"" + id + "\"");
        CHECK(!support::contains(lines[0], whisper));
        CHECK(!support::contains(lines[0], settings.api_key));
        lines.clear();
    }
}

TEST_CASE_FIXTURE(Test, "the log has the calls that end with their client") {
    std::vector<std::string> lines;
    Dispatcher dispatcher;
    CHECK(!dispatcher.open(logging(lines)));
    support::fault(R"({"delay_ms":60000,"count":0})");
    Inbox first, second;
    support::ask(dispatcher, "Hello", first.call());
    CHECK(!dispatcher.open(logging(lines)));
    CHECK(has(lines, 1));
    CHECK_CONTAINS(lines[0], "CONVAI_ERROR_CANCELLED");
    support::ask(dispatcher, "Hello", second.call());
    CHECK(dispatcher.close(2000) == convai::Code::ok);
    CHECK(has(lines, 2));
    CHECK_CONTAINS(lines[1], "CONVAI_ERROR_CANCELLED");
}

TEST_CASE_FIXTURE(Test, "calls that end between two drains beyond the capacity of the log are counted") {
    std::vector<std::string> lines;
    Dispatcher dispatcher;
    CHECK(!dispatcher.open(logging(lines)));
    std::vector<Inbox> inboxes(300);
    for (Inbox &inbox : inboxes) support::ask(dispatcher, "Hello", inbox.call());
    CHECK(dispatcher.close(2000) == convai::Code::ok);
    CHECK(has(lines, 256));
    CHECK_CONTAINS(lines[0], "44 calls before this one are missing. POST ");
}

TEST_CASE_FIXTURE(Test, "without a log no request id is sent") {
    support::OpenDispatcher dispatcher;
    Inbox inbox;
    support::ask(dispatcher, "Hello", inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(!support::contains(support::last_turn(), "x-request-id"));
}
