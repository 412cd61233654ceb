// Create, get, find, update, clone, delete: each in its blocking and in its started form.
#include "emulator.hpp"
#include "harness.hpp"

using convai::CharacterSpec;
using harness::contains;

static CharacterSpec mara() {
    CharacterSpec spec;
    spec.name = "Mara";
    spec.voice_type = "US FEMALE 1";
    spec.backstory = "Mara keeps the lighthouse.";
    spec.actions = "Wave, Light the lamp";
    return spec;
}

TEST(a_character_is_made_and_read) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character made = UNWRAP(client.character_create(mara()));
    EXPECT(!made.id().empty());
    EXPECT(made.name().empty());
    const std::string sent = emulator::last("/character/create");
    EXPECT(contains(sent, "\"charName\":\"Mara\""));
    EXPECT(contains(sent, "\"actions\":\"Wave, Light the lamp\""));

    const convai::Character read = UNWRAP(client.character_get(made.id()));
    EXPECT_SAME(read.id(), made.id());
    EXPECT_SAME(read.name(), std::string_view("Mara"));
    EXPECT_SAME(read.voice_type(), std::string_view("US FEMALE 1"));
    EXPECT_SAME(read.backstory(), std::string_view("Mara keeps the lighthouse."));
    EXPECT(!read.user_id().empty());
    EXPECT(!read.timestamp().empty());
    EXPECT(contains(read.raw_json(), "\"character_name\""));
    EXPECT(read.name().data()[read.name().size()] == '\0');
}

TEST(a_character_is_found_by_name) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character found = UNWRAP(client.character_find("Pell the Lamplighter"));
    EXPECT_SAME(found.id(), emulator::pell);
    EXPECT(contains(emulator::last("/character/get"), "\"charName\":\"Pell the Lamplighter\""));
}

TEST(an_update_sends_only_what_is_set) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character made = UNWRAP(client.character_create(mara()));
    CharacterSpec change;
    change.backstory = "Mara has left the lighthouse.";
    const convai::Outcome outcome = UNWRAP(client.character_update(made.id(), change));
    EXPECT(contains(outcome.raw_json(), "SUCCESS"));
    const std::string sent = emulator::last("/character/update");
    EXPECT(contains(sent, "\"backstory\":\"Mara has left the lighthouse.\""));
    EXPECT(!contains(sent, "charName"));
    EXPECT(!contains(sent, "languageCodes"));
    EXPECT(!contains(sent, "\"action\":"));
    const convai::Character read = UNWRAP(client.character_get(made.id()));
    EXPECT_SAME(read.name(), std::string_view("Mara"));
    EXPECT_SAME(read.backstory(), std::string_view("Mara has left the lighthouse."));
}

TEST(an_update_sends_languages_and_an_empty_string) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character made = UNWRAP(client.character_create(mara()));
    const std::string_view languages[] = {"en-US", "de-DE"};
    CharacterSpec change;
    change.language_codes = languages;
    change.actions = "";
    (void)UNWRAP(client.character_update(made.id(), change));
    const std::string sent = emulator::last("/character/update");
    EXPECT(contains(sent, "\"languageCodes\":[\"en-US\",\"de-DE\"]"));
    EXPECT(contains(sent, "\"action\":\"\""));
    const convai::Character read = UNWRAP(client.character_get(made.id()));
    EXPECT_SAME(read.language_codes().size(), 2u);
    std::string all;
    for (const std::string_view language : read.language_codes()) all.append(language).append(" ");
    EXPECT_SAME(all, std::string("en-US de-DE "));
}

TEST(languages_that_cannot_be_passed_on_are_refused) {
    const convai::Client client = UNWRAP(emulator::client());
    std::vector<std::string_view> many(65, "en-US");
    CharacterSpec change;
    change.language_codes = many;
    EXPECT_SAME(client.character_update(emulator::pell, change).error().code(), convai::Code::invalid_argument);
    const std::string_view longer[] = {"a-language-code-that-is-far-too-long-for-one"};
    change.language_codes = longer;
    EXPECT_SAME(client.character_update(emulator::pell, change).error().code(), convai::Code::invalid_argument);
    const std::string_view cut[] = {std::string_view("en\0US", 5)};
    change.language_codes = cut;
    EXPECT_SAME(client.character_update_async(emulator::pell, change).error().code(), convai::Code::invalid_argument);
    EXPECT_SAME(emulator::count(), 0);
    many.resize(64);
    change.language_codes = many;
    const convai::Character made = UNWRAP(client.character_create(mara()));
    EXPECT(client.character_update(made.id(), change));
}

TEST(a_character_is_cloned) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character plain = UNWRAP(client.character_clone(emulator::pell));
    EXPECT(!contains(emulator::last("/user/clone_character"), "\"KB\":true"));
    const convai::Character with = UNWRAP(client.character_clone(emulator::pell, true));
    EXPECT(contains(emulator::last("/user/clone_character"), "\"KB\":true"));
    EXPECT(plain.id() != with.id());
    const convai::Character copy = UNWRAP(client.character_get(with.id()));
    EXPECT_SAME(copy.name(), std::string_view("Pell the Lamplighter"));
}

TEST(a_character_is_deleted) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character made = UNWRAP(client.character_create(mara()));
    const convai::Outcome outcome = UNWRAP(client.character_delete(made.id()));
    EXPECT(contains(outcome.raw_json(), "SUCCESS"));
    EXPECT(!client.character_get(made.id()));
}

TEST(every_character_call_can_be_started) {
    const convai::Client client = UNWRAP(emulator::client());
    const convai::Character made = UNWRAP(UNWRAP(client.character_create_async(mara())).wait_and_take());
    const convai::Character read = UNWRAP(UNWRAP(client.character_get_async(made.id())).wait_and_take());
    EXPECT_SAME(read.name(), std::string_view("Mara"));
    const convai::Character found = UNWRAP(UNWRAP(client.character_find_async("Mara")).wait_and_take());
    EXPECT_SAME(found.id(), made.id());
    CharacterSpec change;
    change.name = "Mara the Elder";
    const convai::Outcome updated = UNWRAP(UNWRAP(client.character_update_async(made.id(), change)).wait_and_take());
    EXPECT(contains(updated.raw_json(), "SUCCESS"));
    const convai::Character copy = UNWRAP(UNWRAP(client.character_clone_async(made.id(), true)).wait_and_take());
    const convai::Character copied = UNWRAP(client.character_get(copy.id()));
    EXPECT_SAME(copied.name(), std::string_view("Mara the Elder"));
    const convai::Outcome gone = UNWRAP(UNWRAP(client.character_delete_async(made.id())).wait_and_take());
    EXPECT(contains(gone.raw_json(), "SUCCESS"));
    EXPECT(!client.character_get(made.id()));
}
