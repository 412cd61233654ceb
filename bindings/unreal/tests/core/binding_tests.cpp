// Tests of late binding: a missing, damaged or wrong library.
#include "support.h"

#include <fstream>
#include <iterator>

using convai_native::Failure;
using support::Inbox;

TEST_CASE_FIXTURE(Test, "a missing library file is named in the message and nothing is bound") {
    const std::string path = support::test_file("no-such-folder/libconvai.so");
    const Failure failure = support::bind(path);
    CHECK(failure.code == convai::Code::unsupported);
    CHECK(failure.name == "CONVAI_ERROR_UNSUPPORTED");
    CHECK_CONTAINS(failure.message, path);
    CHECK_CONTAINS(failure.message, "is missing");
    CHECK(!convai_native::library_bound());
}

TEST_CASE_FIXTURE(Test, "without the library every request fails with the reason") {
    const Failure reason = support::bind(support::test_file("no-such-folder/libconvai.so"));
    convai_native::Dispatcher dispatcher;
    dispatcher.unavailable(reason);
    Inbox text, character;
    CHECK(support::ask(dispatcher, "Hello", text.call()) != 0);
    dispatcher.begin(character.call(), [](const convai::Client &client, const convai::CallOptions &options) {
        return client.character_get_async(convai::CharacterId("any"), options);
    });
    CHECK(text.results.empty());  // a listener is never called before begin() returns
    CHECK(dispatcher.drain(1000000).delivered == std::size_t{2});
    CHECK(text.only().failure.message == reason.message);
    CHECK(character.only().failure.code == convai::Code::unsupported);
    CHECK(!text.only().failure.retryable);
}

TEST_CASE_FIXTURE(Test, "opening a client without the library fails with unsupported") {
    convai_native::unbind_library();
    convai_native::Dispatcher dispatcher;
    CHECK(dispatcher.open(support::client_settings()).code == convai::Code::unsupported);
    CHECK(dispatcher.problem().code == convai::Code::unsupported);
}

TEST_CASE_FIXTURE(Test, "calls without the library return failures and do not crash") {
    convai_native::unbind_library();
    CHECK(convai::name(convai::Code::timeout) == std::string_view());
    CHECK(convai::live_objects() == std::uint64_t{0});
    CHECK(convai::shutdown(convai::milliseconds(0)) == convai::Code::unsupported);
    const convai::Result<convai::Response> answer = convai::Client().get_response_text(convai::CharacterId("id"), convai::new_session, "Hello");
    CHECK(answer.error().code() == convai::Code::bad_handle);
    CHECK(answer->text() == std::string_view());
}

TEST_CASE_FIXTURE(Test, "a damaged library file is reported and never loaded") {
    std::ifstream original(support::library_path(), std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(original)), std::istreambuf_iterator<char>());
    const std::string path = support::test_file("damaged.so");
    const auto bind_what = [&](const std::string &content) {
        std::ofstream(path, std::ios::binary) << content;
        const Failure failure = support::bind(path);
        CHECK(failure.code == convai::Code::unsupported);
        CHECK(!convai_native::library_bound());
        return failure.message;
    };
    CHECK_CONTAINS(bind_what(whole.substr(0, 10000)), "is truncated");
    CHECK_CONTAINS(bind_what(whole.substr(0, whole.size() - 1)), "is truncated");
    CHECK_CONTAINS(bind_what(whole.substr(0, 40)), "is not a shared library");
    CHECK_CONTAINS(bind_what(std::string(1000, 'x')), "is not a shared library");
    CHECK_CONTAINS(bind_what("version https://git-lfs.github.com/spec/v1\n"), "git lfs pull");
    std::string foreign = whole;
    foreign[18] = 2;  // SPARC
    CHECK_CONTAINS(bind_what(foreign), "is for another processor");
    std::string narrow = whole;
    narrow[4] = 1;  // marks the file as 32-bit
    CHECK_CONTAINS(bind_what(narrow), "cannot be loaded");
}

// test_core.py builds the libraries from unusable_libraries.c.
TEST_CASE_FIXTURE(Test, "an unrelated, incompatible or outdated library is refused") {
    CHECK_CONTAINS(support::bind(support::test_file("unrelated.so")).message, "is not the Convai library");
    CHECK_CONTAINS(support::bind(support::test_file("other_version.so")).message, "has the binary interface 99");
    const Failure old = support::bind(support::test_file("too_old.so"));
    CHECK_CONTAINS(old.message, "is too old: it has no function convai_");
    CHECK(!convai_native::library_bound());
    CHECK(convai::live_objects() == std::uint64_t{0});  // no function of a refused library is called
}

TEST_CASE_FIXTURE(Test, "a library whose structs are smaller than those of the plugin is refused") {
    const Failure failure = support::bind(support::test_file("smaller.so"));
    CHECK(failure.code == convai::Code::unsupported);
    CHECK_CONTAINS(failure.message, "is too old: its convai_error has 8 bytes, and this plugin needs " + std::to_string(sizeof(convai_error)));
    CHECK_CONTAINS(failure.message, "Install the library from the release of this plugin.");
    CHECK(!convai_native::library_bound());
}

TEST_CASE_FIXTURE(Test, "a library can be bound after another was refused") {
    CHECK(support::bind(support::test_file("too_old.so")));
    CHECK(!support::bind(support::library_path()));
    CHECK(convai_native::library_bound());
    CHECK(convai::compatible());
    CHECK(!convai::version().empty());
}
