// Tests of the certificate file: a server whose authority only this file names.
#include "support.h"

using support::Inbox;

namespace {

// The result of a turn with the emulator that has TLS.
convai_native::Failure turn_with(const std::string &certificates) {
    convai_native::Dispatcher dispatcher;
    convai_native::ClientSettings settings = support::client_settings();
    settings.base_url = support::emulator_with_tls();
    settings.ca_pem = certificates;
    if (const convai_native::Failure failure = dispatcher.open(settings)) return failure;
    Inbox inbox;
    support::ask(dispatcher, "Hello", inbox.call());
    CHECK(support::drain_all(dispatcher));
    CHECK(inbox.only().response.text().empty() == static_cast<bool>(inbox.only().failure));
    return inbox.only().failure;
}

}  // namespace

TEST_CASE_FIXTURE(Test, "a server whose authority is in the certificate file is trusted") {
    const convai_native::Failure failure = turn_with(support::authority());
    CHECK_MESSAGE(!failure, failure.message);
}

TEST_CASE_FIXTURE(Test, "a server whose authority is unknown is refused with the advice to set the certificate file") {
    const convai_native::Failure failure = turn_with("");
    CHECK(failure.code == convai::Code::tls);
    CHECK(failure.name == "CONVAI_ERROR_TLS");
    CHECK_CONTAINS(failure.message, "is not trusted");
    CHECK_CONTAINS(failure.message, "add its certificate with \"Certificate File\"");
    CHECK(!failure.request_sent);
    CHECK(failure.http_status == 0);
}

TEST_CASE_FIXTURE(Test, "a certificate file without a certificate is refused before a request") {
    const convai_native::Failure failure = turn_with("not a certificate");
    CHECK(failure.code == convai::Code::options);
    CHECK(failure.argument == "Certificate File");
}
