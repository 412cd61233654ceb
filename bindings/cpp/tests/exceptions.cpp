// value_or_throw(). run.sh defines CONVAI_CPP_EXCEPTIONS for this program.
#include "support.hpp"

TEST_CASE_FIXTURE(Emulated, "value_or_throw returns the value") {
    const convai::Client client = emulator::client().value_or_throw();
    auto reply = client.get_response_text(emulator::pell, convai::new_session, "Hello");
    CHECK(!reply.value_or_throw().text().empty());
    CHECK(!name_of(client.character_get(emulator::pell).value_or_throw()).empty());
}

TEST_CASE_FIXTURE(Emulated, "value_or_throw throws the error of a failed call") {
    const convai::Client client = emulator::client().value_or_throw();
    emulator::fault(R"({"status":429,"headers":{"Retry-After":"3"}})");
    bool thrown = false;
    try {
        (void)client.get_response_text(emulator::pell, convai::new_session, "Hello").value_or_throw();
    } catch (const convai::Exception &exception) {
        thrown = true;
        CHECK_EQ(exception.code(), convai::Code::rate_limited);
        CHECK_EQ(exception.http_status(), 429);
        CHECK(exception.retryable());
        CHECK_EQ(exception.retry_after().count(), 3000);
        CHECK(exception.what()[0] != '\0');
    }
    CHECK(thrown);
}

TEST_CASE_FIXTURE(Emulated, "value_or_throw of a Result without a value throws its error") {
    convai::Result<void>().value_or_throw();
    const convai::Result<void> failed = convai::Error(convai::Code::timeout);
    convai::Code thrown = convai::Code::ok;
    try {
        failed.value_or_throw();
    } catch (const convai::Exception &exception) {
        thrown = exception.code();
    }
    CHECK_EQ(thrown, convai::Code::timeout);
}

TEST_CASE_FIXTURE(Emulated, "an Exception is a std::runtime_error") {
    bool thrown = false;
    try {
        auto none = emulator::client([](convai::ClientOptions &options) { options.api_key = ""; });
        (void)none.value_or_throw();
    } catch (const std::runtime_error &error) {
        thrown = true;
        CHECK(support::contains(error.what(), "`ClientOptions::api_key`"));
    }
    CHECK(thrown);
}
