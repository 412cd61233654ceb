// What happens where the library is not there, or is not the one that it should be.
#include "harness.h"

#include <fstream>
#include <iterator>

using convai_core::Failure;
using harness::Inbox;

TEST(a_missing_file_is_named_and_nothing_is_bound) {
    const std::string path = harness::beside("no-such-folder/libconvai.so");
    const Failure failure = harness::bind(path);
    EXPECT_SAME(failure.code, convai::Code::unsupported);
    EXPECT_SAME(failure.name, "CONVAI_ERROR_UNSUPPORTED");
    EXPECT_IN(path, failure.message);
    EXPECT_IN("is missing", failure.message);
    EXPECT(!convai_core::library_bound());
}

TEST(without_the_library_every_request_ends_with_the_reason) {
    const Failure reason = harness::bind(harness::beside("no-such-folder/libconvai.so"));
    convai_core::Hub hub;
    hub.unavailable(reason);
    Inbox text, character;
    EXPECT(harness::ask(hub, "Hello", text.call()) != 0);
    hub.begin(character.call(), [](const convai::Client &client, const convai::CallOptions &options) {
        return client.start_character_get("any", options);
    });
    EXPECT(text.replies.empty());  // never before begin() has returned
    EXPECT_SAME(hub.drain(1000000).delivered, std::size_t{2});
    EXPECT_SAME(text.only().failure.message, reason.message);
    EXPECT_SAME(character.only().failure.code, convai::Code::unsupported);
    EXPECT(!text.only().failure.retryable);
}

TEST(opening_without_the_library_says_so) {
    convai_core::unbind_library();
    convai_core::Hub hub;
    EXPECT_SAME(hub.open(harness::client_settings()).code, convai::Code::unsupported);
    EXPECT_SAME(hub.problem().code, convai::Code::unsupported);
}

TEST(calls_without_the_library_are_harmless) {
    convai_core::unbind_library();
    EXPECT_SAME(convai::name(convai::Code::timeout), std::string_view());
    EXPECT_SAME(convai::live_objects(), std::uint64_t{0});
    EXPECT_SAME(convai::shutdown(0), convai::Code::unsupported);
    const convai::Result<convai::Response> answer = convai::Client().get_response_text("id", "", "Hello");
    EXPECT_SAME(answer.error().code(), convai::Code::bad_handle);
    EXPECT_SAME(answer->text(), std::string_view());
}

TEST(a_damaged_file_is_told_and_never_loaded) {
    std::ifstream original(harness::library_path(), std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(original)), std::istreambuf_iterator<char>());
    const std::string path = harness::beside("damaged.so");
    const auto bind_what = [&](const std::string &content) {
        std::ofstream(path, std::ios::binary) << content;
        const Failure failure = harness::bind(path);
        EXPECT_SAME(failure.code, convai::Code::unsupported);
        EXPECT(!convai_core::library_bound());
        return failure.message;
    };
    EXPECT_IN("is cut short", bind_what(whole.substr(0, 10000)));
    EXPECT_IN("is cut short", bind_what(whole.substr(0, whole.size() - 1)));
    EXPECT_IN("is not a shared library", bind_what(whole.substr(0, 40)));
    EXPECT_IN("is not a shared library", bind_what(std::string(1000, 'x')));
    EXPECT_IN("git lfs pull", bind_what("version https://git-lfs.github.com/spec/v1\n"));
    std::string foreign = whole;
    foreign[18] = 2;  // SPARC
    EXPECT_IN("is for another processor", bind_what(foreign));
    std::string narrow = whole;
    narrow[4] = 1;  // says that it is for 32 bits
    EXPECT_IN("is there but cannot be loaded", bind_what(narrow));
}

// The three libraries are built by the suite from bindings/unreal/tests/core/other_libraries.c.
TEST(a_library_of_another_kind_version_or_age_is_refused) {
    EXPECT_IN("is not a Convai library", harness::bind(harness::beside("stranger.so")).message);
    EXPECT_IN("has the binary interface 99", harness::bind(harness::beside("other_version.so")).message);
    const Failure old = harness::bind(harness::beside("too_old.so"));
    EXPECT_IN("is too old: it has no function convai_", old.message);
    EXPECT(!convai_core::library_bound());
    EXPECT_SAME(convai::live_objects(), std::uint64_t{0});  // nothing of the refused ones is called
}

TEST(a_library_can_be_bound_after_one_that_was_refused) {
    EXPECT(harness::bind(harness::beside("too_old.so")));
    EXPECT(!harness::bind(harness::library_path()));
    EXPECT(convai_core::library_bound());
    EXPECT(convai::compatible());
    EXPECT(!convai::version().empty());
}
