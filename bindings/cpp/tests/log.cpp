// The log of a client.
#include "support.hpp"

using convai::Code;
using convai::LogEntry;

static convai::Client logging(std::uint32_t capacity) {
    return UNWRAP(emulator::client([&](convai::ClientOptions &options) { options.log_capacity = capacity; }));
}

TEST_CASE_FIXTURE(Emulated, "every call is logged once") {
    const convai::Client client = logging(8);
    convai::CallOptions call;
    call.user_data = 7;
    (void)UNWRAP(client.character_get(emulator::pell, call));
    CHECK_EQ(client.character_get(convai::CharacterId("nobody")).error().code(), Code::not_found);
    std::vector<LogEntry> entries;
    while (LogEntry entry = client.next_log()) entries.push_back(std::move(entry));
    CHECK_EQ(entries.size(), 2u);
    if (entries.size() != 2) return;
    const LogEntry &first = entries[0];
    CHECK_EQ(first.code(), Code::ok);
    CHECK_EQ(first.status(), Code::ok);
    CHECK_EQ(first.method(), "POST");
    CHECK_EQ(first.path(), "/character/get");
    CHECK_EQ(first.request_id().size(), 36u);
    CHECK_EQ(first.http_status(), 200);
    CHECK_EQ(first.user_data(), 7u);
    CHECK_EQ(first.dropped(), 0u);
    CHECK((first.bytes_sent() > 0 && first.bytes_received() > 0));
    CHECK(first.started_unix_ms() > 1600000000000);
    CHECK((first.queued_us() >= 0 && first.sent_us() >= first.queued_us()));
    CHECK((first.connection() == convai::Connection::fresh && entries[1].connection() == convai::Connection::reused));
    CHECK((first.connect_us() >= 0 && first.first_byte_us() > 0 && first.total_us() >= first.first_byte_us()));
    CHECK_EQ(first.tls_us(), -1);
    CHECK(first.name_us() <= first.connect_us());
    CHECK_EQ(entries[1].status(), Code::not_found);
    CHECK_EQ(client.next_log().code(), Code::pending);
}

TEST_CASE_FIXTURE(Emulated, "a full log counts what it drops, and an empty one has no entries") {
    const convai::Client client = logging(1);
    for (int count = 0; count < 3; ++count) (void)UNWRAP(client.character_get(emulator::pell));
    CHECK_EQ(client.next_log().dropped(), 2u);
    const convai::Client quiet = UNWRAP(emulator::client());
    (void)UNWRAP(quiet.character_get(emulator::pell));
    const LogEntry none = quiet.next_log();
    CHECK(!none);
    CHECK((none.request_id().empty() && none.path().empty() && none.total_us() == -1));
    CHECK_EQ(none.status(), Code::bad_handle);
    CHECK_EQ(convai::Client().next_log().code(), Code::bad_handle);
}
