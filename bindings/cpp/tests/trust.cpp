// A server whose certificate authority only ClientOptions::ca_pem names.
#include "support.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

using convai::Code;
using support::contains;

/// Says "Hello" to an emulator with TLS.
static convai::Result<convai::Response> hello(const std::string &ca_pem) {
    const char *const url = std::getenv("CONVAI_TLS_URL");
    CHECK_MESSAGE(url, "CONVAI_TLS_URL is not set");
    const convai::Client client = UNWRAP(emulator::client([&](convai::ClientOptions &options) {
        options.base_url = url;
        options.ca_pem = ca_pem;
    }));
    return client.get_response_text(emulator::pell, convai::new_session, "Hello");
}

TEST_CASE_FIXTURE(Emulated, "a server is trusted whose authority is given as PEM") {
    const char *const path = std::getenv("CONVAI_TLS_AUTHORITY");
    std::ifstream file(path ? path : "");
    const std::string authority((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    CHECK(contains(authority, "BEGIN CERTIFICATE"));
    CHECK(!text_of(UNWRAP(hello(authority))).empty());
}

TEST_CASE_FIXTURE(Emulated, "a server whose authority is unknown is refused with advice") {
    const convai::Error refused = hello("").error();
    CHECK_EQ(refused.code(), Code::tls);
    CHECK(contains(refused.message(), "is not trusted"));
    CHECK(contains(refused.message(), "add its certificate with `ClientOptions::ca_pem`"));
    CHECK(!refused.request_sent());
    CHECK_EQ(refused.http_status(), 0);
}
