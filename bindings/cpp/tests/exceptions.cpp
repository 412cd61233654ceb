// value_or_throw(), which is there where CONVAI_CPP_EXCEPTIONS is defined: run.sh does that for this whole program.
#include "emulator.hpp"
#include "harness.hpp"

TEST(value_or_throw_gives_the_value) {
    const convai::Client client = emulator::client().value_or_throw();
    auto answer = client.get_response_text(emulator::pell, "", "Hello");
    EXPECT(!answer.value_or_throw().text().empty());
    EXPECT(!client.character_get(emulator::pell).value_or_throw().name().empty());
}

TEST(value_or_throw_throws_what_went_wrong) {
    const convai::Client client = emulator::client().value_or_throw();
    emulator::fault(R"({"status":429,"headers":{"Retry-After":"3"}})");
    bool thrown = false;
    try {
        (void)client.get_response_text(emulator::pell, "", "Hello").value_or_throw();
    } catch (const convai::Exception &exception) {
        thrown = true;
        EXPECT_SAME(exception.code(), convai::Code::rate_limited);
        EXPECT_SAME(exception.http_status(), 429);
        EXPECT(exception.retryable());
        EXPECT_SAME(exception.retry_after_ms(), 3000);
        EXPECT(exception.what()[0] != '\0');
    }
    EXPECT(thrown);
}

TEST(an_exception_is_also_a_runtime_error) {
    bool thrown = false;
    try {
        auto none = emulator::client([](convai::ClientOptions &options) { options.api_key = ""; });
        (void)none.value_or_throw();
    } catch (const std::runtime_error &) {
        thrown = true;
    }
    EXPECT(thrown);
}
