// The connection check: what it tells somebody who sets a project up.
#include "harness.h"

#include "ConnectionCheck.h"

using convai_core::CheckResult;

namespace {

CheckResult check(const convai_core::ClientSettings &settings, const std::string &character_id) {
    convai_core::Hub hub;
    std::vector<CheckResult> results;
    (void)hub.open(settings);
    convai_core::begin_check(hub, character_id, [&](CheckResult result) { results.push_back(std::move(result)); });
    EXPECT(results.empty());
    EXPECT(harness::drain_all(hub));
    EXPECT_SAME(results.size(), std::size_t{1});
    return results.empty() ? CheckResult() : results.front();
}

}  // namespace

TEST(a_good_address_and_key_pass_without_a_character) {
    const CheckResult result = check(harness::client_settings(), "");
    EXPECT(result.good);
    EXPECT_SAME(result.sentence, "The service answers and takes the key.");
    EXPECT_IN("\"path\":\"/character/get\"", harness::send("GET", "/_emulator/journal"));
}

TEST(a_character_of_ones_own_is_named_or_missed) {
    EXPECT_IN("Pell the Lamplighter", check(harness::client_settings(), harness::pell).sentence);
    const CheckResult missed = check(harness::client_settings(), "no-such-character");
    EXPECT(!missed.good);
    EXPECT_SAME(missed.failure.code, convai::Code::not_found);
    EXPECT_IN("has no such character", missed.sentence);
}

TEST(a_refused_key_is_told_from_everything_else) {
    convai_core::ClientSettings settings = harness::client_settings();
    settings.api_key = "bad-key";
    const CheckResult result = check(settings, "");
    EXPECT(!result.good);
    EXPECT_SAME(result.failure.code, convai::Code::authentication);
    EXPECT_IN("does not accept the API key", result.sentence);
    EXPECT(!harness::contains(result.sentence, "bad-key"));
}

TEST(an_address_where_nothing_listens_is_told) {
    convai_core::ClientSettings settings = harness::client_settings();
    settings.base_url = "http://127.0.0.1:1";
    const CheckResult result = check(settings, "");
    EXPECT(!result.good);
    EXPECT_SAME(result.failure.code, convai::Code::connect);
    EXPECT_IN("Nothing listens", result.sentence);
}

TEST(an_address_of_something_else_is_told) {
    harness::fault(R"({"status":200,"body":"<html>hello</html>","content_type":"text/html"})");
    const CheckResult page = check(harness::client_settings(), "");
    EXPECT(!page.good);
    EXPECT_IN("it is not the service", page.sentence);
    harness::fault(R"({"redirect":"http://127.0.0.1:1/"})");
    EXPECT_SAME(check(harness::client_settings(), "").failure.code, convai::Code::redirect);
    harness::fault(R"({"html_502":true})");
    EXPECT(!check(harness::client_settings(), "").good);
}

TEST(settings_that_are_wrong_in_themselves_are_told_too) {
    convai_core::ClientSettings settings = harness::client_settings();
    settings.base_url = "not a url";
    EXPECT_SAME(check(settings, "").failure.code, convai::Code::options);
    settings = harness::client_settings();
    settings.api_key = " ";
    EXPECT_SAME(check(settings, "").failure.code, convai::Code::api_key);
}
