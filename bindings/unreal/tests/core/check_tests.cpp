// Tests of the connection check.
#include "support.h"

#include "ConnectionCheck.h"

using convai_native::CheckResult;

namespace {

CheckResult check(const convai_native::ClientSettings &settings, const std::string &character_id) {
    convai_native::Dispatcher dispatcher;
    std::vector<CheckResult> results;
    (void)dispatcher.open(settings);
    convai_native::begin_check(dispatcher, character_id, [&](CheckResult result) { results.push_back(std::move(result)); });
    CHECK(results.empty());
    CHECK(support::drain_all(dispatcher));
    CHECK(results.size() == std::size_t{1});
    return results.empty() ? CheckResult() : results.front();
}

}  // namespace

TEST_CASE_FIXTURE(Test, "the check succeeds with a valid address and key and no character") {
    const CheckResult result = check(support::client_settings(), "");
    CHECK(result.good);
    CHECK(result.sentence == "The service answers and accepts the API key.");
    CHECK_CONTAINS(support::send("GET", "/_emulator/journal"), "\"path\":\"/character/get\"");
}

TEST_CASE_FIXTURE(Test, "the check names the user's character or reports that it does not exist") {
    CHECK_CONTAINS(check(support::client_settings(), support::pell).sentence, "Pell the Lamplighter");
    const CheckResult missed = check(support::client_settings(), "no-such-character");
    CHECK(!missed.good);
    CHECK(missed.failure.code == convai::Code::not_found);
    CHECK_CONTAINS(missed.sentence, "has no such character");
}

TEST_CASE_FIXTURE(Test, "the check reports a refused key without showing it") {
    convai_native::ClientSettings settings = support::client_settings();
    settings.api_key = "bad-key";
    const CheckResult result = check(settings, "");
    CHECK(!result.good);
    CHECK(result.failure.code == convai::Code::authentication);
    CHECK_CONTAINS(result.sentence, "does not accept the API key");
    CHECK(!support::contains(result.sentence, "bad-key"));
}

TEST_CASE_FIXTURE(Test, "the check reports an address where nothing listens") {
    convai_native::ClientSettings settings = support::client_settings();
    settings.base_url = "http://127.0.0.1:1";
    const CheckResult result = check(settings, "");
    CHECK(!result.good);
    CHECK(result.failure.code == convai::Code::connect);
    CHECK_CONTAINS(result.sentence, "Nothing listens");
}

TEST_CASE_FIXTURE(Test, "the check reports a server that is not the service") {
    support::fault(R"({"status":200,"body":"<html>hello</html>","content_type":"text/html"})");
    const CheckResult page = check(support::client_settings(), "");
    CHECK(!page.good);
    CHECK_CONTAINS(page.sentence, "it is not the Convai service");
    support::fault(R"({"redirect":"http://127.0.0.1:1/"})");
    CHECK(check(support::client_settings(), "").failure.code == convai::Code::redirect);
    support::fault(R"({"html_502":true})");
    CHECK(!check(support::client_settings(), "").good);
}

TEST_CASE_FIXTURE(Test, "the check reports invalid settings") {
    convai_native::ClientSettings settings = support::client_settings();
    settings.base_url = "not a url";
    CHECK(check(settings, "").failure.code == convai::Code::options);
    settings = support::client_settings();
    settings.api_key = " ";
    CHECK(check(settings, "").failure.code == convai::Code::api_key);
}
