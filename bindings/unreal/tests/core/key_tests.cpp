// Tests of the look-up of the API key.
#include "support.h"

#include "KeyLookup.h"

using convai_native::find_key;
using convai_native::FoundKey;
using convai_native::KeySources;

namespace {

KeySources places() {
    KeySources made;
    made.variable = "CONVAI_API_KEY";
    made.file = "/home/somebody/convai/key.txt";
    made.shipped_folders = {"/games/Game/Content", "/games/Game/Config"};
    return made;
}

FoundKey find(const KeySources &where, const std::string &variable, const char *file) {
    return find_key(
        where, [&](const std::string &name) { return name == "CONVAI_API_KEY" ? variable : std::string("another variable"); },
        [&](const std::string &path, std::string &content) {
            CHECK(path == where.file);
            if (file) content = file;
            return file != nullptr;
        });
}

}  // namespace

TEST_CASE_FIXTURE(Test, "the environment variable takes precedence over the key file") {
    const FoundKey found = find(places(), "  from-variable \n", "from-file");
    CHECK(found.key == "from-variable");
    CHECK(found.source == "the environment variable CONVAI_API_KEY");
    CHECK(!found.failure);
}

TEST_CASE_FIXTURE(Test, "the preferences of the editor come after the environment variable and before the key file") {
    KeySources where = places();
    where.editor = true;
    CHECK_CONTAINS(find(where, "", nullptr).failure.message, "enter the key in Editor Preferences > Plugins > Convai Native, or write the key into /home");
    where.preferred_token = " token\n";
    CHECK(find(where, "from-variable", "from-file").key == "from-variable");
    CHECK(find(where, "", "from-file").token == "token");
    CHECK(find(where, "", "from-file").key == "");
    where.preferred_key = " preferred ";
    const FoundKey found = find(where, "", "from-file");
    CHECK(found.key == "preferred");
    CHECK(found.token == "");
    CHECK(found.source == "the preferences of the editor");
    CHECK(!found.failure);
}

TEST_CASE_FIXTURE(Test, "white space and a byte order mark in the key file are removed") {
    CHECK(find(places(), "", "\xEF\xBB\xBF  from-file\r\n\r\n").key == "from-file");
    CHECK(find(places(), " \t", "from-file").source == "the file /home/somebody/convai/key.txt");
}

TEST_CASE_FIXTURE(Test, "without a key the message says where to put one") {
    const FoundKey found = find(places(), "", nullptr);
    CHECK(found.failure.code == convai::Code::api_key);
    CHECK_CONTAINS(found.failure.message, "CONVAI_API_KEY");
    CHECK_CONTAINS(found.failure.message, "/home/somebody/convai/key.txt");
    CHECK_CONTAINS(find(KeySources(), "", nullptr).failure.message, "call Set Api Key or Set Auth Token");
    CHECK(found.missing);
}

TEST_CASE_FIXTURE(Test, "a key file in a shipped folder is refused") {
    for (const char *inside : {"/games/Game/Content/key.txt", "/games/game/CONTENT/Secrets/key.txt", "/games/Game/Saved/../Config/key.txt",
                               "\\games\\Game\\Content\\key.txt", "/games/./Game//Config/key.txt"}) {
        KeySources where = places();
        where.file = inside;
        const FoundKey found = find(where, "", "a-good-key");
        CHECK(found.key.empty());
        CHECK_CONTAINS(found.failure.message, "which is packaged with the game");
        CHECK(!support::contains(found.failure.message, "a-good-key"));
    }
    KeySources where = places();
    where.file = "/games/Game/ContentOfMine/key.txt";  // another folder with the same beginning
    CHECK(find(where, "", "a-good-key").key == "a-good-key");
}

TEST_CASE_FIXTURE(Test, "an invalid key file is refused and its content is not shown") {
    for (const std::string &content : {std::string(), std::string(" \n "), std::string("secret-one\nsecret-two\n"),
                                       std::string("secret-") + std::string(5000, 'x')}) {
        const FoundKey found = find(places(), "", content.c_str());
        CHECK(found.key.empty());
        CHECK(found.failure.code == convai::Code::api_key);
        CHECK(!support::contains(found.failure.message, "secret-"));
    }
}

TEST_CASE_FIXTURE(Test, "paths are compared part by part") {
    CHECK(convai_native::is_below("C:\\Game\\Content\\a", "c:/game/content/"));
    CHECK(convai_native::is_below("/a/b", "/a/b"));
    CHECK(!convai_native::is_below("/a/b/../c", "/a/b"));
    CHECK(!convai_native::is_below("/a", "/a/b"));
    CHECK(!convai_native::is_below("/ab/c", "/a"));
}
