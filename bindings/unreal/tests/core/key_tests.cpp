// Where the API key comes from.
#include "harness.h"

#include "KeyLookup.h"

using convai_core::find_key;
using convai_core::FoundKey;
using convai_core::KeyPlaces;

namespace {

KeyPlaces places() {
    KeyPlaces made;
    made.variable = "CONVAI_API_KEY";
    made.file = "/home/somebody/convai/key.txt";
    made.shipped_folders = {"/games/Game/Content", "/games/Game/Config"};
    return made;
}

FoundKey find(const KeyPlaces &where, const std::string &variable, const char *file) {
    return find_key(
        where, [&](const std::string &name) { return name == "CONVAI_API_KEY" ? variable : std::string("another variable"); },
        [&](const std::string &path, std::string &content) {
            EXPECT_SAME(path, where.file);
            if (file) content = file;
            return file != nullptr;
        });
}

}  // namespace

TEST(the_environment_comes_before_the_file) {
    const FoundKey found = find(places(), "  from-variable \n", "from-file");
    EXPECT_SAME(found.key, "from-variable");
    EXPECT_SAME(found.from, "the environment variable CONVAI_API_KEY");
    EXPECT(!found.failure);
}

TEST(the_file_is_read_without_white_space_and_byte_order_mark) {
    EXPECT_SAME(find(places(), "", "\xEF\xBB\xBF  from-file\r\n\r\n").key, "from-file");
    EXPECT_SAME(find(places(), " \t", "from-file").from, "the file /home/somebody/convai/key.txt");
}

TEST(no_key_anywhere_says_where_one_could_be) {
    const FoundKey found = find(places(), "", nullptr);
    EXPECT_SAME(found.failure.code, convai::Code::api_key);
    EXPECT_IN("CONVAI_API_KEY", found.failure.message);
    EXPECT_IN("/home/somebody/convai/key.txt", found.failure.message);
    EXPECT_IN("SetApiKey", find(KeyPlaces(), "", nullptr).failure.message);
}

TEST(a_key_file_that_would_be_shipped_is_refused) {
    for (const char *inside : {"/games/Game/Content/key.txt", "/games/game/CONTENT/Secrets/key.txt", "/games/Game/Saved/../Config/key.txt",
                               "\\games\\Game\\Content\\key.txt", "/games/./Game//Config/key.txt"}) {
        KeyPlaces where = places();
        where.file = inside;
        const FoundKey found = find(where, "", "a-good-key");
        EXPECT(found.key.empty());
        EXPECT_IN("goes into the packaged game", found.failure.message);
        EXPECT(!harness::contains(found.failure.message, "a-good-key"));
    }
    KeyPlaces where = places();
    where.file = "/games/Game/ContentOfMine/key.txt";  // begins alike, is another folder
    EXPECT_SAME(find(where, "", "a-good-key").key, "a-good-key");
}

TEST(a_file_that_is_no_key_file_is_refused_without_showing_what_is_in_it) {
    for (const std::string &content : {std::string(), std::string(" \n "), std::string("secret-one\nsecret-two\n"),
                                       std::string("secret-") + std::string(5000, 'x')}) {
        const FoundKey found = find(places(), "", content.c_str());
        EXPECT(found.key.empty());
        EXPECT_SAME(found.failure.code, convai::Code::api_key);
        EXPECT(!harness::contains(found.failure.message, "secret-"));
    }
}

TEST(paths_are_compared_by_their_parts) {
    EXPECT(convai_core::is_below("C:\\Game\\Content\\a", "c:/game/content/"));
    EXPECT(convai_core::is_below("/a/b", "/a/b"));
    EXPECT(!convai_core::is_below("/a/b/../c", "/a/b"));
    EXPECT(!convai_core::is_below("/a", "/a/b"));
    EXPECT(!convai_core::is_below("/ab/c", "/a"));
}
